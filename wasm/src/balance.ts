import { stringifyJson } from "./json.js";

/** docs/balance.md has more. */
export interface TestOptions {
  /** Those with `expect`; all of them by default. */
  scenarios?: readonly string[];
  /** Of a scenario that cannot be solved, at most; 1000000 by default. */
  fights?: number;
  /** How often a run may fail without cause: a probability; 1e-6 by default. */
  alarm?: number;
  seed?: bigint | number;
  maxStates?: number;
  /** Play even what could be solved. */
  sample?: boolean;
}

export type TestVerdict = "passed" | "failed" | "undecided";

export interface ExpectationTest {
  /** As in `expect`; `ttk_quantiles_ms/0.95`. */
  readonly key: string;
  readonly expected: readonly [number, number];
  readonly value: number;
  /** At the level it was decided at. */
  readonly interval: readonly [number, number];
  readonly verdict: TestVerdict;
}

export interface ScenarioTest {
  readonly scenario: string;
  readonly exact: boolean;
  readonly method: string;
  readonly fights: number;
  readonly tests: readonly ExpectationTest[];
}

export interface TestReport {
  /** The worst of the tests. */
  readonly verdict: TestVerdict;
  readonly passed: number;
  readonly failed: number;
  readonly undecided: number;
  readonly alarm: number;
  readonly seed: number | bigint;
  /** Numbers that could not be solved: what the alarm is shared out to. */
  readonly sampled: number;
  readonly scenarios: readonly ScenarioTest[];
}

export interface CompareOptions {
  /** Under each rulebook, at most; 100000 by default. */
  fights?: number;
  /** Above 0: play until the differences of all win rates are known to within it. */
  error?: number;
  seed?: bigint | number;
  maxStates?: number;
  /** Play even what could be solved. */
  sample?: boolean;
}

export interface Difference {
  readonly a: number;
  readonly b: number;
  /** b - a */
  readonly difference: number;
  readonly interval: readonly [number, number];
  /** The interval leaves 0 out. */
  readonly decided: boolean;
}

export interface CompareReport {
  readonly scenario: string;
  /** Both were solved. */
  readonly exact: boolean;
  readonly fights: number;
  readonly seed: number | bigint;
  readonly rounds: number;
  /** Of all intervals of all rounds together. */
  readonly level: number;
  /** The difference of every win rate is. */
  readonly decided: boolean;
  readonly a: { readonly exact: boolean; readonly method: string };
  readonly b: { readonly exact: boolean; readonly method: string };
  readonly keys: Readonly<Record<string, Difference>>;
}

export interface MatrixOptions {
  /** Half-width to which a pair that cannot be solved is played, at 95 %; 0.005 by default. */
  error?: number;
  seed?: bigint | number;
  /** Of each pair. */
  maxStates?: number;
  /** Play even what could be solved. */
  sample?: boolean;
}

/** Some of the work, by number from 0. */
export interface Part {
  first?: number;
  count?: number;
}

type Rows<T> = readonly (readonly T[])[];

/** Every loadout against every other; tables are [row][column], the row in the first seat. */
export interface MatrixReport {
  readonly scenario: string;
  readonly loadouts: readonly string[];
  readonly teams: readonly [string, string];
  readonly pairs: number;
  readonly exact_pairs: number;
  readonly fights: number;
  readonly seed: number | bigint;
  readonly error: number;
  /** Of the 95 % intervals of single pairs. */
  readonly largest_half_width: number;
  /** Of all other intervals together. */
  readonly level: number;
  readonly win: Rows<number>;
  readonly loss: Rows<number>;
  readonly draw: Rows<number>;
  readonly timeout: Rows<number>;
  readonly low: Rows<number>;
  readonly high: Rows<number>;
  readonly exact: Rows<boolean>;
  readonly mean_ttk_ms: Rows<number>;
  /** Of the first pair. */
  readonly method: string;
  /** Best first. */
  readonly ranking: readonly { readonly loadout: string; readonly mean_win: number; readonly interval: readonly [number, number]; readonly group: number }[];
  /** Those of a group cannot be told from its first. */
  readonly groups: Rows<string>;
}

/** @internal Options as the core takes them. */
export function balanceOptions(options: TestOptions | CompareOptions | MatrixOptions): string {
  const { maxStates, ...others } = options;
  return stringifyJson({ ...others, threads: 1, ...(maxStates === undefined ? {} : { max_states: maxStates }) } as never);
}
