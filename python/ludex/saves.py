"""Old saves under the rulebook's version, one by one."""

from __future__ import annotations

from dataclasses import dataclass

from ludex import _ludex
from ludex.arguments import as_bytes, as_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class LoadedSave:
    """What became of a save. True in a condition when it is ready.

    Attributes
    ----------
    state : str
        ``ready``; or ``undecodable`` (not strict JSON, beyond the limits, or no object with a ``state``), ``checksum`` (the state is
        not what its checksum was made of), ``too_new`` (of a later version than the rulebook can read: not damaged, and never to be
        written over), ``migration_failed`` (a step did not find what it asks for, or the applied steps are not the rulebook's),
        ``invalid`` (a field does not fit its shape), ``invariant`` (every field fits, and together they break an invariant).
    version : int
        It was written with; 0 when none is stored.
    changed : bool
        Ready, and not the bytes that were given.
    ahead : bool
        Of a later version; ready when it says that it may be read, and then nothing was migrated.
    reconciled : int
        Rows and missing fields that took their defaults.
    step : str
        Of a failed migration: the id of the step; "" before the first.
    pointer : str
        JSON pointer (RFC 6901) into the save.
    message : str
        For people; "" when ready.
    save : bytes or None
        Under the rulebook's version. None unless it is ready: what was given is then the one truth, keep it.
    """

    state: str
    version: int
    changed: bool
    ahead: bool
    reconciled: int
    step: str
    pointer: str
    message: str
    save: bytes | None = None

    def __bool__(self) -> bool:
        """Return whether the save is ready."""
        return self.state == "ready"

    def __str__(self) -> str:
        """Return the class, the place and what is wrong."""
        if self:
            return f"ready, written with version {self.version}" + (", changed" if self.changed else "")
        return f"{self.state} at {self.pointer or 'the whole'}: {self.message}"


class SaveLoader:
    """Brings saves of one kind to the rulebook's version; made by `Rulebook.save_loader`.

    It keeps its buffers from one save to the next. Threads may share it, and wait for each other: give each its own.
    """

    def __init__(self, program: _ludex.Program, kind: str, limits: dict[str, int]) -> None:
        self._kind = kind
        self._loader = _ludex.SaveLoader.make(program, as_bytes(kind), _ludex.encode_value(limits, "limits"))

    def load(self, save: str | bytes | dict[str, Any]) -> LoadedSave:
        """Look at one save. None of them raises: see `LoadedSave.state`.

        Parameters
        ----------
        save : str, bytes or dict
            str and bytes are the save's text; a dict stands for its JSON.

        Returns
        -------
        LoadedSave

        Examples
        --------
        >>> from ludex import Rulebook
        >>> loader = Rulebook.load("examples/rulebooks/arena.json").save_loader("player")
        >>> loaded = loader.load('{"version": 2, "state": {"gold": 7}}')
        >>> loaded.state, loaded.version, b'"coins":7' in loaded.save
        ('ready', 2, True)
        >>> print(loader.load('{"version": 3, "state": {"coins": -1}}'))
        invalid at /state/coins: the value is out of its declared range
        """
        return LoadedSave(*self._loader.load(as_json(save, "save")))

    @property
    def applied(self) -> dict[str, int]:
        """Ids of the rulebook's steps in their order, and how many saves that became ready each was applied to."""
        return dict(self._loader.steps())

    def __repr__(self) -> str:
        """Return the kind and the steps."""
        return f"<SaveLoader of {self._kind!r}: {len(self.applied)} steps>"
