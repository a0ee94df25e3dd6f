"""Requests as dicts, lines and columns: one meaning, whatever the form; and hostile content, which never raises."""

from __future__ import annotations

import json
import math
import types
from collections import OrderedDict, UserDict

import ludex
import numpy as np
import pandas as pd
import pytest

HEAD = {"actor": 1, "received_at": 2000, "sent_at": 2000, "nonce": 1}
MOVE = {**HEAD, "action": "Move", "params": {"to": [0.25, 0.0, 0.0]}}


def line(request):
    return ludex.encode_requests([request]).decode().removesuffix("\n")


# --- what is written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (-(2**63), "-9223372036854775808"),
        (2**63, "9223372036854775808"),
        (10**40, "1" + "0" * 40),
        (0.1, "0.1"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (5e-324, "5e-324"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        ("", '""'),
        ('a"b\\c\n', r'"a\"b\\c\n"'),
        ("ä€😀", '"ä€😀"'),
        (b"bytes", '"bytes"'),
        ([], "[]"),
        ((1, "a", [None]), '[1,"a",[null]]'),
        ({}, "{}"),
        ({"a": {"b": 1}, 5: 2}, '{"a":{"b":1},"5":2}'),
        (OrderedDict(a=1), '{"a":1}'),
        (UserDict(a=1), '{"a":1}'),
        (types.MappingProxyType({"a": 1}), '{"a":1}'),
        (np.int8(-5), "-5"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (np.float64(0.1), "0.1"),
        (np.float32(0.5), "0.5"),
        (np.bool_(True), "true"),
        (np.str_("a"), '"a"'),
        (np.array([1.5, 2]), "[1.5,2.0]"),
        (np.array(3), "3"),
    ],
)
def test_a_value_is_written_exactly(value, text):
    assert line({"x": value}) == f'{{"x":{text}}}'


def test_floats_read_back_as_they_were():
    rng = np.random.default_rng(1)
    bits = rng.integers(0, 2**64, 20_000, dtype=np.uint64, endpoint=False)
    values = bits.view(np.float64)
    values = values[np.isfinite(values)]
    text = ludex.encode_requests({"actor": values})
    read = np.array([json.loads(row)["actor"] for row in text.splitlines()])
    assert (read.view(np.uint64) == values.view(np.uint64)).all()


class Mischief:
    """Changes the dict it stands in while it is written."""

    def __init__(self, target):
        self.target = target

    def tolist(self):
        self.target.clear()
        self.target.update({f"key{i}": i for i in range(1000)})
        return 1


def test_values_that_change_what_is_written_do_no_harm():
    request = {"a": 1}
    request["b"] = Mischief(request)
    request["c"] = 3
    assert ludex.encode_requests([request])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "/0/x is a object|is a object"),
        ({1, 2}, "is a set"),
        (1j, "is a complex"),
        ({1.5: 1}, "neither str nor int"),
        ({True: 1}, "neither str nor int"),
        ([1, [2, object()]], "x/1/1"),
        (np.datetime64("2024-01-01"), "is a date"),
        (pd.Timestamp("2024-01-01"), "Timestamp"),
        pytest.param(10**5000, "more digits", id="10**5000"),
        ((i for i in range(3)), "generator"),
    ],
)
def test_a_value_without_json_is_an_error_with_its_place(world, value, message):
    before = world.to_json()
    with pytest.raises(ludex.LudexError, match=message) as raised:
        world.judge([MOVE, {**MOVE, "x": value}])
    assert raised.value.code == "host"
    assert raised.value.pointer.startswith("/1/x")
    assert world.to_json() == before


def test_a_list_that_contains_itself_is_an_error(world):
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(ludex.LudexError, match="contains itself"):
        world.judge([{"x": loop}])


# --- what may be given


