from lib import *

t = Topic("effects", "Effects: set, add, sub, remove, if; paths into maps and lists; exact arithmetic and its clamps; one after the other.")

MAX, MIN = 9223372036854775807, -9223372036854775808
t.rulebook("ints", book({
    "Set": {"params": {"v": "int"}, "effects": ["actor.n = params.v"], "result": "{'n': actor.n}"},
    "Add": {"params": {"v": "int"}, "effects": ["actor.n += params.v"], "result": "{'n': actor.n}"},
    "Sub": {"params": {"v": "int"}, "effects": ["actor.n -= params.v"], "result": "{'n': actor.n}"},
    "AddMax": {"params": {"v": "int"}, "effects": ["actor.n += params.v max 100"], "result": "{'n': actor.n}"},
    "SubMin": {"params": {"v": "int"}, "effects": ["actor.n -= params.v min 0"], "result": "{'n': actor.n}"},
    "Clamp": {"params": {"v": "int"}, "effects": ["actor.n += params.v min 0 max 100"], "result": "{'n': actor.n}"},
    "Cross": {"params": {"v": "int"}, "effects": ["actor.n += params.v min 60 max 40"], "result": "{'n': actor.n}"},
    "Ends": {"params": {"v": "int"}, "effects": ["actor.n += params.v min -9223372036854775807 max 9223372036854775806"], "result": "{'big': actor.n > 0, 'edge': actor.n == 9223372036854775806 || actor.n == -9223372036854775807}"},
    "Long": {"params": {"v": "int"}, "effects": [{"set": "actor.n", "to": "params.v"}, {"add": "actor.n", "by": "params.v", "max": "100"}, {"sub": "actor.n", "by": "1", "min": "0"}], "result": "{'n': actor.n}"},
    "Dynamic": {"params": {"v": "int", "cap": "int"}, "effects": ["actor.n += params.v * 2 max params.cap + 1"], "result": "{'n': actor.n}"},
    "Is": {"params": {"v": "int"}, "result": "{'is': actor.n == params.v}"},
}, live={"n": "int"}))


def do(action, v, **more):
    return req(action, {"v": v}, **more)


n = lambda v: acc({"n": v})
overflow = lambda action: rej("rule_error", f"/actions/{action}/effects/0", "overflow")
IS = acc({"is": True})
t.case("set, add and sub", "ints", [(do("Set", 5), n(5)), (do("Add", 3), n(8)), (do("Sub", 10), n(-2)), (do("Add", -1), n(-3)), (do("Sub", -4), n(1))])
t.case("add does not wrap and does not saturate", "ints", [(do("Set", 1), n(1)), (do("Add", MAX), overflow("Add")), (do("Is", 1), IS)])
t.case("sub does not wrap and does not saturate", "ints", [(do("Set", -2), n(-2)), (do("Sub", MAX), overflow("Sub")), (do("Is", -2), IS)])
t.case("the smallest int cannot be subtracted from 0", "ints", [(do("Set", 0), n(0)), (do("Sub", MIN), overflow("Sub")), (do("Is", 0), IS)])
t.case("max clamps from above only", "ints", [(do("AddMax", 99), n(99)), (do("AddMax", 1), n(100)), (do("AddMax", 1), n(100)), (do("AddMax", -300), n(-200))])
t.case("min clamps from below only", "ints", [(do("SubMin", 5), n(0)), (do("SubMin", -300), n(300)), (do("SubMin", 299), n(1)), (do("SubMin", 1), n(0)), (do("SubMin", 1), n(0))])
t.case("min and max together", "ints", [(do("Clamp", -5), n(0)), (do("Clamp", 500), n(100)), (do("Clamp", -50), n(50))])
t.case("min is applied before max", "ints", [(do("Cross", 0), n(40)), (do("Cross", 500), n(40)), (do("Cross", 10), n(40))])
t.case("a sum is exact before it is clamped: max saves what would overflow", "ints", [(do("Set", 90), n(90)), (do("AddMax", MAX), n(100))])
t.case("a difference is exact before it is clamped: min saves what would overflow", "ints", [(do("Set", -50), n(-50)), (do("SubMin", MAX), n(0))])
t.case("the smallest int as addend and subtrahend is exact before clamps", "ints", [(do("Set", -5), n(-5)), (do("Clamp", MIN), n(0)), (do("Set", 5), n(5)), (do("SubMin", MIN), overflow("SubMin")), (do("Clamp", MAX), n(100))])
t.case("a clamp at the ends of int64", "ints", [(do("Set", 5), n(5)), (do("Ends", MAX), acc({"big": True, "edge": True})), (do("Ends", MAX), acc({"big": True, "edge": True})), (do("Ends", MIN), acc({"big": False, "edge": False})), (do("Ends", MIN), acc({"big": False, "edge": True}))])
t.case("an overflow that min cannot save is still one", "ints", [(do("Set", 5), n(5)), (do("SubMin", MIN), overflow("SubMin")), (do("Is", 5), IS)])
t.case("the long form", "ints", [(do("Long", 30), n(59)), (do("Long", 80), n(99)), (do("Long", -9), n(0))])
t.case("the amount and the clamps are whole expressions", "ints", [(req("Dynamic", {"v": 10, "cap": 14}), n(15)), (req("Dynamic", {"v": -3, "cap": 14}), n(9))])
t.case("an overflow in the amount is an overflow even under a clamp", "ints", [(req("Dynamic", {"v": MAX, "cap": 14}), overflow("Dynamic")), (req("Dynamic", {"v": 1, "cap": MAX}), overflow("Dynamic"))])

