"""A guild hall, examples/rulebooks/guild.json, from a second reading of its rules: names, chat, commands, codes, a board."""
import unicodedata

from lib import *

t = Topic("guild", "Texts, lists and values that may be missing, in a game: names, chat, commands, codes with a check, a board of scores. Expected values are of models in Python.")
t.rulebook("guild", {"file": "examples/rulebooks/guild.json"})


def hall(players=None, masked=(), board=()):
    """Players 7, 8 of guild 1 and 9 of guild 2; what of them differs: {7: {"profile": …, "live": …}}."""
    players = {7: {}, 8: {}, 9: {"profile": {"guild": 2}}, **(players or {})}
    return {"ludex_world": 1, "entities": {
        "player": {str(k): {"profile": {"version": 0, "state": {"name": f"P{k}", **p.get("profile", {})}}, "live": p.get("live", {})} for k, p in players.items()},
        "guild": {"1": {"live": {"masked": {w: True for w in masked}, "board": list(board)}}, "2": {"live": {}}}}}


# ---- names --------------------------------------------------------------------------------------

SPACES = " \t\u00a0\u2003"
SCRIPTS = {"LATIN": 0, "GREEK": 1, "CYRILLIC": 2}


def renamed(raw):
    name = raw.strip(SPACES)
    kinds = [unicodedata.category(c)[0] for c in name]
    if not 3 <= len(name) <= 16 or kinds[:1] != ["L"] or any(k not in "LMN" and c != "_" for k, c in zip(kinds, name)):
        return rej("bad_name", "/actions/Rename/require/0")
    if len({script for c in name for script in SCRIPTS if unicodedata.name(c).startswith(script) and unicodedata.category(c)[0] == "L"}) > 1:
        return rej("mixed_alphabets", "/actions/Rename/require/1")
    read = "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in name).replace("_", "").replace("1", "i").replace("0", "o")
    if any(word in read for word in ("admin", "moderator", "system")):
        return rej("reserved_name", "/actions/Rename/require/2")
    return acc(name)


NAMES = ["Ann", "  Ann\u2003", "Al", "An", "A_1", "Zo\u00eb", "Zoe\u0308", "\u042f\u043d\u0430", "\u03a3\u03bf\u03c6\u03af\u03b1", "\u6797\u5927\u660e", "\u0410nn", "Ann\u03b1", "1Ann", "_Ann", "An n", "Ann!", "Ann\U0001f600",
         "Adm1n", "x_ad_min_x", "M0DERAT0R", "ecosystems", "Admiral", "a" * 16, "a" * 17, "   ", "\u0661\u0662\u0663"]
t.case("a name is of letters, digits and '_', of one alphabet, and nobody's office", "guild", *[[(req("Rename", {"name": raw}, t=1000 * (i + 1)), renamed(raw))] for i, raw in enumerate(NAMES)],
       world=hall(), after=after({7: {"profile": {"name": "a" * 16}}}))

# ---- what may be left out -----------------------------------------------------------------------


def described(own, **params):
    title, motto = params.get("title"), params.get("motto")
    if title is None and motto is None:
        return req("Describe", params), rej("nothing_to_change", "/actions/Describe/require/0")
    own["title"] = own["title"] if title is None else title
    own["motto"] = own["motto"] if motto is None else motto or None
    return req("Describe", params), acc({"title": own["title"], "motto": own["motto"] or "-"})


own = {"title": "", "motto": None}
t.case("what is left out stays, and a motto of nothing goes", "guild",
       [described(own, **p) for p in ({"title": "Knight"}, {"motto": "On!"}, {"title": "Baron", "motto": None}, {}, {"title": "", "motto": "Up!"}, {"motto": ""})], world=hall(), after=after({7: {"profile": {"title": "", "motto": None}}}))

# ---- chat ---------------------------------------------------------------------------------------


