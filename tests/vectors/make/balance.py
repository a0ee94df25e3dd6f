"""Balance: expectations, comparisons, matrices. Exact answers and single fights are those of combat.py; bounds are computed here, from docs/balance.md."""
import math

from combat import CANNON, LIMIT, RIFLE, SURE, TABLE, counts, exact, play, rulebook
from lib import write

ABOUT = ("`ask` is test, compare or matrix, `options` those of ludex/balance.h as JSON. Each member of `report` equals that of the report: numbers within 1e-9 (of numbers above 1: of their size), objects by the members "
         "they name, lists element by element. Any number of threads must give the same bytes.")


def with_expect(book, expect):
    book["scenarios"]["duel"]["expect"] = expect
    return book


def tail(share, n, alpha, towards):
    """Where n KL(share || p) reaches ln(2 / alpha)."""
    if share == towards:
        return float(towards)

    def entropy(p):
        return n * ((share * math.log(share / p) if share > 0 else 0.0) + ((1 - share) * math.log((1 - share) / (1 - p)) if share < 1 else 0.0))
    inside, outside = share, float(towards)
    for _ in range(200):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if middle not in (0.0, 1.0) and entropy(middle) <= math.log(2 / alpha):
            inside = middle
        else:
            outside = middle
    return outside


def tested():
    truth = exact(RIFLE, CANNON)
    expect = {"win_a": [0.5, 0.6], "win_b": [0.3, 0.4], "draw": [0, 0.05], "timeout": [0, 0], "mean_ttk_ms": [11000, 12000], "sd_ttk_ms": [1, 10]}
    verdicts = {"win_b": "failed", "sd_ttk_ms": "failed"}
    solved = [{"key": key, "expected": ends, "value": truth.get(key, 0.0), "verdict": verdicts.get(key, "passed")} for key, ends in expect.items()]
    yield {"name": "expectations solved", "ask": "test", "rulebook": with_expect(rulebook(RIFLE, CANNON), expect), "options": {},
           "report": {"verdict": "failed", "passed": 4, "failed": 2, "undecided": 0, "sampled": 0, "scenarios": [{"scenario": "duel", "exact": True, "fights": 0, "tests": solved}]}}

    expect = {"win_a": [0.9, 1], "win_b": [0.1, 0.9], "draw": [0, 0.01], "timeout": [0, 0.5]}
    n, alarm = 200, 0.01
    seen = counts(RIFLE, CANNON, 3, n)
    rows, tally = [], {"passed": 0, "failed": 0, "undecided": 0}
    for key, (low, high) in expect.items():
        share, alpha = seen[key] / n, alarm / (len(expect) * 2)
        interval = [tail(share, n, alpha, 0), tail(share, n, alpha, 1)]
        verdict = "passed" if low <= interval[0] and interval[1] <= high else "failed" if interval[1] < low or interval[0] > high else "undecided"
        tally[verdict] += 1
        rows.append({"key": key, "expected": [low, high], "value": share, "interval": interval, "verdict": verdict})
    assert all(tally.values()), tally
    yield {"name": "expectations played", "ask": "test", "rulebook": with_expect(rulebook(RIFLE, CANNON), expect), "options": {"sample": True, "fights": n, "alarm": alarm, "seed": 3},
           "report": {"verdict": "failed", **tally, "sampled": 4, "scenarios": [{"scenario": "duel", "exact": False, "fights": n, "tests": rows}]}}


