from lib import *

t = Topic("expressions", "Expressions: CEL's core with checked ints and finite doubles; each action evaluates one expression as its result.")

MAX, MIN = 9223372036854775807, -9223372036854775808
ACTIONS, CASES = {}, []


def expr(name, params, text, *rows):
    """`rows`: (params, value) or (params, code)."""
    ACTIONS[name] = {"params": params, "result": "{'v': %s}" % text}
    CASES.append((name, text, rows))


class Code(str):
    pass


overflow, zero, inf, key, index, conversion = (Code(c) for c in ("overflow", "division_by_zero", "not_finite", "no_such_key", "index_out_of_range", "conversion"))
II = {"a": "int", "b": "int"}
DD = {"a": "double", "b": "double"}
SS = {"a": "string", "b": "string"}


def ii(a, b):
    return {"a": a, "b": b}


expr("Add", II, "params.a + params.b", (ii(2, 3), 5), (ii(MAX, 1), overflow), (ii(MIN, -1), overflow), (ii(MAX, MIN), -1))
expr("Sub", II, "params.a - params.b", (ii(2, 3), -1), (ii(MIN, 1), overflow), (ii(0, MIN), overflow), (ii(MAX, MAX), 0))
expr("Mul", II, "params.a * params.b", (ii(-4, 3), -12), (ii(MAX, 2), overflow), (ii(MIN, -1), overflow), (ii(-1, MIN), overflow), (ii(3037000500, 3037000500), overflow), (ii(0, MIN), 0))
expr("Div", II, "params.a / params.b", (ii(7, 2), 3), (ii(-7, 2), -3), (ii(7, -2), -3), (ii(-7, -2), 3), (ii(1, 0), zero), (ii(0, 0), zero), (ii(MIN, -1), overflow), (ii(0, -5), 0))
expr("Mod", II, "params.a % params.b", (ii(7, 2), 1), (ii(-7, 2), -1), (ii(7, -2), 1), (ii(-7, -2), -1), (ii(6, 3), 0), (ii(1, 0), zero), (ii(MIN, -1), overflow))
expr("Neg", {"a": "int"}, "-params.a", ({"a": 5}, -5), ({"a": 0}, 0), ({"a": MIN}, overflow))
expr("Prec", II, "params.a + params.b * 2 - (params.a - 1) / 2", (ii(7, 3), 10))
expr("Left", II, "params.a - params.b - 1", (ii(10, 3), 6))
expr("Less", II, "params.a < params.b", (ii(1, 2), True), (ii(2, 2), False), (ii(MIN, MAX), True))
expr("Cmp", II, "params.a <= params.b && params.a >= params.b && params.a == params.b && !(params.a != params.b)", (ii(2, 2), True), (ii(1, 2), False))
expr("DAdd", DD, "params.a + params.b", (ii(0.1, 0.2), 0.30000000000000004), (ii(1.7e308, 1.7e308), inf), (ii(-1.7e308, -1.7e308), inf), (ii(1e16, 1), 1e16))
expr("DMul", DD, "params.a * params.b", (ii(1.5, -2), -3.0), (ii(1e200, 1e200), inf), (ii(1e-200, 1e-200), 0.0))
expr("DDiv", DD, "params.a / params.b", (ii(1, 4), 0.25), (ii(1, 3), 0.3333333333333333), (ii(1, 0), inf), (ii(-1, 0), inf), (ii(0, 0), inf), (ii(1e308, 1e-10), inf))
expr("DNeg", {"a": "double"}, "-params.a", ({"a": 1.5}, -1.5))
expr("Fused", {"a": "double", "b": "double", "c": "double"}, "params.a * params.b + params.c", ({"a": 0.1, "b": 10, "c": -1}, 0.0), ({"a": 1.0000000000000002, "b": 1.0000000000000002, "c": -1.0000000000000004}, 0.0))
expr("And", II, "params.a > 0 && 10 / params.b > 0", (ii(1, 5), True), (ii(0, 0), False), (ii(1, 0), zero), (ii(0, 5), False))
expr("AndRight", II, "10 / params.b > 0 && params.a > 0", (ii(0, 0), False), (ii(1, 0), zero), (ii(1, 5), True))
expr("Or", II, "params.a > 0 || 10 / params.b > 0", (ii(1, 0), True), (ii(0, 5), True), (ii(0, 0), zero), (ii(0, -5), False))
expr("OrRight", II, "10 / params.b > 0 || params.a > 0", (ii(1, 0), True), (ii(0, 0), zero))
expr("Not", II, "!(params.a > params.b)", (ii(1, 2), True), (ii(2, 1), False))
expr("Cond", II, "params.b == 0 ? -1 : params.a / params.b", (ii(6, 2), 3), (ii(6, 0), -1))
expr("CondError", II, "params.a / params.b > 1 ? 1 : 2", (ii(6, 2), 1), (ii(1, 1), 2), (ii(6, 0), zero))
expr("CondNest", II, "params.a == 1 ? 10 : params.a == 2 ? 20 : 30", (ii(1, 0), 10), (ii(2, 0), 20), (ii(3, 0), 30))
expr("Concat", SS, "params.a + params.b + '!'", (ii("x", "\u00e9"), "x\u00e9!"), (ii("", ""), "!"))
expr("SLess", SS, "params.a < params.b", (ii("a", "b"), True), (ii("Z", "a"), True), (ii("a", "a"), False), (ii("", "a"), True), (ii("\uffff", "\U00010000"), True), (ii("a", "aa"), True))
expr("SEq", SS, "params.a == params.b", (ii("\u00e9", "e\u0301"), False), (ii("a", "a"), True))
expr("SSize", {"a": "string"}, "size(params.a)", ({"a": ""}, 0), ({"a": "\u00e9"}, 1), ({"a": "e\u0301"}, 2), ({"a": "\U0001f600\U0001f600"}, 2))
L = {"a": "list<int> max 8", "i": "int"}
expr("LSize", L, "size(params.a)", ({"a": [], "i": 0}, 0), ({"a": [1, 2], "i": 0}, 2))
expr("LIndex", L, "params.a[params.i]", ({"a": [5, 6], "i": 1}, 6), ({"a": [5, 6], "i": 2}, index), ({"a": [5, 6], "i": -1}, index), ({"a": [], "i": 0}, index), ({"a": [5], "i": MAX}, index))
expr("LIn", L, "params.i in params.a", ({"a": [5, 6], "i": 6}, True), ({"a": [5, 6], "i": 7}, False), ({"a": [], "i": 0}, False))
expr("LConcat", L, "params.a + [params.i]", ({"a": [1], "i": 2}, [1, 2]), ({"a": [], "i": 2}, [2]))
expr("LEq", L, "params.a == [1, 2]", ({"a": [1, 2], "i": 0}, True), ({"a": [2, 1], "i": 0}, False), ({"a": [1], "i": 0}, False))
M = {"m": "map<string, int> max 8", "k": "string"}
expr("MSize", M, "size(params.m)", ({"m": {}, "k": ""}, 0), ({"m": {"a": 1}, "k": ""}, 1))
expr("MIndex", M, "params.m[params.k]", ({"m": {"a": 1}, "k": "a"}, 1), ({"m": {"a": 1}, "k": "b"}, key), ({"m": {}, "k": ""}, key), ({"m": {"__proto__": 3}, "k": "__proto__"}, 3), ({"m": {}, "k": "constructor"}, key))
expr("MIn", M, "params.k in params.m", ({"m": {"a": 1}, "k": "a"}, True), ({"m": {"a": 1}, "k": "b"}, False), ({"m": {}, "k": "toString"}, False))
expr("MEq", M, "params.m == {'a': 1, 'b': 2}", ({"m": {"b": 2, "a": 1}, "k": ""}, True), ({"m": {"a": 1}, "k": ""}, False))
expr("MMake", {"k": "string"}, "{params.k: 1, 'z': 2}", ({"k": "a"}, {"a": 1, "z": 2}))
expr("Has", {"a": "int?", "b": "int?"}, "has(params.a)", ({}, False), ({"a": None}, False), ({"a": 0}, True))
expr("HasOr", {"a": "int?"}, "has(params.a) ? params.a : -1", ({}, -1), ({"a": 5}, 5))
expr("IsNull", {"a": "int?"}, "params.a == null", ({}, True), ({"a": None}, True), ({"a": 0}, False))
expr("All", L, "params.a.all(x, x > params.i)", ({"a": [2, 3], "i": 1}, True), ({"a": [2, 3], "i": 2}, False), ({"a": [], "i": 0}, True))
expr("Exists", L, "params.a.exists(x, x == params.i)", ({"a": [2, 3], "i": 3}, True), ({"a": [2, 3], "i": 4}, False), ({"a": [], "i": 0}, False))
expr("ExistsOne", L, "params.a.exists_one(x, x == params.i)", ({"a": [2, 3], "i": 3}, True), ({"a": [3, 3], "i": 3}, False), ({"a": [], "i": 3}, False))
expr("Map", L, "params.a.map(x, x * params.i)", ({"a": [2, 3], "i": 3}, [6, 9]), ({"a": [], "i": 3}, []), ({"a": [1, MAX], "i": 2}, overflow))
expr("Filter", L, "params.a.filter(x, x % 2 == params.i)", ({"a": [1, 2, 3, 4], "i": 0}, [2, 4]), ({"a": [1], "i": 0}, []))
expr("AllAbsorbs", L, "params.a.all(x, 10 / x > 1)", ({"a": [0, 100], "i": 0}, False), ({"a": [100, 0], "i": 0}, False), ({"a": [0, 2], "i": 0}, zero))
expr("ExistsAbsorbs", L, "params.a.exists(x, 10 / x > 1)", ({"a": [0, 2], "i": 0}, True), ({"a": [2, 0], "i": 0}, True), ({"a": [0, 100], "i": 0}, zero))
expr("OneDoesNot", L, "params.a.exists_one(x, 10 / x > 1)", ({"a": [2, 0], "i": 0}, zero), ({"a": [2, 100], "i": 0}, True))
expr("Nested", L, "params.a.all(x, params.a.exists(y, x + y == params.i))", ({"a": [1, 2, 3], "i": 4}, True), ({"a": [1, 2], "i": 4}, False))
expr("MapKeys", M, "params.m.exists(k, k == params.k && params.m[k] > 1)", ({"m": {"a": 2, "b": 1}, "k": "a"}, True), ({"m": {"a": 2, "b": 1}, "k": "b"}, False))
expr("Min", II, "min(params.a, params.b)", (ii(1, 2), 1), (ii(-1, -2), -2))
expr("Max", II, "max(params.a, params.b)", (ii(1, 2), 2), (ii(-1, -2), -1))
expr("DMin", DD, "min(params.a, params.b)", (ii(1.5, 2), 1.5), (ii(-1, -2.5), -2.5))
expr("Abs", {"a": "int"}, "abs(params.a)", ({"a": -5}, 5), ({"a": 5}, 5), ({"a": MIN}, overflow))
expr("DAbs", {"a": "double"}, "abs(params.a)", ({"a": -5.5}, 5.5), ({"a": 0}, 0.0))
expr("Clamp", {"a": "int"}, "clamp(params.a, 0, 10)", ({"a": -5}, 0), ({"a": 5}, 5), ({"a": 50}, 10), ({"a": MAX}, 10))
expr("DClamp", {"a": "double"}, "clamp(params.a, -1.0, 1.0)", ({"a": -5}, -1.0), ({"a": 0.5}, 0.5))
expr("Floor", {"a": "double"}, "floor(params.a)", ({"a": 1.5}, 1.0), ({"a": -1.5}, -2.0), ({"a": 2}, 2.0), ({"a": 1e300}, 1e300))
expr("Ceil", {"a": "double"}, "ceil(params.a)", ({"a": 1.5}, 2.0), ({"a": -1.5}, -1.0), ({"a": 1.0000000000000002}, 2.0))
expr("Round", {"a": "double"}, "round(params.a)", ({"a": 0.5}, 1.0), ({"a": 1.5}, 2.0), ({"a": 2.5}, 3.0), ({"a": -0.5}, -1.0), ({"a": -2.5}, -3.0), ({"a": 2.4999999999999996}, 2.0), ({"a": 0.49999999999999994}, 0.0), ({"a": 4503599627370497.5}, 4503599627370498.0), ({"a": 9007199254740991}, 9007199254740991.0))
expr("MathPrefix", DD, "math.floor(params.a) + math.abs(params.b) + math.max(params.a, params.b) + math.min(params.a, params.b)", (ii(1.5, -2), 1.0 + 2.0 + 1.5 - 2.0))
expr("ToInt", {"a": "double"}, "int(params.a)", ({"a": 2.9}, 2), ({"a": -2.9}, -2), ({"a": 0.5}, 0))
expr("ToDouble", {"a": "int"}, "double(params.a) / 2.0", ({"a": 5}, 2.5), ({"a": -1}, -0.5))
expr("ToString", {"a": "int"}, "string(params.a)", ({"a": 5}, "5"), ({"a": MIN}, "-9223372036854775808"))
expr("Parse", {"a": "string"}, "int(params.a)", ({"a": "42"}, 42), ({"a": "-7"}, -7), ({"a": "x"}, conversion), ({"a": ""}, conversion), ({"a": "1.5"}, conversion), ({"a": "9223372036854775808"}, conversion), ({"a": "+3"}, 3), ({"a": "-007"}, -7), ({"a": "+"}, conversion))
expr("ParseDouble", {"a": "string"}, "double(params.a)", ({"a": "2.5"}, 2.5), ({"a": "+1e3"}, 1000.0), ({"a": ".5"}, 0.5), ({"a": "-7."}, -7.0), ({"a": "00.25"}, 0.25), ({"a": "."}, conversion), ({"a": "inf"}, conversion), ({"a": "1e"}, conversion))
expr("ParseBool", {"a": "string"}, "bool(params.a)", *(({"a": a}, True) for a in ("1", "t", "T", "true", "TRUE", "True")), *(({"a": a}, False) for a in ("0", "f", "F", "false", "FALSE", "False")), ({"a": "yes"}, conversion), ({"a": "tRUE"}, conversion))
expr("Millis", {"a": "int"}, "params.a + 500ms + 2s + 5m + 24h", ({"a": 1}, 86702501))
expr("Percent", {"a": "double"}, "params.a * 15%", ({"a": 200}, 30.0), ({"a": 1}, 0.15))
expr("PercentSum", {"a": "double"}, "params.a + 10% + 100%", ({"a": 1}, 2.1))
expr("ModSpace", II, "params.a % 15", (ii(20, 0), 5))
V = {"a": "vec3", "b": "vec3"}
expr("Distance", V, "distance(params.a, params.b)", (ii([0, 0, 0], [3, 4, 0]), 5.0), (ii([1, 1, 1], [1, 1, 1]), 0.0), (ii([0, 0, 0], [1, 1, 1]), 1.7320508075688772), (ii([0.1, 0.2, 0.3], [0.4, 0.6, 0.9]), 0.7810249675906655), (ii([1e200, 0, 0], [0, 0, 0]), inf))
expr("Parts", V, "params.a.x + params.a.y * 10.0 + params.b.z * 100.0", (ii([1, 2, 3], [4, 5, 6]), 621.0))
expr("VecEq", V, "params.a == params.b", (ii([1, 2, 3], [1.0, 2, 3]), True), (ii([1, 2, 3], [1, 2, 4]), False))
expr("Quotes", {"a": "string"}, "params.a == \"it's\" || params.a == 'say \"hi\"' || params.a == 'tab\\tend'", ({"a": "it's"}, True), ({"a": "say \"hi\""}, True), ({"a": "tab\tend"}, True), ({"a": "tabtend"}, False))
expr("Unicode", {"a": "string"}, "params.a == '\\u00e9' || params.a == '\u00fc'", ({"a": "\u00e9"}, True), ({"a": "\u00fc"}, True), ({"a": "u"}, False))
expr("Literals", {"a": "int"}, "params.a == 0x10 || params.a == -0x10 || params.a == -9223372036854775808", ({"a": 16}, True), ({"a": -16}, True), ({"a": MIN}, True), ({"a": 10}, False))
expr("ListOf", II, "[params.a, params.b].map(x, x + 1)[1]", (ii(1, 2), 3))
expr("InMade", {"a": "string"}, "params.a in ['x', 'y']", ({"a": "x"}, True), ({"a": "z"}, False))

