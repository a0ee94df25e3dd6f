from lib import *

t = Topic("require_refuse", "Stages C4: require and refuse in order, their short and long forms, and what an error does in each.")

t.rulebook("clauses", book({
    "Long": {"params": {"n": "int"}, "require": [{"that": "params.n > 0", "else": "too_small", "name": "positive", "tell": True}, {"that": "params.n < 10", "else": "too_big"}], "result": "{'n': params.n}"},
    "Refuse": {"params": {"n": "int", "d": "int"}, "refuse": ["params.n < 0 : negative", "100 / params.d > 50 : large", "params.n == 5 : five"], "result": "{'n': params.n}"},
    "Both": {"params": {"n": "int"}, "refuse": ["params.n > 5 : refused"], "require": ["params.n < 8 else required"]},
    "Same": {"params": {"n": "int"}, "require": ["params.n > 0 else bad", "params.n < 10 else bad"], "refuse": ["params.n == 5 : bad"]},
    "Text": {"params": {"s": "string"}, "require": ["params.s != ' else ' else is_else", "params.s == 'a : b' || params.s != 'x' else is_x"], "refuse": ["params.s == ' : ' : is_colon", "params.s == 'q' ? true : params.s == 'r' : is_q_or_r"]},
    "Error": {"params": {"m": "map<string, int> max 4", "k": "string"}, "require": ["params.m[params.k] > 0 else not_positive"]},
    "Index": {"params": {"xs": "list<int> max 4", "i": "int"}, "require": ["params.xs[params.i] > 0 else not_positive"]},
    "Big": {"params": {"a": "int"}, "require": ["params.a + 1 > 0 else not_positive"]},
    "Refused": {"params": {"m": "map<string, int> max 4", "k": "string"}, "refuse": ["params.m[params.k] > 0 : positive"]},
    "RefusedBig": {"params": {"a": "int"}, "refuse": ["params.a + 1 > 5 : above_four"]},
}))
t.case("the long form says what the short form says", "clauses", [(req("Long", {"n": 0}), rej("too_small", "/actions/Long/require/0")), (req("Long", {"n": 10}), rej("too_big", "/actions/Long/require/1")), (req("Long", {"n": 5}), acc({"n": 5}))])


def refuse(n, d=100):
    return req("Refuse", {"n": n, "d": d})


at = "/actions/Refuse/refuse/"
t.case("refuse refuses when its expression is true, in order", "clauses", [(refuse(-1), rej("negative", at + "0")), (refuse(5), rej("five", at + "2")), (refuse(5, 1), rej("large", at + "1")), (refuse(6), acc({"n": 6}))])
t.case("an error in refuse refuses with the clause's own reason and no code", "clauses", [(refuse(6, 0), rej("large", at + "1")), (refuse(5, 0), rej("large", at + "1")), (refuse(-1, 0), rej("negative", at + "0"))])
t.case("an error in refuse is never a rule_error: no such key and overflow", "clauses",
       [(req("Refused", {"m": {"a": 1}, "k": "b"}), rej("positive", "/actions/Refused/refuse/0")), (req("Refused", {"m": {"a": 0}, "k": "a"}), acc()), (req("RefusedBig", {"a": 9223372036854775807}), rej("above_four", "/actions/RefusedBig/refuse/0")), (req("RefusedBig", {"a": 3}), acc())])
t.case("require runs before refuse whatever the order of the keys", "clauses", [(req("Both", {"n": 9}), rej("required", "/actions/Both/require/0")), (req("Both", {"n": 6}), rej("refused", "/actions/Both/refuse/0")), (req("Both", {"n": 5}), acc())])
t.case("one reason may stand after several clauses and at tells them apart", "clauses", [(req("Same", {"n": 0}), rej("bad", "/actions/Same/require/0")), (req("Same", {"n": 10}), rej("bad", "/actions/Same/require/1")), (req("Same", {"n": 5}), rej("bad", "/actions/Same/refuse/0"))])
t.case("else and the colon are split off at the end, not inside a string or a ?:", "clauses",
       [(req("Text", {"s": " else "}), rej("is_else", "/actions/Text/require/0")), (req("Text", {"s": "x"}), rej("is_x", "/actions/Text/require/1")), (req("Text", {"s": " : "}), rej("is_colon", "/actions/Text/refuse/0")),
        (req("Text", {"s": "q"}), rej("is_q_or_r", "/actions/Text/refuse/1")), (req("Text", {"s": "r"}), rej("is_q_or_r", "/actions/Text/refuse/1")), (req("Text", {"s": "a : b"}), acc())])
