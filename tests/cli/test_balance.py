"""ludex test, ludex compare, ludex matrix."""
import json
import unittest

from harness import ROOT, CommandTest, differences

ARSENAL = ROOT / "examples/rulebooks/arsenal.json"


class Balance(CommandTest):
    def json(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json").out)

    def test_the_example_is_as_it_is_meant_to_be(self):
        report = self.json("test", ARSENAL, "mirror", "duel")
        self.assertEqual((report["ok"], report["verdict"], report["passed"], report["sampled"]), (True, "passed", 6, 0))
        self.assertIn("6 passed, 0 failed, 0 undecided", self.succeed("test", ARSENAL, "mirror", "duel").out)

    def test_exit_codes(self):
        rules = json.loads((ROOT / "tests/vectors/balance.json").read_text())["cases"][0]["rulebook"]
        scenario = rules["scenarios"]["duel"]

        def path(expect):
            scenario["expect"] = expect
            return self.write("rules.json", json.dumps(rules))
        self.refuse(1, "test", path({"win_a": [0.9, 1]}))
        failed = self.run_ludex("test", path({"win_a": [0.9, 1]}), "--json")
        self.assertEqual((failed.returncode, json.loads(failed.out)["ok"]), (1, False))
        self.succeed("test", path({"win_a": [0.5, 1]}))
        undecided = ("test", path({"timeout": [0, 0]}), "--sample", "-n", "1000")
        self.assertIn("undecided", self.succeed(*undecided).out)
        self.refuse(1, *undecided, "--strict")
        self.refuse(1, "test", path({}))
        self.refuse(2, "test", path({"win_a": [0, 1]}), "--alarm", "nan")
        self.refuse(2, "test", ARSENAL, "-n", "0")
        self.assertIn("did you mean 'duel'", self.refuse(1, "test", ARSENAL, "dual").err)

    def test_a_change_is_told_exactly_or_by_the_same_fights(self):
        rules = ARSENAL.read_text()
        after = self.write("after.json", rules.replace('"damage_min": 9,  "damage_max": 13', '"damage_min": 10, "damage_max": 14'))
        exact = self.json("compare", ARSENAL, after, "duel")
        self.assertTrue(exact["exact"] and exact["decided"])
        found = self.json("compare", ARSENAL, after, "duel", "--sample")
        self.assertTrue(found["decided"])
        for key in ("win_a", "win_b", "mean_ttk_ms"):
            low, high = found["keys"][key]["interval"]
            self.assertLess(low, exact["keys"][key]["difference"], key)
            self.assertGreater(high, exact["keys"][key]["difference"], key)
        self.assertIn("decided", self.succeed("compare", ARSENAL, after, "duel").out)
        self.assertIn("in the second rulebook", self.refuse(1, "compare", ARSENAL, self.write("empty.json", rules.replace('"duel"', '"other"')), "duel").err)

    def test_the_matrix_ranks_what_fights(self):
        report = self.json("matrix", ARSENAL, "duel")
        self.assertEqual((report["pairs"], report["exact_pairs"]), (100, 100))
        best = report["ranking"][0]
        row = report["win"][report["loadouts"].index(best["loadout"])]
        own = row.pop(report["loadouts"].index(best["loadout"]))
        self.assertLess(own, 0.5)
        self.assertAlmostEqual(best["mean_win"], sum(row) / 9, delta=1e-12)
        self.assertIn("is beaten most by", self.succeed("matrix", ARSENAL, "duel").out)
        self.assertIn("write \"loadouts\"", self.refuse(1, "matrix", ARSENAL, "mirror").err)

    def test_threads_change_nothing(self):
        def report(*arguments):
            return {key: value for key, value in self.json(*arguments).items() if key != "seconds"}
        for command in (("matrix", ARSENAL, "duel", "--sample", "--error", "0.02"), ("compare", ARSENAL, ARSENAL, "duel", "--sample", "-n", "20000"), ("test", ARSENAL, "duel", "--sample")):
            self.assertEqual(report(*command, "--threads", "1"), report(*command, "--threads", "3"), command[0])

    def test_vectors(self):
        for case in json.loads((ROOT / "tests/vectors/balance.json").read_text())["cases"]:
            with self.subTest(case["name"]):
                rules = self.write("rules.json", json.dumps(case["rulebook"]))
                arguments = {"test": lambda: ["test", rules], "compare": lambda: ["compare", rules, self.write("after.json", json.dumps(case["after"])), case["scenario"]],
                             "matrix": lambda: ["matrix", rules, case["scenario"]]}[case["ask"]]()
                for key, value in case["options"].items():
                    arguments += ["--sample"] if key == "sample" else [{"fights": "-n"}.get(key, f"--{key}"), str(value)]
                self.assertEqual(differences(json.loads(self.run_ludex(*arguments, "--json").out), case["report"]), [])


if __name__ == "__main__":
    unittest.main()
