"""Numbers of a rulebook varied."""
import json
from pathlib import Path

import numpy as np
import pytest

import ludex

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/tuning.json").read_text(encoding="utf-8"))
HIT = "/tables/makes/rows/rifle/hit"
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
