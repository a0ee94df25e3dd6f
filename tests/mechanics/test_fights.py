"""Scenarios: accuracy by distance, reaction, ping, ticks, an end of their own and time limits (aim.json), and shields, magazines, venom
and footwork (fights.json), against the exact fractions of races.py."""
import json
import unittest
from fractions import Fraction
from math import sqrt

from harness import RULEBOOKS, Draws, judge, request, run, world
from races import Act, Fighter, deaths, fight, timeline

AIM, FIGHTS = RULEBOOKS / "mechanics/aim.json", RULEBOOKS / "mechanics/fights.json"
KEYS = ("win_a", "win_b", "draw", "timeout", "mean_ttk_ms", "mean_attacks")

GUNS = {"pistol": (20, 500, {5: "0.9", 25: "0.5", 60: "0.1"}), "rifle": (35, 1200, {10: "0.5", 40: "0.8", 100: "0.3"})}


def aim_of(gun, reach):
    """Level before the first knot and after the last, straight lines between them."""
    knots = sorted((Fraction(d), Fraction(p)) for d, p in GUNS[gun][2].items())
    if reach <= knots[0][0]:
        return knots[0][1]
    for (near, at_near), (far, at_far) in zip(knots, knots[1:]):
        if reach <= far:
            return at_near + (at_far - at_near) * (reach - near) / (far - near)
    return knots[-1][1]


def spray_of(reach, radius=Fraction(1, 2), spread=Fraction(3, 100)):
    return min(Fraction(1), (radius / (spread * reach)) ** 2) if reach else Fraction(1)


def wearing(share, damage):
    """A blow that takes `damage` off with this chance."""
    return lambda health: {health: 1 - share, (health - damage if health > damage else None): share}


def shooters(**of):
    return {name: Fighter([Act("Shoot", GUNS[gun][1])], delay) for name, (gun, delay) in of.items()}


def gun_duel(reach, delay_a=0, delay_b=0, tick=1, limit=60_000):
    line = timeline(shooters(a=("pistol", delay_a), b=("rifle", delay_b)), limit, tick)
    blows = {name: [((t, 1), wearing(aim_of(gun, reach), GUNS[gun][0])) for t, done in line if name in done] for name, gun in (("a", "pistol"), ("b", "rifle"))}
    return fight(deaths(blows["b"], 100), deaths(blows["a"], 100), [t for t, done in line for _ in done])


class Scenario(unittest.TestCase):
    def answers(self, book, scenario, *vary):
        """[(values, report)] of `ludex sweep`, or the one of `ludex solve`: exact ones."""
        if not vary:
            report = json.loads(run("solve", book, scenario, "--json").stdout)
            self.assertTrue(report["ok"] and report["exact"], report)
            return [((), report)]
        grid = json.loads(run("sweep", book, scenario, *(word for one in vary for word in ("--vary", one)), "--json").stdout)
        self.assertTrue(grid["ok"] and all(point["exact"] for point in grid["points"]), grid)
        return [(tuple(point["at"]), point) for point in grid["points"]]

    def hold(self, report, expected, names="ab"):
        for key, of in zip(KEYS, (f"win_{names[0]}", f"win_{names[1]}", *KEYS[2:])):
            self.assertAlmostEqual(report[of], float(expected[key]), delta=1e-9 * max(1, expected[key]), msg=of)

    def bracket(self, report, expected):
        """Four standard errors: an interval at 95 % is nearly two of them to a side."""
        for key in KEYS:
            low, high = report["intervals"][key]
            self.assertLessEqual(abs(report[key] - expected[key]), 4 * (high - low) / (2 * 1.96) + 1e-9, key)


