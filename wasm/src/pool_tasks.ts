/** What a thread of a pool is asked, and how it answers. The same in browsers and in Node. */
import { LudexError, type Diagnostic, type LudexErrorCode } from "./error.js";
import type { MatrixOptions, Part, TestOptions, CompareOptions } from "./balance.js";
import type { Simulation } from "./combat.js";
import { loadLudex, type WasmModule } from "./load.js";
import type { Ludex } from "./ludex.js";
import type { Rulebook } from "./rulebook.js";
import type { BreakpointOptions, SensitivityOptions, SweepOptions } from "./tuning.js";
import type { Inputs } from "./world.js";

/** A rulebook as a thread knows it; its text is sent once. */
export interface SentRulebook {
  readonly key: number;
  readonly text?: string | Uint8Array;
}

/** Requests to one world. */
export interface JudgedBatch extends Omit<Inputs, "threads"> {
  /** The world's text. */
  world: string | Uint8Array;
  /** One a line. */
  requests: string | Uint8Array;
}

export interface JudgedWorld {
  readonly counts: Readonly<Record<string, number>>;
  readonly batchDigest: string;
  readonly worldDigest: string;
  /** The world afterwards. */
  readonly world: string;
  /** Verdict lines, in the full view. */
  readonly verdicts: Uint8Array;
}

/** One piece of work; its answer is a text, but for `judge`. */
export type Task =
  | { readonly ask: "simulate"; readonly scenario: string; readonly seed: bigint | number; readonly first: number; readonly count: number }
  | { readonly ask: "solve"; readonly scenario: string; readonly maxStates: bigint | number; readonly curvePoints: number }
  | { readonly ask: "test"; readonly options: TestOptions }
  | { readonly ask: "compare"; readonly scenario: string; readonly options: CompareOptions }
  | { readonly ask: "matrix"; readonly scenario: string; readonly options: MatrixOptions & Part }
  | { readonly ask: "sensitivity"; readonly scenario: string; readonly options: SensitivityOptions }
  | { readonly ask: "sweep"; readonly scenario: string; readonly options: SweepOptions }
  | { readonly ask: "breakpoints"; readonly scenario: string; readonly options: BreakpointOptions }
  | { readonly ask: "judge"; readonly batch: JudgedBatch };

export type Answer = string | JudgedWorld;

export interface Order {
  readonly id: number;
  /** Orders of one job share what they need. */
  readonly job: number;
  readonly rulebook: SentRulebook;
  readonly after?: SentRulebook;
  readonly task: Task;
}

/** The first message to a thread; then orders, and what can be forgotten. */
export type Sent = { readonly start: WasmModule } | { readonly order: Order } | { readonly forget: { readonly job?: number; readonly rulebook?: number } };

export interface SentError {
  readonly code: LudexErrorCode;
  readonly message: string;
  readonly errors: readonly Diagnostic[];
}

/** `id` 0 answers to `start`. */
export type Reply = { readonly id: number; readonly answer: Answer; readonly ms: number } | { readonly id: number; readonly error: SentError };

/** What a thread does with its messages. */
export function answering(reply: (reply: Reply) => void): (sent: Sent) => void {
  let ludex: Promise<Ludex> | undefined;
  const rulebooks = new Map<number, Rulebook>();
  const simulations = new Map<number, Simulation>();

  const compiled = (core: Ludex, { key, text }: SentRulebook): Rulebook => {
    let known = rulebooks.get(key);
    if (!known) rulebooks.set(key, known = core.rulebook(text!));
    return known;
  };
  const simulationOf = (rulebook: Rulebook, job: number, scenario: string, seed: bigint | number): Simulation => {
    let known = simulations.get(job);
    if (!known) simulations.set(job, known = rulebook.simulation(scenario, seed));
    return known;
  };

  const answer = (core: Ludex, { job, rulebook: sent, after, task }: Order): Answer => {
    const rulebook = compiled(core, sent);
    switch (task.ask) {
      case "simulate": return simulationOf(rulebook, job, task.scenario, task.seed).part(task.first, task.count);
      case "solve": return rulebook.solveText(task.scenario, task.maxStates, task.curvePoints);
      case "test": return rulebook.testText(task.options);
      case "compare": return rulebook.compareText(compiled(core, after!), task.scenario, task.options);
      case "matrix": return rulebook.matrixText(task.scenario, task.options);
      case "sensitivity": return rulebook.sensitivityText(task.scenario, task.options);
      case "sweep": return rulebook.sweepText(task.scenario, task.options);
      case "breakpoints": return rulebook.breakpointsText(task.scenario, task.options);
      case "judge": return judged(rulebook, task.batch);
    }
  };

  const fail = (id: number, cause: unknown): void => {
    const error = cause instanceof LudexError ? cause : new LudexError("internal", `a thread of the pool stopped: ${String(cause)}`);
    reply({ id, error: { code: error.code, message: error.message, errors: error.errors } });
  };

  return (sent) => {
    if ("start" in sent) {
      ludex = loadLudex({ wasmModule: sent.start as never });
      ludex.then(() => reply({ id: 0, answer: "", ms: 0 }), (cause) => fail(0, cause));
    } else if ("forget" in sent) {
      const { job, rulebook } = sent.forget;
      if (job !== undefined) {
        simulations.get(job)?.dispose();
        simulations.delete(job);
      }
      if (rulebook !== undefined) {
        rulebooks.get(rulebook)?.dispose();
        rulebooks.delete(rulebook);
      }
    } else {
      const { order } = sent;
      ludex!.then((core) => {
        const begun = performance.now();
        reply({ id: order.id, answer: answer(core, order), ms: performance.now() - begun });
      }).catch((cause) => fail(order.id, cause));
    }
  };
}

function judged(rulebook: Rulebook, { world: text, requests, ...inputs }: JudgedBatch): JudgedWorld {
  const world = rulebook.world(text);
  try {
    const judgement = world.judge(requests, inputs);
    try {
      return { counts: judgement.counts(), batchDigest: judgement.batchDigest, worldDigest: world.digest, world: world.save(), verdicts: judgement.ndjson() };
    } finally {
      judgement.dispose();
    }
  } finally {
    world.dispose();
  }
}
