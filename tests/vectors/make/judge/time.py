from lib import *

t = Topic("time", "RULEBOOK.md, Time: what `now` is, that it never runs backwards, how far it may step, and cutting a batch in two.")

HOUR = 3600000
t.rulebook("now", book({
    "Now": {"result": "{'now': now}"},
    "Count": {"effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Never": {"permit": ["request.session > 5"], "result": "{'now': now}"},
    "Dead": {"require": ["actor.n > 0 else zero"]},
    "Serve": {"from": ["server"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"}},
}))
t.rulebook("rate", book({"Now": {"result": "{'now': now}"}}, limits={"rate": {"per_second": 1, "burst": 1}}))
t.rulebook("cooldown", book({"Hit": {"cooldown": {"key": "hit", "ms": "1s"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"}}))
t.rulebook("clock", book({"Now": {"result": "{'now': now}"}}, limits={"clock": {"late_ms": 100, "early_ms": 50}}))


def now(v):
    return acc({"now": v})


t.case("now is received_at when that is the largest", "now", [(req("Now", t=2000), now(2000))], opened_at=1000)
t.case("now is opened_at when that is the largest", "now", [(req("Now", t=1000), now(5000))], opened_at=5000)
t.case("now is world.now when that is the largest", "now", [(req("Now", t=1000), now(9000))],
       opened_at=5000, world=world({7: {}}, now=9000))
t.case("without opened_at the batch opens at its first received_at", "now",
       [(req("Now", t=2000), now(2000)), (req("Now", t=5000), now(5000))])
t.case("the default opened_at is the first received_at, not the largest", "now",
       [(req("Now", t=2000), now(2000)), (req("Now", t=9000), now(9000)), (req("Now", t=3000), now(9000))])
t.case("unreadable lines do not open the batch", "now",
       [("{", rej("malformed", "")), (req("Now", t=9000, actor="7"), rej("bad_envelope", "/actor")), (req("Now", t=2000), now(2000))])
t.case("a received_at that runs backwards is read as the last one seen", "now",
       [(req("Now", t=2000), now(2000)), (req("Now", t=1000), now(2000)), (req("Now", t=3000), now(3000)), (req("Now", t=2999), now(3000))])
t.case("another actor's received_at moves the one clock of the world", "now",
       [(req("Now", t=2000, actor=7), now(2000)), (req("Now", t=1000, actor=8), now(2000))])
t.case("world.now keeps the last now for the next batch", "now",
       [(req("Now", t=3000), now(3000))], [(req("Now", t=1000), now(3000))])
t.case("an opened_at that runs backwards between batches changes nothing", "now",
       [(req("Now", t=3000), now(3000))], [(req("Now", t=2000), now(3000)), (req("Now", t=3001), now(3001))])
t.case("a request refused in stage A still moves the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Nope", t=4000), rej("unknown_action", "/action")), (req("Now", t=1000), now(4000))])
t.case("a contract violation still moves the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", {"x": 1}, t=4000), rej("contract", "/params/x")), (req("Now", t=1000), now(4000))])
t.case("a request that is not permitted still moves the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Never", t=4000), rej("not_permitted", "/actions/Never/permit/0")), (req("Now", t=1000), now(4000))])
t.case("a request refused in stage C still moves the clock", "now",
       [(req("Dead", t=4000), rej("zero", "/actions/Dead/require/0")), (req("Now", t=1000), now(4000))])
