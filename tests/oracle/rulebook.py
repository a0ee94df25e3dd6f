"""A rulebook's JSON -> the long form this judge walks: shapes, trees of expressions, pointers of clauses.

It trusts the rulebook to be well typed: refusing a wrong one is the compiler's work and not judged here.
"""

import re
from dataclasses import dataclass, field

import cel_parse
from json_strict import Number, parse, plain, pointer
from shapes import Shape, decode, read_shape


class RulebookError(Exception):
    """The rulebook cannot be read."""


@dataclass
class Kind:
    profile: dict | None = None  # field -> Shape
    version: int = 0
    migrations: list = field(default_factory=list)  # in order of `to`
    live: dict = field(default_factory=dict)


@dataclass
class Rate:
    per_second: int
    burst: int


@dataclass
class Limits:
    rate: Rate | None = None
    nonce_window: int | None = None
    late_ms: int | None = None  # None: no clock limit
    early_ms: int | None = None
    bytes: int = 1 << 62
    depth: int = 256
    nodes: int = 1 << 62
    max_clock_step_ms: int = 3_600_000
    max_timers_per_batch: int = 1000


@dataclass
class Near:
    """`{"kind", "at", "radius", "max"}`: entities around a point."""

    kind: str
    point: tuple
    radius: tuple
    max: int


@dataclass
class Reference:
    name: str
    kind: str
    tree: tuple | None
    optional: bool
    may_alias: bool
    at: str
    near: Near | None = None  # instead of `tree`: a list of what is there


@dataclass
class Clause:
    tree: tuple
    reason: str
    at: str
    shadow: bool = False
    events: list = field(default_factory=list)  # of on_reject


@dataclass
class Event:
    name: str
    audience: object  # "all", "actor", or (word, what stands there, read)
    data: list  # (key, tree)
    at: str


@dataclass
class Path:
    """`actor.inventory[params.item]`: root name, part (or None), field, then selections and index trees."""

    root: str
    part: str | None
    field: str
    steps: list  # ("field", name) or ("index", tree)


@dataclass
class Effect:
    op: str  # set add sub remove if append remove_where each create delete after cancel
    at: str
    path: Path | None = None
    value: tuple | None = None  # the new value, the amount, the condition, the list, or the ms
    low: tuple | None = None
    high: tuple | None = None
    then: list = field(default_factory=list)
    otherwise: list = field(default_factory=list)
    name: str | None = None  # of remove_where, each, create, delete
    kind: str | None = None  # create
    id: tuple | None = None  # create, after, cancel
    parts: list = field(default_factory=list)  # (name, tree): fields of create, params of after
    action: str | None = None  # after


@dataclass
class Once:
    key: tuple
    scope: str
    keep_ms: int | None  # None: forever
    at: str
    sticks: bool = False


@dataclass
class Action:
    name: str
    origins: list
    params: dict
    permit: list  # (tree, at)
    references: list
    lets: dict
    once: Once | None
    cooldown: tuple | None  # (key, tree of ms, at)
    require: list
    refuse: list
    cost: list  # (field, tree, at)
    effects: list
    emit: list
    result: tuple | None
    rate: Rate | None
    at: str
    every_ms: int | None = None


def expression(written):
    if isinstance(written, str):
        return cel_parse.parse(written)
    if isinstance(written, dict):
        return ("map", [(("lit", key), expression(value)) for key, value in written.items()])
    if isinstance(written, list):
        return ("list", [expression(value) for value in written])
    return ("lit", plain(written) if isinstance(written, Number) else written)


def constant(written):
    tree = expression(written)
    if tree[0] != "lit":
        raise RulebookError(f"{written!r} is not a literal")
    return tree[1]


def path_of(text):
    """`actor.live.inventory[params.item]` as a Path; the grammar is that of expressions."""
    tree, steps = cel_parse.parse(text), []
    while tree[0] in ("select", "index"):
        steps.append(("field", tree[2]) if tree[0] == "select" else ("index", tree[2]))
        tree = tree[1]
    steps.reverse()
    if tree[0] != "id" or not steps or steps[0][0] != "field":
        raise RulebookError(f"{text!r} is not a place that can be written")
    part = None
    if steps[0][1] in ("profile", "live") and len(steps) > 1 and steps[1][0] == "field":
        part, steps = steps[0][1], steps[1:]
    return Path(tree[1], part, steps[0][1], steps[1:])


