import assert from "node:assert/strict";
import { test } from "node:test";
import { ludex, ludexError, request, withArena } from "./support.mjs";

const lines = () => request("Respawn", {}) + request("RequestPurchase", { item: "potion", receipt: "receipt-1" }) +
  request("RequestPurchase", { item: "spoon", receipt: "receipt-2" }) + "{\n" + request("RequestAttack", { target: 8 });

test("columns are judged as the lines they stand for", () => withArena((world, rulebook) => {
  const { bytes, refused } = rulebook.encodeColumns(lines());
  assert.deepEqual(refused, [{ line: 2, reason: "contract", at: "/params/item" }, { line: 3, reason: "malformed", at: "" }]);
  const other = world.clone();
  const text = ludex.decodeColumns(bytes);
  assert.equal(text.split("\n").length, 4);
  const byColumns = world.judgeColumns(bytes);
  const byLines = other.judge(text);
  assert.equal(byColumns.count, 3);
  assert.deepEqual(byColumns.ndjson(), byLines.ndjson());
  assert.equal(byColumns.batchDigest, byLines.batchDigest);
  assert.equal(world.digest, other.digest);
  assert.deepEqual(rulebook.encodeColumns(text).bytes, bytes);
  for (const held of [byColumns, byLines, other]) held.dispose();
}));

test("a broken file is an error with its byte, and the world is as it was", () => withArena((world, rulebook) => {
  const { bytes } = rulebook.encodeColumns(lines());
  const before = world.digest;
  for (const broken of [bytes.subarray(0, bytes.length - 16), bytes.subarray(1), new Uint8Array(), new Uint8Array(64)]) {
    assert.throws(() => world.judgeColumns(broken), ludexError("host", /broken at byte \d+/));
    assert.throws(() => ludex.decodeColumns(broken), ludexError("host", /broken at byte \d+/));
  }
  assert.equal(world.digest, before);
}));
