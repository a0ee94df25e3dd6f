"""Judgements: the verdicts of one batch."""

from __future__ import annotations

from ludex import _ludex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal, NoReturn, overload

    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.axes import Axes

    from ludex.world import World


class Judgement:
    """The verdicts of one batch, in the order of the requests.

    Made by `World.judge`. ``len(judgement)`` is the number of requests; ``judgement[i]`` is the full verdict of
    request i as a dict, ``judgement[i:j]`` a list of them.
    """

    def __init__(self, core: _ludex.Judgement, world: World) -> None:
        self._core = core
        self._world = world

    @property
    def world(self) -> World:
        """The world that was judged: the one asked, or its copy with ``copy=True``. Later batches move it on."""
        return self._world

    @property
    def digest(self) -> str:
        """Hash over every verdict in order, 16 hex digits: the batch digest, equal on every platform."""
        return self._core.digest

    @property
    def world_digest(self) -> str:
        """Digest of the world right after this batch, 16 hex digits."""
        return self._core.world_digest

    @property
    def counts(self) -> dict[str, int]:
        """Number of verdicts by reason, in the order of codes; ``accepted`` and ``duplicate`` are reasons here."""
        return self._core.counts

    @property
    def verdicts(self) -> npt.NDArray[np.void]:
        """The verdicts as a read-only structured array of shape (n,), without a copy.

        Fields
        ------
        retry_after_ms : int64
            When asking again could pass, in ms; -1 when unknown.
        payload : uint64
        at : uint32
            Opaque: which clause or field decided, and where result, events and operands lie; see `to_frame` and
            ``judgement[i]`` for what they mean.
        reason : uint16
            A code of `Rulebook.reasons`; those below 1000 are in `ludex.Reason`.
        outcome : uint8
            0 accepted, 1 duplicate, 2 rejected.
        code : uint8
            A `ludex.RuleError` beside the reason ``rule_error``, else 0.

        Notes
        -----
        The array keeps the verdicts alive, so it may outlive this object.
        """
        return self._core.verdicts

    def lines(self, view: Literal["full", "client"] = "full") -> bytes:
        r"""Write the verdict lines.

        Parameters
        ----------
        view : {"full", "client"}
            ``full`` for server, log and tools: reason, pointer, code, operands, result, events; ``client`` for the
            player: reason, retry_after_ms, result, and operands only of clauses with ``"tell": true``.

        Returns
        -------
        bytes
            NDJSON, one verdict a line, each ended by ``\n``.
        """
        if view not in ("full", "client"):
            _ludex.raise_error("host", f"view is {view!r}, not 'full' or 'client'")
        return self._core.lines(view == "client")

    @property
    def timers(self) -> list[dict[str, Any]]:
        """What the timers that ran before the first request asked for, and the answers.

        Each is ``timer`` (its id), ``action``, ``actor`` (who set it; missing for a timer of ``every_ms``), then as in a
        full verdict; ``failed`` holds the event ``timer_failed`` of one that was refused.
        """
        import json

        return list(map(json.loads, self._core.timer_lines().splitlines()))

    def timer_lines(self, view: Literal["full", "client"] = "full") -> bytes:
        r"""Write the lines of `timers`, each ended by ``\n``; ``view`` as in `lines`."""
        if view not in ("full", "client"):
            _ludex.raise_error("host", f"view is {view!r}, not 'full' or 'client'")
        return self._core.timer_lines(view == "client")

    def to_frame(self) -> pd.DataFrame:
        """Return the verdicts as a DataFrame, one row for each request. Needs pandas.

        Returns
        -------
        pandas.DataFrame
            - ``i`` (int64): index of the request;
            - ``verdict`` (category): accepted, duplicate or rejected;
            - ``reason`` (category): those that occur, in the order of codes;
            - ``at`` (category): JSON pointer of what decided; missing for accepted requests, "" for lines that could
              not be decoded;
            - ``code`` (category): how an expression failed, beside ``rule_error``; else missing;
            - ``retry_after_ms`` (Int64): when asking again could pass, in ms; missing when unknown.
        """
        from ludex.frames import to_frame

        return to_frame(self._core, self._world.rulebook.reasons)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw why requests were not accepted: a bar for each reason, the most frequent on top. Needs matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            None: those of a new figure.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from ludex.plots import verdicts

        return verdicts.reasons(self.counts, ax)

    def __len__(self) -> int:
        """Return the number of requests."""
        return len(self._core)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, i: int) -> dict[str, Any]: ...
        @overload
        def __getitem__(self, i: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, i: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Return the full verdict of request i, or those of a slice."""
        import json
        import operator

        if isinstance(i, slice):
            return list(map(json.loads, map(self._core.line, range(*i.indices(len(self))))))
        index = operator.index(i)
        if not -len(self) <= index < len(self):
            raise IndexError(f"verdict {index} of {len(self)}")
        verdict: dict[str, Any] = json.loads(self._core.line(index % len(self)))
        return verdict

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Iterate over the full verdicts."""
        import json

        return map(json.loads, map(self._core.line, range(len(self))))

    def __reduce__(self) -> NoReturn:
        """Raise: a judgement holds what the core made, and a world."""
        _ludex.raise_error("host", "a Judgement cannot be pickled or copied: keep its lines() or to_frame(), or judge the same batch again")

    def __repr__(self) -> str:
        """Return the number of requests, the most frequent reasons and the digest."""
        counts = sorted(self.counts.items(), key=lambda item: -item[1])
        parts = [f"{n:,} {reason}" for reason, n in counts[:4]]
        if len(counts) > 4:
            parts.append(f"{sum(n for _, n in counts[4:]):,} of {len(counts) - 4} other reasons")
        return f"<Judgement of {len(self):,} requests: {', '.join(parts) or 'none'}; digest {self.digest}>"

    def _repr_html_(self) -> str:
        """Return the counts by reason as a small table, for notebooks."""
        from ludex.frames import to_html

        return to_html(len(self), self.counts, self.digest)
