from lib import *

t = Topic("create_delete", "The effects create and delete: ids, defaults, names, what a deleted entity's names are worth, all or nothing.")

MOB = {"live": {"state": {"hp": "int 0..100 = 10", "name": "string 0..8", "bag": "map<string, int> max 2", "at": "vec3"}}}
ID = {"params": {"id": "int"}}
ONE = {**ID, "with": {"m": {"mob": "params.id"}}}
TWO = {"params": {"id": "int", "other": "int"}, "with": {"m": {"mob": "params.id"}, "o": {"mob": "params.other", "may_alias": True}}}
MAKE = {"create": "mob", "id": "params.id"}
BAD = "actor.n = 1 / actor.zero"
t.rulebook("mobs", book({
    "Make": {**ID, "effects": [MAKE]},
    "MakeAs": {**ID, "effects": [{**MAKE, "as": "m", "live": {"hp": "50", "name": "'ant'"}}, "m.hp += 1", "m.bag['k'] += 2"], "emit": [{"event": "Made", "audience": "all", "data": {"id": "m.id", "hp": "m.hp"}}], "result": "m.hp"},
    "MakeAt": {**ID, "effects": [{**MAKE, "live": {"at": "actor.place"}}]},
    "MakeHigh": {"params": {"id": "int", "hp": "int"}, "effects": [{**MAKE, "as": "m", "live": {"hp": "params.hp"}}]},
    "MakeLow": {"params": {"id": "int", "hp": "int"}, "effects": [{**MAKE, "as": "m", "live": {"hp": "params.hp"}}, {"if": "m.hp > 100", "then": ["m.hp = 100"]}]},
    "MakeTwice": {**ID, "effects": ["actor.n += 1", MAKE, MAKE]},
    "MakeFail": {**ID, "effects": [{**MAKE, "as": "m", "live": {"bag": "{'a': 1}"}}, "m.bag['b'] = 2", BAD]},
    "MakeIf": {**ID, "effects": [{"if": "params.id > 0", "then": [{**MAKE, "as": "m"}, "m.hp = 1"], "else": [{"create": "mob", "id": "-params.id", "as": "m"}, "m.hp = 2"]}]},
    "LiveErr": {**ID, "effects": [{**MAKE, "live": {"hp": "1 / actor.zero"}}]},
    "Delete": {**ONE, "effects": [{"delete": "m"}]},
    "DeleteFail": {**ONE, "effects": ["m.hp = 1", {"delete": "m"}, BAD]},
    "DeleteUse": {**ONE, "effects": [{"delete": "m"}, "m.hp = 1"]},
    "DeleteRead": {**ONE, "effects": [{"delete": "m"}, "actor.n = m.hp"]},
    "DeleteAppend": {**ONE, "effects": [{"delete": "m"}, {"remove_where": "m.bag", "as": "k", "that": "true"}]},
    "DeleteTwice": {**ONE, "effects": [{"delete": "m"}, {"delete": "m"}]},
    "DeleteHas": {**ONE, "effects": [{"delete": "m"}, {"if": "has(m)", "then": ["actor.n = 1"], "else": ["actor.n = 2"]}], "result": "actor.n"},
    "DeleteTell": {**ONE, "effects": [{"delete": "m"}], "emit": [{"event": "Gone", "audience": "all", "data": {"id": "m.id"}}], "result": "m.id"},
    "DeleteTellHp": {**ONE, "effects": [{"delete": "m"}], "emit": [{"event": "Gone", "audience": "all", "data": {"hp": "m.hp"}}]},
    "DeleteLet": {**ONE, "let": {"hp": "m.hp"}, "effects": [{"delete": "m"}], "result": "hp"},
    "DeleteBroken": {**ONE, "effects": ["m.hp = 500", {"delete": "m"}]},
    "DeleteAlias": {**TWO, "effects": [{"delete": "m"}, {"if": "has(o)", "then": ["o.hp = 77"], "else": ["actor.n = 5"]}], "result": "actor.n"},
    "DeleteAliasUse": {**TWO, "effects": [{"delete": "m"}, "o.hp = 77"]},
    "DeleteBoth": {**TWO, "effects": [{"delete": "m"}, {"delete": "o"}]},
    "Maybe": {**ID, "with": {"m": {"mob": "params.id", "optional": True}}, "effects": [{"delete": "m"}]},
    "Again": {**ONE, "effects": [{"delete": "m"}, {**MAKE, "as": "fresh"}, "fresh.hp += 1"], "result": "fresh.hp"},
    "AgainOld": {**ONE, "effects": [{"delete": "m"}, {**MAKE, "as": "fresh", "live": {"hp": "33"}}, "m.hp = 1"]},
    "AgainFail": {**ONE, "effects": [{"delete": "m"}, {**MAKE, "live": {"hp": "33"}}, BAD]},
    "MakeDelete": {**ID, "effects": [{**MAKE, "as": "m"}, {"delete": "m"}]},
    "MakeDeleteMake": {**ID, "effects": [{**MAKE, "as": "m", "live": {"hp": "1"}}, {"delete": "m"}, {**MAKE, "as": "k", "live": {"name": "'k'"}}, "k.hp += 5"], "result": "k.hp"},
    "DeleteMakeDelete": {**ONE, "effects": [{"delete": "m"}, {**MAKE, "as": "k"}, {"delete": "k"}]},
    "Hp": {**ONE, "result": "m.hp"},
    "Emit": {**ID, "effects": [MAKE], "result": "1 / actor.zero"},
}, live={"n": "int", "zero": "int", "place": "vec3"}, kinds={"mob": MOB}))
W = world({7: {"place": [1, 2, 3]}}, mob={1: {"hp": 5, "bag": {"x": 1}}, 2: {}})
i = lambda action, id, **more: req(action, {"id": id, **more})
err = lambda action, k, code: rej("rule_error", f"/actions/{action}/effects/{k}", code)
exists = lambda action, k: rej("entity_exists", f"/actions/{action}/effects/{k}")
gone = rej("no_such_entity", "/actions/Hp/with/m")
NEW = {"hp": 10, "name": "", "bag": {}, "at": [0.0, 0.0, 0.0]}

