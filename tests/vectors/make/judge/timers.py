from lib import *

t = Topic("timers", "Timers: after_ms and cancel, when and in which order they run, what they may do, every_ms, max_timers_per_batch, cut batches.")

SET = {"params": {"ms": "int", "id": "string 0..300", "v": "int"}, "effects": [{"after_ms": "params.ms", "do": "Fire", "params": {"v": "params.v"}, "id": "params.id"}]}
FIRE = {"from": ["timer"], "params": {"v": "int 0..99"}, "effects": ["actor.n = actor.n * 100 + params.v"], "emit": [{"event": "Fired", "audience": "actor", "data": {"v": "params.v", "now": "now"}}], "result": "actor.n"}
ACTIONS = {
    "Set": SET, "Fire": FIRE,
    "SetInt": {"params": {"id": "int"}, "effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1"}, "id": "params.id"}]},
    "SetNoId": {"params": {"ms": "int"}, "effects": [{"after_ms": "params.ms", "do": "Fire", "params": {"v": "1"}}, {"after_ms": "params.ms", "do": "Fire", "params": {"v": "2"}}]},
    "SetTwo": {"effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1"}, "id": "'x'"}, {"after_ms": "50", "do": "Fire", "params": {"v": "2"}, "id": "'x'"}]},
    "SetFail": {"effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1"}, "id": "'x'"}, {"cancel": "'y'"}, "actor.n = 1 / actor.zero"]},
    "SetBroken": {"effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1"}, "id": "'x'"}, {"cancel": "'y'"}, "actor.small = 100"]},
    "SetSeen": {"effects": ["actor.n = 7", {"after_ms": "actor.n", "do": "Fire", "params": {"v": "actor.n"}, "id": "'x'"}, "actor.n = 0"]},
    "SetErr": {"effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1 / actor.zero"}, "id": "'x'"}]},
    "Cancel": {"params": {"id": "string"}, "effects": [{"cancel": "params.id"}]},
    "CancelInt": {"params": {"id": "int"}, "effects": [{"cancel": "params.id"}]},
    "SetCancel": {"effects": [{"after_ms": "100", "do": "Fire", "params": {"v": "1"}, "id": "'x'"}, {"cancel": "'x'"}]},
    "N": {"result": "actor.n"},
}
t.rulebook("timers", book(ACTIONS, live={"n": "int", "zero": "int", "small": "int 0..9"}))
W = world({7: {}, 8: {}}, now=1000)
s = lambda id, ms, v=1, **more: req("Set", {"ms": ms, "id": id, "v": v}, **more)
fired = lambda id, n, v, now, actor=7: ran(id, "Fire", acc(n, [event("Fired", {"v": v, "now": now}, "actor")]), actor)
at = lambda now: [(req("N", t=now, actor=8), acc(0))]
err = lambda action, k, code: rej("rule_error", f"/actions/{action}/effects/{k}", code)


def w(*timers, now=1000, **more):
    return world({7: {}, 8: {}}, now=now, timers=list(timers), **more)


fire = lambda id, due, v=1, actor=7: timer(id, due, "Fire", actor, {"v": v})

t.case("a timer is set, and stands in the world", "timers", [(s("x", 100), acc())], world=W, timers=[[]], timers_after=[fire("x", 1100)])
t.case("a timer runs in the first batch opened when it is due, before the first request", "timers", [(s("x", 100), acc())], at(1099), [(req("N", t=1100), acc(1)), (req("N", t=1100), acc(1))], at(9000), world=W,
       timers=[[], [], [fired("x", 1, 1, 1100)], []], after=after({7: {"n": 1}}), timers_after=[])
t.case("a timer runs late when no batch was opened: now is the batch's", "timers", [(s("x", 100), acc())], at(5000), world=W, timers=[[], [fired("x", 1, 1, 5000)]])
t.case("a timer is not run by a request that comes later than the batch was opened", "timers", [(s("x", 100), acc()), (req("N", t=1500), acc(0))], [(req("N", t=1050), acc(0)), (req("N", t=2000), acc(0))], [(req("N", t=2000), acc(1))], world=W,
       timers=[[], [], [fired("x", 1, 1, 2000)]], note="the second batch is opened at 1050, though the world has seen 1500")
