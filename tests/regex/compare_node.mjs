// compare_node.mjs RUNNER [PATTERNS] [SEED]: our regular expressions against Node's, see README.md.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [runner = "build/release/bin/ludex_regex_runner", count = "4000", seed = "1"] = process.argv.slice(2);
const TEXTS = 10;

// mulberry32: small, seeded, the same everywhere.
let state = Number(seed) >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (t ^ (t >>> 14)) >>> 0;
};
const below = (n) => random() % n;
const one = (list) => list[below(list.length)];

// Pieces that are put side by side, most of them right and some of them not: both engines must refuse the same.
const CHARACTERS = ["a", "b", "c", "A", "_", "0", "7", " ", "\n", "\r", "\t", "-", "/", "é", "ß", "ſ", "€", "\u2028", "\u00a0", "\ufeff", "😀", "🐲", "α", "ж"];
const ESCAPES = ["\\d", "\\D", "\\s", "\\S", "\\w", "\\W", "\\t", "\\n", "\\v", "\\f", "\\r", "\\0", "\\cA", "\\cz", "\\x61", "\\u00e9",
  "\\u{1F600}", "\\uD83D\\uDE00", "\\uD83D", "\\uDE00", "\\u{D83D}", "\\/", "\\.", "\\*", "\\\\", "\\^", "\\$", "\\(", "\\{", "\\}", "\\[", "\\]", "\\|", "\\p{L}", "\\P{Lu}",
  "\\p{Script=Greek}", "\\p{scx=Cyrl}", "\\p{Emoji}", "\\p{gc=Nd}", "\\p{Alphabetic}", "\\p{ASCII}", "\\p{Any}", "\\p{White_Space}"];
const WRONG = ["\\a", "\\-", "\\_", "\\u{110000}", "\\u{}", "\\u12", "\\x1", "\\c1", "\\00", "\\p{lu}", "\\p{L", "\\pL", "\\P", "{", "}", "]", "{1", "{,2}", "*", "+", "?", "(?", "(", ")", "[", "(?<n>", "(?<a", "\\p{Greek}", "\\p{gc=}", "(?P<a>x)", "(?=a)", "(?<!b)", "(a)\\1", "a{1001}", "\\k<n>", "\\e", "\\Z", "\\A"];
const QUANTIFIERS = ["*", "+", "?", "{2}", "{0}", "{1,}", "{0,2}", "{1,3}", "*?", "+?", "??", "{2}?", "{0,1}?"];

function classAtom() {
  return below(3) ? one(CHARACTERS) : one([...ESCAPES, "\\b", "\\-", "\\]", "-", "^", "(", ".", "[", below(30) ? "a" : one(WRONG)]);
}
function pattern(depth) {
  let out = "";
  for (let i = below(4); i >= 0; --i) {
    const which = below(24);
    let atom;
    if (which < 8) atom = one(CHARACTERS);
    else if (which < 12) atom = one(ESCAPES);
    else if (which < 14) atom = ".";
    else if (which < 17) {
      atom = below(4) ? "[" : "[^";
      for (let k = below(4); k > 0; --k) atom += below(3) ? classAtom() : `${classAtom()}-${classAtom()}`;
      atom += "]";
    } else if (which < 20 && depth > 0) {
      atom = one(["(", "(?:", below(8) ? "(" : "(?<n>"]) + pattern(depth - 1) + ")";
    } else if (which < 21 && depth > 0) {
      atom = `(?:${pattern(depth - 1)}|${pattern(depth - 1)})`;
    } else if (which < 23) {
      out += one(["^", "$", "\\b", "\\B"]);
      continue;
    } else atom = below(4) ? one(CHARACTERS) : one(WRONG);
    out += atom + (below(3) ? "" : one(QUANTIFIERS));
  }
  return below(12) ? out : `${out}|${pattern(0)}`;
}
const text = () => Array.from({ length: below(8) }, () => one(CHARACTERS)).join("");

const HAND_PICKED = ["", "^$", "[]", "[^]", "[^]$", "(a*)*b", "(?:)", "()", "|", "a||b", "(?:a|ab)(?:c|bcd)$", "\\bé", "é\\b", "\\B", "^\\B", "[a-\\uD83D\\uDE00]", "[\\w-a]", "[a-\\d]",
  "[--a]", "[+--]", "[a-b-c]", "[\\b]", "[\\B]", "a{2,1}", "a{1000}", "^\\S(.*\\S)?$", "^[\\p{L}\\p{N}_-]{1,16}$", "(?<é>a)", "(?<\\u{61}b>a)", "(?<a>x)|(?<b>y)", "(?<1a>x)", "^*", "\\b+", "x{0}", "\\u{0000061}"];
const DESIGN = /linear time|counts above|flags inside|instructions|nested/;

