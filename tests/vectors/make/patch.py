"""Documents and patches: what comes out, byte for byte, and what fails and where. Appendix A of RFC 6902 whole, then the edges."""
import json

from lib import write

ABOUT = ("`document` and `patch` are exact texts, or {\"hex\"}. `result` is the exact text of the document after every operation; `refused` is the one error, and then "
         "nothing was applied. Code `patch`: the pointer leads to the operation in the patch; code `json`: one of the two is no JSON, or too much of it.")
CASES, NAMES = [], set()


def case(name, document, patch, answer):
    assert name not in NAMES, name
    NAMES.add(name)
    CASES.append({"name": name, "document": document, "patch": json.dumps(patch, ensure_ascii=False, separators=(",", ":")) if isinstance(patch, list) else patch, **answer})


def applies(name, document, patch, result):
    case(name, document, patch, {"result": result})


def fails(name, document, patch, pointer, contains, code="patch"):
    case(name, document, patch, {"refused": {"code": code, "pointer": pointer, "message_contains": contains}})


def op(kind, path, *value, **more):
    return {"op": kind, "path": path, **({"value": value[0]} if value else {}), **more}


# ---- RFC 6902, appendix A --------------------------------------------------------------------------------------
applies("A.1 adding an object member", '{"foo":"bar"}', [op("add", "/baz", "qux")], '{"foo":"bar","baz":"qux"}')
applies("A.2 adding an array element", '{"foo":["bar","baz"]}', [op("add", "/foo/1", "qux")], '{"foo":["bar","qux","baz"]}')
applies("A.3 removing an object member", '{"baz":"qux","foo":"bar"}', [op("remove", "/baz")], '{"foo":"bar"}')
applies("A.4 removing an array element", '{"foo":["bar","qux","baz"]}', [op("remove", "/foo/1")], '{"foo":["bar","baz"]}')
applies("A.5 replacing a value", '{"baz":"qux","foo":"bar"}', [op("replace", "/baz", "boo")], '{"baz":"boo","foo":"bar"}')
applies("A.6 moving a value", '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}', [{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}],
        '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}')
applies("A.7 moving an array element", '{"foo":["all","grass","cows","eat"]}', [{"op": "move", "from": "/foo/1", "path": "/foo/3"}], '{"foo":["all","cows","eat","grass"]}')
applies("A.8 testing a value: success", '{"baz":"qux","foo":["a",2,"c"]}', [op("test", "/baz", "qux"), op("test", "/foo/1", 2)], '{"baz":"qux","foo":["a",2,"c"]}')
fails("A.9 testing a value: error", '{"baz":"qux"}', [op("test", "/baz", "bar")], "/0", 'test: expected "bar", got "qux"')
applies("A.10 adding a nested member object", '{"foo":"bar"}', [op("add", "/child", {"grandchild": {}})], '{"foo":"bar","child":{"grandchild":{}}}')
applies("A.11 ignoring unrecognized elements", '{"foo":"bar"}', [op("add", "/baz", "qux", xyz=123)], '{"foo":"bar","baz":"qux"}')
fails("A.12 adding to a nonexistent target", '{"foo":"bar"}', [op("add", "/baz/bat", "qux")], "/0", "add: there is nothing at '/baz'")
fails("A.13 invalid JSON Patch document", '{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux","op":"remove"}]', "", "the patch: duplicate key", "json")
applies("A.14 escape ordering", '{"/":9,"~1":10}', [op("test", "/~01", 10)], '{"/":9,"~1":10}')
fails("A.15 comparing strings and numbers", '{"/":9,"~1":10}', [op("test", "/~01", "10")], "/0", 'test: expected "10", got 10')
applies("A.16 adding an array value", '{"foo":["bar"]}', [op("add", "/foo/-", ["abc", "def"])], '{"foo":["bar",["abc","def"]]}')

