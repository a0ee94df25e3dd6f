"""Balance: expectations tested, two rulebooks compared, loadouts ranked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from matplotlib.axes import Axes


class BalanceReport(Mapping[str, "Any"]):
    """A report as docs/balance.md describes it: a mapping of its members."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._values: dict[str, Any] = json.loads(text)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def to_json(self) -> bytes:
        """Return the report as its JSON: the same bytes on every platform."""
        return self._text


class ExpectationReport(BalanceReport):
    """Whether scenarios are as their ``expect`` says. Made by `Rulebook.test`."""

    @property
    def verdict(self) -> str:
        """``"passed"``, ``"undecided"`` or ``"failed"``: the worst of the tests."""
        return str(self["verdict"])

    @property
    def tests(self) -> pd.DataFrame:
        """One row for each expectation: what was expected and what was found."""
        import pandas as pd

        rows = [
            [one["scenario"], test["key"], *test["expected"], test["value"], *test["interval"], one["exact"], one["fights"], test["verdict"]]
            for one in self["scenarios"]
            for test in one["tests"]
        ]
        columns = ["scenario", "key", "expected_low", "expected_high", "value", "low", "high", "exact", "fights", "verdict"]
        return pd.DataFrame(rows, columns=columns)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each expectation and what was found. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import balance

        return balance.expectations(self, ax)

    def __repr__(self) -> str:
        return f"<ExpectationReport {self.verdict}: {self['passed']} passed, {self['failed']} failed, {self['undecided']} undecided>"


class Comparison(BalanceReport):
    """What changes in a scenario from one rulebook to another. Made by `Rulebook.compare`."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing was sampled."""
        return bool(self["exact"])

    @property
    def is_decided(self) -> bool:
        """Whether the difference of every win rate is known not to be 0."""
        return bool(self["decided"])

    @property
    def differences(self) -> pd.DataFrame:
        """One row for each number: before, after, the difference with its interval, and whether that leaves 0 out."""
        import pandas as pd

        # The report calls the rulebooks a and b, as teams are called too: a column "a" over a row "win_a" would be read as the team.
        rows = {key: [one["a"], one["b"], one["difference"], *one["interval"], one["decided"]] for key, one in self["keys"].items()}
        return pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after", "difference", "low", "high", "decided"])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw by how much each share of fights moves. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import balance

        return balance.comparison(self, ax)

    def __repr__(self) -> str:
        wins = ", ".join(f"{key} {one['difference']:+.4f}" for key, one in self["keys"].items() if key.startswith("win_"))
        how = "exact" if self.is_exact else f"{self['fights']} fights, {'decided' if self.is_decided else 'undecided'}"
        return f"<Comparison {wins}, {how}>"


class WinMatrix(BalanceReport):
    """Every loadout against every other. Made by `Rulebook.matrix`.

    Tables have the loadout in the first seat as their row, that in the second as their column.
    """

    def _table(self, key: str) -> pd.DataFrame:
        import pandas as pd

        table = pd.DataFrame(self[key], index=self["loadouts"], columns=self["loadouts"])
        return table.rename_axis(index=self["teams"][0], columns=self["teams"][1])

    @property
    def win(self) -> pd.DataFrame:
        """How often the row wins."""
        return self._table("win")

    @property
    def low(self) -> pd.DataFrame:
        """Lower ends of the intervals of `win`, which hold all at once at 95 %."""
        return self._table("low")

    @property
    def high(self) -> pd.DataFrame:
        """Upper ends of the intervals of `win`."""
        return self._table("high")

    @property
    def loss(self) -> pd.DataFrame:
        """How often the column wins."""
        return self._table("loss")

    @property
    def draw(self) -> pd.DataFrame:
        """How often nobody is left."""
        return self._table("draw")

    @property
    def timeout(self) -> pd.DataFrame:
        """How often the time runs out."""
        return self._table("timeout")

    @property
    def mean_ttk_ms(self) -> pd.DataFrame:
        """How long fights take that end in time."""
        return self._table("mean_ttk_ms")

    @property
    def ranking(self) -> pd.DataFrame:
        """Loadouts, best first: mean win rate over all others, its interval, and the group that it cannot be told from."""
        import pandas as pd

        rows = [[one["mean_win"], *one["interval"], one["group"]] for one in self["ranking"]]
        names = pd.Index([one["loadout"] for one in self["ranking"]], name="loadout")
        return pd.DataFrame(rows, index=names, columns=["mean_win", "low", "high", "group"])

    @property
    def groups(self) -> list[list[str]]:
        """Loadouts that cannot be told from the first of their group, the best group first."""
        groups: list[list[str]] = self["groups"]
        return groups

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the win rates as a heat map, the best loadout on top. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import tuning

        return tuning.matrix(self, ax)

    def __repr__(self) -> str:
        best = self["ranking"][0]
        how = f"{self['exact_pairs']} of {self['pairs']} pairs exact"
        return f"<WinMatrix of {len(self['loadouts'])} loadouts, {how}, best {best['loadout']} {best['mean_win']:.4f}>"
