"""Rulebooks that must compile: one legal way of writing each, as a guard against refusing too much."""

from broken_rulebooks import BASE
from lib import book, write

CASES = []
ONCE = {"key": "params.k", "scope": "actor", "keep": "forever"}
TABLES = {"items": {"columns": {"price": "int >= 0", "next": "row items", "tags": "list<string> max 3", "note": "string?"},
                    "rows": {"potion": {"price": 25, "next": "key", "tags": [], "note": None}, "key": {"price": 400, "next": "potion", "tags": ["a"], "note": "opens"}}}}


def add(name, rulebook):
    assert name not in [c["name"] for c in CASES]
    CASES.append({"name": name, "text" if isinstance(rulebook, str) else "rulebook": rulebook})


add("the arena", {"file": "examples/rulebooks/arena.json"})
add("the base of the broken rulebooks", BASE)
add("the smallest: one kind, one empty action", book({"Go": {}}))
add("comments of both kinds, and white space", '// rules\n{ "ludex": 1, /* the\n format */ "name": "c", "version": 1,\n\t"entities": {"player": {"live": {"state": {"url": "string"}}}}, // fields\r\n"actions": {"Go": {"require": ["actor.url != \'http://x /* y */\' else no"]}} }\n// end')
add("shapes in short form", book({"Go": {}}, live={
    "a": "int", "b": "int = -5", "c": "int 0..10", "d": "int -10..10 = 3", "e": "int >= 0", "f": "int >= 5 = 5", "g": "double", "h": "double = 0.5", "i": "double 0.0..1.0 = 0.25", "j": "bool", "k": "bool = true", "l": "string", "m": "string 0..64", "n": "vec3", "o": "int?", "p": "string?", "q": "enum(a,b,c)", "r": "enum(a,b,c) = b",
    "s": "row items = key", "t": "ref player = 0", "u": "list<int> max 4", "v": "list<int 0..9> max 4 = [1, 2]", "w": "map<string, int> max 4", "x": "map<string, int >= 0> max 500", "y": "list<row items> max 4 = [\"key\"]", "z": "int -9223372036854775808..9223372036854775807"}, tables=TABLES))