t.case("an error in require is rule_error with its code: no such key", "clauses", [(req("Error", {"m": {"a": 1}, "k": "b"}), rej("rule_error", "/actions/Error/require/0", "no_such_key")), (req("Error", {"m": {"a": 0}, "k": "a"}), rej("not_positive", "/actions/Error/require/0")), (req("Error", {"m": {"a": 1}, "k": "a"}), acc())])
t.case("an error in require is rule_error with its code: index out of range", "clauses",
       [(req("Index", {"xs": [1, 2], "i": 2}), rej("rule_error", "/actions/Index/require/0", "index_out_of_range")), (req("Index", {"xs": [1, 2], "i": -1}), rej("rule_error", "/actions/Index/require/0", "index_out_of_range")),
        (req("Index", {"xs": [], "i": 0}), rej("rule_error", "/actions/Index/require/0", "index_out_of_range")), (req("Index", {"xs": [1, 2], "i": 1}), acc())])
t.case("an error in require is rule_error with its code: overflow", "clauses", [(req("Big", {"a": 9223372036854775807}), rej("rule_error", "/actions/Big/require/0", "overflow")), (req("Big", {"a": 9223372036854775806}), acc())])

# retry_after_ms of clauses linear in `now`, in every way to write one: the least time after which the clause holds, found by trying.
LINEAR = {
    "AtLeast": ("require", "now >= params.n", lambda now, n: now >= n),
    "More": ("require", "params.n < now", lambda now, n: n < now),
    "Since": ("require", "now - params.n >= 100", lambda now, n: now - n >= 100),
    "Twice": ("require", "2 * now > params.n", lambda now, n: 2 * now > n),
    "Slope": ("require", "now * 3 - now >= params.n + now", lambda now, n: now * 3 - now >= n + now),
    "Minus": ("require", "-now <= 500 - params.n", lambda now, n: -now <= 500 - n),
    "Not": ("require", "!(now < params.n)", lambda now, n: not now < n),
    "Refused": ("refuse", "now < params.n", lambda now, n: not now < n),
    "RefusedTo": ("refuse", "params.n >= now", lambda now, n: not n >= now),
    "RefusedNot": ("refuse", "!(now + now > params.n)", lambda now, n: now + now > n),
}
OTHER = {
    "Until": ("require", "now <= params.n"), "RefusedFrom": ("refuse", "now >= params.n"), "Equal": ("require", "now == params.n"), "Square": ("require", "now * now <= params.n"),
    "Part": ("require", "now / 2 >= params.n"), "Falls": ("require", "params.n - 2 * now >= 0"),
}
t.rulebook("linear", book({name: {"params": {"n": "int"}, key: [f"{text} else wait" if key == "require" else f"{text} : wait"]} for name, (key, text, *_) in {**LINEAR, **OTHER}.items()}))
for name, (key, text, holds) in LINEAR.items():
    lines = []
    for n in (900, 999, 1000, 1001, 1500, 1999, 2000, 2001, 2002, 2345, 3003):
        wait = next(w for w in range(5000) if holds(1000 + w, n))
        lines.append((req(name, {"n": n}), rej("wait", f"/actions/{name}/{key}/0", retry=wait) if wait else acc()))
    t.case(f"{key} {text}: retry_after_ms is the least that passes", "linear", lines)
t.case("what time does not bring says no retry_after_ms", "linear",
       [(req(name, {"n": {"Until": 999, "RefusedFrom": 1, "Equal": 1500, "Square": 5, "Part": 501, "Falls": 1999}[name]}), rej("wait", f"/actions/{name}/{key}/0")) for name, (key, _) in OTHER.items()])
