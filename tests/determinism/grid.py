"""Expressions over a fixed grid: every operator and function whose bits could differ, each evaluated for each request.

A request has a player of the grid and parameters of the grid; its verdict holds the value of each of VALUES and, for each of
CLAUSES (in shadow, so that all are evaluated), whether it is true, false or which error it is. Nothing here is drawn by
Python's own generators or computed in doubles: the grid is the same under every version.
"""
import json

# Total: a value for every request. `r` and `t` are bounded, `x` and `y` are any doubles, `i` and `j` any ints.
VALUES = [
    "params.r + params.t", "params.r - params.t", "params.r * params.t", "params.r * params.t - params.r", "params.r * params.t + actor.d",
    "params.t == 0.0 ? 0.0 : params.r / params.t", "params.r / 3.0 + params.t / 7.0", "(params.r * params.r + params.t * params.t) - params.r",
    "floor(params.x)", "ceil(params.x)", "round(params.x)", "abs(params.x)", "-params.x", "min(params.x, params.y)", "max(params.x, params.y)", "clamp(params.x, -1.5, 1e6)",
    "sqrt(abs(params.x))", "exp(clamp(params.x, -745.0, 709.0))", "exp(params.r / 2000.0)", "log(max(params.x, 5e-324))", "log(abs(params.r) + 1.0)",
    "sin(params.r)", "cos(params.r)", "sin(clamp(params.x, -1048576.0, 1048576.0))", "cos(params.t / 1000.0)", "atan2(params.x, params.y)", "atan2(params.r, params.t)",
    "pow(clamp(abs(params.x), 1e-10, 1e10), clamp(params.y, -30.0, 30.0))", "pow(1.0 + params.r / 1e7, params.t / 1e4)", "pow(params.r / 100000.0, 5)",
    "lerp(params.r, params.t, 0.1)", "lerp(params.r, params.t, params.r / 1e6)", "distance(params.p, actor.q)", "distance2(params.p, actor.q)", "dot(params.p, actor.q)", "length(params.p - actor.q)",
    "params.p * params.r + actor.q", "-(params.p - actor.q * 0.3)", "lerp(params.p, actor.q, 0.7)",
    "wrap_add(params.i, params.j)", "wrap_sub(params.i, params.j)", "wrap_mul(params.i, params.j)", "params.j == 0 ? 0 : max(params.i, -9223372036854775807) / params.j",
    "params.j == 0 ? 0 : max(params.i, -9223372036854775807) % params.j", "params.j == 0 ? 0 : floor_div(max(params.i, -9223372036854775807), params.j)",
    "params.j == 0 ? 0 : ceil_div(max(params.i, -9223372036854775807), params.j)", "params.j == 0 ? 0 : round_div(max(params.i, -9223372036854775807), params.j)",
    "params.j == 0 ? 0 : half_down_div(max(params.i, -9223372036854775807), params.j)", "double(params.i)", "int(clamp(params.x, -9e18, 9e18))", "string(params.x)", "string(params.i)",
    "string(params.r * 0.1)", "double(string(params.x))", "params.i < params.x", "params.l.map(e, e * params.r / 3.0)", "params.l.filter(e, sin(e) > 0.0)",
    "chance('hit', params.r / 1e6)", "roll('damage', -3, actor.n)", "dice('more', '3d6+1')", "weighted('loot', [1, actor.n, 5])", "weighted('rare', [0.1, abs(params.r), 3.5])",
]
# Each true, false or an error.
CLAUSES = [
    "params.x + params.y > 0.0", "params.x - params.y < 1e300", "params.x * params.y < 0.0", "params.x / params.y > 1.0", "params.x * params.y - params.r > 0.0", "sqrt(params.x) > 1.0",
    "exp(params.x) > 2.0", "log(params.y) > 0.0", "pow(params.x, params.y) > 1.0", "sin(params.x) > 0.5", "cos(params.y) < 0.0", "distance(params.p * params.x, actor.q) > 1.0", "dot(params.p * params.x, actor.q * params.y) > 0.0",
    "int(params.x) > 0", "params.i + params.j > 0", "params.i - params.j > 0", "params.i * params.j > 0", "params.i / params.j > 0", "params.i % params.j == 1", "-params.i < 0", "abs(params.i) > 3",
    "floor_div(params.i, params.j) < 0", "round_div(params.i, params.j) > 7", "params.i < params.x", "params.y <= params.j", "params.x == params.y", "double(params.s) > 0.0", "int(params.s) > 0", "bool(params.s)",
    "params.s < actor.s", "params.l[params.j] > 0.0", "actor.m[params.s] > 1", "params.i / params.j > 0 || params.x > 0.0", "params.x / params.y > 0.0 && params.i > 0", "params.l.exists(e, 1.0 / e > 0.1)",
    "params.l.all(e, log(e) < 5.0)", "(params.x > 0.0 ? params.i : params.j) * 3 > 0", "actor.o > 2 || params.i * 2 > 0",
]
EVALUATIONS = len(VALUES) + len(CLAUSES)  # of one request
assert EVALUATIONS == 100
PLAYERS = 50

