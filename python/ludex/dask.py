"""Files of saves and sweeps over grids beyond one machine: parts of them on any number of processes, with the answer of one.

Files are cut where lines end, each part is a rehearsal of its own, and the counts are merged in the order of the parts:
the report is the same text, and the parts one after the other the same bytes, as `Rulebook.migrate` makes in one process.
Grids are cut between points, which do not know of each other: the answer is the text that `Rulebook.sweep` gives.

    pip install 'ludex[dask]'
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ludex import _ludex
from ludex.arguments import as_bytes, as_int
from ludex.fights import check_rulebook
from ludex.migration import BLOCK_BYTES, Options, Sums, as_line, blocks, writing
from ludex.migration_report import MigrationReport
from ludex.tuning import Sweep, axes_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import SupportsFloat, SupportsIndex

    from ludex.rulebook import Rulebook

# States that one task merges: few enough to be held at once, many enough that the tree stays flat.
_FAN_IN = 32
_LINE_NUMBER = re.compile(rb'^\{"line":([0-9]+)', re.MULTILINE)


@dataclass(frozen=True)
class _Part:
    """A part that was migrated: its counts, its lines, and where those that were set aside lie."""

    state: bytes
    lines: int
    quarantine: str | None


def migrate(
    rulebook: Rulebook,
    kind: str | None,
    saves: Any,
    out_dir: str | os.PathLike[str] | None = None,
    *,
    part_bytes: int = 128 << 20,
    sums: Sums | None = None,
    samples: int = 20,
    twice: bool = True,
    histograms: bool = True,
    max_bytes: int = 4 << 20,
) -> MigrationReport:
    """Migrate saves on Dask and count what that does to them; without `out_dir`, only count.

    It runs where Dask is told to run: the threads of this process, or the workers of the client that is in use.

    Parameters
    ----------
    rulebook : Rulebook
    kind : str or None
        Whose saves; None: the kind that sends requests.
    saves : path, list of paths or dask.bag.Bag
        Files of saves, one JSON object a line; any URL that fsspec opens, and a ``*`` stands for any name. A file whose
        name ends in ``.gz`` is one part. The items of a bag are saves, as `Rulebook.migrate` takes them.
    out_dir : path, optional
        A folder that is new or empty, or its URL, which every worker can write to: ``part-00000.ndjson`` and following
        become what `Rulebook.migrate` writes to `out`, and ``quarantine-00000.ndjson`` and following what it writes to
        `quarantine`, cut where the parts are.
    part_bytes : int
        Size of a part of a file.
    sums, samples, twice, histograms, max_bytes
        As `Rulebook.migrate` takes them.

    Returns
    -------
    MigrationReport
        Equal to that of one process, to the byte.

    Raises
    ------
    LudexError
        As `Rulebook.migrate`; Dask is not installed.

    Examples
    --------
    >>> import ludex
    >>> rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
    >>> import dask.bag
    >>> bag = dask.bag.from_sequence(['{"version": 2, "state": {"gold": 7}}'] * 100, npartitions=4)
    >>> migrate(rulebook, "player", bag).steps["applied"].to_list()
    [0, 0, 100]
    """
    check_rulebook("rulebook", rulebook)
    dask, fsspec = _imported()
    options = Options.of(
        sums=sums, samples=samples, twice=twice, histograms=histograms, max_bytes=max_bytes, threads=1
    )
    task = _Task(rulebook, rulebook._kind(kind), options.json)
    task.rehearsal()  # what is wrong with the options is said here, not by a worker
    # One node of the graph, so that it is sent once and not with every part.
    shared = dask.delayed(task, pure=False, traverse=False)
    folder = None if out_dir is None else _new_folder(fsspec, os.fspath(out_dir))
    if hasattr(saves, "to_delayed"):
        given = [dask.delayed(_migrate_items)(shared, part, folder, number) for number, part in enumerate(saves.to_delayed())]
    else:
        ranges = _ranges(fsspec, saves, as_int("part_bytes", part_bytes, (1, 2**62)))
        given = [dask.delayed(_migrate_range)(shared, one, folder, number) for number, one in enumerate(ranges)]
    level = given
    while len(level) > 1:
        level = [dask.delayed(_merge)(shared, level[i : i + _FAN_IN]) for i in range(0, len(level), _FAN_IN)]
    named = [dask.delayed(_number_of_lines)(part) for part in given] if folder is not None else []
    whole, counted = dask.compute(level, named)
    if folder is not None:
        first, late = 0, []
        for lines, quarantine in counted:
            late.append(dask.delayed(_renumber)(quarantine, first))
            first += lines
        dask.compute(late)
    rehearsal = task.rehearsal()
    for part in whole:
        rehearsal.merge(part.state, 0)
    return MigrationReport(rehearsal.report())


def sweep(
    rulebook: Rulebook,
    scenario: str,
    vary: Mapping[str, Iterable[SupportsFloat] | SupportsFloat | str],
    *,
    fights: SupportsIndex = 20_000,
    seed: SupportsIndex = 1,
    max_states: SupportsIndex = 5_000_000,
    part_points: SupportsIndex = 32,
) -> Sweep:
    """Say on Dask what comes of a scenario at every point of a grid of numbers.

    It runs where Dask is told to run, as `migrate` does.

    Parameters
    ----------
    rulebook : Rulebook
    scenario, vary, fights, seed, max_states
        As `Rulebook.sweep` takes them.
    part_points : int
        Points that one task looks at.

    Returns
    -------
    Sweep
        Equal to that of one process, to the byte.

    Raises
    ------
    LudexError
        As `Rulebook.sweep`; Dask is not installed.

    Examples
    --------
    >>> import ludex
    >>> duel = ludex.Rulebook.load("examples/rulebooks/duel.json")
    >>> hit = {"/tables/makes/rows/rifle/hit": "0.60..0.90:0.05"}
    >>> sweep(duel, "d1", hit, part_points=3).to_json() == duel.sweep("d1", hit).to_json()
    True
    """
    check_rulebook("rulebook", rulebook)
    dask, _ = _imported()
    grid = axes_of(vary)  # an iterator is read once, and every part needs all values
    options: dict[str, Any] = {"fights": fights, "seed": seed, "max_states": max_states}
    size = 1
    # What is wrong with the question is said here, not by a worker.
    for values in rulebook.sweep(scenario, grid, first=0, count=1, **options).axes.values():
        size *= len(values)
    step = as_int("part_points", part_points, (1, 2**31))
    shared = dask.delayed((rulebook, scenario, grid, options), pure=False, traverse=False)
    parts = [dask.delayed(_sweep_part)(shared, first, min(step, size - first)) for first in range(0, size, step)]
    return Sweep.join(dask.compute(*parts))


def _sweep_part(asked: tuple[Rulebook, str, dict[str, Any], dict[str, Any]], first: int, count: int) -> Sweep:
    rulebook, scenario, grid, options = asked
    # One thread: the cluster decides how many there are.
    return rulebook.sweep(scenario, grid, first=first, count=count, threads=1, **options)


def _imported() -> tuple[Any, Any]:
    try:
        return import_module("dask"), import_module("fsspec")  # which are typed in part
    except ImportError:
        _ludex.raise_error("host", "ludex.dask needs Dask: pip install 'ludex[dask]'")


@dataclass(frozen=True)
class _Task:
    """What every part needs; a rulebook is compiled anew in each process."""

    rulebook: Rulebook
    kind: str
    options: bytes

    def rehearsal(self) -> _ludex.Rehearsal:
        return _ludex.Rehearsal.make(self.rulebook._program, as_bytes(self.kind), self.options)


@dataclass(frozen=True)
class _Range:
    """The lines of a file that begin at `begin` or later, and before `end`."""

    url: str
    begin: int
    end: int | None  # None: compressed, and read whole

    def read(self) -> Iterator[bytes]:
        import fsspec

        try:
            with fsspec.open(self.url, "rb", compression="gzip" if self.end is None else None) as file:
                if self.end is None:
                    yield from blocks(file.read, self.url)
                else:
                    yield from self._lines(file)
        except (OSError, ValueError) as error:
            _ludex.raise_error("io", f"cannot read {self.url}: {getattr(error, 'strerror', None) or error}")

    def _lines(self, file: Any) -> Iterator[bytes]:
        assert self.end is not None
        at = self.begin
        if at > 0:
            # A line belongs to the part in which it begins: the byte before tells whether one begins here.
            file.seek(at - 1)
            while at - 1 < self.end:
                piece = file.read(BLOCK_BYTES)
                if not piece:
                    return
                found = piece.find(b"\n")
                if found >= 0:
                    at += found
                    break
                at += len(piece)
            file.seek(at)
        parts: list[bytes] = []
        while at < self.end or parts:
            piece = file.read(min(BLOCK_BYTES, self.end - at) if at < self.end else BLOCK_BYTES)
            if not piece:
                break
            at += len(piece)
            # Within the range the last whole line; beyond it the end of the line that began inside.
            cut = piece.rfind(b"\n") + 1 if at <= self.end else piece.find(b"\n") + 1
            if cut == 0:
                parts.append(piece)
                continue
            yield b"".join([*parts, piece[:cut]])
            parts = [piece[cut:]] if cut < len(piece) and at <= self.end else []
        if parts:
            yield b"".join(parts)


def _ranges(fsspec: Any, saves: Any, part_bytes: int) -> list[_Range]:
    given = [saves] if isinstance(saves, (str, os.PathLike)) else saves
    if not isinstance(given, Sequence) or isinstance(given, bytes) or not all(isinstance(one, (str, os.PathLike)) for one in given):
        _ludex.raise_error("host", "saves are no bag, path or list of paths: lines in memory are for Rulebook.migrate")
    ranges = []
    for name in map(os.fspath, given):
        try:
            files, path = fsspec.core.url_to_fs(name)
            found = sorted(files.glob(path)) if "*" in path else [path]
            sizes = [files.size(one) for one in found]
        except (OSError, ValueError) as error:
            _ludex.raise_error("io", f"cannot read {name}: {getattr(error, 'strerror', None) or error}")
        if not found:
            _ludex.raise_error("io", f"cannot read {name}: no file has such a name")
        for one, size in zip(found, sizes, strict=True):
            url = files.unstrip_protocol(one)
            if one.endswith(".gz"):
                ranges.append(_Range(url, 0, None))
            else:
                ranges += [_Range(url, at, min(at + part_bytes, size)) for at in range(0, size, part_bytes)]
    return ranges


def _new_folder(fsspec: Any, name: str) -> str:
    with writing(name):
        files, path = fsspec.core.url_to_fs(name)
        files.makedirs(path, exist_ok=True)
        # Files of another run would pass for parts of this one.
        if files.ls(path, detail=False):
            _ludex.raise_error("host", f"{name} is not empty: give a new folder")
        return str(files.unstrip_protocol(path))


def _migrate_range(task: _Task, given: _Range, folder: str | None, number: int) -> _Part:
    return _migrate_blocks(task, given.read(), folder, number)


def _migrate_items(task: _Task, items: Iterable[Any], folder: str | None, number: int) -> _Part:
    def lines() -> Iterator[bytes]:
        kept: list[bytes] = []
        size = 0
        for i, item in enumerate(items):
            kept.append(as_line(item, i))
            size += len(kept[-1])
            if size >= BLOCK_BYTES:
                yield b"".join(kept)
                kept, size = [], 0
        if kept:
            yield b"".join(kept)

    return _migrate_blocks(task, lines(), folder, number)


def _migrate_blocks(task: _Task, found: Iterator[bytes], folder: str | None, number: int) -> _Part:
    rehearsal = task.rehearsal()
    lines = 0
    if folder is None:
        for block in found:
            rehearsal.add(block)
            lines += _lines_in(block)
        return _Part(rehearsal.state(), lines, None)
    import fsspec

    out, quarantine = (f"{folder}/{what}-{number:05}.ndjson" for what in ("part", "quarantine"))
    with writing(folder), fsspec.open(out, "wb") as ready, fsspec.open(quarantine, "wb") as aside:
        for block in found:
            made, refused = rehearsal.add(block)
            ready.write(made)
            aside.write(refused)
            lines += _lines_in(block)
    return _Part(rehearsal.state(), lines, quarantine)


def _lines_in(block: bytes) -> int:
    return block.count(b"\n") + (not block.endswith(b"\n"))


def _merge(task: _Task, parts: Sequence[_Part]) -> _Part:
    rehearsal = task.rehearsal()
    lines = 0
    for part in parts:
        rehearsal.merge(part.state, lines)
        lines += part.lines
    return _Part(rehearsal.state(), lines, None)


def _number_of_lines(part: _Part) -> tuple[int, str | None]:
    return part.lines, part.quarantine


def _renumber(quarantine: str, first: int) -> None:
    """Number the lines of a part from where it begins in the whole: that was not known when it was written."""
    import fsspec

    with writing(quarantine):
        files, path = fsspec.core.url_to_fs(quarantine)
        if first == 0 or files.size(path) == 0:
            return
        with files.open(path, "rb") as read, files.open(f"{path}.renumbered", "wb") as write:
            for block in blocks(read.read, quarantine):
                write.write(_LINE_NUMBER.sub(lambda found: b'{"line":%d' % (int(found[1]) + first), block))
        files.mv(f"{path}.renumbered", path)
