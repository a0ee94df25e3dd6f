from lib import *

t = Topic("migration", "Migrations: rename and default run when a world with older profiles is loaded, in the order of `to`, from the stored version on.")


def profile(state, migrations, version):
    return {"profile": {"version": version, "state": state, "migrations": migrations}, "live": {"state": {"n": "int"}}}


def saved(state, version=None):
    out = {"state": state}
    if version is not None:
        out = {"version": version, **out}
    return {"ludex_world": 1, "entities": {"player": {"7": {"profile": out, "live": {}}}}}


def closed(version, state):
    return {"entities": {"player": {"7": {"profile": {"version": version, "state": state}}}}}


READ = {"Read": {"result": "{'coins': actor.coins, 'level': actor.level}"}}
STEPS = [
    {"id": "first-save", "to": 1, "steps": [{"op": "default", "path": "/gold", "value": 3}]},
    {"id": "levels", "to": 2, "steps": [{"op": "default", "path": "/level", "value": 9}]},
    {"id": "gold-to-coins", "to": 3, "breaking": True, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]},
]
base = book(READ)
base["entities"] = {"player": profile({"coins": "int >= 0 = 1", "level": "int = 2"}, STEPS, 3)}
t.rulebook("gold", base)
R = lambda coins, level: acc({"coins": coins, "level": level})
t.case("a profile of the newest version is left alone", "gold", [(req("Read"), R(70, 4))], world=saved({"coins": 70, "level": 4}, 3), after=closed(3, {"coins": 70, "level": 4}))
t.case("rename carries the value to the new name", "gold", [(req("Read"), R(70, 4))], world=saved({"gold": 70, "level": 4}, 2), after=closed(3, {"coins": 70, "level": 4}))
t.case("rename of a missing field skips where it says so, and the default fills", "gold", [(req("Read"), R(1, 4))], world=saved({"level": 4}, 2), after=closed(3, {"coins": 1, "level": 4}))
t.case("default writes what is missing", "gold", [(req("Read"), R(70, 9))], world=saved({"gold": 70}, 1), after=closed(3, {"coins": 70, "level": 9}))
t.case("default keeps what is there", "gold", [(req("Read"), R(70, 4))], world=saved({"gold": 70, "level": 4}, 1))
t.case("no version stored is version 0: every migration runs, in order", "gold", [(req("Read"), R(3, 9))], world=saved({}), after=closed(3, {"coins": 3, "level": 9}))
t.case("version 0 runs every migration", "gold", [(req("Read"), R(50, 9))], world=saved({"gold": 50}, 0))
t.case("migrations up to the stored version do not run again", "gold", [(req("Read"), R(1, 2))], world=saved({}, 3), after=closed(3, {"coins": 1, "level": 2}))
t.case("a migration that already ran does not run: the first default is skipped", "gold", [(req("Read"), R(1, 9))], world=saved({}, 1), after=closed(3, {"coins": 1, "level": 9}))

chain = book(READ)
chain["entities"] = {"player": profile({"coins": "int = 1", "level": "int = 2"}, [
    {"id": "a", "to": 1, "steps": [{"op": "rename", "from": "/money", "path": "/gold", "if_missing": "skip"}, {"op": "default", "path": "/gold", "value": 7}, {"op": "rename", "from": "/gold", "path": "/coins"}]},
    {"id": "b", "to": 2, "steps": [{"op": "rename", "from": "/rank", "path": "/level", "if_missing": "skip"}]}], 2)}
t.rulebook("chain", chain)
t.case("steps of one migration run in order, each on what the one before left", "chain", [(req("Read"), R(40, 6))], world=saved({"money": 40, "rank": 6}, 0), after=closed(2, {"coins": 40, "level": 6}))
t.case("a default inside a chain feeds the rename after it", "chain", [(req("Read"), R(7, 2))], world=saved({}, 0))
t.case("only the migrations above the stored version run", "chain", [(req("Read"), R(1, 6))], world=saved({"rank": 6}, 1), after=closed(2, {"coins": 1, "level": 6}))

t.rulebook("arena", {"file": "examples/rulebooks/arena.json"})
t.case("the arena's own migrations", "arena",
       [(req("RequestPurchase", {"item": "potion", "receipt": "r-000001"}, nonce=1, sent_at=1000), acc({"balance": 25, "owned": 1})),
        (req("Equip", {"weapon": "sword"}, nonce=2, sent_at=1000), rej("already_equipped", "/actions/Equip/refuse/0"))],
       world=saved({"gold": 50}, 0), after=closed(3, {"coins": 25, "weapons": ["sword"], "inventory": {"potion": 1}}))

