"""Seed inputs for every fuzzer, out of the vectors and the examples. Written to build, never kept in the repository."""
import hashlib
import importlib.util
import json
import random
import re
import shutil
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
MAX_LINES = 40  # of one seed batch
# One text for each contract of direct.h, in its order.
CONTRACT_TEXTS = [
    '{"targetUserId":42,"weapon":"staff","position":{"x":-496.2546392343938,"y":1e2,"z":0.5},"nonce":"00abcdefé12"}',
    '{"b":true,"i":-12,"n":1.25,"s":"x\\n\\u00e9\\ud83d\\ude00","e":"a rather long one","w":"a rather long name","p":7,"v":[1,2.5,-3],"o":null,'
    '"l":[1,2,3],"m":{"a":1,"b":2},"d":9,"name of more than sixteen bytes":false,"é":"y"}',
    '[{"k":"abc","x":0.5,"t":true,"c":30}, {"k":"é","x":0.25,"t":true,"c":1}]',
    '{"sword":["a","bc"],"bow":[]}', '{"12":[1,2,3],"-7":[0,0,0]}', '{"b":1,"a":null}', '{"a":{"b":1},"é":{}}',
    '[[[1],[]],[]]', '9', '-12.5e-3', '"plain"', '"épée"', '[0.1,-0.0,17976931348623157]', 'false', '9223372036854775807',
]
# Over the names of tests/unit/helpers/expression_generator.h: a shape of every macro, guard and literal.
EXPRESSIONS = [
    "actor.l.all(x, x > 0 && 10 / x > 1) || let0 == let0",
    "actor.la.map(x, x != 0, 100 / x).filter(y, y in params.l).exists_one(z, z == 1)",
    "actor.im.exists(k, k > 0) ? actor.m[params.k] : {'a': 1, params.s: 2}['a']",
    "has(other) && has(other.o) ? other.o : null",
    "(params.k in actor.m ? actor.m[params.k] : -1) + (has(actor.m.a) ? actor.m.a : 0)",
    "lerp(actor.p, params.v * 2 - [1, 2, 3], 0.5).x < distance(actor.p, actor.v)",
    "tables.weapons[actor.w].kin == null || tables.weapons[tables.weapons[actor.w].kin].damage > 3",
    "string(floor_div(params.a, params.q)) + string(-0.0) + actor.w",
    "[1, null, actor.o] == [actor.o, 2, null]", "'gm' in request.roles && request.origin == 'client'",
    "min(max(actor.x, 1), 15%, 2.5) * exp(log(actor.z))", "wrap_mul(-9223372036854775808, 0x1F) % 500ms", "r'\\d' + 'é😀' + \"\\u00e9\"",
]

# CEL as specified, for the same targets, which evaluate every expression in both languages: what rules do not have.
EXPRESSIONS += [
    "optional.of(m.?k).or(optional.none()).optMap(x, x * 2.0).orValue(1.5)", "{?'a': m[?'k'], 'b': [?l[?9], 1].first().value()}.?a.hasValue()",
    "cel.block([l, size(cel.index(0)), 1 / 0], cel.index(0).map(cel.iterVar(0, 0), cel.iterVar(0, 0) + cel.index(1)))", "cel.bind(x, 1 / 0, true || x > 0)",
    "[[3, 1], [2]].flatten().sort().reverse().slice(0, 2).distinct() + lists.range(3).sortBy(x, -x)", "m.transformMapEntry(k, v, v > 2.0, {v > 1.0: k}).exists(k, v, k)",
    "'%s %d %.3f %e %x %b %o %X'.format([[1, b'\\xff', null, duration('1.5s')], 7, 2.5, 1e-7, 'é', true, 8u, -255])", "s.matches('(?i)^É$') && strings.quote(s).split('', 2)[0] == 'x'",
    "timestamp('2009-02-13T23:31:30.5Z').getHours('-09:30') - duration('1h').getMinutes() + int(timestamp(0))", "math.greatest([1, 2u, 3.5]) >= math.bitShiftLeft(1, 63) && type(0u) == uint",
    "b'\\x00\\377' + bytes(s) < br'\\d' ? dyn(1u) : dyn({true: 'x', 2u: 'y', -3: 'z'})[2.0]", "l.transformList(i, v, i < v, [i, v]).all(p, p[0] in l || has(m.k))", "[optional.of(1), null].unwrapOpt().last().value()",
]

