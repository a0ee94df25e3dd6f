"""ludex.read_log and ludex.replay_log; the logs are in tests/vectors/record.json."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests/vectors/record.json").read_text(encoding="utf-8"))["cases"]


def log_of(name):
    return base64.b64decode(next(case["log"] for case in CASES if case["name"] == name))


def check_named(found, expected):
    """Members that are not named are free, in objects too."""
    if not isinstance(expected, dict) or found is None:
        assert found == expected
        return
    for name, value in expected.items():
        if name == "message_contains":
            assert value in found["message"]
        else:
            check_named(found[name], value)


def check_recorder(log, recorded):
    """The bytes of the log, and once more by a second life that finds its last record torn."""
    world = ludex.Rulebook.parse(recorded["rulebook"]).world(recorded["world"])
    recorder = ludex.record_log(world)
    for lines in recorded["batches"]:
        recorder.judge(world, lines)
    assert recorder.take() == log
    again = ludex.resume_log(log[:-1])
    assert again.good_bytes == recorded["good_bytes"]
    again.recorder.judge(again.world, recorded["batches"][-1])
    assert log[: again.good_bytes] + again.recorder.take() == log
    assert again.world.digest == world.digest


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_log(case, count_vector):
    log = base64.b64decode(case["log"])
    check_named(vars(ludex.read_log(log)), case["read"])
    if "refused" in case["replay"]:
        with pytest.raises(ludex.LudexError) as raised:
            ludex.replay_log(log)
        first = raised.value.errors[0]
        check_named({"code": first.code, "offset": first.offset, "message": first.message}, case["replay"]["refused"])
    else:
        check_named(vars(ludex.replay_log(log)), case["replay"]["report"])
    if "recorded" in case:
        check_recorder(log, case["recorded"])
    count_vector("record")


def test_a_log_is_bytes_or_a_path(tmp_path):
    log = log_of("a whole log")
    path = tmp_path / "day.ludexlog"
    path.write_bytes(log)
    assert ludex.replay_log(path).chain == ludex.replay_log(str(path)).chain == ludex.replay_log(log, threads=2).chain
    assert "as recorded" in repr(ludex.replay_log(path))
    assert "6 records, 3 batches" in repr(ludex.read_log(path))


def test_a_log_that_is_not_there_is_an_error_of_the_file_and_what_is_no_number_of_the_caller():
    for take in (ludex.read_log, ludex.replay_log, ludex.resume_log):
        with pytest.raises(ludex.LudexError, match="cannot read nope") as raised:
            take("nope")
        assert raised.value.code == "io"
    log = log_of("a whole log")
    for ask, words in (
        (lambda: ludex.read_log(log, first=-1), "first is not between 0"),
        (lambda: ludex.read_log(log, most="1"), "most is a str"),
        (lambda: ludex.replay_log(log, from_snapshot=None), "from_snapshot is a NoneType"),
        (lambda: ludex.replay_log(log, threads=0), "threads is not between 1"),
        (lambda: ludex.replay_log(log, program_digest=5), "program_digest is 5"),
    ):
        with pytest.raises(ludex.LudexError, match=words) as raised:
            ask()
        assert raised.value.code == "host"


def test_some_records_are_described_and_all_are_checked():
    log = log_of("a whole log")
    some = ludex.read_log(log, first=2, most=2)
    assert [record["type"] for record in some.records] == ["batch", "batch"]
    assert some.count == 6
    assert some.chain == ludex.read_log(log).chain
    assert json.loads(some.records[0]["requests"].splitlines()[0])["action"] == "Add"


def test_a_replay_begins_at_a_snapshot_and_is_of_one_program():
    log = log_of("a whole log")
    assert ludex.replay_log(log, from_snapshot=1).judged == 1
    with pytest.raises(ludex.LudexError) as raised:
        ludex.replay_log(log, program_digest="0" * 16)
    assert (raised.value.code, raised.value.errors[0].offset) == ("record", 16)
    for wrong in ({"from_snapshot": 9}, {"program_digest": "x"}, {"threads": 0}):
        with pytest.raises(ludex.LudexError):
            ludex.replay_log(log, **wrong)


RULES = {
    "ludex": 1,
    "entities": {"player": {"profile": {"version": 1, "state": {"coins": "int >= 0 = 5"}}}},
    "actions": {"Buy": {"effects": ["actor.coins -= 1"]}},
}
BUY = {"actor": 7, "received_at": 1000, "action": "Buy", "params": {}}


def test_what_goes_through_a_recorder_replays_to_the_same_world():
    rulebook = ludex.Rulebook.parse(RULES)
    world, loader = rulebook.world(), rulebook.save_loader("player")
    recorder = ludex.record_log(world)
    assert recorder.join(world, loader, 7, None).state == "ready"
    assert recorder.judge(world, [BUY]).counts["accepted"] == 1
    recorder.snapshot(world)
    recorder.leave(world, "player", 7)
    log = recorder.take()
    report = ludex.replay_log(log)
    assert (report.ok, report.batches, report.changes, report.world_digest) == (True, 1, 2, world.digest)
    assert recorder.chain == report.chain
    assert recorder.take() == b""


def test_a_world_that_moved_on_beside_its_recorder_is_refused():
    rulebook = ludex.Rulebook.parse(RULES)
    world = rulebook.world()
    recorder = ludex.record_log(world)
    world.join(rulebook.save_loader("player"), 7, None)
    digest = world.digest
    for use in (lambda: recorder.judge(world, [BUY]), lambda: recorder.leave(world, "player", 7), lambda: recorder.snapshot(world)):
        with pytest.raises(ludex.LudexError) as raised:
            use()
        assert raised.value.code == "host"
    assert world.digest == digest


def test_a_log_is_resumed_from_a_path_and_what_is_none_is_refused(tmp_path):
    world = ludex.Rulebook.parse(RULES).world()
    recorder = ludex.record_log(world)
    recorder.judge(world, [BUY])
    path = tmp_path / "day.ludexlog"
    path.write_bytes(recorder.take())
    again = ludex.resume_log(path)
    assert (again.world.digest, again.good_bytes) == (world.digest, path.stat().st_size)
    assert again.world.rulebook.digest == world.rulebook.digest
    assert "good bytes" in repr(again)
    with pytest.raises(ludex.LudexError) as raised:
        ludex.resume_log(b"no log at all, though long enough to be one")
    assert raised.value.code == "record"
