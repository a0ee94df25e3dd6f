"""ludex migrate: every line comes out, migrated or set aside with its own bytes."""
import base64
import html.parser
import json
import os
import signal
import subprocess
import time
import unittest

from harness import CommandTest, ludex_path

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

    def test_a_sum_that_a_step_loses_ends_with_1_and_names_the_step(self):
        draft = json.loads(json.dumps(RULES))
        profile = draft["entities"]["player"]["profile"]
        profile["migrations"][0]["steps"][0]["if_exists"] = "replace"
        profile["conserve"] = {"coins": ["/gold", "/coins"]}
        rules, saves = self.write("draft.json", json.dumps(draft)), self.write("good.ndjson", b'{"state":{"gold":1,"coins":2}}\n{"state":{"gold":4}}\n')
        done = self.refuse(1, "migrate", rules, "player", saves, "--dry-run")
        self.assertIn("coins IS NOT CONSERVED in 1 save; step 'gold-to-coins': -2", done.out)
        self.assertIn("line 1: 3 before, 1 after: step 'gold-to-coins' -2", done.out)
        self.assertIn("mend the step 'gold-to-coins'", done.err)
        told = json.loads(self.run_ludex("migrate", rules, "player", saves, "--dry-run", "--json", "--sum", "other=/a/*,/b").out)
        self.assertEqual([told["ok"], told["ready"], told["sums"]["coins"]["unexplained"], told["sums"]["other"]["ok"]], [False, 2, -2, True])
        self.assertEqual(list(json.loads(self.run_ludex("migrate", "--json", "--dry-run", "--sum", "a=/a", "--sum", "b=/b,/c", rules, "player", saves).out)["sums"]), ["coins", "a", "b"])
        # The same sum from the command, under rules that refuse to lose it.
        done = self.run_ludex("migrate", self.rules, "player", saves, "--dry-run", "--json", "--sum", "coins=/gold,/coins")
        told = json.loads(done.out)
        self.assertEqual([told["sums"]["coins"]["ok"], told["sums"]["coins"]["before"], told["sums"]["coins"]["set_aside"]], [True, 4, 3])

    def test_wrong_sums(self):
        self.assertIn("NAME=/POINTER", self.refuse(2, "migrate", self.rules, "player", self.saves, "--dry-run", "--sum", "coins").err)
        self.assertIn("no pointer", self.refuse(1, "migrate", self.rules, "player", self.saves, "--dry-run", "--sum", "c=coins").err)
        self.assertIn("counted twice", self.refuse(1, "migrate", self.rules, "player", self.saves, "--dry-run", "--sum", "c=/a/*,/a/b").err)

    def test_no_number_of_threads_changes_a_byte(self):
        saves = self.write("many.ndjson", b"\n".join(LINES * 3000))
        made = []
        for threads in (1, 2, 8):
            out, bad, report = (self.folder / f"{name}{threads}" for name in ("out", "bad", "report"))
            self.refuse(1, "migrate", self.rules, "player", saves, "--out", out, "--quarantine", bad, "--report", report, "--threads", threads)
            made.append([path.read_bytes() for path in (out, bad, report)])
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[0], made[2])

    def test_an_output_is_never_an_input_nor_another_output(self):
        before = self.saves.read_bytes()
        linked, hard, named = self.folder / "link", self.folder / "hard", self.folder / "x.part"
        linked.symlink_to(self.saves)
        os.link(self.saves, hard)
        os.link(self.saves, named)
        for out in (self.saves, linked, hard, self.folder / "." / "saves.ndjson", self.folder / "x"):
            self.assertIn("inputs are never changed", self.refuse(1, "migrate", self.rules, "player", self.saves, "--out", out, "--quarantine", self.folder / "q").err)
        self.assertIn("inputs are never changed", self.refuse(1, "migrate", self.rules, "player", self.saves, "--dry-run", "--report", self.rules).err)
        for more in (["--quarantine", self.folder / "o"], ["--quarantine", self.folder / "q", "--html", self.folder / "o"]):
            self.assertIn("would both write", self.refuse(1, "migrate", self.rules, "player", self.saves, "--out", self.folder / "o", *more).err)
        self.assertEqual(self.saves.read_bytes(), before)
        self.assertFalse((self.folder / "o").exists())

    def test_the_page_loads_nothing_and_what_saves_hold_stays_text(self):
        evil = '"><script>alert(1)</script>\u202e\u0001'
        lines = [json.dumps({"state": {"name": "a", evil: evil, "gold": 3}}), json.dumps({"state": {"name": 7, evil: 1}}), json.dumps({"version": 1, "applied": [[evil, "0"]], "state": {}})]
        page = self.folder / "page.html"
        self.run_ludex("migrate", self.rules, "player", self.write("evil.ndjson", "\n".join(lines)), "--dry-run", "--html", page)
        text = page.read_text("utf-8")

        class Tags(html.parser.HTMLParser):
            seen, open, wrong = set(), [], []

            def handle_starttag(self, tag, attributes):
                self.seen.add(tag)
                self.wrong += [name for name, value in attributes if name.startswith("on") or name in ("href", "src") or "url(" in (value or "")]
                if tag not in ("meta", "rect", "line"):
                    self.open.append(tag)

            def handle_endtag(self, tag):
                if tag not in ("meta", "rect", "line") or (self.open and self.open[-1] == tag):
                    assert self.open.pop() == tag, tag

        tags = Tags()
        tags.feed(text)
        self.assertFalse(tags.seen & {"script", "img", "link", "iframe", "object"})
        self.assertEqual([tags.wrong, [tag for tag in tags.open if tag != "rect"]], [[], []])
        self.assertNotIn("http", text.replace("http-equiv", ""))
        self.assertIn("alert(1)&lt;/script&gt;", text)
        self.assertNotIn("\x01", text)

    def test_without_a_report_no_field_is_counted(self):
        self.assertNotIn("fields", json.loads(self.run_ludex("migrate", self.rules, "player", self.saves, "--dry-run", "--json", "--no-histograms").out))
        self.assertIn("/coins", [f["pointer"] for f in json.loads(self.run_ludex("migrate", self.rules, "player", self.saves, "--dry-run", "--json").out)["fields"]])

    def test_a_larger_limit_lets_larger_saves_pass(self):
        saves = self.write("large.ndjson", json.dumps({"state": {"kept": "x" * 300}}))
        self.assertEqual(json.loads(self.run_ludex("migrate", self.rules, "player", saves, "--dry-run", "--json", "--max-bytes", 400).out)["bytes"]["too_large_after"], 1)
        told = json.loads(self.run_ludex("migrate", self.rules, "player", saves, "--dry-run", "--json", "--max-bytes", 200).out)
        self.assertEqual([told["bytes"]["too_large_before"], told["worst"]["too_large"][0]["line"]], [1, 1])
        self.succeed("migrate", self.rules, "player", saves, "--dry-run")