class AccuracyByDistance(Scenario):
    def test_a_shot_has_the_chance_of_its_distance(self):
        """One shot from each of 240 places, along knots and in a cone: the chance it tells, and the draw that it makes of it."""
        reaches = [0.0, 0.5, 5.0, 10.0, 25.0, 40.0, 60.0, 100.0, 500.0] + [i * 0.53 for i in range(1, 112)]
        cases = [(gun, reach) for gun in ("pistol", "rifle") for reach in reaches] + [("spray", reach) for reach in reaches]
        players, requests = {}, []
        for id, (gun, reach) in enumerate(cases, 1):
            players[id] = {} if gun == "spray" else {"gun": gun}
            players[id + 10_000] = {"position": [0, reach, 0]}
            requests.append(request("Spray" if gun == "spray" else "Shoot", id, {"target": id + 10_000}))
        verdicts, _ = judge(AIM, world(3, player=players), requests)
        hits = 0
        for id, ((gun, reach), verdict) in enumerate(zip(cases, verdicts), 1):
            share = spray_of(Fraction(reach)) if gun == "spray" else aim_of(gun, Fraction(reach))
            with self.subTest(gun, reach=reach):
                self.assertAlmostEqual(verdict["result"]["aim"], float(share), delta=1e-15)
                drawn = Draws("Spray" if gun == "spray" else "Shoot", 1, ["hit"], seed=3, kind="player", actor=id).chance("hit", share)
                self.assertEqual(verdict["result"]["hits"], drawn)
            hits += drawn
        mean = sum(spray_of(Fraction(r)) if g == "spray" else aim_of(g, Fraction(r)) for g, r in cases)
        self.assertLess(abs(hits - mean), 4 * sqrt(len(cases) / 4))

    def test_who_wins_at_which_distance(self):
        """Sixty distances, exactly; nearer the pistol is the better weapon, farther the rifle."""
        wins = {}
        for (reach,), report in self.answers(AIM, "duel", "/scenarios/duel/fighters/b/live/position/0=1..60"):
            with self.subTest(reach=reach):
                self.hold(report, gun_duel(Fraction(reach)))
            wins[reach] = report["win_a"] - report["win_b"]
        self.assertGreater(wins[10], 0.7)
        self.assertLess(wins[40], -0.7)

    def test_many_fights_agree_with_the_fractions(self):
        report = json.loads(run("simulate", AIM, "duel", "-n", "40000", "--seed", "5", "--json").stdout)
        self.bracket(report, gun_duel(Fraction(20)))


class WhatAScenarioSays(Scenario):
    def test_reaction_ping_and_ticks(self):
        """Each delay lies between seeing that a shot is possible and its being judged, at the next tick: once for every shot."""
        points = self.answers(AIM, "late", "/scenarios/late/fighters/a/reaction_ms=0,1,220,333", "/scenarios/late/fighters/b/ping_ms=0,20,199", "/scenarios/late/tick_ms=1,16,50,100")
        self.assertEqual(len(points), 48)
        for (reaction, ping, tick), report in points:
            with self.subTest(reaction=reaction, ping=ping, tick=tick):
                self.hold(report, gun_duel(Fraction(20), reaction + 90, ping, tick))
        late, prompt = points[-1][1]["win_a"], gun_duel(Fraction(20))["win_a"]
        self.assertLess(late, prompt)

    def test_an_end_of_its_own(self):
        """The runner is shot at where he stood before the tick, and has escaped with the step that takes him to the line."""
        for (line,), report in self.answers(AIM, "escape", "/tables/sprayers/rows/machine_pistol/cooldown_ms=150..250:10"):
            steps = [i * 500 for i in range(10)]  # from 10 m to 60 m
            shots = range(0, steps[-1] + 1, line)
            blows = [((t, 1), wearing(spray_of(Fraction(10 + 5 * sum(1 for s in steps if s < t))), 12)) for t in shots]
            with self.subTest(cooldown=line):
                self.hold(report, fight(deaths(blows, 100), {}, [*steps, *shots], ends_at=(steps[-1], 1)), ("runner", "hunter"))

    def test_a_time_limit(self):
        """What is due at the limit still happens; what is left after it is a timeout, at every distance and every limit."""
        for (reach, limit), report in self.answers(AIM, "hold", "/scenarios/hold/fighters/b/live/position/0=5,45,80,120", "/scenarios/hold/time_limit_ms=1,2399,2400,2401,4000,9600"):
            shots = range(0, limit + 1, 1200)
            with self.subTest(reach=reach, limit=limit):
                self.hold(report, fight({}, deaths([((t, 1), wearing(aim_of("rifle", Fraction(reach)), 35)) for t in shots], 100), list(shots)))


WEAPONS = {"pistol": (8, 12, 500, 6, (10, 25), (90, 60, 25)), "rifle": (18, 26, 1200, 4, (15, 60), (55, 80, 40)), "dart": (2, 4, 800, 12, (20,), (85, 30))}


def damages(weapon, reach=0):
    """{damage of one shot: chance}, 0 for a miss."""
    low, high, _, _, until, aim = WEAPONS[weapon]
    hits = Fraction(aim[sum(1 for d in until if reach > d)], 100)
    return {0: 1 - hits, **{d: hits / (high - low + 1) for d in range(low, high + 1)}}


def hurt(weapon, reach=0):
    shares = damages(weapon, reach)
    return lambda health: add((health - d if health > d else None, p) for d, p in shares.items())


def add(pairs):
    out = {}
    for state, p in pairs:
        out[state] = out.get(state, 0) + p
    return out


def shoot(weapon):
    def fire(state, now):
        state["loaded"] -= 1
    return Act("Shoot", WEAPONS[weapon][2], lambda s, now: not s["reloading"] and s["loaded"] > 0, fire)