t.case("a timer set in a batch fires in a later one, though it is due at once", "timers", [(s("x", 0), acc()), (req("N"), acc(0))], [(req("N"), acc(1))], world=W, timers=[[], [fired("x", 1, 1, 1000)]])
t.case("in the order of due, then of the id's bytes", "timers", at(1000), world=w(fire("b", 500, 1), fire("a", 500, 2), fire("B", 500, 3), fire("", 500, 4), fire("\u00e9", 500, 5), fire("z", 499, 6), fire("A", 1000, 7), fire("never", 1001, 8)), opened_at=1000,
       timers=[[fired("z", 6, 6, 1000), fired("", 604, 4, 1000), fired("B", 60403, 3, 1000), fired("a", 6040302, 2, 1000), fired("b", 604030201, 1, 1000), fired("\u00e9", 60403020105, 5, 1000), fired("A", 6040302010507, 7, 1000)]], timers_after=[fire("never", 1001, 8)])
t.case("each acts as who set it", "timers", [(s("x", 1), acc()), (s("y", 1, 5, actor=8), acc())], [(req("N", t=1001), acc(1)), (req("N", t=1001, actor=8), acc(5))], world=W, timers=[[], [fired("x", 1, 1, 1001), fired("y", 5, 5, 1001, 8)]])
t.case("an id that is set again is one timer, at its new time", "timers", [(s("x", 100), acc()), (s("x", 50, 2), acc())], at(1050), at(1100), world=W, timers=[[], [fired("x", 2, 2, 1050)], []])
t.case("an id set again by another actor is the other's", "timers", [(s("x", 100), acc()), (s("x", 100, 2, actor=8), acc())], [(req("N", t=1100), acc(0))], world=W, timers=[[], [fired("x", 2, 2, 1100, 8)]])
t.case("set twice in one request: the last", "timers", [(req("SetTwo"), acc())], world=W, timers_after=[fire("x", 1050, 2)])
t.case("an int and its decimal text are one id", "timers", [(req("SetInt", {"id": 7}), acc()), (s("7", 50, 2), acc())], [(req("CancelInt", {"id": 7}), acc())], world=W, timers=[[], []], timers_after=[])
t.case("without an id two timers of one moment are two", "timers", [(req("SetNoId", {"ms": 5}), acc())], at(1005), world=W, timers=[[], [fired("Fire:7:1005", 1, 1, 1005), fired("Fire:7:1005:2", 102, 2, 1005)]])
t.case("ms, params and id see the effects before them", "timers", [(req("SetSeen"), acc())], world=W, timers_after=[fire("x", 1007, 7)])
t.case("cancel takes a timer away; one that is not there does nothing", "timers", [(s("x", 100), acc()), (req("Cancel", {"id": "x"}), acc()), (req("Cancel", {"id": "x"}), acc())], at(1100), world=W, timers=[[], []], timers_after=[])
t.case("anyone's rule may cancel a timer", "timers", [(s("x", 100), acc()), (req("Cancel", {"id": "x"}, actor=8), acc())], world=W, timers_after=[])
t.case("set and cancelled in one request", "timers", [(req("SetCancel"), acc())], world=W, timers_after=[])
t.case("a request that fails sets and cancels nothing", "timers", [(req("SetFail"), err("SetFail", 2, "division_by_zero")), (req("SetBroken"), rej("out_of_bounds", "/actions/SetBroken/effects/2"))], world=w(fire("y", 2000, 3)), opened_at=1000, timers_after=[fire("y", 2000, 3)])
t.case("a request that fails leaves the timer that it set anew as it was", "timers", [(req("SetFail"), err("SetFail", 2, "division_by_zero"))], at(1500), world=w(fire("x", 1500, 9)), timers=[[], [fired("x", 9, 9, 1500)]])
t.case("an error in a parameter is rule_error at the effect", "timers", [(req("SetErr"), err("SetErr", 0, "division_by_zero"))], world=W, timers_after=[])
t.case("a time before now, and one beyond 2^43, is rule_error overflow", "timers", [(s("x", -1), err("Set", 0, "overflow")), (s("x", 8796093022208 - 1000), acc()), (s("y", 8796093022208 - 999), err("Set", 0, "overflow")), (s("y", 9223372036854775807), err("Set", 0, "overflow")), (s("y", -9223372036854775808), err("Set", 0, "overflow"))], world=W,
       timers_after=[fire("x", 8796093022208)])
