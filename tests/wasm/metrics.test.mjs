// Counters through the npm package; the text is in tests/vectors/metrics.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, arenaText, ludex, ludexError } from "./support.mjs";

const line = '{"actor":1,"received_at":1000,"action":"Respawn","params":{},"nonce":1,"sent_at":1000}\n';

test("metrics add up, merge, and outlive what was added", () => {
  const rulebook = ludex.rulebook(arenaText);
  const world = rulebook.world();
  const [one, other] = [ludex.metrics(), ludex.metrics()];
  const judgement = world.judge(line);
  one.add(judgement, { seconds: 0.25 });
  other.add(judgement);
  other.setWorld(world);
  for (const handle of [judgement, world, rulebook]) handle.dispose();
  one.merge(other);
  const text = one.text();
  assert.match(text, /^ludex_batches_total 2$/m);
  assert.match(text, /^ludex_judge_seconds_sum 0.25$/m);
  assert.match(text, /^ludex_world_entities\{kind="player"\} 0$/m);
  assert.ok(text.endsWith("\n# EOF\n"));
  one.merge(one);
  assert.match(one.text(), /^ludex_batches_total 4$/m);
  assert.match(api.Metrics.contentType, /^application\/openmetrics-text/);
});

test("what is no duration, and what is of another instance, is refused", async () => {
  const metrics = ludex.metrics();
  const judgement = ludex.rulebook(arenaText).world().judge(line);
  for (const seconds of [-1, NaN, Infinity, 1e8]) assert.throws(() => metrics.add(judgement, { seconds }), ludexError("argument", /duration/));
  const elsewhere = (await api.loadLudex()).metrics();
  assert.throws(() => elsewhere.add(judgement), ludexError("argument", /two calls of loadLudex/));
  metrics.dispose();
  assert.throws(() => metrics.text(), ludexError("disposed"));
});
