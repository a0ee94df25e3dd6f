"""Contracts and texts: what is wrong, in which words and at which byte."""
import json

from lib import write

ABOUT = ("`text` (exact, or {\"hex\"}) is checked against the contract of this name, with `action` against the params of that action of a rulebook. "
         "`mismatches` is everything that is wrong; asked for the first alone, the answer is the first of them. `refused`: the contract does not compile.")
CONTRACTS, CASES, NAMES = {}, [], set()


def contract(name, shape):
    """A contract by its name: a shape as a value or as its exact text (a short form takes its quotes along), or {"file"}."""
    assert name not in CONTRACTS, name
    is_file = isinstance(shape, dict) and set(shape) == {"file"}
    CONTRACTS[name] = shape if is_file or isinstance(shape, str) else json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def short(name, form):
    contract(name, json.dumps(form))


def case(name, of, text, answer, action=None):
    assert name not in NAMES and of in CONTRACTS, (name, of)
    NAMES.add(name)
    CASES.append({"name": name, "contract": of, **({} if action is None else {"action": action}), **({} if text is None else {"text": text}), **answer})


def fits(name, of, *texts, action=None):
    for i, text in enumerate(texts):
        case(f"{name}: {i + 1}" if len(texts) > 1 else name, of, text, {"mismatches": []}, action)


def misses(name, of, text, *found, action=None):
    """`found`: pointer, message, and where: a byte offset, or the first text to stand there."""
    source = bytes.fromhex(text["hex"]) if isinstance(text, dict) else text.encode()
    answer = [{"pointer": pointer, "message": message, "offset": at if isinstance(at, int) else source.index(at.encode())} for pointer, message, at in found]
    case(name, of, text, {"mismatches": answer}, action)


def malformed(name, text, offset, what):
    misses(name, "anything", text, ("", f"is not JSON: {what}", offset))


def refused(name, shape, code, pointer, contains, action=None):
    contract(name, shape)
    case(name, name, None if action is None else "{}", {"refused": {"code": code, "pointer": pointer, "message_contains": contains}}, action)


# ---- one value: its type ---------------------------------------------------------------------------------------
short("int", "int")
short("int or null", "int?")
short("bool", "bool")
short("double", "double")
short("string", "string")
short("vec3", "vec3")
short("list of ints", "list<int>")
short("map of ints", "map<string, int>")
fits("an int in every spelling of JSON", "int", "42", "-0", "1.0", "1e3", "9223372036854775807", "-9223372036854775808", " \t\n\r7 ")
misses("text for an int", "int", '"42"', ("", 'expected integer, got "42" (string)', 0))
misses("a fraction for an int", "int", "1.5", ("", "expected integer, got 1.5 (number)", 0))
misses("null for an int", "int", " null", ("", "expected integer, got null", 1))
misses("one more than 64 bits", "int", "9223372036854775808", ("", "expected integer of 64 bits, got 9223372036854775808", 0))
misses("an int too large even for a double", "int", "1e999", ("", "expected integer of 64 bits, got 1e999", 0))
fits("null, where it may be", "int or null", "null", "7")
misses("neither an int nor null", "int or null", "true", ("", "expected integer or null, got true (boolean)", 0))
fits("true and false", "bool", "true", "false")
misses("1 is not true", "bool", "1", ("", "expected boolean, got 1 (number)", 0))
fits("a double", "double", "1", "-0.0", "1e-999", "1.7976931348623157e308", "9007199254740993")
misses("a double that is none", "double", "1e400", ("", "expected number within the range of a double, got 1e400", 0))
misses("text for a double", "double", '"1.5"', ("", 'expected number, got "1.5" (string)', 0))
fits("any text", "string", '""', '"\\ud83d\\ude00"', '"\\u0000"', '"é"')
misses("an array for text", "string", "[1]", ("", "expected string, got [1] (array)", 0))
fits("a point", "vec3", "[1,2.5,-3e0]")
misses("a point of two numbers", "vec3", "[1,2]", ("", "expected vec3, three numbers [x, y, z], got [1,2] (array)", 0))
misses("a point with text in it", "vec3", '[1,"2",3]', ("", 'expected vec3, three numbers [x, y, z], got [1,"2",3] (array)', 0))
misses("an object for a list", "list of ints", "{}", ("", "expected array, got {} (object)", 0))
misses("a list for a map", "map of ints", "[]", ("", "expected object, got [] (array)", 0))

