from lib import *

t = Topic("near", "What is near a point: the order (distance, id), radius and max, whose profile is not loaded; audiences entity, kind, near and where.")

MOB = {"live": {"state": {"hp": "int = 10", "position": "vec3", "home": "vec3"}}}
POST = {"live": {"state": {"at": "vec3"}}}
near = lambda kind="mob", at="actor.position", radius="5.0", max=64: {"near": {"kind": kind, "at": at, "radius": radius, "max": max}}
IDS = "around.map(m, m.id)"
t.rulebook("near", book({
    "Find": {"with": {"around": near()}, "result": IDS},
    "Two": {"with": {"around": near(max=2)}, "result": IDS},
    "Within": {"params": {"r": "double"}, "with": {"around": near(radius="params.r")}, "result": IDS},
    "From": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}, "around": near(at="m.position")}, "result": IDS},
    "Posts": {"with": {"around": near("post")}, "result": IDS},
    "Players": {"with": {"around": near("player")}, "result": IDS},
    "Bad": {"with": {"around": near(radius="1.0 / double(actor.n)")}, "result": IDS},
    "Move": {"params": {"mob": "ref mob", "to": "vec3"}, "with": {"m": {"mob": "params.mob"}}, "effects": ["m.position = params.to"]},
    "Kill": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}}, "effects": [{"delete": "m"}]},
    "Make": {"params": {"id": "int"}, "effects": [{"create": "mob", "id": "params.id"}]},
    "First": {"with": {"around": near()}, "require": ["size(around) > 0 else nobody"], "result": "around[0].hp"},
    "Any": {"with": {"around": near()}, "require": ["around.exists(m, m.hp < 5) else nobody_weak", "around.all(m, m.hp > 0) else somebody_dead"]},
    "Fixed": {"with": {"around": near()}, "effects": ["actor.position = actor.far"], "result": IDS},
    "Now": {"with": {"around": near()}, "effects": [{"each": "m", "in": "around", "do": ["m.hp -= 1"]}], "result": "around.map(m, m.hp)"},
    "Gone": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}, "around": near()}, "effects": [{"delete": "m"}], "result": "around.map(o, o.hp)"},
    "GoneIds": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}, "around": near()}, "effects": [{"delete": "m"}], "result": IDS},
    "Twice": {"params": {"mob": "ref mob"}, "with": {"around": near(), "m": {"mob": "params.mob"}}, "effects": ["m.hp = 3"], "result": IDS},
}, live={"position": "vec3", "far": "vec3", "n": "int"}, kinds={"mob": MOB, "post": POST}))


def w(mobs, player=None, **more):
    return world({7: player or {}, 8: {"position": [3, 0, 0]}, 9: {"position": [50, 0, 0]}}, mob={k: {"position": p} for k, p in mobs.items()}, **more)


