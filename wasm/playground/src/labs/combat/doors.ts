/** The package's own questions about balance (docs/balance.md, docs/tuning.md), in the worker. What can be cut is answered in parts. */
import { LudexError, type Breakpoints, type CombatReport, type CompareReport, type MatrixReport, type Sensitivity } from "ludex";
import type { Bench } from "../../core/bench.js";
import type { Fights } from "./tasks.js";

/** A call answers after about so long, so that there is always a next picture, and a place to stop. */
const PART_MS = 90;

/** What takes more states to solve is played: a page shows something soon. Duels that fold need no such bound. */
const MOST_STATES = 20_000;

export function winMatrix({ rulebook, scenario, error, seed }: Fights & { error: number; seed: number }, bench: Bench): MatrixReport {
  return bench.rulebook(rulebook).matrix(scenario, { error, seed, maxStates: MOST_STATES });
}

/** Both versions fight the same fights where they cannot be solved. */
export function compareVersions({ rulebook, after, scenario, fights, seed, sample }: Fights & { after: string; fights: number; seed: number; sample: boolean }, bench: Bench): CompareReport {
  const other = bench.ludex.rulebook(after);
  try {
    return bench.rulebook(rulebook).compare(other, scenario, { fights, seed, sample });
  } finally {
    other.dispose();
  }
}

/** By pointer: "FROM..TO:STEP". */
export type Ranges = Readonly<Record<string, string>>;

export function countHits({ rulebook, scenario, vary }: Fights & { vary: Ranges }, bench: Bench): Breakpoints {
  return bench.rulebook(rulebook).breakpoints(scenario, { vary });
}

/** A point of a grid; `fault` where there is none, such as a roll from more to less. */
export interface Point {
  readonly report?: CombatReport;
  readonly fault?: string;
}

/** Played for a point that cannot be solved: a win rate is then known to within three percent. */
export const FIGHTS_A_POINT = 1000;

/** As many of a grid's points, from `first` on, as fit into one part. */
export function sweepPart({ rulebook, scenario, vary, first, total, seed }: Fights & { vary: Ranges; first: number; total: number; seed: number }, bench: Bench): readonly Point[] {
  const program = bench.rulebook(rulebook);
  const start = performance.now();
  const found: Point[] = [];
  for (let at = first; at < total && (found.length === 0 || performance.now() - start < PART_MS); at++) {
    try {
      found.push({ report: program.sweep(scenario, { vary, first: at, count: 1, seed, fights: FIGHTS_A_POINT, maxStates: MOST_STATES }).points[0]! });
    } catch (error) {
      // Beyond a column's bounds, or a roll of nothing: that point is empty, and the map goes on.
      if (!(error instanceof LudexError) || error.code === "internal" || error.code === "memory") throw error;
      found.push({ fault: error.message });
    }
  }
  return found;
}

/** Pointers to the numbers that may matter to a scenario: those of others, and what is expected of it, cannot. */
export function numbersToAsk({ rulebook, scenario }: Fights, bench: Bench): readonly string[] {
  const own = `/scenarios/${scenario.replaceAll("~", "~0").replaceAll("/", "~1")}/`;
  return bench.rulebook(rulebook).numbers().map(({ pointer }) => pointer)
    .filter((pointer) => !pointer.startsWith("/scenarios/") || (pointer.startsWith(own) && !/^(?:expect|loadouts)\//.test(pointer.slice(own.length)) && !/\/id$/.test(pointer)));
}

export type Asked = Pick<Sensitivity, "numbers" | "unread" | "exact" | "base"> & { readonly next: number };

/** As many of the numbers `of`, from `first` on, as fit into one part. */
export function sensitivityPart({ rulebook, scenario, of, first, step, fights, seed }: Fights & { of: readonly string[]; first: number; step: string; fights: number; seed: number }, bench: Bench): Asked {
  const program = bench.rulebook(rulebook);
  const start = performance.now();
  const numbers: Sensitivity["numbers"][number][] = [];
  const unread: string[] = [];
  let [next, last]: [number, Sensitivity | undefined] = [first, undefined];
  // Every part solves the scenario as it is again: more at once where that goes fast.
  for (let part = 1; next < of.length && (last === undefined || performance.now() - start < PART_MS); part *= 2) {
    last = program.sensitivity(scenario, { of: of.slice(next, next + part), step, fights, seed, maxStates: MOST_STATES });
    numbers.push(...last.numbers);
    unread.push(...last.unread);
    next = Math.min(of.length, next + part);
  }
  const { exact, base } = last!;
  return { numbers, unread, exact: exact && numbers.every(({ down, up }) => (down?.exact ?? true) && (up?.exact ?? true)), base, next };
}
