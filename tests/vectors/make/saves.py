"""Saves of every version and class. What comes out of the ready ones is computed by save_reference.py; what is wrong with the others is written by hand."""
import json

from lib import write
from save_reference import digest, loaded

ABOUT = ("`save` is an exact text, or {\"hex\"}. `finding` is the whole of it but for `message_contains`, which must stand in its message; a ready save has no message. "
         "`out` is the exact text under the rulebook's version; the others have none. `limits` are those of the loader.")

STATE = {
    "name": "string <= 20 = 'nobody'", "coins": "int >= 0 = 0", "stats": {"type": "object", "properties": {"level": "int 1..99 = 1", "xp": "int >= 0 = 0"}},
    "rank": "enum(bronze, silver, gold)", "bag": "map<string, int >= 0> max 4", "items": "list<string> max 3", "speed": "double 0..10 = 1.5", "clan": "string?",
}
DEFAULTS = {"name": '"nobody"', "coins": "0", "stats": '{"level":1,"xp":0}', "rank": '"bronze"', "bag": "{}", "items": "[]", "speed": "1.5", "clan": "null"}
STEPS = [
    {"id": "named", "to": 1, "steps": [{"op": "default", "path": "/name", "value": "nobody"}, {"op": "add", "path": "/speed", "value": 2}]},
    {"id": "level-into-stats", "to": 2, "steps": [{"op": "plunge", "path": "/level", "into": "stats", "if_missing": "skip"}]},
    {"id": "gold-to-coins", "to": 3, "breaking": True, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]},
    {"id": "ranks", "to": 4, "steps": [{"op": "map", "path": "/rank", "values": {"b": "bronze", "s": "silver", "1": "gold"}, "if_missing": "skip"},
                                       {"op": "each", "path": "/items", "if_missing": "skip", "steps": [{"op": "unwrap", "path": "", "as": "id"}]}]},
    {"id": "cents", "to": 5, "steps": [{"op": "convert", "path": "/coins", "is": "int >= 0", "with": "value * 100", "if_missing": "skip"}]},
]
FUNCTIONS = {"value * 100": lambda value: int(value) * 100}
MOVES = [
    {"id": "tidy", "to": 7, "steps": [
        {"op": "test", "path": "/kind", "value": "player"}, {"op": "remove", "path": "/kind"}, {"op": "copy", "from": "/home", "path": "/spawn"}, {"op": "hoist", "path": "/old/pet"},
        {"op": "wrap", "path": "/home"}, {"op": "wrap", "path": "/pet", "as": "name"}, {"op": "replace", "path": "/old", "value": [1.50, None, "\u00e9"]}, {"op": "move", "from": "/x~1y", "path": "/m~0n"}]},
]


def rulebook(state, version, steps):
    profile = {"version": version, "state": state, **({"migrations": steps} if steps else {})}
    return {"ludex": 1, "name": "saves", "version": 1, "entities": {"player": {"profile": profile}, "ghost": {"live": {"state": {"n": "int"}}}}, "actions": {}}


BOOKS = {
    "five": rulebook(STATE, 5, STEPS),
    "plain": rulebook({"n": "int = 7"}, 0, []),
    "moves": rulebook({"home": "list<string> = []"}, 7, MOVES),
    "rich": rulebook({"coins": "int >= 0", "bank": "int >= 0"}, 0, []),
    "ids": rulebook({"n": "int >= 1 = 1"}, 2, [{"id": "caf\u00e9 \U0001f5e1", "to": 2, "steps": []}]),
}
BOOKS["rich"]["entities"]["player"]["profile"]["invariants"] = ["profile.coins + profile.bank <= 1000 else too_rich", {"that": "100 / profile.coins < 90", "else": "odd", "name": "a few"}]
OF_BOOK = {"rich": {"coins": "0", "bank": "0"}, "five": DEFAULTS, "plain": {"n": "7"}, "moves": {"home": "[]"}, "ids": {"n": "1"}}
APPLIED = [[step["id"], digest(json.dumps(step))] for step in STEPS]
CASES, NAMES = [], set()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def add(name, book, save, finding, out=None, limits=None):
    assert name not in NAMES, name
    NAMES.add(name)
    CASES.append({"name": name, "rulebook": book, **({"limits": limits} if limits else {}), "save": save, "finding": finding, **({"out": out} if out is not None else {})})


