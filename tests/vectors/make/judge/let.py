from lib import *

t = Topic("let", "Exact edges, Stage C: a `let` is lazy, reads the opening state whenever it is first used, is constant, and its error belongs to the clause that uses it.")

t.rulebook("let", book({
    "Before": {"let": {"before": "actor.n"}, "effects": ["actor.n += 5", "actor.m = before"], "emit": [{"event": "Changed", "audience": "all", "data": {"before": "before", "after": "actor.n"}}],
               "result": "{'before': before, 'after': actor.n, 'm': actor.m}"},
    "Emit": {"let": {"before": "actor.n"}, "effects": ["actor.n += 5"], "emit": [{"event": "Changed", "audience": "all", "data": {"before": "before"}}]},
    "Result": {"let": {"before": "actor.n"}, "effects": ["actor.n += 5"], "result": "{'before': before}"},
    "Twice": {"let": {"before": "actor.n"}, "effects": ["actor.n = before + 1", "actor.n = before + 1", "actor.m = before"], "result": "{'n': actor.n, 'm': actor.m}"},
    "Chain": {"params": {"d": "int"}, "let": {"a": "actor.n + 1", "b": "a * 10", "c": "b / params.d"}, "result": "{'a': a, 'b': b, 'c': c}"},
    "Unused": {"params": {"d": "int"}, "let": {"bad": "100 / params.d"}, "effects": ["actor.n += 1"], "result": "{'n': actor.n}"},
    "Branch": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "effects": [{"if": "params.d != 0", "then": ["actor.n += part"]}], "result": "{'n': actor.n}"},
    "Absorb": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "require": ["params.d == 0 || part > 10 else small"], "result": "{'d': params.d}"},
    "Inside": {"params": {"d": "int"}, "let": {"is_big": "params.d == 0 || 100 / params.d > 10", "is_so": "100 / params.d > 10 || params.d == 0", "any": "[params.d, 1].exists(v, 100 / v > 50)"}, "require": ["is_big else small", "!(!is_so) else smaller", "any else none"], "effects": [{"if": "any && is_so", "then": ["actor.n += 1"]}], "result": "[is_big, is_so, any]"},
    "Lazy": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "require": ["actor.n > 0 else zero", "part > 10 else small"]},
}, live={"n": "int", "m": "int"}))
W = world({7: {"n": 3}})
t.case("a let reads the opening state, also after an effect wrote what it reads", "let", [(req("Before"), acc({"before": 3, "after": 8, "m": 3}, [event("Changed", {"before": 3, "after": 8})]))], world=W)
t.case("a let first used by emit reads the opening state", "let", [(req("Emit"), acc(events=[event("Changed", {"before": 3})]))], world=W)
t.case("a let first used by result reads the opening state", "let", [(req("Result"), acc({"before": 3}))], world=W)
t.case("a let is constant over its uses", "let", [(req("Twice"), acc({"n": 4, "m": 3}))], world=W)
t.case("each request has its own lets", "let", [(req("Result"), acc({"before": 3})), (req("Result"), acc({"before": 8}))], world=W)
t.case("a let may use earlier lets", "let", [(req("Chain", {"d": 4}), acc({"a": 4, "b": 40, "c": 10}))], world=W)
t.case("an error in a let inside a let is raised where the outer one is used", "let", [(req("Chain", {"d": 0}), rej("rule_error", "/actions/Chain/result", "division_by_zero"))], world=W)
t.case("an unused let never fails", "let", [(req("Unused", {"d": 0}), acc({"n": 4}))], world=W)
t.case("a let in a branch not taken never fails", "let", [(req("Branch", {"d": 0}), acc({"n": 3})), (req("Branch", {"d": 4}), acc({"n": 28}))], world=W)
t.case("an error in a let is absorbed like any other", "let", [(req("Absorb", {"d": 0}), acc({"d": 0})), (req("Absorb", {"d": 5}), acc({"d": 5})), (req("Absorb", {"d": 10}), rej("small", "/actions/Absorb/require/0"))], world=W)
t.case("an error absorbed inside a let is none", "let", [(req("Inside", {"d": 0}), acc([True, True, True])), (req("Inside", {"d": 9}), acc([True, True, True])), (req("Inside", {"d": 10}), rej("small", "/actions/Inside/require/0"))], world=W, after=after({7: {"n": 5}}))
t.case("a let is evaluated at first use: a require before it decides first", "let", [(req("Lazy", {"d": 0}), rej("zero", "/actions/Lazy/require/0"))], world=world({7: {"n": 0}}))
t.case("a let in error is raised by the require that uses it", "let", [(req("Lazy", {"d": 0}), rej("rule_error", "/actions/Lazy/require/1", "division_by_zero"))], world=W)

