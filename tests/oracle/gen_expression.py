"""Random well-typed expressions over a list of names in scope.

Every operator gets at least one operand that is not a constant: a compiler may refuse what it can fold (`5 / 0`, `1 > 2`),
and that would be the compiler's own business, not a difference between judges.
"""

from gen_functions import Functions

INT_LITERALS = ["0", "1", "2", "3", "7", "10", "100", "-1", "1000", "250ms", "2s"]
INT_EDGES = ["9223372036854775807", "-9223372036854775808", "4611686018427387904", "9007199254740993"]
DOUBLE_LITERALS = ["0.0", "1.0", "0.5", "-1.5", "2.25", "10.0", "0.1", "15%", "1e10"]
DOUBLE_EDGES = ["1.7976931348623157e308", "5e-324", "9007199254740992.0", "1e300"]
STRING_LITERALS = ["'a'", "'k1'", "'k2'", "\"b\"", "'é'", "''", "'\\n'", "'z\\u00e9'"]


class Expressions(Functions):
    """`names` is a list of (text, type); types: int double bool string vec3 row:T rows:T enum:F list strings map int? string?."""

    def __init__(self, random, names, tables):
        self.random = random
        self.names = names
        self.tables = tables

    def variable(self, kind):
        found = [text for text, type_name in self.names if type_name == kind]
        return self.random.choice(found) if found else None

    def has_type(self, kind):
        return any(type_name == kind for _, type_name in self.names)

    def of(self, kind, depth=2):
        """An expression of a type, or None when the scope has nothing to make it of."""
        make = {"int": self.int, "double": self.double, "bool": self.bool, "string": self.string, "list": self.list, "strings": self.strings,
                "map": self.map, "vec3": self.vector}.get(kind)
        return make(depth) if make else self.variable(kind)

    def pick(self, makers):
        """Tries the makers in a random order until one finds what it needs."""
        makers = list(makers)
        self.random.shuffle(makers)
        for maker in makers:
            text = maker()
            if text is not None and None not in (text if isinstance(text, tuple) else (text,)):
                return text
        return None

    def literal(self, common, edges):
        return self.random.choice(edges if self.random.random() < 0.1 else common)

    def int_operand(self, depth):
        return self.int(depth) if self.random.random() < 0.6 else self.literal(INT_LITERALS, INT_EDGES)

    def divisor(self, depth):
        if self.random.random() < 0.5:
            return self.random.choice(["2", "3", "-2", "7", "100"])
        return f"({self.int(depth)})"

    def table_cell(self, kind):
        choices = []
        for text, type_name in self.names:
            if type_name.startswith("row:"):
                table = type_name[4:]
                choices += [f"tables.{table}[{text}].{column}" for column, has in self.tables[table]["types"].items() if has == kind]
        return self.random.choice(choices) if choices else None

    def int(self, depth):
        r = self.random
        simple = [lambda: self.variable("int")] * 3 + [lambda: self.table_cell("int")]
        if depth <= 0 or r.random() < 0.3:
            return self.pick(simple) or "now"
        deeper = depth - 1
        return self.pick(simple + [
            lambda: f"({self.int(deeper)} {r.choice('+-*')} {self.int_operand(deeper)})",
            lambda: f"({self.int(deeper)} {r.choice('+-')} {self.int_operand(deeper)})",
            lambda: f"({self.int(deeper)} {r.choice('/%')} {self.divisor(deeper)})",
            lambda: f"{r.choice(['min', 'max'])}({self.int(deeper)}, {self.int_operand(deeper)})",
            lambda: f"abs({self.int(deeper)})",
            lambda: f"clamp({self.int(deeper)}, {r.choice(['0', '-5', '1'])}, {r.choice(['10', '100', '9'])})",
            lambda: f"({self.bool(deeper)} ? {self.int(deeper)} : {self.int_operand(deeper)})",
            lambda: self.wrap("size({})", self.variable(r.choice(["list", "map", "string"]))),
            lambda: self.wrap("{}.size()", self.variable("list")),
            lambda: self.wrap("int({})", self.double(deeper) if r.random() < 0.5 else None),
            lambda: self.element(deeper),
            lambda: self.wrap("-{}", self.variable("int")),
            lambda: self.wrap("{}.filter(v, v > " + r.choice(["0", "2", "100"]) + ").size()", self.variable("list")),
            lambda: self.guarded("int"),
        ] + self.some(self.more_ints(deeper))) or "now"

    def some(self, makers):
        """A few of the functions, so that operators stay as common as they are in rules."""
        return self.random.sample(makers, min(len(makers), 8))

    def element(self, depth):
        r = self.random
        items, mapping = self.variable("list"), self.variable("map")
        if items and (not mapping or r.random() < 0.5):
            return f"{items}[{r.choice(['0', '1', '2', self.int(0)])}]"
        return f"{mapping}[{self.map_key()}]" if mapping else None

    def map_key(self):
        choices = ["'k1'", "'k2'", "'k3'"]
        choices += [text for text, kind in self.names if kind == "string" or kind.startswith("row:")]
        return self.random.choice(choices)

    def wrap(self, form, text):
        return form.replace("{}", text, 1) if text else None

    def guarded(self, kind):
        name = self.variable(kind + "?")
        if not name:
            return None
        fallback = {"int": "3", "string": "'none'"}[kind]
        return f"(has({name}) ? {name} : {fallback})"

    def double(self, depth):
        r = self.random
        simple = [lambda: self.variable("double")] * 2 + [lambda: self.table_cell("double"),
                  lambda: self.wrap("{}." + r.choice("xyz"), self.variable("vec3"))]
        if depth <= 0 or r.random() < 0.3:
            return self.pick(simple) or f"double({self.int(0)})"
        deeper = depth - 1
        operand = lambda: self.double(deeper) if r.random() < 0.6 else self.literal(DOUBLE_LITERALS, DOUBLE_EDGES)
        return self.pick(simple + [
            lambda: f"({self.double(deeper)} {r.choice('+-*/')} {operand()})",
            lambda: f"({operand()} {r.choice('+-*')} {self.double(deeper)})",
            lambda: f"{r.choice(['floor', 'ceil', 'round', 'abs'])}({self.double(deeper)})",
            lambda: f"{r.choice(['min', 'max'])}({self.double(deeper)}, {operand()})",
            lambda: f"double({self.int(deeper)})",
            lambda: self.distance(),
            lambda: f"({self.bool(deeper)} ? {self.double(deeper)} : {operand()})",
        ] + self.some(self.more_doubles(deeper))) or f"double({self.int(0)})"

    def distance(self):
        a, b = self.variable("vec3"), self.variable("vec3")
        return f"distance({a}, {b})" if a else None

    def string(self, depth):
        r = self.random
        simple = [lambda: self.variable("string")] * 3 + [lambda: f"string({self.int(0)})", lambda: self.guarded("string")]
        if depth <= 0 or r.random() < 0.5:
            return self.pick(simple) or "request.origin"
        return self.pick(simple + [
            lambda: f"({self.string(depth - 1)} + {r.choice(STRING_LITERALS)})",
            lambda: f"({self.bool(depth - 1)} ? {self.string(depth - 1)} : {r.choice(STRING_LITERALS)})",
        ] + self.some(self.more_strings(depth - 1))) or "request.origin"

    def comparison(self, depth):
        r = self.random
        operator = r.choice(["<", "<=", ">", ">=", "==", "!="])
        kind = r.choice(["int", "int", "int", "double", "string"])
        if kind == "int":
            return f"{self.int(depth)} {operator} {self.int_operand(depth)}"
        if kind == "double":
            right = self.double(depth) if r.random() < 0.6 else self.literal(DOUBLE_LITERALS, DOUBLE_EDGES)
            return f"{self.double(depth)} {operator} {right}"
        return f"{self.string(depth)} {operator} {r.choice(STRING_LITERALS)}"

    def bool(self, depth):
        r = self.random
        simple = [lambda: self.variable("bool"), lambda: self.comparison(0), lambda: self.comparison(0)]
        if depth <= 0:
            return self.pick(simple)
        deeper = depth - 1
        return self.pick(simple + [
            lambda: self.comparison(deeper), lambda: self.comparison(deeper),
            lambda: f"({self.bool(deeper)} {r.choice(['&&', '||'])} {self.bool(deeper)})",
            lambda: f"!({self.bool(deeper)})",
            lambda: f"({self.bool(deeper)} ? {self.bool(deeper)} : {self.bool(deeper)})",
            lambda: self.wrap(f"({self.int(0)} in {{}})", self.variable("list")),
            lambda: self.wrap(f"({self.map_key()} in {{}})", self.variable("map")),
            lambda: self.wrap("{}." + r.choice(["startsWith", "endsWith", "contains"]) + "('k')", self.variable("string")),
            lambda: self.wrap("{}." + r.choice(["all", "exists", "exists_one"]) + "(v, " + self.fold_body() + ")",
                              self.variable("list")),
            lambda: self.wrap("{}.exists(k, k == 'k1')", self.variable("map")),
            lambda: self.wrap("has({})", self.variable(r.choice(["int?", "string?"]))),
            lambda: self.row_test(),
            lambda: self.row_owned(),
        ] + self.some(self.more_bools(deeper)))

    def fold_body(self):
        return self.random.choice(["v > 0", "v < 5", "100 / v > 3", f"v == {self.int(0)}", "v % 2 == 0"])

    def row_owned(self):
        pairs = [(row, rows) for row, kind in self.names if kind.startswith("row:")
                 for rows, other in self.names if other == "rows:" + kind[4:]]
        return "{} in {}".format(*self.random.choice(pairs)) if pairs else None

    def row_test(self):
        rows = [(text, kind) for text, kind in self.names if kind.startswith(("row:", "enum:"))]
        if not rows:
            return None
        text, kind = self.random.choice(rows)
        options = self.tables[kind[4:]]["rows"] if kind.startswith("row:") else kind[5:].split(",")
        return f"{text} {self.random.choice(['==', '!='])} '{self.random.choice(list(options))}'"
