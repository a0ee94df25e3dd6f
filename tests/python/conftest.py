"""What the tests share; the vectors that ran are counted in the last lines of the report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
ARENA = ROOT / "examples/rulebooks/arena.json"


@pytest.fixture(scope="session")
def arena() -> ludex.Rulebook:
    return ludex.Rulebook.load(ARENA)


@pytest.fixture
def world(arena: ludex.Rulebook) -> ludex.World:
    """Players 1 to 4 with coins, at the origin."""
    player = {"profile": {"version": 3, "state": {"coins": 1000}}, "live": {}}
    return arena.world({"ludex_world": 1, "now": 1000, "entities": {"player": {i: player for i in range(1, 5)}}})


@pytest.fixture
def count_vector(request: pytest.FixtureRequest):
    """Called with a file's name once a vector of it has been compared."""
    return lambda name: request.config.stash[COUNTS].update([name])


COUNTS = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTS] = Counter()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = config.stash[COUNTS]
    if counts:
        parts = ", ".join(f"{name} {n}" for name, n in sorted(counts.items()))
        terminalreporter.write_line(f"vectors run through Python: {counts.total()} ({parts})")
