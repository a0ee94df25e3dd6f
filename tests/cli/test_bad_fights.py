"""Scenarios and balance questions that are wrong, endless or huge: a clear error with its place and the next step, or a stated limit."""
import json
import os
import signal
import subprocess
import unittest

from harness import ROOT, CommandTest, ludex_path

DUEL = ROOT / "examples/rulebooks/duel.json"
POLICY = [{"use": "Attack", "params": {"target": "enemy.id"}}]

class BadFights(CommandTest):
    def book(self, *, actions=None, rows=None, **scenario):
        """A knife fight, with these members of its scenario in place of its own; None removes one."""
        made = {"fighters": {"a": {}, "b": {}}, "policy": POLICY, "defeated": "fighter.health <= 0", "time_limit_ms": 60_000, **scenario}
        rules = {
            "ludex": 1, "name": "bad",
            "tables": {"makes": {"columns": {"damage": "int 0..100", "cooldown_ms": "int 0..100000"}, "rows": {"knife": {"damage": 10, "cooldown_ms": 500}, **(rows or {})}}},
            "entities": {"player": {"live": {"state": {"health": "int 0..1000000 = 100", "make": "row makes = knife"}}}},
            "actions": {
                "Attack": {
                    "params": {"target": "ref player"}, "with": {"target": {"player": "params.target"}}, "cooldown": {"key": "a", "ms": "tables.makes[actor.make].cooldown_ms"},
                    "let": {"damage": "chance('hit', 0.5) ? tables.makes[actor.make].damage : 0"}, "effects": ["target.health -= damage min 0"]},
                "Rest": {"cooldown": {"key": "r", "ms": "1s"}, "effects": ["actor.health += 0"]},
                "Never": {"cooldown": {"key": "n", "ms": "1s"}, "require": ["actor.health > 5000 else too_weak"], "effects": ["actor.health += 0"]}, **(actions or {})},
            "scenarios": {"d": {key: value for key, value in made.items() if value is not None}}}
        return self.write("rules.json", json.dumps(rules, indent=1))

    def faults(self, book, *pointers, says=(), command=("check",)):
        """Refused at just these places of the rulebook, each with line and column, and the words of `says` in order."""
        found = self.errors(command[0], book, *command[1:])
        self.assertEqual([error["pointer"] for error in found], list(pointers))
        for error, words in zip(found, says):
            self.assertIn(words, error["message"])
        for error in found:
            self.assertGreater(min(error["line"], error["column"]), 0)

    def report(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json").out)

    # --- what never ends, or never begins

    def test_a_scenario_that_never_ends_is_a_timeout_that_says_so(self):
        book = self.book(policy=[{"use": "Rest"}])
        for command in (("solve", book, "d"), ("simulate", book, "d", "-n", 500)):
            report = self.report(*command)
            self.assertEqual((report["timeout"], report["win_a"], report["max_ttk_ms"]), (1, 0, -1))
            out = self.succeed(*command).out
            self.assertIn("No fight was decided before its time_limit_ms", out)
            self.assertIn("--log 1", out)
            self.assertNotIn("time to kill", out)

    def test_an_endless_exchange_meets_a_named_limit(self):
        """A day of game time at a thousand actions a second: a limit on turns, one on states, one on what is told."""
        book = self.book(policy=[{"use": "Spin"}], actions={"Spin": {"effects": ["actor.health += 0"]}}, time_limit_ms="24h")
        self.assertIn("is used every tick_ms", self.succeed("check", book).out)
        error = self.errors("simulate", book, "d", "-n", 5)[0]
        self.assertIn("more than 1000000 turns; give actions a cooldown", error["message"])
        self.assertEqual(error["pointer"], "/scenarios/d")
        self.assertIn("simulate it", self.errors("solve", book, "d", "--max-states", 20_000)[0]["message"])
        self.assertIn("the log of this fight is longer than", self.errors("simulate", book, "d", "--log", 1)[0]["message"])

    def test_a_policy_that_can_do_nothing_says_which_reason_refuses_it(self):
        book = self.book(policy=[{"use": "Never"}])
        out = self.succeed("solve", book, "d").out
        self.assertIn("'Never' is refused at first: too_weak", out)
        self.assertIn("Nothing that a fighter asks for is accepted", out)
        self.assertEqual(self.report("simulate", book, "d", "-n", 100)["mean_attacks"], 0)

    def test_a_policy_that_aims_at_oneself_says_so(self):
        book = self.book(policy=[{"use": "Attack", "params": {"target": "fighter.id"}}])
        self.assertIn("'Attack' is refused at first: same_entity", self.succeed("solve", book, "d").out)

    def test_a_ring_of_targets_is_a_fight_like_others(self):
        ring = {name: {"policy": [{"use": "Attack", "params": {"target": f"{other}.id"}}]} for name, other in ("ab", "bc", "ca")}
        report = self.report("solve", self.book(fighters=ring, policy=None), "d")
        self.assertAlmostEqual(report["win_a"], report["win_b"], delta=1e-12)
        self.assertAlmostEqual(report["win_a"] + report["win_b"] + report["win_c"] + report["draw"], 1, delta=1e-12)

    def test_zero_cooldowns_are_one_action_a_tick(self):
        fast = self.report("solve", self.book(rows={"knife": {"damage": 10, "cooldown_ms": 0}}), "d")
        slow = self.report("solve", self.book(rows={"knife": {"damage": 10, "cooldown_ms": 1}}), "d")
        self.assertEqual(fast["mean_ttk_ms"], slow["mean_ttk_ms"])
        ticks = self.report("solve", self.book(rows={"knife": {"damage": 10, "cooldown_ms": 0}}, tick_ms=50), "d")
        self.assertAlmostEqual(ticks["mean_ttk_ms"], 50 * fast["mean_ttk_ms"], delta=1e-6)

    def test_a_defeat_that_cannot_come(self):
        self.faults(self.book(defeated="false"), "/scenarios/d/defeated", says=["never ends or never begins"])
        self.assertEqual(self.report("solve", self.book(defeated="fighter.health < 0", time_limit_ms=5000), "d")["timeout"], 1)

    # --- too many, too few, unknown

    def test_ten_thousand_fighters_are_refused_at_once(self):
        self.faults(self.book(fighters={f"f{i}": {} for i in range(10_000)}), "/scenarios/d/fighters", says=["at most 64 fighters"])
        self.faults(self.book(others={f"o{i}": {} for i in range(10_000)}), "/scenarios/d/others", says=["at most 64 others"])
        self.faults(self.book(policy=POLICY * 10_000), "/scenarios/d/policy", says=["at most 64 entries"])
        self.faults(self.book(loadouts={f"l{i}": {} for i in range(10_000)}), "/scenarios/d/loadouts", says=["at most 256"])

    def test_sixty_four_fighters_are_played(self):
        book = self.book(fighters={f"f{i}": {"team": "ab"[i % 2], "live": {"health": 10}} for i in range(64)})
        report = self.report("simulate", book, "d", "-n", 20)
        self.assertEqual(report["win_a"] + report["win_b"] + report["draw"], 1)

    def test_empty_teams_and_lonely_fighters(self):
        for fighters in ({"a": {}}, {"a": {"team": "x"}, "b": {"team": "x"}}):
            self.faults(self.book(fighters=fighters), "/scenarios/d/fighters", says=["nobody is there to be fought"])
        self.faults(self.book(fighters={}), "/scenarios/d/fighters", says=["needs \"fighters\""])
        self.faults(self.book(fighters={"a": {"team": ""}, "b": {}}), "/scenarios/d/fighters/a/team", says=["letters, digits and _"])
        self.faults(self.book(fighters={"actor": {}, "b": {}}), "/scenarios/d/fighters/actor", says=["choose another name"])
        self.faults(self.book(fighters={"a": {"id": 4}, "b": {"id": 4}}), "/scenarios/d/fighters/b", says=["one entity"])
        self.faults(self.book(policy=[]), "/scenarios/d", says=["nobody has a policy"])

    def test_names_that_are_not_there(self):
        for command in (("solve",), ("simulate",), ("sensitivity",), ("matrix",), ("sweep", "--vary", "/tables/makes/rows/knife/damage=1..2"), ("breakpoints", "--vary", "/tables/makes/rows/knife/damage=1..2")):
            self.assertIn("there is no scenario 'siege'; the rulebook has 'd'", self.refuse(1, command[0], self.book(), "siege", *command[1:]).err)
        self.assertIn("the rulebook has 'd1' and 'mirror'", self.refuse(1, "compare", DUEL, DUEL, "siege").err)
        self.assertIn("there is no scenario 'siege'", self.refuse(1, "test", DUEL, "siege").err)
        self.faults(self.book(policy=[{"use": "Atack"}]), "/scenarios/d/policy/0/use", says=["did you mean 'Attack'?"])
        self.faults(self.book(fighters={"a": {"kind": "playr"}, "b": {}}), "/scenarios/d/fighters/a/kind", says=["did you mean 'player'?"])
        self.faults(self.book(loadouts={"rows": "maks"}), "/scenarios/d/loadouts/rows", says=["did you mean 'makes'?"])
        self.faults(self.book(loadouts={"x": {"live": {"make": "spoon"}}}), "/scenarios/d/loadouts/x/live/make", says=["not a row of its table"])
        self.assertIn("has no loadouts; write", self.refuse(1, "matrix", self.book(), "d").err)

    def test_overrides_of_fields_that_are_not_there_or_do_not_hold_that(self):
        for live, pointer, words in (({"helth": 5}, "helth", "did you mean 'health'?"), ({"health": -5}, "health", "out of its declared range"), ({"health": "x"}, "health", "expected an integer"),
                                     ({"health": 10**30}, "health", "64 bits"), ({"make": "spoon"}, "make", "not a row of its table")):
            self.faults(self.book(fighters={"a": {"live": live}, "b": {}}), f"/scenarios/d/fighters/a/live/{pointer}", says=[words])
        self.faults(self.book(fighters={"a": {"profile": {"coins": 1}}, "b": {}}), "/scenarios/d/fighters/a/profile/coins", says=["no such field"])
        self.faults(self.book(fighters={"a": {"lives": {}}, "b": {}}), "/scenarios/d/fighters/a/lives", says=["did you mean 'live'?"])

    # --- numbers beyond what is possible

    def test_times_that_are_negative_huge_or_no_times(self):
        for value in (-1, 0, 86_400_001, 10**30, 1e30, 1.5, "-5ms", "1y", "forever", None, []):
            book = self.book()
            rules = json.loads(book.read_text())
            rules["scenarios"]["d"]["time_limit_ms"] = value
            book = self.write("rules.json", json.dumps(rules))
            self.faults(book, "/scenarios/d/time_limit_ms", says=["expected from 1 to 86400000 ms: a whole number, or text such as"])
        for key, values in {"tick_ms": (-5, 0, 60_001, 10**18), "retry_ms": (-1, 0, 10**10)}.items():
            for value in values:
                self.faults(self.book(**{key: value}), f"/scenarios/d/{key}", says=["expected from 1 to"])
        for key in ("reaction_ms", "ping_ms", "first_ms"):
            for value in (-1, 10**9, 10**25, "soon"):
                self.faults(self.book(fighters={"a": {key: value}, "b": {}}), f"/scenarios/d/fighters/a/{key}", says=["expected from 0 to"])

    def test_counts_errors_and_seeds_of_the_command_line(self):
        book = self.book(loadouts={"x": {}, "y": {}})
        for arguments in (("-n", 0), ("-n", "-5"), ("-n", "1e6"), ("-n", 10**13), ("--error", "0"), ("--error", "-1"), ("--error", "nan"), ("--error", "1e-9"), ("--threads", 0), ("--threads", 1000),
                          ("--seed", "-1"), ("--seed", 2**64), ("--log", "-1"), ("--log", "x")):
            err = self.refuse(2, "simulate", book, "d", *arguments).err
            self.assertIn(f"'{arguments[1]}' is not a", err)
        for command, arguments in (("test", ("-n", 0)), ("test", ("--alarm", "0")), ("test", ("--alarm", "2")), ("matrix", ("d", "--error", "0")), ("compare", (book, "d", "--error", "0")), ("compare", (book, "d", "-n", 0)),
                                   ("solve", ("d", "--max-states", 0)), ("sensitivity", ("d", "-n", 0))):
            self.assertIn("is not a", self.refuse(2, command, book, *arguments).err)
        self.assertEqual(self.report("simulate", book, "d", "-n", 1, "--seed", 2**64 - 1)["fights"], 1)
        self.assertTrue(self.succeed("simulate", book, "d", "--log", 2**64 - 1).out)

    def test_numbers_of_the_rulebook_that_are_not_there(self):
        book, knife = self.book(), "/tables/makes/rows/knife/damage"
        for vary, words in ((f"{knife}s=1..2", "did you mean 'damage'?"), ("/nosuch=1..2", "the rulebook has no 'nosuch'"), ("/tables=1..2", "here is an object, no number"), (f"{knife}=9..1", "wrong way round"),
                            (f"{knife}=1..2:0", "step that is not above 0"), (f"{knife}=1..1000000000", "out of bounds: here stand whole numbers, from 0 to 100"), (f"{knife}=1,x", "'x' is no number"),
                            (f"{knife}=1.5", "whole numbers"), ("/scenarios/d/tick_ms=1..5", "what a default stands for must be written out first")):
            for command in ("sweep", "breakpoints"):
                error = self.errors(command, book, "d", "--vary", vary)[0]
                self.assertIn(words, error["message"])
                self.assertEqual(error["pointer"], vary.rsplit("=", 1)[0])
        for vary in (knife, f"{knife}="):
            self.assertIn("is not POINTER=FROM..TO", self.refuse(2, "sweep", book, "d", "--vary", vary).err)
        self.assertIn("nothing is at '/nosuch'", self.refuse(1, "sensitivity", book, "d", "--of", "/nosuch").err)
        for step in ("0", "-1%", "x", "1e400"):
            self.assertIn("is no step: give a number above 0", self.refuse(1, "sensitivity", book, "d", "--step", step).err)
        wide = f"{knife}=0..100"
        axes = [word for key in ("damage", "cooldown_ms") for word in ("--vary", f"/tables/makes/rows/knife/{key}=0..100")]
        self.assertIn("100000", self.refuse(1, "sweep", book, "d", *axes, "--vary", "/scenarios/d/time_limit_ms=1..100").err, wide)

    # --- tests as data, matrices

    def test_expectations_that_say_nothing(self):
        for expect, pointer, words in (({"win_c": [0, 1]}, "/win_c", "did you mean 'win_a'?"), ({"win_a": [0.6, 0.4]}, "/win_a", "the lowest and the highest"), ({"win_a": [0.4]}, "/win_a", "the lowest and the highest"),
                                       ({"win_a": 0.4}, "/win_a", "the lowest and the highest"), ({"win_a": ["0", "1"]}, "/win_a", "the lowest and the highest"), ({"win_a": None}, "/win_a", "the lowest and the highest"),
                                       ({"win_a": [45, 55]}, "/win_a", "write 0.45 for 45 %"), ({"mean_ttk_ms": [-2, -1]}, "/mean_ttk_ms", "lies below 0"), ([], "", "expected an object"),
                                       ({"ttk_quantiles_ms": {"0.9": [0, 1]}}, "/ttk_quantiles_ms/0.9", "it is one of 0.05"), ({"ttk_quantiles_ms": [1, 2]}, "/ttk_quantiles_ms", "expected an object")):
            self.faults(self.book(expect=expect), f"/scenarios/d/expect{pointer}", says=[words], command=("test",))
        self.assertIn("nothing is expected", self.refuse(1, "test", self.book(expect={})).err)

    def test_a_matrix_of_one(self):
        report = self.report("matrix", self.book(loadouts={"only": {}}), "d")
        self.assertEqual((report["pairs"], report["groups"], len(report["ranking"])), (1, [["only"]], 1))
        self.assertIn("1 loadout:", self.succeed("matrix", self.book(loadouts={"only": {}}), "d").out)
        for none in ({}, [], {"rows": "makes", "where": "false"}):
            self.faults(self.book(loadouts=none), "/scenarios/d/loadouts")

    # --- long work

    def interrupted(self, *arguments):
        """What the command says when Ctrl-C comes in the middle of it."""
        process = subprocess.Popen([ludex_path(), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LUDEX_PROGRESS": "1"},
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        try:
            seen = b""
            while seen.count(b"\r") < 4:  # it is under way
                more = process.stderr.read1(4096)
                self.assertTrue(more, seen)
                seen += more
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
        return process.returncode, out.decode(), err.decode()

    def test_ctrl_c_prints_what_was_played(self):
        for arguments in ((DUEL, "d1"), (self.book(policy=[{"use": "Rest", "when": "fighter.health < 50"}, *POLICY]), "d")):
            code, out, err = self.interrupted("simulate", *arguments, "-n", 10**12, "--json")
            self.assertEqual(code, 130, err)
            report = json.loads(out)
            self.assertTrue(report["stopped"])
            self.assertGreater(report["fights"], 0)
            self.assertAlmostEqual(report["win_a"] + report["win_b"] + report["draw"] + report["timeout"], 1, delta=1e-9)
            self.assertIn("Stopped after", err)
            self.assertIn("Next: ", err)
            again = self.report("simulate", *arguments, "-n", report["fights"])
            self.assertEqual({k: again[k] for k in ("win_a", "mean_ttk_ms", "sd_ttk_ms")}, {k: report[k] for k in ("win_a", "mean_ttk_ms", "sd_ttk_ms")}, "the same fights, asked for at once")

    def test_ctrl_c_of_a_comparison(self):
        code, out, err = self.interrupted("compare", DUEL, DUEL, "d1", "--sample", "-n", 10**12)
        self.assertEqual(code, 130, err)
        self.assertIn("fights of seed 1 under each", out)

    def test_how_far_it_is_is_told(self):
        book = self.book(policy=[{"use": "Rest", "when": "fighter.health < 50"}, *POLICY])
        knife = "/tables/makes/rows/knife/damage=1..100"
        for words, arguments in (("steps of those it may take", ("solve", book, "d")), ("fights", ("simulate", book, "d", "-n", 3000)), ("variations", ("sensitivity", book, "d")),
                                 ("points", ("sweep", book, "d", "--vary", knife)), ("values", ("breakpoints", self.book(), "d", "--vary", knife)), ("solving", ("compare", book, book, "d"))):
            err = self.succeed(*arguments, environment={"LUDEX_PROGRESS": "1"}).err
            self.assertIn(words, err)
            if words not in ("steps of those it may take", "solving"):
                self.assertRegex(err, r"100(\.0)? %.* of ")
            self.assertEqual(self.succeed(*arguments, environment={"LUDEX_PROGRESS": "0"}).err, "")


if __name__ == "__main__":
    unittest.main()