def ready(name, save, book="five", limits=None):
    save = save if isinstance(save, str) else compact(save)
    finding, out = loaded(BOOKS[book]["entities"]["player"]["profile"], OF_BOOK[book], FUNCTIONS, save)
    add(name, book, save, finding, out, limits)
    return out


def refused(name, save, state, pointer, contains, version=0, step="", book="five", limits=None, ahead=False):
    save = save if isinstance(save, (str, dict)) and not (isinstance(save, dict) and "hex" not in save) else compact(save)
    add(name, book, save, {"state": state, "version": version, "changed": False, "ahead": ahead, "reconciled": 0, "step": step, "pointer": pointer, "message_contains": contains}, None, limits)


def sealed(state, version=5, **more):
    """A save of the newest version, whole."""
    text = state if isinstance(state, str) else compact(state)
    seal = more.pop("checksum", digest(text))
    head = {"version": version, "applied": APPLIED, "min_reader": 3, **more}
    return compact(head)[:-1] + f',"state":{text},"checksum":{compact(seal)}}}'


FULL = {"name": "Ada", "coins": 5, "stats": {"level": 3, "xp": 9}, "rank": "gold", "bag": {"rope": 1}, "items": ["a"], "speed": 2.5, "clan": None}

# ---- ready -------------------------------------------------------------------------------------------------------
once = ready("no version is version 0: every step", {"state": {"level": 4, "gold": 12, "rank": "s", "items": [{"id": "a"}, {"id": "b"}]}})
ready("and what came out comes out again as it is", once)
ready("version 1", {"version": 1, "state": {"name": "Ada", "level": 4, "gold": 12}})
ready("version 2", {"version": 2, "state": {"stats": {"level": 4}, "gold": 12, "rank": "b"}})
ready("version 3: what a step renamed before has its new name", {"version": 3, "state": {"coins": 12, "rank": "1"}})
ready("a whole number is looked up in a table as such", {"version": 3, "state": {"rank": 1}})
ready("and so it is in another spelling", {"version": 3, "state": {"rank": 1.0}})
ready("version 4: only the last step", {"version": 4, "state": {"coins": 12, "items": ["a"]}})
ready("version 5 with nothing in it", {"version": 5, "state": {}})
ready("an empty state of no version", {"state": {}})
ready("the newest version, whole: nothing changes", sealed(FULL))
ready("members in another order: the seal is of values", sealed(dict(reversed(FULL.items())), checksum=digest(compact(FULL))))
ready("white space in the state: the seal is of values", sealed('{ "n" : [ ] ,"name":"Ada"}'))
ready("a seal of an older version is made anew", {"version": 4, "state": {"coins": 1}, "checksum": digest('{"coins":1}')})
ready("members beside the state that nobody knows keep their bytes", '{"savedAt":1.50e3,"who":{ "a" : [1, 2.0 ] },"state":{"gold":1},"sig":"\\u0041\\/"}')
ready("and inside it", '{"state":{"gold":1,"mod":{ "x" : 1E+2, "\\u0061":"\\/" },"id":123456789012345678901234567890,"pets":[ ]}}')
ready("numbers in another spelling are the same values, and keep it", '{"version":4.0,"state":{"coins":12,"stats":{"level":1e1,"xp":0},"speed":1,"bag":{"rope":-0}}}')
ready("a number that only doubles hold, in what nobody knows", '{"state":{"big":18446744073709551616,"small":1e-320,"neg":-9223372036854775808}}')
ready("characters beyond the first plane, and escapes", '{"state":{"name":"\U0001f5e1\\ud83d\\udee1","\u00e9":"\\u0000","bag":{"\\u00e9":1}}}')
ready("names that are escaped are found by their characters", '{"st\\u0061te":{"g\\u006fld":7}}')
ready("names as JavaScript has them", '{"state":{"__proto__":{"x":1},"constructor":1,"toString":[]}}')
ready("the key of the empty name", '{"":0,"state":{"":{"":""}}}')
ready("white space around and between", ' \n{ "state" :\t{"gold": 3 } }\r\n')
ready("steps that a save went through are listed anew and whole", {"version": 3, "applied": APPLIED[:3], "state": {"coins": 1}})
ready("a higher min_reader stays", {"version": 5, "min_reader": 4, "state": FULL})
ready("a lower one rises", {"version": 5, "min_reader": 1, "state": FULL})
ready("a value that is null where it may be", {"version": 5, "state": {"clan": None}})
ready("every other operation", {"version": 6, "state": {"kind": "player", "home": "hut", "old": {"pet": "cat", "x": 1}, "x/y": {"deep": [1]}}}, "moves")
ready("of a rulebook without steps: no list of them", {"state": {}}, "plain")
ready("nothing to do under it", {"state": {"n": 1}, "version": 0, "min_reader": 0, "checksum": digest('{"n":1}')}, "plain")
ready("the id of a step is any text", {"state": {}}, "ids")
ready("as large as the limit allows", {"state": {}}, "plain", {"max_bytes": len(loaded(BOOKS["plain"]["entities"]["player"]["profile"], OF_BOOK["plain"], {}, '{"state":{}}')[1])})