# The same functions as rules have them, on the names of agreement.h: both languages take these.
EXPRESSIONS += [
    "l.sortBy(x, -x).slice(1, 3).map(x, x * n % 4)", "ls.sort().join('-').replace('b', '', 1).reverse()", "ll.flatten().distinct().exists_one(x, x == 2)", "m.transformMap(k, v, v > 1, v * 10)", "l.transformList(i, x, i != 1, [i, x])",
    "s.matches('^[A-Z]b .$') ? t.split(',')[0] : s.substring(1, 3).upperAscii()", "cel.bind(x, n / (n - 5), b || x > 0)", "m[?'a'].orValue(0) + m.?z.or(l.last()).value()", "optional.of(n).optFlatMap(x, l[?x - 3]).hasValue()",
    "math.greatest(l) + math.bitShiftLeft(math.bitAnd(n, 6), 2) - math.sign(-n)", "lists.range(4).all(i, x, i == x) && strings.quote(s).indexOf('b', 1) > t.lastIndexOf(',')", "[optional.of(n), l[?9]].unwrapOpt() + ll[0]",
]


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def dictionary():
    """Every name of the tables of functions, of macros and of what is refused, for libFuzzer's -dict."""
    tables = module(ROOT / "tests/tools/generate_functions.py")
    names = [row["name"] for row in tables.rows()] + [row[0] for row in tables.not_in_rules()]
    names += ["all", "exists", "existsOne", "map", "filter", "transformList", "transformMap", "transformMapEntry", "sortBy", "optMap", "optFlatMap", "cel.bind", "cel.block", "orValue", "or", "hasValue", "value", "optional.of"]
    pieces = [f"{name}(" for name in names] + [f".{name}(" for name in names] + ["[?", ".?", "{?", "1u", "b'", "r'", "&&", "||", " ? ", " in ", "==", "<=", "500ms", "15%", "'a'", "null", "-9223372036854775808"]
    return "".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"\n' for piece in dict.fromkeys(pieces))


# Saves for the rules of fuzz_save.cpp: of every version, ahead, with a ledger, with what a step asks for and without.
SAVES = [
    '{"state":{"gold":7,"level":3,"speed":7,"deep":{"x":[1.50]},"name":"Ann","x":1,"y":2,"items":[{"n":1,"tags":["a",2]},{"n":-0}],"rank":"b","w":1,"u":{"v":2},"old":0,"a":{"b":1},"r":1,"list":[]},"shard" : "eu"}',
    '{"version":2,"state":{"coins":1000001},"ledger":{"watermark":12,"entries":{"receipt:1":[1,2]}},"min_reader":0}',
    '{"version":6,"state":{"coins":12,"pet":"fish","bag":{"sword":2},"stats":{"level":9,"later":null},"log":["a\\n"],"at":[1,2.5,-0],"note":null,"mine":{"\\u0061 b" : [1e2,"\\ud83d\\ude00"]}}}',
    '{"version":7,"min_reader":2,"applied":[["one","0"],["later","1"]],"state":{"coins":1,"new":[ 1 ]}}',
    '{"version":1,"applied":[["one","0123456789abcdef"]],"state":{},"checksum":"0123456789abcdef"}', '{"state":[]}', '{"state":{"bag":{"a":100}}}',
]

# Patterns with a text each: every construct of both dialects, and what explodes in backtracking engines.
PATTERNS = [
    ("^[a-z][a-z0-9_]{0,31}$", "sword_2"), ("(a+)+$", "aaaaaaaaaaaaaaaaaaab"), ("(a|aa)+$", "aaaab"), ("(.*){50}x", "aaaax"),
    ("(?:a{0,30}){0,30}b", "aaaac"), ("\\bfoo\\b|\\Bé", "a foo é"), ("^\\p{L}[\\p{Script=Greek}\\d-]+?$", "aαβ7"), ("[^\\x00-\\u{1F600}\\uD83D\\uDE00]", "😀x"),
    ("(?<year>\\d{4})-(?:0\\d|1[0-2])", "2026-11"), ("\\cA\\0\\t\\/\\.|[\\b\\]-]", "-"), ("(?i)k[[:alpha:]]\\pN(?m:^x$)\\Q.*\\E", "K"), ("(?P<n>a){,2}(?s-i:.)\\z", "a{,2}\n"),
    ("^[01]*1[01]{14}x", "0110101110010110101"), ("(?=a)\\1", "a"), ("[]a]+[^]a-]\\C", "]"), ("\\x{1F600}\\141\\PL\\p{^Lu}", "😀a1a"),
]


