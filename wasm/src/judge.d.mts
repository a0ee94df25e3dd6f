/** Emscripten's glue, judge.mjs, which CMake puts beside the compiled sources. */
export { default } from "./ludex.mjs";
