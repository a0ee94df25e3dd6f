"""python3 tests/mechanics/run.py [PATH_TO_LUDEX]: the example rulebooks of combat, held against tables computed apart."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import suite  # noqa: E402

if __name__ == "__main__":
    sys.exit(suite.run(HERE, __doc__))