t.case("an id of 256 bytes is taken, a longer one is rule_error overflow", "timers", [(s("i" * 256, 1), acc()), (s("i" * 257, 1), err("Set", 0, "overflow")), (s("\u00e9" * 128, 1), acc()), (s("\u00e9" * 129, 1), err("Set", 0, "overflow"))], world=W, timers_after=[fire("i" * 256, 1001), fire("\u00e9" * 128, 1001)])
t.case("a timer whose parameters break the contract is refused, and timer_failed says so", "timers", [(s("x", 100, 100), acc())], at(1100), at(1200), world=W, timers=[[], [ran("x", "Fire", rej("contract", "/params/v"))], []], timers_after=[])
t.case("a line never is a timer, and Fire is no client's", "timers", [(req("Fire", {"v": 1}), rej("not_permitted", "/actions/Fire/from")), (req("Fire", {"v": 1}, origin="timer"), rej("bad_envelope", "/origin"))], world=W)
t.case("a timer of an actor that is gone is refused", "timers", at(1000), world=w(fire("x", 500, 1, 99)), timers=[[ran("x", "Fire", rej("no_such_entity", "/actions/Fire/actor"), 99)]], timers_after=[])
t.case("a timer of an action that takes none is refused", "timers", at(1000), world=w(timer("x", 500, "N")), timers=[[ran("x", "N", rej("not_permitted", "/actions/N/from"))]], timers_after=[])
t.case("a timer that nobody set asks as actor 0", "timers", at(1000), world=w(fire("x", 500, 1, None)), timers=[[ran("x", "Fire", rej("no_such_entity", "/actions/Fire/actor"), None)]])
t.case("timers run in an empty batch", "timers", ({"raw": ""}, []), world=w(fire("x", 1000)), timers=[[fired("x", 1, 1, 1000)]], after=after({7: {"n": 1}}))
t.case("a timer sees the batch's now: the latest clock of the world", "timers", [(req("N", t=500), acc(1))], world=w(fire("x", 500)), timers=[[fired("x", 1, 1, 1000)]])
t.case("due is by opened_at, though the world has seen a later clock", "timers", [(req("N", t=500), acc(0))], [(req("N", t=501), acc(1))], world=w(fire("x", 501)), timers=[[], [fired("x", 1, 1, 1000)]])

