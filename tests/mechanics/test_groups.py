"""Groups, a simulator's tick: clauses on one opening state, effects in order. What is at once is symmetric."""
import unittest

from harness import RULEBOOKS, judge, live, request, world

MECHANICS = RULEBOOKS / "mechanics"


class Groups(unittest.TestCase):
    def both_ways(self, rulebook, states, requests, **more):
        """The world after is the same whoever is named first."""
        forth, after = judge(MECHANICS / rulebook, states, requests, group=True, **more)
        back, again = judge(MECHANICS / rulebook, states, requests[::-1], group=True, **more)
        self.assertEqual([v["verdict"] for v in forth], [v["verdict"] for v in back[::-1]])
        self.assertEqual(after["entities"], again["entities"])
        return forth, after

    def test_two_who_strike_at_once_both_fall(self):
        blows = [request("Attack", 7, {"target": 8}), request("Attack", 8, {"target": 7})]
        states = world(player={7: {"damage": 100}, 8: {"damage": 100}})
        verdicts, after = self.both_ways("death.json", states, blows)
        self.assertEqual([v["verdict"] for v in verdicts], ["accepted"] * 2)
        self.assertEqual([(live(after, "player", k)["health"], live(after, "player", k)["kills"], live(after, "player", k)["deaths"]) for k in (7, 8)], [(0, 1, 1)] * 2)
        alone, _ = judge(MECHANICS / "death.json", states, blows)
        self.assertEqual([v.get("reason") for v in alone], [None, "actor_dead"])

    def test_a_against_a_is_symmetric(self):
        """Equal fighters, equal armour: what one does to the other, the other does to the one."""
        for armour in ("flat", "ratio", "capped", "quadratic", "exponential"):
            states = world(player={k: {"damage": 333, "armour": 77, "armour_type": armour} for k in (7, 8)})
            verdicts, after = self.both_ways("armour.json", states, [request("Attack", 7, {"target": 8}), request("Attack", 8, {"target": 7})])
            self.assertEqual(verdicts[0]["result"], verdicts[1]["result"])
            self.assertEqual(live(after, "player", 7)["health"], live(after, "player", 8)["health"])

    def test_effects_that_read_what_stands_add_up(self):
        """Two hits of 40 on a shield of 50, which also grew back once: 30 get through, whoever is named first."""
        states = world(player={7: {"damage": 40}, 8: {"shield": 20, "hit_at": 0}, 9: {"damage": 40}})
        _, after = self.both_ways("shields.json", states, [request("Attack", k, {"target": 8}, 6000) for k in (7, 9)])
        self.assertEqual((live(after, "player", 8)["shield"], live(after, "player", 8)["health"]), (0, 70))
        _, after = self.both_ways("resources.json", world(player={7: {"damage": 7}, 8: {"rage": 10, "rage_at": 0}, 9: {"damage": 7}}), [request("Hit", k, {"target": 8}) for k in (7, 9)])
        self.assertEqual((live(after, "player", 8)["rage"], live(after, "player", 8)["health"]), (10 - 5 + 14, 86))
        verdicts, after = judge(MECHANICS / "resources.json", world(player={7: {"mana": 80, "mana_at": 1000}}), [request("Spell", 7, {"spell": "blaze"})] * 2, group=True)
        self.assertEqual([v.get("reason") for v in verdicts], [None, "out_of_bounds"])
        self.assertEqual(live(after, "player", 7)["mana"], 30)

    def test_two_who_kill_one_together_kill_it_once(self):
        verdicts, after = judge(MECHANICS / "death.json", world(player={7: {"damage": 60}, 8: {}, 9: {"damage": 60}}), [request("Attack", k, {"target": 8}) for k in (7, 9)], group=True)
        self.assertEqual([v["verdict"] for v in verdicts], ["accepted"] * 2)
        self.assertEqual([live(after, "player", k).get(field, 0) for k, field in ((8, "deaths"), (7, "kills"), (7, "assists"), (9, "kills"))], [1, 0, 1, 1])
        self.assertEqual(len(after["timers"]), 1)

    def test_draws_are_the_same_alone_and_in_a_group(self):
        states = world(4, player={k: {} for k in (7, 8, 9)})
        requests = [request("Attack", 7, {"target": 8}), request("Attack", 8, {"target": 9}), request("Attack", 9, {"target": 7}), request("Attack", 7, {"target": 9})]
        grouped, _ = judge(MECHANICS / "attack.json", states, requests, group=True)
        alone, _ = judge(MECHANICS / "attack.json", states, requests)
        self.assertEqual([v["result"] for v in grouped], [v["result"] for v in alone])


if __name__ == "__main__":
    unittest.main()
