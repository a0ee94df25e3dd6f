/** Emscripten's glue, ludex.mjs, which CMake puts beside the compiled sources. */
import type { Glue } from "./native.js";

export interface GlueOptions {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  printErr(line: string): void;
}

export default function createGlue(options: GlueOptions): Promise<Glue>;
