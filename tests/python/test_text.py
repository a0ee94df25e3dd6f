"""`ludex.format_rulebook`, `ludex.bundle` and `World.explain`."""

from __future__ import annotations

from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
ARENA = ROOT / "examples/rulebooks/arena.json"
MARKET = ROOT / "examples/rulebooks/market"


@pytest.mark.parametrize("form", ["as_written", "short", "long"])
def test_a_form_changes_no_digest(arena, form):
    text = ludex.format_rulebook(ARENA, form)
    assert ludex.Rulebook.parse(text).digest == arena.digest
    assert ludex.format_rulebook(text, form) == text
    assert ('"type": "integer"' in text) == (form == "long")
    assert "// 16 units a second" in text


def test_what_cannot_be_formatted_is_refused():
    with pytest.raises(ludex.LudexError) as caught:
        ludex.format_rulebook('{"ludex": 1,}')
    assert caught.value.code == "json"
    with pytest.raises(ludex.LudexError, match="a form is"):
        ludex.format_rulebook(ARENA, "tall")


def test_files_are_read_from_the_folder_or_given():
    files = {name: (MARKET / name).read_text() for name in ("stall.json", "goods.csv")}
    text = ludex.bundle(MARKET / "market.json")
    assert ludex.bundle((MARKET / "market.json").read_text(), files) == text
    assert ludex.Rulebook.parse(text).actions == ["Buy", "Eat"]


def test_an_error_names_the_file_it_lies_in():
    files = {"stall.json": '{"ludex": 1,\n "actions": {"Buy": {"effects": ["oops"]}}}', "goods.csv": (MARKET / "goods.csv").read_text()}
    with pytest.raises(ludex.LudexError) as caught:
        ludex.bundle((MARKET / "market.json").read_text(), files)
    error = caught.value.errors[0]
    assert (error.file, error.line, error.pointer) == ("stall.json", 2, "/actions/Buy/effects/0")


def test_a_missing_file_and_a_reader_that_raises():
    with pytest.raises(ludex.LudexError, match="the file '.*' was not given") as caught:
        ludex.bundle((MARKET / "market.json").read_text(), {})
    assert caught.value.code == "io"
    with pytest.raises(ludex.LudexError, match="give its files"):
        ludex.bundle((MARKET / "market.json").read_text())
    with pytest.raises(TypeError):
        ludex.bundle((MARKET / "market.json").read_text(), {"stall.json": 7, "goods.csv": 7})


def test_explain_tells_what_decided_and_changes_nothing(world):
    before = world.digest
    request = {"actor": 1, "received_at": 1000, "action": "Respawn", "nonce": 1, "sent_at": 1000}
    told = world.explain(request)
    assert told["verdict"]["reason"] == "still_alive"
    decided = [step for step in told["steps"] if step.get("decides")]
    assert [step["at"] for step in decided] == ["/actions/Respawn/require/0"]
    assert decided[0]["tree"]["value"] is False
    assert world.digest == before
    assert world.judge([request])[0]["reason"] == "still_alive"
    with pytest.raises(ludex.LudexError) as caught:
        world.explain(request, flags={"no_such": 1})
    assert caught.value.code == "host"
