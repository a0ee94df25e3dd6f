import type { Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import type { Native } from "./native.js";

/** What comes of a scenario. Times are of the fights that ended before the time limit. */
export interface CombatReport {
  readonly exact: boolean;
  /** How it was found, for people. */
  readonly method: string;
  /** Played; 0 when exact. */
  readonly fights: number;
  readonly draw: number;
  readonly timeout: number;
  readonly mean_ttk_ms: number;
  readonly sd_ttk_ms: number;
  readonly ttk_quantiles_ms: Readonly<Record<string, number>>;
  /** Accepted actions of a fight, of all fighters together. */
  readonly mean_attacks: number;
  readonly min_ttk_ms: number;
  readonly max_ttk_ms: number;
  /** The share of all fights that were decided by a time, when it was asked for: both rise. */
  readonly ttk_curve?: { readonly ms: readonly number[]; readonly share: readonly number[] };
  /** By key: where the number lies at 95 %; both ends are the number when it is exact. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>> & { readonly ttk_quantiles_ms: Readonly<Record<string, readonly [number, number]>> };
  /** By team: it alone is left. */
  readonly [win: `win_${string}`]: number;
}

export interface SimulateOptions {
  /** At most; 100000 by default. */
  fights?: number;
  /** Above 0: stop once every win rate is known to within it, at 95 %. */
  error?: number;
  /** Of chance; 1 by default. */
  seed?: bigint | number;
}

/** @internal A number of 64 bits as the core takes it. */
export function word(what: string, value: bigint | number): bigint {
  if ((typeof value === "number" && !Number.isSafeInteger(value)) || value < 0 || BigInt(value) >= 2n ** 64n) {
    throw new LudexError("argument", `${what} is a whole number of 0 to 2^64-1, a bigint above 2^53, not ${value}`);
  }
  return BigInt.asIntN(64, BigInt(value));
}

/** @internal */
export function steps(points: number): number {
  if (!Number.isInteger(points) || points < 0 || points > 100_000) throw new LudexError("argument", `curvePoints is a whole number of 0 to 100000, not ${points}`);
  return points;
}

/** Many fights of one scenario, played in as many parts as you like: the same answer to the last bit. */
export class Simulation extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "simulation", pointer, native.abi.ludex_simulation_free);
  }

  /** Fights played so far. */
  get fights(): number {
    return Number(BigInt.asUintN(64, this.native.abi.ludex_simulation_fights(this.pointer)));
  }

  /** Plays until `fights` are played altogether, or as far as `error` asks. Short parts keep a page alive, and let the engine compile the core well. */
  run(fights: number, error = 0): this {
    const { native, pointer } = this;
    const until = word("fights", fights);
    if (!(error >= 0 && error < 1)) throw new LudexError("argument", `error is a number of 0 to 1, not ${error}`);
    native.make((_, failure) => native.abi.ludex_simulation_run(pointer, until, error, 1, failure));
    return this;
  }

  /** How far `run` would play before it looks at `error`; the fights so far when it would play none. */
  nextLook(fights: number, error = 0): number {
    const { native, pointer } = this;
    return Number(BigInt.asUintN(64, native.abi.ludex_simulation_next_look(pointer, word("fights", fights), error)));
  }

  /** Fights `first` … `first + count - 1` and nothing else, as text for `add` of the simulation that holds the whole; this one stays as it is. */
  part(first: number, count: number): string {
    const { native, pointer } = this;
    const [from, many] = [word("first", first), word("count", count)];
    return native.textOf((out, error) => native.abi.ludex_simulation_part(pointer, from, many, 1, out, error));
  }

  /** Adds a part that another simulation of the same rules, scenario and seed has played: each once, in the order of their fights. */
  add(part: string): this {
    const { native, pointer } = this;
    native.lend(part, (text, size) => native.make((_, error) => native.abi.ludex_simulation_add(pointer, text, size, error)));
    return this;
  }

  /** With `curvePoints`, `ttk_curve` in about so many steps. */
  report(curvePoints = 0): CombatReport {
    const { native, pointer } = this;
    const points = steps(curvePoints);
    return native.json((out) => native.abi.ludex_simulation_curve_json(out, pointer, points)) as unknown as CombatReport;
  }

  /** The report's own bytes: the same on every platform. */
  reportText(): string {
    const { native, pointer } = this;
    return native.text((out) => native.abi.ludex_simulation_report_json(out, pointer));
  }

  /** What `Rulebook.resumeSimulation` goes on with. */
  saved(): string {
    const { native, pointer } = this;
    return native.text((out) => native.abi.ludex_simulation_save(out, pointer));
  }
}
