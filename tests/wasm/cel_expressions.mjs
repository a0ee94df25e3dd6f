// What @bufbuild/cel has wrong is left out here and listed in cel_differential.test.mjs: a listed class can hide nothing else.
// Random well-typed CEL of what cel-spec's standard definitions, its macros and its strings extension share with most implementations,
// and values in the tagged form of `evaluate` with `conformance`.

/** Numbers of 0 to n-1, the same every time (SplitMix32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % n;
  };
}

const LITERALS = {
  int: ["0", "1", "-1", "2", "3", "7", "-5", "10", "63", "1000000007", "9223372036854775807", "-9223372036854775807", "0x1F", "4611686018427387904"],
  uint: ["0u", "1u", "2u", "3u", "10u", "255u", "18446744073709551615u", "9223372036854775808u", "0xFFu"],
  double: ["0.0", "-0.0", "1.0", "0.5", "-2.5", "3.0", "0.1", "1e10", "1e308", "-1e-300", "9007199254740993.0", "double('NaN')", "double('Infinity')"],
  bool: ["true", "false"],
  string: ["' '", "'a'", "'abc'", "'ab ab'", "'é€ñ'", "'A-b_C'", "'\\n\\t\"'", "'12'", "'-7'", "'3.5'", "'true'", "r'\\d'", "'''x'y'''"],
  bytes: ["b''", "b'a'", "b'abc'", "b'\\xff\\x00'", "b'é'"],
  timestamp: ["timestamp('2009-02-13T23:31:30Z')", "timestamp('1970-01-01T00:00:00Z')", "timestamp('2000-02-29T23:59:59+01:00')", "timestamp('1900-03-01T00:00:00Z')",
    "timestamp('9999-12-31T23:59:59Z')"],
  // Whole milliseconds: parts of finer times are among what the other is known to round up.
  duration: ["duration('0s')", "duration('1s')", "duration('-1.5s')", "duration('1h30m')", "duration('100ms')", "duration('24h')", "duration('3ms')"],
};
const SCALARS = Object.keys(LITERALS);
const ORDERED = ["int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration"];
const PATTERNS = ["'a'", "'^a'", "'b$'", "'[a-c]+'", "'^\\\\S*$'", "'(ab| )*'", "'\\\\d{2}'", "'.'", "'(?i)ABC'", "'^.{3}$'"];
const NUMBERS_IN_TEXT = ["'12'", "'3'", "'0'", "'18446744073709551615'"];
const PARTS = ["getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek", "getHours", "getMinutes", "getSeconds", "getMilliseconds"];

export class Expressions {
  constructor(random) {
    this.random = random;
    this.names = []; // variables of macros: { name, type }
  }
  pick(list) {
    return list[this.random(list.length)];
  }
  /** An expression of any type. */
  any(depth) {
    return this.of(this.pick([...SCALARS, "bool", "bool", "list(int)", "list(string)", "map(string,int)", "type"]), depth);
  }
  of(type, depth) {
    const known = this.names.filter((n) => n.type === type);
    if (known.length > 0 && this.random(3) === 0) return this.pick(known).name;
    if (type === "list(int)" || type === "list(string)") return this.list(type.slice(5, -1), depth);
    if (type === "map(string,int)") return `{'a': ${this.of("int", depth - 1)}, 'b': ${this.of("int", depth - 1)}, ${this.pick(["'c'", "'é'", "''"])}: ${this.of("int", depth - 1)}}`;
    if (type === "type") return `type(${this.of(this.pick(SCALARS), depth - 1)})`;
    if (depth <= 0 || this.random(6) === 0) return this.pick(LITERALS[type]);
    const d = depth - 1;
    const e = (t) => this.of(t, d);
    switch (this.random(8)) {
      case 0: return `(${e("bool")} ? ${e(type)} : ${e(type)})`;
      case 1: return `[${e(type)}, ${e(type)}][${this.pick(["0", "1", "0", "1", "2"])}]`;
      case 2: return `{'k': ${e(type)}, 'l': ${e(type)}}${this.pick([".k", "['l']", ".k", ".m"])}`;
      default: return this[type](d, e);
    }
  }
  loop(range, item, body) {
    const name = `x${this.names.length}`;
    const over = this.of(range, 1);
    this.names.push({ name, type: item });
    const inside = body(name);
    this.names.pop();
    return [over, name, inside];
  }
  list(item, depth) {
    const d = depth - 1;
    if (depth <= 0 || this.random(3) === 0) return `[${Array.from({ length: this.random(4) }, () => this.of(item, d)).join(", ")}]`.replace("[]", item === "int" ? "[1]" : "['']");
    const other = this.pick(["int", "string"]);
    switch (this.random(4)) {
      case 0: return `(${this.of(`list(${item})`, d)} + ${this.of(`list(${item})`, d)})`;
      case 1: {
        const [over, name, body] = this.loop(`list(${other})`, other, () => this.of(item, d));
        return `${over}.map(${name}, ${body})`;
      }
      case 2: {
        const [over, name, body] = this.loop(`list(${item})`, item, () => this.of("bool", d));
        return `${over}.filter(${name}, ${body})`;
      }
      default: return item === "string" ? `${this.of("string", d)}.split(${this.pick(["','", "' '", "'b'", "''"])})` : `[${this.of("int", d)}]`;
    }
  }
  int(d, e) {
    switch (this.random(9)) {
      case 0: case 1: return `(${e("int")} ${this.pick(["+", "-", "*", "/", "%"])} ${e("int")})`;
      case 2: return `-(${e("int")})`;
      case 3: return `int(${this.random(4) ? e(this.pick(["uint", "double", "timestamp", "int"])) : this.pick([...NUMBERS_IN_TEXT, "'-7'", "'a'", "'3.5'"])})`;
      case 4: return `size(${e(this.pick(["string", "bytes", "list(int)", "map(string,int)"]))})`;
      case 5: return `${e("timestamp")}.${this.pick(PARTS)}(${this.pick(["", "", "'+05:30'", "'-09:30'"])})`;
      case 6: return `${e("duration")}.${this.pick(["getHours", "getMinutes", "getSeconds", "getMilliseconds"])}()`;
      case 7: return `${e("string")}.${this.pick(["indexOf", "lastIndexOf"])}(${this.pick(LITERALS.string.slice(0, 5))})`;
      default: return `${e("map(string,int)")}.${this.pick(["a", "b", "c"])}`;
    }
  }
  uint(d, e) {
    return this.random(2) ? `(${e("uint")} ${this.pick(["+", "-", "*", "%"])} ${e("uint")})` : `uint(${this.random(4) ? e(this.pick(["int", "double", "uint"])) : this.pick(NUMBERS_IN_TEXT)})`;
  }
  double(d, e) {
    switch (this.random(3)) {
      case 0: return `(${e("double")} ${this.pick(["+", "-", "*", "/"])} ${e("double")})`;
      case 1: return `-(${e("double")})`;
      default: return `double(${this.random(4) ? e(this.pick(["int", "uint", "double"])) : this.pick([...NUMBERS_IN_TEXT, "'-2.5e3'", "'.5'"])})`;
    }
  }
  bool(d, e) {
    const order = this.pick(ORDERED);
    switch (this.random(12)) {
      case 0: return `(${e("bool")} && ${e("bool")})`;
      case 1: return `(${e("bool")} || ${e("bool")})`;
      case 2: return `!(${e("bool")})`;
      case 3: case 4: return `(${e(order)} ${this.pick(["<", "<=", ">", ">="])} ${e(order)})`;
      case 5: {
        const type = this.pick([...SCALARS, "list(int)", "map(string,int)", "type"]);
        return `(${e(type)} ${this.pick(["==", "!="])} ${e(type)})`;
      }
      case 6: return this.random(2) ? `(${e("int")} in ${e("list(int)")})` : `(${e("string")} in ${e("map(string,int)")})`;
      case 7: return `${e("string")}.${this.pick(["contains", "startsWith", "endsWith"])}(${e("string")})`;
      case 8: return `${e("string")}.matches(${this.pick(PATTERNS)})`;
      case 9: {
        const item = this.pick(["int", "string"]);
        const [over, name, body] = this.loop(`list(${item})`, item, () => this.of("bool", d));
        return `${over}.${this.pick(["all", "exists", "exists_one"])}(${name}, ${body})`;
      }
      case 10: return `has(${e("map(string,int)")}.${this.pick(["a", "z"])})`;
      default: return `(dyn(${e(this.pick(["int", "uint", "double"]))}) ${this.pick(["==", "!=", "<", ">="])} ${e(this.pick(["int", "uint", "double"]))})`;
    }
  }
  string(d, e) {
    switch (this.random(9)) {
      case 0: case 1: return `(${e("string")} + ${e("string")})`;
      case 2: return `string(${this.random(5) ? e(this.pick(["int", "uint", "bool", "string"])) : this.pick(LITERALS.timestamp)})`;
      case 3: return `${e("string")}.${this.pick(["lowerAscii", "upperAscii", "trim"])}()`;
      case 4: return `${e("string")}.replace(${this.pick(["'a'", "'b'", "' '"])}, ${e("string")}${this.pick(["", ", 1", ", 0"])})`;
      case 5: return `${e("string")}.substring(${this.pick(["0", "1", "2"])}${this.pick(["", ", 2", ", 3"])})`;
      case 6: return `${e("string")}.charAt(${this.pick(["0", "1", "3"])})`;
      case 7: return `${e("list(string)")}.join(${this.pick(["", "'-'"])})`;
      default: return `'%s|%d|%x|%.2f'.format([${e("string")}, ${e("int")}, ${e("int")}, ${this.pick(["0.125", "2.5", "-1.0", "1e10"])}])`;
    }
  }
  bytes(d, e) {
    return this.random(2) ? `(${e("bytes")} + ${e("bytes")})` : `bytes(${e("string")})`;
  }
  timestamp(d, e) {
    return this.random(3) ? `(${e("timestamp")} ${this.pick(["+", "-"])} ${e("duration")})` : `timestamp(string(${e("timestamp")}))`;
  }
  duration(d, e) {
    switch (this.random(3)) {
      case 0: return `(${e("duration")} ${this.pick(["+", "-"])} ${e("duration")})`;
      case 1: return `(${e("timestamp")} - ${e("timestamp")})`;
      default: return `duration(${this.pick(["'5s'", "'-1h'", "'1.25s'", "string(duration('90m'))"])})`;
    }
  }
}

const bits = new DataView(new ArrayBuffer(8));
/** A double in the form of the tagged JSON's `bits`. */
export function bitsOf(number) {
  bits.setFloat64(0, Number.isNaN(number) ? NaN : number);
  return Number.isNaN(number) ? "7ff8000000000000" : bits.getBigUint64(0).toString(16).padStart(16, "0");
}
