"""What comes of fights: reports, and simulations that go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ludex import _ludex
from ludex.arguments import UINT64, as_bytes, as_int, as_real, as_threads
from ludex.fights import check_rulebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, SupportsIndex

    import pandas as pd
    from matplotlib.axes import Axes

    from ludex.fights import Fights
    from ludex.progress import Progress


class CombatReport(Mapping[str, "Any"]):
    """What comes of a scenario: a mapping with ``win_TEAM``, ``draw``, ``timeout``, ``mean_ttk_ms``, ``sd_ttk_ms``,
    ``ttk_quantiles_ms``, ``mean_attacks`` and more; `intervals` holds where each number lies at 95 %.
    """

    def __init__(self, text: bytes, with_curve: bytes | None = None, times: list[tuple[int, int]] | None = None) -> None:
        self._text = text
        self._values: dict[str, Any] = json.loads(text)
        self._with_curve = with_curve  # as text: it is looked at by `plot` alone
        self._times = times

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def intervals(self) -> dict[str, Any]:
        """Lowest and highest value by key, of ``ttk_quantiles_ms`` those of each; both are the value when it is exact."""
        intervals: dict[str, Any] = self._values["intervals"]
        return intervals

    @property
    def is_exact(self) -> bool:
        """Whether nothing was sampled."""
        return bool(self._values["exact"])

    def to_json(self) -> bytes:
        """Return the report as its JSON: the same bytes on every platform."""
        return self._text

    def plot(self, what: Literal["time", "wins"] = "time", ax: Axes | None = None) -> Axes:
        """Draw when fights are over, or who wins them. Needs matplotlib.

        Parameters
        ----------
        what : {"time", "wins"}
            ``time``: the share of decided fights that is over by each time, with the quantiles and where they lie at 95 %.
            ``wins``: one bar, divided.
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        LudexError
            matplotlib is not installed.
        """
        from ludex.plots import fights

        if what not in ("time", "wins"):
            raise ValueError(f"what is {what!r}, not 'time' or 'wins'")
        return fights.wins(self, ax) if what == "wins" else fights.time_to_kill(self, ax, self._curve())

    def _curve(self) -> list[tuple[int, float]]:
        """Return times, and the share of decided fights that is over by each; of a simulation, counted."""
        if self._times:
            shares, passed, decided = [], 0, sum(count for _, count in self._times)
            for ms, count in self._times:
                passed += count
                shares.append((ms, passed / decided))
            return shares
        if self._with_curve is None:
            return []
        curve = json.loads(self._with_curve)["ttk_curve"]
        # Its shares are of all fights, those without a decision included.
        whole = curve["share"][-1] if curve["share"] else 1.0
        return [(ms, share / whole) for ms, share in zip(curve["ms"], curve["share"], strict=True)]

    def __repr__(self) -> str:
        if not self.is_exact and not self["fights"]:
            return "<CombatReport: no fights yet>"
        wins = ", ".join(f"{key}={value:.4f}" for key, value in self.items() if key.startswith("win_"))
        how = "exact" if self.is_exact else f"{self['fights']} fights"
        return f"<CombatReport {wins}, draw={self['draw']:.4f}, {how}>"


class Simulation:
    """Many fights of one scenario, and what came of them so far. Made by `Rulebook.simulation`."""

    def __init__(self, simulation: _ludex.Simulation, rulebook: Fights) -> None:
        self._simulation = simulation
        self._rulebook = rulebook

    @classmethod
    def resume(cls, rulebook: Fights, saved: bytes) -> Simulation:
        """Go on with what `saved` gave, under the same rules."""
        check_rulebook("rulebook", rulebook)
        return cls(_ludex.Simulation.resume(rulebook._program, as_bytes(saved)), rulebook)

    def run(self, fights: SupportsIndex, *, error: float = 0.0, threads: SupportsIndex | None = None, progress: Progress = False) -> None:
        """Play until `fights` are played altogether, or as far as `error` asks.

        Parameters
        ----------
        fights : int
            Those played before count.
        error : float
            Above 0: stop once every win rate is known to within it, at 95 %.
        threads : int, optional
            None: as many as the machine offers.
        progress : bool or callable
            As `Rulebook.simulate` takes it. What was played before it was stopped stays.
        """
        from ludex.progress import teller

        near = as_real("error", error, 0, 1, includes_high=False)
        self._simulation.run(as_int("fights", fights, UINT64), near, as_threads(threads) or 0, teller(progress, "fights"))

    @property
    def fights(self) -> int:
        """Played so far."""
        return self._simulation.fights

    def report(self) -> CombatReport:
        """Return what came of them."""
        return CombatReport(self._simulation.report_json(), times=self._counted())

    @property
    def times(self) -> pd.DataFrame:
        """One row for each time at which fights were over: ``ttk_ms`` and how many ``fights``.

        Times are exact up to 4,096 different ones; beyond that they are the lower ends of bins of 2, 4, 8 … ms.

        Examples
        --------
        >>> from ludex import Rulebook
        >>> simulation = Rulebook.load("examples/rulebooks/duel.json").simulation("d1")
        >>> simulation.run(1000)
        >>> int(simulation.times["fights"].sum())
        1000
        """
        from ludex.migration_report import frame

        rows = [{"ttk_ms": ms, "fights": count} for ms, count in self._counted()]
        return frame(rows, {"ttk_ms": "int64", "fights": "int64"})

    def plot(self, what: Literal["time", "wins"] = "time", ax: Axes | None = None) -> Axes:
        """Draw what came of them so far, as `CombatReport.plot`."""
        return self.report().plot(what, ax)

    def _counted(self) -> list[tuple[int, int]]:
        # What is saved ends in the histogram: the size of its bins as a power of two, how many there are, and each with its count.
        words = [int(word) for word in self.saved().split()[6:]]
        teams = words[0]
        shift, bins = words[teams + 16], words[teams + 18 :]
        return [(at << shift, count) for at, count in zip(bins[::2], bins[1::2])]

    def saved(self) -> bytes:
        """Return what `resume` goes on with."""
        return self._simulation.saved()

    def __repr__(self) -> str:
        return f"<Simulation: {self.fights:,} fights so far>"