book_ = t.rulebook("expressions", book(ACTIONS))


def safe(value):
    return not isinstance(value, int) or abs(value) <= 2**53


for name, text, rows in CASES:
    pairs = []
    for params, value in rows:
        verdict = rej("rule_error", f"/actions/{name}/result", str(value)) if isinstance(value, Code) else acc({"v": value})
        if not isinstance(value, Code) and not safe(value):
            continue  # no number outside a string may exceed 2^53 in these files
        pairs.append((req(name, params), verdict))
    t.case(f"{name}: {text}", "expressions", pairs)

t.rulebook("names", book({
    "Tables": {"params": {"k": "row items"}, "result": "{'price': tables.items[params.k].price, 'all': tables.items['key'].price, 'dot': tables.items.key.price}"},
    "InTable": {"params": {"k": "string"}, "result": "{'known': params.k in tables.items}"},
    "Lookup": {"params": {"k": "string"}, "result": "{'price': tables.items[params.k].price}"},
    "Cell": {"params": {"k": "row items"}, "result": "{'next': tables.items[tables.items[params.k].next].price}"},
    "Request": {"result": "{'actor': request.actor, 'session': request.session, 'at': request.received_at}"},
    "Origin": {"result": "{'origin': request.origin}"},
    "Roles": {"result": "{'n': size(request.roles)}"},
    "Flags": {"result": "{'rate': flags.rate, 'half': flags.rate / 2.0}"},
    "Name": {"result": "{'name': flags.name}"},
    "Id": {"result": "{'id': actor.id}"},
    "Now": {"result": "{'now': now, 'next': now + 5s}"},
    "Comment": {"result": "{'live': actor.live.n, 'short': actor.n}"},
}, flags={"rate": "double = 0.5", "name": "enum(a,b) = b"}, tables={"items": {"columns": {"price": "int", "next": "row items"}, "rows": {"potion": {"price": 25, "next": "key"}, "key": {"price": 400, "next": "potion"}}}}))
t.case("tables are read by key and by name", "names", [(req("Tables", {"k": "potion"}), acc({"price": 25, "all": 400, "dot": 400}))])
t.case("a cell may name a row", "names", [(req("Cell", {"k": "potion"}), acc({"next": 400})), (req("Cell", {"k": "key"}), acc({"next": 25}))])
t.case("a table look-up by any string may fail: no_such_key", "names", [(req("Lookup", {"k": "key"}), acc({"price": 400})), (req("Lookup", {"k": "kex"}), rej("rule_error", "/actions/Lookup/result", "no_such_key")), (req("InTable", {"k": "key"}), acc({"known": True})), (req("InTable", {"k": "kex"}), acc({"known": False}))])
t.case("request carries the envelope", "names", [(req("Request", session=3), acc({"actor": 7, "session": 3, "at": 1000})), (req("Origin"), acc({"origin": "client"})), (req("Roles", roles=["x", "b"]), acc({"n": 2})), (req("Roles"), acc({"n": 0}))])
t.case("flags have their types", "names", [(req("Flags"), acc({"rate": 2.0, "half": 1.0})), (req("Name"), acc({"name": "a"}))], flags={"rate": 2, "name": "a"})
t.case("ids and now", "names", [(req("Id", actor=8), acc({"id": 8})), (req("Now"), acc({"now": 1000, "next": 6000})), (req("Comment"), acc({"live": 0, "short": 0}))])