class Chat:
    def __init__(self, masked=()):
        self.said, self.masked = [], masked

    def say(self, raw, t):
        return req("Say", {"text": raw}, t=t), self.verdict(raw)

    def verdict(self, raw):
        text = raw.strip(SPACES)
        plain = "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
        upper = "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text)
        if not text:
            return rej("nothing_said", "/actions/Say/require/0")
        if text[0] == "/":
            return rej("is_command", "/actions/Say/require/1")
        if plain in self.said:
            return rej("repeated", "/actions/Say/require/2")
        if len(text) > 12 and text == upper and text != plain:
            return rej("shouting", "/actions/Say/require/3")
        if self.is_foreign(plain):
            return rej("foreign_link", "/actions/Say/require/4")
        self.said = [*self.said, plain][-5:]
        words = [w for w in text.split(" ") if w]
        bare = ["".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in w if c not in "!.,") for w in words]
        told = " ".join("****" if b in self.masked else w for w, b in zip(words, bare))
        return acc(None, [event("Said", {"by": "P7", "text": told}, {"where": {"kind": "player", "ids": [7, 8]}})])

    @staticmethod
    def is_foreign(plain):
        """A line with a link is let through when the first slash belongs to https:// of our own house, and the line ends with that link."""
        if "http://" not in plain and "https://" not in plain and "www." not in plain:
            return False
        before, slash, rest = plain.partition("https://")
        if not slash or "/" in before:
            return True
        host, _, path = rest.partition("/")
        labels = host.split(".")
        is_ours = labels[-2:] == ["example", "com"] and all(label and all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in label) for label in labels[:-2])
        return not is_ours or any(c in "\t\n\f\r " for c in path)


LINES = ["Hello all", "hello ALL", "  ", "/away", "HELLO EVERYBODY HERE", "HI ALL", "1234567890123 !", "What a Badger!", "a  badger,  a mole", "see http://example.com", "see https://example.com/faq",
         "see https://www.example.com", "see https://evil.com/https://example.com", "www.evil.com", "https://example.com.evil.com", "https://example.com/a b", "Hello all", "\u00c9T\u00c9 \u00c0 LA PLAGE", "https://-x.example.com/?q=1"]
chat = Chat(("badger", "mole"))
t.case("a line is told to the guild, its masked words as stars, and not twice among five", "guild", *[[chat.say(raw, 1000 * (i + 1))] for i, raw in enumerate(LINES)], world=hall(masked=chat.masked),
       after=after({7: {"said": chat.said}}))

# ---- commands -----------------------------------------------------------------------------------


class Commands:
    def __init__(self):
        self.away = None

    def ask(self, line):
        return req("Command", {"line": line}), self.verdict(line)

    def verdict(self, line):
        verb, _, rest = line.strip(SPACES).partition(" ")
        verb, rest = verb.lower(), rest.strip(SPACES)
        if verb not in ("/away", "/back", "/roll"):
            return rej("unknown_command", "/actions/Command/require/0")
        if verb == "/roll" and not (rest.isascii() and rest.isdigit() and rest[0] != "0" and len(rest) <= 4):
            return rej("bad_sides", "/actions/Command/require/1")
        if len(rest) > 40:
            return rej("too_long", "/actions/Command/require/2")
        if verb == "/roll":
            return acc("d" + rest)
        self.away = rest if verb == "/away" else None
        return acc("here" if self.away is None else "away: " + self.away if self.away else "away")


ask = Commands()
t.case("a command is a verb, and what comes behind it if anything does", "guild",
       [ask.ask(line) for line in ("/away", "/AWAY  back at nine ", "/back", "/dance")], [ask.ask(line) for line in ("/roll 20", "/roll", "/roll 020", "/roll 10000", "/away " + "x" * 41, "/away until  two")],
       world=hall(), after=after({7: {"away": "until  two"}}))

# ---- codes --------------------------------------------------------------------------------------

LETTERS, WORTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", {"A": 100, "B": 250, "C": 1000}


def check_of(seven):
    return LETTERS[sum((2 * i + 1) * LETTERS.index(c) for i, c in enumerate(seven)) % 32]


def code_of(seven):
    whole = seven + check_of(seven)
    return whole[:4] + "-" + whole[4:]


class Purse:
    def __init__(self):
        self.coins, self.used = 0, {}

    def redeem(self, code):
        return req("Redeem", {"code": code}), self.verdict(code)

    def verdict(self, code):
        if code in self.used:
            return dup("/actions/Redeem/once", self.used[code])
        plain = code.strip(SPACES).upper().replace("-", "")
        if len(plain) != 8 or any(c not in LETTERS for c in plain):
            return rej("bad_code", "/actions/Redeem/require/0")
        if check_of(plain[:7]) != plain[7]:
            return rej("bad_check", "/actions/Redeem/require/1")
        if plain[0] not in WORTH:
            return rej("unknown_reward", "/actions/Redeem/require/2")
        self.coins += WORTH[plain[0]]
        self.used[code] = self.coins
        return acc(self.coins)


