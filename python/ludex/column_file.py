"""Column files: requests as typed columns behind a JSON header (docs/columns.md), made from arrays without any text."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ludex import _ludex
from ludex.columns import _Column, _tree

if TYPE_CHECKING:
    import numpy.typing as npt

    from ludex.rulebook import Rulebook

    _Array = npt.NDArray[Any]

_ORIGINS = {"client": 0, "server": 1, "admin": 2}
_REQUIRED = ("actor", "received_at")


def encode(actions: Mapping[str, Mapping[str, Any]], *, order: npt.ArrayLike | None = None) -> bytes:
    """Write columns of requests as a column file, which `World.judge` takes as ``columns``.

    Parameters
    ----------
    actions : dict of dict of arrays, or of DataFrames
        For each action its columns, named and shaped as `World.judge` takes them: ``actor`` and ``received_at``, and
        where they apply ``session``, ``origin``, ``roles``, ``nonce``, ``sent_at`` and the parameters as ``"params.x"``
        or under ``"params"``. Integers are int64, floats float64, an (n, 3) array of floats is a vec3, any other
        (n, k) array a list of k; strings and pandas' categories go in as names. None and masked elements are null.
    order : array of int, optional
        Where each row stands in the batch, counted action after action; default: by ``received_at``, rows of one time
        in the order given.

    Returns
    -------
    bytes
        The file. Nothing is checked against a rulebook: what breaks the contract is a verdict when it is judged.

    Raises
    ------
    LudexError
        Columns of different lengths, a value for which there is no column.

    Examples
    --------
    >>> import ludex.columns, numpy as np
    >>> file = ludex.columns.encode({"Respawn": {"actor": np.array([1, 2]), "received_at": np.array([5, 6])}})
    >>> file[:8]
    b'LUDEXCOL'
    """
    names = list(actions)
    envelopes, params = [], []
    for name, columns in actions.items():
        tree = _tree({key: columns[key] for key in columns}, "")
        params.append(tree.pop("params", {}))
        envelopes.append(tree)
    counts = [_rows(tree, name) for name, tree in zip(names, envelopes, strict=True)]
    n = sum(counts)
    action = np.repeat(np.arange(len(names), dtype=np.uint32), counts)
    times, missing = _joined(envelopes, counts, "received_at", names)
    received_at = _as(times, "/received_at", missing)
    places = np.argsort(received_at, kind="stable") if order is None else _inverse(order, n)

    file = _File()
    envelope = {"action": file.column("u32", action[places])}
    for key, kind in (("actor", "i64"), ("received_at", "i64"), ("session", "i64"), ("nonce", "i64"), ("sent_at", "i64")):
        values, absent = _joined(envelopes, counts, key, names)
        if absent.all() and n and key not in _REQUIRED:
            continue
        column = file.column(kind, _as(values, f"/{key}", absent)[places])
        if absent.any():
            if key not in ("nonce", "sent_at"):
                _refuse(f"/{key}", "has rows without a value")
            column = {"type": "optional", "valid": file.add(~absent[places]), "values": column}
        envelope[key] = column
    if any("origin" in tree for tree in envelopes):
        values, absent = _joined(envelopes, counts, "origin", names, "client")
        codes = [_ORIGINS.get(str(origin), 255) if not gone else 0 for origin, gone in zip(values, absent, strict=True)]
        envelope["origin"] = file.column("u8", np.array(codes, dtype=np.uint8)[places])
    if any("roles" in tree for tree in envelopes):
        values, absent = _joined(envelopes, counts, "roles", names)
        roles = np.empty(n, dtype=object)
        roles[:] = [[] if gone else list(value) for value, gone in zip(values, absent, strict=True)]
        envelope["roles"] = file.lists(roles[places], "/roles")
        if envelope["roles"]["items"]["type"] != "name":
            _refuse("/roles", "are not lists of strings")
    unknown = {key for tree in envelopes for key in tree} - {*envelope, "session", "nonce", "sent_at", "origin", "roles"}
    if unknown:
        _refuse(f"/{min(unknown)}", "is no column of the envelope; parameters are named params.x")

    rank = np.empty(n, dtype=np.int64)
    rank[places] = np.arange(n)
    groups, begin = [], 0
    for name, tree, count in zip(names, params, counts, strict=True):
        inside = np.argsort(rank[begin : begin + count])
        begin += count
        groups.append({"name": name, "rows": count, "params": file.record(tree, inside, "/params")})
    return file.finish({"rows": n, "envelope": envelope, "actions": groups})


def from_requests(rulebook: Rulebook, requests: Any) -> tuple[bytes, list[tuple[int, str, str]]]:
    """Write requests, in any form `World.judge` takes, as a column file.

    Returns
    -------
    bytes
        The file.
    list of (int, str, str)
        The requests that have no row: position, reason and place, as judging them would give.
    """
    from ludex.encode import encode_requests

    return _ludex.columns_from_lines(rulebook._program, encode_requests(requests))


def to_requests(columns: bytes) -> bytes:
    """Return the requests a column file stands for, as NDJSON: one spelling for each, defaults written out."""
    return _ludex.columns_to_lines(columns)


def _refuse(pointer: str, why: str) -> Any:
    _ludex.raise_error("host", f"the column {pointer} {why}", pointer)


def _rows(tree: dict[str, Any], name: str) -> int:
    for key in _REQUIRED:
        if not isinstance(tree.get(key), _Column):
            _refuse(f"/{key}", f"of {name} is missing")
    counts = {len(column.values) for column in tree.values() if isinstance(column, _Column) and column.values.ndim}
    if len(counts) != 1:
        _refuse("/actor", f"of {name} and the others have different lengths: {sorted(counts)}")
    return counts.pop()


def _joined(envelopes: list[dict[str, Any]], counts: list[int], key: str, names: list[str], absent: Any = 0) -> tuple[_Array, _Array]:
    """Return the column `key` of all actions after each other, with a mask."""
    parts: list[_Array] = []
    gone: list[_Array] = []
    for tree, count, name in zip(envelopes, counts, names, strict=True):
        column = tree.get(key)
        if column is None:
            parts.append(np.full(count, absent))
            gone.append(np.ones(count, dtype=bool))
            continue
        values, mask = _spread(column, count, f"/{key} of {name}")
        parts.append(values)
        gone.append(mask)
    if any(part.dtype == object for part in parts):
        parts = [part.astype(object) for part in parts]
    return (np.concatenate(parts), np.concatenate(gone)) if parts else (np.zeros(0, np.int64), np.zeros(0, bool))


def _spread(column: _Column, rows: int, pointer: str) -> tuple[_Array, _Array]:
    """Return the column with an element for each row, and its mask."""
    values = column.values
    if values.ndim == 0:
        values = np.broadcast_to(values, (rows,))
    if len(values) != rows:
        _refuse(pointer, f"has {len(values)} rows, not {rows}")
    absent = column.absent if column.absent is not None else np.zeros(rows, dtype=bool)
    return values, absent if absent.ndim == 1 else np.asarray(absent.all(axis=1))


def _inverse(order: npt.ArrayLike, rows: int) -> _Array:
    positions = np.asarray(order)
    if positions.shape != (rows,) or not np.array_equal(np.sort(positions), np.arange(rows)):
        _ludex.raise_error("host", f"order is not each of 0 to {rows - 1} once")
    places = np.empty(rows, dtype=np.int64)
    places[positions] = np.arange(rows)
    return places


def _as(values: _Array, pointer: str, absent: _Array | None = None) -> _Array:
    """Return whole numbers as int64, 0 where `absent`, refusing what would change."""
    if values.dtype == object:
        numbers = [0 if gone else value for value, gone in zip(values, absent if absent is not None else np.zeros(len(values), bool), strict=True)]
        wrong = sorted({type(value).__name__ for value in numbers if not isinstance(value, (int, np.integer))})
        if wrong or any(not -(2**63) <= value < 2**63 for value in numbers):
            _refuse(pointer, f"holds {', '.join(wrong) or 'an integer that does not fit'}, not integers of 64 bits")
        values = np.array(numbers, dtype=np.int64)
    if values.dtype.kind not in "iu" or (values.dtype.itemsize == 8 and values.dtype.kind == "u" and values.size and values.max() > 2**63 - 1):
        _refuse(pointer, f"holds {values.dtype}, not integers of 64 bits")
    return values.astype(np.int64)


class _File:
    """Buffers, one after the other, and columns that describe them."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, values: _Array) -> list[int]:
        data = np.ascontiguousarray(values).tobytes()
        place = [self._size, len(data)]
        data += bytes(-len(data) % 8)
        self._parts.append(data)
        self._size += len(data)
        return place

    def column(self, kind: str, values: _Array) -> dict[str, Any]:
        return {"type": kind, "data": self.add(values.astype(values.dtype.newbyteorder("<"), copy=False))}

    def record(self, tree: dict[str, Any], places: _Array, pointer: str) -> dict[str, Any]:
        fields = {}
        for name, node in tree.items():
            here = f"{pointer}/{name}"
            if isinstance(node, dict):
                fields[name] = self.record(node, places, here)
            else:
                values, absent = _spread(node, len(places), here)
                fields[name] = self.values(values[places], absent[places], here)
        return {"type": "record", "fields": fields}

    def values(self, values: _Array, absent: _Array, pointer: str) -> dict[str, Any]:
        if not absent.any():
            return self.present(values, pointer)
        valid = self.add(~absent)
        if values.dtype == object:  # a filler of the type of the others
            filler = next((value for value, gone in zip(values, absent, strict=True) if not gone), 0)
            filled = np.empty(len(values), dtype=object)
            filled[:] = [filler if gone else value for value, gone in zip(values, absent, strict=True)]
            values = filled
        return {"type": "optional", "valid": valid, "values": self.present(values, pointer)}

    def present(self, values: _Array, pointer: str) -> dict[str, Any]:
        if values.ndim == 2:
            if values.dtype.kind == "f" and values.shape[1] == 3:
                return self.column("vec3", values.astype(np.float64))
            offsets = np.arange(len(values) + 1, dtype=np.uint32) * np.uint32(values.shape[1])
            return {"type": "list", "offsets": self.add(offsets), "items": self.present(values.reshape(-1), pointer)}
        kind = values.dtype.kind
        if kind == "b":
            return self.column("bool", values)
        if kind in "iu":
            return self.column("i64", _as(values, pointer))
        if kind == "f":
            return self.column("f64", values.astype(np.float64))
        if kind in "US":
            return self.names(*np.unique(values, return_inverse=True))
        if kind != "O":
            _refuse(pointer, f"holds {values.dtype}, for which there is no column")
        return self.objects(values, pointer)

    def objects(self, values: _Array, pointer: str) -> dict[str, Any]:
        kinds = {type(value) for value in values}
        if kinds <= {str}:
            known: dict[str, int] = {}
            codes = np.fromiter((known.setdefault(value, len(known)) for value in values), dtype=np.uint32, count=len(values))
            return self.names(np.array(list(known), dtype=object), codes)
        if all(issubclass(kind, (list, tuple, np.ndarray)) for kind in kinds):
            return self.lists(values, pointer)
        if all(issubclass(kind, (bool, np.bool_)) for kind in kinds):
            return self.column("bool", values.astype(bool))
        if all(issubclass(kind, (int, np.integer)) and not issubclass(kind, bool) for kind in kinds):
            if any(not -(2**63) <= value < 2**63 for value in values):
                _refuse(pointer, "holds an integer that does not fit 64 bits")
            return self.column("i64", values.astype(np.int64))
        if all(issubclass(kind, (int, float, np.integer, np.floating)) and not issubclass(kind, bool) for kind in kinds):
            return self.column("f64", values.astype(np.float64))
        return _refuse(pointer, f"holds {', '.join(sorted(kind.__name__ for kind in kinds))}, for which there is no column")  # type: ignore[no-any-return]

    def lists(self, values: _Array, pointer: str) -> dict[str, Any]:
        offsets = np.zeros(len(values) + 1, dtype=np.uint32)
        np.cumsum([len(value) for value in values], out=offsets[1:])
        items = np.empty(int(offsets[-1]), dtype=object)
        items[:] = [item for value in values for item in value]
        absent = np.fromiter((item is None for item in items), dtype=bool, count=len(items))
        return {"type": "list", "offsets": self.add(offsets), "items": self.values(items, absent, pointer)}

    def names(self, names: _Array, codes: _Array) -> dict[str, Any]:
        texts = [name.decode() if isinstance(name, bytes) else str(name) for name in names.tolist()]
        return {"type": "name", "names": texts, "data": self.add(codes.reshape(-1).astype("<u4"))}

    def finish(self, header: dict[str, Any]) -> bytes:
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
        text += b" " * (-len(text) % 8)
        return b"".join([b"LUDEXCOL", struct.pack("<II", 1, len(text)), text, *self._parts])
