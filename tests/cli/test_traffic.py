"""ludex traffic: the same numbers give the same bytes, and the traffic can be judged."""
import json
import unittest

from harness import ARENA, CommandTest


class Traffic(CommandTest):
    def make(self, name, *arguments, rulebook=ARENA):
        world, requests = self.folder / f"{name}-world.json", self.folder / f"{name}.ndjson"
        self.succeed("traffic", rulebook, "--world-out", world, "--out", requests, *arguments)
        return world, requests

    def counts(self, world, requests, *arguments):
        return json.loads(self.succeed("judge", ARENA, "--world", world, "--requests", requests, "--json", *arguments).out)

    def test_the_same_numbers_give_the_same_bytes(self):
        numbers = ["--players", 50, "--requests", 3000, "--attack-rate", "0.3", "--seed"]
        first, second, other = self.make("first", *numbers, 7), self.make("second", *numbers, 7), self.make("other", *numbers, 8)
        self.assertEqual([p.read_bytes() for p in first], [p.read_bytes() for p in second])
        self.assertNotEqual(first[1].read_bytes(), other[1].read_bytes())

    def test_as_many_players_and_requests_as_asked_for(self):
        world, requests = self.make("t", "--players", 50, "--requests", 3000)
        self.assertEqual(len(json.loads(world.read_text())["entities"]["player"]), 50)
        self.assertEqual(requests.read_bytes().count(b"\n"), 3000)
        self.assertEqual(self.counts(world, requests)["requests"], 3000)

    def test_honest_players_are_mostly_accepted_and_cheats_are_not(self):
        honest = self.counts(*self.make("honest", "--players", 100, "--requests", 5000, "--attack-rate", "0"))
        hostile = self.counts(*self.make("hostile", "--players", 100, "--requests", 5000, "--attack-rate", "1"))
        self.assertGreater(honest["accepted"], 0.5 * honest["requests"], honest["counts"])
        self.assertLess(hostile["accepted"], 0.3 * hostile["requests"], hostile["counts"])
        for reason in ("malformed", "contract", "nonce_replayed", "too_large", "too_deep", "sent_too_late", "sent_too_early", "unknown_action"):
            self.assertIn(reason, hostile["counts"])

    def test_one_player_and_one_request_are_enough(self):
        self.assertEqual(self.counts(*self.make("one", "--players", 1, "--requests", 1))["requests"], 1)

    def test_the_largest_seed_and_a_rulebook_of_its_own(self):
        self.make("seed", "--players", 2, "--requests", 10, "--seed", 2**64 - 1)
        bare = self.write("bare.json", json.dumps({"ludex": 1, "name": "bare", "version": 1, "entities": {"player": {"live": {"state": {"n": "int"}}}},
                                                   "actions": {"Go": {"effects": ["actor.n += 1"]}}}))
        self.make("bare", "--players", 3, "--requests", 100, rulebook=bare)

    def test_json_and_text_reports(self):
        paths = ["--world-out", self.folder / "w", "--out", self.folder / "r", "--players", 5, "--requests", 1234]
        report = json.loads(self.succeed("traffic", ARENA, *paths, "--json").out)
        self.assertEqual((report["ok"], report["players"], report["requests"]), (True, 5, 1234))
        text = self.succeed("traffic", ARENA, *paths).out
        self.assertIn("1,234 requests of 5 players", text)
        self.assertIn(f"Next: ludex judge {ARENA} --world", text)

    def test_requests_may_go_to_standard_output(self):
        done = self.succeed("traffic", ARENA, "--world-out", self.folder / "w", "--out", "-", "--players", 5, "--requests", 20)
        self.assertEqual(done.stdout.count(b"\n"), 20)
        self.assertIn("20 requests", done.err)

    def test_progress_counts_to_the_end(self):
        done = self.succeed("traffic", ARENA, "--world-out", "w", "--out", "r", "--requests", 1000, environment={"LUDEX_PROGRESS": "1"})
        self.assertIn(" of 1,000", done.err)
        self.assertIn("█", done.err)

    def test_a_broken_rulebook_and_bad_paths_are_errors(self):
        broken = self.write("broken.json", "{}")
        out = ["--world-out", self.folder / "w", "--out", self.folder / "r"]
        self.errors("traffic", broken, *out)
        self.assertEqual(self.errors("traffic", ARENA, "--world-out", "no/w", "--out", "r")[0]["code"], "io")
        self.refuse(1, "traffic", ARENA, "--world-out", "w", "--out", self.folder)
        self.assertFalse((self.folder / "w").exists())


if __name__ == "__main__":
    unittest.main()
