"""What may happen once: receipts, claims, codes, transfers and trades, and audits of journals."""

from __future__ import annotations

import json
import os

from ludex import _ludex
from ludex.arguments import as_json, as_name, raise_unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    import pandas as pd

_PIECE = 1 << 20  # bytes of lines handed over at a time


def decide(machine: str, state: Any, event: Any) -> tuple[Any, list[dict[str, Any]]]:
    """Take one step of a machine: the state after an event, and what is to be done.

    Parameters
    ----------
    machine : {"entries", "receipts", "claims", "code_cap", "code_block", "accounts", "trade"}
        docs/ledger.md has their events, states and effects.
    state : dict, str, bytes or None
        The state before. None begins a machine, but for "entries": there it is a record that could not be read, and nothing
        is granted; a new record's ledger is ``{}``.
    event : dict, str or bytes
        What happened, with the time in ms as ``now``.

    Returns
    -------
    state : dict
    effects : list of dict
        In order; each names what it is as ``effect``.

    Raises
    ------
    LudexError
        Code ``ledger`` (the state or the event is malformed; `pointer` leads there), ``json`` or ``host``.

    Examples
    --------
    >>> grant = {"event": "commit", "id": "receipt:81", "content": {"coins": 100}, "now": 1_700_000_000_000}
    >>> state, effects = decide("entries", {}, grant)
    >>> effects
    [{'effect': 'answer', 'id': 'receipt:81', 'answer': 'committed'}]
    >>> state, effects = decide("entries", state, grant)
    >>> effects
    [{'effect': 'answer', 'id': 'receipt:81', 'answer': 'same'}]
    """
    made = json.loads(_ludex.decide(as_name("machine", machine), as_json(state, "state"), as_json(event, "event")))
    return made["state"], made["effects"]


def fingerprint(name: str, content: Any) -> str:
    """Identify a JSON value asked under a name by 32 hex digits: members in any order, numbers by value.

    Parameters
    ----------
    name : str
        The kind of the id, or the action.
    content : str, bytes or object
        str and bytes are JSON text; any other object stands for its JSON.

    Returns
    -------
    str

    Raises
    ------
    LudexError
        Code ``ledger``: a number is neither a 64-bit integer nor a finite double.

    Examples
    --------
    >>> fingerprint("action", {"coins": 1, "to": 7}) == fingerprint("action", '{"to": 7, "coins": 1.0}')
    True
    """
    return _ludex.fingerprint(as_name("name", name), as_json(content, "content"))


