"""Areas of interest, deltas of worlds and visible parts; the vectors are tests/vectors/interest.json and world_delta.json."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
AREAS = json.loads((ROOT / "tests/vectors/interest.json").read_text(encoding="utf-8"))
DELTAS = json.loads((ROOT / "tests/vectors/world_delta.json").read_text(encoding="utf-8"))


def refuses(refused, call):
    with pytest.raises(ludex.LudexError) as raised:
        call()
    found = [(e.code, e.pointer, refused["message_contains"] in e.message) for e in raised.value.errors]
    assert (refused["code"], refused["pointer"], True) in found, raised.value.errors


def as_dict(change):
    if change.gone:
        return {"gone": True, "observer": change.observer}
    return {"entered": change.entered, **({"full": True} if change.full else {}), "left": change.left, "observer": change.observer}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in AREAS["cases"]])
def test_interest(case, count_vector):
    rulebook = ludex.Rulebook.parse(json.dumps(AREAS["rulebook"]))
    core = ludex._ludex.Interest.create
    if "refused" in case:
        refuses(case["refused"], lambda: core(rulebook._program, json.dumps(case["area"]).encode()))
    else:
        interest = rulebook.interest(**case["area"])
        for step in case["steps"]:
            assert all(interest.resync(observer) for observer in step.get("resync", []))
            again = rulebook.load_interest(interest.to_json())
            assert again.digest == interest.digest
            interest = again
            changes = interest.update(rulebook.world(step["world"]))
            assert [as_dict(change) for change in changes] == step["changes"]
            assert all(interest.seen_by(change.observer) == change.entered for change in changes if change.full)
    count_vector("interest")


@pytest.fixture(scope="module")
def shapes():
    return ludex.Rulebook.parse(json.dumps(DELTAS["rulebook"]))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in DELTAS["deltas"]])
def test_delta(shapes, case, count_vector):
    start, end = shapes.world(case["from"]), shapes.world(case["to"])
    delta = start.delta_to(end)
    said = json.loads(delta)
    assert [said.pop(name) for name in ("from", "to", "program", "ludex_delta")] == [start.digest, end.digest, shapes.digest, 1]
    assert said == {name: case[name] for name in ("gone", "world") if name in case}
    start.apply_delta(delta)
    assert (start.digest, start.to_json()) == (end.digest, end.to_json())
    assert json.loads(start.delta_to(end)).keys() == {"from", "ludex_delta", "program", "to"}
    count_vector("world_delta")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in DELTAS["refused"]])
def test_refused(shapes, case, count_vector):
    world = shapes.world(DELTAS["world"])
    before = world.digest
    given = case["delta"] if isinstance(case["delta"], list) else {**json.loads(world.delta_to(world)), **case["delta"]}
    refuses(case["refused"], lambda: world.apply_delta(json.dumps(given)))
    assert world.digest == before
    count_vector("world_delta")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in DELTAS["visible"]])
def test_visible(shapes, case, count_vector):
    world = shapes.world(DELTAS["full"])
    if "refused" in case:
        refuses(case["refused"], lambda: world.visible(case["visible"]))
    else:
        assert world.visible(case["visible"]).to_dict() == case["part"]
    count_vector("world_delta")


def test_a_client_follows_what_it_may_see(arena):
    world, requests = arena.traffic(players=30, requests=400, seed=3)
    interest = arena.interest("player", "player", radius=40.0, max=8)
    lines = requests.splitlines(keepends=True)
    clients = {}
    for start in range(0, len(lines), 50):
        world.judge(b"".join(lines[start : start + 50]))
        interest.update(world)
        for observer in (1, 2, 3):
            part = world.visible({"player": {"fields": ["position", "health"], "ids": [observer, *interest.seen_by(observer)]}})
            client = clients.setdefault(observer, arena.world())
            client.apply_delta(client.delta_to(part))
            assert client.to_json() == part.to_json()
            assert b"coins" not in client.delta_to(part)


def test_copies_and_pickles_remember(arena, world):
    interest = arena.interest("player", "player", radius=1.0)
    assert [change.entered for change in interest.update(world)][0] == [2, 3, 4]
    assert interest.resync(2)
    assert not interest.resync(99)
    for other in (copy.copy(interest), copy.deepcopy(interest), pickle.loads(pickle.dumps(interest))):
        assert other.digest == interest.digest
        assert [(change.observer, change.full) for change in other.update(world)] == [(2, True)]
    assert interest.resync()
    assert len(interest.update(world)) == 4
    assert repr(interest) == f"<Interest of 'arena': digest {interest.digest}>"


def test_what_no_rulebook_has_is_refused(arena, shapes, world):
    for call in (
        lambda: arena.interest("player", "mob", radius=1.0),
        lambda: arena.interest("player", "player", radius=float("nan")),
        lambda: arena.interest("player", "player", radius=1.0).resync(1.5),
        lambda: arena.interest("player", "player", radius=1.0).update(shapes.world()),
        lambda: world.delta_to(shapes.world()),
    ):
        with pytest.raises(ludex.LudexError) as raised:
            call()
        assert raised.value.code == "host"
