"""Plots of matrices, sensitivities, sweeps and breakpoints: what stands in their axes is what the reports say."""

from __future__ import annotations

from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("matplotlib").use("Agg")
from matplotlib import pyplot  # noqa: E402

RIFLE, CANNON = "/tables/makes/rows/rifle", "/tables/makes/rows/cannon"


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def duel() -> ludex.Rulebook:
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")


def labels(ax, side="y"):
    return [label.get_text() for label in getattr(ax, f"get_{side}ticklabels")()]


def test_a_matrix_has_the_best_on_top():
    matrix = ludex.Rulebook.load(ROOT / "examples/rulebooks/arsenal.json").matrix("duel")
    ax = matrix.plot()
    order = [one["loadout"] for one in matrix["ranking"]]
    assert [label.split(" (")[0] for label in labels(ax)] == labels(ax, "x") == order
    assert ax.images[0].get_clim() == (0, 1)
    assert len(ax.texts) == 100 and ax.texts[0].get_text() == f"{matrix.win.loc[order[0], order[0]]:.0%}"
    assert ax.get_title(loc="left").startswith(f"{order[0]} wins most")


def test_a_loadout_is_as_good_as_itself():
    matrix = ludex.Rulebook.load(ROOT / "examples/rulebooks/arsenal.json").matrix("duel")
    ax = matrix.plot()
    order = [one["loadout"] for one in matrix["ranking"]]
    score = (matrix.win + (matrix.draw + matrix.timeout) / 2).loc[order, order].to_numpy()
    image = ax.images[0]
    assert list(image.get_array().ravel()) == pytest.approx(list(score.ravel()))
    for i, name in enumerate(order):
        assert matrix.win.loc[name, name] < 0.46
        red, green, blue, _ = image.cmap(image.norm(image.get_array()[i][i]))
        assert min(red, green, blue) > 0.95, name
    assert ax.figure.axes[1].get_ylabel() == "colour: wins + half of the undecided" and ax.get_xlabel().endswith("numbers: wins of the row")


def test_a_tornado_has_what_moves_it_most_on_top(duel):
    sensitivity = duel.sensitivity("d1")
    ax = sensitivity.plot(most=5)
    moved = sensitivity.frame.assign(size=lambda frame: frame["win_a"].abs()).groupby("pointer")["size"].max().sort_values(ascending=False)
    assert len(labels(ax)) == 5
    found = [max(abs(ax.patches[i].get_width()), abs(ax.patches[i + 5].get_width())) for i in range(5)]
    assert found == pytest.approx(100 * moved.to_numpy()[:5])
    first = sensitivity.to_dict()["numbers"][0]
    assert first["pointer"].endswith("rifle/damage_max") and labels(ax)[0] == "rifle damage_max = 12 (11, 13)"
    assert "cannon hit = 0.6 (0.594, 0.606)" in labels(sensitivity.plot())
    assert "(points)" in ax.get_xlabel() and ax.get_xlabel().endswith("one step: 1%, of whole numbers at least 1")
    assert ax.get_ylabel().endswith("(values tried)")
    ax.figure.canvas.draw()
    assert ax.xaxis.label.get_window_extent().x1 <= ax.figure.bbox.x1
    with pytest.raises(ValueError, match="no 'win_c': choose from win_a, win_b, draw"):
        sensitivity.plot(key="win_c")
    assert "(ms)" in sensitivity.plot(key="mean_ttk_ms").get_xlabel()


def test_a_step_out_of_bounds_was_not_tried(duel):
    ax = duel.vary({f"{RIFLE}/hit": 1.0}).sensitivity("d1", of=[f"{RIFLE}/hit"]).plot()
    assert labels(ax) == ["rifle hit = 1 (0.99, –)"]


def test_a_sweep_of_one_number_is_lines(duel):
    sweep = duel.sweep("d1", {f"{RIFLE}/hit": [0.6, 0.7, 0.8]})
    ax = sweep.plot()
    assert [line.get_label() for line in ax.lines[:2]] == ["win rate of a", "win rate of b"]
    assert list(ax.lines[0].get_xdata()) == [0.6, 0.7, 0.8]
    assert list(ax.lines[0].get_ydata()) == list(sweep.frame["win_a"])
    assert not ax.collections  # exact: no band
    played = duel.sweep("d1", {f"{RIFLE}/hit": [0.6, 0.7]}, max_states=0, fights=1000)
    if not played.frame["exact"].all():
        assert len(played.plot().collections) == 2
    assert sweep.plot(keys=["mean_ttk_ms"]).get_ylabel() == "ms"
    assert [line.get_label() for line in sweep.plot(keys="win_b").lines[:1]] == ["win rate of b"]
    for unknown in ("nope", ["win_a", "nope"]):
        with pytest.raises(ValueError, match="no 'nope': choose from win_a, win_b, draw, timeout, mean_ttk_ms"):
            sweep.plot(keys=unknown)