# ---- operations that are none ----------------------------------------------------------------------------------
D = '{"a":[1,2],"s":"x"}'
OPS = 'expected "op": one of add, remove, replace, move, copy and test'
fails("a patch that is an object", D, '{"op":"remove","path":"/a"}', "", "a patch is a list of operations, not an object")
fails("a patch that is null", D, "null", "", "a patch is a list of operations, not null")
fails("an operation that is a number", D, "[7]", "/0", 'expected an operation such as {"op": "remove", "path": "/a"}, got a number')
fails("an operation without op", D, [{"path": "/a"}], "/0", OPS)
fails("an op that nobody knows", D, [op("spam", "/a")], "/0/op", OPS)
fails("an op in capitals", D, [op("Remove", "/a")], "/0/op", OPS)
fails("an op that is a number", D, [op(1, "/a")], "/0/op", OPS)
fails("without path", D, [{"op": "remove"}], "/0", 'the operation needs "path"')
fails("a path that is a number", D, [op("remove", 7)], "/0/path", '"path" is a number; expected a JSON pointer')
fails("a path that does not begin with /", D, [op("remove", "a")], "/0/path", "'a' is no JSON pointer: it is empty or begins with '/'")
fails("~ before neither 0 nor 1", D, [op("remove", "/~2")], "/0/path", "'/~2' is no JSON pointer")
fails("~ at the end", D, [op("remove", "/a~")], "/0/path", "'/a~' is no JSON pointer")
fails("move without from", D, [op("move", "/a")], "/0", 'the operation needs "from"')
fails("copy from something that is no pointer", D, [op("copy", "/a", **{"from": "#/s"})], "/0/from", "'#/s' is no JSON pointer")
fails("a from that is null", D, [op("move", "/a", **{"from": None})], "/0/from", '"from" is null')
for kind in ("add", "replace", "test"):
    fails(f"{kind} without value", D, [op(kind, "/a")], "/0", f'{kind} needs "value"')
fails("the third operation is malformed: the first two are not applied", D, [op("remove", "/s"), op("add", "/t", 1), op("spam", "")], "/2/op", OPS)

# ---- operations that fail --------------------------------------------------------------------------------------
NO_INDEX = "is no array index: write digits without leading zeros"
fails("removing the whole document", D, [op("remove", "")], "/0", "remove: the whole document cannot be removed; replace it")
fails("removing what is not there", D, [op("remove", "/b")], "/0", "remove: there is nothing at '/b'")
fails("replacing what is not there", D, [op("replace", "/b", 1)], "/0", "replace: there is nothing at '/b'")
fails("an index behind the last", D, [op("remove", "/a/2")], "/0", "remove: the array at '/a' has 2 items, none at '2'")
fails("- names no item", D, [op("remove", "/a/-")], "/0", "remove: the array at '/a' has 2 items, none at '-'")
fails("nor one to replace", D, [op("replace", "/a/-", 1)], "/0", "replace: the array at '/a' has 2 items, none at '-'")
fails("nor one to copy", D, [{"op": "copy", "from": "/a/-", "path": "/b"}], "/0", "copy: the array at '/a' has 2 items, none at '-'")
fails("nor one to test", D, [op("test", "/a/-", 1)], "/0", "test: the array at '/a' has 2 items, none at '-'")
fails("adding behind the end", D, [op("add", "/a/3", 1)], "/0", "add: the array at '/a' has 2 items, none at '3'")
for index in ("01", "1e0", "-1", "+1", " 1", "1.0", "", "x", "٣"):
    fails(f"'{index}' is no index", D, [op("replace", f"/a/{index}", 1)], "/0", f"replace: '{index}' {NO_INDEX}")
fails("an index beyond 64 bits", D, [op("remove", "/a/18446744073709551617")], "/0", "remove: ")
fails("a member of text", D, [op("add", "/s/b", 1)], "/0", "add: '/s' is a string: it has no members")
fails("a member of a number, further down", D, [op("test", "/a/0/x/y", 1)], "/0", "test: there is nothing at '/a/0/x'")
fails("testing what is not there is no test for null", D, [op("test", "/b", None)], "/0", "test: there is nothing at '/b'")
fails("moving into itself", D, [{"op": "move", "from": "/a", "path": "/a/0"}], "/0", "move: a value cannot move into itself")
fails("moving the document into itself", D, [{"op": "move", "from": "", "path": "/b"}], "/0", "move: a value cannot move into itself")
fails("moving from nowhere", D, [{"op": "move", "from": "/b", "path": "/c"}], "/0", "move: there is nothing at '/b'")
fails("copying to nowhere", D, [{"op": "copy", "from": "/a", "path": "/b/c"}], "/0", "copy: there is nothing at '/b'")
fails("an object has no member -", '{"a":{}}', [op("remove", "/a/-")], "/0", "remove: there is nothing at '/a/-'")
fails("the second operation fails for what the first removed", D, [op("remove", "/s"), op("test", "/s", "x")], "/1", "test: there is nothing at '/s'")
fails("the tenth operation is told as the tenth", D, [op("test", "/s", "x")] * 10 + [op("test", "/s", "y")], "/10", 'test: expected "y", got "x"')
fails("a prefix of a name is another name", '{"a":{"b":1},"ab":2}', [{"op": "move", "from": "/a", "path": "/abc"}, op("remove", "/a")], "/1", "remove: there is nothing at '/a'")

