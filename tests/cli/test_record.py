"""ludex record and ludex replay: a day recorded, torn, damaged, gone on with, compacted and judged again."""
import base64
import json
import resource
import subprocess
import unittest

from harness import ARENA, ROOT, CommandTest, ludex_path, purchases, request

CASES = json.loads((ROOT / "tests/vectors/record.json").read_text(encoding="utf-8"))["cases"]


class Record(CommandTest):
    def setUp(self):
        super().setUp()
        self.log = self.folder / "day.ludexlog"
        self.lines = [*purchases(20), request(action="Fly"), "{"]
        self.requests = self.write("requests.ndjson", "\n".join(self.lines))

    def json_of(self, *arguments):
        return json.loads(self.succeed(*arguments, "--json").out)

    def record(self, *arguments, requests=None):
        return self.json_of("record", ARENA, "--requests", requests or self.requests, "--out", self.log, *arguments)

    def record_new(self, *arguments, requests=None):
        return self.record("--world", self.world, *arguments, requests=requests)

    def replay(self, *arguments, log=None):
        return self.json_of("replay", log or self.log, *arguments)

    def fails(self, *arguments):
        done = self.run_ludex(*arguments, "--json")
        self.assertEqual(done.returncode, 1, done.out + done.err)
        return json.loads(done.out)

    def test_batches_recorded_are_the_batches_judged(self):
        recorded = self.record_new("--batch", "4", "--snapshot-every", "2")
        self.assertEqual([recorded[key] for key in ("batches", "requests", "snapshots", "first_batch")], [6, 22, 3, 0])
        judged = self.json_of("judge", ARENA, "--world", self.world, "--requests", self.requests)
        self.assertEqual({key: recorded[key] for key in ("accepted", "duplicates", "rejected", "world_digest")},
                         {key: judged[key] for key in ("accepted", "duplicates", "rejected", "world_digest")})
        for arguments in ((), ("--verify",), ("--threads", "3"), ("--from", "2")):
            with self.subTest(arguments=arguments):
                report = self.replay(*arguments)
                self.assertTrue(report["ok"])
                self.assertEqual(report["chain"], recorded["chain"])
                self.assertEqual(report["judged"], 22 - 16 * (arguments == ("--from", "2")))

    def test_columns_are_recorded_as_one_batch(self):
        columns = self.folder / "requests.cols"
        self.succeed("columns", ARENA, self.requests, "--out", columns)
        self.assertEqual(self.record_new("--batch", "4", requests=columns)["batches"], 1)
        self.assertTrue(self.replay()["ok"])

    def test_a_log_goes_on_behind_a_torn_record_as_if_nothing_had_been(self):
        first = self.write("first.ndjson", "".join(line + "\n" for line in self.lines[:12]))
        rest = self.write("rest.ndjson", "".join(line + "\n" for line in self.lines[12:]))
        self.record_new("--batch", "4", requests=first)
        begun = self.log.read_bytes()
        self.record("--append", "--batch", "4", requests=rest)
        whole = self.log.read_bytes()
        self.assertEqual(whole[:len(begun)], begun)
        for cut in (1, 7, (len(whole) - len(begun)) // 3):
            with self.subTest(cut=cut):
                torn = whole[:len(begun)] + whole[len(begun):][:cut]
                self.log.write_bytes(torn)
                report = self.replay()
                self.assertEqual((report["ok"], report["torn"]["offset"], report["batches"]), (True, len(begun), 3))
                self.assertIn("not wholly written", self.succeed("replay", self.log).out)
                self.assertEqual(self.record("--append", "--batch", "4", requests=rest)["cut_bytes"], cut)
                self.assertEqual(self.log.read_bytes(), whole)

    def test_damage_is_refused_with_its_byte_and_what_comes_before_is_written_elsewhere(self):
        self.record_new("--batch", "4")
        whole = self.log.read_bytes()
        damaged = bytearray(whole)
        damaged[-600] ^= 16
        self.log.write_bytes(damaged)
        error = self.fails("replay", self.log)["errors"][0]
        self.assertEqual(error["code"], "record")
        self.assertLess(error["offset"], len(whole) - 600)
        self.assertEqual(self.fails("record", ARENA, "--requests", self.requests, "--out", self.log, "--append")["errors"][0]["offset"], error["offset"])
        self.assertEqual(self.log.read_bytes(), damaged)
        good = self.folder / "good.ludexlog"
        self.assertEqual(self.json_of("replay", self.log, "--repair", good)["left_out"], len(whole) - error["offset"])
        self.assertEqual(good.read_bytes(), whole[:error["offset"]])
        self.assertTrue(self.replay(log=good)["ok"])
        self.assertIn("--repair", self.run_ludex("replay", self.log).err)

    def test_a_compacted_log_has_the_same_chain_and_world(self):
        recorded = self.record_new("--batch", "4")
        tail, after = self.folder / "tail.ludexlog", self.folder / "after.json"
        for at in (*range(7), None):
            with self.subTest(at=at):
                self.replay("--compact", tail, *(() if at is None else ("--at", str(at))))
                report = self.replay("--verify", "--world-out", after, log=tail)
                self.assertEqual((report["chain"], report["first_batch"]), (recorded["chain"], 6 if at is None else at))
                self.assertEqual(report["world_digest"], recorded["world_digest"])
        self.assertEqual(self.json_of("judge", ARENA, "--world", after, "--requests", self.write("none", ""))["world_digest"], recorded["world_digest"])
        self.assertIn("no batch 7", self.fails("replay", self.log, "--compact", tail, "--at", "7")["errors"][0]["message"])

    def test_what_is_not_as_recorded_is_named(self):
        for case in CASES:
            difference = case["replay"].get("report", {}).get("difference")
            if not difference:
                continue
            with self.subTest(case=case["name"]):
                self.log.write_bytes(base64.b64decode(case["log"]))
                found = self.fails("replay", self.log)
                self.assertFalse(found["ok"])
                self.assertEqual({key: found["difference"][key] for key in difference}, difference)
                done = self.run_ludex("replay", self.log)
                self.assertEqual(done.returncode, 1)
                self.assertIn("Not as recorded", done.out)

    def test_another_rulebook_does_not_go_on_with_a_log(self):
        self.record_new()
        rules = self.write("other.json", '{"ludex":1,"entities":{"player":{"live":{"state":{}}}},"actions":{}}')
        error = self.fails("record", rules, "--requests", self.requests, "--out", self.log, "--append")["errors"][0]
        self.assertEqual((error["code"], error["offset"]), ("record", 16))

    def test_a_batch_that_cannot_be_judged_leaves_those_before_it_recorded(self):
        far = self.write("far.ndjson", "".join(line + "\n" for line in [*self.lines[:4], request(received_at=10**12)]))
        failed = self.fails("record", ARENA, "--world", self.world, "--requests", far, "--batch", "2", "--out", self.log)
        self.assertIn("max_clock_step_ms", failed["errors"][0]["message"])
        self.assertEqual(self.replay()["batches"], 2)

    def test_logs_are_not_written_over(self):
        self.record_new()
        before = self.log.read_bytes()
        self.assertIn("--append", self.fails("record", ARENA, "--world", self.world, "--requests", self.requests, "--out", self.log)["next"])
        for arguments in (("--repair", self.log), ("--compact", self.log)):
            self.assertEqual(self.run_ludex("replay", self.log, *arguments).returncode, 2)
        self.assertEqual(self.log.read_bytes(), before)

    def test_what_is_no_log_is_told(self):
        for content in (b"", b"LUDEX", b"{}", b"\0" * 100):
            with self.subTest(content=content[:5]):
                error = self.fails("replay", self.write("x", content))["errors"][0]
                self.assertEqual((error["code"], error["offset"]), ("record", 0))
        self.assertEqual(self.fails("replay", self.folder / "nowhere")["errors"][0]["code"], "io")

    def test_wrong_usage(self):
        for arguments in (("record", ARENA, "--requests", self.requests, "--out", self.log),
                          ("record", ARENA, "--world", self.world, "--append", "--requests", self.requests, "--out", self.log),
                          ("record", ARENA, "--world", self.world, "--requests", self.requests, "--out", self.log, "--batch", "0"),
                          ("record", ARENA, "--world", self.world, "--requests", self.requests, "--out", self.log, "--batch", "4", "--opened-at", "1"),
                          ("replay", self.log, "--at", "1"), ("replay", self.log, "--from", "-1"), ("replay", "-", "--repair", "x")):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.run_ludex(*arguments).returncode, 2)

    def test_a_log_larger_than_memory_is_judged_again(self):
        world, requests = self.folder / "w.json", self.folder / "r.ndjson"
        self.succeed("traffic", ARENA, "--players", "50", "--requests", "20000", "--world-out", world, "--out", requests)
        big = self.write("big.ndjson", requests.read_bytes())
        self.json_of("record", ARENA, "--world", world, "--requests", big, "--batch", "500", "--out", self.log)

        def most_memory(*arguments):
            """KB that the largest child so far took: it only grows."""
            subprocess.run([ludex_path(), *map(str, arguments)], check=True, capture_output=True)
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        once = most_memory("replay", self.log, "--threads", "1")
        for _ in range(4):  # the same requests again: their nonces are spent, the log grows all the same
            self.record("--append", "--batch", "500", requests=big)
        self.assertGreater(self.log.stat().st_size, 15_000_000)
        self.assertLess(most_memory("replay", self.log, "--threads", "1"), once + 12_000)


if __name__ == "__main__":
    unittest.main()
