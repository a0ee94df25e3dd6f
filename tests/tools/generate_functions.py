#!/usr/bin/env python3
"""Generates docs/functions.md from the tables in core/src/expr: function_table.cpp, whose examples the unit tests run, and
not_in_rules.cpp.

    generate_functions.py            writes the file
    generate_functions.py --check    exits 1 if the committed file differs by a byte
"""
import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "core/src/expr/function_table.cpp"
NOT_IN_RULES = ROOT / "core/src/expr/not_in_rules.cpp"
TARGET = ROOT / "docs/functions.md"

TYPES = {"i": "int", "d": "double", "s": "string", "b": "bool", "v": "vec3", "l": "list", "I": "list&lt;int&gt;", "D": "list&lt;double&gt;", "m": "map",
         "S": "list&lt;string&gt;", "O": "list", "L": "list of lists", "N": "list&lt;T?&gt;", "=": "the same", "?": "T?", "e": "list", "u": "list&lt;T&gt;", "R": "list&lt;int&gt;"}
ABOUT = {
    "Text": "The strings extension of CEL. Positions count code points, the first being 0. What is made has at most 1 MiB; texts with a declared maximum are proven to stay below.",
    "Lists": "The lists extension of CEL. How long a result may be is known from what the lists declare, and costs are counted from it.",
    "Bits": "Of ints in two's complement of 64 bits.",
    "Conversions": "An int never becomes a double by itself, but a whole-number *literal* beside a double is one.",
    "Division of ints": "`/` drops the fraction and `%` takes the sign of the left side, as CEL has it. These say how they round.",
    "Elementary functions": "The same bits on every machine, within 0.51 units in the last place of the exact value "
                            "([measured](decisions/0006-elementary-functions.md)); angles in radians.",
    "Chance": "A draw has a name, written out, and its value is a function of the world's seed, the actor, the number of its request, the action and the name "
              "([how](decisions/0005-draw-addresses.md)): the same name twice in one request is the same value, and a replay draws what the first run drew. "
              "Names listed in an action's `\"draws\"` share blocks of random numbers, which is faster; append new ones at the end. "
              "`permit` and `once.key` may not draw; a `require` that draws is warned of, since whoever is refused asks again. "
              "No draw depends on the order in which expressions run.",
}

SPECIAL = [
    "## Optional values", "",
    "A `T?` is what CEL calls an optional value: null, or what it holds. Reading one elsewhere takes what it holds, and null is `no_such_overload`; here it is asked itself.", "",
    "| written | gives | examples |", "|---|---|---|",
    "| `m[?key]`, `m.?key`, `l[?index]`, `x.?field` | what is there, or null; of a null nothing is | `{'a': 1}[?'a'] == 1` is `true`<br>`{'a': 1}.?a == 1` is `true`<br>`[1][?9] == null` is `true`<br>`actor.?o` is `5` |",
    "| `x.orValue(d)` | what x holds, or d, which is looked at only then | `actor.none.orValue(7)` is `7`<br>`actor.o.orValue(1 / 0)` is `5` |",
    "| `x.or(y)` | x, or y where x is null; both are `T?` | `actor.none.or(actor.o)` is `5` |",
    "| `x.hasValue()` | whether it is not null | `actor.none.hasValue()` is `false` |",
    "| `x.value()` | what it holds; null is `no_such_overload` | `actor.o.value() + 1` is `6`<br>`actor.none.value()` is `!no_such_overload` |",
    "| `x.optMap(v, E)`, `x.optFlatMap(v, E)` | E of what x holds, or null; the second where E is a `T?` itself | `actor.o.optMap(v, v * 2)` is `10`<br>`actor.o.optFlatMap(v, [4][?v]) == null` is `true` |",
    "| `optional.of(x)`, `optional.none()` | x as a `T?`; null | `optional.of(3).or(optional.none())` is `3` |", "",
]
# Beside functions.
FORMS = [
    ("`1u`, `b'x'`", "standard", "rules have no types uint and bytes", "an int with a bound, a text"),
    ("`[?x]`, `{?k: x}`", "standard", "every list and map written out says how long it is", "`[x, y].unwrapOpt()`"),
    ("`Type{field: x}`", "nowhere", "there is no protobuf", "`{'field': x}`"),
    ("`matches(x, p)`, p computed", "standard", "patterns are compiled with the rules, so that searching is linear in the text", "a pattern written out; `?:` between two"),
    ("`lists.range(n)`, n computed", "standard", "the size of every list is known before rules run", "`lists.range(10).filter(i, i < n)`"),
    ("`l.transformMap(i, x, E)` of a list", "standard", "maps of rules have the keys of declared maps", "`l.transformList(i, x, E)`"),
    ("`flatten(depth)`, `sort()` of rows", "standard", "types are known before rules run; rows have the order of their table, or of their names", "`l.flatten()` twice; `l.sortBy(x, string(x))`"),
]


