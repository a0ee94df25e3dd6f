import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
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

test("examples/node/migrate.mjs migrates a file in blocks, and says so when saves were set aside", () => {
  const save = (i) => `{"version":${i % 4},"state":{"${i % 4 < 3 ? "gold" : "coins"}":${i},"mod":"${"x".repeat(i % 1000)}"}}`;
  const saves = Array.from({ length: 5000 }, (_, i) => save(i)).concat('{"version":3,"state":{"coins":-1}}');
  writeFileSync(file("saves.ndjson"), saves.join("\n"));
  const outputs = ["--out", file("new.ndjson"), "--quarantine", file("aside.ndjson")];
  const migrate = () => spawnSync(process.execPath, [at("examples/node/migrate.mjs"), at("examples/rulebooks/arena.json"), file("saves.ndjson"), ...outputs, "--json"],
    { cwd: folder, encoding: "utf8" });
  const run = migrate();
  assert.equal(run.stderr, "");
  assert.equal(run.status, 1);
  const rehearsal = ludex.rulebook(arenaText).rehearsal("player");
  const { out, quarantine } = rehearsal.add(saves.join("\n"));
  assert.equal(readFileSync(file("new.ndjson"), "utf8"), out);
  assert.equal(readFileSync(file("aside.ndjson"), "utf8"), quarantine);
  const report = JSON.parse(run.stdout);
  assert.deepEqual([report.lines, report.ready, report.quarantined.invalid], [5001, 5000, 1]);
  assert.deepEqual(report, JSON.parse(JSON.stringify(rehearsal.report())));
  assert.match(migrate().stderr, /EEXIST/);
});

test("examples/node/presence.mjs: a purchase that was saved is a duplicate after coming back", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at("examples/node/presence.mjs")], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.match(/^(buys: \w+|leaves .*)/gm), ["buys: accepted", "leaves with 15 coins", "buys: duplicate", "leaves with 15 coins"]);
});
