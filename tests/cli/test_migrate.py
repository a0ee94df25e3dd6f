"""ludex migrate: every line comes out, migrated or set aside with its own bytes."""
import base64
import json
import unittest

from harness import CommandTest

RULES = {"ludex": 1, "entities": {"player": {"profile": {
    "version": 2, "state": {"coins": "int >= 0 = 0", "name": "string 0..20"},
    "migrations": [{"id": "gold-to-coins", "to": 2, "breaking": True,
                    "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}]}}}, "actions": {}}
LINES = [b'{"version": 1, "state": {"gold": 5, "kept": [1.50]}}', b'{"version": 2, "state": {"coins": -1}}', b"not json",
         b'{"state": {"name": "\xff"}}', b'{"version": 9, "state": {}}', b'{"version":1,"state":{"gold":1,"coins":2}}', b""]


class Migrate(CommandTest):
    def setUp(self):
        super().setUp()
        self.rules = self.write("rules.json", json.dumps(RULES))
        self.saves = self.write("saves.ndjson", b"\n".join(LINES) + b"\n")

    def test_every_line_is_somewhere(self):
        out, bad, report = (self.folder / name for name in ("out.ndjson", "bad.ndjson", "report.json"))
        done = self.refuse(1, "migrate", self.rules, "player", self.saves, "--out", out, "--quarantine", bad, "--report", report)
        self.assertIn("gold-to-coins", done.out)
        self.assertIn("migrating twice changes nothing", done.out)
        migrated = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual([save["state"] for save in migrated], [{"coins": 5, "kept": [1.5], "name": ""}])
        self.assertIn('"kept":[1.50]', out.read_text())
        aside = [json.loads(line) for line in bad.read_text().splitlines()]
        self.assertEqual([(a["line"], a["class"]) for a in aside], [(2, "invalid"), (3, "undecodable"), (4, "undecodable"),
                                                                    (5, "too_new"), (6, "migration_failed"), (7, "undecodable")])
        raw = [a["raw"].encode() if "raw" in a else base64.b64decode(a["raw_base64"]) for a in aside]
        self.assertEqual(raw, LINES[1:])
        told = json.loads(report.read_text())
        self.assertEqual([told["lines"], told["ready"], told["quarantined"]["undecodable"], told["steps"][0]["applied"], told["steps"][0]["failed"]], [7, 1, 3, 1, 1])

    def test_a_migrated_file_migrates_to_itself(self):
        good = self.write("good.ndjson", LINES[0] + b"\n")
        first, second, bad = (self.folder / name for name in ("1", "2", "bad"))
        self.succeed("migrate", self.rules, "player", good, "--out", first, "--quarantine", bad)
        told = json.loads(self.succeed("migrate", self.rules, "player", first, "--out", second, "--quarantine", bad, "--json").out)
        self.assertEqual(first.read_bytes(), second.read_bytes())
        self.assertEqual([told["changed"], told["ok"], told["twice_is_once"]], [0, True, True])
        self.assertEqual(bad.read_bytes(), b"")

    def test_a_rehearsal_writes_nothing(self):
        before = sorted(self.folder.iterdir())
        self.refuse(1, "migrate", self.rules, "player", self.saves, "--dry-run")
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_wrong_arguments(self):
        self.refuse(2, "migrate", self.rules, "player", self.saves)
        self.refuse(2, "migrate", self.rules, "player", self.saves, "--out", self.folder / "o")
        self.assertIn("no kind 'plyer'", self.refuse(1, "migrate", self.rules, "plyer", self.saves, "--dry-run").err)
        self.refuse(1, "migrate", self.rules, "player", self.folder / "absent", "--dry-run")
        self.assertFalse((self.folder / "o").exists())


if __name__ == "__main__":
    unittest.main()
