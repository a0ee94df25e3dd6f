"""Regular expressions in RE2's syntax, by definition: a pattern sends a set of positions to the set where it may end.

From RE2's page of its syntax, as a pattern of `matches` is read. What RE2 has no automaton for is a PatternError.

Trees: (set f) (cat parts) (alt parts) (rep part least most|None) (at test); `f` and `test` take what they look at.
"""

import re
import unicodedata


class PatternError(Exception):
    """No pattern of RE2: a fault of the rulebook, found when it is loaded."""


PERL = {"d": "0123456789", "s": "\t\n\f\r ", "w": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"}
CONTROL = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
UPPER, LOWER = PERL["w"][10:36], PERL["w"][37:]
PUNCT = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
POSIX = {"alnum": PERL["d"] + UPPER + LOWER, "alpha": UPPER + LOWER, "ascii": "".join(map(chr, range(128))), "blank": "\t ",
         "cntrl": "".join(map(chr, [*range(32), 127])), "digit": PERL["d"], "graph": PERL["d"] + UPPER + LOWER + PUNCT, "lower": LOWER,
         "print": PERL["d"] + UPPER + LOWER + PUNCT + " ", "punct": PUNCT, "space": "\t\n\v\f\r ", "upper": UPPER, "word": PERL["w"],
         "xdigit": "0123456789ABCDEFabcdef"}
MAX_COUNT = 1000


def variants(c):
    """What (?i) takes for one another: k, K and the Kelvin sign; s, S and the long s; the two sharp s. Folds to several letters are no variants."""
    near = {c, c.lower(), c.upper(), c.casefold()}
    near |= {d for n in near if len(n) == 1 for d in (n.lower(), n.upper())} | {d for d in "\u212a\u017f\u1e9e" if d.casefold() in near or d.lower() in near}
    return {d for d in near if len(d) == 1}


def is_word(text, at):
    return 0 <= at < len(text) and text[at] in PERL["w"]


def category(name):
    if name == "Any":
        return lambda c: True
    if not re.fullmatch("[CLMNPSZ][a-z]?", name):
        raise PatternError(f"no property {name}")
    return lambda c: unicodedata.category(c).startswith(name)


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0
        self.flags = frozenset()

    def peek(self, *texts):
        return next((text for text in texts if self.text.startswith(text, self.at)), None)

    def take(self, *texts):
        found = self.peek(*texts)
        self.at += len(found or "")
        return found

    def matched(self, pattern):
        found = re.compile(pattern).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def next(self):
        if self.at == len(self.text):
            raise PatternError(f"{self.text!r} ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def whole(self):
        tree = self.alternatives()
        if self.at < len(self.text):
            raise PatternError(f"unexpected ) in {self.text!r}")
        return tree

    def alternatives(self):
        outer, parts = self.flags, [self.sequence()]
        while self.take("|"):
            parts.append(self.sequence())
        self.flags = outer
        return ("alt", parts)

    def sequence(self):
        parts, was_repeated = [], False
        while self.at < len(self.text) and not self.peek("|", ")"):
            if count := self.matched(r"(?:[*+?]|\{([0-9]+)(,?)([0-9]*)\})\??"):
                if not parts or was_repeated:
                    raise PatternError(f"nothing to repeat in {self.text!r}")
                parts.append(self.repeated(parts.pop(), count))
                was_repeated = True
                continue
            was_repeated = False
            if literal := self.matched(r"(?s)\\Q(.*?)(?:\\E|\Z)"):
                parts += [self.one_of(lambda d, c=c: d == c) for c in literal.group(1)]
            elif flags := self.matched(r"\(\?([imsU]*)(?:-([imsU]+))?\)"):
                self.set_flags(flags)
            else:
                parts.append(self.atom())
        return ("cat", parts)

    def set_flags(self, flags):
        self.flags = (self.flags | set(flags.group(1))) - set(flags.group(2) or "")

    def repeated(self, tree, count):
        """Lazy and greedy find the same texts."""
        least, more, most = count.groups()
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(
            count.group()[0], (int(least or 0), int(most) if most else None if more else int(least or 0)))
        if max(least, most or 0) > MAX_COUNT or (most is not None and most < least):
            raise PatternError(f"bad count in {self.text!r}")
        return ("rep", tree, least, most)

    def group(self):
        named = self.matched(r"\?P?<\w+>")
        flags = None if named else self.matched(r"\?([imsU]*)(?:-([imsU]+))?:")
        if not named and not flags and self.peek("?"):
            raise PatternError(f"no group of RE2 in {self.text!r}")
        outer = self.flags
        if flags:
            self.set_flags(flags)
        tree = self.alternatives()
        self.flags = outer
        if not self.take(")"):
            raise PatternError(f"missing ) in {self.text!r}")
        return tree

    def one_of(self, test):
        """Under (?i) a character is taken when one of its variants is."""
        return ("set", (lambda c: any(test(d) for d in variants(c))) if "i" in self.flags else test)

    def signed(self, test, is_turned):
        """A class or its opposite. (?i) widens the class, and the opposite is what is left."""
        test = self.one_of(test)[1]
        return (lambda c: not test(c)) if is_turned else test

    def atom(self):
        c = self.next()
        if c == "(":
            return self.group()
        if c == "[":
            return self.bracket()
        if c == ".":
            return ("set", (lambda c: True) if "s" in self.flags else lambda c: c != "\n")
        if c == "^":
            lines = "m" in self.flags
            return ("at", lambda text, at: at == 0 or lines and text[at - 1] == "\n")
        if c == "$":
            lines = "m" in self.flags
            return ("at", lambda text, at: at == len(text) or lines and text[at] == "\n")
        if c != "\\":
            return self.one_of(lambda d: d == c)
        place = self.take("b", "B", "A", "z")
        if place:
            return ("at", {"A": lambda text, at: at == 0, "z": lambda text, at: at == len(text),
                           "b": lambda text, at: is_word(text, at - 1) != is_word(text, at),
                           "B": lambda text, at: is_word(text, at - 1) == is_word(text, at)}[place])
        kind = self.kind()
        if kind:
            return ("set", kind)
        literal = self.escaped()
        return self.one_of(lambda d: d == literal)

    def kind(self):
        r"""\d, \pN, \p{Lu} and their opposites, behind the backslash; None where something else stands."""
        letter = self.take(*"dswDSW")
        if letter:
            return self.signed(lambda c: c in PERL[letter.lower()], letter.isupper())
        found = self.matched(r"([pP])(?:\{(\^?)(\w+)\}|(\w))")
        if not found:
            return None
        test = category(found.group(3) or found.group(4))
        return self.signed(test, (found.group(1) == "P") != (found.group(2) == "^"))

    def escaped(self):
        found = self.matched(r"x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}")
        if found:
            code = int(found.group(1) or found.group(2), 16)
        elif found := self.matched(r"0[0-7]{0,2}|[1-7][0-7]{1,2}"):
            code = int(found.group(), 8)
        else:
            c = self.next()
            if c in CONTROL:
                return CONTROL[c]
            if c == "_" or c.isalnum() or ord(c) > 127:
                raise PatternError(f"no escape \\{c} in {self.text!r}")
            return c
        if code > 0x10FFFF:
            raise PatternError(f"no code point in {self.text!r}")
        return chr(code)

    def bracket(self):
        turned, tests, is_first = self.take("^"), [], True
        while is_first or not self.take("]"):
            tests.append(self.member())
            is_first = False
        inside = self.one_of(lambda c: any(test(c) for test in tests))[1]
        return ("set", (lambda c: not inside(c)) if turned else inside)

    def member(self):
        if posix := self.matched(r"\[:(\^?)(.*?):\]"):
            turned, name = posix.groups()
            if name not in POSIX:
                raise PatternError(f"no class {name}")
            return self.signed(lambda c: c in POSIX[name], bool(turned))
        if self.take("\\"):
            kind = self.kind()
            if kind:
                return kind
            low = self.escaped()
        else:
            low = self.next()
        if not self.matched(r"-(?!\])"):
            return lambda c: c == low
        high = self.escaped() if self.take("\\") else self.next()
        if high < low:
            raise PatternError(f"bad range in {self.text!r}")
        return lambda c: low <= c <= high


def ends(tree, text, starts):
    """Where `tree` may end that begins at one of `starts`."""
    kind = tree[0]
    if kind == "set":
        return {at + 1 for at in starts if at < len(text) and tree[1](text[at])}
    if kind == "at":
        return {at for at in starts if tree[1](text, at)}
    if kind == "cat":
        for part in tree[1]:
            starts = ends(part, text, starts)
        return starts
    if kind == "alt":
        return set().union(*(ends(part, text, starts) for part in tree[1]))
    _, part, least, most = tree
    for _ in range(least):
        starts = ends(part, text, starts)
    found = fresh = set(starts)
    for _ in range(len(text) + 1 if most is None else most - least):
        fresh = ends(part, text, fresh) - found
        found = found | fresh
        if not fresh:
            break
    return found


def matches(pattern, text):
    return bool(ends(Reader(pattern).whole(), text, set(range(len(text) + 1))))