t.case("a created entity has its defaults", "mobs", [(i("Make", 3), acc()), (i("Hp", 3), acc(10))], world=W, after=after(mob={3: NEW}))
t.case("create writes the fields it names, and its name serves the effects, events and result after it", "mobs", [(i("MakeAs", 3), acc(51, [event("Made", {"id": 3, "hp": 51})]))], world=W, after=after(mob={3: {**NEW, "hp": 51, "name": "ant", "bag": {"k": 2}}}))
t.case("a field may be given from state", "mobs", [(i("MakeAt", 3), acc()), (i("MakeAt", 4), acc())], world=W, after=after(mob={3: {"at": [1.0, 2.0, 3.0]}, 4: {"at": [1.0, 2.0, 3.0]}}))
t.case("any int64 is an id", "mobs", [(i("Make", -1), acc()), (i("Make", 0), acc()), (i("Make", 9223372036854775807), acc()), (i("Make", -9223372036854775808), acc())], world=W, after=after(mob={-1: NEW, 0: NEW}))
t.case("an id that is there rejects with entity_exists", "mobs", [(i("Make", 1), exists("Make", 0)), (i("Hp", 1), acc(5))], world=W)
t.case("an id that an earlier request of the batch made is there", "mobs", [(i("Make", 3), acc()), (i("Make", 3), exists("Make", 0))], world=W)
t.case("an id of another kind is no obstacle", "mobs", [(i("Make", 7), acc())], world=W, after=after({7: {"n": 0}}, mob={7: NEW}))
t.case("the same id twice in one request: nothing of it stays", "mobs", [(i("MakeTwice", 3), exists("MakeTwice", 2)), (i("Hp", 3), gone), (i("Make", 3), acc())], world=W, after=after({7: {"n": 0}}, mob={3: NEW}))
t.case("an error after a create leaves no entity", "mobs", [(i("MakeFail", 3), err("MakeFail", 2, "division_by_zero")), (i("Hp", 3), gone)], world=W, after=after(mob={3: None}))
t.case("an error in the result leaves no entity", "mobs", [(i("Emit", 3), rej("rule_error", "/actions/Emit/result", "division_by_zero"))], world=W, after=after(mob={3: None}))
t.case("after a create that failed the id may be made", "mobs", [(i("MakeFail", 3), err("MakeFail", 2, "division_by_zero")), (i("MakeAs", 3), acc(51, [event("Made", {"id": 3, "hp": 51})]))], world=W, after=after(mob={3: {**NEW, "hp": 51, "name": "ant", "bag": {"k": 2}}}))
t.case("an error in a field of create is rule_error at the create", "mobs", [(i("LiveErr", 3), err("LiveErr", 0, "division_by_zero")), (i("LiveErr", 1), err("LiveErr", 0, "division_by_zero"))], world=W, after=after(mob={3: None}), note="the fields are worked out before the id is looked up")
t.case("a created field out of its bounds is out_of_bounds at the create", "mobs", [(i("MakeHigh", 3, hp=101), rej("out_of_bounds", "/actions/MakeHigh/effects/0")), (i("MakeHigh", 3, hp=100), acc())], world=W, after=after(mob={3: {"hp": 100}}))
t.case("a created field is judged on its closing value", "mobs", [(i("MakeLow", 3, hp=101), acc()), (i("MakeLow", 4, hp=-1), rej("out_of_bounds", "/actions/MakeLow/effects/0"))], world=W, after=after(mob={3: {"hp": 100}, 4: None}))
t.case("a name created inside a branch ends with it", "mobs", [(i("MakeIf", 3), acc()), (i("MakeIf", -4), acc())], world=W, after=after(mob={3: {"hp": 1}, 4: {"hp": 2}}))

