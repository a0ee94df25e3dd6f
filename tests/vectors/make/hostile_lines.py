"""Lines that attackers, broken clients and tired hands send to the arena, each with its reason and pointer."""
import json

from lib import write

ABOUT = ("Each line is judged alone on a fresh copy of the world, without opened_at. `at` is exact; `code` is given where the verdict has one. "
         "Reason `accepted` (at \"\") marks lines at the edge that must pass.")
WORLD = {"ludex_world": 1, "entities": {"player": {
    "7": {"profile": {"version": 3, "state": {"coins": 1000, "inventory": {"potion": 2, "key": 1}, "weapons": ["sword", "bow"]}}, "live": {"health": 60}},
    "8": {"profile": {"version": 3, "state": {}}, "live": {"position": [5, 0, 0]}},
    "9": {"profile": {"version": 3, "state": {}}, "live": {"position": [1, 1, 1], "health": 0}},
    "10": {"profile": {"version": 3, "state": {}}, "live": {"position": [100, 0, 0]}},
    "-3": {"profile": {"version": 3, "state": {"coins": 24}}, "live": {}},
}}}
LINES, NAMES = [], set()
EMOJI = "\U0001f600"


def add(name, line, reason, at="", code=None):
    assert name not in NAMES, name
    NAMES.add(name)
    out = {"name": name}
    if isinstance(line, bytes):
        out["hex"] = line.hex()
    else:
        out["line"] = line
    out["reason"], out["at"] = reason, at
    if code:
        out["code"] = code
    LINES.append(out)


def malformed(name, line):
    add(name, line, "malformed")


def line(action="RequestPurchase", params='{"item":"potion","receipt":"r-000001"}', actor="7", t="100000", nonce="1", sent="100000", more="", tail=""):
    """One line from JSON texts; a text of None leaves its member out. `more` goes in front, `tail` behind."""
    members = [("actor", actor), ("received_at", t), ("action", None if action is None else action if action[:1] in '"[{' or action in RAW else json.dumps(action)),
               ("params", params), ("nonce", nonce), ("sent_at", sent)]
    return "{" + more + ",".join(f'"{key}":{text}' for key, text in members if text is not None) + tail + "}"


RAW = ("null", "0", "7", "true", "false", "1.5")
GOOD = line()


def buy(item='"potion"', receipt='"r-000001"', more=""):
    return line(params='{"item":%s,"receipt":%s%s}' % (item, receipt, more))


def move(to):
    return line("Move", '{"to":%s}' % to)


def attack(target, **more):
    return line("RequestAttack", '{"target":%s}' % target, **more)


def grant(amount="5", key='"g-000001"', origin='"server"', roles=None, nonce=None, sent=None, more=""):
    head = '"origin":%s,' % origin + ('"roles":%s,' % roles if roles else "")
    return line("GrantCoins", '{"amount":%s,"grant":%s%s}' % (amount, key, more), nonce=nonce, sent=sent, more=head)


# ---- not JSON at all ----------------------------------------------------------------------------
add("a plain purchase", GOOD, "accepted")
for name, text in {
    "an empty line": "", "one blank": " ", "tabs and blanks": " \t  ", "a word": "hello", "an HTTP request": "GET / HTTP/1.1", "a lone quote": '"', "a lone backslash": "\\",
    "a lone brace": "{", "a lone bracket": "[", "a closing brace": "}", "a lone minus": "-", "a lone comma": ",", "a lone colon": ":", "XML": "<actor>7</actor>", "YAML": "actor: 7", "a query string": "actor=7&action=Move",
    "true in capitals": "True", "null cut short": "nul", "null and more": "nulll", "undefined": "undefined", "None": "None", "two values": "1 2", "a bare NaN": "NaN", "a bare Infinity": "Infinity", "a bare -Infinity": "-Infinity",
}.items():
    malformed(name, text)