add("shapes in long form", book({"Go": {"params": {"n": {"type": "integer", "minimum": 0, "maximum": 9}}}}, live={
    "a": {"type": "integer"}, "b": {"type": "integer", "minimum": 0, "default": 0}, "c": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5}, "d": {"type": "boolean", "default": True}, "e": {"type": "string", "minLength": 0, "maxLength": 9, "default": "abc"},
    "f": {"type": "array", "items": {"type": "integer"}, "maxItems": 4}, "g": {"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 4}, "h": {"type": "string", "enum": ["a", "b"], "default": "b"}, "i": {"$ref": "ludex:vec3"}}))
add("params in long form, nested and closed", book({"Go": {"params": {"p": {"type": "object", "properties": {"x": {"type": "integer", "minimum": 1}, "tags": {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 3}}, "required": ["x"], "additionalProperties": False}}, "result": "{'x': params.p.x}"}}))
add("annotations, patterns, least sizes and our own keywords", book({"Go": {"params": {
    "a": {"type": "string", "title": "Name", "description": "as shown", "$comment": "letters", "examples": ["Ada"], "deprecated": False, "pattern": "^\\p{Lu}[\\p{L}' -]*$", "maxLength": 24, "x-ludex": {"maxBytes": 64}},
    "b": {"type": "array", "items": {"type": "string", "pattern": "^(?<kind>[a-z]+)-\\d{1,4}$"}, "minItems": 1, "maxItems": 3}, "c": {"type": "object", "additionalProperties": "int", "minProperties": 1, "maxProperties": 2},
    "d": {"type": "integer", "x-ludex": {"width": "u8"}}, "e": {"type": "number", "x-ludex": {"width": "f32", "finite": True}}, "f": {"type": "integer", "x-ludex": {"ref": "player"}}, "g": {"type": ["integer", "null"], "x-ludex": {"width": "i64"}}}}}))
add("params of every kind", book({"Go": {"params": {"a": "int", "b": "int 1..5", "c": "double", "d": "bool", "e": "string 1..64", "f": "vec3", "g": "row items", "h": "ref player", "i": "list<int> max 3", "j": "map<string, int> max 3", "k": "enum(x,y)", "l": "int?", "m": "row items?", "n": "vec3?"}}}, tables=TABLES))
add("clauses in long form", book({"Go": {"require": [{"that": "actor.n > 0", "else": "no"}, {"that": "actor.n < 9", "else": "large", "name": "size", "tell": True}], "refuse": ["actor.n == 5 : five"]}}))
add("effects in long form", book({"Go": {"effects": [{"set": "actor.n", "to": "5"}, {"add": "actor.n", "by": "1", "max": "9"}, {"sub": "actor.n", "by": "1", "min": "0", "max": "9"}, {"remove": "actor.m['a']"}, {"if": "actor.n > 0", "then": [{"set": "actor.n", "to": "1"}], "else": ["actor.n = 2"]}]}}, live={"n": "int", "m": "map<string, int> max 3"}))
add("effects in short form", book({"Go": {"params": {"k": "string", "i": "int"}, "effects": ["actor.n = 5", "actor.n += 1", "actor.n -= 1", "actor.n += actor.n * 2 min 0 max 100", "actor.n -= 5 min 0", "actor.m[params.k] = 1", "actor.m[params.k] += 1", "remove actor.m[params.k]", "actor.l[params.i] = 2", "actor.x = double(actor.n)", "actor.v = actor.v"]}},
     live={"n": "int", "x": "double", "v": "vec3", "m": "map<string, int> max 3", "l": "list<int> max 3"}))
add("if within if", book({"Go": {"effects": [{"if": "actor.n > 0", "then": [{"if": "actor.n > 5", "then": ["actor.n = 1"], "else": [{"if": "actor.n > 3", "then": []}]}]}]}}))
add("permit as a string and as a list", book({"A": {"permit": "request.origin == 'client'"}, "B": {"permit": ["'x' in request.roles", "request.session == 0"]}}))
add("once of every scope and keep", book({"A": {"params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"}}, "B": {"params": {"k": "string"}, "once": {"key": "params.k", "scope": "action", "keep": "24h"}}, "C": {"params": {"k": "string"}, "once": {"key": "params.k + string(request.session)", "scope": "world", "keep": "500ms", "in": "live"}}}))
add("actions of the server and the admin", book({"A": {"from": ["server"], "params": {"k": "string"}, "once": ONCE}, "B": {"from": ["admin", "server", "client"], "params": {"k": "string"}, "once": ONCE}}))
add("a with name optional and one that may alias", book({"Go": {"params": {"a": "ref player?", "b": "ref player"}, "with": {"a": {"player": "params.a", "optional": True}, "b": {"player": "params.b", "may_alias": True}}, "effects": [{"if": "has(a)", "then": ["a.n += 1"]}, "b.n += 1"]}}))
add("a with name read from the actor's state", book({"Go": {"with": {"room": {"room": "actor.live.room"}}, "require": ["room.open else closed"]}}, live={"room": "ref room = 1"}, kinds={"room": {"live": {"state": {"open": "bool"}}}}))
add("one reason in many clauses and actions", book({"A": {"require": ["actor.n > 0 else no", "actor.n < 9 else no"]}, "B": {"refuse": ["actor.n == 5 : no"]}}))
add("lets that use earlier lets, and one unused", book({"Go": {"let": {"a": "actor.n + 1", "b": "a * 2", "c": "b > 3", "unused": "1 + 2"}, "require": ["c else no"]}}))
add("a cooldown shared by two actions, and durations", book({"A": {"cooldown": {"key": "k", "ms": "500ms"}}, "B": {"cooldown": {"key": "k", "ms": "2s"}}, "C": {"cooldown": {"key": "c", "ms": "actor.n * 1000 + 5m"}}}))
add("costs in several fields", book({"Go": {"params": {"n": "int 0..9"}, "cost": {"coins": "params.n * 2", "gems": "1"}}}, profile={"coins": "int >= 0"}, live={"gems": "int >= 0"}))
add("limits each alone", book({"Go": {}}, limits={"nonce": {"counter": 1}}))
add("limits at their ends", book({"Go": {"rate": {"per_second": 1, "burst": 1}}, "Fast": {"rate": {"per_second": 1000000, "burst": 1000}}}, limits={"rate": {"per_second": 1000000, "burst": 1}, "clock": {"late_ms": 0, "early_ms": 0}}))
add("fields of one name in profile and live, said in full", book({"Go": {"effects": ["actor.profile.coins += 1", "actor.live.coins -= 1"], "result": "{'sum': actor.profile.coins + actor.live.coins}"}}, profile={"coins": "int"}, live={"coins": "int"}))
add("a kind with live only beside the player", book({"Go": {"params": {"r": "ref room"}, "with": {"room": {"room": "params.r"}}, "effects": ["room.n += 1"]}}, kinds={"room": {"live": {"state": {"n": "int"}}}}))
add("`actor` naming another kind", book({"Go": {"effects": ["actor.n += 1"]}}, actor="hero", live={"m": "int"}, kinds={"hero": {"live": {"state": {"n": "int"}}}}))
add("tables with rows, lists and optional cells", book({"Go": {"params": {"k": "row items"}, "result": "{'price': tables.items[tables.items[params.k].next].price}"}}, tables=TABLES))
add("an int cell for a double column", book({"Go": {"params": {"k": "row w"}, "result": "{'r': tables.w[params.k].range * 2.0}"}}, tables={"w": {"columns": {"range": "double", "n": "int"}, "rows": {"a": {"range": 10, "n": 1.0}}}}))
add("flags of every kind", book({"Go": {"require": ["flags.open else closed", "flags.n < 5 else large", "flags.rate < 0.5 else fast", "flags.mode == 'b' else mode"]}}, flags={"open": "bool = true", "n": "int 0..9 = 1", "rate": "double = 0.25", "mode": "enum(a,b) = b"}))
add("expressions with everything of the core", book({"Go": {"params": {"xs": "list<int> max 5", "m": "map<string, int> max 5", "s": "string", "o": "int?"},
    "require": ["params.xs.all(x, x > 0) && params.xs.exists(x, x == 1) || params.xs.exists_one(x, x == 2) else a", "size(params.xs.map(x, x * 2).filter(x, x > 2)) >= 0 else b", "params.s in params.m && params.m[params.s] > 0 || !(params.s == '') else c", "has(params.o) ? true : size(params.s) < 10 else d",
                "min(1, 2) < max(actor.n, 2) && abs(actor.n) >= 0 && clamp(actor.n, 0, 9) < 10 else e", "floor(actor.x) <= ceil(actor.x) && round(actor.x) > -10.0 && int(actor.x) < 5 && double(actor.n) < 5.5 else f", "distance(actor.p, actor.p) < 1.0 && actor.p.x + actor.p.y - actor.p.z < 15% else g", "[1, 2, 3][0] == 1 && {'a': 1}['a'] == 1 && 7 % 2 == 1 else h",
                "string(actor.n) != \"x\" && 'it''s' != ''".replace("'it''s'", "'its'") + " else i"]}}, live={"n": "int", "x": "double", "p": "vec3"}))
add("macros inside macros", book({"Go": {"params": {"xs": "list<int> max 5"}, "require": ["params.xs.all(x, params.xs.exists(y, x + y > 0)) else no"]}}))
add("events with no data, to all and to the actor", book({"Go": {"emit": [{"event": "A", "audience": "all", "data": {}}, {"event": "B", "audience": "actor", "data": {"n": "actor.n", "all": "{'n': [actor.n]}"}}]}}))
add("results of every type", book({"A": {"result": "actor.n"}, "B": {"result": "'x'"}, "C": {"result": "[actor.n]"}, "D": {"result": "{'a': actor.n}"}, "E": {"result": "actor.n > 0"}, "F": {"result": "1.5"}}))
add("a migration of several steps, some breaking", book({"Go": {}}, profile={"coins": "int"}))
CASES[-1]["rulebook"]["entities"]["player"]["profile"].update({"version": 3, "migrations": [
    {"id": "a", "to": 1, "steps": [{"op": "default", "path": "/gold", "value": 0}]}, {"id": "b", "to": 2, "breaking": True, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}, {"op": "rename", "from": "/old", "path": "/older", "if_missing": "skip"}]},
    {"id": "c", "to": 3, "steps": [{"op": "default", "path": "/level", "value": {"n": [1, 2]}}]}]})
