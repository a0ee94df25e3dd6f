// JSON Schema and strict reading through the npm package; the words of mismatches are in tests/vectors/schema.json.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { api, ludex, ludexError, root } from "./support.mjs";

const conformance = process.env.LUDEX_CONFORMANCE_DIR ?? path.join(root, "../shared/conformance");
const native = path.join(root, "build/release/bin/ludex");
const bytes = (text) => new TextEncoder().encode(text);

/** Runs `use` with a compiled schema, and frees it. */
function withSchema(schema, options, use) {
  const compiled = ludex.schema(schema, options);
  try {
    return use(compiled);
  } finally {
    compiled.dispose();
  }
}

test("a schema is text, bytes, an object or a boolean; an instance too", () => {
  for (const schema of ['{"items":{"type":"integer"}}', bytes('{"items":{"type":"integer"}}'), { items: { type: "integer" } }]) {
    withSchema(schema, {}, (compiled) => {
      for (const instance of ["[1]", bytes("[1]"), [1], [1n]]) {
        assert.deepEqual(compiled.validate(instance), { valid: true, mismatches: [] });
        assert.equal(compiled.isValid(instance), true);
      }
      const { valid, mismatches } = compiled.validate('[1, "2"]');
      assert.deepEqual([valid, mismatches], [false, [{ pointer: "/1", keyword: "/items/type", message: 'expected integer, got "2" (string)', offset: 4 }]]);
    });
  }
  withSchema(false, {}, (compiled) => assert.equal(compiled.isValid(null), false));
});

test("the first mismatch, all of them, or some", () => {
  withSchema({ items: { type: "integer" } }, {}, (schema) => {
    const pointers = (options) => schema.validate(["a", "b", "c"], options).mismatches.map(({ pointer }) => pointer);
    assert.deepEqual(pointers(), ["/0"]);
    assert.deepEqual(pointers({ all: true }), ["/0", "/1", "/2"]);
    assert.deepEqual(pointers({ all: true, limits: { max_errors: 2 } }), ["/0", "/1"]);
  });
});

test("64-bit integers lose no digit on the way in", () => {
  withSchema('{"const": 9007199254740993}', {}, (schema) => {
    for (const instance of ["9007199254740993", bytes("9007199254740993"), 9007199254740993n]) assert.equal(schema.isValid(instance), true);
    for (const instance of ["9007199254740992", 9007199254740992n, 9007199254740992]) assert.equal(schema.isValid(instance), false);
  });
  const documents = { "urn:id": '{"const": 9007199254740993}' };
  withSchema({ $ref: "urn:id" }, { documents }, (schema) => assert.deepEqual([schema.isValid("9007199254740993"), schema.isValid("9007199254740992")], [true, false]));
});

test("an instance that cannot be read is malformed, with its place", () => {
  withSchema(true, {}, (schema) => {
    const { valid, mismatches, malformed } = schema.validate('{"a": 1,\n "a": 2}');
    assert.deepEqual([valid, mismatches, malformed.code, malformed.line, malformed.column, malformed.offset], [false, [], "json", 2, 2, 10]);
    assert.equal(schema.isValid('{"a": 1,\n "a": 2}'), false);
    assert.equal(schema.validate("\ud800").malformed.code, "json");
    assert.equal(schema.validate(["\ud800"]).malformed.code, "json"); // written as an escape, and refused as one
    assert.equal(schema.validate("[[1]]", { limits: { max_depth: 1 } }).malformed.offset, 1);
    assert.equal(schema.validate("1 // one").valid, false);
    assert.equal(schema.validate("1 // one", { comments: true }).valid, true);
  });
});

test("what has no JSON form is an argument at fault, not an instance", () => {
  const endless = {};
  endless.self = endless;
  withSchema(true, {}, (schema) => {
    for (const value of [undefined, () => 1, Symbol("s"), NaN, [undefined], new Map(), { at: new Set() }, endless]) {
      assert.throws(() => schema.validate(value), ludexError("argument"));
      assert.throws(() => schema.isValid(value), ludexError("argument"));
    }
    assert.equal(schema.isValid({ at: new Date(0), left: undefined }), true);
  });
  withSchema({ const: { at: "1970-01-01T00:00:00.000Z" } }, {}, (schema) => assert.equal(schema.isValid({ at: new Date(0), left: undefined }), true));
});

test("formats, documents and a base", () => {
  withSchema({ format: "date" }, {}, (schema) => assert.equal(schema.isValid('"soon"'), true));
  withSchema({ format: "date" }, { formats: true }, (schema) => assert.equal(schema.isValid('"soon"'), false));
  const documents = { "https://example.org/a": { $ref: "b" }, "https://example.org/b": bytes('{"type": "null"}'), "https://example.org/c": true };
  withSchema({ $ref: "a" }, { base: "https://example.org/", documents }, (schema) => {
    assert.equal(schema.validate(1).mismatches[0].keyword, "https://example.org/b#/type");
  });
});

test("a schema at fault throws, with its pointer", () => {
  assert.throws(() => ludex.schema({ properties: { a: { type: "int" } } }), (error) => ludexError("schema")(error) && error.pointer === "/properties/a/type");
  assert.throws(() => ludex.schema('{"type": "integer"'), ludexError("json"));
  assert.throws(() => ludex.schema({ pattern: "(?=a)" }), ludexError("unsupported", /at \/pattern/));
  assert.throws(() => ludex.schema({ $ref: "urn:none" }), ludexError("schema"));
  assert.throws(() => ludex.schema({ $ref: "urn:a" }, { documents: { "urn:a": { minLength: -1 } } }), (error) => error.errors[0].file === "urn:a");
  assert.throws(() => ludex.schema(true, { format: true }), ludexError("host", /'format' is no option/));
  assert.throws(() => withSchema(true, {}, (schema) => schema.validate(1, { formats: true })), ludexError("host", /no option of a validation/));
  assert.throws(() => withSchema(true, {}, (schema) => schema.validate(1, { limits: { max_steps: 0.5 } })), ludexError("host", /whole number/));
});

