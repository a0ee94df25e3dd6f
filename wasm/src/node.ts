/** The same package for Node, whose fetch() reads no files: a file is read from disk. */
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadLudex as load, notFound, type LoadOptions } from "./load.js";
import type { Ludex } from "./ludex.js";

export * from "./index.js";

export async function loadLudex(options: LoadOptions = {}): Promise<Ludex> {
  if (options.wasmBinary !== undefined || options.wasmModule !== undefined) return load(options);
  // A relative path means what it means to readFile.
  const url = options.wasmUrl === undefined ? new URL("./ludex.wasm", import.meta.url)
    : new URL(options.wasmUrl, pathToFileURL(`${process.cwd()}/`));
  if (url.protocol !== "file:") return load({ wasmUrl: url });
  const wasmBinary = await readFile(url).catch((cause: Error) => { throw notFound(fileURLToPath(url), cause.message); });
  return load({ wasmBinary });
}
