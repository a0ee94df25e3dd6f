"""examples/rulebooks/turns.json: every damage roll, critical or not, on every pair of stages, from a second reading of the formula."""
import unittest
from collections import Counter, defaultdict
from math import floor
from fractions import Fraction

from harness import RULEBOOKS, Draws, deviation, judge, live, request, world

TURNS = RULEBOOKS / "turns.json"
DRAWS = ["hit", "crit", "damage", "inflict", "stuck", "sleeps"]
FOE = 10_000_000  # added to a fighter's id: its opponent; and its battle has its id

STAGED = {s: Fraction(2 + s, 2) if s >= 0 else Fraction(2, 2 - s) for s in range(-6, 7)}
ROLLS = range(85, 101)


def damage(level, power, attack, defence, raised, guarded, is_critical, roll, *factors):
    """The formula in exact fractions, dropped to whole points after every step."""
    attack = floor(attack * STAGED[max(raised, 0) if is_critical else raised])
    defence = max(floor(defence * STAGED[min(guarded, 0) if is_critical else guarded]), 1)
    value = floor(Fraction(2 * level, 5)) + 2
    value = floor(Fraction(value * power * attack, defence))
    value = floor(Fraction(value, 50)) + 2
    for factor in (Fraction(3, 2) if is_critical else 1, Fraction(roll, 100), *factors):
        value = floor(value * factor)
    return max(value, 1) if all(factors) else 0


class Draw:
    """What an attacker's first request draws."""

    def __init__(self, id, seed=0):
        draws = Draws("Act", 1, DRAWS, seed=seed, kind="fighter", actor=id)
        self.id, self.hit, self.crit, self.roll = id, draws.roll("hit", 1, 100), draws.roll("crit", 1, 24), draws.roll("damage", 85, 100)
        self.inflict, self.stuck, self.sleeps = draws.roll("inflict", 1, 100), draws.roll("stuck", 1, 4), draws.roll("sleeps", 1, 3)


def act(fighters, seed=0):
    """Judges the first act of each: {id: (its own state, its foe's state)}. Gives {id: (result, state after, foe after)}."""
    states, battles = {}, {}
    for id, (own, foe) in fighters.items():
        states[id], states[id + FOE] = own, foe
        battles[id] = {"fighters": [id, id + FOE], "next": [id, id + FOE]}
    verdicts, after = judge(TURNS, world(seed, fighter=states, battle=battles), [request("Act", id, {"battle": id}) for id in fighters])
    for verdict in verdicts:
        assert verdict["verdict"] == "accepted", verdict
    return {id: (v["result"], live(after, "fighter", id), live(after, "fighter", id + FOE)) for id, v in zip(fighters, verdicts)}


def fighters_by(key, each, *more):
    """Attackers whose draws have each value of `key` at least `each` times."""
    found, id = defaultdict(list), 0
    wanted = set(more)
    while len(found) < len(wanted) or any(len(v) < each for v in found.values()):
        id += 1
        draw = Draw(id)
        if key(draw) in wanted and len(found[key(draw)]) < each:
            found[key(draw)].append(draw)
    return found


