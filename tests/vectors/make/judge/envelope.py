from lib import *

t = Topic("envelope", "Who is trusted, Exact edges 5: the fields the host vouches for, checked in the order actor, session, origin, roles, received_at.")

t.rulebook("go", book({
    "Go": {"from": ["client", "server", "admin"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "world", "keep": "forever"},
           "result": "{'origin': request.origin}"},
    "Actor": {"result": "{'actor': request.actor}"},
    "Session": {"result": "{'session': request.session}"},
    "Roles": {"result": "{'roles': request.roles}"},
    "At": {"result": "{'at': request.received_at, 'now': now}"},
}))


def envelope(text, action="At"):
    return "{%s,\"action\":\"%s\"}" % (text, action)


def bad(at):
    return rej("bad_envelope", at)


ok = acc({"at": 1000, "now": 1000})
t.case("actor must be there and an int64", "go",
       [(envelope('"received_at":1000'), bad("/actor"))] + [(envelope('"actor":%s,"received_at":1000' % v), bad("/actor")) for v in ('"7"', "7.5", "null", "true", "[7]", "{}", "9223372036854775808", "1e400", '""')]
       + [(envelope('"actor":7,"received_at":1000'), ok), (envelope('"actor":7.0,"received_at":1000'), ok), (envelope('"actor":70e-1,"received_at":1000'), ok)])
t.case("actor may be negative or the largest id", "go",
       [(req("Actor", actor=-5), acc({"actor": -5})), (envelope('"actor":9223372036854775807,"received_at":1000'), rej("no_such_entity", "/actions/At/actor")),
        (envelope('"actor":-9223372036854775808,"received_at":1000'), rej("no_such_entity", "/actions/At/actor"))], world=world({7: {}, -5: {}}))
t.case("received_at must be there and an int from 0 to 2^43", "go",
       [(envelope('"actor":7'), bad("/received_at"))] + [(envelope('"actor":7,"received_at":%s' % v), bad("/received_at")) for v in ('"1000"', "1000.5", "null", "false", "[]", "8796093022209", "9223372036854775807", "9223372036854775808", "1e400")]
       + [(envelope('"actor":7,"received_at":1000.0'), ok), (envelope('"actor":7,"received_at":1e3'), ok)])
t.case("received_at of 2^43 is the last instant", "go", [(envelope('"actor":7,"received_at":8796093022208'), acc({"at": 8796093022208, "now": 8796093022208}))])
t.case("received_at of 0 is the first instant", "go", [(envelope('"actor":7,"received_at":0'), acc({"at": 0, "now": 0}))])
t.case("session is an int and 0 when absent", "go",
       [(req("Session"), acc({"session": 0})), (req("Session", session=5), acc({"session": 5}))] + [(req("Session", session=v), bad("/session")) for v in ("5", 1.5, None, True, [], {}, 9223372036854775808)])
t.case("origin is client when absent, and one of client, server, admin", "go",
       [(req("Go", {"k": "a"}), acc({"origin": "client"}))] + [(req("Go", {"k": o}, origin=o), acc({"origin": o})) for o in ("client", "server", "admin")]
       + [(req("Go", {"k": "z"}, origin=v), bad("/origin")) for v in ("timer", "Client", "", "root", None, 0, True, ["client"], {})])
t.case("roles is a list of strings and empty when absent", "go",
       [(req("Roles"), acc({"roles": []})), (req("Roles", roles=[]), acc({"roles": []})), (req("Roles", roles=["a", "b"]), acc({"roles": ["a", "b"]}))]
       + [(req("Roles", roles=v), bad("/roles")) for v in ("a", None, {}, 0, False)])
t.case("request.received_at is as received, now is as judged", "go", [(req("At", t=2000), acc({"at": 2000, "now": 2000})), (req("At", t=1500), acc({"at": 1500, "now": 2000}))])
t.case("actor is checked before session, origin, roles and received_at", "go", [(envelope('"received_at":"x","roles":0,"origin":0,"session":"x","actor":"x"'), bad("/actor"))])
t.case("session is checked before origin, roles and received_at", "go", [(envelope('"received_at":"x","roles":0,"origin":0,"session":"x","actor":7'), bad("/session"))])
t.case("origin is checked before roles and received_at", "go", [(envelope('"received_at":"x","roles":0,"origin":0,"actor":7'), bad("/origin"))])
t.case("roles are checked before received_at", "go", [(envelope('"received_at":"x","roles":0,"actor":7'), bad("/roles")), (envelope('"roles":0,"actor":7'), bad("/roles"))])
t.case("the envelope is checked before unknown top-level keys", "go", [(req("At", t="x", extra=1), bad("/received_at")), (req("At", extra=1), rej("contract", "/extra"))])
t.case("the envelope is checked before the action", "go", [(req("Nope", actor=None), bad("/actor")), (req("Nope"), rej("unknown_action", "/action"))])
t.case("a line that is no object is a bad envelope at the root", "go", [(line, bad("")) for line in ("[]", "7", '"Go"', "null", "true", "[{}]", "-0.5")])
t.case("an empty object lacks its actor", "go", [("{}", bad("/actor"))])
t.case("keys that name the envelope in other letters are unknown", "go", [(req("At", Actor=7), rej("contract", "/Actor")), (req("At", receivedAt=7), rej("contract", "/receivedAt")), (req("At", seq=7), rej("contract", "/seq"))])
t.case("the order of the keys of a line is free", "go", [('{"params":{},"action":"At","received_at":1000,"actor":7}', ok)])