test("a document cannot smuggle in options", () => {
  for (const text of ['true},"formats":true,"limits":{', "true,", "", '"\xff', bytes("\ufefftrue")]) {
    assert.throws(() => ludex.schema(true, { documents: { "urn:a": text } }), ludexError("json", /the document urn:a: /), String(text));
  }
});

test("use after dispose says so; memory comes back", () => {
  const schema = ludex.schema({ type: "integer" });
  schema.isValid(1);
  if (Symbol.dispose) schema[Symbol.dispose]();
  else schema.dispose();
  schema.dispose();
  assert.throws(() => schema.validate(1), ludexError("disposed", /this schema was disposed/));
  assert.throws(() => schema.isValid(1), ludexError("disposed"));
  const kept = ludex.schema(true);
  const size = () => kept.native.peek(0, 1).buffer.byteLength;
  const long = JSON.stringify(Array.from({ length: 2000 }, (_, i) => ({ id: i })));
  const cycle = (n) => {
    for (let i = 0; i < n; i++) {
      withSchema({ items: { properties: { id: { maximum: 1998 } } } }, {}, (one) => assert.deepEqual([one.isValid(long), one.validate(long).valid], [false, false]));
      assert.throws(() => ludex.schema({ type: "int" }));
    }
  };
  cycle(20);
  const before = size();
  cycle(200);
  assert.equal(size(), before);
  kept.dispose();
});

test("checkJson: yes, or where not", () => {
  assert.deepEqual(ludex.checkJson('{"id": 9007199254740993}'), { valid: true });
  const { valid, error } = ludex.checkJson(bytes('{"id": 1, "id": 2}'));
  assert.deepEqual([valid, error.code, error.line, error.column, error.offset], [false, "json", 1, 11, 10]);
  assert.equal(ludex.checkJson("[1]", { max_nodes: 1 }).valid, false);
  assert.equal(ludex.checkJson("[1] // one", { comments: true }).valid, true);
  assert.equal(ludex.checkJson("1", { max_depth: -1 }).error.code, "host");
});

const parsing = path.join(conformance, "json-parsing");
test("nst/JSONTestSuite: every y_ accepted, every n_ refused", { skip: !existsSync(parsing) && `no ${parsing}` }, () => {
  const counts = { y: 0, n: 0, i: 0 };
  withSchema(true, {}, (anything) => {
    for (const name of readdirSync(parsing).filter((name) => name.endsWith(".json"))) {
      const text = readFileSync(path.join(parsing, name));
      // The suite asks for the grammar, which leaves equal names in one object to the reader: ours refuses them by default.
      if (name[0] !== "i") assert.equal(ludex.checkJson(text, { duplicate_keys: true }).valid, name[0] === "y", name);
      const { valid, error } = ludex.checkJson(text);
      if (name[0] === "y" && !valid) assert.equal(error.message, "duplicate key", name);
      assert.equal(anything.isValid(text), valid, name);
      assert.equal(anything.validate(text).valid, valid, name);
      counts[name[0]]++;
    }
  });
  assert.ok(counts.y > 0 && counts.n > 0);
  console.log(`json-parsing: ${counts.y} y_, ${counts.n} n_, ${counts.i} i_`);
});

const suite = path.join(conformance, "json-schema");
test("JSON-Schema-Test-Suite: every test of 2020-12", { skip: !existsSync(suite) && `no ${suite}` }, () => {
  const names = readdirSync(suite).filter((name) => name.endsWith(".json")).sort();
  const texts = names.map((name) => readFileSync(path.join(suite, name), "utf8"));
  const report = ludex.conformanceJsonSchema(`{"files":{${names.map((name, i) => `${JSON.stringify(name)}:${texts[i]}`).join(",")}}}`);
  assert.deepEqual([report.ok, report.failures, report.refusals], [true, [], []]);
  const total = texts.flatMap((text) => JSON.parse(text)).reduce((n, { tests }) => n + tests.length, 0);
  assert.equal(report.passed + report.not_applicable, total);
  assert.equal(report.not_applicable, report.missing.reduce((n, { tests }) => n + tests, 0));
  if (existsSync(native)) {
    const nothing = mkdtempSync(path.join(tmpdir(), "ludex-remotes-"));
    const { stdout } = spawnSync(native, ["conformance", "json-schema", suite, "--json", "--remotes", nothing], { encoding: "utf8", maxBuffer: 1 << 26 });
    rmdirSync(nothing);
    assert.deepEqual(report, JSON.parse(stdout), "the native run");
  }
  console.log(`json-schema: ${report.passed} passed, ${report.not_applicable} need a document that is not there, of ${total}`);
});

test("tests/vectors/json_schema.json: all of it", () => {
  const { ok, failures, refused, not_applicable } = ludex.conformanceJsonSchema(readFileSync(path.join(root, "tests/vectors/json_schema.json")));
  assert.deepEqual([ok, failures, refused, not_applicable], [true, [], 0, 0]);
});

test("what is no suite is refused", () => {
  assert.throws(() => ludex.conformanceJsonSchema("{}"), ludexError("json", /files/));
});

test("stringifyJson writes no Map as an empty object", () => {
  assert.throws(() => api.stringifyJson({ a: new Map() }), /a Map has no JSON form/);
  assert.equal(api.stringifyJson({ toJSON: 1, a: Object.create(null) }), '{"toJSON":1,"a":{}}');
});
