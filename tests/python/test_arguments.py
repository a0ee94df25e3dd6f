"""Arguments that are wrong are an error of code host with their name or place, whatever type they are of."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import ludex
import ludex.combat
import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
HIT = "/tables/makes/rows/rifle/hit"
DAMAGE = "/tables/makes/rows/rifle/damage_max"
NO_NUMBERS = [None, pd.NA, "x", b"1", float("nan"), float("inf"), True, [0.5, 0.6], np.array([0.5, 0.6]), np.str_("0.5"), {}, object()]


@pytest.fixture(scope="module")
def duel() -> ludex.Rulebook:
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")


def refused(ask, *words, pointer=""):
    with pytest.raises(ludex.LudexError) as raised:
        ask()
    assert (raised.value.code, raised.value.pointer) == ("host", pointer)
    text = str(raised.value)
    assert all(word in text for word in words), text
    assert len(text) < 300  # it repeats no table and no file


def test_numbers_of_every_library_are_numbers(duel):
    asked = duel.sweep("d1", {HIT: [0.5]}, fights=100, seed=2, count=1).to_json()
    assert duel.sweep("d1", {HIT: np.array([0.5])}, fights=np.int64(100), seed=np.uint8(2), count=np.int32(1)).to_json() == asked
    step = duel.sensitivity("d1", HIT, step=0.25).to_json()
    assert duel.sensitivity("d1", pd.Series([HIT]), step=np.float32(0.25)).to_json() == step
    assert duel.sensitivity("d1", np.array([HIT]), step=Fraction(1, 4)).to_json() == step
    for value in (Decimal("0.8"), Fraction(4, 5), np.float64(0.8), np.array(0.8)):
        assert duel.vary({HIT: value}).digest == duel.vary({HIT: 0.8}).digest
    assert duel.vary(pd.Series({HIT: 0.8})).digest == duel.vary({HIT: 0.8}).digest
    assert duel.vary({DAMAGE: np.int16(17)}).digest == duel.vary({DAMAGE: 17}).digest


def test_a_number_alone_is_a_list_of_one(duel):
    assert duel.sweep("d1", {HIT: np.float64(0.7)}).to_json() == duel.sweep("d1", {HIT: 0.7}).to_json() == duel.sweep("d1", {HIT: [0.7]}).to_json()


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_what_is_no_number_is_refused_with_its_name(duel, value):
    refused(lambda: duel.vary({HIT: value}), HIT, pointer=HIT)
    refused(lambda: duel.sweep("d1", {HIT: [0.5, value]}), HIT, "value 1", pointer=HIT)
    refused(lambda: duel.simulate("d1", 10, error=value), "error is")
    refused(lambda: duel.compare(duel, "d1", error=value), "error is")
    refused(lambda: duel.matrix("d1", error=value), "error is")
    refused(lambda: duel.test(alarm=value), "alarm is")
    refused(lambda: duel.traffic(attack_rate=value), "attack_rate is")
    if value is not None and not isinstance(value, str):
        refused(lambda: duel.sensitivity("d1", step=value), "step is")
    for name in ("fights", "seed", "count", "max_states", "first"):
        if not (value is True or (value is None and name == "count")):
            refused(lambda: duel.sweep("d1", {HIT: [0.5]}, **{name: value}), f"{name} is")


@pytest.mark.parametrize("value", [None, "0.5", [HIT], 5])
def test_what_is_varied_is_a_dict(duel, value):
    for ask in (duel.vary, lambda given: duel.sweep("d1", given), lambda given: duel.breakpoints("d1", given)):
        refused(lambda: ask(value), "give a dict by JSON Pointer")


@pytest.mark.parametrize("values", [np.array([[0.5, 0.6]]), {0.5: 1}, b"0.5", pd.DataFrame({"a": [0.5]})], ids=lambda values: type(values).__name__)
def test_an_axis_is_a_list_of_numbers(duel, values):
    refused(lambda: duel.sweep("d1", {HIT: values}), HIT, "not a list of numbers", pointer=HIT)


def test_a_pointer_is_text(duel):
    refused(lambda: duel.vary({5: 1}), "a pointer of changes is 5")
    refused(lambda: duel.sensitivity("d1", [5]), "of[0] is 5")
    refused(lambda: duel.sensitivity("d1", {HIT: 1}), "give a list of str")


@pytest.mark.parametrize("scenario", [None, 5, b"d1", ["d1"]])
def test_a_scenario_is_a_name(duel, scenario):
    for ask in (
        duel.solve,
        duel.simulation,
        duel.simulate,
        duel.sensitivity,
        duel.fight_log,
        duel.matrix,
        lambda name: duel.sweep(name, {HIT: [0.5]}),
        lambda name: duel.breakpoints(name, {DAMAGE: "8..9"}),
        lambda name: duel.compare(duel, name),
    ):
        refused(lambda: ask(scenario), "scenario is")
    refused(lambda: duel.test(scenario), "give names one by one")


def test_threads_are_counted_alike(duel, world):
    for ask in (
        lambda threads: duel.simulate("d1", 10, threads=threads),
        lambda threads: duel.sweep("d1", {HIT: [0.5]}, threads=threads),
        lambda threads: duel.sensitivity("d1", HIT, threads=threads),
        lambda threads: duel.compare(duel, "d1", threads=threads),
        lambda threads: world.judge(b"", threads=threads),
    ):
        for threads in (0, -1):
            refused(lambda: ask(threads), "threads is not between 1 and")
        refused(lambda: ask("2"), "threads is a str")
        ask(np.int8(1))


def test_progress_is_yes_no_or_a_callable(duel):
    for progress in (1, "yes", [print]):
        refused(lambda: duel.simulate("d1", 10, progress=progress), "progress is", "give True, False or a callable")


def test_a_text_is_no_name_and_a_name_no_text(world, tmp_path):
    duel_path = str(ROOT / "examples/rulebooks/duel.json")
    text = Path(duel_path).read_text(encoding="utf-8")
    for take, words in (
        (ludex.Rulebook.load, "this is text: Rulebook.parse takes it"),
        (world.rulebook.migrate, "this is text: bytes, or a list of saves, takes it"),
    ):
        with pytest.raises(ludex.LudexError, match=words) as raised:
            take(text)
        assert raised.value.code == "io"
        assert len(str(raised.value)) < 300
    refused(lambda: ludex.Rulebook.parse(duel_path), "Rulebook.load reads a file")
    refused(lambda: world.judge("requests.ndjson"), "give pathlib.Path('requests.ndjson')")
    refused(lambda: ludex.encode_requests("requests.ndjson"), "not as a file's name")


def test_an_empty_text_and_bytes_stay_a_batch(world):
    assert len(world.judge("", copy=True)) == len(world.judge("\n", copy=True)) - 1 == 0
    assert world.judge(b"requests.ndjson", copy=True).counts == world.judge("no\njson", copy=True).counts | {"malformed": 1}


def test_what_is_no_path_is_not_opened():
    for take in (ludex.Rulebook.load, ludex.read_log, ludex.replay_log, ludex.resume_log, lambda log: ludex.cut_capsule(log, 0, 0)):
        for path in (0, 5, None, [b"x"]):  # open would read 0 and 5 as files that are open already
            refused(lambda: take(path), "path")


def test_bytes_are_not_counted():
    for take in (ludex.replay_capsule, ludex.explain_capsule):
        refused(lambda: take(5), "the text is 5: give str or bytes")


def test_a_rulebook_is_taken_for_its_text(duel):
    other = duel.vary({HIT: 0.8})
    assert [change["at"] for change in ludex.rulebook_changes(duel, other)] == [HIT]
    assert ludex.format_rulebook(duel) == ludex.format_rulebook(duel.text)


@pytest.mark.parametrize("after", [None, "x.json", {}, 5])
def test_a_path_is_no_rulebook(duel, after):
    refused(lambda: duel.compare(after, "d1"), "after is", "give a Rulebook")
    dask = pytest.importorskip("ludex.dask")
    refused(lambda: dask.sweep(after, "d1", {HIT: [0.5]}), "rulebook is", "give a Rulebook")
    refused(lambda: dask.migrate(after, None, []), "rulebook is", "give a Rulebook")
    refused(lambda: ludex.combat.Simulation.resume(after, b""), "rulebook is", "give a Rulebook")


def test_what_the_core_is_given_is_of_its_type(duel, world):
    refused(lambda: duel.types(None), "language is None")
    refused(lambda: ludex.combat.Simulation.resume(duel, 5), "the text is 5")
    refused(lambda: world.delta_to(world.to_json()), "other is a str", "give a World")
    refused(lambda: ludex.fingerprint(None, {}), "name is None")
    refused(lambda: ludex.decide(5, None, {}), "machine is 5")
