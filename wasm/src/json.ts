/**
 * Strict JSON (RFC 8259) that keeps 64-bit integers: JSON.parse would round ids and clocks above 2^53.
 *
 * An integer outside the safe range becomes a bigint; every other number stays a number. Refused, as in the core:
 * duplicate keys, lone surrogate escapes, numbers too large for a double, anything after the value.
 */

export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** The text is not strict JSON; `offset` is where in it, in UTF-16 units. */
export class JsonError extends SyntaxError {
  override readonly name = "JsonError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
  }
}

/** Deeper input would overflow the JavaScript stack before it meant anything. */
const MAX_DEPTH = 1000;

const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
// Characters that a string may hold as they are; the rest is a quote, an escape or an error.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Record<string, string> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

export function parseJson(text: string): JsonValue {
  let at = 0;

  function fail(message: string, offset = at): never {
    throw new JsonError(message, offset);
  }

  function skipSpace(): void {
    for (let c = text.charCodeAt(at); c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09; c = text.charCodeAt(at)) at++;
  }

  /** Takes the next character when it is `c`. */
  function take(c: string): boolean {
    skipSpace();
    if (text[at] !== c) return false;
    at++;
    return true;
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }

  function codeUnit(): number {
    const digits = text.slice(at, at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail("four hex digits must follow \\u");
    at += 4;
    return parseInt(digits, 16);
  }

  function escaped(): string {
    const letter = text[at++] ?? "";
    if (letter !== "u") return ESCAPES[letter] ?? fail("unknown escape", at - 1);
    const start = at - 2;
    const unit = codeUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff || text[at] !== "\\" || text[at + 1] !== "u") fail("lone surrogate", start);
    at += 2;
    const low = codeUnit();
    if (low < 0xdc00 || low > 0xdfff) fail("lone surrogate", start);
    return String.fromCharCode(unit, low);
  }

  /** The rest of a string whose opening quote has been taken. */
  function string(): string {
    let out = "";
    for (;;) {
      out += match(PLAIN)![0];
      const c = text[at++];
      if (c === '"') return out;
      if (c === undefined) fail("the string is not closed", at - 1);
      if (c !== "\\") fail("control character in a string", at - 1);
      out += escaped();
    }
  }

  function number(): number | bigint {
    const start = at;
    const found = match(NUMBER);
    if (!found) return fail("no value");
    const value = Number(found[0]);
    if (!Number.isFinite(value)) fail("number too large", start);
    const isInteger = found[1] === undefined && found[2] === undefined;
    return isInteger && !Number.isSafeInteger(value) ? BigInt(found[0]) : value;
  }

  function array(depth: number): JsonValue[] {
    const out: JsonValue[] = [];
    if (take("]")) return out;
    do out.push(value(depth)); while (take(","));
    if (!take("]")) fail("',' or ']' expected");
    return out;
  }

  function object(depth: number): JsonObject {
    const out: JsonObject = {};
    if (take("}")) return out;
    do {
      if (!take('"')) fail("a key expected");
      const start = at - 1;
      const key = string();
      if (Object.hasOwn(out, key)) fail("duplicate key", start);
      if (!take(":")) fail("':' expected");
      const member = value(depth);
      // Assignment would call the setter of __proto__ instead of making a member.
      if (key === "__proto__") Object.defineProperty(out, key, { value: member, enumerable: true, configurable: true, writable: true });
      else out[key] = member;
    } while (take(","));
    if (!take("}")) fail("',' or '}' expected");
    return out;
  }

  function value(depth: number): JsonValue {
    if (depth === MAX_DEPTH) fail("nested too deeply");
    if (take("{")) return object(depth + 1);
    if (take("[")) return array(depth + 1);
    if (take('"')) return string();
    const word = match(WORD)?.[0];
    if (word !== undefined) return word === "null" ? null : word === "true";
    return number();
  }

  const result = value(0);
  skipSpace();
  if (at !== text.length) fail("text after the value");
  return result;
}

/** One line of JSON; a bigint is written as the integer it is. Members that are undefined are left out. */
export function stringifyJson(value: JsonValue): string {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return String(Object.is(value, -0) ? "-0" : value);
    case "bigint":
    case "boolean":
      return String(value);
    case "string":
      return JSON.stringify(value);
    case "object": {
      if (value === null) return "null";
      // A Map or a Date has no members of its own and would pass for {}.
      if (typeof (value as { toJSON?: unknown }).toJSON === "function") return stringifyJson((value as unknown as { toJSON(): JsonValue }).toJSON());
      if (Array.isArray(value)) return `[${value.map(stringifyJson).join(",")}]`;
      const kind = Object.prototype.toString.call(value).slice(8, -1);
      if (kind !== "Object") throw new TypeError(`a ${kind} has no JSON form`);
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stringifyJson(member)}`).join(",")}}`;
    }
    default:
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}
