"""Random worlds and request lines, honest and hostile, for a generated rulebook."""

import json

from gen_effects import MOB_IDS
from gen_fields import value_of, wrong_value_of

BIG_ID = 2**63 - 1
HOST_FIELDS = ["actor", "session", "origin", "roles", "received_at"]


def make_world(random, model, now):
    def fields(specs):
        return {name: value_of(random, spec) for name, spec in specs.items() if random.random() < 0.85}

    entities = {"player": {}}
    version = model.written["entities"]["player"]["profile"]["version"]
    for number in ["1", "2", "3", str(BIG_ID)][:random.choice([2, 3, 3, 4, 4, 4])]:
        entity = {"live": fields(model.kinds["player"]["live"])}
        if random.random() < 0.98:
            entity["profile"] = old_profile(random, fields(model.kinds["player"]["profile"]), version)
        entities["player"][number] = entity
    if "room" in model.kinds:
        entities["room"] = {number: {"live": fields(model.kinds["room"]["live"])} for number in ["1", "2"][:2 if random.random() < 0.85 else 1]}
    if "mob" in model.kinds:
        entities["mob"] = {str(number): {"live": {**fields(model.kinds["mob"]["live"]), "position": small_place(random)}}
                           for number in MOB_IDS[:random.choice([2, 4, 4])]}
        for player in entities["player"].values():
            player["live"]["position"] = small_place(random)
    timers = make_timers(random, model, now) if random.random() < 0.5 else []
    return {"ludex_world": 1, "now": now, "seed": 7, "entities": entities, "ledger": [], "timers": timers}


def small_place(random):
    """Few places, so that distances tie."""
    return [float(random.choice([0, 3, -3, 4])), float(random.choice([0, 0, 4])), 0.0]


def make_timers(random, model, now):
    """Timers that stand when the first batch opens: some due, some later; honest and not."""
    timers = []
    for name in random.sample(["t1", "t2", "t3", "7", "x", "every:Every", ""], random.randint(1, 5)):
        action = random.choice(list(model.actions))
        if random.random() < 0.7:
            action = random.choice([maker.name for maker in model.makers if maker.takes_timers] or [action])
        params = {key: value_of(random, field) for key, field in model.actions[action].params.items()}
        if random.random() < 0.1 and params:
            params.pop(random.choice(list(params)))
        if name == "every:Every":
            if "Every" not in model.written["actions"]:
                continue
            action, params = "Every", {}
        by = {"actor": random.choice([1, 1, 2, 3, 4])} if random.random() < 0.95 and name != "every:Every" else {}
        timers.append({"id": name, "due": max(0, now + random.choice([0, 0, -5, 40, 1000, -100])), "action": action, **by, "params": params})
    return timers


def old_profile(random, state, version):
    if random.random() < 0.25:
        state["legacy_thing"] = random.choice([1, "x", [1.5, None], {"k": True}])
    stored = random.randint(0, version) if random.random() < 0.4 else version
    if stored < 2 <= version and "coins" in state:
        state["gold"] = state.pop("coins")
    if stored < 1 <= version:
        state.pop("p0", None)
    return {"version": stored, "state": state}


