/** Everything a worker can be asked to do. A lab that computes adds its tasks here, and its panel to list.ts. */
import { bundleRulebook, compileRulebook, formatRulebook } from "./overview/tasks.js";
import { explainCapsule, inspectRequest, judgeRequests, makeWorld } from "./requests/tasks.js";
import { explainBlow, playScenario, solvePoints, solveScenario, tellFight } from "./combat/tasks.js";
import { migrateSave, rehearse } from "./migrations/tasks.js";
import { judgeTraffic } from "./traffic/tasks.js";

export const tasks = {
  compileRulebook, formatRulebook, bundleRulebook,
  makeWorld, judgeRequests, inspectRequest, explainCapsule,
  solveScenario, playScenario, solvePoints, tellFight, explainBlow,
  migrateSave, rehearse,
  judgeTraffic,
};

export type Tasks = typeof tasks;
