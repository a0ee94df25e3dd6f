// Logs written through the npm package; their bytes are in tests/vectors/record.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ludex, ludexError } from "./support.mjs";

const text = JSON.stringify({
  ludex: 1, entities: { player: { profile: { version: 1, state: { coins: "int >= 0 = 5" } } } }, actions: { Buy: { effects: ["actor.coins -= 1"] } },
});
const buy = (actor) => `{"actor":${actor},"received_at":1000,"action":"Buy","params":{}}\n`;

function begin() {
  const rulebook = ludex.rulebook(text), world = rulebook.world();
  return { rulebook, world, recorder: ludex.recordLog(text, world), loader: rulebook.saveLoader("player") };
}

test("what goes through a recorder replays to the same world", () => {
  const { world, recorder, loader } = begin();
  const parts = [recorder.take()];
  assert.equal(recorder.join(world, loader, 7, null).state, "ready");
  assert.equal(recorder.judge(world, buy(7)).counts().accepted, 1);
  recorder.snapshot(world);
  recorder.leave(world, "player", 7);
  parts.push(recorder.take());
  const report = ludex.replayLog(Buffer.concat(parts));
  assert.deepEqual([report.ok, report.batches, report.changes, report.snapshots, report.world_digest], [true, 1, 2, 2, world.digest]);
  assert.equal(recorder.take().length, 0);
});

test("columns are recorded as columns", () => {
  const { rulebook, world, recorder } = begin();
  recorder.judge(world, rulebook.encodeColumns(buy(7)).bytes);
  const log = recorder.take();
  assert.equal(ludex.readLog(log).records.at(-1).form, "columns");
  assert.equal(ludex.replayLog(log).ok, true);
});

test("a world that moved on beside its recorder is refused, and stays as it is", () => {
  const { world, recorder, loader } = begin();
  world.join(loader, 7, null);
  const before = world.digest;
  assert.throws(() => recorder.judge(world, buy(7)), ludexError("host", /not the world after the last link/));
  assert.throws(() => recorder.snapshot(world), ludexError("host"));
  assert.equal(world.digest, before);
});

test("a text of other rules, a log that is none and a recorder that was disposed are refused", () => {
  const { world, recorder } = begin();
  assert.throws(() => ludex.recordLog(text.replace("Buy", "Sell"), world), ludexError("host"));
  assert.throws(() => ludex.resumeLog(new TextEncoder().encode("no log at all, though long enough")), ludexError("record"));
  recorder.dispose();
  assert.throws(() => recorder.take(), ludexError("disposed"));
});
