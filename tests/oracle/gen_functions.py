"""Random uses of the functions and macros beyond the operators: texts, patterns, lists, maps, optional values, bits, vectors."""

WORDS = ["''", "'a'", "'k'", "'k1'", "'é'", "'😀'", "'/'", "'-'", "'k2'"]
PLACES = ["0", "1", "2", "3", "-1", "8"]
VARIABLES = ["x", "y", "i", "t"]
ATOMS = ["k", "1", "a", "b", "é", "€", "😀", "z", "~", "/", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\pL", r"\P{Lu}", r"\p{^Ll}", r"\x6b", r"\x{1F600}",
         r"\061", r"\.", r"\n", r"\Q.k\E", "[ab]", "[^k]", "[a-k1-3]", "[^\\d\\n]", "[[:alpha:]]", "[[:^digit:]/]", "[]k]", "[-é]", r"[\W_]", r"[\x00-\x{7f}]", r"[\p{L}~]"]
PLACES_OF_TEXT = ["^", "$", r"\A", r"\z", r"\b", r"\B"]
COUNTS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{1,3}?", "{0}", "{,2}"]


def pattern(random, depth=2):
    """A pattern in RE2's syntax."""
    parts = []
    for _ in range(random.randint(0 if random.random() < 0.1 else 1, 3)):
        atom = random.choice(ATOMS)
        if depth and random.random() < 0.35:
            atom = random.choice(["({})", "(?:{})", "(?i:{})", "(?P<n>{})", "(?s-i:{})", "(?m:{})"]).format(pattern(random, depth - 1)).replace("<n>", f"<n{random.random()}>".replace(".", ""))
        parts.append(atom + (random.choice(COUNTS) if random.random() < 0.35 else ""))
    if random.random() < 0.4:
        parts.insert(random.randint(0, len(parts)), random.choice(PLACES_OF_TEXT))
    if depth == 2 and random.random() < 0.2:
        parts.insert(0, random.choice(["(?i)", "(?s)", "(?m)", "(?im-s)", "(?U)"]))
    made = "".join(parts)
    return f"{made}|{pattern(random, depth - 1)}" if depth and random.random() < 0.25 else made


