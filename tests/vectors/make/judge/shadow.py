from lib import *

t = Topic("shadow", "Clauses in mode shadow, events on refusal, and refusals that stick.")

told = lambda name, data, audience="all": [event(name, data, audience)]
t.rulebook("shadow", book({
    "Go": {"params": {"d": "int"}, "require": [{"that": "actor.n > 5", "else": "too_few", "mode": "shadow"}, "actor.n < 100 else too_many", {"that": "10 / params.d > 1", "else": "odd", "mode": "shadow", "name": "ratio"}], "effects": ["actor.n += 1"], "result": "actor.n"},
    "Stop": {"require": [{"that": "actor.n > 5", "else": "too_few", "mode": "shadow"}, "actor.n < 0 else too_many", {"that": "actor.n > 6", "else": "later", "mode": "shadow"}]},
    "Refuse": {"refuse": [{"that": "actor.n > 5", "else": "many", "mode": "shadow"}, {"that": "1 / actor.zero > 0", "else": "broken", "mode": "shadow"}, {"that": "actor.n > 50", "else": "very_many"}]},
    "Enforce": {"require": [{"that": "actor.n > 5", "else": "too_few", "mode": "enforce"}]},
    "Late": {"require": [{"that": "actor.n > 5", "else": "too_few", "mode": "shadow"}], "effects": ["actor.n = 1 / actor.zero"]},
    "Poor": {"require": [{"that": "actor.n > 5", "else": "too_few", "mode": "shadow"}], "cost": {"n": "50"}},
    "Once": {"params": {"k": "string"}, "once": {"key": "params.k"}, "require": [{"that": "actor.n > 5", "else": "too_few", "mode": "shadow"}], "effects": ["actor.n += 1"], "result": "actor.n"},
}, live={"n": "int 0..200", "zero": "int"}))
w = lambda n: world({7: {"n": n}})
FEW = shadow_of("too_few", "/actions/Go/require/0")
t.case("a clause in shadow that holds says nothing", "shadow", [(req("Go", {"d": 1}), acc(11))], world=w(10))
t.case("a clause in shadow that does not hold is told and decides nothing", "shadow", [(req("Go", {"d": 1}), acc(4, shadow=[FEW]))], world=w(3))
t.case("all of them are told, in order, an error with its code", "shadow", [(req("Go", {"d": 0}), acc(4, shadow=[FEW, shadow_of("rule_error", "/actions/Go/require/2", "division_by_zero")])), (req("Go", {"d": 9}), acc(5, shadow=[FEW, shadow_of("odd", "/actions/Go/require/2")]))], world=w(3))
t.case("a clause after them decides; those after it were not asked", "shadow", [(req("Go", {"d": 0}), rej("too_many", "/actions/Go/require/1"))], [(req("Stop"), rej("too_many", "/actions/Stop/require/1"))], world=w(100))
t.case("a refused request tells what its clauses in shadow said before", "shadow", [(req("Stop"), rej("too_many", "/actions/Stop/require/1", shadow=[shadow_of("too_few", "/actions/Stop/require/0")]))], world=w(3))
t.case("refuse in shadow: true is told, and an error under the clause's own reason", "shadow", [(req("Refuse"), acc(shadow=[shadow_of("many", "/actions/Refuse/refuse/0"), shadow_of("broken", "/actions/Refuse/refuse/1")]))], [(req("Refuse"), acc(shadow=[shadow_of("many", "/actions/Refuse/refuse/0"), shadow_of("broken", "/actions/Refuse/refuse/1")]))], world=w(10))
t.case("mode enforce is what a clause is without it", "shadow", [(req("Enforce"), rej("too_few", "/actions/Enforce/require/0"))], world=w(3))
t.case("an effect that fails leaves what shadow said", "shadow", [(req("Late"), rej("rule_error", "/actions/Late/effects/0", "division_by_zero", shadow=[shadow_of("too_few", "/actions/Late/require/0")]))], world=w(3))
t.case("a cost that is not met leaves what shadow said", "shadow", [(req("Poor"), rej("not_enough_n", "/actions/Poor/cost/n", shadow=[shadow_of("too_few", "/actions/Poor/require/0")]))], world=w(3))
t.case("a duplicate asks no clause, so shadow says nothing", "shadow", [(req("Once", {"k": "a"}), acc(4, shadow=[shadow_of("too_few", "/actions/Once/require/0")])), (req("Once", {"k": "a"}), dup("/actions/Once/once", 4))], world=w(3))

