"""Players who join, play, are saved and leave. Records are computed by save_reference.py and the fingerprints of ledger.py; all else is written by hand."""
import json

from ledger import fingerprint
from lib import write
from save_reference import Text, digest, loaded, made

ABOUT = ("A case's `steps` happen to one world, in order: `join` brings `record` (an exact text, {\"hex\"}, or null: a new profile) as that entity, with its `finding`; `save` gives the record `out`, "
         "from the last one, `record`; `leave` takes the entity away; `judge` gives the `reasons` of its lines (`accepted` is one). What is `refused` is an error. After a step the world's text has the members "
         "of `after`, or is `unchanged`. `kind` is the step's where it is not the file's, `limits` are those of every loader.")

STEPS = [
    {"id": "first", "to": 1, "steps": []},
    {"id": "gold-to-coins", "to": 2, "breaking": True, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]},
]
PROFILE = {"version": 2, "state": {"coins": "int >= 0"}, "migrations": STEPS}
CHEST = {"version": 1, "state": {"coins": "int"}, "migrations": [{"id": "c", "to": 1, "steps": []}]}
GRANT = {"from": ["server"], "params": {"receipt": "int", "coins": "int 1..100000"}, "once": {"key": "params.receipt"}, "effects": ["actor.coins += params.coins"],
         "result": "{'coins': actor.coins}"}


def rulebook(**limits):
    return {
        "ludex": 1, "name": "presence", "version": 1,
        "entities": {"player": {"profile": PROFILE, "live": {"state": {"hp": "int = 3"}}}, "chest": {"profile": CHEST}, "room": {"live": {"state": {"n": "int"}}}},
        **({"limits": limits} if limits else {}),
        "actions": {
            "Grant": GRANT,
            "Greet": {"from": ["server"], "params": {"n": "int"}, "once": {"key": "params.n", "in": "live", "keep": "1h"}, "effects": ["actor.hp += 1"]},
            "Hit": {"params": {}, "effects": ["actor.hp -= 1"]},
        },
    }


BOOKS = {"shop": rulebook(), "narrow": rulebook(ledger={"entries": 1}), "strict": rulebook(nonce={"counter": 64})}
BOOKS["bounded"] = rulebook()
BOOKS["bounded"]["entities"]["player"]["profile"] = {**PROFILE, "invariants": ["profile.coins <= 1000 else too_rich"]}
EMPTY = {"ludex_world": 1, "now": 1000}
OLD = '{"vip": 1.0 ,"state":{"gold":5,"pets":[ 1e0 ]}}'
CASES = []


# ---- the reference -----------------------------------------------------------------------------------------------
def entry(actor, receipt, coins, result):
    """What Grant leaves in the ledger: its result is what the player had."""
    return {"action": "Grant", "actor": actor, "at": 1000, "fingerprint": fingerprint("Grant", {"coins": coins, "receipt": receipt}), "in": "profile", "key": receipt,
            "result": {"coins": result}, "scope": "actor"}


def record(last, state, once=(), version=2):
    """The record after `last` of a player who now has `state` (a text) and these keys."""
    root = Text(last or "{}")
    stored = root.find("version")
    if stored is None or int(stored.raw) < version:
        root.set("version", made(version))
        root.remove("applied")
    root.set("state", Text(state))
    ledger = root.find("ledger")
    if ledger is None and once:
        root.set("ledger", made({}))
        ledger = root.find("ledger")
    if ledger is not None and ledger.kind == "object":
        ledger.open()
        if once:
            ledger.set("once", made(list(once)))
        else:
            ledger.remove("once")
    root.remove("checksum")
    return loaded(PROFILE, {"coins": "0"}, {}, root.write())[1]


def found(state="ready", version=0, changed=True, ahead=False, reconciled=0, step="", pointer="", contains=None):
    out = {"state": state, "version": version, "changed": changed, "ahead": ahead, "reconciled": reconciled, "step": step, "pointer": pointer}
    return {**out, "message": ""} if contains is None else {**out, "changed": False, "message_contains": contains}


# ---- steps -------------------------------------------------------------------------------------------------------
def join(who, text, finding=None, **more):
    return {"join": who, "record": text, **({"finding": finding} if finding else {}), **more}


def saved(who, text, out=None, **more):
    return {"save": who, "record": text, **({"out": out} if out else {}), **more}


def leave(who, **more):
    return {"leave": who, **more}


def judge(*pairs, **more):
    return {"judge": [line for line, _ in pairs], "reasons": [reason for _, reason in pairs], **more}


