"""Machines of the ledger, step by step: the state and the effects after each event, worked out by the small reference below.

The reference is written from docs/ledger.md and shares nothing with the core but the words: dicts and Python's own integers.
"""
import json
import random

from lib import write

ABOUT = ("`runs`: a machine taken from `begin` through `steps`; after each event `effects` are as given, and `state` where it is there, or the event is `refused` and the state stays. "
         "`fingerprints`: of a JSON text asked under a name. `audits`: the report of a journal, but for messages and next steps.")
NOW = 1_700_000_000_000
DAY = 86_400_000
MASK = 2**64 - 1
INT64 = 2**63 - 1

# ---- XXH64, from its specification -------------------------------------------------------------------------------
P1, P2, P3, P4, P5 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def rotl(x, r):
    return ((x << r) | (x >> (64 - r))) & MASK


def xxh64(data, seed):
    def lane(acc, word):
        return rotl((acc + word * P2) & MASK, 31) * P1 & MASK

    def word(at, size=8):
        return int.from_bytes(data[at:at + size], "little")

    at = 0
    if len(data) >= 32:
        accs = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed, (seed - P1) & MASK]
        while len(data) - at >= 32:
            accs = [lane(acc, word(at + 8 * i)) for i, acc in enumerate(accs)]
            at += 32
        h = sum(rotl(acc, r) for acc, r in zip(accs, (1, 7, 12, 18))) & MASK
        for acc in accs:
            h = ((h ^ lane(0, acc)) * P1 + P4) & MASK
    else:
        h = (seed + P5) & MASK
    h = (h + len(data)) & MASK
    while len(data) - at >= 8:
        h = (rotl(h ^ lane(0, word(at)), 27) * P1 + P4) & MASK
        at += 8
    if len(data) - at >= 4:
        h = (rotl(h ^ word(at, 4) * P1 & MASK, 23) * P2 + P3) & MASK
        at += 4
    for byte in data[at:]:
        h = rotl(h ^ byte * P5 & MASK, 11) * P1 & MASK
    h = (h ^ h >> 33) * P2 & MASK
    h = (h ^ h >> 29) * P3 & MASK
    return h ^ h >> 32


def canonical(value):
    """Self-describing bytes; a float of a whole value is that whole number."""
    import struct
    u32 = lambda n: n.to_bytes(4, "little")
    if value is None or isinstance(value, bool):
        return bytes([{None: 0, False: 1, True: 2}[value]])
    if isinstance(value, float) and value == int(value) and abs(value) < 2**63:
        value = int(value)
    if isinstance(value, int):
        return b"\x03" + value.to_bytes(8, "little", signed=True)
    if isinstance(value, float):
        return b"\x04" + struct.pack("<d", value)
    if isinstance(value, str):
        return b"\x05" + u32(len(value.encode())) + value.encode()
    if isinstance(value, list):
        return b"\x06" + u32(len(value)) + b"".join(map(canonical, value))
    items = sorted((key.encode(), item) for key, item in value.items())
    return b"\x07" + u32(len(items)) + b"".join(u32(len(key)) + key + canonical(item) for key, item in items)


def prints(data, name_hash):
    return f"{xxh64(data, name_hash):016x}{xxh64(data, ~name_hash & MASK):016x}"


def fingerprint(name, value):
    return prints(canonical(value), xxh64(name.encode(), 0))


# ---- the machines ------------------------------------------------------------------------------------------------
def effect(kind, **members):
    return {"effect": kind, **members}


