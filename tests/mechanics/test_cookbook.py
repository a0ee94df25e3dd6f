"""docs/mechanics.md: its recipes are parts of rulebooks that compile without a warning, and every such rulebook has one."""
import json
import re
import tempfile
import unittest

from harness import ROOT, RULEBOOKS, run

PAGE = ROOT / "docs/mechanics.md"
FILES = [*sorted((RULEBOOKS / "mechanics").glob("*.json")), RULEBOOKS / "turns.json", RULEBOOKS / "d20.json"]


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
