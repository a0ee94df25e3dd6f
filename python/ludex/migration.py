"""Files of old saves through a rehearsal: blocks of whole lines in, lines and counts out."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_bytes, as_int, as_threads, raise_unreadable, shown
from ludex.migration_report import MigrationReport
from ludex.progress import teller

if TYPE_CHECKING:
    from ludex.progress import Progress

Sums: TypeAlias = Mapping[str, str | Sequence[str] | Mapping[str, Any]]
# What stands for saves: a file or several, a stream of lines, the lines themselves, or the saves one by one.
Saves: TypeAlias = str | bytes | os.PathLike[str] | IO[bytes] | Iterable[str | bytes | Mapping[str, Any] | os.PathLike[str]]

# Large enough to keep several threads busy, small enough to be forgotten.
BLOCK_BYTES = 8 << 20


@dataclass(frozen=True)
class Options:
    """What a rehearsal is asked, checked; in the form that the core reads."""

    json: bytes
    asked: dict[str, Any] = field(compare=False)

    @classmethod
    def of(
        cls,
        *,
        sums: Sums | None,
        samples: int,
        twice: bool,
        histograms: bool,
        max_bytes: int,
        threads: int | None,
    ) -> Options:
        if sums is not None and not isinstance(sums, Mapping):
            _ludex.raise_error("host", f"sums is {shown(sums)}: give a dict of names and pointers")
        asked: dict[str, Any] = {
            "limits": {"max_bytes": as_int("max_bytes", max_bytes, UINT64)},
            "twice": bool(twice),
            "histograms": bool(histograms),
            "samples": as_int("samples", samples, UINT32),
            "sums": dict(sums or {}),
            "threads": as_threads(threads) or 0,
        }
        return cls(_ludex.encode_value(asked, "options"), asked)


def migrate(
    program: _ludex.Program,
    kind: str,
    options: Options,
    saves: Saves,
    *,
    out: str | os.PathLike[str] | IO[bytes] | None = None,
    quarantine: str | os.PathLike[str] | IO[bytes] | None = None,
    progress: Progress = False,
) -> MigrationReport:
    """Run what `Rulebook.migrate` describes."""
    rehearsal = _ludex.Rehearsal.make(program, as_bytes(kind), options.json)
    if quarantine is None and out is not None:
        quarantine = _beside(out)
    source = Source(saves)
    source.refuse_to_write_over(out, quarantine)
    tell = teller(progress, "bytes") or (lambda read, size: None)
    with ExitStack() as stack:
        sinks = [stack.enter_context(Sink(to)) for to in (out, quarantine)]
        for block in source:
            for sink, lines in zip(sinks, rehearsal.add(block), strict=True):
                sink.write(lines)
            tell(source.read, source.size)
        for sink in sinks:
            sink.keep()
    return MigrationReport(rehearsal.report())


def _beside(out: Any) -> str:
    """Return where saves that are set aside go when only `out` was named: to whoever goes on with it they must not be lost."""
    if not isinstance(out, (str, os.PathLike)):
        _ludex.raise_error("host", "out is a stream, and saves that are set aside have no place: name one, quarantine='quarantine.ndjson'")
    folder, name = os.path.split(os.fspath(out))
    stem, dot, endings = name.partition(".")
    return os.path.join(folder, f"{stem}.quarantine{dot}{endings}")


class Source:
    """Saves in any form as blocks of whole lines; holds one block at a time.

    Attributes
    ----------
    read, size : int, int or None
        Bytes of the files that were read so far, and of all of them; of other sources nobody knows the size.
    """

    def __init__(self, saves: Saves) -> None:
        self._saves = saves
        self.read = 0
        self.size: int | None = None
        self._files: list[str] = []
        self._targets: set[str] = set()
        if isinstance(saves, (str, os.PathLike)):
            self._files = [os.fspath(saves)]
        elif isinstance(saves, (list, tuple)) and saves and all(isinstance(one, os.PathLike) for one in saves):
            self._files = [os.fspath(one) for one in saves]
        if self._files:
            self.size = sum(map(file_size, self._files))

    def refuse_to_write_over(self, *targets: Any) -> None:
        """Raise when a target is a file that is read, now or when its turn comes, or two targets are one file."""
        for target in targets:
            if isinstance(target, (str, os.PathLike)):
                path = os.path.realpath(os.fspath(target))
                if path in self._targets:
                    _ludex.raise_error("host", f"{os.fspath(target)} is given for two outputs: give each a file of its own")
                self._targets.add(path)
        for name in self._files:
            self._refuse_target(name)

    def _refuse_target(self, name: str) -> None:
        if os.path.realpath(name) in self._targets:
            _ludex.raise_error("host", f"{name} is an input and an output: give another file, what is read is never changed")

    def __iter__(self) -> Iterator[bytes]:
        """Yield blocks that end where a line ends."""
        saves: Any = self._saves
        if self._files:
            for name in self._files:
                yield from self._file(name)
        elif isinstance(saves, (bytes, bytearray, memoryview)):
            yield from self._counted([bytes(saves)])
        elif hasattr(saves, "read"):
            yield from self._counted(blocks(saves.read, "the stream"))
        elif isinstance(saves, Mapping) or not hasattr(saves, "__iter__"):
            _ludex.raise_error("host", f"saves are a {type(saves).__name__}: give a path, lines, or an iterable of saves")
        else:
            yield from self._items(saves)

    def _file(self, name: str) -> Iterator[bytes]:
        self._refuse_target(name)
        done = self.read
        try:
            with open(name, "rb") as raw:
                with gzip.open(raw) if name.endswith(".gz") else raw as file:
                    for block in blocks(file.read, name):
                        # Of a compressed file: how far that one was read.
                        self.read = done + raw.tell()
                        yield block
        except (OSError, ValueError) as error:
            raise_unreadable(name, error)

    def _counted(self, found: Iterable[bytes]) -> Iterator[bytes]:
        for block in found:
            self.read += len(block)
            yield block

    def _items(self, items: Iterable[Any]) -> Iterator[bytes]:
        lines: list[bytes] = []
        size = 0
        for number, item in enumerate(items):
            if isinstance(item, os.PathLike):
                if lines:
                    yield b"".join(lines)
                    lines, size = [], 0
                yield from self._file(os.fspath(item))
                continue
            line = as_line(item, number)
            self.read += len(line)
            size += len(line)
            lines.append(line)
            if size >= BLOCK_BYTES:
                yield b"".join(lines)
                lines, size = [], 0
        if lines:
            yield b"".join(lines)


def as_line(item: Any, number: int) -> bytes:
    """Return one save as a line."""
    if isinstance(item, Mapping):
        return _ludex.encode_value(item, f"save {number}") + b"\n"
    if not isinstance(item, (str, bytes, bytearray, memoryview)):
        _ludex.raise_error("host", f"save {number} is a {type(item).__name__}: give str, bytes, a dict or a path")
    line = as_bytes(item)
    line = line.removesuffix(b"\n").removesuffix(b"\r")
    if b"\n" in line:
        # In strict JSON a line break is white space between tokens. In anything else it might part two saves.
        if _ludex.check_json(line, 256 << 20, 512, UINT32[1], False, False) is not None:
            _ludex.raise_error("host", f"save {number} is not JSON and goes over several lines: give one save an item")
        line = line.replace(b"\r", b" ").replace(b"\n", b" ")
    return line + b"\n"


def blocks(read: Callable[[int], bytes], name: str) -> Iterator[bytes]:
    """Yield what `read` gives, cut where lines end; a line longer than a block is yielded whole."""
    parts: list[bytes] = []
    while True:
        try:
            block = read(BLOCK_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise_unreadable(name, error)
        if not block:
            break
        end = block.rfind(b"\n") + 1
        if end == 0:
            parts.append(block)
            continue
        yield b"".join([*parts, block[:end]])
        parts = [block[end:]] if end < len(block) else []
    if parts:
        yield b"".join(parts)


class Sink:
    """Where lines go: a file that is there, whole, once `keep` was called and not before; a stream; or nowhere."""

    def __init__(self, to: Any) -> None:
        self._to = to
        self._file: Any = None
        self._raw: Any = None
        self._path = ""

    def __enter__(self) -> Sink:
        if isinstance(self._to, (str, os.PathLike)):
            self._path = os.fspath(self._to)
            with writing(self._path):
                self._file = self._raw = open(f"{self._path}.partial", "wb")
                if self._path.endswith(".gz"):
                    self._file = gzip.GzipFile("", "wb", 6, self._raw, mtime=0)  # no name and no clock: the same bytes
        elif hasattr(self._to, "write"):
            self._file = self._to
        elif self._to is not None:
            _ludex.raise_error("host", f"lines cannot be written to a {type(self._to).__name__}: give a path or a stream")
        return self

    def write(self, lines: bytes) -> None:
        if self._file is not None and lines:
            with writing(self._path or "the stream"):
                self._file.write(lines)

    def keep(self) -> None:
        if self._path:
            with writing(self._path):
                self._close()
                os.replace(f"{self._path}.partial", self._path)
            self._path = ""

    def _close(self) -> None:
        for file in {id(file): file for file in (self._file, self._raw)}.values():
            file.close()

    def __exit__(self, *_: object) -> None:
        if self._path and self._raw is not None:  # stopped in the middle: half a file would pass for a whole one
            with writing(self._path):
                self._close()
                os.unlink(f"{self._path}.partial")


class writing:  # noqa: N801  (used like contextlib's functions)
    """Turns what the system says of a file into a `LudexError` of code ``io``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, (OSError, ValueError)):
            _ludex.raise_error("io", f"cannot write {self._name}: {getattr(error, 'strerror', None) or error}")


def file_size(name: str) -> int:
    """Return the size of a file in bytes."""
    try:
        return os.stat(name).st_size
    except (OSError, ValueError) as error:
        raise_unreadable(name, error, "bytes, or a list of saves,")
