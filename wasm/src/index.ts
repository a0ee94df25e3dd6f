/** The judge of Ludex for browsers, workers and bundlers; `node.ts` is the same for Node. */
export type { BacktestAnswer, BacktestOptions, BacktestReport, BacktestSample, BacktestTally, RulebookChange } from "./backtest.js";
export type { CompareOptions, CompareReport, Difference, ExpectationTest, MatrixOptions, MatrixReport, ScenarioTest, TestOptions, TestReport, TestVerdict } from "./balance.js";
export type { CombatReport, SimulateOptions, Simulation } from "./combat.js";
export type { Axes, BreakpointOptions, Breakpoints, Changes, Hits, PlayOptions, Sensitivity, SensitivityOptions, SensitivitySide, Sweep, SweepOptions, TunableNumber } from "./tuning.js";
export type { ContractCheck, ContractMismatch, ContractOptions } from "./contract.js";
export { LudexError, type Diagnostic, type LudexErrorCode } from "./error.js";
export type { ConformanceCounts, ConformanceReport, EvaluateOptions, Evaluation, EvaluationError, TypedExpression } from "./expression.js";
export type { Id, Interest, InterestArea, InterestChange, Visible } from "./interest.js";
export { JsonError, parseJson, stringifyJson, type JsonObject, type JsonValue } from "./json.js";
export type { Judgement } from "./judgement.js";
export type { LogContent, LogFault, LogRecord, ReadLogOptions, ReplayDifference, ReplayOptions, ReplayReport } from "./record.js";
export type { AuditBreach, AuditCompare, AuditOptions, AuditReport, LedgerDecision, LedgerEffect, LedgerMachine, LedgerRun } from "./ledger.js";
export { loadLudex, type LoadOptions } from "./load.js";
export type { Recorder, ResumedLog } from "./recorder.js";
export type { Ludex } from "./ludex.js";
export { firstRulebookReason, ruleErrors, systemReasons, type RuleError, type SystemReason } from "./reasons.js";
export { Metrics } from "./metrics.js";
export type { Joined } from "./presence.js";
export type { ActionSummary, EncodedColumns, Rulebook, RulebookSummary, Traffic, TrafficOptions, TypesLanguage } from "./rulebook.js";
export type { DeclaredSum, FieldCounts, LoadedSave, Rehearsal, RehearsalOptions, RehearsalReport, RehearsalSample, RehearsalSum, RehearsedLines, SaveFinding, SaveLoader,
  SaveState } from "./saves.js";
export type { JsonCheck, JsonCheckOptions, JsonLimits, JsonText, Malformed, Mismatch, Schema, SchemaConformanceCounts, SchemaConformanceReport, SchemaOptions,
  Validation, ValidationOptions } from "./schema.js";
export type { ExplainedPart, Explanation, Form } from "./text.js";
export type * from "./verdict.js";
export type { Inputs, World } from "./world.js";
