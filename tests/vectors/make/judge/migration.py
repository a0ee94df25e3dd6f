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