t.case("a server request moves the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Serve", {"k": "a"}, t=4000, origin="server"), acc()), (req("Now", t=1000), now(4000))])
t.case("a request of an actor that does not exist moves the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=4000, actor=99), rej("no_such_entity", "/actions/Now/actor")), (req("Now", t=1000), now(4000))])
t.case("world.now keeps the now of a batch whose last request was refused", "now",
       [(req("Nope", t=3000), rej("unknown_action", "/action"))], [(req("Now", t=1000), now(3000))])
t.case("a line that is not JSON does not move the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=9000)[:-1], rej("malformed", "")), (req("Now", t=1000), now(1000))])
t.case("a bad actor keeps received_at from moving the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=9000, actor=None), rej("bad_envelope", "/actor")), (req("Now", t=1000), now(1000))])
t.case("a bad origin keeps received_at from moving the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=9000, origin="timer"), rej("bad_envelope", "/origin")), (req("Now", t=1000), now(1000))])
t.case("bad roles keep received_at from moving the clock", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=9000, roles="admin"), rej("bad_envelope", "/roles")), (req("Now", t=1000), now(1000))])

t.case("a clock that runs backwards cannot refill the bucket", "rate",
       [(req("Now", t=5000), now(5000)), (req("Now", t=1000), rej("rate_limited", "/limits/rate", retry=1000)),
        (req("Now", t=5999), rej("rate_limited", "/limits/rate", retry=1)), (req("Now", t=6000), now(6000))])
t.case("a clock that runs backwards between batches cannot refill the bucket", "rate",
       [(req("Now", t=5000), now(5000))], [(req("Now", t=1000), rej("rate_limited", "/limits/rate", retry=1000))],
       [(req("Now", t=6000), now(6000))])
t.case("a clock that runs backwards neither ends nor lengthens a cooldown", "cooldown",
       [(req("Hit", t=5000), acc({"n": 1})), (req("Hit", t=1000), rej("on_cooldown", "/actions/Hit/cooldown", retry=1000)),
        (req("Hit", t=5999), rej("on_cooldown", "/actions/Hit/cooldown", retry=1)), (req("Hit", t=6000), acc({"n": 2}))])
t.case("sent_at is compared with now, not with a received_at that ran backwards", "clock",
       [(req("Now", t=5000, sent_at=5000), now(5000)), (req("Now", t=1000, sent_at=1000), rej("sent_too_late", "/sent_at")),
        (req("Now", t=1000, sent_at=5050), now(5000))])

t.case("a step of exactly one hour from world.now is allowed", "now",
       [(req("Now", t=1000 + HOUR), now(1000 + HOUR))], world=world({7: {}}, now=1000))
t.case("a step of one hour and a millisecond from world.now refuses the batch whole", "now",
       [(req("Count", t=1001 + HOUR), None)], world=world({7: {"n": 4}}, now=1000), host_error=True, after=after({7: {"n": 4}}))
t.case("the step is measured from opened_at when world.now is 0", "now",
       [(req("Now", t=1000 + HOUR), now(1000 + HOUR))], opened_at=1000)
t.case("a step over one hour from opened_at refuses the batch when world.now is 0", "now",
       [(req("Count", t=1001 + HOUR), None)], opened_at=1000, world=world({7: {"n": 4}}), host_error=True, after=after({7: {"n": 4}}))
t.case("from world.now 0 the first batch may open at any time", "now",
       [(req("Now", t=1700000000000), now(1700000000000))], opened_at=1700000000000)
t.case("two steps of an hour each inside one batch are two allowed steps", "now",
       [(req("Now", t=1000 + HOUR), now(1000 + HOUR)), (req("Now", t=1000 + 2 * HOUR), now(1000 + 2 * HOUR))],
       world=world({7: {}}, now=1000))
t.case("a step over one hour by a later request undoes the whole batch", "now",
       [(req("Count", t=1000), None), (req("Count", t=1001 + HOUR), None)],
       world=world({7: {"n": 4}}, now=1000), host_error=True, after=after({7: {"n": 4}}))
t.case("only the batch with the step is refused", "now",
       [(req("Count", t=1000), acc({"n": 5}))], [(req("Count", t=1001 + HOUR), None)],
       world=world({7: {"n": 4}}, now=1000), host_error=True, after=after({7: {"n": 5}}))
t.case("a request refused in stage A can be the step that refuses the batch", "now",
       [(req("Count", t=1000), None), (req("Nope", t=1001 + HOUR), None)],
       world=world({7: {"n": 4}}, now=1000), host_error=True, after=after({7: {"n": 4}}))
t.case("an opened_at more than an hour after world.now refuses the batch", "now",
       [(req("Count", t=1000), None)], opened_at=1001 + HOUR, world=world({7: {"n": 4}}, now=1000), host_error=True, after=after({7: {"n": 4}}))
t.case("the received_at of an unreadable line is no step", "now",
       [(req("Now", t=1000), now(1000)), (req("Now", t=1001 + 9 * HOUR, actor=1.5), rej("bad_envelope", "/actor")), (req("Now", t=1001), now(1001))],
       world=world({7: {}}, now=1000))
t.case("a step backwards of any length is no error", "now",
       [(req("Now", t=0), now(9 * HOUR))], world=world({7: {}}, now=9 * HOUR))

t.case("without limits.clock sent_at is not compared with now", "now",
       [(req("Now", sent_at=0), now(1000)), (req("Now", sent_at=9000000000000), now(1000)), (req("Now", sent_at=-5), now(1000))])
t.case("without limits.clock sent_at must still be an int", "now",
       [(req("Now", sent_at="soon"), rej("contract", "/sent_at")), (req("Now", sent_at=1.5), rej("contract", "/sent_at"))])
t.case("with limits.clock a late sent_at is refused", "clock", [(req("Now", sent_at=0), rej("sent_too_late", "/sent_at"))])

# One stream of requests, judged whole and cut: rate, nonce, once, cooldown and the clock all remember.
t.rulebook("stream", book({
    "Buy": {"params": {"receipt": "string 1..64"}, "once": {"key": "params.receipt", "scope": "actor", "keep": "2s"},
            "cost": {"coins": "10"}, "result": "{'coins': actor.coins}"},
    "Hit": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "cooldown": {"key": "hit", "ms": "500ms"},
            "require": ["target.health > 0 else target_dead"], "effects": ["target.health -= 60 min 0"],
            "emit": [{"event": "Hit", "audience": "all", "data": {"health": "target.health"}}]},
}, live={"coins": "int >= 0 = 0", "health": "int 0..100 = 100"},
    limits={"rate": {"per_second": 2, "burst": 4}, "nonce": {"counter": 4}, "clock": {"late_ms": 1000, "early_ms": 0}}))
