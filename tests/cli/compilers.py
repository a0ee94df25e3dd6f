"""Compilers that must take what `ludex types` writes. A tool that is not here skips its test, which is counted as not run."""
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import ROOT, TIMEOUT_S

MYPY = ROOT / "build/venv/bin/mypy"
TSC = ROOT / "wasm/node_modules/typescript/bin/tsc"
LUAU = ROOT / "wasm/node_modules/luau-web/src/index.js"

# Prints what the module returns, as JSON. Compiling reads the types too.
LUAU_RUNNER = """
import { readFileSync } from "node:fs";
const { LuauState } = await import(process.argv[2]);
const state = await LuauState.createAsync({});
const chunk = state.loadstring(readFileSync(process.argv[3], "utf8") + (process.argv[4] ?? ""), "module", true);
const returned = await chunk();
console.log(JSON.stringify(Array.isArray(returned) ? returned[0] : returned));
process.exit(0);
"""


def need(path, how):
    if not path:
        raise unittest.SkipTest(f"not run: {how}")


def run(*command, cwd=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=4 * TIMEOUT_S, cwd=cwd)
    return done.returncode, done.stdout + done.stderr


def typescript(*files):
    need(shutil.which("node"), "there is no node")
    need(TSC.exists(), "there is no TypeScript compiler: .ci/setup installs it")
    return run("node", TSC, "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noUnusedLocals",
               "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--types", "", *files)


def python(*files):
    need(MYPY.exists(), "there is no mypy: .ci/setup installs it")
    code, out = run(MYPY, "--strict", "--no-error-summary", "--cache-dir", "/dev/null", *files)
    return code, out


def cpp(compiler, file):
    need(shutil.which(compiler), f"there is no {compiler}")
    return run(compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-x", "c++", file)


def luau(file, expression=""):
    """(exit code, what the module gives as JSON, or the error)"""
    need(shutil.which("node"), "there is no node")
    need(LUAU.exists(), "there is no luau-web: .ci/setup installs it")
    runner = Path(file).parent / "run_luau.mjs"
    runner.write_text(LUAU_RUNNER)
    return run("node", runner, LUAU, file, expression)
