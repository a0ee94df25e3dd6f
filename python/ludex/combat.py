"""What comes of fights: reports, and simulations that go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ludex.rulebook import Rulebook


class CombatReport(Mapping[str, "Any"]):
    """What comes of a scenario: a mapping with ``win_TEAM``, ``draw``, ``timeout``, ``mean_ttk_ms``, ``sd_ttk_ms``,
    ``ttk_quantiles_ms``, ``mean_attacks`` and more; `intervals` holds where each number lies at 95 %.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._values: dict[str, Any] = json.loads(text)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def intervals(self) -> dict[str, list[float]]:
        """Lowest and highest value by key; both are the value when it is exact."""
        intervals: dict[str, list[float]] = self._values["intervals"]
        return intervals

    @property
    def is_exact(self) -> bool:
        """Whether nothing was sampled."""
        return bool(self._values["exact"])

    def to_json(self) -> bytes:
        """Return the report as its JSON: the same bytes on every platform."""
        return self._text

    def __repr__(self) -> str:
        wins = ", ".join(f"{key}={value:.4f}" for key, value in self.items() if key.startswith("win_"))
        how = "exact" if self.is_exact else f"{self['fights']} fights"
        return f"<CombatReport {wins}, draw={self['draw']:.4f}, {how}>"


class Simulation:
    """Many fights of one scenario, and what came of them so far. Made by `Rulebook.simulation`."""

    def __init__(self, simulation: _ludex.Simulation, rulebook: Rulebook) -> None:
        self._simulation = simulation
        self._rulebook = rulebook

    @classmethod
    def resume(cls, rulebook: Rulebook, saved: bytes) -> Simulation:
        """Go on with what `saved` gave, under the same rules."""
        return cls(_ludex.Simulation.resume(rulebook._program, saved), rulebook)

    def run(self, fights: int, *, error: float = 0.0, threads: int | None = None) -> None:
        """Play until `fights` are played altogether, or as far as `error` asks.

        Parameters
        ----------
        fights : int
            Those played before count.
        error : float
            Above 0: stop once every win rate is known to within it, at 95 %.
        threads : int, optional
            None: as many as the machine offers.
        """
        if not 0 <= error < 1:
            _ludex.raise_error("host", "error is not between 0 and 1")
        self._simulation.run(as_int("fights", fights, UINT64), error, 0 if threads is None else as_int("threads", threads, (1, UINT32[1])))

    @property
    def fights(self) -> int:
        """Played so far."""
        return self._simulation.fights

    def report(self) -> CombatReport:
        """Return what came of them."""
        return CombatReport(self._simulation.report_json())

    def saved(self) -> bytes:
        """Return what `resume` goes on with."""
        return self._simulation.saved()
