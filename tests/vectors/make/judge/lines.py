from lib import *

t = Topic("lines", "Exact edges 5: how bytes become lines and lines become numbers; what is malformed. Batches are exact bytes here.")

t.rulebook("go", book({"Go": {}, "Say": {"params": {"s": "string"}, "result": "{'s': params.s}"}}, limits={"request": {"bytes": 100, "depth": 4, "nodes": 8}}))
G = '{"actor":7,"received_at":1000,"action":"Go"}'
ok, malformed = acc(), rej("malformed", "")


def raw(name, text, verdicts):
    t.case(name, "go", ({"raw": text}, verdicts))


def hexed(name, data, verdicts):
    t.case(name, "go", ({"hex": data.hex()}, verdicts))


raw("no bytes are no lines", "", [])
raw("an unterminated last line is a line", G, [ok])
raw("a terminated last line is one line, not two", G + "\n", [ok])
raw("an empty line is malformed and has its number", G + "\n\n" + G + "\n", [ok, malformed, ok])
raw("a lone LF is one empty line", "\n", [malformed])
raw("three LFs are three empty lines", "\n\n\n", [malformed] * 3)
raw("one trailing CR is dropped", G + "\r\n" + G + "\r\n", [ok, ok])
raw("one trailing CR of the unterminated last line is dropped", G + "\r\n" + G + "\r", [ok, ok])
raw("a line of one CR is empty", "\r\n" + G, [malformed, ok])
raw("a second trailing CR is JSON's own white space", G + "\r\r\n", [ok])
raw("a CR does not end a line", G + "\r" + G + "\n", [malformed])
raw("white space around the object is allowed", " \t" + G + "  \r\n", [ok])
raw("a line of white space is malformed", "   \n\t\n", [malformed, malformed])
raw("each line has its number, readable or not", "x\n" + G + "\n{\n" + G + "\n", [malformed, ok, malformed, ok])
raw("two objects on one line are malformed", G + G + "\n" + G + " " + G + "\n", [malformed, malformed])
raw("an object over two lines is two malformed lines", G[:20] + "\n" + G[20:], [malformed, malformed])
raw("a NUL ends nothing", G + "\0\n" + G, [malformed, ok])
hexed("a BOM is malformed, and only its own line", b"\xef\xbb\xbf" + G.encode() + b"\n" + G.encode(), [malformed, ok])
hexed("invalid UTF-8 is malformed, and only its own line", G.encode().replace(b"Go", b"G\xff") + b"\n" + G.encode(), [malformed, ok])
hexed("UTF-16 is malformed", G.encode("utf-16-le"), [malformed])
raw("a line of exactly limits.request.bytes is read", G + " " * (100 - len(G)) + "\n", [ok])
raw("a line of one byte more is too large", G + " " * (101 - len(G)) + "\n" + G, [rej("too_large", ""), ok])
raw("the LF and the dropped CR do not count", G + " " * (100 - len(G)) + "\r\n", [ok])
raw("too large is said before anything is read", "[" * 101 + "\n" + "x" * 101, [rej("too_large", ""), rej("too_large", "")])
raw("depth: the line's object is 1", '{"a":[[[1]]]}\n{"a":[[[[1]]]]}', [rej("bad_envelope", "/actor"), rej("too_deep", "")])
raw("depth: closing brackets come back", '{"a":[[[1]],[[1]],[[1]]]}\n', [rej("too_many_nodes", "")])
raw("depth: siblings do not add up", '{"a":[[[]],[[]]]}\n', [rej("bad_envelope", "/actor")])
raw("nodes: every value counts, keys do not", '{"a":[1,2,3,4,5,6]}\n{"a":[1,2,3,4,5,6,7]}\n{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}\n{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1}',
    [rej("bad_envelope", "/actor"), rej("too_many_nodes", ""), rej("bad_envelope", "/actor"), rej("too_many_nodes", "")])
raw("the first of too deep and malformed decides: malformed first", '{"a":x,"b":[[[[1]]]]}\n', [malformed])
raw("the first of too deep and malformed decides: too deep first", '{"b":[[[[1]]]],"a":x}\n{"b":[[[[\n', [rej("too_deep", "")] * 2)
raw("the first of too many nodes and malformed decides", '[1,2,3,4,5,6,7,8,x]\n[1,2,3,x,5,6,7,8,9]\n', [rej("too_many_nodes", ""), malformed])
raw("the first of too many nodes and too deep decides", '[1,2,3,4,5,6,7,8,[[[[1]]]]]\n[[[[[1]]]],1,2,3,4,5,6,7]\n', [rej("too_many_nodes", ""), rej("too_deep", "")])
raw("comments are not JSON", G + " // x\n/* x */" + G + "\n", [malformed, malformed])
raw("duplicate keys are malformed", '{"actor":7,"actor":7,"received_at":1000,"action":"Go"}\n{"actor":7,"received_at":1000,"action":"Go","\\u0061ctor":7}\n', [malformed, malformed])
raw("text is decoded once", '{"actor":7,"received_at":1000,"action":"Say","params":{"s":"\\\\u0041"}}\n{"actor":7,"received_at":1000,"action":"Say","params":{"s":"\\u0041"}}', [acc({"s": "\\u0041"}), acc({"s": "A"})])
raw("keys may be written with escapes", '{"\\u0061ctor":7,"received_at":1000,"action":"Say","params":{"\\u0073":"x"}}', [acc({"s": "x"})])
raw("every escape of JSON is known", '{"actor":7,"received_at":1000,"action":"Say","params":{"s":"\\"\\\\\\/\\b\\f\\n\\r\\t"}}', [acc({"s": "\"\\/\b\f\n\r\t"})])
raw("U+2028 in a string is text", '{"actor":7,"received_at":1000,"action":"Say","params":{"s":"\u2028"}}', [acc({"s": "\u2028"})])
hexed("an emoji in UTF-8 is text", '{"actor":7,"received_at":1000,"action":"Say","params":{"s":"\U0001f600"}}'.encode(), [acc({"s": "\U0001f600"})])
t.case("a batch of no lines keeps the world", "go", ({"raw": ""}, []), [(G, ok)])
