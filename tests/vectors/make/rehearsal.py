"""Files of saves: what comes out, what is set aside, and what the report says. Results and counts are computed here and in save_reference.py, apart from the engine; sums and what is wrong are written by hand."""
import base64
import json
import math

from lib import write
from save_reference import loaded

ABOUT = ("`lines` joined by LF and ended by one. `out` is exact; `quarantine` one object a line, whose message holds `message_contains`. Members of `report` are equal to those of the report; "
         "others are free. The same must come out whatever the lines are cut into, and of any number of threads.")
DEFAULTS = {"coins": "0", "gems": "0", "rank": '"bronze"'}
STATE = {"coins": "int >= 0 = 0", "gems": "int = 0", "rank": "enum(bronze, silver, gold)"}
GIFT = {"id": "gift", "to": 1, "steps": [{"op": "default", "path": "/gems", "value": 5}]}
RANKS = {"id": "ranks", "to": 2, "steps": [{"op": "map", "path": "/rank", "values": {"b": "bronze", "s": "silver"}, "else": "keep", "if_missing": "skip"}]}
RENAME = {"id": "gold-to-coins", "to": 3, "breaking": True, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}
CONSERVE = {"coins": ["/gold", "/coins"], "gems": {"at": ["/gems", "/bag/*/gems"], "changed_by": ["gift"]}}
MAX_NAMES, MAX_DEPTH, MAX_NAME_BYTES, MAX_WORDS, MAX_WORD_BYTES = (64, 16, 8), 6, 64, 32, 32


def rulebook(state, version, steps, conserve=None):
    profile = {"version": version, "state": state, **({"conserve": conserve} if conserve else {}), **({"migrations": steps} if steps else {})}
    return {"ludex": 1, "entities": {"player": {"profile": profile}}, "actions": {}}


BOOKS = {"coins": rulebook(STATE, 3, [GIFT, RANKS, RENAME], CONSERVE), "plain": rulebook({}, 0, [])}
OF_BOOK = {"coins": DEFAULTS, "plain": {}}
CASES = []


# ---- sizes and fields --------------------------------------------------------------------------------------------
def size_bin(size):
    step = 1
    while size // step >= 8:
        step *= 2
    return size // step * step


def counted(values):
    return [[value, values.count(value)] for value in sorted(set(values))]


def number_bin(number):
    if number == 0:
        return 0
    size = abs(number)
    power = size.bit_length() - 1 if isinstance(size, int) else math.frexp(size)[1] - 1
    return (1 if power < 0 else min(power, 64) + 2) * (1 if number > 0 else -1)


class Field:
    def __init__(self):
        self.values, self.names, self.items, self.others, self.is_map = ([], []), {}, None, None, False

    def add(self, side, value, level=0, depth=0):
        self.values[side].append(value)
        if depth == MAX_DEPTH:
            return
        if isinstance(value, list) and value:
            self.items = self.items or Field()
            for item in value:
                self.items.add(side, item, level, depth + 1)
        elif isinstance(value, dict) and level < len(MAX_NAMES):
            for name, member in value.items():
                self.names.setdefault(name, []).append((side, member, level + 1, depth + 1))

    def settle(self, level=0):
        """Once all values are there: what is a map, and the fields below."""
        long = [name for name in self.names if len(name.encode()) > MAX_NAME_BYTES]
        self.is_map = len(self.names) - len(long) > (MAX_NAMES[level] if level < len(MAX_NAMES) else 0)
        told = {}
        for name, members in self.names.items():
            if self.is_map or name in long:
                self.others = self.others or Field()
                at = self.others
            else:
                at = told.setdefault(name, Field())
            for member in members:
                at.add(*member)
        self.names = told
        for field in told.values():
            field.settle(level + 1)
        if self.items:
            self.items.settle(level)
        if self.others:
            self.others.settle(level + 1)

    def report(self, pointer="", parent=None):
        entry = {"pointer": pointer}
        for side, name in ((0, "before"), (1, "after")):
            if self.values[side]:
                objects = sum(isinstance(value, dict) for value in parent.values[side]) if parent else 0
                entry[name] = side_of(self.values[side], max(0, objects - len(self.values[side])))
        out = [entry]
        if self.items:
            out += self.items.report(pointer + "/N")
        for name in sorted(self.names, key=str.encode):
            out += self.names[name].report(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), self)
        return out + (self.others.report(pointer + "/*") if self.others else [])