# ---- of later rules ----------------------------------------------------------------------------------------------
ready("a later version that says these rules may read it comes out as it was", sealed({**FULL, "new": 1}, version=9, min_reader=5, applied=[["later", "0000000000000000"]]))
ready("and what it lacks is not put back", sealed({"new": [1]}, version=6, min_reader=0, applied=[]))
ready("without a seal it gets one", {"version": 6, "min_reader": 5, "state": {"coins": 1}})
refused("a later version that says nothing", {"version": 6, "state": {}}, "too_new", "/version", "version 6 is newer than the rulebook's 5", 6, ahead=True)
refused("or that these rules are too old", {"version": 9, "min_reader": 6, "state": {}}, "too_new", "/version", "version 9 is newer", 9, ahead=True)
refused("a version far away", {"version": 2**53 - 1, "state": {}}, "too_new", "/version", "is newer than the rulebook's 5", 2**53 - 1, ahead=True)
refused("a later version whose fields these rules cannot read", {"version": 6, "min_reader": 1, "state": {"coins": "1"}}, "invalid", "/state/coins", "expected an integer", 6, ahead=True)
refused("a damaged one of a later version is damaged first", sealed({}, version=9, checksum="0" * 16), "checksum", "/checksum", "does not match its checksum", 9)

# ---- no save at all ----------------------------------------------------------------------------------------------
for name, save in (("nothing", ""), ("cut in the middle", '{"state":{"gold":1'), ("a comma too many", '{"state":{},}'), ("a name twice", '{"state":{},"state":{}}'),
                   ("a name twice, once escaped", '{"state":{"a":1,"\\u0061":2}}'), ("two values", '{"state":{}}{}'), ("a comment", '{"state":{}}//'), ("NaN", '{"state":{"gold":NaN}}'),
                   ("half a pair of surrogates", '{"state":{"name":"\\ud83d"}}'), ("a control character", '{"state":{"name":"\t"}}'), ("a number with a leading zero", '{"state":{"gold":01}}'),
                   ("bytes that are not UTF-8", {"hex": b'{"state":{"name":"'.hex() + "ff" + b'"}}'.hex()}), ("a byte order mark", {"hex": "efbbbf" + b'{"state":{}}'.hex()}),
                   ("nul bytes", {"hex": "00" * 8}), ("characters written too long", {"hex": b'{"state":{"'.hex() + "c0af" + b'":1}}'.hex()})):
    refused("undecodable: " + name, save, "undecodable", "", " at byte ")
