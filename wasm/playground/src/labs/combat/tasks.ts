/** Fights in the worker: solved, played a little at a time, told blow by blow. */
import type { CombatReport, Explanation, JsonObject, Simulation } from "ludex";
import type { Bench } from "../../core/bench.js";
import { PlaygroundError } from "../../core/protocol.js";
import { explainBlow as explain } from "./blow.js";

export interface Fights {
  readonly rulebook: string;
  readonly scenario: string;
}

export interface Solved {
  readonly report: CombatReport;
  /** Compiling and solving. */
  readonly ms: number;
}

export interface Played {
  readonly report: CombatReport;
  readonly isDone: boolean;
  readonly ms: number;
}

/** Steps of a curve: more are not seen. */
const CURVE_POINTS = 240;

/** Throws a LudexError that says why it cannot be solved. */
export function solveScenario({ rulebook, scenario }: Fights, bench: Bench): Solved {
  const start = performance.now();
  const report = bench.rulebook(rulebook).solve(scenario, 0, CURVE_POINTS);
  return { report, ms: performance.now() - start };
}

/** The simulation that is going on; a worker has one. */
let going: { readonly key: string; readonly simulation: Simulation; ms: number } | undefined;
/** A call answers after so long, so that there is always a next picture, and a place to stop. */
const PART_MS = 90;

/** Goes on with the simulation, or begins it. Fights are the same in however many parts they are played. */
export function playScenario({ rulebook, scenario, fights, seed }: Fights & { fights: number; seed: number }, bench: Bench): Played {
  const start = performance.now();
  const key = JSON.stringify([rulebook, scenario, seed]);
  if (going?.key !== key || going.simulation.fights > fights) {
    going?.simulation.dispose();
    going = undefined;
    going = { key, simulation: bench.rulebook(rulebook).simulation(scenario, seed), ms: 0 };
  }
  const { simulation } = going;
  // The first fight alone: nobody knows yet how long one takes.
  for (let part = 1; simulation.fights < fights && performance.now() - start < PART_MS; part = Math.min(2 * part, 4096)) {
    simulation.run(Math.min(fights, simulation.fights + part));
  }
  going.ms += performance.now() - start;
  return { report: simulation.report(CURVE_POINTS), isDone: simulation.fights >= fights, ms: going.ms };
}

export interface Blow {
  readonly t: number;
  readonly fighter: string;
  readonly action: string;
  readonly params: JsonObject;
  readonly verdict: string;
  readonly reason?: string;
  readonly events: readonly JsonObject[];
  readonly draws: JsonObject;
  /** After the group, on its last blow: fields by fighter. */
  readonly state?: Readonly<Record<string, JsonObject>>;
}

export interface FightStory {
  readonly blows: readonly Blow[];
  readonly end: { readonly end: string; readonly team?: string; readonly ttk_ms?: number; readonly attacks?: number };
}

/** One that would fill the page is told from both ends. */
const SHOWN_BLOWS = 2000;

export function tellFight({ rulebook, scenario, fight, seed }: Fights & { fight: number; seed: number }, bench: Bench): FightStory & { readonly left: number } {
  const lines = bench.rulebook(rulebook).fightLog(scenario, fight, seed) as JsonObject[];
  const end = lines[lines.length - 1] as unknown as FightStory["end"];
  const blows = lines.slice(0, -1);
  return { blows: blows.slice(0, SHOWN_BLOWS).map(blowOf), end, left: Math.max(0, blows.length - SHOWN_BLOWS) };
}

function blowOf(line: JsonObject): Blow {
  const text = (key: string): string => typeof line[key] === "string" ? line[key] as string : "";
  const { state } = line;
  return {
    t: Number(line["t"]), fighter: text("fighter"), action: text("action"), params: (line["params"] ?? {}) as JsonObject, verdict: text("verdict"),
    ...(line["reason"] === undefined ? {} : { reason: text("reason") }), events: (line["events"] ?? []) as JsonObject[], draws: (line["draws"] ?? {}) as JsonObject,
    ...(state === undefined ? {} : { state: state as Record<string, JsonObject> }),
  };
}

/** Where the numbers of one blow come from: it is judged again, on the world as it found it. */
export function explainBlow(of: Fights & { fight: number; seed: number; index: number }, bench: Bench): Explanation {
  const found = explain(of, bench);
  if (!found) throw new PlaygroundError("input", "this blow cannot be judged apart from its fight; its draws are all that is known of it");
  return found;
}