# ---- the whole document, empty names, names of other languages --------------------------------------------------
applies("no operation", "{}", [], "{}")
applies("replacing the whole document", '{"a":1}', [op("replace", "", [1])], "[1]")
applies("adding the whole document", "1", [op("add", "", "x")], '"x"')
applies("testing the whole document", " [1] ", [op("test", "", [1])], "[1]")
applies("a part becomes the whole", '{"a":{"b":1}}', [{"op": "move", "from": "/a/b", "path": ""}], "1")
applies("the whole into a part of it, as a copy", '["a"]', [{"op": "copy", "from": "", "path": "/-"}], '["a",["a"]]')
applies("moving to where it is", '{"a":1,"b":2}', [{"op": "move", "from": "/b", "path": "/b"}], '{"a":1,"b":2}')
applies("the empty name", '{"a":1}', [op("add", "/", 2), op("test", "/", 2)], '{"a":1,"":2}')
applies("empty names in each other", '{"":{"":1}}', [op("replace", "//", 2)], '{"":{"":2}}')
applies("digits are names in objects", '{"0":1,"01":2}', [op("remove", "/01"), op("add", "/-", 3)], '{"0":1,"-":3}')
applies("names that every object has in other languages", '{"a":1}', [op("add", "/__proto__", {"x": 1}), op("add", "/constructor", 2), op("copy", "/toString", **{"from": "/__proto__/x"})],
        '{"a":1,"__proto__":{"x":1},"constructor":2,"toString":1}')
fails("which are not there unless written", '{"a":1}', [op("test", "/__proto__", {})], "/0", "test: there is nothing at '/__proto__'")
applies("~1 and ~0", '{"a/b":1,"m~n":2,"~1":3}', [op("remove", "/a~1b"), op("remove", "/m~0n"), op("replace", "/~01", 4)], '{"~1":4}')
applies("a name that is escaped in the document is found by its characters", '{"\\u0061":1}', [op("replace", "/a", 2)], '{"\\u0061":2}')
applies("a pointer that is escaped in the patch too", '{"é":1}', '[{"op":"replace","path":"/\\u00e9","value":2}]', '{"é":2}')
applies("characters beyond the first plane", '{"\U0001f5e1":1}', '[{"op":"move","from":"/\\ud83d\\udde1","path":"/\U0001f6e1"}]', '{"\U0001f6e1":1}')
applies("a replaced member keeps its place, an added one that was there too", '{"a":1,"b":2,"c":3}', [op("replace", "/a", 4), op("add", "/b", 5)], '{"a":4,"b":5,"c":3}')
applies("a copy is a value of its own", '{"k":{}}', [{"op": "copy", "from": "/k", "path": "/l"}, op("add", "/l/x", 1)], '{"k":{},"l":{"x":1}}')
applies("adding before, between and behind", "[]", [op("add", "/0", 2), op("add", "/0", 1), op("add", "/2", 4), op("add", "/2", 3), op("add", "/-", 5)], "[1,2,3,4,5]")
applies("members that mean nothing to the operation", '{"a":1}', [op("remove", "/a", 7, **{"from": 8})], "{}")

# ---- kept bytes ------------------------------------------------------------------------------------------------
applies("what no operation walks into keeps its bytes", '{"a" : 1,"deep": { "x" : [1.50, 2e0 ], "\\u0061":"\\/" } }', [op("replace", "/a", 2)], '{"a":2,"deep":{ "x" : [1.50, 2e0 ], "\\u0061":"\\/" }}')
applies("and wherever it moves", '{"a":{ "x" : 1E+2 },"b":[]}', [{"op": "move", "from": "/a", "path": "/b/0"}], '{"b":[{ "x" : 1E+2 }]}')
applies("copies too, and what is put inside one is written anew", '{"a":{ "x" : 1.0 }}', [{"op": "copy", "from": "/a", "path": "/b"}, op("add", "/b/y", None)], '{"a":{ "x" : 1.0 },"b":{"x":1.0,"y":null}}')
applies("a value of the patch keeps its spellings, not its white space", "{}", '[{"op":"add","path":"/a","value":{ "n" : 1.0e0, "s":"\\u0041" }}]', '{"a":{"n":1.0e0,"s":"\\u0041"}}')
applies("numbers that no double holds", '{"a":9007199254740993,"b":123456789012345678901234567890,"c":1e999}', [{"op": "move", "from": "/b", "path": "/d"}],
        '{"a":9007199254740993,"c":1e999,"d":123456789012345678901234567890}')
