import type { Pointer } from "./abi.js";
import { Handle } from "./handle.js";
import type { Judgement } from "./judgement.js";
import type { Native } from "./native.js";
import { join, leave, pointerOf, type Joined } from "./presence.js";
import { Rulebook } from "./rulebook.js";
import type { SaveLoader } from "./saves.js";
import { judgeBatch, World, type Inputs } from "./world.js";

/**
 * A log that is written as its world moves on (docs/record.md): each method does what the world's own does, and keeps the bytes that the
 * log grows by. Append what `take` gives to one file, in order, before acting on the answers.
 *
 * A world that moved on beside the recorder throws a LudexError of code `host` and stays as it is: what changed it could not be replayed.
 */
export class Recorder extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "recorder", pointer, native.abi.ludex_recorder_free);
  }

  /** As `world.judge`, or `world.judgeColumns` where the requests are columns. */
  judge(world: World, requests: string | Uint8Array, inputs: Inputs = {}): Judgement {
    const recorder = this.#pointerFor(world);
    return judgeBatch(world, requests, inputs, (...words) => this.native.abi.ludex_recorder_judge(recorder, ...words));
  }

  /** As `world.join`. A save that is not ready leaves no record. */
  join(world: World, loader: SaveLoader, id: number | bigint, save: string | Uint8Array | object | null): Joined {
    const recorder = this.#pointerFor(world);
    return join(this.native, world.pointer, loader, id, save, (...words) => this.native.abi.ludex_recorder_join(recorder, ...words));
  }

  /** As `world.leave`. */
  leave(world: World, kind: string, id: number | bigint): void {
    const recorder = this.#pointerFor(world);
    leave(this.native, world.pointer, kind, id, (...words) => this.native.abi.ludex_recorder_leave(recorder, ...words));
  }

  /** Records the world as it is: to replay from, and to compact at. */
  snapshot(world: World): void {
    const recorder = this.#pointerFor(world);
    this.native.make((_, error) => this.native.abi.ludex_recorder_snapshot(recorder, world.pointer, error));
  }

  /** The bytes since it was last asked for. */
  take(): Uint8Array {
    const pointer = this.pointer;
    return this.native.bytes((out) => this.native.abi.ludex_recorder_take(out, pointer));
  }

  #pointerFor(world: World): Pointer {
    return pointerOf(this, world.native, "recorder");
  }
}

/** A server's second life: what a log says was. */
export interface ResumedLog {
  readonly recorder: Recorder;
  readonly rulebook: Rulebook;
  readonly world: World;
  /** Where the last whole record ends: cut the file here before appending. */
  readonly goodBytes: number;
}

/** @internal */
export function beginLog(native: Native, rulebook: string | Uint8Array, world: World): Recorder {
  const pointer = pointerOf(world, native, "recorder");
  return native.lend(rulebook, (text, size) =>
    new Recorder(native, native.make((out, error) => native.abi.ludex_recorder_new(world.rulebook.pointer, text, size, pointer, out, error))));
}

/** @internal */
export function resumeLog(native: Native, log: Uint8Array): ResumedLog {
  const recorder = native.lend(log, (bytes, size) => new Recorder(native, native.make((out, error) => native.abi.ludex_recorder_resume(bytes, size, out, error))));
  const rulebook = new Rulebook(native, native.make((out, error) => native.abi.ludex_recorder_rulebook(recorder.pointer, out, error)));
  const world = new World(rulebook, native.make((out, error) => native.abi.ludex_recorder_world(recorder.pointer, out, error)));
  return { recorder, rulebook, world, goodBytes: Number(native.abi.ludex_recorder_good_bytes(recorder.pointer)) };
}
