/** The same package for Node, whose fetch() reads no files: a file is read from disk. */
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadLudex as load, notFound, type LoadOptions } from "./load.js";
import type { Ludex } from "./ludex.js";

export * from "./index.js";

export async function loadLudex(options: LoadOptions = {}): Promise<Ludex> {
  return load(await fromDisk("ludex.wasm", options));
}

/** @internal The options with the file `name` in them, where it lies on a disk. */
export async function fromDisk(name: string, options: LoadOptions): Promise<LoadOptions> {
  if (options.wasmBinary !== undefined || options.wasmModule !== undefined) return options;
  // A relative path means what it means to readFile.
  const url = options.wasmUrl === undefined ? new URL(`./${name}`, import.meta.url)
    : new URL(options.wasmUrl, pathToFileURL(`${process.cwd()}/`));
  if (url.protocol !== "file:") return { wasmUrl: url };
  return { wasmBinary: await readFile(url).catch((cause: Error) => { throw notFound(name, fileURLToPath(url), cause.message); }) };
}