# ---- one value: its bounds -------------------------------------------------------------------------------------
short("percent", "int 0..100")
short("from one", "int >= 1")
short("part", "double > 0 < 1")
short("at most", "double <= 2.5")
short("receipt", "string 8..64")
short("two letters", "string <= 2")
contract("numbers", {"enum": [1, 2, 30]})
contract("byte", {"type": "integer", "x-ludex": {"width": "u8"}})
contract("name", {"type": "string", "pattern": "^\\p{Lu}"})
contract("four bytes", {"type": "string", "x-ludex": {"maxBytes": 4}})
short("kind", "enum(sword, bow)")
contract("only", {"const": "only"})
contract("many", {"enum": [f"n{i}" for i in range(20)]})
fits("the bounds belong to it", "percent", "0", "100")
misses("above", "percent", "101", ("", "expected 0..100, got 101", 0))
misses("below", "percent", "-1", ("", "expected 0..100, got -1", 0))
misses("below, without an end above", "from one", "0", ("", "expected at least 1, got 0", 0))
misses("a bound that does not belong to it", "part", "1", ("", "expected more than 0 and less than 1, got 1", 0))
misses("above a fraction, told as it was written", "at most", "3.0e0", ("", "expected at most 2.5, got 3.0e0", 0))
misses("too short, in characters", "receipt", '"r-1"', ("", 'expected 8..64 characters, got 3: "r-1"', 0))
misses("too long, in characters and not in bytes", "two letters", '"épée"', ("", 'expected at most 2 characters, got 4: "épée"', 0))
fits("an escape is the character it stands for", "two letters", '"\\u00e9\\ud83d\\ude00"')
misses("not one of the numbers", "numbers", "3", ("", "expected one of 1, 2, 30, got 3", 0))
misses("width u8", "byte", "256", ("", "expected 0..255, got 256", 0))
misses("a pattern", "name", '"ann"', ("", '"ann" does not match its pattern', 0))
misses("too many bytes", "four bytes", '"ééé"', ("", '"ééé" has more bytes than allowed', 0))
misses("a closed set, with the nearest name", "kind", '"sowrd"', ("", 'expected one of sword, bow, got "sowrd"; did you mean \'sword\'?', 0))
misses("a closed set and nothing near it", "kind", '"halberd"', ("", 'expected one of sword, bow, got "halberd"', 0))
misses("a closed set and no text", "kind", "7", ("", "expected one of sword, bow, got 7 (number)", 0))
misses("a set of one", "only", '"x"', ("", 'expected only, got "x"', 0))
misses("a large set is not written out", "many", '"zzzzzz"', ("", "expected one of n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, … (20 in all), got \"zzzzzz\"", 0))
fits("a name may be escaped", "kind", '"s\\u0077ord"')

# ---- how a value is shown --------------------------------------------------------------------------------------
misses("a long value is cut at forty characters", "int", '"%s"' % ("a" * 100), ("", 'expected integer, got "%s… (string)' % ("a" * 39), 0))
misses("and never inside one", "int", '"%s"' % ("é" * 100), ("", 'expected integer, got "%s… (string)' % ("é" * 39), 0))
misses("a message stays on its line", "int", "[1,\n\t2]", ("", "expected integer, got [1,  2] (array)", 0))

