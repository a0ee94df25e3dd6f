"""Tree-walking evaluator of the expressions of a rulebook."""

from cel_values import RuleError, call, index, map_key, mismatch, ordered_keys, type_of


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

    def with_variable(self, variable, value):
        return Scope(lambda name: value if name == variable else self.lookup(name), self.present)


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


def fold(name, target, variable, bodies, scope):
    if type_of(target) not in ("list", "map"):
        raise mismatch()
    items = ordered_keys(target) if type_of(target) == "map" else target

    def body(number, item):
        return evaluate(bodies[number], scope.with_variable(variable, item))

    if name in ("all", "exists"):
        return logical([lambda item=item: body(0, item) for item in items], decisive=(name == "exists"))
    if name == "exists_one":
        return sum([truth(body(0, item)) for item in items]) == 1
    if name == "filter":
        return [item for item in items if truth(body(0, item))]
    if len(bodies) == 2:
        return [body(1, item) for item in items if truth(body(0, item))]
    return [body(0, item) for item in items]


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
        return call(tree[1], values)
    if kind in ("and", "or"):
        return logical([lambda: evaluate(tree[1], scope), lambda: evaluate(tree[2], scope)], decisive=(kind == "or"))
    if kind == "cond":
        return evaluate(tree[2] if truth(evaluate(tree[1], scope)) else tree[3], scope)
    if kind == "has":
        return has(tree[1], scope)
    if kind == "fold":
        return fold(tree[1], evaluate(tree[2], scope), tree[3], tree[4], scope)
    if kind == "list":
        return [evaluate(item, scope) for item in tree[1]]
    found = {}
    for key_tree, value_tree in tree[1]:
        key = map_key(evaluate(key_tree, scope))
        if key in found:
            raise mismatch()
        found[key] = evaluate(value_tree, scope)
    return found