add("invariants of a profile, short and long, over every shape and a table", book({"Go": {}}, profile={"coins": "int >= 0", "bank": "int >= 0", "pet": "row pets = cat", "bag": "map<string, int 1..9>", "at": "vec3", "nick": "string?"},
    tables={"pets": {"columns": {"price": "int"}, "rows": {"cat": {"price": 1}, "dog": {"price": 20}}}}))
CASES[-1]["rulebook"]["entities"]["player"]["profile"]["invariants"] = ["profile.coins + profile.bank <= 1000000 else too_rich", {"that": "tables.pets[profile.pet].price < 100", "else": "dear_pet", "name": "pets"},
    "profile.bag.all(k, profile.bag[k] < 10) && profile.at.x >= -1.0 && profile.nick != 'root' else odd"]
CASES[-1]["rulebook"]["entities"]["player"]["profile"]["invariants"] += ["true else never"]
add("sums that are conserved, short and long", book({"Go": {}}, profile={"coins": "int >= 0"}))
CASES[-1]["rulebook"]["entities"]["player"]["profile"]["conserve"] = {"coins": ["/gold", "/coins"], "gems": {"at": ["/items/*/gems"], "changed_by": []}, "anything": {"at": ["/~1/0"]}}
add("no invariants", book({"Go": {}}, profile={"coins": "int"}))
CASES[-1]["rulebook"]["entities"]["player"]["profile"]["invariants"] = []
add("actions and rows named beyond ASCII", book({"Frapper\u00e9": {}, "Go": {}}, tables={"swords": {"columns": {"d": "int"}, "rows": {"\u5263": {"d": 1}, "two words": {"d": 2}}}}))
add("elementary functions, points and chance", book({"Go": {"params": {"x": "double -700..700", "y": "double -20..20", "p": "vec3", "n": "int"}, "draws": ["hit", "crit"],
    "let": {"power": "pow(abs(params.x), params.y / 4.0)", "turn": "lerp(params.p, [1, 2, 3], 0.25) * sin(params.y) - vec3(cos(params.x), 1, 2)"},
    "effects": ["actor.a = exp(params.x / 2.0) + log(abs(params.x) + 1.0) + power", "actor.p = -turn", "actor.b = atan2(params.x, params.y) + sqrt(length(turn)) + dot(turn, turn) + distance2(turn, params.p)",
                "actor.n = wrap_mul(wrap_add(wrap_sub(actor.n, params.n), 7), 6364136223846793005) + floor_div(params.n, 3) / 8 - ceil_div(params.n, 5) / 8", {"if": "chance('hit', 70%)", "then": ["actor.hits += roll('crit', 1, 10)"], "else": ["actor.hits -= 1"]}],
    "result": "[dice('own', '3d8-1'), weighted('loot', [5, 0, 1]), weighted('share', [0.25, 0.5]), round_div(actor.n, 7), half_down_div(actor.n, 2)]"}},
    live={"a": "double", "b": "double", "p": "vec3", "n": "int", "hits": "int"}))


def save():
    write("good_rulebooks.json", {"about": "Each of these rulebooks must compile without an error (warnings are free).", "cases": CASES})
    return len(CASES)