FAR = [100, 0, 0]
t.case("the nearest come first", "near", [(req("Find"), acc([3, 1, 2]))], world=w({1: [2, 0, 0], 2: [0, 3, 0], 3: [0, 0, 1], 4: FAR}))
t.case("at one distance the smaller id comes first", "near", [(req("Find"), acc([-5, 1, 2, 10, 9]))], world=w({10: [0, 3, 0], 2: [3, 0, 0], -5: [0, 0, -3], 1: [-3, 0, 0], 9: [4, 0, 0]}))
t.case("max keeps the nearest, and of one distance the smaller ids", "near", [(req("Two"), acc([2, 3]))], [(req("Kill", {"mob": 2}), acc()), (req("Two"), acc([3, 10]))], world=w({10: [0, 3, 0], 4: [4, 0, 0], 3: [0, 0, 3], 2: [1, 0, 0]}))
t.case("the radius is part of the circle", "near", [(req("Find"), acc([1])), (req("Within", {"r": 5.000000000000001}), acc([1, 2])), (req("Within", {"r": 4.999999999999999}), acc([]))], world=w({1: [3, 4, 0], 2: [5.000000000000001, 0, 0]}))
t.case("radius 0 is the point itself, below 0 is nothing", "near", [(req("Within", {"r": 0}), acc([1])), (req("Within", {"r": -1}), acc([]))], world=w({1: [0, 0, 0], 3: [1, 0, 0]}))
t.case("the distance is that of distance(): too far to be finite is outside", "near", [(req("Within", {"r": 1e308}), acc([1]))], world=w({1: [1e100, 0, 0], 2: [1e200, 0, 0]}))
t.case("the point may be that of a name before it, who is near itself", "near", [(req("From", {"mob": 2}), acc([2, 1]))], world=w({1: [20, 1, 0], 2: [20, 0, 0], 3: [0, 0, 0]}))
t.case("the actor is near itself", "near", [(req("Players"), acc([7, 8])), (req("Players", actor=9), acc([9]))], world=w({}))
t.case("where no field is named position the only vec3 says where an entity is", "near", [(req("Posts"), acc([2, 1]))], world=w({}, post={1: {"at": [1, 0, 0]}, 2: {}, 3: {"at": FAR}}))
t.case("nobody is near", "near", [(req("Find"), acc([])), (req("First"), rej("nobody", "/actions/First/require/0"))], world=w({}))
t.case("an error in the radius is rule_error at the name", "near", [(req("Bad"), rej("rule_error", "/actions/Bad/with/around", "not_finite"))], world=w({}))
t.case("an earlier request of the batch moved one in, one out, made one and deleted one", "near",
       [(req("Find"), acc([1, 2])), (req("Move", {"mob": 1, "to": FAR}), acc()), (req("Find"), acc([2])), (req("Move", {"mob": 3, "to": [0, 1, 0]}), acc()), (req("Find"), acc([3, 2])),
        (req("Make", {"id": 4}), acc()), (req("Find"), acc([4, 3, 2])), (req("Kill", {"mob": 3}), acc()), (req("Find"), acc([4, 2]))], world=w({1: [1, 0, 0], 2: [2, 0, 0], 3: FAR}))
t.case("the list is of the opening state, whatever effects move", "near", [(req("Fixed"), acc([1])), (req("Find"), acc([2]))], world=w({1: [1, 0, 0], 2: FAR}, {"far": FAR}))
t.case("the list holds entities: their fields are read where they stand", "near", [(req("Now"), acc([9, 9])), (req("First"), acc(9))], world=w({1: [1, 0, 0], 2: [2, 0, 0]}))
t.case("a deleted entity of the list cannot be read, but for its id", "near", [(req("Gone", {"mob": 1}), rej("rule_error", "/actions/Gone/result", "no_such_key")), (req("GoneIds", {"mob": 1}), acc([1, 2])), (req("Find"), acc([2]))], world=w({1: [1, 0, 0], 2: [2, 0, 0]}))
t.case("macros over what is near", "near", [(req("Any"), rej("nobody_weak", "/actions/Any/require/0"))], world=w({1: [1, 0, 0]}))
t.case("one of the list may have a name too: they are not the same name twice", "near", [(req("Twice", {"mob": 1}), acc([1])), (req("First"), acc(3))], world=w({1: [1, 0, 0]}))

t.rulebook("profiles", book({
    "Players": {"with": {"around": near("player")}, "result": IDS},
    "Gift": {"with": {"around": near("player")}, "effects": [{"each": "p", "in": "around", "do": ["p.coins += 1"]}]},
    "Tell": {"emit": [{"event": "E", "audience": near("player"), "data": {}}, {"event": "F", "audience": {"where": {"kind": "player", "that": "it.coins >= 0"}}, "data": {}}]},
}, profile={"coins": "int >= 0"}, live={"position": "vec3"}))
P = world({7: {"profile": {"coins": 1}}, 8: {}, 9: {"profile": {"coins": 3}}})
t.case("whose profile is not loaded is passed over, never refused", "profiles", [(req("Players"), acc([7, 9])), (req("Gift"), acc()), (req("Tell"), acc(None, [event("E", {}, {"near": {"kind": "player", "ids": [7, 9]}}), event("F", {}, {"where": {"kind": "player", "ids": [7, 9]}})]))],
       world=P, after=after({7: {"profile": {"coins": 2}}, 9: {"profile": {"coins": 4}}}))

