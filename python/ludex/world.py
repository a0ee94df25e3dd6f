"""Worlds: all state at one moment, and judging against it."""

from __future__ import annotations

from collections.abc import Mapping

from ludex import _ludex
from ludex.arguments import INT64, as_bytes, as_int, as_json, as_record, as_threads, shown
from ludex.encode import encode_requests
from ludex.judgement import Judgement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ludex.encode import _Requests
    from ludex.rulebook import Rulebook
    from ludex.saves import LoadedSave, SaveLoader


class World:
    """All state at one moment: profiles, live state, rate limits, nonces, the ledger, the clock.

    Made by `Rulebook.world` or `Rulebook.traffic`. Threads may share a world: one at a time is let in, the others
    wait. It can be pickled and copied.
    """

    def __init__(self, core: _ludex.World, rulebook: Rulebook) -> None:
        self._core = core
        self._rulebook = rulebook

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that judges here."""
        return self._rulebook

    @property
    def digest(self) -> str:
        """Hash of all state but the seed, 16 hex digits: equal on every platform."""
        return self._core.digest

    @property
    def now(self) -> int:
        """Server time of the last request judged, in ms; 0 at first."""
        return self._core.now

    @property
    def entity_count(self) -> int:
        """Number of entities, of all kinds."""
        return self._core.entity_count

    def judge(
        self,
        requests: _Requests | None = None,
        *,
        columns: bytes | bytearray | memoryview | None = None,
        opened_at: int | None = None,
        flags: Mapping[str, Any] | None = None,
        threads: int | None = None,
        copy: bool = False,
    ) -> Judgement:
        """Judge a batch of requests in order.

        The world moves on: the next batch is judged on the state that this one leaves, unless `copy` is set. Every
        request gets a verdict; one that is not even JSON is ``malformed``, not an exception. The GIL is released.

        Parameters
        ----------
        requests : list of dict, bytes, str, path, dict of arrays, structured array or DataFrame
            - dicts, any iterable of them: ``{"actor": 7, "received_at": 1000, "action": "Move", "params": {...}}``,
              and where they apply ``session``, ``origin``, ``roles``, ``nonce``, ``sent_at``;
            - bytes or str: such requests as NDJSON, one a line; a `pathlib.Path`: a file of them. A str that can only be a
              file's name, one line without a ``{``, is refused;
            - columns, one array of shape (n,) for each of these names; params as ``"params.x"``, or as a dict of
              columns under ``"params"``; an array of shape (n, k) is a list of k in each request, so (n, 3) is a
              vec3. A DataFrame has ``actor``, ``received_at`` and ``action``, and no column that a request has not. A
              single value holds for all n requests. None, a masked element, None in a list or array of objects, and a
              missing value of pandas (not the NaN of a float column) mean that the request has no such
              field. Integers go in exactly, floats by the shortest text that reads back the same, NaN and infinities
              as what a client could send: the verdict is ``malformed``. Times are integers, in ms.
        columns : bytes, optional
            Instead of ``requests``: a column file, as `ludex.columns.encode` makes it. Nothing is written as text, and
            the verdicts are those of the lines its rows stand for.
        opened_at : int, optional
            Server time at which the batch was opened, in ms; default: the first readable ``received_at``.
        flags : dict, optional
            Values of flags of the rulebook; the others keep their declared defaults.
        threads : int, optional
            The most to judge with, 1 for this one alone; default: as many as the batch is worth. The answer is the same.
        copy : bool
            Judge a copy and leave this world as it is; the copy is ``judgement.world``.

        Returns
        -------
        Judgement
            The verdicts, one for each request, in order.

        Raises
        ------
        LudexError
            Code ``host``, and the world is as before: the clock would step over ``max_clock_step_ms``, a flag that is
            unknown or of another type, columns of different lengths, a value for which there is no JSON.

        Examples
        --------
        >>> import ludex, numpy as np
        >>> rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
        >>> world, _ = rulebook.traffic(players=3, requests=0)
        >>> len(world.judge({"actor": np.array([1, 2]), "received_at": np.array([5, 6]), "action": "Respawn"}))
        2
        """
        batch = batch_arguments(requests, columns, opened_at, flags, threads)
        world = self.copy() if copy else self
        judge = world._core.judge if columns is None else world._core.judge_columns
        return Judgement(judge(self._rulebook._program, *batch), world)

    def explain(
        self,
        request: Mapping[str, Any] | str | bytes,
        *,
        opened_at: int | None = None,
        flags: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Tell how one request would be judged, step by step; the world stays as it is.

        Parameters
        ----------
        request : dict, str or bytes
            As a dict, or its line.
        opened_at : int, optional
            As in `judge`.
        flags : dict, optional
            As in `judge`.

        Returns
        -------
        dict
            ``verdict``, ``action``, ``actor``, ``now``, ``with`` and ``steps``: every expression that was looked at, with
            the value of each of its parts, as ``ludex explain --json`` prints it. ``verdict`` alone for a request that was
            refused before any was looked at.

        Raises
        ------
        LudexError
            As in `judge`.

        Examples
        --------
        >>> import ludex
        >>> world, _ = ludex.Rulebook.load("examples/rulebooks/arena.json").traffic(players=3, requests=0)
        >>> now = world.now
        >>> told = world.explain({"actor": 1, "received_at": now, "action": "Respawn", "nonce": 1, "sent_at": now})
        >>> told["verdict"]["reason"], told["steps"][-1]["at"]
        ('still_alive', '/actions/Respawn/require/0')
        """
        import json

        if opened_at is not None:
            opened_at = as_int("opened_at", opened_at, INT64)
        flags_json = _ludex.encode_value(flags, "flags") if flags is not None else b"{}"
        if not isinstance(request, (str, bytes, bytearray, memoryview, Mapping)):
            _ludex.raise_error("host", f"the request is {shown(request)}: give one, as a dict or its line")
        line = as_json(request, "request")
        told: dict[str, Any] = json.loads(self._core.explain(self._rulebook._source, line, opened_at, flags_json))
        return told

    def join(self, loader: SaveLoader, id: int, save: str | bytes | Mapping[str, Any] | None) -> LoadedSave:
        """Bring a save into this world: its profile, migrated where it is older, and its idempotency keys.

        Parameters
        ----------
        loader : SaveLoader
            Of this rulebook; its kind is that of the entity.
        id : int
            The entity's.
        save : str, bytes, dict or None
            The record. None is a new profile: only for a store that answered that there is none, never for one that did
            not answer.

        Returns
        -------
        LoadedSave
            Without a ``save``: it is in the world. One that is not ready changed nothing; keep what was given.

        Raises
        ------
        LudexError
            And the world is as before. Code ``host``: a loader of another rulebook, a profile that is here already, an empty
            save. Code ``world``: keys that do not fit or are another's, a state that nests too deeply.

        Examples
        --------
        >>> import ludex
        >>> rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
        >>> world, loader = rulebook.world(), rulebook.save_loader("player")
        >>> print(world.join(loader, 7, '{"version": 2, "state": {"gold": 7}}'))
        ready, written with version 2, changed
        >>> record = world.save_profile(loader, 7, '{"version": 2, "state": {"gold": 7}}')
        >>> b'"coins":7' in record
        True
        >>> world.leave("player", 7)
        """
        from ludex.saves import LoadedSave

        entity = as_int("id", id, INT64)
        return LoadedSave(*_ludex.join(self._core, loader._loader, entity, as_record(save, "save")))

    def save_profile(self, loader: SaveLoader, id: int, last: str | bytes | Mapping[str, Any] | None) -> bytes:
        """Return the record to be written now, in one piece: an entity's state and its idempotency keys.

        Parameters
        ----------
        loader : SaveLoader
            As in `join`.
        id : int
            The entity's.
        last : str, bytes, dict or None
            The record that was loaded or saved last; None for a new profile. What nobody here knows of it keeps its bytes.

        Returns
        -------
        bytes

        Raises
        ------
        LudexError
            Code ``host``: no such entity, or none with a profile. Code ``profile``: the record is beyond the loader's limits,
            or breaks an invariant; `pointer` tells where.
        """
        entity = as_int("id", id, INT64)
        return _ludex.save_profile(self._core, loader._loader, entity, as_record(last, "last"))

    def leave(self, kind: str, id: int) -> None:
        """Take an entity out of this world, with its idempotency keys; rate limits and replay windows stay.

        Save it first, and take it out when the store has answered.

        Parameters
        ----------
        kind : str
        id : int

        Raises
        ------
        LudexError
            Code ``host``: there is no such kind or entity.
        """
        _ludex.leave(self._core, as_bytes(kind), as_int("id", id, INT64))

    def delta_to(self, other: World) -> bytes:
        """Return what turns this world into another of the same rulebook.

        Parameters
        ----------
        other : World

        Returns
        -------
        bytes
            JSON. All that differs, seed and ledger too: for players, take it of their `visible` parts.

        Raises
        ------
        LudexError
            Code ``host``: a world of another rulebook.

        Examples
        --------
        >>> import ludex
        >>> world, requests = ludex.Rulebook.load("examples/rulebooks/arena.json").traffic(players=3, requests=50)
        >>> before = world.copy()
        >>> _ = world.judge(requests)
        >>> before.apply_delta(before.delta_to(world))
        >>> before.digest == world.digest
        True
        """
        if not isinstance(other, World):
            _ludex.raise_error("host", f"other is {shown(other)}: give a World of the same rulebook")
        return self._core.delta_to(other._core)

    def apply_delta(self, delta: str | bytes) -> None:
        """Move this world to where a delta leads.

        Raises
        ------
        LudexError
            Code ``json`` or ``world`` (damaged: the pointer leads into it), or ``host`` (it starts from another world); this world
            is then as it was.
        """
        self._core.apply_delta(as_bytes(delta))

    def visible(self, visible: Mapping[str, Any]) -> World:
        """Return a world of its own that holds the named fields and nothing else: what one client may see.

        Parameters
        ----------
        visible : dict
            ``{kind: [field, ...]}``, or ``{kind: {"fields": [...], "ids": [...]}}`` for some of them.

        Returns
        -------
        World
            No guard, ledger or timers, seed 0; what is not named has its default.

        Raises
        ------
        LudexError
            Code ``host``: a kind or field that the rulebook does not have.
        """
        return World(self._core.visible(_ludex.encode_value(visible, "visible")), self._rulebook)

    def copy(self) -> World:
        """Return an independent copy.

        Returns
        -------
        World
        """
        return World(self._core.copy(), self._rulebook)

    def to_json(self) -> str:
        """Return the canonical text form, one line.

        Returns
        -------
        str
            `Rulebook.world` reads it back to a world of the same digest.
        """
        return self._core.to_json().decode()

    def to_dict(self) -> dict[str, Any]:
        """Return the text form as a dict.

        Returns
        -------
        dict
            ``{"entities": {kind: {id: {"profile": ..., "live": ...}}}, "now": ..., ...}``; ids are str.
        """
        import json

        world: dict[str, Any] = json.loads(self._core.to_json())
        return world

    def __copy__(self) -> World:
        return self.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> World:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the rulebook and the text form."""
        return _load, (self._rulebook, self._core.to_json())

    def __repr__(self) -> str:
        """Return rulebook, size, clock and digest."""
        return (
            f"<World of {self._rulebook.name!r}: {self.entity_count:,} entities, now {self.now} ms, digest {self.digest}>"
        )


def batch_arguments(
    requests: _Requests | None,
    columns: bytes | bytearray | memoryview | None,
    opened_at: int | None,
    flags: Mapping[str, Any] | None,
    threads: int | None,
) -> tuple[bytes, int | None, bytes, int]:
    """Return what `World.judge` was given as the core takes it."""
    if opened_at is not None:
        opened_at = as_int("opened_at", opened_at, INT64)
    flags_json = _ludex.encode_value(flags, "flags") if flags is not None else b"{}"
    most = as_threads(threads) or 0
    if (requests is None) == (columns is None):
        _ludex.raise_error("host", "give either requests or columns")
    batch = encode_requests(requests) if requests is not None else bytes(columns or b"")
    return batch, opened_at, flags_json, most


def _load(rulebook: Rulebook, text: bytes) -> World:
    return rulebook.world(text)