class Ledger:
    """A machine with its state between two events.

    Parameters
    ----------
    machine : str
        As for `decide`.
    state : dict, optional
        The state it goes on from. For "entries" give ``{"ledger": record["ledger"]}``, ``{}`` when it is new.

    Attributes
    ----------
    machine : str
    state : dict or None
        For "entries" and "receipts" the record holds ``state["ledger"]``, in one write with what it remembers; for the
        others the whole of it.

    Examples
    --------
    >>> shop = Ledger("receipts")
    >>> shop.decide({"event": "profile", "ledger": {}, "now": 0})
    []
    >>> shop.decide({"event": "receipt", "id": "81", "product": "coins", "call": 1, "now": 1})
    [{'effect': 'validate', 'id': '81', 'product': 'coins'}]
    """

    def __init__(self, machine: str, state: Any = None) -> None:
        self.machine = machine
        self.state = state

    def decide(self, event: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take one event: the state moves on, and the effects are to be done. After an error the state is what it was."""
        self.state, effects = decide(self.machine, self.state, event)
        return effects

    def __repr__(self) -> str:
        return f"Ledger({self.machine!r})"


class AuditReport:
    """What an audit found: as ``ludex audit --json`` prints it, by attributes, and as DataFrames.

    Attributes
    ----------
    ok : bool
        Whether nothing was found.
    """

    def __init__(self, report: dict[str, Any]) -> None:
        self._report = report
        self.ok: bool = report["ok"]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report."""
        return self._report

    @property
    def counts(self) -> dict[str, int]:
        """Breaches by kind."""
        return dict(self._report["counts"])

    @property
    def breaches(self) -> list[dict[str, Any]]:
        """At most 100 of each kind: file, line, kind, id, message, next."""
        return list(self._report["breaches"])

    def breaches_frame(self) -> pd.DataFrame:
        """The breaches as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self._report["breaches"], columns=["file", "line", "kind", "id", "message", "next"])

    def assets_frame(self) -> pd.DataFrame:
        """One row for each asset: transfers, accounts, negative, and held and sum as Python ints."""
        import pandas as pd

        frame = pd.DataFrame.from_dict(self._report["assets"], orient="index", columns=["transfers", "accounts", "negative", "held", "sum"])
        for name in ("held", "sum"):  # they may exceed 64 bits
            frame[name] = frame[name].map(int).astype(object)
        return frame.rename_axis("asset")

    def __repr__(self) -> str:
        found = ", ".join(f"{kind}: {count}" for kind, count in self.counts.items())
        return f"AuditReport({self._report['transfers']:,} transfers, {found or 'sound'})"


def _pieces(source: Any, what: str) -> Iterator[bytes]:
    """Whole lines of text, a file or an iterable of objects, piece by piece."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        yield bytes(source)
    elif isinstance(source, str) and source.lstrip().startswith("{"):
        yield source.encode("utf-8", "surrogatepass")
    elif isinstance(source, (str, os.PathLike)):
        try:
            with open(source, "rb") as file:
                while lines := file.readlines(_PIECE):
                    yield b"".join(lines)
        except (OSError, ValueError) as error:
            raise_unreadable(source, error)
    else:
        piece: list[bytes] = []
        size = 0
        for line in source:
            piece.append(as_json(line, what).rstrip(b"\r\n"))  # a file gives them with their ends: no line may count twice
            size += len(piece[-1])
            if size > _PIECE:
                yield b"\n".join(piece) + b"\n"
                piece, size = [], 0
        if piece:
            yield b"\n".join(piece) + b"\n"


def audit(
    journal: str | bytes | os.PathLike[str] | Iterable[Any],
    *,
    balances: str | bytes | os.PathLike[str] | Iterable[Any] | None = None,
    saves: str | bytes | os.PathLike[str] | Iterable[Any] | None = None,
    account: str = "/id",
    name: str = "player:*",
    balance: Mapping[str, str] | None = None,
    serial: Mapping[str, str] | None = None,
) -> AuditReport:
    """Go through a journal of transfers, as ``ludex audit`` does: conservation, balances, serials, ids.

    Parameters
    ----------
    journal, balances, saves : path, text or iterable
        Lines of JSON: a str that begins with ``{`` and bytes are text, any other str is a path; an iterable gives lines, as
        text or as objects. Files are read piece by piece.
    account, name : str
        Where a save says whose it is, and the account of that, with ``*`` for what was found.
    balance, serial : dict, optional
        Pointers into saves and their assets; ``*`` in a pointer stands for every item or member.

    Returns
    -------
    AuditReport

    Raises
    ------
    LudexError
        Code ``io`` or ``host``. What is wrong with a line is no error but a breach.

    Examples
    --------
    >>> report = audit([{"id": "t:1", "from": "player:1", "to": "player:2", "asset": "coins", "amount": 5}])
    >>> report
    AuditReport(1 transfers, negative: 1)
    >>> report.breaches[0]["message"]
    "'player:1' of coins goes to -5"
    """
    run = _ludex.Audit()
    if saves is not None:
        run.compare(account, name, list((balance or {}).items()), list((serial or {}).items()))
    for piece in _pieces(journal, "journal"):
        run.add_journal(piece)
    for piece in _pieces(balances if balances is not None else b"", "balances"):
        run.add_balances(piece)
    for piece in _pieces(saves if saves is not None else b"", "saves"):
        run.add_saves(piece)
    return AuditReport(json.loads(run.report()))
