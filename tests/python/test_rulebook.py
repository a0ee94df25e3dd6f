"""`ludex.Rulebook`."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
ARENA = ROOT / "examples/rulebooks/arena.json"
SMALL = {
    "ludex": 1,
    "name": "small",
    "version": 2,
    "entities": {"player": {"live": {"state": {"n": "int"}}}},
    "actions": {"Go": {"require": ["actor.n < 3 else too_many"], "effects": ["actor.n += 1"]}},
}


def test_text_bytes_dict_and_file_give_one_program(arena):
    text = ARENA.read_text()
    assert ludex.Rulebook.parse(text).digest == arena.digest
    assert ludex.Rulebook.parse(text.encode()).digest == arena.digest
    assert ludex.Rulebook.load(str(ARENA)).digest == arena.digest
    assert ludex.Rulebook.parse(SMALL).digest == ludex.Rulebook.parse(json.dumps(SMALL)).digest


def test_it_tells_what_it_is(arena):
    assert re.fullmatch("[0-9a-f]{16}", arena.digest)
    assert (arena.name, arena.version) == ("arena", 3)
    assert {"RequestAttack", "Move", "RequestPurchase"} < set(arena.actions)
    assert arena.reasons["rate_limited"] == ludex.Reason.rate_limited
    assert arena.reasons["too_far"] >= 1000
    assert list(arena.reasons.values()) == sorted(arena.reasons.values())
    assert repr(arena) == f"<Rulebook 'arena' version 3: {len(arena.actions)} actions, digest {arena.digest}>"


def test_every_system_reason_has_the_code_of_the_generated_table(arena):
    named = {name: code for name, code in arena.reasons.items() if code < 1000}
    assert named == {name: ludex.Reason[name] for name in named}


def test_the_summary_is_a_dict(arena):
    summary = arena.summary()
    assert summary["digest"] == arena.digest
    assert [action["name"] for action in summary["actions"]] == arena.actions


@pytest.mark.parametrize(("language", "suffix"), [("ts", "ts"), ("py", "py"), ("cpp", "h"), ("luau", "luau")])
def test_types_are_those_that_the_command_writes(arena, language, suffix):
    assert arena.types(language) == (ROOT / f"examples/types/arena.{suffix}").read_text()


def test_types_of_another_language_are_refused(arena):
    with pytest.raises(ludex.LudexError, match="not for 'js'"):
        arena.types("js")


def test_it_can_be_pickled(arena):
    assert pickle.loads(pickle.dumps(arena)).digest == arena.digest


def test_rulebooks_of_one_text_are_equal(arena):
    again = pickle.loads(pickle.dumps(arena))
    commented = ludex.Rulebook.parse("// another text\n" + arena.text)
    assert again == arena and len({again, arena, commented}) == 2
    assert commented != arena and commented.digest == arena.digest and arena != arena.text


def test_traffic_is_a_function_of_its_arguments(arena):
    world, requests = arena.traffic(players=20, requests=500, seed=9, attack_rate=0.3)
    again, requests_again = arena.traffic(players=20, requests=500, seed=9, attack_rate=0.3)
    assert (world.digest, requests) == (again.digest, requests_again)
    assert len(world.judge(requests)) == 500
    assert arena.traffic(players=20, requests=500, seed=10, attack_rate=0.3)[1] != requests


@pytest.mark.parametrize(
    "arguments",
    [{"attack_rate": 2}, {"attack_rate": float("nan")}, {"players": -1}, {"seed": 2**64}, {"requests": "many"}],
)
def test_traffic_refuses_what_is_out_of_range(arena, arguments):
    with pytest.raises(ludex.LudexError, match=next(iter(arguments))):
        arena.traffic(**arguments)