class Entries:
    """begin, commit, fail, saved, prune of a record's ledger."""
    KEEP = {"claim": 2 * DAY, "match": 30 * DAY, "request": DAY, "message": "sequence"}

    def __init__(self):
        self.entries, self.watermarks, self.unsaved, self.seq, self.saved = {}, {}, {}, 0, 0

    def state(self):
        return {"ledger": {"entries": self.entries, "watermarks": self.watermarks}, "saved": self.saved, "seq": self.seq, "unsaved": self.unsaved}

    def order(self, id):
        keep = self.KEEP.get(id.split(":")[0], "forever")
        if keep == "forever":
            return None, None
        if keep == "sequence":
            source, _, number = id.rpartition("#")
            return source, int(number)
        return id.split(":")[0], int(id.rpartition("@")[2])

    def begin(self, id, print, version, now):
        known = self.entries.get(id)
        if known:
            stored = known.get("version", 0)
            answer = "newer" if version > stored else "superseded" if version < stored else "same" if known["fingerprint"] == print else "conflict"
            return ("in_doubt" if answer != "conflict" and id in self.unsaved else answer), known
        source, order = self.order(id)
        if source and order <= self.watermarks.get(source, -1):
            return "pruned", None
        if source and "@" in id and self.KEEP.get(source) != "sequence" and order > now + 300_000:
            return "early", None
        return "new", None

    def tell(self, id, answer, known):
        out = effect("answer", id=id, answer=answer)
        if known and answer not in ("conflict", "in_doubt"):
            out.update({key: known[key] for key in ("failed", "result", "version") if key in known})
        return [out]

    def decide(self, event):
        kind = event["event"]
        if kind == "saved":
            self.saved = max(self.saved, event["save"])
            self.unsaved = {id: save for id, save in self.unsaved.items() if save > self.saved}
            return []
        if kind == "prune":
            before = len(self.entries)
            if "source" in event:
                if event["through"] > self.watermarks.get(event["source"], -1):
                    self.watermarks[event["source"]] = event["through"]
                gone = [id for id in self.entries if self.order(id)[0] == event["source"] and self.order(id)[1] <= self.watermarks[event["source"]]]
            else:
                gone = []
                for id in self.entries:
                    keep = self.KEEP.get(id.split(":")[0])
                    if isinstance(keep, int) and event["now"] >= keep and self.order(id)[1] <= event["now"] - keep:
                        gone.append(id)
                for id in gone:
                    source, order = self.order(id)
                    self.watermarks[source] = max(order, self.watermarks.get(source, -1))
            self.entries = {id: e for id, e in self.entries.items() if id not in gone}
            self.unsaved = {id: save for id, save in self.unsaved.items() if id not in gone}
            return [effect("pruned", entries=before - len(self.entries))]
        id, version = event["id"], event.get("version", 0)
        print = event.get("fingerprint") or fingerprint(id.split(":")[0], event["content"])
        answer, known = self.begin(id, print, version, event["now"])
        if kind == "begin" or answer not in ("new", "newer"):
            return self.tell(id, answer, known)
        if kind == "fail" and event.get("transient"):
            return [effect("answer", id=id, answer="not_stored")]
        entry = {"at": event["now"], "fingerprint": print}
        if kind == "fail":
            entry["failed"] = True
        result = event.get("reason" if kind == "fail" else "result", self)
        if result is not self:
            entry["result"] = result
        if version:
            entry["version"] = version
        self.entries[id] = entry
        save = event.get("save", 0)
        self.seq = max(self.seq, save)
        if save > self.saved:
            self.unsaved[id] = save
        return [effect("answer", id=id, answer="committed")]


class Claims:
    def __init__(self):
        self.claims = {}

    def state(self):
        return {"claims": self.claims}

    def decide(self, event):
        name, now, policy = event["claim"], event["now"], event.get("policy", {"mode": "elapsed"})
        known = self.claims.get(name)
        period = policy.get("period_ms", DAY)
        grace = policy.get("grace_ms", period)
        day = (now + policy.get("offset_minutes", 0) * 60_000) // DAY
        retry, keeps = None, False
        answer = "claimed"
        if known and policy["mode"] == "calendar":
            passed = day - known.get("day", 0)
            retry = (known.get("day", 0) + 1) * DAY - policy.get("offset_minutes", 0) * 60_000 - now
            answer = "clock_back" if passed < 0 else "too_early" if passed == 0 else "claimed"
            keeps = passed <= 1 + policy.get("grace_days", 0)
        elif known:
            elapsed = now - known["last"]
            retry = period - elapsed
            answer = "clock_back" if elapsed < 0 else "too_early" if elapsed < period else "claimed"
            keeps = elapsed <= period + grace
        streak, total = (known["streak"], known["total"]) if known else (0, 0)
        if answer != "claimed":
            return [effect("answer", claim=name, answer=answer, streak=streak, total=total, retry_after_ms=retry)]
        streak, total = streak + 1 if keeps else 1, total + 1
        if event["event"] == "claim":
            self.claims[name] = {"last": now, "streak": streak, "total": total, **({"day": day} if policy["mode"] == "calendar" and day else {})}
        return [effect("answer", claim=name, answer="claimed" if event["event"] == "claim" else "claimable", streak=streak, total=total, cycle_day=(streak - 1) % policy.get("cycle", 7) + 1)]


