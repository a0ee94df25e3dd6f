"""ludex explain: one request, every value that decided it."""
import json
import unittest

from harness import ARENA, CommandTest, request


class Explain(CommandTest):
    def explain(self, line, *more):
        return self.succeed("explain", ARENA, "--world", self.world, "--request", line, *more)

    def test_an_accepted_request_for_people(self):
        out = self.explain(request()).out
        self.assertIn("RequestPurchase by 1 at 1000000: accepted", out)
        self.assertIn("result", out)

    def test_a_refusal_ends_at_what_decided(self):
        out = self.explain(request(actor=2)).out
        self.assertIn("not_enough_coins", out)
        self.assertIn("<- decides", out)

    def test_json_has_steps_with_trees(self):
        told = json.loads(self.explain(request(actor=2), "--json").out)
        self.assertEqual(told["verdict"]["reason"], "not_enough_coins")
        self.assertTrue(told["steps"][-1]["decides"])
        self.assertIn("text", told["steps"][-1]["tree"])

    def test_a_request_from_a_file(self):
        self.assertIn("accepted", self.explain(self.requests).out)

    def test_what_no_rule_saw(self):
        self.assertIn("it was refused before any rule was looked at", self.explain("{nonsense").out)

    def test_mistakes(self):
        self.refuse(1, "explain", ARENA, "--world", self.world, "--request", request() + "\n" + request())
        self.refuse(1, "explain", ARENA, "--world", self.world, "--request", "no-such-file")
        self.refuse(2, "explain", ARENA, "--world", "-", "--request", "-")


if __name__ == "__main__":
    unittest.main()