t.case("a deleted entity is no more", "mobs", [(i("Delete", 1), acc()), (i("Hp", 1), gone), (i("Delete", 1), rej("no_such_entity", "/actions/Delete/with/m"))], [(i("Hp", 1), gone)], world=W, after=after(mob={1: None, 2: {"hp": 10}}))
t.case("an error after a delete leaves the entity and what stood before it", "mobs", [(i("DeleteFail", 1), err("DeleteFail", 2, "division_by_zero")), (i("Hp", 1), acc(5))], world=W, after=after(mob={1: {"hp": 5, "bag": {"x": 1}}}))
t.case("writing a deleted entity is rule_error no_such_key", "mobs", [(i("DeleteUse", 1), err("DeleteUse", 1, "no_such_key")), (i("DeleteAppend", 1), err("DeleteAppend", 1, "no_such_key"))], world=W, after=after(mob={1: {"hp": 5, "bag": {"x": 1}}}))
t.case("reading a deleted entity is rule_error no_such_key", "mobs", [(i("DeleteRead", 1), err("DeleteRead", 1, "no_such_key"))], world=W, after=after({7: {"n": 0}}, mob={1: {"hp": 5}}))
t.case("deleting what was deleted is rule_error no_such_key", "mobs", [(i("DeleteTwice", 1), err("DeleteTwice", 1, "no_such_key"))], world=W, after=after(mob={1: {"hp": 5}}))
t.case("has(name) of a deleted entity is false", "mobs", [(i("DeleteHas", 1), acc(2))], world=W, after=after(mob={1: None}))
t.case("the id of a deleted entity can be told", "mobs", [(i("DeleteTell", 1), acc(1, [event("Gone", {"id": 1})]))], world=W, after=after(mob={1: None}))
t.case("an event that reads a deleted entity's field rejects, and the entity stays", "mobs", [(i("DeleteTellHp", 1), rej("rule_error", "/actions/DeleteTellHp/emit/0", "no_such_key"))], world=W, after=after(mob={1: {"hp": 5}}))
t.case("a let of it is the opening state's", "mobs", [(i("DeleteLet", 1), acc(5))], world=W, after=after(mob={1: None}))
t.case("a bound broken by what was deleted is no bound broken", "mobs", [(i("DeleteBroken", 1), acc())], world=W, after=after(mob={1: None}))
t.case("deleted under one name is deleted under the other", "mobs", [(i("DeleteAlias", 1, other=1), acc(5))], world=W, after=after(mob={1: None, 2: {"hp": 10}}))
t.case("deleted under one name, the other entity stays", "mobs", [(i("DeleteAlias", 1, other=2), acc(0))], world=W, after=after(mob={1: None, 2: {"hp": 77}}))
t.case("writing under the other name of a deleted entity is rule_error", "mobs", [(i("DeleteAliasUse", 1, other=1), err("DeleteAliasUse", 1, "no_such_key")), (i("DeleteAliasUse", 1, other=2), acc())], world=W, after=after(mob={1: None, 2: {"hp": 77}}))
t.case("deleting under both names is an error only when they are one", "mobs", [(i("DeleteBoth", 1, other=1), err("DeleteBoth", 1, "no_such_key")), (i("DeleteBoth", 1, other=2), acc())], world=W, after=after(mob={1: None, 2: None}))
t.case("deleting an optional name that is absent is rule_error no_such_key", "mobs", [(i("Maybe", 9), err("Maybe", 0, "no_such_key")), (i("Maybe", 1), acc())], world=W, after=after(mob={1: None}))
t.case("delete and create of one id in one request: a new entity with defaults", "mobs", [(i("Again", 1), acc(11)), (i("Hp", 1), acc(11))], world=W, after=after(mob={1: {**NEW, "hp": 11}}))
t.case("the old name does not stand for the new entity", "mobs", [(i("AgainOld", 1), err("AgainOld", 2, "no_such_key"))], world=W, after=after(mob={1: {"hp": 5, "bag": {"x": 1}}}))
t.case("an error after delete and create of one id leaves the old entity", "mobs", [(i("AgainFail", 1), err("AgainFail", 2, "division_by_zero")), (i("Hp", 1), acc(5))], world=W, after=after(mob={1: {"hp": 5, "bag": {"x": 1}}}))
t.case("create and delete of one id in one request leaves nothing", "mobs", [(i("MakeDelete", 3), acc()), (i("Hp", 3), gone), (i("Make", 3), acc())], world=W, after=after(mob={3: NEW}))
t.case("create, delete and create of one id in one request", "mobs", [(i("MakeDeleteMake", 3), acc(15)), (i("Hp", 3), acc(15))], world=W, after=after(mob={3: {**NEW, "hp": 15, "name": "k"}}))
t.case("delete, create and delete of one id in one request", "mobs", [(i("DeleteMakeDelete", 1), acc()), (i("Hp", 1), gone)], world=W, after=after(mob={1: None}))
t.case("delete, create, delete and create over the requests of a batch", "mobs",
       [(i("Delete", 1), acc()), (i("MakeAs", 1), acc(51, [event("Made", {"id": 1, "hp": 51})])), (i("Make", 1), exists("Make", 0)), (i("Delete", 1), acc()), (i("Hp", 1), gone), (i("Make", 1), acc()), (i("Hp", 1), acc(10))],
       [(i("Hp", 1), acc(10)), (i("Delete", 1), acc())], [(i("Make", 1), acc())], world=W, after=after(mob={1: NEW, 2: {"hp": 10}}))

