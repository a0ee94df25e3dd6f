from lib import *

t = Topic("once", "RULEBOOK.md, Once: duplicates, conflicts, what is stored and for how long, and the scopes of the ledger.")


def once(key="params.k", scope="actor", keep="forever", **more):
    return {"key": key, "scope": scope, "keep": keep, **more}


t.rulebook("buy", book({
    "Buy": {"params": {"item": "row items", "k": "string 1..64"}, "once": once(), "cost": {"coins": "tables.items[params.item].price"},
            "effects": ["actor.bought += 1"], "emit": [{"event": "Bought", "audience": "all", "data": {"item": "params.item"}}],
            "result": "{'coins': actor.coins}"},
    "Sell": {"params": {"k": "string 1..64"}, "once": once(), "effects": ["actor.coins += 5"], "result": "{'coins': actor.coins}"},
    "Find": {"params": {"amount": "int"}, "effects": ["actor.coins += params.amount"]},
    "Mark": {"params": {"k": "string 1..64"}, "once": once(), "effects": ["actor.bought += 1"]},
}, live={"coins": "int >= 0", "bought": "int"}, tables={"items": {"columns": {"price": "int >= 0"}, "rows": {"potion": {"price": 25}, "key": {"price": 400}}}}))
BUY = "/actions/Buy/once"
W = world({7: {"coins": 100}, 8: {"coins": 100}})


def buy(key="a", item="potion", **more):
    return req("Buy", {"item": item, "k": key}, **more)


def bought(coins, item="potion"):
    return acc({"coins": coins}, [event("Bought", {"item": item})])


t.case("a known key with the same parameters is a duplicate with the stored result, no effect and no event", "buy",
       [(buy(), bought(75)), (buy(), dup(BUY, {"coins": 75}))], world=W, after=after({7: {"coins": 75, "bought": 1}}))
t.case("a duplicate in a later batch has the stored result, not a new one", "buy",
       [(buy(), bought(75)), (req("Find", {"amount": 1000}), acc())], [(buy(), dup(BUY, {"coins": 75}))], world=W, after=after({7: {"coins": 1075, "bought": 1}}))
t.case("a duplicate may come any number of times", "buy", [(buy(), bought(75))] + [(buy(), dup(BUY, {"coins": 75}))] * 3, world=W)
t.case("a duplicate of an action without result has none", "buy", [(req("Mark", {"k": "a"}), acc()), (req("Mark", {"k": "a"}), dup("/actions/Mark/once"))], world=W, after=after({7: {"bought": 1}}))
t.case("a known key with other parameters is a conflict", "buy",
       [(buy(), bought(75)), (buy(item="key"), rej("idempotency_conflict", BUY))], world=W, after=after({7: {"coins": 75, "bought": 1}}))
t.case("a conflict leaves the first entry as it was", "buy",
       [(buy(), bought(75)), (buy(item="key"), rej("idempotency_conflict", BUY)), (buy(), dup(BUY, {"coins": 75}))], world=W)
t.case("another key is another purchase", "buy", [(buy(), bought(75)), (buy("b"), bought(50))], world=W, after=after({7: {"coins": 50, "bought": 2}}))
t.case("a refused purchase is not stored and may be retried", "buy",
       [(buy(item="key"), rej("not_enough_coins", "/actions/Buy/cost/coins")), (req("Find", {"amount": 300}), acc()), (buy(item="key"), bought(0, "key")),
        (buy(item="key"), dup(BUY, {"coins": 0}))], world=W, after=after({7: {"coins": 0, "bought": 1}}))
t.case("a refused purchase may be retried with other parameters", "buy",
       [(buy(item="key"), rej("not_enough_coins", "/actions/Buy/cost/coins")), (buy(item="potion"), bought(75))], world=W)
