"""ludex sensitivity, ludex sweep, ludex breakpoints."""
import csv
import io
import json
import unittest

from harness import ROOT, CommandTest

DUEL = ROOT / "examples/rulebooks/duel.json"
HIT = "/tables/makes/rows/rifle/hit"
HIGH = "/tables/makes/rows/rifle/damage_max"


class Tuning(CommandTest):
    def json(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json").out)

    def test_a_sweep_holds_what_solve_says(self):
        grid = self.json("sweep", DUEL, "d1", "--vary", f"{HIT}=0.70..0.80:0.05", "--vary", f"{HIGH}=12,13")
        self.assertEqual([point["at"] for point in grid["points"]], [[0.7, 12], [0.7, 13], [0.75, 12], [0.75, 13], [0.8, 12], [0.8, 13]])
        solved = self.json("solve", DUEL, "d1")
        self.assertEqual({key: grid["points"][2][key] for key in solved if key not in ("ok", "seconds")}, {key: solved[key] for key in solved if key not in ("ok", "seconds")})
        rows = list(csv.DictReader(io.StringIO(self.succeed("sweep", DUEL, "d1", "--vary", f"{HIT}=0.75,0.8", "--csv").out)))
        self.assertEqual(float(rows[0]["win_a"]), solved["win_a"])
        self.assertIn("54.08 %", self.succeed("sweep", DUEL, "d1", "--vary", f"{HIT}=0.75").out)

    def test_sensitivity_is_sorted_and_drawn(self):
        found = self.json("sensitivity", DUEL, "d1")
        sizes = [number["magnitude"] for number in found["numbers"]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertEqual(found["numbers"][0]["pointer"], HIGH)
        out = self.succeed("sensitivity", DUEL, "d1", "--of", "/tables/makes/rows/rifle").out
        self.assertIn("makes/rifle/damage_max", out)
        self.assertIn("████████████│", out)

    def test_threads_do_not_matter(self):
        for arguments in (("sensitivity", DUEL, "d1"), ("sweep", DUEL, "d1", "--vary", f"{HIT}=0.60..0.90"), ("breakpoints", DUEL, "d1", "--vary", f"{HIGH}=8..24")):
            self.assertEqual(self.succeed(*arguments, "--json", "--threads", 1).out, self.succeed(*arguments, "--json", "--threads", 3).out)

    def test_breakpoints_are_told(self):
        out = self.succeed("breakpoints", DUEL, "d1", "--vary", f"{HIGH}=8..24").out
        self.assertIn("a hits b", out)
        self.assertIn("every value looked at", out)

    def test_wrong_usage(self):
        self.assertIn("is not POINTER=FROM..TO", self.refuse(2, "sweep", DUEL, "d1", "--vary", "hit").err)
        self.refuse(2, "sweep", DUEL, "d1")
        self.refuse(2, "sweep", DUEL, "d1", "--vary", f"{HIT}=0.7", "--csv", "--json")
        self.assertIn("did you mean 'd1'", self.refuse(1, "sweep", DUEL, "d2", "--vary", f"{HIT}=0.7").err)
        self.assertIn("no number is at", self.refuse(1, "breakpoints", DUEL, "d1", "--vary", "/tables/makes/rows/rifle/hat=1..2").err)

    def test_vectors(self):
        vectors = json.loads((ROOT / "tests/vectors/tuning.json").read_text())
        path = self.write("rules.json", json.dumps(vectors["rulebook"]))
        near = lambda got, wanted, what: self.assertAlmostEqual(got, wanted, delta=1e-9 * max(1, abs(wanted)), msg=what)
        for case in vectors["cases"]:
            with self.subTest(case["name"]):
                options = case["options"]
                if {"first", "off"} & set(options):
                    continue  # no flags of the command
                arguments = [case["question"], path, vectors["scenario"]]
                for pointer, values in options.get("vary", {}).items():
                    arguments += ["--vary", f"{pointer}={values if isinstance(values, str) else ','.join(map(str, values))}"]
                for pointer in options.get("of", []):
                    arguments += ["--of", pointer]
                if "step" in options:
                    arguments += ["--step", str(options["step"])]
                if "refused" in case:
                    error = self.errors(*arguments)[0]
                    self.assertEqual(error["pointer"], case["refused"]["pointer"])
                    self.assertIn(case["refused"]["message_contains"], error["message"])
                    continue
                answer = self.json(*arguments)
                if case["question"] == "breakpoints":
                    self.assertEqual(answer["rows"], case["rows"])
                for got, wanted in zip(answer.get("points", []), case.get("points", []), strict=True):
                    self.assertEqual(got["at"], wanted["at"])
                    for key in ("win_a", "win_b", "draw", "mean_ttk_ms"):
                        near(got[key], wanted[key], key)
                if "changes" in case:
                    self.assertEqual({number["pointer"] for number in answer["numbers"]}, set(case["changes"]))
                    for number in answer["numbers"]:
                        for way, wanted in case["changes"][number["pointer"]].items():
                            self.assertEqual(number[way]["value"], wanted["value"])
                            for key in ("win_a", "win_b", "draw", "mean_ttk_ms"):
                                near(number[way]["change"][key], wanted[key], key)


if __name__ == "__main__":
    unittest.main()
