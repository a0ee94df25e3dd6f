"""Two whole games, examples/rulebooks/{turns,d20}.json, played by models in exact fractions with a Philox apart."""
from fractions import Fraction
from math import floor

from lib import *
from philox import Draws

t = Topic("games", "A battle in turns and a fight by twenty-sided dice, blow by blow. All rolls on all stages, and all faces: tests/mechanics.")

t.rulebook("turns", {"file": "examples/rulebooks/turns.json"})
t.rulebook("d20", {"file": "examples/rulebooks/d20.json"})

# ---- a battle in turns --------------------------------------------------------------------------

# element, kind, power, accuracy, priority, crit in 24ths, (stat, stages, on_self), (status, percent)
MOVES = {
    "strike": ("plain", "physical", 40, 100, 0, 1, None, None),
    "dart": ("plain", "physical", 40, 100, 1, 1, None, None),
    "keen_edge": ("leaf", "physical", 70, 100, 0, 12, None, None),
    "ember": ("flame", "special", 60, 100, 0, 1, None, ("burn", 30)),
    "surge": ("wave", "special", 90, 100, 0, 12, None, None),
    "venom": ("leaf", "status", 0, 90, 0, 1, None, ("poison", 100)),
    "shock": ("wing", "status", 0, 90, 0, 1, None, ("paralysis", 100)),
    "lullaby": ("plain", "status", 0, 55, 0, 1, None, ("sleep", 100)),
    "sharpen": ("plain", "status", 0, 100, 0, 1, ("attack", 2, True), None),
    "leer": ("plain", "status", 0, 100, 0, 1, ("defence", -1, False), None),
}
WORTH = {("leaf", "wave"): 2, ("leaf", "flame"): Fraction(1, 2), ("flame", "leaf"): 2, ("flame", "wave"): Fraction(1, 2), ("wave", "flame"): 2, ("wave", "leaf"): Fraction(1, 2),
         ("flame", "flame"): Fraction(1, 2), ("wave", "wave"): Fraction(1, 2), ("leaf", "leaf"): Fraction(1, 2)}


def staged(value, stage):
    return floor(value * (Fraction(2 + stage, 2) if stage >= 0 else Fraction(2, 2 - stage)))