t.case("a refused purchase may be retried in a later batch", "buy",
       [(buy(item="key"), rej("not_enough_coins", "/actions/Buy/cost/coins")), (req("Find", {"amount": 300}), acc())], [(buy(item="key"), bought(0, "key"))], world=W)
t.case("a duplicate is known although it could not be paid again", "buy",
       [(req("Find", {"amount": -75}), acc()), (buy(), bought(0)), (buy(), dup(BUY, {"coins": 0}))], world=W)
t.case("a key reused in another action of the actor is a conflict", "buy",
       [(buy(), bought(75)), (req("Sell", {"k": "a"}), rej("idempotency_conflict", "/actions/Sell/once"))], world=W)
t.case("scope actor: the same key of another actor is new", "buy", [(buy(), bought(75)), (buy(actor=8), bought(75)), (buy(actor=8), dup(BUY, {"coins": 75}))], world=W)
t.case("sessions share the ledger of their actor", "buy", [(buy(session=1), bought(75)), (buy(session=2), dup(BUY, {"coins": 75}))], world=W)
t.case("keys are compared exactly, case and all", "buy", [(buy("a"), bought(75)), (buy("A"), bought(50)), (buy("a "), bought(25))], world=W)
t.case("keys are not normalised: composed and decomposed e acute differ", "buy", [(buy("\u00e9"), bought(75)), (buy("e\u0301"), bought(50))], world=W)
t.case("an escaped key is the same key", "buy", [(buy("ab"), bought(75)), (buy("ab").replace('"ab"', '"\\u0061b"'), dup(BUY, {"coins": 75}))], world=W)
t.case("the order of parameters is no part of the fingerprint", "buy",
       [(buy(), bought(75)), ('{"params":{"k":"a","item":"potion"},"action":"Buy","received_at":1000,"actor":7}', dup(BUY, {"coins": 75}))], world=W)