t.rulebook("doubles", book({
    "Set": {"params": {"v": "double"}, "effects": ["actor.x = params.v"], "result": "{'x': actor.x}"},
    "Add": {"params": {"v": "double"}, "effects": ["actor.x += params.v"], "result": "{'x': actor.x}"},
    "Sub": {"params": {"v": "double"}, "effects": ["actor.x -= params.v min 0.0"], "result": "{'x': actor.x}"},
    "AddMax": {"params": {"v": "double"}, "effects": ["actor.x += params.v max 1.0"], "result": "{'x': actor.x}"},
    "Move": {"params": {"to": "vec3"}, "effects": ["actor.p = params.to"], "result": "{'p': actor.p, 'y': actor.p.y}"},
}, live={"x": "double", "p": "vec3"}))
x = lambda v: acc({"x": v})
t.case("doubles are added as IEEE doubles", "doubles", [(do("Set", 0.1), x(0.1)), (do("Add", 0.2), x(0.30000000000000004)), (do("Sub", 5), x(0.0)), (do("Add", 1e300), x(1e300))])
t.case("a double that leaves the finite numbers is rule_error not_finite", "doubles", [(do("Set", 1.7e308), x(1.7e308)), (do("Add", 1.7e308), rej("rule_error", "/actions/Add/effects/0", "not_finite")), (do("Add", -1.7e308), x(0.0))])
t.case("-0.0 is stored as 0.0", "doubles", [('{"actor":7,"received_at":1000,"action":"Set","params":{"v":-0.0}}', x(0.0)), ('{"actor":7,"received_at":1000,"action":"Move","params":{"to":[-0.0,-0,0]}}', acc({"p": [0.0, 0.0, 0.0], "y": 0.0}))])
t.case("a vec3 is set whole and read by part", "doubles", [(req("Move", {"to": [1, 2.5, -3]}), acc({"p": [1.0, 2.5, -3.0], "y": 2.5}))], after=after({7: {"p": [1.0, 2.5, -3.0]}}))

t.rulebook("maps", book({
    "Set": {"params": {"k": "string", "v": "int"}, "effects": ["actor.bag[params.k] = params.v"], "result": "actor.bag"},
    "Add": {"params": {"k": "string", "v": "int"}, "effects": ["actor.bag[params.k] += params.v"], "result": "actor.bag"},
    "Sub": {"params": {"k": "string", "v": "int"}, "effects": ["actor.bag[params.k] -= params.v"], "result": "actor.bag"},
    "SubMin": {"params": {"k": "string", "v": "int"}, "effects": ["actor.bag[params.k] -= params.v min 0"], "result": "actor.bag"},
    "Remove": {"params": {"k": "string"}, "effects": ["remove actor.bag[params.k]"], "result": "actor.bag"},
    "RemoveLong": {"params": {"k": "string"}, "effects": [{"remove": "actor.bag[params.k]"}], "result": "actor.bag"},
    "Take": {"params": {"k": "string"}, "effects": ["actor.bag[params.k] -= 1", {"if": "actor.bag[params.k] == 0", "then": ["remove actor.bag[params.k]"]}], "result": "actor.bag"},
    "Follow": {"effects": ["actor.name = 'b'", "actor.bag[actor.name] += 1", "actor.name = 'c'", "actor.bag[actor.name] += 2"], "result": "actor.bag"},
    "Tens": {"params": {"k": "string", "v": "int"}, "effects": ["actor.tens[params.k] += params.v"], "result": "actor.tens"},
    "Whole": {"params": {"m": "map<string, int> max 3"}, "effects": ["actor.bag = params.m"], "result": "actor.bag"},
    "Put": {"params": {"i": "int", "v": "int"}, "effects": ["actor.row[params.i] = params.v"], "result": "actor.row"},
    "PutAdd": {"params": {"i": "int", "v": "int"}, "effects": ["actor.row[params.i] += params.v"], "result": "actor.row"},
    "Row": {"params": {"row": "list<int 0..9> max 4"}, "effects": ["actor.row = params.row"], "result": "actor.row"},
}, live={"bag": "map<string, int> max 3", "row": "list<int 0..9> max 4", "name": "string", "tens": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0, "default": 10}, "maxProperties": 3}}))
W = world({7: {"bag": {"a": 1}, "row": [1, 2, 3]}})


