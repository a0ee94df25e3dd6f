/** Work that is shared out to threads: the questions of a `Rulebook`, asked by promise. This is for browsers; `pool_node.ts` is the same for Node. */
import type { CompareOptions, CompareReport, MatrixOptions, MatrixReport, TestOptions, TestReport } from "./balance.js";
import type { CombatReport, SimulateOptions } from "./combat.js";
import { LudexError } from "./error.js";
import { compileLudex, loadLudex, type LoadOptions, type WasmModule } from "./load.js";
import type { Ludex } from "./ludex.js";
import { compareJob, JudgeJob, MatrixJob, SensitivityJob, SimulateJob, SweepJob, testJob, wholeJob } from "./pool_jobs.js";
import type { JudgedBatch, JudgedWorld, Reply } from "./pool_tasks.js";
import { Threads, type Job, type JobOptions, type KnownRulebook, type StartThread } from "./pool_threads.js";
import type { Rulebook } from "./rulebook.js";
import type { BreakpointOptions, Breakpoints, Sensitivity, SensitivityOptions, Sweep, SweepOptions } from "./tuning.js";

export { LudexError } from "./error.js";
export type { LoadOptions } from "./load.js";
export type { JudgedBatch, JudgedWorld } from "./pool_tasks.js";
export type { JobOptions, PoolProgress } from "./pool_threads.js";

/** Worker, also where TypeScript was not given the DOM library. */
type PageWorker = typeof globalThis extends { Worker: new (...words: never[]) => infer W } ? W : object;

export interface PoolOptions extends LoadOptions {
  /** Threads, 1 to 64; by default as many as the machine has processors, and at most 16. */
  size?: number;
  /** Starts a module worker that runs `ludex/pool_worker`, where a bundler does not find it by itself; by default `new Worker(new URL("./pool_worker.js", import.meta.url), { type: "module" })`. */
  startWorker?: () => PageWorker;
}

/** Starts the threads of a pool, each with an instance of the core. Rejects with a LudexError of code `load` where one cannot be started. */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  const { size, startWorker, ...source } = options;
  const threads = sizeOf(size, globalThis.navigator?.hardwareConcurrency);
  return Pool.started(threads, startInPage(startWorker as (() => Worker) | undefined), await compileLudex(source));
}

/** @internal */
export function sizeOf(asked: number | undefined, processors: number | undefined): number {
  if (asked === undefined) return Math.max(1, Math.min(16, processors ?? 1));
  if (!Number.isInteger(asked) || asked < 1 || asked > 64) throw new LudexError("argument", `size is a whole number of 1 to 64, not ${asked}`);
  return asked;
}