purse, good = Purse(), code_of("A2B3C4D")
codes = [good, good, code_of("CZZZ999").lower(), f" {code_of('BKKKKKK')} ", good[:8] + LETTERS[(LETTERS.index(good[8]) + 1) % 32], good[1] + good[0] + good[2:], code_of("Z222222"), "A2B3-C4I2", "A2B3C4DE2F"]
t.case("a code is worth what its first letter says, once, if its check is right", "guild", [purse.redeem(code) for code in codes], [(req("Redeem", {"code": "A2B3C4D"}), rej("contract", "/params/code"))],
       world=hall(), after=after({7: {"profile": {"coins": purse.coins}}}))
wrong = [good[:i] + c + good[i + 1:] for i in range(9) if i != 4 for c in LETTERS[:6] if c != good[i]]
for code in wrong[::7]:
    t.case(f"a wrong character in a code is noticed: {code}", "guild", [purse.redeem(code)], world=hall())

# ---- the board ----------------------------------------------------------------------------------


class Board:
    def __init__(self, lines=()):
        self.lines, self.matches = list(lines), 0

    def score(self, who, score, note=None):
        self.matches += 1
        params = {"match": f"match {self.matches}", "score": score, **({} if note is None else {"note": note})}
        return req("Score", params, actor=who, origin="server"), self.verdict(who, score, note or "")

    def verdict(self, who, score, note):
        mine = next((line["score"] for line in self.lines if line["who"] == who), None)
        if mine is not None and mine >= score:
            return rej("no_record", "/actions/Score/require/0")
        others = [line for line in self.lines if line["who"] != who]
        ahead = [line for line in others if line["score"] >= score]
        if len(ahead) >= 10:
            return rej("not_on_board", "/actions/Score/require/1")
        behind = [line for line in others if line["score"] < score]
        self.lines = [*ahead, {"who": who, "score": score, "note": note}, *behind][:10]
        told = [f"{i}. {line['who']}: {line['score']}" + (f' "{line["note"]}"' if line["note"] else "") for i, line in enumerate(self.lines, 1)]
        return acc({"rank": len(ahead) + 1, "before": mine or 0}, [event("Board", {"lines": told})])


board = Board()
t.case("the best stand first, the older first among equals, each once", "guild",
       [board.score(*one) for one in ((7, 50), (8, 70, "hi"), (7, 70), (8, 70), (8, 71), (7, 60), (7, 900, "g\u00e9nial"))], world=hall(), after={"entities": {"guild": {"1": {"live": {"board": board.lines}}}}})
full = Board({"who": 100 + i, "score": 100 - 10 * i, "note": ""} for i in range(10))
opening = list(full.lines)
t.case("ten have a place, and the eleventh has none", "guild", [full.score(*one) for one in ((7, 5), (7, 10), (7, 11), (8, 15), (7, 12), (7, 100))], world=hall(board=opening), after={"entities": {"guild": {"1": {"live": {"board": full.lines}}}}})
t.case("a player's client scores nothing", "guild", [(req("Score", {"match": "m", "score": 1}), rej("not_permitted", "/actions/Score/from"))], world=hall())

# ---- words that are masked ----------------------------------------------------------------------


def mask(words, roles=("officer",), masked=()):
    line = req("Mask", {"words": words}, roles=list(roles))
    if "officer" not in roles:
        return line, rej("not_permitted", "/actions/Mask/permit")
    small = [w.strip(SPACES).lower() for w in words]
    if not all(w and all(unicodedata.category(c)[0] == "L" for c in w) for w in small):
        return line, rej("not_a_word", "/actions/Mask/require/0")
    return line, acc(sorted({*masked, *small}, key=lambda w: w.encode()))


t.case("officers say which words are masked", "guild", [mask(["Mole", " badger ", "mole"]), mask(["stoat"], ()), mask(["a b"]), mask([" "]), mask(["\u00e9t\u00e9"], masked=("badger", "mole"))], world=hall(),
       after={"entities": {"guild": {"1": {"live": {"masked": {"badger": True, "mole": True, "\u00e9t\u00e9": True}}}}}})
