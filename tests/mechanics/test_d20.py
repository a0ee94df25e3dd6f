"""examples/rulebooks/d20.json: all 20 x 20 faces, all faces of the dice, saves and turns, from a second reading of the rules."""
import itertools
import json
import unittest
from collections import Counter, defaultdict
from fractions import Fraction

from harness import COMBAT, RULEBOOKS, Draws, deviation, judge, live, request, world

D20 = RULEBOOKS / "d20.json"
TARGETS = 10_000_000  # ids from here on are targets

FACES = [(a, b) for a in range(1, 21) for b in range(1, 21)]


def draws_of(action, id, *listed, seq=1, seed=0):
    return Draws(action, seq, listed, seed=seed, kind="creature", actor=id)


def attack_draws(id, **more):
    return draws_of("Attack", id, "d20", "second_d20", "damage", **more)


def attackers():
    """An id for each pair of faces, whose first attack draws just these."""
    found, id = {}, 0
    while len(found) < 400:
        id += 1
        draws = attack_draws(id)
        found.setdefault((draws.roll("d20", 1, 20), draws.roll("second_d20", 1, 20)), id)
    return found


def attack(pairs, seed=0):
    """Judges one attack each of {id: (own state, target's state)}: {id: (result, the target after)}."""
    states = {}
    for id, (own, target) in pairs.items():
        states[id], states[id + TARGETS] = {"actions": 1, **own}, {"health": 999, "max_health": 999, **target}
    verdicts, after = judge(D20, world(seed, creature=states), [request("Attack", id, {"target": id + TARGETS}) for id in pairs])
    for verdict in verdicts:
        assert verdict["verdict"] == "accepted", verdict
    return {id: (v["result"], live(after, "creature", id + TARGETS)) for id, v in zip(pairs, verdicts)}


# Who is in which condition for each kind of roll: advantage 1, none 0, disadvantage -1.
CONDITIONS = {1: (["hidden"], []), 0: (["hidden", "poisoned"], ["restrained"]), -1: (["poisoned"], [])}


def expected_hit(first, second, advantage, bonus, armour_class, crit_on):
    face = {1: max(first, second), 0: first, -1: min(first, second)}[advantage]
    is_critical = face >= crit_on
    return face, is_critical or (face != 1 and face + bonus >= armour_class), is_critical


