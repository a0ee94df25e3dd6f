"""ludex conformance: counts, failures and the exit code."""
import json

from harness import CommandTest


def case(tier="T0", **members):
    return {"file": "f", "section": "s", "name": "n", "tier": tier, "expr": "1 + 1", "expect": "value", "value": {"int": "2"}, **members}


class Conformance(CommandTest):
    def suite(self, *cases):
        return self.write("suite.json", json.dumps({"source": "here", "tests": list(cases)}))

    def test_a_suite_that_passes(self):
        path = self.suite(case(), case("T1", features=["proto"], expr="x.y"))
        text = self.succeed("conformance", "cel", path).out
        self.assertRegex(text, r"(?m)^ *T0 +f/s +1 +0 +0$")
        self.assertIn("not applicable: 1 need protocol buffer messages", text)
        self.assertIn("claimed: T0, T1, T2, T3: all passed", text)
        report = json.loads(self.succeed("conformance", "cel", path, "--json").out)
        self.assertEqual(report["tiers"], {"T0": {"passed": 1, "failed": 0, "not_applicable": 0},
                                           "T1": {"passed": 0, "failed": 0, "not_applicable": 1}})

    def test_a_failure_in_a_claimed_tier_ends_with_1_and_is_shown(self):
        done = self.refuse(1, "conformance", "cel", self.suite(case(value={"int": "3"})))
        for part in ("T0 f/s/n", "1 + 1", 'expected {"int":"3"}', 'got      {"int":"2"}', "NOT all passed"):
            self.assertIn(part, done.out)

    def test_a_failure_elsewhere_is_only_counted(self):
        self.assertIn("T4 f/s/n", self.succeed("conformance", "cel", self.suite(case(), case("T4", expect="error"))).out)

    def test_a_suite_that_claims_nothing_or_is_none(self):
        self.refuse(1, "conformance", "cel", self.suite())
        self.assertIn("docs/command.md", self.refuse(1, "conformance", "cel", self.write("x.json", "{}")).err)
        self.refuse(1, "conformance", "cel", self.folder / "missing.json")
        self.refuse(2, "conformance")
