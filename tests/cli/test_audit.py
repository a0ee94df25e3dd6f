"""ludex audit: a journal that is sound or not, and stores held against it."""
import json
import unittest

from harness import CommandTest

SOURCE = {"account": "mint", "may_be_negative": True}


def transfer(number, to="player:1", amount=10, **more):
    return {"id": f"t:{number}", "from": "mint", "to": to, "asset": "coins", "amount": amount, **more}


class Audit(CommandTest):
    def journal(self, *lines, name="journal.ndjson"):
        return self.write(name, "".join(json.dumps(line) + "\n" for line in lines))

    def test_a_sound_journal(self):
        done = self.succeed("audit", self.journal(SOURCE, transfer(1), transfer(1), transfer(2, "player:2")))
        self.assertIn("sound: every asset sums to 0", done.out)
        self.assertRegex(done.out, r"coins +2 +3 +20 +0")

    def test_a_breach_is_told_with_its_line_and_the_next_step(self):
        journal = self.journal(SOURCE, transfer(1), {"id": "t:2", "from": "player:1", "to": "player:2", "asset": "coins", "amount": 11})
        done = self.refuse(1, "audit", journal)
        self.assertIn(f"{journal}:3: negative: t:2: 'player:1' of coins goes to -1", done.out)
        self.assertIn("Next: find the grant that is missing", done.err)
        done = self.run_ludex("audit", journal, "--json")
        self.assertEqual(done.returncode, 1)
        report = json.loads(done.out)
        self.assertEqual([report["ok"], report["counts"], report["breaches"][0]["line"]], [False, {"negative": 1}, 3])

    def test_balances_are_held_against_the_journal(self):
        journal = self.journal(SOURCE, transfer(1))
        balances = {"account": "player:1", "asset": "coins", "balance": 10}
        self.succeed("audit", journal, "--balances", self.journal(balances, name="same.ndjson"))
        self.assertIn("balance", self.refuse(1, "audit", journal, "--balances", self.journal({**balances, "balance": 9}, name="less.ndjson")).out)

    def test_saves_are_held_against_the_journal(self):
        journal = self.journal(SOURCE, transfer(1), transfer(2, "player:2"))
        saves = self.journal({"key": "1", "state": {"coins": 4, "bank": [6]}}, {"key": "2", "state": {"coins": 11}}, name="saves.ndjson")
        done = self.refuse(1, "audit", journal, "--saves", saves, "--account", "/key=player:*", "--balance", "/state/coins=coins", "--balance", "/state/bank/*=coins")
        self.assertIn(f"{saves}:2: save: player:2: the save of 'player:2' has 11 of coins, the journal says 10", done.out)
        self.assertNotIn("saves.ndjson:1", done.out)

    def test_wrong_usage(self):
        journal = self.journal(SOURCE)
        self.refuse(2, "audit")
        self.refuse(2, "audit", journal, "--balance", "/coins=coins")
        self.refuse(2, "audit", journal, "--saves", journal)
        self.refuse(2, "audit", journal, "--saves", journal, "--balance", "coins")
        self.refuse(1, "audit", self.folder / "absent.ndjson")
        self.refuse(1, "audit", journal, "--saves", journal, "--balance", "/coins=coins", "--account", "/id=player")

    def test_the_journal_may_come_from_standard_input(self):
        done = self.run_ludex("audit", "-", "--json", stdin=json.dumps(transfer(1)).encode())
        self.assertEqual(json.loads(done.out)["counts"], {"negative": 1})


if __name__ == "__main__":
    unittest.main()
