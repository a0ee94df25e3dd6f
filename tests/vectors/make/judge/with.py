from lib import *

t = Topic("with", "References and access sets; Exact edges, Stage C: the actor, `with` names in declared order, aliases, optional names, one hop through state.")

t.rulebook("two", book({
    "One": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "effects": ["target.n += 1", "actor.n += 10"], "result": "{'actor': actor.n, 'target': target.n}"},
    "Pair": {"params": {"a": "ref player", "b": "ref player"}, "with": {"z": {"player": "params.a"}, "y": {"player": "params.b"}}, "effects": ["z.n += 1", "y.n += 2"], "result": "{'z': z.id, 'y': y.id}"},
    "Alias": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t", "may_alias": True}}, "effects": ["target.n += 1", "actor.n += 10"], "result": "{'actor': actor.n, 'target': target.n}"},
    "Twin": {"params": {"a": "ref player", "b": "ref player"}, "with": {"a": {"player": "params.a"}, "b": {"player": "params.b", "may_alias": True}}, "effects": ["a.n += 1", "b.n += 1"], "result": "{'n': a.n}"},
    "First": {"params": {"a": "ref player", "b": "ref player"}, "with": {"a": {"player": "params.a", "may_alias": True}, "b": {"player": "params.b"}}, "result": "{'n': a.n}"},
    "Self": {"with": {"me": {"player": "request.actor"}}, "effects": ["me.n += 1"]},
    "Math": {"params": {"d": "int"}, "with": {"target": {"player": "16 / params.d"}}, "effects": ["target.n += 1"], "result": "{'id': target.id}"},
    "Unused": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "effects": ["actor.n += 1"]},
}))
W = world({7: {"n": 100}, 8: {"n": 200}, 9: {"n": 300}})
none = lambda at: rej("no_such_entity", at)
same = lambda at: rej("same_entity", at)


def one(target, **more):
    return req("One", {"t": target}, **more)


def pair(a, b, action="Pair", **more):
    return req(action, {"a": a, "b": b}, **more)


t.case("a name stands for the entity it refers to", "two", [(one(8), acc({"actor": 110, "target": 201}))], world=W, after=after({7: {"n": 110}, 8: {"n": 201}, 9: {"n": 300}}))
t.case("an entity that does not exist", "two", [(one(99), none("/actions/One/with/target")), (one(0), none("/actions/One/with/target")), (one(-7), none("/actions/One/with/target")), (one(9223372036854775807), none("/actions/One/with/target"))], world=W)
t.case("an actor that does not exist", "two", [(one(8, actor=99), none("/actions/One/actor"))], world=W)
t.case("an actor that does not exist comes before a target that does not", "two", [(one(98, actor=99), none("/actions/One/actor")), (one(99, actor=99), none("/actions/One/actor"))], world=W)
t.case("attacking oneself", "two", [(one(7), same("/actions/One/with/target"))], world=W, after=after({7: {"n": 100}}))
t.case("a name that no rule reads is resolved all the same", "two", [(req("Unused", {"t": 99}), none("/actions/Unused/with/target")), (req("Unused", {"t": 7}), same("/actions/Unused/with/target")), (req("Unused", {"t": 8}), acc())], world=W)
t.case("two names for two entities", "two", [(pair(8, 9), acc({"z": 8, "y": 9}))], world=W, after=after({8: {"n": 201}, 9: {"n": 302}}))
t.case("two names for one entity", "two", [(pair(8, 8), same("/actions/Pair/with/y"))], world=W)
t.case("each name is compared with the actor", "two", [(pair(7, 8), same("/actions/Pair/with/z")), (pair(8, 7), same("/actions/Pair/with/y"))], world=W)
t.case("names are resolved in declared order, not the alphabet's", "two", [(pair(98, 99), none("/actions/Pair/with/z")), (pair(8, 99), none("/actions/Pair/with/y"))], world=W)
t.case("a name is finished before the next: same_entity of the first over no_such_entity of the second", "two", [(pair(7, 99), same("/actions/Pair/with/z")), (pair(99, 99), none("/actions/Pair/with/z"))], world=W)
t.case("may_alias lets a name be the actor, and effects see one entity", "two", [(req("Alias", {"t": 7}), acc({"actor": 111, "target": 111})), (req("Alias", {"t": 8}), acc({"actor": 121, "target": 201}))], world=W)
t.case("may_alias lets a name be an earlier one", "two", [(pair(8, 8, "Twin"), acc({"n": 202})), (pair(8, 7, "Twin"), acc({"n": 203}))], world=W)
t.case("may_alias of one name says nothing for another", "two", [(pair(7, 8, "Twin"), same("/actions/Twin/with/a")), (pair(7, 7, "First"), same("/actions/First/with/b")), (pair(8, 8, "First"), same("/actions/First/with/b")), (pair(7, 8, "First"), acc({"n": 100}))], world=W)
t.case("may_alias does not make an entity exist", "two", [(req("Alias", {"t": 99}), none("/actions/Alias/with/target"))], world=W)
t.case("a reference may read the envelope", "two", [(req("Self"), same("/actions/Self/with/me"))], world=W)
t.case("a reference may be computed, and its error is rule_error at the name", "two", [(req("Math", {"d": 2}), acc({"id": 8})), (req("Math", {"d": 0}), rej("rule_error", "/actions/Math/with/target", "division_by_zero"))], world=W)

