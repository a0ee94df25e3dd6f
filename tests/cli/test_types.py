"""ludex types: what it writes compiles, in every language, whatever names a rulebook gives."""
import json
import unittest

import compilers
from harness import ARENA, CommandTest

SUFFIXES = {"ts": "ts", "py": "py", "cpp": "h", "luau": "luau"}

# Names that would end a string, a comment or a line, that are keywords or macros, that a class has already, that only
# differ in case or in what no identifier can hold, and that read in another direction than they are written.
NASTY = ["class", "end", "with space", "日本", "quo\"te", "back\\slash", "line\nbreak", "*/ alert(1); /*", "]] print(1) --[[", "\"\"\"", "'''", "${x}", "#{x}", "//", "\\", "a\\", "??/", "nul\u0000x", "\u202eevil",
         "\u2028", "😀", "1", "2d", "_", "__", "__proto__", "constructor", "Foo", "foo", "f-o-o", "FOO", "std", "int", "str", "None", "Literal", "Integer", "Request", "Verdict", "Flags", "NULL", "EOF", "linux", "x;}", "--", "-"]
# Where only letters, digits and _ may stand.
WORDS = [name for name in NASTY if name.replace("_", "a").isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()]
WORDS += ["function", "nil", "delete", "lambda", "self", "for_each_member", "List", "dict", "list", "object", "Vec3", "GrantParams", "name", "toString", "readonly", "type", "export", "local"]


def hostile():
    types = ["int 0..9 = 3", "double?", "string 1..5 = \"*/\"", "row t = class", "ref player?", "vec3 = [1, 2, 3]", "list<row t> max 3", "map<row t, int>", "map<int, list<vec3>>", "enum(class, end, None) = end", "list<string?>", "bool = true",
             {"type": "string", "enum": [*NASTY, ""], "default": "*/ alert(1); /*"}, {"enum": [1, 2, 9007199254740993], "default": 1}, {"enum": [True], "default": True}, {"enum": [0.5, 1e300], "default": 0.5},
             {"type": "object", "properties": {name: "int = 0" for name in NASTY}, "default": {}},
             {"type": ["object", "null"], "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {"class": "int = 0"}}}}}]
    fields = {name: types[i % len(types)] for i, name in enumerate([*WORDS, *(f"more{i}" for i in range(len(types)))])}
    params = {**fields, "needed": "int", "who": "ref player"}
    state = {name: shape for name, shape in fields.items() if shape != "ref player?"}
    literal = "{" + ", ".join(f"{json.dumps(name)}: {i}" for i, name in enumerate(NASTY) if "\u0000" not in name and "\n" not in name) + ", 'inner': [{'class': params.needed}], 'empty': [], 'null': null}"
    event = {"event": "class", "audience": "all", "data": {name: "params" if name == "Foo" else "params.who" for name in NASTY}}
    actions = {name: {"params": {"x": "int = 1"}, "require": [f"params.x > 0 else r_{word}"]} for name, word in zip(NASTY, range(len(NASTY)))}
    actions["Grant"] = {"params": params, "require": [f"params.needed > {i} else {name}" for i, name in enumerate(WORDS)], "emit": [event, {**event, "data": {"other": "now"}}], "result": literal,
                        "effects": []}
    actions["grant"] = {"from": ["server"], "params": {}, "once": {"key": "'k'", "on_reject": "stick"}, "result": "params"}
    actions["Stuck"] = {"params": {"k": "string 1..9"}, "once": {"key": "params.k", "on_reject": "stick"}, "require": [{"that": "false", "else": "no", "on_reject": {"emit": [{"event": "Told", "audience": "actor", "data": {"n": "now"}}]}}]}
    actions["Tick"] = {"every_ms": 1000, "result": "1"}
    tables = {name: {"columns": fields_of(types), "rows": {}} for name in WORDS[:20]}
    tables["t"] = {"columns": {"class": "int = 0", "end": "int?", "HP": "double"}, "rows": {name: {"HP": 1} for name in [*NASTY, "end"] if name != "end"} | {"end": {"HP": 2}}}
    return {"ludex": 1, "name": "*/ std\n\"]]--", "version": -9223372036854775808, "actor": "player", "flags": {name: "bool = true" for name in WORDS}, "tables": tables,
            "entities": {"player": {"profile": {"version": 0, "state": state}, "live": {"state": {}}}, **{name: {"live": {"state": {"class": "int"}}} for name in WORDS if name != "player"}}, "actions": actions}


def fields_of(types):
    return {f"c{i}": t for i, t in enumerate(types) if not (isinstance(t, str) and "ref" in t)}


class Types(CommandTest):
    def types(self, rulebook, lang):
        path = self.folder / f"types.{SUFFIXES[lang]}"
        self.assertEqual(self.succeed("types", rulebook, "--lang", lang, "--out", path).out, "")
        self.assertTrue(path.read_bytes().endswith(b"\n"))
        return path

    def hostile(self, lang):
        return self.types(self.write("hostile.json", json.dumps(hostile())), lang)

    def compiles(self, outcome):
        code, out = outcome
        self.assertEqual(code, 0, out[-6000:])

    def refused(self, outcome, *words):
        code, out = outcome
        self.assertNotEqual(code, 0, "it compiled")
        for word in words:
            self.assertIn(word, out)

    def test_typescript_compiles(self):
        self.compiles(compilers.typescript(self.types(ARENA, "ts")))
        self.compiles(compilers.typescript(self.hostile("ts")))

    def test_python_compiles(self):
        self.compiles(compilers.python(self.types(ARENA, "py")))
        path = self.hostile("py")
        self.compiles(compilers.python(path))
        exec(compile(path.read_text(), str(path), "exec"), {"__name__": "types_of_hostile"})  # noqa: S102

    def test_cpp_compiles_with_gcc(self):
        self.compiles(compilers.cpp("g++", self.types(ARENA, "cpp")))
        self.compiles(compilers.cpp("g++", self.hostile("cpp")))

    def test_cpp_compiles_with_clang(self):
        self.compiles(compilers.cpp("clang++", self.types(ARENA, "cpp")))
        self.compiles(compilers.cpp("clang++", self.hostile("cpp")))

    def test_luau_runs(self):
        code, out = compilers.luau(self.types(ARENA, "luau"))
        self.assertEqual(code, 0, out)
        code, out = compilers.luau(self.hostile("luau"))
        self.assertEqual(code, 0, out[-6000:])


if __name__ == "__main__":
    unittest.main()