t.rulebook("b", book({"Buy": {"params": {"k": "string 1..64"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"}},
                     limits={"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 4}}))
t.case("a duplicate has spent its token", "b",
       [(req("Buy", {"k": "a"}, nonce=1), acc({"n": 1})), (req("Buy", {"k": "a"}, nonce=2), dup(BUY, {"n": 1})), (req("Buy", {"k": "a"}, nonce=3), rej("rate_limited", "/limits/rate", retry=1000))])
t.case("a duplicate has spent its nonce", "b",
       [(req("Buy", {"k": "a"}, nonce=1), acc({"n": 1})), (req("Buy", {"k": "a"}, nonce=2), dup(BUY, {"n": 1})), (req("Buy", {"k": "b"}, t=3000, nonce=2), rej("nonce_replayed", "/nonce"))])
t.case("a replayed nonce is refused before the ledger is asked", "b", [(req("Buy", {"k": "a"}, nonce=1), acc({"n": 1})), (req("Buy", {"k": "a"}, nonce=1), rej("nonce_replayed", "/nonce"))])

t.rulebook("scopes", book({
    "Own": {"params": {"k": "string", "v": "int"}, "once": once(), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Act": {"params": {"k": "string", "v": "int"}, "once": once(scope="action"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Act2": {"params": {"k": "string", "v": "int"}, "once": once(scope="action"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "All": {"params": {"k": "string", "v": "int"}, "once": once(scope="world"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "All2": {"params": {"k": "string", "v": "int"}, "once": once(scope="world"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
}))


def do(action, v=1, k="a", actor=7, **more):
    return req(action, {"k": k, "v": v}, actor=actor, **more)


def n(v):
    return acc({"n": v})


t.case("scope action: the same key of another actor is the same key", "scopes", [(do("Act"), n(1)), (do("Act", actor=8), dup("/actions/Act/once", {"n": 1}))], after=after({8: {"n": 0}}))
t.case("scope action: other parameters of another actor conflict", "scopes", [(do("Act"), n(1)), (do("Act", v=2, actor=8), rej("idempotency_conflict", "/actions/Act/once"))])
t.case("scope action: the same key in another action is new", "scopes", [(do("Act"), n(1)), (do("Act2"), n(2)), (do("Act2"), dup("/actions/Act2/once", {"n": 2}))])
t.case("scope world: the same key of another actor is the same key", "scopes", [(do("All"), n(1)), (do("All", actor=8), dup("/actions/All/once", {"n": 1}))])
t.case("scope world: the same key in another action is a conflict", "scopes", [(do("All"), n(1)), (do("All2"), rej("idempotency_conflict", "/actions/All2/once"))])
t.case("the ledgers of the three scopes are apart", "scopes", [(do("Own"), n(1)), (do("Act"), n(2)), (do("All"), n(3)), (do("Own"), dup("/actions/Own/once", {"n": 1})),
       (do("Act"), dup("/actions/Act/once", {"n": 2})), (do("All"), dup("/actions/All/once", {"n": 3}))])

t.rulebook("keep", book({
    "Own": {"params": {"k": "string", "v": "int"}, "once": once(keep="1s"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Day": {"params": {"k": "string", "v": "int"}, "once": once(keep="24h", scope="world"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Never": {"params": {"k": "string", "v": "int"}, "once": once(scope="action"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Tick": {},
}))
OWN = "/actions/Own/once"
t.case("an entry is known until keep has passed", "keep", [(do("Own", t=1000), n(1))], [(do("Own", t=1999), dup(OWN, {"n": 1}))])
t.case("an entry is gone when accepted + keep <= opened_at", "keep", [(do("Own", t=1000), n(1))], [(do("Own", t=2000), n(2))])
t.case("a key whose entry is gone may come with other parameters", "keep", [(do("Own", t=1000), n(1))], [(do("Own", v=5, t=2000), n(6))])
t.case("an entry accepted again counts from then", "keep", [(do("Own", t=1000), n(1))], [(do("Own", t=2000), n(2))], [(do("Own", t=2999), dup(OWN, {"n": 2}))], [(do("Own", t=3000), n(3))])
ISSUED = {"k": "mail:a@1000"}
t.case("a key that tells its time is refused once its entry may be gone", "keep",
       [(do("Own", t=1500, **ISSUED), n(1))], [(do("Own", t=2499, **ISSUED), dup(OWN, {"n": 1}))], [(do("Own", t=2500, **ISSUED), rej("key_expired", OWN))], after=after({7: {"n": 1}}))
t.case("a key that comes too late for the first time is refused too", "keep", [(do("Own", k="mail:b@1000", t=1999), n(1)), (do("Own", k="mail:c@1000", t=2000), rej("key_expired", OWN))])
t.case("a key from the future is kept until it would be refused", "keep",
       [(do("Own", k="mail:d@5000", t=1000), n(1))], [(do("Own", k="mail:d@5000", t=5999), dup(OWN, {"n": 1}))], [(do("Own", k="mail:d@5000", t=6000), rej("key_expired", OWN))])
t.case("what stands behind the last @ is a time only when it is a number as it is written", "keep",
       [(do("Own", k="mail:e@0900", t=9000), n(1)), (do("Own", k="a@b", t=9000), n(2)), (do("Own", k="a@", t=9000), n(3)), (do("Own", k="a@9@-1", t=9000), n(4)), (do("Own", k="@0", t=9000), rej("key_expired", OWN))])
t.case("a duplicate does not lengthen keep", "keep", [(do("Own", t=1000), n(1))], [(do("Own", t=1900), dup(OWN, {"n": 1}))], [(do("Own", t=2000), n(2))])
t.case("nothing expires inside a batch", "keep", [(do("Own", t=1000), n(1)), (do("Own", t=60000), dup(OWN, {"n": 1}))])
t.case("expiry reads opened_at, not a later received_at", "keep", [(do("Own", t=1000), n(1))], [(req("Tick", t=1999), acc()), (do("Own", t=60000), dup(OWN, {"n": 1}))])
t.case("with one opened_at for all batches nothing expires", "keep", [(do("Own", t=1000), n(1))], [(do("Own", t=60000), dup(OWN, {"n": 1}))], opened_at=1000)
t.case("keep counts from the accepting now, not from received_at", "keep",
       [(req("Tick", t=5000), acc()), (do("Own", t=1000), n(1))], [(do("Own", t=5999), dup(OWN, {"n": 1}))], [(do("Own", t=6000), n(2))])
t.case("keep 24h is 86400000 ms", "keep", [(do("Day", t=1000), n(1))], *[[(req("Tick", t=1000 + h * 3600000), acc())] for h in range(1, 24)],
       [(do("Day", t=86400999), dup("/actions/Day/once", {"n": 1}))], [(do("Day", t=86401000), n(2))])
t.case("keep forever outlives an hour", "keep", [(do("Never", t=1000), n(1))], [(req("Tick", t=3601000), acc())], [(do("Never", t=7201000), dup("/actions/Never/once", {"n": 1}))])

t.rulebook("print", book({
    "Int": {"params": {"k": "string", "v": "int"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Double": {"params": {"k": "string", "v": "double"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Opt": {"params": {"k": "string", "v": "int?"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "List": {"params": {"k": "string", "v": "list<int> max 4"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Map": {"params": {"k": "string", "v": "map<string, int> max 4"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Vec": {"params": {"k": "string", "v": "vec3"}, "once": once(), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
}))


def same(action, *written):
    at = f"/actions/{action}/once"
    line = '{"actor":7,"received_at":1000,"action":"%s","params":{"k":"a"%s}}'
    pairs = [(line % (action, w), n(1) if i == 0 else dup(at, {"n": 1})) for i, w in enumerate(written)]
    return pairs


def other(action, first, second):
    pairs = same(action, first, second)
    return [pairs[0], (pairs[1][0], rej("idempotency_conflict", f"/actions/{action}/once"))]


t.case("fingerprint: 1, 1.0, 10e-1 and 0.1e1 are one int", "print", same("Int", ',"v":1', ',"v":1.0', ',"v":10e-1', ',"v":0.1e1'))
t.case("fingerprint: -0 and 0 are one int", "print", same("Int", ',"v":0', ',"v":-0', ',"v":-0.0'))
t.case("fingerprint: 1 and 2 differ", "print", other("Int", ',"v":1', ',"v":2'))
t.case("fingerprint: ints above 2^53 that are neighbours differ", "print", other("Int", ',"v":9007199254740992', ',"v":9007199254740993'))
t.case("fingerprint: 1 and 1.0 are one double", "print", same("Double", ',"v":1', ',"v":1.0', ',"v":1e0'))
t.case("fingerprint: 0.5 and 5e-1 are one double", "print", same("Double", ',"v":0.5', ',"v":5e-1', ',"v":0.50'))
t.case("fingerprint: neighbouring doubles differ", "print", other("Double", ',"v":0.1', ',"v":0.10000000000000002'))
t.case("fingerprint: an optional absent and null are the same", "print", same("Opt", "", ',"v":null', ""))
t.case("fingerprint: an optional absent and 0 differ", "print", other("Opt", "", ',"v":0'))
t.case("fingerprint: the order of a list counts", "print", other("List", ',"v":[1,2]', ',"v":[2,1]'))
t.case("fingerprint: the forms of a list's ints do not count", "print", same("List", ',"v":[1,2]', ',"v":[1.0, 2e0]'))
t.case("fingerprint: the order of a map's keys does not count", "print", same("Map", ',"v":{"x":1,"y":2}', ',"v":{"y":2,"x":1}'))
t.case("fingerprint: a map's keys count", "print", other("Map", ',"v":{"x":1}', ',"v":{"y":1}'))
t.case("fingerprint: vec3 of ints and of doubles are the same", "print", same("Vec", ',"v":[1,2,3]', ',"v":[1.0,2.0,3.0]'))

t.rulebook("key", book({
    "Div": {"params": {"d": "int"}, "once": once(key="string(100 / params.d)"), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Actor": {"params": {"d": "int"}, "once": once(key="string(request.session)", scope="world"), "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "With": {"params": {"t": "ref player", "k": "string"}, "with": {"target": {"player": "params.t"}}, "once": once(), "effects": ["target.n += 1"], "result": "{'n': target.n}"},
}))
t.case("an error in the key is rule_error at once", "key", [(req("Div", {"d": 0}), rej("rule_error", "/actions/Div/once", "division_by_zero"))])
t.case("keys made by an expression are compared by value", "key", [(req("Div", {"d": 2}), n(1)), (req("Div", {"d": 2}), dup("/actions/Div/once", {"n": 1})), (req("Div", {"d": 4}), n(2))])
t.case("a key may read the envelope", "key", [(req("Actor", {"d": 1}, session=1), n(1)), (req("Actor", {"d": 1}, session=2), n(2)), (req("Actor", {"d": 1}, session=1), dup("/actions/Actor/once", {"n": 1}))])
t.case("a duplicate has resolved with", "key",
       [(req("With", {"t": 8, "k": "a"}), n(1)), (req("With", {"t": 8, "k": "a"}), dup("/actions/With/once", {"n": 1})), (req("With", {"t": 99, "k": "a"}), rej("no_such_entity", "/actions/With/with/target")),
        (req("With", {"t": 7, "k": "a"}), rej("same_entity", "/actions/With/with/target"))])
t.case("a duplicate inside one batch applies the effect once", "key", [(req("With", {"t": 8, "k": "a"}), n(1))] + [(req("With", {"t": 8, "k": "a"}), dup("/actions/With/once", {"n": 1}))] * 4, after=after({8: {"n": 1}}))

t.rulebook("profile", book({"Buy": {"params": {"k": "string"}, "once": once(), "cost": {"coins": "10"}, "result": "{'coins': actor.coins}"},
                            "Look": {"params": {"k": "string"}, "once": once(**{"in": "live"}), "result": "{'coins': actor.coins}"}}, profile={"coins": "int >= 0"}))
t.case("an action that writes a profile has its duplicates too", "profile", [(req("Buy", {"k": "a"}), acc({"coins": 90})), (req("Buy", {"k": "a"}), dup(BUY, {"coins": 90}))],
       [(req("Buy", {"k": "a"}), dup(BUY, {"coins": 90}))], world=world({7: {"profile": {"coins": 100}}}), after=after({7: {"profile": {"coins": 90}}}))
t.case("a ledger kept in live knows its duplicates too", "profile", [(req("Look", {"k": "a"}), acc({"coins": 100})), (req("Look", {"k": "a"}), dup("/actions/Look/once", {"coins": 100}))],
       world=world({7: {"profile": {"coins": 100}}}))

t.rulebook("serve", book({"Grant": {"from": ["server", "admin"], "params": {"k": "string", "v": "int"}, "once": once(scope="world"), "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"}}))
GRANT = "/actions/Grant/once"
t.case("a server command sent twice is granted once", "serve",
       [(req("Grant", {"k": "a", "v": 5}, origin="server"), n(5)), (req("Grant", {"k": "a", "v": 5}, origin="server"), dup(GRANT, {"n": 5})), (req("Grant", {"k": "a", "v": 6}, origin="server"), rej("idempotency_conflict", GRANT))],
       after=after({7: {"n": 5}}))
t.case("origin is no part of the fingerprint", "serve", [(req("Grant", {"k": "a", "v": 5}, origin="server"), n(5)), (req("Grant", {"k": "a", "v": 5}, origin="admin"), dup(GRANT, {"n": 5}))])
