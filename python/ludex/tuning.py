"""What other numbers make of a scenario: sensitivity, sweeps over grids, breakpoints."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ludex import _ludex
from ludex.arguments import UINT64, as_int, as_name, as_names, as_number, as_threads, shown

if TYPE_CHECKING:
    from typing import SupportsIndex

    import pandas as pd
    from matplotlib.axes import Axes


def changes_json(changes: Mapping[str, Any]) -> bytes:
    """Return changes as the core takes them."""
    return json.dumps({pointer: as_number(pointer, value, pointer) for pointer, value in _by_pointer("changes", changes)}).encode()


def axes_of(vary: Mapping[str, Any]) -> dict[str, list[float] | str]:
    """Return axes as the core takes them; a number alone is a list of one."""
    return {pointer: _axis(pointer, values) for pointer, values in _by_pointer("vary", vary)}


def _by_pointer(name: str, given: Any) -> list[tuple[str, Any]]:
    if not hasattr(given, "items"):  # a Series has them too
        _ludex.raise_error("host", f"{name} is {shown(given)}: give a dict by JSON Pointer; `numbers` lists them")
    return [(as_name(f"a pointer of {name}", pointer), value) for pointer, value in given.items()]


def _axis(pointer: str, values: Any) -> list[float] | str:
    if isinstance(values, str):
        return values
    if not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        values = [values]
    elif isinstance(values, (bytes, Mapping)) or getattr(values, "ndim", 1) != 1:
        _ludex.raise_error("host", f"{pointer} is {shown(values)}, not a list of numbers or \"FROM..TO\"", pointer)
    return [as_number(f"{pointer}: value {i}", value, pointer) for i, value in enumerate(values)]


def options_json(
    *,
    threads: SupportsIndex | None,
    of: Any = (),
    step: Any = None,
    count: SupportsIndex | None = None,
    vary: Mapping[str, list[float] | str] | None = None,
    **counts: SupportsIndex,
) -> str:
    """Return options as the core takes them, without those that are None; `counts` are fights, seed, max_states and first."""
    given: dict[str, Any] = {name: as_int(name, value, UINT64) for name, value in counts.items()}
    given |= {
        "threads": as_threads(threads, 256),
        "of": as_names("of", of) or None,
        "step": step if isinstance(step, str) or step is None else as_number("step", step),
        "count": None if count is None else as_int("count", count, UINT64),
        "vary": vary,
    }
    return json.dumps({name: value for name, value in given.items() if value is not None})


def numbers_frame(text: bytes) -> pd.DataFrame:
    """Return the table that `Rulebook.numbers` describes. Its values are Python's, ints and floats side by side."""
    import pandas as pd

    columns = ["pointer", "value", "type", "low", "high", "line", "column"]
    frame = pd.DataFrame(json.loads(text)["numbers"], columns=columns, dtype=object)
    return frame.astype({"line": "int64", "column": "int64"})


class _Answer:
    """An answer of the core: the same bytes on every platform."""

    def __init__(self, text: bytes) -> None:
        self._json = text
        self._values: dict[str, Any] = json.loads(text)

    def to_json(self) -> bytes:
        """Return the answer as its JSON (docs/tuning.md)."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as that JSON says it."""
        values: dict[str, Any] = json.loads(self._json)
        return values

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, _Answer) and type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json)

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return str(self._values["scenario"])


def _frame(rows: list[dict[str, Any]], columns: list[str], keys: list[str]) -> pd.DataFrame:
    """Return rows as a table; one without rows has its columns too, each key with its lowest and highest value."""
    import pandas as pd

    if not rows:
        columns = columns + [column for key in keys for column in (key, f"{key}_low", f"{key}_high")]
    return pd.DataFrame(rows, columns=None if rows else columns)


def _listed(what: str, pointers: list[str]) -> str:
    more = f" and {len(pointers) - 3} more" if len(pointers) > 3 else ""
    return f"; {what}: {', '.join(pointers[:3])}{more}" if pointers else ""