class Accounts:
    """Open, transfer in lists, promises and their ends."""

    def __init__(self):
        self.accounts, self.balances, self.serials, self.pending, self.ledger = {}, {}, {}, {}, {}

    def state(self):
        accounts = {}
        for name, flagged in self.accounts.items():
            held = {asset: pair for (account, asset), pair in self.balances.items() if account == name and pair != [0, 0]}
            accounts[name] = {"balances": held, **({"may_be_negative": True} if flagged else {})}
        return {"accounts": accounts, "ledger": {"entries": self.ledger, "watermarks": {}}, "pending": self.pending, "saved": 0, "seq": 0, "serials": self.serials, "unsaved": {}}

    def print(self, item):
        kind = "post" if "post" in item else "void" if "void" in item else "transfer"
        serials = sorted(item.get("serials", []))
        text = lambda value: b"\x05" + len(value.encode()).to_bytes(4, "little") + value.encode()
        data = b"".join(text(item.get(key, "")) for key in ("from", "to", "asset", "reason")) + text(item.get("post", item.get("void", "")))
        data += bytes([2 if item.get("pending") else 1]) + b"\x03" + (item.get("amount", 0) or len(serials)).to_bytes(8, "little", signed=True)
        data += b"\x06" + len(serials).to_bytes(4, "little") + b"".join(map(text, serials))
        return prints(data, xxh64(kind.encode(), 0))

    def pair(self, account, asset):
        return self.balances.setdefault((account, asset), [0, 0])

    def move(self, item, amount):
        giver, taker = self.pair(item["from"], item["asset"]), self.pair(item["to"], item["asset"])
        if not -INT64 - 1 <= giver[0] - amount or taker[0] + amount > INT64:
            return "overflow"
        if not self.accounts[item["from"]] and giver[0] - amount < giver[1]:
            return "not_enough"
        giver[0] -= amount
        taker[0] += amount
        for serial in item.get("serials", []):
            self.serials.setdefault(item["asset"], {})[serial] = item["to"]
        return None

    def apply(self, item, now):
        if item["id"] in self.ledger:
            return "conflict"
        if "post" in item or "void" in item:
            which = item.get("post", item.get("void"))
            promise = self.pending.get(which)
            if promise is None:
                return "closed" if which in self.ledger else "no_such_pending"
            if promise.get("expires", now + 1) <= now:
                return "expired"
            amount = promise.get("amount") or len(promise["serials"])
            if "amount" in item:
                if "serials" in promise:
                    return "needs_serials"
                if item["amount"] > amount:
                    return "more_than_pending"
            self.pair(promise["from"], promise["asset"])[1] -= amount
            del self.pending[which]
            return self.move(promise, item.get("amount", amount)) if "post" in item else None
        if item["from"] == item["to"]:
            return "same_account"
        if item["from"] not in self.accounts or item["to"] not in self.accounts:
            return "no_such_account"
        serials, asset = sorted(item.get("serials", [])), item["asset"]
        if not serials and asset in self.serials:
            return "needs_serials"
        if serials and asset not in self.serials and any(pair[0] for (_, name), pair in self.balances.items() if name == asset):
            return "has_no_serials"
        promised = {serial for promise in self.pending.values() if promise["asset"] == asset for serial in promise.get("serials", [])}
        for serial in serials:
            owner = self.serials.get(asset, {}).get(serial)
            if serial in promised:
                return "serial_held"
            if owner is None and not self.accounts[item["from"]]:
                return "serial_unknown"
            if owner not in (None, item["from"]):
                return "serial_elsewhere"
        amount = item.get("amount") or len(serials)
        if not item.get("pending"):
            return self.move(item, amount)
        if item.get("expires", now + 1) <= now:
            return "expired"
        pair = self.pair(item["from"], asset)
        if not self.accounts[item["from"]] and pair[1] + amount > pair[0]:
            return "not_enough"
        pair[1] += amount
        self.pending[item["id"]] = {key: item[key] for key in ("from", "to", "asset", "reason", "amount", "serials", "expires") if key in item}
        return None

    def decide(self, event):
        import copy
        if event["event"] == "open":
            name, flagged = event["account"], event.get("may_be_negative", False)
            if self.accounts.setdefault(name, flagged) != flagged:
                return [effect("refused", account=name, reason="exists")]
            return [effect("open", account=name)]
        if event["event"] == "expire":
            over = sorted(id for id, promise in self.pending.items() if promise.get("expires", event["now"] + 1) <= event["now"])
            for id in over:
                promise = self.pending.pop(id)
                self.pair(promise["from"], promise["asset"])[1] -= promise.get("amount") or len(promise["serials"])
            return [effect("expired", id=id) for id in over]
        items = event["transfers"]
        known = 0
        for i, item in enumerate(items):
            if item["id"] in self.ledger:
                if self.ledger[item["id"]]["fingerprint"] != self.print(item):
                    return [effect("refused", id=item["id"], reason="conflict", index=i)]
                known += 1
        if known == len(items):
            return [effect("same", id=item["id"]) for item in items]
        if known:
            return [effect("refused", id=items[0]["id"], reason="conflict", index=0)]
        before = copy.deepcopy(self.__dict__)
        for i, item in enumerate(items):
            reason = self.apply(item, event["now"])
            if reason:
                self.__dict__ = before
                return [effect("refused", id=item["id"], reason=reason, index=i)]
            self.ledger[item["id"]] = {"at": event["now"], "fingerprint": self.print(item)}
        return [effect("done", id=item["id"]) for item in items]


