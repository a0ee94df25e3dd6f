import re

from lib import *

t = Topic("functions", "Functions and macros of CEL in rules: texts, patterns, lists, bits, two variables, bound names, optional values. Expected values are Python's.")

MAX, MIN = 9223372036854775807, -9223372036854775808
ACTIONS, CASES = {}, []


class Code(str):
    pass


overflow, zero, index, none = (Code(c) for c in ("overflow", "division_by_zero", "index_out_of_range", "no_such_overload"))


def fn(name, params, text, model, *rows):
    """`model` says in Python what each row's parameters give."""
    ACTIONS[name] = {"params": params, "result": "{'v': %s}" % text}
    for row in rows:
        CASES.append((name, text, row, model(**row)))


def lower(s):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in s)


def upper(s):
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in s)


SPACES = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def within(size, *positions):
    return all(0 <= p <= size for p in positions)


def find(s, w, a, is_last=False):
    if not within(len(s), a):
        return index
    return s.rfind(w, 0, a + len(w)) if is_last else s.find(w, a)


def cut(s, a, b):
    return s[a:b] if within(len(s), a, b) and a <= b else index


def parts(s, w, n):
    if n == 0:
        return []
    if w == "":
        found = list(s)
        return found if n < 0 or n >= len(found) else found[:n - 1] + ["".join(found[n - 1:])]
    return s.split(w, -1 if n < 0 else n - 1)


def once(items):
    return list(dict.fromkeys(items))


def signed(n):
    n %= 2**64
    return n - 2**64 if n >= 2**63 else n


S, SW = {"s": "string 0..40"}, {"s": "string 0..40", "w": "string 0..8"}
TEXTS = ["", "a", "banana", "Ab \u00e9\u20ac\U0001f600z", "  x\t", "\u3000y\u00a0", "a,b,,c", "\u00c9COLE z"]
fn("Lower", S, "params.s.lowerAscii()", lambda s: lower(s), *({"s": s} for s in TEXTS))
fn("Upper", S, "params.s.upperAscii()", lambda s: upper(s), *({"s": s} for s in TEXTS))
fn("Trim", S, "params.s.trim()", lambda s: s.strip(SPACES), *({"s": s} for s in TEXTS + [" \u2003\u2028 ", "\u200bx\u200b"]))
fn("Reverse", S, "params.s.reverse()", lambda s: s[::-1], *({"s": s} for s in TEXTS))
fn("CharAt", {**S, "i": "int"}, "params.s.charAt(params.i)", lambda s, i: s[i:i + 1] if within(len(s), i) else index,
   *({"s": "Ab\u20ac\U0001f600", "i": i} for i in (0, 2, 3, 4, 5, -1, MAX)))
fn("IndexOf", SW, "params.s.indexOf(params.w)", lambda s, w: s.find(w), *({"s": s, "w": w} for s, w in (("banana", "an"), ("banana", "x"), ("", ""), ("\u20acb", "b"), ("aab", "ab"), ("a", "aa"))))
fn("IndexOfFrom", {**SW, "i": "int"}, "params.s.indexOf(params.w, params.i)", lambda s, w, i: find(s, w, i),
   *({"s": "banana\u00e9", "w": w, "i": i} for w, i in (("an", 2), ("an", 4), ("", 7), ("\u00e9", 0), ("b", 8), ("b", -1))))
fn("LastIndexOf", SW, "params.s.lastIndexOf(params.w)", lambda s, w: s.rfind(w), *({"s": s, "w": w} for s, w in (("banana", "an"), ("banana", ""), ("\u20ac\u20ac", "\u20ac"), ("a", "b"))))
fn("LastIndexOfFrom", {**SW, "i": "int"}, "params.s.lastIndexOf(params.w, params.i)", lambda s, w, i: find(s, w, i, True),
   *({"s": "banana", "w": w, "i": i} for w, i in (("an", 2), ("an", 0), ("b", 0), ("", 3), ("na", 6), ("a", 7), ("a", -1))))
fn("Substring", {**S, "i": "int"}, "params.s.substring(params.i)", lambda s, i: cut(s, i, len(s)), *({"s": "b\u20acn\U0001f600", "i": i} for i in (0, 1, 4, 5, -1)))
fn("SubstringTo", {**S, "i": "int", "j": "int"}, "params.s.substring(params.i, params.j)", lambda s, i, j: cut(s, i, j),
   *({"s": "b\u20acn\U0001f600", "i": i, "j": j} for i, j in ((0, 4), (1, 2), (2, 2), (3, 2), (0, 5), (0, MAX))))
fn("Replace", {**SW, "r": "string 0..8"}, "params.s.replace(params.w, params.r)", lambda s, w, r: s.replace(w, r),
   *({"s": s, "w": w, "r": r} for s, w, r in (("a-b-c", "-", "++"), ("aaa", "aa", "b"), ("\u20acb", "", "."), ("", "", "x"), ("abc", "x", "y"), ("aXa", "a", ""))))