class Faces(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ids = attackers()

    def outcomes(self, advantage, bonus, armour_class, crit_on):
        """{(first, second): (face, hits, is_critical)} as the rulebook has it."""
        own, target = CONDITIONS[advantage]
        proficiency = 2 if bonus < 6 else 6  # with a strength of -5 to 10 every bonus of the files
        pairs = {id: ({"conditions": own, "proficiency": proficiency, "strength": bonus - proficiency, "crit_on": crit_on}, {"conditions": target, "armour_class": armour_class}) for id in self.ids.values()}
        answers = attack(pairs)
        return {faces: tuple(answers[id][0][k] for k in ("face", "hits", "is_critical")) for faces, id in self.ids.items()}

    def test_all_pairs_of_faces(self):
        for advantage, bonus, armour_class, crit_on in itertools.product((-1, 0, 1), (1, 9), (10, 25), (20, 18)):
            with self.subTest(advantage=advantage, bonus=bonus, armour_class=armour_class, crit_on=crit_on):
                got = self.outcomes(advantage, bonus, armour_class, crit_on)
                self.assertEqual(got, {(a, b): expected_hit(a, b, advantage, bonus, armour_class, crit_on) for a, b in FACES})

    def test_the_conformance_cases(self):
        """shared/conformance/combat.json: the outcome of each pair of faces is the rulebook's, the weights are exact fractions."""
        if not COMBAT.exists():
            self.skipTest(f"d20_attack: there is no {COMBAT}")
        cases = json.loads(COMBAT.read_text("utf-8"))["d20_attack"]
        for case in cases:
            with self.subTest(**case):
                got = self.outcomes(case["advantage"], case["bonus"], case["ac"], case["crit_on"])
                p_hit = Fraction(sum(hits for _, hits, _ in got.values()), 400)
                p_crit = Fraction(sum(crit for _, _, crit in got.values()), 400)
                self.assertEqual((str(p_hit), str(p_crit)), (case["p_hit"]["exact"], case["p_crit"]["exact"]))
                dice, plus = case["damage"].split("+")
                count, sides = map(int, dice.split("d"))
                mean = p_hit * (Fraction(count * (sides + 1), 2) + int(plus)) + p_crit * Fraction(count * (sides + 1), 2)
                self.assertEqual(str(mean), case["mean_damage"]["exact"])


class Damage(unittest.TestCase):
    def test_every_face_of_the_dice_critical_or_not(self):
        """2d6+4 is each of 36, and a critical hit, 4d6+4, each of 1,296: by attackers whose dice fall so."""
        wanted = {False: set(itertools.product(range(1, 7), repeat=2)), True: set(itertools.product(range(1, 7), repeat=4))}
        found, id = {}, 0
        while len(found) < 36 + 1296:
            id += 1
            draws = attack_draws(id)
            is_critical = draws.roll("d20", 1, 20) >= 18
            words = draws.words("damage")
            faces = tuple(1 + draws.below(words, 6) for _ in range(4 if is_critical else 2))
            if draws.roll("d20", 1, 20) > 1 and faces in wanted[is_critical]:
                found.setdefault((is_critical, faces), id)
        answers = attack({id: ({"strength": 4, "crit_on": 18}, {"armour_class": 1}) for id in found.values()})
        totals = {False: 0, True: 0}
        for (is_critical, faces), id in found.items():
            result, target = answers[id]
            self.assertEqual((result["damage"], result["is_critical"], 999 - target["health"]), (sum(faces) + 4, is_critical, sum(faces) + 4))
            totals[is_critical] += result["damage"]
        self.assertEqual((Fraction(totals[False], 36), Fraction(totals[True], 1296)), (11, 18))

    def take(self, rolled, soak, resists, vulnerable, immune=False, spare=0):
        """What is taken of an attack that rolled so much: by a strength that makes up the difference to what the dice gave."""
        draws = attack_draws(self.id)
        dice = draws.dice("damage", 1, 8)
        own = {"weapon": "rapier", "dexterity": rolled - dice, "proficiency": 6}
        target = {"armour_class": 1, "soak": soak, "spare_health": spare, "resists": ["piercing"] * resists, "vulnerable": ["piercing"] * vulnerable, "immune": ["piercing"] * immune}
        result, after = attack({self.id: (own, target)})[self.id]
        return result["damage"], 999 - after["health"], after.get("spare_health", 0)

    def setUp(self):
        # One who hits without a critical hit; 1d8 of a rapier.
        self.id = next(id for id in range(1, 1000) if 8 <= attack_draws(id).roll("d20", 1, 20) <= 17 and attack_draws(id).dice("damage", 1, 8) == 8)

    def test_the_order_soak_half_double(self):
        """Each of 16 sums, soaked, halved once or twice, doubled or not."""
        hitters = [id for id in range(1, 3000) if 8 <= attack_draws(id).roll("d20", 1, 20) <= 17][:16 * 3 * 3 * 2]
        cases = list(zip(hitters, itertools.product(range(3, 19), (0, 5, 30), (0, 1, 2), (0, 1))))
        self.assertEqual(len(cases), 288)
        pairs, expected = {}, {}
        for id, (rolled, soak, resists, vulnerable) in cases:
            dice = attack_draws(id).dice("damage", 1, 8)
            rolled = max(rolled, dice - 5)
            pairs[id] = ({"weapon": "rapier", "dexterity": min(rolled - dice, 10), "proficiency": 6},
                         {"armour_class": 1, "soak": soak, "resists": ["piercing"] * resists, "vulnerable": ["piercing"] * vulnerable})
            taken = max(min(rolled, dice + 10) - soak, 0)
            taken = taken // 2 if resists else taken
            expected[id] = taken * 2 if vulnerable else taken
        self.assertEqual({id: result["damage"] for id, (result, _) in attack(pairs).items()}, expected)
        self.assertEqual(self.take(10, 0, 0, 1, immune=True)[0], 0)

    def test_spare_health_is_lost_first(self):
        self.assertEqual(self.take(10, 0, 0, 0, spare=4), (10, 6, 0))
        self.assertEqual(self.take(10, 0, 0, 0, spare=15), (10, 0, 5))

    def test_the_conformance_cases(self):
        if not COMBAT.exists():
            self.skipTest(f"damage_type_order: there is no {COMBAT}")
        # The clauses of the rulebook itself, with the dice's sum written in their place.
        rules = D20.read_text("utf-8").replace("dice('damage', is_critical ? 2 * weapon.dice : weapon.dice, weapon.sides)", "actor.level * 10 + actor.wisdom")
        self.assertNotEqual(rules, D20.read_text("utf-8"))
        for case in json.loads(COMBAT.read_text("utf-8"))["damage_type_order"]:
            with self.subTest(**case):
                level, wisdom = divmod(case["damage"], 10)
                states = {self.id: {"actions": 1, "weapon": "rapier", "proficiency": 6, "level": level or 1, "wisdom": wisdom if level else case["damage"] - 10},
                          TARGETS: {"health": 999, "armour_class": 1, "soak": case["flat_reduction"], "resists": ["piercing"] * case["resistances"], "vulnerable": ["piercing"] * case["vulnerable"]}}
                verdicts, _ = judge(strip(rules), world(creature=states), [request("Attack", self.id, {"target": TARGETS})])
                self.assertEqual(verdicts[0]["result"]["damage"], case["result"])


def strip(text):
    """A rulebook as an object: its comments stand on lines of their own."""
    return json.loads("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//")))


