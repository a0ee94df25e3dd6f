// Writes what the native command says of the Traffic lab's presets: node tools/native_digests.mjs LUDEX [--check]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const record = path.join(folder, "playground/src/labs/traffic/native.json");
const presets = JSON.parse(readFileSync(path.join(folder, "playground/src/labs/traffic/presets.json"), "utf8"));
const [ludex, flag] = process.argv.slice(2);
if (!ludex) {
  console.error("native_digests: which command? node tools/native_digests.mjs ../build/release/bin/ludex [--check]");
  process.exit(2);
}

const scratch = mkdtempSync(path.join(tmpdir(), "ludex-native-"));
const at = (name) => path.join(scratch, name);
// `judge` ends with 1 when something was refused, which here it always is.
const run = (...words) => {
  try {
    return execFileSync(ludex, words, { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (error) {
    if (error.status === 1 && error.stdout) return error.stdout;
    throw error;
  }
};
const entries = [];
try {
  for (const rulebook of ["rulebooks/arena.json", "rulebooks/market/market.json"]) {
    const file = at("rulebook.json");
    run("bundle", path.join(folder, "../examples", rulebook), "--out", file);
    for (const { settings } of presets) {
      const { players, requests, seed, attackRate } = settings;
      run("traffic", file, "--players", String(players), "--requests", String(requests), "--seed", String(seed), "--attack-rate", String(attackRate), "--world-out", at("world.json"), "--out", at("requests.ndjson"));
      const said = JSON.parse(run("judge", file, "--world", at("world.json"), "--requests", at("requests.ndjson"), "--json"));
      entries.push({ program: said.program_digest, settings, world: said.world_digest });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const text = `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`;
if (flag === "--check") {
  const same = readFileSync(record, "utf8") === text;
  console.log(same ? `native digests: ${entries.length} are on record as the command says them` : "native digests: native.json is out of date; run this without --check");
  process.exit(same ? 0 : 1);
}
writeFileSync(record, text);
console.log(`native digests: wrote ${entries.length}`);