def refused(code, contains, pointer=""):
    return {"refused": {"code": code, "pointer": pointer, "message_contains": contains}, "unchanged": True}


def line(action, params, actor=7, **more):
    return json.dumps({"actor": actor, "origin": "server", "received_at": 1000, "action": action, "params": params, **more})


def grant(receipt, coins, actor=7):
    return line("Grant", {"receipt": receipt, "coins": coins}, actor)


def players(them):
    """What the world has of them: hp, which is live, and the state of the profile."""
    return {"entities": {"chest": {}, "player": {str(who): {"live": {"hp": hp}, "profile": {"state": state, "version": 2}} for who, (hp, state) in them.items()}, "room": {}}}


def case(name, *steps, book="shop", world=None, limits=None):
    assert name not in [one["name"] for one in CASES], name
    CASES.append({"name": name, "rulebook": book, "world": world or EMPTY, **({"limits": limits} if limits else {}), "steps": list(steps)})


NEW = found(version=2)
BOUGHT = record(OLD, '{"coins":15,"pets":[1e0]}', [entry(7, 1, 10, 15)])
assert '"vip":1.0' in BOUGHT and '"pets":[1e0]' in BOUGHT
TOLD = [entry(7, 1, 10, 15)]

case("an old save joins migrated, buys, is saved, leaves, comes back, and the purchase is a duplicate",
     join(7, OLD, found(), after={**players({7: (3, {"coins": 5, "pets": [1]})}), "ledger": []}),
     judge((grant(1, 10), "accepted")),
     saved(7, OLD, BOUGHT, unchanged=True),
     saved(7, BOUGHT, BOUGHT, unchanged=True),
     leave(7, after={**players({}), "ledger": []}),
     join(7, BOUGHT, found(version=2, changed=False), after={"ledger": TOLD}),
     judge((grant(1, 10), "duplicate"), (grant(1, 11), "idempotency_conflict")),
     saved(7, BOUGHT, BOUGHT))

case("a new profile has its defaults, and a record without a ledger",
     join(7, None, found(version=2, reconciled=1), after=players({7: (3, {"coins": 0})})),
     saved(7, None, record(None, '{"coins":0}')),
     judge((grant(1, 10), "accepted"), (grant(2, 30), "accepted")),
     saved(7, record(None, '{"coins":0}'), record(record(None, '{"coins":0}'), '{"coins":40}', [entry(7, 1, 10, 10), entry(7, 2, 30, 40)])))

case("what was bought after the last save never happened",
     join(7, BOUGHT),
     judge((grant(2, 20), "accepted")),
     leave(7),
     join(7, BOUGHT),
     judge((grant(2, 20), "accepted"), (grant(1, 10), "duplicate")))

case("a save that cannot be used changes nothing, and one that can comes in afterwards",
     join(7, '{"version":2,"state":{"coins":-1}}', found("invalid", 2, pointer="/state/coins", contains="out of its declared range"), unchanged=True),
     join(7, '{"state":', found("undecodable", contains=""), unchanged=True),
     join(7, {"hex": "ff"}, found("undecodable", contains=""), unchanged=True),
     join(7, "[]", found("undecodable", contains="a save is an object"), unchanged=True),
     join(7, '{"version":9,"state":{}}', found("too_new", 9, ahead=True, contains="", pointer="/version"), unchanged=True),
     join(7, json.dumps({"version": 2, "state": {"coins": 1}, "checksum": digest('{"coins":2}')}), found("checksum", 2, pointer="/checksum", contains=""), unchanged=True),
     join(7, '{"version":1,"state":{"gold":1,"coins":2}}', found("migration_failed", 1, step="gold-to-coins", pointer="/state/coins", contains=""), unchanged=True),
     judge((grant(1, 10), "no_such_entity")),
     join(7, '{"version":2,"state":{"coins":1}}', NEW))

case("a save may break what its fields must be together",
     join(7, '{"version":2,"state":{"coins":1001}}', found("invariant", 2, pointer="/state", contains="too_rich"), unchanged=True),
     join(7, '{"version":2,"state":{"coins":1000}}', NEW), book="bounded")

LATER = '{"version":3,"min_reader":2,"applied":[["first","x"],["later","y"]],"state":{"coins":1,"gems":2}}'
case("a save of later rules keeps its version, its steps and their fields",
     join(7, LATER, found(version=3, ahead=True)),
     judge((grant(1, 10), "accepted")),
     saved(7, LATER, record(LATER, '{"coins":11,"gems":2}', [entry(7, 1, 10, 11)])))