t.rulebook("actor", book({
    "Leave": {"effects": ["actor.n = 9", {"delete": "actor"}], "emit": [{"event": "Left", "audience": "actor", "data": {"who": "actor.id"}}]},
    "LeaveUse": {"effects": [{"delete": "actor"}, "actor.n = 1"]},
    "LeaveCool": {"cooldown": {"key": "k", "ms": "100"}, "effects": [{"delete": "actor"}]},
    "Cool": {"cooldown": {"key": "k", "ms": "100"}, "effects": ["actor.n += 1"]},
    "Kick": {"params": {"who": "ref player"}, "with": {"p": {"player": "params.who"}}, "effects": [{"delete": "p"}]},
    "Join": {"params": {"id": "int"}, "effects": [{"create": "player", "id": "params.id"}]},
    "N": {"result": "actor.n"},
}, live={"n": "int"}))
A = world({7: {"n": 1}, 8: {"n": 2}})
t.case("an actor without profile may delete itself, and its id is known after", "actor", [(req("Leave"), acc(None, [event("Left", {"who": 7}, "actor")])), (req("N"), rej("no_such_entity", "/actions/N/actor"))], world=A, after=after({7: None, 8: {"n": 2}}))
t.case("writing a deleted actor is rule_error", "actor", [(req("LeaveUse"), rej("rule_error", "/actions/LeaveUse/effects/1", "no_such_key"))], world=A, after=after({7: {"n": 1}}))
t.case("a cooldown has nowhere to go when the actor was deleted", "actor", [(req("LeaveCool"), rej("rule_error", "/actions/LeaveCool/cooldown", "no_such_key"))], world=A, after=after({7: {"n": 1}}))
t.case("an actor made anew in the same batch has no cooldown left", "actor",
       [(req("Cool"), acc()), (req("Cool"), rej("on_cooldown", "/actions/Cool/cooldown", retry=100)), (req("Kick", {"who": 7}, actor=8), acc()), (req("Join", {"id": 7}, actor=8), acc()), (req("Cool"), acc()), (req("N"), acc(1))], world=A)
t.case("an actor made anew in a later batch has no cooldown left", "actor",
       [(req("Cool"), acc())], [(req("Kick", {"who": 7}, actor=8), acc()), (req("Join", {"id": 7}, actor=8), acc())], [(req("N"), acc(0)), (req("Cool"), acc())], world=A)
