"""ludex.decide, Ledger, fingerprint and audit; the machines' words are in tests/vectors/ledger.json."""

from __future__ import annotations

import json
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/ledger.json").read_text(encoding="utf-8"))
SOURCE = {"account": "mint", "may_be_negative": True}
GRANT = {"id": "t:1", "from": "mint", "to": "player:1", "asset": "coins", "amount": 10}


def refuses(refused, call):
    with pytest.raises(ludex.LudexError) as raised:
        call()
    found = [(e.code, e.pointer, refused["message_contains"] in e.message) for e in raised.value.errors]
    assert (refused["code"], refused["pointer"], True) in found, raised.value.errors


@pytest.mark.parametrize("run", [pytest.param(run, id=run["name"]) for run in VECTORS["runs"]])
def test_run(run, count_vector):
    machine = ludex.Ledger(run["machine"], run["begin"])
    for step in run["steps"]:
        if "refused" in step:
            refuses(step["refused"], lambda step=step: machine.decide(step["event"]))
            assert machine.state == run["begin"]
        else:
            assert machine.decide(step["event"]) == step["effects"]
            assert machine.state == step.get("state", machine.state)
    count_vector("ledger")


@pytest.mark.parametrize("case", VECTORS["fingerprints"], ids=lambda case: case["content"][:40])
def test_fingerprint(case, count_vector):
    def fingerprint():
        return ludex.fingerprint(case["name"], case["content"])

    if "refused" in case:
        refuses(case["refused"], fingerprint)
    else:
        assert fingerprint() == case["fingerprint"]
    count_vector("ledger")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["audits"]])
def test_audit(case, count_vector):
    compare = {"saves": case["saves"].encode(), "balance": case["compare"]["balances"]} if "compare" in case else {}
    report = ludex.audit(case["journal"].encode(), balances=case["balances"].encode(), **compare)
    for name, value in case["report"].items():
        assert report.to_dict()[name] == value
    assert [{key: b[key] for key in ("file", "line", "kind")} for b in report.breaches] == case["breaches"]
    count_vector("ledger")


def test_a_state_is_text_or_objects():
    event = {"event": "begin", "id": "receipt:1", "content": 2**63 - 1, "now": 0}
    answers = [ludex.decide("entries", state, given) for state in ({}, "{}", b"{}") for given in (event, json.dumps(event))]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][1] == [{"effect": "answer", "id": "receipt:1", "answer": "new"}]
    assert ludex.decide("entries", None, event) == (None, [{"effect": "answer", "answer": "not_loaded"}])


def test_a_journal_is_a_path_text_or_lines(tmp_path):
    text = "".join(json.dumps(line) + "\n" for line in (SOURCE, GRANT))
    path = tmp_path / "journal.ndjson"
    path.write_text(text)
    reports = [ludex.audit(given).to_dict() for given in (path, str(path), text, text.encode(), [SOURCE, GRANT], map(json.dumps, [SOURCE, GRANT]))]
    assert all(report == reports[0] for report in reports)
    assert reports[0]["ok"]
    with pytest.raises(ludex.LudexError) as raised:
        ludex.audit(tmp_path / "absent")
    assert raised.value.code == "io"
    with pytest.raises(ludex.LudexError) as raised:
        ludex.audit(text, saves=b"", name="player")
    assert raised.value.code == "host"


def test_frames():
    pytest.importorskip("pandas")
    report = ludex.audit([SOURCE, GRANT, {**GRANT, "amount": 11}])
    assert report.assets_frame().loc["coins", "sum"] == 0
    assert report.breaches_frame()[["line", "kind", "id"]].values.tolist() == [[3, "conflict", "t:1"]]
    assert repr(report) == "AuditReport(1 transfers, conflict: 1)"
    assert (report.ok, report.counts) == (False, {"conflict": 1})
