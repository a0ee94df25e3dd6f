"""make, .ci/setup and the counting in .ci/runner.py."""
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))
import runner  # noqa: E402


class Make(unittest.TestCase):
    def test_make_alone_lists_every_command_with_a_sentence(self):
        listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        declared = [line.split()[1] for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY")]
        for command in declared:
            if command != "help":
                self.assertRegex(listed, rf"(?m)^  make {command} +\w.*$")

    def test_ci_calls_exactly_make_test(self):
        self.assertIn("exec make test\n", (ROOT / ".ci/run").read_text())


class Setup(unittest.TestCase):
    def test_without_permission_it_fails_with_the_list_and_installs_nothing(self):
        with tempfile.TemporaryDirectory() as scratch:
            for tool in ("dpkg-query", "apt-get", "sudo"):  # a machine on which nothing is installed
                fake = Path(scratch, tool)
                fake.write_text(f"#!/bin/sh\n[ {tool} = dpkg-query ] || touch {scratch}/installed\nexit 1\n")
                fake.chmod(0o755)
            environment = {**os.environ, "PATH": f"{scratch}:{os.environ['PATH']}", "LUDEX_NO_INSTALL": "1"}
            result = subprocess.run([ROOT / ".ci/setup", "all"], env=environment, capture_output=True, text=True)
            self.assertEqual(result.returncode, 1)
            self.assertFalse(Path(scratch, "installed").exists())
        for line in (ROOT / ".ci/packages.txt").read_text().splitlines():
            if not line.startswith("#"):
                when, name, reason = line.split(maxsplit=2)
                if when != "node":  # this machine has Node
                    self.assertRegex(result.stdout, rf"(?m)^  {name.replace('+', '.')} +Debian +{reason[:20]}")

    def test_a_second_run_finds_everything_installed(self):
        result = subprocess.run([ROOT / ".ci/setup"], env={**os.environ, "LUDEX_NO_INSTALL": "1"}, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout), (0, "setup: everything is installed.\n"))


class Counts(unittest.TestCase):
    def test_the_output_of_every_test_tool_is_read(self):
        samples = {
            "x\n12 passed, 3 failed\n": (12, 3, 0),
            "12 passed, 0 failed, 4 not run\n": (12, 0, 4),
            "[doctest] test cases: 10 |  9 passed | 1 failed | 2 skipped\n": (9, 1, 2),
            "== 1 failed, 12 passed, 2 skipped, 1 error in 0.31s ==\n": (12, 2, 2),
            "12 passed in 0.31s\n": (12, 0, 0),
            "Ran 5 tests in 0.1s\n\nOK (skipped=1)\n": (4, 0, 1),
            "Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1)\n": (3, 2, 0),
            "# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 0\n": (3, 1, 0),
            "\u2139 tests 4\n\u2139 pass 3\n\u2139 fail 1\n": (3, 1, 0),
        }
        for text, counts in samples.items():
            with self.subTest(text=text):
                self.assertEqual(runner.count(text), counts)
        self.assertIsNone(runner.count("all is well\n"))


