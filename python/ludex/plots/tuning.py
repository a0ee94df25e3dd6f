"""Numbers of a rulebook and what they come to: every loadout against every other, what matters most, what a change does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ludex.plots.look import BLUE, GREY, INK, ORANGE, SERIES, counted, drawing, percent, pointer_names, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes

_MOST_WRITTEN = 16  # rows of a heat map in whose cells there is room for a number
_MOST_BARS = 15
_NAMES = {"mean_ttk_ms": "mean time to kill", "sd_ttk_ms": "spread of the time to kill", "mean_attacks": "attacks in a fight"}


def _even_at_half() -> Any:
    """Return the colours of win rates: blue wins, orange loses, white is even. They differ in lightness to both sides alike."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("even at half", ["#B35806", "#FDB863", "#F7F7F7", "#80B1D3", "#08519C"])


def _key_name(key: str) -> str:
    if key.startswith("win_"):
        return f"win rate of {key[4:]}"
    return _NAMES.get(key, key)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _grid(
    ax: Axes,
    values: Sequence[Sequence[float]],
    *,
    limits: tuple[float, float],
    cmap: Any,
    label: str,
    written: Sequence[Sequence[str]],
    share: bool,
    upwards: bool,
) -> None:
    from matplotlib.ticker import PercentFormatter

    image: Any = ax.imshow(values, cmap=cmap, vmin=limits[0], vmax=limits[1], aspect="auto", origin="lower" if upwards else "upper")
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)
    bar = ax.figure.colorbar(image, ax=ax, label=label, format=PercentFormatter(1.0, decimals=0) if share else None)
    bar.outline.set_visible(False)
    if max(len(values), len(values[0]) if values else 0) <= _MOST_WRITTEN:
        for row, line in enumerate(values):
            for column, value in enumerate(line):
                red, green, blue, _ = image.cmap(image.norm(value))
                light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.55
                ax.text(column, row, written[row][column], ha="center", va="center", fontsize=9, color=INK if light else "white")


def _written(values: Sequence[Sequence[float]], form: str) -> list[list[str]]:
    return [[form.format(value) for value in line] for line in values]


def matrix(report: Mapping[str, Any], ax: Axes | None = None) -> Axes:
    """Draw the win rates of every loadout against every other, the best on top; colours count what neither wins as half."""
    order = [one["loadout"] for one in report["ranking"]]
    at = {name: i for i, name in enumerate(report["loadouts"])}

    def ordered(key: str) -> list[list[float]]:
        return [[report[key][at[row]][at[column]] for column in order] for row in order]

    # By wins alone a loadout would be worse than itself: what neither wins, by draw or by timeout, is half of each.
    win = ordered("win")
    score = [[0.5 + (mine - theirs) / 2 for mine, theirs in zip(*lines, strict=True)] for lines in zip(win, ordered("loss"), strict=True)]
    size = len(order)
    with drawing(ax, max(2.6, min(1.4 + 0.45 * size, 9)), width=max(4.8, min(3 + 0.62 * size, 11))) as ax:
        label = "colour: wins + half of the undecided"
        _grid(ax, score, limits=(0, 1), cmap=_even_at_half(), label=label, written=_written(win, "{:.0%}"), share=True, upwards=False)
        means = {one["loadout"]: one["mean_win"] for one in report["ranking"]}
        ax.set_xticks(range(size), order, rotation=0 if size <= 6 else 45, ha="center" if size <= 6 else "right")
        ax.set_yticks(range(size), [f"{name} ({means[name]:.0%})" for name in order])
        ax.tick_params(length=0)
        title(ax, f"{order[0]} wins most: {means[order[0]]:.1%} against the others" if order else "no loadouts")
        ax.set(xlabel=f"against (seat {report['teams'][1]}); numbers: wins of the row", ylabel=f"loadout in seat {report['teams'][0]} (mean win rate)")
    return ax


