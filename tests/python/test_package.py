"""The package as it is installed: import, types, examples, documentation."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]


def python(*words, **options):
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, **options)


def test_importing_it_imports_neither_numpy_nor_pandas():
    code = "import sys, ludex; print([m for m in ('numpy', 'pandas', 'json', 'dataclasses', 'enum', 'typing') if m in sys.modules])"
    result = python("-I", "-c", code)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_judging_lines_needs_no_pandas():
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "import ludex; r = ludex.Rulebook.load('examples/rulebooks/arena.json')\n"
        "w, q = r.traffic(players=5, requests=100); j = w.judge(q); j.verdicts; j[0]; repr(j); j._repr_html_(); print(len(j))"
    )
    result = python("-c", code)
    assert (result.stdout.strip(), result.stderr) == ("100", "")


def test_the_version_is_the_one_of_the_project():
    version = re.search(r"project\(ludex VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
    assert ludex.__version__ == version


def test_every_public_name_is_there_and_documented():
    for name in ludex.__all__:
        if name != "__version__":
            assert getattr(ludex, name).__doc__, name
    for cls in (ludex.Rulebook, ludex.World, ludex.Judgement, ludex.Schema, ludex.SaveLoader, ludex.MigrationReport):
        for name, member in vars(cls).items():
            if not name.startswith("_"):
                assert (member.__func__ if isinstance(member, classmethod) else member).__doc__, f"{cls.__name__}.{name}"
    assert set(ludex.__all__) <= set(dir(ludex))
    with pytest.raises(AttributeError):
        ludex.no_such_name


def test_mypy_is_strict_on_the_package():
    result = python("-m", "mypy", "--strict", "-p", "ludex")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_stubs_are_those_of_the_module():
    allowed = "tests/python/stubtest_allowlist.txt"
    result = python("-m", "mypy.stubtest", "ludex", "--mypy-config-file", "pyproject.toml", "--allowlist", allowed)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", sorted(m.name for m in pkgutil.iter_modules(ludex.__path__) if m.name != "_ludex"))
def test_examples_in_docstrings(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(importlib.import_module(f"ludex.{name}"))
    assert result.failed == 0


def test_the_examples_of_the_package_itself(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(ludex)
    assert result.failed == 0
    assert result.attempted


def test_the_code_of_the_readme_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "python/README.md").read_text(), re.M | re.S)
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "python/README.md", "exec"), names)


def test_the_first_verdict():
    result = python("examples/python/first_verdict.py")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert "'verdict': 'accepted'" in lines[0]
    assert "'not_enough_coins'" in lines[1]
    assert lines[2].startswith("{'accepted': 1, 'not_enough_coins': 1} world ")


def test_the_example_without_text():
    result = python("examples/python/columns.py")
    assert result.returncode == 0, result.stderr
    counts = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines()}
    assert int(counts["accepted"].replace(",", "")) > 10_000
    assert {"too_far", "on_cooldown"} & counts.keys()
    assert "100,000 requests" in result.stdout
    assert python("examples/python/columns.py").stdout.splitlines()[-1] == result.stdout.splitlines()[-1]


def test_the_example_of_receipts():
    result = python("examples/python/receipts.py")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "the server dies before it saves",
        "call 2: granted, 100 coins on record",
        "call 3: granted, 100 coins on record",
        "AuditReport(1 transfers, sound)",
    ]


def test_the_example_that_judges_a_file(arena, tmp_path):
    world, requests = arena.traffic(players=20, requests=1000, seed=6, attack_rate=0.3)
    files = {name: str(tmp_path / name) for name in ("world", "requests", "verdicts", "world_out")}
    Path(files["world"]).write_text(world.to_json())
    Path(files["requests"]).write_bytes(requests)
    options = ["--world", files["world"], "--requests", files["requests"]]
    outputs = ["--verdicts", files["verdicts"], "--world-out", files["world_out"]]
    result = python("examples/python/judge.py", "examples/rulebooks/arena.json", *options, *outputs, "--json")
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    judgement = world.judge(requests)
    assert list(answer) == ["counts", "world_digest", "batch_digest", "requests_per_second"]
    assert (answer["counts"], answer["batch_digest"]) == (judgement.counts, judgement.digest)
    assert answer["world_digest"] == arena.world(Path(files["world_out"])).digest == world.digest
    assert Path(files["verdicts"]).read_bytes() == judgement.lines()
    assert python("examples/python/judge.py", "examples/rulebooks/arena.json", *options).returncode == 0
    missing = python("examples/python/judge.py", "no/such/rulebook.json", *options)
    assert (missing.returncode, "cannot read" in missing.stderr, "Traceback" in missing.stderr) == (1, True, False)


def test_the_example_of_presence():
    result = python("examples/python/presence.py")
    assert result.returncode == 0, result.stderr
    said = [line for line in result.stdout.splitlines() if line.startswith(("buys: ", "leaves "))]
    assert [line.split(" {")[0] for line in said] == ["buys: accepted", "leaves with 15 coins", "buys: duplicate", "leaves with 15 coins"]
