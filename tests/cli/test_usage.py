"""Arguments: help, version, and what is wrong usage (exit code 2)."""
import re
import unittest

from harness import ARENA, ROOT, CommandTest


class Usage(CommandTest):
    def test_version_is_the_one_of_the_project(self):
        version = re.search(r"project\(ludex VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertEqual(self.succeed("--version").out, f"ludex {version}\n")

    def test_help_lists_the_commands_and_shows_examples(self):
        text = self.succeed("--help").out
        for word in ("check", "judge", "traffic", "eval", "conformance", "Examples:", "Exit codes"):
            self.assertIn(word, text)

    def test_each_command_has_help_with_examples(self):
        flags = {"check": ["--json"],
                 "judge": ["--world", "--requests", "--opened-at", "--flag", "--verdicts", "--client", "--world-out", "--json"],
                 "eval": ["--vars", "--types", "--conformance", "--container", "--no-check", "--json"],
                 "traffic": ["--players", "--requests", "--seed", "--attack-rate", "--world-out", "--out", "--json"]}
        for command, names in flags.items():
            with self.subTest(command):
                text = self.succeed(command, "--help").out
                for name in [*names, "Examples:"]:
                    self.assertIn(name, text)

    def test_wrong_usage_ends_with_2_and_a_next_step(self):
        judge = ["judge", ARENA, "--world", self.world, "--requests", self.requests]
        traffic = ["traffic", ARENA, "--world-out", "w.json", "--out", "r.ndjson"]
        wrong = {
            "no command": [],
            "unknown command": ["chekc", ARENA],
            "unknown flag": ["--verbose"],
            "unknown flag of check": ["check", ARENA, "--jsn"],
            "unknown flag of judge": [*judge, "--wrold-out", "w.json"],
            "no rulebook": ["check"],
            "two rulebooks": ["check", ARENA, ARENA],
            "no world": ["judge", ARENA, "--requests", self.requests],
            "no requests": ["judge", ARENA, "--world", self.world],
            "a world twice": [*judge, "--world", self.world],
            "a flag without its value": [*judge, "--opened-at"],
            "opened-at is a word": [*judge, "--opened-at", "now"],
            "opened-at has a fraction": [*judge, "--opened-at", "1.5"],
            "opened-at is beyond int64": [*judge, "--opened-at", "9223372036854775808"],
            "client without verdicts": [*judge, "--client"],
            "an empty path to read": ["judge", ARENA, "--world", "", "--requests", self.requests],
            "an empty path to write": [*judge, "--world-out", ""],
            "flag without =": [*judge, "--flag", "season_3"],
            "flag without a name": [*judge, "--flag", "=true"],
            "flag that is no JSON": [*judge, "--flag", "season_3=yes"],
            "flag that smuggles another": [*judge, "--flag", 'friendly_duel=true,"sale_percent":5'],
            "flag twice": [*judge, "--flag", "sale_percent=1", "--flag", "sale_percent=2"],
            "one file for two outputs": [*judge, "--verdicts", "x", "--world-out", "x"],
            "standard input twice": ["judge", ARENA, "--world", "-", "--requests", "-"],
            "json and verdicts on standard output": [*judge, "--verdicts", "-", "--json"],
            "no output": ["traffic", ARENA],
            "one output for both": ["traffic", ARENA, "--world-out", "x", "--out", "x"],
            "no players": [*traffic, "--players", "0"],
            "negative players": [*traffic, "--players", "-1"],
            "players beyond 32 bits": [*traffic, "--players", "4294967297"],
            "too many requests": [*traffic, "--requests", "99999999999999999999999"],
            "a negative seed": [*traffic, "--seed", "-1"],
            "attack rate above 1": [*traffic, "--attack-rate", "1.01"],
            "attack rate below 0": [*traffic, "--attack-rate", "-0.1"],
            "attack rate is NaN": [*traffic, "--attack-rate", "nan"],
            "a seed beyond 64 bits": [*traffic, "--seed", "18446744073709551616"],
            "a seed with a tail": [*traffic, "--seed", "1x"],
            "attack rate is a word": [*traffic, "--attack-rate", "high"],
        }
        for name, arguments in wrong.items():
            with self.subTest(name):
                done = self.refuse(2, *arguments)
                self.assertEqual(done.out, "", "a failure prints nothing on stdout")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["requests.ndjson", "world.json"], "nothing was written")

    def test_an_argument_cannot_write_control_characters_to_the_terminal(self):
        self.assertNotIn("\x1b", self.refuse(2, "check", ARENA, "--\x1b[31m").err)
        self.assertNotIn("\x1b", self.refuse(1, "check", "\x1b[31m").err)

    def test_arguments_that_are_not_utf8_are_refused_without_a_crash(self):
        self.refuse(1, "check", b"\xff\xfe.json")
        self.refuse(2, "check", b"--\xff")
        self.refuse(2, "judge", ARENA, "--world", self.world, "--requests", self.requests, "--flag", b"\xff=\xff")


if __name__ == "__main__":
    unittest.main()
