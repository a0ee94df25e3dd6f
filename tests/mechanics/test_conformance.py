"""shared/conformance/combat.json through rulebooks: dice and fall-off. Attacks and the order of damage: test_d20.py."""
import json
import re
import unittest
from collections import Counter
from fractions import Fraction

from harness import COMBAT, RULEBOOKS, Draws, deviation, judge, request, world

DICE = re.compile(r"([+-]?)(?:(\d+)d(\d+)(?:k([hl])(\d+))?|(\d+))")


def written(expr):
    """Dice such as 1d8+2d4-1 or 4d6kh3+2 as a rule says them, and what they are made of: (text, lets, faces, plus, which are kept).

    Each of the faces is (count, sides) of one draw; of kept dice, which are one term, each is a draw of its own."""
    terms = [m.groups() for m in DICE.finditer(expr)]
    assert "".join(m.group() for m in DICE.finditer(expr)) == expr, expr
    plus = sum(int(sign + number) for sign, _, _, _, _, number in terms if number)
    dice = [(int(count), int(sides), which, int(kept or 0)) for sign, count, sides, which, kept, number in terms if not number]
    assert all(sign != "-" or number for sign, *_, number in terms), expr
    (count, sides, which, kept), tail = dice[0], f" + {plus}" * bool(plus)
    if which:
        assert len(dice) == 1, expr
        faces = "[" + ", ".join(f"roll('{NAMES[i]}', 1, {sides})" for i in range(count)) + "].sort()"
        picked = range(count - kept, count) if which == "h" else range(kept)
        return " + ".join(f"faces[{i}]" for i in picked) + tail, {"faces": faces}, [(1, sides)] * count, plus, slice(picked.start, picked.stop)
    return " + ".join(f"dice('{NAMES[i]}', '{n}d{s}')" for i, (n, s, _, _) in enumerate(dice)) + tail, {}, [(n, s) for n, s, _, _ in dice], plus, None


SEED, COUNT, NAMES = 31, 4000, "abcdefghijklmnopqrstuvwxyz"


def exact(parts, plus, kept):
    """The distribution of the sum, by going through faces: {sum: probability}."""
    states = {((), plus): Fraction(1)}
    for count, sides in parts:
        for _ in range(count):
            following = Counter()
            for (faces, total), p in states.items():
                for face in range(1, sides + 1):
                    after = (tuple(sorted((*faces, face))), total) if kept else ((), total + face)
                    following[after] += p / sides
            states = following
    out = Counter()
    for (faces, total), p in states.items():
        out[total + sum(faces[kept] if kept else ())] += p
    return out


def rules(lets, result):
    return {"ludex": 1, "name": "dice", "version": 1, "entities": {"player": {"live": {"state": {"n": "int"}}}}, "actions": {"Go": {"let": lets, "result": result}}}


@unittest.skipUnless(COMBAT.exists(), f"dice and fall-off: there is no {COMBAT}")
class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = json.loads(COMBAT.read_text("utf-8"))

    def test_dice(self):
        """The sum of faces has the file's distribution; the rule draws just these faces; many of them fall as it says."""
        for case in self.data["dice"]:
            with self.subTest(case["expr"]):
                text, lets, parts, plus, kept = written(case["expr"])
                pmf = exact(parts, plus, kept)
                self.assertEqual({str(k): str(p) for k, p in sorted(pmf.items())}, case["pmf"])
                mean = sum(k * p for k, p in pmf.items())
                self.assertEqual(mean, Fraction(case["mean"]["exact"]))
                if "variance" in case:
                    self.assertEqual(sum((k - mean) ** 2 * p for k, p in pmf.items()), Fraction(case["variance"]["exact"]))

                verdicts, _ = judge(rules(lets, text), world(SEED, player={7: {}}), [request("Go", 7)] * COUNT)
                got = [v["result"] for v in verdicts]
                expected = []
                for seq in range(1, COUNT + 1):
                    draws = Draws("Go", seq, seed=SEED)
                    faces = []
                    for name, (count, sides) in zip(NAMES, parts):
                        words = draws.words(name)
                        faces += [1 + draws.below(words, sides) for _ in range(count)]
                    expected.append(plus + sum(sorted(faces)[kept] if kept else faces))
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
            shooter, target = 100 + 2 * i, 101 + 2 * i
            places[target] = {"position": [case["distance"], 0, 0]}
            places[shooter] = {table[:-1]: f"case_{i}"}
            requests.append(request(action, shooter, {"target": target}))
            expected.append(case["value"])
        verdicts, _ = judge(book, world(player=places), requests)
        for case, verdict, value in zip(self.data["falloff"], verdicts, expected):
            self.assertLessEqual(abs(verdict["result"] - value), 1e-9 * value, case)


if __name__ == "__main__":
    unittest.main()
