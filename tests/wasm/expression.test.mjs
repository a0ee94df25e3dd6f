import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ludex, ludexError, root } from "./support.mjs";

const suite = path.join(process.env.LUDEX_CONFORMANCE_DIR ?? path.join(root, "../shared/conformance"), "cel.json");

test("an expression of rules: value and type", () => {
  assert.deepEqual(ludex.evaluate("2 + 3 * x", { vars: { x: 4 } }), { value: 14, type: "int" });
  assert.deepEqual(ludex.evaluate("size(hp)", { vars: { hp: [] }, types: { hp: "list<int>" } }), { value: 0, type: "int" });
});

test("an expression at fault: a result with its place", () => {
  const { error } = ludex.evaluate("hp * 1.5", { vars: { hp: 4 } });
  assert.deepEqual([error.code, error.line, error.column, error.caret, error.excerpt], ["expression", 1, 4, 3, "hp * 1.5"]);
  assert.match(error.message, /write double\(…\) around the int/);
  assert.equal(ludex.evaluate("1 / 0").error.code, "division_by_zero");
  assert.equal(ludex.evaluate("1", { strict: true }).error.code, "host");
});

test("CEL as specified", () => {
  assert.deepEqual(ludex.evaluate("1u + 2u", { conformance: true }), { value: { uint: "3" }, type: "uint" });
  assert.deepEqual(ludex.evaluate("a.b", { vars: { "com.a.b": true }, container: "com", conformance: true }).value, { bool: true });
});

test("every expression of a rulebook has its type, part by part", () => {
  const types = ludex.expressionTypes(readFileSync(path.join(root, "examples/rulebooks/arena.json")));
  const clause = types.find(({ pointer }) => pointer === "/actions/RequestAttack/require/0");
  assert.equal(clause.type, "bool");
  assert.ok(clause.parts.some(({ text, type }) => text === "actor.health" && type === "int"));
  assert.throws(() => ludex.expressionTypes("{}"), { name: "LudexError" });
});

test("what is no suite is refused", () => {
  assert.throws(() => ludex.conformanceCel("{}"), ludexError("json", /tests/));
});

test("the suite of cel-spec: every case of the tiers claimed", { skip: !existsSync(suite) && `no ${suite}` }, () => {
  const report = ludex.conformanceCel(readFileSync(suite));
  assert.deepEqual(report.failures.filter(({ tier }) => report.claimed.includes(tier)), []);
  assert.ok(report.ok && report.tiers.T0.passed > 400 && report.claimed.includes("T2"));
  for (const [tier, { passed, failed, not_applicable }] of Object.entries(report.tiers)) {
    console.log(`cel-spec ${tier}: ${passed} passed, ${failed} failed, ${not_applicable} not applicable`);
  }
});
