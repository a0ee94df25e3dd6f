/** Everything a worker can be asked to do, by the core that it takes. A lab that computes adds its tasks here, and its panel to list.ts. */
import { bundleRulebook, compileRulebook, expressionTypes, formatRulebook } from "./overview/tasks.js";
import { checkRequest, explainCapsule, inspectRequest, judgeRequests, makeWorld } from "./requests/tasks.js";
import { compareVersions, countHits, numbersToAsk, sensitivityPart, sweepPart, winMatrix } from "./combat/doors.js";
import { explainBlow, playScenario, solveScenario, tellFight } from "./combat/tasks.js";
import { migrateSave, rehearse } from "./migrations/tasks.js";
import { judgeTraffic } from "./traffic/tasks.js";

/** They follow the keys, and are loaded with the page. */
export const judgeTasks = { compileRulebook, formatRulebook, judgeRequests, inspectRequest };

export const wholeTasks = {
  bundleRulebook, expressionTypes, makeWorld, checkRequest, explainCapsule,
  solveScenario, playScenario, tellFight, explainBlow,
  winMatrix, compareVersions, countHits, sweepPart, numbersToAsk, sensitivityPart,
  migrateSave, rehearse,
  judgeTraffic,
};

export type Tasks = typeof judgeTasks & typeof wholeTasks;