def kv(action, k, v=None):
    return req(action, {"k": k} if v is None else {"k": k, "v": v})


t.case("set inserts a map key", "maps", [(kv("Set", "b", 5), acc({"a": 1, "b": 5})), (kv("Set", "a", 2), acc({"a": 2, "b": 5})), (kv("Set", "", 0), acc({"": 0, "a": 2, "b": 5}))], world=W, after=after({7: {"bag": {"": 0, "a": 2, "b": 5}}}))
t.case("add starts a missing key from the default of its values", "maps", [(kv("Add", "b", 5), acc({"a": 1, "b": 5})), (kv("Add", "b", 1), acc({"a": 1, "b": 6})), (kv("Tens", "k", 1), acc({"k": 11})), (kv("Tens", "k", 1), acc({"k": 12}))], world=W)
t.case("sub starts a missing key from the default of its values", "maps", [(kv("Sub", "b", 5), acc({"a": 1, "b": -5})), (kv("SubMin", "c", 5), acc({"a": 1, "b": -5, "c": 0}))], world=W)
t.case("remove takes a key away", "maps", [(kv("Remove", "a"), acc({})), (kv("Add", "a", 3), acc({"a": 3})), (kv("RemoveLong", "a"), acc({}))], world=W, after=after({7: {"bag": {}}}))
t.case("remove of a missing key does nothing", "maps", [(kv("Remove", "zzz"), acc({"a": 1})), (kv("Remove", ""), acc({"a": 1}))], world=W)
t.case("a key is added and removed by one request", "maps", [(kv("Take", "a"), acc({})), (kv("Set", "a", 2), acc({"a": 2})), (kv("Take", "a"), acc({"a": 1}))], world=W)
t.case("an index is evaluated when its effect runs", "maps", [(req("Follow"), acc({"a": 1, "b": 1, "c": 2}))], world=W)
t.case("a map beyond its size is out_of_bounds", "maps", [(kv("Set", "b", 1), acc({"a": 1, "b": 1})), (kv("Set", "c", 1), acc({"a": 1, "b": 1, "c": 1})), (kv("Set", "d", 1), rej("out_of_bounds", "/actions/Set/effects/0")),
       (kv("Add", "d", 1), rej("out_of_bounds", "/actions/Add/effects/0")), (kv("Set", "c", 2), acc({"a": 1, "b": 1, "c": 2}))], world=W)
t.case("a whole map is set", "maps", [(req("Whole", {"m": {"x": 1, "y": 2}}), acc({"x": 1, "y": 2})), (req("Whole", {"m": {}}), acc({}))], world=W)
t.case("keys that are prototype names elsewhere are keys like others", "maps", [(kv("Add", "__proto__", 1), acc({"a": 1, "__proto__": 1})), (kv("Add", "constructor", 1), acc({"a": 1, "__proto__": 1, "constructor": 1})), (kv("Remove", "__proto__"), acc({"a": 1, "constructor": 1}))], world=W)
t.case("keys are not normalised", "maps", [(kv("Add", "\u00e9", 1), acc({"a": 1, "\u00e9": 1})), (kv("Add", "e\u0301", 1), acc({"a": 1, "\u00e9": 1, "e\u0301": 1}))], world=W)
t.case("a list element is set and added to", "maps", [(req("Put", {"i": 1, "v": 9}), acc([1, 9, 3])), (req("PutAdd", {"i": 2, "v": 4}), acc([1, 9, 7])), (req("Put", {"i": 0, "v": 0}), acc([0, 9, 7]))], world=W, after=after({7: {"row": [0, 9, 7]}}))
t.case("a list index out of range is rule_error", "maps", [(req("Put", {"i": i, "v": 1}), rej("rule_error", "/actions/Put/effects/0", "index_out_of_range")) for i in (3, -1, 9223372036854775807)]
       + [(req("PutAdd", {"i": 3, "v": 1}), rej("rule_error", "/actions/PutAdd/effects/0", "index_out_of_range"))], world=W)
