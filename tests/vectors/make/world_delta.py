"""Deltas of worlds and visible parts: what is said of what differs, written by hand from docs/interest.md."""
from lib import write

RULEBOOK = {
    "ludex": 1, "name": "shapes", "version": 1,
    "entities": {
        "player": {"profile": {"version": 0, "state": {"coins": "int = 3", "n": "int"}},
                   "live": {"state": {"position": "vec3", "bag": "map<string, int>", "mood": "string?", "n": "int"}}},
        "mob": {"live": {"state": {"hp": "int 0..100 = 10", "plan": "string"}}},
    },
    "limits": {"rate": {"per_second": 10, "burst": 10}, "nonce": {"counter": 8}},
    "actions": {"Go": {"from": ["client", "timer"], "cooldown": {"key": "go", "ms": "50"}, "params": {"k": "string = x"}, "once": {"key": "params.k"}}},
}
DELTAS, REFUSED, VISIBLE = [], [], []


def world(entities=None, now=5, seed=1, **more):
    return {"ludex_world": 1, "now": now, "seed": seed, "entities": entities or {}, **more}


def delta(name, a, b, gone=None, **said):
    """`said`: members of the delta's world that are not empty, without the clock and the seed. Nothing at all: the two are equal."""
    DELTAS.append({"name": name, "from": a, "to": b, **({"gone": gone} if gone else {}), **({"world": {
        "entities": {}, "guard": {}, "ledger": [], "ludex_world": 1, "now": b["now"], "seed": b["seed"], "timers": [], **said}} if said or gone or a != b else {})})


def refused(name, given, pointer, contains, code="world"):
    REFUSED.append({"name": name, "delta": given, "refused": {"code": code, "pointer": pointer, "message_contains": contains}})


MOB = {"mob": {"1": {"live": {"hp": 7}}}}
ENTRY = {"scope": "actor", "actor": 1, "key": "k", "action": "Go", "at": 5, "fingerprint": "0" * 32, "in": "live"}
GUARD = {"1": {"seq": 4, "command_seq": 0, "tat": [6000, 10], "actions": {}, "sessions": {"0": {"highest": 9, "seen": "c"}}}}
TIMER = {"id": "t", "action": "Go", "actor": 1, "due": 90, "params": {"k": "y"}}
TIMER_SAID = TIMER

delta("nothing", world(MOB), world(MOB))
delta("a field", world({"mob": {"1": {"live": {"hp": 7, "plan": "wait"}}, "2": {}}}), world({"mob": {"1": {"live": {"hp": 8, "plan": "wait"}}, "2": {}}}), entities={"mob": {"1": {"live": {"hp": 8}}}})
delta("the clock and the seed", world(MOB), world(MOB, now=6, seed=2))
delta("one who comes tells what is not a default", world(), world({"mob": {"2": {"live": {"hp": 10, "plan": "run"}}, "10": {}}}), entities={"mob": {"2": {"live": {"plan": "run"}}, "10": {"live": {}}}})
delta("one who goes", world(MOB), world(), gone={"entities": {"mob": [1]}})
delta("a map and an optional are told whole", world({"player": {"1": {"live": {"bag": {"a": 1, "b": 2}, "mood": "calm"}}}}), world({"player": {"1": {"live": {"bag": {"a": 1}}}}}),
      entities={"player": {"1": {"live": {"bag": {"a": 1}, "mood": None}}}})
delta("a profile that is loaded", world({"player": {"1": {}}}), world({"player": {"1": {"profile": {"version": 0, "state": {"coins": 3, "n": 1}}}}}),
      entities={"player": {"1": {"live": {}, "profile": {"state": {"n": 1}, "version": 0}}}})
delta("a profile that is no more: the entity goes and comes anew", world({"player": {"1": {"live": {"n": 2}, "profile": {"version": 0, "state": {}}}}}), world({"player": {"1": {"live": {"n": 2}}}}),
      gone={"entities": {"player": [1]}}, entities={"player": {"1": {"live": {"n": 2}}}})
delta("a profile whose lock is in doubt", world({"player": {"1": {"profile": {"version": 0, "state": {}}}}}), world({"player": {"1": {"profile": {"version": 0, "read_only": True, "state": {}}}}}),
      entities={"player": {"1": {"live": {}, "profile": {"read_only": True, "state": {}, "version": 0}}}})
delta("members that nobody knows are told with their profile", world({"player": {"1": {"profile": {"version": 0, "state": {"old": [1], "coins": 4}}}}}),
      world({"player": {"1": {"profile": {"version": 0, "state": {"old": [1], "coins": 5}}}}}), entities={"player": {"1": {"live": {}, "profile": {"state": {"coins": 5, "old": [1]}, "version": 0}}}})
delta("a cooldown", world({"player": {"1": {}}}), world({"player": {"1": {"live": {"$cooldown.go": 99}}}}), entities={"player": {"1": {"live": {"$cooldown.go": 99}}}})
delta("a cooldown as if never used", world({"player": {"1": {"live": {"$cooldown.go": 99, "n": 1}}}}), world({"player": {"1": {"live": {"n": 1}}}}),
      gone={"entities": {"player": [1]}}, entities={"player": {"1": {"live": {"n": 1}}}})