for name, save in (("a list", "[]"), ("null", "null"), ("a text", '"{}"'), ("a number", "5")):
    refused("undecodable: " + name, save, "undecodable", "", "a save is an object")
refused("without a state", {"version": 1}, "undecodable", "", 'a save needs "state"', 1)
refused("a state that is a list", {"state": []}, "undecodable", "/state", 'a save needs "state"')
refused("a state that is null", {"state": None}, "undecodable", "/state", 'a save needs "state"')
for text in ("-1", "1.5", '"1"', "null", "9223372036854775808", "1e99", "[1]"):
    refused(f"the version {text}", '{"version":%s,"state":{}}' % text, "undecodable", "/version", "a whole number from 0")
refused("a min_reader that is none", {"min_reader": -1, "state": {}}, "undecodable", "/min_reader", "a whole number from 0")
refused("deeper than the limit", {"state": {"a": [[]]}}, "undecodable", "", "nest too deeply", book="plain", limits={"max_depth": 3})
refused("more values than the limit", {"state": {"a": [1, 2, 3]}}, "undecodable", "", " at byte ", book="plain", limits={"max_nodes": 4})
refused("more bytes than the limit", {"state": {"a": "0123456789"}}, "undecodable", "", " at byte ", book="plain", limits={"max_bytes": 20})
refused("it grows beyond the limit", {"state": {}}, "invalid", "", "the limit is 70", book="plain", limits={"max_bytes": 70})

# ---- damaged -----------------------------------------------------------------------------------------------------
refused("a seal of other values", sealed({**FULL, "coins": 6}, checksum=digest(compact(FULL))), "checksum", "/checksum", "does not match its checksum", 5)
refused("an integer that became a double", sealed('{"speed":2.0}', checksum=digest('{"speed":2}')), "checksum", "/checksum", "does not match its checksum", 5)
refused("a seal in capitals", sealed({"bag": {}}, checksum=digest('{"bag":{}}').upper()), "checksum", "/checksum", "does not match its checksum", 5)
refused("a seal that is a number", sealed({}, checksum=1), "checksum", "/checksum", "does not match its checksum", 5)
refused("an older save is looked at before any step", {"version": 2, "state": {"gold": 1}, "checksum": digest('{"gold":2}')}, "checksum", "/checksum", "does not match its checksum", 2)

