from lib import *

t = Topic("contract", "Exact edges, Stage A and Values: the shape of the body, the order in which it is checked, and where `at` points.")

shapes = {
    "Int": "int", "Range": "int 1..10", "AtLeast": "int >= 0", "Double": "double", "Bool": "bool", "Text": "string", "Short": "string 2..4",
    "Enum": "enum(red,green,blue)", "Vec": "vec3", "Row": "row items", "Ref": "ref player", "List": "list<int 0..9> max 3", "Rows": "list<row items> max 3",
    "Map": "map<string, int >= 0> max 2", "Opt": "int?", "OptText": "string 2..4?",
}
t.rulebook("shapes", book({name: {"params": {"v": shape}} for name, shape in shapes.items()},
                          tables={"items": {"columns": {"price": "int"}, "rows": {"potion": {"price": 25}, "key": {"price": 400}}}}))
schemas = {
    "Name": {"type": "string", "pattern": "^\\p{Lu}[\\p{L}\\d]*$", "minLength": 2, "maxLength": 4}, "Part": {"type": "string", "pattern": "a.c"}, "Bytes": {"type": "string", "x-ludex": {"maxBytes": 4}},
    "Some": {"type": "array", "items": {"type": "string", "pattern": "^[^\\s]+$"}, "minItems": 1, "maxItems": 2}, "Entries": {"type": "object", "additionalProperties": "int", "minProperties": 1, "maxProperties": 2},
    "U8": {"type": "integer", "x-ludex": {"width": "u8"}, "maximum": 300}, "I32": {"type": "integer", "x-ludex": {"width": "i32"}}, "F32": {"type": "number", "x-ludex": {"width": "f32"}}, "Player": {"type": "integer", "x-ludex": {"ref": "player"}},
}
t.rulebook("schemas", book({name: {"params": {"v": schema}} for name, schema in schemas.items()}))
V = "/params/v"


def bad(at=V):
    return rej("contract", at)


def sent(action, text):
    return '{"actor":7,"received_at":1000,"action":"%s","params":{"v":%s}}' % (action, text)


def shape(name, action, good, wrong, at=V, rulebook="shapes"):
    """`good` and `wrong` are JSON texts; a wrong one may be (text, at)."""
    pairs = [(sent(action, text), acc()) for text in good]
    for text in wrong:
        text, where = text if isinstance(text, tuple) else (text, at)
        pairs.append((sent(action, text), bad(where)))
    t.case(name, rulebook, pairs)


def schema(name, action, good, wrong):
    shape(name, action, good, wrong, rulebook="schemas")


shape("int: every lexical form whose exact value is an int64", "Int",
      ["0", "-0", "1", "-1", "1.0", "1e2", "1.5e1", "100e-2", "-0.0", "0e999999", "0.000e-999999", "9223372036854775807", "-9223372036854775808", "9223372036854775807.0", "922337203685477580.7e1",
       "-92233720368547758080e-1"],
      ["1.5", "1e-1", "9223372036854775808", "-9223372036854775809", "9223372036854775807.5", "1e19", "1e400", "-1e99999999999", "1e-99999999999", "1.0000000000000000000001", '"1"', "true", "null", "[1]", "{}"])
shape("int lo..hi: both bounds are inside", "Range", ["1", "10", "1e1"], ["0", "11", "-1", "1.5", "9223372036854775808"])
shape("int >= 0 takes 0", "AtLeast", ["0", "-0", "9223372036854775807"], ["-1", "-9223372036854775808", "9223372036854775808"])
shape("double takes any finite number", "Double", ["0", "1", "-1.5", "1e308", "1.7976931348623157e308", "5e-324", "1e-400", "123456789012345678901234567890", "9007199254740993"],
      ["1e309", "1e400", "-1e400", "1e99999999999999", '"1"', "false", "null", "[]", '"NaN"', '"Infinity"'])