class Runner(unittest.TestCase):
    """Each case runs real commands and reads the report."""

    def run_suites(self, *suites):
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()) as out:
            logs, runner.LOGS = runner.LOGS, Path(scratch)
            root, runner.ROOT = runner.ROOT, Path(scratch)
            try:
                code = runner.run(suites)
            finally:
                runner.LOGS, runner.ROOT = logs, root
        return code, out.getvalue()

    @staticmethod
    def saying(name, text, code=0, **options):
        return runner.Suite(name, [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({code})"], **options)

    def test_passes_are_summed_on_the_last_line(self):
        code, out = self.run_suites(self.saying("a", "2 passed, 0 failed"), self.saying("b", "3 passed, 0 failed"))
        self.assertEqual((code, out.splitlines()[-1]), (0, "5 passed, 0 failed"))

    def test_a_failure_a_crash_and_a_missing_count_each_fail_the_run(self):
        for suite in (self.saying("a", "2 passed, 1 failed"), self.saying("a", "2 passed, 0 failed", code=3),
                      self.saying("a", "fine")):
            code, out = self.run_suites(suite, self.saying("b", "1 passed, 0 failed"))
            self.assertEqual(code, 1)
            self.assertRegex(out.splitlines()[-1], r"^[13] passed, 1 failed$")

    def test_a_failed_build_counts_and_what_needs_it_is_not_run(self):
        code, out = self.run_suites(self.saying("build", "", code=1, counted=False),
                                    self.saying("a", "2 passed, 0 failed", after=["build"]),
                                    self.saying("b", "1 passed, 0 failed"))
        self.assertEqual((code, out.splitlines()[-1]), (1, "1 passed, 1 failed"))
        self.assertIn("a: needs build, which did not pass", out)

    def test_what_later_suites_need_is_built_meanwhile(self):
        with tempfile.TemporaryDirectory() as scratch:
            built = Path(scratch, "built")
            waits = f"import pathlib, time\nwhile not pathlib.Path({str(built)!r}).exists(): time.sleep(0.01)\nprint('1 passed, 0 failed')"
            code, out = self.run_suites(self.saying("first build", "", counted=False),
                                        runner.Suite("quick", [sys.executable, "-c", waits], after=["first build"]),
                                        runner.Suite("second build", ["touch", str(built)], counted=False),
                                        self.saying("slow", "2 passed, 0 failed", after=["second build"]))
        self.assertEqual((code, out.splitlines()[-1]), (0, "3 passed, 0 failed"))
        self.assertLess(out.index("==  quick"), out.index("==  second build"))

    def test_a_suite_beside_runs_while_the_others_do_and_counts_as_they_do(self):
        with tempfile.TemporaryDirectory() as scratch:
            met = Path(scratch, "met")
            waits = f"import pathlib, time\nwhile not pathlib.Path({str(met)!r}).exists(): time.sleep(0.01)\nprint('1 passed, 0 failed')"
            meets = f"import pathlib\npathlib.Path({str(met)!r}).touch()\nprint('1 passed, 1 failed')"
            code, out = self.run_suites(self.saying("build", "", counted=False),
                                        runner.Suite("waits", [sys.executable, "-c", waits], after=["build"]),
                                        runner.Suite("long", [sys.executable, "-c", meets], after=["build"], beside=True))
        self.assertEqual((code, out.splitlines()[-1]), (1, "2 passed, 1 failed"))

    def test_what_is_not_there_is_not_run_and_named(self):
        code, out = self.run_suites(self.saying("a", "1 passed, 0 failed, 4 not run"),
                                    self.saying("b", "1 passed, 0 failed", needs=["nowhere"]))
        self.assertEqual(code, 0)
        self.assertIn("Not run: 1 suites, and 4 tests inside those that ran.\n  b: not there yet: nowhere\n", out)

    def test_a_step_is_current_while_its_inputs_and_product_stand(self):
        with tempfile.TemporaryDirectory() as scratch:
            root, runner.ROOT = runner.ROOT, Path(scratch)
            logs, runner.LOGS = runner.LOGS, Path(scratch)
            self.addCleanup(lambda: (setattr(runner, "ROOT", root), setattr(runner, "LOGS", logs)))
            Path(scratch, "in").write_text("1")
            step = runner.Suite("step", ["touch", "out"], counted=False, inputs=["in"], product="out")

            def says():
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    self.assertTrue(runner.run_suite(step, {}).ok)
                return out.getvalue()
            self.assertEqual(says(), "==  step: touch out\n")
            self.assertEqual(says(), "==  step: current\n")
            Path(scratch, "in").write_text("2")
            self.assertEqual(says(), "==  step: touch out\n")
            Path(scratch, "out").unlink()
            self.assertEqual(says(), "==  step: touch out\n")

    def test_nothing_run_is_no_success(self):
        self.assertEqual(self.run_suites(self.saying("b", "1 passed, 0 failed", needs=["nowhere"]))[0], 1)


if __name__ == "__main__":
    unittest.main()
