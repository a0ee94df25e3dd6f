from lib import *

t = Topic("permit_from", "Who is trusted: from and permit, what permit may read, and what binds which origin.")

once = {"key": "params.k", "scope": "actor", "keep": "forever"}
t.rulebook("from", book({
    "Default": {"effects": ["actor.n += 1"]},
    "Client": {"from": ["client"], "effects": ["actor.n += 1"]},
    "Server": {"from": ["server"], "params": {"k": "string"}, "once": once},
    "Admin": {"from": ["admin"], "params": {"k": "string"}, "once": once, "permit": ["'economy' in request.roles", "params.k != 'x'"]},
    "Any": {"from": ["client", "server", "admin"], "params": {"k": "string"}, "once": once, "permit": "request.origin == 'server' || size(request.roles) > 0"},
    "Rule": {"from": ["server"], "params": {"k": "string", "v": "int 1..5"}, "once": once, "require": ["params.v != 2 else two"], "effects": ["actor.n += params.v"]},
}, live={"n": "int 0..6"}))


def to(action, k="a", **more):
    return req(action, {"k": k}, **more)


no = lambda at: rej("not_permitted", "/actions/" + at)
ok = acc()
t.case("without from only clients may", "from", [(req("Default"), ok), (req("Default", origin="client"), ok), (req("Default", origin="server"), no("Default/from")), (req("Default", origin="admin"), no("Default/from"))])
t.case("from names who may", "from", [(req("Client"), ok), (req("Client", origin="server"), no("Client/from")), (to("Server"), no("Server/from")), (to("Server", origin="admin"), no("Server/from")), (to("Server", origin="server"), ok)])
t.case("from is judged before permit", "from", [(to("Admin", "x"), no("Admin/from")), (to("Admin", "x", origin="server", roles=["economy"]), no("Admin/from"))])
t.case("the first permit that says no is pointed at", "from", [(to("Admin", origin="admin"), no("Admin/permit/0")), (to("Admin", "x", origin="admin"), no("Admin/permit/0")), (to("Admin", "x", origin="admin", roles=["economy"]), no("Admin/permit/1")), (to("Admin", origin="admin", roles=["other", "economy"]), ok)])
t.case("permit may be one expression", "from", [(to("Any"), no("Any/permit")), (to("Any", origin="admin"), no("Any/permit")), (to("Any", origin="server"), ok), (to("Any", "b", roles=["x"]), ok)])
t.case("require, bounds and effects bind every origin", "from",
       [(req("Rule", {"k": "a", "v": 2}, origin="server"), rej("two", "/actions/Rule/require/0")), (req("Rule", {"k": "a", "v": 6}, origin="server"), rej("contract", "/params/v")), (req("Rule", {"k": "a", "v": 4}, origin="server"), ok),
        (req("Rule", {"k": "b", "v": 3}, origin="server"), rej("out_of_bounds", "/actions/Rule/effects/0"))], after=after({7: {"n": 4}}))
t.case("a server names the actor it acts for, who must exist", "from", [(to("Server", origin="server", actor=99), rej("no_such_entity", "/actions/Server/actor"))])

t.rulebook("permit", book({
    "Error": {"params": {"d": "int"}, "permit": ["100 / params.d > 1"]},
    "Table": {"params": {"k": "row items"}, "permit": ["tables.items[params.k].price < 100"]},
    "Flag": {"permit": ["flags.open"]},
    "Envelope": {"params": {"who": "int"}, "permit": ["params.who == request.actor && request.session == 3"]},
    "Absorb": {"params": {"d": "int"}, "permit": ["params.d == 0 || 100 / params.d > 10"]},
}, flags={"open": "bool = false"}, tables={"items": {"columns": {"price": "int"}, "rows": {"potion": {"price": 25}, "key": {"price": 400}}}}))
t.case("an error in permit is not_permitted, without a code", "permit", [(req("Error", {"d": 0}), no("Error/permit/0")), (req("Error", {"d": 100}), no("Error/permit/0")), (req("Error", {"d": 2}), ok)])
t.case("an error that is absorbed permits", "permit", [(req("Absorb", {"d": 0}), ok), (req("Absorb", {"d": 10}), no("Absorb/permit/0"))])
t.case("permit reads tables", "permit", [(req("Table", {"k": "potion"}), ok), (req("Table", {"k": "key"}), no("Table/permit/0"))])
t.case("permit reads flags: closed", "permit", [(req("Flag"), no("Flag/permit/0"))])
t.case("permit reads flags: open", "permit", [(req("Flag"), ok)], flags={"open": True})
t.case("permit reads params and envelope", "permit", [(req("Envelope", {"who": 7}, session=3), ok), (req("Envelope", {"who": 8}, session=3), no("Envelope/permit/0")), (req("Envelope", {"who": 7}), no("Envelope/permit/0"))])
t.case("permit is judged without the world: the actor need not exist", "permit", [(req("Flag", actor=99), no("Flag/permit/0")), (req("Absorb", {"d": 0}, actor=99), rej("no_such_entity", "/actions/Absorb/actor"))])
