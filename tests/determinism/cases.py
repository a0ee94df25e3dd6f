"""What is judged: three days of the arena, a little traffic for every rulebook that must compile, expressions over a grid, players
who aim at the same few. And saves to migrate."""
import json
import re
from dataclasses import dataclass
from pathlib import Path

import grid
import saves
import skew

ROOT = Path(__file__).resolve().parents[2]
ARENA = ROOT / "examples" / "rulebooks" / "arena.json"
GOOD_RULEBOOKS = ROOT / "tests" / "vectors" / "good_rulebooks.json"


@dataclass
class Case:
    name: str
    rulebook: str  # the exact text
    players: int
    requests: int
    seed: int
    attack_rate: float
    part: int = -1  # of the grid of expressions: its requests are written here, no command makes them
    saves: int = 0  # lines to migrate; nothing is judged
    skew: str = ""  # of who is aimed at: requests are written by skew.py

    @property
    def folder(self):
        return re.sub(r"\W+", "-", self.name).strip("-")


def source(case):
    """The text of a rulebook in the vectors: as written, from a file, or an object in the order of the file."""
    if "text" in case:
        return case["text"]
    rulebook = case["rulebook"]
    if isinstance(rulebook, dict) and set(rulebook) == {"file"}:
        return (ROOT / rulebook["file"]).read_text("utf-8")
    return json.dumps(rulebook, ensure_ascii=False)


# The grid: 100,000 evaluations always, ten million in make test-all.
SMALL_GRID = 100_000 // grid.EVALUATIONS
LARGE_GRID = 1_000_000 // grid.EVALUATIONS
PARTS = 10


def grid_case(name, requests, part):
    return Case(f"grid, {name}", grid.rulebook(), grid.PLAYERS, requests, 0, 0, part)


def cases(is_thorough):
    arena = ARENA.read_text("utf-8")
    days = [Case(f"arena, seed {seed}", arena, 300, 20_000, seed, 0.1 * seed) for seed in (1, 2, 3)]
    vectors = json.loads(GOOD_RULEBOOKS.read_text("utf-8"))["cases"]
    good = [Case(f"good: {v['name']}", source(v), 6, 200, 1, 0.2) for v in vectors]
    old = [Case(f"saves, seed {seed}", saves.rulebook(), 0, 0, seed, 0, saves=5000) for seed in (1, 2)]
    few = [grid_case("100,000 evaluations", SMALL_GRID, 0)]
    skewed = [Case(f"aimed at by Zipf's law, {s}", skew.rulebook(), skew.PLAYERS, 20_000, 0, 0, skew=s) for s in skew.SKEWS]
    many = [grid_case(f"1,000,000 evaluations, part {part} of {PARTS}", LARGE_GRID, part) for part in range(1, PARTS + 1)]
    return days + good + old + few + skewed + (many if is_thorough else [])
