"""Tree-walking evaluator of the expressions of a rulebook."""

from cel_functions import extension, in_order
from cel_values import CORE, RuleError, call, index, map_key, mismatch, ordered_keys, type_of


class Record:
    """Named values that are not a map: params, request. An absent name is no_such_key."""

    def __init__(self, fields):
        self.fields = fields

    def cel_select(self, field):
        if field not in self.fields:
            raise RuleError("no_such_key")
        return self.fields[field]


class Scope:
    """Names of an expression. `lookup(name)` returns a value or raises RuleError; `present(name)` serves has(name)."""

    def __init__(self, lookup, present=lambda name: True):
        self.lookup = lookup
        self.present = present

    def with_variables(self, variables, values):
        """`values` are asked for when a name is used: an error in what is named shows there."""
        given = dict(zip(variables, values))
        return Scope(lambda name: given[name]() if name in given else self.lookup(name), lambda name: name in given or self.present(name))


def logical(evaluate_sides, decisive):
    """&& and || with CEL's absorption: a side that decides hides an error on the other; else the first error stands."""
    failure = None
    for side in evaluate_sides:
        try:
            value = side()
            if type_of(value) != "bool":
                raise mismatch()
            if value == decisive:
                return decisive
        except RuleError as error:
            failure = failure or error
    if failure:
        raise failure
    return not decisive


def select(value, field):
    if hasattr(value, "cel_select"):
        return value.cel_select(field)
    if type_of(value) == "map":
        return index(value, field)
    if type_of(value) == "vec3" and field in ("x", "y", "z"):
        return getattr(value, field)
    raise mismatch()


def has(tree, scope):
    if tree[0] == "id":
        return scope.present(tree[1])
    if tree[1][0] == "id" and not scope.present(tree[1][1]):
        raise RuleError("no_such_key")
    value = evaluate(tree[1], scope)
    if type_of(value) == "map":
        return tree[2] in value
    # For `T?` null and absent are the same, so a field that holds null is not there.
    return select(value, tree[2]) is not None


def truth(value):
    if type_of(value) != "bool":
        raise mismatch()
    return value


def pairs_of(target):
    """What a macro of two variables sees: index and item, or key and value."""
    if type_of(target) == "map":
        return [(key, target[key]) for key in ordered_keys(target)]
    return list(enumerate(target))


def fold(name, target, variables, bodies, scope):
    if type_of(target) not in ("list", "map"):
        raise mismatch()
    turns = pairs_of(target) if len(variables) == 2 else [(item,) for item in (ordered_keys(target) if type_of(target) == "map" else target)]

    def body(number, turn):
        return evaluate(bodies[number], scope.with_variables(variables, [lambda value=value: value for value in turn]))

    if name in ("all", "exists"):
        return logical([lambda turn=turn: body(0, turn) for turn in turns], decisive=(name == "exists"))
    if name in ("exists_one", "existsOne"):
        return sum([truth(body(0, turn)) for turn in turns]) == 1
    if name == "filter":
        return [turn[0] for turn in turns if truth(body(0, turn))]
    if name == "sortBy":
        return in_order([(body(0, turn), turn[0]) for turn in turns])
    made = [(turn[0], body(-1, turn)) for turn in turns if len(bodies) == 1 or truth(body(0, turn))]
    return dict(made) if name == "transformMap" else [value for _, value in made]


def optional_part(kind, value, part):
    """What is there, or null: `a.?f`, `a[?i]`. Of a null nothing is."""
    if value is None:
        return None
    if kind == "select?":
        return value.get(part) if type_of(value) == "map" else select(value, part)
    try:
        return index(value, part)
    except RuleError as error:
        if error.code not in ("no_such_key", "index_out_of_range"):
            raise
        return None


def or_else(value, other):
    return other() if value is None else value


def evaluate(tree, scope):
    kind = tree[0]
    if kind == "lit":
        return tree[1]
    if kind == "id":
        return scope.lookup(tree[1])
    if kind == "select":
        return select(evaluate(tree[1], scope), tree[2])
    if kind == "index":
        container = evaluate(tree[1], scope)
        return index(container, evaluate(tree[2], scope))
    if kind == "call":
        values = [evaluate(argument, scope) for argument in ([tree[2]] if tree[2] else []) + tree[3]]
        return (call if tree[1] in CORE else extension)(tree[1], values)
    if kind in ("and", "or"):
        return logical([lambda: evaluate(tree[1], scope), lambda: evaluate(tree[2], scope)], decisive=(kind == "or"))
    if kind == "cond":
        return evaluate(tree[2] if truth(evaluate(tree[1], scope)) else tree[3], scope)
    if kind == "has":
        return has(tree[1], scope)
    if kind == "fold":
        return fold(tree[1], evaluate(tree[2], scope), tree[3], tree[4], scope)
    if kind in ("select?", "index?"):
        value = evaluate(tree[1], scope)
        return optional_part(kind, value, tree[2] if kind == "select?" else evaluate(tree[2], scope))
    if kind == "or_else":
        return or_else(evaluate(tree[1], scope), lambda: evaluate(tree[2], scope))
    if kind == "bind":
        return evaluate(tree[3], scope.with_variables([tree[1]], [lambda: evaluate(tree[2], scope)]))
    if kind == "opt_map":
        value = evaluate(tree[1], scope)
        return None if value is None else evaluate(tree[3], scope.with_variables([tree[2]], [lambda: value]))
    if kind == "list":
        return [evaluate(item, scope) for item in tree[1]]
    found = {}
    for key_tree, value_tree in tree[1]:
        key = map_key(evaluate(key_tree, scope))
        if key in found:
            raise mismatch()
        found[key] = evaluate(value_tree, scope)
    return found
