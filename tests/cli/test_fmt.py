"""ludex fmt: one layout, two forms, one meaning."""
import json
import unittest

from harness import ARENA, CommandTest

SHORT = """{
  "ludex": 1,
  "entities": {
    "player": {"live": {"state": {"hp": "int 0..9 = 1"}}} // who
  },
  "actions": {
    "Go": {"require": ["actor.hp > 0 else dead"], "effects": ["actor.hp -= 1 min 0"]}
  }
}
"""


class Fmt(CommandTest):
    def digest(self, path):
        return json.loads(self.succeed("check", path, "--json").out)["digest"]

    def test_both_forms_mean_the_same(self):
        for form in ("--long", "--short"):
            path = self.folder / f"arena{form}.json"
            self.assertEqual(self.succeed("fmt", form, ARENA, "--out", path).out, "")
            self.assertEqual(self.digest(path), self.digest(ARENA))
            self.succeed("fmt", form, "--check", path)
            self.assertIn('\n  "$schema": "./ludex.schema.json",\n', path.read_text(), "the schema stays")
        text = (self.folder / "arena--long.json").read_text()
        self.assertIn('"type": "integer"', text)
        self.assertIn('"that":', text)
        self.assertNotIn('"type": "integer"', (self.folder / "arena--short.json").read_text())

    def test_comments_and_the_form_stay(self):
        path = self.write("r.json", SHORT)
        self.assertEqual(self.succeed("fmt", path).out, SHORT)
        long_form = self.succeed("fmt", "--long", "-", stdin=SHORT.encode()).out
        self.assertIn("// who", long_form)
        self.assertIn('{"sub": "actor.hp", "by": "1", "min": "0"}', long_form)
        self.assertEqual(self.succeed("fmt", "--short", "-", stdin=long_form.encode()).out, SHORT)

    def test_a_file_is_formatted_in_place(self):
        path = self.write("r.json", SHORT.replace("\n", " \n\n\n").replace("  ", ""))
        self.succeed("fmt", path, "--out", path)
        self.succeed("fmt", "--check", path)

    def test_check_writes_nothing_and_ends_with_1(self):
        path = self.write("r.json", SHORT.replace("  ", " "))
        before = path.read_bytes()
        done = self.refuse(1, "fmt", "--check", path)
        self.assertIn("is not formatted", done.err)
        self.assertIn(f"Next: ludex fmt {path} --out {path}", done.err)
        self.assertEqual((done.out, path.read_bytes()), ("", before))
        report = json.loads(self.run_ludex("fmt", "--check", "--long", path, "--json").out)
        self.assertEqual((report["ok"], report["changed"]), (False, True))
        self.refuse(2, "fmt", "--check", path, "--out", path)
        self.refuse(2, "fmt", "--long", "--short", path)

    def test_json_holds_the_text(self):
        report = json.loads(self.succeed("fmt", self.write("r.json", SHORT), "--json").out)
        self.assertEqual(report, {"ok": True, "changed": False, "rulebook": SHORT})
        out = self.folder / "out.json"
        report = json.loads(self.succeed("fmt", "--long", "-", "--out", out, "--json", stdin=SHORT.encode()).out)
        self.assertEqual(report, {"ok": True, "changed": True})
        self.assertIn('"default": 1', out.read_text())

    def test_what_is_no_json_is_left_alone(self):
        path = self.write("r.json", '{"ludex": 1,\n}')
        done = self.refuse(1, "fmt", path, "--out", path)
        self.assertIn(f"{path}:2:1: error:", done.err)
        self.assertEqual(path.read_text(), '{"ludex": 1,\n}')


if __name__ == "__main__":
    unittest.main()
