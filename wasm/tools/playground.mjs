// Builds the playground into build/playground: types checked, then bundled. node tools/playground.mjs [--serve [port]]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "./pack.mjs";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const here = (...parts) => path.join(folder, ...parts);
const out = here("../build/playground");

function stop(sentence) {
  console.error(`playground: ${sentence}`);
  process.exit(1);
}

for (const name of ["index.js", "ludex.wasm", "judge.wasm"]) {
  if (!existsSync(here("dist", name))) stop(`wasm/dist/${name} is missing: make playground builds it first`);
}
const require = createRequire(here("package.json"));
let tsc, vite;
try {
  tsc = require.resolve("typescript/bin/tsc");
  vite = path.join(path.dirname(require.resolve("vite/package.json")), "bin/vite.js");
} catch {
  stop("TypeScript or Vite is missing: npm --prefix wasm ci");
}
if (spawnSync(process.execPath, [tsc, "-p", here("playground")], { stdio: "inherit" }).status !== 0) stop("TypeScript found errors; they are listed above.");
const built = spawnSync(process.execPath, [vite, "build", here("playground"), "--config", here("playground/vite.config.ts"), "--logLevel", "warn"],
  { stdio: "inherit", cwd: folder });
if (built.status !== 0) stop("Vite failed; see above.");

const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(8);
const sizes = await pack(out);
console.log("playground:   brotli     gzip       raw, kB");
for (const { name, raw, gzip, brotli } of sizes.sort((a, b) => b.brotli - a.brotli)) console.log(`           ${kB(brotli)} ${kB(gzip)}  ${kB(raw)}  ${name}`);
console.log("playground: build/playground is complete, every file also packed (.br, .gz) for hosts that send such files. Next: make serve");