def reload(weapon):
    def begin(state, now):
        state["reloading"] = True
        state["sets"] = [(now + 2000, lambda s: s.update(reloading=False, loaded=WEAPONS[weapon][3]))]
    return Act("Reload", 2000, lambda s, now: not s["reloading"], begin, lambda s: s["loaded"] == 0)


def armed(weapon, *more, loaded=50, delay=0, **state):
    return Fighter([*more, shoot(weapon)], delay, loaded=loaded, reloading=False, **state)


LIMIT = 120_000


def shots(line, name):
    return [(t, done[name][1]) for t, done in line if name in done and done[name][0] == "Shoot"]


def acts(line):
    return [t for t, done in line for _ in done]


class WholeFights(Scenario):
    def played(self, scenario, fights=8_000):
        return json.loads(run("simulate", FIGHTS, scenario, "-n", str(fights), "--seed", "9", "--json").stdout)

    def test_magazines_and_reloading(self):
        fighters = {name: armed(weapon, loaded=WEAPONS[weapon][3]) for name, weapon in (("a", "pistol"), ("b", "rifle"))}
        for name, weapon in (("a", "pistol"), ("b", "rifle")):
            fighters[name].acts.append(reload(weapon))
        line = timeline(fighters, 60_000)
        # Six shots, two seconds, six shots: each pause longer than the cooldown.
        times = [t for t, _ in shots(line, "a")]
        self.assertEqual(times[:6], [0, 500, 1000, 1500, 2000, 2500])
        self.assertGreater(times[6] - times[5], 2000)
        death = {name: deaths([((t, 1), hurt(weapon)) for t, _ in shots(line, by)], 100) for name, by, weapon in (("b", "a", "pistol"), ("a", "b", "rifle"))}
        self.bracket(self.played("reload"), fight(death["a"], death["b"], acts(line)))

    def test_a_shield_that_comes_back(self):
        line = timeline({"a": armed("rifle"), "b": armed("pistol")}, LIMIT)

        def pierce(now, weapon):
            def fall(state):
                health, shield, hit_at = state
                if shield > 0:
                    shield = min(shield + min(max(now - hit_at - 3000, 0), 6000) * 5 // 1000, 30)
                out = {state: damages(weapon)[0]}
                for d, p in list(damages(weapon).items())[1:]:
                    left = health - max(d - shield, 0)
                    after = (left, max(shield - d, 0), now) if left > 0 else None
                    out[after] = out.get(after, 0) + p
                return out
            return fall
        of_a = deaths([((t, 1), pierce(t, "pistol")) for t, _ in shots(line, "b")], (80, 30, 0))
        of_b = deaths([((t, 1), hurt("rifle")) for t, _ in shots(line, "a")], 100)
        self.bracket(self.played("shield"), fight(of_a, of_b, acts(line)))

    def test_venom_that_is_renewed(self):
        """Three points, twice a second: the first dose sets the beat, each later one makes it last four more."""
        line = timeline({"a": armed("dart"), "b": armed("pistol")}, 60_000)
        darts = {t for t, _ in shots(line, "a")}

        def at(now, phase):
            def fall(state):
                health, venom, sting_at = state
                if phase == 0:
                    if sting_at != now:
                        return {state: Fraction(1)}
                    return {(health - 3, venom - 1, now + 500 if venom > 1 else 0) if health > 3 else None: Fraction(1)}
                return add(((state if d == 0 else (health - d, 4, sting_at if venom else now + 500) if health > d else None), p) for d, p in damages("dart").items())
            return fall
        blows = [((t, phase), at(t, phase)) for t in range(0, 60_001, 100) for phase in (0, 1) if phase == 0 or t in darts]
        of_a = deaths([((t, 1), hurt("pistol")) for t, _ in shots(line, "b")], 100)
        self.bracket(self.played("venom"), fight(of_a, deaths(blows, (100, 0, 0)), acts(line)))

    def test_coming_close(self):
        """Whoever has the pistol walks up to the rifle, shooting between steps; exactly."""
        def reach(s):
            return 40.0 - 3 * s["steps"]

        def step(state, now):
            state["steps"] += 1
        walk = Act("Step", 1000, do=step, wish=lambda s: reach(s) > 9.0)
        line = timeline({"a": armed("pistol", walk, steps=0), "b": armed("rifle", delay=200)}, LIMIT, tick=50)
        of_a = deaths([((t, 1), hurt("rifle", reach(seen["a"]))) for t, seen in shots(line, "b")], 100)
        of_b = deaths([((t, 1), hurt("pistol", reach(seen["a"]))) for t, seen in shots(line, "a")], 100)
        (_, report), = self.answers(FIGHTS, "range")
        self.hold(report, fight(of_a, of_b, acts(line)))


if __name__ == "__main__":
    unittest.main()
