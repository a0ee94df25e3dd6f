// Numbers of a rulebook varied, in JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, ludex, text } from "./support.mjs";

const duel = ludex.rulebook(text("examples/rulebooks/duel.json"));
const hit = "/tables/makes/rows/rifle/hit";
const keys = ["win_a", "win_b", "draw", "mean_ttk_ms"];
const near = (got, wanted, what) => assert.ok(Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${got}, not ${wanted}`);

test("numbers are listed, and a variation is a rulebook of its own", () => {
  const found = duel.numbers().find((number) => number.pointer === hit);
  assert.deepEqual([found.value, found.type, found.low, found.high], [0.75, "double", 0, 1]);
  const better = duel.vary({ [hit]: 0.8 });
  assert.ok(better.solve("d1").win_a > duel.solve("d1").win_a);
  const back = better.vary({ [hit]: 0.75 });
  assert.equal(back.digest, duel.digest);
  for (const one of [better, back]) one.dispose();
});

test("what is no number is refused", () => {
  assert.throws(() => duel.vary({ [hit]: NaN }), { code: "argument" });
  assert.throws(() => duel.vary({ [hit]: 2 }), /out of bounds/);
  assert.throws(() => duel.vary({ "/tables/makes/rows/rifle/health": 2n ** 63n }), /whole numbers of 64 bits/);
  assert.throws(() => duel.sweep("d1", { vary: {} }), /say what is varied/);
});

test("any part of a grid has the bytes of the whole", () => {
  const vary = { [hit]: "0.60..0.90" };
  const whole = duel.sweep("d1", { vary });
  const parts = [0, 10, 20, 30].flatMap((first) => duel.sweep("d1", { vary, first, count: 10, seed: 1n }).points);
  assert.deepEqual(parts, whole.points);
  assert.equal(whole.points.length, 31);
});

test("a slider's answer, a variation solved, takes less than a frame or two", () => {
  const start = performance.now();
  for (let i = 0; i < 20; ++i) {
    const varied = duel.vary({ [hit]: 0.5 + i / 50 });
    varied.solve("d1");
    varied.dispose();
  }
  assert.ok((performance.now() - start) / 20 < 50);
});

test("vectors", () => {
  const { rulebook: rules, scenario, cases } = api.parseJson(text("tests/vectors/tuning.json"));
  const rulebook = ludex.rulebook(api.stringifyJson(rules));
  for (const one of cases) {
    const ask = () => rulebook[one.question](scenario, one.options);
    if (one.refused) {
      assert.throws(ask, (error) => error.pointer === one.refused.pointer && error.message.includes(one.refused.message_contains), one.name);
      continue;
    }
    const answer = ask();
    if (one.rows) assert.deepEqual(answer.rows, one.rows, one.name);
    one.points?.forEach((wanted, i) => {
      assert.deepEqual(answer.points[i].at, wanted.at);
      for (const key of keys) near(answer.points[i][key], wanted[key], `${one.name} ${key}`);
    });
    if (one.points) assert.equal(answer.points.length, one.points.length);
    for (const [pointer, sides] of Object.entries(one.changes ?? {})) {
      const number = answer.numbers.find((each) => each.pointer === pointer);
      for (const [way, wanted] of Object.entries(sides)) {
        assert.equal(number[way].value, wanted.value);
        for (const key of keys) near(number[way].change[key], wanted[key], `${one.name} ${key}`);
      }
    }
  }
});
