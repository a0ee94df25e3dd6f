"""shared/conformance/combat.json through rulebooks: dice and fall-off. Attacks and the order of damage: test_d20.py."""
import json
import unittest
from collections import Counter
from fractions import Fraction

from harness import COMBAT, RULEBOOKS, Draws, deviation, judge, request, world

# A sum of dice as a rule writes it, and the faces it is made of: (count, sides) each, and how many of the highest are kept.
WRITTEN = {
    "2d6": ("dice('a', '2d6')", [(2, 6)], None),
    "8d6": ("dice('a', '8d6')", [(8, 6)], None),
    "10d10": ("dice('a', 10, 10)", [(10, 10)], None),
    "1d8+2d4": ("dice('a', '1d8') + dice('b', 2, 4)", [(1, 8), (2, 4)], None),
    "4d6kh3": ("roll('a', 1, 6) + roll('b', 1, 6) + roll('c', 1, 6) + roll('d', 1, 6) - min(roll('a', 1, 6), roll('b', 1, 6), roll('c', 1, 6), roll('d', 1, 6))", [(1, 6)] * 4, 3),
}
SEED, COUNT = 31, 4000


def exact(parts, kept):
    """The distribution of the sum, by going through faces: {sum: probability}."""
    states = {((), 0): Fraction(1)}
    for count, sides in parts:
        for _ in range(count):
            following = Counter()
            for (best, total), p in states.items():
                for face in range(1, sides + 1):
                    after = (tuple(sorted((*best, face))), 0) if kept else ((), total + face)
                    following[after] += p / sides
            states = following
    out = Counter()
    for (faces, total), p in states.items():
        out[sum(faces[-kept:]) if kept else total] += p
    return out


def rules(result):
    return {"ludex": 1, "name": "dice", "version": 1, "entities": {"player": {"live": {"state": {"n": "int"}}}}, "actions": {"Go": {"result": result}}}


@unittest.skipUnless(COMBAT.exists(), f"dice and fall-off: there is no {COMBAT}")
class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = json.loads(COMBAT.read_text("utf-8"))

    def test_dice(self):
        """The sum of faces has the file's distribution; the rule draws just these faces; many of them fall as it says."""
        for case in self.data["dice"]:
            with self.subTest(case["expr"]):
                text, parts, kept = WRITTEN[case["expr"]]
                pmf = exact(parts, kept)
                self.assertEqual({str(k): str(p) for k, p in sorted(pmf.items())}, case["pmf"])
                mean = sum(k * p for k, p in pmf.items())
                self.assertEqual(mean, Fraction(case["mean"]["exact"]))
                if "variance" in case:
                    self.assertEqual(sum((k - mean) ** 2 * p for k, p in pmf.items()), Fraction(case["variance"]["exact"]))

                verdicts, _ = judge(rules(text), world(SEED, player={7: {}}), [request("Go", 7)] * COUNT)
                got = [v["result"] for v in verdicts]
                expected = []
                for seq in range(1, COUNT + 1):
                    draws = Draws("Go", seq, seed=SEED)
                    faces = []
                    for name, (count, sides) in zip("abcd", parts):
                        words = draws.words(name)
                        faces += [1 + draws.below(words, sides) for _ in range(count)]
                    expected.append(sum(sorted(faces)[-kept:] if kept else faces))
                self.assertEqual(got, expected)
                # Rare sums are counted together, so that every class is expected ten times at least.
                rare = {k for k, p in pmf.items() if p * COUNT < 10}
                together = lambda counts: Counter({k: n for k, n in counts.items() if k not in rare} | ({"rare": sum(counts[k] for k in rare)} if rare else {}))
                self.assertLess(abs(deviation(together(Counter(got)), together(pmf))), 5)

    def test_falloff(self):
        """The formulas of examples/rulebooks/mechanics/falloff.json, with each case as a row of its tables."""
        book = json.loads("\n".join(line for line in (RULEBOOKS / "mechanics/falloff.json").read_text("utf-8").splitlines() if not line.lstrip().startswith("//")))
        places, requests, expected = {}, [], []
        for i, case in enumerate(self.data["falloff"]):
            if case["rule"].startswith("exponential: damage * modifier ** (distance / 500)"):
                table, action, row = "pistols", "Pistol", {"damage": case["damage"], "modifier": case["modifier"], "range": 1e6}
            else:
                self.assertEqual(case["rule"], "linear between two knots")
                table, action, row = "rifles", "Rifle", {"at": [case["near"], case["far"]], "damage": [case["damage_near"], case["damage_far"]]}
            book["tables"][table]["rows"][f"case_{i}"] = row
            places[100 + i] = {"position": [case["distance"], 0, 0]}
            places[200 + i] = {table[:-1]: f"case_{i}"}
            requests.append(request(action, 200 + i, {"target": 100 + i}))
            expected.append(case["value"])
        verdicts, _ = judge(book, world(player=places), requests)
        for case, verdict, value in zip(self.data["falloff"], verdicts, expected):
            self.assertLessEqual(abs(verdict["result"] - value), 1e-9 * value, case)


if __name__ == "__main__":
    unittest.main()