for name, text in {
    "the last brace is missing": GOOD[:-1], "the first brace is missing": GOOD[1:], "cut inside a key": GOOD[:5], "cut inside a string": GOOD[: GOOD.index("r-0000") + 3], "cut after a colon": GOOD[: GOOD.index(":") + 1], "cut after a comma": GOOD[: GOOD.index(",") + 1],
    "cut inside a number": '{"actor":7,"received_at":1000', "a second closing brace": GOOD + "}", "a closing bracket behind": GOOD + "]", "a comma behind": GOOD + ",", "a semicolon behind": GOOD + ";", "a word behind": GOOD + " ok", "two objects": GOOD + GOOD, "two objects with a comma": GOOD + "," + GOOD,
    "a NUL behind": GOOD + "\0", "a NUL in front": "\0" + GOOD, "a NUL between": GOOD.replace(",", ",\0", 1), "a comma before the first member": "{," + GOOD[1:], "a trailing comma": GOOD[:-1] + ",}", "two commas": GOOD.replace(",", ",,", 1),
    "a missing comma": GOOD.replace(",", " ", 1), "a missing colon": GOOD.replace(":", " ", 1), "two colons": GOOD.replace(":", "::", 1), "an equals sign": GOOD.replace(":", "=", 1), "a member without value": GOOD.replace(":7", ":", 1), "a value without key": "{7," + GOOD[1:],
    "a key without quotes": GOOD.replace('"actor"', "actor"), "a key in single quotes": GOOD.replace('"actor"', "'actor'"), "a key that is a number": GOOD.replace('"actor"', "7"), "a key that is null": GOOD.replace('"actor"', "null"), "a key that is a list": GOOD.replace('"actor"', '["actor"]'),
    "a string in single quotes": GOOD.replace('"potion"', "'potion'"), "a string in curly quotes": GOOD.replace('"potion"', "\u201cpotion\u201d"), "a string without quotes": GOOD.replace('"potion"', "potion"), "a string in backticks": GOOD.replace('"potion"', "`potion`"),
    "braces crossed with brackets": '{"actor":[7}]', "a bracket closed by a brace": '{"actor":[7},"received_at":1}', "a list with a trailing comma": move("[0,0,0,]"), "a list with a leading comma": move("[,0,0,0]"), "a list with two commas": move("[0,,0,0]"), "a list without commas": move("[0 0 0]"), "a list that is not closed": move("[0,0,0"),
    "a list with a colon": move("[0:0,0]"), "a line comment": GOOD + " // hi", "a block comment": GOOD.replace(",", ",/* hi */", 1), "a hash comment": GOOD + " # hi", "a comment in front": "/**/" + GOOD, "a JSON with a prefix against hijacking": ")]}'," + GOOD, "a call around it": "cb(" + GOOD + ")",
    "a form feed between tokens": GOOD.replace(",", ",\f", 1), "a vertical tab between tokens": GOOD.replace(",", ",\v", 1), "a no-break space between tokens": GOOD.replace(",", ",\u00a0", 1), "a line separator between tokens": GOOD.replace(",", ",\u2028", 1), "a zero-width space in front": "\u200b" + GOOD,
    "a BOM in front": "\ufeff" + GOOD, "a BOM behind": GOOD + "\ufeff", "a BOM between tokens": GOOD.replace(",", ",\ufeff", 1),
}.items():
    malformed(name, text)

# ---- numbers ------------------------------------------------------------------------------------
for text in ("01", "-01", "00", "+1", "-+1", "--1", "- 1", ".5", "-.5", "1.", "-1.", "1.e5", "1e", "1E", "1e+", "1e-", "1.5e", "1e1.5", "1e 5", "0x10", "0b1", "0o7", "1_000", "1,000", "1 000", "1f", "1n", "1L", "NaN", "nan", "-NaN", "Infinity", "-Infinity", "+Infinity", "inf", "-inf", "1.#INF", "1.#QNAN",
             "\uff11", "\u0661", "1\u0660", "TRUE", "True", "tru", "truee", "nul", "NULL", "undefined", "1..2", "0.1.2", "1e5e5", "\u221e", "1/2", "1%", "$1", "(1)", "2.e-3", "-", "e1"):
    malformed(f"the number {text.encode('ascii', 'backslashreplace').decode()}", move(f"[{text},0,0]"))

# ---- strings ------------------------------------------------------------------------------------
for name, body in {
    "an unknown escape \\x": "\\x41", "an unknown escape \\a": "\\a", "an unknown escape \\0": "\\0", "an unknown escape \\'": "\\'", "an unknown escape \\U": "\\U0001f600", "an unknown escape \\v": "\\v", "an escape of a blank": "\\ ", "\\u with three digits": "\\u12", "\\u with no digits": "\\u", "\\u with a bad digit": "\\u00g0",
    "\\u with a sign": "\\u+041", "\\u with braces": "\\u{41}", "\\u with blanks": "\\u 041", "a lone high surrogate": "\\ud800", "a lone high surrogate and text": "\\ud83dabcdefg", "a lone low surrogate": "\\udc00", "a lone low surrogate, the last": "\\udfff", "two high surrogates": "\\ud83d\\ud83d", "surrogates in the wrong order": "\\ude00\\ud83d", "a high surrogate and a plain escape": "\\ud83d\\u0041",
    "a high surrogate and a newline escape": "\\ud83d\\n", "a high surrogate, a backslash and u": "\\ud83d\\\\ude00", "a high surrogate, cut": "\\ud83d\\u", "a pair and a lone low one": "\\ud83d\\ude00\\ude00", "a raw tab": "\t", "a raw NUL": "\0", "a raw control character 1": "\x01", "a raw control character 31": "\x1f", "a raw escape character": "\x1b[31m", "a raw backspace": "\b",
    "a raw carriage return": "\r",
}.items():
    malformed(f"in a string: {name}", buy(receipt='"r-000001%s"' % body))