SEEN = {"emit": [{"event": "Suspicious", "audience": {"kind": "mod"}, "data": {"who": "actor.id", "n": "actor.n", "asked": "params.v"}}]}
t.rulebook("reject", book({
    "Take": {"params": {"v": "int"}, "require": ["actor.n >= 0 else dead", {"that": "params.v <= actor.n", "else": "too_much", "on_reject": SEEN}], "effects": ["actor.n -= params.v"], "emit": [{"event": "Taken", "audience": "actor", "data": {"v": "params.v"}}]},
    "Err": {"params": {"v": "int"}, "require": [{"that": "10 / params.v > 0", "else": "never", "on_reject": SEEN}]},
    "Refuse": {"params": {"v": "int"}, "refuse": [{"that": "10 / params.v > 1", "else": "big", "on_reject": SEEN}]},
    "Null": {"params": {"v": "int"}, "require": [{"that": "params.v > 100", "else": "small", "on_reject": {"emit": [{"event": "A", "audience": "all", "data": {"x": "1 / params.v", "y": "params.v"}}, {"event": "B", "audience": {"entity": "1 / params.v"}, "data": {}}, {"event": "C", "audience": {"entity": "params.v"}, "data": {}}]}}]},
    "Where": {"require": [{"that": "actor.n > 100", "else": "small", "on_reject": {"emit": [{"event": "A", "audience": {"where": {"kind": "mod", "that": "it.level >= 2"}}, "data": {"n": "actor.n"}}]}}], "effects": ["actor.n = 0"]},
    "Near": {"require": [{"that": "actor.n > 100", "else": "small", "on_reject": {"emit": [{"event": "A", "audience": {"near": {"kind": "mod", "at": "actor.position", "radius": "2.0", "max": 1}}, "data": {}}]}}]},
    "Later": {"params": {"v": "int"}, "require": [{"that": "params.v > 0", "else": "small", "on_reject": {"emit": [{"event": "A", "audience": "all", "data": {}}]}}, {"that": "params.v > 5", "else": "smallish", "on_reject": {"emit": [{"event": "B", "audience": "all", "data": {}}]}}]},
    "Effect": {"params": {"v": "int"}, "require": [{"that": "params.v >= 0", "else": "small", "on_reject": SEEN}], "effects": ["actor.n = 10 / params.v"]},
    "Once": {"params": {"k": "string", "v": "int"}, "once": {"key": "params.k"}, "require": [{"that": "params.v <= actor.n", "else": "too_much", "on_reject": SEEN}]},
}, live={"n": "int", "position": "vec3"}, kinds={"mod": {"live": {"state": {"level": "int", "position": "vec3"}}}}))
M = world({7: {"n": 50}}, mod={1: {"level": 1}, 3: {"level": 3, "position": [1, 0, 0]}, 2: {"level": 2, "position": [9, 0, 0]}})
seen = lambda v, n=50: told("Suspicious", {"who": 7, "n": n, "asked": v}, {"kind": "mod"})
v = lambda action, value, **more: req(action, {"v": value, **more})
t.case("a clause that refuses tells its events, on the opening state", "reject", [(v("Take", 51), rej("too_much", "/actions/Take/require/1", events=seen(51)))], world=M, after=after({7: {"n": 50}}))
t.case("a request that passes tells its own events only", "reject", [(v("Take", 50), acc(None, told("Taken", {"v": 50}, "actor"))), (v("Take", 1), rej("too_much", "/actions/Take/require/1", events=seen(1, 0)))], world=M)
t.case("another clause that refuses tells nothing of it", "reject", [(v("Take", 1), rej("dead", "/actions/Take/require/0"))], world=world({7: {"n": -1}}))
t.case("only the clause that decides tells", "reject", [(v("Later", 0), rej("small", "/actions/Later/require/0", events=told("A", {}))), (v("Later", 5), rej("smallish", "/actions/Later/require/1", events=told("B", {}))), (v("Later", 6), acc())], world=M)
t.case("an error in the clause refuses, so it tells", "reject", [(v("Err", 0), rej("rule_error", "/actions/Err/require/0", "division_by_zero", events=seen(0)))], world=M)
t.case("an error in a refuse refuses, so it tells", "reject", [(v("Refuse", 0), rej("big", "/actions/Refuse/refuse/0", events=seen(0))), (v("Refuse", 1), rej("big", "/actions/Refuse/refuse/0", events=seen(1))), (v("Refuse", 10), acc())], world=M)
t.case("a refusal stands whatever its report says: a value in error is null, an audience in error is no event", "reject",
       [(v("Null", 0), rej("small", "/actions/Null/require/0", events=[event("A", {"x": None, "y": 0}), event("C", {}, {"entity": 0})])), (v("Null", 1), rej("small", "/actions/Null/require/0", events=[event("A", {"x": 1, "y": 1}), event("B", {}, {"entity": 1}), event("C", {}, {"entity": 1})]))], world=M)
t.case("audience where on refusal", "reject", [(req("Where"), rej("small", "/actions/Where/require/0", events=told("A", {"n": 50}, {"where": {"kind": "mod", "ids": [2, 3]}})))], world=M, after=after({7: {"n": 50}}))
t.case("audience near on refusal", "reject", [(req("Near"), rej("small", "/actions/Near/require/0", events=told("A", {}, {"near": {"kind": "mod", "ids": [1]}})))], world=M)
t.case("what fails after the clause tells nothing of it", "reject", [(v("Effect", 0), rej("rule_error", "/actions/Effect/effects/0", "division_by_zero"))], world=M)
t.case("a refusal is told each time, for it is not stored", "reject", [(v("Once", 51, k="a"), rej("too_much", "/actions/Once/require/0", events=seen(51)))] * 2 + [(v("Once", 5, k="a"), acc()), (v("Once", 5, k="a"), dup("/actions/Once/once"))], world=M)

