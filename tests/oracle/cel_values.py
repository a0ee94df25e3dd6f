"""Values and functions of expressions: bool, int (checked int64), float (finite), str, list, dict, None, Vec3.

A map key keeps its CEL type: an int key is a Python int, a bool key is refused, so `True == 1` cannot confuse two.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from json_strict import INT64_MAX, INT64_MIN


class RuleError(Exception):
    """`code` is one of the rule_error codes of RULEBOOK.md, Stage C."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Vec3:
    x: float
    y: float
    z: float


def mismatch():
    return RuleError("no_such_overload")


def type_of(value):
    if isinstance(value, bool):
        return "bool"
    for kind, name in ((int, "int"), (float, "double"), (str, "string"), (list, "list"), (dict, "map"), (Vec3, "vec3")):
        if isinstance(value, kind):
            return name
    return "null" if value is None else "object"


def checked(value):
    if not INT64_MIN <= value <= INT64_MAX:
        raise RuleError("overflow")
    return value


def finite(value):
    if not math.isfinite(value):
        raise RuleError("not_finite")
    return value


def equal(a, b):
    kinds = type_of(a), type_of(b)
    if set(kinds) == {"int", "double"}:
        return float(a) == float(b)
    if kinds[0] != kinds[1]:
        return False
    if kinds[0] == "list":
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b))
    if kinds[0] == "map":
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    return a == b


def ordered_keys(mapping):
    """Ints numerically, strings in UTF-8 byte order (which is code point order)."""
    return sorted(mapping, key=lambda key: (0, key, "") if isinstance(key, int) else (1, 0, key))


def map_key(value):
    if type_of(value) == "double" and value.is_integer():
        value = int(value)
    if type_of(value) not in ("int", "string"):
        raise mismatch()
    return value


def index(container, position):
    kind = type_of(container)
    if kind == "map":
        key = map_key(position)
        if key not in container:
            raise RuleError("no_such_key")
        return container[key]
    if kind == "list":
        if type_of(position) == "double" and position.is_integer():
            position = int(position)
        if type_of(position) != "int":
            raise mismatch()
        if not 0 <= position < len(container):
            raise RuleError("index_out_of_range")
        return container[position]
    raise mismatch()


def divide(a, b):
    if b == 0:
        raise RuleError("division_by_zero")
    quotient = abs(a) // abs(b)
    return checked(quotient if (a < 0) == (b < 0) else -quotient)


def remainder(a, b):
    if b == 0:
        raise RuleError("division_by_zero")
    if a == INT64_MIN and b == -1:
        raise RuleError("overflow")
    left = abs(a) % abs(b)
    return -left if a < 0 else left


def double_divide(a, b):
    if b == 0.0:
        raise RuleError("not_finite")
    return finite(a / b)


def arithmetic(op, a, b):
    kinds = {type_of(a), type_of(b)}
    if kinds == {"int"}:
        table = {"+": lambda: checked(a + b), "-": lambda: checked(a - b), "*": lambda: checked(a * b),
                 "/": lambda: divide(a, b), "%": lambda: remainder(a, b)}
    elif kinds == {"double"}:
        table = {"+": lambda: finite(a + b), "-": lambda: finite(a - b), "*": lambda: finite(a * b),
                 "/": lambda: double_divide(a, b)}
    elif kinds in ({"string"}, {"list"}):
        table = {"+": lambda: a + b}
    elif kinds == {"vec3"}:
        table = {"+": lambda: moved(a, b, 1.0), "-": lambda: moved(a, b, -1.0)}
    elif kinds == {"vec3", "double"}:
        table = {"*": lambda: scaled(a, b) if type_of(a) == "vec3" else scaled(b, a)}
    else:
        table = {}
    if op not in table:
        raise mismatch()
    return table[op]()


def moved(a, b, sign):
    return Vec3(finite(a.x + sign * b.x), finite(a.y + sign * b.y), finite(a.z + sign * b.z))


def scaled(a, factor):
    return Vec3(finite(a.x * factor), finite(a.y * factor), finite(a.z * factor))


