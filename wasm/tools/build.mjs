// Builds dist/: the package's JavaScript and types, beside the ludex.mjs and ludex.wasm that CMake put there.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const here = (...parts) => path.join(folder, ...parts);

function stop(sentence) {
  console.error(`build: ${sentence}`);
  process.exit(1);
}

for (const name of ["ludex.mjs", "ludex.wasm", "judge.mjs", "judge.wasm"]) {
  if (!existsSync(here("dist", name))) stop(`wasm/dist/${name} is missing: cmake --preset wasm && cmake --build --preset wasm --target ludex_wasm`);
}

let tsc;
try {
  tsc = createRequire(here("package.json")).resolve("typescript/bin/tsc");
} catch {
  stop("the TypeScript compiler is missing: npm --prefix wasm ci");
}
const { status } = spawnSync(process.execPath, [tsc, "-p", here(".")], { stdio: "inherit" });
if (status !== 0) stop("TypeScript found errors in wasm/src; they are listed above.");

copyFileSync(here("../LICENSE"), here("dist/LICENSE"));
console.log("build: wasm/dist is complete. Next: npm --prefix wasm test, or make playground");