def test_a_sweep_of_two_numbers_is_a_map_with_the_line_where_both_are_even(duel):
    sweep = duel.sweep("d1", {f"{RIFLE}/hit": [0.6, 0.7, 0.8], f"{CANNON}/hit": [0.5, 0.7]})
    ax = sweep.plot()
    assert ax.images[0].get_array().shape == (3, 2)
    assert list(ax.images[0].get_array().ravel()) == pytest.approx(list(sweep.frame["win_a"]))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("cannon hit", "rifle hit")
    assert ax.collections and ax.get_title(loc="left").endswith("; even on the line")
    assert list(ax.get_ylim()) == [-0.5, 2.5] and labels(ax) == ["0.6", "0.7", "0.8"]  # upwards
    with pytest.raises(ValueError, match="take .frame"):
        duel.sweep("d1", {f"{RIFLE}/hit": [0.6, 0.7], f"{CANNON}/hit": [0.5, 0.7]}, count=3).plot()
    with pytest.raises(ValueError, match="take .frame"):
        duel.sweep("d1", {f"{RIFLE}/{name}": [0.5, 0.6] for name in ("hit", "crit")} | {f"{CANNON}/hit": [0.5]}).plot()


def test_both_are_even_where_they_win_as_often_and_not_at_a_half(duel):
    hits = [0.70 + 0.005 * i for i in range(9)]
    sweep = duel.sweep("d1", {f"{RIFLE}/hit": hits, f"{CANNON}/hit": [0.6, 0.61]})
    ax = sweep.plot()
    at = min(y for x, y in ax.collections[0].get_paths()[0].vertices if x == 0)  # of the cannon's 0.6
    hit = hits[0] + 0.005 * at
    even = duel.vary({f"{RIFLE}/hit": hit}).solve("d1")
    assert even["win_a"] == pytest.approx(even["win_b"], abs=1e-4) and even["win_a"] < 0.495
    no_line = duel.sweep("d1", {f"{RIFLE}/hit": [0.85, 0.9], f"{CANNON}/hit": [0.4, 0.5]}).plot()
    assert not no_line.collections and "line" not in no_line.get_title(loc="left")


def test_breakpoints_are_steps(duel):
    found = duel.breakpoints("d1", {f"{RIFLE}/damage_max": "8..24"})
    ax = found.plot()
    frame = found.frame.query("attacker == 'a'")
    values, edges, _ = ax.patches[1].get_data()
    assert list(values) == list(frame["plain_min_hits"])
    assert list(edges) == pytest.approx([7.5, *(frame["to"] + 0.5)])
    assert ax.get_title(loc="left") == f"Hits that a needs for b: {len(frame) - 1} breakpoints"
    assert found.plot(attacker="b") is not ax
    with pytest.raises(ValueError, match="choose from a, b"):
        found.plot(attacker="c")


def test_breakpoints_over_two_numbers_are_a_map(duel):
    found = duel.breakpoints("d1", {f"{RIFLE}/damage_max": "8..24", "/scenarios/d1/fighters/b/live/health": [100, 120, 140]})
    ax = found.plot()
    assert ax.images[0].get_array().shape == (3, 17)
    assert labels(ax) == ["100", "120", "140"] and list(ax.get_ylim()) == [-0.5, 2.5]


def test_a_comparison_has_a_bar_for_each_share(duel):
    exact = duel.compare(duel.vary({f"{RIFLE}/hit": 0.8}), "d1")
    ax = exact.plot()
    assert [label.split("\n")[0] for label in labels(ax)] == ["win rate of a", "win rate of b", "draw", "timeout"]
    assert [patch.get_width() for patch in ax.patches] == pytest.approx([100 * exact["keys"][key]["difference"] for key in ("win_a", "win_b", "draw", "timeout")])
    assert "exact" in ax.get_xlabel() and "win rate of" in ax.get_title(loc="left").lower()
    sampled = duel.compare(duel, "d1", 20_000, sample=True).plot()
    assert "20,000 fights" in sampled.get_xlabel() and sampled.get_title(loc="left") == "No difference is known"
    assert list(exact.differences.columns) == ["before", "after", "difference", "low", "high", "decided"]
    rates = duel.solve("d1")["win_a"], duel.vary({f"{RIFLE}/hit": 0.8}).solve("d1")["win_a"]
    assert tuple(exact.differences.loc["win_a", ["before", "after"]]) == rates
    assert duel.compare(duel, "d1").plot().get_title(loc="left") == "Nothing changes"


def test_expectations_are_bands_with_what_was_found():
    report = ludex.Rulebook.load(ROOT / "examples/rulebooks/arsenal.json").test("mirror", "duel")
    ax = report.plot()
    assert labels(ax) == [f"{scenario}: {'win rate of ' + key[4:] if key.startswith('win_') else key.replace('_', ' ')}" for scenario, key in zip(report.tests["scenario"], report.tests["key"], strict=True)]
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == len(report.tests) and all(0 <= at <= 1 for at in dots)
    assert ax.get_title(loc="left").startswith(f"{report['passed']} as expected, 0 not")
