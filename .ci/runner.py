"""Runs suites one after another and counts: what ran, what passed, what failed, what was not run and why. Build steps, and suites
that say so, run beside them in a row of their own, at a low priority: most suites take one processor, and that row takes what they
leave."""
import hashlib
import os
import re
import shlex
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "build" / "logs"
HEARTBEAT_S = 10  # a long step shows its latest line this often
TAIL_LINES = 60  # of a failed step's log
BESIDE = 10  # the niceness of what runs beside the suites


@dataclass
class Suite:
    """One command whose output ends in a count. `needs` are paths that must exist, `after` steps that must have passed."""
    name: str
    command: list
    needs: list = field(default_factory=list)
    after: list = field(default_factory=list)
    counted: bool = True  # False: a build step, which counts only when it fails
    beside: bool = False  # a long suite on one processor: runs in the row of the builds
    inputs: list = field(default_factory=list)  # paths: skip when these are as at the last success …
    product: str = ""  # … and this (a glob) exists
    not_run: str = ""  # a reason not to run it at all
    environment: dict = field(default_factory=dict)


@dataclass
class Outcome:
    suite: Suite
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    not_run: str = ""

    @property
    def ok(self):
        return not self.failed and not self.not_run


# How the test tools that we use say what happened; the last line that fits counts.
_COUNTS = [
    # our own scripts: "12 passed, 0 failed, 1 not run"
    r"^(?P<passed>\d+) passed, (?P<failed>\d+) failed(?:, (?P<skipped>\d+) (?:not run|skipped))?$",
    # doctest
    r"test cases:\s+\d+ \|\s+(?P<passed>\d+) passed \|\s+(?P<failed>\d+) failed \|\s+(?P<skipped>\d+) skipped",
]