def compared():
    stronger = {**RIFLE, "low": 9}
    a, b = exact(RIFLE, CANNON), exact(stronger, CANNON)
    keys = {key: {"a": a[key], "b": b[key], "difference": b[key] - a[key], "decided": True} for key in ("win_a", "win_b", "draw", "mean_ttk_ms", "sd_ttk_ms")}
    keys["timeout"] = {"a": 0.0, "b": 0.0, "difference": 0.0, "decided": False}
    yield {"name": "a difference solved", "ask": "compare", "rulebook": rulebook(RIFLE, CANNON), "after": rulebook(stronger, CANNON), "scenario": "duel", "options": {},
           "report": {"scenario": "duel", "exact": True, "fights": 0, "decided": True, "keys": keys}}

    n, seed = 150, 2**64 - 1
    pairs = [(play(RIFLE, CANNON, seed, i), play(stronger, CANNON, seed, i)) for i in range(n)]
    keys, alpha = {}, 0.05 / (6 * 2)
    for key in ("win_a", "win_b", "draw", "timeout"):
        before, after = (sum(pair[i][0] == key for pair in pairs) / n for i in (0, 1))
        d = [(y[0] == key) - (x[0] == key) for x, y in pairs]
        mean = sum(d) / n
        variance = math.fsum((x - mean) ** 2 for x in d) / (n - 1)
        half = min(2.0, math.sqrt(2 * variance * math.log(4 / alpha) / n) + 7 * 2 * math.log(4 / alpha) / (3 * (n - 1)))
        keys[key] = {"a": before, "b": after, "difference": after - before, "interval": [after - before - half, after - before + half], "decided": half < abs(after - before)}
    assert all(pair[i][0] != "timeout" for pair in pairs for i in (0, 1))
    for key, member in (("mean_ttk_ms", 1), ("mean_attacks", 2)):
        columns = [[pair[i][member] for pair in pairs] for i in (0, 1)]
        means = [sum(column) / n for column in columns]
        d = [y - x for x, y in zip(*columns)]
        # With n in the linearised difference of two ratios, with n - 1 in that of two sums: as Cochran has them.
        variance = math.fsum((x - sum(d) / n) ** 2 for x in d) / (n if member == 1 else n - 1)
        width = sum(max(column) - min(column) for column in columns)
        half = math.sqrt(2 * variance * math.log(4 / alpha) / n) + 7 * width * math.log(4 / alpha) / (3 * (n - 1))
        change = means[1] - means[0]
        keys[key] = {"a": means[0], "b": means[1], "difference": change, "interval": [change - half, change + half], "decided": half < abs(change)}
    yield {"name": "a difference played, fight by fight", "ask": "compare", "rulebook": rulebook(RIFLE, CANNON), "after": rulebook(stronger, CANNON), "scenario": "duel",
           "options": {"sample": True, "fights": n, "seed": seed}, "report": {"exact": False, "fights": n, "rounds": 1, "seed": seed, "keys": keys}}


def matrices():
    makes = {"rifle": {**RIFLE, "first": 0}, "cannon": CANNON, "sure": {**SURE, "first": 0}}
    book = rulebook(RIFLE, CANNON)
    book["tables"]["makes"]["columns"] = {**book["tables"]["makes"]["columns"], "health": "int 1..100000"}
    book["tables"]["makes"]["rows"] = {name: {**{key: f[key] for key in TABLE}, "health": f["health"]} for name, f in makes.items()}
    book["entities"]["fighter"]["live"]["state"]["make"] = "row makes = rifle"
    book["scenarios"]["duel"]["fighters"] = {"a": {}, "b": {}}
    names = list(makes)
    cells = [[exact(makes[row], makes[column]) for column in names] for row in names]
    report = {"loadouts": names, "teams": ["a", "b"], "pairs": 9, "exact_pairs": 9, "fights": 0, "largest_half_width": 0}
    for key, source in (("win", "win_a"), ("loss", "win_b"), ("draw", "draw"), ("mean_ttk_ms", "mean_ttk_ms"), ("low", "win_a"), ("high", "win_a")):
        report[key] = [[cell[source] for cell in row] for row in cells]
    means = {name: sum(cells[i][j]["win_a"] for j in range(3) if j != i) / 2 for i, name in enumerate(names)}
    order = sorted(names, key=lambda name: -means[name])
    report["ranking"] = [{"loadout": name, "mean_win": means[name], "interval": [means[name], means[name]], "group": i + 1} for i, name in enumerate(order)]
    report["groups"] = [[name] for name in order]
    for name, loadouts in (("loadouts by name", {name: {"live": {"make": name, "health": f["health"]}} for name, f in makes.items()}),
                           ("loadouts from rows", {"rows": "makes", "live": {"make": "row", "health": "tables.makes[row].health"}})):
        yield {"name": name, "ask": "matrix", "rulebook": {**book, "scenarios": {"duel": {**book["scenarios"]["duel"], "loadouts": loadouts}}}, "scenario": "duel", "options": {}, "report": report}


def save():
    cases = [*tested(), *compared(), *matrices()]
    write("balance.json", {"about": ABOUT, "cases": cases})
    return f"{len(cases)} cases"
