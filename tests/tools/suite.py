"""What the test suites in the standard library's unittest share: being run on a command, and numbers held against stated ones."""
import os
import sys
import unittest
from pathlib import Path


def run(folder, usage):
    """Runs the tests of `folder` on the command named in the arguments, or on the release build; returns the exit code."""
    sys.path.insert(0, str(folder))
    if len(sys.argv) > 2:
        sys.exit(usage)
    if len(sys.argv) == 2:
        os.environ["LUDEX"] = str(Path(sys.argv[1]).resolve())
    if not Path(ludex_path()).is_file():
        sys.exit(f"there is no {ludex_path()}\nNext: build it with `make build`, or name another one: {usage}")
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.discover(str(folder)))
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    passed = result.testsRun - failed - len(result.skipped)
    for _, why in result.skipped:
        print(f"NOT RUN: {why}")
    print(f"{passed} passed, {failed} failed" + (f", {len(result.skipped)} not run" if result.skipped else ""))
    return 1 if failed or not passed else 0


def ludex_path():
    """The command under test: $LUDEX, set by `run`, or the release build."""
    return os.environ.get("LUDEX") or str(Path(__file__).resolve().parents[2] / "build/release/bin/ludex")


def differences(got, wanted, at=""):
    """Where `got` is not as `wanted`, which need not name every member: numbers to 1e-9 of their size, all else as it is."""
    if isinstance(wanted, dict):
        return [line for key, value in wanted.items() for line in differences(got[key], value, f"{at}/{key}")]
    if isinstance(wanted, list):
        if len(got) != len(wanted):
            return [f"{at}: {len(got)} items, not {len(wanted)}"]
        return [line for i, (one, other) in enumerate(zip(got, wanted)) for line in differences(one, other, f"{at}/{i}")]
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        is_near = isinstance(got, (int, float)) and abs(got - wanted) <= 1e-9 * max(1, abs(wanted))
        return [] if is_near else [f"{at}: {got}, not {wanted}"]
    return [] if got == wanted else [f"{at}: {got!r}, not {wanted!r}"]
