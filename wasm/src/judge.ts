/**
 * The half of the core that a page needs first: it compiles, judges and says why, and is less than two thirds of the download. The classes are
 * those of loadLudex; what judge.wasm leaves out (saves, traffic, scenarios, logs, columns, schemas, …) throws a LudexError of code "load".
 */
import createGlue from "./judge.mjs";
import { loadCore, type LoadOptions } from "./load.js";
import type { Ludex } from "./ludex.js";

export type { LoadOptions } from "./load.js";
export type { Ludex } from "./ludex.js";

/** As loadLudex, from judge.wasm: the same verdicts, byte for byte. */
export function loadJudge(options: LoadOptions = {}): Promise<Ludex> {
  return loadCore({ name: "judge.wasm", createGlue, url: () => new URL("./judge.wasm", import.meta.url) }, options);
}
