"""ludex check: a summary, or every error with its place."""
import json
import re
import unittest

from harness import ARENA, CommandTest


def small(**actions):
    """A rulebook, one member a line, so that lines in errors mean something."""
    return json.dumps({"ludex": 1, "name": "small", "version": 1,
                       "entities": {"player": {"live": {"state": {"health": "int 0..100 = 100"}}}}, "actions": actions}, indent=2)


class Check(CommandTest):
    def test_the_summary_names_everything(self):
        text = self.succeed("check", ARENA).out
        for word in ("arena, version 3", "RequestAttack", "/actions/RequestAttack/require/2", "too_far", "actor.live.position",
                     "Conflicts", "not_enough_coins"):
            self.assertIn(word, text)
        self.assertRegex(text, r"program digest [0-9a-f]{16}\b")
        self.assertNotIn("\x1b", text, "no colour unless on a terminal")
        self.assertFalse([line for line in text.splitlines() if line != line.rstrip()], "no blanks at line ends")

    def test_json_is_one_object(self):
        done = self.succeed("check", ARENA, "--json")
        self.assertEqual(done.out.count("\n"), 1)
        summary = json.loads(done.out)
        self.assertIs(summary["ok"], True)
        self.assertRegex(summary["digest"], r"^[0-9a-f]{16}$")
        names = [action["name"] for action in summary["actions"]]
        self.assertIn("RequestAttack", names)
        self.assertTrue({"clauses", "reads", "writes"} <= set(summary["actions"][0]))
        self.assertEqual([len(row) for row in summary["conflicts"]], [len(names)] * len(names))
        self.assertEqual(min(summary["reasons"].values()), 1000, "reasons of a rulebook are numbered from 1000")
        self.assertIn("warnings", summary)

    def test_why_lists_what_may_fail_and_the_ranges_that_let_it(self):
        text = self.succeed("check", ARENA, "--why").out
        self.assertRegex(text, r"/actions/Respawn/effects/1 +actor\.weapons\[0\] +index_out_of_range +item 0 of 0\.\.16")
        self.assertNotIn("Clauses, in order", text, "it answers what was asked")
        why = json.loads(self.succeed("check", ARENA, "--why", "--json").out)["why"]
        self.assertIn({"pointer": "/actions/Respawn/effects/1", "operation": "actor.weapons[0]", "codes": "index_out_of_range", "ranges": "item 0 of 0..16"}, why)
        self.assertNotIn("/actions/RequestPurchase/cost/coins", [u["pointer"] for u in why], "prices and percentages are bounded")

    def test_types_lists_every_expression_and_its_parts_in_cels_notation(self):
        text = self.succeed("check", ARENA, "--types").out
        self.assertRegex(text, r"/actions/RequestAttack/require/0 .*actor\.health > 0 .* bool")
        self.assertNotIn("Clauses, in order", text, "it answers what was asked")
        summary = json.loads(self.succeed("check", ARENA, "--types", "--json").out)
        self.assertNotIn("why", summary)
        clause = next(e for e in summary["types"] if e["pointer"] == "/actions/RequestAttack/require/0")
        self.assertEqual(clause["type"], "bool")
        self.assertIn("actor.health > 0", clause["text"])
        for part in clause["parts"]:
            self.assertLess(part["offset"], len(clause["text"].encode()))
        types = {part["text"]: part["type"] for part in clause["parts"]}
        self.assertEqual([types["actor"], types["actor.health"], types["actor.health > 0"]], ["entity(player)", "int", "bool"])

    def test_cost_lists_the_worst_case_of_every_action(self):
        self.assertIn("an action may take 1,000,000,000 steps", self.succeed("check", ARENA, "--cost").out)
        summary = json.loads(self.succeed("check", ARENA, "--cost", "--json").out)
        self.assertNotIn("why", summary)
        actions = summary["cost"]["actions"]
        self.assertEqual([a["name"] for a in actions], [a["name"] for a in summary["actions"]])
        for a in actions:
            self.assertEqual(a["steps"], sum(part["steps"] for part in a["parts"].values()), a["name"])
            self.assertTrue(0 < a["steps"] < summary["cost"]["limit"])

    def test_the_conflict_matrix_is_symmetric(self):
        matrix = json.loads(self.succeed("check", ARENA, "--json").out)["conflicts"]
        self.assertEqual(matrix, [list(column) for column in zip(*matrix)])

    def test_comments_and_order_do_not_change_the_digest_but_rules_do(self):
        def digest(text):
            return json.loads(self.succeed("check", "-", "--json", stdin=text.encode()).out)["digest"]
        text = ARENA.read_text()
        self.assertEqual(digest(text), digest("// a comment\n" + text))
        self.assertNotEqual(digest(text), digest(text.replace('"damage": 20', '"damage": 21')))

    def test_every_error_is_reported_with_file_line_column_pointer_and_caret(self):
        path = self.write("broken.json", small(One={"require": ["actor.helth > 0 else dead"]}, Two={"effects": ["actor.health += true"]}))
        done = self.refuse(1, "check", path)
        self.assertEqual(done.out, "")
        self.assertEqual(len(re.findall(rf"(?m)^{re.escape(str(path))}:\d+:\d+: ", done.err)), 2, done.err)
        self.assertIn("/actions/One/require/0", done.err)
        self.assertIn("/actions/Two/effects/0", done.err)
        self.assertRegex(done.err, r"(?m)^ *\^", "a caret under the excerpt")
        self.assertIn("health", done.err)
        self.assertIn("2 errors", done.err)

        errors = self.errors("check", path)
        self.assertEqual([e["pointer"] for e in errors], ["/actions/One/require/0", "/actions/Two/effects/0"])
        source = path.read_text().splitlines()
        for error in errors:
            excerpt = error["excerpt"]
            self.assertIn(excerpt, source[error["line"] - 1])
            self.assertEqual(source[error["line"] - 1][error["column"] - 1], excerpt[error["caret"]], "column and caret are one place")

    def test_each_kind_of_mistake_has_its_code(self):
        cases = {"json": "{", "rulebook": '{"ludex":1}', "expression": small(A={"require": ["actor.health > else x"]}),
                 "unsupported": small(A={"luau": True})}
        for code, text in cases.items():
            with self.subTest(code):
                self.assertIn(code, {e["code"] for e in self.errors("check", "-", stdin=text.encode())})
                self.refuse(1, "check", "-", stdin=text.encode())

    def test_hostile_bytes_are_errors(self):
        hostile = {"empty": b"", "blank": b"  \n", "NUL": b"\0" * 100, "not UTF-8": b'{"ludex":1,"name":"\xff\xfe"}',
                   "a number": b"1e999999", "deep": b"[" * 200_000, "deep objects": b'{"a":' * 100_000, "a long string": b'"' + b"a" * 1_000_000,
                   "BOM": b"\xef\xbb\xbf{}", "UTF-16": "{}".encode("utf-16"), "over 16 MB": b" " * (16 << 20) + b"{}",
                   "terminal escapes": b'{"ludex":1,"\x1b[31m":"\xc2\x9b31m"}', "duplicate": b'{"ludex":1,"ludex":1}'}
        for name, content in hostile.items():
            with self.subTest(name):
                path = self.write("hostile.json", content)
                self.errors("check", path)
                done = self.refuse(1, "check", path)
                self.assertNotRegex(done.err, r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "control characters do not reach the terminal")

    def test_a_bad_path_is_an_io_error(self):
        (self.folder / "folder").mkdir()
        for path, word in {"nowhere.json": "No such file", "folder": "directory", "world.json/x": "world.json/x"}.items():
            with self.subTest(path):
                error = self.errors("check", path)[0]
                self.assertEqual(error["code"], "io")
                self.assertIn(word, error["message"])
                self.assertIn(path, self.refuse(1, "check", path).err)

    def test_a_rulebook_may_come_from_a_pipe(self):
        self.assertEqual(self.succeed("check", "-", stdin=ARENA.read_bytes()).out, self.succeed("check", ARENA).out)
        self.assertEqual(self.succeed("check", "/dev/stdin", stdin=ARENA.read_bytes()).out, self.succeed("check", ARENA).out)

    def test_many_actions_are_listed_instead_of_drawn(self):
        path = self.write("many.json", small(**{f"Action{i}": {"effects": ["actor.health -= 1 min 0"]} for i in range(100)}))
        text = self.succeed("check", path).out
        self.assertRegex(text, r"(?m)^  Action99 +Action0, Action1, ")

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = self.run_ludex_to(full, "check", ARENA)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Next: ", done.stderr)

    def run_ludex_to(self, stdout, *arguments):
        import subprocess
        from harness import ludex_path
        return subprocess.run([ludex_path(), *map(str, arguments)], stdout=stdout, stderr=subprocess.PIPE, timeout=60)


if __name__ == "__main__":
    unittest.main()
