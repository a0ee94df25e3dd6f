// examples/rulebooks/ludex.schema.json against every rulebook of the repository, and against those that must be refused.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { api, at, ludex, text } from "./support.mjs";

const require = createRequire(at("wasm/package.json"));
const Ajv = require("ajv/dist/2020.js").default;
const schema = JSON.parse(text("examples/rulebooks/ludex.schema.json"));
// Strict: a keyword that Ajv does not know is an error of the schema.
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false }).compile(schema);

/** JSON with comments, without them; strings stay. */
const withoutComments = (source) => source.replace(/"(?:\\[^]|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (token) => (token[0] === '"' ? token : " "));

/** Whether an editor with the schema sees nothing wrong. Duplicate keys and the like are the business of the reader of JSON. */
function accepts(source) {
  const plain = withoutComments(source);
  try {
    api.parseJson(plain);
  } catch {
    return false;
  }
  return validate(JSON.parse(plain));
}

const why = () => JSON.stringify(validate.errors?.slice(0, 3));
const sourceOf = (entry) => entry.text ?? (entry.rulebook.file ? text(entry.rulebook.file) : JSON.stringify(entry.rulebook));

test("every rulebook in the repository is one by the schema", () => {
  let count = 0;
  const check = (name, source) => {
    assert.ok(accepts(source), `${name}: ${why()}`);
    count++;
  };
  for (const name of readdirSync(at("examples/rulebooks"), { recursive: true }).map(String)) {
    if (name.endsWith(".json") && !name.endsWith("ludex.schema.json")) check(name, text("examples/rulebooks", name));
  }
  for (const entry of JSON.parse(text("tests/vectors/good_rulebooks.json")).cases) check(entry.name, sourceOf(entry));
  for (const name of readdirSync(at("tests/vectors/judge"))) {
    for (const [key, rulebook] of Object.entries(JSON.parse(text("tests/vectors/judge", name)).rulebooks ?? {})) check(`${name} ${key}`, sourceOf({ rulebook }));
  }
  assert.ok(count > 100, `${count} rulebooks`);
});

// What takes the rules themselves to see: names that are declared elsewhere, types and grammar of expressions, bounds and
// defaults that must fit each other. Everything else the schema refuses too.
const ONLY_THE_COMPILER = new Set([
  "`actor` names no kind", "no kind can be the actor: none has a profile and none is called player",
  "no kind can be the actor: two have a profile and none is called player", "the name of a draw that is computed", "dice of no sides",
  "dice that are computed", "a roll of doubles", "permit that draws", "an unknown field of the actor, with the nearest name",
  "an unknown field of a with name, with the nearest name", "an unknown root, with the nearest name", "an unknown param, with the nearest name",
  "an unknown table, with the nearest name", "an unknown row named in full", "an unknown column", "an unknown flag",
  "an unknown part of the request", "an unknown part of a vec3", "an unknown function", "an unknown method",
  "a field of a kind's other half by the wrong path", "a field of another kind", "a let that does not exist", "a let name out of reach of once",
  "an unknown kind in with", "an unknown table in a shape", "an unknown kind in a shape", "int times double", "int plus double", "string plus int",
  "string minus string", "a string compared with an int", "a string ordered with an int", "a bool compared with an int",
  "a condition that is an int", "a condition that is a string", "not of an int", "and of an int", "or of a string", "minus of a bool",
  "modulo of doubles", "?: on an int", "an index into an int", "a map of strings indexed by an int", "a list indexed by a string",
  "a field of an int", "an int in a map of strings", "a string in an int", "size of an int", "abs of a string", "clamp of two",
  "distance of doubles", "a macro that is no condition", "a macro over an int", "a macro without its condition", "a macro whose variable is no name",
  "has of a sum", "a refuse that is no condition", "a permit that is no condition", "a with that is a string", "a cooldown in double",
  "a cooldown in string", "a cost in double", "a let with a type error", "a result with a type error", "an emit with a type error",
  "nothing after an operator", "two operators", "one equals sign", "an open parenthesis", "a closing parenthesis too many", "an open bracket",
  "an open brace", "a string that never ends", "an unknown escape in a string", "two dots", "a dot at the end", "a character that is no token",
  "a single ampersand", "a ?: without its colon", "a call that never closes", "a comma too many", "an int literal beyond int64",
  "a double literal beyond double", "two expressions side by side", "parentheses 5000 deep", "shape: bounds the wrong way round",
  "shape: a default beyond its upper bound", "shape: a default below its lower bound", "shape: a default below >= 0",
  "shape: a default that is no int", "shape: a fraction as default of an int", "shape: a default beyond int64",
  "shape: no default where 0 breaks the bounds", "shape: no default where 0 lies above", "shape: no default where \"\" is too short",
  "shape: a bool with a strange default", "shape: a bool with a number", "shape: an enum with a strange default",
  "shape: a string with lengths the wrong way round", "shape: a string with a negative length", "shape: a list of an unknown type",
  "shape: a row without default", "shape: a row whose default is no key", "shape: a ref without default", "shape: a ref with a strange default",
  "shape: a list whose default has a wrong element", "shape: a list whose default is too long", "shape: a list whose default is no JSON",
  "shape: words behind a shape", "shape: a double whose default is out", "shape: a flag whose default is out of bounds",
  "schema: a default out of bounds", "schema: a default of another type", "table: a cell of another type", "table: a fraction for an int",
  "table: a cell that is null", "table: a cell out of bounds", "table: a column without cell", "table: a cell without column",
  "a field of both profile and live, read without saying which", "a field of both profile and live, written without saying which",
  "a let named like a with name", "a let that uses a later one", "a let that uses itself", "two lets that use each other", "effect: an id is set",
  "effect: an unknown field is set", "effect: an unknown field is added to", "effect: an int is set to a double",
  "effect: an int is set to a string", "effect: a string is set to an int", "effect: a double is set to an int", "effect: a bool is added to",
  "effect: a string is added to", "effect: a double is added to an int", "effect: a clamp of another type", "effect: a clamp without a value",
  "effect: remove of a plain field", "effect: a value of another type into a map", "effect: a key of another type",
  "effect: an index of another type", "effect: an index into an int", "effect: if that is no condition", "effect: an error inside then",
  "effect: append to an int", "effect: append of another type", "effect: remove_where that is no condition", "effect: a loop's name outside it",
  "effect: each over an int", "effect: each over more than 64", "effect: create of a kind with a profile", "effect: create of an unknown kind",
  "effect: delete of a kind with a profile", "effect: delete of an unknown name", "effect: after_ms of an unknown action",
  "effect: after_ms of an action that takes no timers", "effect: cancel of a double", "every_ms beside required parameters",
  "emit with an unknown name", "once whose key reads the actor's state", "once whose key reads a with name", "cooldown with an unknown name",
  "a cost in a field the actor does not have", "a cost in a text field", "a cost in a bool field", "a cost with an unknown name",
  "a permit that reads the actor's state", "a permit that reads a with name", "a permit that reads a let", "a permit of one string that reads state",
  "schema: a pattern with a group never closed", "schema: a pattern with a range out of order", "schema: a pattern with a back-reference",
  "schema: a pattern with look-ahead", "schema: a pattern with an unknown escape", "schema: a pattern with a lone brace",
  "schema: a pattern with an unknown property", "schema: a pattern with a count too large", "schema: a pattern with counts that multiply",
  "schema: a default against its pattern", "schema: an implied default against its pattern", "schema: an implied default with too few items",
  "schema: more items at least than at most", "schema: x-ludex with a kind that is not declared", "schema: bounds beyond a width",
  "migration: a hole", "migration: the version is not the last `to`", "migration: the version lies before the last `to`", "migration: one id twice",
  // Of profiles: pointers that meet, steps by name, types and names in expressions.
  "conserve: one value twice", "conserve: a step that is none", "invariant: no boolean", "invariant: an unknown field",
  "invariant: a live field", "invariant: the clock", "invariant: chance", "invariant: another entity", "invariant: a flag",
  "invariant: long, an expression that does not parse",
]);

test("a broken rulebook is refused by the schema, or on the list of what only the compiler sees", () => {
  const { cases } = JSON.parse(text("tests/vectors/broken_rulebooks.json"));
  const accepted = cases.filter((entry) => accepts(sourceOf(entry))).map(({ name }) => name);
  assert.deepEqual(accepted.filter((name) => !ONLY_THE_COMPILER.has(name)), []);
  assert.deepEqual([...ONLY_THE_COMPILER].filter((name) => !accepted.includes(name)), [], "refused by now: take them off the list");
});

// Every place of a rulebook changed in turn: a key taken away, an unknown one put in, another value. Where the compiler has
// nothing to say, neither has the schema; a key that the compiler does not know, the schema does not know either.
function* changed(root) {
  const places = [];
  const walk = (node, path) => {
    places.push(path);
    if (node && typeof node === "object") for (const key of Object.keys(node)) walk(node[key], [...path, key]);
  };
  walk(root, []);
  const at = (copy, path) => path.reduce((node, key) => node[key], copy);
  for (const path of places) {
    const node = at(root, path);
    if (node && typeof node === "object" && !Array.isArray(node)) {
      const copy = structuredClone(root);
      at(copy, path).zz = 1;
      yield copy;
    }
    if (path.length === 0) continue;
    for (const value of [undefined, null, true, -1, 0.5, "zz", [], {}]) {
      const copy = structuredClone(root);
      const parent = at(copy, path.slice(0, -1));
      if (value !== undefined) parent[path.at(-1)] = value;
      else if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
      else delete parent[path.at(-1)];
      yield copy;
    }
  }
}

test("the schema refuses no rulebook that compiles, and every key that the compiler does not know", () => {
  const sources = JSON.parse(text("tests/vectors/good_rulebooks.json")).cases.map(sourceOf).filter((source) => source.length < 12000);
  let [compiled, unknown] = [0, 0];
  for (const source of sources) {
    for (const rulebook of changed(JSON.parse(withoutComments(source)))) {
      const changedText = JSON.stringify(rulebook);
      let errors = [];
      try {
        ludex.rulebook(changedText).dispose();
      } catch (error) {
        ({ errors } = error);
      }
      const accepted = validate(rulebook);
      if (errors.length === 0) {
        compiled++;
        assert.ok(accepted, `${why()}\n${changedText}`);
      } else if (errors.some(({ message }) => /^unknown key|^the keyword/.test(message))) {
        unknown++;
        assert.ok(!accepted, `${errors[0].pointer}: ${errors[0].message}\n${changedText}`);
      }
    }
  }
  assert.ok(compiled > 1000 && unknown > 250, `${compiled} compiled, ${unknown} with unknown keys`);
});

test("every key that the loader asks for is in the schema", () => {
  const known = new Set();
  const walk = (node) => {
    if (!node || typeof node !== "object") return;
    if (!Array.isArray(node) && node.properties) Object.keys(node.properties).forEach((key) => known.add(key));
    Object.values(node).forEach(walk);
  };
  walk(schema);
  const asked = new Set();
  for (const name of readdirSync(at("core/src/rulebook")).filter((name) => /^(load_|compile).*\.cpp$/.test(name))) {
    for (const [, list] of text("core/src/rulebook", name).matchAll(/expect_object\([^{;]*\{([^}]*)\}/g)) {
      for (const [, key] of list.matchAll(/"([^"]*)"/g)) asked.add(key);
    }
    for (const [, list] of text("core/src/rulebook", name).matchAll(/keys = \{([^}]*)\}/g)) for (const [, key] of list.matchAll(/"([^"]*)"/g)) asked.add(key);
  }
  assert.ok(asked.size > 60, `${asked.size} keys`);
  const later = ["luau"];  // refused as not supported yet
  assert.deepEqual([...asked].filter((key) => !known.has(key) && !later.includes(key)), []);
});

test("every key has a title and a description for editors to show", () => {
  const bare = [];
  const resolve = (node) => (node.$ref?.startsWith("#/$defs/") ? { ...resolve(schema.$defs[node.$ref.slice(8)]), ...node } : node);
  const walk = (node, place) => {
    if (Array.isArray(node)) node.forEach((item, i) => walk(item, `${place}/${i}`));
    else if (node && typeof node === "object") {
      // A condition on keys that are described elsewhere.
      const isPart = /\/if(\/|$)|\$defs\/is_/.test(place) || (/\/(then|else|not|allOf)(\/|$)/.test(place) && !place.includes("migration_step"));
      if (node.properties && !isPart) {
        for (const [key, value] of Object.entries(node.properties)) {
          if (value === true) continue;
          const { title, description } = resolve(value);
          if (!title || !description) bare.push(`${place}/properties/${key}`);
        }
      }
      for (const [key, value] of Object.entries(node)) {
        if (key === "properties") for (const [name, member] of Object.entries(value)) walk(member, `${place}/properties/${name}`);
        else if (key !== "examples" && key !== "enum" && key !== "const") walk(value, `${place}/${key}`);
      }
    }
  };
  walk(schema, "");
  assert.deepEqual(bare, []);
});

test("examples are examples", () => {
  const wrong = [];
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schema, "ludex");
  const walk = (node, place) => {
    if (Array.isArray(node)) return node.forEach((item, i) => walk(item, `${place}/${i}`));
    if (!node || typeof node !== "object") return;
    if (Array.isArray(node.examples)) {
      const check = ajv.compile({ $ref: `ludex#${place.replaceAll("%", "%25")}` });
      for (const example of node.examples) if (!check(example)) wrong.push(`${place}: ${JSON.stringify(example)} ${JSON.stringify(check.errors[0])}`);
    }
    for (const [key, value] of Object.entries(node)) if (key !== "examples") walk(value, `${place}/${key.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("$", "$")}`);
  };
  walk(schema, "");
  assert.deepEqual(wrong, []);
});
