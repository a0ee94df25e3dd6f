// Builds the playground into build/playground: types checked, then bundled. node tools/playground.mjs [--serve [port]]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readFileSync, readdirSync } from "node:fs";

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

const sizes = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => ({ name: path.relative(out, file), packed: gzipSync(readFileSync(file)).length }));
for (const { name, packed } of sizes.sort((a, b) => b.packed - a.packed)) console.log(`  ${(packed / 1000).toFixed(1).padStart(7)} kB  ${name}`);
console.log("playground: build/playground is complete, sizes with gzip. Next: make serve");
