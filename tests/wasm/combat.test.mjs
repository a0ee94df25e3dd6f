// Scenarios in JavaScript: exact, in parts, and the same bytes as everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ludex, text } from "./support.mjs";

const duel = ludex.rulebook(text("examples/rulebooks/duel.json"));

test("model D1 has its exact answers", () => {
  const report = duel.solve("d1");
  assert.ok(report.exact);
  assert.ok(Math.abs(report.win_a - 0.540751814406446) < 1e-9);
  assert.ok(Math.abs(report.draw - 0.019536604529541805) < 1e-9);
  assert.deepEqual(duel.scenarios(), ["d1", "mirror"]);
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

test("every front end gives these bytes", () => {
  for (const one of JSON.parse(text("tests/vectors/combat.json")).cases) {
    const rulebook = one.rulebook.file ? ludex.rulebook(text(one.rulebook.file)) : ludex.rulebook(JSON.stringify(one.rulebook));
    assert.equal(rulebook.solveText(one.scenario), one.solved, one.name);
    const simulation = rulebook.simulation(one.scenario, one.seed).run(one.fights);
    assert.equal(simulation.reportText(), one.simulated, one.name);
    simulation.dispose();
  }
});