_INTS = [0, 1, -1, 2, 3, -3, 7, -7, 10, 1000, -1000, 2**31, -2**31, 2**53, 2**53 + 1, 2**62, -2**62, 2**63 - 1, -2**63, -2**63 + 1, 3037000500, 123456789012345]
_DOUBLES = ["0.0", "1.0", "-1.0", "0.5", "-0.5", "0.1", "2.5", "-2.5", "3.5", "0.49999999999999994", "5e-324", "2.2250738585072014e-308", "1e-300", "1e300", "1.7976931348623157e308", "-1.7976931348623157e308",
            "9223372036854775807", "-9223372036854775808", "4503599627370496.5", "9007199254740993", "709.782712893384", "710.0", "-745.2", "1048576.0", "1048577.0", "3.141592653589793", "1e-8", "123456.789"]
_TEXTS = ["", "a", "b", "42", "-7", "1e3", "true", "false", "0.1", "1e400", "9223372036854775808", "é"]


class _Numbers:
    """SplitMix64: the same numbers wherever integers are."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        return (z ^ (z >> 31)) % n

    def integer(self):
        return _INTS[self.below(len(_INTS))] if self.below(2) else self.below(2**64) - 2**63 >> self.below(63)

    def decimal(self, limit):
        """Six places, as text: no double is ever made here."""
        n = self.below(2 * limit * 10**6 + 1) - limit * 10**6
        return f"{'-' if n < 0 else ''}{abs(n) // 10**6}.{abs(n) % 10**6:06}"

    def double(self):
        kind = self.below(3)
        if kind == 0:
            return _DOUBLES[self.below(len(_DOUBLES))]
        if kind == 1:
            return self.decimal(1000)
        return f"{self.below(2**53) - 2**52}e{self.below(600) - 310}"

    def vector(self):
        return f"[{self.decimal(1000)},{self.decimal(1000)},{self.decimal(1000)}]"


def rulebook():
    return json.dumps({
        "ludex": 1, "name": "grid",
        "entities": {"player": {"live": {"state": {
            "d": "double = 0", "q": "vec3", "n": "int 1..100 = 1", "s": "string 0..8", "m": "map<string, int> max 4", "o": "int 1..3?", "count": "int = 0"}}}},
        "actions": {"Go": {
            "params": {"i": "int", "j": "int", "r": "double -1000000..1000000", "t": "double -1000000..1000000", "x": "double", "y": "double", "s": "string 0..24",
                       "l": "list<double -1000..1000> max 4", "p": "vec3"},
            "draws": ["hit", "damage"],
            "require": [{"that": e, "else": "no", "mode": "shadow"} for e in CLAUSES],
            "result": "{" + ", ".join(f"'v{i:02}': {e}" for i, e in enumerate(VALUES)) + "}"}}}, ensure_ascii=False)


def world():
    numbers = _Numbers(1)
    players = []
    for i in range(1, PLAYERS + 1):
        optional = str(1 + numbers.below(3)) if numbers.below(2) else "null"
        text = json.dumps(_TEXTS[numbers.below(4)], ensure_ascii=False)
        players.append((str(i), f'{{"live":{{"count":0,"d":{numbers.decimal(1000)},"m":{{"a":{numbers.below(3)},"b":2}},"n":{1 + numbers.below(100)},'
                                f'"o":{optional},"q":{numbers.vector()},"s":{text}}}}}'))
    return '{"ludex_world":1,"now":1000,"seed":77,"entities":{"player":{' + ",".join(f'"{k}":{v}' for k, v in sorted(players, key=lambda p: int(p[0]))) + "}}}"


def requests(part, count):
    """Requests of one part of the grid: `part` names a stretch of it, always the same."""
    numbers = _Numbers(1000 + part)
    lines = []
    for i in range(count):
        items = ",".join(numbers.decimal(1000) for _ in range(numbers.below(5)))
        lines.append(f'{{"actor":{1 + i % PLAYERS},"received_at":1000,"action":"Go","params":{{"i":{numbers.integer()},"j":{numbers.integer()},"r":{numbers.decimal(10**6)},"t":{numbers.decimal(10**6)},'
                     f'"x":{numbers.double()},"y":{numbers.double()},"s":{json.dumps(_TEXTS[numbers.below(len(_TEXTS))], ensure_ascii=False)},"l":[{items}],"p":{numbers.vector()}}}}}\n')
    return "".join(lines)
