"""Rulebooks that must not compile: one small good rulebook, broken in one place each time; and texts that are no rulebook at all."""
import copy
import json

from lib import write

ABOUT = ("Each rulebook must be refused with at least one error at `pointer`: the string or value that is wrong as it was written, the member that should not be there, or the object that lacks one. "
         "A null pointer asks for an error and no more. `message_contains`, where given, must stand in the message of an error at that pointer.")
BASE = {
    "ludex": 1, "name": "base", "version": 1,
    "flags": {"sale": "int 0..90 = 0"},
    "tables": {"weapons": {"columns": {"damage": "int", "range": "double", "level": "int 1..50"},
                           "rows": {"sword": {"damage": 20, "range": 10.0, "level": 1}, "bow": {"damage": 12, "range": 60.0, "level": 2}}}},
    "entities": {
        "player": {
            "profile": {"version": 2, "state": {"coins": "int >= 0 = 0", "bag": "map<string, int >= 0> max 50"},
                        "migrations": [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/gold", "value": 0}]},
                                       {"id": "second", "to": 2, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}]},
            "live": {"state": {"health": "int 0..100 = 100", "speed": "double = 1.5", "nick": "string", "weapon": "row weapons = sword", "alive": "bool = true", "position": "vec3", "scores": "list<int> max 8"}}},
        "room": {"live": {"state": {"open": "bool = true"}}}},
    "limits": {"rate": {"per_second": 10, "burst": 10}, "nonce": {"counter": 256}, "clock": {"late_ms": 2000, "early_ms": 500}, "request": {"bytes": 4096, "depth": 16, "nodes": 512}},
    "actions": {
        "Hit": {
            "params": {"target": "ref player", "n": "int 0..9", "s": "string 1..8"},
            "permit": ["params.n != 5"],
            "with": {"target": {"player": "params.target"}},
            "once": {"key": "params.s", "scope": "actor", "keep": "24h"},
            "let": {"power": "tables.weapons[actor.weapon].damage", "double_power": "power * 2"},
            "cooldown": {"key": "hit", "ms": "500ms"},
            "require": ["actor.health > 0 else actor_dead"],
            "refuse": ["!target.alive : target_gone"],
            "cost": {"coins": "params.n"},
            "effects": ["target.health -= double_power min 0"],
            "emit": [{"event": "Hit", "audience": "all", "data": {"who": "actor.id"}}],
            "result": "{'health': target.health}"}},
}
CASES, NAMES = [], set()
GONE = object()


