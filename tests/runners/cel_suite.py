"""cel_suite.py LUDEX: the suite of google/cel-spec through the command, one count for .ci/runner.py.

The suite is $LUDEX_CONFORMANCE_DIR/cel.json, else ../shared/conformance/cel.json beside the project. Only what the core
claims (T0 to T3) can fail; what it does not offer is printed with its count.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    suite = Path(os.environ.get("LUDEX_CONFORMANCE_DIR") or ROOT / "../shared/conformance") / "cel.json"
    if not suite.exists():
        print(f"no {suite}\nNOT RUN: 1\n0 passed, 0 failed, 1 not run")
        return 0
    done = subprocess.run([sys.argv[1], "conformance", "cel", str(suite), "--json"], capture_output=True, text=True)
    if not done.stdout:
        sys.exit(done.stderr or f"{sys.argv[1]} printed nothing")
    report = json.loads(done.stdout)
    for failure in report["failures"]:
        if failure["tier"] in report["claimed"]:
            print("FAILED: {tier} {file}/{section}/{name}: {expr}\n    expected {expected}\n    got      {got}".format(**failure))
    passed = failed = 0
    for tier, counts in report["tiers"].items():
        print(f"{tier}: {counts['passed']} passed, {counts['failed']} failed, {counts['not_applicable']} not applicable"
              + ("" if tier in report["claimed"] else " (counted only)"))
        if tier in report["claimed"]:
            passed, failed = passed + counts["passed"], failed + counts["failed"]
    for why in report["not_applicable"]:
        print(f"not applicable: {why['count']} need {why['why']}")
    print(f"{passed} passed, {failed} failed")
    return 0 if report["ok"] and done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