fn("ReplaceSome", {**SW, "n": "int"}, "params.s.replace(params.w, '*', params.n)", lambda s, w, n: s.replace(w, "*", n if n >= 0 else -1),
   *({"s": "a-b-c", "w": w, "n": n} for w, n in (("-", 0), ("-", 1), ("-", 9), ("-", -1), ("", 2))))
fn("Split", SW, "params.s.split(params.w)", lambda s, w: parts(s, w, -1), *({"s": s, "w": w} for s, w in (("a,b,,c", ","), ("", ","), ("", ""), ("\u20acb", ""), (",", ","), ("abc", "bc"))))
fn("SplitSome", {**SW, "n": "int"}, "params.s.split(params.w, params.n)", lambda s, w, n: parts(s, w, n),
   *({"s": "a,b,c", "w": w, "n": n} for w, n in ((",", 0), (",", 1), (",", 2), (",", 3), (",", 9), (",", -1), ("", 2))))
fn("Join", {"l": "list<string 0..8> max 5"}, "params.l.join() + '|' + params.l.join(', ')", lambda l: "".join(l) + "|" + ", ".join(l), *({"l": l} for l in ([], ["a"], ["a", "", "\u00e9"])))
fn("Quote", S, "strings.quote(params.s)", lambda s: '"' + "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\v": "\\v"}.get(c, c) for c in s) + '"', *({"s": s} for s in ("", 'say "hi"\n', "a\\b\t\v\u00e9")))
for number, pattern in enumerate((r"^[a-z][a-z0-9_]{0,7}$", r"an+a", r"^$", r"(?i)^sword|bow$", r"\d{2,}", "^.{3}$")):
    fn(f"Matches{number}", S, "params.s.matches(r'%s')" % pattern, lambda s, p=pattern: re.search(p.replace("$", r"\Z"), s) is not None,
       *({"s": s} for s in ("", "a", "banana", "SWORD 12", "longbow", "\u20ac\U0001f600b", "a_9", "Ab")))

L, LL = {"l": "list<int> max 9"}, {"l": "list<list<int> max 4> max 4"}
LISTS = ([], [3], [3, 1, 2, 1, 3], [-1, 0, -1])
fn("Sort", L, "params.l.sort()", lambda l: sorted(l), *({"l": l} for l in LISTS))
fn("SortText", {"l": "list<string 0..8> max 5"}, "params.l.sort()", lambda l: sorted(l, key=lambda s: s.encode()), {"l": ["b", "a", "\uffff", "\U00010000", "", "ab"][:5]})
fn("SortBy", L, "params.l.sortBy(x, -x)", lambda l: sorted(l, reverse=True), *({"l": l} for l in LISTS))
fn("SortStable", L, "params.l.sortBy(x, x % 2 == 0)", lambda l: sorted(l, key=lambda x: x % 2 == 0), {"l": [4, 3, 2, 1, 6]})
fn("Distinct", L, "params.l.distinct()", lambda l: once(l), *({"l": l} for l in LISTS))
fn("DistinctLists", LL, "params.l.distinct().map(x, size(x))", lambda l: [len(x) for x in once(map(tuple, l))], {"l": [[1], [1, 2], [1], []]})
fn("Turn", L, "params.l.reverse()", lambda l: l[::-1], *({"l": l} for l in LISTS))
fn("Slice", {**L, "i": "int", "j": "int"}, "params.l.slice(params.i, params.j)", lambda l, i, j: cut(l, i, j),
   *({"l": [5, 6, 7], "i": i, "j": j} for i, j in ((0, 3), (1, 2), (3, 3), (2, 1), (-1, 1), (0, 4))))
fn("Flatten", LL, "params.l.flatten()", lambda l: [x for part in l for x in part], *({"l": l} for l in ([], [[]], [[1], [], [2, 3]])))
fn("Ends", L, "[params.l.first(), params.l.last()]", lambda l: [l[0], l[-1]] if l else [None, None], *({"l": l} for l in LISTS))
fn("Held", {"l": "list<int?> max 5"}, "params.l.unwrapOpt()", lambda l: [x for x in l if x is not None], {"l": [1, None, 2]}, {"l": [None]})
fn("Range", {"n": "int"}, "lists.range(4).filter(i, i < params.n)", lambda n: [i for i in range(4) if i < n], {"n": 2}, {"n": 9}, {"n": -1})
fn("Extremes", L, "[math.greatest(params.l), math.least(params.l)]", lambda l: [max(l), min(l)] if l else none, *({"l": l} for l in LISTS))

II = {"a": "int", "b": "int"}
PAIRS = ((6, 3), (-1, 5), (-8, -6), (0, 0), (255, 256))
fn("Bits", II, "[math.bitAnd(params.a, params.b), math.bitOr(params.a, params.b), math.bitXor(params.a, params.b), math.bitNot(params.a)]",
   lambda a, b: [a & b, a | b, a ^ b, ~a], *({"a": a, "b": b} for a, b in PAIRS))
