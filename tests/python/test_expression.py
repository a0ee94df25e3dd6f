"""ludex.evaluate, and the suite of cel-spec through Python."""

from __future__ import annotations

import os
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = Path(os.environ.get("LUDEX_CONFORMANCE_DIR", ROOT / "../shared/conformance")) / "cel.json"


def test_the_language_of_rules():
    assert ludex.evaluate("2 + 3 * x", {"x": 4}) == 14
    assert ludex.evaluate("hp.filter(h, h > 2)", {"hp": [1, 2, 3]}) == [3]
    assert ludex.evaluate("size(hp)", {"hp": []}, types={"hp": "list<int>"}) == 0


def test_cel_as_specified():
    assert ludex.evaluate("1u + 2u", conformance=True) == {"uint": "3"}
    assert ludex.evaluate("a.b", {"com.a.b": True}, conformance=True, container="com") == {"bool": True}


@pytest.mark.parametrize(("expression", "says"), [("1 +", "expected an expression"), ("1 / 0", "division_by_zero"), ("y + 1", "unknown name 'y'")])
def test_an_error_has_its_place(expression, says):
    with pytest.raises(ludex.LudexError) as caught:
        ludex.evaluate(expression)
    assert says in str(caught.value)
    assert "^" in str(caught.value)


@pytest.mark.skipif(not SUITE.exists(), reason=f"no {SUITE}")
def test_cel_spec():
    report = ludex.conformance_cel(SUITE.read_bytes())
    assert report["failures"] == [f for f in report["failures"] if f["tier"] not in report["claimed"]]
    assert report["ok"]
    assert report["tiers"]["T0"]["passed"] > 400


def test_types_of_expressions():
    types = ludex.expression_types((Path(__file__).parents[2] / "examples/rulebooks/arena.json").read_bytes())
    clause = next(e for e in types if e["pointer"] == "/actions/RequestAttack/require/0")
    assert clause["type"] == "bool"
    assert {"int"} == {part["type"] for part in clause["parts"] if part["text"] == "actor.health"}
    with pytest.raises(ludex.LudexError):
        ludex.expression_types("{}")
