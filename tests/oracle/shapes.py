"""Shapes of fields, params, columns and flags: short form, JSON Schema form, decoding, defaults, bounds."""

import math
import re
from dataclasses import dataclass, replace

import cel_values
from cel_values import Vec3, type_of
from json_strict import Number, parse, pointer


class ShapeError(Exception):
    """The rulebook's text of a shape cannot be read."""


class DecodeError(Exception):
    """A JSON value that does not have the shape; `at` is the pointer of the offending part."""

    def __init__(self, at):
        super().__init__(at)
        self.at = at


class _Unwritten:
    def __repr__(self):
        return "UNWRITTEN"


UNWRITTEN = _Unwritten()


@dataclass(frozen=True)
class Shape:
    """`low` and `high` bound the value of int and double, the size of string, list and map."""

    kind: str  # int double bool string vec3 enum row ref list map
    low: object = None
    high: object = None
    low_open: bool = False
    high_open: bool = False
    nullable: bool = False
    written_default: object = UNWRITTEN  # JSON as written
    options: tuple = ()  # enum
    name: str = ""  # table of row, kind of ref
    key: object = None
    element: object = None

    def default(self, tables):
        if self.written_default is not UNWRITTEN:
            return decode(self, self.written_default, tables)
        if self.nullable:
            return None
        simple = {"int": 0, "double": 0.0, "bool": False, "string": "", "list": [], "map": {}, "vec3": Vec3(0.0, 0.0, 0.0)}
        if self.kind == "enum":
            return self.options[0]
        if self.kind not in simple:
            raise ShapeError(f"{self.kind} needs a written default")
        return simple[self.kind]


TOKEN = re.compile(r"\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_.\-]*)|(?P<op>\.\.|>=|<=|[<>,()?=]))")


class ShortForm:
    """Recursive descent over `int lo..hi = d`, `map<K, V> max n`, `enum(a,b)`, `T?`."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def token(self, advance=True):
        match = TOKEN.match(self.text, self.at)
        if not match:
            return None
        if advance:
            self.at = match.end()
        return match.group().strip()

    def take(self, *texts):
        if self.token(advance=False) in texts:
            return self.token()
        return None

    def expect(self, text):
        if not self.take(text):
            raise ShapeError(f"expected {text!r} in {self.text!r}")

    def number(self):
        match = re.compile(r"\s*(-?[0-9]+(?:\.(?=[0-9])[0-9]+)?(?:[eE][+-]?[0-9]+)?)").match(self.text, self.at)
        if not match:
            raise ShapeError(f"expected a number in {self.text!r} at {self.at}")
        self.at = match.end()
        return Number(match.group(1))

    def whole(self):
        shape = self.shape()
        rest = self.text[self.at:].strip()
        if rest.startswith("="):
            return replace(shape, written_default=default_value(rest[1:].strip()))
        if rest:
            raise ShapeError(f"unexpected {rest!r} in {self.text!r}")
        return shape

    def shape(self):
        kind = self.token()
        made = Shape(kind)
        if kind in ("row", "ref"):
            made = replace(made, name=self.token())
        elif kind == "enum":
            self.expect("(")
            options = [self.token()]
            while self.take(","):
                options.append(self.token())
            self.expect(")")
            made = replace(made, options=tuple(options))
        elif kind in ("map", "list"):
            self.expect("<")
            if kind == "map":
                made = replace(made, key=self.shape())
                self.expect(",")
            made = replace(made, element=self.shape())
            self.expect(">")
        elif kind not in ("int", "double", "string", "bool", "vec3"):
            raise ShapeError(f"unknown type {kind!r} in {self.text!r}")
        made = self.nullable(made)
        made = self.bounds(made)
        return self.nullable(made)

    def nullable(self, shape):
        return replace(shape, nullable=True) if self.take("?") else shape

    def bounds(self, shape):
        if shape.kind in ("map", "list"):
            return replace(shape, high=self.number().exact_int64()) if self.take("max") else shape
        if shape.kind not in ("int", "double", "string"):
            return shape
        read = as_double if shape.kind == "double" else as_int
        following = self.token(advance=False)
        if following and (following[0].isdigit() or following[0] == "-"):
            low = read(self.number())
            self.expect("..")
            return replace(shape, low=low, high=read(self.number()))
        while True:
            mark = self.at
            operator = self.take(">=", "<=", ">", "<")
            if not operator:
                return shape
            try:
                bound = read(self.number())
            except ShapeError:
                self.at = mark  # the `>` that closes map< or list<
                return shape
            if operator[0] == ">":
                shape = replace(shape, low=bound, low_open=operator == ">")
            else:
                shape = replace(shape, high=bound, high_open=operator == "<")


def as_int(number):
    value = number.exact_int64()
    if value is None:
        raise ShapeError(f"{number.text} is not an int64")
    return value


def as_double(number):
    return number.as_double()


def default_value(text):
    """JSON, or a bare word that stands for a string (`row weapons = sword`)."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_\-]*", text) and text not in ("true", "false", "null"):
        return text
    return parse(text.encode())


