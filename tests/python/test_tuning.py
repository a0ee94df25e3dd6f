"""Numbers of a rulebook varied."""
import json
import warnings
from pathlib import Path

import numpy as np
import pytest

import ludex

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/tuning.json").read_text(encoding="utf-8"))
HIT = "/tables/makes/rows/rifle/hit"
HEALTH = "/tables/makes/rows/rifle/health"  # nobody starts with what the table says
KEYS = ("win_a", "win_b", "draw", "mean_ttk_ms")


@pytest.fixture(scope="module")
def duel():
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")


def near(got, wanted):
    return abs(got - wanted) <= 1e-9 * max(1, abs(wanted))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors(case):
    rulebook = ludex.Rulebook.parse(VECTORS["rulebook"])
    ask, options = getattr(rulebook, case["question"]), case["options"]
    if "off" in options:
        with pytest.raises(TypeError):
            ask(VECTORS["scenario"], **options)
        return
    if "refused" in case:
        with pytest.raises(ludex.LudexError) as refused:
            ask(VECTORS["scenario"], **options)
        assert refused.value.pointer == case["refused"]["pointer"]
        assert case["refused"]["message_contains"] in str(refused.value)
        return
    answer = ask(VECTORS["scenario"], **options).to_dict()
    if case["question"] == "breakpoints":
        assert answer["rows"] == case["rows"]
    elif case["question"] == "sweep":
        assert [point["at"] for point in answer["points"]] == [point["at"] for point in case["points"]]
        for got, wanted in zip(answer["points"], case["points"], strict=True):
            assert all(near(got[key], wanted[key]) for key in KEYS)
    else:
        assert {number["pointer"] for number in answer["numbers"]} == set(case["changes"])
        for number in answer["numbers"]:
            for way, wanted in case["changes"][number["pointer"]].items():
                assert number[way]["value"] == wanted["value"]
                assert all(near(number[way]["change"][key], wanted[key]) for key in KEYS)


def test_a_variation_is_a_rulebook_of_its_own(duel):
    better = duel.vary({HIT: np.float64(0.8)})
    assert better.digest != duel.digest
    assert better.vary({HIT: 0.75}).digest == duel.digest
    assert better.solve("d1")["win_a"] > duel.solve("d1")["win_a"]
    numbers = better.numbers().set_index("pointer")
    assert numbers.loc[HIT, "value"] == 0.8
    assert numbers.loc[HIT, "high"] == 1


def test_frames_have_a_row_for_each_answer(duel):
    sweep = duel.sweep("d1", {HIT: np.linspace(0.5, 0.9, 3), "/tables/makes/rows/cannon/hit": [0.5, 0.6]})
    assert sweep.frame.shape[0] == len(sweep) == 6
    assert list(sweep.frame.columns[:4]) == [HIT, "/tables/makes/rows/cannon/hit", "exact", "fights"]
    assert (sweep.frame["win_a_low"] == sweep.frame["win_a"]).all()
    sensitivity = duel.sensitivity("d1", "/tables/makes/rows/rifle")
    assert set(sensitivity.frame["direction"]) == {"down", "up"}
    assert sensitivity.is_exact and sensitivity.unread == ["/tables/makes/rows/rifle/health"]  # nobody starts with what the table says
    breakpoints = duel.breakpoints("d1", {"/tables/makes/rows/rifle/damage_max": range(8, 25)})
    assert breakpoints.frame["plain_min_hits"].iloc[0] == 24


def test_parts_of_a_grid_join_to_the_bytes_of_the_whole(duel):
    vary = {HIT: "0.60..0.90"}
    whole = duel.sweep("d1", vary)
    parts = [duel.sweep("d1", vary, first=first, count=7, threads=1) for first in range(0, 31, 7)]
    assert ludex.Sweep.join(parts[::-1]).to_json() == whole.to_json()
    with pytest.raises(ludex.LudexError, match="not parts of one grid"):
        ludex.Sweep.join([parts[0], parts[2]])


def test_what_is_no_number_is_refused(duel):
    for value in ("0.8", None, float("nan"), True):
        with pytest.raises(ludex.LudexError):
            duel.vary({HIT: value})


def test_a_sweep_has_the_same_bytes_on_any_number_of_threads_and_in_parts(duel):
    vary = {HIT: "0.60..0.90", "/tables/makes/rows/cannon/hit": [0.5, 0.6]}
    whole = duel.sweep("d1", vary, threads=1).to_json()
    for threads in (2, 3, 256, None):
        told = []
        assert duel.sweep("d1", vary, threads=threads, progress=lambda *now: told.append(now)).to_json() == whole
        assert told[-1] == (62, 62)
    part = ludex.Sweep.join([duel.sweep("d1", vary, threads=2, first=first, count=20) for first in (0, 20, 40, 60)])
    assert part.to_json() == whole
    assert len(duel.sweep("d1", vary, first=50, count=99, threads=4)) == 12


def test_a_number_has_the_same_change_in_any_part_of_a_sensitivity(duel):
    def numbers(sensitivity):
        return {row["pointer"]: row for row in sensitivity.to_dict()["numbers"]}

    whole = duel.sensitivity("d1")
    few, rest = duel.sensitivity("d1", count=5), duel.sensitivity("d1", first=5)
    assert len(numbers(few)) == 5 and few.to_dict()["part_of"] == len(numbers(whole))
    assert numbers(few) | numbers(rest) == numbers(whole)
    with pytest.raises(ludex.LudexError, match="and none of number"):
        duel.sensitivity("d1", first=1000)


def test_a_part_of_nothing_and_an_empty_answer_have_their_columns(duel):
    empty = duel.sweep("d1", {HIT: [0.5]}, count=0)
    assert len(empty) == 0 and list(empty.frame.columns[:4]) == [HIT, "exact", "fights", "draw"]
    unread = duel.sensitivity("d1", HEALTH)
    assert unread.frame["pointer"].tolist() == []
    assert list(unread.frame.columns) == list(duel.sensitivity("d1", HIT).frame.columns)
    assert repr(unread) == f"<Sensitivity of d1 to 0 numbers; unread: {HEALTH}>"


def test_numbers_that_are_never_read_are_warned_of(duel):
    with pytest.warns(UserWarning, match=f"{HEALTH}: no value makes any difference to 'd1'"):
        sweep = duel.sweep("d1", {HEALTH: "100..200:50", HIT: [0.7, 0.8]})
    assert sweep.without_effect == [HEALTH]
    assert repr(sweep) == f"<Sweep of d1, 6 points of 3 x 2; without effect: {HEALTH}>"
    with pytest.warns(UserWarning):
        assert duel.sweep("d1", {HIT: [0.7, 0.8], HEALTH: "100..200:50"}).without_effect == [HEALTH]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert duel.sweep("d1", {HIT: [0.7, 0.8]}).without_effect == []
        assert duel.sweep("d1", {HEALTH: [100]}).without_effect == []  # of one value nobody knows
        assert duel.sweep("d1", {HEALTH: [100, 120]}, count=1).without_effect == []  # nor of a part


def test_answers_are_equal_when_their_bytes_are(duel):
    sweep, again, other = (duel.sweep("d1", {HIT: [value]}) for value in (0.5, 0.5, 0.6))
    assert sweep == again and len({sweep, again, other}) == 2 and sweep != other
    assert sweep != duel.sensitivity("d1", HIT) and sweep != sweep.to_json()
