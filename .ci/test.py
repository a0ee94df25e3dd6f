"""The tests of Ludex: `make test` (quick) and `make test-all` (--all). Below is the list; runner.py does the rest.

    test.py [--all] [--only WORD]...    WORD: run just the suites with this word in their name, and the builds
"""
import argparse
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from runner import Suite, run  # noqa: E402
from steps import NPM_PACKAGE, PLAYGROUND, PYTHON, PYTHON_PACKAGE, SYSTEM_PYTHON, build  # noqa: E402

ONLY_ALL = "only in make test-all"


def units(preset, label, *which, beside=False):
    """The unit tests of a native preset."""
    return Suite(f"unit tests, {label}", [f"build/{preset}/bin/ludex_unit_tests", *which], after=[f"build {preset}"], beside=beside)


def vectors(preset, label):
    """The vectors through the C++ API and the C ABI of a native preset."""
    return [Suite(f"vectors, {name}, {label}", [f"build/{preset}/bin/ludex_vectors_{program}"], after=[f"build {preset}"])
            for program, name in (("native", "C++"), ("c", "C"))]


def in_chromium(name, *flags):
    """The playground with clicks and keys; without flags every lab, every hostile input and every vector."""
    return Suite(name, ["node", "tests/wasm/browser.mjs", *flags], needs=["wasm/package.json", "/usr/bin/chromium"], after=["build playground"],
                 not_run="" if node_major() >= 20 else "playwright-core needs Node 20 or newer")


def notebooks(name, which):
    """python/notebooks in a fresh kernel; of those that are not run, what is kept is still held to its source."""
    return Suite(name, [PYTHON, "-m", "pytest", "-q", "tests/notebooks"], needs=["tests/notebooks"], after=["build Python package"],
                 environment={"LUDEX_NOTEBOOKS": which})


def quick():
    return [
        Suite("layers", [SYSTEM_PYTHON, "-m", "unittest", "-v", "tests/package/test_layers.py"]),

        build("release"),
        Suite("generated files", [SYSTEM_PYTHON, ".ci/generate.py", "--check"], after=["build release"]),
        units("release", "g++ -O2"),
        *vectors("release", "g++ -O2"),
        Suite("command", [SYSTEM_PYTHON, "tests/cli/run.py", "build/release/bin/ludex"], after=["build release"]),
        Suite("mechanics", [SYSTEM_PYTHON, "tests/mechanics/run.py", "build/release/bin/ludex"], after=["build release"]),
        Suite("cel-spec", [SYSTEM_PYTHON, "tests/runners/cel_suite.py", "build/release/bin/ludex"], after=["build release"]),
        Suite("regular expressions against Node's", ["node", "tests/regex/compare_node.mjs", "build/release/bin/ludex_regex_runner"],
              after=["build release"]),
        Suite("regular expressions against RE2's definition", [SYSTEM_PYTHON, "tests/regex/compare_re2.py", "build/release/bin/ludex_regex_runner"],
              after=["build release"]),

        build("wasm"),
        Suite("unit tests, WASM in Node", ["node", "build/wasm/bin/ludex_unit_tests.js"], after=["build wasm"]),
        NPM_PACKAGE,
        Suite("npm package in Node", ["npm", "--prefix", "wasm", "test"], needs=["wasm/package.json"],
              after=["build npm package"]),
        PLAYGROUND,
        in_chromium("playground, a look", "--quick"),

        PYTHON_PACKAGE,
        Suite("Python package", [PYTHON, "-m", "pytest", "-q", "tests/python"], needs=["tests/python"],
              after=["build Python package"]),
        notebooks("the quickest notebook", "01"),
        Suite("oracle", [PYTHON, "tests/oracle/run.py"], after=["build release"]),

        Suite("house", [SYSTEM_PYTHON, "-m", "unittest", "-v", "tests/package/test_cmake.py",
                        "tests/package/test_commands.py"], after=["build release"]),
    ]