BUY, HIT = "/actions/Buy/once", "/actions/Hit/cooldown"
stream = [
    (req("Buy", {"receipt": "a"}, t=1000, nonce=1, sent_at=1000), acc({"coins": 15})),
    (req("Buy", {"receipt": "a"}, t=1000, nonce=2, sent_at=1000), dup(BUY, {"coins": 15})),
    (req("Hit", {"t": 8}, t=1000, nonce=3, sent_at=900), acc(events=[event("Hit", {"health": 40})])),
    (req("Hit", {"t": 8}, t=400, nonce=4, sent_at=1000), rej("on_cooldown", HIT, retry=500)),
    (req("Hit", {"t": 8}, t=1100, nonce=5, sent_at=1100), rej("rate_limited", "/limits/rate", retry=400)),
    (req("Hit", {"t": 8}, t=1500, nonce=5, sent_at=1400), acc(events=[event("Hit", {"health": 0})])),
    (req("Hit", {"t": 7}, t=1000, actor=8, nonce=1, sent_at=1500), acc(events=[event("Hit", {"health": 40})])),
    (req("Hit", {"t": 8}, t=2000, nonce=5, sent_at=1400), rej("nonce_replayed", "/nonce")),
    (req("Hit", {"t": 8}, t=2500, nonce=6, sent_at=1499), rej("sent_too_late", "/sent_at")),
    (req("Buy", {"receipt": "a"}, t=3000, nonce=7, sent_at=3000), dup(BUY, {"coins": 15})),
    (req("Buy", {"receipt": "b"}, t=3500, nonce=8, sent_at=3500), acc({"coins": 5})),
    (req("Buy", {"receipt": "c"}, t=4000, nonce=9, sent_at=4000), rej("not_enough_coins", "/actions/Buy/cost/coins")),
]
players = {7: {"coins": 25}, 8: {"coins": 0}}
closing = after({7: {"coins": 5, "health": 40, "$cooldown.hit": 2000}, 8: {"coins": 0, "health": 0, "$cooldown.hit": 2000}})
t.case("a stream judged as one batch", "stream", stream, world=world(players), opened_at=1000, after=closing)
for cut in range(1, len(stream)):
    t.case(f"the same stream cut after {cut} gives the same verdicts", "stream", stream[:cut], stream[cut:],
           world=world(players), opened_at=1000, after=closing)
t.case("the same stream as one batch per request gives the same verdicts", "stream", *[[pair] for pair in stream],
       world=world(players), opened_at=1000, after=closing)

t.rulebook("flags", book({"Read": {"result": "{'sale': flags.sale}"}, "Half": {"require": ["flags.open else closed"], "result": "{'sale': flags.sale * 2}"}},
                         flags={"sale": "int 0..90 = 5", "open": "bool = false"}))
t.case("a flag that is not given has its default", "flags", [(req("Read"), acc({"sale": 5})), (req("Half"), rej("closed", "/actions/Half/require/0"))])
t.case("a flag that is given holds for the whole batch", "flags",
       [(req("Read"), acc({"sale": 20})), (req("Half"), acc({"sale": 40})), (req("Read"), acc({"sale": 20}))], flags={"sale": 20, "open": True})
t.case("one flag given leaves the others at their defaults", "flags", [(req("Half"), acc({"sale": 10}))], flags={"open": True})