def compare(op, a, b):
    if op == "==":
        return equal(a, b)
    if op == "!=":
        return not equal(a, b)
    if op == "in":
        if type_of(b) == "list":
            return any(equal(a, item) for item in b)
        if type_of(b) == "map":
            return map_key(a) in b
        raise mismatch()
    kinds = {type_of(a), type_of(b)}
    if not (kinds <= {"int", "double"} or kinds in ({"string"}, {"bool"})):
        raise mismatch()
    if kinds == {"int", "double"}:
        # Python would compare exactly; the CEL conformance tests convert the int, so 2.0^63 is not above INT64_MAX.
        a, b = float(a), float(b)
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def to_int(value):
    kind = type_of(value)
    if kind == "int":
        return value
    if kind == "double":
        # Both ends excluded, as the CEL conformance tests have it.
        if not -(2.0**63) < value < 2.0**63:
            raise RuleError("overflow")
        return int(value)
    if kind == "string":
        if not re.fullmatch(r"[+-]?[0-9]+", value, re.ASCII) or len(value.lstrip("+-").lstrip("0")) > 19:
            raise RuleError("conversion")
        number = int(value)
        if not INT64_MIN <= number <= INT64_MAX:
            raise RuleError("conversion")
        return number
    raise mismatch()


def to_double(value):
    kind = type_of(value)
    if kind in ("int", "double"):
        return float(value)
    if kind == "string":
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value, re.ASCII):
            raise RuleError("conversion")
        return finite(float(value))
    raise mismatch()


def to_string(value):
    kind = type_of(value)
    if kind == "string":
        return value
    if kind == "bool":
        return "true" if value else "false"
    if kind == "int":
        return str(value)
    if kind == "double":
        return repr(value)
    raise mismatch()


def to_bool(value):
    if type_of(value) == "bool":
        return value
    if type_of(value) == "string":
        if value in ("1", "t", "T", "true", "TRUE", "True"):
            return True
        if value in ("0", "f", "F", "false", "FALSE", "False"):
            return False
        raise RuleError("conversion")
    raise mismatch()


def rounding(name, value):
    if type_of(value) != "double":
        raise mismatch()
    exact = Fraction(value)
    if name == "floor":
        whole = math.floor(exact)
    elif name == "ceil":
        whole = math.ceil(exact)
    else:  # half away from zero; adding 0.5 in doubles would round 0.49999999999999994 up
        whole = math.floor(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)
    return math.copysign(float(whole), value) if whole == 0 else float(whole)


def extreme(name, values):
    kinds = {type_of(value) for value in values}
    if not values or kinds not in ({"int"}, {"double"}):
        raise mismatch()
    return min(values) if name == "min" else max(values)


def distance(a, b):
    if type_of(a) != "vec3" or type_of(b) != "vec3":
        raise mismatch()
    x, y, z = a.x - b.x, a.y - b.y, a.z - b.z
    return math.sqrt(finite(finite(finite(x * x) + finite(y * y)) + finite(z * z)))


def absolute(value):
    if type_of(value) == "int":
        return checked(abs(value))
    if type_of(value) == "double":
        return abs(value)
    raise mismatch()


def size(value):
    if type_of(value) not in ("string", "list", "map"):
        raise mismatch()
    return len(value)


def clamp(value, low, high):
    return extreme("min", [extreme("max", [value, low]), high])


def text_test(name, text, part):
    if type_of(text) != "string" or type_of(part) != "string":
        raise mismatch()
    return {"contains": part in text, "startsWith": text.startswith(part), "endsWith": text.endswith(part)}[name]


OPERATORS = ("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "in", "!", "-_")
CORE = OPERATORS + ("min", "max", "floor", "ceil", "round", "contains", "startsWith", "endsWith", "abs", "size", "int", "double", "string", "bool",
                    "dyn", "distance", "clamp")


def call(name, arguments):
    """A function of CORE, of values already evaluated; a method's target is its first argument."""
    if name in ("+", "-", "*", "/", "%"):
        return arithmetic(name, *arguments)
    if name in ("<", "<=", ">", ">=", "==", "!=", "in"):
        return compare(name, *arguments)
    if name == "!":
        if type_of(arguments[0]) != "bool":
            raise mismatch()
        return not arguments[0]
    if name == "-_":
        kind = type_of(arguments[0])
        if kind == "vec3":
            return scaled(arguments[0], -1.0)
        if kind not in ("int", "double"):
            raise mismatch()
        return checked(-arguments[0]) if kind == "int" else -arguments[0]
    if name in ("min", "max"):
        return extreme(name, arguments)
    if name in ("floor", "ceil", "round") and len(arguments) == 1:
        return rounding(name, arguments[0])
    if name in ("contains", "startsWith", "endsWith") and len(arguments) == 2:
        return text_test(name, *arguments)
    unary = {"abs": absolute, "size": size, "int": to_int, "double": to_double, "string": to_string, "bool": to_bool,
             "dyn": lambda value: value}
    if name in unary and len(arguments) == 1:
        return unary[name](arguments[0])
    if name == "distance" and len(arguments) == 2:
        return distance(*arguments)
    if name == "clamp" and len(arguments) == 3:
        return clamp(*arguments)
    raise mismatch()
