"""What only time shows: memory over two million requests in small batches and over two gigabytes of saves, and the
reference judge over many seeds.

    run.py [--requests N] [--seeds N] [--gigabytes N]
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import saves  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "build" / "long"
RELEASE = ROOT / "build" / "release"
LUDEX = RELEASE / "bin" / "ludex"
PLAYERS = 500
THREADS = 2  # asked for by name, however small the batch
FIRST_SEED = 1000  # the quick tests compare from 0
SLACK_HEAP, SLACK_RESIDENT = 256 << 10, 4 << 20  # bytes that are not growth: a buffer that met a longer line
BYTES_PER_PART = 512  # a ledger entry, guard or nonce window with its share of the indexes; about 250 measured

RULEBOOKS = {"a game whose state never grows": HERE / "steady.json", "the arena": ROOT / "examples" / "rulebooks" / "arena.json"}


class Checks:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, what, holds, detail=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"  {'ok    ' if holds else 'FAILED'} {what}" + (f": {detail}" if detail else ""), flush=True)


def output(*command):
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def build_steady():
    steady = FOLDER / "steady"
    output("g++", "-std=c++20", "-O2", "-ffp-contract=off", f"-I{ROOT}/core/include", f"-I{ROOT}/core/src", HERE / "steady.cpp",
           RELEASE / "core" / "libludex_core.a", "-ltbb", "-o", steady)
    return steady


def megabytes(n):
    return f"{n / (1 << 20):.1f} MB"


def check_memory(checks, run, how):
    warm, most = run["warm"], run["most"]
    state = (most["parts"] - warm["parts"]) * BYTES_PER_PART
    for kind, slack in (("heap", SLACK_HEAP), ("resident", SLACK_RESIDENT)):
        grown = most[kind] - warm[kind]
        checks.check(f"{kind} memory is flat{how}", grown <= state + slack,
                     f"from {megabytes(warm[kind])} by {megabytes(grown)}, of state at most {megabytes(state)}")
    checks.check(f"the incremental digest is that of the whole state{how}", run["world_digest"] == run["recomputed_digest"])


def stream(checks, steady, rulebook, requests):
    """One long file of traffic, judged in batches of three sizes: memory stays flat, the world comes out the same."""
    world, lines = FOLDER / "world.json", FOLDER / "requests.ndjson"
    output(LUDEX, "traffic", rulebook, "--players", PLAYERS, "--requests", requests, "--seed", 5, "--attack-rate", 0.1,
           "--world-out", world, "--out", lines)
    small = json.loads(output(steady, rulebook, world, lines, 17))
    what = f"{small['batches']:,} batches of 17, {small['accepted']:,} of {small['requests']:,} requests accepted"
    checks.check(f"every line of {what} is answered", small["requests"] == requests)
    check_memory(checks, small, "")
    threaded = json.loads(output(steady, rulebook, world, lines, 17, THREADS))
    check_memory(checks, threaded, f", each batch on {THREADS} threads")
    checks.check(f"{THREADS} threads leave the same world", threaded["world_digest"] == small["world_digest"] and threaded["accepted"] == small["accepted"])
    larger = json.loads(output(steady, rulebook, world, lines, 1000))
    checks.check("batches of 1,000 leave the same world", larger["world_digest"] == small["world_digest"])
    whole = json.loads(output(LUDEX, "judge", rulebook, "--world", world, "--requests", lines, "--json"))
    checks.check("one batch leaves the same world", whole["world_digest"] == small["world_digest"],
                 f"{whole['requests_per_second']:,.0f} requests/s")
    lines.unlink()


def oracle(checks, seeds):
    """Random rulebooks through the engine and the reference judge."""
    done = subprocess.run([sys.executable, str(ROOT / "tests/oracle/compare.py"), str(LUDEX), str(FIRST_SEED), str(FIRST_SEED + seeds)],
                          cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    if done.returncode:
        print(done.stdout)
    checks.check("the reference judge agrees", done.returncode == 0 and found, found.group(0) if found else "no count")


def main():
    parser = argparse.ArgumentParser(description="Long runs.")
    parser.add_argument("--requests", type=int, default=2_000_000)
    parser.add_argument("--seeds", type=int, default=2_000)
    parser.add_argument("--gigabytes", type=float, default=2, help="of saves")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    checks = Checks()
    steady = build_steady()
    for name, rulebook in RULEBOOKS.items():
        print(f"{name}: {options.requests:,} requests of {PLAYERS} players", flush=True)
        stream(checks, steady, rulebook, options.requests)
    print(f"{options.gigabytes:g} GB of saves by a pipe", flush=True)
    saves.run(checks.check, LUDEX, FOLDER, int(options.gigabytes * 1e9))
    print(f"{options.seeds:,} random rulebooks, worlds and batches", flush=True)
    oracle(checks, options.seeds)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
