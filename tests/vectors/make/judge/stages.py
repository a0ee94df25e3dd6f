from lib import *

t = Topic("stages", "RULEBOOK.md, Stages: which stage speaks first, what each spends, the order of the steps of C, all or nothing.")

t.rulebook("gates", book({
    "Act": {"params": {"n": "int 0..10"}, "permit": ["params.n != 3"],
            "require": ["params.n != 4 else four", "params.n != 5 else five"],
            "effects": ["actor.n += params.n"], "result": "{'n': actor.n}"},
    "Limited": {"params": {"n": "int 0..10"}, "rate": {"per_second": 1, "burst": 1}, "effects": ["actor.n += params.n"], "result": "{'n': actor.n}"},
    "Serve": {"from": ["server"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"},
              "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
}, limits={"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 4}, "clock": {"late_ms": 1000, "early_ms": 500}}))

LIMIT, NONCE, SENT = "/limits/rate", "/nonce", "/sent_at"
PERMIT = "/actions/Act/permit/0"


def act(n, nonce, t=1000, sent=None, actor=7, **more):
    return req("Act", {"n": n}, t=t, actor=actor, nonce=nonce, sent_at=t if sent is None else sent, **more)


def limited(n, nonce, t=1000, sent=None):
    return req("Limited", {"n": n}, t=t, nonce=nonce, sent_at=t if sent is None else sent)


def n(v):
    return acc({"n": v})


def limited_by(ms):
    return rej("rate_limited", LIMIT, retry=ms)


# ---- A against B
t.case("a contract violation takes a token", "gates",
       [(act(11, 1), rej("contract", "/params/n")), (act(1, 2), n(1)), (act(1, 3), limited_by(1000))])
t.case("an unknown action takes a token", "gates",
       [(req("Nope", nonce=1, sent_at=1000), rej("unknown_action", "/action")), (act(1, 2), n(1)), (act(1, 3), limited_by(1000))])
t.case("a permit that says no takes a token", "gates",
       [(act(3, 1), rej("not_permitted", PERMIT)), (act(1, 2), n(1)), (act(1, 3), limited_by(1000))])
t.case("an origin that may not takes a token of the client", "gates",
       [(req("Serve", {"k": "a"}, nonce=1, sent_at=1000), rej("not_permitted", "/actions/Serve/from")), (act(1, 2), n(1)), (act(1, 3), limited_by(1000))])
t.case("an unknown top-level key takes a token", "gates",
       [(act(1, 1, extra=0), rej("contract", "/extra")), (act(1, 2), n(1)), (act(1, 3), limited_by(1000))])
t.case("a line that is not JSON takes no token", "gates",
       [(act(1, 1)[:-1], rej("malformed", "")), ("", rej("malformed", "")), (act(1, 1), n(1)), (act(1, 2), n(2)), (act(1, 3), limited_by(1000))])
t.case("a bad envelope takes no token", "gates",
       [(act(1, 1, roles=7), rej("bad_envelope", "/roles")), (act(1, 1, session="s"), rej("bad_envelope", "/session")),
        (act(1, 1), n(1)), (act(1, 2), n(2)), (act(1, 3), limited_by(1000))])
t.case("a bad envelope spends no nonce", "gates", [(act(1, 1, origin="root"), rej("bad_envelope", "/origin")), (act(1, 1), n(1))])
t.case("a contract violation is reported even though its token was refused", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(11, 3), rej("contract", "/params/n")), (act(1, 3), limited_by(1000))])
t.case("a permit is reported even though its token was refused", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(3, 3), rej("not_permitted", PERMIT))])
t.case("an unknown action is reported even though its token was refused", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (req("Nope", nonce=3, sent_at=1000), rej("unknown_action", "/action"))])
t.case("a refused token of a request that failed A does not push the bucket out", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(11, 3), rej("contract", "/params/n")), (act(11, 3), rej("contract", "/params/n")),
        (act(1, 3, t=2000), n(3))])
t.case("a contract violation spends no nonce", "gates", [(act(11, 1), rej("contract", "/params/n")), (act(1, 1), n(1))])
t.case("a permit that says no spends no nonce", "gates", [(act(3, 1), rej("not_permitted", PERMIT)), (act(1, 1), n(1))])
t.case("a contract violation does not move the nonce window", "gates", [(act(11, 100), rej("contract", "/params/n")), (act(1, 1), n(1))])
t.case("a contract violation spends no action token", "gates", [(limited(11, 1), rej("contract", "/params/n")), (limited(1, 2), n(1))])
t.case("A is reported before B: contract over a replayed nonce", "gates", [(act(1, 1), n(1)), (act(11, 1), rej("contract", "/params/n"))])
t.case("A is reported before B: permit over a late sent_at", "gates", [(act(3, 1, t=5000, sent=0), rej("not_permitted", PERMIT))])
t.case("A is reported before C: contract of an actor that does not exist", "gates", [(act(11, 1, actor=99), rej("contract", "/params/n"))])

