import type { CombatReport } from "./combat.js";
import { LudexError } from "./error.js";

/** A number of a rulebook that can be varied. */
export interface TunableNumber {
  /** JSON Pointer into the rulebook. */
  readonly pointer: string;
  readonly value: number | bigint;
  readonly type: "int" | "double";
  /** Bounds of its column, field or member; null where none is declared. */
  readonly low: number | bigint | null;
  readonly high: number | bigint | null;
  readonly line: number;
  readonly column: number;
}

/** Other numbers, by JSON Pointer. */
export type Changes = Readonly<Record<string, number | bigint>>;
/** Values by JSON Pointer: a list, "FROM..TO" or "FROM..TO:STEP". */
export type Axes = Readonly<Record<string, readonly (number | bigint)[] | string>>;

export interface PlayOptions {
  /** Played where it cannot be solved; 20000. */
  fights?: number;
  /** Of chance; 1. All variations play the same fights. */
  seed?: bigint | number;
  /** As of `solve`; 0: only duels that fold are solved. */
  maxStates?: number;
}

export interface SensitivityOptions extends PlayOptions {
  /** Pointers to numbers, or to objects and lists of them; all that the scenario can read. */
  of?: readonly string[];
  /** "1%" of the value (of an int at least 1), or a number. */
  step?: string | number;
  /** Only these of the numbers, as written, from 0. */
  first?: number;
  count?: number;
}

export interface SweepOptions extends PlayOptions {
  vary: Axes;
  /** Only these points of the grid, by number. */
  first?: number;
  count?: number;
}

export interface BreakpointOptions {
  /** One number or two. */
  vary: Axes;
}

/** By key: `win_TEAM`, draw, timeout, mean_ttk_ms. */
export interface SensitivitySide {
  readonly value: number | bigint;
  readonly exact: boolean;
  readonly change: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
}

export interface Sensitivity {
  readonly scenario: string;
  readonly step: string;
  readonly fights: number;
  readonly seed: number | bigint;
  readonly exact: boolean;
  readonly base: CombatReport;
  /** Largest magnitude first. */
  readonly numbers: readonly (Omit<TunableNumber, "line" | "column"> & {
    /** The largest change of any win rate. */
    readonly magnitude: number;
    readonly down: SensitivitySide | null;
    readonly up: SensitivitySide | null;
  })[];
  /** Asked for, and nothing that the scenario looks at. */
  readonly unread: readonly string[];
  /** Of a part: how many numbers there are. */
  readonly part_of?: number;
}

export interface Sweep {
  readonly scenario: string;
  readonly fights: number;
  readonly seed: number | bigint;
  readonly axes: readonly { readonly pointer: string; readonly values: readonly (number | bigint)[] }[];
  /** Number of the first point. */
  readonly first: number;
  /** The last axis turns fastest. */
  readonly points: readonly (CombatReport & { readonly at: readonly (number | bigint)[] })[];
}

/** Attacks that change their target, until it is defeated; null: never, or there is no most. */
export interface Hits {
  readonly attacker: string;
  readonly target: string;
  readonly min_hits: number | null;
  readonly max_hits: number | null;
  readonly plain_min_hits: number | null;
  readonly plain_max_hits: number | null;
}

export interface Breakpoints {
  readonly scenario: string;
  readonly axes: readonly { readonly pointer: string; readonly from: number | bigint; readonly to: number | bigint; readonly count: number }[];
  readonly searched: "every value" | "halving";
  readonly rows: readonly {
    /** Of the second axis; null where there is none. */
    readonly at: number | bigint | null;
    /** `hits` is empty where they cannot be counted, and `why` says why. */
    readonly segments: readonly { readonly from: number | bigint; readonly to: number | bigint; readonly hits: readonly Hits[]; readonly why?: string }[];
  }[];
}

/** @internal Options as the core reads them. Numbers that JSON has no word for are a mistake of the caller's. */
export function optionsText(options: object): string {
  return JSON.stringify(options, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) throw new LudexError("argument", `${key} is ${value}, no number that JSON can say`);
    return typeof value === "bigint" ? rawNumber(value) : value;
  }).replace(marked, "$1");
}

// JSON.stringify knows no bigint: it is written as a string that no text of a caller's can be, as those hold no NUL, and unwrapped.
const marked = /"\\u0000(-?[0-9]+)"/g;
function rawNumber(value: bigint): string {
  return `\0${value}`;
}

/** @internal */
export function playOptions({ maxStates, ...rest }: PlayOptions & { maxStates?: number }): object {
  return maxStates === undefined ? rest : { ...rest, max_states: maxStates };
}