t.rulebook("audiences", book({
    "Entity": {"params": {"who": "int"}, "emit": [{"event": "E", "audience": {"entity": "params.who + 1"}, "data": {"n": "1"}}]},
    "EntityBad": {"emit": [{"event": "E", "audience": {"entity": "1 / actor.n"}, "data": {}}]},
    "Kind": {"emit": [{"event": "E", "audience": {"kind": "mob"}, "data": {}}]},
    "Near": {"effects": ["actor.position = actor.far"], "emit": [{"event": "E", "audience": near(max=2), "data": {"n": "1"}}]},
    "Where": {"effects": ["actor.n += 5"], "emit": [{"event": "E", "audience": {"where": {"kind": "mob", "that": "it.hp > actor.n"}}, "data": {"n": "actor.n"}}]},
    "As": {"emit": [{"event": "E", "audience": {"where": {"kind": "mob", "as": "m", "that": "m.hp == 10 && m.id != 2"}}, "data": {}}]},
    "Self": {"emit": [{"event": "E", "audience": {"where": {"kind": "player", "as": "p", "that": "p.id != actor.id"}}, "data": {}}]},
    "WhereBad": {"effects": ["actor.n += 1"], "emit": [{"event": "E", "audience": {"where": {"kind": "mob", "that": "10 / (it.hp - 10) > 0"}}, "data": {}}]},
    "WhereTwo": {"emit": [{"event": "E", "audience": {"where": {"kind": "mob", "that": "it.hp == 10 ? 1 / (it.hp - 10) > 0 : it.hp + 9223372036854775807 > 0"}}, "data": {}}]},
    "Default": {"emit": [{"event": "E"}]},
    "Reap": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}}, "effects": [{"delete": "m"}, {"create": "mob", "id": "50", "live": {"hp": "60"}}], "emit": [{"event": "E", "audience": {"where": {"kind": "mob", "that": "true"}}, "data": {}}]},
}, live={"position": "vec3", "far": "vec3", "n": "int"}, kinds={"mob": MOB}))
A = world({8: {}, 7: {"far": FAR}}, mob={10: {"position": FAR}, 2: {}, 1: {"hp": 3, "position": FAR}, 3: {"hp": 7, "position": FAR}})
told = lambda audience, data=None: acc(None, [event("E", data or {}, audience)])
t.case("entity: the id that the expression gives, whoever it is", "audiences", [(req("Entity", {"who": 41}), told({"entity": 42}, {"n": 1})), (req("EntityBad"), rej("rule_error", "/actions/EntityBad/emit/0", "division_by_zero"))], world=A)
t.case("kind: everyone of it", "audiences", [(req("Kind"), told({"kind": "mob"}))], world=A)
t.case("near: on the closing state, in the order (distance, id)", "audiences", [(req("Near"), told({"near": {"kind": "mob", "ids": [1, 3]}}, {"n": 1}))], world=A)
t.case("where: on the closing state, in the order of ids", "audiences", [(req("Where"), told({"where": {"kind": "mob", "ids": [2, 3, 10]}}, {"n": 5})), (req("Where"), told({"where": {"kind": "mob", "ids": []}}, {"n": 10}))], world=A)
t.case("where: the name may be given", "audiences", [(req("As"), told({"where": {"kind": "mob", "ids": [10]}}))], world=A)
t.case("where: the actor's own kind, the actor beside", "audiences", [(req("Self"), told({"where": {"kind": "player", "ids": [8]}}))], world=A)
t.case("where: an error in the condition takes everything back", "audiences", [(req("WhereBad"), rej("rule_error", "/actions/WhereBad/emit/0", "division_by_zero"))], world=A, after=after({7: {"n": 0}}))
t.case("where: of two errors that of the smaller id", "audiences", [(req("WhereTwo"), rej("rule_error", "/actions/WhereTwo/emit/0", "overflow"))], world=A)
t.case("where: what was deleted is not in it, what was created is", "audiences", [(req("Reap", {"mob": 2}), told({"where": {"kind": "mob", "ids": [1, 3, 10, 50]}}))], world=A)
t.case("no audience written is all", "audiences", [(req("Default"), told("all"))], world=A)
