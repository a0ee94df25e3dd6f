"""examples/migration: every command of its README says what the README says."""
import json
import os
import re
import subprocess
import unittest
from pathlib import Path

from harness import ROOT, CommandTest, ludex_path

EXAMPLE = ROOT / "examples/migration"


def blocks(text):
    """(commands, what they print) of the README, in order; None where nothing is shown."""
    found = re.findall(r"^```(sh|text)\n(.*?)^```$", text, re.M | re.S)
    out = []
    for kind, content in found:
        if kind == "sh":
            out.append([content, None])
        else:
            out[-1][1] = content
    return out


class Example(CommandTest):
    def setUp(self):
        super().setUp()
        for file in EXAMPLE.iterdir():
            if file.suffix in (".json", ".py"):
                self.write(file.name, file.read_bytes())
        commands = self.folder / "bin"
        commands.mkdir()
        (commands / "ludex").symlink_to(Path(ludex_path()).resolve())
        self.path = f"{commands}{os.pathsep}{os.environ['PATH']}"

    def shell(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env={**os.environ, "PATH": self.path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120).stdout.decode()

    def test_the_readme_tells_what_happens(self):
        shown = blocks((EXAMPLE / "README.md").read_text())
        self.assertGreater(len(shown), 4)
        before = None
        for command, expected in shown:
            with self.subTest(command=command):
                told = self.shell(command)
                if expected is not None:
                    self.assertEqual(told.splitlines(), expected.splitlines())
                saves = (self.folder / "saves.ndjson").read_bytes()
                self.assertEqual(saves, before or saves, "the input is never changed")
                before = saves
        page, excerpt = (self.folder / "draft.html").read_text(), (EXAMPLE / "draft.excerpt.html").read_text()
        self.assertIn("coins do not add up", page)
        self.assertTrue(page.startswith(excerpt.removesuffix("</main></body></html>\n")), "the excerpt is the page up to its steps")
        self.assertEqual((self.folder / "set-aside.ndjson").read_bytes(), b"")
        self.assertEqual(len((self.folder / "new.ndjson").read_text().splitlines()), 10_000)

    def test_the_reports_are_those_of_today(self):
        self.shell("python3 make_saves.py > saves.ndjson")
        for name, is_ok in (("draft", False), ("mended", True)):
            expected = json.loads((EXAMPLE / f"{name}.report.json").read_text())
            told = json.loads(self.run_ludex("migrate", f"{name}.json", "player", "saves.ndjson", "--dry-run", "--json", "--no-histograms", "--samples", 5).out)
            self.assertEqual(told, expected)
            self.assertEqual(told["ok"], is_ok)

    def test_no_rename_without_leave_would_have_lost_anything(self):
        self.shell("python3 make_saves.py > saves.ndjson")
        careful = self.write("careful.json", (EXAMPLE / "draft.json").read_text().replace('"if_exists": "replace", ', ""))
        told = json.loads(self.run_ludex("migrate", careful, "player", "saves.ndjson", "--dry-run", "--json", "--no-histograms").out)
        self.assertEqual(told["places"], {"migration_failed /state/coins": 774})
        self.assertEqual(told["sums"]["coins"]["ok"], True)


if __name__ == "__main__":
    unittest.main()
