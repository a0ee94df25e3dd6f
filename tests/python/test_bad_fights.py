"""Fights and balance questions that are wrong, endless or huge: one family of errors with its place, in bounded time."""

from __future__ import annotations

import json
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
DAMAGE = "/tables/makes/rows/knife/damage"
POLICY = [{"use": "Attack", "params": {"target": "enemy.id"}}]


def rules(**scenario) -> str:
    made = {"fighters": {"a": {}, "b": {}}, "policy": POLICY, "defeated": "fighter.health <= 0", "time_limit_ms": 60_000, **scenario}
    return json.dumps(
        {
            "ludex": 1,
            "name": "bad",
            "tables": {"makes": {"columns": {"damage": "int 0..100", "cooldown_ms": "int 0..100000"}, "rows": {"knife": {"damage": 10, "cooldown_ms": 500}}}},
            "entities": {"player": {"live": {"state": {"health": "int 0..1000000 = 100", "make": "row makes = knife"}}}},
            "actions": {
                "Attack": {
                    "params": {"target": "ref player"},
                    "with": {"target": {"player": "params.target"}},
                    "cooldown": {"key": "a", "ms": "tables.makes[actor.make].cooldown_ms"},
                    "let": {"damage": "chance('hit', 0.5) ? tables.makes[actor.make].damage : 0"},
                    "effects": ["target.health -= damage min 0"],
                },
                "Rest": {"cooldown": {"key": "r", "ms": "1s"}, "effects": ["actor.health += 0"]},
            },
            "scenarios": {"d": made},
        }
    )


def book(**scenario) -> ludex.Rulebook:
    return ludex.Rulebook.parse(rules(**scenario))


@pytest.mark.parametrize(
    ("scenario", "pointer", "words"),
    [
        ({"fighters": {}}, "/fighters", 'needs "fighters"'),
        ({"fighters": {"a": {}}}, "/fighters", "nobody is there to be fought"),
        ({"fighters": {f"f{i}": {} for i in range(10_000)}}, "/fighters", "at most 64 fighters"),
        ({"fighters": {"a": {"live": {"helth": 1}}, "b": {}}}, "/fighters/a/live/helth", "did you mean 'health'"),
        ({"fighters": {"a": {"ping_ms": -1}, "b": {}}}, "/fighters/a/ping_ms", "from 0 to 3600000 ms"),
        ({"time_limit_ms": -1}, "/time_limit_ms", "from 1 to 86400000 ms"),
        ({"tick_ms": 10**18}, "/tick_ms", "from 1 to 60000 ms"),
        ({"policy": []}, "", "nobody has a policy"),
        ({"defeated": "false"}, "/defeated", "never ends or never begins"),
        ({"expect": {"win_a": [45, 55]}}, "/expect/win_a", "write 0.45 for 45 %"),
        ({"expect": {"win_c": [0, 1]}}, "/expect/win_c", "did you mean 'win_a'"),
        ({"loadouts": {}}, "/loadouts", "expected loadouts by name"),
    ],
)
def test_a_scenario_that_is_wrong_says_where(scenario, pointer, words):
    with pytest.raises(ludex.LudexError) as raised:
        book(**scenario)
    assert raised.value.pointer == f"/scenarios/d{pointer}"
    assert words in str(raised.value)


def test_a_scenario_that_never_ends_is_a_timeout():
    endless = book(policy=[{"use": "Rest"}])
    assert endless.solve("d")["timeout"] == 1
    report = endless.simulate("d", 300)
    assert (report["timeout"], report["max_ttk_ms"]) == (1, -1)


def test_names_that_are_not_there():
    rulebook = book()
    for ask in (
        lambda: rulebook.solve("siege"),
        lambda: rulebook.simulate("siege", 10),
        lambda: rulebook.fight_log("siege"),
        lambda: rulebook.matrix("siege"),
        lambda: rulebook.compare(rulebook, "siege"),
        lambda: rulebook.test("siege"),
        lambda: rulebook.sensitivity("siege"),
        lambda: rulebook.sweep("siege", {DAMAGE: [1]}),
    ):
        with pytest.raises(ludex.LudexError, match="there is no scenario 'siege'; the rulebook has 'd'"):
            ask()
    with pytest.raises(ludex.LudexError, match="has no loadouts"):
        rulebook.matrix("d")
    with pytest.raises(ludex.LudexError, match="nothing is expected"):
        rulebook.test()


def test_counts_and_errors_that_cannot_be():
    rulebook = book(loadouts={"only": {}})
    for ask in (
        lambda: rulebook.simulate("d", -1),
        lambda: rulebook.compare(rulebook, "d", 0, sample=True),
        lambda: rulebook.compare(rulebook, "d", error=-1.0, sample=True),
        lambda: rulebook.matrix("d", error=0.0),
        lambda: rulebook.matrix("d", error=float("nan")),
        lambda: rulebook.test("d", alarm=0.0),
        lambda: rulebook.sensitivity("d", step="0"),
    ):
        with pytest.raises((ludex.LudexError, ValueError, TypeError)):
            ask()
    assert rulebook.matrix("d").win.shape == (1, 1)


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ({"/tables/makes/rows/knife/damages": [1]}, "did you mean 'damage'"),
        ({DAMAGE: "9..1"}, "wrong way round"),
        ({DAMAGE: "1..1000000000"}, "from 0 to 100"),
        ({DAMAGE: [1.5]}, "whole numbers"),
        ({"/tables": [1]}, "no number"),
    ],
)
def test_numbers_that_are_not_there_or_do_not_go_there(vary, words):
    for ask in (lambda: book().sweep("d", vary), lambda: book().breakpoints("d", vary)):
        with pytest.raises(ludex.LudexError) as raised:
            ask()
        assert words in str(raised.value)
        assert raised.value.pointer == next(iter(vary))


def test_a_huge_count_ends_when_it_is_told_to():
    rulebook = book(policy=[{"use": "Rest", "when": "fighter.health < 50"}, *POLICY])
    simulation = rulebook.simulation("d")

    class EnoughError(Exception):
        pass

    def enough(done, of):
        if done >= 2000:
            raise EnoughError

    with pytest.raises(EnoughError):
        simulation.run(10**12, progress=enough)
    assert 2000 <= simulation.fights < 10**8
    assert simulation.report().to_json() == rulebook.simulate("d", simulation.fights).to_json(), "what was played stays"


def test_few_fights_compared_have_an_interval_and_a_handful_say_that_they_are_too_few():
    before, after = book(), ludex.Rulebook.parse(rules().replace('"damage": 10', '"damage": 11'))
    exact = before.compare(after, "d").differences.loc["mean_ttk_ms", "difference"]
    found = before.compare(after, "d", 200, sample=True).differences.loc["mean_ttk_ms"]
    assert found["low"] < exact < found["high"]
    assert found["high"] - found["low"] < 20_000, "the limit of the fight is a minute to each side"
    few = before.compare(after, "d", 10, sample=True).differences.loc["mean_ttk_ms"]
    assert (few["low"], few["high"]) == (-60_000, 60_000)
