import { OPENED_AT_FROM_REQUESTS, type Abi, type Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import type { Visible } from "./interest.js";
import { Judgement } from "./judgement.js";
import { join, leave, saveProfile, type Joined } from "./presence.js";
import { stringifyJson, type JsonObject } from "./json.js";
import { digestText, wholeInt64 } from "./native.js";
import type { Rulebook } from "./rulebook.js";
import type { SaveLoader } from "./saves.js";

/** What the host knows of a batch and no request may say. */
export interface Inputs {
  /** Server time at which the batch was opened, in ms; otherwise the first readable `received_at`. */
  openedAt?: bigint | number;
  /** Flag values; flags not named keep the default their rulebook declares. */
  flags?: JsonObject;
  /** The most threads to judge with, from 1: taken as in the other front ends, where the answer is the same. WebAssembly has one. */
  threads?: number;
}

/** All state at one moment: profiles, live state, rate limits, nonce windows, ledger, clock. */
export class World extends Handle {
  /** @internal */
  readonly rulebook: Rulebook;

  /** @internal */
  constructor(rulebook: Rulebook, pointer: Pointer) {
    super(rulebook.native, "world", pointer, rulebook.native.abi.ludex_world_free);
    this.rulebook = rulebook;
  }

  /** Hash over all state, 16 hex digits: equal wherever the same requests led to it. */
  get digest(): string {
    return digestText(this.native.abi.ludex_world_digest(this.pointer));
  }

  /** The last server time judged at, in ms. */
  get now(): bigint {
    return this.native.abi.ludex_world_now(this.pointer);
  }

  /** The canonical text form; `rulebook.world(text)` reads it. */
  save(): string {
    return this.native.text((out) => this.native.abi.ludex_world_save(out, this.pointer));
  }

  /** An independent copy. */
  clone(): World {
    const pointer = this.native.make((out) => this.native.abi.ludex_world_clone(this.pointer, out));
    return new World(this.rulebook, pointer);
  }

  /**
   * What turns this world into another of the same rulebook, as JSON text: all that differs, seed and ledger too. For players, take
   * it of their visible parts.
   */
  deltaTo(other: World): string {
    return this.native.textOf((out, error) => this.native.abi.ludex_world_delta(this.pointer, other.pointer, out, error));
  }

  /**
   * Moves this world to where a delta leads. Throws, with the world as it was, when the delta is damaged (code `world` or `json`, the
   * pointer leads into it) or starts from another world (`host`).
   */
  applyDelta(delta: string | Uint8Array): void {
    const { native, pointer } = this;
    native.lend(delta, (text, size) => native.make((_, error) => native.abi.ludex_world_apply_delta(pointer, text, size, error)));
  }

  /** A world of its own that holds the named fields and nothing else: what one client may see, and get deltas of. */
  visible(visible: Visible): World {
    const { native, pointer } = this;
    return native.lend(stringifyJson(visible as unknown as JsonObject), (text, size) =>
      new World(this.rulebook, native.make((out, error) => native.abi.ludex_world_visible(pointer, text, size, out, error))));
  }

  /**
   * Judges requests in order and changes this world: one request a line, text or UTF-8. Every line gets a verdict; a line that
   * is no request is a verdict too. Throws, with the world as it was, only when the host breaks its side (code `host`): the
   * clock would step too far, an unknown flag.
   */
  judge(ndjson: string | Uint8Array, inputs: Inputs = {}): Judgement {
    return this.#judge("ludex_judge", ndjson, inputs);
  }

  /**
   * The same from typed columns (docs/columns.md; `rulebook.encodeColumns` makes them from lines): request i is row i. A broken
   * file throws with code `host` and names the byte, and the world is as it was.
   */
  judgeColumns(columns: Uint8Array, inputs: Inputs = {}): Judgement {
    return this.#judge("ludex_judge_columns", columns, inputs);
  }

  /**
   * Brings a save into this world as entity `id` of the loader's kind (docs/presence.md): its profile, migrated where it is older, and
   * its idempotency keys. `null` is a new profile: only for a store that answered that there is none, never for one that did not answer.
   * A save that is not ready is a finding, not an exception, and changes nothing: keep what was given. Throws a LudexError of code
   * `host` (another rulebook's loader, a profile that is here already) or `world` (keys that do not fit), with the world as it was.
   */
  join(loader: SaveLoader, id: number | bigint, save: string | Uint8Array | object | null): Joined {
    return join(this.native, this.pointer, loader, id, save);
  }

  /**
   * The record of entity `id` to be written now, in one piece: state and idempotency keys. `last` is the record that was loaded or saved
   * last, `null` for a new profile: what nobody here knows of it keeps its bytes. Bytes for bytes, else a string.
   * Throws a LudexError of code `host`, or `profile` when the record cannot be written.
   */
  saveProfile(loader: SaveLoader, id: number | bigint, last: Uint8Array): Uint8Array;
  saveProfile(loader: SaveLoader, id: number | bigint, last: string | object | null): string;
  saveProfile(loader: SaveLoader, id: number | bigint, last: string | Uint8Array | object | null): string | Uint8Array {
    return saveProfile(this.native, this.pointer, loader, id, last);
  }

  /**
   * Takes an entity out of this world, with its idempotency keys; rate limits and replay windows stay. Save it first, and take it out when
   * the store has answered. Throws a LudexError of code `host` when there is none.
   */
  leave(kind: string, id: number | bigint): void {
    leave(this.native, this.pointer, kind, id);
  }

  #judge(call: "ludex_judge" | "ludex_judge_columns", batch: string | Uint8Array, inputs: Inputs): Judgement {
    return judgeBatch(this, batch, inputs, (...words) => this.native.abi[call](...words));
  }
}

/** @internal Judges by `call`, one of the functions of the ABI that take a batch. */
export function judgeBatch(world: World, batch: string | Uint8Array, inputs: Inputs, call: Abi["ludex_judge"]): Judgement {
  const { native, pointer } = world;
  const rulebook = world.rulebook.pointer;
  const openedAt = inputs.openedAt === undefined ? OPENED_AT_FROM_REQUESTS : int64(inputs.openedAt, "openedAt");
  native.abi.ludex_world_set_threads(pointer, threads(inputs.threads));
  const flags = inputs.flags === undefined ? undefined : stringifyJson(inputs.flags);
  return native.lend(batch, (requests, size) =>
    native.lend(flags, (flagsText, flagsSize) =>
      new Judgement(native, native.make((out, error) => call(rulebook, pointer, requests, size, openedAt, flagsText, flagsSize, out, error)))));
}

function threads(value: number | undefined): number {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value < 2 ** 32)) {
    throw new LudexError("argument", `threads is a whole number from 1, not ${value}`);
  }
  return value ?? 0;
}

/** @internal */
export function int64(value: bigint | number, name: string): bigint {
  const exact = wholeInt64(value, name);
  // This one has another meaning in the C ABI.
  if (exact === OPENED_AT_FROM_REQUESTS) throw new LudexError("argument", `${name} does not fit 64 bits: ${exact}`);
  return exact;
}
