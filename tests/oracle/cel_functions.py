"""Functions beyond the operators: the extensions strings, math and lists as cel-spec and cel-go publish them, and the rulebook's own.

A position of a text counts code points, which is what Python's do. Codes of errors are those of docs/functions.md.
"""

import math
from fractions import Fraction

from cel_patterns import matches
from cel_values import RuleError, Vec3, checked, compare, equal, finite, mismatch, type_of

# Unicode's property White_Space, which is not what str.strip() takes.
SPACES = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
QUOTED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"'}


def positions(size, *places):
    if not all(0 <= place <= size for place in places):
        raise RuleError("index_out_of_range")


def char_at(text, place):
    positions(len(text), place)
    return text[place:place + 1]


def cut(whole, begin, end):
    positions(len(whole), begin, end)
    if begin > end:
        raise RuleError("index_out_of_range")
    return whole[begin:end]


def index_of(text, part, begin=0):
    positions(len(text), begin)
    return text.find(part, begin)


def last_index_of(text, part, last=None):
    last = len(text) if last is None else last
    positions(len(text), last)
    return next((place for place in range(last, -1, -1) if text.startswith(part, place)), -1)


def replace(text, old, new, times=-1):
    return text.replace(old, new, max(times, -1))


def split(text, separator, most=-1):
    if most == 0:
        return []
    if separator:
        return text.split(separator, max(most, 0) - 1)
    return list(text) if most < 0 or most >= len(text) else [*text[:most - 1], text[most - 1:]]


def map_ascii(text, first, shift):
    return "".join(chr(ord(c) + shift) if first <= c <= chr(ord(first) + 25) else c for c in text)


def distinct(items):
    found = []
    for item in items:
        if not any(equal(item, other) for other in found):
            found.append(item)
    return found


def flatten(items):
    if not all(type_of(item) == "list" for item in items):
        raise mismatch()
    return [inner for item in items for inner in item]


def in_order(pairs):
    """[(key, item)] -> items in ascending order of their keys, equal ones as they stood: by insertion, from the left."""
    done = []
    for key, item in pairs:
        place = len(done)
        while place and compare("<", key, done[place - 1][0]):
            place -= 1
        done.insert(place, (key, item))
    return [item for _, item in done]


def ordered(items):
    kinds = {type_of(item) for item in items}
    if len(kinds) > 1 or not kinds <= {"int", "double", "string", "bool"}:
        raise mismatch()
    return in_order([(item, item) for item in items])


def extreme_of(is_better, *values):
    if len(values) == 1 and type_of(values[0]) == "list":
        values = values[0]
    if not values or {type_of(value) for value in values} not in ({"int"}, {"double"}):
        raise mismatch()
    best = values[0]
    for value in values[1:]:
        best = value if is_better(value, best) else best
    return best


def sign(value):
    return type(value)((value > 0) - (value < 0))


def shifted(value, places, is_left):
    if places < 0:
        raise mismatch()
    if places >= 64:
        return 0
    return wrapped(value << places) if is_left else wrapped(value % 2**64 >> places)


def wrapped(value):
    return (value + 2**63) % 2**64 - 2**63


def divided(a, b, rounded):
    if b == 0:
        raise RuleError("division_by_zero")
    return checked(rounded(Fraction(a, b)))


def nearest(quotient, half_goes_out):
    whole, rest = divmod(abs(quotient), 1)
    whole += rest > Fraction(1, 2) or rest == Fraction(1, 2) and half_goes_out
    return -int(whole) if quotient < 0 else int(whole)


def each(a, b, make):
    return Vec3(make(a.x, b.x), make(a.y, b.y), make(a.z, b.z))


def finite_vec3(vector):
    for part in (vector.x, vector.y, vector.z):
        finite(part)
    return vector


def lerp(a, b, t):
    if type_of(a) == "vec3":
        return finite_vec3(each(a, b, lambda x, y: x + (y - x) * t))
    return finite(a + (b - a) * t)


def dot(a, b):
    return finite((a.x * b.x + a.y * b.y) + a.z * b.z)


def distance2(a, b):
    difference = each(a, b, lambda x, y: x - y)
    return dot(difference, difference)