class Saves(unittest.TestCase):
    def test_every_face_against_every_difficulty(self):
        by_face, id = defaultdict(int), 0
        while len(by_face) < 20:
            id += 1
            by_face[draws_of("Cast", id, "save", "damage").roll("save", 1, 20)] = id
        for spell, save, count, sides in (("scorch", "dexterity", 8, 6), ("wither", "constitution", 3, 10)):
            for bonus, wisdom in itertools.product((-5, 0, 7), (-5, 0, 5)):
                states = {}
                for face, id in by_face.items():
                    states[id], states[id + TARGETS] = {"actions": 1, "wisdom": wisdom}, {"health": 999, save: bonus}
                verdicts, _ = judge(D20, world(creature=states), [request("Cast", id, {"target": id + TARGETS, "spell": spell}) for id in by_face.values()])
                for (face, id), verdict in zip(by_face.items(), verdicts):
                    rolled = draws_of("Cast", id, "save", "damage").dice("damage", count, sides)
                    saves = face + bonus >= 8 + 3 + wisdom
                    self.assertEqual(verdict["result"], {"saves": saves, "damage": rolled if not saves else rolled // 2 if spell == "scorch" else 0})


class Turns(unittest.TestCase):
    def test_initiative_turns_and_what_a_turn_holds(self):
        dexterity = {1: 2, 2: 0, 3: 5, 4: 2}
        joins = [request("Join", id, {"encounter": 1}) for id in dexterity]
        verdicts, after = judge(D20, world(9, creature={id: {"dexterity": d} for id, d in dexterity.items()}, encounter={1: {}}), joins)
        rank = {id: (draws_of("Join", id, "initiative", "tie", seed=9).roll("initiative", 1, 20) + d, d, draws_of("Join", id, "initiative", "tie", seed=9).roll("tie", 0, 99)) for id, d in dexterity.items()}
        order = sorted(dexterity, key=lambda id: rank[id], reverse=True)
        self.assertEqual(verdicts[-1]["result"], order)
        first, second = order[:2]
        verdicts, after = judge(D20, after, [
            request("Dash", first), request("Begin", second, {"encounter": 1}), request("EndTurn", second, {"encounter": 1}), request("Dash", second),
            request("Move", first, {"to": [30, 0, 0]}), request("Move", first, {"to": [31, 0, 0]}), request("Dash", first), request("Move", first, {"to": [60, 0, 0]}), request("Dash", first),
            request("Rally", first), request("Rally", first), request("EndTurn", first, {"encounter": 1}), request("Rally", first), request("Dash", second),
            *(request("EndTurn", id, {"encounter": 1}) for id in order[1:])], group=False)
        self.assertEqual([v.get("reason", "accepted") for v in verdicts], [
            "not_enough_actions", "accepted", "not_your_turn", "not_enough_actions", "accepted", "not_enough_movement", "accepted", "accepted", "not_enough_actions",
            "accepted", "not_enough_bonus_actions", "accepted", "not_enough_bonus_actions", "accepted", *["accepted"] * 3])
        self.assertEqual(verdicts[-1]["result"], {"turn": first, "round": 2})
        self.assertEqual(live(after, "creature", first)["movement"], 30.0)

    def test_the_dying(self):
        """Each face from 1 to 20 by one whose first request draws it, with two of each already."""
        by_face, id = {}, 0
        while len(by_face) < 20:
            id += 1
            by_face.setdefault(draws_of("Cling", id).roll("d20", 1, 20), id)
        states = {id: {"health": 0, "actions": 1, "saved": 2, "failed": 1} for id in by_face.values()}
        verdicts, after = judge(D20, world(creature=states), [request("Cling", id) for id in by_face.values()])
        for (face, id), verdict in zip(by_face.items(), verdicts):
            saved, failed = (0, 0) if face == 20 else (3, 1) if face >= 10 else (2, 3) if face == 1 else (2, 2)
            self.assertEqual(verdict["result"], {"face": face, "saved": saved, "failed": failed})
            self.assertEqual(live(after, "creature", id).get("health"), 1 if face == 20 else 0)


class Chance(unittest.TestCase):
    def test_many_attacks_of_one_creature(self):
        """4,000 requests of one creature in a row: each as a Philox apart draws it, and together as the 400 pairs of faces say."""
        count, seed = 4000, 20
        attackers = 1
        # An action each: the rule that attacks cost actions is taken out, its reading is tested above.
        rules = strip(D20.read_text("utf-8"))
        del rules["actions"]["Attack"]["cost"]
        rules["actions"]["Attack"]["effects"] = []
        states = {attackers: {"conditions": ["poisoned"], "strength": 3}, TARGETS: {"armour_class": 13}}
        verdicts, _ = judge(rules, world(seed, creature=states), [request("Attack", attackers, {"target": TARGETS})] * count)
        faces = Counter()
        for seq, verdict in enumerate(verdicts, 1):
            draws = attack_draws(attackers, seq=seq, seed=seed)
            face, hits, is_critical = expected_hit(draws.roll("d20", 1, 20), draws.roll("second_d20", 1, 20), -1, 6, 13, 20)
            damage = draws.dice("damage", 4 if is_critical else 2, 6) + 3 if hits else 0
            self.assertEqual(verdict["result"], {"face": face, "hits": hits, "is_critical": is_critical, "damage": damage})
            faces[face] += 1
        self.assertLess(abs(deviation(faces, Counter(min(pair) for pair in FACES))), 5)


if __name__ == "__main__":
    unittest.main()
