"""Balance: expectations, comparisons, matrices, as reports and as tables."""
import json
import sys
import unittest
from pathlib import Path

import ludex

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/tools"))
from suite import differences  # noqa: E402


class Balance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.arsenal = ludex.Rulebook.load(ROOT / "examples/rulebooks/arsenal.json")

    def test_vectors(self):
        for case in json.loads((ROOT / "tests/vectors/balance.json").read_text())["cases"]:
            with self.subTest(case["name"]):
                rulebook, options = ludex.Rulebook.parse(case["rulebook"]), case["options"]
                if case["ask"] == "test":
                    report = rulebook.test(**options)
                elif case["ask"] == "compare":
                    report = rulebook.compare(ludex.Rulebook.parse(case["after"]), case["scenario"], **options)
                else:
                    report = rulebook.matrix(case["scenario"], **options)
                self.assertEqual(differences(report, case["report"]), [])

    def test_expectations_are_a_table(self):
        report = self.arsenal.test("mirror", "duel")
        self.assertEqual(report.verdict, "passed")
        self.assertEqual(list(report.tests["verdict"]), ["passed"] * 6)
        self.assertEqual(list(report.tests.columns)[:2], ["scenario", "key"])
        self.assertIn("6 passed", repr(report))

    def test_a_matrix_is_tables(self):
        matrix = self.arsenal.matrix("duel")
        self.assertEqual(matrix.win.shape, (10, 10))
        best = matrix.ranking.index[0]
        self.assertAlmostEqual(matrix.ranking.loc[best, "mean_win"], matrix.win.loc[best].drop(best).mean(), delta=1e-12)
        total = matrix.win + matrix.loss + matrix.draw + matrix.timeout
        self.assertLess(abs(total - 1).to_numpy().max(), 1e-12)
        self.assertEqual(sum(map(len, matrix.groups)), 10)
        self.assertIn("100 of 100 pairs exact", repr(matrix))

    def test_a_comparison_is_a_table(self):
        same = self.arsenal.compare(self.arsenal, "duel", 5_000, sample=True, threads=2)
        self.assertFalse(same.is_exact or same.is_decided)
        self.assertEqual(same.differences.loc["win_a", "difference"], 0)
        self.assertIn("5000 fights, undecided", repr(same))

    def test_threads_change_no_byte(self):
        one = self.arsenal.matrix("duel", sample=True, error=0.03, threads=1).to_json()
        self.assertEqual(self.arsenal.matrix("duel", sample=True, error=0.03, threads=3).to_json(), one)

    def test_what_cannot_be_asked_says_why(self):
        with self.assertRaisesRegex(ludex.LudexError, "write \"loadouts\""):
            self.arsenal.matrix("mirror")
        with self.assertRaisesRegex(ludex.LudexError, "did you mean 'duel'"):
            self.arsenal.test("dual")
        with self.assertRaisesRegex(ludex.LudexError, "alarm is nan"):
            self.arsenal.test("duel", alarm=float("nan"))
        with self.assertRaises(ludex.LudexError):
            self.arsenal.compare(self.arsenal, "duel", 0)


if __name__ == "__main__":
    unittest.main()
