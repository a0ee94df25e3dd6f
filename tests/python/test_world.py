"""`ludex.World`."""

from __future__ import annotations

import copy
import json
import pickle
import re

import ludex
import numpy as np
import pytest

RESPAWN = {"actor": 1, "received_at": 2000, "sent_at": 2000, "nonce": 1, "action": "Respawn"}


def test_text_bytes_dict_and_file_give_one_world(arena, world, tmp_path):
    text = world.to_json()
    path = tmp_path / "world.json"
    path.write_text(text)
    for source in (text, " " + text, text.encode(), bytearray(text.encode()), json.loads(text), path, str(path)):
        assert arena.world(source).digest == world.digest
    assert world.to_dict() == json.loads(text)


def test_an_empty_world_takes_a_seed(arena):
    assert arena.world().entity_count == 0
    assert arena.world(seed=7).to_dict()["seed"] == 7
    assert arena.world(seed=2**64 - 1).digest == arena.world().digest
    with pytest.raises(ludex.LudexError, match="seed belongs to an empty world"):
        arena.world({"ludex_world": 1, "entities": {}}, seed=7)


def test_numpy_values_stand_in_a_dict(arena):
    player = {"profile": {"version": 3, "state": {"coins": np.int64(5)}}, "live": {"position": np.array([1.5, 0, 0])}}
    world = arena.world({"ludex_world": 1, "entities": {"player": {np.int64(7).item(): player}}})
    assert world.to_dict()["entities"]["player"]["7"]["live"]["position"] == [1.5, 0, 0]


def test_judging_moves_the_world_on(world):
    before = world.digest
    judgement = world.judge([RESPAWN])
    assert world.digest != before
    assert world.digest == judgement.world_digest
    assert world.now == 2000
    assert judgement.world is world
    assert world.judge([RESPAWN]).counts == {"nonce_replayed": 1}


def test_judging_a_copy_leaves_the_world(world):
    before = world.to_json()
    judgement = world.judge([RESPAWN], copy=True)
    assert world.to_json() == before
    assert judgement.world.digest == judgement.world_digest != world.digest
    assert world.judge([RESPAWN]).digest == judgement.digest


@pytest.mark.parametrize("duplicate", [ludex.World.copy, copy.copy, copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))])
def test_a_copy_is_independent(world, duplicate):
    other = duplicate(world)
    assert other.to_json() == world.to_json()
    before = world.digest
    other.judge([RESPAWN])
    assert world.digest == before != other.digest


def test_a_world_that_does_not_fit_is_an_error_with_its_place(arena, tmp_path):
    with pytest.raises(ludex.LudexError) as raised:
        arena.world({"ludex_world": 1, "entities": {"dragon": {}}})
    assert raised.value.code == "world"
    assert raised.value.pointer.startswith("/entities")
    path = tmp_path / "broken.json"
    path.write_text("{")
    with pytest.raises(ludex.LudexError, match=re.escape(str(path))):
        arena.world(path)


def test_it_tells_what_it_is(world):
    assert repr(world) == f"<World of 'arena': 4 entities, now 1000 ms, digest {world.digest}>"


def test_flags_reach_the_rules(world):
    purchase = {"actor": 1, "received_at": 2000, "sent_at": 2000, "action": "RequestPurchase"}
    first = {**purchase, "nonce": 1, "params": {"item": "potion", "receipt": "receipt-1"}}
    second = {**purchase, "nonce": 2, "params": {"item": "potion", "receipt": "receipt-2"}}
    assert world.judge([first])[0]["result"]["balance"] == 975
    assert world.judge([second], flags={"sale_percent": np.int64(20)})[0]["result"]["balance"] == 955


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"flags": {"no_such_flag": True}}, "no_such_flag"),
        ({"flags": {"sale_percent": "all"}}, "sale_percent"),
        ({"flags": {"sale_percent": object()}}, "flags/sale_percent"),
        ({"flags": [1]}, "flags"),
        ({"opened_at": 2**63}, "opened_at"),
        ({"opened_at": 1.5}, "opened_at"),
        ({"opened_at": 10**12}, "clock"),
    ],
)
def test_a_mistake_of_the_host_changes_nothing(world, options, message):
    before = world.to_json()
    with pytest.raises(ludex.LudexError, match=message) as raised:
        world.judge([RESPAWN], **options)
    assert raised.value.code == "host"
    assert world.to_json() == before