# ---- steps that fail ---------------------------------------------------------------------------------------------
refused("a rename would write over what is there", {"version": 2, "state": {"gold": 1, "coins": 2}}, "migration_failed", "/state/coins", "/coins is there already", 2, "gold-to-coins")
refused("a value in no entry of the table", {"version": 3, "state": {"rank": "platinum"}}, "migration_failed", "/state/rank", 'no entry maps "platinum"', 3, "ranks")
refused("the third item has more than an id", {"version": 3, "state": {"items": [{"id": "a"}, {"id": "b"}, {"id": "c", "n": 1}]}}, "migration_failed", "/state/items/2", "what else it holds would be lost", 3, "ranks")
refused("what is converted does not fit", {"version": 4, "state": {"coins": -1}}, "migration_failed", "/state/coins", "out of its declared range", 4, "cents")
refused("a conversion that overflows", {"version": 4, "state": {"coins": 2**62}}, "migration_failed", "/state/coins", "the expression fails", 4, "cents")
refused("a plunge into what is no object", {"version": 1, "state": {"level": 1, "stats": 7}}, "migration_failed", "/state/stats", "/stats is a number", 1, "level-into-stats")
refused("a test that is false", {"version": 6, "state": {"kind": "npc"}}, "migration_failed", "/state/kind", 'expected "player", got "npc"', 6, "tidy", "moves")
refused("nothing where a step needs something", {"version": 6, "state": {"kind": "player"}}, "migration_failed", "/state/home", "there is no", 6, "tidy", "moves")
refused("a step that the rulebook does not have", {"version": 3, "applied": [APPLIED[0], ["other", "0" * 16]], "state": {}}, "migration_failed", "/applied/1", "the rulebook has no step 'other'", 3, "other")
refused("a published step that changed", {"version": 3, "applied": [["named", "0" * 16]], "state": {}}, "migration_failed", "/applied/0", "a published step must not change", 3, "named")
refused("a step of a later version than the save's", {"version": 3, "applied": APPLIED[:4], "state": {}}, "migration_failed", "/applied/3", "makes version 4", 3, "ranks")
refused("a hole in them", {"version": 3, "applied": APPLIED[1:2], "state": {"coins": 1}}, "migration_failed", "/applied/0", "the step 'named' is missing before 'level-into-stats'", 3, "named")
refused("steps that are no list", {"version": 3, "applied": {}, "state": {}}, "undecodable", "/applied", "expected a list of [id, checksum]", 3)
refused("a step without its checksum", {"version": 3, "applied": [["named"]], "state": {}}, "undecodable", "/applied/0", "expected [id, checksum]", 3)

# ---- fields that do not fit --------------------------------------------------------------------------------------
RANGE, INTEGER = "out of its declared range", "expected an integer"
for field, value, pointer, contains in (("coins", -1, "", RANGE), ("coins", 1.5, "", INTEGER), ("coins", True, "", INTEGER), ("coins", None, "", INTEGER), ("coins", 2**63, "", INTEGER),
                                        ("name", "x" * 21, "", "longer than allowed"), ("rank", "iron", "", "not one of the allowed names"), ("stats", {"level": 100}, "/level", RANGE),
                                        ("stats", {"level": 2, "xp": "9"}, "/xp", INTEGER), ("stats", [], "", "expected an object"), ("bag", {"a": 1, "b": -1}, "/b", RANGE),
                                        ("bag", {key: 1 for key in "abcde"}, "", "more"), ("items", ["a", "b", 3], "/2", "expected a string"), ("items", list("abcd"), "", "more"), ("speed", 10.5, "", RANGE)):
    refused(f"{field} is {compact(value)}", {"version": 5, "state": {field: value}}, "invalid", f"/state/{field}{pointer}", contains, 5)
refused("a number beyond doubles, even in what nobody knows", '{"version":5,"state":{"mod":1e999}}', "invalid", "/state", "out of range of a double", 5)
refused("a default that steps leave may be invalid too", {"version": 2, "state": {"gold": "many"}}, "migration_failed", "/state/coins", INTEGER, 2, "cents")

# ---- fields that fit, and do not fit together --------------------------------------------------------------------
ready("as rich as one may be", {"state": {"coins": 400, "bank": 600}}, "rich")
refused("richer than that", {"state": {"coins": 400, "bank": 601}}, "invariant", "/state", "too_rich: profile.coins is 400, profile.bank is 601", book="rich")
refused("an invariant that cannot be computed, of a default", {"state": {"bank": 1}}, "invariant", "/state", "odd cannot be computed: division_by_zero", book="rich")
refused("the second one, in a save of later rules", {"version": 1, "min_reader": 0, "state": {"coins": 1, "bank": 1}}, "invariant", "/state", "odd: profile.coins is 1", 1, book="rich", ahead=True)
refused("a field that does not fit is told first", {"state": {"coins": 2000, "bank": -1}}, "invalid", "/state/bank", RANGE, book="rich")


def save():
    write("saves.json", {"about": ABOUT, "kind": "player", "rulebooks": BOOKS, "cases": CASES})
    return len(CASES)