def split_effect(text):
    """Short form -> long form. Operators and `min`/`max` count only outside brackets; `min(` after an operator is a call."""
    tokens = cel_parse.tokens_of(text)
    if tokens[0][1] == "remove" and tokens[1][0] == "name":
        return {"remove": text[tokens[1][2]:]}
    depth, assignment, words = 0, None, []
    for number, (kind, token, start, end) in enumerate(tokens):
        if kind == "op" and token in "([{":
            depth += 1
        elif kind == "op" and token in ")]}":
            depth -= 1
        elif depth == 0 and assignment is None and token in ("=", "+=", "-=") and kind == "op":
            assignment = (token, start, end)
        elif depth == 0 and assignment and kind == "name" and token in ("min", "max"):
            before = tokens[number - 1]
            after_keyword = words and before[1:3] == words[-1][:2]  # `min max(a, b)`: a call stands where a value is due
            if not after_keyword and (before[0] != "op" or before[1] in (")", "]", "}")):
                words.append((token, start, end))
    if not assignment:
        raise RulebookError(f"{text!r} is not an effect")
    operator, start, end = assignment
    place = text[:start].strip()
    if operator == "=":
        return {"set": place, "to": text[end:].strip()}
    ends = [word[1] for word in words] + [len(text)]
    written = {"add" if operator == "+=" else "sub": place, "by": text[end:ends[0]].strip()}
    for (word, _, after), stop in zip(words, ends[1:]):
        written[word] = text[after:stop].strip()
    return written


def effect_of(written, at):
    if isinstance(written, str):
        written = split_effect(written)
    if "if" in written:
        return Effect("if", at, value=expression(written["if"]),
                      then=effects_of(written.get("then", []), at + "/then"),
                      otherwise=effects_of(written.get("else", []), at + "/else"))
    beyond = beyond_fields(written, at)
    if beyond:
        return beyond
    for op, amount in (("set", "to"), ("add", "by"), ("sub", "by"), ("remove", None)):
        if op in written:
            clamps = {name: expression(written[word]) for word, name in (("min", "low"), ("max", "high")) if word in written}
            return Effect(op, at, path_of(written[op]), expression(written[amount]) if amount else None, **clamps)
    raise RulebookError(f"the effect at {at} is not of the spine")


def beyond_fields(written, at):
    """The effects that do more than write one field, or None."""
    if "append" in written:
        return Effect("append", at, path_of(written["append"]), expression(written["value"]))
    if "remove_where" in written:
        return Effect("remove_where", at, path_of(written["remove_where"]), expression(written["that"]), name=written["as"])
    if "each" in written:
        return Effect("each", at, value=expression(written["in"]), name=written["each"], then=effects_of(written["do"], at + "/do"))
    if "create" in written:
        parts = [(name, expression(value)) for name, value in written.get("live", {}).items()]
        return Effect("create", at, kind=written["create"], id=expression(written["id"]), name=written.get("as"), parts=parts)
    if "delete" in written:
        return Effect("delete", at, name=written["delete"])
    if "after_ms" in written:
        parts = [(name, expression(value)) for name, value in written.get("params", {}).items()]
        number = expression(written["id"]) if "id" in written else None
        return Effect("after", at, value=expression(written["after_ms"]), action=written["do"], parts=parts, id=number)
    if "cancel" in written:
        return Effect("cancel", at, id=expression(written["cancel"]))
    return None


def effects_of(written, at):
    return [effect_of(item, at + pointer(number)) for number, item in enumerate(written)]


def clause_of(written, at, separator):
    if isinstance(written, str):
        match = re.fullmatch(rf"(.*){separator}\s*([A-Za-z_][A-Za-z0-9_]*)\s*", written, re.DOTALL)
        if not match:
            raise RulebookError(f"the clause at {at} names no reason")
        return Clause(expression(match.group(1)), match.group(2), at)
    events = events_of(written.get("on_reject", {}).get("emit", []), at + "/on_reject/emit")
    return Clause(expression(written["that"]), written["else"], at, written.get("mode") == "shadow", events)


def near_of(written):
    return Near(written["kind"], expression(written["at"]), expression(written["radius"]), plain(written["max"]))


def audience_of(written):
    if isinstance(written, str):
        return written
    [(word, what)] = written.items()
    if word == "entity":
        return word, what, expression(what)
    if word == "near":
        return word, what["kind"], near_of(what)
    if word == "where":
        return word, what["kind"], (what.get("as", "it"), expression(what["that"]))
    return word, what, None


def events_of(written, at):
    return [Event(event["event"], audience_of(event.get("audience", "all")),
                  [(key, expression(value)) for key, value in event.get("data", {}).items()], at + pointer(number))
            for number, event in enumerate(written)]


def clauses_of(written, at, separator):
    return [clause_of(item, at + pointer(number), separator) for number, item in enumerate(written)]


def rate_of(written):
    return Rate(plain(written["per_second"]), plain(written["burst"])) if written else None


