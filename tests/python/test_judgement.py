"""`ludex.Judgement`: verdicts as records, lines, dicts and frames."""

from __future__ import annotations

import gc
import json
import pickle
import re

import ludex
import numpy as np
import pytest


@pytest.fixture(scope="module")
def judgement(arena):
    world, requests = arena.traffic(players=50, requests=4000, seed=3, attack_rate=0.3)
    return world.judge(requests)


def test_counts_are_those_of_the_lines(judgement):
    verdicts = [json.loads(line) for line in judgement.lines().splitlines()]
    assert len(verdicts) == len(judgement) == sum(judgement.counts.values()) == 4000
    names = [verdict.get("reason", "accepted") for verdict in verdicts]
    assert judgement.counts == {name: names.count(name) for name in judgement.counts}
    assert len(judgement.counts) > 10
    assert re.fullmatch("[0-9a-f]{16}", judgement.digest)


def test_an_index_gives_the_full_verdict(judgement):
    lines = judgement.lines().splitlines()
    assert judgement[17] == json.loads(lines[17])
    assert judgement[-1] == json.loads(lines[-1])
    assert judgement[np.int64(3)]["i"] == 3
    assert judgement[5:8] == [judgement[5], judgement[6], judgement[7]]
    assert judgement[::-2000] == [judgement[3999], judgement[1999]]
    assert list(judgement) == judgement[:]
    for beyond in (4000, -4001, 2**80):
        with pytest.raises(IndexError):
            judgement[beyond]
    with pytest.raises(TypeError):
        judgement["0"]


def test_the_client_sees_less(judgement):
    full, client = judgement.lines().splitlines(), judgement.lines(view="client").splitlines()
    assert len(full) == len(client) == 4000
    for a, b in zip(full, client, strict=True):
        verdict, shown = json.loads(a), json.loads(b)
        assert not shown.keys() - {"i", "verdict", "reason", "retry_after_ms", "result", "operands"}
        assert shown.items() <= {key: value for key, value in verdict.items()}.items() if "operands" not in shown else True
    assert len(judgement.lines(view="client")) < len(judgement.lines())
    with pytest.raises(ludex.LudexError, match="view"):
        judgement.lines(view="everything")


def test_records_are_the_verdicts(arena, judgement):
    records = judgement.verdicts
    assert records.shape == (4000,)
    assert records.dtype.names == ("retry_after_ms", "at", "payload", "reason", "outcome", "code")
    assert records.dtype.itemsize == 24
    outcomes = ["accepted", "duplicate", "rejected"]
    codes = {code: name for name, code in arena.reasons.items()}
    for record, verdict in zip(records, judgement, strict=True):
        assert outcomes[record["outcome"]] == verdict["verdict"]
        assert codes[int(record["reason"])] == verdict.get("reason", "accepted")
        assert ludex.RuleError(int(record["code"])).name == verdict.get("code", "none")
        assert record["retry_after_ms"] == verdict.get("retry_after_ms", -1)


def test_records_are_not_copied_and_not_writable(judgement):
    records = judgement.verdicts
    assert np.shares_memory(records, judgement.verdicts)
    assert not records.flags.owndata
    assert not records.flags.writeable
    with pytest.raises(ValueError):
        records["reason"] = 0
    with pytest.raises(ValueError):
        records.flags.writeable = True


def test_records_outlive_the_judgement(arena):
    world, requests = arena.traffic(players=10, requests=1000)
    judgement = world.judge(requests)
    records, copied = judgement.verdicts, judgement.verdicts.copy()
    reasons = records["reason"][::2]
    del judgement, world, records
    gc.collect()
    churn = [np.ones(3000, dtype=np.int64) for _ in range(100)]  # would take the memory if it were free
    assert (reasons == copied["reason"][::2]).all()
    del churn


def test_the_frame_says_what_the_lines_say(arena, judgement):
    frame = judgement.to_frame()
    assert list(frame.columns) == ["i", "verdict", "reason", "at", "code", "retry_after_ms"]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "i": "int64",
        "verdict": "category",
        "reason": "category",
        "at": "category",
        "code": "category",
        "retry_after_ms": "Int64",
    }
    missing = object()
    plain = frame.astype(object).where(frame.notna(), missing)
    for row, verdict in zip(plain.itertuples(index=False), judgement, strict=True):
        assert row.i == verdict["i"]
        assert row.verdict == verdict["verdict"]
        assert row.reason == verdict.get("reason", "accepted")
        for name in ("at", "code", "retry_after_ms"):
            assert getattr(row, name) == verdict.get(name, missing) or getattr(row, name) is missing is verdict.get(name, missing)
    assert frame["reason"].value_counts().to_dict() == judgement.counts
    assert [arena.reasons[name] for name in frame["reason"].cat.categories] == sorted(
        arena.reasons[name] for name in judgement.counts
    )


def test_the_frame_is_independent_of_the_verdicts(judgement):
    frame = judgement.to_frame()
    frame["retry_after_ms"] = 0
    frame.loc[0, "retry_after_ms"] = 5
    assert judgement.to_frame()["retry_after_ms"].isna().any()


def test_an_empty_batch_has_every_form(world):
    before = world.digest
    judgement = world.judge([])
    assert len(judgement) == 0
    assert judgement[:] == []
    assert judgement.counts == {}
    assert judgement.lines() == b""
    assert judgement.verdicts.shape == (0,)
    assert judgement.to_frame().shape == (0, 6)
    assert "0 requests" in repr(judgement)
    assert "0 requests" in judgement._repr_html_()
    assert world.digest == before


def test_it_tells_what_it_is(judgement):
    shown = repr(judgement)
    assert shown.startswith("<Judgement of 4,000 requests: ")
    assert "accepted" in shown
    assert shown.endswith(f"other reasons; digest {judgement.digest}>")
    html = judgement._repr_html_()
    for reason, n in judgement.counts.items():
        assert f"<td>{reason}</td><td>{n:,}</td>" in html


def test_it_cannot_be_pickled_and_says_what_can(judgement):
    with pytest.raises(ludex.LudexError, match="keep its lines") as raised:
        pickle.dumps(judgement)
    assert raised.value.code == "host"
