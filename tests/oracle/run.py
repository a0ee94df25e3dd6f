"""Holds the engine against the reference judge: run.py [LUDEX] [FIRST LAST]. Default: the release build, 400 random cases."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    ludex = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/bin/ludex")
    first, last = sys.argv[2:4] if len(sys.argv) > 3 else ("0", "400")
    hand_made = subprocess.run([sys.executable, "-m", "pytest", "-q", str(ROOT / "tests/oracle")], cwd=ROOT).returncode
    random = subprocess.run([sys.executable, str(ROOT / "tests/oracle/compare.py"), ludex, first, last], cwd=ROOT).returncode
    return 1 if hand_made or random else 0


if __name__ == "__main__":
    sys.exit(main())