malformed("in a string: the last backslash escapes the quote", buy(receipt='"r-000001\\"'))
malformed("in a key: a lone high surrogate", buy(more=',"\\ud800":1'))
malformed("in a key: a lone low surrogate at the top", GOOD[:-1] + ',"\\udc00":1}')
malformed("in a key: a raw tab", buy(more=',"\t":1'))
malformed("in a key: an unknown escape", buy(more=',"\\q":1'))
malformed("in the action: a lone surrogate", line('"\\ud800"'))
malformed("in an unread role: a lone surrogate", line(more='"roles":["\\udc00"],'))

UTF8 = {
    "a lone continuation byte": b"\x80", "a lone continuation byte, the last": b"\xbf", "two continuation bytes": b"\x80\xbf", "an overlong slash in two bytes": b"\xc0\xaf", "an overlong NUL in two bytes": b"\xc0\x80", "the largest overlong pair": b"\xc1\xbf", "an overlong slash in three bytes": b"\xe0\x80\xaf", "an overlong NUL in three bytes": b"\xe0\x80\x80",
    "the largest overlong triple": b"\xe0\x9f\xbf", "an overlong slash in four bytes": b"\xf0\x80\x80\xaf", "the largest overlong four": b"\xf0\x8f\xbf\xbf", "an encoded high surrogate": b"\xed\xa0\x80", "an encoded low surrogate": b"\xed\xbf\xbf", "an encoded surrogate pair (CESU-8)": b"\xed\xa0\xbd\xed\xb8\x80", "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "far beyond U+10FFFF": b"\xf7\xbf\xbf\xbf", "a five-byte form": b"\xf8\x88\x80\x80\x80", "a six-byte form": b"\xfc\x84\x80\x80\x80\x80", "the byte FE": b"\xfe", "the byte FF": b"\xff", "UTF-16 BOM bytes": b"\xff\xfe", "two bytes cut after one": b"\xc3", "three bytes cut after one": b"\xe2", "three bytes cut after two": b"\xe2\x82",
    "four bytes cut after one": b"\xf0", "four bytes cut after two": b"\xf0\x9f", "four bytes cut after three": b"\xf0\x9f\x98", "a lead byte and a letter": b"\xc3A", "a lead byte and a lead byte": b"\xc3\xc3", "four bytes with a letter third": b"\xf0\x9fA\x80", "Latin-1": "caf\u00e9".encode("latin-1"), "Windows quotes": b"\x93x\x94",
}
for name, data in UTF8.items():
    malformed(f"invalid UTF-8: {name}", buy(receipt='"r-000001@"').encode().replace(b"@", data))
malformed("invalid UTF-8 in a key", buy(more=',"@":1').encode().replace(b"@", b"\xff"))
malformed("invalid UTF-8 outside any string", GOOD.encode() + b"\xff")
malformed("invalid UTF-8 in the action", line("@").encode().replace(b"@", b"\xc3\x28"))
malformed("invalid UTF-8 in a value nobody reads", GOOD[:-1].encode() + b',"x":{"y":["\xed\xa0\x80"]}}')
malformed("UTF-16 little endian", GOOD.encode("utf-16-le"))
malformed("UTF-16 with its BOM", GOOD.encode("utf-16"))
malformed("UTF-32 big endian", GOOD.encode("utf-32-be"))
malformed("a UTF-8 BOM, in bytes", b"\xef\xbb\xbf" + GOOD.encode())
malformed("gzip bytes", bytes.fromhex("1f8b0800000000000003ab5602009c9b8b3f02000000"))
malformed("bytes 01 to 09", bytes(range(1, 10)))

