// Balance in JavaScript: the vectors, and typed answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, ludex, text } from "./support.mjs";

const arsenal = ludex.rulebook(text("examples/rulebooks/arsenal.json"));

function same(got, wanted, at) {
  if (Array.isArray(wanted)) {
    assert.equal(got.length, wanted.length, at);
    wanted.forEach((value, i) => same(got[i], value, `${at}/${i}`));
  } else if (typeof wanted === "object") {
    for (const [key, value] of Object.entries(wanted)) same(got[key], value, `${at}/${key}`);
  } else if (typeof wanted === "number") {
    assert.ok(Math.abs(Number(got) - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${at}: ${got}, not ${wanted}`);
  } else {
    assert.equal(got, wanted, at);
  }
}

test("vectors", () => {
  for (const one of api.parseJson(text("tests/vectors/balance.json")).cases) {
    const rulebook = ludex.rulebook(api.stringifyJson(one.rulebook));
    const report = one.ask === "test" ? rulebook.test(one.options)
      : one.ask === "compare" ? rulebook.compare(ludex.rulebook(api.stringifyJson(one.after)), one.scenario, one.options)
      : rulebook.matrix(one.scenario, one.options);
    same(report, one.report, one.name);
  }
});

test("the example is as it is meant to be, and its matrix has an order", () => {
  assert.equal(arsenal.test({ scenarios: ["mirror", "duel"] }).verdict, "passed");
  const matrix = arsenal.matrix("duel");
  assert.equal(matrix.exact_pairs, 100);
  assert.equal(matrix.groups.flat().length, 10);
  assert.equal(arsenal.compare(arsenal, "duel").keys.win_a.difference, 0);
});

test("what cannot be asked says why", () => {
  assert.throws(() => arsenal.matrix("mirror"), /write "loadouts"/);
  assert.throws(() => arsenal.test({ fights: 0 }), /'fights' is a whole number from 1/);
  assert.throws(() => arsenal.compare(arsenal, "dual"), /did you mean 'duel'/);
});