fn("Shifts", II, "[math.bitShiftLeft(params.a, params.b), math.bitShiftRight(params.a, params.b)]",
   lambda a, b: none if b < 0 else [signed(a << b) if b < 64 else 0, signed((a % 2**64) >> b) if b < 64 else 0],
   *({"a": a, "b": b} for a, b in ((1, 4), (256, 4), (5, 64), (-1, 60), (1, -1), (3, 0))))
fn("Signs", {"a": "int", "d": "double"}, "[double(math.sign(params.a)), math.sign(params.d), math.trunc(params.d)]",
   lambda a, d: [float((a > 0) - (a < 0)), float((d > 0) - (d < 0)), float(int(d))], {"a": -7, "d": 2.75}, {"a": 0, "d": -2.75}, {"a": 5, "d": 0.0})

M = {"m": "map<string, int> max 5"}
MAPS = ({}, {"a": 1, "b": 2}, {"\u00e9": -1, "z": 0, "a": 7})
keys = lambda m: sorted(m, key=lambda k: k.encode())
fn("AllTwo", L, "params.l.all(i, x, x > i)", lambda l: all(x > i for i, x in enumerate(l)), *({"l": l} for l in LISTS + ([5, 6],)))
fn("ExistsTwo", M, "params.m.exists(k, v, k == 'a' && v > 1)", lambda m: m.get("a", 0) > 1, *({"m": m} for m in MAPS))
fn("OneTwo", L, "params.l.existsOne(i, x, x == 3)", lambda l: l.count(3) == 1, *({"l": l} for l in LISTS))
fn("AllTwoError", L, "params.l.all(i, x, 6 / x > i)", lambda l: False if any(x and int(6 / x) <= i for i, x in enumerate(l)) else zero if 0 in l else True, {"l": [1, 0]}, {"l": [0, 9]}, {"l": [1, 2]}, {"l": [0]})
fn("TransformList", M, "params.m.transformList(k, v, v > 0, k + string(v))", lambda m: [k + str(m[k]) for k in keys(m) if m[k] > 0], *({"m": m} for m in MAPS))
fn("TransformMap", M, "params.m.transformMap(k, v, v * 10)", lambda m: {k: v * 10 for k, v in m.items()}, *({"m": m} for m in MAPS))
fn("TransformSome", M, "params.m.transformMap(k, v, v > 0, k)", lambda m: {k: k for k, v in m.items() if v > 0}, *({"m": m} for m in MAPS))
fn("Bind", II, "cel.bind(x, params.a * params.b, x * x + x)", lambda a, b: (a * b) ** 2 + a * b if abs(a * b) < 2**31 else overflow, {"a": 3, "b": 4}, {"a": MAX, "b": 2})
fn("BindUnused", II, "cel.bind(x, params.a / params.b, params.a > 0 || x > 0)", lambda a, b: True if a > 0 else zero if b == 0 else a // b > 0, {"a": 1, "b": 0}, {"a": 0, "b": 0}, {"a": -4, "b": -2})

O = {"o": "int?", "p": "int?"}
OPTIONS = ({"o": 1, "p": 2}, {"p": 2}, {"o": 1}, {})
opt = lambda f: (lambda o=None, p=None: f(o, p))
fn("OrValue", O, "params.o.orValue(-1)", opt(lambda o, p: -1 if o is None else o), *OPTIONS)
fn("OrValueLazy", O, "params.o.orValue(1 / 0)", opt(lambda o, p: zero if o is None else o), *OPTIONS)
fn("Or", O, "params.o.or(params.p)", opt(lambda o, p: p if o is None else o), *OPTIONS)
fn("HasValue", O, "params.o.hasValue() != params.p.hasValue()", opt(lambda o, p: (o is None) != (p is None)), *OPTIONS)
fn("Value", O, "params.o.value()", opt(lambda o, p: none if o is None else o), *OPTIONS)
fn("OptMap", O, "params.o.optMap(x, x + 1).orValue(0)", opt(lambda o, p: 0 if o is None else o + 1), *OPTIONS)
fn("OptFlatMap", O, "params.o.optFlatMap(x, params.p)", opt(lambda o, p: None if o is None else p), *OPTIONS)
fn("Entry", {**M, "k": "string 0..8"}, "params.m[?params.k].orValue(-5) + params.m.?a.orValue(0)", lambda m, k: m.get(k, -5) + m.get("a", 0), *({"m": m, "k": k} for m in MAPS for k in ("a", "z")))
fn("Item", {**L, "i": "int"}, "params.l[?params.i]", lambda l, i: l[i] if 0 <= i < len(l) else None, *({"l": [5, 6], "i": i} for i in (0, 1, 2, -1, MIN)))

book_ = t.rulebook("functions", book(ACTIONS))
for name in ACTIONS:
    text = next(c[1] for c in CASES if c[0] == name)
    pairs = [(req(name, params), rej("rule_error", f"/actions/{name}/result", str(value)) if isinstance(value, Code) else acc({"v": value})) for n, _, params, value in CASES if n == name]
    t.case(f"{name}: {text}", "functions", pairs)