class Resume(CommandTest):
    """A run that was stopped: killed at any moment, it goes on from its last checkpoint."""

    def setUp(self):
        super().setUp()
        self.rules = self.write("rules.json", json.dumps(RULES))
        # Some blocks of 8 MB.
        line = json.dumps({"version": 1, "state": {"gold": 1234567, "kept": ["x" * 1000] * 4}}).encode()
        self.saves = self.write("saves.ndjson", (b"\n".join([line] * 900 + [b"not json"] + LINES) + b"\n") * 12)
        self.out, self.bad, self.report = (self.folder / name for name in ("out", "bad", "report"))

    def command(self, *more):
        return ["migrate", self.rules, "player", self.saves, "--out", self.out, "--quarantine", self.bad, "--report", self.report, "--checkpoint-every", "0", "--no-check", *more]

    def results(self):
        return [path.read_bytes() for path in (self.out, self.bad, self.report)]

    def stopped(self, by):
        """Starts the command and ends it once it has left a checkpoint. False when it was done before."""
        mark = self.folder / "out.checkpoint"
        run = subprocess.Popen([ludex_path(), *map(os.fspath, self.command("--threads", "1"))], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder)
        end = time.monotonic() + 60
        while not mark.exists() and run.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        run.send_signal(by)
        self.told = run.communicate()[1].decode()
        return mark.exists()

    def test_killed_and_resumed_gives_the_bytes_of_a_whole_run(self):
        self.refuse(1, *self.command())
        whole = self.results()
        for by in (signal.SIGKILL, signal.SIGINT):
            with self.subTest(by=by):
                for path in (self.out, self.bad, self.report):
                    path.unlink()
                self.assertTrue(self.stopped(by), "it ended before it could be stopped: make the file larger")
                if by == signal.SIGINT:
                    self.assertIn("--resume goes on from there", self.told)
                self.assertFalse(self.out.exists())
                self.refuse(1, *self.command("--resume"))
                self.assertEqual(self.results(), whole)
                self.assertEqual(sorted(p.name for p in self.folder.iterdir() if "part" in p.name or "checkpoint" in p.name), [])

    def test_a_checkpoint_of_another_input_or_program_is_refused_with_the_reason(self):
        self.assertTrue(self.stopped(signal.SIGKILL))
        mark, saved = self.folder / "out.checkpoint", self.saves.read_bytes()
        self.saves.write_bytes(saved.replace(b"1234567", b"1234568", 1))
        self.assertIn("as many bytes, but not the same", self.refuse(1, *self.command("--resume")).err)
        self.saves.write_bytes(saved + b"{}\n")
        self.assertIn("is of another input", self.refuse(1, *self.command("--resume")).err)
        self.saves.write_bytes(saved)
        self.assertIn("another program, kind or options", self.refuse(1, *self.command("--resume", "--samples", "3")).err)
        text = mark.read_text()
        mark.write_text(text[: len(text) // 2])
        self.assertIn("damaged", self.refuse(1, *self.command("--resume")).err)
        mark.write_text(text)
        self.refuse(1, *self.command("--resume"))
        self.assertEqual(json.loads(self.report.read_text())["lines"], saved.count(b"\n"))

    def test_resuming_what_never_ran_begins(self):
        self.refuse(1, *self.command("--resume"))
        self.assertTrue(self.out.exists())
        self.refuse(2, "migrate", self.rules, "player", "-", "--out", self.out, "--quarantine", self.bad, "--resume")


if __name__ == "__main__":
    unittest.main()
