"""Columns: NumPy and pandas in, the verdicts of the same requests as text out."""

from __future__ import annotations

import json
import math

import ludex
import numpy as np
import pandas as pd
import pytest

ACTOR = np.array([1, 2, 3])
BASE = {"actor": ACTOR, "received_at": 2000}


def rows(columns):
    """The requests that columns stand for, as text."""
    return ludex.encode_requests(columns).decode().splitlines()


def only(name, values):
    """What the column `name` is in each request."""
    return [json.loads(row).get(name, "absent") for row in rows({**BASE, name: values})]


@pytest.fixture(scope="module")
def traffic(arena):
    """A world and 5,000 requests that are JSON objects without repeated keys, with their dicts."""
    world, requests = arena.traffic(players=50, requests=6000, seed=11, attack_rate=0.3)
    judgement = world.judge(requests, copy=True)
    decoding = {ludex.Reason[name] for name in ("malformed", "too_large", "too_deep", "too_many_nodes")}
    pairs = [
        (text, json.loads(text))
        for text, reason in zip(requests.splitlines(), judgement.verdicts["reason"].tolist(), strict=True)
        if reason not in decoding
    ]
    # Python reads 1e400 as infinity, and a dict is needed.
    pairs = [(text, value) for text, value in pairs if isinstance(value, dict) and "Infinity" not in json.dumps(value)]
    lines, dicts = zip(*pairs, strict=True)
    assert len(lines) > 4000
    return world, b"\n".join(lines), dicts


def test_dicts_give_the_digests_of_their_text(traffic):
    world, text, dicts = traffic
    as_text, as_dicts = world.judge(text, copy=True), world.judge(dicts, copy=True)
    assert len(as_text.counts) > 10
    assert as_dicts.lines() == as_text.lines()
    assert (as_dicts.digest, as_dicts.world_digest) == (as_text.digest, as_text.world_digest)


def test_columns_of_objects_give_the_digests_of_the_text(traffic):
    world, _, dicts = traffic
    dicts = [request for request in dicts if isinstance(request.get("params", {}), dict)]
    dicts = [request for request in dicts if None not in (*request.values(), *request.get("params", {}).values())]
    dicts = [{"params": {}, **request} for request in dicts]
    assert len(dicts) > 4000
    keys = sorted({key for request in dicts for key in request} - {"params"})
    params = sorted({key for request in dicts for key in request["params"]})
    columns = {key: [request.get(key) for request in dicts] for key in keys}
    columns |= {f"params.{key}": [request["params"].get(key) for request in dicts] for key in params}
    as_dicts, as_columns = world.judge(dicts, copy=True), world.judge(columns, copy=True)
    assert as_columns.counts == as_dicts.counts
    # The order of extra params, which a row of a table does not have, may decide the pointer of a `contract`.
    same = as_dicts.to_frame().equals(as_columns.to_frame())
    if not same:
        differ = [(a, b) for a, b in zip(as_dicts, as_columns, strict=True) if a != b]
        assert all(a["reason"] == "contract" for a, _ in differ)
        assert len(differ) < 100
    assert as_columns.world_digest == as_dicts.world_digest


def test_typed_columns_give_the_digests_of_the_text(arena):
    world, text = arena.traffic(players=50, requests=3000, seed=12, attack_rate=0.0)
    dicts = [json.loads(row) for row in text.splitlines()]
    n = len(dicts)

    def ints(name, of=lambda request: request):
        present = np.array([name in of(request) for request in dicts])
        values = np.array([of(request).get(name, 0) for request in dicts], dtype=np.int64)
        return values if present.all() else np.ma.array(values, mask=~present)

    def strings(name, of=lambda request: request):
        values = np.array([of(request).get(name, "") for request in dicts])
        return np.ma.array(values, mask=[name not in of(request) for request in dicts])

    def params(request):
        return request["params"]

    to = np.array([params(request).get("to", [0, 0, 0]) for request in dicts], dtype=np.float64)
    here = np.array(["to" in params(request) for request in dicts])
    columns = {
        "actor": ints("actor"),
        "session": ints("session"),
        "received_at": ints("received_at"),
        "action": strings("action"),
        "origin": strings("origin"),
        "nonce": ints("nonce"),
        "sent_at": ints("sent_at"),
        "params.target": ints("target", params),
        "params.to": np.ma.array(to, mask=np.repeat(~here[:, None], 3, axis=1)),
    }
    named = {key for request in dicts for key in request["params"]} - {"target", "to"}
    columns |= {
        f"params.{key}": (ints if isinstance(next(p[key] for p in map(params, dicts) if key in p), int) else strings)(key, params)
        for key in named
    }
    as_text, as_columns = world.judge(text, copy=True), world.judge(columns, copy=True)
    assert as_text.counts["accepted"] > n / 2
    assert as_columns.counts == as_text.counts
    assert as_columns.lines() == as_text.lines()
    assert (as_columns.digest, as_columns.world_digest) == (as_text.digest, as_text.world_digest)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4", ">u8", "f2", "f4", "f8", ">f8"])