def sensitivity(report: Mapping[str, Any], ax: Axes | None = None, *, key: str | None = None, most: int = _MOST_BARS) -> Axes:
    """Draw a tornado: by how much a small step of each number, down and up, moves a result."""
    numbers = report["numbers"]
    key = key or next((k for k in report["base"] if k.startswith("win_")), "draw")
    _chosen([key], next((one[way]["change"] for one in numbers for way in ("down", "up") if one[way]), [key]))
    share = not key.endswith("_ms") and key != "mean_attacks"
    scale, unit = (100.0, "points") if share else (1.0, "ms" if key.endswith("_ms") else "attacks")

    def moved(number: Mapping[str, Any], way: str) -> float:
        return scale * number[way]["change"][key] if number[way] else 0.0

    rows = sorted(numbers, key=lambda one: -max(abs(moved(one, "down")), abs(moved(one, "up"))))[:most]
    names = pointer_names([one["pointer"] for one in rows])
    with drawing(ax, 1.4 + 0.3 * max(len(rows), 3)) as ax:
        for way, color, shift in (("down", ORANGE, -0.19), ("up", BLUE, 0.19)):
            widths = [moved(one, way) for one in rows]
            ax.barh([i + shift for i in range(len(rows))], widths, height=0.36, color=color, label=f"one step {way}")
            for i, one in enumerate(rows):
                if one[way]:
                    low, high = (scale * end for end in one[way]["intervals"][key])
                    if low != high:
                        ax.plot([low, high], [i + shift] * 2, color=INK, linewidth=1.2)
        ax.axvline(0, color=GREY, linewidth=1)
        ax.set_yticks(range(len(rows)), [f"{names[one['pointer']]} = {one['value']:.10g} ({_tried(one['down'])}, {_tried(one['up'])})" for one in rows])
        ax.set_ylim(max(len(rows), 1) - 0.5, -0.6)
        ax.grid(False, axis="y")
        ax.tick_params(axis="y", length=0)
        title(ax, f"What moves the {_key_name(key)} most" if rows else "no number moves it")
        step = f"one step: {report['step']}, of whole numbers at least 1"
        ax.set(xlabel=f"change of the {_key_name(key)} ({unit})\n{step}", ylabel="number of the rulebook (values tried)")
        ax.legend(loc="lower right")
    return ax


def _tried(side: Mapping[str, Any] | None) -> str:
    return f"{side['value']:.10g}" if side else "–"


def _chosen(keys: Sequence[str], known: Iterable[str]) -> None:
    for key in keys:
        if key not in known:
            raise ValueError(f"no {key!r}: choose from {', '.join(known)}")


def sweep(report: Mapping[str, Any], ax: Axes | None = None, *, keys: Sequence[str] | None = None) -> Axes:
    """Draw results along one number, as lines with their intervals; or over two numbers, as a heat map of the first result."""
    axes, points = report["axes"], report["points"]
    if not points:
        raise ValueError("the sweep has no points")
    given = [keys] if isinstance(keys, str) else list(keys) if keys else [key for key in points[0] if key.startswith("win_")]
    _chosen(given, [key for key, interval in points[0]["intervals"].items() if isinstance(interval, list)])
    names = pointer_names([one["pointer"] for one in axes])
    if len(axes) == 1:
        return _lines(axes[0], points, given, names[axes[0]["pointer"]], ax)
    if len(axes) == 2 and len(points) == len(axes[0]["values"]) * len(axes[1]["values"]):
        return _heat(axes, points, given[0], names, ax)
    raise ValueError("only whole sweeps of one number or two can be drawn: take .frame for others")


def _lines(axis: Mapping[str, Any], points: Sequence[Mapping[str, Any]], keys: Sequence[str], name: str, ax: Axes | None) -> Axes:
    share = all(not key.endswith("_ms") and key != "mean_attacks" for key in keys)
    xs = [point["at"][0] for point in points]
    with drawing(ax) as ax:
        for i, key in enumerate(keys):
            color = SERIES[i % len(SERIES)]
            ax.plot(xs, [point[key] for point in points], color=color, marker="o" if len(xs) <= 40 else None, markersize=4, label=_key_name(key))
            low, high = ([point["intervals"][key][end] for point in points] for end in (0, 1))
            if low != high:
                ax.fill_between(xs, low, high, color=color, alpha=0.2, linewidth=0)
        if share:
            ax.axhline(0.5, color=GREY, linestyle=":", linewidth=1.5)
            percent(ax, "y")
        title(ax, _begun(f"{' and '.join(map(_key_name, keys[:2]))} along {name}"))
        ax.set(xlabel=name, ylabel="share of fights" if share else "ms" if keys[0].endswith("_ms") else _key_name(keys[0]))
        if len(keys) > 1:
            ax.legend(loc="best")
    return ax