def reference_of(name, written, at):
    if "near" in written:
        near = near_of(written["near"])
        return Reference(name, near.kind, None, False, True, at, near)
    options = ("optional", "may_alias")
    kind = next(key for key in written if key not in options)
    return Reference(name, kind, expression(written[kind]), *(written.get(option, False) for option in options), at)


def permit_of(written, at):
    if isinstance(written, str):
        return [(expression(written), at)]
    return [(expression(item), at + pointer(number)) for number, item in enumerate(written)]


def once_of(written, at):
    if not written:
        return None
    keep = written.get("keep", "forever")
    return Once(expression(written["key"]), written.get("scope", "actor"), None if keep == "forever" else constant(keep), at,
                written.get("on_reject") == "stick")


def action_of(name, written):
    at = pointer("actions", name)
    cooldown = written.get("cooldown")
    return Action(
        name=name,
        origins=written.get("from", ["timer"] if "every_ms" in written else ["client"]),
        params={key: read_shape(shape) for key, shape in written.get("params", {}).items()},
        permit=permit_of(written.get("permit", []), at + "/permit"),
        references=[reference_of(key, value, at + pointer("with", key)) for key, value in written.get("with", {}).items()],
        lets={key: expression(value) for key, value in written.get("let", {}).items()},
        once=once_of(written.get("once"), at + "/once"),
        cooldown=(cooldown["key"], expression(cooldown["ms"]), at + "/cooldown") if cooldown else None,
        require=clauses_of(written.get("require", []), at + "/require", r"\selse\s"),
        refuse=clauses_of(written.get("refuse", []), at + "/refuse", r":"),
        cost=[(key, expression(value), at + pointer("cost", key)) for key, value in written.get("cost", {}).items()],
        effects=effects_of(written.get("effects", []), at + "/effects"),
        emit=events_of(written.get("emit", []), at + "/emit"),
        result=expression(written["result"]) if "result" in written else None,
        rate=rate_of(written.get("rate")),
        at=at,
        every_ms=constant(written["every_ms"]) if "every_ms" in written else None,
    )


def limits_of(written):
    request, clock = written.get("request", {}), written.get("clock", {})
    limits = Limits(rate=rate_of(written.get("rate")))
    if "nonce" in written:
        limits.nonce_window = plain(written["nonce"]["counter"])
    if clock:
        limits.late_ms, limits.early_ms = plain(clock["late_ms"]), plain(clock["early_ms"])
    for name in ("bytes", "depth", "nodes"):
        if name in request:
            setattr(limits, name, plain(request[name]))
    if "max_clock_step_ms" in written:
        limits.max_clock_step_ms = plain(written["max_clock_step_ms"])
    if "max_timers_per_batch" in written:
        limits.max_timers_per_batch = plain(written["max_timers_per_batch"])
    return limits


class Rulebook:
    def __init__(self, written):
        self.tables = {name: {row: {} for row in table["rows"]} for name, table in written.get("tables", {}).items()}
        for name, table in written.get("tables", {}).items():
            columns = {column: read_shape(shape) for column, shape in table["columns"].items()}
            for row, cells in table["rows"].items():
                for column, shape in columns.items():
                    self.tables[name][row][column] = self.cell(shape, cells, column)
        self.flags = {name: read_shape(shape).default(self.tables) for name, shape in written.get("flags", {}).items()}
        self.kinds = {name: self.kind_of(kind) for name, kind in written.get("entities", {}).items()}
        self.actor_kind = written.get("actor") or self.default_actor_kind()
        self.limits = limits_of(written.get("limits", {}))
        self.actions = {name: action_of(name, action) for name, action in written.get("actions", {}).items()}
        for action in self.actions.values():
            if action.cooldown:
                self.kinds[self.actor_kind].live[cooldown_field(action)] = Shape("int", nullable=True)

    def cell(self, shape, cells, column):
        return decode(shape, cells[column], self.tables) if column in cells else shape.default(self.tables)

    @staticmethod
    def kind_of(written):
        kind = Kind()
        if "profile" in written:
            profile = written["profile"]
            kind.profile = {name: read_shape(shape) for name, shape in profile.get("state", {}).items()}
            kind.version = plain(profile.get("version", Number("0")))
            kind.migrations = sorted(profile.get("migrations", []), key=lambda step: plain(step["to"]))
        kind.live = {name: read_shape(shape) for name, shape in written.get("live", {}).get("state", {}).items()}
        return kind

    def default_actor_kind(self):
        with_profile = [name for name, kind in self.kinds.items() if kind.profile is not None]
        if len(with_profile) == 1:
            return with_profile[0]
        if "player" in self.kinds:
            return "player"
        raise RulebookError("no kind can be the actor")


def cooldown_field(action):
    """The hidden field of actor.live; actions that name one key share it."""
    return "$cooldown." + action.cooldown[0]


def load(data):
    return Rulebook(parse(data, comments=True))