# ---- lists and maps --------------------------------------------------------------------------------------------
contract("pair", {"type": "array", "items": "int", "minItems": 2, "maxItems": 2})
short("three at most", "list<int> max 3")
short("by kind", "map<enum(sword, bow), int>")
short("by number", "map<int, int>")
short("two entries", "map<string, int> max 2")
short("lists in a map", "map<string, list<int 0..9> max 2>")
fits("lists", "list of ints", "[]", "[1, 2 ,3]")
misses("every item is looked at", "list of ints", '[1,"2",null,{}]', ("/1", 'expected integer, got "2" (string)', '"2"'), ("/2", "expected integer, got null", "null"),
       ("/3", "expected integer, got {} (object)", "{}"))
misses("so many items", "pair", "[1]", ("", "expected 2 items, got 1", 0))
misses("too many items, and one that is wrong", "three at most", '[1,2,3,"x"]', ("", "expected at most 3 items, got 4", 0), ("/3", 'expected integer, got "x" (string)', '"x"'))
misses("too many entries", "two entries", '{"a":1,"b":2,"c":3}', ("", "expected at most 2 entries, got 3", 0))
misses("a key that is no name", "by kind", '{"bow":1,"swrod":2}', ("/swrod", 'expected one of sword, bow as key, got "swrod"; did you mean \'sword\'?', '"swrod"'))
fits("ints as keys", "by number", '{"0":1,"-7":2,"9223372036854775807":3}')
misses("an int has one spelling as a key", "by number", '{"01":1,"+2":1,"1.0":1,"":1}', *[
    (f"/{key}", f'expected an integer in its shortest form as key, got "{key}"', f'"{key}"') for key in ("01", "+2", "1.0", "")])
misses("inside and inside again", "lists in a map", '{"a":[1,10],"b/c~":[0,0,0]}', ("/a/1", "expected 0..9, got 10", "10"), ("/b~1c~0", "expected at most 2 items, got 3", "[0,0,0]"))

# ---- records ---------------------------------------------------------------------------------------------------
contract("hit", {"type": "object", "properties": {"target": "int >= 1", "weapon": "enum(sword, bow)", "force": "int 0..9 = 1", "note": "string?"}})
contract("nothing", {"type": "object", "properties": {}})
contract("odd names", {"type": "object", "properties": {"": "int", "a/b": "int", "m~n": "int", "é": "int", "__proto__": "int = 0"}})
contract("nested", {"type": "object", "properties": {"box": {"type": "object", "properties": {"items": "list<int>"}}}})
fits("what has a default, or may be null, may be absent", "hit", '{"target":1,"weapon":"bow"}', '{"weapon":"bow","note":null,"target":1,"force":9}', '{"t\\u0061rget":1,"weapon":"bow"}')
misses("a member that is missing is told at its object", "hit", ' {"weapon":"bow"}', ("/target", "expected integer, got nothing: it is required", 1))
misses("as declared first, then what does not belong", "hit", '{"taget":7,"force":12,"weapon":3}', ("/target", "expected integer, got nothing: it is required", 0),
       ("/weapon", "expected one of sword, bow, got 3 (number)", '3}'), ("/force", "expected 0..9, got 12", "12"), ("/taget", "is not declared; did you mean 'target'?", '"taget"'))
misses("a name that is there is not suggested", "hit", '{"target":1,"tarket":1,"weapon":"bow"}', ("/tarket", "is not declared", '"tarket"'))
misses("null is not absence", "hit", '{"target":null,"weapon":"bow","force":null}', ("/target", "expected integer, got null", "null,\"weapon"), ("/force", "expected integer, got null", "null}"))
misses("text, or null", "hit", '{"target":1,"weapon":"bow","note":7}', ("/note", "expected string or null, got 7 (number)", "7}"))
misses("an object without members has none", "nothing", '{"constructor":1}', ("/constructor", "is not declared", '"constructor"'))
fits("odd names are names", "odd names", '{"":1,"a/b":2,"m~n":3,"é":4,"__proto__":5}')
misses("and their pointers are escaped", "odd names", '{"":"1","a/b":"2","m~n":"3","é":"4","__proto__":"5"}', *[
    (pointer, f'expected integer, got "{i}" (string)', f'"{i}"') for i, pointer in enumerate(("/", "/a~1b", "/m~0n", "/é", "/__proto__"), 1)])
