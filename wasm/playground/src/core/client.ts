import type { judgeTasks, Tasks, wholeTasks } from "../labs/tasks.js";
import { PlaygroundError, type Core, type FromWorker, type ToWorker } from "./protocol.js";
import judgeUrl from "ludex/judge.wasm?url";
import wholeUrl from "ludex/ludex.wasm?url";

/** What each core is asked: the worker of one does not know the tasks of the other. */
export interface TaskNames {
  readonly judge: keyof typeof judgeTasks;
  readonly whole: keyof typeof wholeTasks;
}
export type InputOf<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
export type OutputOf<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

export interface CallOptions {
  /** Without a sign of life for so long the worker is ended: work without end costs a message, never the tab. */
  patienceMs?: number;
  /** Ends the worker at once. */
  signal?: AbortSignal;
  onProgress?: (progress: unknown) => void;
}

interface Call {
  readonly name: string;
  readonly options: CallOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: PlaygroundError) => void;
  timer: number;
}

/** Compiled once; every worker, also one that takes another's place, starts from it within milliseconds. */
const compiled = new Map<Core, Promise<WebAssembly.Module>>();

function compileCore(core: Core): Promise<WebAssembly.Module> {
  const known = compiled.get(core);
  if (known) return known;
  const module = (async () => {
    const response = await fetch(core === "judge" ? judgeUrl : wholeUrl);
    if (!response.ok) throw new PlaygroundError("load", `the judge could not be fetched (HTTP status ${response.status}); reload the page`);
    // Streaming asks for the right type, which not every static host gives.
    return response.headers.get("content-type") === "application/wasm"
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  })();
  compiled.set(core, module);
  // A network that comes back is asked again.
  module.catch(() => compiled.delete(core));
  return module;
}

const PATIENCE_MS = 10_000;
/** Until a worker has its script and the core runs, which a slow network or machine may take its time for. */
const START_MS = 60_000;

/** One worker and the calls it has not answered. A worker that was ended is made anew by the next call. */
export class Client<Of extends Core = Core> {
  #worker: Promise<Worker> | undefined;
  #isReady = false;
  readonly #calls = new Map<number, Call>();
  #next = 1;

  /** `judge` compiles, judges, formats and explains, and is what the page loads first; anything else is in `whole`. */
  constructor(readonly core: Of) {}

  call<Name extends TaskNames[Of]>(name: Name, input: InputOf<Name>, options: CallOptions = {}): Promise<OutputOf<Name>> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      const call: Call = { name, options, resolve: resolve as (value: unknown) => void, reject, timer: 0 };
      this.#calls.set(id, call);
      options.signal?.addEventListener("abort", () => this.#end(id, new PlaygroundError("cancelled", "stopped, as you asked")), { once: true });
      this.#start().then((worker) => {
        if (!this.#calls.has(id)) return;
        this.#wait(id, call);
        worker.postMessage({ id, task: name, input } satisfies ToWorker);
      }, (error: unknown) => {
        this.#calls.delete(id);
        reject(error instanceof PlaygroundError ? error : new PlaygroundError("load", `the judge did not start: ${String(error)}`));
      });
    });
  }

  #start(): Promise<Worker> {
    this.#worker ??= compileCore(this.core).then((module) => {
      this.#isReady = false;
      const worker = this.core === "judge"
        ? new Worker(new URL("./worker_judge.ts", import.meta.url), { type: "module" })
        : new Worker(new URL("./worker_whole.ts", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
      worker.onerror = (event) => {
        event.preventDefault();
        this.#replace(new PlaygroundError("internal", `the worker stopped: ${event.message || "no reason was given"}`));
      };
      worker.postMessage({ start: module } satisfies ToWorker);
      return worker;
    }).catch((error: unknown) => {
      this.#worker = undefined;
      throw error;
    });
    return this.#worker;
  }

  #wait(id: number, call: Call): void {
    clearTimeout(call.timer);
    const own = call.options.patienceMs ?? PATIENCE_MS;
    const patience = this.#isReady ? own : Math.max(own, START_MS);
    call.timer = window.setTimeout(() => {
      this.#end(id, new PlaygroundError("timeout", `no answer within ${patience / 1000} seconds; the work was ended and the page goes on`));
    }, patience);
  }

  #hear(message: FromWorker): void {
    if ("ready" in message) {
      this.#isReady = true;
      for (const [id, call] of this.#calls) this.#wait(id, call);
      return;
    }
    const call = this.#calls.get(message.id);
    if (!call) return;
    if ("progress" in message) {
      this.#wait(message.id, call);
      call.options.onProgress?.(message.progress);
      return;
    }
    clearTimeout(call.timer);
    this.#calls.delete(message.id);
    if ("value" in message) call.resolve(message.value);
    else {
      const { code, message: words, errors } = message.failure;
      call.reject(new PlaygroundError(code, words, errors));
      // The core refuses to go on after a trap: the next call gets a fresh one.
      if (code === "internal" || code === "memory") this.#replace(new PlaygroundError("stopped", "the worker was started anew"));
    }
  }

  /** Ends the worker because of one call; the others in it are lost too and say so. */
  #end(id: number, why: PlaygroundError): void {
    const call = this.#calls.get(id);
    if (!call) return;
    clearTimeout(call.timer);
    this.#calls.delete(id);
    call.reject(why);
    this.#replace(new PlaygroundError("stopped", "the worker was ended for another task; try again"));
  }

  #replace(why: PlaygroundError): void {
    void this.#worker?.then((worker) => worker.terminate(), () => undefined);
    this.#worker = undefined;
    const lost = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of lost) {
      clearTimeout(call.timer);
      call.reject(why);
    }
  }
}

/** Follows the keys: compiling, judging a few requests, formatting. */
export const live = new Client("judge");
/** Short questions that judge.wasm cannot answer. */
export const aside = new Client("whole");
/** What may take a while, so that typing stays live meanwhile. */
export const long = new Client("whole");
