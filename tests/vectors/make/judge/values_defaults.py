from lib import *

t = Topic("values_defaults", "Values: what a field holds when nothing was written, the text form of the world, and optional values.")

FIELDS = {
    "i": "int", "r": "int 0..10", "w": "int 5..10 = 7", "d": "double", "s": "string", "b": "bool", "l": "list<int> max 4", "m": "map<string, int> max 4",
    "v": "vec3", "o": "int?", "e": "enum(red,green,blue)", "f": "enum(red,green,blue) = blue", "row": "row items = key", "ref": "ref player = 3",
    "bt": "bool = true", "dd": "double = 1.5", "ll": "list<row items> max 4 = [\"potion\", \"key\"]", "long": {"type": "integer", "minimum": -5, "default": -5}, "neg": "int -10..-1 = -3",
}
SET = {"i": 9, "r": 9, "w": 9, "d": 9.5, "s": "nine", "b": True, "l": [9], "m": {"n": 9}, "v": [9, 9, 9], "o": 9, "e": "blue", "f": "red", "row": "potion", "ref": 9, "bt": False, "dd": 9.5, "ll": [], "long": 9, "neg": -9}
DEFAULT = {"i": 0, "r": 0, "w": 7, "d": 0.0, "s": "", "b": False, "l": [], "m": {}, "v": [0.0, 0.0, 0.0], "o": None, "e": "red", "f": "blue", "row": "key", "ref": 3, "bt": True, "dd": 1.5, "ll": ["potion", "key"], "long": -5, "neg": -3}
assert set(FIELDS) == set(SET) == set(DEFAULT)
TABLES = {"items": {"columns": {"price": "int"}, "rows": {"potion": {"price": 25}, "key": {"price": 400}}}}
READ = {f"Read_{k}": {"result": "{'v': actor.%s}" % k} for k in FIELDS}
t.rulebook("fields", book({
    **READ,
    "Touch": {"effects": ["actor.i += 1"]},
    "Optional": {"result": "{'null': actor.o == null}"},
    "SetOptional": {"params": {"o": "int?"}, "effects": ["actor.o = params.o"], "result": "{'v': actor.o}"},
    "Price": {"result": "{'price': tables.items[actor.row].price, 'first': tables.items[actor.ll[0]].price}"},
}, live=FIELDS, tables=TABLES))
t.case("what a field holds when the world does not name it", "fields", [(req(f"Read_{k}"), acc({"v": DEFAULT[k]})) for k in FIELDS], world=world({7: {}}))
t.case("what a field holds when the world names it", "fields", [(req(f"Read_{k}"), acc({"v": SET[k]})) for k in FIELDS], world=world({7: SET}))
t.case("the closing world names every field", "fields", [(req("Touch"), acc())], world=world({7: {}}), after=after({7: {**DEFAULT, "i": 1}}))
t.case("a world named in part keeps what it names", "fields", [(req("Touch"), acc())], world=world({7: {"m": {"x": 1}, "e": "green", "o": 4}}), after=after({7: {**DEFAULT, "i": 1, "m": {"x": 1}, "e": "green", "o": 4}}))
t.case("an int of a world may be written as any exact form", "fields", [(req("Read_i"), acc({"v": 5})), (req("Read_d"), acc({"v": 3.0}))], world=world({7: {"i": 5.0, "d": 3}}))
t.case("null and absent are the same for T?", "fields", [(req("Read_o"), acc({"v": None})), (req("Optional"), acc({"null": True}))], world=world({7: {"o": None}}))
t.case("an optional field can be set and emptied", "fields", [(req("SetOptional", {"o": 5}), acc({"v": 5})), (req("Optional"), acc({"null": False})), (req("SetOptional", {}), acc({"v": None})), (req("Optional"), acc({"null": True}))])
t.case("a row field always names a row", "fields", [(req("Price"), acc({"price": 400, "first": 25}))])
t.case("actors are their own", "fields", [(req("Touch"), acc()), (req("Touch"), acc()), (req("Touch", actor=8), acc())], after=after({7: {"i": 2}, 8: {"i": 1}}))

t.rulebook("profile", book({"Read": {"result": "{'coins': actor.coins, 'level': actor.level}"}}, profile={"coins": "int >= 0 = 5", "level": "int 1..50 = 1"}))
t.case("a profile that names no field has the defaults", "profile", [(req("Read"), acc({"coins": 5, "level": 1}))], world=world({7: {"profile": {}}}), after=after({7: {"profile": {"coins": 5, "level": 1}}}))
t.case("a profile keeps what it names", "profile", [(req("Read"), acc({"coins": 70, "level": 1}))], world=world({7: {"profile": {"coins": 70}}}))
t.case("live may be left out of the world's text", "profile", [(req("Read"), acc({"coins": 5, "level": 1}))], world={"ludex_world": 1, "entities": {"player": {"7": {"profile": {"version": 1, "state": {}}}}}})

t.rulebook("params", book({
    "Opt": {"params": {"i": "int?", "s": "string?", "v": "vec3?", "r": "row items?", "l": "list<int> max 3?"}, "result": "[has(params.i), has(params.s), has(params.v), has(params.r), has(params.l)]"},
    "Null": {"params": {"i": "int?"}, "result": "{'v': params.i}"},
}, tables=TABLES))
t.case("optional params: absent, null and given", "params",
       [(req("Opt"), acc([False] * 5)), (req("Opt", {"i": None, "s": None, "v": None, "r": None, "l": None}), acc([False] * 5)), (req("Opt", {"i": 0, "s": "", "v": [0, 0, 0], "r": "key", "l": []}), acc([True] * 5))])
t.case("an optional param is still typed", "params", [(req("Opt", {"i": "0"}), rej("contract", "/params/i")), (req("Opt", {"v": [0, 0]}), rej("contract", "/params/v")), (req("Opt", {"r": "kex"}), rej("contract", "/params/r")), (req("Opt", {"l": [1, 2, 3, 4]}), rej("contract", "/params/l"))])
t.case("reading an absent optional gives null", "params", [(req("Null"), acc({"v": None})), (req("Null", {"i": None}), acc({"v": None})), (req("Null", {"i": 3}), acc({"v": 3}))])

IDS = world({0: {}, -1: {}, 7: {}, 10: {}})
t.case("ids are int64 in decimal: 0 and negative ones too", "params", [(req("Null", {"i": 1}, actor=a), acc({"v": 1})) for a in (0, -1, 7, 10)], world=IDS)
t.case("the ends of int64 are ids", "params", [(req("Null", {"i": 1}, actor=a), acc({"v": 1})) for a in (9223372036854775807, -9223372036854775808)], world=world({9223372036854775807: {}, -9223372036854775808: {}}))
