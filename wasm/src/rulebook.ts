import type { Pointer } from "./abi.js";
import { balanceOptions, type CompareOptions, type CompareReport, type MatrixOptions, type MatrixReport, type Part, type TestOptions, type TestReport } from "./balance.js";
import { Simulation, steps, word, type CombatReport, type SimulateOptions } from "./combat.js";
import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import { Interest, type InterestArea } from "./interest.js";
import { parseJson, type JsonValue } from "./json.js";
import { digestText, type Native } from "./native.js";
import { Rehearsal, SaveLoader, type RehearsalOptions } from "./saves.js";
import type { JsonLimits } from "./schema.js";
import { optionsText, playOptions, type BreakpointOptions, type Breakpoints, type Changes, type Sensitivity, type SensitivityOptions, type Sweep, type SweepOptions, type TunableNumber } from "./tuning.js";
import { World } from "./world.js";

/** What `ludex check --json` prints. */
export interface RulebookSummary {
  name: string;
  version: number | bigint;
  digest: string;
  /** The kind that sends requests. */
  actor: string;
  actions: ActionSummary[];
  /** The reasons this rulebook names, with their codes. */
  reasons: Record<string, number>;
  /** Row and column in the order of `actions`: 1 when the two cannot be judged side by side. */
  conflicts: number[][];
  warnings: { pointer: string; message: string }[];
}

export interface ActionSummary {
  name: string;
  from: string[];
  clauses: { at: string; reason: string }[];
  effects: number;
  events: number;
  reads: string[];
  writes: string[];
  once: "actor" | "action" | "world" | null;
}

const typesLanguages = ["ts", "py", "cpp", "luau"] as const;
/** TypeScript, Python, C++ or Luau. */
export type TypesLanguage = (typeof typesLanguages)[number];

