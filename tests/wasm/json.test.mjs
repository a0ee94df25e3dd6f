import assert from "node:assert/strict";
import { test } from "node:test";
import { api } from "./support.mjs";

const { JsonError, parseJson, stringifyJson } = api;

test("integers stay exact: numbers where they are safe, bigints beyond", () => {
  assert.equal(parseJson("9007199254740991"), 9007199254740991);
  assert.equal(parseJson("9007199254740992"), 9007199254740992n);
  assert.equal(parseJson("-9007199254740991"), -9007199254740991);
  assert.equal(parseJson("-9007199254740992"), -9007199254740992n);
  assert.equal(parseJson("9223372036854775807"), 2n ** 63n - 1n);
  assert.equal(parseJson("-9223372036854775808"), -(2n ** 63n));
});

test("a number with a point or an exponent is a number, whatever its size", () => {
  assert.equal(parseJson("1e300"), 1e300);
  assert.equal(parseJson("9007199254740993.0"), 9007199254740992);
  assert.equal(parseJson("-1.5E-3"), -0.0015);
  assert.ok(Object.is(parseJson("-0"), -0));
});

test("values of every kind", () => {
  assert.deepEqual(parseJson(' { "a" : [ true , false , null ] , "b" : { } , "c" : [ ] , "" : "x" } \r\n\t'),
    { a: [true, false, null], b: {}, c: [], "": "x" });
  assert.equal(parseJson('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00é😀\u007f\u2028"'), '"\\/\b\f\n\r\té😀é😀\u007f\u2028');
});

test("__proto__ is a member like any other", () => {
  const value = parseJson('{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor", "toString"]);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(stringifyJson(value), '{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
});

const refused = {
  "": "no value", " ": "no value", "nul": "no value", "True": "no value", "NaN": "no value", "Infinity": "no value", "-": "no value",
  "+1": "no value", ".5": "no value", "01": "text after", "1.": "text after", "1e": "text after", "-01": "text after", "0x1": "text after",
  "1e400": "too large", "-1e400": "too large",
  '"': "not closed", '"a': "not closed", '"\\': "unknown escape", '"\\x"': "unknown escape", '"\\u12"': "four hex", '"\\u12g4"': "four hex",
  '"\t"': "control character", '"\u0000"': "control character", '"\\ud800"': "lone", '"\\udc00"': "lone", '"\\ud800\\n"': "lone",
  '"\\ud800\\u0041"': "lone", '"\\ud800': "lone",
  "[": "no value", "[1": "',' or ']'", "[1,]": "no value", "[,1]": "no value", "[1 2]": "',' or ']'", "]": "no value", "[1]]": "text after",
  "{": "a key", '{"a"': "':' expected", '{"a":': "no value", '{"a":1': "',' or '}'", '{"a":1,}': "a key", "{a:1}": "a key", "{1:1}": "a key",
  "{'a':1}": "a key", '{"a":1,"a":2}': "duplicate key", '{"a":1,"\\u0061":2}': "duplicate key", '{"a":{},"b":1 "c":2}': "',' or '}'",
  "1 2": "text after", "// c\n1": "no value", "/**/1": "no value", "\ufeff1": "no value", "\u00a01": "no value", "1\u000b": "text after",
};

test(`${Object.keys(refused).length} broken texts are refused, each with a reason and a place`, () => {
  for (const [source, reason] of Object.entries(refused)) {
    assert.throws(() => parseJson(source), (error) => {
      assert.ok(error instanceof JsonError && error instanceof SyntaxError, source);
      assert.ok(error.message.includes(reason), `${JSON.stringify(source)}: ${error.message}`);
      assert.ok(error.offset >= 0 && error.offset <= source.length, `${JSON.stringify(source)}: offset ${error.offset}`);
      return true;
    });
  }
});

test("depth ends in an error, not in a stack overflow", () => {
  assert.deepEqual(parseJson("[".repeat(999) + "]".repeat(999)).length, 1);
  assert.throws(() => parseJson("[".repeat(100_000)), /nested too deeply/);
  assert.throws(() => parseJson('{"a":'.repeat(100_000)), /nested too deeply/);
});

test("agrees with JSON.parse wherever JSON.parse is exact", () => {
  let seed = 12345;
  const below = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  const make = (depth) => {
    switch (below(depth > 4 ? 5 : 7)) {
      case 0: return null;
      case 1: return below(2) === 0;
      case 2: return below(1 << 30) - (1 << 29);
      case 3: return (below(1 << 30) - (1 << 29)) / 1024;
      case 4: return String.fromCharCode(...Array.from({ length: below(6) }, () => below(0xd800)));
      case 5: return Array.from({ length: below(5) }, () => make(depth + 1));
      default: return Object.fromEntries(Array.from({ length: below(5) }, (_, i) => [`k${i}${below(9)}`, make(depth + 1)]));
    }
  };
  for (let i = 0; i < 2000; i++) {
    const value = make(0);
    for (const source of [JSON.stringify(value), JSON.stringify(value, null, 2)]) assert.deepEqual(parseJson(source), JSON.parse(source));
    assert.equal(stringifyJson(value), JSON.stringify(value));
  }
});

test("bigints are written as integers and come back", () => {
  const value = { id: 2n ** 63n - 1n, small: 7n, list: [-(2n ** 63n), 1.5, undefined === 0, "x"], left_out: undefined };
  const written = stringifyJson(value);
  assert.equal(written, '{"id":9223372036854775807,"small":7,"list":[-9223372036854775808,1.5,false,"x"]}');
  assert.deepEqual(parseJson(written), { id: 2n ** 63n - 1n, small: 7, list: [-(2n ** 63n), 1.5, false, "x"] });
});

test("what has no JSON form is refused in writing", () => {
  for (const value of [NaN, Infinity, -Infinity, undefined, () => 1, Symbol("x"), [undefined], { a: NaN }]) {
    assert.throws(() => stringifyJson(value), TypeError);
  }
  assert.equal(stringifyJson(-0), "-0");
});
