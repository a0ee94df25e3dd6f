"""What migrating many saves did to them."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from ludex import _ludex

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class MigrationReport:
    """The counts of a migration; made by `Rulebook.migrate` and `ludex.dask.migrate`. True in a condition when it is `ok`.

    Attributes
    ----------
    data : dict
        The report as ``ludex migrate --report`` writes it; docs/migrations.md tells its members.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self.data: dict[str, Any] = json.loads(text)

    @property
    def ok(self) -> bool:
        """Whether no save was set aside, migrating twice is migrating once, and no sum changed unexplained."""
        return bool(self.data["ok"])

    @property
    def lines(self) -> int:
        """Saves that were read."""
        return int(self.data["lines"])

    @property
    def ready(self) -> int:
        """Saves that fit the rulebook now."""
        return int(self.data["ready"])

    @property
    def changed(self) -> int:
        """Of the ready ones, those that are not the bytes they were."""
        return int(self.data["changed"])

    @property
    def ahead(self) -> int:
        """Of the ready ones, those of later rules that let these read them."""
        return int(self.data["ahead"])

    @property
    def reconciled(self) -> int:
        """Rows and missing fields that took their defaults, of all ready saves."""
        return int(self.data["reconciled"])

    @property
    def quarantined(self) -> dict[str, int]:
        """Saves that were set aside, by class; the classes are those of `LoadedSave.state`."""
        return dict(self.data["quarantined"])

    @property
    def versions(self) -> dict[int, int]:
        """Saves by the version they were written with."""
        return {int(version): count for version, count in self.data["versions"].items()}

    @property
    def twice_is_once(self) -> bool:
        """Whether migrating the results again changed none of them."""
        return bool(self.data["twice_is_once"])

    @property
    def steps(self) -> pd.DataFrame:
        """One row for each step: its id, the version it makes, to how many saves it was applied and how many it failed."""
        return frame(self.data["steps"], {"id": "str", "to": "int64", "applied": "int64", "failed": "int64"})

    @property
    def failures(self) -> pd.DataFrame:
        """One row for each class and place where saves were set aside, the most frequent first; items count as ``N``."""
        rows = []
        for place, count in self.data["places"].items():
            what, _, pointer = place.partition(" ")
            rows.append({"class": what, "pointer": pointer, "saves": count})
        rows.sort(key=lambda row: (-row["saves"], row["class"], row["pointer"]))
        return frame(rows, {"class": "str", "pointer": "str", "saves": "int64"})

    @property
    def sizes(self) -> pd.DataFrame:
        """One row for each bin of sizes: the least bytes that are in it, and how many saves were, before and after."""
        bins: dict[int, dict[str, int]] = {}
        for column in ("before", "after"):
            for least, count in self.data["bytes"][column]:
                bins.setdefault(least, {"bytes": least, "before": 0, "after": 0})[column] = count
        return frame([bins[least] for least in sorted(bins)], {"bytes": "int64", "before": "int64", "after": "int64"})

    @property
    def samples(self) -> pd.DataFrame:
        """One row for each save that was kept as a sample: why (a class, or what was worst about it), line, place and message."""
        rows = []
        for part in ("samples", "worst"):
            for why, kept in self.data[part].items():
                rows += [{"why": why, **sample} for sample in kept]
        return frame(rows, {"why": "str", "line": "int64", "pointer": "str", "message": "str"})

    @property
    def sums(self) -> pd.DataFrame:
        """One row for each declared sum: before, after, what the steps that may change it explain, and what nobody explains.

        Sums may go beyond 64 bits: they are Python's integers.
        """
        rows = []
        for name, one in self.data.get("sums", {}).items():
            numbers = {column: int(one[column]) for column in ("before", "after", "explained", "unexplained", "set_aside")}
            rows.append({"sum": name, "ok": one["ok"], **numbers, "unexplained_saves": one["unexplained_saves"]})
        wide = dict.fromkeys(("before", "after", "explained", "unexplained", "set_aside"), "object")
        return frame(rows, {"sum": "str", "ok": "bool", **wide, "unexplained_saves": "int64"})

    @property
    def fields(self) -> pd.DataFrame:
        """Two rows for each field, what stood there before and after: how many values of each type, the least and the greatest number.

        ``N`` stands for the items of an array, ``*`` for the members of an object with too many names to be told apart.
        """
        rows = []
        for field in self.data.get("fields", []):
            for side in ("before", "after"):
                counts = {kind: field.get(side, {}).get(kind, 0) for kind in ("missing", *_TYPES)}
                limits = {limit: field.get(side, {}).get(limit, float("nan")) for limit in ("min", "max")}
                values = sum(counts[kind] for kind in _TYPES)
                rows.append({"pointer": field["pointer"], "side": side, "values": values, **counts, **limits})
        counted = dict.fromkeys(("values", "missing", *_TYPES), "int64")
        return frame(rows, {"pointer": "str", "side": "str", **counted, "min": "float64", "max": "float64"})

    def histogram(self, pointer: str) -> pd.DataFrame:
        """Return the numbers of one field, before and after.

        Parameters
        ----------
        pointer : str
            As in `fields`: ``/coins``, ``/items/N/level``.

        Returns
        -------
        pandas.DataFrame
            One row for each bin, by size: `low` and `high`, between which the numbers lie, the one nearer to zero included; 0
            is a bin of its own.

        Raises
        ------
        LudexError
            There is no such field, or histograms were not asked for.
        """
        found = next((field for field in self.data.get("fields", []) if field["pointer"] == pointer), None)
        if found is None:
            _ludex.raise_error("host", f"the report has no field {pointer}: see .fields, and histograms=False has none")
        bins: dict[int, dict[str, int]] = {}
        for side in ("before", "after"):
            for number, count in found.get(side, {}).get("numbers", []):
                bins.setdefault(number, {"before": 0, "after": 0})[side] = count
        rows = [dict(zip(("low", "high"), _bounds(number), strict=True)) | bins[number] for number in sorted(bins)]
        return frame(rows, {"low": "float64", "high": "float64", "before": "int64", "after": "int64"})

    def raise_if_failed(self) -> None:
        """Raise a `LudexError` of code ``profile`` that says what is not `ok`, and otherwise do nothing."""
        if not self.ok:
            _ludex.raise_error("profile", self.summary())

    def summary(self) -> str:
        """Return in one sentence what became of the saves."""
        aside = ", ".join(f"{name} {count:,}" for name, count in self.quarantined.items() if count)
        parts = [f"{self.lines:,} saves: {self.ready:,} ready, {self.changed:,} of them changed"]
        if aside:
            parts.append(f"set aside: {aside}")
        if not self.twice_is_once:
            parts.append("migrating twice changes saves again")
        parts += [f"the sum {name} is not what it was" for name in self._broken_sums()]
        return "; ".join(parts)

    def _broken_sums(self) -> list[str]:
        return [name for name, one in self.data.get("sums", {}).items() if not one["ok"]]

    def to_json(self) -> str:
        """Return the report as one JSON object: equal bytes for equal saves, whatever the threads and machines."""
        return self._text.decode()

    def plot(self) -> Figure:
        """Draw versions, classes and sizes before and after, and what the sums come to where there are any.

        Returns
        -------
        matplotlib.figure.Figure
            Of no window: ``.savefig(path)``, or the last value of a notebook's cell.

        Raises
        ------
        LudexError
            matplotlib is not installed.
        """
        from ludex.plots import saves

        return saves.migration(self)

    def __bool__(self) -> bool:
        """Return `ok`."""
        return self.ok

    def __repr__(self) -> str:
        """Return the summary."""
        return f"<MigrationReport of {self.summary()}>"

    def _repr_html_(self) -> str:
        rows = [("ready", self.ready), ("  changed", self.changed)]
        rows += [(name, count) for name, count in self.quarantined.items() if count]
        counts = "".join(f"<tr><td>{escape(name)}</td><td>{count:,}</td></tr>" for name, count in rows)
        steps = "".join(
            f"<tr><td>{escape(step['id'])}</td><td>{step['applied']:,}</td><td>{step['failed']:,}</td></tr>" for step in self.data["steps"]
        )
        return (
            f"<table><caption>{escape(self.summary())}</caption><tbody>{counts}</tbody></table>"
            f"<table><thead><tr><th>step</th><th>applied</th><th>failed</th></tr></thead><tbody>{steps}</tbody></table>"
        )


_TYPES = ("null", "false", "true", "number", "string", "array", "object")


_LAST_BIN = 66  # from 2^64 on: no more are told apart


def _bounds(number: int) -> tuple[float, float]:
    """Return the ends of a bin: 0 is 0, 1 lies between 0 and 1, k + 2 begins at 2^k; negative ones mirror them."""
    near, far = (0.0 if number == 0 or size < 2 else 2.0 ** (size - 2) for size in (abs(number), abs(number) + 1))
    if abs(number) == _LAST_BIN:
        far = float("inf")
    return (near, far) if number >= 0 else (-far, -near)


def frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """Return rows as a table whose columns have their types also when there are no rows."""
    try:
        import pandas as pd
    except ImportError:
        _ludex.raise_error("host", "DataFrames need pandas: pip install 'ludex[pandas]'; .data and .to_json() do without")
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