misses("far inside", "nested", '{"box":{"items":[0,{"a":1}]}}', ("/box/items/1", 'expected integer, got {"a":1} (object)', '{"a":1}'))
misses("a type that is wrong hides what is inside", "nested", '{"box":[]}', ("/box", "expected object, got [] (array)", "[]"))

# ---- the params of an action -----------------------------------------------------------------------------------
contract("arena", {"file": "examples/rulebooks/arena.json"})
contract("narrow", {"ludex": 1, "limits": {"request": {"bytes": 80, "depth": 3, "nodes": 6}}, "entities": {"player": {}},
                    "actions": {"Go": {"params": {"path": "list<list<int>> max 4"}}, "Stop": {}}})
misses("an id is an int", "arena", '{"target":1.5}', ("/target", "expected integer, got 1.5 (number)", "1.5"), action="RequestAttack")
fits("params that fit", "arena", '{"target":42}', action="RequestAttack")
misses("params that do not", "arena", '{"target":"42","force":1}', ("/target", 'expected integer, got "42" (string)', '"42"'), ("/force", "is not declared", '"force"'), action="RequestAttack")
misses("a row of a table", "arena", '{"item":"potoin","receipt":"r-1"}', ("/item", 'expected a row of items, got "potoin"; did you mean \'potion\'?', '"potoin"'),
       ("/receipt", 'expected 8..64 characters, got 3: "r-1"', '"r-1"'), action="RequestPurchase")
misses("an action without params", "narrow", '{"path":[]}', ("/path", "is not declared", '"path"'), action="Stop")
fits("no params for it", "narrow", "{}", action="Stop")
misses("as deep as a request may be, less its own object", "narrow", '{"path":[[1]]}', ("", "is beyond the limits: arrays and objects nest too deeply", 9), action="Go")
misses("no more values than a request may have", "narrow", '{"path":[0,0,0,0,0]}', ("", "is beyond the limits: too many values", 17), action="Go")
misses("no more bytes than a request may have", "narrow", '{"path":[]}' + " " * 70, ("", "is beyond the limits: the text is too long", 80), action="Go")

# ---- texts that are no JSON ------------------------------------------------------------------------------------
contract("anything", {"type": "object", "properties": {"a": "int?", "b": "string?", "l": "list<int>?"}})
malformed("the empty text", "", 0, "expected a value")
malformed("cut short", '{"a":', 5, "expected a value")
malformed("cut inside a string", '{"b":"x', 7, "unterminated string")
malformed("a comma too many", '{"a":1,}', 7, "expected a key")
malformed("something behind it", "{} {}", 3, "expected the end of the text")
malformed("a key twice", '{"a":1,"a":1}', 7, "duplicate key")
malformed("a key twice, once escaped", '{"a":1,"\\u0061":1}', 7, "duplicate key")
malformed("NaN", '{"a":NaN}', 5, "expected a value")
malformed("a leading zero", '{"a":01}', 6, "expected ',' or '}'")
malformed("a comment", '{} // none', 3, "expected the end of the text")
malformed("single quotes", "{'a':1}", 1, "expected a key")
malformed("a line feed in text", '{"b":"x\ny"}', 7, "a control character in a string must be escaped")
malformed("half a pair of surrogates", '{"b":"\\ud800"}', 6, "unpaired surrogate")
malformed("a byte that is not UTF-8", {"hex": b'{"b":"'.hex() + "ff" + b'"}'.hex()}, 6, "invalid UTF-8")
malformed("a slash spelled in two bytes", {"hex": b'{"b":"'.hex() + "c0af" + b'"}'.hex()}, 6, "invalid UTF-8")
malformed("a byte order mark", {"hex": "efbbbf7b7d"}, 0, "a byte order mark is not allowed")

