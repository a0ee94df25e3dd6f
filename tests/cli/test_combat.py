"""ludex solve, ludex simulate, ludex conformance combat."""
import json
import os
import unittest

from harness import ROOT, CommandTest

DUEL = ROOT / "examples/rulebooks/duel.json"
CONFORMANCE = os.environ.get("LUDEX_CONFORMANCE_DIR", str(ROOT / "../shared/conformance"))


class Combat(CommandTest):
    def json(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json").out)

    def test_model_d1_is_solved_exactly(self):
        report = self.json("solve", DUEL, "d1")
        self.assertTrue(report["ok"] and report["exact"])
        for key, value in {"win_a": 0.5407518144, "win_b": 0.4397115811, "draw": 0.0195366045}.items():
            self.assertAlmostEqual(report[key], value, delta=1e-9)
            self.assertEqual(report["intervals"][key], [report[key], report[key]])
        self.assertAlmostEqual(report["mean_ttk_ms"], 11461.833267794833, delta=1e-5)
        table = self.succeed("solve", DUEL, "d1").out
        self.assertIn("a wins                   54.0752 %", table)

    def test_simulate_uses_the_same_names_and_brackets_the_truth(self):
        exact, seen = self.json("solve", DUEL, "d1"), self.json("simulate", DUEL, "d1", "-n", 100000, "--seed", 4)
        self.assertEqual(set(exact) - set(seen), set())
        self.assertEqual((seen["fights"], seen["seed"], seen["exact"]), (100000, 4, False))
        self.assertGreater(seen["fights_per_second"], 0)
        for key in ("win_a", "win_b", "draw", "mean_ttk_ms", "mean_attacks"):
            low, high = seen["intervals"][key]
            self.assertLess(abs(seen[key] - exact[key]), 2.1 * (high - low) / 2, key)

    def test_threads_and_error(self):
        def report(*arguments):
            found = self.json("simulate", DUEL, "d1", *arguments)
            return {key: value for key, value in found.items() if key not in ("seconds", "fights_per_second")}
        self.assertEqual(report("-n", 30000, "--threads", 1), report("-n", 30000, "--threads", 4))
        found = report("--error", "0.004")
        low, high = found["intervals"]["win_a"]
        self.assertLessEqual(high - found["win_a"], 0.004)

    def test_one_fight_is_told(self):
        lines = [json.loads(line) for line in self.succeed("simulate", DUEL, "d1", "--log", 3).out.splitlines()]
        self.assertEqual((lines[0]["t"], lines[0]["fighter"]), (0, "a"))
        self.assertLessEqual({"hit"}, set(lines[0]["draws"]))
        self.assertIn(lines[-1]["end"], ("won", "draw"))

    def test_wrong_names_and_numbers(self):
        self.assertIn("did you mean 'd1'", self.refuse(1, "solve", DUEL, "d2").err)
        self.assertIn("did you mean 'd1'", self.errors("solve", DUEL, "d2")[0]["message"])
        self.refuse(2, "simulate", DUEL, "d1", "--error", "2")
        self.refuse(2, "simulate", DUEL, "d1", "-n", 0)
        self.refuse(2, "solve", DUEL)

    def test_vectors(self):
        for case in json.loads((ROOT / "tests/vectors/combat.json").read_text())["cases"]:
            with self.subTest(case["name"]):
                path = self.write("rules.json", json.dumps(case["rulebook"]))
                solved = self.json("solve", path, case["scenario"])
                for key, value in case["exact"].items():
                    self.assertAlmostEqual(solved[key], value, delta=1e-9 * max(1, abs(value)))
                n, counts = case["fights"], case["counts"]
                report = self.json("simulate", path, case["scenario"], "-n", n, "--seed", case["seed"])
                for key in ("win_a", "win_b", "draw", "timeout"):
                    self.assertEqual(report[key], counts[key] / n, key)

    def test_known_answers(self):
        suite = os.path.join(CONFORMANCE, "combat.json")
        if not os.path.exists(suite):
            print("NOT RUN: the public combat suite is not there; set LUDEX_CONFORMANCE_DIR")
            self.skipTest("NOT RUN: no combat.json")
        report = self.json("conformance", "combat", suite)
        self.assertEqual(report["failures"], [])
        self.assertEqual(report["sections"]["hp_race_duels"], {"passed": 12, "failed": 0})


if __name__ == "__main__":
    unittest.main()
