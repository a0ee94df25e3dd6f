/** Everything a worker can be asked to do. A lab that computes adds its tasks here, and its panel to list.ts. */
import { bundleRulebook, compileRulebook, expressionTypes, formatRulebook } from "./overview/tasks.js";
import { explainCapsule, inspectRequest, judgeRequests, makeWorld } from "./requests/tasks.js";
import { compareVersions, countHits, numbersToAsk, sensitivityPart, sweepPart, winMatrix } from "./combat/doors.js";
import { explainBlow, playScenario, solveScenario, tellFight } from "./combat/tasks.js";
import { migrateSave, rehearse } from "./migrations/tasks.js";
import { judgeTraffic } from "./traffic/tasks.js";

export const tasks = {
  compileRulebook, formatRulebook, bundleRulebook, expressionTypes,
  makeWorld, judgeRequests, inspectRequest, explainCapsule,
  solveScenario, playScenario, tellFight, explainBlow,
  winMatrix, compareVersions, countHits, sweepPart, numbersToAsk, sensitivityPart,
  migrateSave, rehearse,
  judgeTraffic,
};

export type Tasks = typeof tasks;
