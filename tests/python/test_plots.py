"""Plots: what stands in their axes, not their pixels."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import ludex
import ludex.plots
import pytest

ROOT = Path(__file__).resolve().parents[2]
matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def duel() -> ludex.Rulebook:
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")


def title(ax):
    return ax.get_title(loc="left")


def widths(ax):
    return [bar.get_width() for bar in ax.patches]


def labels(ax, side="y"):
    return [label.get_text() for label in getattr(ax, f"get_{side}ticklabels")()]


def test_quantiles_and_the_curve_of_all_fights(duel):
    simulation = duel.simulation("d1", seed=3)
    simulation.run(20_000)
    report = simulation.report()
    ax = simulation.plot()
    curve = ax.lines[0]
    times, shares = curve.get_xdata(), curve.get_ydata()
    assert (shares[0], shares[-1]) == (0, 1) and list(shares) == sorted(shares)
    assert times[-1] == report["max_ttk_ms"] / 1000
    for q, ms in report["ttk_quantiles_ms"].items():  # the first time by which so many fights are over
        assert next(t for t, share in zip(times, shares) if share >= float(q)) == ms / 1000
    marked = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert marked == [ms / 1000 for ms in report["ttk_quantiles_ms"].values()]
    assert ax.get_xlabel().endswith("(s)") and title(ax) == f"Half of the fights are over after {report['ttk_quantiles_ms']['0.5'] / 1000:.1f} s"
    assert simulation.times["fights"].sum() == 20_000 * (1 - report["timeout"])
    assert simulation.times["ttk_ms"].iloc[[0, -1]].to_list() == [report["min_ttk_ms"], report["max_ttk_ms"]]
    mean = (simulation.times["ttk_ms"] * simulation.times["fights"]).sum() / 20_000
    assert mean == pytest.approx(report["mean_ttk_ms"])


def test_an_exact_solution_is_drawn_along_its_own_curve(duel):
    report = duel.solve("d1")
    line = report.plot().lines[0]
    times, shares = list(line.get_xdata()), list(line.get_ydata())
    assert len(times) > 10 and times == sorted(times) and shares == sorted(shares)
    assert (times[0], shares[0], shares[-1]) == (report["min_ttk_ms"] / 1000, 0, pytest.approx(1))
    for share, ms in report["ttk_quantiles_ms"].items():
        before = max(y for x, y in zip(times, shares, strict=True) if x < ms / 1000)
        assert before < float(share) <= max(y for x, y in zip(times, shares, strict=True) if x <= ms / 1000)
    with pytest.raises(ValueError, match="'time' or 'wins'"):
        report.plot("losses")


def test_the_bar_of_wins_is_whole(duel):
    report = duel.solve("d1")
    ax = report.plot("wins")
    assert widths(ax) == pytest.approx([report["win_a"], report["win_b"], report["draw"]])
    assert title(ax) == "a wins 54.1% of fights" and "exact" in ax.get_xlabel()
    assert "95 % interval" in duel.simulate("d1", 1000).plot("wins").get_xlabel()


def test_a_scenario_that_nobody_wins(duel):
    rules = json.loads("\n".join(line for line in (ROOT / "examples/rulebooks/duel.json").read_text().splitlines() if not line.strip().startswith("//")))
    for row in rules["tables"]["makes"]["rows"].values():
        row["hit"] = 0.0
    still = ludex.Rulebook.parse(rules)
    report = still.simulate("d1", 10)
    assert title(report.plot()) == "no fight is decided"
    assert title(report.plot("wins")) == "100.0% of fights end as timeout"


def test_a_simulation_without_fights_says_so(duel):
    simulation = duel.simulation("d1")
    for what in ("time", "wins"):
        ax = simulation.plot(what)
        assert title(ax) == "no fights yet" and not ax.patches and not ax.lines
    simulation.run(10)
    assert "wins" in title(simulation.plot("wins"))


def test_bars_by_reason_are_the_counts(arena):
    world, requests = arena.traffic(players=50, requests=5000, seed=2, attack_rate=0.4)
    judgement = world.judge(requests)
    ax = judgement.plot()
    refused = {name: n for name, n in judgement.counts.items() if name != "accepted"}
    assert sum(widths(ax)) == sum(refused.values())
    for label, width in zip(labels(ax), widths(ax)):
        assert label.endswith("other reasons") or refused[label] == width
    assert title(ax).replace("\n", " ").startswith(f"{judgement.counts['accepted']:,} of 5,000 requests accepted")
    assert len(labels(ax)) <= 21
    assert widths(arena.world().judge([]).plot()) == []


@pytest.fixture(scope="module")
def backtest():
    folder = ROOT / "examples/backtest"
    return ludex.backtest(folder / "day.ludexlog", folder / "new.json", cohorts={"veterans": "actor.level >= 4"}, sums=["player.coins"])


def test_changes_of_a_back_test(backtest):
    ax = backtest.plot()
    assert sorted(widths(ax)) == sorted(backtest.changes["count"])
    colors = [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches]
    assert set(colors) == {ludex.plots.VERMILLION, ludex.plots.GREEN, ludex.plots.GREY}
    assert labels(ax)[0] == "Dig: accepted → on_cooldown"
    assert colors.index(ludex.plots.GREY) == 4 and set(colors[4:]) == {ludex.plots.GREY}  # what players feel comes first
    assert widths(ax)[:4] == [502, 155, 41, 24]
    ax.figure.canvas.draw()
    legend = ax.get_legend().get_window_extent()
    assert not any(legend.overlaps(bar.get_window_extent()) for bar in ax.patches)
    assert title(ax).replace("\n", " ") == "543 requests refused now, 179 accepted now; 2,898 of 3,000 verdicts differ"


def test_a_back_test_without_changes():
    folder = ROOT / "examples/backtest"
    same = ludex.backtest(folder / "day.ludexlog", folder / "old.json")
    assert title(same.plot()) == "0 of 3,000 verdicts differ"
    with pytest.raises(ValueError, match="no cohorts: name some, as in"):
        same.plot("cohorts")
    with pytest.raises(ValueError, match="no sum 'player.coins' was tracked: choose from actions, cohorts, or name it in sums="):
        same.plot("player.coins")


def test_a_sum_under_both_rules(backtest):
    ax = backtest.plot("player.coins")
    old, new = (line.get_ydata() for line in ax.lines)
    assert (old[0], old[-1], new[-1]) == (1170, 2118, 1646)
    assert title(ax) == "player.coins at the end: 2,118 → 1,646 (-22.3%)"
    with pytest.raises(ValueError, match="no sum 'players.coins' was tracked: choose from actions, cohorts, player.coins, or name it"):
        backtest.plot("players.coins")


def test_shares_of_cohorts(backtest):
    ax = backtest.plot("cohorts")
    one = backtest.cohorts.iloc[0]
    assert list(ax.lines[0].get_xdata()) == [one["accepted_before"] / one["requests"], one["accepted_after"] / one["requests"]]
    assert labels(ax)[0].startswith("veterans") and labels(ax)[1].startswith("everybody else")
    assert labels(backtest.plot("actions"))[0].startswith("Dig")


def test_a_migration_with_sums():
    script = ROOT / "examples/migration/make_saves.py"
    saves = subprocess.run([sys.executable, script], capture_output=True, check=True).stdout
    report = ludex.Rulebook.load(ROOT / "examples/migration/draft.json").migrate(saves)
    figure = report.plot()
    assert [title(ax) for ax in figure.axes] == ["saves by version", "what became of them", "ready saves by bytes", "sums: after less before"]
    assert [bar.get_height() for bar in figure.axes[0].patches] == list(report.versions.values())
    assert widths(figure.axes[3]) == [0, -157_270, 32_720, 0]
    assert "coins not conserved" in figure.get_suptitle()
    values, edges, _ = figure.axes[2].patches[0].get_data()
    assert sum(values) == report.ready and list(edges) == sorted(set(edges))
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_a_plot_goes_into_the_axes_that_are_given(duel):
    figure, axes = pyplot.subplots(1, 2)
    assert duel.solve("d1").plot(ax=axes[1]) is axes[1]
    assert not axes[0].lines and len(pyplot.get_fignums()) == 1
    figure.savefig(io.BytesIO())


def test_the_look_is_for_plots_of_ludex_until_it_is_asked_for():
    before = matplotlib.rcParams["axes.spines.top"]
    with ludex.plots.drawing(None) as ax:
        assert not ax.spines["top"].get_visible()
    assert matplotlib.rcParams["axes.spines.top"] == before
    with matplotlib.rc_context():
        ludex.plots.use()
        assert pyplot.subplots()[1].get_facecolor() == (1, 1, 1, 1)


def test_without_matplotlib_the_error_says_how_to_install_it():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import ludex, ludex.plots\n"
        "d = ludex.Rulebook.load('examples/rulebooks/duel.json')\n"
        "for plot in (d.solve('d1').plot, d.simulate('d1', 10).plot, ludex.plots.use):\n"
        "    try: plot()\n"
        "    except ludex.LudexError as error: print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stderr == "" and result.stdout.count("pip install 'ludex[notebook]'") == 3


def test_drawing_is_imported_only_to_draw():
    code = "import sys, ludex, ludex.plots; ludex.Rulebook.load('examples/rulebooks/duel.json').solve('d1'); print('matplotlib' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout == "False\n", result.stderr