def held(value):
    if value is None:
        raise mismatch()
    return value


def square_root(value):
    if value < 0:
        raise RuleError("not_finite")
    return math.sqrt(value)


# name -> [(types of arguments, what it does)]; a letter an argument: i int, d double, s string, l list, v vec3.
TABLE = {
    "charAt": [("si", char_at)], "indexOf": [("ss", index_of), ("ssi", index_of)],
    "lastIndexOf": [("ss", last_index_of), ("ssi", last_index_of)],
    "substring": [("si", lambda text, begin: cut(text, begin, len(text))), ("sii", cut)],
    "lowerAscii": [("s", lambda text: map_ascii(text, "A", 32))], "upperAscii": [("s", lambda text: map_ascii(text, "a", -32))],
    "trim": [("s", lambda text: text.strip(SPACES))], "replace": [("sss", replace), ("sssi", replace)],
    "split": [("ss", split), ("ssi", split)], "join": [("l", "".join), ("ls", lambda items, separator: separator.join(items))],
    "reverse": [("s", lambda text: text[::-1]), ("l", lambda items: items[::-1])],
    "strings.quote": [("s", lambda text: '"' + "".join(QUOTED.get(c, c) for c in text) + '"')],
    "matches": [("ss", lambda text, pattern: matches(pattern, text))],
    "slice": [("lii", cut)], "first": [("l", lambda items: items[0] if items else None)], "last": [("l", lambda items: items[-1] if items else None)],
    "sort": [("l", ordered)], "distinct": [("l", distinct)], "flatten": [("l", flatten)],
    "unwrapOpt": [("l", lambda items: [item for item in items if item is not None])],
    "lists.range": [("i", lambda size: list(range(size)))],
    "sign": [("i", sign), ("d", sign)], "trunc": [("d", lambda value: math.copysign(float(math.trunc(value)), value))],
    "bitAnd": [("ii", lambda a, b: a & b)], "bitOr": [("ii", lambda a, b: a | b)], "bitXor": [("ii", lambda a, b: a ^ b)],
    "bitNot": [("i", lambda a: ~a)], "bitShiftLeft": [("ii", lambda a, n: shifted(a, n, True))],
    "bitShiftRight": [("ii", lambda a, n: shifted(a, n, False))],
    "floor_div": [("ii", lambda a, b: divided(a, b, math.floor))], "ceil_div": [("ii", lambda a, b: divided(a, b, math.ceil))],
    "round_div": [("ii", lambda a, b: divided(a, b, lambda q: nearest(q, True)))],
    "half_down_div": [("ii", lambda a, b: divided(a, b, lambda q: nearest(q, False)))],
    "wrap_add": [("ii", lambda a, b: wrapped(a + b))], "wrap_sub": [("ii", lambda a, b: wrapped(a - b))],
    "wrap_mul": [("ii", lambda a, b: wrapped(a * b))],
    "lerp": [("ddd", lerp), ("vvd", lerp)], "sqrt": [("d", square_root)], "vec3": [("ddd", Vec3)],
    "dot": [("vv", dot)], "distance2": [("vv", distance2)],
    "length": [("v", lambda a: math.sqrt(dot(a, a)))],
}
# Of a `T?`, which is null or what it holds: an optional value of CEL.
OPTIONAL = {"hasValue": (1, lambda value: value is not None), "value": (1, held), "optional.of": (1, lambda value: value),
            "optional.none": (0, lambda: None)}
LETTERS = {"int": "i", "double": "d", "string": "s", "list": "l", "vec3": "v"}


def extension(name, arguments):
    """The value of a function of this table; a method's target is its first argument."""
    if name in ("greatest", "least") and arguments:
        return extreme_of((lambda a, b: a > b) if name == "greatest" else (lambda a, b: a < b), *arguments)
    if name in OPTIONAL and len(arguments) == OPTIONAL[name][0]:
        return OPTIONAL[name][1](*arguments)
    given = "".join(LETTERS.get(type_of(argument), "?") for argument in arguments)
    for takes, function in TABLE.get(name, ()):
        if takes == given:
            if name == "join" and not all(type_of(item) == "string" for item in arguments[0]):
                break
            return function(*arguments)
    raise mismatch()
