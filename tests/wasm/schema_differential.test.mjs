// The validator in WebAssembly against Ajv on random schemas and instances of what both know. Where they differ on purpose is
// listed; each difference is shown to be of its class, and nothing else may differ.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { at, ludex } from "./support.mjs";

const Ajv = createRequire(at("wasm/package.json"))("ajv/dist/2020.js").default;
const SCHEMAS = 3000;
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

/** Every subschema and keyword value, for classes that ask what a schema says. */
function says(schema, keyword, holds) {
  if (typeof schema !== "object" || schema === null) return false;
  if (!Array.isArray(schema) && Object.hasOwn(schema, keyword) && holds(schema[keyword])) return true;
  return Object.values(schema).some((part) => says(part, keyword, holds));
}

/** Why the two differ on purpose; undefined: nobody knows. */
const CLASSES = {
  // Ajv divides in binary floating point: 0.3 is no multiple of 0.1 there. In decimal, as they are written, it is.
  "multiples of fractions": (schema) => says(schema, "multipleOf", (by) => !Number.isInteger(by)),
};

test("random schemas and instances: the same verdicts as Ajv, but for the listed differences", () => {
  const random = randomOf(20240608);
  const schemas = new Schemas(random);
  const ajv = new Ajv({ strict: false, logger: false, allErrors: false, unicodeRegExp: true });
  const counts = { same: 0, valid: 0, refusedByBoth: 0 };
  const differences = Object.fromEntries(Object.keys(CLASSES).map((name) => [name, 0]));
  const unexplained = [];
  for (let s = 0; s < SCHEMAS; s++) {
    const document = schemas.document();
    const theirs = attempt(() => ajv.compile(document));
    const ours = attempt(() => ludex.schema(document));
    if (!theirs || !ours) {
      if (!theirs && !ours) counts.refusedByBoth++;
      else unexplained.push([theirs ? "only Ajv compiles" : "only Ludex compiles", JSON.stringify(document)]);
      ours?.dispose();
      continue;
    }
    for (let i = 0; i < INSTANCES; i++) {
      const instance = schemas.value(3);
      const [expected, got] = [theirs(instance), ours.isValid(instance)];
      const { valid, mismatches } = ours.validate(instance, { all: true });
      assert.equal(valid, got, "validate and isValid");
      assert.equal(mismatches.length === 0, valid);
      for (const { pointer } of mismatches) assert.ok(pointsInto(instance, pointer), `${pointer} in ${JSON.stringify(instance)}`);
      if (expected === got) {
        counts.same++;
        counts.valid += got;
        continue;
      }
      const why = Object.keys(CLASSES).find((name) => CLASSES[name](document, instance));
      if (why) differences[why]++;
      else unexplained.push([`Ajv ${expected}, Ludex ${got}`, JSON.stringify(document), JSON.stringify(instance)]);
    }
    ours.dispose();
  }
  console.log(`Ajv: ${counts.same} verdicts alike (${counts.valid} valid) of ${SCHEMAS} schemas; ` +
    Object.entries(differences).map(([why, n]) => `${n} ${why}`).join(", "));
  assert.deepEqual(unexplained.slice(0, 10), []);
  assert.ok(counts.same > 0.95 * SCHEMAS * INSTANCES && counts.valid > 0.1 * counts.same && counts.valid < 0.9 * counts.same, JSON.stringify(counts));
});

test("each listed difference, once", () => {
  const ajv = new Ajv({ strict: false });
  const both = (schema, instance) => [ajv.compile(schema)(instance), ludex.schema(schema).isValid(instance)];
  assert.deepEqual(both({ multipleOf: 0.1 }, 0.3), [false, true]);
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
