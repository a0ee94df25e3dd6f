"""Column files: arrays in without text, the verdicts of the requests they stand for out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import ludex
import ludex.columns
import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    "ludex": 1,
    "tables": {"weapons": {"columns": {"damage": "int = 1"}, "rows": {"sword": {}, "bow": {}}}},
    "entities": {"player": {"live": {"state": {"n": "int = 0"}}}},
    "actions": {
        "All": {
            "params": {"i": "int -5..5 = 0", "d": "double = 0", "b": "bool = false", "w": "row weapons = sword",
                       "s": "string 0..9 = ''", "v": "vec3 = [0,0,0]", "oi": "int?", "ls": "list<string> = []",
                       "l2": "list<int> = []", "rec": {"type": "object", "properties": {"k": "string = ''"}, "default": {}}},
            "effects": ["actor.n += params.i"], "result": "params.s",
        },
        "Go": {"from": ["client", "server"], "once": {"key": "string(request.received_at)"}, "effects": ["actor.n += 1"]},
    },
}
WORLD = {"ludex_world": 1, "entities": {"player": {"1": {}, "2": {}, "3": {}}}}


@pytest.fixture
def rulebook():
    return ludex.Rulebook.parse(RULES)


def lines(file):
    return [json.loads(line) for line in ludex.columns.to_requests(file).splitlines()]


def everything():
    go = {"actor": np.array([1, 2], np.int16), "received_at": np.array([20, 5]), "origin": "server"}
    every = pd.DataFrame({
        "actor": [1, 2, 3], "received_at": [10, 11, 12], "nonce": pd.array([1, None, 3], dtype="Int64"), "params.i": [1, -5, 9],
        "params.d": np.array([0.5, -0.0, np.nan]), "params.b": [True, False, True],
        "params.w": pd.Categorical(["bow", "sword", "bow"]), "params.s": ["", "é€😀", "c"],
    })
    every = {name: every[name] for name in every} | {
        "params.v": np.arange(9.0).reshape(3, 3), "params.oi": np.ma.masked_array([1, 2, 3], [False, True, False]),
        "params.ls": [["a", "b"], [], ["c"]], "params.l2": np.array([[1, 2], [3, 4], [5, 6]]), "params.rec": {"k": ["x", "y", "z"]},
        "roles": [["gm"], [], ["gm", "dev"]],
    }
    return {"All": every, "Go": go}


def test_every_kind_of_array_becomes_the_request_it_means(rulebook):
    requests = lines(ludex.columns.encode(everything()))
    assert [(r["action"], r["actor"]) for r in requests] == [("Go", 2), ("All", 1), ("All", 2), ("All", 3), ("Go", 1)]
    assert requests[0] == {"action": "Go", "actor": 2, "origin": "server", "received_at": 5}
    assert requests[2] == {
        "action": "All", "actor": 2, "received_at": 11,
        "params": {"i": -5, "d": 0.0, "b": False, "w": "sword", "s": "é€😀", "v": [3.0, 4.0, 5.0], "oi": None, "ls": [],
                   "l2": [3, 4], "rec": {"k": "y"}},
    }
    assert (requests[1]["nonce"], requests[1]["roles"], requests[1]["params"]["ls"]) == (1, ["gm"], ["a", "b"])


def test_columns_are_judged_as_their_requests(rulebook):
    file = ludex.columns.encode(everything())
    by_columns, by_lines = rulebook.world(WORLD), rulebook.world(WORLD)
    a, b = by_columns.judge(columns=file), by_lines.judge(ludex.columns.to_requests(file))
    assert a.lines() == b.lines()
    assert (a.digest, a.world_digest) == (b.digest, b.world_digest)
    assert a.counts == {"accepted": 4, "contract": 1}
    assert a[3]["at"] == "/params/i"
    assert by_columns.judge(columns=bytearray(file), copy=True).counts


def test_order_may_be_given(rulebook):
    go = {"actor": [1, 2, 3], "received_at": [5, 5, 4]}
    assert [r["actor"] for r in lines(ludex.columns.encode({"Go": go}))] == [3, 1, 2]
    assert [r["actor"] for r in lines(ludex.columns.encode({"Go": go}, order=[2, 0, 1]))] == [2, 3, 1]
    assert lines(ludex.columns.encode({"Go": {"actor": [], "received_at": np.zeros(0, int)}})) == []
    with pytest.raises(ludex.LudexError, match="each of 0 to 2 once"):
        ludex.columns.encode({"Go": go}, order=[0, 0, 1])


def test_what_has_no_column_is_refused():
    base = {"actor": [1, 2], "received_at": [1, 2]}
    for more, match in [
        ({"params.x": [1]}, "has 1 rows, not 2"),
        ({"params.x": [1, "a"]}, "holds int, str"),
        ({"params.x": np.array(["2020-01-01", "2020-01-02"], dtype="M8[D]")}, "dates"),
        ({"params.x": [2**63, 0]}, "does not fit 64 bits"),
        ({"target": [1, 2]}, "no column of the envelope"),
        ({"actor": [1.5, 2]}, "not integers"),
        ({"actor": [None, 2]}, "without a value"),
        ({"received_at": [1, 2, 3]}, "different lengths"),
    ]:
        with pytest.raises(ludex.LudexError, match=match) as caught:
            ludex.columns.encode({"Go": {**base, **more}})
        assert caught.value.code == "host"
    with pytest.raises(ludex.LudexError, match="is missing"):
        ludex.columns.encode({"Go": {"actor": [1]}})


def test_requests_become_a_file_and_those_without_a_row_are_listed(arena):
    world, requests = arena.traffic(players=20, requests=500, seed=3, attack_rate=0.2)
    file, refused = ludex.columns.from_requests(arena, requests)
    assert refused
    judged = world.judge(requests, copy=True)
    assert all(judged[i]["reason"] == reason and judged[i]["at"] == at for i, reason, at in refused)
    kept = np.delete(np.array(requests.splitlines()), [i for i, _, _ in refused])
    a, b = world.judge(columns=file, copy=True), world.judge(b"\n".join(kept.tolist()), copy=True)
    assert a.lines() == b.lines()
    assert ludex.columns.from_requests(arena, ludex.columns.to_requests(file)) == (file, [])


def test_a_broken_file_is_an_error_with_its_byte(rulebook):
    file = ludex.columns.encode({"Go": {"actor": [1, 2], "received_at": [1, 2]}})
    world = rulebook.world(WORLD)
    before = world.digest
    for broken in (b"", file[:-8], file[1:], file.replace(b'"rows":2', b'"rows":3')):
        with pytest.raises(ludex.LudexError, match=r"broken at byte \d+") as caught:
            world.judge(columns=broken)
        assert caught.value.code == "host"
    assert world.digest == before
    with pytest.raises(ludex.LudexError, match="either requests or columns"):
        world.judge()
    with pytest.raises(ludex.LudexError, match="either requests or columns"):
        world.judge(b"", columns=file)


def test_the_writer_in_the_documentation_writes_what_it_shows():
    page = (ROOT / "docs/columns.md").read_text()
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S):
        exec(compile(block, "docs/columns.md", "exec"), names)
    file = names["file"]
    shown = re.findall(r"^[0-9a-f]{4}  ((?:[0-9a-f]{2} ?){1,16})", page, re.M)
    assert file == bytes.fromhex("".join(shown))
    assert ludex.columns.to_requests(file).decode() == re.search(r"^```json\n(.*?)^```", page, re.M | re.S)[1]
    header, array = names["read"](file)
    place = header["actions"][0]["params"]["fields"]["item"]["data"]
    assert array(place, "<u4").tolist() == [1, 0]
