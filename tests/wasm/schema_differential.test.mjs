// The validator in WebAssembly against Ajv on random schemas and instances of what both know. Where they differ on purpose is
// listed; each difference is shown to be of its class, and nothing else may differ.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { at, ludex } from "./support.mjs";

const Ajv = createRequire(at("wasm/package.json"))("ajv/dist/2020.js").default;
const SCHEMAS = 1200;
const INSTANCES = 12; // of each schema

/** Numbers of 0 to n-1, the same every time (SplitMix32). */
function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % n;
  };
}

// Few names and values, so that schemas and instances meet.
const NAMES = ["a", "b", "c", "n_x", "n_y", "é/~", "", "constructor"];
const PATTERNS = ["^n_", "a", "^[a-c]$", "^.$", "^\\p{L}+$", "x|y$", "^(ab?){1,2}c*$", "\\d{2,}"];
const TEXTS = ["", "a", "abc", "abab", "n_x", "é", "😀", "12", "x y", "null"];
const NUMBERS = [0, 1, -1, 2, 3, 5, 10, 0.5, 1.5, 2.5, -3.25, 0.1, 0.3, 1e3, 1e21, -0, 9007199254740991];
const TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"];

class Schemas {
  constructor(random) {
    this.random = random;
    this.pick = (list) => list[random(list.length)];
    this.chance = (percent) => random(100) < percent;
    // Applicators by name: each gives the value of its keyword. `d` is how deep subschemas may still go.
    this.applicators = {
      allOf: (d) => this.list(d), anyOf: (d) => this.list(d), oneOf: (d) => this.list(d), not: (d) => this.schema(d),
      properties: (d) => this.map(d, NAMES), patternProperties: (d) => this.map(d, PATTERNS), additionalProperties: (d) => this.schema(d),
      propertyNames: (d) => this.pick([{ pattern: this.pick(PATTERNS) }, { maxLength: 1 }, { enum: ["a", "b", "n_x"] }, this.schema(d)]),
      dependentSchemas: (d) => this.map(d, NAMES),
      prefixItems: (d) => this.list(d), items: (d) => this.schema(d), contains: (d) => this.schema(d),
      unevaluatedProperties: (d) => this.pick([false, this.schema(d)]), unevaluatedItems: (d) => this.pick([false, this.schema(d)]),
      if: (d) => this.schema(d), then: (d) => this.schema(d), else: (d) => this.schema(d),
    };
    const small = () => random(4);
    const number = () => this.pick(NUMBERS);
    this.assertions = {
      type: () => this.chance(70) ? this.pick(TYPES) : [...new Set([this.pick(TYPES), this.pick(TYPES)])],
      const: () => this.value(2), enum: () => [this.value(1), this.value(2)].filter((v, i, all) => JSON.stringify(v) !== JSON.stringify(all[1 - i]) || i === 0),
      minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number, multipleOf: () => this.pick([1, 2, 3, 0.5, 0.1, 0.01, 2.5]),
      minLength: small, maxLength: small, pattern: () => this.pick(PATTERNS),
      minItems: small, maxItems: small, uniqueItems: () => this.chance(80), minContains: small, maxContains: small,
      minProperties: small, maxProperties: small, required: () => this.names(), dependentRequired: () => ({ [this.pick(NAMES)]: this.names() }),
    };
  }
  names() {
    return [...new Set(Array.from({ length: this.random(3) }, () => this.pick(NAMES)))];
  }
  list(d) {
    return Array.from({ length: 1 + this.random(3) }, () => this.schema(d));
  }
  map(d, names) {
    return Object.fromEntries(Array.from({ length: 1 + this.random(3) }, () => [this.pick(names), this.schema(d)]));
  }
  schema(depth) {
    if (this.chance(6)) return this.chance(60);
    const out = {};
    for (let n = 1 + this.random(3); n > 0; n--) {
      const isDeep = depth > 0 && this.chance(65);
      const keyword = this.pick(Object.keys(isDeep ? this.applicators : this.assertions));
      out[keyword] = (isDeep ? this.applicators : this.assertions)[keyword](depth - 1);
    }
    if (this.chance(6)) out.$ref = this.pick(["#/$defs/one", "#/$defs/two"]);
    return out;
  }
  /** A whole document. */
  document() {
    const out = this.schema(3);
    if (typeof out === "boolean") return out;
    // No references among these: what a reference leads to holds none, so none leads back.
    const plain = (s) => JSON.parse(JSON.stringify(s, (key, value) => key === "$ref" ? undefined : value));
    out.$defs = { one: plain(this.schema(1)), two: plain(this.schema(2)) };
    return out;
  }
  value(depth) {
    const kind = this.random(depth > 0 ? 9 : 5);
    if (kind === 0) return this.pick([null, true, false]);
    if (kind < 3) return this.pick(NUMBERS);
    if (kind < 5) return this.pick(TEXTS);
    if (kind < 7) return Array.from({ length: this.random(4) }, () => this.value(depth - 1));
    return Object.fromEntries(Array.from({ length: this.random(4) }, () => [this.pick(NAMES), this.value(depth - 1)]));
  }
}

