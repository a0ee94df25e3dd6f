"""The notebooks: run top to bottom in a fresh kernel, with their own asserts, and what they show beside what is kept.

LUDEX_NOTEBOOKS=01 runs only those whose name begins so.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "python/notebooks"
spec = importlib.util.spec_from_file_location("write", NOTEBOOKS / "write.py")
write = importlib.util.module_from_spec(spec)
spec.loader.exec_module(write)

SOURCES = write.sources()
CHOSEN = [source for source in SOURCES if source.name.startswith(os.environ.get("LUDEX_NOTEBOOKS", ""))]
AGAIN = "run `build/venv/bin/python python/notebooks/write.py {}` and look at what changed"


def named(sources):
    return [pytest.param(source, id=source.stem) for source in sources]


def kept(source):
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def test_the_readme_names_each():
    assert len(SOURCES) >= 3
    readme = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
    assert all(source.with_suffix(".ipynb").name in readme for source in SOURCES)


@pytest.mark.parametrize("source", named(SOURCES))
def test_what_is_kept_is_made_of_its_source(source):
    notebook = kept(source)
    nbformat.validate(notebook)
    again = AGAIN.format(source.name[:2])
    assert [(c.cell_type, c.source) for c in notebook.cells] == [(c.cell_type, c.source) for c in write.read(source).cells], again
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code"), again


@pytest.mark.parametrize("source", named(SOURCES))
def test_it_holds_asserts_and_plots_and_is_small(source):
    text = source.read_text(encoding="utf-8")
    assert len(re.findall(r"^\s*assert ", text, re.M)) >= 3
    assert source.with_suffix(".ipynb").stat().st_size < 400_000
    plots = write.pictures(kept(source))
    assert len(plots) >= 2
    for name, png in plots:
        if name:
            assert (write.IMAGES / f"{name}.png").read_bytes() == png, AGAIN.format(source.name[:2])
            assert len(png) < 60_000


def test_all_of_them_are_small():
    assert sum(source.with_suffix(".ipynb").stat().st_size for source in SOURCES) < 650_000


WORN = {"/tables/makes/rows/rifle/damage_min": 1, "/tables/makes/rows/rifle/damage_max": 2}
CHANGED = [
    pytest.param({"/tables/makes/rows/rifle/damage_max": 16}, "a changed duel", id="the one it invites to"),
    pytest.param(WORN, "No chance to hit makes this duel even; the nearest is\nhit = 1.000000", id="never even"),
    pytest.param({"/tables/makes/rows/cannon/hit": 0.0, "/scenarios/d1/time_limit_ms": 1000}, "a changed duel", id="decided by the clock"),
]


def part(name, end):
    """Return the notebook's source before a heading."""
    if name not in {source.stem for source in CHOSEN}:
        pytest.skip("the notebook is not chosen")
    text = (NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8")
    return text[: text.index(f"# %% [markdown]\n# ## {end}\n")]


def run(program):
    result = subprocess.run([sys.executable, "-c", program], cwd=NOTEBOOKS, env={**os.environ, "MPLBACKEND": "Agg"}, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("changes", "said"), CHANGED)
def test_another_duel_runs_to_the_end_of_its_part(changes, said):
    duel = part("02_balance", "Ten weapons, each against each")  # what CHANGES are of
    assert duel.count("CHANGES = {}  # try: ") == 1
    shown = run(duel.replace("CHANGES = {}", f"CHANGES = {changes}"))
    assert said in shown and "as shipped" not in shown


def test_no_swatch_of_a_legend_is_lost_on_white():
    program = part("02_balance", "Which number decides it?")
    asked = "print({plt.matplotlib.colors.to_hex(patch.get_edgecolor()).upper() for patch in ax.get_legend().get_patches()} - {ludex.plots.GREY})"
    edges = run(program + asked)
    assert edges.endswith("set()\n"), edges


def test_no_marker_is_cut_at_the_top():
    program = part("04_backtest", "One verdict, explained")
    low, high, most = map(float, run(program + "print(*right.get_ylim(), max(levels))").splitlines()[-1].split())
    assert low == 0 and high > 1.05 * most


def test_copies_made_as_the_docs_say_find_the_examples(tmp_path):
    docs = (NOTEBOOKS.parents[1] / "docs/notebooks.md").read_text(encoding="utf-8")
    commands = re.search(r"## Notebooks of your own\n.*?```sh\n(.*?) && jupyter lab\n```", docs, re.S).group(1)
    # Only what a shell of every platform would do with these lines, and only in a home of its own.
    assert {shlex.split(line)[0] for line in commands.splitlines()} == {"mkdir", "cp", "cd"}
    script = f"set -e\n{commands}\npwd"
    home = {**os.environ, "HOME": str(tmp_path)}
    where = subprocess.run(["sh", "-c", script], cwd=NOTEBOOKS.parents[1], env=home, capture_output=True, text=True, check=True)
    copies = Path(where.stdout.strip())
    for source in SOURCES:
        assert (copies / source.name).is_file()
        for path in re.findall(r'Path\("(\.\./[^"]+)"\)', source.read_text(encoding="utf-8")):
            assert (copies / path).is_dir(), path


@pytest.mark.parametrize("source", named(CHOSEN))
def test_it_runs_top_to_bottom_and_shows_what_is_kept(source):
    ran = write.execute(write.read(source))
    assert write.texts(ran) == write.texts(kept(source)), AGAIN.format(source.name[:2])
    drawn, there = ([sum("image/png" in o.get("data", {}) for o in cell.get("outputs", [])) for cell in n.cells] for n in (ran, kept(source)))
    assert drawn == there