# ---- duplicate keys -----------------------------------------------------------------------------
malformed("actor twice", line(more='"actor":8,'))
malformed("actor twice with one value", line(more='"actor":7,'))
malformed("action twice", line(tail=',"action":"GrantCoins"'))
malformed("params twice", line(tail=',"params":{}'))
malformed("actor twice, once escaped", line(tail=',"\\u0061ctor":8'))
malformed("actor twice, both escaped differently", '{"\\u0061ctor":7,"a\\u0063tor":7,"received_at":1,"action":"Move"}')
malformed("a param twice", buy(more=',"item":"key"'))
malformed("a param twice, once escaped", buy(more=',"ite\\u006d":"key"'))
malformed("an unknown key twice", line(tail=',"x":1,"x":1'))
malformed("the empty key twice", line(tail=',"":1,"":2'))
malformed("a key twice deep inside", line(tail=',"x":[{"y":{"z":1,"z":2}}]'))
malformed("an emoji key twice, raw and as a pair", line(tail=',"%s":1,"\\ud83d\\ude00":2' % EMOJI))
malformed("a slash key twice, once escaped", line(tail=',"a/b":1,"a\\/b":2'))
add("keys that differ by case are two keys", line(tail=',"Actor":8'), "contract", "/Actor")
add("keys that differ by normalisation are two keys", line(tail=',"\u00e9":1,"e\u0301":2'), "contract", "/\u00e9")

# ---- limits -------------------------------------------------------------------------------------
def nested(depth, open_="[", close="]", inside=""):
    """An extra param whose containers end at `depth`; the line's object is 1 and params 2."""
    return buy(more=',"x":' + open_ * (depth - 2) + inside + close * (depth - 2))


add("depth 16 in lists", nested(16), "contract", "/params/x")
add("depth 17 in lists", nested(17), "too_deep")
add("depth 16 in objects", nested(16, '{"a":', "}", "1"), "contract", "/params/x")
add("depth 17 in objects", nested(17, '{"a":', "}", "1"), "too_deep")
add("depth 16 with a value inside", nested(16, inside="[1]"[1:2]), "contract", "/params/x")
add("depth 17 with an object innermost", nested(16, inside="{}"), "too_deep")
add("depth 17 in an unknown top-level key", GOOD[:-1] + ',"x":' + "[" * 16 + "]" * 16 + "}", "too_deep")
add("depth 16 in an unknown top-level key", GOOD[:-1] + ',"x":' + "[" * 15 + "]" * 15 + "}", "contract", "/x")
add("depth 1000 that never closes", "[" * 1000, "too_deep")
add("depth 17 that never closes", "[" * 17, "too_deep")
add("depth 16 that never closes is only malformed", "[" * 16, "malformed")
add("depth 16 of lists and nothing else", "[" * 16 + "]" * 16, "bad_envelope", "")
add("depth 17 of lists and nothing else", "[" * 17 + "]" * 17, "too_deep")
add("objects that never close", '{"a":' * 17, "too_deep")
add("too deep before malformed", "[" * 17 + "x", "too_deep")
add("malformed before too deep", "[x" + "[" * 20, "malformed")
add("brackets in a string are not depth", buy(more=',"x":"' + "[" * 40 + '"'), "contract", "/params/x")
add("depth comes back down between siblings", buy(more=',"x":[' + ",".join(["[[[[[[[[[[[[[]]]]]]]]]]]]]"] * 3) + "]"), "contract", "/params/x")


def nodes_of(value):
    return 1 + sum(nodes_of(v) for v in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()))


BASE = nodes_of(json.loads(GOOD))  # the object and its values


def filled(nodes, cell="0"):
    """An extra param holding a list that brings the line to `nodes` values."""
    return buy(more=',"x":[' + ",".join([cell] * (nodes - BASE - 1)) + "]")