def test_every_form_of_one_batch_gives_one_digest(world, tmp_path):
    requests = [MOVE, {**MOVE, "actor": 2}, {**MOVE, "actor": 3, "params": {"to": [99, 9, 9]}}]
    text = "\n".join(json.dumps(request) for request in requests)
    path = tmp_path / "requests.ndjson"
    path.write_text(text)
    columns = {
        "actor": np.array([1, 2, 3]),
        "received_at": 2000,
        "sent_at": np.int64(2000),
        "nonce": [1, 1, 1],
        "action": "Move",
        "params.to": np.array([[0.25, 0, 0], [0.25, 0, 0], [99, 9, 9]]),
    }
    forms = {
        "list": requests,
        "tuple": tuple(requests),
        "generator": (request for request in requests),
        "str": text,
        "bytes": text.encode(),
        "bytearray": bytearray(text.encode()),
        "memoryview": memoryview(text.encode()),
        "CRLF": text.replace("\n", "\r\n"),
        "path": path,
        "columns": columns,
        "columns, params nested": {**{k: v for k, v in columns.items() if k != "params.to"}, "params": {"to": columns["params.to"]}},
        "columns, params as dicts": {
            **{k: v for k, v in columns.items() if k != "params.to"},
            "params": [request["params"] for request in requests],
        },
        "frame": pd.DataFrame({**columns, "params.to": columns["params.to"].tolist()}),
    }
    digests = {name: world.judge(form, copy=True).digest for name, form in forms.items()}
    assert set(digests.values()) == {digests["bytes"]}, digests
    assert world.judge(requests, copy=True).counts == {"accepted": 2, "too_fast": 1}


@pytest.mark.parametrize("requests", [["{}"], [b"{}"], [1], [None], [[]], [MOVE, "x"]])
def test_a_list_of_anything_but_dicts_is_an_error(world, requests):
    with pytest.raises(ludex.LudexError, match="not a dict"):
        world.judge(requests)


def test_a_name_of_a_file_is_no_request(world):
    with pytest.raises(ludex.LudexError, match="give pathlib.Path"):
        world.judge("requests.ndjson")


FRAME = pd.DataFrame([{key: value for key, value in MOVE.items() if key != "params"}] * 2).assign(**{"params.to": [[0.25, 0, 0], [0.5, 0, 0]]})


@pytest.mark.parametrize(
    ("frame", "message", "pointer"),
    [
        (FRAME.rename(columns={"received_at": "recieved_at"}), "no 'recieved_at': did you mean 'received_at'", "/recieved_at"),
        (FRAME.rename(columns={"nonce": "nonse"}), "did you mean 'nonce'", "/nonse"),
        (FRAME.rename(columns={"params.to": "to"}), "params are columns such as 'params.to'", "/to"),
        (FRAME.drop(columns="received_at"), "the column 'received_at' is missing", "/received_at"),
        (FRAME.drop(columns="actor"), "the column 'actor' is missing", "/actor"),
        (FRAME.drop(columns="action"), "the column 'action' is missing", "/action"),
        (pd.concat([FRAME, FRAME[["nonce"]]], axis=1), "/nonce is given twice", "/nonce"),
        ([row for _, row in FRAME.iterrows()], "request 0 is a Series, not a dict", "/0"),
        ((row for _, row in FRAME.iterrows()), "give the DataFrame itself", "/0"),
        (FRAME.iloc[0], "not a dict", "/0"),
    ],
)
def test_a_table_that_holds_no_requests_is_an_error_of_the_caller(world, frame, message, pointer):
    before = world.to_json()
    with pytest.raises(ludex.LudexError, match=message) as raised:
        world.judge(frame)
    assert (raised.value.code, raised.value.pointer) == ("host", pointer)
    assert world.to_json() == before


def test_tables_that_hold_requests_stay_what_they_are(world):
    assert len(world.judge(FRAME, copy=True)) == 2
    assert len(world.judge(FRAME.assign(session=1, origin="10.0.0.1", roles=[["gm"], []]), copy=True)) == 2
    assert world.judge(pd.Series([MOVE, MOVE]), copy=True).digest == world.judge([MOVE, MOVE], copy=True).digest
    assert world.judge(iter([]), copy=True).counts == world.judge([], copy=True).counts == {}


