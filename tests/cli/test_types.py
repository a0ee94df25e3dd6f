"""ludex types: what it writes compiles, in every language, whatever names a rulebook gives."""
import json
import re
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
    literal = "{" + ", ".join(f"{json.dumps(name, ensure_ascii=False)}: {i}" for i, name in enumerate(NASTY) if "\u0000" not in name and "\n" not in name) + ", 'inner': [{'class': params.needed}], 'empty': [], 'null': null}"
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
        path = self.folder / f"game.{SUFFIXES[lang]}"
        self.assertEqual(self.succeed("types", rulebook, "--lang", lang, "--out", path).out, "")
        self.assertTrue(path.read_bytes().endswith(b"\n"))
        return path

    def hostile(self, lang):
        return self.types(self.write("hostile.json", json.dumps(hostile())), lang)

    def compiles(self, outcome):
        code, out = outcome
        self.assertEqual(code, 0, out[-6000:])

    def tell_apart(self, check, right, wrong):
        """One text: the lines of `wrong`, and only they, have an error."""
        text = right.rstrip() + "\n" + "\n".join(wrong) + "\n"
        code, out = check(text)
        found = {int(a or b) for a, b in re.findall(r"(?m)^(?:.*/)?(?:use\.ts\((\d+),|(?:use\.py|main\.cpp):(\d+):)[^\n]*error", out)}
        first = text.count("\n") - len(wrong) + 1
        self.assertEqual(found, {self.lines_before + line for line in range(first, first + len(wrong))}, out[-6000:])
        self.assertNotEqual(code, 0)

    def test_typescript_tells_right_from_wrong(self):
        types = self.types(ARENA, "ts")

        def check(code):
            head = 'import { actionIds, type ClientRequest, type Envelope, type GameEvent, type PlayerLive, type PlayerProfile, type Request, type Respawn' \
                   'Params, type Verdict, reasonCodes } from "./game.js";\nexport type Used = [typeof actionIds, ClientRequest, Envelope, GameEvent, PlayerLive, ' \
                   'PlayerProfile, Request, RespawnParams, Verdict, typeof reasonCodes];\n'
            self.lines_before = head.count("\n")
            return compilers.typescript(types, self.write("use.ts", head + code))

        self.tell_apart(check, """
            export const line: Request & Envelope = { actor: 7n, received_at: 1, action: "RequestAttack", params: { target: 7 }, nonce: 1, sent_at: 2 };
            export const idle: ClientRequest = { action: "Respawn", nonce: 1, sent_at: 2 };
            export const granted: Request = { action: "GrantCoins", params: { amount: 5, grant: "a-grant-1" } };
            export const half = (live: PlayerLive): number => live.health / 2;
            export const id: 3 = actionIds.RequestAttack;
            export function told(verdict: Verdict<"RequestPurchase">): string {
              switch (verdict.verdict) {
                case "accepted": return String(verdict.result?.balance ?? "");
                case "duplicate": return verdict.reason;
                case "rejected": return verdict.reason === "too_far" ? "far" : `${verdict.at} ${reasonCodes[verdict.reason]}`;
              }
            }
            export const moved = (event: GameEvent) => event.event === "Moved" ? event.data.to[2] : 0;
            export const potions = (profile: PlayerProfile) => profile.inventory["potion"] ?? 0;
        """, ['export const r: ClientRequest = { action: "RequestAttack", params: {}, nonce: 1, sent_at: 2 };',
              'export const r: ClientRequest = { action: "RequestAttack", params: { target: 7 }, sent_at: 2 };',
              'export const r: ClientRequest = { action: "GrantCoins", params: { amount: 5, grant: "a-grant-1" } };',
              'export const r: Request = { action: "Equip", params: { weapon: "axe" }, nonce: 1, sent_at: 2 };',
              'export const r: Request = { action: "Attack" };',
              'export const r: RespawnParams = { x: 1 };',
              'export const f = (live: PlayerLive): void => { live.health = 3; };',
              'export const f = (profile: PlayerProfile): number => profile.coins;',
              'export const f = (v: Verdict<"Equip">): boolean => v.verdict === "rejected" && v.reason === "to_far";',
              'export const f = (v: Verdict<"Nothing">) => v;'])

    def test_python_tells_right_from_wrong(self):
        types = self.types(ARENA, "py")

        def check(code):
            self.lines_before = 1
            return compilers.python(types, self.write("use.py", f"from game import *\n{code}"))

        self.tell_apart(check, """
def told(verdict: RequestPurchaseVerdict) -> int:
    if verdict["verdict"] == "accepted" and "result" in verdict:
        return verdict["result"]["balance"]
    return 0

attack: ClientRequest = {"action": "RequestAttack", "params": {"target": 7}, "nonce": 1, "sent_at": 2}
idle: ClientRequest = {"action": "Respawn", "nonce": 1, "sent_at": 2}
number: int = ACTION_IDS["Move"] + REASON_CODES["too_far"]
""", ['r: RequestAttackRequest = {"action": "RequestAttack", "params": {}, "nonce": 1, "sent_at": 2}',
              'r: RequestAttackRequest = {"action": "RequestAttack", "params": {"target": 7}}',
              'r: EquipParams = {"weapon": "axe"}',
              'r: Reason = "to_far"',
              'n: int = ACTION_IDS["Attack"]'])

    def test_cpp_tells_right_from_wrong(self):
        types = self.types(ARENA, "cpp")
        self.lines_before = 3
        self.tell_apart(lambda code: compilers.cpp("g++", types, "using namespace ludex_types::arena;\n" + code), """
            static_assert(to_string(Action::RequestAttack) == "RequestAttack" && static_cast<int>(Action::RequestAttack) == 3);
            static_assert(from_string<WeaponsKey>("bow") == WeaponsKey::bow && !from_string<WeaponsKey>("axe"));
            static_assert(RequestAttackRequest::action == "RequestAttack" && static_cast<int>(Reason::accepted) == 0);
            inline std::int64_t target(const ClientRequest& r) {
              const auto* attack = std::get_if<RequestAttackRequest>(&r);
              return attack ? attack->params.target : 0;
            }
            inline std::int64_t balance(const RequestPurchaseVerdict& v) {
              const auto* accepted = std::get_if<Accepted<RequestPurchaseResult>>(&v);
              return accepted && accepted->result ? accepted->result->balance : 0;
            }
            constexpr std::size_t members() {
              std::size_t n = 0;
              PlayerLive::for_each_member([&](std::string_view name, auto member) { n += name.size() > 0 && member != nullptr; });
              return n;
            }
            static_assert(members() == 4);
        """, ["inline EquipParams p{.weapon = WeaponsKey::axe};", "inline ClientRequest r = GrantCoinsRequest{};", "inline PlayerLive p{.helth = 3};"])

    def test_luau_gives_a_server_its_remotes(self):
        code, out = compilers.luau(self.types(ARENA, "luau"))
        self.assertEqual(code, 0, out)
        module = json.loads(out)
        self.assertEqual((module["name"], module["version"]), ("arena", "3"))
        self.assertEqual(module["digest"], json.loads(self.succeed("check", ARENA, "--json").out)["digest"])
        names = ["Equip", "GrantCoins", "Move", "RequestAttack", "RequestPurchase", "Respawn", "UseItem"]
        self.assertEqual(module["remotes"], {name: name for name in names})
        self.assertEqual(module["actionIds"], {name: i for i, name in enumerate(names)})
        self.assertEqual(module["clientActions"], [name for name in names if name != "GrantCoins"])
        self.assertEqual(module["hostActions"], ["GrantCoins"])
        self.assertEqual((module["reasonCodes"]["accepted"], module["reasonCodes"]["rate_limited"]), (0, 200))

    def test_json_reports_and_what_is_wrong_is_refused(self):
        out = self.folder / "arena.ts"
        text = self.succeed("types", ARENA, "--lang", "ts").out
        report = json.loads(self.succeed("types", ARENA, "--lang", "ts", "--json").out)
        self.assertEqual((list(report), report["types"]), (["ok", "lang", "digest", "types"], text))
        report = json.loads(self.succeed("types", ARENA, "--lang", "ts", "--json", "--out", out).out)
        self.assertEqual((report["ok"], report["bytes"], out.read_text()), (True, len(text.encode()), text))
        self.refuse(2, "types", ARENA, "--lang", "rust")
        self.refuse(2, "types", ARENA)
        broken = self.write("broken.json", '{"ludex": 1, "entities": {"player": {}}, "actions": {"A": {"result": "1 +"}}}')
        before = out.read_bytes()
        self.refuse(1, "types", broken, "--lang", "ts", "--out", out)
        self.assertEqual(out.read_bytes(), before)
        self.assertEqual(self.errors("types", broken, "--lang", "ts")[0]["pointer"], "/actions/A/result")

    def test_typescript_compiles(self):
        self.compiles(compilers.typescript(self.hostile("ts")))

    def test_python_compiles(self):
        path = self.hostile("py")
        self.compiles(compilers.python(path))
        exec(compile(path.read_text(), str(path), "exec"), {"__name__": "types_of_hostile"})  # noqa: S102

    def test_cpp_compiles_with_gcc(self):
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
