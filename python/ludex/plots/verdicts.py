"""What a batch was told, and what other rules would have told it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ludex.plots.look import BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION, bars, counted, drawing, percent, title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from ludex.backtesting import Backtest

_MOST_BARS = 20
_KEY_ROWS = 2.5  # as high as a key of three colours


def reasons(counts: Mapping[str, int], ax: Axes | None = None) -> Axes:
    """Draw why requests were not accepted, the most frequent reason on top."""
    whole, accepted = sum(counts.values()), counts.get("accepted", 0)
    refused = sorted(((name, n) for name, n in counts.items() if name != "accepted" and n), key=lambda row: -row[1])
    rows = [(name, float(n), SKY if name == "duplicate" else ORANGE) for name, n in refused[:_MOST_BARS]]
    if len(refused) > _MOST_BARS:
        rest = refused[_MOST_BARS:]
        rows.append((f"{len(rest)} other reasons", float(sum(n for _, n in rest)), GREY))
    with drawing(ax, 1.3 + 0.27 * max(len(rows), 2)) as ax:
        bars(ax, rows, whole=whole)
        share = f" ({accepted / whole:.1%})" if whole else ""
        title(ax, f"{accepted:,} of {whole:,} requests accepted{share}; the others by reason", labels=[name for name, _, _ in rows])
        ax.set(xlabel="requests", ylabel="reason")
    return ax


def changes(backtest: Backtest, ax: Axes | None = None) -> Axes:
    """Draw how verdicts change, by action: those that are refused now, those that pass now, and those that pass with another answer."""
    rows = []
    for one in backtest.report["changes"]:
        before, after = one["from"], one["to"]
        name = one["action"] or "(no action)"
        same = before == after
        flips = before["verdict"] == "accepted", after["verdict"] == "accepted"
        color = VERMILLION if flips == (True, False) else GREEN if flips == (False, True) else GREY
        rows.append((f"{name}: {_said(before)} → " + ("the same, otherwise" if same else _said(after)), float(one["count"]), color))
    refused, accepted = (sum(int(count) for _, count, color in rows if color == one) for one in (VERMILLION, GREEN))
    # What players feel stands on top: one balance that differs is in every answer after it, and would hide it.
    rows = sorted(rows, key=lambda row: row[2] == GREY)[:_MOST_BARS]
    with drawing(ax, 1.5 + 0.27 * (max(len(rows), 2) + _KEY_ROWS)) as ax:
        bars(ax, rows)
        ax.set_ylim(ax.get_ylim()[0] + _KEY_ROWS, ax.get_ylim()[1])  # the longest bars may be the last: the key stands below them
        differ = f"{backtest.changed:,} of {backtest.requests:,} verdicts differ"
        felt = f"{refused:,} request{'s' * (refused != 1)} refused now, {accepted:,} accepted now"
        title(ax, f"{felt}; {differ}" if refused or accepted else differ, labels=[name for name, _, _ in rows])
        ax.set(xlabel="verdicts that differ", ylabel="action: old rules → new rules")
        _key(ax, {"refused now": VERMILLION, "accepted now": GREEN, "both accepted or both refused": GREY}, {color for _, _, color in rows})
    return ax


def _said(answer: Mapping[str, Any]) -> str:
    said = answer["reason"] if answer["verdict"] == "rejected" else answer["verdict"]
    return f"{said} ({answer['code']})" if "code" in answer else str(said)


def _key(ax: Axes, meanings: Mapping[str, str], used: set[str]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=color, label=meaning) for meaning, color in meanings.items() if color in used]
    if len(handles) > 1:
        ax.legend(handles=handles, loc="lower right")


def sum_along(backtest: Backtest, path: str, ax: Axes | None = None) -> Axes:
    """Draw a tracked sum along the log, under the old rules and under the new."""
    found = next((one for one in backtest.report["sums"] if one["path"] == path), None)
    if found is None:
        tracked = [one["path"] for one in backtest.report["sums"]]
        raise ValueError(f"no sum {path!r} was tracked: choose from {', '.join(['actions', 'cohorts', *tracked])}, or name it in sums=")
    first = found["points"][0][1] if found["points"] else 0
    xs = [(now - first) / 1000 for _, now, _, _ in found["points"]]
    unit, scale = ("minutes", 60) if xs and xs[-1] >= 300 else ("s", 1)
    old, new = ([float(point[side]) for point in found["points"]] for side in (2, 3))
    with drawing(ax) as ax:
        for values, color, name in ((old, GREY, "old rules"), (new, BLUE, "new rules")):
            ax.plot([x / scale for x in xs], values, color=color, label=name)
        if xs:
            change = f" ({(new[-1] - old[-1]) / abs(old[-1]):+.1%})" if old[-1] else ""
            title(ax, f"{path} at the end: {old[-1]:,.10g} → {new[-1]:,.10g}{change}")
            ax.set_xlim(xs[0] / scale, xs[-1] / scale)
        ax.set(xlabel=f"server time since the log began ({unit})", ylabel=f"sum of {path} over all entities")
        counted(ax, "y")
        ax.legend(loc="best")
    return ax


def groups(backtest: Backtest, by: str, ax: Axes | None = None) -> Axes:
    """Draw the accepted share before and after: by ``"actions"``, or by ``"cohorts"`` of players."""
    if by == "cohorts" and not backtest.report["cohorts"]:
        raise ValueError('the back-test has no cohorts: name some, as in ludex.backtest(…, cohorts={"veterans": "actor.level >= 20"})')
    key, rest = ("action", "(no action)") if by == "actions" else ("name", "everybody else" if len(backtest.report["cohorts"]) > 1 else "everybody")
    rows = [one for one in backtest.report[by] if one["requests"]]
    with drawing(ax, 1.5 + 0.45 * max(len(rows), 2)) as ax:
        for at, one in enumerate(rows):
            old, new = one["accepted_before"] / one["requests"], one["accepted_after"] / one["requests"]
            ax.plot([old, new], [at, at], color=VERMILLION if new < old else GREEN, linewidth=3, zorder=1)
            ax.plot([old], [at], marker="o", color=GREY, markersize=9, label="old rules" if at == 0 else None, linestyle="none")
            ax.plot([new], [at], marker="o", color=BLUE, markersize=9, label="new rules" if at == 0 else None, linestyle="none")
            ax.annotate(f"{100 * (new - old):+.1f} points", ((old + new) / 2, at), xytext=(0, 9), textcoords="offset points", ha="center", fontsize=9)
        names = [f"{one[key] or rest}\n{one['requests']:,} requests" for one in rows]
        ax.set_yticks(range(len(rows)), names)
        ax.set_ylim(max(len(rows), 1) - 0.5, -0.6)
        ax.set_xlim(0, 1)
        ax.grid(False, axis="y")
        ax.tick_params(axis="y", length=0)
        percent(ax, "x")
        title(ax, f"Accepted requests by {by[:-1]}, before and after", labels=names)
        ax.set(xlabel="share of requests that are accepted", ylabel=by[:-1])
        if rows:
            ax.legend(loc="lower left")
    return ax
