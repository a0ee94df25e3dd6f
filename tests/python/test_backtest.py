"""ludex.backtest and capsules; what comes out is in tests/vectors/backtest.json."""

from __future__ import annotations

import json
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/backtest.json").read_text(encoding="utf-8"))
LOG = bytes.fromhex(VECTORS["log"])


def contains(found, expected):
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(contains(found.get(name), value) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(found) == len(expected) and all(map(contains, found, expected))
    return found == expected


def replaced(text, case):
    if "replace" not in case:
        return text
    assert case["replace"][0] in text
    return text.replace(*case["replace"], 1)


def refuses(refused, call):
    with pytest.raises(ludex.LudexError) as raised:
        call()
    found = [(e.code, e.pointer, refused["message_contains"] in e.message) for e in raised.value.errors]
    assert (refused["code"], refused["pointer"], True) in found, raised.value.errors


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["backtests"]])
def test_backtest(case, count_vector):
    if "sum" in case.get("options", {}):  # Python's own arguments rule it out
        count_vector("backtest")
        return
    rules = replaced(VECTORS["rulebook"], case)
    if "refused" in case:
        refuses(case["refused"], lambda: ludex.backtest(LOG, rules, **case.get("options", {})))
    else:
        report = ludex.backtest(LOG, rules, **case.get("options", {})).report
        assert contains(report, case["report"]), report
    count_vector("backtest")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["capsules"]])
def test_capsule(case, count_vector):
    def replay():
        capsule = replaced(ludex.cut_capsule(LOG, case["batch"], case["request"]), case)
        return capsule, ludex.replay_capsule(capsule)

    if "refused" in case:
        refuses(case["refused"], replay)
    else:
        capsule, verdict = replay()
        assert verdict == json.loads(case["verdict"])
        held = json.loads(capsule)
        assert contains(held, case["capsule"]), held
        assert held["world"]["entities"] == case["capsule"]["world"]["entities"]
        assert ludex.explain_capsule(capsule)["verdict"] == verdict
        assert "4857261093847" not in capsule
    count_vector("backtest")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["changes"]])
def test_rulebook_changes(case, count_vector):
    assert ludex.rulebook_changes(case["before"], case["after"]) == case["changes"]
    count_vector("backtest")


def test_frames_say_what_the_report_says():
    rules = VECTORS["rulebook"].replace('"ms": "1000"', '"ms": "400"')
    result = ludex.backtest(LOG, rules, cohorts={"veterans": "actor.level >= 5"}, sums=["player.coins"])
    assert repr(result) == "<Backtest: 3 of 12 verdicts change>"
    assert list(result.changes.columns) == ["action", "from", "to", "count", "cohort veterans"]
    assert result.changes["count"].sum() == result.changed == 3
    assert result.actions.set_index("action").loc["Earn", "changed"] == 3
    assert list(result.cohorts["actors"]) == [1, 2]
    last = result.sums.iloc[-1]
    assert (last["path"], last["batch"], last["old"], last["new"]) == ("player.coins", 3, 244, 251)
    assert list(result.samples["request"]) == [1, 2, 3]


def test_a_rulebook_is_its_text_and_one_string_a_list_of_one():
    rules = VECTORS["rulebook"].replace('"ms": "1000"', '"ms": "400"')
    asked = ludex.backtest(LOG, rules, sums=["player.coins"]).report
    assert ludex.backtest(bytearray(LOG), ludex.Rulebook.parse(rules), sums="player.coins").report == asked


def test_what_is_swapped_or_of_another_type_says_so(tmp_path):
    log, rules = tmp_path / "day.ludexlog", tmp_path / "rules.json"
    log.write_bytes(LOG)
    rules.write_text(VECTORS["rulebook"], encoding="utf-8")
    for ask, words in (
        (lambda: ludex.backtest(rules, log), "the log comes first, then the rules"),
        (lambda: ludex.backtest(ludex.Rulebook.load(rules), log), "the log comes first, then the rules"),
        (lambda: ludex.backtest(log, rules, cohorts="actor.level > 1"), "cohorts is the str 'actor.level > 1': give a dict"),
        (lambda: ludex.backtest(log, rules, cohorts={"x": 1}), "the cohort x is 1, not a str"),
        (lambda: ludex.backtest(log, rules, sums=[1]), "sums[0] is 1, not a str"),
        (lambda: ludex.backtest(log, rules, samples="3"), "samples is a str, not an int"),
        (lambda: ludex.cut_capsule(LOG, -1, 0), "batch is not between 0 and"),
        (lambda: ludex.cut_capsule(LOG, 0, "1"), "request is a str, not an int"),
    ):
        with pytest.raises(ludex.LudexError) as raised:
            ask()
        assert raised.value.code == "host"
        assert words in str(raised.value)
        assert len(str(raised.value)) < 300  # and not the whole log


def test_plots():
    pytest.importorskip("matplotlib").use("Agg")
    result = ludex.backtest(LOG, VECTORS["rulebook"].replace('"ms": "1000"', '"ms": "400"'), sums=["player.coins"])
    assert len(result.plot().patches) == 3
    assert len(result.plot("player.coins").lines) == 2
    with pytest.raises(ValueError, match="no sum"):
        result.plot("player.gems")
