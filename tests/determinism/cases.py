"""What is judged: three days of the arena, and a little traffic for every rulebook that must compile."""
import json
import re
from dataclasses import dataclass
from pathlib import Path

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


def cases():
    arena = ARENA.read_text("utf-8")
    days = [Case(f"arena, seed {seed}", arena, 300, 20_000, seed, 0.1 * seed) for seed in (1, 2, 3)]
    vectors = json.loads(GOOD_RULEBOOKS.read_text("utf-8"))["cases"]
    return days + [Case(f"good: {v['name']}", source(v), 6, 200, 1, 0.2) for v in vectors]