class RequestMaker:
    def __init__(self, random, model, start):
        self.random, self.model, self.clock = random, model, start
        self.nonces = {}
        self.sent = []

    def chance(self, probability):
        return self.random.random() < probability

    def make(self):
        """One line as bytes, without its end."""
        r = self.random
        if self.sent and self.chance(0.2):
            body = json.loads(json.dumps(r.choice(self.sent)))  # a replay, most often under a fresh nonce and clock
            if self.chance(0.8):
                self.stamp(body)
        else:
            body = self.honest()
        if not self.chance(0.05 if self.model.is_calm else 0.3):
            self.sent.append(body)
            return self.write(body)
        return self.hostile(body)

    def honest(self):
        r = self.random
        name = r.choice(list(self.model.actions))
        action = self.model.actions[name]
        body = {"actor": r.choice([1, 1, 1, 2, 2, 3]) if self.chance(0.99 if self.model.is_calm else 0.95) else r.choice([4, -1, BIG_ID])}
        body["action"] = name
        origins = action.written.get("from", ["client"])
        origin = r.choice(origins) if self.chance(0.93) else r.choice(["client", "server", "admin"])
        if origin != "client" or self.chance(0.1):
            body["origin"] = origin
        if self.chance(0.1):
            body["session"] = r.choice([0, 1, -5])
        if self.chance(0.2):
            body["roles"] = r.choice([[], ["mod"], ["a", "mod"], ["é"]])
        params = {key: value_of(r, field) for key, field in action.params.items()}
        params = {key: value for key, value in params.items() if value is not None or self.chance(0.5)}
        if params or self.chance(0.7):
            body["params"] = params
        self.stamp(body)
        if self.chance(0.2):
            items = list(body.items())
            r.shuffle(items)
            body = dict(items)
        return body

    def stamp(self, body):
        """Fresh time and nonce, near the edges of the clock window and of the replay window."""
        r, limits = self.random, self.model.written["limits"]
        self.clock += r.choice([0, 0, 0, 1, 7, 50, 100, 333, 1000]) if self.chance(0.95) else r.choice([-500, -1, 60_000, 60_000, 3_599_000, 3_600_000])
        body["received_at"] = self.clock
        key = (body["actor"] if isinstance(body.get("actor"), int) else 0, body.get("session", 0))
        window = limits.get("nonce", {}).get("counter", 4)
        last = self.nonces.get(key, r.choice([0, 5, 1000]))
        nonce = last + 1 if self.chance(0.85) else last + r.choice([0, -1, -window, -window - 1, window, window + 1, 2**62])
        nonce = min(max(nonce, 0), 2**63 - 1)
        self.nonces[key] = max(last, nonce) if nonce < 2**61 else last
        clock = limits.get("clock", {"late_ms": 10, "early_ms": 10})
        sent_at = self.clock + (0 if self.chance(0.85) else r.choice(
            [-clock["late_ms"], -clock["late_ms"] - 1, clock["early_ms"], clock["early_ms"] + 1, -(2**62), 2**63 - 1 - self.clock]))
        for name, value, wanted in (("nonce", nonce, "nonce" in limits), ("sent_at", sent_at, "clock" in limits)):
            if wanted or self.chance(0.05):
                body[name] = value
            else:
                body.pop(name, None)

    def write(self, body):
        """Strict JSON of a body, sometimes in an unusual but equal spelling."""
        text = json.dumps(body, ensure_ascii=self.chance(0.3), separators=(",", ":") if self.chance(0.7) else (" ,\t", " : "))
        if self.chance(0.05):
            text = f" \t{text}\r \t"
        if self.chance(0.05):
            text = text.replace('"actor"', '"\\u0061ctor"')
        return text.encode("utf-8")

    def hostile(self, body):
        r = self.random
        ways = [self.wrong_param] * 5 + [self.missing_param, self.extra_param, self.odd_envelope, self.odd_envelope,
                self.top_level, self.odd_action, self.odd_spelling, self.odd_spelling, self.deep, self.long, self.broken_text,
                self.broken_text, self.raw]
        return r.choice(ways)(body)

    def wrong_param(self, body):
        action = self.model.actions[body["action"]] if body.get("action") in self.model.actions else None
        if action and action.params:
            name = self.random.choice(list(action.params))
            body.setdefault("params", {})
            if isinstance(body["params"], dict):
                body["params"][name] = wrong_value_of(self.random, action.params[name])
        else:
            body["params"] = self.random.choice([None, [], "x", 1, {"a": 1}])
        return self.write(body)

    def missing_param(self, body):
        if isinstance(body.get("params"), dict) and body["params"]:
            body["params"].pop(self.random.choice(list(body["params"])))
        return self.write(body)

    def extra_param(self, body):
        if isinstance(body.get("params", {}), dict):
            body.setdefault("params", {})[self.random.choice(["extra", "", "a/b~c", "A0", "__proto__"])] = self.random.choice([1, None])
        return self.write(body)

    def odd_envelope(self, body):
        r, field = self.random, self.random.choice(HOST_FIELDS + ["nonce", "sent_at", "params"])
        if self.chance(0.3):
            body.pop(field, None)
        else:
            body[field] = r.choice([None, "1", 1.0, 1.5, -1, 2**63, 2**63 - 1, -(2**63), [], {}, True, "client", "timer", "server",
                                    ["mod", 1], 2**43, 2**43 + 1, 0])
            if field == "received_at" and isinstance(body[field], int) and 10**9 < body[field] <= 2**43:
                body[field] = 2**43 + 1  # a jump to the end of time would refuse most batches whole
        return self.write(body)

    def top_level(self, body):
        body[self.random.choice(["extra", "Actor", "", "a/b", "params ", "~"])] = self.random.choice([1, None, {"a": 1}])
        return self.write(body)

    def odd_action(self, body):
        body["action"] = self.random.choice(["Nope", "", None, 5, "act0", ["Act0"], "Act0 "])
        if self.chance(0.3):
            body.pop("action")
        return self.write(body)

    def odd_spelling(self, body):
        """Numbers in other lexical forms: the same value, a value that is no int64, or no JSON at all."""
        numbers = ["1.0", "1e0", "10E-1", "1e2", "1e400", "-1e400", "1e-400", "0.5", "-0", "-0.0", "9223372036854775807",
                   "9223372036854775808", "9223372036854775807.0", "0e999999999999", "1e99999999999999999999", "100000e-5",
                   "1.", ".5", "+1", "01", "0x1", "NaN", "1_0", "1e", "--1", "Infinity", "2.0", "0.1e1"]
        text = self.write(body).decode("utf-8")
        parts = text.split(":")
        places = [i for i, part in enumerate(parts) if part.strip()[:1] in "-0123456789" and part.strip()]
        if places:
            place = self.random.choice(places)
            rest = parts[place].strip().lstrip("-0123456789.eE+")
            parts[place] = self.random.choice(numbers) + rest
        return ":".join(parts).encode("utf-8")

    def deep(self, body):
        levels = self.random.randint(1, 20)
        body["params"] = json.loads(self.random.choice(["[" * levels + "]" * levels, '{"a":' * levels + "1" + "}" * levels]))
        data = self.write(body)
        return data.replace(b"]", b"", 1) if self.chance(0.2) else data

    def long(self, body):
        body["params"] = {"pad": "x" * self.random.choice([100, 300, 900, 4000]), "many": [0] * self.random.choice([1, 20, 600])}
        return self.write(body)

    def broken_text(self, body):
        data = bytearray(self.write(body))
        for _ in range(self.random.randint(1, 2)):
            at = self.random.randrange(len(data))
            way = self.random.randrange(4)
            if way == 0:
                del data[at:at + self.random.randint(1, 5)]
            elif way == 1:
                data[at] = self.random.choice([0, 9, 0x1F, 0x22, 0x2C, 0x5C, 0x7B, 0x80, 0xC0, 0xED, 0xFF, 0x7D, 0x5D])
            elif way == 2:
                data[at:at] = self.random.choice([b"\\ud800", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\u12", b"//x", b",", b"[[[["])
            else:
                del data[at:]
            if not data:
                break
        return bytes(data).replace(b"\n", b" ")

    def raw(self, body):
        whole = self.write(body)
        return self.random.choice([b"", b"\r", b" ", b"null", b"[]", b"5", b"\"x\"", b"{}", b"\xef\xbb\xbf" + whole, whole + b" x",
                                   whole[:-1] + b',"actor":1}', whole + whole, b"[" * 3000, b"[" + whole + b"]", whole + b"\r",
                                   whole.replace(b"{", b'{"actor":1,"\\u0061ctor":2,', 1)])


def make_requests(random, model, start):
    """(line, its end, its batch) of each line, and the clock before each batch but the first. The end is LF or CRLF; a
    batch's last line may have none."""
    maker, made, clocks = RequestMaker(random, model, start), [], []
    for batch in range(random.choice([1, 2, 2, 3])):
        if batch:
            maker.clock += random.choice([0, 0, 1, 1000, 2000])
            clocks.append(maker.clock)
        lines = [maker.make() for _ in range(random.randint(3, 20))]
        ends = [b"\r\n" if random.random() < 0.1 else b"\n" for _ in lines]
        if random.random() < 0.3:
            ends[-1] = b""
        made += [(line, end, batch) for line, end in zip(lines, ends)]
    return made, clocks
