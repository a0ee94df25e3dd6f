"""Numbers of duels varied: grids, sensitivity, breakpoints. Computed here from the model of combat.py, apart from the engine."""
import copy

from combat import CANNON, RIFLE, exact, rulebook
from lib import write

ABOUT = ("`question` is sweep, sensitivity or breakpoints, `options` what it is asked with. Of a sweep `points` says what solving gives at each, within 1e-9 (of numbers above 1: of their size). Of sensitivity "
         "`changes` says by pointer what a step down and up is and changes, within 1e-9 (of numbers above 1: of their size). Of breakpoints `rows` are all there is, exactly. `refused`: the error's pointer and words.")
KEYS = ("win_a", "win_b", "draw", "mean_ttk_ms")


def with_numbers(changes):
    sides = {"a": copy.deepcopy(RIFLE), "b": copy.deepcopy(CANNON)}
    for pointer, value in changes.items():
        parts = pointer.split("/")
        sides[parts[4]][parts[-1]] = value  # /tables/makes/rows/a/hit, /scenarios/duel/fighters/a/live/health
    return sides["a"], sides["b"]


def answers(changes):
    return {key: exact(*with_numbers(changes))[key] for key in KEYS}


def hits(attacker, target):
    def damage(pcts):
        found = {raw * pct // (100 + target["armor"]) for raw in range(attacker["low"], attacker["high"] + 1) for pct in pcts} - {0}
        return min(found), max(found)

    def until(each):
        return -(-target["health"] // each)
    least, most = damage((100, attacker["pct"]))
    plain_least, plain_most = damage((100,) if attacker["crit"] < 0.5 else (attacker["pct"],))
    return {"min_hits": until(most), "max_hits": until(least), "plain_min_hits": until(plain_most), "plain_max_hits": until(plain_least)}


def segments(pointer, values, also=None):
    out = []
    for value in values:
        a, b = with_numbers({pointer: value, **(also or {})})
        found = [{"attacker": "a", "target": "b", **hits(a, b)}, {"attacker": "b", "target": "a", **hits(b, a)}]
        if out and out[-1]["hits"] == found:
            out[-1]["to"] = value
        else:
            out.append({"from": value, "to": value, "hits": found})
    return out


def save():
    hit, crit, high, armor = "/tables/makes/rows/a/hit", "/tables/makes/rows/b/crit", "/tables/makes/rows/a/high", "/tables/makes/rows/b/armor"
    health = "/scenarios/duel/fighters/a/live/health"
    cases = []

    def case(name, question, options, **expected):
        cases.append({"name": name, "question": question, "options": options, **expected})

    points = [{"at": [x, y], **answers({hit: x, crit: y})} for x in (0.7, 0.75, 0.8) for y in (0.1, 0.2)]
    case("a grid of two numbers, one of them a range", "sweep", {"vary": {hit: "0.70..0.80:0.05", crit: [0.1, 0.2]}}, points=points)
    case("a part of it", "sweep", {"vary": {hit: "0.70..0.80:0.05", crit: [0.1, 0.2]}, "first": 2, "count": 3}, points=points[2:5])
    case("a fighter's field", "sweep", {"vary": {health: [50, 150]}}, points=[{"at": [x], **answers({health: x})} for x in (50, 150)])

    base = answers({})
    def change(pointer, down, up):
        return {way: {"value": value, **{key: answers({pointer: value})[key] - base[key] for key in KEYS}} for way, value in (("down", down), ("up", up))}
    case("a hundredth of a chance, and one of a whole number", "sensitivity", {"of": [hit, high]}, changes={hit: change(hit, 0.7425, 0.7575), high: change(high, 11, 13)})
    case("steps of an amount", "sensitivity", {"of": ["/scenarios/duel/fighters/a/live"], "step": 10}, changes={health: change(health, 90, 110)})

    case("every value", "breakpoints", {"vary": {high: "8..40"}}, rows=[{"at": None, "segments": segments(high, range(8, 41))}])
    case("a second number", "breakpoints", {"vary": {high: "8..20:2", armor: [0, 100]}}, rows=[{"at": x, "segments": segments(high, range(8, 21, 2), {armor: x})} for x in (0, 100)])

    for name, question, options, pointer, words in (
        ("a pointer to an object", "sweep", {"vary": {"/tables/makes/rows/a": [1]}}, "/tables/makes/rows/a", "here is an object, no number"),
        ("a pointer to a string", "sweep", {"vary": {"/scenarios/duel/defeated": [1]}}, "/scenarios/duel/defeated", "here is a string, no number"),
        ("a pointer to nothing", "sensitivity", {"of": ["/tables/makes/rows/c"]}, "/tables/makes/rows/c", "has no 'c'"),
        ("a range the wrong way round", "breakpoints", {"vary": {high: "9..8"}}, high, "the wrong way round"),
        ("a step of nothing", "sweep", {"vary": {high: "8..9:0"}}, high, "not above 0"),
        ("a grid without end", "sweep", {"vary": {high: "0..999999", "/tables/makes/rows/b/high": "0..999999"}}, high, "more than 100000"),
        ("a value out of bounds", "sweep", {"vary": {hit: [0.5, 1.5]}}, hit, "out of bounds"),
        ("a fraction of a whole number", "sweep", {"vary": {high: [8.5]}}, high, "takes whole numbers"),
        ("an option that is none", "sensitivity", {"off": []}, "", "did you mean 'of'"),
    ):
        case(name, question, options, refused={"pointer": pointer, "message_contains": words})
    write("tuning.json", {"about": ABOUT, "rulebook": rulebook(RIFLE, CANNON), "scenario": "duel", "cases": cases})
    return f"{len(cases)} cases"