@pytest.mark.parametrize("request_", [FRAME, FRAME.iloc[0], [MOVE], None, 5], ids=lambda value: type(value).__name__)
def test_one_request_is_explained(world, request_):
    with pytest.raises(ludex.LudexError, match="give one, as a dict or its line") as raised:
        world.explain(request_)
    assert raised.value.code == "host"
    assert world.explain(UserDict(MOVE))["verdict"] == world.explain(bytearray(line(MOVE), "utf-8"))["verdict"]


def test_an_exception_of_the_caller_comes_through(world):
    def requests():
        yield MOVE
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        world.judge(requests())


# --- hostile content gets verdicts


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({}, "bad_envelope"),
        ({**MOVE, "actor": "1"}, "bad_envelope"),
        ({**MOVE, "actor": 99}, "no_such_entity"),
        ({**MOVE, "actor": 10**30}, "bad_envelope"),
        ({**MOVE, "action": "Fly"}, "unknown_action"),
        ({**MOVE, "action": None}, "unknown_action"),
        ({**MOVE, "surprise": 1}, "contract"),
        ({**MOVE, "params": {"to": [math.nan, 0, 0]}}, "malformed"),
        ({**MOVE, "params": {"to": [math.inf, 0, 0]}}, "malformed"),
        ({**MOVE, "params": {"to": [1e308 * 10, 0, 0]}}, "malformed"),
        ({**MOVE, "params": {"to": "here"}}, "contract"),
        ({**MOVE, "params": {"to": [0, 0]}}, "contract"),
        ({**MOVE, "params": {"to": [0, 0, 10**400]}}, "contract"),
        ({**MOVE, "params": {"to": "x" * 5000}}, "too_large"),
        ({**MOVE, "params": {"to": [0] * 600}}, "too_many_nodes"),
        ({**MOVE, "params": {"to": "\ud800"}}, "malformed"),
        ({**MOVE, "params": {"to": b"\xff"}}, "malformed"),
        ({**MOVE, "action": "Move\0"}, "unknown_action"),
    ],
)
def test_a_hostile_dict_gets_a_verdict(world, request_, reason):
    assert world.judge([request_]).counts == {reason: 1}


def test_a_deep_request_is_too_deep(world):
    deep: list[object] = []
    for _ in range(40):
        deep = [deep]
    assert world.judge([{**MOVE, "params": {"to": deep}}]).counts == {"too_deep": 1}


def test_random_bytes_get_one_verdict_a_line(world):
    rng = np.random.default_rng(7)
    for _ in range(50):
        noise = rng.integers(0, 256, 2000, dtype=np.uint8).tobytes()
        lines = noise.count(b"\n") + (not noise.endswith(b"\n"))
        judgement = world.judge(noise)
        assert len(judgement) == lines
        assert judgement.counts == {"malformed": lines}


def test_cut_and_bent_traffic_gets_one_verdict_a_line(arena):
    world, requests = arena.traffic(players=10, requests=300, seed=8, attack_rate=0.5)
    rng = np.random.default_rng(8)
    digits = np.frombuffer(b"0123456789", dtype=np.uint8)
    for _ in range(100):
        bent = np.frombuffer(requests, dtype=np.uint8)[: rng.integers(1, len(requests))].copy()
        # All but digits: a clock of the host that jumps is the host's mistake, not a verdict.
        letters = np.flatnonzero(~np.isin(bent, digits))
        bent[rng.choice(letters, 200)] = rng.choice(np.setdiff1d(np.arange(256), digits), 200)
        bent = bent.tobytes()
        judgement = world.judge(bent, copy=True)
        assert len(judgement) == bent.count(b"\n") + (not bent.endswith(b"\n"))
        assert len(judgement.lines().splitlines()) == len(judgement)
