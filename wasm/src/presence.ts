import type { Abi, Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import type { Handle } from "./handle.js";
import { wholeInt64, type Native } from "./native.js";
import type { SaveFinding, SaveLoader, SaveState } from "./saves.js";
import { textOf, type JsonText } from "./schema.js";

/** What became of a save that was to join a world. Unless it is ready, the world is as it was. */
export type Joined = SaveFinding & { readonly state: SaveState };

/** @internal A pointer means nothing in the memory of another instance. */
export function pointerOf(handle: Handle, native: Native, what = "save loader"): Pointer {
  if (handle.native !== native) throw new LudexError("argument", `the world and the ${what} are of two calls of loadLudex: make both from one`);
  return handle.pointer;
}

/** @internal */
export function join(native: Native, world: Pointer, loader: SaveLoader, id: number | bigint, save: unknown, call: Abi["ludex_join"] = native.abi.ludex_join): Joined {
  const exact = wholeInt64(id, "id");
  const from = pointerOf(loader, native);
  native.lend(recordOf(save, "save"), (text, size) => native.make((_, error) => call(world, from, exact, text, size, error)));
  return native.json((out) => native.abi.ludex_save_loader_finding(out, from)) as unknown as Joined;
}

/** @internal */
export function saveProfile(native: Native, world: Pointer, loader: SaveLoader, id: number | bigint, last: unknown): string | Uint8Array {
  const exact = wholeInt64(id, "id");
  const from = pointerOf(loader, native);
  return native.lend(recordOf(last, "last"), (text, size) => {
    const made = native.make((out, error) => native.abi.ludex_save_profile(world, from, exact, text, size, out, error));
    const read = (out: Pointer): void => native.abi.ludex_text_bytes(out, made);
    try {
      return last instanceof Uint8Array ? native.bytes(read) : native.text(read);
    } finally {
      native.abi.ludex_text_free(made);
    }
  });
}

/** @internal */
export function leave(native: Native, world: Pointer, kind: string, id: number | bigint, call: Abi["ludex_leave"] = native.abi.ludex_leave): void {
  const exact = wholeInt64(id, "id");
  native.lend(kind, (name, size) => native.make((_, error) => call(world, name, size, exact, error)));
}

/** A record's text; none for a new profile. What is empty or missing is no record: a store that did not answer must not make a new player. */
function recordOf(record: unknown, name: string): JsonText | undefined {
  if (record === null) return undefined;
  const text = record === undefined ? "" : textOf(record);
  if (text.length === 0) throw new LudexError("argument", `${name} is empty: give the record, or null for a new profile`);
  return text;
}