delta("a guard and a window that are new", world(), world(guard=GUARD), guard=GUARD)
delta("a guard and a window that are no more", world(guard=GUARD), world(), gone={"guards": [1], "windows": [[1, 0]]})
delta("a guard that counted on", world(guard=GUARD), world(guard={"1": {**GUARD["1"], "seq": 5}}), gone={"guards": [1]},
      guard={"1": {"actions": {}, "command_seq": 0, "seq": 5, "tat": [6000, 10]}})
delta("an entry that is new", world(), world(ledger=[ENTRY]), ledger=[ENTRY])
delta("an entry that is no more", world(ledger=[ENTRY]), world(), gone={"ledger": [{"actor": 1, "key": "k", "scope": "actor"}]})
delta("an entry of an action that is another now", world(ledger=[{**ENTRY, "scope": "action"} | {"at": 4}]), world(ledger=[{**ENTRY, "scope": "action"}]),
      gone={"ledger": [{"action": "Go", "key": "k", "scope": "action"}]}, ledger=[{k: v for k, v in ENTRY.items() if k != "actor"} | {"scope": "action"}])
delta("a timer that is new", world(), world(timers=[TIMER]), timers=[TIMER_SAID])
delta("a timer that is no more", world(timers=[TIMER]), world(), gone={"timers": ["t"]})
delta("a timer that falls due later", world(timers=[TIMER]), world(timers=[{**TIMER, "due": 91}]), gone={"timers": ["t"]}, timers=[{**TIMER_SAID, "due": 91}])

refused("not a delta", [], "", "an object")
refused("a later form", {"ludex_delta": 2}, "/ludex_delta", "ludex_delta")
refused("of another program", {"program": "0" * 16}, "/program", "another program", "host")
refused("from another world", {"from": "0" * 16}, "/from", "another world", "host")
refused("to another world", {"to": "0" * 16}, "/to", "damaged")
refused("a member that is none", {"seeds": 1}, "/seeds", "unknown key")
refused("who is not there cannot go", {"gone": {"entities": {"mob": [2]}}}, "/gone/entities/mob/0", "there is no mob 2")
refused("nobody goes twice", {"gone": {"entities": {"mob": [1, 1]}}}, "/gone/entities/mob/1", "there is no mob 1")
refused("a kind that is not there", {"gone": {"entities": {"mobs": []}}}, "/gone/entities/mobs", "did you mean 'mob'?")
refused("a value out of its bounds", {"world": {"ludex_world": 1, "entities": {"mob": {"1": {"live": {"hp": 101}}}}}}, "/world/entities/mob/1/live/hp", "the value")
refused("a timer that is not there", {"gone": {"timers": ["t"]}}, "/gone/timers/0", "no such timer")


def visible(name, named, part=None, **fault):
    VISIBLE.append({"name": name, "visible": named, **({"part": part} if part is not None else {"refused": {"code": "host", **fault}})})


FULL = world({"player": {"1": {"live": {"position": [1.0, 2.0, 3.0], "bag": {"a": 1}, "mood": "calm", "n": 4, "$cooldown.go": 70}, "profile": {"version": 0, "state": {"coins": 9, "n": 5, "old": True}}},
                         "2": {"live": {"n": 6}}}, **MOB}, guard=GUARD, ledger=[ENTRY], timers=[TIMER], seed=77)


def part(entities):
    return world({"mob": {}, "player": {}, **entities}, seed=0, guard={}, ledger=[], timers=[])


NOBODY = {"bag": {}, "mood": None, "n": 0, "position": [0.0, 0.0, 0.0]}
visible("nothing", {}, part({}))
visible("one field of everybody", {"player": ["position"]}, part({"player": {"1": {"live": {**NOBODY, "position": [1.0, 2.0, 3.0]}}, "2": {"live": NOBODY}}}))
visible("some of them, each once, those who left passed over", {"player": {"fields": ["live.n", "bag"], "ids": [1, 1, 40]}}, part({"player": {"1": {"live": {**NOBODY, "n": 4, "bag": {"a": 1}}}}}))
visible("a profile field brings a profile, without what nobody knows", {"player": {"fields": ["coins"], "ids": [1, 2]}},
        part({"player": {"1": {"live": NOBODY, "profile": {"state": {"coins": 9, "n": 0}, "version": 0}}, "2": {"live": NOBODY}}}))
visible("who is there, and nothing else", {"mob": []}, part({"mob": {"1": {"live": {"hp": 10, "plan": ""}}}}))
visible("a name of two fields", {"player": ["n"]}, pointer="/player/fields/0", message_contains="profile.n or live.n")
visible("a cooldown has no name", {"player": ["$cooldown.go"]}, pointer="/player/fields/0", message_contains="no field")
visible("a kind that is not there", {"mobs": []}, pointer="/mobs", message_contains="did you mean 'mob'?")
visible("no list", {"mob": {"fields": "hp"}}, pointer="/mob/fields", message_contains="a list of fields")
visible("an id that is none", {"mob": {"fields": [], "ids": ["1"]}}, pointer="/mob/ids/0", message_contains="an id")


def save():
    write("world_delta.json", {"about": "`deltas`: what the delta says but for its digests, and applied it leads to `to`. `refused`: members put into an empty delta of `world`. `visible`: of `full`.",
                               "rulebook": RULEBOOK, "deltas": DELTAS, "world": world(MOB), "refused": REFUSED, "full": FULL, "visible": VISIBLE})
    return len(DELTAS) + len(REFUSED) + len(VISIBLE)