class Damage(unittest.TestCase):
    def test_a_published_example(self):
        """Level 75, power 65, attack 123 against defence 163, own element, doubled twice, no critical hit: 168 to 196."""
        table = [damage(75, 65, 123, 163, 0, 0, False, roll, Fraction(3, 2), 2, 2) for roll in ROLLS]
        self.assertEqual(table, [168, 168, 168, 172, 172, 172, 180, 180, 180, 184, 184, 184, 192, 192, 192, 196])
        own = {"level": 75, "elements": ["frost"], "attack": 123, "chosen": "frost_fang", "moves": ["frost_fang"]}
        foe = {"elements": ["leaf", "wing"], "defence": 163, "max_health": 500, "health": 500}
        found = fighters_by(lambda d: d.roll, 1, *ROLLS)
        hitters = {d.id: d for draws in found.values() for d in draws if d.hit <= 95}
        self.assertGreater(len(hitters), 12)
        for id, (result, _, after) in act({id: (own, foe) for id in hitters}).items():
            self.assertEqual((result["damage"], after["health"]), (table[hitters[id].roll - 85], 500 - table[hitters[id].roll - 85]))

    def test_every_roll_critical_or_not_on_every_pair_of_stages(self):
        outcomes = [(roll, is_critical) for roll in ROLLS for is_critical in (False, True)]
        found = fighters_by(lambda d: (d.roll, d.crit <= 12), 169, *outcomes)
        for move, offence, guard, power, factors in (("keen_edge", "attack", "defence", 70, (1, Fraction(1, 2))), ("surge", "magic", "ward", 90, (Fraction(3, 2), 2))):
            own = {"level": 63, "elements": ["wave", "wing"], "attack": 137, "magic": 141, "chosen": move}
            foe = {"elements": ["flame"], "defence": 89, "ward": 97, "max_health": 999, "health": 999}
            fighters, expected = {}, {}
            pairs = [(a, d) for a in range(-6, 7) for d in range(-6, 7)]
            for (roll, is_critical), draws in found.items():
                for (raised, guarded), draw in zip(pairs, draws):
                    fighters[draw.id] = ({**own, "stages": {offence: raised, guard: 5, "speed": 1}}, {**foe, "stages": {guard: guarded, offence: -5}})
                    strength, toughness = (137, 89) if move == "keen_edge" else (141, 97)
                    expected[draw.id] = damage(63, power, strength, toughness, raised, guarded, is_critical, roll, *factors), is_critical
            self.assertEqual(len(fighters), 16 * 2 * 13 * 13)
            for id, (result, _, after) in act(fighters).items():
                self.assertEqual((result["damage"], result["is_critical"], 999 - after["health"]), (*expected[id], min(expected[id][0], 999)), (move, id))

    def test_every_element_on_every_pair(self):
        chart = {"plain": "½stone 0spirit", "flame": "2leaf 2frost ½flame ½wave ½stone", "wave": "2flame 2stone ½wave ½leaf", "leaf": "2wave 2stone ½flame ½leaf",
                 "frost": "2leaf 2wing ½flame ½wave ½frost", "stone": "2flame 2frost 2wing", "wing": "2leaf ½stone", "spirit": "2spirit 0plain"}
        factor = {a: {b: next(({"2": Fraction(2), "½": Fraction(1, 2), "0": Fraction(0)}[word[0]] for word in words.split() if word[1:] == b), Fraction(1)) for b in chart} for a, words in chart.items()}
        moves = {"strike": ("plain", 40), "keen_edge": ("leaf", 70), "frost_fang": ("frost", 65), "rockfall": ("stone", 100)}
        special = {"ember": ("flame", 60), "surge": ("wave", 90), "haunt": ("spirit", 80)}
        fighters, expected, id = {}, {}, 0
        for move, (element, power) in {**moves, **special}.items():
            for first in chart:
                for second in (None, *chart):
                    for status in ("none", "burn"):
                        id += 1
                        draw = Draw(id)
                        accuracy, crit = {"frost_fang": (95, 0), "rockfall": (80, 1), "keen_edge": (100, 12), "surge": (100, 12)}.get(move, (100, 1))
                        elements = [first] if second is None else [first, second]
                        own_element = id % 2 == 0
                        fighters[id] = ({"elements": [element] if own_element else ["wing"], "status": status, "chosen": move}, {"elements": elements, "max_health": 999, "health": 999})
                        factors = [Fraction(3, 2) if own_element else 1, factor[element][first], factor[element][second] if second else 1, Fraction(1, 2) if status == "burn" and move in moves else 1]
                        worth = damage(50, power, 100, 100, 0, 0, draw.crit <= crit, draw.roll, *factors) if draw.hit <= accuracy else 0
                        expected[id] = (worth, draw.hit <= accuracy)
        self.assertEqual(len(fighters), 7 * 8 * 9 * 2)
        for id, (result, _, after) in act(fighters).items():
            self.assertEqual((result["damage"], result["hits"]), expected[id], fighters[id])
        self.assertTrue(any(hits and worth == 0 for worth, hits in expected.values()), "an immunity that was hit")

    def test_status_moves(self):
        """Who acts at all, what is inflicted, and what stages become, for the draws of 400 attackers each."""
        for move, status, accuracy in (("venom", "poison", 90), ("shock", "paralysis", 90), ("lullaby", "sleep", 55), ("ember", "burn", 100)):
            draws = {id: Draw(id) for id in range(1, 401)}
            answers = act({id: ({"chosen": move, "status": "paralysis"}, {"max_health": 999, "health": 999}) for id in draws})
            for id, (result, _, foe) in answers.items():
                d = draws[id]
                hits = d.stuck != 1 and d.hit <= accuracy
                inflicted = hits and d.inflict <= (30 if move == "ember" else 100)
                self.assertEqual((result["acts"], result["hits"]), (d.stuck != 1, hits))
                self.assertEqual(foe.get("status", "none"), status if inflicted else "none")
                self.assertEqual(foe.get("sleeps", 0), d.sleeps if inflicted and status == "sleep" else 0)
            self.assertEqual({foe.get("status", "none") for _, _, foe in answers.values()}, {"none", status})
        answers = act({1: ({"chosen": "sharpen", "stages": {"attack": 5}}, {}), 2: ({"chosen": "sharpen"}, {}), 3: ({"chosen": "leer"}, {"stages": {"defence": -6}}), 4: ({"chosen": "leer"}, {})})
        self.assertEqual([(own.get("stages", {}), foe.get("stages", {})) for _, own, foe in answers.values()], [({"attack": 6}, {}), ({"attack": 2}, {}), ({}, {"defence": -6}), ({}, {"defence": -1})])


