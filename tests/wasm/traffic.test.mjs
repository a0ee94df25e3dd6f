import assert from "node:assert/strict";
import { test } from "node:test";
import { ludexError, withArena } from "./support.mjs";

const text = (bytes) => new TextDecoder("latin1").decode(bytes);

test("the same options give the same bytes, another seed gives others", () => withArena((_, rulebook) => {
  const made = rulebook.traffic({ players: 20, requests: 300, seed: 7, attackRate: 0.3 });
  assert.deepEqual(rulebook.traffic({ players: 20, requests: 300, seed: 7n, attackRate: 0.3 }), made);
  assert.equal(text(made.requests).split("\n").length, 301);
  assert.notDeepEqual(rulebook.traffic({ players: 20, requests: 300, seed: 8, attackRate: 0.3 }).requests, made.requests);
}));

test("honest traffic is mostly accepted, hostile traffic is not", () => withArena((_, rulebook) => {
  const accepted = (attackRate) => {
    const made = rulebook.traffic({ requests: 1000, attackRate });
    return rulebook.world(made.world).judge(made.requests).counts().accepted ?? 0;
  };
  assert.ok(accepted(0) > 800);
  assert.ok(accepted(1) < 200);
}));

test("numbers that make no sense are refused before anything is made", () => withArena((_, rulebook) => {
  for (const options of [{ players: 0 }, { players: 1.5 }, { players: 1e9 }, { requests: -1 }, { requests: NaN }, { requests: 1e12 }, { seed: -1 }, { attackRate: 1.01 }, { attackRate: NaN }]) {
    assert.throws(() => rulebook.traffic(options), ludexError("argument"), JSON.stringify(options));
  }
}));