def count(text):
    """(passed, failed, skipped) from a suite's output, or None when it says nothing."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for pattern in _COUNTS:
        found = list(re.finditer(pattern, text, re.M))
        if found:
            return tuple(int(found[-1].groupdict().get(k) or 0) for k in ("passed", "failed", "skipped"))
    # pytest: "== 1 failed, 12 passed, 1 skipped, 3 subtests passed in 0.3s =="
    found = re.findall(r"^=*\s*((?:\d+ (?:subtests )?\w+,? ?)+) in [\d.]+s", text, re.M)
    if found:
        words = {word: int(n) for n, word in re.findall(r"(\d+) ((?:subtests )?\w+)", found[-1])}
        failed = sum(words.get(w, 0) for w in ("failed", "error", "errors", "subtests failed"))
        return words.get("passed", 0), failed, words.get("skipped", 0)
    # unittest: "Ran 5 tests in 0.1s", then "OK (skipped=1)" or "FAILED (failures=1, errors=2)"
    found = re.findall(r"^Ran (\d+) tests?", text, re.M)
    if found:
        last = text[text.rindex("Ran "):]
        words = {word: int(n) for word, n in re.findall(r"(\w+)=(\d+)", last)}
        failed = words.get("failures", 0) + words.get("errors", 0)
        skipped = words.get("skipped", 0)
        return int(found[-1]) - failed - skipped, failed, skipped
    # node --test: "# pass 3", "# fail 0", "# skipped 0" (another mark when on a terminal)
    words = {word: int(n) for word, n in re.findall(r"^\S (pass|fail|skipped|cancelled) (\d+)$", text, re.M)}
    if "pass" in words and "fail" in words:
        return words["pass"], words["fail"] + words.get("cancelled", 0), words.get("skipped", 0)
    return None


def _fingerprint(paths):
    """A hash over the names and contents of all files at or below `paths`."""
    digest = hashlib.sha256()
    for path in paths:
        top = ROOT / path
        for file in [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file()):
            if file.suffix != ".pyc":
                digest.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _stream(suite, log, alive, niceness):
    """Runs the command with its output in `log`; returns the exit code. Tells `alive` the latest line now and then."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **suite.environment}
    command = ["nice", "-n", str(niceness), *suite.command] if niceness else suite.command
    with open(log, "wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, env=environment)
        started = shown = time.monotonic()
        while True:
            try:
                return process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                pass
            if time.monotonic() - shown >= HEARTBEAT_S:
                shown = time.monotonic()
                lines = log.read_text(errors="replace").splitlines() or [""]
                alive(f"    {shown - started:4.0f} s  {lines[-1].strip()[:100]}")


def _print(line):
    print(line, flush=True)


def run_suite(suite, outcomes, say=_print, alive=_print, niceness=0):
    """Runs one suite, or finds why it cannot; tells `say` about it, line by line."""
    outcome = Outcome(suite, not_run=suite.not_run)
    missing = [path for path in suite.needs if not (ROOT / path).exists()]
    unmet = [name for name in suite.after if name not in outcomes or not outcomes[name].ok]
    if not outcome.not_run and missing:
        outcome.not_run = "not there yet: " + ", ".join(missing)
    if not outcome.not_run and unmet:
        outcome.not_run = f"needs {', '.join(unmet)}, which did not pass"
    if outcome.not_run:
        say(f"--  {suite.name}: not run ({outcome.not_run})")
        return outcome

    stamp = LOGS / (re.sub(r"\W+", "-", suite.name) + ".current")
    fingerprint = _fingerprint(suite.inputs) if suite.inputs else ""
    if fingerprint and stamp.exists() and stamp.read_text() == fingerprint and list(ROOT.glob(suite.product)):
        say(f"==  {suite.name}: current")
        return outcome

    say(f"==  {suite.name}: {shlex.join(map(str, suite.command))}")
    log = stamp.with_suffix(".log")
    started = time.monotonic()
    code = _stream(suite, log, alive, niceness)
    outcome.seconds = time.monotonic() - started
    text = log.read_text(errors="replace")
    counts = count(text) if suite.counted else (0, 0, 0)
    if counts:
        outcome.passed, outcome.failed, outcome.skipped = counts
    if code or not counts:
        outcome.failed = max(outcome.failed, 1)
    if outcome.failed:
        why = f"exit code {code}" if code else "failures" if counts else "it printed no count"
        say("\n".join("    " + line for line in text.splitlines()[-TAIL_LINES:]))
        say(f"!!  {suite.name}: {why}; the whole output is in {log.relative_to(ROOT)}")
    elif suite.counted:
        say(f"    {outcome.passed} passed, {outcome.skipped} not run, {outcome.seconds:.1f} s")
    if fingerprint and not outcome.failed:
        stamp.write_text(fingerprint)
    return outcome


class Beside(threading.Thread):
    """Runs build steps and long suites in their order. What one says is kept until somebody waits for it."""

    def __init__(self, steps):
        super().__init__(daemon=True)
        self._steps = steps
        self._outcomes = {}
        self._said = {step.name: [] for step in steps}
        self._watched = None
        self._changed = threading.Condition()

    def run(self):
        for step in self._steps:
            def say(line, name=step.name):
                with self._changed:
                    if self._watched != name:
                        return self._said[name].append(line)
                _print(line)

            def alive(line, name=step.name):
                if self._watched == name:
                    _print(line)

            outcome = run_suite(step, self._outcomes, say, alive, BESIDE)
            with self._changed:
                self._outcomes[step.name] = outcome
                self._changed.notify_all()

    def wait(self, name):
        """The step's outcome; prints what it said, and says."""
        with self._changed:
            self._watched = name
            for line in self._said[name]:
                _print(line)
            self._changed.wait_for(lambda: name in self._outcomes)
            self._watched = None
            return self._outcomes[name]


def run(suites):
    """Runs all suites in order, prints the table, returns the exit code."""
    LOGS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    beside = Beside([suite for suite in suites if suite.beside or not suite.counted])
    beside.start()
    outcomes = {}
    for suite in suites:
        outcomes[suite.name] = beside.wait(suite.name) if suite.beside or not suite.counted else run_suite(suite, outcomes)
    return report(list(outcomes.values()), time.monotonic() - started)


def report(outcomes, seconds):
    row = "{:<36}{:>8}{:>8}{:>8}{:>9}{:>9}"
    print("\n" + row.format("suite", "ran", "passed", "failed", "not run", "seconds"))
    total = [0, 0, 0]
    for o in outcomes:
        if o.not_run or (not o.suite.counted and not o.failed):
            continue
        for i, n in enumerate((o.passed, o.failed, o.skipped)):
            total[i] += n
        print(row.format(o.suite.name, o.passed + o.failed, o.passed, o.failed, o.skipped, f"{o.seconds:.1f}"))
    passed, failed, skipped = total
    builds = sum(o.seconds for o in outcomes if not o.suite.counted)
    print(row.format("builds", "", "", "", "", f"{builds:.1f}"))
    print(row.format("all", passed + failed, passed, failed, skipped, f"{seconds:.1f}"))

    left_out = [o for o in outcomes if o.not_run]
    print(f"\nNot run: {len(left_out)} suites, and {skipped} tests inside those that ran.")
    for o in left_out:
        print(f"  {o.suite.name}: {o.not_run}")
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0