class Order(unittest.TestCase):
    def choose(self, own, foe, id=1, move="strike", foe_move="strike", seed=0):
        states = {id: {"moves": ["strike", "dart"], **own}, 2: {"moves": ["strike", "dart"], "chosen": foe_move, **foe}}
        verdicts, _ = judge(TURNS, world(seed, fighter=states, battle={1: {"fighters": [id, 2]}}), [request("Choose", id, {"battle": 1, "move": move})])
        return verdicts[0]["result"][0] == id

    def test_priority_before_speed_and_speed_with_its_stages(self):
        self.assertTrue(self.choose({"speed": 101}, {"speed": 100}))
        self.assertFalse(self.choose({"speed": 100}, {"speed": 101}))
        self.assertTrue(self.choose({"speed": 1}, {"speed": 999}, move="dart"))
        self.assertFalse(self.choose({"speed": 999}, {"speed": 1}, foe_move="dart"))
        self.assertTrue(self.choose({"speed": 2}, {"speed": 1}, move="dart", foe_move="dart"))
        self.assertTrue(self.choose({"speed": 51, "stages": {"speed": 2}}, {"speed": 101}))
        self.assertFalse(self.choose({"speed": 50, "stages": {"speed": 2}}, {"speed": 101}))
        self.assertFalse(self.choose({"speed": 202, "status": "paralysis"}, {"speed": 102}))
        self.assertTrue(self.choose({"speed": 206, "status": "paralysis"}, {"speed": 102}))
        self.assertTrue(self.choose({"speed": 100}, {"speed": 399, "stages": {"speed": -6}}))

    def test_equal_speeds_are_drawn(self):
        """600 pairs at once: each as a Philox apart says, and about half of them first."""
        states, battles = {}, {}
        for id in range(1, 601):
            states[id], states[id + FOE] = {}, {"chosen": "strike"}
            battles[id] = {"fighters": [id, id + FOE]}
        verdicts, _ = judge(TURNS, world(5, fighter=states, battle=battles), [request("Choose", id, {"battle": id, "move": "strike"}) for id in range(1, 601)])
        firsts = [v["result"][0] == id for id, v in enumerate(verdicts, 1)]
        self.assertEqual(firsts, [Draws("Choose", 1, ["tie"], seed=5, kind="fighter", actor=id).chance("tie", Fraction(1, 2)) for id in range(1, 601)])
        self.assertLess(abs(sum(firsts) - 300), 5 * 150 ** 0.5)


