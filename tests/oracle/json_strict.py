"""A strict JSON scanner that reports the first fault met from left to right.

The library parser cannot be used: it keeps the last duplicate key, accepts NaN, loses the lexical form of
numbers and does not say which limit was met first (RULEBOOK.md, *Stage A*).
"""

import re
from dataclasses import dataclass

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1

NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
NUMBER_PARTS = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?")
ESCAPES = {0x22: '"', 0x5C: "\\", 0x2F: "/", 0x62: "\b", 0x66: "\f", 0x6E: "\n", 0x72: "\r", 0x74: "\t"}


class JsonError(Exception):
    """`kind` is one of malformed, too_deep, too_many_nodes."""

    def __init__(self, kind, offset):
        super().__init__(f"{kind} at byte {offset}")
        self.kind = kind
        self.offset = offset


@dataclass(frozen=True)
class Number:
    """A JSON number that keeps its text, because `1.0` is an int where an int is asked and 2^63 must not round."""

    text: str

    def exact_int64(self):
        """The int64 this text denotes exactly, or None."""
        sign, whole, fraction, exponent_sign, exponent = NUMBER_PARTS.fullmatch(self.text).groups()
        digits = (whole + (fraction or "")).lstrip("0")
        if not digits:
            return 0
        exponent = (exponent or "0").lstrip("0") or "0"
        if len(exponent) > 9:
            return None  # no text within any line limit has enough digits to compensate
        scale = (-int(exponent) if exponent_sign == "-" else int(exponent)) - len(fraction or "")
        significant = digits.rstrip("0")
        scale += len(digits) - len(significant)
        if scale < 0 or len(significant) + scale > 19:
            return None
        value = int(significant) * 10**scale
        value = -value if sign else value
        return value if INT64_MIN <= value <= INT64_MAX else None

    def as_double(self):
        """The nearest double; infinite when out of range."""
        return float(self.text)


class Scanner:
    def __init__(self, data, max_depth, max_nodes, comments):
        self.data = data
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.max_depth = max_depth
        self.max_nodes = max_nodes
        self.comments = comments

    def fail(self, kind="malformed"):
        raise JsonError(kind, self.at)

    def peek(self):
        return self.data[self.at] if self.at < len(self.data) else -1

    def skip_space(self):
        while True:
            byte = self.peek()
            if byte in (0x20, 0x09, 0x0A, 0x0D):
                self.at += 1
            elif self.comments and self.data.startswith(b"//", self.at):
                end = self.data.find(b"\n", self.at)
                self.at = len(self.data) if end < 0 else end
            elif self.comments and self.data.startswith(b"/*", self.at):
                end = self.data.find(b"*/", self.at + 2)
                if end < 0:
                    self.fail()
                self.at = end + 2
            else:
                return

    def document(self):
        self.skip_space()
        value = self.value()
        self.skip_space()
        if self.at != len(self.data):
            self.fail()
        return value

    def value(self):
        byte = self.peek()
        if byte < 0 or byte not in b'{["-0123456789tfn':
            self.fail()
        # A value is met at its first byte, so the limits are tested before the rest of it is read.
        if byte in b"{[":
            self.depth += 1
            if self.depth > self.max_depth:
                self.fail("too_deep")
        self.nodes += 1
        if self.nodes > self.max_nodes:
            self.fail("too_many_nodes")
        if byte == 0x7B:
            return self.object()
        if byte == 0x5B:
            return self.array()
        if byte == 0x22:
            return self.string()
        for word, meaning in ((b"true", True), (b"false", False), (b"null", None)):
            if self.data.startswith(word, self.at):
                self.at += len(word)
                return meaning
        match = NUMBER.match(self.data, self.at)
        if not match:
            self.fail()
        self.at = match.end()
        return Number(match.group().decode("ascii"))

    def object(self):
        members = {}
        self.at += 1
        self.skip_space()
        if self.peek() == 0x7D:
            self.at += 1
            self.depth -= 1
            return members
        while True:
            if self.peek() != 0x22:
                self.fail()
            key = self.string()
            if key in members:
                self.fail()
            self.skip_space()
            if self.peek() != 0x3A:
                self.fail()
            self.at += 1
            self.skip_space()
            members[key] = self.value()
            if not self.another(0x7D):
                return members

    def array(self):
        items = []
        self.at += 1
        self.skip_space()
        if self.peek() == 0x5D:
            self.at += 1
            self.depth -= 1
            return items
        while True:
            items.append(self.value())
            if not self.another(0x5D):
                return items

    def another(self, close):
        """True after a comma, False after the closing bracket."""
        self.skip_space()
        byte = self.peek()
        if byte == close:
            self.at += 1
            self.depth -= 1
            return False
        if byte != 0x2C:
            self.fail()
        self.at += 1
        self.skip_space()
        return True

    def string(self):
        self.at += 1
        pieces = []
        start = self.at
        while True:
            byte = self.peek()
            if byte == 0x22 or byte == 0x5C:
                try:
                    pieces.append(self.data[start:self.at].decode("utf-8"))
                except UnicodeDecodeError:
                    self.fail()
                if byte == 0x22:
                    self.at += 1
                    return "".join(pieces)
                self.at += 1
                pieces.append(self.escape())
                start = self.at
            elif byte < 0x20:  # a control character, or -1 at the end of the text
                self.fail()
            else:
                self.at += 1

    def escape(self):
        byte = self.peek()
        if byte in ESCAPES:
            self.at += 1
            return ESCAPES[byte]
        if byte != 0x75:
            self.fail()
        unit = self.hex4()
        if 0xD800 <= unit <= 0xDBFF and self.data.startswith(b"\\u", self.at):
            self.at += 1
            low = self.hex4()
            if not 0xDC00 <= low <= 0xDFFF:
                self.fail()
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        if 0xD800 <= unit <= 0xDFFF:
            self.fail()
        return chr(unit)

    def hex4(self):
        digits = self.data[self.at + 1:self.at + 5]
        if not re.fullmatch(rb"[0-9a-fA-F]{4}", digits):
            self.fail()
        self.at += 5
        return int(digits, 16)


def parse(data, max_depth=256, max_nodes=10**9, comments=False):
    """Parses UTF-8 bytes into dict, list, str, bool, None and Number; raises JsonError."""
    return Scanner(data, max_depth, max_nodes, comments).document()


def plain(value):
    """The value with every Number turned into int when exact, else float: for comparing and printing unknown data."""
    if isinstance(value, Number):
        whole = value.exact_int64()
        return value.as_double() if whole is None else whole
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def pointer(*parts):
    """An RFC 6901 JSON pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
