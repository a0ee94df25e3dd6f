"""Areas of interest: who sees whom, and what changed about it."""

from __future__ import annotations

from dataclasses import dataclass

from ludex import _ludex
from ludex.arguments import INT64, as_bytes, as_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ludex.rulebook import Rulebook
    from ludex.world import World


@dataclass(frozen=True)
class InterestChange:
    """What changed for one observer.

    Attributes
    ----------
    observer : int
    entered : list of int
        Ids in ascending order.
    left : list of int
    full : bool
        `entered` is everybody who is seen: the first time, and after a resync.
    gone : bool
        The observer is no more in the world: nothing is kept of it.
    """

    observer: int
    entered: list[int]
    left: list[int]
    full: bool = False
    gone: bool = False


class Interest:
    """Who sees whom; made by `Rulebook.interest`.

    It remembers what it told, so that an entity enters at the radius and leaves only beyond ``radius * hysteresis``. It can be
    pickled and copied; threads may share it, one at a time is let in.
    """

    def __init__(self, rulebook: Rulebook, core: _ludex.Interest) -> None:
        self._rulebook = rulebook
        self._core = core

    def update(self, world: World) -> list[InterestChange]:
        """Bring it up to date with a world.

        Parameters
        ----------
        world : World
            Of the same rulebook.

        Returns
        -------
        list of InterestChange
            Observers in the order of their ids; those for whom nothing changed are left out.

        Raises
        ------
        LudexError
            Code ``host``: a world of another rulebook.

        Examples
        --------
        >>> import ludex
        >>> rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
        >>> world, _ = rulebook.traffic(players=3, requests=0)
        >>> interest = rulebook.interest("player", "player", radius=1e6)
        >>> interest.update(world)[0]
        InterestChange(observer=1, entered=[2, 3], left=[], full=True, gone=False)
        >>> interest.update(world)
        []
        """
        return [InterestChange(observer, entered, left, full, gone) for observer, full, gone, entered, left in self._core.update(world._core)]

    def resync(self, observer: int | None = None) -> bool:
        """Tell an observer (None: everybody) everything again at the next update; False when it is not known."""
        if observer is not None:
            return self._core.resync(as_int("observer", observer, INT64))
        self._core.resync_all()
        return True

    def seen_by(self, observer: int) -> list[int]:
        """Return the ids that an observer sees since the last update, ascending."""
        return self._core.seen_by(as_int("observer", observer, INT64))

    @property
    def digest(self) -> str:
        """16 hex digits: equal for equal states, everywhere."""
        return self._core.digest

    def to_json(self) -> str:
        """Return the area and all that is remembered, canonical; `Rulebook.load_interest` reads it."""
        return self._core.to_json().decode()

    def copy(self) -> Interest:
        """Return an independent copy."""
        return Interest.load(self._rulebook, self._core.to_json())

    @staticmethod
    def load(rulebook: Rulebook, text: str | bytes) -> Interest:
        """Read what `to_json` wrote."""
        return Interest(rulebook, _ludex.Interest.load(rulebook._program, as_bytes(text)))

    def __copy__(self) -> Interest:
        return self.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> Interest:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the rulebook and the text form."""
        return Interest.load, (self._rulebook, self._core.to_json())

    def __repr__(self) -> str:
        """Return the digest."""
        return f"<Interest of {self._rulebook.name!r}: digest {self.digest}>"