t.rulebook("optional", book({
    "Maybe": {"params": {"t": "ref player?"}, "with": {"target": {"player": "params.t", "optional": True}},
              "effects": [{"if": "has(target)", "then": ["target.n += 1"], "else": ["actor.n += 100"]}], "result": "{'here': has(target)}"},
}))
t.case("an optional name is there when it exists", "optional", [(req("Maybe", {"t": 8}), acc({"here": True}))], after=after({7: {"n": 0}, 8: {"n": 1}}))
t.case("an optional name is absent when its reference is", "optional", [(req("Maybe", {}), acc({"here": False})), (req("Maybe", {"t": None}), acc({"here": False}))], after=after({7: {"n": 200}, 8: {"n": 0}}))
t.case("an optional name is absent when the entity does not exist", "optional", [(req("Maybe", {"t": 99}), acc({"here": False}))], after=after({7: {"n": 100}}))
t.case("an optional name may still not be the actor", "optional", [(req("Maybe", {"t": 7}), same("/actions/Maybe/with/target"))])

t.rulebook("rooms", book({
    "Enter": {"params": {"to": "ref room"}, "with": {"room": {"room": "params.to"}}, "effects": ["actor.room = params.to", "room.visits += 1"], "result": "{'visits': room.visits}"},
    "Ring": {"with": {"room": {"room": "actor.live.room"}}, "require": ["room.open else closed"], "effects": ["room.bells += 1"], "result": "{'room': room.id, 'bells': room.bells}"},
    "Both": {"params": {"p": "ref player", "r": "ref room"}, "with": {"p": {"player": "params.p"}, "r": {"room": "params.r"}}, "result": "{'p': p.id, 'r': r.id}"},
}, live={"room": "ref room = 1"}, kinds={"room": {"live": {"state": {"open": "bool = true", "visits": "int", "bells": "int"}}}}))
R = world({7: {}, 8: {"room": 5}, 1: {}}, room={1: {}, 2: {}, 7: {}, 8: {"open": False}})
t.case("a reference read from the actor's state", "rooms", [(req("Ring"), acc({"room": 1, "bells": 1}))], world=R, after=after(room={1: {"bells": 1}, 2: {"bells": 0}}))
t.case("a reference read from state follows what an earlier request of the batch wrote", "rooms",
       [(req("Enter", {"to": 2}), acc({"visits": 1})), (req("Ring"), acc({"room": 2, "bells": 1})), (req("Enter", {"to": 8}), acc({"visits": 1})), (req("Ring"), rej("closed", "/actions/Ring/require/0"))], world=R)
t.case("a reference read from state follows what an earlier batch wrote", "rooms", [(req("Enter", {"to": 2}), acc({"visits": 1}))], [(req("Ring"), acc({"room": 2, "bells": 1}))], world=R)
t.case("a reference read from state to nothing", "rooms", [(req("Ring", actor=8), none("/actions/Ring/with/room"))], world=R)
t.case("a kind is looked up in its own ids", "rooms", [(req("Enter", {"to": 5}), none("/actions/Enter/with/room")), (req("Both", {"p": 8, "r": 9}), none("/actions/Both/with/r"))], world=R)
t.case("entities of two kinds with one id are two entities", "rooms", [(req("Both", {"p": 8, "r": 8}), acc({"p": 8, "r": 8})), (req("Both", {"p": 1, "r": 7}), acc({"p": 1, "r": 7}))], world=R)

t.rulebook("profiles", book({"Look": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "result": "{'coins': target.coins}"}}, profile={"coins": "int >= 0 = 5"}))
NOTE = "Reading: an entity of a kind with a profile whose world text has no `profile` member is one whose profile is not loaded."
P = {"ludex_world": 1, "entities": {"player": {"7": {"profile": {"version": 1, "state": {}}, "live": {}}, "8": {"live": {}}}}}
t.case("a target whose profile is not loaded is not ready", "profiles", [(req("Look", {"t": 8}), rej("profile_not_ready", "/actions/Look/with/target"))], world=P, note=NOTE)
t.case("an actor whose profile is not loaded is not ready", "profiles", [(req("Look", {"t": 7}, actor=8), rej("profile_not_ready", "/actions/Look/actor"))], world=P, note=NOTE)

t.rulebook("hero", book({"Go": {"effects": ["actor.n += 1"], "result": "{'n': actor.n}"}}, actor="hero", live={"m": "int"}, kinds={"hero": {"live": {"state": {"n": "int"}}}}))
t.case("`actor` on the rulebook names the kind of the actor", "hero", [(req("Go"), none("/actions/Go/actor")), (req("Go", actor=3), acc({"n": 1}))], world=world({7: {}}, hero={3: {}}))
ONLY = book({"Go": {"effects": ["actor.n += 1"], "result": "{'n': actor.n}"}})
ONLY["entities"] = {"thing": {"live": {"state": {"m": "int"}}}, "soul": {"profile": {"version": 1, "state": {"n": "int"}, "migrations": [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/n", "value": 0}]}]}, "live": {"state": {"x": "int"}}},
                    "player": {"live": {"state": {"n": "int = 50"}}}}
t.rulebook("only", ONLY)
t.case("the only kind with a profile is the actor's, even beside a kind named player", "only", [(req("Go"), acc({"n": 1}))], world={"ludex_world": 1, "entities": {"soul": {"7": {"profile": {"version": 1, "state": {}}, "live": {}}}, "player": {"7": {"live": {}}}}})
