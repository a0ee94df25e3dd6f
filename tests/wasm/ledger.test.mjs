// The ledger through the npm package; the machines' words are in tests/vectors/ledger.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ludex, ludexError } from "./support.mjs";

const bytes = (text) => new TextEncoder().encode(text);
const grant = { event: "commit", id: "receipt:1", content: { coins: 2n ** 62n }, now: 1_700_000_000_000 };

test("a machine keeps its state between events, and after an error the one it had", () => {
  const ledger = ludex.ledger("entries", {});
  assert.deepEqual(ledger.decide(grant), [{ effect: "answer", id: "receipt:1", answer: "committed" }]);
  const before = ledger.state;
  assert.throws(() => ledger.decide({ ...grant, now: -1 }), (error) => ludexError("ledger", /whole number from 0/)(error) && error.pointer === "/event/now");
  assert.equal(ledger.state, before);
  assert.equal(ledger.decide(grant)[0].answer, "same");
  assert.equal(ledger.decide({ ...grant, content: { coins: 2n ** 62n + 1n } })[0].answer, "conflict");
});

test("a record that could not be read grants nothing", () => {
  for (const state of [null, undefined, "null"]) assert.equal(ludex.decide("entries", state, grant).effects[0].answer, "not_loaded");
});

test("states and events are text, bytes or what stands for their JSON", () => {
  for (const event of [grant, JSON.stringify({ ...grant, content: 1 }), bytes(JSON.stringify({ ...grant, content: 1 }))])
    assert.equal(ludex.decide("entries", "{}", event).effects[0].answer, "committed");
  assert.equal(ludex.fingerprint("a", { x: 1, y: 2 }), ludex.fingerprint("a", '{"y":2.0,"x":1}'));
});

test("an audit tells breaches; saves need to know what to compare", () => {
  const journal = '{"id":"t:1","from":"player:1","to":"player:2","asset":"coins","amount":5}\n';
  const report = ludex.audit(journal);
  assert.deepEqual([report.ok, report.counts, report.breaches[0].line], [false, { negative: 1 }, 1]);
  assert.equal(ludex.audit(bytes(journal), { saves: '{"id":2,"state":{"coins":5}}', compare: { balances: { "/state/coins": "coins" } } }).counts.no_save, 1);
  assert.throws(() => ludex.audit(journal, { saves: "{}" }), ludexError("argument"));
  assert.throws(() => ludex.audit(journal, { compare: { name: "player" } }), ludexError("host"));
});
