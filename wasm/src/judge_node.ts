/** judge.ts for Node. */
import { loadJudge as load, type LoadOptions } from "./judge.js";
import type { Ludex } from "./ludex.js";
import { fromDisk } from "./node.js";

export type { LoadOptions } from "./load.js";
export type { Ludex } from "./ludex.js";

export async function loadJudge(options: LoadOptions = {}): Promise<Ludex> {
  return load(await fromDisk("judge.wasm", options));
}