CHAIN = {
    "Again": {"from": ["timer"], "effects": ["actor.n += 1", {"after_ms": "10", "do": "Again", "id": "'again'"}]},
    "AtOnce": {"from": ["timer"], "effects": ["actor.n += 1", {"after_ms": "0", "do": "AtOnce", "id": "'once'"}]},
    "Kill": {"from": ["timer"], "params": {"id": "string"}, "effects": ["actor.n += 100", {"cancel": "params.id"}]},
    "Reset": {"from": ["timer"], "params": {"id": "string", "ms": "int"}, "effects": ["actor.n += 100", {"after_ms": "params.ms", "do": "Add", "params": {"v": "5"}, "id": "params.id"}]},
    "ResetFail": {"from": ["timer"], "params": {"id": "string"}, "effects": [{"after_ms": "0", "do": "Add", "params": {"v": "5"}, "id": "params.id"}, "actor.n = 1 / actor.zero"]},
    "Add": {"from": ["timer"], "params": {"v": "int = 1"}, "effects": ["actor.n += params.v"]},
    "Fail": {"from": ["timer"], "effects": ["actor.n += 50"], "require": [{"that": "actor.n < 0", "else": "never", "on_reject": {"emit": [{"event": "Tried", "audience": "all", "data": {"n": "actor.n"}}]}}, {"that": "false", "else": "x"}]},
    "Shadow": {"from": ["timer"], "require": [{"that": "actor.n < 0", "else": "never", "mode": "shadow"}]},
    "Who": {"from": ["timer", "client"], "permit": "request.origin == 'timer' || size(request.roles) > 0", "result": "{'origin': request.origin, 'actor': request.actor, 'session': request.session, 'roles': request.roles, 'at': request.received_at}"},
    "Once": {"from": ["timer", "client"], "params": {"k": "string"}, "once": {"key": "params.k"}, "effects": ["actor.n += 1"], "result": "actor.n"},
    "Cool": {"from": ["timer", "client"], "cooldown": {"key": "c", "ms": "100"}, "rate": {"per_second": 1, "burst": 1}, "effects": ["actor.n += 1"]},
    "Opt": {"from": ["timer"], "params": {"a": "int?", "b": "string = z", "c": "double = 1.5", "p": "vec3", "l": "list<int> max 3"}, "result": "{'a': has(params.a), 'b': params.b, 'c': params.c, 'p': params.p, 'l': params.l}"},
    "SetOpt": {"effects": [{"after_ms": "1", "do": "Opt", "params": {"p": "actor.place", "l": "[1, 2]"}, "id": "'o'"}]},
    "SetOptAll": {"effects": [{"after_ms": "1", "do": "Opt", "params": {"a": "1", "b": "'y'", "c": "2.0", "p": "actor.place", "l": "[]"}, "id": "'o'"}]},
    "N": {"result": "actor.n"},
}
LIVE = {"n": "int", "zero": "int", "place": "vec3"}
t.rulebook("chain", book(CHAIN, live=LIVE))
add = lambda id, due, v=1: timer(id, due, "Add", 7, {"v": v})
ok = lambda id, action, *more: ran(id, action, acc(*more))
n = lambda now, value: [(req("N", t=now), acc(value))]
t.case("a timer that sets itself again runs once a batch", "chain", n(1000, 1), n(1000, 1), n(1010, 2), n(1500, 3), world=w(timer("again", 900, "Again")), timers=[[ok("again", "Again")], [], [ok("again", "Again")], [ok("again", "Again")]], timers_after=[timer("again", 1510, "Again")])
t.case("a timer that sets itself for at once still runs once a batch", "chain", n(1000, 1), n(1000, 2), world=w(timer("once", 900, "AtOnce")), timers=[[ok("once", "AtOnce")], [ok("once", "AtOnce")]], timers_after=[timer("once", 1000, "AtOnce")])
t.case("a timer cancelled by an earlier one of its batch does not run", "chain", n(1000, 100), world=w(timer("a", 900, "Kill", 7, {"id": "b"}), add("b", 950)), timers=[[ok("a", "Kill")]], timers_after=[])
t.case("a timer cancelled by a later one of its batch has run", "chain", n(1000, 101), world=w(timer("b", 900, "Kill", 7, {"id": "a"}), add("a", 850)), timers=[[ok("a", "Add"), ok("b", "Kill")]], timers_after=[])
t.case("a timer set anew by an earlier one of its batch waits", "chain", n(1000, 100), n(1050, 105), world=w(timer("a", 900, "Reset", 7, {"id": "b", "ms": 50}), add("b", 950)), timers=[[ok("a", "Reset")], [ok("b", "Add")]])
t.case("a timer set anew for at once by an earlier one of its batch waits for the next: it was set in this one", "chain", n(1000, 100), n(1000, 105), world=w(timer("a", 900, "Reset", 7, {"id": "b", "ms": 0}), add("b", 950)), timers=[[ok("a", "Reset")], [ok("b", "Add")]])
t.case("a timer set anew just as it was waits too", "chain", n(1000, 100), n(1000, 105), world=w(timer("a", 900, "Reset", 7, {"id": "b", "ms": 0}), add("b", 1000, 5)), timers=[[ok("a", "Reset")], [ok("b", "Add")]])
t.case("a timer that an earlier one failed to set anew runs as it was", "chain", n(1000, 3), world=w(timer("a", 900, "ResetFail", 7, {"id": "b"}), add("b", 950, 3)),
       timers=[[ran("a", "ResetFail", rej("rule_error", "/actions/ResetFail/effects/1", "division_by_zero")), ok("b", "Add")]], timers_after=[])
t.case("a refused timer tells timer_failed beside what its clause tells, and does nothing", "chain", n(1000, 0), world=w(timer("a", 900, "Fail")), timers=[[ran("a", "Fail", rej("never", "/actions/Fail/require/0", events=[event("Tried", {"n": 0})]))]], timers_after=[])
t.case("a timer's clause in shadow", "chain", n(1000, 0), world=w(timer("a", 900, "Shadow")), timers=[[ran("a", "Shadow", acc(shadow=[shadow_of("never", "/actions/Shadow/require/0")]))]])
t.case("the envelope of a timer", "chain", [(req("Who", t=1000), rej("not_permitted", "/actions/Who/permit")), (req("Who", t=1000, roles=["x"], session=4), acc({"origin": "client", "actor": 7, "session": 4, "roles": ["x"], "at": 1000}))], world=w(timer("a", 900, "Who")),
       timers=[[ran("a", "Who", acc({"origin": "timer", "actor": 7, "session": 0, "roles": [], "at": 1000}))]])
