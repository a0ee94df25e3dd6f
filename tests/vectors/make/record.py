"""Logs, byte by byte: what a reader says of them, and what judging them again says.

The writer below is made from docs/record.md and shares nothing with the core: struct, zlib and hashlib. What only an engine
can say (digests, checks of verdicts) stands as constants; the verdicts themselves follow from RULEBOOK.md.
"""
import base64
import hashlib
import struct
import zlib

from lib import write

RULES = ('{"ludex":1,"entities":{"player":{"live":{"state":{"n":"int 0..100 = 0"}}}},"actions":{"Add":{"params":{"n":"int 1..9"},'
         '"require":["actor.n < 8 else enough"],"effects":["actor.n += params.n"],"result":"actor.n"}}}').encode()
WORLD = b'{"entities":{"player":{"1":{"live":{"n":0}}}},"guard":{},"ledger":[],"ludex_world":1,"now":1000,"seed":9,"timers":[]}'
LATER = (b'{"entities":{"player":{"1":{"live":{"n":9}}}},"guard":{"1":{"actions":{},"command_seq":0,"seq":3,"tat":[0,0]},'
         b'"2":{"actions":{},"command_seq":0,"seq":1,"tat":[0,0]}},"ledger":[],"ludex_world":1,"now":1004,"seed":9,"timers":[]}')
PROGRAM = 0xAAEDEA004A7C3948
HEADER, SNAPSHOT, BATCH, JOIN, LEAVE, ADOPT = range(1, 7)
ACCEPTED, DUPLICATE, REJECTED = range(3)


def line(actor, at, n):
    return b'{"actor":%d,"received_at":%d,"action":"Add","params":{"n":%d}}\n' % (actor, at, n)


class Batch:
    def __init__(self, requests, outcomes, reasons, checks, digest, world, seqs=()):
        self.requests, self.outcomes, self.reasons, self.checks = requests, outcomes, reasons, checks
        self.digest, self.world, self.seqs = digest, world, seqs

    def but(self, **other):
        return Batch(**{**self.__dict__, **other})


# Three batches: n becomes 5, then 9; then it is enough; player 2 is not there; the last line is cut.
BEGIN = 0x4EFA29D3F0B87A1A
FIRST = Batch(line(1, 1001, 5) + line(1, 1002, 4), (ACCEPTED, ACCEPTED), (0, 0), (0x2D01ED41, 0x30850EFD), 0xDA3A345DC1C392AD, 0x918C49026A7A4049)
SECOND = Batch(line(1, 1003, 1) + line(2, 1004, 1), (REJECTED, REJECTED), (1000, 300), (0xC775CCAC, 0x53D1D358), 0x5F364FD87F843673, 0x0E505E950D4B47CE)
THIRD = Batch(b'{"actor":1,\n', (REJECTED,), (100,), (0xB41EDE6E,), 0xDB98DBC5185B74DD, 0x0E505E950D4B47CE)


def crc(data):
    return struct.pack("<I", zlib.crc32(data))


def preamble(version=1):
    head = b"LUDEXLOG" + struct.pack("<I", version)
    return head + crc(head)


def record(kind, payload, version=1):
    head = struct.pack("<IHH", len(payload), kind, version)
    return head + crc(head) + payload + crc(payload)


def cereal_string(data):
    return struct.pack("<Q", len(data)) + data


class Log:
    """Appends records and keeps the chain."""

    def __init__(self, world=WORLD, world_digest=0, program=PROGRAM, root=None, first=0):
        self.program, self.world_digest = program, world_digest
        self.links = self.batches = first
        self.chain = root or hashlib.sha256(b"ludex log 1\n" + struct.pack("<QI", program, 1) + hashlib.sha256(RULES).digest() + hashlib.sha256(world).digest()).digest()
        header = struct.pack("<BIQIQQ", 1, 1, program, 1, first, first) + self.chain + cereal_string(RULES)
        self.parts = [preamble(), record(HEADER, header)]
        self.snapshot(world)

    def snapshot(self, world):
        self.parts.append(record(SNAPSHOT, struct.pack("<BIQQQQ", 1, 1, self.links, self.batches, self.program, self.world_digest) + self.chain + cereal_string(world)))

    def batch(self, b):
        payload = struct.pack("<QQQQ", self.links, self.batches, self.program, b.world)
        payload += struct.pack("<QqBBBBIIIQ", b.digest, 0, 0, 0, 0, 0, len(b.outcomes), len(b.seqs), 2, len(b.requests)) + b"{}" + b.requests
        payload += bytes(b.outcomes) + struct.pack(f"<{len(b.reasons)}H", *b.reasons) + struct.pack(f"<{len(b.checks)}I", *b.checks) + struct.pack(f"<{len(b.seqs)}Q", *b.seqs)
        payload += self.chain
        self.chain = hashlib.sha256(b"ludex link 1\n" + struct.pack("<HH", BATCH, 1) + payload).digest()
        self.parts.append(record(BATCH, payload + self.chain))
        self.world_digest = b.world
        self.links += 1
        self.batches += 1

    def bytes(self):
        return b"".join(self.parts)

    def begin_of(self, part):
        return sum(map(len, self.parts[:part]))


