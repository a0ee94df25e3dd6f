"""`ludex.LudexError`, the one family."""

from __future__ import annotations

import pickle

import ludex
import pytest

BROKEN = """{ "ludex": 1, "name": "broken", "version": 1,
  "entities": { "player": { "live": { "state": { "n": "int" } } } },
  "actions": {
    "Go": { "require": ["actor.m > 0 else no"], "effects": ["actor.n += true"] } } }
"""


def broken(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text(BROKEN)
    with pytest.raises(ludex.LudexError) as raised:
        ludex.Rulebook.load(path)
    return path, raised.value


def test_all_errors_are_told_with_their_place(tmp_path):
    path, error = broken(tmp_path)
    assert error.code == error.errors[0].code == "expression"
    assert error.pointer == "/actions/Go/require/0"
    assert {detail.pointer for detail in error.errors} >= {"/actions/Go/require/0", "/actions/Go/effects/0"}
    first = error.errors[0]
    assert isinstance(first, ludex.ErrorDetail)
    assert first.line == 4
    assert first.message in str(error)
    assert f"{path}:4:{first.column}: error: " in str(error)


def test_a_caret_points_into_the_expression(tmp_path):
    _, error = broken(tmp_path)
    lines = str(error).splitlines()
    caret = next(i for i, line in enumerate(lines) if line.strip() == "^")
    assert lines[caret - 1][lines[caret].index("^") :].startswith(("actor.m", "m ", ".m"))


def test_it_can_be_pickled(tmp_path):
    _, error = broken(tmp_path)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.errors == error.errors


def test_many_errors_are_cut_in_the_message_only():
    actions = {f"Go{i}": {"require": ["actor.m > 0 else no"]} for i in range(30)}
    rulebook = {"ludex": 1, "name": "b", "version": 1, "entities": {"player": {"live": {"state": {}}}}, "actions": actions}
    with pytest.raises(ludex.LudexError) as raised:
        ludex.Rulebook.parse(rulebook)
    assert len(raised.value.errors) >= 30
    assert str(raised.value).endswith("more: see .errors")


@pytest.mark.parametrize("path", ["no/such/file.json", "nul\0.json", "/"])
def test_a_file_that_cannot_be_read_is_of_the_family(arena, path):
    for read in (ludex.Rulebook.load, arena.world):
        with pytest.raises(ludex.LudexError, match="cannot read") as raised:
            read(path)
        assert raised.value.code == "io"


@pytest.mark.parametrize("source", [5, 1.5, object(), [1], {1, 2}])
def test_a_wrong_argument_is_of_the_family(arena, world, source):
    for use in (ludex.Rulebook.parse, arena.world, world.judge):
        with pytest.raises(ludex.LudexError) as raised:
            use(source)
        assert raised.value.code == "host"


def test_text_that_is_no_unicode_is_an_error_and_no_crash():
    for text in ('{"ludex": 1, "name": "\ud800"}', b'{"ludex": 1, "name": "\xff"}', b"\xef\xbb\xbf{}", "\0", ""):
        with pytest.raises(ludex.LudexError) as raised:
            ludex.Rulebook.parse(text)
        assert str(raised.value)
