/** Threads and what they are busy with: pieces of jobs go out as threads become free, and come back in order. */
import { LudexError } from "./error.js";
import type { WasmModule } from "./load.js";
import type { Answer, Reply, Sent, SentRulebook, Task } from "./pool_tasks.js";

/** A worker of the platform's. */
export interface Thread {
  send(message: Sent): void;
  /** Whether it is to keep the process alive. */
  hold(busy: boolean): void;
  end(): void;
}

/** Starts one; `received` and `failed` are called later, never from within. */
export type StartThread = (received: (reply: Reply) => void, failed: (why: string) => void) => Thread;

/** A piece of a job; `weight` counts for its progress. */
export interface Piece {
  readonly task: Task;
  readonly weight: number;
}

/** Work cut in pieces. How it is cut may depend on time and threads; what comes of it may not. */
export interface Job<T> {
  readonly rulebook: KnownRulebook;
  readonly after?: KnownRulebook | undefined;
  /** The next piece, or nothing as long as it depends on answers. */
  next(threads: number): Piece | undefined;
  /** Takes the answers, in the order in which `next` gave their pieces. */
  take(answer: Answer): void;
  /** Once there is one: the job is done. */
  result(): { readonly value: T } | undefined;
  /** Of all weights, where it is known. */
  total(): number | undefined;
  /** How long a piece took. */
  paced?(weight: number, ms: number): void;
  close?(): void;
}

export interface KnownRulebook {
  readonly key: number;
  readonly text: string | Uint8Array;
}

/** How far a job is: fights, pairs, points, numbers or worlds. `total` is missing where it is not known. */
export interface PoolProgress {
  readonly done: number;
  readonly total?: number;
}

export interface JobOptions {
  /** Called when a piece is done. What it throws ends the job. */
  onProgress?: (progress: PoolProgress) => void;
  /** Ends the job: its promise rejects with the signal's reason, and threads that were busy with it are started anew. */
  signal?: AbortSignal;
}

class Running<T> {
  readonly promise: Promise<T>;
  readonly #options: JobOptions;
  resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  /** Answers that came before their turn; an error is one too. */
  readonly #early = new Map<number, Answer | LudexError>();
  #given = 0;
  #taken = 0;
  #done = 0;
  failed = false;
  over = false;
  ended: () => void = () => {};

  constructor(readonly id: number, readonly job: Job<T>, options: JobOptions) {
    this.#options = options;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.#reject = reject;
    });
  }

  next(threads: number): (Piece & { readonly index: number }) | undefined {
    // After an error nothing later matters; what is earlier is out already, and may hold an earlier one.
    if (this.over || this.failed) return undefined;
    const piece = this.job.next(threads);
    return piece && { ...piece, index: this.#given++ };
  }

  came(index: number, weight: number, answer: Answer | LudexError): void {
    if (this.over) return;
    this.#early.set(index, answer);
    if (answer instanceof LudexError) this.failed = true;
    else this.#done += weight;
    try {
      for (let one; (one = this.#early.get(this.#taken)) !== undefined; ++this.#taken) {
        this.#early.delete(this.#taken);
        if (one instanceof LudexError) return this.end(one);
        this.job.take(one);
      }
      this.#tell();
      this.finish();
    } catch (cause) {
      this.end(cause);
    }
  }

  /** Done when it has its result. */
  finish(): void {
    if (this.over) return;
    const result = this.job.result();
    if (!result) return;
    this.#close();
    this.resolve(result.value);
  }

  end(cause: unknown): void {
    if (this.over) return;
    this.#close();
    this.#reject(cause);
  }

  #close(): void {
    this.over = true;
    this.job.close?.();
    this.ended();
  }

  #tell(): void {
    const total = this.job.total();
    this.#options.onProgress?.({ done: this.#done, ...(total === undefined ? {} : { total }) });
  }
}

/** A place for one thread: what it knows, and what it is doing. */
interface Seat {
  thread: Thread | undefined;
  /** How many threads have sat here: what an earlier one still says is not heard. */
  turn: number;
  readonly known: Set<number>;
  readonly jobs: Set<number>;
  busy: { running: Running<unknown>; id: number; index: number; weight: number } | undefined;
}

export class Threads {
  readonly #start: StartThread;
  readonly #module: WasmModule;
  readonly #seats: Seat[] = [];
  #running: Running<unknown>[] = [];
  #ids = 0;
  #closed = false;

  private constructor(start: StartThread, module: WasmModule) {
    this.#start = start;
    this.#module = module;
  }

  /** Resolves when all are ready. */
  static async started(size: number, start: StartThread, module: WasmModule): Promise<Threads> {
    const out = new Threads(start, module);
    try {
      await Promise.all(Array.from({ length: size }, () => {
        const seat: Seat = { thread: undefined, turn: 0, known: new Set(), jobs: new Set(), busy: undefined };
        out.#seats.push(seat);
        return out.#launch(seat);
      }));
    } catch (cause) {
      out.close();
      throw cause;
    }
    out.#fill();
    return out;
  }

  get size(): number {
    return this.#seats.length;
  }

