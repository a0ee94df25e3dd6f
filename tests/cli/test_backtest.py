"""ludex replay --rulebook, ludex diff and ludex capsule: yesterday's requests under tomorrow's rules, and one of them explained."""
import json
import unittest

from harness import ARENA, ROOT, CommandTest

EXAMPLE = ROOT / "examples/backtest"
LOG, OLD, NEW = EXAMPLE / "day.ludexlog", EXAMPLE / "old.json", EXAMPLE / "new.json"


class BackTest(CommandTest):
    def json_of(self, *arguments, code=0):
        done = self.run_ludex(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.err + done.out)
        return json.loads(done.out)

    def backtest(self, *arguments, rulebook=NEW):
        return self.json_of("replay", LOG, "--rulebook", rulebook, *arguments)

    def without_times(self, report):
        return {key: value for key, value in report.items() if key not in ("seconds", "requests_per_second")}

    def test_what_the_counts_say_is_what_the_changed_lines_say(self):
        changed = self.folder / "changed.ndjson"
        report = self.backtest("--changed", changed)
        lines = [json.loads(line) for line in changed.read_text(encoding="utf-8").splitlines()]
        self.assertEqual(len(lines), report["changed"])
        self.assertEqual(sum(change["count"] for change in report["changes"]), report["changed"])
        self.assertTrue(all(line["old"] != line["new"] for line in lines))
        accepted = {side: sum(line[side]["verdict"] == "accepted" for line in lines) for side in ("old", "new")}
        self.assertEqual(report["accepted_after"] - report["accepted_before"], accepted["new"] - accepted["old"])

    def test_the_same_rules_change_nothing_and_any_number_of_threads_says_the_same(self):
        self.assertEqual(self.backtest(rulebook=OLD)["changed"], 0)
        one = self.without_times(self.backtest("--threads", "1"))
        for threads in ("2", "5"):
            self.assertEqual(self.without_times(self.backtest("--threads", threads)), one)

    def test_cohorts_and_sums_add_up(self):
        report = self.backtest("--cohort", "veterans=actor.level >= 4", "--cohort", "all=true", "--sum", "player.coins")
        cohorts = {cohort["name"]: cohort for cohort in report["cohorts"]}
        self.assertEqual((cohorts["all"]["requests"], cohorts["all"]["changed"]), (report["requests"], report["changed"]))
        self.assertLess(cohorts["veterans"]["requests"], report["requests"])
        self.assertEqual(len(report["sums"]), 1)
        self.assertNotEqual(report["sums"][0]["end"]["old"], report["sums"][0]["end"]["new"])

    def test_a_page_is_written_for_people(self):
        page = self.folder / "report.html"
        self.succeed("replay", LOG, "--rulebook", NEW, "--cohort", "veterans=actor.level >= 4", "--sum", "player.coins", "--html", page)
        text = page.read_text(encoding="utf-8")
        for word in ("<svg", "on_cooldown", "veterans", "player.coins"):
            self.assertIn(word, text)
        self.assertNotIn("http:", text.replace("http://www.w3.org", ""))

    def test_a_pull_request_is_told_what_it_does_by_exit_code_and_markdown(self):
        done = self.run_ludex("diff", OLD, NEW, "--log", LOG)
        self.assertEqual(done.returncode, 1)
        self.assertIn("| `/actions/Dig/cooldown/ms` | changed | `\"400ms\"` | `\"650ms\"` |", done.out)
        same = self.succeed("diff", OLD, OLD, "--log", LOG)
        self.assertIn("None of 3,000 verdicts changes", same.out)

    def test_a_log_of_other_rules_is_refused_by_diff(self):
        self.assertIn("recorded under", self.refuse(1, "diff", NEW, NEW, "--log", LOG).err)

    def test_bad_questions_are_answered_with_what_to_ask_instead(self):
        for arguments, said in (
            (("--cohort", "veterans"), "no NAME=EXPR"),
            (("--cohort", "x=1+"), "expected an expression"),
            (("--cohort", "x=actor.nothing > 1"), "nothing"),
            (("--cohort", "a=true", "--cohort", "a=false"), "name of its own"),
            (("--sum", "player.nothing"), "no field"),
            (("--sum", "wizard.coins"), "wizard"),
        ):
            with self.subTest(arguments=arguments):
                self.assertIn(said, self.refuse(1, "replay", LOG, "--rulebook", NEW, *arguments).err)
        for rulebook in (LOG, self.requests):
            self.refuse(1, "replay", LOG, "--rulebook", rulebook)
        self.refuse(1, "replay", LOG, "--rulebook", ARENA)
        self.refuse(2, "replay", LOG, "--cohort", "a=true")  # without --rulebook nothing is compared

    def test_a_log_cut_or_damaged_is_judged_up_to_there_or_refused(self):
        whole = LOG.read_bytes()
        torn = self.write("torn.ludexlog", whole[:-3])
        report = self.json_of("replay", torn, "--rulebook", NEW)
        self.assertEqual(report["batches"], 59)
        damaged = self.write("damaged.ludexlog", whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
        self.refuse(1, "replay", damaged, "--rulebook", NEW)


class Capsule(CommandTest):
    def cut(self, batch, request):
        path = self.folder / "why.json"
        report = json.loads(self.succeed("capsule", LOG, "--batch", batch, "--request", request, "--out", path, "--json").out)
        return path, report

    def test_it_explains_the_verdict_that_the_log_has(self):
        changed = self.folder / "changed.ndjson"
        self.succeed("replay", LOG, "--rulebook", NEW, "--changed", changed)
        for line in [json.loads(line) for line in changed.read_text(encoding="utf-8").splitlines()][::200]:
            path, report = self.cut(str(line["batch"]), str(line["request"]))
            self.assertEqual(report["verdict"], line["old"])
            told = json.loads(self.succeed("explain", "--capsule", path, "--json").out)
            self.assertEqual(told["verdict"], line["old"])

    def test_it_never_holds_the_seed_nor_anyone_else(self):
        path, report = self.cut("0", "6")
        capsule = json.loads(path.read_text(encoding="utf-8"))
        self.assertNotIn("seed", json.dumps({key: value for key, value in capsule.items() if key != "rulebook"}))
        self.assertEqual(list(capsule["world"]["entities"]["player"]), ["9"])
        self.assertEqual(report["entities"], 1)

    def test_what_is_not_there_and_what_is_no_log_is_said(self):
        for arguments, said in ((("--batch", "99", "--request", "0"), "no batch 99"), (("--batch", "0", "--request", "6000"), "no number 6000")):
            self.assertIn(said, self.refuse(1, "capsule", LOG, *arguments).err)
        told = self.refuse(1, "capsule", OLD, "--batch", "0", "--request", "0").err
        self.assertIn("not a log", told)
        self.assertIn("Next: give a log", told)
        for other in (LOG, OLD, self.requests):
            self.refuse(1, "explain", "--capsule", other)


if __name__ == "__main__":
    unittest.main()
