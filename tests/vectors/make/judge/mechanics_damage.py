"""What an attack does: examples/rulebooks/mechanics/{attack,armour,resistances,falloff,shields}.json, from first principles."""
import math
from fractions import Fraction

from lib import *
from philox import Draws

t = Topic("mechanics_damage", "Hit, miss, block and crit; armour curves; resistances and their rounding; fall-off; shields and healing: computed from first principles.")

for name in ("attack", "armour", "resistances", "falloff", "shields"):
    t.rulebook(name, {"file": f"examples/rulebooks/mechanics/{name}.json"})

floor = math.floor
AT8 = {"target": 8}
hit = lambda action="Attack": req(action, AT8)
after8 = lambda **fields: after({8: fields})

# ---- hit, miss, block, crit ---------------------------------------------------------------------

WEAPONS = {"rifle": (8, 12, Fraction(75, 100), Fraction(15, 100), 200), "cannon": (16, 24, Fraction(60, 100), Fraction(10, 100), 175)}
EVASION, BLOCK, BLOCK_VALUE = Fraction(2, 10), Fraction(1, 4), 6


def scaled(outcome, raw, crit_percent):
    return {"miss": 0, "dodge": 0, "block": max(raw - BLOCK_VALUE, 0), "crit": raw * crit_percent // 100, "hit": raw}[outcome]


def attack(weapon, seq, seed):
    low, high, accuracy, crit, crit_percent = WEAPONS[weapon]
    draws = Draws("Attack", seq, ["hit", "block", "crit", "damage"], seed=seed)
    outcome = "miss" if not draws.chance("hit", accuracy * (1 - EVASION)) else "block" if draws.chance("block", BLOCK) else "crit" if draws.chance("crit", crit) else "hit"
    return outcome, scaled(outcome, draws.roll("damage", low, high), crit_percent)


def swing(weapon, seq, seed):
    low, high, _, crit, crit_percent = WEAPONS[weapon]
    draws = Draws("Swing", seq, ["outcome", "damage"], seed=seed)
    slices = [50, int(EVASION * 1000), int(BLOCK * 1000), int(crit * 1000)]
    slices.append(1000 - sum(slices))
    outcome = ["miss", "dodge", "block", "crit", "hit"][draws.weighted("outcome", slices)]
    return outcome, scaled(outcome, draws.roll("damage", low, high), crit_percent)


for action, rule, outcomes in (("Attack", attack, {"miss", "block", "crit", "hit"}), ("Swing", swing, {"miss", "dodge", "block", "crit", "hit"})):
    for weapon, seed in (("rifle", 1), ("cannon", 2)):
        health, lines, seen = {8 + i: 200 for i in range(8)}, [], set()
        for seq in range(1, 97):
            target = 8 + seq % 8
            if health[target] == 0:
                lines.append((req(action, {"target": target}), rej("target_dead", f"/actions/{action}/require/1")))
                continue
            outcome, damage = rule(weapon, seq, seed)
            seen.add(outcome)
            health[target] = max(health[target] - damage, 0)
            lines.append((req(action, {"target": target}), acc({"outcome": outcome, "damage": damage})))
        assert seen == outcomes, seen
        t.case(f"{action} with a {weapon}: every outcome, drawn from a Philox apart", "attack", lines,
               world={**world({7: {"weapon": weapon}, **{k: {} for k in health}}), "seed": seed}, after=after({k: {"health": v} for k, v in health.items()}))
t.case("what evasion and block take, hits lose: a table that is full has no crits", "attack",
       [(hit("Swing"), acc({"outcome": o, "damage": d})) for o, d in
        (("dodge" if Draws("Swing", seq, ["outcome", "damage"], seed=9).weighted("outcome", [50, 950, 0, 0, 0]) else "miss", 0) for seq in range(1, 31))],
       world={**world({7: {}, 8: {"evasion": 1.0, "block": 1.0}}), "seed": 9}, after=after8(health=200))
t.case("the dead neither attack nor are attacked", "attack", [(hit(), rej("target_dead", "/actions/Attack/require/1")), (req("Attack", {"target": 7}, actor=8), rej("actor_dead", "/actions/Attack/require/0"))],
       world=world({7: {}, 8: {"health": 0}}))

# ---- armour -------------------------------------------------------------------------------------


def armoured(kind, damage, armour):
    """Real numbers where the curve has them, rounded down once at the end."""
    plate = max(armour, 0)
    if kind == "flat":
        return max(damage - armour, min(damage, 1))
    if kind == "ratio":
        share = Fraction(100, 100 + armour) if armour >= 0 else 2 - Fraction(100, 100 - armour)
        return floor(damage * share)
    if kind == "capped":  # the share is kept in hundredths of a percent, rounded down
        return floor(damage * (1 - Fraction(min(floor(Fraction(plate, plate + 400) * 10000), 7500), 10000)))
    if kind == "quadratic":
        return floor(Fraction(damage * damage, damage + plate)) if damage else 0
    if plate <= 1:
        return int(damage * (1.0, 0.99)[plate])  # one product of doubles
    # A power within 0.51 ulp: these points lie far enough from whole numbers for any of it.
    exact = damage * Fraction(99, 100) ** plate
    assert abs(exact - round(exact)) > Fraction(1, 10**6) or round(exact) == 0, (damage, plate)
    return floor(exact)


DAMAGES, ARMOURS = (0, 1, 7, 25, 100, 999, 100000), (-500, -100, -1, 0, 1, 33, 100, 250, 1200, 1201, 5000)
for kind in ("flat", "ratio", "capped", "quadratic", "exponential"):
    lines, targets = [], {1000 + damage: {"damage": damage} for damage in DAMAGES}
    for i, armour in enumerate(ARMOURS):
        targets[100 + i] = {"health": 1000000, "armour": armour, "armour_type": kind}
        lines += [(req("Attack", {"target": 100 + i}, actor=1000 + damage), acc(armoured(kind, damage, armour))) for damage in DAMAGES]
    t.case(f"armour, {kind}: {len(DAMAGES)} amounts on {len(ARMOURS)} armours", "armour", lines, world=world(targets),
           after=after({100 + i: {"health": 1000000 - sum(armoured(kind, damage, armour) for damage in DAMAGES)} for i, armour in enumerate(ARMOURS)}))

# ---- resistances --------------------------------------------------------------------------------

ROUND = {
    "blunt": floor,
    "holy": math.ceil,
    "fire": lambda x: floor(x + Fraction(1, 2)),   # never below zero here, so half up is half away from zero
    "frost": lambda x: math.ceil(x - Fraction(1, 2)),
    "void": lambda x: floor(x) % 256,
}


def resisted(kind, damage, soak, percent):
    return ROUND[kind](max(damage - soak, 0) * Fraction(100 - percent, 100))


SOAK, PERCENT = {"blunt": 5, "fire": 2, "frost": 0, "holy": 1, "void": 3}, {"blunt": 50, "fire": 50, "frost": 50, "holy": 25, "void": 50}
for name, soak, percent in (("halves", SOAK, PERCENT), ("weaknesses", {}, {"blunt": -50, "fire": -150, "frost": -50, "holy": -33, "void": -160}), ("immunity", {}, {k: 100 for k in ROUND}), ("nothing", {}, {})):
    hitters = {1000 * i + damage: (kind, damage) for i, kind in enumerate(ROUND, 1) for damage in (0, 1, 2, 3, 5, 7, 10, 11, 25, 101)}
    lines = [(req("Attack", AT8, actor=id), acc(resisted(kind, damage, soak.get(kind, 0), percent.get(kind, 0)))) for id, (kind, damage) in hitters.items()]
    t.case(f"resistances, {name}: a fixed amount first, then a percentage, each type with its rounding", "resistances", lines,
           world=world({8: {"health": 10000, "soak": soak, "resistance": percent}, **{id: {"damage": damage, "damage_type": kind} for id, (kind, damage) in hitters.items()}}), after=after8(health=10000 - sum(verdict["result"] for _, verdict in lines)))
t.case("more than a byte holds begins again at 0", "resistances", [(req("Attack", AT8, actor=1000 + i), acc(value)) for i, value in enumerate((255, 0, 1, 255, 0))],
       world=world({8: {"health": 10000}, **{1000 + i: {"damage": damage, "damage_type": "void"} for i, damage in enumerate((255, 256, 257, 511, 512))}}), after=after8(health=10000 - 511))
t.case("an odd half goes down, up, up and down", "resistances", [(req("Attack", AT8, actor=1000 + i), acc(value)) for i, value in enumerate((3, 4, 4, 3))],
       world=world({8: {"resistance": {k: 50 for k in ROUND}}, **{1000 + i: {"damage": 7, "damage_type": kind} for i, kind in enumerate(("blunt", "holy", "fire", "frost"))}}))


def scores(score, checksum, points):
    lines = []
    for p in points:
        score, checksum = (score + p) % 256, (checksum * 31 + p + 2**63) % 2**64 - 2**63
        lines.append((req("Score", {"points": p}), acc([score, checksum])))
    return lines


t.case("a counter of one byte wraps, and a checksum of 64 bits", "resistances", scores(250, 2**63 - 1, [5, 1, 255, 0, 200, 77]), world=world({7: {"score": 250, "checksum": 2**63 - 1}}), after=after({7: {"score": scores(250, 2**63 - 1, [5, 1, 255, 0, 200, 77])[-1][1]["result"][0]}}))

# ---- fall-off -----------------------------------------------------------------------------------

PLACES = {20 + i: d for i, d in enumerate((0, 2.5, 5, 5.0000001, 10, 12, 12.5, 20, 20.5, 35, 39.03, 50, 60, 75, 99.5, 100, 512, 4096, 4097))}
FIELD = world({7: {}, 9: {"rifle": "marksman"}, **{k: {"position": [0, d, 0]} for k, d in PLACES.items()}})
at = lambda action, target, actor=7: req(action, {"target": target}, actor=actor)


def shotgun(d):
    for until, percent in ((5, 100), (12, 60), (20, 25)):
        if d <= until:
            return acc(90 * percent // 100)
    return rej("too_far", "/actions/Shotgun/require/0")


def knots(d, points):
    """The line between two knots as `lerp` computes it, a + (b - a) * t in doubles."""
    if d < points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= d < x1:
            value = y0 + (y1 - y0) * ((d - x0) / (x1 - x0))
            exact = Fraction(y0) + Fraction(y1 - y0) * (Fraction(d) - x0) / (x1 - x0)
            assert abs(Fraction(value) - exact) < Fraction(1, 10**12)
            return value
    return points[-1][1]


t.case("fall-off in steps: the step's far edge belongs to it, and beyond the last is too far", "falloff", [(at("Shotgun", k), shotgun(d)) for k, d in PLACES.items()], world=FIELD)
for actor, weapon, points in ((7, "carbine", ((10.0, 143.0), (60.0, 112.0))), (9, "marksman", ((20.0, 40.0), (50.0, 60.0), (100.0, 35.0)))):
    t.case(f"fall-off along knots, {weapon}: level before the first and after the last", "falloff", [(at("Rifle", k, actor), acc(knots(float(d), points))) for k, d in PLACES.items()], world=FIELD)


def pistol(d):
    """Correctly rounded: the square root of square roots in high precision, 0.75 ** (d / 500)."""
    from decimal import Decimal, localcontext
    with localcontext() as precise:
        precise.prec = 60
        power = (Decimal(0.75).ln() * Decimal(d / 500.0)).exp()
        return 35.0 * float(power)


t.case("fall-off by a power: the same bits everywhere", "falloff",
       [(at("Pistol", k), acc(pistol(float(d))) if d <= 4096 else rej("too_far", "/actions/Pistol/require/0")) for k, d in PLACES.items()], world=FIELD)

# ---- shields and healing ------------------------------------------------------------------------


class Fighter:
    """A shield that ticks every millisecond, in exact fractions: the other way round than the rulebook has it."""

    def __init__(self):
        self.health, self.shield, self.hit_at, self.wounded_until = 100, 50, 0, 0
        self.players = {8: {}}

    def hitter(self, state):
        """One who has just this state, for each thing that is done."""
        self.players[100 + len(self.players)] = state
        return 99 + len(self.players)

    def shield_at(self, now):
        shield = Fraction(self.shield)
        for ms in range(self.hit_at + 3000, min(now, self.hit_at + 9000)):
            shield = min(shield + Fraction(10, 1000), 50)
        return floor(shield)

    def attack(self, now, damage, piercing=False, wounds=False):
        shield = self.shield_at(now)
        absorbed = 0 if piercing else min(shield, damage)
        hurt = min(damage - absorbed, self.health)
        self.shield, self.hit_at, self.health = shield - absorbed, now, self.health - hurt
        if wounds:
            self.wounded_until = now + 4000
        return req("Attack", AT8, t=now, actor=self.hitter({"damage": damage, "is_piercing": piercing, "is_wounding": wounds})), acc({"shield": self.shield, "health": self.health})

    def heal(self, now, amount):
        worth = amount // 2 if now < self.wounded_until else amount
        healed = min(worth, 100 - self.health)
        self.health += healed
        return req("Heal", AT8, t=now, actor=self.hitter({"healing": amount})), acc({"healed": healed, "overheal": worth - healed, "health": self.health})


f = Fighter()
t.case("a shield takes damage first, lets the rest through, and grows back after three seconds without a hit", "shields",
       [f.attack(10000, 30), f.attack(10500, 30), f.attack(13499, 1), f.attack(16499, 0), f.attack(19598, 0), f.attack(22699, 5), f.attack(25798, 0), f.attack(60000, 70)],
       world=world(f.players), after=after8(health=f.health, shield=f.shield))
f = Fighter()
t.case("what pierces leaves the shield alone; wounds halve healing until they end; too much is said", "shields",
       [f.attack(10000, 40, piercing=True, wounds=True), f.heal(10001, 25), f.heal(13999, 1), f.heal(14000, 25), f.heal(14001, 50)], world=world(f.players), after=after8(health=f.health, shield=50))
f = Fighter()
t.case("the dead are not healed, the healthy need none, and one may heal oneself", "shields",
       [(req("Heal", AT8), rej("already_healthy", "/actions/Heal/require/1")), f.attack(10000, 1000), (req("Heal", AT8, t=10000), rej("target_dead", "/actions/Heal/require/0")),
        (req("Attack", {"target": 7}, t=10000, actor=9), acc({"shield": 0, "health": 90})), (req("Heal", {"target": 7}, t=10000), acc({"healed": 10, "overheal": 15, "health": 100}))],
       world=world({**f.players, 7: {}, 9: {"damage": 60}}), after=after8(health=0))