  run<T>(job: Job<T>, options: JobOptions): Promise<T> {
    const { signal } = options;
    const running = new Running(++this.#ids, job, options);
    if (this.#closed) running.end(new LudexError("disposed", "this pool was disposed and cannot be used any more"));
    else if (signal?.aborted) running.end(signal.reason);
    if (running.over) return running.promise;
    const abort = (): void => running.end(signal!.reason);
    signal?.addEventListener("abort", abort);
    running.ended = () => {
      signal?.removeEventListener("abort", abort);
      this.#drop(running as Running<unknown>);
    };
    this.#running.push(running as Running<unknown>);
    try {
      running.finish();  // there may be nothing to do
    } catch (cause) {
      running.end(cause);
    }
    this.#fill();
    return running.promise;
  }

  forget(rulebook: number): void {
    for (const seat of this.#seats) {
      if (seat.known.delete(rulebook)) seat.thread?.send({ forget: { rulebook } });
    }
  }

  close(): void {
    this.#closed = true;
    for (const running of [...this.#running]) running.end(new LudexError("disposed", "the pool was disposed while it was at work"));
    for (const seat of this.#seats) this.#end(seat);
    this.#seats.length = 0;
  }

  /** Puts a new thread in the place of whatever sits there. Resolves when it is ready. */
  #launch(seat: Seat): Promise<void> {
    this.#end(seat);
    const turn = ++seat.turn;
    return new Promise((resolve, reject) => {
      const broken = (why: string): void => {
        if (turn !== seat.turn) return;
        const error = new LudexError("load", why);
        this.#end(seat);
        reject(error);
        const { busy } = seat;
        seat.busy = undefined;
        busy?.running.end(error);
      };
      try {
        seat.thread = this.#start(
          (reply) => {
            if (turn !== seat.turn) return;
            if (reply.id !== 0) this.#replied(seat, reply);
            else if ("error" in reply) broken(`a thread of the pool could not start: ${reply.error.message}`);
            else resolve();
          },
          (why) => broken(`a thread of the pool could not start, or stopped: ${why}`),
        );
        seat.thread.send({ start: this.#module });
      } catch (cause) {
        broken(`no thread could be started: ${cause instanceof Error ? cause.message : String(cause)}`);
      }
    });
  }

  #end(seat: Seat): void {
    seat.thread?.end();
    seat.thread = undefined;
    seat.known.clear();
    seat.jobs.clear();
  }

  /** Another thread where one is of no use any more. One that cannot start fails what it is then given. */
  #renew(seat: Seat): void {
    this.#launch(seat).catch(() => {});
  }

  #replied(seat: Seat, reply: Reply): void {
    const busy = seat.busy;
    if (!busy || busy.id !== reply.id) return;
    seat.busy = undefined;
    const { running, index, weight } = busy;
    if ("error" in reply) {
      const { code, message, errors } = reply.error;
      // After a trap, or without memory, the instance is not to be trusted.
      if (code === "internal" || code === "memory") this.#renew(seat);
      running.came(index, weight, new LudexError(code, message, errors));
    } else {
      running.job.paced?.(weight, reply.ms);
      running.came(index, weight, reply.answer);
    }
    this.#fill();
  }

  /** Gives what is free something to do: each job a piece in turn. */
  #fill(): void {
    for (const seat of this.#seats) {
      if (seat.busy) continue;
      for (let tries = this.#running.length; tries > 0; --tries) {
        const running = this.#running.shift()!;
        this.#running.push(running);
        let piece;
        try {
          piece = running.next(this.#seats.length);
        } catch (cause) {
          running.end(cause);
          continue;
        }
        if (!piece) continue;
        this.#give(seat, running, piece);
        break;
      }
      seat.thread?.hold(seat.busy !== undefined);
    }
  }

  #give(seat: Seat, running: Running<unknown>, piece: Piece & { index: number }): void {
    const id = ++this.#ids;
    seat.busy = { running, id, index: piece.index, weight: piece.weight };
    if (!seat.thread) this.#renew(seat);
    // It may have failed at once, and the job with it.
    if (!seat.thread) return;
    seat.jobs.add(running.id);
    seat.thread.send({ order: {
      id, job: running.id, task: piece.task, rulebook: this.#sent(seat, running.job.rulebook),
      ...(running.job.after ? { after: this.#sent(seat, running.job.after) } : {}),
    } });
  }

  #sent(seat: Seat, { key, text }: KnownRulebook): SentRulebook {
    if (seat.known.has(key)) return { key };
    seat.known.add(key);
    return { key, text };
  }

  /** A job is over, done or not: what still works on it works for nobody. */
  #drop(running: Running<unknown>): void {
    this.#running = this.#running.filter((one) => one !== running);
    if (this.#closed) return;
    for (const seat of this.#seats) {
      if (seat.busy?.running === running) {
        seat.busy = undefined;
        this.#renew(seat);
      } else if (seat.jobs.delete(running.id)) {
        seat.thread?.send({ forget: { job: running.id } });
      }
    }
    this.#fill();
  }
}
