"""tests/vectors through Python; the formats are in tests/vectors/README.md."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests/vectors"


def read(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def source(entry):
    """The source text of a rulebook: an object, a file or a text."""
    if "text" in entry:
        return entry["text"].encode("utf-8", "surrogatepass")
    rulebook = entry["rulebook"]
    if "file" in rulebook:
        return (ROOT / rulebook["file"]).read_bytes()
    return json.dumps(rulebook, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)
def compiled(text):
    return ludex.Rulebook.parse(text)


def line_bytes(line):
    return bytes.fromhex(line["hex"]) if isinstance(line, dict) else line.encode("utf-8", "surrogatepass")


def batch_bytes(batch):
    if isinstance(batch, list):
        return b"\n".join(line_bytes(line) for line in batch)
    return batch["raw"].encode() if "raw" in batch else bytes.fromhex(batch["hex"])


def same(a, b):
    """Equal in value: 1 and 1.0 are, 1 and true are not."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def contains(world, part, path=()):
    """Every field that `part` names has that value in the world; what it does not name is free."""
    is_field = path[3:5] == ("profile", "state") and len(path) == 6 or path[3:4] == ("live",) and len(path) == 5
    if is_field or not isinstance(part, dict):
        return same(world, part)
    # An entity that is null must not be there.
    return isinstance(world, dict) and all(contains(world.get(key), part[key], (*path, key)) if part[key] is None else key in world and contains(world[key], part[key], (*path, key)) for key in part)


def check_lines(found, expected, where):
    """Operands and draws are free; what a clause in shadow says is compared where the vector says it."""
    assert len(found) == len(expected), f"{where}: {found}"
    for line, wanted in zip(found, expected, strict=True):
        free = {"operands", "draws"} if "shadow" in wanted else {"operands", "draws", "shadow"}
        got = {key: value for key, value in line.items() if key not in free}
        assert same(got, wanted), f"{where}: {got} is not {wanted}"


JUDGE = [
    pytest.param(path.name, document["rulebooks"], case, id=f"{path.stem}: {case['name']}")
    for path in sorted((VECTORS / "judge").glob("*.json"))
    for document in [read(f"judge/{path.name}")]
    for case in document["cases"]
]


@pytest.mark.parametrize(("file", "rulebooks", "case"), JUDGE)
def test_judge(file, rulebooks, case, count_vector):
    rulebook = compiled(source({"rulebook": rulebooks[case["rulebook"]]}))
    world = rulebook.world(case["world"])
    options = {"opened_at": case.get("opened_at"), "flags": case.get("flags")}
    last = len(case["batches"]) - 1
    for i, (batch, expected) in enumerate(zip(case["batches"], case["verdicts"], strict=True)):
        if i == last and case.get("host_error"):
            before = world.to_json()
            with pytest.raises(ludex.LudexError) as raised:
                world.judge(batch_bytes(batch), **options)
            assert raised.value.code == "host"
            assert world.to_json() == before
            continue
        judgement = world.judge(batch_bytes(batch), **options)
        check_lines(judgement[:], expected, f"batch {i}")
        if "timers" in case:
            check_lines(judgement.timers, case["timers"][i], f"timers of batch {i}")
    if "world_after" in case:
        assert contains(world.to_dict(), case["world_after"]), world.to_json()
    assert rulebook.world(world.to_json()).digest == world.digest
    count_vector("judge")


HOSTILE = read("hostile_lines.json")


@pytest.fixture(scope="module")
def hostile_world():
    return compiled(source(HOSTILE)).world(HOSTILE["world"])


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["name"]) for entry in HOSTILE["lines"]])
def test_hostile_line(entry, hostile_world, count_vector):
    line = bytes.fromhex(entry["hex"]) if "hex" in entry else entry["line"].encode("utf-8", "surrogatepass")
    judgement = hostile_world.judge(line + b"\n", copy=True)
    assert judgement.counts == {entry["reason"]: 1}
    verdict = judgement[0]
    assert verdict.get("at", "") == entry["at"]
    if "code" in entry:
        assert verdict["code"] == entry["code"]
    count_vector("hostile lines")


BROKEN = read("broken_rulebooks.json")["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in BROKEN])
def test_broken_rulebook(case, count_vector):
    with pytest.raises(ludex.LudexError) as raised:
        ludex.Rulebook.parse(source(case))
    errors = raised.value.errors
    if case["pointer"] is not None:
        there = [error for error in errors if error.pointer == case["pointer"]]
        assert there, f"no error at {case['pointer']!r}, but at {[error.pointer for error in errors]}"
        if "message_contains" in case:
            assert any(case["message_contains"] in error.message for error in there), [e.message for e in there]
    assert str(raised.value)
    count_vector("broken rulebooks")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in read("good_rulebooks.json")["cases"]])
def test_good_rulebook(case, count_vector):
    rulebook = ludex.Rulebook.parse(source(case))
    assert rulebook.summary()["digest"] == rulebook.digest
    count_vector("good rulebooks")


WORLDS = read("broken_worlds.json")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in WORLDS["cases"]])
def test_world_text(case, count_vector):
    rulebook = compiled(source(WORLDS))
    text = case["text"].encode("utf-8", "surrogatepass")
    if case["loads"]:
        world = rulebook.world(text)
        assert rulebook.world(world.to_json()).digest == world.digest
    else:
        with pytest.raises(ludex.LudexError) as raised:
            rulebook.world(text)
        assert raised.value.code in ("json", "world")
    count_vector("worlds")