/** A compiled rulebook: immutable. Keep it for as long as its worlds judge. */
export class Rulebook extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "rulebook", pointer, native.abi.ludex_rulebook_free);
  }

  /** Hash of the compiled rules, 16 hex digits; comments and docs do not count. */
  get digest(): string {
    return digestText(this.native.abi.ludex_rulebook_digest(this.pointer));
  }

  summary(): RulebookSummary {
    return this.native.json((out) => this.native.abi.ludex_rulebook_summary_json(out, this.pointer)) as unknown as RulebookSummary;
  }

  /** The rulebook's types as source text, to be checked in beside the code that uses them; `ludex types` writes the same. */
  types(language: TypesLanguage): string {
    const { native, pointer } = this;
    if (!typesLanguages.includes(language)) throw new LudexError("argument", `types are written for ${typesLanguages.join(", ")}, not ${String(language)}`);
    return native.lend(language, (text, size) => native.textOf((out) => native.abi.ludex_rulebook_types(pointer, text, size, out)));
  }

  /** The name of a reason code, of the system or of this rulebook; undefined when there is none. */
  reasonName(code: number): string | undefined {
    const pointer = this.pointer;
    if (!Number.isInteger(code) || code < 0 || code > 0xffff) return undefined;
    return this.native.text((out) => this.native.abi.ludex_reason_name(out, pointer, code)) || undefined;
  }

  /** Requests, one a line, as typed columns (docs/columns.md). What breaks the contract is listed, never lost. */
  encodeColumns(ndjson: string | Uint8Array): EncodedColumns {
    const { native, pointer } = this;
    const { abi } = native;
    const second = abi.malloc(4);
    try {
      const file = native.lend(ndjson, (lines, size) =>
        native.make((out, error) => abi.ludex_columns_encode(pointer, lines, size, out, second, error)));
      const bytes = native.bytes((out) => abi.ludex_text_bytes(out, file));
      abi.ludex_text_free(file);
      const place = native.peek(second, 4);
      const list = new DataView(place.buffer, place.byteOffset, 4).getUint32(0, true);
      const refused = native.json((out) => abi.ludex_text_bytes(out, list)) as unknown as EncodedColumns["refused"];
      abi.ludex_text_free(list);
      return { bytes, refused };
    } finally {
      abi.free(second);
    }
  }

  /**
   * A world and a day of requests to it, honest and hostile, as `ludex traffic` makes them: the same bytes everywhere for the same
   * options. Both are made in memory, about 200 bytes a player and a request.
   */
  traffic(options: TrafficOptions = {}): Traffic {
    const { players = 100, requests = 10_000, seed: chosen = 1, attackRate = 0.1 } = options;
    whole(players, "players", mostPlayers);
    whole(requests, "requests", mostRequests);
    if (!(attackRate >= 0 && attackRate <= 1)) throw new LudexError("argument", `attackRate is a share of 0 to 1, not ${String(attackRate)}`);
    const { native, pointer } = this;
    const { abi } = native;
    const second = abi.malloc(4);
    try {
      const world = native.make((out, error) => abi.ludex_traffic(pointer, players, BigInt(requests), seed(chosen), attackRate, out, second, error));
      const place = native.peek(second, 4);
      const lines = new DataView(place.buffer, place.byteOffset, 4).getUint32(0, true);
      try {
        return { world: native.text((out) => abi.ludex_text_bytes(out, world)), requests: native.bytes((out) => abi.ludex_text_bytes(out, lines)) };
      } finally {
        abi.ludex_text_free(world);
        abi.ludex_text_free(lines);
      }
    } finally {
      abi.free(second);
    }
  }

  /** The names of its scenarios, in the order written. */
  scenarios(): string[] {
    const { native, pointer } = this;
    return native.jsonOf((out) => native.abi.ludex_scenarios_json(pointer, out)) as unknown as string[];
  }

  /** Exactly what comes of a scenario; with `curvePoints`, `ttk_curve` in about so many steps. Throws a LudexError that says why when it cannot be solved: then simulate it. */
  solve(scenario: string, maxStates: bigint | number = 0, curvePoints = 0): CombatReport {
    return parseJson(this.solveText(scenario, maxStates, curvePoints)) as unknown as CombatReport;
  }

  /** The same, as the report's own bytes. */
  solveText(scenario: string, maxStates: bigint | number = 0, curvePoints = 0): string {
    const { native, pointer } = this;
    const states = word("maxStates", maxStates);
    const points = steps(curvePoints);
    return native.lend(scenario, (name, size) => native.textOf((out, error) => native.abi.ludex_solve_curve(pointer, name, size, states, points, out, error)));
  }

  /** Starts a simulation of a scenario, to be run in parts. */
  simulation(scenario: string, seed: bigint | number = 1): Simulation {
    const { native, pointer } = this;
    const own = word("seed", seed);
    return new Simulation(native, native.lend(scenario, (name, size) => native.make((out, error) => native.abi.ludex_simulation_new(pointer, name, size, own, out, error))));
  }

  /** Goes on with what `Simulation.saved` gave, under the same rules. */
  resumeSimulation(saved: string): Simulation {
    const { native, pointer } = this;
    return new Simulation(native, native.lend(saved, (text, size) => native.make((out, error) => native.abi.ludex_simulation_resume(pointer, text, size, out, error))));
  }

  /** Plays a scenario many times. */
  simulate(scenario: string, options: SimulateOptions = {}): CombatReport {
    const simulation = this.simulation(scenario, options.seed);
    try {
      return simulation.run(options.fights ?? 100_000, options.error).report();
    } finally {
      simulation.dispose();
    }
  }

  /** One fight of a simulation, blow by blow: the last says how it ended. */
  fightLog(scenario: string, fight: bigint | number = 0, seed: bigint | number = 1): JsonValue[] {
    const { native, pointer } = this;
    const own = word("seed", seed);
    const number = word("fight", fight);
    const log = native.lend(scenario, (name, size) => native.textOf((out, error) => native.abi.ludex_fight_log(pointer, name, size, own, number, out, error)));
    return log.trimEnd().split("\n").map((line) => parseJson(line));
  }

  /** The numbers that can be varied, in the order written (docs/tuning.md). */
  numbers(): TunableNumber[] {
    const { native, pointer } = this;
    return (native.jsonOf((out) => native.abi.ludex_numbers_json(pointer, out)) as unknown as { numbers: TunableNumber[] }).numbers;
  }

  /** The rulebook compiled with other numbers, all else as it was. Dispose of it when it has answered. */
  vary(changes: Changes): Rulebook {
    const { native, pointer } = this;
    return new Rulebook(native, native.lend(optionsText(changes), (text, size) => native.make((out, error) => native.abi.ludex_vary(pointer, text, size, out, error))));
  }

  /** How much each number matters to a scenario: one step down and one up, all else as it is. */
  sensitivity(scenario: string, options: SensitivityOptions = {}): Sensitivity {
    return parseJson(this.sensitivityText(scenario, options)) as unknown as Sensitivity;
  }

  /** The same, as the answer's own bytes. */
  sensitivityText(scenario: string, options: SensitivityOptions = {}): string {
    return this.#ask("ludex_sensitivity", scenario, playOptions(options));
  }

  /** What comes of a scenario at every point of a grid of numbers. */
  sweep(scenario: string, options: SweepOptions): Sweep {
    return parseJson(this.sweepText(scenario, options)) as unknown as Sweep;
  }

  /** The same, as the answer's own bytes. */
  sweepText(scenario: string, options: SweepOptions): string {
    return this.#ask("ludex_sweep", scenario, playOptions(options));
  }

  /** At which values of a number a hit more or less is needed. */
  breakpoints(scenario: string, options: BreakpointOptions): Breakpoints {
    return parseJson(this.breakpointsText(scenario, options)) as unknown as Breakpoints;
  }

  /** The same, as the answer's own bytes. */
  breakpointsText(scenario: string, options: BreakpointOptions): string {
    return this.#ask("ludex_breakpoints", scenario, options);
  }

  #ask(question: "ludex_sensitivity" | "ludex_sweep" | "ludex_breakpoints", scenario: string, options: object): string {
    const { native, pointer } = this;
    return native.lend(scenario, (name, size) =>
      native.lend(optionsText(options), (text, length) => native.textOf((out, error) => native.abi[question](pointer, name, size, text, length, out, error))));
  }

  /** Whether scenarios are as their `expect` says: solved, or played until it is decided. */
  test(options: TestOptions = {}): TestReport {
    return parseJson(this.testText(options)) as unknown as TestReport;
  }

  /** The same, as the report's own bytes. */
  testText(options: TestOptions = {}): string {
    const { native, pointer } = this;
    return native.lend(balanceOptions(options), (text, size) => native.textOf((out, error) => native.abi.ludex_test_expectations(pointer, text, size, out, error)));
  }

  /** What changes in a scenario from this rulebook to `after`. */
  compare(after: Rulebook, scenario: string, options: CompareOptions = {}): CompareReport {
    return parseJson(this.compareText(after, scenario, options)) as unknown as CompareReport;
  }

  /** The same, as the report's own bytes. */
  compareText(after: Rulebook, scenario: string, options: CompareOptions = {}): string {
    const { native, pointer } = this;
    const other = after.pointer;
    return native.lend(scenario, (name, size) => native.lend(balanceOptions(options), (text, textSize) =>
      native.textOf((out, error) => native.abi.ludex_compare_scenario(pointer, other, name, size, text, textSize, out, error))));
  }

  /** Every loadout of a scenario against every other. */
  matrix(scenario: string, options: MatrixOptions = {}): MatrixReport {
    return parseJson(this.matrixText(scenario, options)) as unknown as MatrixReport;
  }

  /** The same, as the report's own bytes; with `first` and `count` only those pairs, for `matrixOfParts`. */
  matrixText(scenario: string, options: MatrixOptions & Part = {}): string {
    const { native, pointer } = this;
    return native.lend(scenario, (name, size) => native.lend(balanceOptions(options), (text, textSize) =>
      native.textOf((out, error) => native.abi.ludex_win_matrix(pointer, name, size, text, textSize, out, error))));
  }

  /** The matrix of its parts: what `matrixText` answered with `first` and `count`, every pair once and in order. The same bits as `matrix`. */
  matrixOfParts(scenario: string, parts: readonly string[], options: MatrixOptions = {}): MatrixReport {
    const { native, pointer } = this;
    return native.lend(scenario, (name, size) => native.lend(balanceOptions(options), (text, textSize) => native.lend(`[${parts.join()}]`, (all, allSize) =>
      native.jsonOf((out, error) => native.abi.ludex_win_matrix_of_parts(pointer, name, size, text, textSize, all, allSize, out, error))))) as unknown as MatrixReport;
  }

  /** Brings old saves of one kind to this rulebook's version (docs/migrations.md); without a kind, of the one that sends requests. */
  saveLoader(kind: string = this.summary().actor, limits: JsonLimits = {}): SaveLoader {
    return SaveLoader.make(this.native, this.pointer, kind, limits);
  }

  /** Migrates many saves of one kind, line by line, and counts what that does to them. */
  rehearsal(kind: string = this.summary().actor, options: RehearsalOptions = {}): Rehearsal {
    return Rehearsal.make(this.native, this.pointer, kind, options);
  }

  /** Areas of interest: who sees whom. */
  interest(area: InterestArea): Interest {
    return Interest.make(this.native, this.pointer, area);
  }

  /** The areas of interest that `save()` wrote. */
  loadInterest(text: string | Uint8Array): Interest {
    return Interest.load(this.native, this.pointer, text);
  }

  /** A world from its text form (RULEBOOK.md, Exact edges 1), or an empty one from its seed. */
  world(source: string | Uint8Array | bigint | number = 0n): World {
    const { native, pointer } = this;
    const made = typeof source === "bigint" || typeof source === "number"
      ? native.make((out, error) => native.abi.ludex_world_new(pointer, seed(source), out, error))
      : native.lend(source, (text, size) =>
          native.make((out, error) => native.abi.ludex_world_load(pointer, text, size, out, error)));
    return new World(this, made);
  }
}

