"""Step 5 and 6 of stage C: writes on a copy of the touched entities, then the bounds of what was written."""

import math
from fractions import Fraction

from cel_eval import evaluate
from cel_values import RuleError, Vec3, map_key, mismatch, type_of
from json_strict import INT64_MAX, INT64_MIN
from shapes import within, without_negative_zero

MISSING = object()


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
    def __init__(self, rulebook, entities):
        self.rulebook = rulebook
        self.entities = entities  # copies, only those the action names
        self.written = {}  # (key, part, field) -> pointer of the last effect, in order of first write

    def part_of(self, key, field):
        kind = self.rulebook.kinds[key[0]]
        return "profile" if kind.profile is not None and field in kind.profile else "live"

    def shape_of(self, key, part, field):
        kind = self.rulebook.kinds[key[0]]
        return (kind.profile if part == "profile" else kind.live)[field]

    def put(self, key, part, field, value, at):
        getattr(self.entities[key], part)[field] = without_negative_zero(value)
        # Assigning to a key that is there keeps its place, so the order stays that of first writes.
        self.written[key, part, field] = at

    def debit(self, key, field, amount, at, refused):
        part = self.part_of(key, field)
        try:
            self.put(key, part, field, exact_sum("sub", getattr(self.entities[key], part)[field], amount, None, None), at)
        except RuleError as error:
            raise refused("rule_error", at, error.code) from error

    def cool_down(self, key, field, now, ms, at, refused):
        try:
            self.put(key, "live", field, exact_sum("add", now, ms, None, None), at)
        except RuleError as error:
            raise refused("rule_error", at, error.code) from error

    def apply(self, effects, scope, keys, refused):
        for effect in effects:
            try:
                chosen = self.one(effect, scope, keys)
            except RuleError as error:
                raise refused("rule_error", effect.at, error.code) from error
            if chosen:
                self.apply(chosen, scope, keys, refused)

    def one(self, effect, scope, keys):
        """Applies one effect; for an `if`, returns the branch taken."""
        if effect.op == "if":
            condition = evaluate(effect.value, scope)
            if type_of(condition) != "bool":
                raise mismatch()
            return effect.then if condition else effect.otherwise
        path = effect.path
        if path.root not in keys or keys[path.root] is None:
            raise RuleError("no_such_key")
        key = keys[path.root]
        part = path.part or self.part_of(key, path.field)
        shape = self.shape_of(key, part, path.field)
        steps = [(way, evaluate(step, scope) if way == "index" else step) for way, step in path.steps]
        # Written order: the place's own keys, the amount, min, max; only then is the place looked at.
        value, low, high = (evaluate(tree, scope) if tree else None for tree in (effect.value, effect.low, effect.high))
        found = []

        def change(old, inner):
            found.append(old)
            if effect.op == "set":
                return value
            if effect.op == "remove":
                return MISSING
            if old is MISSING:
                old = inner.default(self.rulebook.tables)
            return exact_sum(effect.op, old, value, low, high)

        changed = replaced(getattr(self.entities[key], part)[path.field], shape, steps, change)
        if effect.op == "remove" and found == [MISSING]:
            return None  # removing what is not there does nothing, so it is no write either
        self.put(key, part, path.field, None if changed is MISSING else changed, effect.at)
        return None

    def check_bounds(self, refused):
        for (key, part, field), at in self.written.items():
            value = getattr(self.entities[key], part)[field]
            if not within(self.shape_of(key, part, field), value, self.rulebook.tables):
                raise refused("out_of_bounds", at)
