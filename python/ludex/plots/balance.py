"""What a change does to a scenario, and whether scenarios are as they are meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ludex.plots.look import BLUE, GREEN, GREY, INK, ORANGE, SKY, VERMILLION, drawing, shortened, title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

_VERDICT_COLOURS = {"passed": GREEN, "undecided": ORANGE, "failed": VERMILLION}


def comparison(report: Mapping[str, Any], ax: Axes | None = None) -> Axes:
    """Draw by how much each share moves, with its interval: what leaves the middle line out is decided."""
    # Times and attacks have other units: they stand in the report's table.
    rows = [(key, one) for key, one in report["keys"].items() if key.startswith("win_") or key in ("draw", "timeout")]
    with drawing(ax, 1.4 + 0.4 * len(rows)) as ax:
        for i, (_, one) in enumerate(rows):
            low, high = (100 * end for end in one["interval"])
            color = BLUE if one["decided"] else GREY
            ax.barh([i], [100 * one["difference"]], height=0.5, color=color)
            if low != high:
                ax.plot([low, high], [i, i], color=INK, linewidth=1.5)
        ax.axvline(0, color=INK, linewidth=1)
        ax.set_yticks(range(len(rows)), [f"{_name(key)}\n{one['a']:.1%} → {one['b']:.1%}" for key, one in rows])
        ax.set_ylim(len(rows) - 0.5, -0.6)
        ax.grid(False, axis="y")
        ax.tick_params(axis="y", length=0)
        known = "exact" if report["exact"] else f"{report['fights']:,} fights under each, all intervals at 95 %"
        ax.set(xlabel=f"change in points ({known})")
        most, one = max(rows, key=lambda row: abs(row[1]["difference"]))
        if not one["decided"]:
            title(ax, "No difference is known" if not report["exact"] else "Nothing changes")
        else:
            title(ax, f"{_begun(_name(most))} moves by {100 * one['difference']:+.1f} points")
    return ax


def expectations(report: Mapping[str, Any], ax: Axes | None = None) -> Axes:
    """Draw each expectation as a band of one width, and what was found in it or beside it."""
    rows = [(one["scenario"], test) for one in report["scenarios"] for test in one["tests"]]
    with drawing(ax, 1.4 + 0.32 * max(len(rows), 3)) as ax:
        for i, (_, test) in enumerate(rows):
            low, high = test["expected"]
            # Shares, times and counts side by side: in widths of what was expected. One value alone has no width.
            scale = (high - low) or max(abs(low), 1.0) * 0.01
            ax.barh([i], [1.0 if high > low else 0.02], left=[0.0 if high > low else -0.01], height=0.7, color=SKY, alpha=0.45)
            found, ends = (test["value"] - low) / scale, [(end - low) / scale for end in test["interval"]]
            # Far away is far away; the value stands beside it.
            ax.plot([min(max(end, -1.0), 2.0) for end in ends], [i, i], color=INK, linewidth=1.5)
            ax.plot([min(max(found, -1.0), 2.0)], [i], marker="o", color=_VERDICT_COLOURS[test["verdict"]], markersize=7)
            ax.annotate(f"{test['value']:.4g} of {low:g} to {high:g}", (2.08, i), va="center", fontsize=8, annotation_clip=False)
        ax.set_yticks(range(len(rows)), [shortened(f"{scenario}: {_name(test['key'])}") for scenario, test in rows])
        ax.set_ylim(max(len(rows), 1) - 0.5, -0.6)
        ax.set(xlim=(-1.05, 2.05), xticks=[0, 1], xlabel="where in what is expected")
        ax.set_xticklabels(["least", "most"])
        ax.grid(False, axis="y")
        ax.tick_params(axis="y", length=0)
        title(ax, f"{report['passed']} as expected, {report['failed']} not, {report['undecided']} undecided")
    return ax


def _name(key: str) -> str:
    return f"win rate of {key[4:]}" if key.startswith("win_") else key.replace("_", " ")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