/** Requests as typed columns, and the lines that have none. */
export interface EncodedColumns {
  readonly bytes: Uint8Array;
  /** Line numbers from 0, each with the reason and place that judging it would give. */
  readonly refused: readonly { readonly line: number; readonly reason: string; readonly at: string }[];
}

export interface TrafficOptions {
  /** Of the world, from 1: 100. */
  players?: number;
  /** Lines: 10,000. */
  requests?: number;
  /** Another seed, other traffic; a bigint above 2^53. 1. */
  seed?: bigint | number;
  /** The share of hostile requests, 0 to 1: 0.1. */
  attackRate?: number;
}

export interface Traffic {
  /** A world's text. */
  readonly world: string;
  /** UTF-8, and what is none: one request a line. */
  readonly requests: Uint8Array;
}

// What `ludex traffic` takes; more would not fit the memory of an instance.
const mostPlayers = 1_000_000;
const mostRequests = 5_000_000;

function whole(value: number, name: string, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) throw new LudexError("argument", `${name} is a whole number of 1 to ${most}, not ${String(value)}`);
}

function seed(value: bigint | number): bigint {
  if ((typeof value === "number" && !Number.isSafeInteger(value)) || value < 0 || BigInt(value) >= 2n ** 64n) {
    throw new LudexError("argument", `a seed is a whole number of 0 to 2^64-1, a bigint above 2^53, not ${value}`);
  }
  return BigInt.asIntN(64, BigInt(value));
}