def put(where, value):
    """The base with the value at a pointer replaced, added or taken away."""
    out = copy.deepcopy(BASE)
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in where.split("/")[1:]]
    node = out
    for part in way:
        node = node[int(part)] if isinstance(node, list) else node[part]
    if value is GONE:
        del node[last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return pruned(out, where)


def pruned(rulebook, where):
    """Leaves out what has nothing to do with the break, so that a case can be read."""
    if not where.startswith("/limits"):
        rulebook.pop("limits", None)
    hit = rulebook["actions"].get("Hit") if isinstance(rulebook.get("actions"), dict) else None
    if isinstance(hit, dict):
        for member in ("permit", "once", "cooldown", "require", "refuse", "cost", "effects", "emit", "result"):
            if not where.startswith(f"/actions/Hit/{member}"):
                hit.pop(member, None)
    return rulebook


def add(name, rulebook, pointer, contains=None):
    assert name not in NAMES, name
    NAMES.add(name)
    out = {"name": name}
    out["text" if isinstance(rulebook, str) else "rulebook"] = rulebook
    out["pointer"] = pointer
    if contains:
        out["message_contains"] = contains
    CASES.append(out)


def bad(name, where, value, pointer=None, contains=None):
    add(name, put(where, value), where if pointer is None else pointer, contains)


HIT = "/actions/Hit"
REQUIRE = HIT + "/require/0"
EFFECT = HIT + "/effects/0"
LIVE = "/entities/player/live/state"
PROFILE = "/entities/player/profile"


def require(name, expression, contains=None):
    bad(name, REQUIRE, expression + " else no", contains=contains)


# ---- the text -----------------------------------------------------------------------------------
TEXT = json.dumps(BASE)
for name, text in {
    "no text": "", "blanks only": "  \n", "no JSON": "ludex: 1", "a rulebook cut short": TEXT[:-1], "a rulebook and more": TEXT + "{}", "a trailing comma": TEXT[:-1] + ",}", "single quotes": TEXT.replace('"name"', "'name'"), "a key without quotes": TEXT.replace('"name"', "name"),
    "NaN as a number": TEXT.replace("10.0", "NaN"), "Infinity as a number": TEXT.replace("10.0", "Infinity"), "a number with a leading zero": TEXT.replace("10.0", "010.0"), "a comment that never ends": TEXT + "/* ", "a hash comment": "# rules\n" + TEXT, "a lone surrogate": TEXT.replace('"base"', '"\\ud800"'),
    "an unknown escape": TEXT.replace('"base"', '"\\x41"'), "a raw control character": TEXT.replace('"base"', '"a\tb"'), "a member without value": TEXT.replace('"version": 1', '"version": ', 1), "brackets 100,000 deep": "[" * 1000 + "]" * 1000, "a value 1e400": TEXT.replace("10.0", "1e400"),
}.items():
    add(f"text: {name}", text, "/tables/weapons/rows/sword/range" if name == "a value 1e400" else None)
for name, text in {"the same top-level key twice": TEXT[:-1] + ', "name": "other"}', "the same action twice": TEXT.replace('"Hit": {"params"', '"Hit": {}, "Hit": {"params"'), "the same key twice, once escaped": TEXT[:-1] + ', "n\\u0061me": "other"}',
                   "the same field twice": TEXT.replace('"speed": ', '"health": "int", "speed": '), "the same column twice in a row": TEXT.replace('"damage": 20', '"damage": 20, "damage": 21')}.items():
    add(f"text: {name}", text, None)
for name, text in {"a list": "[]", "a number": "1", "a string": '"rulebook"', "null": "null"}.items():
    add(f"text: {name} is no rulebook", text, "")
add("text: an empty object", "{}", "")

# ---- the top ------------------------------------------------------------------------------------
bad("the format is not named", "/ludex", GONE, "")
bad("a format of the future", "/ludex", 2)
bad("the format as a string", "/ludex", "1")
bad("the name is no string", "/name", 5)
bad("the version is no int", "/version", "3")
bad("an unknown top-level keyword", "/rules", {})
bad("a misspelt top-level keyword", "/action", {}, contains="actions")
bad("actions is a list", "/actions", [])
bad("entities is a list", "/entities", [])
bad("an action is a string", HIT, "attack")
bad("`actor` names no kind", "/actor", "playr", contains="player")
no_actor = copy.deepcopy(BASE)
no_actor["entities"] = {"hero": {"live": {"state": {"n": "int"}}}, "villain": {"live": {"state": {"n": "int"}}}}
no_actor["actions"] = {"Go": {"effects": ["actor.n += 1"]}}
add("no kind can be the actor: none has a profile and none is called player", no_actor, "")
two_profiles = copy.deepcopy(no_actor)
for kind in two_profiles["entities"].values():
    kind["profile"] = {"version": 1, "state": {"m": "int"}, "migrations": [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/m", "value": 0}]}]}
add("no kind can be the actor: two have a profile and none is called player", two_profiles, "")

# ---- unknown keywords ---------------------------------------------------------------------------
bad("an unknown keyword of an action", HIT + "/requires", ["actor.alive else no"], contains="require")
bad("an unknown keyword of a kind", "/entities/player/state", {})
bad("an unknown keyword of a profile", PROFILE + "/fields", {})
bad("an unknown keyword of live", "/entities/player/live/fields", {})
bad("an unknown keyword of limits", "/limits/rates", {})
bad("an unknown keyword of a rate", "/limits/rate/per_minute", 5)
bad("an unknown keyword of once", HIT + "/once/ttl", "1s")
bad("an unknown keyword of cooldown", HIT + "/cooldown/seconds", 5)
bad("an unknown keyword of an emit", HIT + "/emit/0/to", "all")
bad("an unknown keyword of a table", "/tables/weapons/row", {})
bad("an unknown keyword of a clause", REQUIRE, {"that": "actor.alive", "else": "no", "because": "x"}, REQUIRE + "/because")
bad("an unknown keyword of a with name", HIT + "/with/target/optionally", True)
bad("an unknown keyword of a migration", PROFILE + "/migrations/0/when", 1)
bad("draws that are no list", HIT + "/draws", "hit")
bad("a draw that is no name", HIT + "/draws", ["hit", 3], HIT + "/draws/1")
bad("a draw without a name", HIT + "/draws", [""], HIT + "/draws/0")
bad("a draw listed twice", HIT + "/draws", ["hit", "crit", "hit"], HIT + "/draws/2")
require("the name of a draw that is computed", "chance(actor.weapon, 0.5)", "written out")
require("dice of no sides", "dice('d', '2d0') > 0", "sides")
require("dice that are computed", "dice('d', actor.weapon) > 0", "written out")
require("a roll of doubles", "roll('r', 0.5, 1.5) > 0", "roll is written")
bad("permit that draws", HIT + "/permit", ["chance('lucky', 0.5)"], HIT + "/permit/0")

# ---- names in expressions -----------------------------------------------------------------------
require("an unknown field of the actor, with the nearest name", "actor.helth > 0", "health")
require("an unknown field of a with name, with the nearest name", "target.coinz > 0", "coins")
require("an unknown root, with the nearest name", "acto.health > 0", "actor")
require("an unknown param, with the nearest name", "params.targt > 0", "target")
require("an unknown table, with the nearest name", "tables.wepons.sword.damage > 0", "weapons")
require("an unknown row named in full", "tables.weapons.sward.damage > 0", "sword")
require("an unknown column", "tables.weapons[actor.weapon].damge > 0", "damage")
require("an unknown flag", "flags.sael > 0", "sale")
require("an unknown part of the request", "request.actr > 0", "actor")
require("an unknown part of a vec3", "actor.position.w > 0.0")
require("an unknown function", "sqroot(4.0) > 0.0")
require("an unknown method", "actor.nick.shout() == 'x'")
require("a field of a kind's other half by the wrong path", "actor.live.coins > 0", "coins")
require("a field of another kind", "actor.open")
bad("a let that does not exist", EFFECT, "target.health -= powr min 0", contains="power")
bad("a let name out of reach of once", HIT + "/once/key", "string(power)")
bad("an unknown kind in with", HIT + "/with/target", {"playr": "params.target"}, HIT + "/with/target/playr", "player")
bad("an unknown table in a shape", LIVE + "/weapon", "row wepons = sword", contains="weapons")
bad("an unknown kind in a shape", HIT + "/params/target", "ref playr", contains="player")

# ---- types --------------------------------------------------------------------------------------
require("int times double", "actor.health * actor.speed > 0.0")
require("int plus double", "actor.health + 1.5 > 0.0")
require("string plus int", "actor.nick + 1 == 'x'")
require("string minus string", "actor.nick - actor.nick == ''")
require("a string compared with an int", "actor.nick == 5")
require("a string ordered with an int", "actor.nick < 5")
require("a bool compared with an int", "actor.alive == 1")
require("a condition that is an int", "actor.health")
require("a condition that is a string", "actor.nick")
require("not of an int", "!actor.health")
require("and of an int", "actor.alive && actor.health")
require("or of a string", "actor.alive || actor.nick")
require("minus of a bool", "-actor.alive")
require("modulo of doubles", "actor.speed % 2.0 == 0.0")
require("?: on an int", "actor.health ? true : false")
require("an index into an int", "actor.health[0] > 0")
require("a map of strings indexed by an int", "actor.bag[1] > 0")
require("a list indexed by a string", "actor.scores['a'] > 0")
require("a field of an int", "actor.health.max > 0")
require("an int in a map of strings", "5 in actor.bag")
require("a string in an int", "'a' in actor.health")
require("size of an int", "size(actor.health) > 0")
require("abs of a string", "abs(actor.nick) > 0")
require("clamp of two", "clamp(actor.health, 0) > 0")
require("distance of doubles", "distance(actor.speed, 2.0) > 0.0")
require("a macro that is no condition", "actor.scores.all(x, x + 1)")
require("a macro over an int", "actor.health.exists(x, x > 0)")
require("a macro without its condition", "actor.scores.all(x)")
require("a macro whose variable is no name", "actor.scores.all(1, true)")
require("has of a sum", "has(1 + 2)")
bad("a refuse that is no condition", HIT + "/refuse/0", "target.health : gone")
bad("a permit that is no condition", HIT + "/permit/0", "params.n")
bad("a with that is a string", HIT + "/with/target/player", "params.s")
bad("a cooldown in double", HIT + "/cooldown/ms", "actor.speed")
bad("a cooldown in string", HIT + "/cooldown/ms", "'500'")
bad("a cost in double", HIT + "/cost/coins", "1.5")
bad("a let with a type error", HIT + "/let/power", "actor.health + actor.nick")
bad("a result with a type error", HIT + "/result", "{'x': actor.health + actor.nick}")
bad("an emit with a type error", HIT + "/emit/0/data/who", "actor.id + actor.nick")

# ---- syntax of expressions ----------------------------------------------------------------------
require("nothing after an operator", "actor.health >")
require("two operators", "actor.health > > 0")
require("one equals sign", "actor.health = 0")
require("an open parenthesis", "(actor.health > 0")
require("a closing parenthesis too many", "actor.health > 0)")
require("an open bracket", "actor.scores[0 > 0")
require("an open brace", "{'a': 1 == {'a': 1}")
require("a string that never ends", "actor.nick == 'abc")
require("an unknown escape in a string", "actor.nick == '\\\\q'".replace("\\\\", "\\"))
require("two dots", "actor..health > 0")
require("a dot at the end", "actor.health. > 0")
require("a character that is no token", "actor.health @ 0")
require("a single ampersand", "actor.alive & actor.alive")
require("a ?: without its colon", "actor.alive ? true")
require("a call that never closes", "size(actor.nick > 0")
require("a comma too many", "min(actor.health, 1,) > 0")
require("an int literal beyond int64", "actor.health < 9223372036854775808")
require("a double literal beyond double", "actor.speed < 1e999")
require("two expressions side by side", "actor.alive actor.alive")
require("parentheses 5000 deep", "(" * 5000 + "actor.alive" + ")" * 5000)
bad("an empty let", HIT + "/let/power", "")
bad("an empty effect", EFFECT, "")
bad("an expression that is null", HIT + "/result", None)

# ---- clauses ------------------------------------------------------------------------------------
bad("a require without else", REQUIRE, "actor.health > 0")
bad("a require with nothing after else", REQUIRE, "actor.health > 0 else")
bad("a require with nothing before else", REQUIRE, "else dead")
bad("a reason of two words", REQUIRE, "actor.health > 0 else too far")
bad("a reason that is no name", REQUIRE, "actor.health > 0 else 5")
bad("a require that is a number", REQUIRE, 5)
bad("a require in long form without else", REQUIRE, {"that": "actor.alive"})
bad("a require in long form without that", REQUIRE, {"else": "no"})
bad("a refuse without its reason", HIT + "/refuse/0", "!target.alive")
bad("a refuse written with else", HIT + "/refuse/0", "!target.alive else target_gone")
for reason in ("contract", "rate_limited", "on_cooldown", "rule_error", "duplicate", "accepted", "same_entity", "timer_failed"):
    bad(f"a reason that is the system's: {reason}", REQUIRE, f"actor.alive else {reason}", contains=reason)
bad("a refuse reason that is the system's", HIT + "/refuse/0", "!target.alive : malformed", contains="malformed")
bad("require is no list", HIT + "/require", {"a": "actor.alive else no"})

# ---- shapes -------------------------------------------------------------------------------------
for name, shape in {
    "an unknown type": "integr", "a number type of another language": "float", "vec4": "vec4", "an empty shape": "", "bounds the wrong way round": "int 10..1", "a bound that is missing": "int 0..", "a bound that is no number": "int a..b", "a default beyond its upper bound": "int 0..10 = 11", "a default below its lower bound": "int 0..10 = -1",
    "a default below >= 0": "int >= 0 = -1", "a default that is no int": "int = abc", "a fraction as default of an int": "int = 1.5", "a default beyond int64": "int = 9223372036854775808", "no default where 0 breaks the bounds": "int 5..10", "no default where 0 lies above": "int -10..-1", "no default where \"\" is too short": "string 2..4",
    "a bool with a strange default": "bool = maybe", "a bool with a number": "bool = 1", "an enum of nothing": "enum()", "an enum that never closes": "enum(a,b", "an enum with a strange default": "enum(a,b) = c", "a string with lengths the wrong way round": "string 5..2", "a string with a negative length": "string -1..5", "a list that never closes": "list<int",
    "a list of an unknown type": "list<nothing> max 3", "a list with a bad max": "list<int> max many", "a map without values": "map<string> max 3", "a map that never closes": "map<string, int", "a row without default": "row weapons", "a row whose default is no key": "row weapons = axe", "a ref without default": "ref player",
    "a ref with a strange default": "ref player = me", "a list whose default has a wrong element": 'list<row weapons> max 4 = ["axe"]', "a list whose default is too long": "list<int> max 2 = [1,2,3]", "a list whose default is no JSON": "list<int> max 2 = [1,", "words behind a shape": "int 0..10 = 5 please", "a double whose default is out": "double 0.0..1.0 = 1.5",
}.items():
    bad(f"shape: {name}", LIVE + "/speed", shape)
bad("shape: a number", LIVE + "/speed", 5)
bad("shape: null", LIVE + "/speed", None)
bad("shape: a flag whose default is out of bounds", "/flags/sale", "int 0..90 = 91")
bad("shape: an unknown type of a param", HIT + "/params/n", "number")
for keyword, value in {"oneOf": [{"type": "string"}], "anyOf": [{"type": "string"}], "allOf": [{"type": "string"}], "not": {"type": "integer"}, "format": "email", "if": {"type": "string"}, "contentEncoding": "base64", "minLenght": 3}.items():
    bad(f"schema: the keyword {keyword} of a string", HIT + "/params/s", {"type": "string", keyword: value}, HIT + f"/params/s/{keyword}", keyword if keyword != "if" else None)
for keyword, value in {"multipleOf": 2, "minimun": 0}.items():
    bad(f"schema: the keyword {keyword} of an integer", HIT + "/params/n", {"type": "integer", keyword: value}, HIT + f"/params/n/{keyword}", keyword)
for keyword, value in {"uniqueItems": True, "contains": {"type": "integer"}, "prefixItems": []}.items():
    bad(f"schema: the keyword {keyword} of an array", HIT + "/params/n", {"type": "array", "items": {"type": "integer"}, "maxItems": 3, keyword: value}, HIT + f"/params/n/{keyword}", keyword)
for keyword, value in {"patternProperties": {}, "propertyNames": {}, "dependentRequired": {}}.items():
    bad(f"schema: the keyword {keyword} of an object", HIT + "/params/n", {"type": "object", "properties": {"a": {"type": "integer"}}, keyword: value}, HIT + f"/params/n/{keyword}", keyword)
bad("schema: an unsupported keyword deep inside", HIT + "/params/n", {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "email"}}, HIT + "/params/n/items/format", "format")
for name, pattern in {"a group never closed": "(a", "a range out of order": "[b-a]", "a back-reference": "(a)\\1", "look-ahead": "^(?!x)", "an unknown escape": "\\a", "a lone brace": "a{", "an unknown property": "\\p{Latvian}", "a count too large": "a{1001}", "counts that multiply": "((a{900}){900}){900}"}.items():
    bad(f"schema: a pattern with {name}", HIT + "/params/s", {"type": "string", "pattern": pattern}, HIT + "/params/s/pattern")
bad("schema: a pattern that is a number", HIT + "/params/s", {"type": "string", "pattern": 1}, HIT + "/params/s/pattern")
bad("schema: a pattern of an integer", HIT + "/params/n", {"type": "integer", "pattern": "1"}, HIT + "/params/n/pattern")
bad("schema: a default against its pattern", LIVE + "/speed", {"type": "string", "pattern": "^a", "default": "b"}, LIVE + "/speed/default")
bad("schema: an implied default against its pattern", LIVE + "/speed", {"type": "string", "pattern": "^a"})
bad("schema: an implied default with too few items", LIVE + "/speed", {"type": "array", "items": "int", "minItems": 1})
bad("schema: more items at least than at most", HIT + "/params/n", {"type": "array", "items": "int", "minItems": 3, "maxItems": 2})
bad("schema: a title that is a number", HIT + "/params/n", {"type": "integer", "title": 1}, HIT + "/params/n/title")
for name, extension, at in [("an unknown width", {"width": "u64"}, "/width"), ("a width of another type", {"width": "f32"}, "/width"), ("an unknown keyword", {"widht": "u8"}, "/widht"), ("a kind that is not declared", {"ref": "dragon"}, "/ref"),
                            ("bytes of an integer", {"maxBytes": 4}, "/maxBytes"), ("no object", "u8", "")]:
    bad(f"schema: x-ludex with {name}", HIT + "/params/n", {"type": "integer", "x-ludex": extension}, HIT + "/params/n/x-ludex" + at)
bad("schema: x-ludex of a number that need not be finite", HIT + "/params/n", {"type": "number", "x-ludex": {"finite": False}}, HIT + "/params/n/x-ludex/finite")
bad("schema: bounds beyond a width", HIT + "/params/n", {"type": "integer", "minimum": 300, "x-ludex": {"width": "u8"}})
bad("schema: an unknown type", HIT + "/params/n", {"type": "int"}, HIT + "/params/n/type")
bad("schema: a bound that is a string", HIT + "/params/n", {"type": "integer", "minimum": "0"}, HIT + "/params/n/minimum")
bad("schema: a negative length", HIT + "/params/s", {"type": "string", "maxLength": -1}, HIT + "/params/s/maxLength")
bad("schema: a default out of bounds", LIVE + "/health", {"type": "integer", "minimum": 0, "maximum": 100, "default": 101}, LIVE + "/health/default")
bad("schema: a default of another type", LIVE + "/health", {"type": "integer", "default": "full"}, LIVE + "/health/default")
bad("schema: a reference into the document", HIT + "/params/n", {"$ref": "#/definitions/n"}, HIT + "/params/n/$ref")
bad("schema: an unknown ludex shape", HIT + "/params/n", {"$ref": "ludex:vec9"}, HIT + "/params/n/$ref")

# ---- tables -------------------------------------------------------------------------------------
ROW = "/tables/weapons/rows/sword"
bad("table: a cell of another type", ROW + "/damage", "20")
bad("table: a fraction for an int", ROW + "/damage", 20.5)
bad("table: a cell that is null", ROW + "/damage", None)
bad("table: a cell out of bounds", ROW + "/level", 51)
bad("table: a column without cell", ROW + "/damage", GONE, ROW, "damage")
bad("table: a cell without column", ROW + "/colour", "red")
bad("table: a row that is a list", ROW, [20, 10.0, 1])
bad("table: an unknown type of a column", "/tables/weapons/columns/damage", "integr")
bad("table: no rows at all", "/tables/weapons/rows", GONE, "/tables/weapons")

# ---- kinds and fields ---------------------------------------------------------------------------
for reserved in ("id", "profile", "live"):
    bad(f"a field with the reserved name {reserved}", LIVE + "/" + reserved, "int")
both = put(LIVE + "/coins", "int")
add("a field of both profile and live, read without saying which", {**both, "actions": {"Go": {"require": ["actor.coins > 0 else no"]}}}, "/actions/Go/require/0", "coins")
add("a field of both profile and live, written without saying which", {**both, "actions": {"Go": {"effects": ["actor.coins += 1"]}}}, "/actions/Go/effects/0", "coins")

# ---- with and let -------------------------------------------------------------------------------
for reserved in ("actor", "params", "tables", "flags", "now", "request"):
    bad(f"a with name that is taken: {reserved}", HIT + "/with/" + reserved, {"player": "params.target"})
    bad(f"a let name that is taken: {reserved}", HIT + "/let/" + reserved, "1")
bad("a let named like a with name", HIT + "/let/target", "1")
bad("a let that uses a later one", HIT + "/let", {"double_power": "power * 2", "power": "tables.weapons[actor.weapon].damage"}, HIT + "/let/double_power", "power")
bad("a let that uses itself", HIT + "/let/power", "power + 1", contains="power")
bad("two lets that use each other", HIT + "/let", {"power": "double_power + 1", "double_power": "power + 1"}, HIT + "/let/power")
bad("a with name without a kind", HIT + "/with/target", {"optional": True})
bad("a with name of two kinds", HIT + "/with/target", {"player": "params.target", "room": "params.n"})
bad("may_alias that is no bool", HIT + "/with/target/may_alias", "yes")

# ---- effects ------------------------------------------------------------------------------------
for name, effect in {
    "a param is set": "params.n = 1", "now is set": "now = 5", "a table is set": "tables.weapons.sword.damage = 1", "an id is set": "actor.id = 5", "a let is set": "power = 1", "the envelope is set": "request.session = 1", "a flag is set": "flags.sale = 1", "the actor is set": "actor = 5", "a name is set": "target = actor",
    "an unknown field is set": "actor.helth = 1", "an unknown field is added to": "actor.helth += 1", "an int is set to a double": "actor.health = 1.5", "an int is set to a string": "actor.health = 'x'", "a string is set to an int": "actor.nick = 5", "a double is set to an int": "actor.speed = actor.health", "a bool is added to": "actor.alive += 1",
    "a string is added to": "actor.nick += 'x'", "a double is added to an int": "actor.health += 1.5", "a clamp of another type": "actor.health -= 1 min 0.0", "a clamp without a value": "actor.health -= 1 min", "an unknown operator": "actor.health *= 2", "a comparison": "actor.health == 5", "an expression": "actor.health + 1", "an unknown word": "frobnicate actor.health",
    "no value": "actor.health =", "no field": "= 5", "remove of a plain field": "remove actor.health", "remove of nothing": "remove", "a value of another type into a map": "actor.bag['a'] = 'x'", "a key of another type": "actor.bag[5] = 1", "an index of another type": "actor.scores['a'] = 1", "an index into an int": "actor.health[0] = 1",
    "an append in a short form it does not have": "append actor.scores 5",
}.items():
    bad(f"effect: {name}", EFFECT, effect)
bad("effect: an unknown one in long form", EFFECT, {"frob": "actor.health"})
bad("effect: an empty object", EFFECT, {})
bad("effect: a number", EFFECT, 5)
bad("effect: set without to", EFFECT, {"set": "actor.health"})
bad("effect: if without then", EFFECT, {"if": "actor.alive"})
bad("effect: if that is no condition", EFFECT, {"if": "actor.health", "then": []}, EFFECT + "/if")
bad("effect: an error inside then", EFFECT, {"if": "actor.alive", "then": ["actor.health += 1", "actor.helth += 1"]}, EFFECT + "/then/1", "health")
bad("effect: an error inside else", EFFECT, {"if": "actor.alive", "then": [], "else": ["now = 1"]}, EFFECT + "/else/0")
bad("effect: effects is a string", HIT + "/effects", "actor.health += 1")
for name, effect, pointer in [
    ("append to an int", {"append": "actor.health", "value": "1"}, EFFECT + "/append"),
    ("append of another type", {"append": "actor.scores", "value": "'x'"}, EFFECT + "/value"),
    ("append without a value", {"append": "actor.scores"}, EFFECT),
    ("remove_where without as", {"remove_where": "actor.scores", "that": "true"}, EFFECT),
    ("remove_where that is no condition", {"remove_where": "actor.scores", "as": "n", "that": "n"}, EFFECT + "/that"),
    ("a loop's name outside it", {"if": "actor.alive", "then": [{"each": "n", "in": "[1]", "do": []}, "actor.health = n"]}, EFFECT + "/then/1"),
    ("each over an int", {"each": "n", "in": "actor.health", "do": []}, EFFECT + "/in"),
    ("each over more than 64", {"each": "n", "in": "[" + ",".join(["1"] * 65) + "]", "do": []}, EFFECT + "/in"),
    ("each with a taken name", {"each": "actor", "in": "[1]", "do": []}, EFFECT + "/each"),
    ("each without do", {"each": "n", "in": "[1]"}, EFFECT),
    ("create of a kind with a profile", {"create": "player", "id": "5", "live": {}}, EFFECT + "/create"),
    ("create of an unknown kind", {"create": "rom", "id": "5", "live": {}}, EFFECT + "/create"),
    ("create without an id", {"create": "room", "live": {}}, EFFECT),
    ("delete of a kind with a profile", {"delete": "target"}, EFFECT + "/delete"),
    ("delete of an unknown name", {"delete": "targt"}, EFFECT + "/delete"),
    ("after_ms of an unknown action", {"after_ms": "500", "do": "Hitt"}, EFFECT + "/do"),
    ("after_ms of an action that takes no timers", {"after_ms": "500", "do": "Hit", "params": {}, "id": "'a'"}, EFFECT + "/do"),
    ("after_ms without do", {"after_ms": "500"}, EFFECT),
    ("cancel of a double", {"cancel": "1.5"}, EFFECT + "/cancel"),
]:
    bad(f"effect: {name}", EFFECT, effect, pointer)
bad("near without a radius", HIT + "/with/target", {"near": {"kind": "player", "at": "actor.position", "max": 3}}, HIT + "/with/target/near")
bad("near with no limit", HIT + "/with/target", {"near": {"kind": "player", "at": "actor.position", "radius": "5.0"}}, HIT + "/with/target/near")
bad("near of too many", HIT + "/with/target", {"near": {"kind": "player", "at": "actor.position", "radius": "5.0", "max": 100000}}, HIT + "/with/target/near/max")
bad("every_ms of zero", HIT + "/every_ms", 0)
bad("every_ms beside required parameters", HIT + "/every_ms", 500, HIT + "/params")

# ---- emit, once, cooldown, cost, from, permit, limits -------------------------------------------
bad("emit without event", HIT + "/emit/0", {"audience": "all", "data": {}})
bad("emit to an unknown audience", HIT + "/emit/0/audience", "everyone")
bad("emit with an unknown name", HIT + "/emit/0/data/who", "actr.id", contains="actor")
bad("emit with data that is no object", HIT + "/emit/0/data", "actor.id")
bad("emit is no list", HIT + "/emit", {"event": "Hit"})
bad("once without key", HIT + "/once/key", GONE, HIT + "/once")
bad("once whose key reads the actor's state", HIT + "/once/key", "actor.nick")
bad("once whose key reads a with name", HIT + "/once/key", "target.nick")
bad("once with an unknown scope", HIT + "/once/scope", "server")
bad("once with an unknown keep", HIT + "/once/keep", "a day")
bad("once with a negative keep", HIT + "/once/keep", "-1s")
bad("once in an unknown place", HIT + "/once/in", "disk")
bad("cooldown without key", HIT + "/cooldown/key", GONE, HIT + "/cooldown")
bad("cooldown without ms", HIT + "/cooldown/ms", GONE, HIT + "/cooldown")
bad("cooldown with an unknown name", HIT + "/cooldown/ms", "actor.helth", contains="health")
bad("a cost in a field the actor does not have", HIT + "/cost/gems", "5")
bad("a cost in a text field", HIT + "/cost/nick", "5")
bad("a cost in a bool field", HIT + "/cost/alive", "1")
bad("a cost with an unknown name", HIT + "/cost/coins", "tables.weapons[params.s2].damage")
bad("an unknown origin", HIT + "/from", ["client", "root"], HIT + "/from/1")
for origin in ("server", "admin"):
    open_ = put(HIT + "/once", GONE)
    open_["actions"]["Hit"]["effects"] = ["target.health -= 1 min 0"]
    open_["actions"]["Hit"]["from"] = [origin]
    add(f"an action of the {origin} without once", open_, HIT, "once")
bad("a permit that reads the actor's state", HIT + "/permit/0", "actor.health > 0")
bad("a permit that reads a with name", HIT + "/permit/0", "target.alive")
bad("a permit that reads a let", HIT + "/permit/0", "power > 0")
bad("a permit of one string that reads state", HIT + "/permit", "actor.health > 0")
for where, values in {"/limits/rate/per_second": (0, -1, 1000001, 1.5, "10"), "/limits/rate/burst": (0, -1, 1.5), "/limits/nonce/counter": (-1, 1.5, "256"), "/limits/clock/late_ms": (-1, "2s"), "/limits/clock/early_ms": (-1,), "/limits/request/bytes": (-1,), "/limits/request/depth": (-1,), "/limits/request/nodes": (-1, 1.5)}.items():
    for value in values:
        bad(f"limit: {where[8:]} of {value!r}", where, value)
bad("limit: a rate without burst", "/limits/rate", {"per_second": 10}, "/limits/rate")
bad("limit: an action's rate out of range", HIT + "/rate", {"per_second": 1000001, "burst": 1}, HIT + "/rate/per_second")

# ---- migrations ---------------------------------------------------------------------------------
M = PROFILE + "/migrations"
bad("migration: a hole", M + "/1/to", 3, M + "/1/to")
bad("migration: the version is not the last `to`", PROFILE + "/version", 3)
bad("migration: the version lies before the last `to`", PROFILE + "/version", 1)
bad("migration: one id twice", M + "/1/id", "first")
bad("migration: without id", M + "/0/id", GONE, M + "/0")
bad("migration: without to", M + "/0/to", GONE, M + "/0")
bad("migration: a `to` that is no int", M + "/0/to", "1")
bad("migration: an unknown operation", M + "/0/steps/0/op", "teleport")
bad("migration: a step without path", M + "/0/steps/0/path", GONE, M + "/0/steps/0")
bad("migration: a path that is no pointer", M + "/0/steps/0/path", "gold")
bad("migration: a rename without from", M + "/1/steps/0/from", GONE, M + "/1/steps/0")
bad("migration: an unknown if_missing", M + "/1/steps/0/if_missing", "maybe")
bad("migration: an unknown keyword of a step", M + "/1/steps/0/why", "x")
# ---- conserve -----------------------------------------------------------------------------------
S = PROFILE + "/conserve"
bad("conserve: a list", S, ["/coins"], S)
bad("conserve: a sum that is a number", S, {"coins": 7}, S + "/coins")
bad("conserve: a sum of nothing", S, {"coins": []}, S + "/coins")
bad("conserve: no pointer", S, {"coins": ["/gold", "coins"]}, S + "/coins/1")
bad("conserve: the whole state", S, {"coins": [""]}, S + "/coins/0")
bad("conserve: one value twice", S, {"coins": {"at": ["/bag/*", "/bag/gold"]}}, S + "/coins/at/1")
bad("conserve: a step that is none", S, {"coins": {"at": ["/coins"], "changed_by": ["first", "last"]}}, S + "/coins/changed_by/1")
bad("conserve: without places", S, {"coins": {"changed_by": []}}, S + "/coins")
bad("conserve: an unknown keyword", S, {"coins": {"at": ["/coins"], "by": "first"}}, S + "/coins/by")
# ---- invariants ---------------------------------------------------------------------------------
I = PROFILE + "/invariants"
bad("invariants: no list", I, "profile.coins > 0 else poor", I)
bad("invariant: without a reason", I, ["profile.coins > 0"], I + "/0")
bad("invariant: no boolean", I, ["profile.coins else poor"], I + "/0")
bad("invariant: an unknown field", I, ["profile.coins > 0 else poor", "profile.gold > 0 else poor"], I + "/1")
bad("invariant: a live field", I, ["profile.health > 0 else dead"], I + "/0")
bad("invariant: the clock", I, ["now > 0 else early"], I + "/0")
bad("invariant: chance", I, ["chance(0.5) else unlucky"], I + "/0")
bad("invariant: another entity", I, ["actor.coins > 0 else poor"], I + "/0")
bad("invariant: a flag", I, ["flags.sale < profile.coins else poor"], I + "/0")
bad("invariant: a reason of the system", I, ["profile.coins > 0 else malformed"], I + "/0")
bad("invariant: long, without else", I, [{"that": "profile.coins > 0"}], I + "/0")
bad("invariant: long, a reason that is no name", I, [{"that": "profile.coins > 0", "else": "no name"}], I + "/0/else")
bad("invariant: long, an unknown member", I, [{"that": "profile.coins > 0", "else": "poor", "tell": True}], I + "/0/tell")
bad("invariant: long, an expression that does not parse", I, [{"that": "profile.coins >", "else": "poor"}], I + "/0/that")


def save():
    for case in CASES:
        assert case.get("text") != TEXT and json.dumps(case.get("rulebook")) != TEXT, case["name"]
    write("broken_rulebooks.json", {"about": ABOUT, "cases": CASES})
    return len(CASES)
