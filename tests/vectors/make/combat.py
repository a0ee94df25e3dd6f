"""Duels: what comes of them exactly, and of so many fights of a seed. Computed here, from the model and from the addresses of draws, apart from the engine."""
import math

from lib import write
from philox import M64, Draws, mix64

ABOUT = ("`exact`: what solving gives, within 1e-9 (of numbers above 1: of their size). `counts`: whole numbers over fights 0 to `fights` - 1 of `seed`: wins by team, draws, timeouts, the sum of the times of "
         "decided fights and of all attacks. The same must come of any number of threads and parts.")
LIMIT = 120_000
RIFLE = {"health": 100, "armor": 25, "low": 8, "high": 12, "hit": 0.75, "crit": 0.15, "pct": 200, "ms": 600, "first": 0}
CANNON = {"health": 120, "armor": 50, "low": 16, "high": 24, "hit": 0.6, "crit": 0.1, "pct": 175, "ms": 1400, "first": 0}
SURE = {"health": 90, "armor": 0, "low": 5, "high": 5, "hit": 1.0, "crit": 0.5, "pct": 300, "ms": 450, "first": 125}
TABLE = ("armor", "low", "high", "hit", "crit", "pct", "ms")
COLUMNS = {"armor": "int 0..10000", "low": "int", "high": "int", "hit": "double 0..1", "crit": "double 0..1", "pct": "int", "ms": "int"}


def rulebook(a, b):
    return {
        "ludex": 1, "actor": "fighter",
        "tables": {"makes": {"columns": COLUMNS, "rows": {name: {key: f[key] for key in TABLE} for name, f in (("a", a), ("b", b))}}},
        "entities": {"fighter": {"live": {"state": {"make": "row makes = a", "health": "int"}}}},
        "actions": {"Attack": {
            "params": {"target": "ref fighter"}, "with": {"target": {"fighter": "params.target"}}, "draws": ["hit", "crit", "damage"],
            "let": {"mine": "tables.makes[actor.make]", "theirs": "tables.makes[target.make]",
                    "raw": "roll('damage', mine.low, mine.high) * (chance('crit', mine.crit) ? mine.pct : 100)",
                    "damage": "chance('hit', mine.hit) ? floor_div(raw, 100 + theirs.armor) : 0"},
            "cooldown": {"key": "attack", "ms": "mine.ms"}, "require": ["actor.health > 0 else dead"], "effects": ["target.health -= damage"]}},
        "scenarios": {"duel": {
            "fighters": {name: {"live": {"make": name, "health": f["health"]}, "first_ms": f["first"]} for name, f in (("a", a), ("b", b))},
            "policy": [{"use": "Attack", "params": {"target": "enemy.id"}}], "defeated": "fighter.health <= 0", "time_limit_ms": LIMIT}}}


def falls(attacker, target):
    """The chance that each attack is the one, and that the target stands after all that fit."""
    blow = {0: 1 - attacker["hit"]}
    n = attacker["high"] - attacker["low"] + 1
    for raw in range(attacker["low"], attacker["high"] + 1):
        for pct, weight in ((100, 1 - attacker["crit"]), (attacker["pct"], attacker["crit"])):
            damage = raw * pct // (100 + target["armor"])
            blow[damage] = blow.get(damage, 0) + attacker["hit"] * weight / n
    left, out, t = {target["health"]: 1.0}, [], attacker["first"]
    while t <= LIMIT:
        then, fallen = {}, 0.0
        for health, p in left.items():
            for damage, q in blow.items():
                if damage >= health:
                    fallen += p * q
                else:
                    then[health - damage] = then.get(health - damage, 0.0) + p * q
        out.append((t, fallen))
        left, t = then, t + attacker["ms"]
    return out, math.fsum(left.values())


def exact(a, b):
    by_a, stands_b = falls(a, b)
    by_b, stands_a = falls(b, a)
    ends = {}
    for t, p in by_a:
        later = math.fsum(q for s, q in by_b if s > t) + stands_a
        same = math.fsum(q for s, q in by_b if s == t)
        ends.setdefault(t, []).append(("win_a", p * later))
        ends[t].append(("draw", p * same))
    for t, p in by_b:
        ends.setdefault(t, []).append(("win_b", p * (math.fsum(q for s, q in by_a if s > t) + stands_b)))
    out = {key: math.fsum(p for parts in ends.values() for how, p in parts if how == key) for key in ("win_a", "win_b", "draw")}
    decided = math.fsum(out.values())
    weights = [(t, math.fsum(p for _, p in parts)) for t, parts in sorted(ends.items())]
    mean = math.fsum(t * p for t, p in weights) / decided
    out["mean_ttk_ms"] = mean
    out["sd_ttk_ms"] = math.sqrt(math.fsum((t - mean) ** 2 * p for t, p in weights) / decided)
    return out


def play(a, b, seed, fight):
    own = mix64(mix64(seed) ^ fight) & M64
    health, due, made, sides = [a["health"], b["health"]], [a["first"], b["first"]], [0, 0], (a, b)
    while True:
        t = min(due)
        if t > LIMIT:
            return "timeout", 0, sum(made)
        blows = [0, 0]
        for i in (0, 1):
            if due[i] != t:
                continue
            made[i] += 1
            due[i] += sides[i]["ms"]
            draws = Draws("Attack", made[i], ["hit", "crit", "damage"], own, "fighter", i + 1)
            if draws.chance("hit", sides[i]["hit"]):
                pct = sides[i]["pct"] if draws.chance("crit", sides[i]["crit"]) else 100
                blows[1 - i] = draws.roll("damage", sides[i]["low"], sides[i]["high"]) * pct // (100 + sides[1 - i]["armor"])
        health = [health[0] - blows[0], health[1] - blows[1]]
        if min(health) <= 0:
            return "draw" if max(health) <= 0 else "win_a" if health[1] <= 0 else "win_b", t, sum(made)


def counts(a, b, seed, fights):
    out = dict.fromkeys(("win_a", "win_b", "draw", "timeout", "ttk", "attacks"), 0)
    for fight in range(fights):
        how, ttk, attacks = play(a, b, seed, fight)
        out[how] += 1
        out["ttk"] += ttk
        out["attacks"] += attacks
    return out


def save():
    cases = []
    for name, a, b, seed, fights in (("model D1", RIFLE, CANNON, 1, 150), ("a fighter and its copy", CANNON, CANNON, 2**64 - 1, 100), ("no miss, no spread, a late start", SURE, CANNON, 77, 100)):
        cases.append({"name": name, "rulebook": rulebook(a, b), "scenario": "duel", "exact": exact(a, b), "seed": seed, "fights": fights, "counts": counts(a, b, seed, fights)})
    write("combat.json", {"about": ABOUT, "cases": cases})
    return f"{len(cases)} cases"
