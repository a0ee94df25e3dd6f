// Logs through the npm package; what they say is in tests/vectors/record.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ludex, ludexError } from "./support.mjs";

const { cases } = JSON.parse(readFileSync(new URL("../vectors/record.json", import.meta.url), "utf8"));
const log = Buffer.from(cases.find(({ name }) => name === "a whole log").log, "base64");

test("some records are described, and all are checked", () => {
  const some = ludex.readLog(log, { first: 2, most: 2 });
  assert.deepEqual(some.records.map(({ type }) => type), ["batch", "batch"]);
  assert.equal(some.count, 6);
  assert.equal(some.chain, ludex.readLog(log).chain);
  assert.throws(() => ludex.readLog(log, { first: -1 }), ludexError("argument"));
});

test("a replay begins at a snapshot, and is of one program", () => {
  assert.equal(ludex.replayLog(log, { fromSnapshot: 1 }).judged, 1);
  assert.throws(() => ludex.replayLog(log, { programDigest: "0".repeat(16) }), (error) => ludexError("record", /is of the program/)(error) && error.errors[0].offset === 16);
  assert.throws(() => ludex.replayLog(log, { fromSnapshot: 9 }), ludexError("record"));
});