# ---- B against C
t.case("a request refused in C has spent its token", "gates",
       [(act(4, 1), rej("four", "/actions/Act/require/0")), (act(5, 2), rej("five", "/actions/Act/require/1")), (act(1, 3), limited_by(1000))])
t.case("a request refused in C has spent its nonce", "gates", [(act(4, 1), rej("four", "/actions/Act/require/0")), (act(1, 1), rej("nonce_replayed", NONCE))])
t.case("a request refused in C has spent its action token", "gates",
       [(limited(1, 1, t=1000), n(1)), (limited(1, 2, t=1000), rej("rate_limited", "/actions/Limited/rate", retry=1000))])
t.case("a request of an actor that does not exist has spent a token of that id", "gates",
       [(act(1, 1, actor=99), rej("no_such_entity", "/actions/Act/actor")), (act(1, 2, actor=99), rej("no_such_entity", "/actions/Act/actor")),
        (act(1, 3, actor=99), limited_by(1000))])
t.case("a request of an actor that does not exist has spent its nonce", "gates",
       [(act(1, 1, actor=99), rej("no_such_entity", "/actions/Act/actor")), (act(1, 1, actor=99), rej("nonce_replayed", NONCE))])
t.case("B is reported before C: rate over require", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(4, 3), limited_by(1000))])
t.case("B is reported before C: nonce over require", "gates", [(act(1, 1), n(1)), (act(4, 1), rej("nonce_replayed", NONCE))])
t.case("B is reported before C: clock over an actor that does not exist", "gates", [(act(1, 1, t=5000, sent=0, actor=99), rej("sent_too_late", SENT))])

# ---- inside B
t.case("rate is judged before nonce", "gates", [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(1, 2), limited_by(1000))])
t.case("a rate refusal leaves the nonce unspent", "gates",
       [(act(1, 1), n(1)), (act(1, 2), n(2)), (act(1, 3), limited_by(1000)), (act(1, 3, t=2000), n(3))])
t.case("a rate refusal does not move the nonce window", "gates",
       [(act(1, 1), n(1)), (act(1, 3), n(2)), (act(1, 100), limited_by(1000)), (act(1, 2, t=2000), n(3))])
t.case("a nonce refusal has spent its token", "gates",
       [(act(1, 1), n(1)), (act(1, 1), rej("nonce_replayed", NONCE)), (act(1, 2), limited_by(1000))])