assert nodes_of(json.loads(filled(512))) == 512
add("512 values", filled(512), "contract", "/params/x")
add("513 values", filled(513), "too_many_nodes")
add("512 values with empty lists among them", filled(512, "[]"), "contract", "/params/x")
add("513 values with empty lists among them", filled(513, "[]"), "too_many_nodes")
add("600 values in one list alone", "[" + "1," * 599 + "1]", "too_many_nodes")
add("511 values in one list alone", "[" + "1," * 510 + "1]", "bad_envelope", "")
add("512 values in one list alone", "[" + "1," * 511 + "1]", "too_many_nodes")
add("300 keys are no values", buy(more=',"x":{' + ",".join('"k%d":0' % i for i in range(300)) + "}"), "contract", "/params/x")
add("too many values before malformed", "[" + "1," * 600 + "x", "too_many_nodes")
add("malformed before too many values", "[x," + "1," * 600 + "1]", "malformed")
add("too deep before too many values", "[" * 17 + "1," * 600, "too_deep")
add("too many values before too deep", "[" + "1," * 600 + "[" * 17, "too_many_nodes")
add("4096 bytes", GOOD + " " * (4096 - len(GOOD)), "accepted")
add("4097 bytes", GOOD + " " * (4097 - len(GOOD)), "too_large")
add("4096 bytes, all used", buy(receipt='"' + "x" * (4096 - len(buy(receipt='""'))) + '"'), "contract", "/params/receipt")
add("4097 bytes, all used", buy(receipt='"' + "x" * (4097 - len(buy(receipt='""'))) + '"'), "too_large")
add("4096 bytes counted in bytes, not characters", (buy(receipt='"' + EMOJI * ((4096 - len(buy(receipt='""'))) // 4) + '"')).ljust(4096 - 3 * ((4096 - len(buy(receipt='""'))) // 4)).encode(), "contract", "/params/receipt")
add("fewer than 4097 characters but more than 4096 bytes", buy(receipt='"' + EMOJI * 1100 + '"'), "too_large")
add("4097 blanks", " " * 4097, "too_large")
add("4096 blanks", " " * 4096, "malformed")
add("5000 brackets are too large before they are too deep", "[" * 5000, "too_large")
add("5000 bytes of nothing", "x" * 5000, "too_large")
add("4097 bytes of invalid UTF-8", b"\xff" * 4097, "too_large")

# ---- lines that are no object, and the envelope -------------------------------------------------
for text in ("[]", "[1,2,3]", "[" + GOOD + "]", "7", "-1.5e3", '"RequestPurchase"', '""', "null", "true", "false", "1e400"):
    add(f"the JSON value {text[:24]} is no request", text, "bad_envelope", "")
add("an empty object", "{}", "bad_envelope", "/actor")
for field, at, key in (("actor", "/actor", "actor"), ("received_at", "/received_at", "t")):
    add(f"{field} is missing", line(**{key: None}), "bad_envelope", at)
    for text in ("null", "true", "false", '"7"', '""', "7.5", "1e-1", "[7]", "[]", "{}", '{"id":7}', "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "123456789012345678901234567890"):
        add(f"{field} is {text}", line(**{key: text}), "bad_envelope", at)
add("received_at is 2^43 + 1", line(t="8796093022209", sent="8796093022209"), "bad_envelope", "/received_at")
add("received_at is 2^43", line(t="8796093022208", sent="8796093022208"), "accepted")
add("received_at is 2^63 - 1", line(t="9223372036854775807"), "bad_envelope", "/received_at")
for text in ("null", "true", '"1"', "1.5", "[]", "{}", "9223372036854775808"):
    add(f"session is {text}", line(more=f'"session":{text},'), "bad_envelope", "/session")
for text in ("null", "0", "true", '""', '"timer"', '"Client"', '"SERVER"', '"root"', '"server "', '["server"]', "{}", '"__proto__"'):
    add(f"origin is {text}", line(more=f'"origin":{text},'), "bad_envelope", "/origin")
for text in ("null", "0", "false", '"admin"', "{}", '{"0":"admin"}'):
    add(f"roles is {text}", line(more=f'"roles":{text},'), "bad_envelope", "/roles")
add("everything of the envelope is wrong: actor first", '{"received_at":"x","roles":1,"origin":1,"session":"x","actor":"x","action":5}', "bad_envelope", "/actor")
add("the envelope before an unknown key", line(actor='"7"', tail=',"x":1'), "bad_envelope", "/actor")
add("the envelope before the action", line("Nope", t='"now"'), "bad_envelope", "/received_at")
add("actor 7.0 is 7", line(actor="7.0"), "accepted")
add("actor 70e-1 is 7", line(actor="70e-1"), "accepted")
add("actor -0 is 0, whom nobody knows", line(actor="-0"), "no_such_entity", "/actions/RequestPurchase/actor")
add("session 5", line(more='"session":5,'), "accepted")
add("roles of a client change nothing", line(more='"roles":["admin","root"],'), "accepted")
add("origin client said aloud", line(more='"origin":"client",'), "accepted")
add("actor is nobody", line(actor="99"), "no_such_entity", "/actions/RequestPurchase/actor")
add("actor is the largest id", line(actor="9223372036854775807"), "no_such_entity", "/actions/RequestPurchase/actor")
add("actor is the smallest id", line(actor="-9223372036854775808"), "no_such_entity", "/actions/RequestPurchase/actor")
add("actor is negative and poor", line(actor="-3"), "not_enough_coins", "/actions/RequestPurchase/cost/coins")

# ---- top-level keys and the action --------------------------------------------------------------
for key, at in (("x", "/x"), ("", "/"), ("__proto__", "/__proto__"), ("constructor", "/constructor"), ("prototype", "/prototype"), ("toString", "/toString"), ("hasOwnProperty", "/hasOwnProperty"), ("Action", "/Action"), ("param", "/param"), ("now", "/now"), ("seq", "/seq"),
                ("a/b", "/a~1b"), ("a~b", "/a~0b"), ("~1", "/~01"), ("receivedAt", "/receivedAt"), ("actor ", "/actor "), ("\\u0000", "/\0"), (EMOJI, "/" + EMOJI), ("i", "/i"), ("origin.roles", "/origin.roles")):
    add(f"an unknown top-level key {key!r}".replace(EMOJI, "emoji"), line(tail=',"%s":1' % key), "contract", at)
add("an unknown top-level key whose value pollutes", line(tail=',"__proto__":{"origin":"server"}'), "contract", "/__proto__")
add("two unknown top-level keys: the first as received", line(more='"zz":1,', tail=',"aa":1'), "contract", "/zz")
add("an unknown top-level key before an unknown action", line("Nope", tail=',"x":1'), "contract", "/x")
add("the action is missing", line(None), "unknown_action", "/action")
for text in ("null", "0", "true", "[]", '["Move"]', "{}", '""', '"move"', '"Move "', '" Move"', '"MOVE"', '"Movee"', '"Mov"', '"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"', '"Move\\u0000"', '"\\u041cove"', '"Move\\n"', '"../Move"', '"GrantCoins;"'):
    add(f"the action is {text}", line(text), "unknown_action", "/action")
add("an action written with escapes", line('"\\u0052equestPurchase"'), "accepted")
add("an unknown action before its params", line("Nope", "5"), "unknown_action", "/action")

# ---- params -------------------------------------------------------------------------------------
for text in ("null", "true", "0", '""', '"{}"', "[]", '[{"item":"potion"}]'):
    add(f"params is {text}", line(params=text), "contract", "/params")
add("params are missing", line(params=None), "contract", "/params/item")
add("params are empty", line(params="{}"), "contract", "/params/item")
add("the second param is missing", line(params='{"item":"potion"}'), "contract", "/params/receipt")
add("the first param is missing and the second wrong", line(params='{"receipt":5}'), "contract", "/params/item")
add("both params are wrong, in the other order", line(params='{"receipt":5,"item":5}'), "contract", "/params/item")
for text in ("null", "true", "0", '""', '"Potion"', '"potion "', '" potion"', '"potions"', '"__proto__"', '"constructor"', '"toString"', '"length"', '"0"', '["potion"]', '{"potion":1}', '"potion\\u0000"', '"p\\u043etion"', '"sword"'):
    add(f"item is {text}", buy(item=text), "contract", "/params/item")
add("item written with escapes", buy(item='"\\u0070otion"'), "accepted")
for text in ("null", "12345678", "true", "[]", '["r-000001"]', '{"length":8}'):
    add(f"receipt is {text}", buy(receipt=text), "contract", "/params/receipt")
for name, char in (("letters", "x"), ("two-byte letters", "\u00e9"), ("three-byte letters", "\u20ac"), ("emoji", EMOJI), ("non-characters", "\ufffe"), ("combining marks", "\u0301"), ("zero-width joiners", "\u200d")):
    for count, good in ((0, False), (7, False), (8, True), (64, True), (65, False)):
        if count or char == "x":
            add(f"receipt of {count} {name}", buy(receipt=json.dumps(char * count, ensure_ascii=False)), "accepted" if good else "contract", "" if good else "/params/receipt")
add("receipt of 8 emoji as escapes", buy(receipt='"' + "\\ud83d\\ude00" * 8 + '"'), "accepted")
add("receipt of 7 emoji as escapes", buy(receipt='"' + "\\ud83d\\ude00" * 7 + '"'), "contract", "/params/receipt")
add("receipt of 8 escaped NULs", buy(receipt='"' + "\\u0000" * 8 + '"'), "accepted")
add("receipt of 8 escaped control characters", buy(receipt='"\\b\\f\\n\\r\\t\\"\\\\\\/"'), "accepted")
add("receipt with U+10FFFF, U+D7FF and U+E000", buy(receipt='"\U0010ffff\ud7ff\ue00012345"'), "accepted")
add("receipt with a DEL and C1 controls", buy(receipt='"\x7f\u0080\u009f12345"'), "accepted")
add("receipt with line separators", buy(receipt='"\u2028\u2029123456"'), "accepted")
add("receipt with a BOM inside", buy(receipt='"\ufeff1234567"'), "accepted")
for key, at in (("x", "x"), ("", ""), ("__proto__", "__proto__"), ("constructor", "constructor"), ("Item", "Item"), ("price", "price"), ("actor", "actor"), ("a/b~c", "a~1b~0c"), ("params", "params"), ("item ", "item "), (EMOJI, EMOJI)):
    add(f"an extra param {key!r}".replace(EMOJI, "emoji"), buy(more=',"%s":1' % key), "contract", "/params/" + at)
add("an extra param that is null", buy(more=',"price":null'), "contract", "/params/price")
add("an extra param in front of a wrong one", line(params='{"x":1,"item":5,"receipt":"r-000001"}'), "contract", "/params/item")
add("two extra params: the first as received", buy(more=',"z":1,"a":2'), "contract", "/params/z")
add("__proto__ as params' way in", line(params='{"__proto__":{"item":"potion"},"receipt":"r-000001"}'), "contract", "/params/item")
add("blanks and tabs between all tokens", ' { "actor" : 7 ,\t"received_at" : 100000 , "action" : "RequestPurchase" , "params" : { "item" : "potion" , "receipt" : "r-000001" } , "nonce" : 1 , "sent_at" : 100000 } ', "accepted")
add("a CR between tokens is white space", GOOD.replace(",", ",\r"), "accepted")
add("one trailing CR", GOOD + "\r", "accepted")

for text in ("null", '"8"', "8.5", "true", "[8]", '{"id":8}', "9223372036854775808", "-9223372036854775809", "1e400", "1e-1", '""', "8.0000000000000000001"):
    add(f"target is {text}", attack(text), "contract", "/params/target")
add("target is 8", attack("8"), "accepted")
add("target is 8.0", attack("8.0"), "accepted")
add("target is 0.8e1", attack("0.8e1"), "accepted")
add("target is oneself", attack("7"), "same_entity", "/actions/RequestAttack/with/target")
add("target is oneself as 7.0", attack("7.0"), "same_entity", "/actions/RequestAttack/with/target")
add("target is nobody", attack("99"), "no_such_entity", "/actions/RequestAttack/with/target")
add("target is the largest id", attack("9223372036854775807"), "no_such_entity", "/actions/RequestAttack/with/target")
add("target is -8", attack("-8"), "no_such_entity", "/actions/RequestAttack/with/target")
add("target is dead", attack("9"), "target_dead", "/actions/RequestAttack/require/1")
add("target is too far", attack("10"), "too_far", "/actions/RequestAttack/require/2")
add("the attacker is dead", attack("8", actor="9"), "actor_dead", "/actions/RequestAttack/require/0")
add("nobody attacks nobody", attack("99", actor="98"), "no_such_entity", "/actions/RequestAttack/actor")

for text in ("null", "true", "0", '""', '"0,0,0"', "[]", "[0]", "[0,0]", "[0,0,0,0]", "{}", '{"x":0,"y":0,"z":0}', "[[0,0,0]]"):
    add(f"to is {text}", move(text), "contract", "/params/to" if text != "[[0,0,0]]" else "/params/to")
for text, n in (("[null,0,0]", 0), ("[0,null,0]", 1), ("[0,0,null]", 2), ('["0",0,0]', 0), ('[0,"NaN",0]', 1), ('[0,0,"Infinity"]', 2), ("[true,0,0]", 0), ("[0,[],0]", 1), ("[0,0,{}]", 2), ("[1e400,0,0]", 0), ("[0,-1e400,0]", 1), ("[0,0,1e309]", 2), ("[0,0,1.8e308]", 2), ("[1e99999999999999999999,0,0]", 0), ("[" + "9" * 400 + ",0,0]", 0)):
    add(f"to is {text if len(text) < 60 else 'a number of 400 digits'}", move(text), "contract", "/params/to")
add("to is the origin", move("[0,0,0]"), "accepted")
add("to is the origin in odd spellings", move("[-0.0,0e99999,0.000E-99999]"), "accepted")
add("to holds the smallest double", move("[5e-324,-5e-324,1e-400]"), "accepted")
add("to is out of the map", move("[500.1,0,0]"), "out_of_map", "/actions/Move/require/1")
add("to is the largest double", move("[1.7976931348623157e308,0,0]"), "out_of_map", "/actions/Move/require/1")
add("to is too far for the time", move("[400,0,0]"), "too_fast", "/actions/Move/require/2")
add("to needs no more than 40 digits", move("[0.1000000000000000055511151231257827021181583404541015625,0,0]"), "accepted")

# ---- nonce and sent_at --------------------------------------------------------------------------
add("nonce is missing", line(nonce=None), "contract", "/nonce")
for text in ("null", "true", '"1"', '""', "1.5", "-1", "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1e19", "1e400", "1e-1", "[]", "[1]", "{}"):
    add(f"nonce is {text}", line(nonce=text), "contract", "/nonce")
for text in ("0", "-0", "1.0", "1e3", "9223372036854775807", "9007199254740993", "0e5"):
    add(f"nonce is {text}, which is an int", line(nonce=text), "accepted")
add("sent_at is missing", line(sent=None), "contract", "/sent_at")
for text in ("null", "true", '"100000"', '""', "100000.5", "9223372036854775808", "-9223372036854775809", "1e400", "[]", "{}"):
    add(f"sent_at is {text}", line(sent=text), "contract", "/sent_at")
add("nonce and sent_at are missing: nonce first", line(nonce=None, sent=None), "contract", "/nonce")
add("sent_at at the late edge", line(sent="98000"), "accepted")
add("sent_at a millisecond too late", line(sent="97999"), "sent_too_late", "/sent_at")
add("sent_at at the early edge", line(sent="100500"), "accepted")
add("sent_at a millisecond too early", line(sent="100501"), "sent_too_early", "/sent_at")
add("sent_at 0", line(sent="0"), "sent_too_late", "/sent_at")
add("sent_at negative", line(sent="-1"), "sent_too_late", "/sent_at")
add("sent_at the smallest int", line(sent="-9223372036854775808"), "sent_too_late", "/sent_at")
add("sent_at the largest int", line(sent="9223372036854775807"), "sent_too_early", "/sent_at")
add("sent_at as 1e5", line(sent="1e5"), "accepted")
add("a wrong param before a missing nonce", line(params="{}", nonce=None, sent=None), "contract", "/params/item")
add("an extra param before a missing nonce", buy(more=',"x":1').replace(',"nonce":1', ""), "contract", "/params/x")

# ---- origins and rules --------------------------------------------------------------------------
add("a client asks for coins", grant(origin='"client"', nonce="1", sent="100000"), "not_permitted", "/actions/GrantCoins/from")
add("a client asks for coins with a wrong amount", grant("0", origin='"client"', nonce="1", sent="100000"), "contract", "/params/amount")
add("a client asks for coins without a nonce", grant(origin='"client"'), "contract", "/nonce")
add("a server grants coins", grant(), "accepted")
add("a server grants coins, long after", grant(sent="0"), "accepted")
add("a server grants coins with a wrong nonce", grant(nonce='"1"'), "contract", "/nonce")
add("a server grants coins with a wrong sent_at", grant(sent="1.5"), "contract", "/sent_at")
add("an admin without a role", grant(origin='"admin"'), "not_permitted", "/actions/GrantCoins/permit/0")
add("an admin of another role", grant(origin='"admin"', roles='["Economy","economy "]'), "not_permitted", "/actions/GrantCoins/permit/0")
add("an admin of the role", grant(origin='"admin"', roles='["economy"]'), "accepted")
add("a server buys", line(more='"origin":"server",'), "not_permitted", "/actions/RequestPurchase/from")
add("an admin moves", line("Move", '{"to":[0,0,0]}', more='"origin":"admin",'), "not_permitted", "/actions/Move/from")
for text in ("0", "-1", "10001", "1.5", "1e4", "1e5", '"5"', "null", "9223372036854775807", "9223372036854775808"):
    good = text == "1e4"
    add(f"a grant of {text}", grant(text), "accepted" if good else "contract", "" if good else "/params/amount")
add("a grant of 1", grant("1"), "accepted")
add("a grant of 10000", grant("10000"), "accepted")
add("a grant to nobody", grant().replace('"actor":7', '"actor":99'), "no_such_entity", "/actions/GrantCoins/actor")
add("a key that costs more than there is", line(params='{"item":"key","receipt":"r-000001"}', actor="8"), "not_enough_coins", "/actions/RequestPurchase/cost/coins")
add("equipping what is not owned", line("Equip", '{"weapon":"hammer"}'), "not_owned", "/actions/Equip/require/1")
add("equipping what is in hand", line("Equip", '{"weapon":"sword"}'), "already_equipped", "/actions/Equip/refuse/0")
add("equipping an item", line("Equip", '{"weapon":"potion"}'), "contract", "/params/weapon")
add("equipping the bow", line("Equip", '{"weapon":"bow"}'), "accepted")
add("using what is not there", line("UseItem", '{"item":"elixir"}'), "not_in_inventory", "/actions/UseItem/require/1")
add("using a key", line("UseItem", '{"item":"key"}'), "not_usable", "/actions/UseItem/require/2")
add("using a potion", line("UseItem", '{"item":"potion"}'), "accepted")
add("respawning alive", line("Respawn", "{}"), "still_alive", "/actions/Respawn/require/0")
add("respawning dead, without params", line("Respawn", None, actor="9"), "accepted")
add("respawning with a wish", line("Respawn", '{"health":9999}', actor="9"), "contract", "/params/health")


def save():
    write("hostile_lines.json", {"about": ABOUT, "rulebook": {"file": "examples/rulebooks/arena.json"}, "world": WORLD, "lines": LINES})
    return len(LINES)
