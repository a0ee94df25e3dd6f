"""ludex columns: requests without text are judged as the lines they stand for."""
import json
import unittest

from harness import ARENA, CommandTest, purchases, request


class Columns(CommandTest):
    def setUp(self):
        super().setUp()
        self.lines = [*purchases(3), request(action="Fly"), "{", request(nonce=9, params={"item": "spoon", "receipt": "r"})]
        self.requests = self.write("requests.ndjson", "\n".join(self.lines))
        self.columns = self.folder / "requests.cols"

    def judge(self, requests):
        out = json.loads(self.succeed("judge", ARENA, "--world", self.world, "--requests", requests, "--json").out)
        return {key: value for key, value in out.items() if "second" not in key}

    def test_columns_are_judged_as_their_lines(self):
        self.succeed("columns", ARENA, self.requests, "--out", self.columns)
        self.assertEqual(self.columns.read_bytes()[:12], b"LUDEXCOL\1\0\0\0")
        text = self.folder / "again.ndjson"
        self.succeed("columns", "--text", self.columns, "--out", text)
        self.assertEqual([json.loads(line) for line in text.read_text().splitlines()], [json.loads(line) for line in self.lines[:3]])
        self.assertEqual(self.judge(self.columns), self.judge(text))
        self.assertEqual(self.judge(self.columns)["counts"], {"accepted": 3})
        again = self.folder / "again.cols"
        self.succeed("columns", ARENA, text, "--out", again)
        self.assertEqual(again.read_bytes(), self.columns.read_bytes())

    def test_lines_without_a_row_are_listed(self):
        refused = self.folder / "refused.ndjson"
        done = self.succeed("columns", ARENA, self.requests, "--out", self.columns, "--refused", refused)
        self.assertIn("3 rows", done.out)
        self.assertIn("line 5: contract at /params/item", done.out)
        self.assertEqual([json.loads(line) for line in refused.read_text().splitlines()],
                         [{"line": 3, "reason": "unknown_action", "at": "/action"}, {"line": 4, "reason": "malformed", "at": ""},
                          {"line": 5, "reason": "contract", "at": "/params/item"}])
        report = json.loads(self.succeed("columns", ARENA, self.requests, "--out", self.columns, "--json").out)
        self.assertEqual(report, {"ok": True, "rows": 3, "refused": 3, "bytes": self.columns.stat().st_size})

    def test_pipes(self):
        done = self.run_ludex("columns", ARENA, "-", stdin="\n".join(self.lines).encode())
        self.assertTrue(done.stdout.startswith(b"LUDEXCOL"))
        self.assertIn("Next: --refused FILE", done.err)
        text = self.succeed("columns", "--text", "-", stdin=done.stdout).out
        self.assertEqual(len(text.splitlines()), 3)

    def test_a_broken_file_is_refused_with_its_byte(self):
        self.succeed("columns", ARENA, self.requests, "--out", self.columns)
        broken = self.write("broken.cols", self.columns.read_bytes()[:-8])
        for arguments in (["columns", "--text", broken], ["judge", ARENA, "--world", self.world, "--requests", broken]):
            done = self.refuse(1, *arguments)
            self.assertRegex(done.err, r"broken at byte \d+: the file ends before its buffer does")
            self.assertIn("Next:", done.err)

    def test_usage(self):
        self.refuse(2, "columns")
        self.refuse(2, "columns", ARENA)
        self.refuse(2, "columns", ARENA, self.requests, "--text", self.columns)
        self.refuse(2, "columns", "-", "-")
        self.refuse(2, "columns", ARENA, self.requests, "--json")


if __name__ == "__main__":
    unittest.main()
