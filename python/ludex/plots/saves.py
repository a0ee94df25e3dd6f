"""What a migration does to saves: where they come from, what becomes of them, how large they are, what is made or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ludex.plots.look import BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION, bars, counted, panels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ludex.migration_report import MigrationReport


def migration(report: MigrationReport) -> Figure:
    """Draw versions, classes and sizes before and after; and sums that nothing may make or lose, where there are any."""
    declared = report.data.get("sums", {})
    aside = report.lines - report.ready
    lost = [name for name, one in declared.items() if not one["ok"]]
    said = f"{report.lines:,} saves: {report.ready:,} ready, {aside:,} set aside"
    said += f"; {', '.join(lost)} not conserved" if lost else "; every sum is conserved" if declared else ""
    with panels(4 if declared else 3, 3.4, width=15 if declared else 12) as (figure, axes):
        _versions(report, axes[0])
        _classes(report, axes[1])
        _sizes(report, axes[2])
        if declared:
            _sums(report, axes[3])
        figure.suptitle(said, x=0.01, ha="left", weight="bold", fontsize=13)
    return figure


def _versions(report: MigrationReport, ax: Axes) -> None:
    versions = report.versions
    ax.bar([str(version) for version in versions], list(versions.values()), color=SKY)
    ax.set(title="saves by version", xlabel="version they were written with", ylabel="saves")
    ax.grid(False, axis="x")
    counted(ax, "y")


def _classes(report: MigrationReport, ax: Axes) -> None:
    rows = [("ready", float(report.ready), GREEN)]
    rows += [(name, float(count), VERMILLION) for name, count in report.quarantined.items() if count]
    bars(ax, rows)
    counted(ax, "x", most=4)
    ax.set(title="what became of them", xlabel="saves", ylabel="class")


def _sizes(report: MigrationReport, ax: Axes) -> None:
    for column, color in (("before", GREY), ("after", BLUE)):
        bins = report.data["bytes"][column]
        if bins:
            ax.stairs(*_contiguous(bins), color=color, linewidth=2, label=column)
    limit = report.data["bytes"]["limit"]
    largest = max((least for column in ("before", "after") for least, _ in report.data["bytes"][column]), default=limit)
    if largest * 8 >= limit:  # far from it, the line would only press what matters into a corner
        ax.axvline(limit, color=VERMILLION, linestyle=":", label="limit")
    ax.set(title="ready saves by bytes", xscale="log", xlabel="size of a save (bytes)", ylabel="saves")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.xaxis.set_minor_formatter(lambda value, _: f"{value:,.0f}" if _first_digit(value) in "25" else "")
    ax.tick_params(axis="x", which="minor", labelsize=9)
    counted(ax, "y")
    if ax.get_legend_handles_labels()[1]:
        ax.legend()


def _contiguous(bins: Sequence[Sequence[int]]) -> tuple[list[int], list[float]]:
    """Return counts and edges of bins of which the empty ones are not listed. Four bins of one width share a power of two."""
    counts: list[int] = []
    edges: list[float] = [float(bins[0][0])]
    for least, count in bins:
        if edges[-1] < least:
            counts.append(0)
            edges.append(float(least))
        counts.append(count)
        edges.append(least + max(1.0, 2.0 ** (least.bit_length() - 1) / 4))
    return counts, edges


def _first_digit(value: float) -> str:
    return f"{value:e}"[0]


def _sums(report: MigrationReport, ax: Axes) -> None:
    rows: list[tuple[str, float, str]] = []
    names = []
    for name, one in report.data["sums"].items():
        for what, color in (("explained", ORANGE), ("unexplained", VERMILLION)):
            rows.append((f"{name}, {what}", float(int(one[what])), color))
            names.append(f"{int(one[what]):+,}" if int(one[what]) else "0")
    places = list(range(len(rows)))
    drawn = ax.barh(places, [value for _, value, _ in rows], color=[color for _, _, color in rows], height=0.72)
    ax.set_yticks(places, [name for name, _, _ in rows])
    ax.bar_label(drawn, names, padding=4, fontsize=9)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    most = max((abs(value) for _, value, _ in rows), default=0) or 1
    ax.set_xlim(-2 * most if any(value < 0 for _, value, _ in rows) else 0, 2 * most)
    ax.axvline(0, color=GREY, linewidth=1)
    ax.grid(False, axis="y")
    ax.set(title="sums: after less before", xlabel="units of the sum", ylabel="sum")
    counted(ax, "x", most=3)