# ---- runs --------------------------------------------------------------------------------------------------------
RUNS = []
LONG_RUN = 12  # longer ones give their last state alone


def run(name, machine, reference, events, begin=None):
    steps = []
    for event in events:
        effects = reference.decide(json.loads(json.dumps(event)))
        steps.append({"event": event, "effects": effects})
        if len(events) <= LONG_RUN or len(steps) == len(events):
            steps[-1]["state"] = json.loads(json.dumps(reference.state()))
    RUNS.append({"name": name, "machine": machine, "begin": begin, "steps": steps})


def refused(name, machine, begin, event, pointer, contains, code="ledger"):
    RUNS.append({"name": name, "machine": machine, "begin": begin, "steps": [{"event": event, "refused": {"code": code, "pointer": pointer, "message_contains": contains}}]})


def entries_runs():
    commit = {"event": "commit", "id": "receipt:81", "content": {"coins": 100}, "now": NOW}
    run("an entry is put once, with its result, and known again", "entries", Entries(),
        [{**commit, "event": "begin"}, {**commit, "result": {"coins": 100}}, {**commit, "event": "begin", "now": NOW + 9}, {**commit, "content": {"coins": 101}}], {})
    run("what is not saved is in doubt", "entries", Entries(), [{**commit, "save": 3}, {**commit, "event": "begin"}, {"event": "saved", "save": 2}, commit, {"event": "saved", "save": 3}, commit], {})
    run("a failure for good is stored, one that passes is not", "entries", Entries(),
        [{**commit, "event": "fail", "reason": "sold_out", "transient": True}, commit | {"event": "begin"}, {**commit, "event": "fail", "reason": "banned"}, commit], {})
    match = {"event": "commit", "id": f"match:eu@{NOW}", "content": [3, 1], "result": 3, "now": NOW}
    run("a result that is corrected", "entries", Entries(), [{**match, "version": 1}, {"event": "begin", "id": match["id"], "version": 2, "content": [3, 2], "now": NOW}, {**match, "version": 2, "content": [3, 2]}, {**match, "version": 1},
                                                            {**match, "version": 2}], {})
    run("ids that are ordered go below their watermark", "entries", Entries(),
        [match, {**commit, "id": "message:mail-3#41"}, {**commit, "id": "message:mail-3#42"}, {"event": "prune", "source": "message:mail-3", "through": 41}, {**commit, "id": "message:mail-3#41"}, {**commit, "id": "message:mail-3#7"},
         {"event": "prune", "now": NOW + 30 * DAY - 1}, {"event": "prune", "now": NOW + 30 * DAY}, match, {**match, "id": f"match:eu@{NOW + 1}"}, {**match, "id": f"match:eu@{NOW + 300_001}"}, {"event": "prune", "now": 0}], {})
    chance = random.Random(7)
    ids = [f"receipt:{i}" for i in range(4)] + [f"request:{i}@{NOW + i * 60_000}" for i in range(6)] + [f"message:m#{i}" for i in range(5)]
    events = []
    for i in range(120):
        now, pick = NOW + i * 1_500_000, chance.choice(ids)
        events.append(chance.choice([
            {"event": chance.choice(["begin", "commit", "commit", "fail"]), "id": pick, "content": chance.choice([1, 1, 1, 2]), "now": now, **({"save": i} if chance.random() < .3 else {})} if i % 9 else {"event": "prune", "now": now},
            {"event": "saved", "save": i // 2}, {"event": "prune", "source": "message:m", "through": chance.randrange(5)}] if i % 5 == 0 else
            [{"event": chance.choice(["begin", "commit"]), "id": pick, "content": chance.choice([1, 1, 1, 2]), "now": now, "version": chance.choice([0, 0, 0, 1])}]))
    for event in events:
        if event["event"] == "begin":
            event.pop("save", None)
    run("by chance: one ledger, 120 events", "entries", Entries(), events, {})
    for bad in ("receipt", "Receipt:1", ":1", "receipt:", "receipt:\n", "match:7", "match:7@", "match:7@01", "match:7@-1", "message:4", "message:m#x"):
        refused(f"{bad!r} is no id", "entries", {}, {**commit, "id": bad}, "/event/id", "")
    refused("a number that no int64 holds", "entries", {}, {**commit, "content": {"coins": 2**63}}, "/event/content", "neither a 64-bit integer")
    refused("a member that nobody knows", "entries", {}, {**commit, "amount": 1}, "/event/amount", "nothing is known")
    refused("an event that nobody knows", "entries", {}, {"event": "grant"}, "/event/event", "expected begin, commit")
    refused("a machine that nobody knows", "ledgers", {}, commit, "", "there is no machine 'ledgers'", "host")
    refused("a fingerprint that is none", "entries", {"ledger": {"entries": {"receipt:1": {"at": 1, "fingerprint": "x"}}}}, commit, "/state/ledger/entries/receipt:1/fingerprint", "32 hex digits")


def claims_runs():
    daily = {"event": "claim", "claim": "daily", "now": NOW, "policy": {"mode": "elapsed"}}
    run("a day apart, its edges, and two days", "claims", Claims(), [{**daily, "now": NOW + after} for after in (0, 1, DAY - 1, DAY, 2 * DAY, 4 * DAY, 6 * DAY + 1, 6 * DAY)])
    run("a streak through its cycle", "claims", Claims(), [{**daily, "now": NOW + i * DAY} for i in range(9)])
    zone = {**daily, "policy": {"mode": "calendar", "offset_minutes": -330, "grace_days": 1, "cycle": 3}}
    midnight = (NOW // DAY) * DAY + 330 * 60_000
    run("the calendar's day in a zone", "claims", Claims(), [{**zone, "now": midnight + after} for after in (-1, 0, DAY - 1, DAY, 3 * DAY, 6 * DAY, 5 * DAY, 6 * DAY + 5, 7 * DAY)])
    chance = random.Random(36)
    run("by chance: a clock that goes both ways", "claims", Claims(),
        [{**(daily if i % 2 else zone), "claim": "ab"[i % 2], "event": chance.choice(["claim", "claim", "look"]), "now": NOW + chance.randrange(-3 * DAY, 12 * DAY)} for i in range(80)])
    refused("an offset that no zone has", "claims", None, {**daily, "policy": {"mode": "calendar", "offset_minutes": 1081}}, "/event/policy/offset_minutes", "from -1080 to 1080")
    refused("time before the epoch", "claims", None, {**daily, "now": -1}, "/event/now", "expected a whole number from 0")


def accounts_runs():
    opened = [{"event": "open", "account": "mint", "may_be_negative": True}, *({"event": "open", "account": name} for name in "abc")]
    counter = iter(range(10_000))

    def moves(from_, to, amount=None, **more):
        return {"id": f"transfer:{next(counter)}", "from": from_, "to": to, "asset": "coins", **({"amount": amount} if amount else {}), **more}

    def now(*items, at=NOW):
        return {"event": "transfer", "transfers": list(items), "now": at}

    first = moves("mint", "a", 100, reason="quest")
    sword = moves("mint", "b", asset="sword", serials=["s2", "s1"])
    promise = moves("a", "b", 60, pending=True, expires=NOW + 1000)
    run("transfers, promises and their ends", "accounts", Accounts(), [
        *opened, {"event": "open", "account": "a", "may_be_negative": True}, now(first), now(first), now({**first, "amount": 101}), now(moves("a", "b", 101)), now(moves("a", "a", 1)), now(moves("a", "nobody", 1)),
        now(promise), now(moves("a", "c", 41)), now(moves("a", "c", 40)), now({"id": "transfer:p", "post": promise["id"], "amount": 61}), now({"id": "transfer:p", "post": promise["id"], "amount": 50}),
        now({"id": "transfer:q", "void": promise["id"]}), now({"id": "transfer:r", "void": "transfer:none"})])
    run("a list is one decision", "accounts", Accounts(), [*opened, now(first, moves("a", "b", 60), moves("b", "c", 61)), now(first, moves("a", "b", 60), moves("b", "c", 60)), now(first, moves("a", "b", 1))])
    run("serials have one owner", "accounts", Accounts(), [
        *opened, now(sword), now(moves("b", "c", asset="sword", serials=["s1"])), now(moves("b", "c", asset="sword", serials=["s1"])), now(moves("mint", "a", asset="sword", serials=["s1"])), now(moves("a", "b", asset="sword", serials=["s9"])),
        now(moves("b", "a", 1, asset="sword")), now({**moves("b", "a", asset="sword", serials=["s2"], pending=True), "id": "transfer:held"}), now(moves("b", "c", asset="sword", serials=["s2"])), now({"id": "transfer:go", "post": "transfer:held"}),
        now(first), now(moves("mint", "a", asset="coins", serials=["c1"]))])
    run("promises expire", "accounts", Accounts(), [*opened, now(first), now({**promise, "id": "transfer:x"}), {"event": "expire", "now": NOW + 999}, now({"id": "transfer:y", "post": "transfer:x"}, at=NOW + 1000), {"event": "expire", "now": NOW + 1000},
                                                   now({"id": "transfer:z", "void": "transfer:x"}, at=NOW + 1000)])
    run("amounts up to the last of 64 bits", "accounts", Accounts(), [*opened, {"event": "open", "account": "sink", "may_be_negative": True}, now(moves("mint", "a", INT64)), now(moves("sink", "a", 1)), now(moves("mint", "b", 1)), now(moves("mint", "b", 1))])
    chance = random.Random(43)
    events = list(opened)
    names = ["mint", "a", "b", "c"]
    for i in range(150):
        items = []
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            kind = chance.random()
            if kind < .15 and i > 20:
                items.append({"id": f"transfer:{next(counter)}", chance.choice(["post", "void"]): f"transfer:{chance.randrange(10, 200)}"})
            elif kind < .3:
                items.append(moves(chance.choice(names), chance.choice(names), asset="sword", serials=[f"s{chance.randrange(12)}"], **({"pending": True} if chance.random() < .2 else {})))
            else:
                items.append(moves(chance.choice(names[: 2 if i < 30 else 4]), chance.choice(names), chance.randrange(1, 60), **({"pending": True, "expires": NOW + i * 10 + 400} if chance.random() < .25 else {})))
        events.append(now(*items, at=NOW + i * 10))
        if i % 11 == 0:
            events.append(chance.choice([events[-1], {"event": "expire", "now": NOW + i * 10}]))
    run("by chance: 150 lists of transfers", "accounts", Accounts(), events)
    refused("books that do not balance are not written on", "accounts", {"accounts": {"a": {"balances": {"coins": [5, 0]}}}}, {"event": "expire", "now": NOW}, "/state/accounts", "the balances of 'coins' sum to 5, not 0".replace(" sum to 5, not 0", ""))
    refused("nor one who has less than nothing", "accounts", {"accounts": {"a": {"balances": {"coins": [-5, 0]}}, "b": {"balances": {"coins": [5, 0]}}}}, {"event": "expire", "now": NOW}, "/state/accounts/a/balances/coins", "less than nothing")
    refused("an amount of nothing", "accounts", None, now(moves("mint", "a", 1) | {"amount": 0}), "/event/transfers/0/amount", "from 1 to 9223372036854775807")
    refused("an amount beyond 64 bits", "accounts", None, now(moves("mint", "a", 2**63)), "/event/transfers/0/amount", "from 1 to 9223372036854775807")


class Script:
    """Receipts: what must come out stands beside what goes in."""

    def __init__(self, expected):
        self.expected, self.now_state = iter(expected), None

    def decide(self, event):
        self.now_state, effects = next(self.expected)
        return effects

    def state(self):
        return self.now_state


def receipts_runs():
    def state(profile="ready", entries=None, open=None, saved=0, seq=0, unsaved=None):
        return {"ledger": {"entries": entries or {}, "watermarks": {}}, "saved": saved, "seq": seq, "unsaved": unsaved or {}, "open": open or {}, "profile": profile}

    print = prints(b"", xxh64(b"coins", 0))
    receipt = {"event": "receipt", "id": "81", "product": "coins", "call": 1, "now": NOW}
    seen = {"81": {"call": 1, "fingerprint": print, "product": "coins", "stage": "seen"}}
    entry = {"receipt:81": {"at": NOW, "fingerprint": print, "result": {"coins": 100}}}
    answer = lambda call, decision: effect("answer", id="81", call=call, decision=decision)
    applied = state(entries=entry, open={"81": {"call": 1, "fingerprint": print, "product": "coins", "save": 1, "stage": "applied"}}, seq=1, unsaved={"receipt:81": 1})
    saved = state(entries=entry, saved=1, seq=1)
    steps = [
        (receipt, (state("waiting", open={"81": {**seen["81"], "stage": "wait_profile"}}), [])),
        ({"event": "profile", "ledger": {}, "now": NOW}, (state(open=seen), [effect("validate", id="81", product="coins")])),
        ({**receipt, "call": 2}, (state(open=seen), [effect("validate", id="81", product="coins"), answer(2, "not_processed_yet")])),
        ({"event": "valid", "id": "81", "grant": {"coins": 100}, "now": NOW}, (applied, [
            effect("apply", id="81", grant={"coins": 100}), effect("pending", id="81"), effect("save", save=1, ledger={"entries": entry, "watermarks": {}})])),
        ({**receipt, "call": 3}, (applied, [answer(3, "not_processed_yet")])),
        ({"event": "saved", "save": 1}, (saved, [effect("committed", id="81"), answer(1, "granted")])),
        ({**receipt, "call": 4}, (saved, [answer(4, "granted")])),
        ({**receipt, "call": 5, "product": "gems"}, (saved, [effect("alert", id="81", reason="conflict"), answer(5, "not_processed_yet")])),
        ({"event": "left"}, ({**saved, "profile": "left"}, [])),
        ({**receipt, "call": 6}, ({**saved, "profile": "left"}, [answer(6, "not_processed_yet")])),
    ]
    run("a receipt from its callback to its answer, and after", "receipts", Script([after for _, after in steps]), [event for event, _ in steps])


FINGERPRINTS = []


def fingerprint_cases():
    values = ["null", "true", "0", "-1", "1.0", "1.5", "1e2", "9223372036854775807", "-9223372036854775808", '""', '"é"', "[]", "[1,[2]]", "{}", '{"b":1,"a":[true,null]}', '{"é":"x","z":{"k":0.1}}',
              '"' + "x" * 100 + '"']
    for text in values:
        FINGERPRINTS.append({"name": "action", "content": text, "fingerprint": fingerprint("action", json.loads(text))})
    FINGERPRINTS.append({"name": "another", "content": "1", "fingerprint": fingerprint("another", 1)})
    FINGERPRINTS.append({"name": "action", "content": '{ "a" : [true, null], "b" : 1.00 }', "fingerprint": fingerprint("action", {"b": 1, "a": [True, None]})})
    for text in ("9223372036854775808", "1e999", "[1,123456789012345678901234567890]"):
        FINGERPRINTS.append({"name": "action", "content": text, "refused": {"code": "ledger", "pointer": "", "message_contains": "neither a 64-bit integer"}})
    FINGERPRINTS.append({"name": "action", "content": "{", "refused": {"code": "json", "pointer": "/content", "message_contains": "the content: "}})


def told(name, machine, *steps):
    """Events and what docs/ledger.md says of each, by hand; states are the machine's own business."""
    RUNS.append({"name": name, "machine": machine, "begin": None, "steps": [{"event": event, "effects": list(effects)} for event, *effects in steps]})


def code_runs():
    def reserve(block, size, now=NOW):
        return {"event": "reserve", "block": block, "size": size, "now": now, "lease_ms": 1000}

    def block(name, size):
        return effect("block", block=name, size=size, expires=NOW + 1000)

    def no(block, reason):
        return effect("refused", block=block, reason=reason)

    settle = {"event": "settle", "block": "us#1", "used": 1, "wait_ms": 10}
    told("a code is given out in blocks, and never more of it than there is", "code_cap",
         ({"event": "open", "code": "XMAS", "max_uses": 10},), (reserve("eu#1", 6), block("eu#1", 6)), (reserve("eu#1", 6, NOW + 5), block("eu#1", 6)), (reserve("us#1", 6), block("us#1", 4)),
         (reserve("as#1", 1), no("as#1", "exhausted")),
         ({"event": "return", "block": "xx#1", "used": 0}, no("xx#1", "unknown")), ({"event": "return", "block": "us#1", "used": 5}, no("us#1", "more_than_reserved")),
         ({"event": "return", "block": "eu#1", "used": 2}, effect("returned", block="eu#1", uses=4, remaining=4)), ({"event": "return", "block": "eu#1", "used": 2}, no("eu#1", "closed")),
         ({**settle, "now": NOW + 999}, no("us#1", "not_expired")), ({**settle, "now": NOW + 1010}, effect("returned", block="us#1", uses=3, remaining=7)),
         (reserve("eu#1", 1), no("eu#1", "closed")), (reserve("as#1", 9), block("as#1", 7)))

    def use(by, now=NOW):
        return {"event": "use", "by": by, "now": now, "margin_ms": 10}

    def redeem(by, number):
        return effect("redeem", by=by, block="eu#1", use=number)

    def never(by, reason):
        return effect("refused", by=by, reason=reason)

    take = {"event": "block", "block": "eu#1", "size": 2, "expires": NOW + 1000}
    told("a block is used up, a write that failed gives its use back once, and a block that was closed does not open again", "code_block",
         (use("p7"), never("p7", "no_block")), (take,), (use("p7"), redeem("p7", 1)), (use("p7"), never("p7", "in_doubt")), (use("p8"), redeem("p8", 2)), (use("p9"), never("p9", "exhausted")),
         ({"event": "refused", "by": "p8", "use": 2},), ({"event": "refused", "by": "p8", "use": 2},), ({"event": "kept", "by": "p7", "use": 1},),
         (use("p9", NOW + 991), never("p9", "expired")), (use("p9"), redeem("p9", 3)), ({"event": "kept", "by": "p9"},),
         ({"event": "close"}, effect("return", block="eu#1", used=2)), (take, no("eu#1", "closed")))


def trade_runs():
    propose = {"event": "propose", "id": "trade:1", "parties": {"a": {}, "b": {}}, "deadline": NOW + 1000}
    ready = [({"event": "prepared", "party": party},) for party in "ab"]

    def decide(decision, now, outcome):
        return {"event": "decide", "decision": decision, "now": now}, effect("decided", id="trade:1", decision=outcome)

    def recover(party, now, outcome):
        return {"event": "recover", "party": party, "now": now}, effect("apply", id="trade:1", party=party, decision=outcome)

    told("a trade commits when all are prepared, and what was decided stands", "trade",
         (propose,), ({"event": "decide", "decision": "commit", "now": NOW}, effect("refused", id="trade:1", reason="not_prepared")), ready[0],
         ({"event": "recover", "party": "a", "now": NOW}, effect("wait", id="trade:1", retry_after_ms=1000)), ready[1], decide("commit", NOW, "commit"), decide("abort", NOW, "commit"),
         recover("a", NOW + 5000, "commit"), ({"event": "applied", "party": "a"},), ({"event": "applied", "party": "b"}, effect("closed", id="trade:1")))
    told("from the deadline on a trade aborts, for everybody", "trade", (propose,), *ready, decide("commit", NOW + 1000, "abort"), recover("a", NOW + 1000, "abort"), recover("b", NOW, "abort"))
    told("whoever finds an escrow after the deadline decides to abort", "trade", (propose,), ready[0],
         ({"event": "recover", "party": "a", "now": NOW + 1000}, effect("decided", id="trade:1", decision="abort"), effect("apply", id="trade:1", party="a", decision="abort")), decide("commit", NOW, "abort"))


def audits():
    source = '{"account":"mint","may_be_negative":true}\n'
    line = lambda **members: json.dumps(members, separators=(",", ":")) + "\n"
    first = line(id="t:1", **{"from": "mint"}, to="player:1", asset="coins", amount=10)
    out = []

    def audit(name, journal, breaches, balances="", saves="", compare=None, **facts):
        out.append({"name": name, "journal": journal, "balances": balances, "saves": saves, **({"compare": compare} if compare else {}), "report": {"ok": not breaches, **facts},
                    "breaches": [dict(zip(("file", "line", "kind"), breach)) for breach in breaches]})

    audit("a sound journal", source + first, [], lines=2, transfers=1, repeated=0, accounts=2, assets={"coins": {"transfers": 1, "accounts": 2, "negative": 0, "held": "10", "sum": "0"}})
    audit("the same line again", source + first + first, [], transfers=1, repeated=1)
    audit("another amount under the id", source + first + first.replace("10}", "11}"), [("journal", 3, "conflict")], transfers=1)
    audit("less than nothing", first, [("journal", 1, "negative")])
    audit("from nowhere", line(id="t:1", to="player:1", asset="coins", amount=10), [("journal", 1, "one_sided"), ("journal", 0, "sum")])
    audit("more than 64 bits hold in all", source + line(id="t:1", to="a", asset="coins", amount=INT64) + line(id="t:2", to="b", asset="coins", amount=INT64),
          [("journal", 2, "one_sided"), ("journal", 3, "one_sided"), ("journal", 0, "sum")], assets={"coins": {"transfers": 2, "accounts": 2, "negative": 0, "held": str(2 * INT64), "sum": str(2 * INT64)}})
    full = line(id="t:1", **{"from": "mint"}, to="a", asset="coins", amount=INT64)
    sink = '{"account":"sink","may_be_negative":true}\n'
    audit("a transfer that one side cannot hold is left out on both", source + sink + full + line(id="t:2", **{"from": "sink"}, to="a", asset="coins", amount=1), [("journal", 4, "overflow")],
          assets={"coins": {"transfers": 2, "accounts": 2, "negative": 0, "held": str(INT64), "sum": "0"}})
    opening = '{"account":"a","balances":{"coins":5}}\n'
    minted = '{"account":"mint","may_be_negative":true,"balances":{"coins":-5}}\n'
    audit("opening balances that are told again count once", opening + minted + opening + minted, [], repeated=2, assets={"coins": {"transfers": 0, "accounts": 2, "negative": 0, "held": "5", "sum": "0"}})
    audit("opening balances that are told otherwise", opening + minted + opening.replace("5", "6"), [("journal", 3, "conflict")])
    audit("a store that says otherwise", source + first, [("balances", 1, "balance")], balances=line(account="player:1", asset="coins", balance=9))
    compare = {"balances": {"/state/coins": "coins"}}
    audit("saves that agree", source + first, [], saves='{"id":1,"state":{"coins":10}}\n', compare=compare, saves_=1)
    audit("a save with a coin too many, and a player without a save", source + first + line(id="t:2", **{"from": "mint"}, to="player:2", asset="coins", amount=1),
          [("saves", 1, "save"), ("saves", 0, "no_save")], saves='{"id":1,"state":{"coins":11}}\n', compare=compare)
    for each in out:
        if "saves_" in each["report"]:
            each["report"]["saves"] = each["report"].pop("saves_")
    return out


def save():
    for make in (entries_runs, claims_runs, accounts_runs, receipts_runs, code_runs, trade_runs, fingerprint_cases):
        make()
    found = audits()
    write("ledger.json", {"about": ABOUT, "runs": RUNS, "fingerprints": FINGERPRINTS, "audits": found})
    return len(RUNS) + len(FINGERPRINTS) + len(found)
