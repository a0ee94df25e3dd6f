// Builds dist/: the package's JavaScript and types, and the playground, beside the ludex.mjs and ludex.wasm that CMake put there.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const here = (...parts) => path.join(folder, ...parts);

function stop(sentence) {
  console.error(`build: ${sentence}`);
  process.exit(1);
}

for (const name of ["ludex.mjs", "ludex.wasm"]) {
  if (!existsSync(here("dist", name))) stop(`wasm/dist/${name} is missing: cmake --preset wasm && cmake --build --preset wasm --target ludex_wasm`);
}

let tsc;
try {
  tsc = createRequire(here("package.json")).resolve("typescript/bin/tsc");
} catch {
  stop("the TypeScript compiler is missing: npm --prefix wasm ci");
}
rmSync(here("dist/playground"), { recursive: true, force: true });
for (const project of [".", "playground"]) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", here(project)], { stdio: "inherit" });
  if (status !== 0) stop(`TypeScript found errors in wasm/${project === "." ? "src" : project}; they are listed above.`);
}

mkdirSync(here("dist/playground"), { recursive: true });
for (const name of ["index.html", "style.css", "world.json"]) copyFileSync(here("playground", name), here("dist/playground", name));
copyFileSync(here("../examples/rulebooks/arena.json"), here("dist/playground/arena.json"));
copyFileSync(here("../LICENSE"), here("dist/LICENSE"));
console.log("build: wasm/dist is complete. Next: npm --prefix wasm test, or npm --prefix wasm run playground");
