"""python3 tests/cli/run.py PATH_TO_LUDEX: the tests of the command. The standard library is all it needs."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import suite  # noqa: E402

if __name__ == "__main__":
    sys.exit(suite.run(HERE, __doc__))
