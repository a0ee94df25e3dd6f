"""The record: logs that `ludex record` or a server wrote, read and judged again (docs/record.md)."""

from __future__ import annotations

import json
import os

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_int, as_name, as_threads, read_file, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

def log_bytes(log: bytes | bytearray | memoryview | os.PathLike[str] | str) -> bytes:
    """Return a log that is given as bytes or by its path."""
    if isinstance(log, bytes):
        return log
    if isinstance(log, (bytearray, memoryview)):
        return bytes(log)
    if isinstance(log, (str, os.PathLike)):
        return read_file(log)
    _ludex.raise_error("host", f"the log is {shown(log)}: give bytes or a path")


class Log:
    """What a log says: its records in order, and how it ends.

    Attributes
    ----------
    records : list of dict
        Each with its ``type`` (header, snapshot, batch, join, leave, adopt), ``offset`` and ``end``.
    state : {"whole", "torn", "refused"}
        ``torn``: the last record was not wholly written, as a crash leaves it. ``refused``: damaged, of a later version, or no log.
    error : dict or None
        ``offset``, a byte in the log, and ``message``.
    good_bytes : int
        Where the last whole record ends.
    chain : str
        The SHA-256 of the last link, 64 hex digits.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        self.records: list[dict[str, Any]] = content["records"]
        self.count: int = content["count"]
        self.state: str = content["state"]
        self.error: dict[str, Any] | None = content["error"]
        self.good_bytes: int = content["good_bytes"]
        self.links: int = content["links"]
        self.batches: int = content["batches"]
        self.program_digest: str = content["program_digest"]
        self.world_digest: str = content["world_digest"]
        self.chain: str = content["chain"]

    def __repr__(self) -> str:
        end = "" if self.error is None else f", {self.state} at byte {self.error['offset']}"
        return f"<Log: {self.count} records, {self.batches} batches, chain {self.chain[:12]}…{end}>"


class ReplayReport:
    """What judging a log again found; every member of ``ludex replay --json`` is an attribute.

    ``ok`` is whether everything came out as recorded; else ``difference`` names the first thing that did not.
    """

    def __init__(self, report: dict[str, Any]) -> None:
        self.ok: bool = report["ok"]
        self.bytes: int = report["bytes"]
        self.first_batch: int = report["first_batch"]
        self.batches: int = report["batches"]
        self.requests: int = report["requests"]
        self.changes: int = report["changes"]
        self.snapshots: int = report["snapshots"]
        self.judged: int = report["judged"]
        self.accepted: int = report["accepted"]
        self.duplicates: int = report["duplicates"]
        self.rejected: int = report["rejected"]
        self.program_digest: str = report["program_digest"]
        self.world_digest: str = report["world_digest"]
        self.chain: str = report["chain"]
        self.torn: dict[str, Any] | None = report["torn"]
        self.difference: dict[str, Any] | None = report["difference"]

    def __repr__(self) -> str:
        said = "as recorded" if self.difference is None else self.difference["message"]
        return f"<ReplayReport: {self.judged} requests judged again, {said}>"


def read_log(log: bytes | os.PathLike[str] | str, *, first: int = 0, most: int | None = None) -> Log:
    """Read and check a log, given as bytes or by its path.

    Parameters
    ----------
    first, most : int
        Which records to describe; all are checked.

    Examples
    --------
    >>> read_log(b"LUDEX").state
    'torn'
    """
    last = UINT64[1] if most is None else as_int("most", most, UINT64)
    return Log(json.loads(_ludex.read_log(log_bytes(log), as_int("first", first, UINT64), last)))


def replay_log(
    log: bytes | os.PathLike[str] | str,
    *,
    from_snapshot: int = 0,
    threads: int | None = None,
    compares_snapshots: bool = True,
    program_digest: str | None = None,
) -> ReplayReport:
    """Judge a log again: everything must come out as recorded.

    Parameters
    ----------
    log : bytes or path
    from_snapshot : int
        Number of the snapshot to begin at; 0 is the world the log begins with.
    threads : int, optional
        As many as a batch is worth by default. The answer is the same.
    compares_snapshots : bool
        Hold every snapshot against the world that is reached, to the last byte.
    program_digest : str, optional
        The log must be of this program.

    Raises
    ------
    LudexError
        Code ``record``: the log is refused; ``errors[0].offset`` is the byte.
    """
    options: dict[str, Any] = {"from_snapshot": as_int("from_snapshot", from_snapshot, UINT64), "compares_snapshots": bool(compares_snapshots)}
    if threads is not None:
        options["threads"] = as_threads(threads)
    if program_digest is not None:
        options["program_digest"] = as_name("program_digest", program_digest)
    return ReplayReport(json.loads(_ludex.replay_log(log_bytes(log), json.dumps(options))))