shape("bool takes true and false and nothing like them", "Bool", ["true", "false"], ["0", "1", '"true"', "null", "[]", '""'])
shape("string takes any text, the empty one too", "Text", ['""', '"a"', '"\\u0000"', '"\\ud83d\\ude00"', '"\\ufeff"'], ["0", "null", "true", '["a"]', "{}"])
shape("string lo..hi counts code points", "Short",
      ['"ab"', '"abcd"', '"\\u00e9\\u00e9"', '"\\ud83d\\ude00\\ud83d\\ude00"', '"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00"', '"e\\u0301"'],
      ['""', '"a"', '"abcde"', '"\\ud83d\\ude00"', '"\\u00e9"', '"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00"', '"a\\u0301bcd"'])
schema("a pattern is found by code points, after the length is right", "Name", ['"Ab"', '"\\u00c9\\u00e91"', '"\\ud835\\udc00b"'], ['"ab"', '"A"', '"Abcde"', '"A b"', '"A\\n"', '"Ab\\n"', '""', "1"])
schema("a pattern without anchors is found anywhere, and its dot ends no line", "Part", ['"abc"', '"xxa\\ud83d\\ude00cyy"', '"a\\u0000c"'], ['"ac"', '"a\\nc"', '"a\\u2028c"', '"a\\ud83d\\ude00\\ud83d\\ude00c"', '""'])
schema("maxBytes counts UTF-8", "Bytes", ['""', '"abcd"', '"\\u00e9\\u00e9"', '"\\ud83d\\ude00"'], ['"abcde"', '"\\u00e9\\u00e9a"', '"\\ud83d\\ude00a"'])
schema("minItems and the pattern of an item", "Some", ['["a"]', '["a", "b"]'], ["[]", '["a", "b", "c"]', ('["a", ""]', V + "/1"), ('["\\ufeff"]', V + "/0")])
schema("minProperties", "Entries", ['{"a":1}', '{"a":1,"b":2}'], ["{}", '{"a":1,"b":2,"c":3}'])
schema("a width intersects the bounds written", "U8", ["0", "255", "2.55e2"], ["-1", "256", "300"])
schema("i32 has its own ends", "I32", ["-2147483648", "2147483647"], ["-2147483649", "2147483648"])
schema("f32 holds what rounds to a finite binary32", "F32", ["0", "-1.5", "3.4028234663852886e38", "3.4028235677973362e38", "1e-400"], ["3.4028235677973366e38", "-3.4028235677973366e38", "1e39", "1e400"])
schema("an integer that is a ref is any id", "Player", ["0", "7", "-1", "9223372036854775807"], ["1.5", '"7"', "null"])
shape("enum takes one of its names exactly", "Enum", ['"red"', '"green"', '"blue"', '"\\u0072ed"'], ['"Red"', '"red "', '""', '"re"', '"purple"', "0", "null", '["red"]'])
shape("vec3 is a list of three numbers", "Vec", ["[0,0,0]", "[1.5,-2,3e1]"],
      ["[]", "[1,2]", "[1,2,3,4]", "{}", '"0,0,0"', "null", "[1,\"2\",3]", "[1,2,null]", "[1e400,0,0]"])
shape("row takes a key of its table exactly", "Row", ['"potion"', '"key"'], ['"Potion"', '"potion "', '""', '"keys"', '"__proto__"', '"constructor"', "0", "null", '["key"]'])
shape("ref is an int64 whatever it names", "Ref", ["8"], ['"8"', "8.5", "null", "true", "9223372036854775808", "[8]", '{"id":8}'])
shape("list: the first wrong element is pointed at", "List", ["[]", "[0]", "[1,2,9]", "[1.0]"],
      ["1", '"[]"', "{}", "null", "[1,2,3,4]", ("[10]", V + "/0"), ("[1,2,-1]", V + "/2"), ("[1,null]", V + "/1"), ("[1.5,10]", V + "/0"), ("[[1]]", V + "/0")])