class Sensitivity(_Answer):
    """How much each number matters to a scenario. Made by `Rulebook.sensitivity`."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing was sampled."""
        return bool(self._values["exact"])

    @property
    def unread(self) -> list[str]:
        """Numbers asked for that the scenario never looks at."""
        return list(self._values["unread"])

    @property
    def frame(self) -> pd.DataFrame:
        """One row a number and direction, largest magnitude first: ``pointer``, ``value`` (as it is), ``direction`` (down or
        up), ``to`` (the value tried), ``magnitude``, ``exact``; then the changes ``win_TEAM``…, ``draw``, ``timeout``,
        ``mean_ttk_ms``, each with its ``KEY_low`` and ``KEY_high`` at 95 %.
        """
        rows = []
        for number in self._values["numbers"]:
            for direction in ("down", "up"):
                side = number[direction]
                if side is None:
                    continue
                row = {"pointer": number["pointer"], "value": number["value"], "direction": direction, "to": side["value"]}
                row |= {"magnitude": number["magnitude"], "exact": side["exact"]}
                for key, change in side["change"].items():
                    row[key] = change
                    row[f"{key}_low"], row[f"{key}_high"] = side["intervals"][key]
                rows.append(row)
        keys = [key for key in self._values["base"]["intervals"] if key.startswith("win_") or key in ("draw", "timeout", "mean_ttk_ms")]
        return _frame(rows, ["pointer", "value", "direction", "to", "magnitude", "exact"], keys)

    def plot(self, ax: Axes | None = None, *, key: str | None = None, most: int = 15) -> Axes:
        """Draw a tornado: what a step of each number, down and up, moves. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.
        key : str, optional
            What is moved: ``win_TEAM``, ``draw``, ``timeout`` or ``mean_ttk_ms``. None: the first win rate.
        most : int
            Numbers that are drawn, those that move it most.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import tuning

        return tuning.sensitivity(self._values, ax, key=key, most=most)

    def __repr__(self) -> str:
        numbers = self._values["numbers"]
        most = f", most: {numbers[0]['pointer']}" if numbers else ""
        return f"<Sensitivity of {self.scenario} to {len(numbers)} numbers{most}{_listed('unread', self.unread)}>"


def _said(point: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in point.items() if key != "at"}


class Sweep(_Answer):
    """What comes of a scenario at every point of a grid. Made by `Rulebook.sweep`."""

    @property
    def axes(self) -> dict[str, list[float]]:
        """Values by pointer."""
        return {axis["pointer"]: axis["values"] for axis in self._values["axes"]}

    @property
    def frame(self) -> pd.DataFrame:
        """One row a point: the values by pointer, then ``exact``, ``fights``, ``win_TEAM``…, ``draw``, ``timeout``,
        ``mean_ttk_ms``, ``sd_ttk_ms``, ``mean_attacks``, each with its ``KEY_low`` and ``KEY_high`` at 95 %.
        """
        pointers = list(self.axes)
        rows = []
        for point in self._values["points"]:
            row = dict(zip(pointers, point["at"], strict=True))
            row |= {"exact": point["exact"], "fights": point["fights"]}
            for key, interval in point["intervals"].items():
                if isinstance(interval, list):
                    row[key] = point[key]
                    row[f"{key}_low"], row[f"{key}_high"] = interval
            rows.append(row)
        # Of no points nobody knows the teams.
        return _frame(rows, [*pointers, "exact", "fights"], ["draw", "timeout", "mean_ttk_ms", "sd_ttk_ms", "mean_attacks"])

    def plot(self, ax: Axes | None = None, *, keys: Sequence[str] | None = None) -> Axes:
        """Draw lines along one number, with their intervals; over two, a heat map. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.
        keys : list of str, optional
            What is drawn; of two numbers the first. None: every win rate.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            More than two numbers, or a part of a grid: take `frame`.
        """
        from ludex.plots import tuning

        return tuning.sweep(self._values, ax, keys=keys)

    def __len__(self) -> int:
        return len(self._values["points"])

    def __repr__(self) -> str:
        sizes = " x ".join(str(len(values)) for values in self.axes.values())
        return f"<Sweep of {self.scenario}, {len(self)} points of {sizes}{_listed('without effect', self.without_effect)}>"

    @classmethod
    def join(cls, parts: Iterable[Sweep]) -> Sweep:
        """Put parts of one grid together again, in their order: the bytes of the whole."""
        ordered = sorted(parts, key=lambda part: part._first)
        if not ordered or ordered[0]._first != 0:
            _ludex.raise_error("host", "these parts do not begin with the first point")
        head = b'"points":['
        points = []
        at, axes = 0, ordered[0]._values["axes"]
        for part in ordered:
            if part._first != at or part._values["axes"] != axes:
                _ludex.raise_error("host", "these are not parts of one grid, each once")
            at += len(part)
            if len(part):
                text = part.to_json()
                points.append(text[text.index(head) + len(head) : -2])
        text = ordered[0].to_json()
        return cls(text[: text.index(head) + len(head)] + b",".join(points) + b"]}")

    @property
    def _first(self) -> int:
        return int(self._values["first"])

    @property
    def without_effect(self) -> list[str]:
        """Numbers of which no value makes any difference, other numbers equal: the fights may never read them.

        Known of a whole grid, and of numbers with two values at least.
        """
        axes = self._values["axes"]
        points = self._values["points"]
        if self._first != 0 or len(points) != math.prod(len(axis["values"]) for axis in axes):
            return []
        found = []
        stride = len(points)
        for axis in axes:
            turns, stride = stride, stride // len(axis["values"])
            # The last axis turns fastest: point i is compared with the one of this axis' first value.
            if len(set(axis["values"])) > 1 and all(
                _said(point) == _said(points[i - i % turns + i % stride]) for i, point in enumerate(points)
            ):
                found.append(axis["pointer"])
        return found


class Breakpoints(_Answer):
    """At which values of a number a hit more or less is needed. Made by `Rulebook.breakpoints`."""

    @property
    def frame(self) -> pd.DataFrame:
        """One row a segment and fighter: ``from``, ``to`` (both within), ``attacker``, ``target``, ``min_hits``, ``max_hits``,
        ``plain_min_hits``, ``plain_max_hits``; with two numbers, the second's value before them, by its pointer.
        """
        axes = self._values["axes"]
        rows = []
        for line in self._values["rows"]:
            for segment in line["segments"]:
                for hits in segment["hits"]:
                    row = {} if len(axes) == 1 else {axes[1]["pointer"]: line["at"]}
                    rows.append(row | {"from": segment["from"], "to": segment["to"]} | hits)
        counts = ["min_hits", "max_hits", "plain_min_hits", "plain_max_hits"]
        second = [axis["pointer"] for axis in axes[1:]]
        return _frame(rows, [*second, "from", "to", "attacker", "target", *counts], []).astype(dict.fromkeys(counts, "Int64"))

    def plot(self, ax: Axes | None = None, *, attacker: str | None = None) -> Axes:
        """Draw the hits that are needed along one number, step by step; over two, a heat map. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.
        attacker : str, optional
            Whose hits. None: those of the first fighter.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import tuning

        return tuning.breakpoints(self._values, ax, attacker=attacker)

    def __repr__(self) -> str:
        segments = sum(len(row["segments"]) for row in self._values["rows"])
        return f"<Breakpoints of {self.scenario}, {segments} segments>"