def from_schema(schema):
    """The JSON Schema form of the shapes of the spine."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    nullable = "null" in kinds
    named = [kind for kind in kinds if kind != "null"]
    default = schema.get("default", UNWRITTEN)
    if "enum" in schema:
        options = tuple(option for option in schema["enum"] if option is not None)
        return Shape("enum", options=options, nullable=nullable or None in schema["enum"], written_default=default)
    kind = {"integer": "int", "number": "double", "string": "string", "boolean": "bool", "array": "list",
            "object": "map"}.get(named[0] if named else None)
    if kind is None:
        raise ShapeError(f"unsupported schema {schema}")
    made = Shape(kind, nullable=nullable, written_default=default)
    if kind in ("int", "double"):
        read = as_int if kind == "int" else as_double
        for low, high, is_open in (("minimum", "maximum", False), ("exclusiveMinimum", "exclusiveMaximum", True)):
            if low in schema:
                made = replace(made, low=read(schema[low]), low_open=is_open)
            if high in schema:
                made = replace(made, high=read(schema[high]), high_open=is_open)
        return made
    names = {"string": ("minLength", "maxLength"), "list": ("minItems", "maxItems"), "map": ("minProperties", "maxProperties"),
             "bool": ("", "")}[kind]
    low, high = (as_int(schema[name]) if name in schema else None for name in names)
    element = {"list": "items", "map": "additionalProperties"}.get(kind)
    return replace(made, low=low, high=high, key=Shape("string") if kind == "map" else None,
                   element=read_shape(schema[element]) if element else None)


def read_shape(written):
    return ShortForm(written).whole() if isinstance(written, str) else from_schema(written)


def in_range(shape, number):
    if shape.low is not None and (number <= shape.low if shape.low_open else number < shape.low):
        return False
    return shape.high is None or (number < shape.high if shape.high_open else number <= shape.high)


def without_negative_zero(value):
    """Storing turns -0.0 into 0.0 (RULEBOOK.md, Stages)."""
    kind = type_of(value)
    if kind == "double":
        return value + 0.0
    if kind == "vec3":
        return Vec3(value.x + 0.0, value.y + 0.0, value.z + 0.0)
    if kind == "list":
        return [without_negative_zero(item) for item in value]
    if kind == "map":
        return {key: without_negative_zero(item) for key, item in value.items()}
    return value


def finite_double(value, at):
    number = value.as_double() if isinstance(value, Number) else math.inf
    if not math.isfinite(number):
        raise DecodeError(at)
    return number + 0.0


def decode(shape, value, tables, at=""):
    """JSON -> typed value, or DecodeError. The order of checks is type, enum, bounds; a container before its parts."""
    if value is None:
        if shape.nullable:
            return None
        raise DecodeError(at)
    kind = shape.kind
    if kind in ("int", "ref"):
        number = value.exact_int64() if isinstance(value, Number) else None
        if number is None or not in_range(shape, number):
            raise DecodeError(at)
        return number
    if kind == "double":
        number = finite_double(value, at)
        if not in_range(shape, number):
            raise DecodeError(at)
        return number
    if kind == "vec3":
        if not isinstance(value, list) or len(value) != 3:
            raise DecodeError(at)
        return Vec3(*(finite_double(part, at) for part in value))
    wanted = {"bool": bool, "string": str, "enum": str, "row": str, "list": list, "map": dict}[kind]
    if not isinstance(value, wanted):
        raise DecodeError(at)
    if kind == "enum" and value not in shape.options or kind == "row" and value not in tables[shape.name]:
        raise DecodeError(at)
    if kind in ("string", "list", "map") and not in_range(shape, len(value)):
        raise DecodeError(at)
    if kind == "list":
        return [decode(shape.element, item, tables, at + pointer(i)) for i, item in enumerate(value)]
    if kind == "map":
        return {decode_key(shape.key, key, tables, at + pointer(key)):
                decode(shape.element, item, tables, at + pointer(key)) for key, item in value.items()}
    return value


def decode_key(shape, key, tables, at):
    if shape.kind in ("int", "ref"):
        if not re.fullmatch(r"0|-?[1-9][0-9]*", key, re.ASCII) or len(key) > 20:
            raise DecodeError(at)
        return decode(shape, Number(key), tables, at)
    return decode(shape, key, tables, at)


def within(shape, value, tables):
    """True when a typed value keeps the bounds of its shape: the check of written fields."""
    if value is None:
        return shape.nullable
    kind = shape.kind
    if kind in ("int", "double"):
        return in_range(shape, value)
    if kind in ("string", "list", "map") and not in_range(shape, len(value)):
        return False
    if kind == "list":
        return all(within(shape.element, item, tables) for item in value)
    if kind == "map":
        return all(within(shape.key, key, tables) and within(shape.element, item, tables) for key, item in value.items())
    if kind == "enum":
        return value in shape.options
    return kind != "row" or value in tables[shape.name]


def to_json(value):
    """Typed value -> what the json module can write; keys as strings in UTF-8 byte order."""
    kind = type_of(value)
    if kind == "vec3":
        return [value.x, value.y, value.z]
    if kind == "list":
        return [to_json(item) for item in value]
    if kind == "map":
        return {str(key): to_json(value[key]) for key in cel_values.ordered_keys(value)}
    return value