def read(path):
    return json.loads((VECTORS / path).read_text("utf-8"))


def rulebook_text(case):
    if isinstance(case, dict) and "text" in case:
        return case["text"]
    rulebook = case["rulebook"] if "rulebook" in case else case
    if set(rulebook) == {"file"}:
        return (ROOT / rulebook["file"]).read_text("utf-8")
    return json.dumps(rulebook, ensure_ascii=False)


def line_bytes(line):
    if isinstance(line, str):
        return line.encode("utf-8", "surrogatepass")
    return bytes.fromhex(line["hex"]) if "hex" in line else line.get("line", "").encode("utf-8", "surrogatepass")


def batch_bytes(batch):
    if isinstance(batch, dict):
        return bytes.fromhex(batch["hex"]) if "hex" in batch else batch["raw"].encode("utf-8")
    return b"\n".join(line_bytes(line) for line in batch[:MAX_LINES])


def strings(value):
    """Every string in a value: among those of a rulebook are its expressions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def texts_in(source):
    """The strings of a rulebook's text, which may hold comments."""
    return [json.loads(text) for text in re.findall(r'"(?:[^"\\\n]|\\.)*"', source)]


def column_file(fields, rows=2):
    """A column file (docs/columns.md) of one action, its header with buffers of zeros."""
    def column(kind, width):
        nonlocal size
        place = [size, width * rows]
        size += -(-width * rows // 8) * 8
        return {"type": kind, "data": place}
    size = 0
    envelope = {"action": column("u32", 4), "actor": column("i64", 8), "received_at": column("i64", 8), "nonce": column("i64", 8), "sent_at": column("i64", 8)}
    params = {"type": "record", "fields": {name: column(kind, width) for name, kind, width in fields}}
    header = json.dumps({"rows": rows, "envelope": envelope, "actions": [{"name": "All", "rows": rows, "params": params}]}).encode()
    header += b" " * (-len(header) % 8)
    return b"LUDEXCOL" + struct.pack("<II", 1, len(header)) + header + bytes(size)


def seeds():
    """(target, bytes) pairs."""
    yield "columns", b"\0" + column_file([])
    yield "columns", b"\0" + column_file([("i", "i64", 8), ("d", "f64", 8), ("b", "bool", 1), ("v", "vec3", 24)])
    for mode in (1, 2):
        for place in range(0, 1200, 24):
            yield "columns", bytes([mode, place % 256, place // 256, 1, 255, 8, 0, 4, 1, 2, 3, 4])
    for mode in (1, 2, 61 * 3 + 1, 61 * 3 - 1):
        for place in range(0, 4000, 40):
            yield "record", bytes([mode % 256, place % 256, place // 256, 1, 255, (place + 7) % 256, place // 256, 8, 0, 0, 0, 0, 0, 0, 0, 0])
    for mode in range(1, 16):
        for place in range(0, 1500, 60):
            yield "capsule", bytes([mode, place % 256, place // 256, 1, 255, (place + 7) % 256, place // 256, 8, 0, 0, 0, 0, 0, 0, 0, 0])
    lines = [line_bytes(line) for line in read("hostile_lines.json")["lines"]]
    for line in lines:
        yield "json_scan", line
        yield "judge", line
        yield "capsule", b"\2" + line
        yield "direct", b"\x1f" + line
        yield "direct", b"\x9f" + line
    for i in range(0, len(lines), 10):
        yield "judge", b"\n".join(lines[i:i + 10])

    for i, text in enumerate(CONTRACT_TEXTS):
        for flags in (0x00, 0x40, 0x80):
            yield "direct", bytes([i | flags]) + text.encode("utf-8")

    rulebooks = [case for name in ("good", "broken") for case in read(f"{name}_rulebooks.json")["cases"]]
    for case in rulebooks:
        text = rulebook_text(case).encode("utf-8", "surrogatepass")
        yield "rulebook", text
        yield "json_scan", text[:4096]
    for case in read("broken_worlds.json")["cases"]:
        yield "world", case["text"].encode("utf-8", "surrogatepass")

    for path in sorted((VECTORS / "judge").glob("*.json")):
        topic = json.loads(path.read_text("utf-8"))
        for case in topic["cases"]:
            rulebook = rulebook_text(topic["rulebooks"][case["rulebook"]])
            world = json.dumps(case["world"], ensure_ascii=False)
            yield "world", world.encode("utf-8")
            for batch in case["batches"]:
                yield "whole", b"\0".join([rulebook.encode("utf-8"), world.encode("utf-8"), batch_bytes(batch)])
        for rulebook in topic["rulebooks"].values():
            for text in strings(rulebook) if "file" not in rulebook else texts_in(rulebook_text(rulebook)):
                yield "parse", text.encode("utf-8")
                for target in ("expression", "check", "eval"):
                    yield target, text.split(" else ")[0].encode("utf-8")

    for save in SAVES:
        yield "save", save.encode("utf-8")
    draws, pattern_of = random.Random(1), module(ROOT / "tests/oracle/gen_functions.py").pattern
    drawn = [(pattern_of(draws), "k1 é€a/") for _ in range(200)]
    for pattern, text in PATTERNS + drawn:
        yield "regex", f"{pattern}\0{text}".encode("utf-8")
    for groups in read("json_schema.json")["files"].values():
        for group in groups:
            for test in group["tests"]:
                yield "schema", b"\0".join(json.dumps(value).encode("utf-8") for value in (group["schema"], test["data"]))

    # The examples of the table of functions, and what the generator of tests/unit writes about its own names.
    examples = [text for row in module(ROOT / "tests/tools/generate_functions.py").rows() for text, _ in row["examples"]]
    generator = (ROOT / "tests" / "unit" / "helpers" / "expression_generator.h").read_text("utf-8")
    generator = generator[generator.index("class ExpressionGenerator"):]
    atoms = {atom.replace('\\"', '"') for line in re.findall(r"kAtoms = \{(.*)\n?.*\};", generator)
             for atom in re.findall(r'"((?:[^"\\]|\\.)+)"', line)}
    for text in [*examples, *sorted(atoms), *EXPRESSIONS]:
        for target in ("parse", "check", "eval", "expression"):
            yield target, text.encode("utf-8")

    machines = ("entries", "receipts", "claims", "code_cap", "code_block", "accounts", "trade")  # in the order of fuzz_ledger.cpp
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    for run in read("ledger.json")["runs"]:
        events = [step["event"] for step in run["steps"]][:12]
        yield "ledger", bytes([machines.index(run["machine"])] if run["machine"] in machines else [0]) + b"\0".join(json.dumps(part, **compact).encode("utf-8") for part in (run["begin"], *events))
    for one in read("ledger.json")["audits"]:
        yield "ledger", bytes([len(machines)]) + one["journal"].encode("utf-8") + b"\0" + one["saves"].encode("utf-8")
    code = ({"event": "open", "code": "x", "max_uses": 9}, {"event": "reserve", "block": "s#1", "size": 5, "now": 1}, {"event": "return", "block": "s#1", "used": 2}, {"event": "settle", "block": "s#1", "used": 2, "now": 9})
    block = ({"event": "block", "block": "s#1", "size": 5, "expires": 99999}, {"event": "use", "by": "1", "now": 1}, {"event": "refused", "by": "1"}, {"event": "close"})
    trade = ({"event": "propose", "id": "trade:1", "parties": {"a": {}, "b": {}}, "deadline": 9}, {"event": "prepared", "party": "a"}, {"event": "prepared", "party": "b"}, {"event": "decide", "decision": "commit", "now": 1},
             {"event": "recover", "party": "a", "now": 2}, {"event": "applied", "party": "a"})
    for machine, events in (("code_cap", code), ("code_block", block), ("trade", trade)):
        yield "ledger", bytes([machines.index(machine)]) + b"\0".join(json.dumps(part, **compact).encode("utf-8") for part in (None, *events))


def write(folder):
    """Writes the seeds to folder/TARGET, replacing what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for target, data in seeds():
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / hashlib.sha1(data).hexdigest()).write_bytes(data)
