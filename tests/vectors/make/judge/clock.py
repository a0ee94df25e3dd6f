from lib import *

t = Topic("clock", "Exact edges, Stage B, clock: now - late_ms <= sent_at <= now + early_ms, both edges included, without overflow.")

t.rulebook("clock", book({"Go": {}}, limits={"clock": {"late_ms": 2000, "early_ms": 500}}))
t.rulebook("tight", book({"Go": {}}, limits={"clock": {"late_ms": 0, "early_ms": 0}}))
t.rulebook("serve", book({"Go": {"from": ["server", "client"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"}}},
                         limits={"clock": {"late_ms": 2000, "early_ms": 500}}))
ok, late, early, contract = acc(), rej("sent_too_late", "/sent_at"), rej("sent_too_early", "/sent_at"), rej("contract", "/sent_at")
go = lambda sent, at=10000, **more: req("Go", t=at, sent_at=sent, **more)

t.case("sent now passes", "clock", [(go(10000), ok)])
t.case("the late edge is inside", "clock", [(go(8000), ok), (go(7999), late)])
t.case("the early edge is inside", "clock", [(go(10500), ok), (go(10501), early)])
t.case("windows of zero pass only the very instant", "tight", [(go(10000), ok), (go(9999), late), (go(10001), early)])
t.case("the largest and the smallest sent_at do not overflow", "clock", [(go(9223372036854775807), early), (go(-9223372036854775808), late)])
t.case("a negative sent_at is an int like another", "clock", [(go(-1), late), (go(-5000), late)])
t.case("near time 0 a negative sent_at may lie inside the window", "clock", [(go(-1000, at=1000), ok), (go(-1001, at=1000), late), (go(0, at=1000), ok)])
t.case("sent_at is any exact form of an int", "clock", [('{"actor":7,"received_at":10000,"action":"Go","sent_at":1e4}', ok), ('{"actor":7,"received_at":10000,"action":"Go","sent_at":8000.0}', ok)])
t.case("a missing sent_at is a contract violation of a client", "clock", [(req("Go", t=10000), contract)])
t.case("a sent_at of another type is a contract violation", "clock", [(go("10000"), contract), (go(10000.5), contract), (go(None), contract), (go(True), contract), (go(9223372036854775808), contract)])
t.case("the window follows now, which is opened_at here", "clock", [(go(18000, at=10000), ok), (go(17999, at=10000), late), (go(20500, at=10000), ok)], opened_at=20000)
t.case("a server's sent_at is not compared, nor required", "serve", [(req("Go", {"k": "a"}, t=10000, origin="server", sent_at=0), ok), (req("Go", {"k": "b"}, t=10000, origin="server"), ok)])
t.case("a server's sent_at is still typed", "serve", [(req("Go", {"k": "a"}, t=10000, origin="server", sent_at="x"), contract)])
t.case("a client's sent_at of the same action is compared", "serve", [(req("Go", {"k": "a"}, t=10000, sent_at=0), late), (req("Go", {"k": "a"}, t=10000), contract)])
