from lib import *

t = Topic("emit_result", "Stages C7: events and results on the closing state; nothing of them when the request is refused.")

t.rulebook("emit", book({
    "Two": {"effects": ["actor.n += 1"], "emit": [{"event": "First", "audience": "all", "data": {"who": "actor.id", "n": "actor.n"}}, {"event": "Second", "audience": "actor", "data": {"n": "actor.n * 2"}}]},
    "Kinds": {"params": {"s": "string", "xs": "list<int> max 4", "m": "map<string, int> max 4"}, "emit": [{"event": "All", "audience": "all", "data": {
        "int": "actor.n", "double": "actor.x", "bool": "actor.n == 0", "string": "params.s", "list": "params.xs", "map": "params.m", "vec": "actor.p", "made": "{'a': [1, 2], 'b': []}", "none": "null"}}]},
    "Target": {"params": {"t": "ref player"}, "with": {"target": {"player": "params.t"}}, "effects": ["target.n -= 3"], "emit": [{"event": "Hit", "audience": "all", "data": {"by": "actor.id", "target": "target.id", "left": "target.n"}}], "result": "{'left': target.n}"},
    "Int": {"effects": ["actor.n = 5"], "result": "actor.n"},
    "List": {"result": "[actor.n, actor.n + 1]"},
    "Text": {"params": {"s": "string"}, "result": "'<' + params.s + '>'"},
    "Flag": {"result": "actor.n == 0"},
    "Vec": {"params": {"to": "vec3"}, "effects": ["actor.p = params.to"], "result": "actor.p"},
    "Plain": {"effects": ["actor.n += 1"]},
    "Refused": {"require": ["actor.n > 100 else small"], "emit": [{"event": "Never", "audience": "all", "data": {"n": "actor.n"}}], "result": "{'n': actor.n}"},
}, live={"n": "int", "x": "double = 1.5", "p": "vec3"}))
t.case("events come in written order and read the closing state", "emit", [(req("Two"), acc(events=[event("First", {"who": 7, "n": 1}), event("Second", {"n": 2}, "actor")])), (req("Two", actor=8), acc(events=[event("First", {"who": 8, "n": 1}), event("Second", {"n": 2}, "actor")]))])
t.case("data of every type", "emit", [(req("Kinds", {"s": "x\"\\\u00e9\n", "xs": [3, 1], "m": {"b": 1, "a": 2}}), acc(events=[event("All", {"int": 0, "double": 1.5, "bool": True, "string": "x\"\\\u00e9\n", "list": [3, 1], "map": {"a": 2, "b": 1}, "vec": [0.0, 0.0, 0.0], "made": {"a": [1, 2], "b": []}, "none": None})]))])
t.case("events and result of one request", "emit", [(req("Target", {"t": 8}), acc({"left": 7}, [event("Hit", {"by": 7, "target": 8, "left": 7})]))], world=world({7: {}, 8: {"n": 10}}))
t.case("a result is any value", "emit", [(req("Int"), acc(5)), (req("List"), acc([5, 6])), (req("Text", {"s": "\u00e9"}), acc("<\u00e9>")), (req("Flag"), acc(False)), (req("Vec", {"to": [1, 2, 3.5]}), acc([1.0, 2.0, 3.5]))])
t.case("without emit and result the verdict has neither", "emit", [(req("Plain"), acc())])
t.case("a refused request has neither events nor result", "emit", [(req("Refused"), rej("small", "/actions/Refused/require/0"))])