shape("a list of rows looks at every key", "Rows", ['["key"]', '["key","key","potion"]'], [('["key","kex"]', V + "/1"), ("[0]", V + "/0")])
shape("map: sizes and values are checked", "Map", ["{}", '{"a":0}', '{"a":1,"b":2}', '{"":1}'],
      ["[]", "0", "null", '{"a":1,"b":2,"c":3}', ('{"a":-1}', V + "/a"), ('{"a":"1"}', V + "/a"), ('{"a/b":null}', V + "/a~1b"), ('{"a~b":-1}', V + "/a~0b")])
shape("T? takes null", "Opt", ["null", "0", "5"], ['""', "false", "1.5", "[]"])
shape("T? keeps the bounds of T", "OptText", ["null", '"ab"'], ['"a"', '"abcde"', "0"])
t.case("T? may be absent", "shapes", [(req("Opt"), acc()), (req("Opt", {}), acc())])
t.case("a missing param is pointed at", "shapes", [(req("Int", {}), bad()), (req("Int"), bad()), (req("Vec", {}), bad()), (req("Map", {}), bad())])
t.case("params that are no object are a contract violation at params", "shapes",
       [('{"actor":7,"received_at":1000,"action":"Int","params":%s}' % text, bad("/params")) for text in ("null", "[]", "0", '"v"', "true", '[{"v":1}]')])

t.rulebook("order", book({
    "Go": {"params": {"b": "int 0..9", "a": "int 0..9", "c": "string"}, "permit": ["params.b != 9"]},
    "Two": {"params": {"z": "int", "y": "int"}},
    "None": {},
    "Serve": {"from": ["server"], "params": {"k": "string"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"}},
}, limits={"nonce": {"counter": 4}, "clock": {"late_ms": 1000, "early_ms": 1000}}))
GO = {"b": 1, "a": 2, "c": "x"}


def go(params=None, **more):
    fields = {"nonce": 1, "sent_at": 1000}
    fields.update(more)
    action = fields.pop("action", "Go")
    return req(action, GO if params is None else params, **{k: v for k, v in fields.items() if v is not Ellipsis})


t.case("params are checked in the order of the rulebook, not of the line", "order",
       [(go({"a": "x", "b": "x", "c": 0}), bad("/params/b")), (go({"c": 0, "a": "x", "b": 1}), bad("/params/a")), (go({"c": 0, "b": 1, "a": 2}), bad("/params/c")), (go(), acc())])
t.case("params are checked in the order of the rulebook, not of the alphabet", "order", [(req("Two", {"y": "x", "z": "x"}, nonce=1, sent_at=1000), bad("/params/z"))])
t.case("a missing param counts in declared order with the wrong ones", "order", [(go({"a": 2, "c": 0}), bad("/params/b")), (go({"b": 1, "c": 0}), bad("/params/a")), (go({}), bad("/params/b"))])
t.case("one param is finished before the next: bounds of the first over the type of the second", "order", [(go({"b": 10, "a": "x", "c": 0}), bad("/params/b"))])
t.case("declared params come before extra ones", "order", [(go({"extra": 1, "b": 1, "a": 2, "c": 0}), bad("/params/c")), (go({"extra": 1, **GO}), bad("/params/extra"))])
t.case("extra params are reported as received", "order", [(go({**GO, "z": 1, "d": 2}), bad("/params/z")), (go({"d": 2, **GO, "z": 1}), bad("/params/d"))])
t.case("an extra param with a value of null is still extra", "order", [(go({**GO, "d": None}), bad("/params/d"))])
t.case("an action without params takes none", "order", [(go({}, action="None"), acc()), (req("None", nonce=2, sent_at=1000), acc()), (go({"x": 1}, action="None"), bad("/params/x"))])
t.case("pointers escape ~ and /", "order", [(go({**GO, "a/b": 1}), bad("/params/a~1b")), (go({**GO, "a~b": 1}), bad("/params/a~0b")), (go({**GO, "": 1}), bad("/params/")), (go(**{"x/y~z": 1}), bad("/x~1y~0z"))])
t.case("an unknown top-level key comes before the action", "order", [(go(action="Nope", extra=1), bad("/extra")), (go(action="Nope"), rej("unknown_action", "/action"))])
t.case("the action comes before its params", "order", [(go({"b": "x"}, action="Nope"), rej("unknown_action", "/action"))])
t.case("an action that is missing or no string is unknown", "order",
       [('{"actor":7,"received_at":1000}', rej("unknown_action", "/action"))] + [(go(action=v), rej("unknown_action", "/action")) for v in (None, 5, True, ["Go"], {"Go": 1}, "", "go", "Go ", "__proto__", "constructor")])
t.case("params come before the nonce", "order", [(go({"b": "x"}, nonce="x"), bad("/params/b")), (go({**GO, "d": 1}, nonce="x"), bad("/params/d"))])
t.case("the nonce comes before sent_at", "order", [(go(nonce="x", sent_at="x"), bad("/nonce")), (go(nonce=..., sent_at=...), bad("/nonce")), (go(sent_at=...), bad("/sent_at"))])
t.case("sent_at comes before from", "order", [(go({"k": "a"}, action="Serve", sent_at="x"), bad("/sent_at")), (go({"k": "a"}, action="Serve"), rej("not_permitted", "/actions/Serve/from"))])
t.case("the contract comes before permit", "order", [(go({"b": 9, "a": 2, "c": 0}), bad("/params/c")), (go({"b": 9, "a": 2, "c": "x"}), rej("not_permitted", "/actions/Go/permit/0"))])
t.case("a contract binds every origin", "order", [(req("Serve", {"k": 5}, origin="server"), bad("/params/k")), (req("Serve", {"k": "a", "x": 1}, origin="server"), bad("/params/x")), (req("Serve", {"k": "a"}, origin="server"), acc())])

t.rulebook("long", book({"Go": {"params": {
    "n": {"type": "integer", "minimum": 1, "maximum": 5},
    "p": {"type": "object", "properties": {"x": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 3}, "maxItems": 2}},
          "required": ["x", "tags"], "additionalProperties": False},
    "open": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "one": {"type": "string", "enum": ["a", "b"]}}, "result": "{'n': params.n}"}}))
