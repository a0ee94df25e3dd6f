"""Text of a rulebook expression -> tree of tuples.

CEL's grammar (cel-spec, langdef.md) without bytes, unsigned and message literals, with optional selection and the rulebook's
`500ms 2s 5m 24h` (int milliseconds) and `15%` (the double nearest 0.15). A `%` glued to digits is a percent sign unless an operand is
glued to its other side: `15% * x` against `15%4` and `15 % x`.

Trees: (lit v) (id name) (select e field) (index e i) (call name target|None args) (list items)
(map pairs) (cond c a b) (and a b) (or a b) (has e) (fold name target variables args)
(select? e field) (index? e i) (or_else e default) (bind variable e body) (opt_map e variable body)
"""

import re
from fractions import Fraction

from json_strict import INT64_MAX, INT64_MIN


class ExpressionError(Exception):
    """The text is not an expression of the subset: a fault of the rulebook, found when it is loaded."""


UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
FOLDS = {"all": (2,), "exists": (2,), "exists_one": (2,), "existsOne": (2,), "map": (2, 3), "filter": (2,), "sortBy": (2,)}
FOLDS_OF_TWO = {"all": (3,), "exists": (3,), "existsOne": (3,), "transformList": (3, 4), "transformMap": (3, 4)}
LIBRARIES = ("strings", "lists", "optional")
TOKEN = re.compile(
    r"""(?P<space>[ \t\n\f\r]+|//[^\n]*)
      |(?P<double>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?(?![0-9a-zA-Z_%])|[0-9]+[eE][+-]?[0-9]+)
      |(?P<hex>0[xX][0-9a-fA-F]+)
      |(?P<unit>[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h)(?![a-zA-Z0-9_]))
      |(?P<percent>[0-9]+(?:\.[0-9]+)?%(?!["'a-zA-Z0-9_(\[{.]))
      |(?P<int>[0-9]+)
      |(?P<string>[rR]?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
      |(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)
      |(?P<op>==|!=|<=|>=|&&|\|\||\+=|-=|[-+*/%<>!?:.,()\[\]{}=])""",
    re.VERBOSE | re.DOTALL,
)
RAW_STRING = re.compile(r"""([rR]?)("{3}|'{3}|"|')(.*)\2""", re.DOTALL)
ESCAPE = re.compile(r"""\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))""",
                    re.DOTALL)
SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def tokens_of(text):
    """List of (kind, text, start, end), spaces dropped, with an ("end", …) last."""
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ExpressionError(f"unexpected character {text[at]!r} at {at} in {text!r}")
        if match.lastgroup != "space":
            found.append((match.lastgroup, match.group(), at, match.end()))
        at = match.end()
    found.append(("end", "", at, at))
    return found


