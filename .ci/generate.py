"""Runs every generator (tests/tools/generate*.py), each of which writes files from a table.

    generate.py            writes them
    generate.py --check    changes nothing, fails when a byte would differ, and counts
"""
import subprocess
import sys
from pathlib import Path

SCRIPTS = sorted((Path(__file__).resolve().parents[1] / "tests/tools").glob("generate*.py"))


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    failed = sum(subprocess.run([sys.executable, script, *sys.argv[1:]]).returncode != 0 for script in SCRIPTS)
    if sys.argv[1:]:
        print(f"{len(SCRIPTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
