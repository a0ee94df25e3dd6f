"""docs/mechanics.md: its recipes are parts of rulebooks that compile without a warning, and every such rulebook has one."""
import json
import re
import tempfile
import unittest

from harness import ROOT, RULEBOOKS, run

PAGE = ROOT / "docs/mechanics.md"
FILES = [*sorted((RULEBOOKS / "mechanics").glob("*.json")), RULEBOOKS / "turns.json", RULEBOOKS / "d20.json"]

# What rules and scenarios must be able to say.
MECHANICS = ["hit", "miss", "block", "critical", "armour curves", "flat and percent resistances", "floor", "half up", "half down", "wrap", "steps", "knots", "exponential", "shields", "healing",
             "damage over time", "refresh", "add", "max", "exclusive", "cooldowns", "charges", "global cooldown", "cast time", "travel time", "resources", "ammunition", "reload", "area of effect", "caps",
             "friendly fire", "initiative", "turns", "death", "respawn", "ring of positions", "rewind clamp", "team check", "reaction time", "accuracy by distance", "ping", "tick rate", "end condition", "time limit"]


def lines_of(text):
    return [line.strip() for line in text.splitlines()]


class Cookbook(unittest.TestCase):
    def test_every_snippet_is_a_part_of_its_file(self):
        text = PAGE.read_text("utf-8")
        snippets = re.findall(r"^```jsonc (\S+)\n(.*?)^```$", text, re.M | re.S)
        self.assertEqual(len(snippets), text.count("```") // 2, "every block names its file")
        for name, snippet in snippets:
            with self.subTest(name, snippet=snippet):
                whole, part = lines_of((RULEBOOKS / name).read_text("utf-8")), lines_of(snippet)
                self.assertTrue(any(whole[i:i + len(part)] == part for i in range(len(whole))), f"is no part of {name}")
        self.assertEqual({name for name, _ in snippets}, {str(path.relative_to(RULEBOOKS)) for path in FILES})

    def test_every_mechanic_has_its_rulebook_and_its_test(self):
        rows = [[cell.strip() for cell in line.strip("| \n").split(" | ")] for line in PAGE.read_text("utf-8").split("\n## ")[0].splitlines() if line.startswith("| ")]
        self.assertEqual(rows.pop(0), ["you want", "recipe", "file", "held by"])
        for wanted, _, name, tests in rows:
            rulebook = (RULEBOOKS / "mechanics" / name).resolve()
            self.assertTrue(rulebook.is_file(), name)
            for place, start in (test.split(": ", 1) for test in tests.split("; ")):
                with self.subTest(wanted, place=place, start=start):
                    if place.startswith("mechanics_"):
                        data = json.loads((ROOT / f"tests/vectors/judge/{place}.json").read_text("utf-8"))
                        self.assertEqual(data["rulebooks"][rulebook.stem], {"file": str(rulebook.relative_to(ROOT))})
                        self.assertTrue([c for c in data["cases"] if c["rulebook"] == rulebook.stem and c["name"].startswith(start)])
                    else:
                        text = (ROOT / "tests/mechanics" / place).read_text("utf-8")
                        self.assertIn(rulebook.name, text)
                        self.assertRegex(text, rf"(?m)^ *(class|def) {start}\(")
        self.assertEqual({(RULEBOOKS / "mechanics" / row[2]).resolve() for row in rows}, {path.resolve() for path in FILES})
        told = " ".join(row[0] for row in rows)
        for word in MECHANICS:
            self.assertIn(word, told)

    def test_links_lead_somewhere(self):
        text = PAGE.read_text("utf-8")
        headings = {re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
        for target in re.findall(r"\]\(([^)]+)\)", text):
            self.assertTrue(target[1:] in headings if target.startswith("#") else (PAGE.parent / target).exists(), target)

    def test_rulebooks_compile_without_a_warning(self):
        for path in FILES:
            with self.subTest(path.name):
                report = json.loads(run("check", path, "--json").stdout)
                self.assertTrue(report["ok"], report)
                self.assertEqual(report["warnings"], [])

    def test_rulebooks_are_laid_out_as_fmt_does(self):
        for path in FILES:
            with self.subTest(path.name):
                self.assertEqual(run("fmt", path).stdout, path.read_text("utf-8"))

    def test_the_long_and_the_short_form_mean_the_same(self):
        for path in FILES:
            for form in ("--long", "--short"):
                with self.subTest(path.name, form=form), tempfile.TemporaryDirectory() as folder:
                    run("fmt", form, path, "--out", f"{folder}/rules.json")
                    digests = {json.loads(run("check", p, "--json").stdout)["digest"] for p in (path, f"{folder}/rules.json")}
                    self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    unittest.main()