const cases = [];
for (const p of HAND_PICKED) cases.push(p);
while (cases.length < Number(count)) cases.push(pattern(2));

// Every property, over all code points of the planes in use and some of the others.
const tables = readFileSync(new URL("../../core/src/regex/unicode_tables.inc", import.meta.url), "utf8");
const ours = /kUnicodeVersion = "([^"]+)"/.exec(tables)[1];
const sameUnicode = process.versions.unicode === ours;
const properties = [];
for (const [kind, prefix] of [["Category", "gc="], ["Binary", ""], ["Script", "sc="], ["ScriptExtension", "scx="]]) {
  const body = new RegExp(`Property k${kind}\\[\\] = \\{([^;]*)\\};`).exec(tables)[1];
  for (const match of body.matchAll(/\{"([^"]+)"/g)) properties.push(`\\p{${prefix}${match[1]}}`);
}
const assigned = /\P{Cn}/u;
const codePoints = [];
for (let c = 0; c < 0x110000; c += c < 0x30000 || c >= 0xe0000 && c < 0xe0200 ? 1 : 257) {
  if ((c < 0xd800 || c > 0xdfff) && (sameUnicode || assigned.test(String.fromCodePoint(c)))) codePoints.push(c);
}

// V8 tries places between the halves of a surrogate pair too, where ECMA-262 (AdvanceStringIndex) has none: \B may hold there.
const splitsPair = (match, t) => match !== null && /^[\udc00-\udfff]/.test(t.slice(match.index)) && /[\ud800-\udbff]$/.test(t.slice(0, match.index));

const hex = (s) => Buffer.from(s, "utf8").toString("hex");
const lines = [], expected = [];
for (const p of cases) {
  let theirs = null;
  try {
    theirs = new RegExp(p, "u");
  } catch {
    // refused
  }
  lines.push("e" + hex(p));
  expected.push({ p, compiles: theirs !== null });
  for (let i = 0; theirs && i < TEXTS; ++i) {
    const t = text();
    lines.push("t" + hex(t));
    const match = theirs.exec(t);
    expected.push({ p, t, matches: match !== null, splitsPair: splitsPair(match, t) });
  }
}
// Which code points have a property, in runs: "97-122,181,".
const everything = codePoints.map((c) => String.fromCodePoint(c)).join("");
lines.push("u" + hex(everything));
expected.push({ runs: "" });
for (const p of properties) {
  let theirs = null;
  try {
    theirs = new RegExp(`${p}+`, "gu");
  } catch {
    if (sameUnicode) throw new Error(`Node does not know ${p}`);
    continue;
  }
  let runs = "";
  for (const match of everything.matchAll(theirs)) runs += `${[...match[0]].length}@${match[0].codePointAt(0)},`;
  lines.push("e" + hex(p), "p");
  expected.push({ p, compiles: true }, { p, runs });
}

const done = spawnSync(runner, { input: lines.join("\n") + "\n", maxBuffer: 1 << 30 });
if (done.status !== 0) throw new Error(`${runner}: ${done.error ?? done.stderr}`);
const answers = done.stdout.toString("utf8").trimEnd().split("\n");
let passed = 0, failed = 0, within = 0, byDesign = 0, refused = 0, matched = 0, isByDesign = false;
const fail = (why) => {
  if (++failed <= 20) console.log(`FAILED ${why}`);
};
if (answers.length !== lines.length) fail(`${lines.length} lines, ${answers.length} answers`);
expected.forEach((e, i) => {
  const answer = answers[i];
  if ("compiles" in e) {
    isByDesign = e.compiles && answer.startsWith("fault") && DESIGN.test(answer);
    if (isByDesign) ++byDesign;
    else if ((answer === "ok") !== e.compiles) fail(`${JSON.stringify(e.p)}: Node says ${e.compiles ? "a pattern" : "none"}, we say ${answer}`);
    else ++passed;
    refused += !e.compiles;
  } else if ("runs" in e) {
    if (answer !== e.runs) fail(`${e.p}: other code points: ${answer.slice(0, 100)} against ${e.runs.slice(0, 100)}`);
    else ++passed;
  } else if (!isByDesign) {
    if (e.splitsPair) ++within;
    else if (answer !== (e.matches ? "yes" : "no")) fail(`${JSON.stringify(e.p)} on ${JSON.stringify(e.t.length > 60 ? e.t.slice(0, 60) + "…" : e.t)}: Node says ${e.matches}, we say ${answer}`);
    else ++passed;
    matched += e.matches;
  }
});
console.log(`${cases.length} patterns (${refused} refused by both, ${byDesign} by us alone, by design), ${properties.length} properties, Unicode ${process.versions.unicode} there and ${ours} here, ${matched} matches, ${within} of Node's inside a code point`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
