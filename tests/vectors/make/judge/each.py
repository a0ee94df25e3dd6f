from lib import *

t = Topic("each", "The effect each: over values, over ids and over what is near; a list fixed before its first turn; its limit; all or nothing.")

PLAYER = {"n": "int", "sum": "int 0..100", "row": "list<int> max 8", "friends": "list<ref mob> max 3", "wide": "list<int>", "position": "vec3"}
MOB = {"live": {"state": {"hp": "int 0..100 = 10", "position": "vec3", "tags": "list<int> max 2", "friends": "list<ref mob> max 4"}}}
NEAR = {"near": {"kind": "mob", "at": "actor.position", "radius": "5.0", "max": 3}}
t.rulebook("each", book({
    "Sum": {"effects": [{"each": "x", "in": "actor.row", "do": ["actor.n += x"]}], "result": "actor.n"},
    "Digits": {"effects": [{"each": "x", "in": "actor.row", "do": ["actor.n = actor.n * 10 + x"]}], "result": "actor.n"},
    "Grow": {"effects": [{"each": "x", "in": "actor.row", "do": [{"append": "actor.row", "value": "x * 10"}]}], "result": "actor.row"},
    "Drain": {"effects": [{"each": "x", "in": "actor.row", "do": ["remove actor.row[0]", "actor.n += x"]}], "result": "[actor.n, size(actor.row)]"},
    "Clear": {"effects": [{"each": "x", "in": "actor.row", "do": [{"remove_where": "actor.row", "as": "y", "that": "y != x"}, "actor.n += x"]}], "result": "[actor.n, size(actor.row)]"},
    "Nested": {"effects": [{"each": "x", "in": "actor.row", "do": [{"each": "y", "in": "[1, 2]", "do": ["actor.n += x * y"]}]}], "result": "actor.n"},
    "Bound": {"effects": [{"each": "x", "in": "actor.row", "do": ["actor.sum += x"]}], "result": "actor.sum"},
    "Fails": {"effects": [{"each": "x", "in": "actor.row", "do": ["actor.n += 10 / x"]}], "result": "actor.n"},
    "Deep": {"effects": [{"each": "x", "in": "actor.row", "do": [{"if": "x > 1", "then": ["actor.n += 1", "actor.n = 1 / (x - 2)"]}]}]},
    "Wide": {"effects": [{"each": "x", "in": "actor.wide", "do": ["actor.n += 1"]}], "result": "actor.n"},
    "Param": {"params": {"xs": "list<int 0..9> max 64"}, "effects": [{"each": "x", "in": "params.xs", "do": ["actor.n += 1"]}], "result": "actor.n"},
    "Heal": {"effects": [{"each": "m", "in": "actor.friends", "do": ["m.hp += 5 max 100"]}]},
    "HealSome": {"effects": [{"each": "m", "in": "actor.friends", "do": [{"if": "has(m)", "then": ["m.hp += 5 max 100"], "else": ["actor.n += 1"]}]}], "result": "actor.n"},
    "HealThese": {"params": {"them": "list<ref mob> max 4"}, "effects": [{"each": "m", "in": "params.them", "do": ["m.hp += 5"]}]},
    "Hit": {"with": {"around": NEAR}, "effects": [{"each": "m", "in": "around", "do": ["m.hp -= 4 min 0", {"append": "actor.row", "value": "m.id"}]}], "result": "actor.row"},
    "HitWeak": {"with": {"around": NEAR}, "let": {"weak": "around.filter(m, m.hp < 10)"}, "effects": [{"each": "m", "in": "weak", "do": ["m.hp = 0"]}], "result": "size(weak)"},
    "HitNow": {"with": {"around": NEAR}, "effects": [{"each": "m", "in": "around", "do": ["m.hp -= 4 min 0"]}, {"each": "m", "in": "around.filter(o, o.hp < 10)", "do": ["m.hp = 0"]}]},
    "HitOpening": {"with": {"around": NEAR}, "let": {"weak": "around.filter(m, m.hp < 10)"}, "effects": [{"each": "m", "in": "around", "do": ["m.hp -= 4 min 0"]}, {"each": "m", "in": "weak", "do": ["m.hp = 0"]}]},
    "Reap": {"with": {"around": NEAR}, "effects": [{"each": "m", "in": "around", "do": [{"delete": "m"}]}]},
    "Bomb": {"with": {"it": {"mob": "1"}, "around": NEAR}, "effects": [{"each": "m", "in": "around", "do": [{"if": "m.id == 2", "then": [{"delete": "it"}]}, "actor.n += m.id"]}], "result": "actor.n"},
    "Chain": {"effects": [{"each": "m", "in": "actor.friends", "do": [{"if": "has(m)", "then": [{"each": "o", "in": "m.friends", "do": [{"if": "has(o)", "then": ["o.hp += 1"]}]}]}]}]},
    "Spawn": {"effects": [{"each": "x", "in": "actor.row", "do": [{"create": "mob", "id": "100 + x", "as": "m", "live": {"hp": "x"}}, "m.hp += 1"]}]},
    "Same": {"with": {"it": {"mob": "1"}}, "effects": [{"each": "m", "in": "actor.friends", "do": ["m.hp += 1", "it.hp += 1"]}], "result": "it.hp"},
    "Tag": {"effects": [{"each": "m", "in": "actor.friends", "do": [{"append": "m.tags", "value": "7"}]}]},
    "Both": {"effects": ["actor.n += 1", {"each": "m", "in": "actor.friends", "do": ["m.hp += 1", "actor.sum += 40"]}]},
}, live=PLAYER, kinds={"mob": MOB}))


