"""Fuzzing with libFuzzer, address and undefined-behaviour sanitizers: run.py [--seconds N] [TARGET...]

Builds the targets into build/fuzz against the core of the asan preset, runs every kept finding again, then each target for N seconds from the seeds. A new
finding is made small and left in corpus/regressions, where it fails every later run until it is mended.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import seeds  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "build" / "fuzz"
REGRESSIONS = HERE / "corpus" / "regressions"
SANITIZE = "address,undefined"
FLAGS = ["-O1", "-g1", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"]
# Longest input in bytes: enough for everything the seeds hold, short enough for thousands of runs a second.
TARGETS = {"json_scan": 4096, "judge": 8192, "columns": 8192, "world": 8192, "expression": 512,
           "parse": 2048, "check": 512, "eval": 512, "rulebook": 16384, "whole": 16384, "regex": 512, "schema": 4096,
           "direct": 2048, "save": 4096, "ledger": 4096, "record": 8192,
           "capsule": 8192}
ORACLE = [ROOT / "tests" / "unit" / "helpers" / f"tree_walker{part}.cpp" for part in ("", "_lists")]  # of the targets that include evaluation.h
DICTIONARY = ["expression", "parse", "check", "eval", "rulebook", "whole"]  # targets that read expressions
TIMEOUT_S, RSS_MB, MINIMIZE_S = 20, 2048, 30


def compiler():
    return next((name for name in ("clang++", "clang++-14") if shutil.which(name)), None)


def build(clang, targets, jobs):
    """The core as its unit tests have it; then one program for each target."""
    subprocess.run([ROOT / ".ci" / "build", "asan", "ludex_core"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    library = ROOT / "build" / "asan" / "core" / "libludex_core.a"
    FOLDER.mkdir(parents=True, exist_ok=True)

    def link(target):
        source, program = HERE / f"fuzz_{target}.cpp", FOLDER / f"fuzz_{target}"
        oracle = ORACLE if '"evaluation.h"' in source.read_text("utf-8") else []
        headers = [*HERE.glob("*.h"), *ORACLE[0].parent.glob("*.h")]
        newest = max(path.stat().st_mtime for path in (library, source, *oracle, *headers))
        if program.exists() and program.stat().st_mtime > newest:
            return
        subprocess.run([clang, "-std=c++20", *FLAGS, "-ffp-contract=off", f"-fsanitize=fuzzer,{SANITIZE}",
                        f'-DLUDEX_SOURCE_DIR="{ROOT}"', f"-I{ROOT}/core/include", f"-I{ROOT}/core/src", f"-I{ROOT}/tests/unit",
                        str(source), *map(str, oracle), str(library), "-ltbb", "-o", str(program)], check=True)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(link, targets))


def fuzzer(target, *arguments):
    """Runs a target; (exit code, what it said)."""
    dictionary = [f"-dict={FOLDER / 'expression.dict'}"] if target in DICTIONARY else []
    environment = {**os.environ, "ASAN_OPTIONS": "allocator_may_return_null=1:detect_leaks=1"}
    done = subprocess.run([str(FOLDER / f"fuzz_{target}"), f"-timeout={TIMEOUT_S}", f"-rss_limit_mb={RSS_MB}",
                           f"-max_len={TARGETS[target]}", *dictionary, *arguments], capture_output=True, env=environment, cwd=FOLDER)
    return done.returncode, done.stderr.decode("utf-8", "replace")


def cause(said):
    """The one line that tells most of a crash."""
    found = re.search(r"^(BROKEN:.*|.*runtime error:.*|.*ERROR: (?:AddressSanitizer|LeakSanitizer|libFuzzer).*|.*Assertion.*)$", said, re.M)
    return found.group(1)[:300] if found else "unknown"


def keep(target, crash):
    """A small input with the same effect, in the repository."""
    kept = REGRESSIONS / f"{target}-{crash.name.split('-')[-1][:12]}"
    REGRESSIONS.mkdir(parents=True, exist_ok=True)
    shutil.copy(crash, kept)
    small = crash.with_suffix(".min")
    fuzzer(target, "-minimize_crash=1", f"-max_total_time={MINIMIZE_S}", f"-exact_artifact_path={small}", str(crash))
    if small.exists() and fuzzer(target, str(small))[0] != 0:
        shutil.copy(small, kept)
    return kept.relative_to(ROOT)


def again(target):
    """Kept findings: (passed, what failed)."""
    failures, files = [], sorted(REGRESSIONS.glob(f"{target}-*"))
    for file in files:
        code, said = fuzzer(target, str(file))
        if code:
            failures.append(f"{file.relative_to(ROOT)}: {cause(said)}")
    return len(files) - len(failures), failures


def hunt(target, seconds):
    """New findings: what failed."""
    corpus, crashes = FOLDER / "corpus" / target, FOLDER / "crashes" / target
    shutil.rmtree(crashes, ignore_errors=True)
    crashes.mkdir(parents=True)
    corpus.mkdir(parents=True, exist_ok=True)
    code, said = fuzzer(target, f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/", "-print_final_stats=1",
                        str(corpus), str(FOLDER / "seeds" / target))
    runs = re.search(r"number_of_executed_units: (\d+)", said)
    covered = re.findall(r"cov: (\d+)", said)
    print(f"  {target:<12} {int(runs.group(1)) if runs else 0:>10,} inputs, {covered[-1] if covered else '?'} edges", flush=True)
    if code == 0:
        return []
    found = sorted(crashes.iterdir())
    if not found:
        return [f"{target}: exit code {code}: {cause(said)}"]
    return [f"{target}: {cause(said)}, kept as {keep(target, found[0])}"]


def main():
    parser = argparse.ArgumentParser(description="Fuzzes the core.")
    parser.add_argument("targets", nargs="*", default=[], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=20, help="for each target (default 20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="for building")
    options = parser.parse_args()
    if unknown := [target for target in options.targets if target not in TARGETS]:
        parser.error(f"no target {unknown[0]}; there are {', '.join(TARGETS)}")
    targets = options.targets or list(TARGETS)

    clang = compiler()
    if not clang:
        print(f"not run: libFuzzer comes with clang, and there is none\n0 passed, 0 failed, {len(targets)} not run")
        return 0
    print(f"building {len(targets)} fuzzers …", flush=True)
    build(clang, targets, options.jobs)
    seeds.write(FOLDER / "seeds")
    (FOLDER / "expression.dict").write_text(seeds.dictionary(), "utf-8")

    passed, failures = 0, []
    for target in targets:
        kept, failed = again(target)
        passed += kept
        failures += failed
        found = hunt(target, options.seconds)
        passed += not found
        failures += found
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
