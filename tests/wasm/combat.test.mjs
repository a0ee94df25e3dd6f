// Scenarios in JavaScript: exact, in parts, and the same bytes as everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, ludex, text } from "./support.mjs";

const duel = ludex.rulebook(text("examples/rulebooks/duel.json"));

test("model D1 has its exact answers", () => {
  const report = duel.solve("d1");
  assert.ok(report.exact);
  assert.ok(Math.abs(report.win_a - 0.540751814406446) < 1e-9);
  assert.ok(Math.abs(report.draw - 0.019536604529541805) < 1e-9);
  assert.deepEqual(duel.scenarios(), ["d1", "mirror"]);
});

test("a hit of ten thousand outcomes is solved within a page's memory", () => {
  const wide = ludex.rulebook(text("examples/rulebooks/duel.json").replace('"damage_max": 12', '"damage_max": 10000'));
  assert.equal(wide.solve("d1").method, "two independent races, 87 and 116 states");
  assert.equal(wide.simulate("d1", { fights: 100 }).fights, 100);
  wide.dispose();
});

test("a simulation in parts, kept and gone on with, is the whole one", () => {
  const whole = duel.simulation("d1", 5n).run(9000);
  const parts = duel.simulation("d1", 5).run(100).run(5000);
  const again = duel.resumeSimulation(parts.saved()).run(9000);
  assert.equal(again.fights, 9000);
  assert.equal(again.reportText(), whole.reportText());
  for (const one of [whole, parts, again]) one.dispose();
});

test("a fight is told blow by blow, and errors name what is near", () => {
  const log = duel.fightLog("d1", 3);
  assert.equal(log[0].fighter, "a");
  assert.equal(log.at(-1).attacks, log.length - 1);
  assert.throws(() => duel.solve("d2"), /did you mean 'd1'/);
  assert.throws(() => duel.simulate("d1", { fights: -1 }), { code: "argument" });
});

test("the share of fights decided by a time: it rises to all that end, in about as many steps as were asked for", () => {
  for (const report of [duel.solve("d1", 0, 50), duel.simulation("d1").run(5000).report(50)]) {
    const { ms, share } = report.ttk_curve;
    assert.equal(ms.length, share.length);
    assert.ok(ms.length >= 10 && ms.length <= 52, `${ms.length} steps`);
    for (let i = 1; i < ms.length; i++) assert.ok(ms[i] > ms[i - 1] && share[i] >= share[i - 1]);
    assert.equal(ms[0], report.min_ttk_ms);
    assert.equal(ms.at(-1), report.max_ttk_ms);
    assert.ok(Math.abs(share.at(-1) - (1 - report.timeout)) < 1e-9);
    const half = ms.findIndex((at) => at >= report.ttk_quantiles_ms["0.5"]);
    assert.ok(share[half] >= 0.5 && share[half - 1] < 0.52, "the median lies where half is passed");
  }
  assert.equal(duel.solve("d1").ttk_curve, undefined);
  assert.throws(() => duel.solve("d1", 0, -1), { code: "argument" });
});

test("vectors", () => {
  const near = (got, wanted, what) => assert.ok(Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${got}, not ${wanted}`);
  for (const one of api.parseJson(text("tests/vectors/combat.json")).cases) {
    const rulebook = ludex.rulebook(api.stringifyJson(one.rulebook));
    const solved = rulebook.solve(one.scenario);
    for (const [key, value] of Object.entries(one.exact)) near(solved[key], value, `${one.name} ${key}`);
    const { counts, fights } = one;
    const report = rulebook.simulate(one.scenario, { fights, seed: one.seed });
    for (const key of ["win_a", "win_b", "draw", "timeout"]) assert.equal(report[key], counts[key] / fights, `${one.name} ${key}`);
    near(report.mean_ttk_ms, counts.ttk / (fights - counts.timeout), "mean_ttk_ms");
    near(report.mean_attacks, counts.attacks / fights, "mean_attacks");
  }
});