applies("white space around the whole document goes", ' \n{"a":1}\t', [op("add", "/b", 2)], '{"a":1,"b":2}')

# ---- equality --------------------------------------------------------------------------------------------------
applies("numbers are equal by value", '[1.0,1e2,-0,0.10]', '[{"op":"test","path":"","value":[1,100.0,0,1E-1]}]', "[1.0,1e2,-0,0.10]")
applies("text by characters", '["\\u0041\\/\\ud83d\\ude00"]', '[{"op":"test","path":"/0","value":"A/\U0001f600"}]', '["\\u0041\\/\\ud83d\\ude00"]')
applies("objects whatever the order of their members", '{"a":{"x":1,"y":[null]}}', '[{"op":"test","path":"/a","value":{"y":[null],"x":1.00}}]', '{"a":{"x":1,"y":[null]}}')
fails("lists only in their order", "[1,2]", [op("test", "", [2, 1])], "/0", "test: expected [2,1], got [1,2]")
fails("one number more than doubles tell apart", "[9007199254740993]", [op("test", "/0", 9007199254740992)], "/0", "test: expected 9007199254740992, got 9007199254740993")
applies("and the same far beyond them", "[123456789012345678901234567890]", '[{"op":"test","path":"/0","value":12345678901234567890123456789.0e1}]', "[123456789012345678901234567890]")
for one, other in (("0", "false"), ("1", "true"), ("null", "false"), ('""', "null"), ("[]", "{}"), ('"1"', "1"), ("[]", "[null]"), ("{}", '{"a":null}')):
    fails(f"{one} is not {other}", one, '[{"op":"test","path":"","value":%s}]' % other, "/0", f"test: expected {other}, got {one}")
fails("more members than expected", '{"a":1,"b":2}', [op("test", "", {"a": 1})], "/0", 'test: expected {"a":1}, got {"a":1,"b":2}')
applies("what an operation made is equal to what it says", "{}", [op("add", "/a", {}), op("add", "/a/b", [1]), op("add", "/a/b/-", 2), op("test", "", {"a": {"b": [1, 2]}})], '{"a":{"b":[1,2]}}')

# ---- texts that are no JSON, and hostile ones ------------------------------------------------------------------
fails("a document that is no JSON", '{"a":1,}', [], "", "the document: expected a key", "json")
fails("an empty document", "", [], "", "the document: expected a value", "json")
fails("a patch that is no JSON", "{}", "[", "", "the patch: expected a value", "json")
fails("an empty patch", "{}", "", "", "the patch: expected a value", "json")
fails("a comment in the patch", "{}", "[] // none", "", "the patch: expected the end of the text", "json")
fails("a key twice in the document", '{"a":1,"a":2}', [], "", "the document: duplicate key", "json")
fails("a key twice in a value of the patch", "{}", '[{"op":"add","path":"/a","value":{"b":1,"b":2}}]', "", "the patch: duplicate key", "json")
fails("a byte in the document that is not UTF-8", {"hex": "22ff22"}, [], "", "the document: invalid UTF-8", "json")
fails("a byte in the patch that is not UTF-8", "{}", {"hex": b'[{"op":"add","path":"/'.hex() + "c0af" + b'","value":1}]'.hex()}, "", "the patch: invalid UTF-8", "json")
fails("half a pair of surrogates in a pointer", "{}", '[{"op":"add","path":"/\\ud800","value":1}]', "", "the patch: unpaired surrogate", "json")
fails("513 arrays in each other", "[" * 513 + "]" * 513, [], "", "the document: arrays and objects nest too deeply", "json")
applies("512 are not too many", "[" * 512 + "]" * 512, [op("test", "/0" * 511, [])], "[" * 512 + "]" * 512)
fails("a document that doubles with every operation", "[1]", [{"op": "copy", "from": "", "path": "/-"}] * 40, "/22", "copy: the document grows too large or too deep")
fails("a pointer of a thousand steps to nowhere", '{"a":1}', [op("add", "/a" * 1000, 1)], "/0", "add: there is nothing at '/a/a'")
applies("a hundred members come and go", "{}", [o for i in range(100) for o in (op("add", f"/k{i}", i), op("test", f"/k{i}", i))] + [op("remove", f"/k{i}") for i in range(99)], '{"k99":99}')


def save():
    write("patch.json", {"about": ABOUT, "cases": CASES})
    return len(CASES)
