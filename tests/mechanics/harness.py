"""What the tests of mechanics share: judging through the command, worlds, draws from a Philox of their own, and how far from even a count is."""
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULEBOOKS = ROOT / "examples/rulebooks"
sys.path.insert(0, str(ROOT / "tests/vectors/make"))
from philox import Draws  # noqa: E402, F401
sys.path.insert(0, str(ROOT / "tests/tools"))
from suite import ludex_path as ludex  # noqa: E402, F401

COMBAT = Path(os.environ.get("LUDEX_CONFORMANCE_DIR", ROOT.parent / "shared/conformance")) / "combat.json"


def run(*arguments, **more):
    done = subprocess.run([ludex(), *map(os.fspath, arguments)], capture_output=True, text=True, timeout=120, **more)
    assert done.returncode in (0, 1), f"{arguments}: {done.returncode}\n{done.stderr}"
    return done


def judge(rulebook, world, requests, group=False, flags=()):
    """Judges requests (objects) as one batch: (verdicts, the world after). `rulebook` is a path or an object."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if isinstance(rulebook, dict):
            (folder / "rules.json").write_text(json.dumps(rulebook), encoding="utf-8")
            rulebook = folder / "rules.json"
        (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
        (folder / "requests.ndjson").write_text("".join(json.dumps(r) + "\n" for r in requests), encoding="utf-8")
        done = run("judge", rulebook, "--world", folder / "world.json", "--requests", folder / "requests.ndjson", "--verdicts", folder / "verdicts.ndjson",
                   "--world-out", folder / "after.json", *(["--group"] if group else []), *(word for flag in flags for word in ("--flag", flag)))
        assert done.returncode == 0, done.stderr
        verdicts = [json.loads(line) for line in (folder / "verdicts.ndjson").read_text("utf-8").splitlines()]
        assert len(verdicts) == len(requests)
        return verdicts, json.loads((folder / "after.json").read_text("utf-8"))


def request(action, actor, params=None, t=1000):
    return {"actor": actor, "received_at": t, "action": action, "params": params or {}}


def world(seed=0, **kinds):
    """{"ludex_world": …} of kinds with live state only."""
    return {"ludex_world": 1, "seed": seed, "entities": {kind: {str(id): {"live": live} for id, live in members.items()} for kind, members in kinds.items()}}


def live(after, kind, id):
    return after["entities"][kind][str(id)]["live"]


def deviation(counts, shares):
    """How many standard deviations Pearson's chi-square lies from what it is expected to be: about 0 when `counts` fall as `shares` say."""
    total, sum_of_shares = sum(counts.values()), sum(shares.values())
    assert not set(counts) - {k for k, share in shares.items() if share}, "an outcome that cannot be"
    square = sum((counts.get(k, 0) - total * float(Fraction(share) / sum_of_shares)) ** 2 / (total * float(Fraction(share) / sum_of_shares)) for k, share in shares.items() if share)
    freedom = sum(1 for share in shares.values() if share) - 1
    return (square - freedom) / (2 * freedom) ** 0.5
