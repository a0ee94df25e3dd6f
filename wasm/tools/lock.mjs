// Writes package-lock.json for package.json, without the addresses that npm puts in: node tools/lock.mjs
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const file = path.join(folder, "package-lock.json");
const { status } = spawnSync("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
if (status !== 0) process.exit(1);
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const found of Object.values(lock.packages)) {
  delete found.funding;
  delete found.resolved;
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
