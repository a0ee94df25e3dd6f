"""Random fields and params: a shape in short or long form, its type for expressions, and values of it."""

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
ROOM_IDS, TEXT_KEYS = [1, 2], ["k1", "k2", "k3", "k4", "é", "a/b", "a~b"]
FIELD_KINDS = ["int"] * 5 + ["double"] * 2 + ["string", "bool", "vec3", "row", "enum", "map", "map", "list", "list", "rows", "strings", "int?"]
PARAM_KINDS = ["int"] * 3 + ["double", "string", "string", "row", "row", "enum", "bool", "vec3", "list", "map", "strings", "int?", "string?"]


class Field:
    """`written` is the shape as it stands in the rulebook; `type` names it to the expression generator."""

    def __init__(self, kind, written, type_name, low=None, high=None, options=(), default=None):
        self.kind, self.written, self.type = kind, written, type_name
        self.low, self.high, self.options, self.default = low, high, options, default


def int_field(random, is_param):
    low, high, text = random.choice([
        (INT64_MIN, INT64_MAX, "int"), (0, INT64_MAX, "int >= 0"), (0, 100, "int 0..100"), (-5, 5, "int -5..5"),
        (INT64_MIN, 50, "int <= 50"), (1, 10, "int 1..10"), (INT64_MIN, INT64_MAX, "int")])
    default = None
    if not is_param and (not low <= 0 <= high or random.random() < 0.4):
        default = random.choice([value for value in (0, 1, 5, low, high) if low <= value <= high])
    if random.random() < 0.3:
        written = {"type": "integer"}
        if low != INT64_MIN:
            written["minimum"] = low
        if high != INT64_MAX:
            written["maximum"] = high
        if default is not None:
            written["default"] = default
    else:
        written = text if default is None else f"{text} = {default}"
    return Field("int", written, "int", low, high)


def double_field(random, is_param):
    low, high, text = random.choice([(None, None, "double"), (0.0, 1.0, "double 0.0..1.0"), (-10.5, 10.5, "double -10.5..10.5"),
                                     (0.0, None, "double >= 0.0")])
    if random.random() < 0.25:
        text = {"type": "number", **({"minimum": low} if low is not None else {}), **({"maximum": high} if high is not None else {})}
    return Field("double", text, "double", low, high)


def container_field(random, kind):
    low, high, element = random.choice([(0, INT64_MAX, "int >= 0"), (INT64_MIN, INT64_MAX, "int"), (0, 9, "int 0..9")])
    size = random.choice([2, 3, 4])
    if kind == "list":
        written = f"list<{element}> max {size}" if random.random() < 0.7 else {
            "type": "array", "maxItems": size, "items": {"type": "integer", "minimum": low, "maximum": high}}
    else:
        written = f"map<string, {element}> max {size}" if random.random() < 0.7 else {
            "type": "object", "maxProperties": size, "additionalProperties": {"type": "integer", "minimum": low, "maximum": high}}
    return Field(kind, written, kind, low, high, options=(size,))


def make_field(random, tables, is_param=False):
    kind = random.choice(PARAM_KINDS if is_param else FIELD_KINDS)
    if kind == "int":
        return int_field(random, is_param)
    if kind == "double":
        return double_field(random, is_param)
    if kind in ("list", "map"):
        return container_field(random, kind)
    if kind == "string":
        low, high = random.choice([(0, 8), (0, 4)]) if not is_param else random.choice([(1, 6), (0, 8), (2, 3)])
        text = f"string {low}..{high}" if random.random() < 0.7 else {"type": "string", "minLength": low, "maxLength": high}
        return Field("string", text, "string", low, high)
    if kind == "strings":
        return Field("strings", "list<string 0..8> max 3", "strings")
    if kind == "row":
        table = random.choice(list(tables))
        rows = list(tables[table]["rows"])
        default = random.choice(rows)
        return Field("row", f"row {table}" + ("" if is_param else f" = {default}"), f"row:{table}", options=rows)
    if kind == "enum":
        options = random.choice([["red", "green"], ["a", "b", "c"]])
        return Field("enum", f"enum({','.join(options)})", "enum:" + ",".join(options), options=options)
    if kind == "rows":
        table = random.choice(list(tables))
        rows = list(tables[table]["rows"])
        return Field("rows", f'list<row {table}> max 3 = ["{rows[0]}"]', f"rows:{table}", options=rows)
    return Field(kind, kind, kind)


