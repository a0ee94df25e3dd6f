"""Counters of a server, as OpenMetrics text."""

from __future__ import annotations

from ludex import _ludex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ludex.judgement import Judgement
    from ludex.world import World


class Metrics:
    """Adds up judgements and tells the sums; docs/metrics.md has every family.

    Counters only grow, over every rulebook that judged. Threads may share one, and wait for each other.

    Attributes
    ----------
    content_type : str
        What an answer to a scrape says it is.

    Examples
    --------
    >>> import ludex
    >>> world, requests = ludex.Rulebook.load("examples/rulebooks/arena.json").traffic(players=3, requests=50, seed=1)
    >>> metrics = Metrics()
    >>> metrics.add(world.judge(requests))
    >>> "ludex_batch_requests_sum 50" in metrics.text()
    True
    """

    content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    def __init__(self) -> None:
        self._core = _ludex.Metrics()

    def add(self, judgement: Judgement, *, seconds: float | None = None) -> None:
        """Count a batch: its requests and timers by action, outcome and reason, and its size.

        Parameters
        ----------
        judgement : Judgement
        seconds : float, optional
            How long judging it took, where the host measured that.
        """
        if seconds is not None and not 0 <= seconds < 2**53 / 1e9:
            _ludex.raise_error("host", f"seconds is {seconds}, not a duration")
        self._core.add(judgement._core, None if seconds is None else round(seconds * 1e9))

    def set_world(self, world: World) -> None:
        """Tell what a world holds now, in the place of what was told before: entities by kind, ledger entries, guards, timers."""
        self._core.set_world(world._core)

    def merge(self, other: Metrics) -> None:
        """Add the sums of another, and what its world holds."""
        self._core.merge(other._core)

    def text(self) -> str:
        """Return OpenMetrics 1.0, ended by ``# EOF``; `content_type` is its type."""
        return self._core.text()

    def __repr__(self) -> str:
        """Return the number of families."""
        return f"<Metrics: {self.text().count('# TYPE')} families>"