def test_numbers_of_every_type(dtype):
    assert only("x", np.array([1, 2, 100], dtype=dtype)) == [1, 2, 100]


def test_the_edges_of_integers_are_exact():
    assert only("x", np.array([-(2**63), 2**53 + 1, 2**63 - 1])) == [-(2**63), 2**53 + 1, 2**63 - 1]
    assert only("x", np.array([0, 2**63, 2**64 - 1], dtype=np.uint64)) == [0, 2**63, 2**64 - 1]
    assert only("x", [-1, 2**53 + 1, 10**30]) == [-1, 2**53 + 1, 10**30]
    assert only("x", np.array([-128, 127, 0], dtype=np.int8)) == [-128, 127, 0]


def test_lists_are_not_made_alike():
    assert only("x", [1, 2.5, "a"]) == [1, 2.5, "a"]
    assert only("x", [[0, 0, 0], None, [1, 2]]) == [[0, 0, 0], "absent", [1, 2]]
    assert rows({**BASE, "x": [True, 1, 1.0]})[0].endswith('"x":true}')


@pytest.mark.parametrize(
    "values",
    [
        np.array(["a", "ä€😀", ""]),
        np.array(["a", "ä€😀", ""], dtype=">U5"),
        np.array(["a", "ä€😀", ""], dtype=object),
        np.array([s.encode() for s in ("a", "ä€😀", "")]),
        *([np.array(["a", "ä€😀", ""], dtype="T")] if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else []),
        pd.Series(["a", "ä€😀", ""]),
        pd.Categorical(["a", "ä€😀", ""]),
        pd.Index(["a", "ä€😀", ""]),
    ],
)
def test_strings_of_every_type(values):
    assert only("x", values) == ["a", "ä€😀", ""]


def test_strings_are_escaped():
    assert only("x", np.array(['"', "\\", "\n\x01"])) == ['"', "\\", "\n\x01"]


def test_bool_and_vectors():
    assert only("x", np.array([True, False, True])) == [True, False, True]
    vectors = np.arange(9, dtype=np.float64).reshape(3, 3)
    assert only("x", vectors) == vectors.tolist()
    assert only("x", np.asfortranarray(vectors)) == vectors.tolist()
    assert only("x", vectors[:, ::-1]) == vectors[:, ::-1].tolist()
    assert only("x", np.empty((3, 0))) == [[], [], []]
    assert only("x", np.array([["a", None]] * 3, dtype=object)) == [["a", None]] * 3


def test_views_with_any_stride():
    values = np.arange(12)
    assert only("x", values[::4]) == [0, 4, 8]
    assert only("x", values[2::-1]) == [2, 1, 0]
    assert only("x", np.broadcast_to(np.int64(5), 3)) == [5, 5, 5]
    records = np.array([(1, 0.5), (2, 1.5), (3, 2.5)], dtype=[("a", "i4"), ("b", "f8")])
    assert only("x", records["b"]) == [0.5, 1.5, 2.5]


def test_what_is_masked_or_missing_is_absent():
    gone = [1, "absent", 3]
    assert only("x", np.ma.array([1, 2, 3], mask=[False, True, False])) == gone
    assert only("x", [1, None, 3]) == gone
    assert only("x", np.array([1, None, 3], dtype=object)) == gone
    assert only("x", pd.Series([1, None, 3], dtype="Int64")) == gone
    assert only("x", pd.Series([1, pd.NA, 3], dtype=object)) == gone
    assert only("x", pd.Series([2**53 + 1, None, 3], dtype="Int64")) == [2**53 + 1, "absent", 3]
    assert only("x", pd.Series(["a", None, "c"])) == ["a", "absent", "c"]
    assert only("x", pd.Categorical(["a", None, "c"])) == ["a", "absent", "c"]
    assert only("x", pd.Series([True, None, False], dtype="boolean")) == [True, "absent", False]
    assert only("x", None) == ["absent"] * 3
    masked = np.ma.array(np.zeros((3, 3)), mask=[[0] * 3, [1] * 3, [0] * 3])
    assert only("x", masked) == [[0, 0, 0], "absent", [0, 0, 0]]
    assert rows({**BASE, "params.x": [None] * 3})[0].endswith('"params":{}}')