t.case("a list element out of its bounds is out_of_bounds", "maps", [(req("Put", {"i": 1, "v": 10}), rej("out_of_bounds", "/actions/Put/effects/0")), (req("PutAdd", {"i": 2, "v": 7}), rej("out_of_bounds", "/actions/PutAdd/effects/0"))], world=W, after=after({7: {"row": [1, 2, 3]}}))
t.case("a whole list is set", "maps", [(req("Row", {"row": [9, 9, 9, 9]}), acc([9, 9, 9, 9])), (req("Row", {"row": []}), acc([]))], world=W)

t.rulebook("if", book({
    "If": {"params": {"v": "int"}, "effects": [{"if": "params.v > 0", "then": ["actor.n += 1", "actor.m += 1"], "else": ["actor.n -= 1"]}], "result": "{'n': actor.n, 'm': actor.m}"},
    "NoElse": {"params": {"v": "int"}, "effects": [{"if": "params.v > 0", "then": ["actor.n += 1"]}], "result": "{'n': actor.n}"},
    "Sees": {"effects": ["actor.n += 1", {"if": "actor.n == 1", "then": ["actor.m = 10"], "else": ["actor.m = 20"]}], "result": "{'m': actor.m}"},
    "Inside": {"effects": [{"if": "actor.n == 0", "then": ["actor.n = 5", {"if": "actor.n == 5", "then": ["actor.m = actor.n * 2"], "else": ["actor.m = -1"]}]}], "result": "{'m': actor.m}"},
    "Error": {"params": {"v": "int"}, "effects": ["actor.n += 1", {"if": "params.v > 0", "then": ["actor.n += 1", "actor.m = 100 / (params.v - 1)"], "else": ["actor.m = 100 / (params.v + 1)"]}]},
    "Deep": {"params": {"v": "int"}, "effects": [{"if": "params.v >= 0", "then": ["actor.n += 1", {"if": "params.v > 0", "then": [], "else": ["actor.n += 1", "actor.m = 100 / params.v"]}]}]},
}, live={"n": "int", "m": "int"}))
t.case("if takes one branch", "if", [(do("If", 1), acc({"n": 1, "m": 1})), (do("If", 0), acc({"n": 0, "m": 1}))])
t.case("if without else does nothing else", "if", [(do("NoElse", 1), n(1)), (do("NoElse", 0), n(1))])
t.case("a condition sees earlier effects", "if", [(req("Sees"), acc({"m": 10})), (req("Sees"), acc({"m": 20}))])
t.case("a nested condition sees effects of its own branch", "if", [(req("Inside"), acc({"m": 10}))], after=after({7: {"n": 5, "m": 10}}))
t.case("at points into then", "if", [(do("Error", 1), rej("rule_error", "/actions/Error/effects/1/then/1", "division_by_zero"))], after=after({7: {"n": 0, "m": 0}}))
t.case("at points into else", "if", [(do("Error", -1), rej("rule_error", "/actions/Error/effects/1/else/0", "division_by_zero"))], after=after({7: {"n": 0, "m": 0}}))
t.case("at points into else inside then", "if", [(do("Deep", 0), rej("rule_error", "/actions/Deep/effects/0/then/1/else/1", "division_by_zero")), (do("Deep", 1), acc())])

t.rulebook("paths", book({
    "Full": {"effects": ["actor.profile.coins += 1", "actor.live.coins += 10", "actor.only += 100"], "result": "{'profile': actor.profile.coins, 'live': actor.live.coins, 'only': actor.only}"},
}, profile={"coins": "int"}, live={"coins": "int", "only": "int"}))
t.case("profile and live fields of one name are told apart by the full path", "paths", [(req("Full"), acc({"profile": 6, "live": 30, "only": 100}))], world=world({7: {"profile": {"coins": 5}, "coins": 20}}), after=after({7: {"profile": {"coins": 6}, "coins": 30, "only": 100}}))