def string_value(token):
    raw, _, body = RAW_STRING.fullmatch(token).groups()
    if raw:
        return body

    def replace(match):
        simple, two, four, eight, octal, bad = match.groups()
        if bad is not None:
            raise ExpressionError(f"bad escape in {token}")
        if simple:
            return SIMPLE.get(simple, simple)
        code = int(octal, 8) if octal else int(two or four or eight, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise ExpressionError(f"bad code point in {token}")
        return chr(code)

    return ESCAPE.sub(replace, body)


class Parser:
    def __init__(self, text):
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0

    def fail(self):
        raise ExpressionError(f"unexpected {self.tokens[self.at][1]!r} at {self.tokens[self.at][2]} in {self.text!r}")

    def accept(self, *texts):
        kind, text, _, _ = self.tokens[self.at]
        if kind in ("op", "name") and text in texts:
            self.at += 1
            return text
        return None

    def expect(self, text):
        if not self.accept(text):
            self.fail()

    def name(self):
        kind, text, _, _ = self.tokens[self.at]
        if kind != "name":
            self.fail()
        self.at += 1
        return text

    def whole(self):
        tree = self.expression()
        if self.tokens[self.at][0] != "end":
            self.fail()
        return tree

    def expression(self):
        condition = self.disjunction()
        if not self.accept("?"):
            return condition
        chosen = self.disjunction()
        self.expect(":")
        return ("cond", condition, chosen, self.expression())

    def left(self, operand, make, *operators):
        tree = operand()
        while operator := self.accept(*operators):
            tree = make(operator, tree, operand())
        return tree

    def disjunction(self):
        return self.left(self.conjunction, lambda _, a, b: ("or", a, b), "||")

    def conjunction(self):
        return self.left(self.relation, lambda _, a, b: ("and", a, b), "&&")

    def relation(self):
        return self.left(self.sum, lambda op, a, b: ("call", op, None, [a, b]), "<", "<=", ">", ">=", "==", "!=", "in")

    def sum(self):
        return self.left(self.product, lambda op, a, b: ("call", op, None, [a, b]), "+", "-")

    def product(self):
        return self.left(self.unary, lambda op, a, b: ("call", op, None, [a, b]), "*", "/", "%")

    def unary(self):
        if self.accept("!"):
            return ("call", "!", None, [self.unary()])
        if self.accept("-"):
            # INT64_MIN can only be written as a negated literal, so the sign belongs to a literal that follows.
            if self.tokens[self.at][0] in ("int", "hex", "double", "unit", "percent"):
                return self.suffixes(self.literal(negative=True))
            return ("call", "-_", None, [self.unary()])
        return self.suffixes(self.primary())

    def suffixes(self, tree):
        while True:
            if self.accept("."):
                kind = "select?" if self.accept("?") else "select"
                field = self.name()
                tree = self.method(tree, field) if kind == "select" and self.accept("(") else (kind, tree, field)
            elif self.accept("["):
                kind = "index?" if self.accept("?") else "index"
                tree = (kind, tree, self.expression())
                self.expect("]")
            else:
                return tree

    def items(self, close):
        found = []
        while not self.accept(close):
            if found:
                self.expect(",")
                if self.accept(close):
                    break
            found.append(self.expression())
        return found

    def method(self, target, name):
        arguments = self.items(")")
        for folds, count in ((FOLDS, 1), (FOLDS_OF_TWO, 2)):
            if len(arguments) in folds.get(name, ()):
                return ("fold", name, target, self.variables(name, arguments[:count]), arguments[count:])
        if target == ("id", "math"):
            return ("call", name, None, arguments)
        if target == ("id", "cel") and name == "bind" and len(arguments) == 3:
            return ("bind", *self.variables(name, arguments[:1]), *arguments[1:])
        if target[0] == "id" and target[1] in LIBRARIES:
            return ("call", f"{target[1]}.{name}", None, arguments)
        if name in ("optMap", "optFlatMap") and len(arguments) == 2:
            return ("opt_map", target, *self.variables(name, arguments[:1]), arguments[1])
        if name in ("or", "orValue") and len(arguments) == 1:
            return ("or_else", target, arguments[0])
        return ("call", name, target, arguments)

    def variables(self, macro, trees):
        if any(tree[0] != "id" for tree in trees):
            raise ExpressionError(f"{macro} needs a variable name first in {self.text!r}")
        return tuple(tree[1] for tree in trees)

    def primary(self):
        kind, text, _, _ = self.tokens[self.at]
        if kind in ("int", "hex", "double", "unit", "percent", "string"):
            return self.literal()
        if self.accept("("):
            tree = self.expression()
            self.expect(")")
            return tree
        if self.accept("["):
            return ("list", self.items("]"))
        if self.accept("{"):
            return self.map()
        self.accept(".")
        name = self.name()
        if name in ("true", "false", "null"):
            return ("lit", {"true": True, "false": False, "null": None}[name])
        if name == "in":
            self.fail()
        if not self.accept("("):
            return ("id", name)
        arguments = self.items(")")
        if name == "has":
            if len(arguments) != 1 or arguments[0][0] not in ("select", "id"):
                raise ExpressionError(f"has() takes a name or a selection in {self.text!r}")
            return ("has", arguments[0])
        return ("call", name, None, arguments)

    def map(self):
        pairs = []
        while not self.accept("}"):
            if pairs:
                self.expect(",")
                if self.accept("}"):
                    break
            key = self.expression()
            self.expect(":")
            pairs.append((key, self.expression()))
        return ("map", pairs)

    def literal(self, negative=False):
        kind, text, _, _ = self.tokens[self.at]
        self.at += 1
        sign = -1 if negative else 1
        if kind == "string":
            return ("lit", string_value(text))
        if kind in ("int", "hex"):
            return ("lit", self.in_range(sign * int(text, 0 if kind == "hex" else 10)))
        if kind == "unit":
            number, unit = re.fullmatch(r"([0-9.]+)([a-z]+)", text).groups()
            exact = Fraction(number) * UNITS[unit]
            if exact.denominator != 1:
                raise ExpressionError(f"{text} is not a whole number of milliseconds")
            return ("lit", self.in_range(sign * int(exact)))
        value = float(Fraction(text[:-1]) / 100) if kind == "percent" else float(text)
        if value in (float("inf"), float("-inf")):
            raise ExpressionError(f"{text} is not finite")
        return ("lit", sign * value)

    def in_range(self, value):
        if not INT64_MIN <= value <= INT64_MAX:
            raise ExpressionError(f"{value} is not an int64")
        return value


def parse(text):
    return Parser(text).whole()
