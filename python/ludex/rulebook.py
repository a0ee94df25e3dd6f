"""Rulebooks: the rules, compiled."""

from __future__ import annotations

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_bytes, as_int, as_name, as_number, as_real, is_name, read_document, read_file, shown_name
from ludex.fights import Fights
from ludex.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from typing import IO, Any, Literal, SupportsFloat, SupportsIndex

    from ludex.interest import Interest
    from ludex.migration import Saves, Sums
    from ludex.migration_report import MigrationReport
    from ludex.progress import Progress
    from ludex.saves import SaveLoader

    import pandas as pd


class Rulebook(Fights):
    """A compiled rulebook: immutable, and free to be shared between threads.

    Made by `Rulebook.load` or `Rulebook.parse`. It can be pickled, so that worker processes can have it.

    Examples
    --------
    >>> rulebook = Rulebook.load("examples/rulebooks/arena.json")
    >>> "RequestAttack" in rulebook.actions
    True
    """

    def __init__(self, program: _ludex.Program, source: bytes) -> None:
        self._program = program
        self._source = source

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Rulebook:
        """Compile the rulebook in a file.

        Parameters
        ----------
        path : str or path
            JSON with comments, UTF-8, at most 16 MB.

        Returns
        -------
        Rulebook

        Raises
        ------
        LudexError
            With every error found, its line, column and pointer; code ``io`` when the file cannot be read.
        """
        source = read_file(path, text_is_for="Rulebook.parse")
        return cls(_ludex.Program.compile(source, str(path)), source)

    @classmethod
    def parse(cls, text: str | bytes | Mapping[str, Any]) -> Rulebook:
        """Compile a rulebook from its text, or from a dict.

        Parameters
        ----------
        text : str, bytes or dict
            JSON with comments, or the same as a dict; the order of keys matters (``params``, ``with``, ``let`` and
            ``cost`` are judged in the order in which they stand).

        Returns
        -------
        Rulebook

        Raises
        ------
        LudexError
            With every error found.
        """
        if isinstance(text, str) and is_name(text):
            _ludex.raise_error("host", f"{shown_name(text)!r} is taken as a rulebook's text, not as a file's name: Rulebook.load reads a file")
        if isinstance(text, (str, bytes, bytearray, memoryview)):
            source = as_bytes(text)
        else:
            source, _ = read_document(text, "rulebook")
        return cls(_ludex.Program.compile(source), source)

    @property
    def digest(self) -> str:
        """Hash of the compiled rules, 16 hex digits: equal on every platform; comments do not count."""
        return self._program.digest

    @property
    def text(self) -> str:
        """The source, as it was given: comments and all."""
        return self._source.decode()

    @property
    def name(self) -> str:
        """The rulebook's own name."""
        return self._program.name

    @property
    def version(self) -> int:
        """The rulebook's own version; informative."""
        return self._program.version

    @property
    def actions(self) -> list[str]:
        """Names of the actions."""
        return self._program.actions

    @property
    def reasons(self) -> dict[str, int]:
        """Name and code of every reason that this rulebook can give; codes from 1000 are its own."""
        return self._program.reasons

    def summary(self) -> dict[str, Any]:
        """Return what ``ludex check --json`` prints.

        Returns
        -------
        dict
            Actions with clauses and access sets, reasons, the conflict matrix of actions, warnings, the digest.
        """
        import json

        summary: dict[str, Any] = json.loads(self._program.summary_json())
        return summary

    def types(self, language: Literal["ts", "py", "cpp", "luau"]) -> str:
        """Write the rulebook's types as source text, to be checked in beside the code that uses them.

        Parameters
        ----------
        language : {"ts", "py", "cpp", "luau"}
            TypeScript, Python (TypedDicts), C++ (one header) or Luau.

        Returns
        -------
        str
            What ``ludex types RULEBOOK --lang LANGUAGE`` prints.

        Raises
        ------
        LudexError
            Another language.

        Examples
        --------
        >>> types = Rulebook.load("examples/rulebooks/arena.json").types("py")
        >>> "class RequestAttackParams(TypedDict):" in types
        True
        """
        return self._program.types(as_name("language", language))

    def world(
        self, source: str | bytes | Mapping[str, Any] | os.PathLike[str] | None = None, *, seed: SupportsIndex = 0
    ) -> World:
        """Load a world, or make an empty one.

        Parameters
        ----------
        source : str, bytes, dict, path or None
            The world's text form, as text, as a dict or as a file (a str that starts with ``{`` is text, any other is
            a path). Old profiles are migrated, missing fields take their defaults. None: a world without entities.
        seed : int, 0..2**64 - 1
            Of an empty world; a text brings its own.

        Returns
        -------
        World

        Raises
        ------
        LudexError
            Unknown kind, live field or form of id; a value outside its bounds; a migration that fails.
        """
        number = as_int("seed", seed, UINT64)
        if source is None:
            return World(_ludex.World.empty(self._program, number), self)
        if number:
            _ludex.raise_error("host", "seed belongs to an empty world: a world's text brings its own")
        text, file = read_document(source, "world")
        return World(_ludex.World.load(self._program, text, file), self)

    def interest(
        self,
        observers: str,
        observed: str,
        radius: float,
        *,
        hysteresis: float = 1.25,
        max: int = 256,
        observer_field: str | None = None,
        observed_field: str | None = None,
    ) -> Interest:
        """Make areas of interest: who sees whom (docs/interest.md).

        Parameters
        ----------
        observers, observed : str
            Kinds; of the same kind, nobody sees oneself.
        radius : float
            An entity enters at this distance, and leaves beyond ``radius * hysteresis``.
        hysteresis : float
            At least 1.
        max : int
            An observer sees so many at most: the nearest, where one that is seen already counts as `hysteresis` times nearer.
        observer_field, observed_field : str, optional
            The vec3 that says where they are; None: ``position``, or the only one.

        Returns
        -------
        Interest

        Raises
        ------
        LudexError
            Code ``host``: what the rulebook does not have, a number out of its range.
        """
        from ludex.interest import Interest

        area: dict[str, Any] = {"observers": observers, "observed": observed, "max": max}
        area |= {"radius": as_number("radius", radius), "hysteresis": as_number("hysteresis", hysteresis)}
        if observer_field is not None:
            area["observer_field"] = observer_field
        if observed_field is not None:
            area["observed_field"] = observed_field
        return Interest(self, _ludex.Interest.create(self._program, _ludex.encode_value(area, "area")))

    def load_interest(self, text: str | bytes) -> Interest:
        """Read the areas of interest that `Interest.to_json` wrote."""
        from ludex.interest import Interest

        return Interest.load(self, text)

    def numbers(self) -> pd.DataFrame:
        """List the numbers that can be varied, in the order written.

        Returns
        -------
        DataFrame
            ``pointer``, ``value``, ``type`` (int or double), ``low`` and ``high`` (the bounds of its column or field; None
            where none is declared), ``line``, ``column``.
        """
        from ludex.tuning import numbers_frame

        return numbers_frame(_ludex.numbers(self._program))

    def vary(self, changes: Mapping[str, SupportsFloat]) -> Rulebook:
        """Compile the rulebook with other numbers in their places, all else to the byte as it was.

        Parameters
        ----------
        changes : dict
            Numbers by JSON Pointer; `numbers` lists what there is.

        Returns
        -------
        Rulebook

        Raises
        ------
        LudexError
            A pointer that names no number, a value out of bounds.

        Examples
        --------
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> better = duel.vary({"/tables/makes/rows/cannon/hit": 0.65})
        >>> better.solve("d1")["win_b"] > duel.solve("d1")["win_b"]
        True
        """
        from ludex.tuning import changes_json

        program = _ludex.vary(self._program, changes_json(changes))
        return Rulebook(program, _ludex.program_text(program))

    def save_loader(
        self, kind: str | None = None, *, max_bytes: int = 4 << 20, max_depth: int = 64, max_nodes: int = 1_000_000
    ) -> SaveLoader:
        """Make what brings old saves to this rulebook's version, one by one.

        Parameters
        ----------
        kind : str, optional
            Whose saves. None: the kind that sends requests.
        max_bytes, max_depth, max_nodes : int
            A save beyond them is set aside; `max_bytes` holds before and after.

        Returns
        -------
        SaveLoader

        Raises
        ------
        LudexError
            The rulebook has no such kind, or nothing of it is saved.
        """
        from ludex.saves import SaveLoader

        limits = {
            "max_bytes": as_int("max_bytes", max_bytes, UINT64),
            "max_depth": as_int("max_depth", max_depth, UINT32),
            "max_nodes": as_int("max_nodes", max_nodes, UINT32),
        }
        return SaveLoader(self._program, self._kind(kind), limits)

    def migrate(
        self,
        saves: Saves,
        *,
        kind: str | None = None,
        out: str | os.PathLike[str] | IO[bytes] | None = None,
        quarantine: str | os.PathLike[str] | IO[bytes] | None = None,
        threads: int | None = None,
        sums: Sums | None = None,
        samples: int = 20,
        twice: bool = True,
        histograms: bool = True,
        max_bytes: int = 4 << 20,
        progress: Progress = False,
    ) -> MigrationReport:
        """Migrate many saves and count what that does to them; without `out`, only count.

        One block of lines is held at a time, whatever the size of the file. What is read is never changed.

        Parameters
        ----------
        saves : path, bytes, stream or iterable
            A str or a path is a file of saves, one JSON object a line, gzip where the name ends in ``.gz``; bytes are such
            lines, and so is what a binary stream gives. The items of any other iterable are saves, as str, bytes or dict,
            or files, as `pathlib.Path`.
        kind : str, optional
            Whose saves. None: the kind that sends requests.
        out, quarantine : path or binary stream, optional
            Where lines that became ready go, and one line for each other save with its class, its place and its own bytes.
            Files are there once all is done, and not before. Of a path `out` alone, ``saves.ndjson``, the others go beside it:
            ``saves.quarantine.ndjson``.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        sums : mapping, optional
            Numbers that migrating must neither make nor lose, by name: a JSON pointer into the state, several, or
            ``{"at": pointers, "changed_by": [id of a step]}``; ``*`` stands for every item or member. Beside those that the
            rulebook declares.
        samples : int
            Saves kept of each class of failure, and of those that grow most.
        twice : bool
            Every result is migrated again, to see that nothing changes.
        histograms : bool
            Of every field, before and after.
        max_bytes : int
            Limit of one save, before and after.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the bytes read so far and those of all files, or None,
            after each block.

        Returns
        -------
        MigrationReport

        Raises
        ------
        LudexError
            A file that cannot be read or written, an unknown kind or step. No save ever raises.

        Examples
        --------
        >>> rulebook = Rulebook.load("examples/rulebooks/arena.json")
        >>> report = rulebook.migrate(['{"version": 2, "state": {"gold": 7}}', '{"version": 4, "state": {}}'])
        >>> report.ok, report.ready, report.quarantined["too_new"]
        (False, 1, 1)
        """
        from ludex.migration import Options, migrate

        options = Options.of(
            sums=sums, samples=samples, twice=twice, histograms=histograms, max_bytes=max_bytes, threads=threads
        )
        chosen = self._kind(kind)
        return migrate(self._program, chosen, options, saves, out=out, quarantine=quarantine, progress=progress)

    def _kind(self, kind: str | None) -> str:
        actor: str = self.summary()["actor"] if kind is None else kind
        return actor

    def traffic(
        self, *, players: SupportsIndex = 100, requests: SupportsIndex = 10_000, seed: SupportsIndex = 1, attack_rate: float = 0.1
    ) -> tuple[World, bytes]:
        """Make a world and a day of requests to it: honest players and the usual exploits.

        The same bytes on every platform for the same arguments.

        Parameters
        ----------
        players : int, 0..2**32 - 1
            Actors in the world.
        requests : int
            Number of lines.
        seed : int, 0..2**64 - 1
            Another seed gives other traffic.
        attack_rate : float, 0..1
            Share of requests that are hostile.

        Returns
        -------
        world : World
        requests : bytes
            NDJSON, one request a line.
        """
        world, lines = self._program.traffic(
            as_int("players", players, UINT32),
            as_int("requests", requests, UINT64),
            as_int("seed", seed, UINT64),
            as_real("attack_rate", attack_rate, 0, 1),
        )
        return World(_ludex.World.load(self._program, world), self), lines

    def __repr__(self) -> str:
        """Return name, version, number of actions and digest."""
        return f"<Rulebook {self.name!r} version {self.version}: {len(self.actions)} actions, digest {self.digest}>"

    def __eq__(self, other: object) -> bool:
        """Return whether the texts are equal, comments included; `digest` compares the rules alone."""
        return self._source == other._source if isinstance(other, Rulebook) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._source)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the source text: a program is compiled anew where it is loaded."""
        return Rulebook.parse, (self._source,)
