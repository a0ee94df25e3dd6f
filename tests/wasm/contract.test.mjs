// Contracts and patches through the npm package; their words are in tests/vectors/contract.json and patch.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arenaText, ludex, ludexError } from "./support.mjs";

const bytes = (text) => new TextEncoder().encode(text);
const shape = { type: "object", properties: { target: "int >= 1", force: "int 0..100 = 1" } };

test("a contract is text, bytes or an object; the first mismatch or all of them", () => {
  for (const contract of [shape, JSON.stringify(shape), bytes(JSON.stringify(shape))]) {
    assert.deepEqual(ludex.checkContract(contract, '{"target":42}'), { ok: true, mismatches: [] });
    for (const text of ['{"target":"42","force":101}', bytes('{"target":"42","force":101}')]) {
      const first = { pointer: "/target", message: 'expected integer, got "42" (string)', offset: 10 };
      assert.deepEqual(ludex.checkContract(contract, text), { ok: false, mismatches: [first] });
      const second = { pointer: "/force", message: "expected 0..100, got 101", offset: 23 };
      assert.deepEqual(ludex.checkContract(contract, text, { all: true }), { ok: false, mismatches: [first, second] });
    }
  }
});

test("the params of an action; options that were left undefined are none", () => {
  assert.equal(ludex.checkContract(arenaText, '{"target":8}', { action: "RequestAttack", all: undefined }).ok, true);
  assert.equal(ludex.checkContract(arenaText, '{"target":8,"x":1}', { action: "RequestAttack" }).mismatches[0].pointer, "/x");
  assert.equal(ludex.checkContract('"int"', "1", { action: undefined }).ok, true);
});

test("a contract or an option at fault throws, with its place", () => {
  assert.throws(() => ludex.checkContract({ type: "object", properties: { a: { type: "strin" } } }, "{}"),
    (error) => ludexError("rulebook", /did you mean 'string'/)(error) && error.pointer === "/properties/a/type");
  assert.throws(() => ludex.checkContract("{\n \"type\":", "{}"), (error) => ludexError("json")(error) && error.errors[0].line === 2 && error.errors[0].column > 0);
  assert.throws(() => ludex.checkContract(arenaText, "{}", { action: "Fly" }), ludexError("host", /no action 'Fly'/));
  assert.throws(() => ludex.checkContract('"int"', "1", { every: true }), ludexError("host", /'every' is not known/));
  assert.throws(() => ludex.checkContract(undefined, "1"), ludexError("argument"));
});

test("a patch is text, bytes or what stands for its JSON; the document too", () => {
  const operations = [{ op: "move", from: "/gold", path: "/coins" }];
  for (const patch of [operations, JSON.stringify(operations), bytes(JSON.stringify(operations))]) {
    for (const document of ['{"gold":5,"id":9007199254740993}', bytes('{"gold":5,"id":9007199254740993}'), { gold: 5, id: 9007199254740993n }]) {
      assert.equal(ludex.applyPatch(document, patch), '{"id":9007199254740993,"coins":5}');
    }
  }
  assert.equal(ludex.applyPatch('"text"', []), '"text"');
});

test("a patch that fails throws and leads to its operation", () => {
  assert.throws(() => ludex.applyPatch({ a: 1 }, [{ op: "remove", path: "/a" }, { op: "remove", path: "/a" }]),
    (error) => ludexError("patch", /there is nothing at '\/a'/)(error) && error.pointer === "/1" && error.errors.length === 1);
  assert.throws(() => ludex.applyPatch("{", []), ludexError("json", /^the document: /));
  assert.throws(() => ludex.applyPatch({}, "["), ludexError("json", /^the patch: /));
  assert.throws(() => ludex.applyPatch({}, undefined), ludexError("argument"));
});