class Functions:
    """What Expressions makes beside operators."""

    def inside(self, **variables):
        """Expressions within a macro; a name it gives hides the same name outside."""
        hidden = tuple(variables)
        names = [(text, kind) for text, kind in self.names if text.split(".")[0].split("[")[0] not in hidden]
        return type(self)(self.random, names + list(variables.items()), self.tables)

    def variable_name(self):
        return self.random.choice(VARIABLES)

    def two_names(self):
        return self.random.sample(VARIABLES, 2)

    def place(self, depth):
        return self.random.choice(PLACES) if self.random.random() < 0.7 else self.int(depth)

    def word(self):
        return self.random.choice(WORDS) if self.random.random() < 0.7 else self.string(0)

    # Lists

    def list(self, depth):
        r = self.random
        simple = [lambda: self.variable("list")] * 2
        if depth <= 0 or r.random() < 0.3:
            return self.pick(simple) or f"[{self.item(0)}, {self.item(0)}]"
        less = depth - 1
        return self.pick(simple + [
            lambda: f"{self.list(less)}.{r.choice(['sort', 'reverse', 'distinct'])}()",
            lambda: f"({self.list(less)} + {self.list(less)})",
            lambda: f"{self.list(less)}.slice({self.place(0)}, {self.place(0)})",
            lambda: self.of_list(self.list(less), less),
            lambda: self.of_list(f"lists.range({r.choice('0134')})", less),
            lambda: self.of_list(self.strings(less), less, "string"),
            lambda: self.of_map(self.map(less), less),
            lambda: f"[{self.list(less)}, {self.list(less)}].flatten()",
            lambda: f"[{self.list(less)}, {self.list(less)}].{r.choice(['distinct', 'reverse'])}().flatten()",
            lambda: f"[{self.optional(less)}, {self.optional(less)}].unwrapOpt()",
            lambda: f"[{self.item(less)}, {self.item(0)}, {self.item(0)}]",
            lambda: f"({self.bool(less)} ? {self.list(less)} : {self.list(0)})",
            lambda: self.bound("list", less),
        ])

    def item(self, depth):
        """An int to be held. With has() in it, it may be an int? to the compiler, which a list of ints does not take."""
        text = self.int(depth)
        return f"({text} + 0)" if "has(" in text else text

    def of_list(self, items, depth, kind="int"):
        """A list of ints out of a list of ints or texts."""
        if not items:
            return None
        r, one, (i, x) = self.random, self.variable_name(), self.two_names()
        inner, both = self.inside(**{one: kind}), self.inside(**{i: "int", x: kind})
        forms = [lambda: f"{items}.map({one}, {inner.item(depth)})", lambda: f"{items}.map({one}, {inner.bool(depth)}, {inner.item(depth)})",
                 lambda: f"{items}.transformList({i}, {x}, {both.item(depth)})",
                 lambda: f"{items}.transformList({i}, {x}, {both.bool(depth)}, {both.item(depth)})"]
        if kind == "int":
            forms += [lambda: f"{items}.filter({one}, {inner.bool(depth)})", lambda: self.sorted_by(items, kind, depth)]
        return r.choice(forms)()

    def sorted_by(self, items, kind, depth):
        one = self.variable_name()
        key = self.inside(**{one: kind}).of(self.random.choice(["int", "int", "string", "bool", "double"]), depth)
        return f"{items}.sortBy({one}, {key})" if items else None

    def of_map(self, items, depth):
        k, v = self.two_names()
        both = self.inside(**{k: "string", v: "int"})
        if not items:
            return None
        condition = f"{both.bool(depth)}, " if self.random.random() < 0.4 else ""
        return f"{items}.transformList({k}, {v}, {condition}{both.item(depth)})"

    def strings(self, depth):
        r = self.random
        simple = [lambda: self.variable("strings")] * 2
        if depth <= 0 or r.random() < 0.3:
            return self.pick(simple) or f"[({self.string(0)} + ''), {r.choice(WORDS)}]"
        less = depth - 1
        return self.pick(simple + [
            lambda: f"{self.string(less)}.split({self.word()})", lambda: f"{self.string(less)}.split({self.word()}, {self.place(0)})",
            lambda: f"{self.strings(less)}.{r.choice(['sort', 'reverse', 'distinct'])}()",
            lambda: f"{self.strings(less)}.slice(0, {self.place(0)})",
            lambda: self.sorted_by(self.strings(less), "string", less),
            lambda: self.wrap("{}.map(k, k)", self.map(less)),
        ])

    def map(self, depth):
        mapping = self.variable("map")
        if not mapping:
            return None
        if depth <= 0 or self.random.random() < 0.5:
            return mapping
        k, v = self.two_names()
        both = self.inside(**{k: "string", v: "int"})
        condition = f"{both.bool(depth - 1)}, " if self.random.random() < 0.4 else ""
        return f"{mapping}.transformMap({k}, {v}, {condition}{both.item(depth - 1)})"

    # Optional values

    def optional(self, depth):
        """Of type int?."""
        r = self.random
        simple = [lambda: self.variable("int?")] * 2 + [
            lambda: self.wrap("{}[?" + self.map_key() + "]", self.variable("map")), lambda: self.wrap("{}.?k1", self.variable("map")),
            lambda: self.wrap("{}[?" + self.place(0) + "]", self.variable("list")), lambda: self.wrap("{}." + r.choice(["first", "last"]) + "()", self.variable("list")),
            lambda: f"optional.of({self.item(0)})"]
        if depth <= 0:
            return self.pick(simple)
        less, one = depth - 1, self.variable_name()
        inner = self.inside(**{one: "int"})
        return self.pick(simple + [
            lambda: f"{self.optional(less)}.or({self.optional(less)})",
            lambda: f"{self.optional(less)}.optMap({one}, {inner.item(less)})",
            lambda: f"{self.optional(less)}.optFlatMap({one}, {inner.optional(less)})",
            lambda: f"{self.list(less)}.{r.choice(['first', 'last'])}()", lambda: f"{self.list(less)}[?{self.place(less)}]",
            lambda: f"({self.bool(less)} ? {self.optional(less)} : optional.none())",
        ])

    def bound(self, kind, depth):
        one, of = self.variable_name(), self.random.choice(["int", "int", "double", "string", "bool", "list"])
        value, body = self.of(of, depth), self.inside(**{one: of}).of(kind, depth)
        return f"cel.bind({one}, {value}, {body})" if value and body else None

    # What of these is an int, a bool, a text, a double, a vector

    def more_ints(self, depth):
        r = self.random
        bits = ["bitAnd", "bitOr", "bitXor"]
        return [
            lambda: f"{r.choice(['floor_div', 'ceil_div', 'round_div', 'half_down_div'])}({self.int(depth)}, {self.divisor(depth)})",
            lambda: f"{r.choice(['wrap_add', 'wrap_sub', 'wrap_mul'])}({self.int(depth)}, {self.int_operand(depth)})",
            lambda: f"math.{r.choice(bits)}({self.int(depth)}, {self.int_operand(depth)})",
            lambda: f"math.{r.choice(['bitNot', 'sign'])}({self.int(depth)})",
            lambda: f"math.bitShift{r.choice(['Left', 'Right'])}({self.int(depth)}, {r.choice(['1', '3', '63', '64', self.int(0)])})",
            lambda: f"math.{r.choice(['greatest', 'least'])}({self.list(depth)})",
            lambda: f"math.{r.choice(['greatest', 'least'])}({self.int(depth)}, {self.int_operand(depth)}, {self.int(0)})",
            lambda: f"{self.string(depth)}.{r.choice(['indexOf', 'lastIndexOf'])}({self.word()})",
            lambda: f"{self.string(depth)}.{r.choice(['indexOf', 'lastIndexOf'])}({self.word()}, {self.place(0)})",
            lambda: f"{self.list(depth)}.size()", lambda: f"size({self.strings(depth)})", lambda: self.wrap("size({})", self.map(depth)),
            lambda: self.wrap("{}.orValue(" + self.int_operand(0) + ")", self.optional(depth)),
            lambda: self.wrap("{}.value()", self.optional(depth)), lambda: self.wrap("({} + 1)", self.optional(depth)),
            lambda: self.wrap("int({}.replace('k', " + r.choice(["''", "''", "'-'", "'+'", "' '"]) + "))", self.string(0)), lambda: self.bound("int", depth),
        ]

    def more_bools(self, depth):
        r, one, (i, x) = self.random, self.variable_name(), self.two_names()
        kind = r.choice(["int", "int", "string"])
        macros = ["all", "exists", "existsOne"]
        items = lambda: self.list(depth) if kind == "int" else self.strings(depth)  # noqa: E731
        return [
            self.match, self.match,
            lambda: f"{items()}.{r.choice(macros)}({one}, {self.inside(**{one: kind}).bool(depth)})",
            lambda: f"{items()}.{r.choice(macros)}({i}, {x}, {self.inside(**{i: 'int', x: kind}).bool(depth)})",
            lambda: self.wrap("{}." + r.choice(macros) + f"({i}, {x}, {self.inside(**{i: 'string', x: 'int'}).bool(depth)})", self.map(depth)),
            lambda: self.wrap("{}.hasValue()", self.optional(depth)), lambda: self.wrap("({} == null)", self.optional(depth)),
            lambda: f"({self.list(depth)} {r.choice(['==', '!='])} {self.list(depth)})",
            lambda: f"({self.int(depth)} in {self.list(depth)})", lambda: f"({self.word()} in {self.strings(depth)})", lambda: self.bound("bool", depth),
        ]

    def match(self):
        text = pattern(self.random)
        return f"{self.string(1)}.matches(r'{text}')" if self.random.random() < 0.8 else f"matches({self.string(0)}, r\"{text}\")"

    def more_strings(self, depth):
        r = self.random
        return [
            lambda: f"{self.string(depth)}.{r.choice(['lowerAscii', 'upperAscii', 'trim', 'reverse'])}()",
            lambda: f"{self.string(depth)}.charAt({self.place(0)})", lambda: f"{self.string(depth)}.substring({self.place(0)})",
            lambda: f"{self.string(depth)}.substring({r.choice('01')}, {self.place(0)})",
            lambda: f"{self.string(depth)}.replace({self.word()}, {self.word()})",
            lambda: f"{self.string(depth)}.replace({self.word()}, {r.choice(WORDS)}, {self.place(0)})",
            lambda: f"{self.strings(depth)}.join({r.choice(['', self.word()])})", lambda: f"strings.quote({self.string(depth)})",
            lambda: self.wrap("{}.first().orValue('none')", self.strings(depth)), lambda: self.wrap("{}.last().value()", self.strings(depth)),
            lambda: self.bound("string", depth),
        ]

    def more_doubles(self, depth):
        r = self.random
        return [
            lambda: f"lerp({self.double(depth)}, {self.double(depth)}, {self.double(depth)})", lambda: f"sqrt({self.double(depth)})",
            lambda: f"math.{r.choice(['sign', 'trunc'])}({self.double(depth)})",
            lambda: f"math.{r.choice(['greatest', 'least'])}([{self.double(depth)}, {self.double(0)}])",
            lambda: self.wrap("length({})", self.vector(depth)), lambda: self.pair("dot", depth), lambda: self.pair("distance2", depth), lambda: self.pair("distance", depth),
            lambda: self.bound("double", depth),
        ]

    def pair(self, name, depth):
        return f"{name}({self.vector(depth)}, {self.vector(0)})"

    def vector(self, depth):
        simple = self.variable("vec3") or f"vec3({self.double(0)}, {self.double(0)}, 1.5)"
        if depth <= 0 or self.random.random() < 0.4:
            return simple
        less = depth - 1
        return self.pick([lambda: f"({self.vector(less)} {self.random.choice('+-')} {self.vector(less)})", lambda: f"({self.vector(less)} * {self.double(less)})",
                          lambda: f"(-{simple})", lambda: f"lerp({self.vector(less)}, {simple}, {self.double(less)})"])
