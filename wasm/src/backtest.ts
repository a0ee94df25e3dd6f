import { parseJson, stringifyJson, type JsonValue } from "./json.js";
import type { Native } from "./native.js";
import type { Explanation } from "./text.js";
import type { Verdict } from "./verdict.js";

/** docs/backtest.md has more. */
export interface BacktestOptions {
  /** Names of groups of players, and who belongs: `{veterans: "actor.level >= 20"}`, by what they were at the start. */
  cohorts?: Readonly<Record<string, string>>;
  /** Sums over all entities to follow: `["player.coins", "player.inventory.*"]`. */
  sums?: readonly string[];
  /** Kept of each kind of change (default 3). */
  samples?: number;
  /** Kept of each sum along the way, about (default 64). */
  points?: number;
}

/** What a verdict said. */
export interface BacktestAnswer {
  readonly verdict: "accepted" | "duplicate" | "rejected";
  readonly reason?: string;
  readonly code?: string;
}

export interface BacktestTally {
  readonly requests: number;
  readonly changed: number;
  readonly accepted_before: number;
  readonly accepted_after: number;
}

export interface BacktestSample {
  readonly batch: number;
  readonly request: number;
  readonly line?: string;
  readonly line_base64?: string;
  readonly old: JsonValue;
  readonly new: JsonValue;
}

/** docs/backtest.md tells the members. */
export interface BacktestReport extends BacktestTally {
  readonly ludex_backtest: 1;
  readonly batches: number;
  readonly recorded: { readonly side: string; readonly batches: number; readonly same_digest: number; readonly differing: readonly number[] };
  readonly actions: readonly (BacktestTally & { readonly action: string | null })[];
  readonly unaffected: readonly string[];
  readonly changes: readonly {
    readonly action: string | null;
    readonly from: BacktestAnswer;
    readonly to: BacktestAnswer;
    readonly count: number;
    readonly cohorts?: Readonly<Record<string, number>>;
    readonly in_no_cohort?: number;
    readonly samples: readonly BacktestSample[];
  }[];
  readonly cohorts: readonly (BacktestTally & { readonly name: string | null; readonly that?: string; readonly actors: number })[];
  readonly sums: readonly { readonly path: string; readonly points: readonly JsonValue[]; readonly start?: JsonValue; readonly end?: JsonValue }[];
  readonly [member: string]: unknown;
}

/** A place where two rulebooks differ as texts. */
export interface RulebookChange {
  readonly at: string;
  readonly what: "added" | "removed" | "changed";
  readonly old?: JsonValue;
  readonly new?: JsonValue;
}

type Text = string | Uint8Array;

/** @internal */
export function backtest(native: Native, log: Uint8Array, rulebook: Text, options: BacktestOptions): BacktestReport {
  const text = typeof rulebook === "string" ? rulebook : new TextDecoder().decode(rulebook);
  const given = Object.fromEntries(Object.entries({ ...options, rulebook: text }).filter(([, value]) => value !== undefined)) as Parameters<typeof stringifyJson>[0];
  return parseJson(native.lend(log, (bytes, size) => native.lend(stringifyJson(given), (chosen, chosenSize) =>
    native.textOf((out, error) => native.abi.ludex_backtest(bytes, size, chosen, chosenSize, out, error))))) as unknown as BacktestReport;
}

/** @internal */
export function rulebookChanges(native: Native, before: Text, after: Text): readonly RulebookChange[] {
  return parseJson(native.lend(before, (a, aSize) => native.lend(after, (b, bSize) =>
    native.textOf((out, error) => native.abi.ludex_rulebook_changes(a, aSize, b, bSize, out, error))))) as unknown as readonly RulebookChange[];
}

/** @internal */
export function cutCapsule(native: Native, log: Uint8Array, batch: number | bigint, request: number | bigint): string {
  return native.lend(log, (bytes, size) => native.textOf((out, error) => native.abi.ludex_capsule_cut(bytes, size, BigInt(batch), BigInt(request), out, error)));
}

/** @internal */
export function replayCapsule(native: Native, capsule: Text): Verdict {
  return parseJson(native.lend(capsule, (text, size) => native.textOf((out, error) => native.abi.ludex_capsule_replay(text, size, out, error)))) as unknown as Verdict;
}

/** @internal */
export function explainCapsule(native: Native, capsule: Text): Explanation {
  return parseJson(native.lend(capsule, (text, size) => native.textOf((out, error) => native.abi.ludex_capsule_explain(text, size, out, error)))) as unknown as Explanation;
}