class Round(unittest.TestCase):
    def play(self, own, foe, requests, seed=0):
        return judge(TURNS, world(seed, fighter={1: {"chosen": "leer", **own}, 2: {"chosen": "leer", **foe}}, battle={1: {"fighters": [1, 2], "next": [1, 2]}}), requests)

    def test_a_round_is_both_acts_then_burns_and_poison_then_choosing_anew(self):
        acts = [request("Act", 1, {"battle": 1}), request("Act", 2, {"battle": 1})]
        verdicts, after = self.play({"status": "burn"}, {"status": "poison"}, acts + acts[:1] + [request("Choose", 1, {"battle": 1, "move": "strike"})])
        self.assertEqual([v.get("reason", "accepted") for v in verdicts], ["accepted", "accepted", "round_not_begun", "accepted"])
        self.assertEqual((live(after, "fighter", 1)["health"], live(after, "fighter", 2)["health"]), (120 - 120 // 16, 120 - 120 // 8))
        self.assertEqual((live(after, "fighter", 1)["chosen"], live(after, "fighter", 2).get("chosen"), live(after, "battle", 1)["round"]), ("strike", None, 2))

    def test_out_of_turn_and_out_of_moves(self):
        verdicts, _ = self.play({}, {}, [request("Act", 2, {"battle": 1}), request("Choose", 1, {"battle": 1, "move": "strike"}), request("Act", 1, {"battle": 1}), request("Act", 1, {"battle": 1})])
        self.assertEqual([v.get("reason", "accepted") for v in verdicts], ["not_your_turn", "already_chosen", "accepted", "not_your_turn"])

    def test_who_falls_first_acts_no_more(self):
        verdicts, after = self.play({"chosen": "strike"}, {"health": 1}, [request("Act", 1, {"battle": 1}), request("Act", 2, {"battle": 1})])
        self.assertEqual([v.get("reason", "accepted") for v in verdicts], ["accepted", "battle_is_over"])
        self.assertEqual((live(after, "battle", 1)["winner"], live(after, "battle", 1)["is_over"]), (1, True))

    def test_poison_may_end_it_for_both(self):
        for health, foe_health, winner in ((1, 1, 0), (1, 120, 2), (120, 1, 1)):
            _, after = self.play({"status": "poison", "health": health}, {"status": "poison", "health": foe_health}, [request("Act", 1, {"battle": 1}), request("Act", 2, {"battle": 1})])
            self.assertEqual((live(after, "battle", 1).get("winner", 0), live(after, "battle", 1)["is_over"]), (winner, True))

    def test_a_sleeper_loses_its_turns_and_wakes_with_the_next(self):
        for sleeps in (0, 1, 3):
            verdicts, after = self.play({"status": "sleep", "sleeps": sleeps}, {}, [request("Act", 1, {"battle": 1})])
            self.assertEqual(verdicts[0]["result"]["acts"], sleeps == 0)
            self.assertEqual((live(after, "fighter", 1).get("status", "none"), live(after, "fighter", 1).get("sleeps", 0)), ("none", 0) if sleeps == 0 else ("sleep", sleeps - 1))


class Chance(unittest.TestCase):
    def test_the_sixteen_rolls_and_the_critical_hits_fall_as_they_should(self):
        """20,000 attackers under one seed; five standard deviations of chi-square are far from the edge."""
        answers = act({id: ({"level": 100, "attack": 500, "chosen": "keen_edge"}, {"elements": ["wing"], "max_health": 999, "health": 999}) for id in range(1, 20_001)}, seed=77)
        table = {(damage(100, 70, 500, 100, 0, 0, c, roll, 1, 1), c): Fraction(1, 32) for roll in ROLLS for c in (False, True)}
        self.assertEqual(len(table), 32, "every outcome tells its roll")
        counts = Counter((result["damage"], result["is_critical"]) for result, _, _ in answers.values())
        self.assertLess(abs(deviation(counts, table)), 5)


if __name__ == "__main__":
    unittest.main()