def test_nan_is_what_a_client_could_send(world):
    columns = {**BASE, "sent_at": 2000, "nonce": 1, "action": "Move"}
    to = np.array([[0.25, 0, 0], [math.nan, 0, 0], [0, math.inf, 0]])
    assert world.judge({**columns, "params.to": to}, copy=True).counts == {"accepted": 1, "malformed": 2}
    assert only("x", pd.Series([1.5, 2.5, math.nan])) is not None
    assert '"x":NaN' in rows({**BASE, "x": pd.Series([1.5, 2.5, math.nan])})[2]


def test_columns_keep_their_order_and_params_lie_together():
    columns = {"params.b": [1], "actor": [7], "params": {"a": [2], "deep": {"x": [3]}}, "params.c.d": [4], "action": "Go"}
    assert rows(columns) == ['{"params":{"b":1,"a":2,"deep":{"x":3},"c.d":4},"actor":7,"action":"Go"}']


def test_a_structured_array_is_columns():
    records = np.array([(1, 5, "Go"), (2, 6, "Stop")], dtype=[("actor", "i8"), ("received_at", "i8"), ("action", "U8")])
    assert rows(records) == ['{"actor":1,"received_at":5,"action":"Go"}', '{"actor":2,"received_at":6,"action":"Stop"}']


def test_a_frame_is_columns():
    frame = pd.DataFrame({"actor": [1, 2], "received_at": [5, 6], "action": pd.Categorical(["Go", "Go"]), "params.x": [0.5, 1.5]})
    assert rows(frame[frame["actor"] == 2]) == ['{"actor":2,"received_at":6,"action":"Go","params":{"x":1.5}}']


def test_no_rows_are_no_requests(world):
    assert len(world.judge({"actor": np.array([], dtype=np.int64), "received_at": [], "action": "Move"})) == 0


@pytest.mark.parametrize(
    ("columns", "message", "pointer"),
    [
        ({"actor": [1, 2, 3], "received_at": [1, 2]}, "/received_at has 2 rows, /actor has 3", "/received_at"),
        ({"actor": [1, 2], "params.x": [1]}, "/params/x has 1 rows, /actor has 2", "/params/x"),
        ({"actor": [1, 2], "params": {"to": np.zeros((3, 3))}}, "/params/to has 3 rows", "/params/to"),
        ({"actor": 7, "received_at": 5, "action": "Move", "params": {"to": [0, 0, 0]}}, "single request into a list", ""),
        ({}, "single request into a list", ""),
        ({"actor": [1], "params.x": [1], "params": {"x": [2]}}, "given twice", "/params/x"),
        ({"actor": [1], "params.x": [1], "params": [{}]}, "given twice", "/params"),
        ({"actor": [1], 5: [1]}, "str as its name", ""),
        ({"actor": [1], "x": np.array(["2024-01-01"], dtype="M8[D]")}, "holds dates", "/x"),
        ({"actor": [1], "x": np.array([1j])}, "complex128", "/x"),
        ({"actor": [1], "x": np.array([1], dtype=np.longdouble)}, "longdouble|float128", "/x"),
        ({"actor": [1], "x": np.zeros((1, 2, 2))}, "3 dimensions", "/x"),
        ({"actor": [1], "x": [object()]}, "row 0 is a object", "/x"),
        ({"actor": [1], "x": np.ma.array([[1, 2]], mask=[[0, 1]])}, "masked in part", "/x"),
        ({"actor": [1], "x": {"y": object()}}, "is a object", "/x/y"),
        ({"actor": [1, 2], "x": pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02"]))}, "holds dates", "/x"),
    ],
)
def test_columns_that_make_no_requests_are_an_error(world, columns, message, pointer):
    before = world.to_json()
    with pytest.raises(ludex.LudexError, match=message) as raised:
        world.judge(columns)
    assert (raised.value.code, raised.value.pointer) == ("host", pointer)
    assert world.to_json() == before


def test_columns_that_are_no_unicode_are_malformed(world):
    base = {"actor": [1, 2], "received_at": 2000}
    for action in (np.array([b"\xff", b"\x80a"]), np.array(["\ud800", "a\udfff"]), ["\ud800", b"\xff"]):
        assert world.judge({**base, "action": action}, copy=True).counts == {"malformed": 2}
    beyond = np.array([0x7FFFFFFF, 0x110000], dtype=np.uint32).view("U1")
    assert world.judge({**base, "action": beyond}, copy=True).counts == {"malformed": 2}