t.rulebook("at", book({
    "Cooldown": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "cooldown": {"key": "k", "ms": "part"}, "effects": ["actor.n += 1"]},
    "Refuse": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "refuse": ["part > 10 : large"]},
    "Cost": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "cost": {"n": "part"}},
    "Effect": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "effects": ["actor.n += 1", "actor.n += part"]},
    "Then": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "effects": [{"if": "actor.n >= 0", "then": ["actor.n += 1", "actor.n += part"]}]},
    "Emit": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "effects": ["actor.n += 1"], "emit": [{"event": "A", "audience": "all", "data": {"n": "actor.n"}}, {"event": "B", "audience": "all", "data": {"p": "part"}}]},
    "Result": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "effects": ["actor.n += 1"], "result": "{'p': part}"},
    "Both": {"params": {"d": "int"}, "let": {"part": "100 / params.d"}, "require": ["params.d == 0 || part > 0 else small"], "effects": ["actor.n += 1"], "result": "{'p': part}"},
}, live={"n": "int"}))
zero = lambda at: rej("rule_error", at, "division_by_zero")
K = after({7: {"n": 3}})
t.case("at is the cooldown that uses the let", "at", [(req("Cooldown", {"d": 0}), zero("/actions/Cooldown/cooldown"))], world=world({7: {"n": 3}}), after=K)
t.case("in a refuse an error refuses with the clause's own reason and no code", "at", [(req("Refuse", {"d": 0}), rej("large", "/actions/Refuse/refuse/0")), (req("Refuse", {"d": 1}), rej("large", "/actions/Refuse/refuse/0")), (req("Refuse", {"d": 50}), acc())], world=world({7: {"n": 3}}))
t.case("at is the cost that uses the let", "at", [(req("Cost", {"d": 0}), zero("/actions/Cost/cost/n")), (req("Cost", {"d": 50}), acc())], world=world({7: {"n": 3}}), after=after({7: {"n": 1}}))
t.case("at is the effect that uses the let", "at", [(req("Effect", {"d": 0}), zero("/actions/Effect/effects/1"))], world=world({7: {"n": 3}}), after=K)
t.case("at is the nested effect that uses the let", "at", [(req("Then", {"d": 0}), zero("/actions/Then/effects/0/then/1"))], world=world({7: {"n": 3}}), after=K)
t.case("at is the emit that uses the let", "at", [(req("Emit", {"d": 0}), zero("/actions/Emit/emit/1"))], world=world({7: {"n": 3}}), after=K)
t.case("at is the result that uses the let", "at", [(req("Result", {"d": 0}), zero("/actions/Result/result"))], world=world({7: {"n": 3}}), after=K)
t.case("an error absorbed at one use is raised at the next", "at", [(req("Both", {"d": 0}), zero("/actions/Both/result"))], world=world({7: {"n": 3}}), after=K)

t.rulebook("sources", book({
    "All": {"params": {"k": "row items"}, "with": {"room": {"room": "request.actor"}}, "let": {"row": "tables.items[params.k]", "sum": "row.price + flags.extra + room.size + actor.n + request.session"}, "result": "{'sum': sum, 'now': now}"},
}, flags={"extra": "int = 1000"}, tables={"items": {"columns": {"price": "int"}, "rows": {"potion": {"price": 20}}}}, kinds={"room": {"live": {"state": {"size": "int"}}}}))
t.case("a let sees actor, with, params, tables, flags and request, and may be a whole table row", "sources", [(req("All", {"k": "potion"}, session=5), acc({"sum": 4328, "now": 1000}))],
       world=world({7: {"n": 3}}, room={7: {"size": 300}}), flags={"extra": 4000})
