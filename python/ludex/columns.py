"""Columns of requests: what NumPy and pandas hold, brought to the few kinds of array that the extension writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ludex import _ludex

if TYPE_CHECKING:
    import numpy.typing as npt

    _Array: TypeAlias = npt.NDArray[Any]
    _Entry: TypeAlias = tuple[str, "_Array | list[_Entry]", "_Array | None"]

_PARAMS = "params."


def __getattr__(name: str) -> Any:
    # Column files build on this module, and are its public names.
    if name in ("encode", "from_requests", "to_requests"):
        from ludex import column_file

        return getattr(column_file, name)
    raise AttributeError(f"module 'ludex.columns' has no attribute {name!r}")


@dataclass
class _Column:
    values: _Array  # of no dimension: one value for all requests
    absent: _Array | None = None  # bool, True where a request has no such field


def encode_columns(columns: Mapping[str, Any]) -> bytes:
    """Write columns of requests as NDJSON; see `World.judge` for what they may be."""
    tree = _tree(columns, "")
    rows = _row_count(tree)
    return _ludex.encode_columns(_entries(tree, rows), rows)


def _tree(columns: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """Return columns by name, with dicts for what lies deeper; ``"params.x"`` lies in ``params``."""
    tree: dict[str, Any] = {}
    for name, values in columns.items():
        if not isinstance(name, str):
            _ludex.raise_error("host", f"the column {name!r} does not have a str as its name", pointer)
        if not pointer and name.startswith(_PARAMS):
            _add(tree, "params", _tree({name[len(_PARAMS) :]: values}, "/params"), "/params")
        elif values is not None:
            _add(tree, name, _node(values, f"{pointer}/{name}"), f"{pointer}/{name}")
    return tree


def _add(tree: dict[str, Any], name: str, node: Any, pointer: str) -> None:
    """Put a node into the tree; two dicts of one name become one."""
    if name not in tree:
        tree[name] = node
    elif isinstance(node, dict) and isinstance(tree[name], dict):
        for key, child in node.items():
            _add(tree[name], key, child, f"{pointer}/{key}")
    else:
        _ludex.raise_error("host", f"the column {pointer} is given twice", pointer)


def _node(values: Any, pointer: str) -> dict[str, Any] | _Column:
    if isinstance(values, Mapping):
        return _tree(values, pointer)
    names = getattr(getattr(values, "dtype", None), "names", None)
    if names:  # a structured array
        return _tree({name: values[name] for name in names}, pointer)
    return _writable(_column(values), pointer)


def _column(values: Any) -> _Column:
    """Return any column as an array and a mask."""
    if isinstance(values, (list, tuple)):
        # Not np.asarray: it would turn [1, 2.5] to floats, [1, "a"] to strings, and refuse [[0, 0, 0], None].
        return _objects(np.fromiter(values, dtype=object, count=len(values)))
    if isinstance(values, np.ma.MaskedArray):
        return _Column(values.data, np.ma.getmaskarray(values))
    if isinstance(values, np.ndarray):
        return _objects(values) if values.dtype == object and values.ndim == 1 else _Column(values)
    if hasattr(values, "isna") and hasattr(values, "to_numpy"):  # a Series or an Index, without importing pandas
        missing = np.asarray(values.isna())
        if isinstance(values.dtype, np.dtype):
            array = values.to_numpy()
            return _Column(array, missing if array.dtype == object else None)
        # Types of pandas' own: their NumPy form is exact only where nothing is missing.
        if missing.any():
            return _Column(values.to_numpy(dtype=object, na_value=None), missing)
        return _Column(values.to_numpy())
    if hasattr(values, "__array__") and not isinstance(values, np.generic):
        return _column(np.asarray(values))
    one = np.empty((), dtype=object)
    one[()] = values
    return _Column(one)


def _objects(values: _Array) -> _Column:
    return _Column(values, np.fromiter((value is None for value in values), dtype=bool, count=len(values)))


def _writable(column: _Column, pointer: str) -> _Column:
    """Return the column in a kind of array that the extension writes, its mask with one element for each row."""
    values, absent = column.values, column.absent
    if values.dtype.kind in "Mm":
        _ludex.raise_error("host", f"the column {pointer} holds dates: give milliseconds as integers", pointer)
    if values.dtype.kind == "f" and values.dtype.itemsize == 2:
        values = values.astype(np.float64)
    if values.dtype.kind == "T":  # NumPy's strings of any length
        return _writable(_objects(values.astype(object)), pointer)
    if values.dtype.kind not in "biufSUO" or (values.dtype.kind == "f" and values.dtype.itemsize > 8):
        _ludex.raise_error("host", f"the column {pointer} has the type {values.dtype}, for which there is no JSON", pointer)
    if values.ndim > 2:
        _ludex.raise_error("host", f"the column {pointer} has {values.ndim} dimensions, not 1 or 2", pointer)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if values.dtype == object and values.ndim == 2:
        values = np.fromiter((row.tolist() for row in values), dtype=object, count=len(values))
    if absent is not None and absent.ndim == 2:
        whole = absent.all(axis=1) if absent.shape[1] else np.zeros(len(absent), dtype=bool)
        if (absent.any(axis=1) != whole).any():
            _ludex.raise_error("host", f"the column {pointer} has rows that are masked in part", pointer)
        absent = np.asarray(whole)
    if absent is not None and absent.ndim == 0:
        if absent:
            _ludex.raise_error("host", f"the column {pointer} is masked, and one value for all: leave it out", pointer)
        absent = None
    return _Column(values, absent if absent is not None and absent.any() else None)


def _row_count(tree: dict[str, Any]) -> int:
    """Return the number of requests, on which all columns must agree."""
    found = {pointer: len(column.values) for pointer, column in _leaves(tree, "") if column.values.ndim}
    # Without one of these it is a single request by mistake, whose vec3 would be taken for three rows.
    if "/actor" not in found and "/received_at" not in found:
        _ludex.raise_error(
            "host", "neither actor nor received_at is a column: give arrays, or put a single request into a list"
        )
    first, rows = next(iter(found.items()))
    for pointer, count in found.items():
        if count != rows:
            _ludex.raise_error("host", f"the column {pointer} has {count} rows, {first} has {rows}", pointer)
    return rows


def _leaves(tree: dict[str, Any], pointer: str) -> list[tuple[str, _Column]]:
    leaves: list[tuple[str, _Column]] = []
    for name, node in tree.items():
        here = f"{pointer}/{name}"
        leaves += _leaves(node, here) if isinstance(node, dict) else [(here, node)]
    return leaves


def _entries(tree: dict[str, Any], rows: int) -> list[_Entry]:
    """Return the tree as the extension reads it, single values spread over all rows without a copy."""
    entries: list[_Entry] = []
    for name, node in tree.items():
        if isinstance(node, dict):
            entries.append((name, _entries(node, rows), None))
        else:
            values = node.values if node.values.ndim else np.broadcast_to(node.values, (rows,))
            entries.append((name, values, node.absent))
    return entries