t.rulebook("slow", book({
    "Act": {"effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Slow": {"rate": {"per_second": 1, "burst": 1}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
}, limits={"rate": {"per_second": 10, "burst": 3}, "nonce": {"counter": 4}}))
t.case("a nonce refusal has spent its action token", "slow",
       [(req("Act", nonce=1), n(1)), (req("Slow", nonce=1), rej("nonce_replayed", NONCE)), (req("Slow", nonce=2), rej("rate_limited", "/actions/Slow/rate", retry=1000))])
t.case("an action rate refusal leaves the action's own bucket where it was", "slow",
       [(req("Slow", nonce=1), n(1)), (req("Slow", nonce=2), rej("rate_limited", "/actions/Slow/rate", retry=1000)),
        (req("Slow", nonce=2, t=2000), n(2))])
t.case("nonce is judged before the clock", "gates", [(act(1, 1), n(1)), (act(1, 1, t=5000, sent=0), rej("nonce_replayed", NONCE))])
t.case("a request outside the clock window has spent its nonce", "gates",
       [(act(1, 1, t=5000, sent=3999), rej("sent_too_late", SENT)), (act(1, 1, t=5000, sent=5000), rej("nonce_replayed", NONCE))])
t.case("a request outside the clock window has spent its token", "gates",
       [(act(1, 1, t=5000, sent=9000), rej("sent_too_early", SENT)), (act(1, 2, t=5000, sent=9000), rej("sent_too_early", SENT)),
        (act(1, 3, t=5000), limited_by(1000))])
t.case("a request outside the clock window has moved the nonce window", "gates",
       [(act(1, 100, t=5000, sent=0), rej("sent_too_late", SENT)), (act(1, 95, t=5000), rej("nonce_too_old", NONCE))])
t.case("an action rate refusal has spent the actor's token", "gates",
       [(limited(1, 1), n(1)), (limited(1, 2), rej("rate_limited", "/actions/Limited/rate", retry=1000)), (act(1, 2), limited_by(1000))])
t.case("an action rate refusal leaves the nonce unspent", "gates",
       [(limited(1, 1), n(1)), (limited(1, 2), rej("rate_limited", "/actions/Limited/rate", retry=1000)), (act(1, 2, t=2000), n(2))])
t.case("an actor rate refusal leaves the action's bucket untouched", "slow",
       [(req("Act", nonce=1), n(1)), (req("Act", nonce=2), n(2)), (req("Act", nonce=3), n(3)), (req("Slow", nonce=4), limited_by(100)),
        (req("Slow", nonce=4, t=1100), n(4))])
t.case("the actor's rate is judged before the action's", "gates",
       [(limited(1, 1), n(1)), (act(1, 2), n(2)), (limited(1, 3), limited_by(1000))])
t.case("rate, nonce and clock bind client only", "gates",
       [(req("Serve", {"k": k}, origin="server"), n(i + 1)) for i, k in enumerate("abcd")] + [(act(1, 1), n(5)), (act(1, 2), n(6)), (act(1, 3), limited_by(1000))])
t.case("a server request's nonce is not spent", "gates",
       [(req("Serve", {"k": "a"}, origin="server", nonce=1, sent_at=0), n(1)), (req("Serve", {"k": "b"}, origin="server", nonce=1, sent_at=0), n(2)), (act(1, 1), n(3))])

# ---- inside C
t.rulebook("steps", book({
    "All": {"params": {"t": "ref player", "k": "string", "d": "int"},
            "with": {"target": {"player": "params.t"}},
            "once": {"key": "params.k", "scope": "actor", "keep": "forever"},
            "let": {"part": "100 / params.d"},
            "cooldown": {"key": "all", "ms": "1s"},
            "require": ["actor.alive else dead", "target.alive else target_dead"],
            "refuse": ["actor.muted : is_muted"],
            "cost": {"coins": "50"},
            "effects": ["target.health -= part"],
            "emit": [{"event": "Done", "audience": "all", "data": {"health": "target.health", "part": "part"}}],
            "result": "{'coins': actor.coins}"},
    "Kill": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "effects": ["target.alive = false"]},
}, live={"alive": "bool = true", "muted": "bool", "coins": "int >= 0", "health": "int 0..100 = 100"}))
ALL = "/actions/All"


def everything(target=8, key="a", d=2, t=1000, actor=7):
    return req("All", {"t": target, "k": key, "d": d}, t=t, actor=actor)


RICH = {"coins": 500}
t.case("every step passes", "steps", [(everything(), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})]))],
       world=world({7: RICH, 8: {}}), after=after({7: {"coins": 450, "$cooldown.all": 2000}, 8: {"health": 50}}))
t.case("the actor is resolved before with", "steps", [(everything(target=98, actor=99), rej("no_such_entity", f"{ALL}/actor"))], world=world({7: RICH, 8: {}}))
t.case("with is judged before once", "steps",
       [(everything(), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})])), (everything(target=99), rej("no_such_entity", f"{ALL}/with/target"))],
       world=world({7: RICH, 8: {}}))
t.case("once is judged before the cooldown", "steps",
       [(everything(), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})])), (everything(), dup(f"{ALL}/once", {"coins": 450})),
        (everything(d=4), rej("idempotency_conflict", f"{ALL}/once")), (everything(key="b"), rej("on_cooldown", f"{ALL}/cooldown", retry=1000))],
       world=world({7: RICH, 8: {}}))
t.case("once is judged before require", "steps",
       [(everything(), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})])), (req("Kill", {"t": 7}, actor=8), acc()), (everything(), dup(f"{ALL}/once", {"coins": 450}))],
       world=world({7: RICH, 8: {}}))
t.case("the cooldown is judged before require", "steps",
       [(everything(), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})])), (req("Kill", {"t": 8}), acc()),
        (everything(key="b", t=1001), rej("on_cooldown", f"{ALL}/cooldown", retry=999)), (everything(key="b", t=2000), rej("target_dead", f"{ALL}/require/1"))],
       world=world({7: RICH, 8: {}}))
t.case("the first require that is false decides", "steps", [(everything(), rej("dead", f"{ALL}/require/0"))],
       world=world({7: {"alive": False, "coins": 500}, 8: {"alive": False}}))
t.case("require is judged before refuse", "steps", [(everything(), rej("target_dead", f"{ALL}/require/1"))],
       world=world({7: {"muted": True, "coins": 500}, 8: {"alive": False}}))
t.case("refuse is judged before cost", "steps", [(everything(), rej("is_muted", f"{ALL}/refuse/0"))], world=world({7: {"muted": True, "coins": 0}, 8: {}}))
t.case("cost is judged before effects", "steps", [(everything(d=0), rej("not_enough_coins", f"{ALL}/cost/coins"))], world=world({7: {"coins": 49}, 8: {}}))
t.case("an error in a let is raised by the effect that uses it", "steps", [(everything(d=0), rej("rule_error", f"{ALL}/effects/0", "division_by_zero"))],
       world=world({7: RICH, 8: {}}), after=after({7: {"coins": 500}, 8: {"health": 100}}))