def digests(presets, *flags):
    """One batch, every front end and every build: the digests must be equal."""
    return Suite("digests", [PYTHON, "tests/determinism/run.py", *flags, *presets], needs=["tests/determinism/run.py"],
                 after=["build release", "build wasm", "build Python package"])


# Other optimisations and the other compiler must give the same bits: the vectors and the digests say so.
SAME_BITS = {
    "O0": "g++ -O0",
    "O3": "g++ -O3",
    "march-native": "g++ -O3 -march=native",
    "clang": "clang -O2",
}
# Nothing in these folders of tests/unit ever starts a thread, so there is nothing for tsan to see.
WITHOUT_THREADS = ["expr", "jsonschema", "ledger", "regex", "schema", "types", "value"]

# Where nearly half the time of the unit tests is spent.
FIGHTS = "*unit/balance/*,*unit/combat/*"


def node_major():
    """Node's major version, 0 without Node."""
    try:
        return int(subprocess.run(["node", "--version"], capture_output=True, text=True).stdout[1:].split(".")[0])
    except (OSError, ValueError):
        return 0


def thorough():
    suites = [
        in_chromium("npm package and playground in Chromium"),
        Suite("ten thousand batches in parallel", ["env", "LUDEX_BATCHES=10000", "build/release/bin/ludex_unit_tests", "-tc=small batches that meet*"],
              after=["build release"]),
        Suite("a million expressions", ["env", "LUDEX_GENERATED=1000000", "build/release/bin/ludex_unit_tests", "-tc=generated expressions*"],
              after=["build release"]),
        Suite("a hundred thousand expressions beside a second CEL", ["env", "LUDEX_CEL_DIFFERENTIAL=100000", "node", "--test", "tests/wasm/cel_differential.test.mjs"],
              needs=["wasm/package.json"], after=["build npm package"]),
        notebooks("every notebook", ""),
        Suite("wheel", [SYSTEM_PYTHON, ".ci/wheel"], after=["build release", "build Python package"]),
        Suite("long runs", [PYTHON, "tests/long/run.py"], needs=["tests/long/run.py"], after=["build release"]),
    ]
    suites += [
        build("asan", "ludex_unit_tests"),
        Suite("fuzzing", [SYSTEM_PYTHON, "tests/fuzz/run.py"], needs=["tests/fuzz/run.py"], after=["build asan"]),
        units("asan", "asan + ubsan, fights", f"-sf={FIGHTS}"),
        build("tsan", "ludex_unit_tests"), units("tsan", "tsan", "-sfe=" + ",".join(f"*unit/{folder}/*" for folder in WITHOUT_THREADS)),
    ]
    for preset, label in SAME_BITS.items():
        # At -O0 nothing is inlined, so of two functions of one name the linker takes one: the unit tests have found such a pair there.
        tests = ["ludex_unit_tests"] if preset == "O0" else []
        suites += [build(preset, "ludex_cli", "ludex_vectors_native", "ludex_vectors_c", *tests), *vectors(preset, label)]
        if tests:
            suites.append(units(preset, label))
    # The longest on one processor: half of it beside all that comes after the last build.
    suites.append(units("asan", "asan + ubsan, the rest", f"-sfe={FIGHTS}", beside=True))
    return suites


def main():
    parser = argparse.ArgumentParser(description="Runs the tests of Ludex.")
    parser.add_argument("--all", action="store_true", help="also what takes longer than the quick tests")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only suites named so, and builds")
    options = parser.parse_args()

    more = thorough()
    if not options.all:
        for suite in more:
            suite.not_run = ONLY_ALL
        more = [suite for suite in more if suite.counted]
    suites = quick() + more + [digests(["release", *SAME_BITS], "--all") if options.all else digests(["release"])]
    if options.only:
        suites = [s for s in suites if not s.counted or any(word in s.name for word in options.only)]
    return run(suites)


if __name__ == "__main__":
    sys.exit(main())