P = {"n": 1, "p": {"x": 1, "tags": []}, "open": 0.5, "one": "a"}


def long(**change):
    return req("Go", {**P, **change})


t.case("JSON Schema stands where a shape stands", "long",
       [(long(), acc({"n": 1})), (long(n=5), acc({"n": 5})), (long(n=0), bad("/params/n")), (long(n=6), bad("/params/n")), (long(n=1.5), bad("/params/n")), (long(n=2.0), acc({"n": 2}))])
t.case("JSON Schema: nested objects are closed where they say so", "long",
       [(long(p={"x": 1, "tags": ["abc"]}), acc({"n": 1})), (long(p={"x": 1}), bad("/params/p/tags")), (long(p={"x": "1", "tags": []}), bad("/params/p/x")), (long(p={"x": 1, "tags": [], "y": 2}), bad("/params/p/y")),
        (long(p=[]), bad("/params/p")), (long(p={"x": 1, "tags": ["", "a"]}), bad("/params/p/tags/0")), (long(p={"x": 1, "tags": ["a", "abcd"]}), bad("/params/p/tags/1")), (long(p={"x": 1, "tags": ["a", "b", "c"]}), bad("/params/p/tags"))])
t.case("JSON Schema: exclusive bounds are outside", "long", [(long(open=0), bad("/params/open")), (long(open=1), bad("/params/open")), (long(open=5e-324), acc({"n": 1})), (long(open=0.9999999999999999), acc({"n": 1}))])
t.case("JSON Schema: enum", "long", [(long(one="b"), acc({"n": 1})), (long(one="c"), bad("/params/one")), (long(one=0), bad("/params/one"))])
