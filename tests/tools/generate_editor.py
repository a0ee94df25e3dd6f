#!/usr/bin/env python3
"""Generates what editors need of the language of rules, from the table of functions in core/src/expr/function_table.cpp:

examples/editors/ludex.tmLanguage.json    colours of expressions (a TextMate grammar, injected into the strings of rulebooks)
examples/editors/completions.json         names, signatures, one line of help and an example each

    generate_editor.py            writes the files
    generate_editor.py --check    exits 1 if a committed file differs by a byte
"""
import json
import re
import sys
from pathlib import Path

from generate_functions import ROOT, rows

FOLDER = ROOT / "examples/editors"
TYPES = {"i": "int", "d": "double", "s": "string", "b": "bool", "v": "vec3", "l": "list(A)", "I": "list(int)", "D": "list(double)", "m": "map(A,B)",
         "S": "list(string)", "O": "list(A)", "L": "list(list(A))", "N": "list(optional_type(A))", "=": "A", "?": "optional_type(A)", "e": "list(A)", "u": "list(A)", "R": "list(int)"}
MACROS = {
    "all": ("x.all(name, condition)", "Whether the condition holds for every item of a list, or key of a map."),
    "exists": ("x.exists(name, condition)", "Whether it holds for at least one."),
    "exists_one": ("x.exists_one(name, condition)", "Whether it holds for exactly one."),
    "filter": ("x.filter(name, condition)", "The items for which it holds."),
    "map": ("x.map(name, [condition,] expression)", "What the expression makes of each item (for which the condition holds)."),
    "existsOne": ("x.existsOne(name, condition)", "The same as exists_one."),
    "transformList": ("x.transformList(i, name, [condition,] expression)", "What the expression makes of each index and item, or key and value."),
    "transformMap": ("m.transformMap(key, name, [condition,] expression)", "The map with other values under the same keys."),
    "sortBy": ("l.sortBy(name, key)", "The list in the order of what the key is of each item."),
    "bind": ("cel.bind(name, value, expression)", "The expression, in which the name stands for the value."),
    "optMap": ("x.optMap(name, expression)", "What the expression makes of what x holds, or null."),
    "optFlatMap": ("x.optFlatMap(name, expression)", "The same, where the expression itself may be null."),
    "orValue": ("x.orValue(other)", "What a T? holds, or the other value."),
    "or": ("x.or(other)", "The first of two T? that is not null."),
    "hasValue": ("x.hasValue()", "Whether a T? is not null."),
    "value": ("x.value()", "What a T? holds; null is an error."),
    "has": ("has(x.field)", "Whether an optional field has a value, or a map an entry."),
}
NAMES = {
    "actor": "Whoever asks, as an entity.",
    "params": "The parameters of the request.",
    "tables": "The rulebook's tables: tables.weapons['sword'].damage.",
    "flags": "The flags of the batch.",
    "now": "The time of the request in ms.",
    "request": "Its envelope: actor, session, origin, roles, received_at.",
}
LITERALS = ["true", "false", "null"]
WORDS_OF_SHORT_FORMS = ["else", "remove", "min", "max"]  # "E else reason", "remove P", "P += E min L max H"


def words(names):
    return "\\b(?:" + "|".join(re.escape(n) for n in sorted(names)) + ")\\b"


def reserved():
    """The words of the lexer that no variable may have as its name."""
    text = (ROOT / "core/src/expr/lexer.cpp").read_text(encoding="utf-8")
    return re.findall(r'"(\w+)"', re.search(r"kReserved = \{(.*?)\};", text, re.S)[1])


def operators():
    text = (ROOT / "core/src/expr/print.cpp").read_text(encoding="utf-8")
    return [o for o in re.findall(r'"([^"]*)"', re.search(r"kSpelling\[\] = \{(.*?)\};", text)[1]) if o and not o.isalpha()]


def grammar():
    functions = [row["name"] for row in rows()]
    punctuation = "|".join(re.escape(o) for o in sorted(set(operators() + ["?", ":", "=", "+=", "-="]), key=lambda o: (-len(o), o)))
    forbidden = sorted(set(reserved()) - set(LITERALS) - {"in"})
    patterns = [
        {"name": "string.quoted.single.ludex", "match": "'(?:[^'\\\\]|\\\\.)*'"},
        {"name": "constant.numeric.ludex", "match": "(?<![\\w.])(?:0[xX][0-9a-fA-F]+|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?:ms|[smh]\\b|%(?=\\s*(?:[)\\],:?*/+<>=&|}]|$)))?)"},
        {"name": "constant.language.ludex", "match": words(LITERALS)},
        {"name": "keyword.operator.word.ludex", "match": "\\bin\\b"},
        {"name": "keyword.control.ludex", "match": words(WORDS_OF_SHORT_FORMS) + "(?!\\s*\\()"},
        {"name": "invalid.illegal.ludex", "match": "(?<![.\\w])(?:" + "|".join(w for w in forbidden if w not in WORDS_OF_SHORT_FORMS) + ")\\b"},
        {"name": "support.function.macro.ludex", "match": words(MACROS) + "(?=\\s*\\()"},
        {"name": "support.function.ludex", "match": words(functions) + "(?=\\s*\\()"},
        {"name": "variable.language.ludex", "match": "(?<!\\.)" + words(NAMES)},
        {"name": "variable.other.member.ludex", "match": "(?<=\\.)[A-Za-z_]\\w*"},
        {"name": "keyword.operator.ludex", "match": punctuation},
    ]
    return {
        "//": "Generated by tests/tools/generate_editor.py; do not edit.",
        "name": "Ludex expressions", "scopeName": "source.ludex.expression",
        "injectionSelector": "L:string.quoted.double.json.comments, L:string.quoted.double.json",
        "patterns": patterns,
    }


def completions():
    out = []
    for row in rows():
        signatures = list(dict.fromkeys(", ".join(TYPES[c] for c in takes.rstrip("+")) + (", …" if takes.endswith("+") else "") + " -> " + TYPES[gives]
                                        for takes, gives in row["overloads"]))
        out.append({"name": row["name"], "kind": "function", "usage": row["usage"], "signatures": signatures, "doc": row["summary"],
                    "fails": row["fails"], "example": row["examples"][0][0]})
    out += [{"name": name, "kind": "macro", "usage": usage, "signatures": [], "doc": doc, "fails": "", "example": ""} for name, (usage, doc) in MACROS.items()]
    out += [{"name": name, "kind": "name", "usage": name, "signatures": [], "doc": doc, "fails": "", "example": ""} for name, doc in NAMES.items()]
    return {"//": "Generated by tests/tools/generate_editor.py; do not edit.", "completions": out}


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    stale = 0
    for name, made in {"ludex.tmLanguage.json": grammar(), "completions.json": completions()}.items():
        path, text = FOLDER / name, (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()
        if sys.argv[1:]:
            is_same = path.exists() and path.read_bytes() == text
            stale += not is_same
            print(f"{path.relative_to(ROOT)}: {'as generated' if is_same else 'differs: run `make generate`'}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            print(f"{path.relative_to(ROOT)}: written")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