def log_of(*batches):
    log = Log(world_digest=BEGIN)
    for i, b in enumerate(batches):
        log.batch(b)
        if i == 1 and b is SECOND:
            log.snapshot(LATER)
    return log


def case(name, data, state, count, good, replay, offset=None, words=None, chain=None):
    read = {"state": state, "count": count, "good_bytes": good}
    if chain is not None:
        read["chain"] = chain.hex()
    if offset is not None:
        read["error"] = {"offset": offset, "message_contains": words}
    return {"name": name, "log": base64.b64encode(data).decode(), "read": read, "replay": replay}


def whole(log, requests, snapshots=2, **more):
    return {"report": {"ok": True, "batches": log.batches - more.get("first_batch", 0), "requests": requests, "judged": requests, "snapshots": snapshots,
                       "chain": log.chain.hex(), "world_digest": f"{log.world_digest:016x}", "program_digest": f"{PROGRAM:016x}", "torn": None, "difference": None, **more}}


def refused(offset, words):
    return {"refused": {"code": "record", "offset": offset, "message_contains": words}}


def cases():
    log = log_of(FIRST, SECOND, THIRD)
    data, last = log.bytes(), log.begin_of(6)
    head = log_of(FIRST, SECOND)
    yield case("a whole log", data, "whole", 6, len(data), whole(log, 5), chain=log.chain)
    yield case("a log of a header and a world", Log(world_digest=BEGIN).bytes(), "whole", 2, Log(world_digest=BEGIN).begin_of(3), whole(Log(world_digest=BEGIN), 0, 1))
    numbered = log_of(FIRST.but(seqs=(1, 2)), SECOND.but(seqs=(3, 1)))
    written = log_of(FIRST.but(seqs=(1, 2)), SECOND.but(seqs=(3, 1)), THIRD.but(seqs=(0,)))
    yield case("what a recorder writes", written.bytes(), "whole", 5, len(written.bytes()), whole(written, 5, 1), chain=written.chain) | {"recorded": {
        "rulebook": RULES.decode(), "world": WORLD.decode(), "batches": [b.requests.decode() for b in (FIRST, SECOND, THIRD)], "good_bytes": written.begin_of(5)}}
    yield case("recorded sequence numbers", numbered.bytes(), "whole", 4, len(numbered.bytes()), whole(numbered, 4, 1), chain=numbered.chain)

    for at, what in ((last + 1, "one byte of a head"), (last + 11, "a head but one byte"), (last + 12, "a head"), (last + 60, "half a record"), (len(data) - 1, "all but one byte")):
        report = whole(head, 4)["report"] | {"torn": {"offset": last}}
        yield case(f"a torn tail: {what}", data[:at], "torn", 5, last, {"report": report}, last, "was not wholly written", head.chain)
    yield case("a torn tail of zeros", data[:last] + bytes(100), "torn", 5, last, {"report": whole(head, 4)["report"] | {"torn": {"offset": last}}}, last, "was not wholly written", head.chain)
    yield case("a torn beginning", data[:400], "torn", 1, 0, refused(log.begin_of(2), "before its first world"), log.begin_of(2), "before its first world")
    yield case("nothing", b"", "torn", 0, 0, refused(0, "before its first world"), 0, "before its first world")

    def flipped(at, bit=1):
        return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]

    yield case("a flipped length is no torn tail", flipped(last + 2), "refused", 5, last, refused(last, "its head does not have its CRC"), last, "its head does not have its CRC")
    for part, count in ((3, 2), (6, 5)):
        at = log.begin_of(part)
        yield case(f"a flipped byte in batch {0 if part == 3 else 2}", flipped(at + 100), "refused", count, at, refused(at, "its content does not have its CRC"), at, "its content does not have its CRC")
    yield case("a flipped CRC", flipped(len(data) - 1), "refused", 5, last, refused(last, "its content does not have its CRC"), last, "its content does not have its CRC")
    yield case("a flipped version", flipped(8), "refused", 0, 0, refused(8, "first bytes are damaged"), 8, "first bytes are damaged")
    yield case("a later format", preamble(2) + data[16:], "refused", 0, 0, refused(8, "format version 2"), 8, "format version 2")
    yield case("a later version of a record", data[:last] + record(BATCH, b"", 2), "refused", 5, last, refused(last, "version 2"), last, "version 2")
    yield case("a record of a later type", data + record(7, b""), "refused", 6, len(data), refused(len(data), "type 7"), len(data), "type 7")
    yield case("no log", b'{"ludex":1}', "refused", 0, 0, refused(0, "does not begin with LUDEXLOG"), 0, "does not begin with LUDEXLOG")

    parts = log.parts
    without = b"".join(parts[:3] + parts[4:])
    yield case("a batch left out", without, "refused", 2, log.begin_of(3), refused(log.begin_of(3), "previous hash"), log.begin_of(3), "previous hash")
    yield case("a batch put twice", b"".join(parts[:4] + parts[3:]), "refused", 3, log.begin_of(4), refused(log.begin_of(4), "previous hash"), log.begin_of(4), "previous hash")
    other = Log(world_digest=BEGIN)
    other.parts.pop()
    other.snapshot(WORLD.replace(b'"seed":9', b'"seed":8'))
    yield case("another seed under the same chain", b"".join(other.parts + parts[3:]), "refused", 1, 0, refused(log.begin_of(2), "does not begin with these rules and this world"), log.begin_of(2), "does not begin with")
    alien = Log(world_digest=BEGIN, program=PROGRAM ^ 1)
    yield case("rules of another program", alien.bytes(), "whole", 2, len(alien.bytes()), refused(alien.begin_of(2), "compile to the program"))

    def differs(name, changed, difference):
        data = changed.bytes()
        report = {"ok": False, "batches": changed.batches, "difference": difference}
        return case(name, data, "whole", len(changed.parts) - 1, len(data), {"report": report}, chain=changed.chain)

    yield differs("a verdict that was not given", log_of(FIRST, SECOND.but(outcomes=(ACCEPTED, REJECTED)), THIRD),
                  {"what": "verdict", "batch": 1, "request": 0, "offset": log.begin_of(4), "request_line": line(1, 1003, 1).decode().strip(), "recorded": '{"verdict":"accepted"}'})
    yield differs("a verdict that said something else", log_of(FIRST.but(checks=(FIRST.checks[0], FIRST.checks[1] ^ 1)), SECOND), {"what": "verdict", "batch": 0, "request": 1, "offset": log.begin_of(3)})
    yield differs("another batch digest", log_of(FIRST, SECOND.but(digest=1), THIRD), {"what": "batch", "batch": 1, "offset": log.begin_of(4), "recorded": "0000000000000001"})
    yield differs("another world digest", log_of(FIRST.but(world=2), SECOND), {"what": "world", "batch": 0, "offset": log.begin_of(3), "recorded": "0000000000000002"})
    yield differs("requests that were changed", log_of(FIRST.but(requests=line(1, 1001, 6) + line(1, 1002, 4)), SECOND), {"what": "verdict", "batch": 0, "request": 0, "offset": log.begin_of(3)})

    tail = Log(world=LATER, world_digest=SECOND.world, root=head.chain, first=2)
    tail.batch(THIRD)
    assert tail.chain == log.chain
    yield case("a compacted log", tail.bytes(), "whole", 3, len(tail.bytes()), whole(tail, 1, 1, first_batch=2), chain=log.chain)


ABOUT = ("`log` is base64. `read`: what a reader says of it. `replay`: the report of judging it again, of which the members in `report` are compared (of objects in it too), or `refused`. "
         "`message_contains` is a part of the message.")


def save():
    found = list(cases())
    write("record.json", {"about": ABOUT, "cases": found})
    return len(found)