def edge_int(random, low, high):
    near = [value for value in (low, low + 1, high - 1, high, 0, 1, 2, 3, 5, 7, 20, 50, 100, -1, -3) if low <= value <= high]
    small = [value for value in near if abs(value) < 1000]
    return random.choice(small if small and random.random() < 0.88 else near)


def edge_double(random, low, high):
    values = [0.0, 1.0, 0.5, -1.5, 10.5, 0.1, -0.1, 2.5, 3.0, 1e-9, 100.0]
    if random.random() < 0.1:
        values = [1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 9007199254740993.0, 1e22, -0.0]
    inside = [value for value in values if (low is None or value >= low) and (high is None or value <= high)]
    return random.choice(inside or [low])


def text_of(random, low, high):
    letters = random.choice(["k1", "ab", "é€", "k😀", "k\n\"\\", "key/~", "k2k2"])
    length = random.choice([low, high, min(max(2, low), high)])
    return (letters * 8)[:length]


def value_of(random, field):
    """A JSON value that the field accepts."""
    kind = field.kind
    if kind == "int":
        return edge_int(random, field.low, field.high)
    if kind == "double":
        return edge_double(random, field.low, field.high)
    if kind == "string":
        return random.choice(["k1", "k2", "k3"]) if field.low <= 2 <= field.high and random.random() < 0.5 else \
            text_of(random, field.low, field.high)
    if kind == "bool":
        return random.random() < 0.5
    if kind == "vec3":
        return [edge_double(random, None, None) for _ in range(3)]
    if kind in ("row", "enum"):
        return random.choice(field.options)
    if kind == "ref":
        return random.choice(field.options)
    if kind == "rows":
        return random.sample(field.options, random.randint(0, len(field.options)))
    if kind == "strings":
        return [text_of(random, 0, 8) for _ in range(random.randint(0, 3))]
    if kind == "refs":
        return [random.choice(field.options) for _ in range(random.randint(0, 3))]
    if kind == "list":
        return [edge_int(random, field.low, field.high) for _ in range(random.randint(0, field.options[0]))]
    if kind == "map":
        return {key: edge_int(random, field.low, field.high)
                for key in random.sample(TEXT_KEYS[:4] if random.random() < 0.8 else TEXT_KEYS, random.randint(0, field.options[0]))}
    if kind == "int?":
        return random.choice([None, 0, 3, 7])
    return random.choice([None, "", "k1", "zz"])


def wrong_value_of(random, field):
    """A JSON value next to what the field accepts, most often outside it."""
    common = [None, True, "1", [], {}, -1, 1.5, "x" * 40, {"k1": "x"}, [1, "a"], [1] * 9, 2**63, -(2**63) - 1]
    near = []
    if field.kind == "int":
        near = [field.low - 1, field.high + 1, field.low, field.high]
    elif field.kind == "double":
        near = [(field.high or 1e308) * 1.5, -0.0, 1, (field.low or 0.0) - 0.5]
    elif field.kind == "string":
        near = ["", "k" * (field.high + 1), "😀" * field.high, "é" * (field.high + 1)]
    elif field.kind in ("row", "enum"):
        near = ["", "nope", "Sword", 0]
    elif field.kind == "vec3":
        near = [[1, 2], [1, 2, 3, 4], [1, 2, "3"], {"x": 1, "y": 2, "z": 3}, [1, None, 2]]
    elif field.kind == "list":
        near = [[field.low - 1], [1.0, 2], [None], [field.high]]
    elif field.kind == "strings":
        near = [["k" * 9], [None], ["a", 1], ["", "", "", ""], "k"]
    elif field.kind == "map":
        near = [{"k1": field.low - 1}, {"k1": 1.0}, {"k1": None}, {"a/b": "x"}, {"": 1}]
    elif field.kind == "ref":
        near = [0, -7, 99, 1.0]
    return random.choice(near if near and random.random() < 0.6 else common)
