from lib import *

t = Topic("cooldown", "Exact edges, Stage C: the hidden field ready_at = now + ms in actor.live, its clause and its effect.")

t.rulebook("hit", book({
    "Hit": {"cooldown": {"key": "hit", "ms": "500ms"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Kick": {"cooldown": {"key": "hit", "ms": "2s"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Jump": {"cooldown": {"key": "jump", "ms": "1s"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Own": {"cooldown": {"key": "own", "ms": "actor.wait"}, "effects": ["actor.wait = 1"], "result": "{'wait': actor.wait}"},
    "Fail": {"params": {"ok": "bool"}, "cooldown": {"key": "fail", "ms": "1s"}, "require": ["params.ok else not_ok"], "effects": ["actor.n += 1"]},
    "Break": {"params": {"by": "int"}, "cooldown": {"key": "break", "ms": "1s"}, "effects": ["actor.small += params.by"]},
    "Long": {"params": {"ms": "int"}, "cooldown": {"key": "long", "ms": "params.ms"}},
    "Zero": {"cooldown": {"key": "zero", "ms": "0"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
}, live={"n": "int", "wait": "int >= 0 = 700", "small": "int 0..10"}))


def cold(action, ms):
    return rej("on_cooldown", f"/actions/{action}/cooldown", retry=ms)


n = lambda v: acc({"n": v})
t.case("the first use passes and sets ready_at", "hit", [(req("Hit"), n(1))], after=after({7: {"$cooldown.hit": 1500}}))
t.case("before ready_at it is refused with what is left", "hit", [(req("Hit", t=1000), n(1)), (req("Hit", t=1000), cold("Hit", 500)), (req("Hit", t=1200), cold("Hit", 300)), (req("Hit", t=1499), cold("Hit", 1))])
t.case("at ready_at it passes", "hit", [(req("Hit", t=1000), n(1)), (req("Hit", t=1500), n(2))], after=after({7: {"$cooldown.hit": 2000}}))
t.case("a refusal does not set it again", "hit", [(req("Hit", t=1000), n(1)), (req("Hit", t=1400), cold("Hit", 100)), (req("Hit", t=1500), n(2))])
t.case("it is kept between batches", "hit", [(req("Hit", t=1000), n(1))], [(req("Hit", t=1100), cold("Hit", 400))], [(req("Hit", t=1500), n(2))])
t.case("each actor has its own", "hit", [(req("Hit"), n(1)), (req("Hit", actor=8), n(1)), (req("Hit"), cold("Hit", 500)), (req("Hit", actor=8), cold("Hit", 500))])
t.case("actions with one key share it", "hit", [(req("Hit", t=1000), n(1)), (req("Kick", t=1000), cold("Kick", 500)), (req("Kick", t=1500), n(2)), (req("Hit", t=2100), cold("Hit", 1400)), (req("Hit", t=3500), n(3))])
t.case("actions with other keys do not", "hit", [(req("Hit"), n(1)), (req("Jump"), n(2)), (req("Hit"), cold("Hit", 500)), (req("Jump"), cold("Jump", 1000))])
t.case("ms is read on the opening state", "hit", [(req("Own", t=1000), acc({"wait": 1})), (req("Own", t=1699), cold("Own", 1)), (req("Own", t=1700), acc({"wait": 1})), (req("Own", t=1700), cold("Own", 1)), (req("Own", t=1701), acc({"wait": 1}))])
t.case("a refused request sets no cooldown", "hit", [(req("Fail", {"ok": False}), rej("not_ok", "/actions/Fail/require/0")), (req("Fail", {"ok": True}), acc()), (req("Fail", {"ok": False}), cold("Fail", 1000))])
t.case("a request that breaks a bound sets no cooldown", "hit", [(req("Break", {"by": 11}), rej("out_of_bounds", "/actions/Break/effects/0")), (req("Break", {"by": 1}), acc()), (req("Break", {"by": 1}), cold("Break", 1000))])
t.case("ready_at that overflows is rule_error at the cooldown", "hit", [(req("Long", {"ms": 9223372036854775807}), rej("rule_error", "/actions/Long/cooldown", "overflow")), (req("Long", {"ms": 9223372036854774807}), acc())])
t.case("a cooldown of 0 never refuses", "hit", [(req("Zero"), n(1)), (req("Zero"), n(2))])
t.case("now decides, not received_at", "hit", [(req("Hit", t=1000), n(1)), (req("Jump", t=1600), n(2)), (req("Hit", t=1000), n(3))])
