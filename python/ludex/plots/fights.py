"""What comes of a scenario: who wins, and when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ludex.plots.look import BLUE, GREY, INK, SERIES, drawing, percent, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from ludex.combat import CombatReport

_SHOWN = 0.0005  # a share below it is no part of the bar


def wins(report: CombatReport, ax: Axes | None = None) -> Axes:
    """Draw who wins as one bar, divided."""
    parts = [(key[4:], report[key], SERIES[i % len(SERIES)]) for i, key in enumerate(k for k in report if k.startswith("win_"))]
    parts += [("draw", report["draw"], GREY), ("timeout", report["timeout"], "#C8C8C8")]
    best, share, _ = max(parts, key=lambda part: part[1])
    with drawing(ax, 1.9) as ax:
        if _is_unplayed(report):
            return _empty(ax, "no fights yet", xlabel="share of fights")
        at = 0.0
        for name, value, color in parts:
            if value < _SHOWN:
                continue
            has_room = value >= 0.08
            ax.barh([0], [value], left=[at], color=color, label=None if has_room else f"{name} {value:.1%}", height=0.6)
            if has_room:
                ax.text(at + value / 2, 0, f"{name}\n{value:.1%}", ha="center", va="center", color="white" if color == BLUE else INK, fontsize=9)
            at += value
        low, high = report.intervals.get(f"win_{best}", [share, share])
        known = "exact" if report.is_exact else f"{report['fights']:,} fights; 95 % interval of {best} {low:.1%} to {high:.1%}"
        title(ax, f"{best} wins {share:.1%} of fights" if best not in ("draw", "timeout") else f"{share:.1%} of fights end as {best}")
        ax.set(xlim=(0, 1), ylim=(-0.55, 0.55), yticks=[], xlabel=f"share of fights ({known})")
        ax.grid(False, axis="y")
        ax.spines["left"].set_visible(False)
        percent(ax, "x")
        if ax.get_legend_handles_labels()[1]:
            ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def _is_unplayed(report: CombatReport) -> bool:
    return not report.is_exact and report["fights"] == 0


def _empty(ax: Axes, said: str, **axis_labels: str) -> Axes:
    title(ax, said)
    ax.set(xticks=[], yticks=[], **axis_labels)
    return ax


def time_to_kill(report: CombatReport, ax: Axes | None = None, curve: Sequence[tuple[int, float]] = ()) -> Axes:
    """Draw which share of decided fights is over by when, along `curve`, pairs of time and share.

    Without one it is drawn through the quantiles that the report has.
    """
    quantiles = {float(q): ms / 1000 for q, ms in report["ttk_quantiles_ms"].items()}
    spans: dict[str, list[float]] = report["intervals"]["ttk_quantiles_ms"]
    with drawing(ax) as ax:
        if report["max_ttk_ms"] < 0:
            return _empty(ax, "no fights yet" if _is_unplayed(report) else "no fight is decided", xlabel="time (s)", ylabel="fights that are over")
        if curve:
            xs, ys = [ms / 1000 for ms, _ in curve], [share for _, share in curve]
            ax.plot([xs[0], *xs], [0.0, *ys], color=BLUE, drawstyle="steps-post", label="all decided fights")
        else:
            xs = [report["min_ttk_ms"] / 1000, *quantiles.values()]
            ax.plot(xs, [0.0, *quantiles], color=BLUE, label="through the quantiles")
        for q, seconds in quantiles.items():
            low, high = (end / 1000 for end in spans[str(q)])
            ax.plot([low, high], [q, q], color=INK, linewidth=2.5, solid_capstyle="butt")
            ax.plot([seconds], [q], marker="o", color=INK, markersize=5)
            ax.annotate(f"{q:.0%}: {seconds:.1f} s", (seconds, q), xytext=(8, -4), textcoords="offset points", fontsize=9, bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1})
        mean = report["mean_ttk_ms"] / 1000
        ax.axvline(mean, color=GREY, linestyle=":", linewidth=1.5, label=f"mean {mean:.1f} s")
        last = max(quantiles.values())
        ax.set(xlim=(0, 1.25 * last if not curve else max(1.05 * xs[-1], 1.1 * last)), ylim=(0, 1.02))
        ax.set(xlabel="time from the first move (s)", ylabel="fights that are over")
        percent(ax, "y")
        middle = quantiles.get(0.5, mean)
        title(ax, f"Half of the fights are over after {middle:.1f} s")
        ax.legend(loc="upper left")
    return ax
