from lib import *

t = Topic("rate", "Exact edges, Stage B, rate: integer GCRA per actor and per (actor, action), retry_after_ms to the millisecond.")

LIMIT = "/limits/rate"


def limited(ms, at=LIMIT):
    return rej("rate_limited", at, retry=ms)


def rate(per_second, burst):
    return {"rate": {"per_second": per_second, "burst": burst}}


ok = acc()
go = lambda at=1000, **more: req("Go", t=at, **more)
for per_second, burst in ((1, 1), (1, 3), (3, 1), (3, 3), (7, 1), (10, 2), (1000, 1), (1000000, 1), (1000000, 3)):
    t.rulebook(f"{per_second}/s burst {burst}", book({"Go": {}}, limits=rate(per_second, burst)))

t.case("burst requests pass at one instant and no more", "1/s burst 3", [(go(), ok)] * 3 + [(go(), limited(1000))] * 2)
t.case("a burst of one passes one request", "1/s burst 1", [(go(), ok), (go(), limited(1000))])
t.case("the first request passes at time 0", "1/s burst 1", [(go(0), ok), (go(0), limited(1000)), (go(999), limited(1)), (go(1000), ok)])
t.case("retry_after_ms is exact: one ms before it is refused, at it passes", "1/s burst 1", [(go(1000), ok), (go(1400), limited(600)), (go(1999), limited(1)), (go(2000), ok)])
t.case("a refusal does not push the bucket out", "1/s burst 1", [(go(1000), ok)] + [(go(1500), limited(500))] * 5 + [(go(2000), ok)])
t.case("a token comes back every 1/limit seconds", "1/s burst 3", [(go(1000), ok)] * 3 + [(go(1999), limited(1)), (go(2000), ok), (go(2000), limited(1000)), (go(3000), ok)])
t.case("idleness fills the bucket to burst and no further", "1/s burst 3", [(go(1000), ok)] * 3 + [(go(900000), ok)] * 3 + [(go(900000), limited(1000))])
t.case("half a refill is not a token", "1/s burst 3", [(go(1000), ok)] * 3 + [(go(2500), ok), (go(2500), limited(500)), (go(3000), ok)])
t.case("3 per second is exact", "3/s burst 1",
       [(go(1000), ok), (go(1333), limited(1)), (go(1334), ok), (go(1667), limited(1)), (go(1668), ok), (go(2001), limited(1)), (go(2002), ok)])
t.case("3 per second keeps its thirds over a burst", "3/s burst 3",
       [(go(1000), ok)] * 3 + [(go(1333), limited(1)), (go(1334), ok), (go(1666), limited(1)), (go(1667), ok), (go(1999), limited(1)), (go(2000), ok), (go(2000), limited(334))])
t.case("retry_after_ms is rounded up", "7/s burst 1", [(go(1000), ok), (go(1000), limited(143)), (go(1142), limited(1)), (go(1143), ok)])
t.case("two requests in ten milliseconds of ten per second", "10/s burst 2", [(go(1000), ok), (go(1010), ok), (go(1099), limited(1)), (go(1100), ok), (go(1199), limited(1)), (go(1200), ok)])
t.case("1000 per second passes one each millisecond", "1000/s burst 1", [(go(1000), ok), (go(1000), limited(1)), (go(1001), ok), (go(1002), ok), (go(1002), limited(1))])
t.case("1000000 per second with a burst of one still passes one an instant", "1000000/s burst 1", [(go(1000), ok), (go(1000), limited(1)), (go(1001), ok)])
t.case("1000000 per second is exact at the last instant", "1000000/s burst 3",
       [(go(8796093022208), ok)] * 3 + [(go(8796093022208), limited(1))], opened_at=8796093022208)
t.case("each actor has a bucket", "1/s burst 1", [(go(), ok), (go(actor=8), ok), (go(), limited(1000)), (go(actor=8), limited(1000))])
t.case("the sessions of an actor share its bucket", "1/s burst 1", [(go(session=1), ok), (go(session=2), limited(1000))])
t.case("the bucket is kept between batches", "1/s burst 1", [(go(1000), ok)], [(go(1500), limited(500))], [(go(2000), ok)])

t.rulebook("action", book({"Slow": {"rate": {"per_second": 2, "burst": 1}}, "Slow2": {"rate": {"per_second": 2, "burst": 1}}, "Free": {},
                           "Serve": {"from": ["client", "server"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"}, "rate": {"per_second": 1, "burst": 1}}}))
SLOW = "/actions/Slow/rate"
t.case("an action's rate works without limits.rate", "action", [(req("Slow"), ok), (req("Slow"), limited(500, SLOW)), (req("Slow", t=1499), limited(1, SLOW)), (req("Slow", t=1500), ok)])
t.case("an action's bucket is its own", "action", [(req("Slow"), ok), (req("Slow2"), ok), (req("Slow2"), limited(500, "/actions/Slow2/rate")), (req("Free"), ok), (req("Free"), ok)])
t.case("an action's bucket is per actor", "action", [(req("Slow"), ok), (req("Slow", actor=8), ok), (req("Slow"), limited(500, SLOW))])
t.case("an action's rate binds client only", "action",
       [(req("Serve", {"k": "a"}, origin="server"), ok), (req("Serve", {"k": "b"}, origin="server"), ok), (req("Serve", {"k": "c"}), ok), (req("Serve", {"k": "d"}), limited(1000, "/actions/Serve/rate")),
        (req("Serve", {"k": "e"}, origin="server"), ok)])

t.rulebook("both", book({"Slow": {"rate": {"per_second": 1, "burst": 2}}, "Fast": {"rate": {"per_second": 20, "burst": 20}}}, limits=rate(10, 3)))
t.case("an action's bucket stands beside the actor's: the tighter one refuses", "both",
       [(req("Slow"), ok), (req("Slow"), ok), (req("Slow"), limited(1000, SLOW)), (req("Fast"), limited(100)), (req("Fast", t=1100), ok)])
t.case("a wider action rate does not widen the actor's", "both", [(req("Fast"), ok)] * 3 + [(req("Fast"), limited(100))])
t.case("an action's refusal keeps costing the actor's tokens", "both",
       [(req("Slow"), ok), (req("Slow"), ok), (req("Slow"), limited(1000, SLOW)), (req("Slow"), limited(100))])