t.case("a timer's key is the actor's: its second is a duplicate", "chain", [(req("Once", {"k": "k"}, t=1000), dup("/actions/Once/once", 1)), (req("N"), acc(1))], world=w(timer("a", 900, "Once", 7, {"k": "k"}), timer("b", 900, "Once", 7, {"k": "k"})),
       timers=[[ran("a", "Once", acc(1)), ran("b", "Once", dup("/actions/Once/once", 1))]])
t.case("a cooldown binds a timer, a rate does not", "chain", [(req("Cool", t=1000), rej("on_cooldown", "/actions/Cool/cooldown", retry=100)), (req("Cool", t=1100), rej("rate_limited", "/actions/Cool/rate", retry=900))], world=w(timer("a", 900, "Cool"), timer("b", 900, "Cool")),
       timers=[[ok("a", "Cool"), ran("b", "Cool", rej("on_cooldown", "/actions/Cool/cooldown", retry=100))]])
t.case("parameters not given take their defaults, an optional one is absent", "chain", [(req("SetOpt"), acc())], n(1001, 0), world=world({7: {"place": [1, 2, 3]}}, now=1000),
       timers=[[], [ran("o", "Opt", acc({"a": False, "b": "z", "c": 1.5, "p": [1.0, 2.0, 3.0], "l": [1, 2]}))]])
t.case("parameters of every kind reach the timer", "chain", [(req("SetOptAll"), acc())], n(1001, 0), world=world({7: {"place": [1, 2, 3]}}, now=1000),
       timers=[[], [ran("o", "Opt", acc({"a": True, "b": "y", "c": 2.0, "p": [1.0, 2.0, 3.0], "l": []}))]])
t.case("params absent in the world's text are none", "chain", n(1000, 1), world=w({"id": "a", "due": 900, "action": "Add", "actor": 7}), timers=[[ok("a", "Add")]])

t.rulebook("two", book({"Add": CHAIN["Add"], "AtOnce": CHAIN["AtOnce"], "Kill": CHAIN["Kill"], "N": CHAIN["N"]}, live=LIVE, limits={"max_timers_per_batch": 2}))
t.case("at most max_timers_per_batch run, the first of the order; the others wait", "two", n(1000, 12), n(1000, 1234), n(1000, 12345), n(1000, 12345), opened_at=1000,
       world=w(*[add(x, 900 + k, v) for k, (x, v) in enumerate([("e", 10), ("d", 2), ("c", 1200), ("b", 22), ("a", 11111)])]),
       timers=[[ok("e", "Add"), ok("d", "Add")], [ok("c", "Add"), ok("b", "Add")], [ok("a", "Add")], []])
t.case("one that sets itself for at once does not keep the others from running", "two", n(1000, 2), n(1000, 4), n(1000, 5), world=w(timer("once", 900, "AtOnce"), add("b", 901), add("c", 902)), opened_at=1000,
       timers=[[ok("once", "AtOnce"), ok("b", "Add")], [ok("c", "Add"), ok("once", "AtOnce")], [ok("once", "AtOnce")]])
t.case("a place of a timer that was cancelled is not given to another", "two", n(1000, 100), n(1000, 101), world=w(timer("a", 900, "Kill", 7, {"id": "b"}), add("b", 901), add("c", 902)), opened_at=1000, timers=[[ok("a", "Kill")], [ok("c", "Add")]],
       note="which timers run is settled before the first of them")

