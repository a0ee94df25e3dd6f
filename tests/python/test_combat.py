"""Scenarios: solved, simulated, one fight told."""
import json
import unittest
from pathlib import Path

import ludex
from ludex.combat import Simulation

ROOT = Path(__file__).resolve().parents[2]


class Combat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.duel = ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")

    def test_model_d1_has_its_exact_answers(self):
        report = self.duel.solve("d1")
        self.assertTrue(report.is_exact)
        self.assertAlmostEqual(report["win_a"], 0.540751814406446, delta=1e-9)
        self.assertAlmostEqual(report["win_b"], 0.4397115810640126, delta=1e-9)
        self.assertAlmostEqual(report["draw"], 0.019536604529541805, delta=1e-9)
        self.assertAlmostEqual(report["mean_ttk_ms"], 11461.833267794833, delta=1e-5)
        self.assertEqual(report["ttk_quantiles_ms"]["0.5"], 11400)
        self.assertIn("exact", repr(report))

    def test_parts_and_threads_give_the_same_bytes(self):
        whole = self.duel.simulate("d1", 20_000, seed=5, threads=1).to_json()
        self.assertEqual(self.duel.simulate("d1", 20_000, seed=5, threads=3).to_json(), whole)
        simulation = self.duel.simulation("d1", seed=5)
        simulation.run(777)
        again = Simulation.resume(self.duel, simulation.saved())
        again.run(20_000)
        self.assertEqual(again.fights, 20_000)
        self.assertEqual(again.report().to_json(), whole)

    def test_a_fight_is_told_blow_by_blow(self):
        log = self.duel.fight_log("d1", 3)
        self.assertEqual((log[0]["t"], log[0]["fighter"], log[0]["action"]), (0, "a", "Attack"))
        self.assertIn("hit", log[0]["draws"])
        self.assertIn(log[-1]["end"], ("won", "draw"))
        self.assertEqual(log[-1]["attacks"], len(log) - 1)

    def test_errors_name_what_is_near(self):
        self.assertEqual(self.duel.scenarios, ["d1", "mirror"])
        with self.assertRaisesRegex(ludex.LudexError, "did you mean 'd1'"):
            self.duel.solve("d2")
        with self.assertRaises(ludex.LudexError):
            self.duel.simulate("d1", -1)

    def test_no_fights_are_no_answer(self):
        with self.assertRaisesRegex(ludex.LudexError, "fights is not between 1"):
            self.duel.simulate("d1", 0)
        simulation = self.duel.simulation("d1")
        self.assertEqual(repr(simulation.report()), "<CombatReport: no fights yet>")
        simulation.run(1234)
        self.assertEqual(repr(simulation), "<Simulation: 1,234 fights so far>")
        self.assertIn("1234 fights", repr(simulation.report()))

    def test_vectors(self):
        for case in json.loads((ROOT / "tests/vectors/combat.json").read_text())["cases"]:
            with self.subTest(case["name"]):
                rulebook = ludex.Rulebook.parse(case["rulebook"])
                solved = rulebook.solve(case["scenario"])
                for key, value in case["exact"].items():
                    self.assertAlmostEqual(solved[key], value, delta=1e-9 * max(1, abs(value)))
                n, counts = case["fights"], case["counts"]
                report = rulebook.simulate(case["scenario"], n, seed=case["seed"])
                for key in ("win_a", "win_b", "draw", "timeout"):
                    self.assertEqual(report[key], counts[key] / n, key)
                self.assertAlmostEqual(report["mean_ttk_ms"], counts["ttk"] / (n - counts["timeout"]), delta=1e-7)
                self.assertAlmostEqual(report["mean_attacks"], counts["attacks"] / n, delta=1e-9)