def string(text):
    return ast.literal_eval(text)


STRING = r'"(?:\\.|[^"\\])*"'


def rows():
    text = TABLE.read_text(encoding="utf-8")
    table = text[text.index("constexpr Function kFunctions[] = {"):text.index("\n};\n")]
    found = []
    for block in re.split(r"\n(?=    \{\.name = )", table)[1:]:
        row = {key: string(re.search(rf"\.{key} = ({STRING})", block)[1]) for key in ("name", "group", "usage", "summary", "fails")}
        overloads = re.search(r"\.overloads = \{(.*)\},\n", block)[1]
        row["overloads"] = re.findall(r'\{"([a-zA-Z+]+)", \'([\w=?])\'', overloads)
        examples = re.search(r"\.examples = \{(.*)\}\},?\n", block + "\n")[1]
        row["examples"] = [(string(a), string(b)) for a, b in re.findall(rf"\{{({STRING}), ({STRING})\}}", examples + "}")]
        if not row["overloads"] or not row["examples"]:
            sys.exit(f"generate_functions: cannot read the row of {row['name']}")
        found.append(row)
    if len(found) != table.count(".name ="):
        sys.exit("generate_functions: a row was not found")
    return found


def not_in_rules():
    text = NOT_IN_RULES.read_text(encoding="utf-8")
    table = text[text.index("kNotInRules[] = {"):text.index("\n};\n")]
    found = [(string(a), string(b), string(c), d == "true") for a, b, c, d in re.findall(rf"\n    \{{({STRING}), ({STRING}), ({STRING}), (true|false)\}},", table)]
    if len(found) != table.count("\n    {"):
        sys.exit("generate_functions: a row of what is not in rules was not found")
    return found


def signature(takes, gives):
    types = [TYPES[c] for c in takes.rstrip("+")]
    return ", ".join(types) + (", …" if takes.endswith("+") else "") + " → " + TYPES[gives]


def cell(text):
    return text.replace("|", "\\|")


def page():
    parts = ["<!-- Generated by tests/tools/generate_functions.py from the tables in core/src/expr; do not edit. -->", "# Functions of rules", "",
             "Beside the operators of CEL. Every example is run by tests (`tests/cli/test_language.py`; those of chance by the unit tests); `actor.o` is an `int?` that holds 5, `actor.none` one that is null, `actor.el` an empty list; `!code` is a [rule error](reasons.md#rule-errors). `math.` may stand before any name. "
             "A function that is not said to fail never does, whatever its arguments.", ""]
    groups = {}
    for row in rows():
        groups.setdefault(row["group"], []).append(row)
    for group, members in groups.items():
        parts += [f"## {group}", ""]
        if group in ABOUT:
            parts += [ABOUT[group], ""]
        parts += ["| written | types | gives | fails | examples |", "|---|---|---|---|---|"]
        for row in members:
            types = "<br>".join(dict.fromkeys(signature(*o) for o in row["overloads"]))
            examples = "<br>".join(f"`{cell(e)}` is `{cell(v)}`" for e, v in row["examples"])
            usage, _, of = row["usage"].partition(") ")
            written = f"`{usage})` {of}" if of else f"`{row['usage']}`"
            parts.append(f"| {cell(written)} | {types} | {cell(row['summary'])} | {cell(row['fails'])} | {examples} |")
        parts.append("")
    parts += SPECIAL + ["## Not in rules", "", "What CEL has and rules have not. Compiling says the same, at the place where it stands. *Standard*: [CEL as specified](cel.md) has it, in "
                        "`ludex eval --conformance`; the rest is nowhere in Ludex.", "", "| name | where | why | write instead |", "|---|---|---|---|"]
    parts += [f"| `{name}` | {'standard' if is_standard else 'nowhere'} | {cell(why)} | {cell(instead)} |" for name, why, instead, is_standard in not_in_rules()]
    parts += [f"| {what} | {where} | {why} | {instead} |" for what, where, why, instead in FORMS] + [""]
    return "\n".join(parts).rstrip("\n") + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    if sys.argv[1:]:
        is_same = TARGET.exists() and TARGET.read_bytes() == page().encode()
        print(f"docs/functions.md: {'as generated' if is_same else 'differs: run `make generate`'}")
        return 0 if is_same else 1
    TARGET.write_bytes(page().encode())
    print("docs/functions.md: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
