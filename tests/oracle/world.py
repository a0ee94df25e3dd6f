"""The world: text form <-> typed state; migrations and defaults on load."""

import copy
import json
import re
from dataclasses import dataclass, field

from json_strict import INT64_MAX, INT64_MIN, JsonError, Number, parse, plain
from shapes import DecodeError, decode, to_json


class LoadError(Exception):
    """The world text cannot be loaded under this rulebook."""


@dataclass
class Entity:
    profile: dict | None  # None: the kind has no profile, or it is not loaded
    live: dict
    unknown: dict = field(default_factory=dict)  # profile fields this rulebook does not declare, kept as they came


@dataclass
class Timer:
    due: int
    action: str
    actor: int | None  # None: nobody set it
    params: dict  # JSON values; null and absent are the same


@dataclass
class World:
    now: int = 0
    seed: int = 0
    entities: dict = field(default_factory=dict)  # (kind, id) -> Entity
    ledger: dict = field(default_factory=dict)  # (scope, owner, key) -> fingerprint, answer, accepted, keep
    timers: dict = field(default_factory=dict)  # id -> Timer
    rates: dict = field(default_factory=dict)  # (actor, action or None) -> tat
    nonces: dict = field(default_factory=dict)  # (actor, session) -> set of numbers still tracked

    def copy(self):
        return copy.deepcopy(self)


def migrated(kind, version, state):
    """Applies the steps above `version` in order of `to`."""
    if version > kind.version:
        raise LoadError("the profile is newer than the rulebook")
    state = dict(state)
    for step in kind.migrations:
        if plain(step["to"]) <= version:
            continue
        for operation in step["steps"]:
            name = operation["path"][1:]
            if operation["op"] == "default":
                state.setdefault(name, operation["value"])
            elif operation["op"] == "rename":
                source = operation["from"][1:]
                if source in state:
                    if name in state and name != source and operation.get("if_exists", "fail") == "fail":
                        raise LoadError(f"migration {step['id']}: {name} is there already")
                    state[name] = state.pop(source)
                elif operation.get("if_missing", "fail") == "fail":
                    raise LoadError(f"migration {step['id']}: {source} is missing")
            else:
                raise LoadError(f"migration operation {operation['op']} is not of the spine")
    return state


def typed_fields(shapes, state, tables):
    """Declared fields decoded, a missing one at its default; cooldown fields stay absent until set."""
    fields = {}
    for name, shape in shapes.items():
        if name in state:
            value = state[name]
            if shape.kind == "row" and isinstance(value, str) and value not in tables[shape.name]:
                fields[name] = shape.default(tables)  # a removed row reconciles to the default
            else:
                fields[name] = decode(shape, value, tables, name)
        elif not name.startswith("$"):
            fields[name] = shape.default(tables)
    return fields


def entity_of(kind, written, tables):
    profile, unknown = None, {}
    if set(written) - {"profile", "live"}:
        raise LoadError("an entity has parts profile and live only")
    if "profile" in written:
        if kind.profile is None:
            raise LoadError("the kind has no profile")
        version = plain(written["profile"].get("version", Number("0")))
        state = migrated(kind, version, written["profile"].get("state", {}))
        profile = typed_fields(kind.profile, state, tables)
        unknown = {name: value for name, value in state.items() if name not in kind.profile}
    live = written.get("live", {})
    if set(live) - set(kind.live):
        raise LoadError("an unknown live field")
    return Entity(profile, typed_fields(kind.live, live, tables), unknown)


def timer_of(rulebook, written):
    timer = Timer(plain(written["due"]), written["action"], plain(written["actor"]) if "actor" in written else None,
                  plain(written.get("params", {})))
    if timer.due < 0 or timer.action not in rulebook.actions:
        raise LoadError("a timer")
    return timer


def load(rulebook, data):
    try:
        written = parse(data)
        world = World(now=plain(written.get("now", Number("0"))), seed=plain(written.get("seed", Number("0"))))
        for kind_name, entities in written.get("entities", {}).items():
            if kind_name not in rulebook.kinds:
                raise LoadError(f"unknown kind {kind_name}")
            for text, entity in entities.items():
                if not re.fullmatch(r"0|-?[1-9][0-9]*", text) or not INT64_MIN <= int(text) <= INT64_MAX:
                    raise LoadError(f"id {text}")
                world.entities[kind_name, int(text)] = entity_of(rulebook.kinds[kind_name], entity, rulebook.tables)
        world.timers = {timer["id"]: timer_of(rulebook, timer) for timer in written.get("timers", [])}
        return world
    except (JsonError, DecodeError) as error:
        raise LoadError(str(error)) from error


def save(rulebook, world):
    """The text form without guard and ledger, which belong to one run of this judge."""
    entities = {}
    for (kind_name, number), entity in sorted(world.entities.items()):
        kind = rulebook.kinds[kind_name]
        written = {}
        if entity.profile is not None:
            state = {**{name: plain(value) for name, value in entity.unknown.items()}, **to_json(entity.profile)}
            written["profile"] = {"version": kind.version, "state": dict(sorted(state.items()))}
        written["live"] = to_json(entity.live)
        entities.setdefault(kind_name, {})[str(number)] = written
    timers = []
    for name, timer in sorted(world.timers.items()):
        by = {} if timer.actor is None else {"actor": timer.actor}
        params = {key: value for key, value in timer.params.items() if value is not None}
        timers.append({"id": name, "due": timer.due, "action": timer.action, **by, "params": params})
    text = {"ludex_world": 1, "now": world.now, "seed": world.seed, "entities": entities, "ledger": [], "timers": timers}
    return json.dumps(text, ensure_ascii=False, indent=1) + "\n"
