"""Step 5 and 6 of stage C: writes on a copy of the world's entities and timers, then the bounds of what was written."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from cel_eval import evaluate
from cel_values import RuleError, Vec3, map_key, mismatch, ordered_keys, type_of
from json_strict import INT64_MAX, INT64_MIN
from shapes import UNWRITTEN, to_json, within, without_negative_zero
from world import Entity, Timer

MISSING = object()
EACH_LIMIT, LAST_DUE = 64, 2**43


@dataclass(frozen=True, eq=False)
class Ref:
    """One entity. A deleted one and another made later under its id are two: the generation tells."""

    kind: str
    id: int
    generation: int = 0
    may_be_absent: bool = False  # bound to an optional name or by a loop over ids

    def __eq__(self, other):
        return isinstance(other, Ref) and (self.key, self.generation) == (other.key, other.generation)

    def __hash__(self):
        return hash((self.key, self.generation))

    @property
    def key(self):
        return self.kind, self.id


class State:
    """Entities by (kind, id), and how often each id was deleted."""

    def __init__(self, entities):
        self.entities = entities
        self.deletions = {}

    def ref(self, kind, number):
        key = kind, number
        return Ref(kind, number, self.deletions.get(key, 0)) if key in self.entities else None

    def is_alive(self, ref):
        return ref is not None and ref.key in self.entities and self.deletions.get(ref.key, 0) == ref.generation


def exact_sum(op, current, amount, low, high):
    """add and sub: exact, clamped by min (a lower bound) then max, and only then made an int64 or a finite double."""
    kind = type_of(current)
    if kind not in ("int", "double") or any(type_of(v) != kind for v in (amount, low, high) if v is not None):
        raise mismatch()
    total = Fraction(current) + (Fraction(amount) if op == "add" else -Fraction(amount))
    if low is not None:
        total = max(total, Fraction(low))
    if high is not None:
        total = min(total, Fraction(high))
    if kind == "int":
        if not INT64_MIN <= total <= INT64_MAX:
            raise RuleError("overflow")
        return int(total)
    try:
        value = float(total)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise RuleError("not_finite")
    return value


def replaced(value, shape, steps, change):
    """`value` with the part that `steps` lead to passed through `change(old, shape)`; MISSING stands for no entry."""
    if not steps:
        return change(value, shape)
    (way, step), rest = steps[0], steps[1:]
    if value is MISSING:
        raise RuleError("no_such_key")
    if type_of(value) == "map":
        key = map_key(step)
        if key not in value and rest:
            raise RuleError("no_such_key")
        part = replaced(value.get(key, MISSING), shape.element, rest, change)
        without = {name: item for name, item in value.items() if name != key}
        if part is MISSING:
            return without
        return {**value, key: part}
    if type_of(value) == "list" and way == "index":
        if type_of(step) != "int":
            raise mismatch()
        if not 0 <= step < len(value):
            raise RuleError("index_out_of_range")
        part = replaced(value[step], shape.element, rest, change)
        return value[:step] + ([] if part is MISSING else [part]) + value[step + 1:]
    if type_of(value) == "vec3" and way == "field" and step in ("x", "y", "z") and not rest:
        parts = {"x": value.x, "y": value.y, "z": value.z}
        parts[step] = change(parts[step], None)
        return Vec3(**parts)
    raise mismatch()


class Changes:
    """What one request does. `case` gives names, lets and the rulebook; nothing here outlives a refusal."""

    def __init__(self, case, state, names, timers):
        self.case = case
        self.rulebook = case.rulebook
        self.state = state  # a copy
        self.names = dict(names)  # name -> Ref, None or a list of Refs; loops and creates add to it
        self.locals = {}  # name -> value: items of loops and of remove_where
        self.timers = dict(timers)
        self.written = {}  # (ref, part, field) -> pointer of the last effect, in order of first write
        self.scope = case.scope(state, self.names, self.locals)

    def part_of(self, kind_name, field):
        kind = self.rulebook.kinds[kind_name]
        return "profile" if kind.profile is not None and field in kind.profile else "live"

    def shape_of(self, kind_name, part, field):
        kind = self.rulebook.kinds[kind_name]
        return (kind.profile if part == "profile" else kind.live)[field]

    def fields(self, ref, part):
        return getattr(self.state.entities[ref.key], part)

    def put(self, ref, part, field, value, at):
        self.fields(ref, part)[field] = without_negative_zero(value)
        # Assigning to a key that is there keeps its place, so the order stays that of first writes.
        self.written[ref, part, field] = at

    def value(self, tree):
        return evaluate(tree, self.scope)

    def debit(self, ref, field, amount, at):
        part = self.part_of(ref.kind, field)
        try:
            self.put(ref, part, field, exact_sum("sub", self.fields(ref, part)[field], amount, None, None), at)
        except RuleError as error:
            raise self.case.refused("rule_error", at, error.code) from error

    def cool_down(self, field, ms, at):
        ref = self.names["actor"]
        try:
            if not self.state.is_alive(ref):
                raise RuleError("no_such_key")
            self.put(ref, "live", field, exact_sum("add", self.case.now, ms, None, None), at)
        except RuleError as error:
            raise self.case.refused("rule_error", at, error.code) from error

    def apply(self, effects):
        for effect in effects:
            try:
                todo = getattr(self, "do_" + effect.op)(effect)
            except RuleError as error:
                raise self.case.refused("rule_error", effect.at, error.code) from error
            for bind, chosen in todo or ():
                if bind():
                    self.apply(chosen)

    def do_if(self, effect):
        condition = self.value(effect.value)
        if type_of(condition) != "bool":
            raise mismatch()
        return [(lambda: True, effect.then if condition else effect.otherwise)]

    def change(self, effect, changed, *trees, is_write=False):
        """Passes the place through `changed(old, shape, *values)`; returning `old` itself is no write, unless `is_write`.

        Written order: the place's own keys, then the trees; only then is the place looked at."""
        path = effect.path
        steps = [(way, self.value(step) if way == "index" else step) for way, step in path.steps]
        values = [self.value(tree) if tree else None for tree in trees]
        ref = self.names[path.root]
        if not self.state.is_alive(ref):
            raise RuleError("no_such_key")
        part = path.part or self.part_of(ref.kind, path.field)
        untouched = []

        def one(old, shape):
            new = changed(old, shape, *values)
            untouched.append(new is old and not is_write)
            return new

        new = replaced(self.fields(ref, part)[path.field], self.shape_of(ref.kind, part, path.field), steps, one)
        if untouched == [True]:
            return  # what does nothing is no write
        self.put(ref, part, path.field, None if new is MISSING else new, effect.at)

    def do_set(self, effect):
        self.change(effect, lambda old, shape, value: value, effect.value, is_write=True)

    def do_add(self, effect):
        def changed(old, shape, amount, low, high):
            old = shape.default(self.rulebook.tables) if old is MISSING else old
            return exact_sum(effect.op, old, amount, low, high)

        self.change(effect, changed, effect.value, effect.low, effect.high, is_write=True)

    do_sub = do_add

    def do_remove(self, effect):
        self.change(effect, lambda old, shape: MISSING)

    def do_append(self, effect):
        def changed(old, shape, value):
            return (shape.default(self.rulebook.tables) if old is MISSING else old) + [value]

        self.change(effect, changed, effect.value)

    def do_remove_where(self, effect):
        def goes(item):
            self.locals[effect.name] = item
            answer = self.value(effect.value)
            if type_of(answer) != "bool":
                raise mismatch()
            return answer

        def changed(old, shape):
            if old is MISSING:
                return old
            if type_of(old) == "map":
                gone = {key for key in ordered_keys(old) if goes(key)}
                return {key: item for key, item in old.items() if key not in gone} if gone else old
            left = [item for item in old if not goes(item)]
            return left if len(left) < len(old) else old

        self.change(effect, changed)

    def do_each(self, effect):
        """The turns, each a binding of the name and the list of effects; a found entity that is gone has none."""
        items = self.value(effect.value)
        if len(items) > EACH_LIMIT:
            raise RuleError("index_out_of_range")
        kind = self.case.refs_in(effect.value, self.names)

        def bind(item):
            if type_of(item) != "object" and kind is None:
                self.locals[effect.name] = item
                return True
            ref = item.ref if kind is None else self.state.ref(kind, item)
            self.names[effect.name] = ref and replace(ref, may_be_absent=kind is not None)
            if kind is None:
                return self.state.is_alive(ref)
            if ref and self.rulebook.kinds[kind].profile is not None and self.state.entities[ref.key].profile is None:
                raise self.case.refused("profile_not_ready", effect.at)
            return True

        return [(lambda item=item: bind(item), effect.then) for item in items]

    def do_create(self, effect):
        number = self.value(effect.id)
        values = [(name, self.value(tree)) for name, tree in effect.parts]
        key = effect.kind, number
        if key in self.state.entities:
            raise self.case.refused("entity_exists", effect.at)
        shapes = self.rulebook.kinds[effect.kind].live
        live = {name: shape.default(self.rulebook.tables) for name, shape in shapes.items() if not name.startswith("$")}
        self.state.entities[key] = Entity(None, live)
        ref = self.state.ref(*key)
        if effect.name:
            self.names[effect.name] = ref
        for name, value in values:
            self.put(ref, "live", name, value, effect.at)

    def do_delete(self, effect):
        ref = self.names[effect.name]
        if not self.state.is_alive(ref):
            raise RuleError("no_such_key")
        del self.state.entities[ref.key]
        self.state.deletions[ref.key] = ref.generation + 1

    def do_after(self, effect):
        ms = self.value(effect.value)
        due = self.case.now + ms
        if ms < 0 or due > LAST_DUE:
            raise RuleError("overflow")
        shapes = self.rulebook.actions[effect.action].params
        values = {name: self.value(tree) for name, tree in effect.parts}
        params = {name: values[name] if name in values else shape.default(self.rulebook.tables)
                  for name, shape in shapes.items() if name in values or shape.written_default is not UNWRITTEN}
        actor = self.case.request.envelope.actor
        name = base = f"{effect.action}:{actor}:{due}"
        if effect.id:
            name = str(self.value(effect.id))
        else:
            number = 2
            while name in self.timers:
                name, number = f"{base}:{number}", number + 1
        params = {key: to_json(without_negative_zero(value)) for key, value in params.items() if value is not None}
        self.timers[name] = Timer(due, effect.action, actor, params)

    def do_cancel(self, effect):
        self.timers.pop(str(self.value(effect.id)), None)

    def check_bounds(self):
        for (ref, part, field), at in self.written.items():
            if not self.state.is_alive(ref):
                continue  # its fields are gone with it
            if not within(self.shape_of(ref.kind, part, field), self.fields(ref, part)[field], self.rulebook.tables):
                raise self.case.refused("out_of_bounds", at)
