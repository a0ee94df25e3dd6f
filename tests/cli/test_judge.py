"""ludex judge: verdicts, counts, digests, files."""
import json
import os
import re
import unittest

from harness import ARENA, WORLD, CommandTest, purchases, request

HEX = r"^[0-9a-f]{16}$"


class Judge(CommandTest):
    def paths(self):
        return "judge", ARENA, "--world", self.world, "--requests", self.requests

    def verdicts(self, *arguments, **more):
        """The verdict lines of this test's requests."""
        self.judge("--verdicts", self.folder / "v.ndjson", *arguments, **more)
        return self.lines(self.folder / "v.ndjson")

    def test_json_has_counts_digests_and_speed(self):
        self.write("requests.ndjson", "\n".join([request(), request(nonce=2), request(nonce=2), "not JSON"]) + "\n")
        report = self.judge()
        self.assertEqual(report["counts"], {"accepted": 1, "duplicate": 1, "malformed": 1, "nonce_replayed": 1})
        self.assertEqual(list(report["counts"])[:3], ["accepted", "duplicate", "malformed"], "in code order")
        for digest in ("world_digest", "batch_digest", "program_digest"):
            self.assertRegex(report[digest], HEX)
        self.assertGreater(report["requests_per_second"], 0)
        self.assertGreater(report["seconds"], 0)
        self.assertEqual([report[k] for k in ("requests", "accepted", "duplicates", "rejected")], [4, 1, 1, 2])
        self.assertIs(report["ok"], True)

    def test_metrics_count_what_was_judged(self):
        self.write("requests.ndjson", "\n".join([request(), request(nonce=2), request(nonce=2), "not JSON"]) + "\n")
        report = self.judge("--metrics", self.folder / "m")
        text = (self.folder / "m").read_text()
        self.assertTrue(text.startswith("# TYPE ludex_rulebook info\n") and text.endswith("\n# EOF\n"))
        found = re.findall(r'^ludex_requests_total\{action="(.*)",outcome="(.*)",reason="(.*)"\} (\d+)$', text, re.M)
        self.assertEqual(found, [("", "rejected", "malformed", "1"), ("RequestPurchase", "accepted", "accepted", "1"), ("RequestPurchase", "duplicate", "duplicate", "1"),
                                 ("RequestPurchase", "rejected", "nonce_replayed", "1")])
        self.assertRegex(text, rf'(?m)^ludex_rulebook_info\{{digest="{report["program_digest"]}",')
        self.assertRegex(text, r"(?m)^ludex_batch_requests_sum 4$")
        self.assertRegex(text, r"(?m)^ludex_judge_seconds_count 1$")
        self.assertRegex(text, r"(?m)^ludex_world_ledger_entries 1$")
        again = re.sub(r"(?m)^ludex_judge_seconds.*\n", "", text)
        self.judge("--metrics", self.folder / "m", "--threads", "3")
        self.assertEqual(re.sub(r"(?m)^ludex_judge_seconds.*\n", "", (self.folder / "m").read_text()), again)

    def test_every_line_has_its_verdict(self):
        self.write("requests.ndjson", b"\xff\n\n" + request().encode() + b"\r\n{\n[]\nnull\n" + b"[" * 5000 + b"\n" + request(nonce=2).encode())
        verdicts = self.verdicts()
        self.assertEqual([v["i"] for v in verdicts], list(range(8)))
        self.assertEqual([v.get("reason", v["verdict"]) for v in verdicts],
                         ["malformed", "malformed", "accepted", "malformed", "bad_envelope", "bad_envelope", "too_large", "duplicate"])

    def test_a_rejection_says_where_and_with_what(self):
        self.write("requests.ndjson", request(params={"item": "key", "receipt": "receipt-1"}, actor=2))
        [verdict] = self.verdicts()
        self.assertEqual({k: verdict[k] for k in ("i", "verdict", "reason", "at")},
                         {"i": 0, "verdict": "rejected", "reason": "not_enough_coins", "at": "/actions/RequestPurchase/cost/coins"})

    def test_client_verdicts_hide_the_place(self):
        self.write("requests.ndjson", "\n".join([request(), request(nonce=2, action="UseItem", params={"item": "key"})]))
        full, client = self.verdicts(), self.verdicts("--client")
        self.assertIn("at", full[1])
        for verdict in client:
            self.assertFalse({"at", "code", "events"} & set(verdict), verdict)
        self.assertEqual(client[0]["result"], full[0]["result"])

    def test_digests_do_not_depend_on_the_view_or_on_outputs(self):
        plain, client = self.judge(), self.judge("--client", "--verdicts", self.folder / "v", "--world-out", self.folder / "w")
        for key in ("batch_digest", "world_digest", "counts"):
            self.assertEqual(plain[key], client[key])

    def test_a_batch_cut_in_two_gives_the_same_verdicts_and_world(self):
        lines = purchases(40)
        self.write("requests.ndjson", "\n".join(lines))
        whole = self.judge("--verdicts", self.folder / "whole.ndjson", "--opened-at", 1_000_000)
        self.write("requests.ndjson", "\n".join(lines[:17]))
        self.judge("--verdicts", self.folder / "first.ndjson", "--opened-at", 1_000_000, "--world-out", self.folder / "between.json")
        self.world = self.folder / "between.json"
        self.write("requests.ndjson", "\n".join(lines[17:]))
        second = self.judge("--verdicts", self.folder / "second.ndjson", "--opened-at", 1_000_000)
        self.assertEqual(second["world_digest"], whole["world_digest"])
        parts = self.lines(self.folder / "first.ndjson") + self.lines(self.folder / "second.ndjson")
        self.assertEqual([{**v, "i": 0} for v in parts], [{**v, "i": 0} for v in self.lines(self.folder / "whole.ndjson")])

    def test_the_world_written_is_the_world_read_next(self):
        self.judge("--world-out", self.folder / "after.json")
        after = json.loads((self.folder / "after.json").read_text())
        self.assertEqual(after["entities"]["player"]["1"]["profile"]["state"]["coins"], 975)
        self.world = self.folder / "after.json"
        self.write("requests.ndjson", request(nonce=2))
        self.assertEqual(self.judge()["counts"], {"duplicate": 1}, "the ledger and the nonce window were saved")

    def test_the_world_may_be_written_over_itself(self):
        first = self.judge("--world-out", self.world)
        self.write("requests.ndjson", "")
        self.assertEqual(self.judge()["world_digest"], first["world_digest"])
        self.assert_no_leftovers()

    def test_the_number_of_threads_changes_nothing(self):
        self.write("requests.ndjson", "\n".join(purchases(300)) + "\n{\n")
        told = [self.judge("--verdicts", self.folder / f"v{n}.ndjson", "--threads", n) for n in (1, 2, 5)]
        self.assertEqual(len({(t["batch_digest"], t["world_digest"]) for t in told}), 1)
        texts = {(self.folder / f"v{n}.ndjson").read_bytes() for n in (1, 2, 5)}
        self.assertEqual(len(texts), 1)

    def test_no_requests_are_no_verdicts(self):
        self.write("requests.ndjson", "")
        report = self.judge("--verdicts", self.folder / "v.ndjson")
        self.assertEqual((report["requests"], report["counts"], report["requests_per_second"] >= 0), (0, {}, True))
        self.assertEqual((self.folder / "v.ndjson").read_bytes(), b"")
        self.assertIn("0 requests", self.succeed(*self.paths()).out)

    def test_flags_are_inputs_of_the_batch(self):
        self.judge("--flag", "sale_percent=50", "--flag", "friendly_duel=false", "--world-out", self.folder / "after.json")
        after = json.loads((self.folder / "after.json").read_text())
        self.assertEqual(after["entities"]["player"]["1"]["profile"]["state"]["coins"], 1000 - 25 * 50 // 100)

    def test_a_flag_does_not_swallow_the_rulebook(self):
        self.succeed("judge", "--world", self.world, "--requests", self.requests, "--flag", "sale_percent=1", ARENA)

    def test_opened_at_decides_the_time(self):
        late = self.verdicts("--opened-at", 1_000_000 + 10_000)
        self.assertEqual(late[0]["reason"], "sent_too_late")

    def test_what_the_host_got_wrong_refuses_the_batch_whole(self):
        two_hours = [request(), request(nonce=2, received_at=1_000_000 + 2 * 3_600_000)]
        self.write("far.ndjson", "\n".join(two_hours))
        wrong = {"unknown flag": ["--flag", "season_9=true"], "flag of another type": ["--flag", 'sale_percent="much"'],
                 "flag out of bounds": ["--flag", "sale_percent=91"]}
        for name, arguments in wrong.items():
            with self.subTest(name):
                self.assertEqual(self.errors(*self.paths(), *arguments, "--world-out", self.folder / "w")[0]["code"], "host")
                self.refuse(1, *self.paths(), *arguments)
        self.requests = self.folder / "far.ndjson"
        self.assertEqual(self.errors(*self.paths(), "--world-out", self.folder / "w")[0]["code"], "host")
        self.assertFalse((self.folder / "w").exists())

    def test_a_world_that_does_not_fit_is_an_error_with_its_place(self):
        path = self.write("w.json", json.dumps({**WORLD, "entities": {"player": {"1": {"live": {"health": 1000}}}}}, indent=1))
        error = self.errors("judge", ARENA, "--world", path, "--requests", self.requests)[0]
        self.assertEqual(error["code"], "world")
        self.assertGreater(error["line"], 1)
        self.assertIn(f"{path}:", self.refuse(1, "judge", ARENA, "--world", path, "--requests", self.requests).err)

    def test_hostile_worlds_are_errors(self):
        hostile = [b"", b"\0", b"\xff", b"[" * 100_000, b"null", b"[]", b"1e999", b'{"ludex_world":2}', b'{"ludex_world":1,"now":1e30}',
                   b'{"ludex_world":1,"entities":{"player":{"01":{}}}}', b'{"ludex_world":1,"entities":{"player":{"99999999999999999999":{}}}}',
                   b'{"ludex_world":1,"seed":-99999999999999999999999}', b'{"ludex_world":1,"guard":[]}', b'{"ludex_world":1,"ledger":{}}']
        for content in hostile:
            with self.subTest(content[:40]):
                self.write("hostile.json", content)
                self.assertIn(self.errors("judge", ARENA, "--world", self.folder / "hostile.json", "--requests", self.requests)[0]["code"],
                              ("json", "world"))

    def test_hostile_requests_are_verdicts(self):
        hostile = os.urandom(20_000) + b"\n" + b"\n".join([b"\0", b"{}" * 3000, b'{"actor":' + b"9" * 5000, b'{"actor":1e400}', b'"\\ud800"'])
        self.write("requests.ndjson", hostile)
        report = self.judge()
        self.assertEqual(report["requests"], hostile.count(b"\n") + 1)
        self.assertEqual(report["accepted"], 0)

    def test_bad_paths_are_io_errors_before_any_work(self):
        (self.folder / "folder").mkdir()
        wrong = {"no world": ["--world", "nowhere.json", "--requests", self.requests],
                 "the world is a directory": ["--world", self.folder, "--requests", self.requests],
                 "no requests": ["--world", self.world, "--requests", "nowhere.ndjson"],
                 "the requests are a directory": ["--world", self.world, "--requests", self.folder],
                 "verdicts to a directory": ["--world", self.world, "--requests", self.requests, "--verdicts", "folder"],
                 "verdicts to a missing folder": ["--world", self.world, "--requests", self.requests, "--verdicts", "no/v.ndjson"],
                 "verdicts below a file": ["--world", self.world, "--requests", self.requests, "--verdicts", "world.json/v.ndjson"],
                 "the world to a full device": ["--world", self.world, "--requests", self.requests, "--world-out", "/dev/full"]}
        for name, arguments in wrong.items():
            with self.subTest(name):
                error = self.errors("judge", ARENA, *arguments)[0]
                self.assertEqual(error["code"], "io")
                self.refuse(1, "judge", ARENA, *arguments)
        self.assert_no_leftovers()

    def test_when_one_output_cannot_be_written_none_is(self):
        self.run_ludex(*self.paths(), "--verdicts", "v.ndjson", "--world-out", "no/w.json")
        self.assertFalse((self.folder / "v.ndjson").exists())

    def test_a_link_stays_a_link_and_permissions_stay(self):
        real = self.write("real.json", "old")
        real.chmod(0o640)
        link = self.folder / "link.json"
        link.symlink_to(real)
        self.judge("--world-out", link)
        self.assertTrue(link.is_symlink())
        self.assertEqual(real.stat().st_mode & 0o777, 0o640)
        self.assertEqual(json.loads(real.read_text())["ludex_world"], 1)

    def test_a_device_is_written_to_and_not_replaced(self):
        self.judge("--verdicts", "/dev/null")
        self.assertFalse(os.path.isfile("/dev/null"))

    def test_standard_streams(self):
        done = self.succeed("judge", ARENA, "--world", self.world, "--requests", "-", "--verdicts", "-", stdin=request().encode())
        self.assertEqual(json.loads(done.out)["verdict"], "accepted")
        self.assertIn("1 request judged", done.err, "the report makes room for the verdicts")

    def test_the_report_for_people(self):
        self.write("requests.ndjson", "\n".join(purchases(1200, 1) + ["x"]))
        text = self.succeed(*self.paths()).out
        self.assertIn("1,201 requests judged in", text)
        self.assertRegex(text, r"(?m)^  rate_limited +1,\d{3} +\d+\.\d %  █+\S? +\d+  /limits/rate$")
        self.assertRegex(text, r"(?m)^  malformed +1 +0\.1 %  ▏ +1200$")
        self.assertRegex(text, r"(?m)^  world digest +[0-9a-f]{16}$")
        self.assertIn("Next: --verdicts FILE", text)
        self.assertNotIn("\x1b", text)

    def test_progress_is_shown_when_asked_for(self):
        self.assertEqual(self.succeed(*self.paths()).err, "")
        self.assertIn("judging", self.succeed(*self.paths(), environment={"LUDEX_PROGRESS": "1"}).err)

    def test_runs_are_repeatable(self):
        first, second = ({k: v for k, v in self.judge().items() if not re.search("second", k)} for _ in range(2))
        self.assertEqual(first, second)


if __name__ == "__main__":
    unittest.main()
