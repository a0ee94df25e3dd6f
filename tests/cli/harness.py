"""What the tests of the command share: running it, and files to run it on."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/tools"))
from suite import differences, ludex_path  # noqa: E402, F401

ARENA = ROOT / "examples/rulebooks/arena.json"

TIMEOUT_S = 60
REQUEST = {"actor": 1, "received_at": 1_000_000, "action": "RequestPurchase",
           "params": {"item": "potion", "receipt": "receipt-1"}, "nonce": 1, "sent_at": 1_000_000}
WORLD = {"ludex_world": 1, "entities": {"player": {
    "1": {"profile": {"version": 3, "state": {"coins": 1000}}, "live": {}},
    "2": {"profile": {"version": 3, "state": {"coins": 0}}, "live": {"position": [3, 0, 0]}}}}}


def request(**changes):
    """One request line; a value of None removes the member."""
    made = {**REQUEST, **changes}
    return json.dumps({key: value for key, value in made.items() if value is not None})


def purchases(count, step_ms=1000):
    """`count` different purchases that all pass A and B, one each `step_ms`."""
    times = [1_000_000 + i * step_ms for i in range(count)]
    return [request(received_at=t, sent_at=t, nonce=i + 1, params={"item": "potion", "receipt": f"receipt-{i}"})
            for i, t in enumerate(times)]


class CommandTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.world = self.write("world.json", json.dumps(WORLD))
        self.requests = self.write("requests.ndjson", request() + "\n")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def run_ludex(self, *arguments, stdin=b"", environment=None, **more):
        """Runs the command; fails the test if it crashed or hung. Output is decoded leniently."""
        done = subprocess.run([ludex_path(), *map(os.fspath, (str(a) if isinstance(a, int) else a for a in arguments))],
                              input=stdin, capture_output=True, timeout=TIMEOUT_S, cwd=self.folder,
                              env={**os.environ, **(environment or {})}, **more)
        done.out = done.stdout.decode("utf-8", "replace")
        done.err = done.stderr.decode("utf-8", "replace")
        self.assertIn(done.returncode, (0, 1, 2), f"crashed: {done.returncode}\n{done.err}")
        return done

    def succeed(self, *arguments, **more):
        done = self.run_ludex(*arguments, **more)
        self.assertEqual(done.returncode, 0, done.err + done.out)
        return done

    def refuse(self, code, *arguments, **more):
        """The command must end with `code` and say on stderr what to do next."""
        done = self.run_ludex(*arguments, **more)
        self.assertEqual(done.returncode, code, done.err + done.out)
        self.assertRegex(done.err, r"(?m)^Next: \S.*$", "a failure says what to do next")
        return done

    def errors(self, *arguments, **more):
        """The errors that --json reports for a failure."""
        done = self.run_ludex(*arguments, "--json", **more)
        self.assertEqual(done.returncode, 1, done.err + done.out)
        report = json.loads(done.out)
        self.assertIs(report["ok"], False)
        self.assertTrue(report["errors"])
        for error in report["errors"]:
            self.assertEqual([key for key in error if key != "file"], ["code", "message", "pointer", "line", "column", "excerpt", "caret"])
        self.assertTrue(report["next"])
        return report["errors"]

    def judge(self, *arguments, **more):
        """`ludex judge --json` on the arena with this test's world and requests."""
        return json.loads(self.succeed("judge", ARENA, "--world", self.world, "--requests", self.requests, "--json",
                                       *arguments, **more).out)

    def lines(self, path):
        text = Path(path).read_text("utf-8")
        self.assertTrue(text == "" or text.endswith("\n"), "every verdict line ends in LF")
        return [json.loads(line) for line in text.splitlines()]

    def assert_no_leftovers(self):
        self.assertEqual([p.name for p in self.folder.iterdir() if p.suffix == ".tmp"], [])
