"""Writes every vector file again: `python3 tests/vectors/make/all.py`. The output never depends on when or where it runs."""
import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

total = 0
for script in sorted((HERE / "judge").glob("*.py")):
    count = importlib.import_module(f"judge.{script.stem}").t.save()
    total += count
    print(f"judge/{script.stem}.json: {count} cases")
print(f"judge: {total} cases")
for name in ("hostile_lines", "broken_rulebooks", "good_rulebooks", "broken_worlds", "schema", "contract", "patch", "saves", "rehearsal", "presence", "metrics", "ledger", "record", "interest", "world_delta", "backtest", "combat", "balance", "elementary"):
    if (HERE / f"{name}.py").exists():
        print(f"{name}.json: {importlib.import_module(name).save()}")
