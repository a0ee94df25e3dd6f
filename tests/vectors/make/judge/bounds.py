from lib import *

t = Topic("bounds", "Stages C6: written fields against their bounds, on the closing value only, in order of first write, at the last effect that wrote.")

t.rulebook("bounds", book({
    "Add": {"params": {"v": "int"}, "effects": ["actor.health += params.v"], "result": "{'health': actor.health}"},
    "Visit": {"params": {"out": "int", "back": "int"}, "effects": ["actor.health += params.out", "actor.health -= params.back"], "result": "{'health': actor.health}"},
    "Order": {"params": {"b": "int", "a": "int"}, "effects": ["actor.b = params.b", "actor.a = params.a", "actor.n += 1"]},
    "Last": {"params": {"v": "int"}, "effects": ["actor.a = 3", "actor.b = 3", "actor.a = params.v", "actor.b = 4"]},
    "LastIf": {"params": {"v": "int"}, "effects": ["actor.a = params.v", {"if": "params.v > 20", "then": ["actor.n += 1", "actor.a += 0"]}]},
    "BothBroken": {"effects": ["actor.b = 20", "actor.a = 20", "actor.b = 30"]},
    "Mended": {"effects": ["actor.b = 20", "actor.a = 20", "actor.b = 5"]},
    "Target": {"params": {"t": "ref player", "v": "int"}, "with": {"target": {"player": "params.t"}}, "effects": ["actor.n += 1", "target.health += params.v"]},
    "Entities": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "effects": ["target.a = 20", "actor.a = 20"]},
    "Text": {"params": {"s": "string"}, "effects": ["actor.name = params.s"], "result": "{'name': actor.name}"},
    "Ratio": {"params": {"v": "double"}, "effects": ["actor.ratio = params.v"], "result": "{'ratio': actor.ratio}"},
    "Stock": {"params": {"k": "string", "v": "int"}, "effects": ["actor.bag[params.k] -= params.v"], "result": "actor.bag"},
    "Emit": {"params": {"v": "int"}, "effects": ["actor.a = params.v"], "emit": [{"event": "E", "audience": "all", "data": {"v": "100 / (params.v - 50)"}}]},
    "Overflow": {"effects": ["actor.a = 20", "actor.n += 9223372036854775807", "actor.n += 9223372036854775807"]},
}, live={"health": "int 0..100 = 50", "a": "int 0..10", "b": "int 0..10", "n": "int", "name": {"type": "string", "minLength": 2, "maxLength": 4, "default": "abc"}, "ratio": "double 0.0..1.0", "bag": "map<string, int >= 0> max 3"}))
W = world({7: {"health": 50, "bag": {"a": 2}}, 8: {"health": 50}})
out = lambda at: rej("out_of_bounds", "/actions/" + at)


def v(action, value, **more):
    return req(action, {"v": value, **more})


t.case("both bounds of a field are inside", "bounds", [(v("Add", 50), acc({"health": 100})), (v("Add", -100), acc({"health": 0}))], world=W)
t.case("a bound broken by an effect is out_of_bounds, never clamped", "bounds", [(v("Add", 51), out("Add/effects/0")), (v("Add", -51), out("Add/effects/0"))], world=W, after=after({7: {"health": 50}}))
t.case("only the closing value counts", "bounds", [(req("Visit", {"out": 500, "back": 500}), acc({"health": 50})), (req("Visit", {"out": -500, "back": -510}), acc({"health": 60}))], world=W)
t.case("at is the last effect that wrote the field", "bounds", [(req("Visit", {"out": 500, "back": 1}), out("Visit/effects/1")), (v("Last", 11), out("Last/effects/2"))], world=W)
t.case("at is the last effect that wrote the field, also inside an if", "bounds", [(v("LastIf", 21), out("LastIf/effects/1/then/1")), (v("LastIf", 20), out("LastIf/effects/0")), (v("LastIf", 10), acc())], world=W)
t.case("fields are checked in order of first write", "bounds", [(req("Order", {"b": 11, "a": 11}), out("Order/effects/0")), (req("Order", {"b": 1, "a": 11}), out("Order/effects/1")), (req("BothBroken"), out("BothBroken/effects/2"))], world=W)
t.case("a field that came back inside is not the one reported", "bounds", [(req("Mended"), out("Mended/effects/1"))], world=W)
t.case("a bound of another entity is checked", "bounds", [(v("Target", 51, t=8), out("Target/effects/1")), (v("Target", 50, t=8), acc())], world=W, after=after({7: {"n": 1}, 8: {"health": 100}}))
t.case("one field of two entities is two fields", "bounds", [(req("Entities", {"t": 8}), out("Entities/effects/0"))], world=W)
t.case("the length of a text is a bound, in code points", "bounds", [(req("Text", {"s": "ab"}), acc({"name": "ab"})), (req("Text", {"s": "abcde"}), out("Text/effects/0")), (req("Text", {"s": "\U0001f600"}), out("Text/effects/0")),
       (req("Text", {"s": "\U0001f600" * 4}), acc({"name": "\U0001f600" * 4}))], world=W)
t.case("the range of a double is a bound", "bounds", [(v("Ratio", 0), acc({"ratio": 0.0})), (v("Ratio", 1), acc({"ratio": 1.0})), (v("Ratio", 1.0000000000000002), out("Ratio/effects/0")), (v("Ratio", -5e-324), out("Ratio/effects/0"))], world=W)
t.case("the values of a map have bounds", "bounds", [(v("Stock", 3, k="a"), out("Stock/effects/0")), (v("Stock", 2, k="a"), acc({"a": 0})), (v("Stock", 1, k="b"), out("Stock/effects/0"))], world=W)
t.case("bounds are checked before emit", "bounds", [(v("Emit", 50), out("Emit/effects/0")), (v("Emit", 10), acc(events=[event("E", {"v": -2})]))], world=W)
t.case("an effect in error comes before a bound already broken", "bounds", [(req("Overflow"), rej("rule_error", "/actions/Overflow/effects/2", "overflow"))], world=W)
