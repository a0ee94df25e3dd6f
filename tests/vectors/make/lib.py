"""What the generators share: request lines, verdicts, small rulebooks, and one deterministic text form.

Nothing here judges anything: every expected verdict is written by hand from RULEBOOK.md.
"""
import json
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent
WIDTH = 120


def compact(value):
    return json.dumps(value, ensure_ascii=True, separators=(", ", ": "))


def pretty(value, indent=0, room=WIDTH):
    """JSON, one line where it fits, else one member a line; ASCII only, member order kept."""
    line = compact(value)
    if indent + len(line) <= room or not isinstance(value, (dict, list)) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = []
        for key, item in value.items():
            head = json.dumps(key) + ": "
            flat = compact(item)
            fits = indent + 2 + len(head) + len(flat) + 1 <= room
            rows.append(pad + head + (flat if fits else pretty(item, indent + 2, room)))
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    rows = [pad + pretty(item, indent + 2, room) for item in value]
    return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"


def write(path, value):
    path = VECTORS / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(pretty(value) + "\n", encoding="ascii")


# ---- request lines ------------------------------------------------------------------------------

def req(action, params=None, t=1000, actor=7, **more):
    """One request line. `more`: session, origin, roles, nonce, sent_at, or anything that should not be there."""
    line = {"actor": actor}
    for key in ("session", "origin", "roles"):
        if key in more:
            line[key] = more.pop(key)
    line["received_at"] = t
    line["action"] = action
    if params is not None:
        line["params"] = params
    line.update(more)
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


# ---- verdicts (the line's number `i` is put in by Topic.case) ------------------------------------

def acc(result=None, events=None, shadow=None):
    out = {"verdict": "accepted"}
    if result is not None:
        out["result"] = result
    if events is not None:
        out["events"] = events
    if shadow is not None:
        out["shadow"] = shadow
    return out


def rej(reason, at, code=None, retry=None, events=None, shadow=None):
    out = {"verdict": "rejected", "reason": reason, "at": at}
    if code is not None:
        out["code"] = code
    if retry is not None:
        out["retry_after_ms"] = retry
    if events is not None:
        out["events"] = events
    if shadow is not None:
        out["shadow"] = shadow
    return out


def shadow_of(reason, at, code=None):
    """What a clause in shadow says."""
    return {"at": at, "reason": reason} if code is None else {"at": at, "code": code, "reason": reason}


def ran(timer, action, verdict, actor=7):
    """What a timer asked for and the answer; actor None: nobody set it."""
    out = {"timer": timer, "action": action}
    if actor is not None:
        out["actor"] = actor
    out.update(verdict)
    if verdict["verdict"] == "rejected":
        data = {"action": action, "reason": verdict["reason"], "timer": timer}
        out["failed"] = event("timer_failed", data, "all" if actor is None else "actor")
    return out


def dup(at, result=None):
    out = {"verdict": "duplicate", "reason": "duplicate", "at": at}
    if result is not None:
        out["result"] = result
    return out


def event(name, data, audience="all"):
    return {"event": name, "audience": audience, "data": data}


# ---- rulebooks and worlds -----------------------------------------------------------------------

def book(actions, live=None, profile=None, **more):
    """A rulebook whose actor is `player`: the only kind with a profile, or else the kind of that name."""
    player = {}
    if profile is not None:
        first = next(iter(profile))
        player["profile"] = {
            "version": 1,
            "state": profile,
            "migrations": [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/" + first, "value": 0}]}],
        }
    player["live"] = {"state": live if live is not None else {"n": "int"}}
    kinds = {"player": player}
    kinds.update(more.pop("kinds", {}))
    out = {"ludex": 1, "name": more.pop("name", "small"), "version": 1}
    for key in ("actor", "flags", "tables"):
        if key in more:
            out[key] = more.pop(key)
    out["entities"] = kinds
    if "limits" in more:
        out["limits"] = more.pop("limits")
    assert not more, more
    out["actions"] = actions
    return out


def world(players=None, now=None, timers=None, **kinds):
    """A world of players with live state only: {7: {"n": 1}}; other kinds by name; now only where it matters."""
    out = {"ludex_world": 1}
    if now is not None:
        out["now"] = now
    entities = {}
    if players is not None:
        entities["player"] = {str(k): entity(v) for k, v in players.items()}
    for kind, members in kinds.items():
        entities[kind] = {str(k): entity(v) for k, v in members.items()}
    out["entities"] = entities
    if timers is not None:
        out["timers"] = timers
    return out


def timer(id, due, action, actor=7, params=None):
    """A timer as the world's text has it; actor None: nobody set it."""
    out = {"action": action}
    if actor is not None:
        out["actor"] = actor
    return {**out, "due": due, "id": id, "params": params or {}}


def entity(state):
    """Live state as is; a `profile` member is put into its long form (version 1)."""
    state = dict(state)
    out = {}
    if "profile" in state:
        out["profile"] = {"version": 1, "state": state.pop("profile")}
    out["live"] = state
    return out


def after(players=None, **kinds):
    """The part of the closing world that must match."""
    entities = {}
    if players is not None:
        entities["player"] = {str(k): part(v) for k, v in players.items()}
    for kind, members in kinds.items():
        entities[kind] = {str(k): part(v) for k, v in members.items()}
    return {"entities": entities}


def part(state):
    if state is None:
        return None  # must not be there
    state = dict(state)
    out = {}
    if "profile" in state:
        out["profile"] = {"state": state.pop("profile")}
    if state:
        out["live"] = state
    return out


class Topic:
    def __init__(self, name, about):
        self.name, self.about = name, about
        self.rulebooks, self.cases = {}, []

    def rulebook(self, name, value):
        self.rulebooks[name] = value
        return name

    def case(self, name, rulebook, *batches, world=None, opened_at=None, flags=None, after=None,
             host_error=False, note=None, timers=None, timers_after=None):
        """timers: for each batch, those that ran first; timers_after: those that stand in the closing world. Each batch is a list of (line, verdict); or a pair (exact bytes object, list of verdicts)."""
        assert name not in [c["name"] for c in self.cases], name
        assert rulebook in self.rulebooks, rulebook
        out = {"name": name}
        if note:
            out["note"] = note
        out["rulebook"] = rulebook
        out["world"] = world if world is not None else WORLD
        if opened_at is not None:
            out["opened_at"] = opened_at
        if flags is not None:
            out["flags"] = flags
        lines, verdicts = [], []
        for batch in batches:
            if isinstance(batch, tuple):
                exact, judged = batch
                lines.append(exact)
            else:
                lines.append([line for line, _ in batch])
                judged = [verdict for _, verdict in batch]
            verdicts.append([{"i": i, **v} for i, v in enumerate(judged) if v is not None])
        out["batches"] = lines
        out["verdicts"] = verdicts
        if timers is not None:
            assert len(timers) == len(batches), name
            out["timers"] = timers
        if timers_after is not None:
            # In the order in which they fall due, as the text has them.
            after = {**(after or {}), "timers": sorted(timers_after, key=lambda x: (x["due"], x["id"].encode()))}
        if after is not None:
            out["world_after"] = after
        if host_error:
            out["host_error"] = True
        self.cases.append(out)

    def save(self):
        used = {c["rulebook"] for c in self.cases}
        assert used == set(self.rulebooks), set(self.rulebooks) - used
        write(f"judge/{self.name}.json", {"about": self.about, "rulebooks": self.rulebooks, "cases": self.cases})
        return len(self.cases)


WORLD = world({7: {}, 8: {}})
