"""A recorded log under other rules, and single verdicts cut out of it."""

from __future__ import annotations

import json

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_bytes, as_int, as_name, as_names, as_threads, shown
from ludex.record import log_bytes
from ludex.text import _document

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from typing import Any, SupportsIndex

    import pandas as pd
    from matplotlib.axes import Axes

    from ludex.rulebook import Rulebook


class Backtest:
    """What other rules would have said to the requests of a log; ``report`` is the dict docs/backtest.md describes."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report

    @property
    def requests(self) -> int:
        """Verdicts that were compared."""
        return int(self.report["requests"])

    @property
    def changed(self) -> int:
        """How many of them say something else under the new rules."""
        return int(self.report["changed"])

    @property
    def changes(self) -> pd.DataFrame:
        """One row for each action and way in which verdicts changed, the most frequent first; a column for each cohort."""
        import pandas as pd

        rows = []
        for change in self.report["changes"]:
            row = {"action": change["action"], "from": _answer(change["from"]), "to": _answer(change["to"]), "count": change["count"]}
            row.update({f"cohort {name}": count for name, count in change.get("cohorts", {}).items()})
            rows.append(row)
        names = [f"cohort {one['name']}" for one in self.report["cohorts"] if one["name"] is not None]
        return pd.DataFrame(rows, columns=["action", "from", "to", "count", *names])

    @property
    def actions(self) -> pd.DataFrame:
        """Requests of each action: how many, how many changed, how many were accepted before and after."""
        import pandas as pd

        columns = ["action", "requests", "changed", "accepted_before", "accepted_after"]
        return pd.DataFrame(self.report["actions"], columns=columns)

    @property
    def cohorts(self) -> pd.DataFrame:
        """The same by cohort of the actor; the last row is that of actors in none."""
        import pandas as pd

        columns = ["name", "that", "actors", "requests", "changed", "accepted_before", "accepted_after"]
        return pd.DataFrame(self.report["cohorts"], columns=columns)

    @property
    def sums(self) -> pd.DataFrame:
        """Tracked sums along the way: path, batches before the point, server time, value under old and new rules."""
        import pandas as pd

        rows = [[one["path"], *point] for one in self.report["sums"] for point in one["points"]]
        return pd.DataFrame(rows, columns=["path", "batch", "now", "old", "new"])

    @property
    def samples(self) -> pd.DataFrame:
        """Changed verdicts with their requests: a few of each kind of change."""
        import pandas as pd

        rows = [
            [change["action"], s["batch"], s["request"], s.get("line", s.get("line_base64")), s["old"], s["new"]]
            for change in self.report["changes"]
            for s in change["samples"]
        ]
        return pd.DataFrame(rows, columns=["action", "batch", "request", "line", "old", "new"])

    def plot(self, what: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what changed. Needs matplotlib.

        Parameters
        ----------
        what : str, optional
            None: a bar for each way in which verdicts changed. ``"cohorts"`` or ``"actions"``: the share of requests that is
            accepted, before and after. The path of a tracked sum, ``"player.coins"``: its way under both rules.
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            No such sum was tracked.
        LudexError
            matplotlib is not installed.
        """
        from ludex.plots import verdicts

        if what is None:
            return verdicts.changes(self, ax)
        return verdicts.groups(self, what, ax) if what in ("cohorts", "actions") else verdicts.sum_along(self, what, ax)

    def __repr__(self) -> str:
        return f"<Backtest: {self.changed} of {self.requests} verdicts change>"


def _answer(answer: dict[str, Any]) -> str:
    said = answer["reason"] if answer["verdict"] == "rejected" else answer["verdict"]
    return f"{said} ({answer['code']})" if "code" in answer else str(said)


def backtest(
    log: bytes | str | os.PathLike[str],
    rulebook: str | bytes | Mapping[str, Any] | os.PathLike[str] | Rulebook,
    *,
    cohorts: Mapping[str, str] | None = None,
    sums: Sequence[str] = (),
    samples: int = 3,
    points: int = 64,
    threads: SupportsIndex | None = None,
) -> Backtest:
    """Judge a log again by the rules it was recorded under and by others, and compare what every verdict says.

    Parameters
    ----------
    log : bytes or path
        What ``ludex record`` or a server wrote.
    rulebook : str, bytes, dict, path or Rulebook
        The rules to be tried. A str that holds a ``{`` is text; any other is a path.
    cohorts : mapping, optional
        Names of groups of players and the expression that says who belongs: ``{"veterans": "actor.level >= 20"}``.
    sums : list of str
        Sums over all entities to follow: ``["player.coins", "player.inventory.*"]``.
    samples, points : int
        Kept of each kind of change, and of each sum along the way.
    threads : int, optional
        At most so many. None: as many as a batch is worth. The answer does not depend on it.

    Returns
    -------
    Backtest

    Raises
    ------
    LudexError
        The log is damaged, the rules do not compile, or a cohort or sum is wrong.
    """
    text, _ = _document(rulebook)
    try:
        rules = text.decode()
    except UnicodeDecodeError as error:
        _ludex.raise_error("host", f"the rulebook is not UTF-8 at byte {error.start}: the log comes first, then the rules")
    options = {
        "rulebook": rules,
        "cohorts": _cohorts(cohorts),
        "sums": as_names("sums", sums),
        "samples": as_int("samples", samples, UINT32),
        "points": as_int("points", points, UINT32),
    }
    if (most := as_threads(threads, 256)) is not None:
        options["threads"] = most
    return Backtest(json.loads(_ludex.backtest(log_bytes(log), json.dumps(options).encode())))


def _cohorts(cohorts: Any) -> dict[str, str]:
    if cohorts is None:
        return {}
    if not hasattr(cohorts, "items"):
        _ludex.raise_error("host", f"cohorts is {shown(cohorts)}: give a dict of names and expressions")
    return {as_name("the name of a cohort", name): as_name(f"the cohort {name}", that) for name, that in cohorts.items()}


def rulebook_changes(
    before: str | bytes | Mapping[str, Any] | os.PathLike[str] | Rulebook, after: str | bytes | Mapping[str, Any] | os.PathLike[str] | Rulebook
) -> list[dict[str, Any]]:
    """Return what two rulebooks differ in as texts: dicts of ``at`` (a JSON pointer), ``what``, ``old`` and ``new``."""
    changes: list[dict[str, Any]] = json.loads(_ludex.rulebook_changes(_document(before)[0], _document(after)[0]))
    return changes


def cut_capsule(log: bytes | str | os.PathLike[str], batch: int, request: int) -> str:
    """Cut one verdict out of a log, with just the state it needs and never the seed; both numbers count from 0."""
    return _ludex.cut_capsule(log_bytes(log), as_int("batch", batch, UINT64), as_int("request", request, UINT64)).decode()


def replay_capsule(capsule: str | bytes) -> dict[str, Any]:
    """Judge a capsule again and return the verdict. Raises LudexError when it was changed or says something else."""
    verdict: dict[str, Any] = json.loads(_ludex.replay_capsule(as_bytes(capsule)))
    return verdict


def explain_capsule(capsule: str | bytes) -> dict[str, Any]:
    """Why a verdict came out as it did: as ``World.explain``, from a capsule alone."""
    told: dict[str, Any] = json.loads(_ludex.explain_capsule(as_bytes(capsule)))
    return told
