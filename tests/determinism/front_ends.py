"""Who judges: the command of every preset, WebAssembly in Node, Python. All take the same arguments."""
import json
import subprocess
from dataclasses import dataclass

from cases import ROOT

TIMEOUT_S = 600
RULEBOOK, KIND, SAVES = object(), object(), object()  # put in when a command is run
VENV_PYTHON = ROOT / "build" / "venv" / "bin" / "python"


@dataclass
class FrontEnd:
    name: str
    judge: list  # the command before RULEBOOK --world W --requests R --verdicts V --json
    migrate: list  # the command before --out O --quarantine Q --json, of RULEBOOK, KIND and SAVES
    ludex: str = ""  # a native command, which also makes traffic
    not_run: str = ""
    only_judges: bool = False


def succeeds(*command):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=TIMEOUT_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def native(preset):
    ludex = ROOT / "build" / preset / "bin" / "ludex"
    missing = "" if ludex.exists() else f"build/{preset}/bin/ludex is not built: .ci/build {preset} ludex_cli"
    return FrontEnd(preset, [str(ludex), "judge"], [str(ludex), "migrate", RULEBOOK, KIND, SAVES], str(ludex), missing)


def threaded(preset, threads):
    """The same command, every batch on so many threads."""
    one = native(preset)
    return FrontEnd(f"{preset}, {threads} threads", [*one.judge, "--threads", str(threads)], [], not_run=one.not_run, only_judges=True)


def node():
    missing = ""
    if not (ROOT / "wasm" / "dist" / "node.js").exists() or not (ROOT / "wasm" / "dist" / "ludex.wasm").exists():
        missing = "wasm/dist is not built: .ci/build wasm, then npm --prefix wasm run build"
    elif not succeeds("node", "--version"):
        missing = "there is no node"
    return FrontEnd("wasm", ["node", "examples/node/judge.mjs"], ["node", "examples/node/migrate.mjs", RULEBOOK, SAVES, "--kind", KIND], not_run=missing)


def python():
    missing = "" if succeeds(str(VENV_PYTHON), "-c", "import ludex") else "build/venv cannot import ludex: pip install ."
    example = "examples/python/migrate.py"
    return FrontEnd("python", [str(VENV_PYTHON), "examples/python/judge.py"], [str(VENV_PYTHON), example, RULEBOOK, SAVES, "--kind", KIND], not_run=missing)


def run(command, allowed=(0,)):
    """Standard output, or an error with what the command said."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"no end after {TIMEOUT_S} s") from None
    if done.returncode not in allowed:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines() or ["no message"]
        # Node puts its version last and the error in the middle.
        raise RuntimeError(f"exit code {done.returncode}: " + next((line for line in said if "rror" in line), said[-1]))
    return done.stdout.decode("utf-8")


def make_traffic(ludex, case, rulebook, world, requests):
    run([ludex, "traffic", str(rulebook), "--players", str(case.players), "--requests", str(case.requests),
         "--seed", str(case.seed), "--attack-rate", f"{case.attack_rate:g}", "--world-out", str(world), "--out", str(requests)])


def judge(front_end, rulebook, world, requests, verdicts):
    return json.loads(run([*front_end.judge, str(rulebook), "--world", str(world), "--requests", str(requests),
                           "--verdicts", str(verdicts), "--json"]))


def migrate(front_end, rulebook, kind, saves, out, quarantine):
    """The report. That saves were set aside is exit code 1."""
    for file in (out, quarantine):
        file.unlink(missing_ok=True)
    given = {RULEBOOK: str(rulebook), KIND: kind, SAVES: str(saves)}
    words = [given.get(word, word) for word in front_end.migrate]
    return json.loads(run([*words, "--out", str(out), "--quarantine", str(quarantine), "--json"], allowed=(0, 1)))