def side_of(values, missing):
    kinds = {"missing": missing, "null": values.count(None), "false": sum(value is False for value in values), "true": sum(value is True for value in values)}
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    strings, lists, objects = ([value for value in values if isinstance(value, kind)] for kind in (str, list, dict))
    kinds.update({"number": len(numbers), "string": len(strings), "array": len(lists), "object": len(objects)})
    out = {kind: count for kind, count in kinds.items() if count}
    if numbers:
        out.update({"min": min(numbers), "max": max(numbers), "numbers": counted([number_bin(number) for number in numbers])})
    if strings:
        sizes = [len(value.encode()) for value in strings]
        out["string_bytes"] = counted([size.bit_length() for size in sizes])
        if len(set(strings)) <= MAX_WORDS and max(sizes) <= MAX_WORD_BYTES:
            out["words"] = dict(counted(strings))
    for name, containers in (("items", lists), ("members", objects)):
        if containers:
            out[name] = counted([len(value).bit_length() for value in containers])
    return out


# ---- cases -------------------------------------------------------------------------------------------------------
def compact(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def aside(save, state, pointer, contains, version=None, step=None):
    """A line that is set aside. `version` of what can be decoded."""
    return {"save": save, "class": state, "pointer": pointer, "contains": contains, "version": version, "step": step}


def case(name, book, lines, sums=None, options=None, has_fields=True, **more):
    profile = BOOKS[book]["entities"]["player"]["profile"]
    steps = profile.get("migrations", [])
    out, quarantine, findings, before, after, given = "", [], [], [], [], []
    bytes_in, versions, failed, places, classes = 0, [], [], [], []
    fields = Field()
    for number, line in enumerate(lines, (options or {}).get("first_line", 0) + 1):
        is_aside = isinstance(line, dict) and "class" in line
        save = line["save"] if is_aside else compact(line)
        raw = save if isinstance(save, bytes) else compact(save).encode()
        given.append({"hex": raw.hex()} if isinstance(save, bytes) else raw.decode())
        raw = raw.removesuffix(b"\r")
        bytes_in += len(raw)
        if is_aside:
            entry = {"line": number, "class": line["class"], "pointer": line["pointer"], "message_contains": line["contains"], **({"step": line["step"]} if line["step"] else {})}
            try:
                entry["raw"] = raw.decode()
            except UnicodeDecodeError:
                entry["raw_base64"] = base64.b64encode(raw).decode()
            quarantine.append(entry)
            failed.append(line["step"])
            classes.append(line["class"])
            places.append(f"{line['class']} " + "/".join("N" if token.isdigit() else token for token in line["pointer"].split("/")))
            versions += [line["version"]] if line["version"] is not None else []
            continue
        finding, text = loaded(profile, OF_BOOK[book], {}, raw.decode())
        out += text + "\n"
        findings.append(finding)
        versions.append(finding["version"])
        before.append(len(raw))
        after.append(len(text.encode()))
        for side, made in ((0, raw.decode()), (1, text)):
            fields.add(side, json.loads(made)["state"])
    fields.settle()
    sums = sums or {}
    report = {
        "ok": not quarantine and all(entry["ok"] for entry in sums.values()), "lines": len(lines), "ready": len(findings), "changed": sum(finding["changed"] for finding in findings),
        "ahead": sum(finding["ahead"] for finding in findings), "reconciled": sum(finding["reconciled"] for finding in findings), "reconciled_saves": sum(finding["reconciled"] > 0 for finding in findings),
        "versions": {str(version): count for version, count in counted(versions)},
        "steps": [{"id": step["id"], "to": step["to"], "applied": sum(finding["version"] < step["to"] for finding in findings), "failed": failed.count(step["id"])} for step in steps],
        "places": dict(counted(places)), "twice_is_once": True,
        "bytes": {"in": bytes_in, "ready_in": sum(before), "out": sum(after), "largest": max(after, default=0), "limit": (options or {}).get("limits", {}).get("max_bytes", 4 << 20), "too_large_before": 0,
                  "too_large_after": 0, "before": counted([size_bin(size) for size in before]), "after": counted([size_bin(size) for size in after])},
        "sums": sums, **({"fields": fields.report()} if has_fields and findings else {}), **more}
    CASES.append({"name": name, "rulebook": book, **({"options": options} if options else {}), "lines": given, "out": out, "quarantine": quarantine, "report": report})


def total(at, before, after, *deltas, defaults=0, may=(), samples=(), unexplained_saves=0, aside_sum=0, unread=0, odd=(0, 0, 0)):
    steps = [{"id": step["id"], "delta": delta, "may_change": step["id"] in may} for step, delta in zip((GIFT, RANKS, RENAME), deltas or (0, 0, 0))]
    explained = sum(step["delta"] for step in steps if step["may_change"])
    return {"at": at, "ok": unexplained_saves == 0, "before": before, "after": after, "explained": explained, "unexplained": after - before - explained, "unexplained_saves": unexplained_saves,
            "steps": steps, "defaults": defaults, "not_whole": dict(zip(("before", "after", "set_aside"), odd)), "set_aside": aside_sum, "set_aside_unread": unread,
            "samples": [{"line": line, "pointer": "", "message": message} for line, message in samples]}


def sums(coins, gems):
    return {"coins": total(["/gold", "/coins"], *coins[0], **coins[1]), "gems": total(["/gems", "/bag/*/gems"], *gems[0], may=("gift",), **gems[1])}


case("nothing at all", "coins", [], sums(((0, 0), {}), ((0, 0), {})))
case("saves of every version", "coins",
     [{"state": {"gold": 5, "rank": "b"}}, {"version": 1, "state": {"gold": 7, "gems": 2, "rank": "s"}}, {"version": 2, "state": {"coins": 1, "gems": 3}}, {"version": 3, "state": {"coins": 9, "gems": 0, "rank": "gold"}}],
     sums(((22, 22), {}), ((5, 10, 5, 0, 0), {})))
case("every class, and what was given is kept", "coins",
     [{"state": {"gold": 1}}, aside("", "undecodable", "", "expected a value"), aside("{\"state\":", "undecodable", "", "expected"), aside(b'{"state":{"a":"\xff"}}', "undecodable", "", "byte"),
      aside({"version": 9, "state": {"gems": 4}}, "too_new", "/version", "newer", 9), aside({"version": 3, "state": {"coins": -1, "gems": 7}}, "invalid", "/state/coins", "range", 3),
      aside({"version": 3, "state": {}, "checksum": "x"}, "checksum", "/checksum", "does not match", 3), aside({"state": {"gold": 1, "coins": 2}}, "migration_failed", "/state/coins", "is there already", 0, "gold-to-coins"),
      '{"state":{"gold":3,"note":"\\u00e9"}}\r'],
     sums(((4, 4), {"aside_sum": 2, "unread": 5}), ((0, 10, 10, 0, 0), {"aside_sum": 7, "unread": 5})))
case("sums: beside each other, in lists and maps, and what is no whole number", "coins",
     [{"version": 3, "state": {"coins": 2, "gems": 1, "bag": [{"gems": 4}, {"gems": 1.0}, {"gems": 1.5}, {"gem": 9}, 3]}}, {"version": 3, "state": {"gold": "x", "bag": {"a": {"gems": -3}, "b": None}}}],
     sums(((2, 2), {"odd": (1, 1, 0)}), ((3, 3), {"odd": (1, 1, 0)})))
case("a sum of the options, which nothing explains", "coins",
     [{"state": {"rank": "b"}}, {"version": 1, "state": {"gems": 4, "rank": "s"}}, {"state": {"gems": -4}}],
     {**sums(((0, 0), {}), ((0, 5, 5, 0, 0), {})), "plain": total(["/gems"], 0, 5, 5, 0, 0, unexplained_saves=1, samples=[(1, "0 before, 5 after: step 'gift' +5")])},
     {"sums": {"plain": "/gems"}})
case("saves that make up for each other are both shown, the worse first", "coins",
     [{"version": 2, "state": {"gems": 1, "x": 4}}, {"version": 2, "state": {"gems": 2, "coins": 1}}],
     {**sums(((1, 1), {}), ((3, 3), {})), "free": total(["/x", "/rank"], 4, 4, odd=(0, 2, 0))}, {"sums": {"free": ["/x", "/rank"]}})
case("lines that are not the first of their file", "coins", [{"state": {"gold": 1}}, aside("no", "undecodable", "", "expected")], sums(((1, 1), {"unread": 1}), ((0, 5, 5, 0, 0), {"unread": 1})), {"first_line": 1000})
case("beyond 64 bits", "coins", [{"version": 3, "state": {"coins": 2**63 - 1, "gems": -(2**63)}}] * 2,
     {"coins": {**total(["/gold", "/coins"], 0, 0), "before": str(2**64 - 2), "after": str(2**64 - 2)}, "gems": {**total(["/gems", "/bag/*/gems"], 0, 0, may=("gift",)), "before": str(-(2**64)), "after": str(-(2**64))}})
case("numbers by powers of two", "plain", [{"state": {"n": n}} for n in (0, 1, -1, 2, 3, 4, 1023, 1024, 0.5, -0.001, 7.99, 2**53 + 1, 2**62, -(2**63), 1e300, 1e19)])
case("types that change from save to save, and what is missing", "plain", [{"state": state} for state in ({"a": 1}, {"a": "1"}, {"a": None, "b": [1, [2], []]}, {"a": True}, {"a": [], "b": {}}, {"a": {"c": False}}, {})])
case("few strings are told apart", "plain", [{"state": {"few": f"w{i % 32}", "many": f"w{i}", "long": "x" * (i + 1), "é/~": "ü"}} for i in range(33)])
case("a map is an object of many names", "plain", [{"state": {f"k{i}": i for i in range(start, start + 60)}} for start in (0, 50, 100)])
case("an object of just not so many is none", "plain", [{"state": {f"k{i}": {f"m{j}": j for j in range(16)}}} for i in range(4)] + [{"state": {f"k{i}": 0 for i in range(64)}}])
case("maps inside maps, and below", "plain", [{"state": {f"p{i}": {f"q{j}": {"r": {"s": {"t": i}}} for j in range(11 * i, 11 * i + 11)} for i in range(4)}}, {"state": {"x" * 65: {"y": 1}, "p0": {"q0": 7}}}])
case("deeper than is told apart", "plain", [{"state": {"a": [[[[[[[[[1, 2]]]]]]]]]}}], not_told_apart={"versions": 0, "places": 0, "values_too_deep": 2, "fields_left_out": 0})
case("no fields unless they are asked for", "coins", [{"state": {"gold": 2}}], sums(((2, 2), {}), ((0, 5, 5, 0, 0), {})), {"histograms": False, "twice": False}, has_fields=False, is_checked_twice=False)


def save():
    write("rehearsal.json", {"about": ABOUT, "kind": "player", "rulebooks": BOOKS, "cases": CASES})
    return f"{len(CASES)} cases"
