// CEL in WebAssembly against a second implementation, @bufbuild/cel, on random well-typed expressions of what both know. It is the npm package that
// runs the most of cel-spec's suite; it has int64 as bigint, uint, bytes and times, where others know JavaScript's numbers alone.
// Where the two differ the specification decides (docs/decisions/0031); what the other has wrong is listed below, and left out of the random ones.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Expressions, bitsOf, randomOf } from "./cel_expressions.mjs";
import { at, ludex } from "./support.mjs";

const require = createRequire(at("wasm/package.json"));
const peer = require("@bufbuild/cel");
const { strings } = require("@bufbuild/cel/ext");
const COUNT = Number(process.env.LUDEX_CEL_DIFFERENTIAL ?? 3000);
const SEED = 20250101;

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** What the other implementation gave, as Ludex writes it. */
export function tagged(value) {
  switch (typeof value) {
    case "bigint": return { int: String(value) };
    case "number": return { double: bitsOf(value) };
    case "string": return { string: value };
    case "boolean": return { bool: value };
  }
  if (value === null) return { null: null };
  if (value instanceof Uint8Array) return { bytes: hex(value) };
  if (peer.isCelUint(value)) return { uint: String(value.value) };
  if (peer.isCelList(value)) return { list: Array.from(value, tagged) };
  if (peer.isCelMap(value)) return { map: Array.from(value, ([k, v]) => [tagged(k), tagged(v)]).sort(([a], [b]) => Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b)))) };
  if (peer.isCelType(value)) return { type: value.name };
  const { seconds, nanos } = value.message;
  return { [value.desc.name.toLowerCase()]: [String(seconds), nanos] };
}

/** The same of what Ludex gave: doubles by their bits alone, times as seconds and nanoseconds. */
export function comparable(value) {
  if (value.double !== undefined) return { double: value.bits };
  if (value.list) return { list: value.list.map(comparable) };
  if (value.map) return { map: value.map.map(([k, v]) => [comparable(k), comparable(v)]).sort(([a], [b]) => Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b)))) };
  if (value.timestamp !== undefined) {
    const [, whole, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(value.timestamp);
    return { timestamp: [String(BigInt(Date.parse(`${whole}Z`)) / 1000n), Number(fraction.padEnd(9, "0"))] };
  }
  if (value.duration !== undefined) {
    const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(value.duration);
    const by = sign ? -1 : 1;
    return { duration: [String(BigInt(by) * BigInt(whole)), by * Number(fraction.padEnd(9, "0")) || 0] };
  }
  return value;
}

/** "error", or the value as text. */
export function theirs(expression) {
  try {
    const value = peer.run(expression, {}, { funcs: strings });
    return peer.isCelError(value) || value instanceof Error ? "error" : JSON.stringify(tagged(value));
  } catch {
    return "error";
  }
}
export const ours = (result) => (result.error ? "error" : JSON.stringify(comparable(result.value)));

/** What the other implementation has against the specification, an example of each: expression, Ludex, other, what decides. */
export const KNOWN = [
  ["int(timestamp(1234567890))", '{"int":"1234567890"}', '{"int":"1234567"}', "langdef, timestamp(int): seconds since the epoch, not milliseconds"],
  ["uint('')", "error", '{"uint":"0"}', "langdef, uint(string): a text that is no number is an error"],
  ["int('')", "error", '{"int":"0"}', "the same of int"],
  ["double('')", "error", '{"double":"0000000000000000"}', "the same of double"],
  ["double('abc')", "error", '{"double":"7ff8000000000000"}', "the same of double"],
  ["string(duration('-1.5s'))", '{"string":"-1.5s"}', '{"string":"-1.500s"}', "langdef, string(duration): seconds and their fraction; protobuf's JSON fills up to three digits"],
  ["string(timestamp('2000-01-01T00:00:00.5Z'))", '{"string":"2000-01-01T00:00:00.5Z"}', '{"string":"2000-01-01T00:00:00.500Z"}', "the same of timestamps"],
  ["timestamp('9999-12-31T23:59:59.999999999Z').getSeconds()", '{"int":"59"}', '{"int":"0"}', "no part of a time is rounded up"],
  ["timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", '{"int":"1"}', '{"int":"2"}', "the year 1 is not 1901; it began on a Monday"],
  ["timestamp('1970-01-01T00:00:00Z').getDate('UTC')", '{"int":"1"}', '{"int":"2"}', "a zone changes the clock, not how days are counted"],
  ["'a b a'.replace('a', 'c', -1)", '{"string":"c b c"}', '{"string":"a b a"}', "strings extension: a negative limit is none"],
  ["'é😀'.charAt(1)", '{"string":"😀"}', '{"string":"\\ud83d"}', "langdef: strings are code points, not units of UTF-16"],
  ["18446744073709551615u / 1u", '{"uint":"18446744073709551615"}', "error", "langdef: uint has 64 bits"],
  ["-(-(-9223372036854775808))", "error", '{"int":"-9223372036854775808"}', "langdef: an int that overflows is an error"],
  ["-9223372036854775808 % -1", "error", '{"int":"0"}', "as the reference implementations: its quotient overflows"],
];

test("CEL: where @bufbuild/cel is known to differ, it still does, and Ludex gives what the specification asks", () => {
  const found = KNOWN.map(([expression, , , why]) => [expression, ours(ludex.evaluate(expression, { conformance: true })), theirs(expression), why]);
  assert.deepEqual(found, KNOWN);
});

test("CEL: random expressions mean what they mean to @bufbuild/cel", () => {
  const random = randomOf(SEED);
  const made = new Expressions(random);
  const differences = [];
  let errors = 0;
  for (let i = 0; i < COUNT; ++i) {
    const expression = made.any(1 + random(4));
    const result = ludex.evaluate(expression, { conformance: true });
    assert.notEqual(result.error?.code, "expression", `${expression}: ${result.error?.message}`);
    const [a, b] = [ours(result), theirs(expression)];
    if (a === "error") ++errors;
    if (a !== b) differences.push(`${expression}\n    Ludex ${a}\n    other ${b}`);
  }
  console.log(`${COUNT} expressions: ${errors} of them errors, ${differences.length} differences`);
  assert.deepEqual(differences.slice(0, 20), []);
  assert.ok(errors < COUNT / 2);
});