STICK = {"key": "params.k", "on_reject": "stick"}
t.rulebook("stick", book({
    "Try": {"params": {"k": "string", "v": "int"}, "once": STICK, "require": [{"that": "params.v <= actor.n", "else": "too_much", "on_reject": {"emit": [{"event": "A", "audience": "all", "data": {}}]}}], "effects": ["actor.n -= params.v"], "result": "actor.n"},
    "Cost": {"params": {"k": "string"}, "once": STICK, "cost": {"n": "100"}},
    "Out": {"params": {"k": "string", "v": "int"}, "once": STICK, "effects": ["actor.small = params.v"]},
    "Err": {"params": {"k": "string", "v": "int"}, "once": STICK, "result": "1 / params.v"},
    "With": {"params": {"k": "string", "id": "ref player"}, "with": {"p": {"player": "params.id"}}, "once": STICK},
    "Permit": {"params": {"k": "string"}, "permit": "request.session == 5", "once": STICK},
    "Key": {"params": {"k": "int"}, "once": {"key": "10 / params.k", "on_reject": "stick"}, "effects": ["actor.n += 1"], "result": "actor.n"},
    "Short": {"params": {"k": "string", "v": "int"}, "once": {**STICK, "keep": "1s"}, "require": ["params.v <= actor.n else too_much"]},
    "Set": {"params": {"v": "int"}, "effects": ["actor.n = params.v"]},
}, live={"n": "int", "small": "int 0..9"}))
S = world({7: {"n": 50}, 8: {"n": 5}})
k = lambda action, key, v=None, **more: req(action, {"k": key} if v is None else {"k": key, "v": v}, **more)
stuck = lambda action, reason: dup(f"/actions/{action}/once", {"rejected": reason})
MUCH = rej("too_much", "/actions/Try/require/0", events=told("A", {}))
t.case("a refusal that sticks is the answer from then on, though it would pass now", "stick", [(k("Try", "a", 60), MUCH), (req("Set", {"v": 100}), acc()), (k("Try", "a", 60), stuck("Try", "too_much")), (k("Try", "b", 60), acc(40))], [(k("Try", "a", 60), stuck("Try", "too_much"))], world=S, after=after({7: {"n": 40}}))
t.case("a refusal that stuck conflicts with other parameters", "stick", [(k("Try", "a", 60), MUCH), (k("Try", "a", 10), rej("idempotency_conflict", "/actions/Try/once"))], world=S)
t.case("an acceptance is stored as without it", "stick", [(k("Try", "a", 10), acc(40)), (k("Try", "a", 10), dup("/actions/Try/once", 40))], world=S)
t.case("not enough sticks", "stick", [(k("Cost", "a"), rej("not_enough_n", "/actions/Cost/cost/n")), (k("Cost", "a"), stuck("Cost", "not_enough_n"))], world=S)
t.case("out_of_bounds sticks, and nothing was written", "stick", [(k("Out", "a", 10), rej("out_of_bounds", "/actions/Out/effects/0")), (k("Out", "a", 10), stuck("Out", "out_of_bounds"))], world=S, after=after({7: {"small": 0}}))
t.case("an error in the result sticks", "stick", [(k("Err", "a", 0), rej("rule_error", "/actions/Err/result", "division_by_zero")), (k("Err", "a", 0), stuck("Err", "rule_error"))], world=S)
t.case("what is refused before the key is looked up does not stick", "stick", [(req("With", {"k": "a", "id": 9}), rej("no_such_entity", "/actions/With/with/p")), (req("With", {"k": "a", "id": 8}), acc()), (k("Permit", "p"), rej("not_permitted", "/actions/Permit/permit")), (k("Permit", "p", session=5), acc())], world=S)
t.case("an error in the key does not stick", "stick", [(req("Key", {"k": 0}), rej("rule_error", "/actions/Key/once", "division_by_zero"))] * 2 + [(req("Key", {"k": 2}), acc(51)), (req("Key", {"k": 2}), dup("/actions/Key/once", 51))], world=S)
t.case("a conflict does not replace what is stored", "stick", [(k("Try", "a", 60), MUCH), (k("Try", "a", 10), rej("idempotency_conflict", "/actions/Try/once")), (k("Try", "a", 60), stuck("Try", "too_much"))], world=S)
t.case("a refusal that stuck is another actor's business only there", "stick", [(k("Try", "a", 60), MUCH), (k("Try", "a", 5, actor=8), acc(0))], world=S)
t.case("a refusal that stuck expires like an acceptance", "stick", [(k("Short", "a", 60, t=1000), rej("too_much", "/actions/Short/require/0")), (req("Set", {"v": 100}), acc())], [(k("Short", "a", 60, t=1999), stuck("Short", "too_much"))], [(k("Short", "a", 60, t=2000), acc())], world=S)