function startInPage(startWorker: (() => Worker) | undefined): StartThread {
  return (received, failed) => {
    // Written out, as this is what bundlers look for.
    const worker = startWorker ? startWorker() : new Worker(new URL("./pool_worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => received(data);
    worker.onerror = (event) => failed(event.message || "its script could not be loaded. It is dist/pool_worker.js; a page's Content-Security-Policy must allow it " +
      "(worker-src), and where a bundler does not find it, createPool takes a startWorker");
    worker.onmessageerror = () => failed("it could not be answered");
    return { send: (message) => worker.postMessage(message), hold: () => {}, end: () => worker.terminate() };
  };
}

// Symbol.dispose is younger than Node 18.
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? (Symbol("Symbol.dispose") as typeof Symbol.dispose);

/** Threads that work for one page or process. */
export class Pool {
  readonly #threads: Threads;
  readonly #ludex: Ludex;
  #keys = 0;

  private constructor(threads: Threads, ludex: Ludex) {
    this.#threads = threads;
    this.#ludex = ludex;
  }

  /** @internal */
  static async started(size: number, start: StartThread, module: WasmModule): Promise<Pool> {
    const [threads, ludex] = await Promise.all([Threads.started(size, start, module), loadLudex({ wasmModule: module })]);
    return new Pool(threads, ludex);
  }

  /** How many threads it has. */
  get size(): number {
    return this.#threads.size;
  }

  /** Compiles a rulebook, here and later in each thread. Throws a LudexError with every error. */
  rulebook(text: string | Uint8Array): PoolRulebook {
    return new PoolRulebook(this.#threads, { key: ++this.#keys, text }, this.#ludex.rulebook(text));
  }

  /** Ends its threads. What they were at rejects with a LudexError of code `disposed`. */
  dispose(): void {
    this.#threads.close();
  }

  /** For `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }
}

/** A rulebook whose questions are answered by the threads of a pool: the bits of `Rulebook`, for any number of threads. */
export class PoolRulebook {
  readonly #threads: Threads;
  readonly #known: KnownRulebook;
  readonly #compiled: Rulebook;

  /** @internal */
  constructor(threads: Threads, known: KnownRulebook, compiled: Rulebook) {
    this.#threads = threads;
    this.#known = known;
    this.#compiled = compiled;
  }

  /** Hash of the compiled rules, 16 hex digits. */
  get digest(): string {
    return this.#compiled.digest;
  }

  /** Exactly what comes of a scenario. One thread's work, like `test`, `compare` and `breakpoints`: ask several at once. */
  solve(scenario: string, options: { maxStates?: bigint | number; curvePoints?: number } & JobOptions = {}): Promise<CombatReport> {
    const { maxStates = 0, curvePoints = 0 } = options;
    return this.#run(() => wholeJob(this.#known, { ask: "solve", scenario, maxStates, curvePoints }), options);
  }

  /** Plays a scenario many times, on all threads. */
  simulate(scenario: string, options: SimulateOptions & { curvePoints?: number } & JobOptions = {}): Promise<CombatReport> {
    return this.#run((own) => new SimulateJob(this.#known, this.#compiled, scenario, own), options);
  }

  /** Every loadout of a scenario against every other, on all threads. */
  matrix(scenario: string, options: MatrixOptions & JobOptions = {}): Promise<MatrixReport> {
    return this.#run((own) => new MatrixJob(this.#known, this.#compiled, scenario, own), options);
  }

  /** What comes of a scenario at every point of a grid of numbers, on all threads. */
  sweep(scenario: string, options: Omit<SweepOptions, "first" | "count"> & JobOptions): Promise<Sweep> {
    return this.#run((own) => new SweepJob(this.#known, scenario, own), options);
  }

  /** How much each number matters to a scenario, on all threads. */
  sensitivity(scenario: string, options: Omit<SensitivityOptions, "first" | "count"> & JobOptions = {}): Promise<Sensitivity> {
    return this.#run((own) => new SensitivityJob(this.#known, scenario, own), options);
  }

  /** At which values of a number a hit more or less is needed. */
  breakpoints(scenario: string, options: BreakpointOptions & JobOptions): Promise<Breakpoints> {
    return this.#run((own) => wholeJob(this.#known, { ask: "breakpoints", scenario, options: own }), options);
  }

  /** Whether scenarios are as their `expect` says. */
  test(options: TestOptions & JobOptions = {}): Promise<TestReport> {
    return this.#run((own) => testJob(this.#known, own), options);
  }

  /** What changes in a scenario from this rulebook to `after`, one of the same pool. */
  compare(after: PoolRulebook, scenario: string, options: CompareOptions & JobOptions = {}): Promise<CompareReport> {
    return this.#run((own) => compareJob(this.#known, after.#known, scenario, own), options);
  }

  /** Judges requests to worlds that know nothing of each other, each on its own; answers in the order of `batches`. */
  judge(batches: readonly JudgedBatch[], options: JobOptions = {}): Promise<JudgedWorld[]> {
    return this.#run(() => new JudgeJob(this.#known, batches), options);
  }

  /** Frees it, here and in the threads. */
  dispose(): void {
    this.#compiled.dispose();
    this.#threads.forget(this.#known.key);
  }

  /** For `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }

  async #run<T, O extends JobOptions>(job: (own: Omit<O, "onProgress" | "signal">) => Job<T>, options: O): Promise<T> {
    const { onProgress, signal, ...own } = options;
    void this.digest;  // says so when it was disposed
    return this.#threads.run(job(own), { ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) });
  }
}