# ---- hostile ones ----------------------------------------------------------------------------------------------
misses("64 arrays in each other are within the limits", "list of ints", "[" * 64 + "]" * 64, ("/0", "expected integer, got " + "[" * 40 + "… (array)", 1))
misses("65 are not", "list of ints", "[" * 65 + "]" * 65, ("", "is beyond the limits: arrays and objects nest too deeply", 64))
misses("wrong everywhere: a hundred mismatches are told", "list of ints", "[" + ",".join(["null"] * 150) + "]", *[
    (f"/{i}", "expected integer, got null", 1 + 5 * i) for i in range(100)])
short("kinds", "list<enum(sword, bow)>")
misses("ten suggestions are made, then none", "kinds", "[" + ",".join(['"swrod"'] * 12) + "]", *[
    (f"/{i}", 'expected one of sword, bow, got "swrod"' + ("; did you mean 'sword'?" if i < 10 else ""), 1 + 8 * i) for i in range(12)])
misses("a pointer keeps the whole key, a message cuts it", "by kind", '{"%s":1}' % ("k" * 300), ("/" + "k" * 300, 'expected one of sword, bow as key, got "%s…' % ("k" * 39), 1))
misses("what would be markup stays text", "hit", '{"target":1,"weapon":"<img src=x onerror=alert(1)>"}', ("/weapon", 'expected one of sword, bow, got "<img src=x onerror=alert(1)>"', '"<img'))
misses("a NUL in a key", "hit", '{"target":1,"weapon":"bow","a\\u0000b":1}', ("/a\0b", "is not declared", '"a\\u0000b"'))
misses("digits without end", "percent", "1" + "0" * 400, ("", "expected integer of 64 bits, got 1" + "0" * 39 + "…", 0))
misses("a zero with digits without end", "percent", "0." + "0" * 400 + "1", ("", "expected integer, got 0." + "0" * 38 + "… (number)", 0))
misses("members that every object has in other languages", "nothing", '{"__proto__":{},"toString":1}', ("/__proto__", "is not declared", '"__proto__"'), ("/toString", "is not declared", '"toString"'))

# ---- contracts that must not compile ---------------------------------------------------------------------------
refused("no JSON", "{", "json", "", "the shape is not JSON")
refused("an empty contract", "", "json", "", "the shape is not JSON")
refused("an unknown type", '"itn"', "rulebook", "", "did you mean 'int'?")
refused("an unknown type far inside", {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "strin"}}}}, "rulebook", "/properties/a/items/type", "did you mean 'string'?")
refused("a keyword that contracts do not have", {"type": "integer", "multipleOf": 2}, "rulebook", "/multipleOf", "multipleOf")
refused("bounds that leave nothing", '"int 3..2"', "rulebook", "", "no value lies within these bounds")
refused("ids of a kind that is not there", '"ref player"', "rulebook", "", "unknown kind 'player'")
refused("rows of a table that is not there", '"row weapons"', "rulebook", "", "weapons")
refused("an action that is not there", {"ludex": 1, "entities": {"player": {}}, "actions": {"Hit": {}}}, "host", "", "the rulebook has no action 'Hti'; did you mean 'Hit'?", action="Hti")
refused("a rulebook that does not compile", {"ludex": 1, "entities": {"player": {}}, "actions": {"Hit": {"params": {"a": "itn"}}}}, "rulebook", "/actions/Hit/params/a", "did you mean 'int'?", action="Hit")
refused("a shape is no rulebook", '"int"', "rulebook", "", "expected an object", action="Hit")


def save():
    write("contract.json", {"about": ABOUT, "contracts": CONTRACTS, "cases": CASES})
    return len(CASES)