/** A copy with every object in it replaced by `change` of its copy, and every other value and key by `rename`. */
function rewritten(value, change, rename = (same) => same) {
  if (typeof value !== "object" || value === null) return rename(value);
  if (Array.isArray(value)) return value.map((item) => rewritten(item, change, rename));
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), rewritten(item, change, rename)])));
}
const renamed = (from, to) => (value) => rewritten(value, (object) => object, (leaf) => leaf === from ? to : leaf);
const changed = (keyword, change) => (schema) => rewritten(schema, (object) => Object.hasOwn(object, keyword) ? change(object) : object);
const anything = { type: ["null", "boolean", "object", "array", "number", "string"] };

/**
 * Where the two differ on purpose: Ajv is wrong by the specification, and right once the cause is taken away: from the schema,
 * and where it is a name, from the instance too. A difference that stays, or that had no such cause, is of no class.
 */
const CLASSES = {
  // Ajv divides in binary floating point: 0.3 is no multiple of 0.1 there. As they are written, in decimal, it is.
  "multiples of fractions": { schema: changed("multipleOf", (s) => ({ ...s, multipleOf: Math.ceil(s.multipleOf) })) },
  // … and takes 1e+21, which JavaScript prints with an exponent, for 1.
  "multiples that print with an exponent": { schema: renamed(1e21, 1e3), instance: renamed(1e21, 1e3) },
  // Ajv takes the missing name "" for none missing.
  "an empty name that is required": { schema: renamed("", "empty"), instance: renamed("", "empty") },
  // Ajv notes evaluated names in an object that inherits `constructor`.
  "names of Object.prototype": { schema: renamed("constructor", "builder"), instance: renamed("constructor", "builder") },
  // Beside `prefixItems` Ajv lets an empty array pass where one item must fit.
  "contains of nothing": { schema: changed("contains", (s) => s.minContains === 0 ? s : { ...s, minItems: Math.max(1, s.minItems ?? 0) }) },
  // `contains` evaluates the items that fit it; for Ajv it evaluates all of them, or none through anyOf.
  "items that contains evaluates": { schema: changed("contains", ({ contains, minContains, maxContains, ...s }) => s) },
  // Ajv counts items as evaluated that a branch of anyOf or dependentSchemas describes which fails or does not apply.
  "items of branches that fail": {
    schema: (whole) => JSON.stringify(whole).includes('"unevaluatedItems"') ? rewritten(whole, ({ items, prefixItems, ...s }) => s) : whole,
  },
  // Ajv skips an `if` with neither `then` nor `else`, and what it would have evaluated.
  "an if alone": { schema: changed("if", (s) => ({ then: anything, ...s })) },
};

const ajv = new Ajv({ strict: false, logger: false, ownProperties: true, addUsedSchema: false });

/** What Ajv says: true, false, "refused", or "throws" for a defect in the code that it made. */
function verdictOfAjv(schema, instances) {
  const compiled = attempt(() => ajv.compile(schema));
  if (!compiled) return "refused";
  const verdicts = instances.map((instance) => attempt(() => compiled(instance)) ?? "throws");
  if (typeof schema === "object") ajv.removeSchema(schema);
  return verdicts;
}

