"""A log that is written as its world moves on (docs/record.md)."""

from __future__ import annotations

import os

from ludex import _ludex
from ludex.arguments import INT64, as_bytes, as_int, as_record
from ludex.judgement import Judgement
from ludex.record import log_bytes
from ludex.rulebook import Rulebook
from ludex.saves import LoadedSave
from ludex.world import World, batch_arguments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ludex.encode import _Requests
    from ludex.saves import SaveLoader


class Recorder:
    """Judges, joins and leaves as a world does, and keeps the bytes that the log grows by.

    Append what `take` gives to one file, in order, before acting on the answers. Made by `record_log` or `resume_log`.

    Raises
    ------
    LudexError
        Code ``host``, from every method that is given a world: it moved on beside the recorder, or is another rulebook's. What changed
        it could not be replayed; it stays as it is.
    """

    def __init__(self, core: _ludex.Recorder) -> None:
        self._core = core

    @property
    def chain(self) -> str:
        """The SHA-256 of the last link, 64 hex digits."""
        return self._core.chain

    def judge(
        self,
        world: World,
        requests: _Requests | None = None,
        *,
        columns: bytes | bytearray | memoryview | None = None,
        opened_at: int | None = None,
        flags: Mapping[str, Any] | None = None,
        threads: int | None = None,
    ) -> Judgement:
        """Judge a batch as `World.judge` does, and record it.

        Returns
        -------
        Judgement
        """
        batch = batch_arguments(requests, columns, opened_at, flags, threads)
        return Judgement(self._core.judge(world._rulebook._program, world._core, *batch), world)

    def join(self, world: World, loader: SaveLoader, id: int, save: str | bytes | Mapping[str, Any] | None) -> LoadedSave:
        """Bring a save into the world as `World.join` does; one that is not ready leaves no record.

        Returns
        -------
        LoadedSave
        """
        entity = as_int("id", id, INT64)
        return LoadedSave(*self._core.join(world._core, loader._loader, entity, as_record(save, "save")))

    def leave(self, world: World, kind: str, id: int) -> None:
        """Take an entity out of the world as `World.leave` does."""
        self._core.leave(world._core, as_bytes(kind), as_int("id", id, INT64))

    def snapshot(self, world: World) -> None:
        """Record the world as it is: to replay from, and to compact at."""
        self._core.snapshot(world._core)

    def take(self) -> bytes:
        """Return the bytes since it was last asked for.

        Returns
        -------
        bytes
        """
        return self._core.take()

    def __repr__(self) -> str:
        return f"<Recorder: chain {self.chain[:12]}…>"


class ResumedLog:
    """What a log says was: a server's second life.

    Attributes
    ----------
    recorder : Recorder
        Goes on at `good_bytes`.
    world : World
        After the last whole record; ``world.rulebook`` is the log's.
    good_bytes : int
        Where the last whole record ends: cut the file here before appending.
    """

    def __init__(self, recorder: Recorder, world: World, good_bytes: int) -> None:
        self.recorder = recorder
        self.world = world
        self.good_bytes = good_bytes

    def __repr__(self) -> str:
        return f"<ResumedLog: {self.good_bytes:,} good bytes, world {self.world.digest}>"


def record_log(world: World) -> Recorder:
    """Begin a log of a world; its first bytes can be taken at once.

    The log holds the rulebook, the world and its seed: it is the server's own file.

    Parameters
    ----------
    world : World

    Returns
    -------
    Recorder

    Examples
    --------
    >>> import ludex
    >>> world, requests = ludex.Rulebook.load("examples/rulebooks/arena.json").traffic(players=3, requests=20)
    >>> recorder = ludex.record_log(world)
    >>> judgement = recorder.judge(world, requests)
    >>> log = recorder.take()
    >>> ludex.replay_log(log).world_digest == world.digest
    True
    """
    rulebook = world.rulebook
    return Recorder(_ludex.Recorder.begin(rulebook._program, rulebook._source, world._core))


def resume_log(log: bytes | os.PathLike[str] | str) -> ResumedLog:
    """Go on where a log ends, after a crash too: all of it is judged again.

    Parameters
    ----------
    log : bytes or path

    Returns
    -------
    ResumedLog

    Raises
    ------
    LudexError
        Code ``record``: the log is damaged, or does not come out as recorded; ``errors[0].offset`` is the byte.

    Examples
    --------
    >>> import ludex
    >>> world, requests = ludex.Rulebook.load("examples/rulebooks/arena.json").traffic(players=3, requests=20)
    >>> recorder = ludex.record_log(world)
    >>> _ = recorder.judge(world, requests)
    >>> log = recorder.take()
    >>> again = ludex.resume_log(log + b"half a rec")
    >>> again.good_bytes == len(log), again.world.digest == world.digest
    (True, True)
    """
    recorder, world, source, good_bytes = _ludex.resume_log(log_bytes(log))
    return ResumedLog(Recorder(recorder), World(world, Rulebook.parse(source)), good_bytes)