t.case("effects are judged before bounds, and cost comes back when they break", "steps", [(everything(d=-1), rej("out_of_bounds", f"{ALL}/effects/0"))],
       world=world({7: RICH, 8: {"health": 60}}), after=after({7: {"coins": 500}, 8: {"health": 60}}))
t.case("a request refused in effects leaves no cooldown and no ledger entry", "steps",
       [(everything(d=0), rej("rule_error", f"{ALL}/effects/0", "division_by_zero")), (everything(d=2), acc({"coins": 450}, [event("Done", {"health": 50, "part": 50})]))],
       world=world({7: RICH, 8: {}}))
t.case("a later request of a batch sees what an earlier one of another actor did", "steps",
       [(req("Kill", {"t": 7}, actor=8), acc()), (everything(), rej("dead", f"{ALL}/require/0"))], world=world({7: RICH, 8: {}}))
t.case("a later batch sees what an earlier one did", "steps",
       [(req("Kill", {"t": 7}, actor=8), acc())], [(everything(), rej("dead", f"{ALL}/require/0"))], world=world({7: RICH, 8: {}}))
t.case("a rejected request emits nothing and changes nothing", "steps", [(everything(), rej("dead", f"{ALL}/require/0"))],
       world=world({7: {"alive": False, "coins": 500}, 8: {"health": 77}}), after=after({7: {"coins": 500, "alive": False}, 8: {"health": 77}}))

t.rulebook("order", book({
    "Require": {"params": {"d": "int"}, "require": ["actor.n >= 0 else negative", "100 / params.d > 0 else small", "actor.n < 10 else large"]},
    "Effects": {"params": {"d": "int"}, "effects": ["actor.n += 1", "actor.m = actor.n * 10", "actor.n += actor.m"],
                "result": "{'n': actor.n, 'm': actor.m}"},
    "Opening": {"require": ["actor.n == 0 else not_zero"], "effects": ["actor.n = 5"]},
    "Middle": {"params": {"d": "int"}, "effects": ["actor.n = 7", "actor.m = 100 / params.d", "actor.n = 8"]},
    "Emit": {"params": {"d": "int"}, "effects": ["actor.n = 7"],
             "emit": [{"event": "First", "audience": "all", "data": {"n": "actor.n"}}, {"event": "Second", "audience": "all", "data": {"v": "100 / params.d"}}]},
    "Result": {"params": {"d": "int"}, "effects": ["actor.n = 7"], "emit": [{"event": "First", "audience": "all", "data": {"n": "actor.n"}}], "result": "{'v': 100 / params.d}"},
}, live={"n": "int", "m": "int"}))
REQUIRE = "/actions/Require/require"
t.case("a require in error decides when nothing before it was false", "order", [(req("Require", {"d": 0}), rej("rule_error", f"{REQUIRE}/1", "division_by_zero"))], world=world({7: {"n": 50}}))
t.case("a false require before one in error decides", "order", [(req("Require", {"d": 0}), rej("negative", f"{REQUIRE}/0"))], world=world({7: {"n": -1}}))
t.case("a require after the deciding one is not read", "order", [(req("Require", {"d": -1}), rej("small", f"{REQUIRE}/1"))], world=world({7: {"n": 50}}))
t.case("the last require decides when all before it are true", "order", [(req("Require", {"d": 1}), rej("large", f"{REQUIRE}/2"))], world=world({7: {"n": 50}}))
t.case("each effect sees those before it", "order", [(req("Effects", {"d": 1}), acc({"n": 33, "m": 30}))], world=world({7: {"n": 2}}), after=after({7: {"n": 33, "m": 30}}))
t.case("require reads the opening state", "order", [(req("Opening"), acc()), (req("Opening"), rej("not_zero", "/actions/Opening/require/0"))], world=world({7: {}}))
t.case("an error in the second effect undoes the first", "order", [(req("Middle", {"d": 0}), rej("rule_error", "/actions/Middle/effects/1", "division_by_zero"))],
       world=world({7: {"n": 1, "m": 2}}), after=after({7: {"n": 1, "m": 2}}))
t.case("an error in emit undoes every effect and emits nothing", "order", [(req("Emit", {"d": 0}), rej("rule_error", "/actions/Emit/emit/1", "division_by_zero"))],
       world=world({7: {"n": 1}}), after=after({7: {"n": 1}}))
t.case("an error in result undoes every effect and emits nothing", "order", [(req("Result", {"d": 0}), rej("rule_error", "/actions/Result/result", "division_by_zero"))],
       world=world({7: {"n": 1}}), after=after({7: {"n": 1}}))
t.case("emit and result read the closing state", "order", [(req("Result", {"d": 5}), acc({"v": 20}, [event("First", {"n": 7})]))], world=world({7: {"n": 1}}))
