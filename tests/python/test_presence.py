"""Players who join, are saved and leave: tests/vectors/presence.json, threads, and what only Python has."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/presence.json").read_text(encoding="utf-8"))
BOOKS = {name: ludex.Rulebook.parse(book) for name, book in VECTORS["rulebooks"].items()}


def take(book, world, loaders, step, limits):
    kind = step.get("kind", VECTORS["kind"])
    if "judge" in step:
        return world.judge("".join(line + "\n" for line in step["judge"]))
    if "leave" in step:
        return world.leave(kind, step["leave"])
    if kind not in loaders:
        loaders[kind] = book.save_loader(kind, **limits)
    record = step["record"]
    record = bytes.fromhex(record["hex"]) if isinstance(record, dict) else record
    if "join" in step:
        return world.join(loaders[kind], step["join"], record)
    return world.save_profile(loaders[kind], step["save"], record).decode()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["cases"]])
def test_visit(case, count_vector):
    book = BOOKS[case["rulebook"]]
    world, loaders = book.world(case["world"]), {}
    for step in case["steps"]:
        before = world.to_dict()
        if "refused" in step:
            with pytest.raises(ludex.LudexError) as raised:
                take(book, world, loaders, step, case.get("limits", {}))
            refused = step["refused"]
            assert (raised.value.code, raised.value.pointer) == (refused["code"], refused["pointer"])
            assert refused["message_contains"] in str(raised.value)
        else:
            got = take(book, world, loaders, step, case.get("limits", {}))
        if "finding" in step:
            expected = dict(step["finding"])
            assert expected.pop("message_contains", "") in got.message
            assert {name: getattr(got, name) for name in expected} == expected
            assert got.save is None
        if "out" in step:
            assert got == step["out"]
        if "reasons" in step:
            assert [verdict.get("reason", "accepted") for verdict in got] == step["reasons"]
        after = world.to_dict()
        if step.get("unchanged"):
            assert after == before
        for name, value in step.get("after", {}).items():
            assert after[name] == value, name
    count_vector("presence")


def test_text_bytes_and_dicts_are_the_same_record():
    book = BOOKS["shop"]
    loader = book.save_loader()
    record = {"version": 2, "state": {"coins": 5}}
    text = json.dumps(record, separators=(",", ":"))
    worlds = []
    for given in (record, text, text.encode(), bytearray(text.encode())):
        world = book.world()
        assert world.join(loader, 7, given)
        worlds.append((world.digest, world.save_profile(loader, 7, given)))
    assert len(set(worlds)) == 1


def test_what_is_empty_is_no_new_profile():
    book = BOOKS["shop"]
    world, loader = book.world(), book.save_loader()
    for empty in ("", b""):
        for call in (world.join, world.save_profile):
            with pytest.raises(ludex.LudexError, match="is empty: give the record, or None for a new profile") as raised:
                call(loader, 7, empty)
            assert raised.value.code == "host"
    assert world.entity_count == 0
    for wrong in (2**63, "7", 1.5):
        with pytest.raises(ludex.LudexError):
            world.join(loader, wrong, None)


def test_a_loader_of_another_rulebook_is_refused():
    with pytest.raises(ludex.LudexError, match="different programs") as raised:
        BOOKS["shop"].world().join(BOOKS["strict"].save_loader(), 7, None)
    assert raised.value.code == "host"


def test_threads_that_share_a_world_and_a_loader_take_turns():
    book = BOOKS["shop"]
    world, loader = book.world(), book.save_loader()

    def work(number):
        for i in range(50):
            player = number * 1000 + i
            assert world.join(loader, player, {"version": 2, "state": {"coins": player}})
            assert json.loads(world.save_profile(loader, player, None))["state"] == {"coins": player}
            if i % 2:
                world.leave("player", player)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.entity_count == 100


def test_threads_change_no_answer(arena):
    world, requests = arena.traffic(players=60, requests=3000, seed=3)
    expected = world.judge(requests, threads=1, copy=True)
    for threads in (2, 3, 8, None):
        judged = world.judge(requests, threads=threads, copy=True)
        assert (judged.digest, judged.world_digest) == (expected.digest, expected.world_digest)
    for wrong in (0, -1, 2**32, 1.5):
        with pytest.raises(ludex.LudexError, match="threads") as raised:
            world.judge(requests, threads=wrong)
        assert raised.value.code == "host"
