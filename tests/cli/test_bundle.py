"""ludex bundle, and the other commands on a rulebook of several files."""
import json
import unittest

from harness import ROOT, CommandTest

MARKET = ROOT / "examples/rulebooks/market/market.json"


class Bundle(CommandTest):
    def digest(self, path):
        return json.loads(self.succeed("check", path, "--json").out)["digest"]

    def test_one_file_means_what_several_did(self):
        one = self.folder / "one.json"
        done = self.succeed("bundle", MARKET, "--out", one)
        self.assertIn("3 files in one", done.out)
        self.assertEqual(self.digest(one), self.digest(MARKET))
        self.assertNotIn("csv\"", one.read_text())
        self.assertEqual(one.read_text().count('"$schema": "../ludex.schema.json"'), 1, "of the file that uses the others")
        self.succeed("fmt", "--check", one)
        report = json.loads(self.succeed("bundle", MARKET, "--out", one, "--json").out)
        self.assertEqual((report["ok"], report["files"]), (True, ["stall.json", "goods.csv"]))
        self.assertEqual(report["bytes"], one.stat().st_size)
        self.assertEqual(self.succeed("bundle", MARKET, "--out", "-").out, one.read_text())
        self.refuse(2, "bundle", MARKET, "--out", "-", "--json")

    def test_every_command_reads_the_files(self):
        world, requests = self.folder / "w.json", self.folder / "r.ndjson"
        self.succeed("traffic", MARKET, "--players", 5, "--requests", 50, "--world-out", world, "--out", requests)
        report = json.loads(self.succeed("judge", MARKET, "--world", world, "--requests", requests, "--json").out)
        self.assertEqual(report["requests"], 50)
        self.succeed("fmt", "--check", MARKET)

    def test_errors_name_the_file_and_line(self):
        self.write("rows.csv", "key,n\na,1\nb,two\n")
        book = {"ludex": 1, "tables": {"t": {"columns": {"n": "int 0..5"}, "rows": {"csv": "rows.csv"}}},
                "entities": {"player": {"live": {"state": {"n": "int"}}}}, "actions": {}}
        path = self.write("book.json", json.dumps(book))
        done = self.refuse(1, "check", path)
        self.assertIn(f"{self.folder}/rows.csv:3:3: error: \"two\" is not an int (at /tables/t/rows/b/n)", done.err)
        self.assertIn("b,two\n      ^", done.err, "the line and a caret")
        self.write("rows.csv", "key,n\na,1\nb,22\n")
        error = self.errors("check", path)[0]
        self.assertEqual((error["file"], error["line"], error["column"]), (f"{self.folder}/rows.csv", 3, 3))
        (self.folder / "rows.csv").unlink()
        self.assertRegex(self.refuse(1, "check", path).err, r"book\.json:1:\d+: error: cannot read '.*rows\.csv': No such file")

    def test_paths_stay_in_the_folder_of_the_rulebook(self):
        for name in ("/etc/passwd", "../x.json"):
            path = self.write("book.json", json.dumps({"ludex": 1, "use": name}))
            self.assertIn("(at /use)", self.refuse(1, "check", path).err)
        self.assertFalse((self.folder / "one.json").exists())

    def test_nothing_is_written_when_it_does_not_compile(self):
        self.write("used.json", '{"actions": {"A": {"effects": ["oops"]}}}')
        path = self.write("book.json", '{"ludex": 1, "use": "used.json", "entities": {"player": {"live": {"state": {}}}}}')
        self.assertIn("used.json:1:37: error:", self.refuse(1, "bundle", path, "--out", self.folder / "one.json").err)
        self.assertFalse((self.folder / "one.json").exists())


if __name__ == "__main__":
    unittest.main()