EVERY = {
    "Tick": {"every_ms": 100, "with": {"m": {"mob": "1"}}, "effects": ["m.n += 1"], "emit": [{"event": "Tick", "audience": {"kind": "mob"}, "data": {"now": "now", "n": "m.n"}}]},
    "Grow": {"every_ms": "1s", "params": {"by": "int = 3"}, "with": {"m": {"mob": "2", "optional": True}}, "effects": [{"if": "has(m)", "then": ["m.n += params.by"], "else": [{"create": "mob", "id": "2"}]}]},
    "Kill": {"params": {"mob": "ref mob"}, "with": {"m": {"mob": "params.mob"}}, "effects": [{"delete": "m"}]},
    "Stop": {"effects": [{"cancel": "'every:Tick'"}]},
    "N": {"result": "actor.n"},
}
t.rulebook("every", book(EVERY, live=LIVE, kinds={"mob": {"live": {"state": {"n": "int"}}}}))
E = world({7: {}, 8: {}}, now=1000, mob={1: {}})
every = lambda action, due: timer("every:" + action, due, action, None)
tick = lambda now, k: ran("every:Tick", "Tick", acc(None, [event("Tick", {"now": now, "n": k}, {"kind": "mob"})]), None)
grew = ran("every:Grow", "Grow", acc(), None)
z = lambda now: [(req("N", t=now), acc(0))]
t.case("every_ms counts from the first batch", "every", z(1000), world=E, timers=[[]], timers_after=[every("Grow", 2000), every("Tick", 1100)])
t.case("every_ms runs each period", "every", z(1000), z(1099), z(1100), z(1150), z(1200), z(1299), world=E, timers=[[], [], [tick(1100, 1)], [], [tick(1200, 2)], []], after=after(mob={1: {"n": 2}}), timers_after=[every("Grow", 2000), every("Tick", 1300)])
t.case("a late batch runs one turn, not those that were missed, and the beat stays", "every", z(1000), z(1555), z(1599), z(1600), world=E, timers=[[], [tick(1555, 1)], [], [tick(1600, 2)]])
t.case("timers of every_ms stand in one order with the others", "every", z(1000), z(2000), z(3000), world=E, timers=[[], [tick(2000, 1), grew], [tick(3000, 2), grew]], after=after(mob={1: {"n": 2}, 2: {"n": 3}}))
t.case("a refused turn tells all, and the next comes", "every", z(1000), [(req("Kill", {"mob": 1}, t=1050), acc())], z(1100), z(1200), world=E,
       timers=[[], [], [ran("every:Tick", "Tick", rej("no_such_entity", "/actions/Tick/with/m"), None)], [ran("every:Tick", "Tick", rej("no_such_entity", "/actions/Tick/with/m"), None)]], timers_after=[every("Grow", 2000), every("Tick", 1300)])
t.case("an action with every_ms is no client's", "every", [(req("Tick"), rej("not_permitted", "/actions/Tick/from"))], world=E)
t.case("a timer of every_ms that was cancelled counts anew from the next batch", "every", z(1000), [(req("Stop", t=1050), acc())], z(1070), z(1100), z(1170), world=E, timers=[[], [], [], [], [tick(1170, 1)]])
t.case("a world that stands at its beat goes on with it", "every", z(1000), z(1030), world={**E, "timers": [every("Tick", 930), every("Grow", 1500)]}, timers=[[tick(1000, 1)], [tick(1030, 2)]], timers_after=[every("Grow", 1500), every("Tick", 1130)])

half = [(req("N", t=1000), acc(1)), (req("N", t=1300), acc(1))]
rest = [(req("N", t=1200), acc(1)), (req("N", t=1900), acc(1))]
t.case("whole: a batch with timers due before and after it was opened", "chain", half + rest, world=w(add("a", 900), add("b", 1250)), opened_at=1000, timers=[[ok("a", "Add")]], timers_after=[add("b", 1250)])
t.case("cut in two: the same verdicts, the same timers", "chain", half, rest, world=w(add("a", 900), add("b", 1250)), opened_at=1000, timers=[[ok("a", "Add")], []], timers_after=[add("b", 1250)])
t.case("whole: a batch that sets timers", "timers", [(s("x", 100), acc()), (s("y", 1, t=1050), acc()), (req("N", t=1500), acc(0)), (s("x", 0, 2, t=1400), acc())], world=W, opened_at=1000, timers=[[]], timers_after=[fire("x", 1500, 2), fire("y", 1051)])
t.case("cut in two: a batch that sets timers", "timers", [(s("x", 100), acc()), (s("y", 1, t=1050), acc())], [(req("N", t=1500), acc(0)), (s("x", 0, 2, t=1400), acc())], world=W, opened_at=1000, timers=[[], []], timers_after=[fire("x", 1500, 2), fire("y", 1051)])
t.case("whole: every_ms", "every", z(1000) + z(1150) + z(1250), world={**E, "timers": [every("Tick", 930), every("Grow", 1500)]}, opened_at=1000, timers=[[tick(1000, 1)]], timers_after=[every("Grow", 1500), every("Tick", 1030)])
t.case("cut in two: every_ms", "every", z(1000) + z(1150), z(1250), world={**E, "timers": [every("Tick", 930), every("Grow", 1500)]}, opened_at=1000, timers=[[tick(1000, 1)], []], timers_after=[every("Grow", 1500), every("Tick", 1030)])
