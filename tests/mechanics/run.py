"""python3 tests/mechanics/run.py [PATH_TO_LUDEX]: the example rulebooks of combat, held against tables computed apart."""
import os
import sys
import unittest
from pathlib import Path


def main():
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here))
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    if len(sys.argv) == 2:
        os.environ["LUDEX"] = str(Path(sys.argv[1]).resolve())
    from harness import ludex
    if not Path(ludex()).is_file():
        sys.exit(f"there is no {ludex()}\nNext: build it with `make build`, or name another one: {__doc__}")
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(here)))
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    passed = result.testsRun - failed - len(result.skipped)
    for _, why in result.skipped:
        print(f"NOT RUN: {why}")
    print(f"{passed} passed, {failed} failed" + (f", {len(result.skipped)} not run" if result.skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
