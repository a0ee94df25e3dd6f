"""Old saves one by one: tests/vectors/saves.json, and what only Python has."""

from __future__ import annotations

import json
import pickle
import sys
import threading
from pathlib import Path
from random import Random

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/saves.json").read_text(encoding="utf-8"))
BOOKS = {name: ludex.Rulebook.parse(book) for name, book in VECTORS["rulebooks"].items()}


def save_of(case):
    return bytes.fromhex(case["save"]["hex"]) if isinstance(case["save"], dict) else case["save"].encode()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["cases"]])
def test_save(case, count_vector):
    loader = BOOKS[case["rulebook"]].save_loader(VECTORS["kind"], **case.get("limits", {}))
    loaded = loader.load(save_of(case))
    expected = dict(case["finding"])
    assert expected.pop("message_contains", "") in loaded.message
    assert {name: getattr(loaded, name) for name in expected} == expected
    assert loaded.save == (case["out"].encode() if "out" in case else None)
    assert bool(loaded) is ("out" in case)
    assert bool(loaded.message) is not bool(loaded)
    if loaded.save is not None:
        again = loader.load(loaded.save)
        assert (again.save, again.changed) == (loaded.save, False)
    count_vector("saves")


@pytest.fixture(scope="module")
def book():
    return BOOKS["five"]


def test_text_bytes_and_dicts_are_the_same_save(book):
    loader = book.save_loader("player")
    save = {"version": 3, "state": {"coins": 7}}
    text = json.dumps(save, separators=(",", ":"))
    assert loader.load(save) == loader.load(text) == loader.load(text.encode()) == loader.load(bytearray(text.encode()))
    assert loader.load(save).save.startswith(b'{"version":5,"state":{"coins":700,')
    assert loader.applied == {"named": 0, "level-into-stats": 0, "gold-to-coins": 0, "ranks": 5, "cents": 5}


def test_the_kind_that_sends_requests_is_the_one_without_a_name(book):
    assert book.save_loader().load("{}").state == "undecodable"
    for kind, words in (("ghost", "has no profile"), ("nobody", "no kind 'nobody'")):
        with pytest.raises(ludex.LudexError, match=words) as raised:
            book.save_loader(kind)
        assert raised.value.code == "host"


def test_limits_are_checked(book):
    for limits in ({"max_bytes": -1}, {"max_depth": "deep"}, {"max_nodes": 2**32}):
        with pytest.raises(ludex.LudexError) as raised:
            book.save_loader(**limits)
        assert raised.value.code == "host"


def test_what_has_no_json_is_an_error_of_the_caller(book):
    loader = book.save_loader()
    for save in ({"state": {"x": object()}}, {"state": {1, 2}}):
        with pytest.raises(ludex.LudexError) as raised:
            loader.load(save)
        assert raised.value.code == "host"
    assert loader.load({"state": {}})


def test_a_finding_says_what_it_is(book):
    loader = book.save_loader()
    assert str(loader.load({"state": {}})) == "ready, written with version 0, changed"
    assert str(loader.load('{"version": 5, "state": {"coins": -1}}')) == "invalid at /state/coins: the value is out of its declared range"
    assert str(loader.load("[]")).startswith("undecodable at the whole: a save is an object")
    assert "5 steps" in repr(loader)
    loaded = loader.load({"state": {}})
    assert pickle.loads(pickle.dumps(loaded)) == loaded
    with pytest.raises(AttributeError):
        loaded.state = "ready"


def test_threads_that_share_a_loader_do_not_see_each_other(book):
    loader = book.save_loader()
    wrong = []

    def work(number):
        for i in range(200):
            coins = number * 1000 + i
            loaded = loader.load({"version": 4, "state": {"coins": coins}})
            if not loaded or f'"coins":{coins * 100},'.encode() not in loaded.save:
                wrong.append(coins)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert loader.applied["cents"] == 800


def load_reference():
    """The small judge that the vectors were computed with, which shares nothing with the core."""
    folder = str(ROOT / "tests/vectors/make")
    sys.path.insert(0, folder)
    try:
        import save_reference
        import saves

        return save_reference.loaded, saves
    finally:
        sys.path.remove(folder)


def random_value(random, depth=0):
    kind = random.randrange(7 if depth < 3 else 5)
    if kind == 5:
        return [random_value(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 6:
        return {random.choice(["a", "b\"", "é", "🗡", "/", "~", "", "k" * 20]): random_value(random, depth + 1) for _ in range(random.randrange(4))}
    return random.choice([None, True, False, 0, -1, 2**63, -(2**63), 1.5, 1e300, 1e-310, "x", "é\u0000🗡", "\\", "a" * 40, random.random(), random.randrange(10**12)])


def random_save(random):
    version = random.randrange(6)
    state = {"mod": random_value(random), "name": random.choice(["Ada", "é", "🗡"]), "coins" if version >= 3 else "gold": random.randrange(10**9)}
    if version < 4:
        state |= {"rank": random.choice(["b", "s", "1"]), "items": [{"id": "a"}] * random.randrange(4)}
    if version < 2:
        state["level"] = random.randrange(1, 99)
    fields = [item for item in state.items() if random.random() < 0.8]
    random.shuffle(fields)
    save = {"state": dict(fields), "who": random_value(random)} | ({"version": version} if version else {})
    members = list(save.items())
    random.shuffle(members)
    spaced = random.random() < 0.3
    return json.dumps(dict(members), ensure_ascii=random.random() < 0.5, separators=(", ", " : ") if spaced else (",", ":"), indent=random.choice([None, 1]) if spaced else None)


def test_random_saves_are_what_the_reference_makes_of_them(book):
    reference, saves = load_reference()
    profile = saves.BOOKS["five"]["entities"]["player"]["profile"]
    loader = book.save_loader()
    random = Random(20)
    for _ in range(3000):
        text = random_save(random)
        finding, out = reference(profile, saves.DEFAULTS, saves.FUNCTIONS, text)
        loaded = loader.load(text)
        assert (loaded.save.decode() if loaded else str(loaded)) == out, text
        assert {name: getattr(loaded, name) for name in finding} == finding
        assert loader.load(loaded.save).save == loaded.save