function verdictOfLudex(schema, instances) {
  const compiled = attempt(() => ludex.schema(schema));
  if (!compiled) return "refused";
  const verdicts = instances.map((instance) => {
    const text = JSON.stringify(instance);
    const valid = compiled.isValid(text);
    const found = compiled.validate(text, { all: true });
    assert.equal(found.valid, valid, "validate and isValid");
    assert.equal(found.mismatches.length === 0, valid);
    for (const { pointer } of found.mismatches) assert.ok(pointsInto(instance, pointer), `${pointer} in ${JSON.stringify(instance)}`);
    return valid;
  });
  compiled.dispose();
  return verdicts;
}

/** The class of a difference: its cause was there, and without it the two agree. */
function classOf(schema, instance) {
  for (const [name, without] of Object.entries(CLASSES)) {
    const milder = [without.schema(schema), [(without.instance ?? ((same) => same))(instance)]];
    if (JSON.stringify(milder) === JSON.stringify([schema, [instance]])) continue;
    const [theirs] = verdictOfAjv(...milder);
    if (theirs !== "throws" && theirs === verdictOfLudex(...milder)[0]) return name;
  }
  return undefined;
}

test("random schemas and instances: the same verdicts as Ajv, but for the listed differences", () => {
  const schemas = new Schemas(randomOf(20240608));
  const counts = { alike: 0, valid: 0 };
  const differences = { "Ajv's own code throws": 0 };
  const unexplained = [];
  for (let s = 0; s < SCHEMAS; s++) {
    const schema = schemas.document();
    const instances = Array.from({ length: INSTANCES }, () => schemas.value(3));
    const [theirs, ours] = [verdictOfAjv(schema, instances), verdictOfLudex(schema, instances)];
    if (theirs === "refused" || ours === "refused") {
      unexplained.push([`refused by ${ours === "refused" ? "Ludex" : "Ajv"}`, JSON.stringify(schema)]);
      continue;
    }
    instances.forEach((instance, i) => {
      if (theirs[i] === ours[i]) {
        counts.alike++;
        counts.valid += ours[i];
        return;
      }
      const why = theirs[i] === "throws" ? "Ajv's own code throws" : classOf(schema, instance);
      if (why) differences[why] = (differences[why] ?? 0) + 1;
      else unexplained.push([`Ajv ${theirs[i]}, Ludex ${ours[i]}`, JSON.stringify(schema), JSON.stringify(instance)]);
    });
  }
  console.log(`Ajv: ${counts.alike} verdicts alike (${counts.valid} valid) on ${SCHEMAS} schemas; different: ` +
    Object.entries(differences).map(([why, n]) => `${n} ${why}`).join(", "));
  assert.deepEqual(unexplained, []);
  assert.ok(counts.alike > 0.99 * SCHEMAS * INSTANCES && counts.valid > 0.1 * counts.alike && counts.valid < 0.9 * counts.alike, JSON.stringify(counts));
  assert.ok(differences["Ajv's own code throws"] < 10);
});

test("each listed difference, once: what Ajv says, and what the specification does", () => {
  const cases = {
    "multiples of fractions": [{ multipleOf: 0.1 }, 0.3, false],
    "an empty name that is required": [{ required: [""] }, {}, true],
    "names of Object.prototype": [{ patternProperties: { "^x": true }, unevaluatedProperties: false }, { constructor: 1 }, true],
    "items that contains evaluates": [{ contains: { type: "string" }, unevaluatedItems: false }, ["a", 1], true],
    "multiples that print with an exponent": [{ multipleOf: 1 }, 1e21, false],
    "items of branches that fail": [{ anyOf: [{ items: false }, { minItems: 1 }], unevaluatedItems: false }, [1], true],
    "contains of nothing": [{ contains: { type: "string" }, prefixItems: [{ type: "null" }] }, [], true],
    "an if alone": [{ if: { properties: { a: true } }, unevaluatedProperties: false }, { a: 1 }, false],
  };
  for (const [name, [schema, instance, theirs]] of Object.entries(cases)) {
    assert.deepEqual([verdictOfAjv(schema, [instance]), verdictOfLudex(schema, [instance])], [[theirs], [!theirs]], name);
    assert.equal(classOf(schema, instance), name);
  }
});

function attempt(make) {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function pointsInto(instance, pointer) {
  let value = instance;
  for (const token of pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return false;
    value = value[token];
  }
  return true;
}
