"""Compilers that must take what `ludex types` writes. A tool that is not here skips its test, which is counted as not run."""
import json
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import ROOT, TIMEOUT_S

MYPY = ROOT / "build/venv/bin/mypy"
TSC = ROOT / "wasm/node_modules/typescript/bin/tsc"
LUAU = ROOT / "wasm/node_modules/luau-web/src/index.js"

# Compiling reads the types too. What the module returns is told as JSON, by the module itself.
LUAU_RUNNER = """
import { readFileSync } from "node:fs";
const { LuauState } = await import(process.argv[2]);
const state = await LuauState.createAsync({});
const returned = await state.loadstring(readFileSync(process.argv[3], "utf8"), "module", true)();
console.log(String(Array.isArray(returned) ? returned[0] : returned));
process.exit(0);
"""
LUAU_JSON = """
local function json(value: any): string
	if type(value) ~= "table" then
		return if type(value) == "string" then '"' .. value .. '"' else tostring(value)
	end
	local parts = {}
	for key, item in value do
		table.insert(parts, if type(key) == "number" then json(item) else '"' .. key .. '":' .. json(item))
	end
	local inside = table.concat(parts, ",")
	return if #value > 0 then "[" .. inside .. "]" else "{" .. inside .. "}"
end
return json(module)
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
    options = {"noEmit": True, "strict": True, "exactOptionalPropertyTypes": True, "noUncheckedIndexedAccess": True, "noUnusedLocals": True,
               "target": "ES2022", "module": "NodeNext", "moduleResolution": "NodeNext", "types": []}
    project = Path(files[0]).parent / "tsconfig.json"
    project.write_text(json.dumps({"compilerOptions": options, "files": [str(file) for file in files]}))
    return run("node", TSC, "-p", project)


def python(*files):
    need(MYPY.exists(), "there is no mypy: .ci/setup installs it")
    return run(MYPY, "--strict", "--no-error-summary", "--cache-dir", "/dev/null", *files, cwd=Path(files[0]).parent)


def cpp(compiler, header, code=""):
    need(shutil.which(compiler), f"there is no {compiler}")
    file = Path(header).parent / "main.cpp"
    file.write_text(f'#include "{header}"\n#include "{header}"\n{code}', "utf-8")
    return run(compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", file)


def luau(file):
    """(exit code, what the module gives as JSON, or the error)"""
    need(shutil.which("node"), "there is no node")
    need(LUAU.exists(), "there is no luau-web: .ci/setup installs it")
    folder, text = Path(file).parent, Path(file).read_text("utf-8")
    end = text.rindex("\nreturn table.freeze(")
    (folder / "module.luau").write_text(text[:end] + "\nlocal module = " + text[end + len("\nreturn "):] + LUAU_JSON, "utf-8")
    (folder / "run_luau.mjs").write_text(LUAU_RUNNER)
    return run("node", folder / "run_luau.mjs", LUAU, folder / "module.luau")