def w(player=None, **mobs):
    mobs = mobs or {"1": {"position": [1, 0, 0]}, "2": {"position": [2, 0, 0]}, "3": {"position": [9, 0, 0]}}
    return world({7: player or {}}, mob=mobs)


err = lambda action, at, code: rej("rule_error", f"/actions/{action}/effects/{at}", code)
t.case("each runs its effects once for each item, in order", "each", [(req("Sum"), acc(6)), (req("Digits"), acc(6123))], world=w({"row": [1, 2, 3]}))
t.case("each over an empty list does nothing", "each", [(req("Sum"), acc(0)), (req("Fails"), acc(0))], world=w())
t.case("the list is fixed before the first turn: what is appended has no turn", "each", [(req("Grow"), acc([1, 2, 3, 10, 20, 30]))], world=w({"row": [1, 2, 3]}))
t.case("the list is fixed before the first turn: what is removed has its turn", "each", [(req("Drain"), acc([6, 0]))], world=w({"row": [1, 2, 3]}))
t.case("items taken by the first turn have their turns", "each", [(req("Clear"), acc([6, 0]))], world=w({"row": [1, 2, 3]}))
t.case("loops nest", "each", [(req("Nested"), acc(18))], world=w({"row": [1, 2, 3]}))
t.case("bounds are judged after the last turn; at is the effect inside do", "each", [(req("Bound"), acc(100))], [(req("Bound"), rej("out_of_bounds", "/actions/Bound/effects/0/do/0"))], world=w({"row": [99, 1, 500, -500]}), after=after({7: {"sum": 100}}))
t.case("an error in a later turn takes every turn back", "each", [(req("Fails"), err("Fails", "0/do/0", "division_by_zero"))], world=w({"row": [1, 2, 0]}), after=after({7: {"n": 0}}))
t.case("at points through do and then", "each", [(req("Deep"), err("Deep", "0/do/0/then/1", "division_by_zero"))], world=w({"row": [1, 2]}))
t.case("64 turns pass", "each", [(req("Wide"), acc(64)), (req("Param", {"xs": [1] * 64}), acc(128))], world=w({"wide": [0] * 64}))
t.case("a list without maxItems that holds more than 64 is rule_error index_out_of_range, and no turn was taken", "each", [(req("Wide"), err("Wide", 0, "index_out_of_range"))], world=w({"wide": [0] * 65}), after=after({7: {"n": 0}}))
t.case("over ids the name stands for the entity", "each", [(req("Heal"), acc())], world=w({"friends": [3, 1]}), after=after({7: {"n": 0}}, mob={1: {"hp": 15}, 2: {"hp": 10}, 3: {"hp": 15}}))
t.case("an id twice is two turns", "each", [(req("Heal"), acc())], world=w({"friends": [3, 3]}), after=after(mob={3: {"hp": 20}}))
t.case("an id of nobody: writing it is rule_error, and no turn before it stays", "each", [(req("Heal"), err("Heal", "0/do/0", "no_such_key"))], world=w({"friends": [3, 9]}), after=after(mob={3: {"hp": 10}}))
t.case("an id of nobody: has(name) is false", "each", [(req("HealSome"), acc(1))], world=w({"friends": [3, 9]}), after=after(mob={3: {"hp": 15}}))
t.case("a parameter may be the list", "each", [(req("HealThese", {"them": [2, 1]}), acc()), (req("HealThese", {"them": [1, 9]}), err("HealThese", "0/do/0", "no_such_key")), (req("HealThese", {"them": [1, 1, 1, 1, 1]}), rej("contract", "/params/them"))], world=w(), after=after(mob={1: {"hp": 15}, 2: {"hp": 15}}))
t.case("over what is near, in its order", "each", [(req("Hit"), acc([1, 2]))], world=w(), after=after(mob={1: {"hp": 6}, 2: {"hp": 6}, 3: {"hp": 10}}))
t.case("a let that filters what is near is the opening state's", "each", [(req("HitWeak"), acc(0)), (req("Hit"), acc([1, 2])), (req("HitWeak"), acc(2))], world=w(), after=after(mob={1: {"hp": 0}, 2: {"hp": 0}, 3: {"hp": 10}}))
t.case("a filter in the loop sees the effects before it", "each", [(req("HitNow"), acc())], world=w(), after=after(mob={1: {"hp": 0}, 2: {"hp": 0}, 3: {"hp": 10}}))
t.case("a let in the loop does not see the effects before it", "each", [(req("HitOpening"), acc())], world=w(), after=after(mob={1: {"hp": 6}, 2: {"hp": 6}, 3: {"hp": 10}}))
t.case("each may delete the one it stands at", "each", [(req("Reap"), acc()), (req("Reap"), acc()), (req("Hit"), acc([]))], world=w(), after=after(mob={1: None, 2: None, 3: {"hp": 10}}))
t.case("what is near and was deleted before its turn has none", "each", [(req("Bomb"), acc(5))], world=w(None, **{"1": {"position": [3, 0, 0]}, "2": {"position": [2, 0, 0]}, "3": {"position": [4, 0, 0]}}), after=after(mob={1: None, 2: {"hp": 10}}))
t.case("what is near and was deleted after its turn has had it", "each", [(req("Bomb"), acc(6))], world=w(None, **{"1": {"position": [1, 0, 0]}, "2": {"position": [2, 0, 0]}, "3": {"position": [4, 0, 0]}}), after=after(mob={1: None}))
t.case("a loop over ids inside a loop over ids", "each", [(req("Chain"), acc())], world=w({"friends": [1, 2]}, **{"1": {"friends": [2, 3]}, "2": {"friends": [3, 9]}, "3": {}}), after=after(mob={1: {"hp": 10}, 2: {"hp": 11}, 3: {"hp": 12}}))
t.case("a turn may create, and name what it created", "each", [(req("Spawn"), acc())], world=w({"row": [1, 2]}), after=after(mob={101: {"hp": 2}, 102: {"hp": 3}}))
t.case("a turn that creates an id a second time takes all turns back", "each", [(req("Spawn"), rej("entity_exists", "/actions/Spawn/effects/0/do/0"))], world=w({"row": [1, 2, 1]}), after=after(mob={101: None, 102: None}))
t.case("the entity of a turn may have another name too: they are one", "each", [(req("Same"), acc(15))], world=w({"friends": [1, 2, 1]}), after=after(mob={1: {"hp": 15}, 2: {"hp": 11}}))
t.case("bounds of each entity written are judged, in the order of first write", "each", [(req("Tag"), acc()), (req("Tag"), rej("out_of_bounds", "/actions/Tag/effects/0/do/0"))], world=w({"friends": [1, 2]}, **{"1": {"tags": [1]}, "2": {"tags": []}}), after=after(mob={1: {"tags": [1, 7]}, 2: {"tags": [7]}}))
t.case("a bound broken after a loop takes the loop and what stood before it back", "each", [(req("Both"), rej("out_of_bounds", "/actions/Both/effects/1/do/1"))], world=w({"friends": [1, 2, 3]}), after=after({7: {"n": 0, "sum": 0}}, mob={1: {"hp": 10}, 2: {"hp": 10}}))