def _heat(axes: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]], key: str, names: Mapping[str, str], ax: Axes | None) -> Axes:
    rows, columns = axes[0]["values"], axes[1]["values"]
    values = [[points[i * len(columns) + j][key] for j in range(len(columns))] for i in range(len(rows))]
    share = not key.endswith("_ms") and key != "mean_attacks"
    flat = [value for line in values for value in line]
    limits = (0.0, 1.0) if share else (min(flat), max(flat))
    with drawing(ax, max(3.0, min(1.4 + 0.36 * len(rows), 8))) as ax:
        written = _written(values, "{:.0%}" if share else "{:,.0f}")
        _grid(ax, values, limits=limits, cmap=_even_at_half() if share else "cividis", label=_key_name(key), written=written, share=share, upwards=True)
        is_even_drawn = _even_line(ax, points, key, len(rows), len(columns))
        for side, one in (("x", columns), ("y", rows)):
            every = max(1, -(-len(one) // 12))
            getattr(ax, f"set_{side}ticks")(range(0, len(one), every), [f"{value:g}" for value in one[::every]])
        ax.tick_params(length=0)
        spread = f"{_key_name(key)}: {min(flat):.0%} to {max(flat):.0%}" if share else _key_name(key)
        title(ax, _begun(f"{spread}; even on the line" if is_even_drawn else spread))
        ax.set(xlabel=names[axes[1]["pointer"]], ylabel=names[axes[0]["pointer"]])
    return ax


def _even_line(ax: Axes, points: Sequence[Mapping[str, Any]], key: str, rows: int, columns: int) -> bool:
    """Draw the line along which two teams win as often; return whether it runs through the map."""
    wins = [one for one in points[0] if one.startswith("win_")]
    if key not in wins or len(wins) != 2 or min(rows, columns) < 2:
        return False
    # Not where one of them wins half: there the other has that less the draws.
    ahead = [[points[i * columns + j][wins[0]] - points[i * columns + j][wins[1]] for j in range(columns)] for i in range(rows)]
    if not min(map(min, ahead)) < 0 < max(map(max, ahead)):
        return False
    ax.contour(range(columns), range(rows), ahead, levels=[0.0], colors=[INK], linewidths=1.5)
    return True


def breakpoints(report: Mapping[str, Any], ax: Axes | None = None, *, attacker: str | None = None) -> Axes:
    """Draw how many hits a fighter needs, step by step along a number; with two numbers, a heat map of its plain hits."""
    rows, axes = report["rows"], report["axes"]
    fighters = [one["attacker"] for one in rows[0]["segments"][0]["hits"]]
    chosen = attacker or fighters[0]
    if chosen not in fighters:
        raise ValueError(f"no fighter {chosen!r} attacks: choose from {', '.join(fighters)}")
    names = pointer_names([one["pointer"] for one in axes])
    first = names[axes[0]["pointer"]]

    def of(segment: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(one for one in segment["hits"] if one["attacker"] == chosen)
        return found

    if len(rows) > 1:
        return _hit_map(report, of, names, chosen, ax)
    segments = rows[0]["segments"]
    step = (axes[0]["to"] - axes[0]["from"]) / max(axes[0]["count"] - 1, 1) or 1
    with drawing(ax) as ax:
        edges = [segments[0]["from"] - step / 2] + [one["to"] + step / 2 for one in segments]
        for key, color, name in (("plain_max_hits", ORANGE, "plain hits, lowest rolls"), ("plain_min_hits", BLUE, "plain hits, best rolls"), ("min_hits", GREY, "every draw at its best")):
            values = [of(one)[key] for one in segments]
            if any(value is not None for value in values):
                ax.stairs([float("nan") if value is None else value for value in values], edges, color=color, linewidth=2.2, label=name, baseline=None)
        ax.set_ylim(bottom=0)
        counted(ax, "y")
        target = of(segments[0])["target"]
        title(ax, f"Hits that {chosen} needs for {target}: {len(segments) - 1} breakpoints")
        ax.set(xlabel=first, ylabel="hits to defeat")
        ax.legend(loc="best")
    return ax


def _hit_map(report: Mapping[str, Any], of: Any, names: Mapping[str, str], chosen: str, ax: Axes | None) -> Axes:
    axes = report["axes"]
    count, first = axes[0]["count"], axes[0]["from"]
    values = [first + (axes[0]["to"] - first) * i / max(count - 1, 1) for i in range(count)]
    hits = []
    for row in report["rows"]:
        line = []
        for value in values:
            segment = next(one for one in row["segments"] if one["from"] - 1e-9 <= value <= one["to"] + 1e-9)
            found = of(segment)["plain_min_hits"]
            line.append(float("nan") if found is None else float(found))
        hits.append(line)
    with drawing(ax, max(3.0, min(1.4 + 0.36 * len(hits), 8))) as ax:
        flat = [value for line in hits for value in line if value == value] or [0.0]
        _grid(ax, hits, limits=(min(flat), max(flat)), cmap="cividis_r", label="hits", written=_written(hits, "{:.0f}"), share=False, upwards=True)
        every = max(1, -(-count // 12))
        ax.set_xticks(range(0, count, every), [f"{value:g}" for value in values[::every]])
        ax.set_yticks(range(len(hits)), [f"{row['at']:g}" for row in report["rows"]])
        ax.tick_params(length=0)
        title(ax, f"Plain hits that {chosen} needs, with the best rolls")
        ax.set(xlabel=names[axes[0]["pointer"]], ylabel=names[axes[1]["pointer"]])
    return ax