case("who is here already cannot come again", join(7, None), join(7, None, **refused("host", "the profile of player 7 is in the world already")),
     join(7, BOUGHT, **refused("host", "is in the world already")), join(8, None, found(version=2, reconciled=1)))

case("idempotency keys are carried by their own player alone",
     join(8, BOUGHT, **refused("world", "not those of its own entity", "/ledger/once")),
     join(8, '{"version":2,"state":{},"ledger":{"once":{}}}', **refused("world", "not those of its own entity", "/ledger/once")),
     join(8, '{"version":2,"state":{},"ledger":{"once":[{"scope":"actor","actor":8,"in":"profile"}]}}', **refused("world", "an entry needs scope, key, action, fingerprint and at", "/ledger/0")),
     join(7, BOUGHT, after={"ledger": TOLD}))

TWO = record(None, '{"coins":20}', [entry(7, 1, 10, 10), entry(7, 2, 10, 20)])
case("keys that the world has no room for stay out, and with them the save", join(7, TWO, **refused("world", "limits.ledger.entries", "/ledger/once")), join(7, BOUGHT), book="narrow")

case("who leaves takes the keys of the profile along, and nothing else of the world",
     join(7, None), join(8, None),
     judge((grant(1, 10), "accepted"), (grant(1, 10, 8), "accepted"), (line("Greet", {"n": 5}), "accepted")),
     leave(7),
     judge((line("Greet", {"n": 5}), "no_such_entity"), (grant(1, 10, 8), "duplicate")),
     join(7, None, after=players({7: (3, {"coins": 0}), 8: (3, {"coins": 10})})),
     judge((line("Greet", {"n": 5}), "duplicate"), (grant(1, 10), "accepted")))

case("leaving and coming back renews no replay window",
     join(7, None),
     judge((line("Hit", {}, origin="client", nonce=5), "accepted")),
     leave(7), join(7, None),
     judge((line("Hit", {}, origin="client", nonce=5), "nonce_replayed"), (line("Hit", {}, origin="client", nonce=6), "accepted")), book="strict")

case("who is live without a profile gets it, and stays as it is",
     judge((line("Hit", {}, origin="client"), "profile_not_ready")),
     saved(7, None, **refused("host", "no player 7 with a profile")),
     join(7, OLD, found(), after=players({7: (9, {"coins": 5, "pets": [1]})})),
     judge((line("Hit", {}, origin="client"), "accepted")),
     world={**EMPTY, "entities": {"player": {"7": {"live": {"hp": 9}}}}})

case("a kind that does not act has saves without keys",
     join(7, BOUGHT),
     join(7, '{"state":{"coins":4}}', found(), kind="chest"),
     join(8, '{"version":1,"state":{"coins":4},"ledger":{"once":[]}}', kind="chest", **refused("world", "not those of its own entity", "/ledger/once")),
     leave(7, kind="chest"),
     judge((grant(1, 10), "duplicate")))

case("what cannot be saved or left says so",
     saved(7, None, **refused("host", "there is no player 7 with a profile in the world")),
     leave(7, **refused("host", "there is no player 7 in the world")),
     leave(7, kind="plaier", **refused("host", "no kind 'plaier'; did you mean 'player'?")),
     join(7, None, kind="plaier", **refused("host", "no kind 'plaier'")),
     join(7, None, kind="room", **refused("host", "has no profile")),
     join(7, None),
     saved(7, "[]", **refused("profile", "not the JSON object")),
     saved(7, "{", **refused("profile", "not the JSON object")),
     saved(7, "{}"))

LONG = '{"version":2,"state":{"coins":1},"note":"' + "x" * 600 + '"}'
case("a record beyond the loader's limits is not written", join(7, '{"state":{}}'), judge((grant(1, 10), "accepted")), saved(7, LONG, **refused("profile", "")), saved(7, None), limits={"max_bytes": 600})

case("members that nobody knows keep their bytes, in the record and in the state",
     join(7, '{"a": 1.50, "version": 2, "b":[ 1 ,2], "state": {"coins": 1, "x": 0.10}}', NEW),
     judge((grant(1, 10), "accepted")),
     saved(7, '{"a": 1.50, "version": 2, "b":[ 1 ,2], "state": {"coins": 1, "x": 0.10}}',
          record('{"a": 1.50, "version": 2, "b":[ 1 ,2], "state": {"coins": 1, "x": 0.10}}', '{"coins":11,"x":0.10}', [entry(7, 1, 10, 11)])))


def save():
    write("presence.json", {"about": ABOUT, "kind": "player", "rulebooks": BOOKS, "cases": CASES})
    return len(CASES)