# One operation each, on a profile with one field that a rule reads.
OPERATIONS = [
    ("add", {"op": "add", "path": "/list/1", "value": 9}, {"list": [1, 2]}, {"list": [1, 9, 2]}),
    ("remove", {"op": "remove", "path": "/list/0"}, {"list": [1, 2]}, {"list": [2]}),
    ("replace", {"op": "replace", "path": "/list", "value": [5]}, {"list": [1, 2]}, {"list": [5]}),
    ("move replaces what is at its target", {"op": "move", "from": "/old", "path": "/n"}, {"old": 4, "n": 1}, {"n": 4}),
    ("copy", {"op": "copy", "from": "/n", "path": "/m"}, {"n": 4}, {"n": 4, "m": 4}),
    ("a test that holds", {"op": "test", "path": "/n", "value": 4.0}, {"n": 4}, {"n": 4}),
    ("hoist", {"op": "hoist", "path": "/stats/n"}, {"stats": {"n": 4}}, {"n": 4}),
    ("plunge makes the object", {"op": "plunge", "path": "/x", "into": "inner"}, {"x": 7}, {"inner": {"x": 7}}),
    ("wrap", {"op": "wrap", "path": "/list"}, {"list": 3}, {"list": [3]}),
    ("wrap under a name", {"op": "wrap", "path": "/inner", "as": "x"}, {"inner": 3}, {"inner": {"x": 3}}),
    ("unwrap", {"op": "unwrap", "path": "/n"}, {"n": [6]}, {"n": 6}),
    ("map", {"op": "map", "path": "/n", "values": {"low": 1, "high": 2}}, {"n": "high"}, {"n": 2}),
    ("map keeps others", {"op": "map", "path": "/n", "values": {"low": 1}, "else": "keep"}, {"n": 8}, {"n": 8}),
    ("map of others to one value", {"op": "map", "path": "/n", "values": {"low": 1}, "else": {"value": 0}}, {"n": "what"}, {"n": 0}),
    ("convert", {"op": "convert", "path": "/n", "is": "double", "with": "int(value * 100.0)"}, {"n": 2.5}, {"n": 250}),
    ("convert reads a table", {"op": "convert", "path": "/n", "is": "string", "with": "tables.ranks[value].n"}, {"n": "gold"}, {"n": 3}),
    ("split", {"op": "split", "path": "/at", "is": "list<int> max 2", "into": {"/n": "value[0]", "/m": "value[1]"}}, {"at": [4, 5]}, {"n": 4, "m": 5}),
    ("merge", {"op": "merge", "from": {"a": {"path": "/n", "is": "int"}, "b": {"path": "/m", "is": "int"}}, "path": "/list", "with": "[a, b]"}, {"n": 4, "m": 5}, {"list": [4, 5]}),
    ("each over a list", {"op": "each", "path": "/list", "steps": [{"op": "convert", "path": "", "is": "int", "with": "value * 10"}]}, {"list": [1, 2]}, {"list": [10, 20]}),
    ("each over a map", {"op": "each", "path": "/bag", "steps": [{"op": "unwrap", "path": ""}]}, {"bag": {"a": [1], "b": [2]}}, {"bag": {"a": 1, "b": 2}}),
    ("skipped where there is nothing", {"op": "remove", "path": "/gone", "if_missing": "skip"}, {"n": 4}, {"n": 4}),
    ("rename onto a member that may go", {"op": "rename", "from": "/old", "path": "/n", "if_exists": "replace"}, {"old": 4, "n": 1}, {"n": 4}),
]
for position, (name, operation, before, after) in enumerate(OPERATIONS):
    rules = book({"Look": {"result": "actor.profile.n"}})
    rules["tables"] = {"ranks": {"columns": {"n": "int"}, "rows": {"silver": {"n": 2}, "gold": {"n": 3}}}}
    state = {"n": "int = 0", "m": "int = 0", "list": "list<int> max 8", "bag": "map<string, int> max 8",
             "inner": {"type": "object", "properties": {"x": "int = 0"}}}
    rules["entities"] = {"player": profile(state, [{"id": "s", "to": 1, "steps": [operation]}], 1)}
    t.rulebook(f"operation {position}", rules)
    t.case(f"operation: {name}", f"operation {position}", [(req("Look"), acc(after.get("n", 0)))], world=saved(before), after=closed(1, after))
