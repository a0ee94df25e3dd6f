import { LudexError } from "./error.js";
import type { GlueOptions } from "./ludex.mjs";
import createGlue from "./ludex.mjs";
import { Ludex } from "./ludex.js";
import { Native, type Glue } from "./native.js";

/** WebAssembly.Module, also where TypeScript was not given the DOM library. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: new (...words: never[]) => infer Module } } ? Module : object;

/** Where the compiled core comes from: at most one of these. By default ludex.wasm is looked for beside this file. */
export interface LoadOptions {
  /** Fetched. Served as application/wasm it is compiled while it arrives. */
  wasmUrl?: string | URL;
  /** The bytes of ludex.wasm. */
  wasmBinary?: Uint8Array | ArrayBuffer;
  /** Compiled before, or sent by another thread: the fastest way for workers. */
  wasmModule?: WasmModule;
}

/** Loads the core. Every call gives an instance with a memory of its own. */
export function loadLudex(options: LoadOptions = {}): Promise<Ludex> {
  return loadCore(ludexCore, options);
}

/** @internal Compiled for the threads of a pool. */
export function compileLudex(options: LoadOptions): Promise<WasmModule> {
  return compile(options, ludexCore);
}

const ludexCore: Core = { name: "ludex.wasm", createGlue, url: () => new URL("./ludex.wasm", import.meta.url) };

/** @internal A compiled core, the glue that was made with it, and where it lies. */
export interface Core {
  readonly name: string;
  readonly createGlue: (options: GlueOptions) => Promise<Glue>;
  readonly url: () => URL;
}

/** @internal */
export async function loadCore(core: Core, options: LoadOptions): Promise<Ludex> {
  return new Ludex(await start(await compile(options, core), core));
}

async function compile(options: LoadOptions, core: Core): Promise<WebAssembly.Module> {
  const given = [options.wasmUrl, options.wasmBinary, options.wasmModule].filter((source) => source !== undefined);
  if (given.length > 1) throw new LudexError("argument", "loadLudex takes one of wasmUrl, wasmBinary and wasmModule, not several");
  if (options.wasmModule) return options.wasmModule;
  if (options.wasmBinary) return failWith(`wasmBinary is not ${core.name}`, WebAssembly.compile(options.wasmBinary as BufferSource));

  const url = String(options.wasmUrl ?? core.url());
  const response = await failWith(`${url} could not be fetched`, fetch(url));
  if (!response.ok) throw notFound(core.name, url, `HTTP status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  // Development servers answer with their start page where there is no file.
  if (type.startsWith("text/html")) throw notFound(core.name, url, "a web page came instead");
  return failWith(`${url} is not ${core.name}`,
    // Servers that do not know the type are common; streaming takes this very type and no other.
    type === "application/wasm" ? WebAssembly.compileStreaming(response) : response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes)));
}

async function start(module: WebAssembly.Module, core: Core): Promise<Native> {
  let lastWords = "";
  const glue = new Promise<Glue>((resolve, reject) => {
    core.createGlue({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then(receive).catch(reject);
        return {};
      },
      printErr: (line) => { lastWords = line; },
    }).then(resolve, reject);
  });
  return new Native(await failWith(`this module is not ${core.name} of this release`, glue), () => lastWords, core.name);
}

/** @internal */
export function notFound(name: string, place: string, why: string): LudexError {
  return new LudexError("load", `${name} was not found at ${place} (${why}): it must lie beside ludex's index.js, or say where it is ` +
    "with wasmUrl or wasmBinary");
}

async function failWith<T>(message: string, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new LudexError("load", `${message}: ${cause instanceof Error ? cause.message : String(cause)}`, [], { cause });
  }
}
