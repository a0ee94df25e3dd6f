"""What a save becomes under a rulebook, by the page docs/migrations.md and apart from the engine: texts in, texts out.

Only what the vectors use: members are found by name in text that is otherwise left alone; the steps are those without
expressions, and `convert` by a Python function of the same meaning. Shapes are not looked at: the cases say themselves
what is invalid.
"""
import json
import struct
from decimal import Decimal
from json.decoder import scanstring

MASK = 2**64 - 1
P1, P2, P3, P4, P5 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


# ---- XXH64 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), seed 0 ----------------------------------------------
def rotated(x, n):
    return (x << n | x >> 64 - n) & MASK


def mixed(acc, lane):
    return rotated((acc + lane * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    at, size = 0, len(data)
    if size >= 32:
        lanes = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        while at + 32 <= size:
            lanes = [mixed(acc, lane) for acc, lane in zip(lanes, struct.unpack_from("<4Q", data, at))]
            at += 32
        acc = sum(rotated(lane, n) for lane, n in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            acc = ((acc ^ mixed(0, lane)) * P1 + P4) & MASK
    else:
        acc = P5
    acc = (acc + size) & MASK
    while at + 8 <= size:
        acc = (rotated(acc ^ mixed(0, struct.unpack_from("<Q", data, at)[0]), 27) * P1 + P4) & MASK
        at += 8
    if at + 4 <= size:
        acc = (rotated(acc ^ struct.unpack_from("<I", data, at)[0] * P1 & MASK, 23) * P2 + P3) & MASK
        at += 4
    for byte in data[at:]:
        acc = rotated(acc ^ byte * P5 & MASK, 11) * P1 & MASK
    acc = (acc ^ acc >> 33) * P2 & MASK
    acc = (acc ^ acc >> 29) * P3 & MASK
    return acc ^ acc >> 32


assert xxh64(b"") == 0xEF46DB3751D8E999 and xxh64(b"abc") == 0x44BC2CF5AD770999
assert xxh64(b"Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1


# ---- canonical values (core/src/value/canonical.h) ---------------------------------------------------------------
def canonical(text):
    return canonical_of(json.loads(text, parse_int=lambda digits: int(digits) if -(2**63) <= int(digits) < 2**63 else float(digits)))


def canonical_of(value):
    if value is None or isinstance(value, bool):
        return bytes([{None: 0, False: 1, True: 2}[value]])
    if isinstance(value, int):
        return b"\3" + struct.pack("<q", value)
    if isinstance(value, float):
        assert abs(value) < float("inf")
        return b"\4" + struct.pack("<d", value + 0.0)
    if isinstance(value, str):
        return b"\5" + sized(value)
    if isinstance(value, list):
        return b"\6" + struct.pack("<I", len(value)) + b"".join(map(canonical_of, value))
    members = sorted((key.encode(), key) for key in value)
    return b"\7" + struct.pack("<I", len(members)) + b"".join(sized(key) + canonical_of(value[key]) for _, key in members)


def sized(text):
    data = text.encode()
    return struct.pack("<I", len(data)) + data


def digest(text):
    return f"{xxh64(canonical(text)):016x}"


# ---- texts that are written anew only where something changes ----------------------------------------------------
class Text:
    """A value as it was written; once something in it came, went or got another name, and around such a one, without white space."""

    def __init__(self, raw):
        self.raw = raw.strip(" \t\n\r")
        self.kind = {"{": "object", "[": "array"}.get(self.raw[0], "scalar")
        self.parts = None  # [name's bytes, name, Text] of a member, [None, None, Text] of an item
        self.is_changed = False

    def open(self):
        if self.parts is not None:
            return self.parts
        self.parts = []
        at = after_space(self.raw, 1)
        while self.raw[at] not in "}]":
            quoted = name = None
            if self.kind == "object":
                name, end = scanstring(self.raw, at + 1)
                quoted = self.raw[at:end]
                at = after_space(self.raw, end)
                assert self.raw[at] == ":"
                at = after_space(self.raw, at + 1)
            _, end = json.JSONDecoder().raw_decode(self.raw, at)
            self.parts.append([quoted, name, Text(self.raw[at:end])])
            at = after_space(self.raw, end)
            if self.raw[at] == ",":
                at = after_space(self.raw, at + 1)
        return self.parts

    def part(self, token):
        if self.kind == "scalar":
            return None
        if self.kind == "array":
            return self.open()[int(token)] if token.isdigit() and int(token) < len(self.open()) else None
        return next((part for part in self.open() if part[1] == token), None)

    def find(self, token):
        part = self.part(token)
        return part and part[2]

    def set(self, token, value):
        part = self.part(token)
        self.is_changed = True
        if part:
            part[2] = value
        elif self.kind == "object":
            self.parts.append([json.dumps(token, ensure_ascii=False), token, value])
        else:
            assert int(token) == len(self.parts)
            self.parts.append([None, None, value])

    def remove(self, name):
        self.is_changed = True
        self.parts = [part for part in self.open() if part[1] != name]

    def rename(self, name, new):
        self.is_changed = True
        self.part(name)[:2] = [json.dumps(new, ensure_ascii=False), new]

    def is_rewritten(self):
        return self.is_changed or any(part[2].is_rewritten() for part in self.parts or [])

    def write(self):
        if not self.is_rewritten():
            return self.raw
        if self.kind == "array":
            return "[" + ",".join(value.write() for _, _, value in self.parts) + "]"
        return "{" + ",".join(name + ":" + value.write() for name, _, value in self.parts) + "}"


def after_space(text, at):
    while text[at] in " \t\n\r":
        at += 1
    return at


def made(value):
    """A value of the rulebook: its spelling, without white space."""
    return Text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


# ---- steps -------------------------------------------------------------------------------------------------------
class Place:
    """What pointers count from: the state, or an item of `each`."""

    def __init__(self, value):
        self.value = value

    def find(self, pointer):
        value = self.value
        for token in tokens(pointer):
            value = value and value.find(token)
        return value

    def parent(self, pointer):
        return self.find(pointer.rpartition("/")[0]), tokens(pointer)[-1]

    def put(self, pointer, value):
        if pointer == "":
            self.value = value
        else:
            parent, name = self.parent(pointer)
            parent.set(name, value)

    def relocate(self, source, target):
        value = self.find(source)
        (old_home, name), (home, new) = self.parent(source), self.parent(target)
        assert home.find(new) is None
        if old_home is home:
            home.rename(name, new)
        else:
            old_home.remove(name)
            home.set(new, value)


def tokens(pointer):
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def apply(place, op, functions):
    kind, path = op["op"], op["path"]
    value = place.find(path)
    if op.get("if_missing") == "skip" and place.find(op.get("from", path)) is None:
        return
    if kind == "test":
        assert canonical(value.write()) == canonical_of(op["value"])
    elif kind == "default":
        if value is None:
            place.put(path, made(op["value"]))
    elif kind in ("add", "replace"):
        place.put(path, made(op["value"]))
    elif kind == "remove":
        parent, name = place.parent(path)
        parent.remove(name)
    elif kind == "copy":
        place.put(path, Text(place.find(op["from"]).write()))
    elif kind == "rename":
        place.relocate(op["from"], path)
    elif kind == "move":  # JSON Patch: out, then in, also beside where it stood
        moved, (parent, name) = place.find(op["from"]), place.parent(op["from"])
        parent.remove(name)
        place.put(path, moved)
    elif kind == "hoist":
        place.relocate(path, "/".join([*path.split("/")[:-2], path.split("/")[-1]]))
    elif kind == "plunge":
        parent, _, name = path.rpartition("/")
        if place.find(f"{parent}/{op['into']}") is None:
            place.put(f"{parent}/{op['into']}", made({}))
        place.relocate(path, f"{parent}/{op['into']}/{name}")
    elif kind == "wrap":
        around = made({} if "as" in op else [])
        around.set(op.get("as", "0"), value)
        place.put(path, around)
    elif kind == "unwrap":
        place.put(path, value.find(op.get("as", "0")))
    elif kind == "map":
        key = json.loads(value.raw) if value.raw[0] == '"' else value.raw
        if key not in op["values"] and value.raw[0] in "-0123456789" and Decimal(value.raw) == Decimal(value.raw).to_integral_value():
            key = str(int(Decimal(value.raw)))
        place.put(path, made(op["values"][key]) if key in op["values"] else {"keep": value}[op["else"]])
    elif kind == "convert":
        place.put(path, made(functions[op["with"]](json.loads(value.write()))))
    elif kind == "each":
        for number, (_, name, item) in enumerate(list(value.open())):
            inside = Place(item)
            for inner in op["steps"]:
                apply(inside, inner, functions)
            if inside.value is not item:
                value.set(str(number) if name is None else name, inside.value)
    else:
        raise NotImplementedError(kind)


# ---- the envelope ------------------------------------------------------------------------------------------------
def loaded(profile, defaults, functions, text):
    """The finding without its words, and the text, of a save that becomes ready. `defaults`: field to its JSON text."""
    steps = profile.get("migrations", [])
    root = Text(text)
    version = root.find("version")
    written = version = int(float(version.raw)) if version else 0
    state, is_ahead, reconciled = root.find("state"), version > profile["version"], 0
    if not is_ahead:
        for step in steps:
            if step["to"] > version:
                for op in step["steps"]:
                    apply(Place(state), op, functions)
        for field, default in defaults.items():
            if state.find(field) is None:
                state.set(field, Text(default))
                reconciled += 1
        if root.find("version") is None or version != profile["version"]:
            root.set("version", made(profile["version"]))
        applied = [[step["id"], digest(json.dumps(step))] for step in steps]
        if steps and (root.find("applied") is None or json.loads(root.find("applied").write()) != applied):
            root.set("applied", made(applied))
        min_reader = max([step["to"] for step in steps if step.get("breaking")], default=0)
        if root.find("min_reader") is None or int(root.find("min_reader").raw) < min_reader:
            root.set("min_reader", made(min_reader))
    ledger = root.find("ledger")
    seal = f"{xxh64(canonical(state.write()) + (canonical(ledger.write()) if ledger else b'')):016x}"
    if root.find("checksum") is None or root.find("checksum").raw != f'"{seal}"':
        root.set("checksum", made(seal))
    out = root.write()
    return {"state": "ready", "version": written, "changed": out != text, "ahead": is_ahead, "reconciled": reconciled, "step": "", "pointer": "", "message": ""}, out
