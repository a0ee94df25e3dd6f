"""tests/migration: what was migrated once comes out the same for ever."""
import hashlib
import json
import re
import unittest

from harness import ARENA, ROOT, CommandTest

FROZEN = ROOT / "tests/migration"
OF_TODAY = {"arena": ARENA, "small-game": ROOT / "examples/migration/mended.json"}


def folders():
    return sorted(path.parent for path in FROZEN.glob("*/*/rulebook.json"))


class FrozenSaves(CommandTest):
    def migrate(self, rulebook, saves):
        """What comes out of a file all of whose saves become ready."""
        out, aside = self.folder / "out", self.folder / "aside"
        self.succeed("migrate", rulebook, "player", saves, "--out", out, "--quarantine", aside)
        self.assertEqual(aside.read_bytes(), b"")
        return out.read_bytes()

    def test_no_file_was_changed_and_none_is_missing(self):
        listed = dict(reversed(line.split("  ", 1)) for line in (FROZEN / "SHA256SUMS").read_text().splitlines())
        there = {path.relative_to(FROZEN).as_posix() for path in FROZEN.glob("*/*/*")}
        self.assertEqual(set(listed), there)
        for name, digest in listed.items():
            self.assertEqual(hashlib.sha256((FROZEN / name).read_bytes()).hexdigest(), digest, f"{name} was changed: add a version instead")

    def test_old_saves_become_the_same_bytes(self):
        self.assertGreaterEqual(len(folders()), 2)
        for folder in folders():
            for version in range(int(folder.name) + 1):
                with self.subTest(folder=folder.parent.name, to=folder.name, version=version):
                    old, new = folder / f"old-{version}.ndjson", folder / f"new-{version}.ndjson"
                    self.assertTrue(all(json.loads(line).get("version", 0) == version for line in old.read_text().splitlines()))
                    self.assertEqual(self.migrate(folder / "rulebook.json", old), new.read_bytes())
                    self.assertEqual(self.migrate(folder / "rulebook.json", new), new.read_bytes())

    def test_the_rules_of_today_still_read_what_was_written_then(self):
        for folder in folders():
            with self.subTest(folder=folder.parent.name, version=folder.name):
                report = json.loads(self.succeed("check", OF_TODAY[folder.parent.name], "--json").out)
                self.assertTrue(report)
                for new in sorted(folder.glob("new-*.ndjson")):
                    made = [json.loads(line) for line in self.migrate(OF_TODAY[folder.parent.name], new).splitlines()]
                    then = [json.loads(line) for line in new.read_text().splitlines()]
                    for a, b in zip(made, then, strict=True):
                        self.assertEqual(a["applied"][: len(b["applied"])], b["applied"], "published steps stay as they are")

    def test_every_version_of_a_rulebook_has_its_folder(self):
        for name, rulebook in OF_TODAY.items():
            version = re.search(r'"profile": \{\s*"version": (\d+)', rulebook.read_text())[1]
            self.assertTrue((FROZEN / name / version / "rulebook.json").exists(), f"{name} {version}: see tests/migration/README.md")


if __name__ == "__main__":
    unittest.main()
