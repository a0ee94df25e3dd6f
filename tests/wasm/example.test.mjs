import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { arenaText, at, ludex, request, worldText } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "ludex-example-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name) => path.join(folder, name);
const lines = request("RequestAttack", { target: 8 }) + request("RequestAttack", { target: 8 }) + "not a request\n";
writeFileSync(file("world.json"), worldText);
writeFileSync(file("requests.ndjson"), lines);
const run = (...more) => execFileSync(process.execPath,
  [at("examples/node/judge.mjs"), at("examples/rulebooks/arena.json"), "--world", file("world.json"), "--requests", file("requests.ndjson"), ...more],
  { cwd: folder, encoding: "utf8" });

test("examples/node/judge.mjs prints the object the demo compares", () => {
  const world = ludex.rulebook(arenaText).world(worldText);
  const judgement = world.judge(lines);
  const { requests_per_second, ...answer } = JSON.parse(run("--json"));
  assert.ok(requests_per_second > 0);
  assert.deepEqual(answer, { counts: { accepted: 1, malformed: 1, on_cooldown: 1 }, world_digest: world.digest, batch_digest: judgement.batchDigest });
});

test("… a table for people, and the verdicts into a file", () => {
  const printed = run("--verdicts", file("verdicts.ndjson"));
  assert.match(printed, /on_cooldown/);
  assert.match(printed, /batch [0-9a-f]{16}, world [0-9a-f]{16}/);
  const world = ludex.rulebook(arenaText).world(worldText);
  assert.equal(readFileSync(file("verdicts.ndjson"), "utf8"), new TextDecoder().decode(world.judge(lines).ndjson()));
});