t.rulebook("profiles", book({
    "Gift": {"params": {"to": "list<ref player> max 4"}, "effects": [{"each": "p", "in": "params.to", "do": [{"if": "has(p)", "then": ["p.coins += 1"]}]}]},
    "Poke": {"params": {"to": "list<ref player> max 4"}, "effects": [{"each": "p", "in": "params.to", "do": [{"if": "has(p)", "then": ["p.n += 1"]}]}]},
}, profile={"coins": "int >= 0"}, live={"n": "int"}))
P = world({7: {"profile": {"coins": 1}}, 8: {"profile": {"coins": 2}}, 9: {"n": 0}})
t.case("over ids a profile that is not loaded refuses, at the loop", "profiles", [(req("Gift", {"to": [8, 9]}), rej("profile_not_ready", "/actions/Gift/effects/0")), (req("Poke", {"to": [9]}), rej("profile_not_ready", "/actions/Poke/effects/0")), (req("Gift", {"to": [8, 7, 5]}), acc())],
       world=P, after=after({7: {"profile": {"coins": 2}}, 8: {"profile": {"coins": 3}}}))
LOCKED = world({7: {"profile": {"coins": 1}}, 8: {"profile": {"coins": 2}}})
LOCKED["entities"]["player"]["8"]["profile"]["read_only"] = True
t.case("over ids a profile whose lock is in doubt refuses what would write it, and nothing else", "profiles", [(req("Gift", {"to": [7, 8]}), rej("profile_read_only", "/actions/Gift/effects/0")), (req("Poke", {"to": [7, 8]}), acc()), (req("Gift", {"to": [7]}), acc())],
       world=LOCKED, after=after({7: {"profile": {"coins": 2}, "n": 1}, 8: {"profile": {"coins": 2}, "n": 1}}))