class Battle:
    """Fighters 1 and 2; each request of a fighter counts for its draws."""

    def __init__(self, seed, one, two):
        self.seed, self.lines, self.seq, self.round, self.is_over, self.winner = seed, [], {1: 0, 2: 0}, 1, False, 0
        self.fighters = {1: {"max_health": 120, "health": 120, "speed": 100, "stages": {}, "status": "none", "sleeps": 0, **one}, 2: {"max_health": 120, "health": 120, "speed": 100, "stages": {}, "status": "none", "sleeps": 0, **two}}
        self.start = {k: {n: v for n, v in f.items() if n not in ("stages", "sleeps")} for k, f in self.fighters.items()}

    def draws(self, who, action, listed):
        self.seq[who] += 1
        return Draws(action, self.seq[who], listed, seed=self.seed, kind="fighter", actor=who)

    def speed(self, who):
        f = self.fighters[who]
        speed = staged(f["speed"], f["stages"].get("speed", 0))
        return speed // 2 if f["status"] == "paralysis" else speed

    def play(self, *moves):
        """One round: what each of the two chooses, the first to choose first."""
        chosen = dict(moves)
        order = []
        for k, (who, move) in enumerate(moves):
            draws = self.draws(who, "Choose", ["tie"])
            if k == 1:
                foe = 3 - who
                mine, theirs = (MOVES[move][4], self.speed(who)), (MOVES[chosen[foe]][4], self.speed(foe))
                first = mine > theirs if mine != theirs else draws.chance("tie", Fraction(1, 2))
                order = [who, foe] if first else [foe, who]
            self.lines.append((req("Choose", {"battle": 1, "move": move}, actor=who), acc(order)))
        for k, who in enumerate(order):
            if self.is_over:
                self.draws(who, "Act", [])
                self.lines.append((req("Act", {"battle": 1}, actor=who), rej("battle_is_over", "/actions/Act/require/0")))
                continue
            self.act(who, chosen[who], k == 1)
        return self

    def act(self, who, move, is_last):
        own, foe = self.fighters[who], self.fighters[3 - who]
        draws = self.draws(who, "Act", ["hit", "crit", "damage", "inflict", "stuck", "sleeps"])
        element, kind, power, accuracy, _, crit, change, inflicts = MOVES[move]
        awake = own["status"] != "sleep" or own["sleeps"] == 0
        acts = awake and not (own["status"] == "paralysis" and draws.roll("stuck", 1, 4) == 1)
        hits = acts and draws.roll("hit", 1, 100) <= accuracy
        critical = kind != "status" and draws.roll("crit", 1, 24) <= crit
        damage = 0
        if hits and kind != "status":
            names = ("attack", "defence") if kind == "physical" else ("magic", "ward")
            raised, guarded = own["stages"].get(names[0], 0), foe["stages"].get(names[1], 0)
            attack, defence = staged(100, max(raised, 0) if critical else raised), max(staged(100, min(guarded, 0) if critical else guarded), 1)
            damage = floor(Fraction(22 * power * attack, defence)) // 50 + 2
            for factor in (Fraction(3, 2) if critical else 1, Fraction(draws.roll("damage", 85, 100), 100), Fraction(3, 2) if element in own["elements"] else 1,
                           WORTH.get((element, foe["elements"][0]), 1), Fraction(1, 2) if own["status"] == "burn" and kind == "physical" else 1):
                damage = floor(damage * factor)
            damage = max(damage, 1)
        foe["health"] = max(foe["health"] - damage, 0)
        if hits and foe["health"] and foe["status"] == "none" and inflicts and draws.roll("inflict", 1, 100) <= inflicts[1]:
            foe["status"] = inflicts[0]
            if inflicts[0] == "sleep":
                foe["sleeps"] = draws.roll("sleeps", 1, 3)
        if hits and change:
            stages = (own if change[2] else foe)["stages"]
            stages[change[0]] = min(max(stages.get(change[0], 0) + change[1], -6), 6)
        if own["status"] == "sleep":
            if awake:
                own["status"] = "none"
            else:
                own["sleeps"] -= 1
        if foe["health"] == 0:
            self.is_over, self.winner = True, who
        told = foe["health"]
        shown = move
        if not self.is_over and is_last:
            self.round += 1
            for f in self.fighters.values():
                share = {"burn": f["max_health"] // 16, "poison": f["max_health"] // 8}.get(f["status"])
                if share is not None:
                    f["health"] = max(f["health"] - max(share, 1), 0)
            shown, told = None, foe["health"]  # events see the closing state, where both choose anew
            if not own["health"] or not foe["health"]:
                self.is_over, self.winner = True, who if own["health"] else 3 - who if foe["health"] else 0
        self.lines.append((req("Act", {"battle": 1}, actor=who),
                           acc({"acts": acts, "hits": hits, "is_critical": critical, "damage": damage}, [event("Acted", {"who": who, "move": shown, "damage": damage, "health": told, "is_over": self.is_over})])))

    def case(self, name):
        states = {k: {"moves": list(dict.fromkeys(m for line, _ in self.lines for m in self.used(line, k)))[:4], **f} for k, f in self.start.items()}
        fields = ("health", "stages", "status", "sleeps")
        t.case(name, "turns", self.lines, world={**world(fighter=states, battle={1: {"fighters": [1, 2]}}), "seed": self.seed},
               after=after(fighter={k: {n: f[n] for n in fields} for k, f in self.fighters.items()}, battle={1: {"round": self.round, "is_over": self.is_over, "winner": self.winner}}))

    @staticmethod
    def used(line, who):
        line = json.loads(line)
        return [line["params"]["move"]] if line["actor"] == who and line["action"] == "Choose" else []


LEAF, WAVE, FLAME = {"elements": ["leaf"]}, {"elements": ["wave"]}, {"elements": ["flame"]}
for seed in (3, 8):
    b = Battle(seed, {**LEAF, "max_health": 300, "health": 300}, {**WAVE, "max_health": 300, "health": 300})
    for moves in ([(1, "sharpen"), (2, "leer")], [(2, "surge"), (1, "keen_edge")], [(1, "venom"), (2, "surge")], [(1, "keen_edge"), (2, "shock")], [(2, "dart"), (1, "keen_edge")], [(1, "keen_edge"), (2, "surge")], [(1, "keen_edge"), (2, "surge")]):
        if not b.is_over:
            b.play(*moves)
    b.case(f"stages, poison, paralysis, priority and critical hits, until one falls; seed {seed}")
for seed in (1, 4):
    b = Battle(seed, {**FLAME, "speed": 90, "max_health": 400, "health": 400}, {**LEAF, "speed": 90, "max_health": 400, "health": 400})
    for _ in range(6):
        b.play((1, "ember"), (2, "lullaby"))
    b.case(f"sleep, burns and equal speeds; seed {seed}")

# ---- a fight by twenty-sided dice ---------------------------------------------------------------


class Fight:
    """Creature 1 strikes creature 2 and the other way round; nobody runs out of actions, since each begins a turn."""

    def __init__(self, seed, one, two):
        self.seed, self.lines, self.seq, self.start = seed, [], {1: 0, 2: 0}, {1: one, 2: two}
        self.health = {k: f["health"] for k, f in self.start.items()}
        self.turn, self.round = 0, 0

    def draws(self, who, action, *listed):
        self.seq[who] += 1
        return Draws(action, self.seq[who], listed, seed=self.seed, kind="creature", actor=who)

    def begin(self):
        self.draws(1, "Begin")
        self.lines.append((req("Begin", {"encounter": 1}, actor=1), acc()))
        return self

    def strike(self, who):
        own, foe = self.start[who], self.start[3 - who]
        draws = self.draws(who, "Attack", "d20", "second_d20", "damage")
        bonus = own["strength"]
        first, second = draws.roll("d20", 1, 20), draws.roll("second_d20", 1, 20)
        favour, against = "restrained" in foe["conditions"], "poisoned" in own["conditions"] or "restrained" in own["conditions"]
        face = first if favour == against else max(first, second) if favour else min(first, second)
        critical = face == 20
        hits = critical or (face != 1 and face + bonus + 3 >= foe["armour_class"])
        damage = 0
        if hits:
            damage = max(draws.dice("damage", 4 if critical else 2, 6) + bonus - foe.get("soak", 0), 0)
            damage = damage // 2 if "slashing" in foe.get("resists", []) else damage
            damage = damage * 2 if "slashing" in foe.get("vulnerable", []) else damage
        self.health[3 - who] = max(self.health[3 - who] - damage, 0)
        result = {"face": face, "hits": hits, "is_critical": critical, "damage": damage}
        self.lines.append((req("Attack", {"target": 3 - who}, actor=who), acc(result, [event("Attacked", {"by": who, "target": 3 - who, **result})])))
        self.draws(who, "Attack")
        down = self.health[3 - who] == 0
        self.lines.append((req("Attack", {"target": 3 - who}, actor=who), rej("target_down", "/actions/Attack/require/1") if down else rej("not_enough_actions", "/actions/Attack/cost/actions")))
        return self.end(who)

    def end(self, who):
        self.draws(who, "EndTurn")
        self.turn = (self.turn + 1) % 2
        self.round += self.turn == 0
        self.lines.append((req("EndTurn", {"encounter": 1}, actor=who), acc({"turn": self.turn + 1, "round": self.round + 1})))
        return self

    def case(self, name):
        t.case(name, "d20", self.lines, world={**world(creature=self.start, encounter={1: {"order": [1, 2], "initiative": {"1": 2, "2": 1}}}), "seed": self.seed}, after=after(creature={k: {"health": h} for k, h in self.health.items()}))


def fought(seed, one, two):
    base = {"health": 60, "max_health": 60, "strength": 3, "armour_class": 12, "conditions": []}
    f = Fight(seed, {**base, **one}, {**base, **two}).begin()
    while all(f.health.values()):
        f.strike(f.turn + 1)
    return f


for seed, one, two in ((1, {}, {}), (2, {"conditions": ["restrained"]}, {"vulnerable": ["slashing"], "soak": 2}), (3, {"conditions": ["poisoned"]}, {"resists": ["slashing"], "armour_class": 14}), (4, {"conditions": ["poisoned"]}, {"conditions": ["restrained"]})):
    fought(seed, one, two).case(f"blow by blow until one is down; seed {seed}")


def faces(fight):
    return {verdict["result"]["face"] for line, verdict in fight.lines if "Attack" in line and verdict["verdict"] == "accepted"}


# Whoever rolls 1 would hit an armour class of 7 by the sum, whoever rolls 20 would miss one of 40.
for armour_class, face in ((7, 1), (40, 20)):
    both = {"armour_class": armour_class, "strength": 3 if face == 1 else -5, "health": 40}
    seed = next(s for s in range(1, 1000) if face in faces(fought(s, both, both)))
    fought(seed, both, both).case(f"a face of {face} decides before the sum; seed {seed}")
