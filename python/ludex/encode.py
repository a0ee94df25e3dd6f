"""Requests in any form to the lines that the core reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import chain, islice

from ludex import _ludex
from ludex.arguments import as_bytes, is_name, read_file, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    import numpy as np
    import numpy.typing as npt

    _Requests: TypeAlias = (
        bytes
        | str
        | bytearray
        | memoryview
        | os.PathLike[str]
        | Mapping[str, Any]
        | npt.NDArray[np.void]
        | Iterable[Mapping[str, Any]]
    )


_REQUIRED = ["actor", "received_at", "action"]
_ENVELOPE = [*_REQUIRED, "session", "origin", "roles", "nonce", "sent_at", "params"]


def encode_requests(requests: _Requests) -> bytes:
    """Write requests as NDJSON, the form in which servers log them.

    Parameters
    ----------
    requests : list of dict, bytes, str, path, dict of arrays, structured array or DataFrame
        As `World.judge` takes them. Bytes, str and files come back as they are.

    Returns
    -------
    bytes
        One request a line. Judging them gives the same verdicts, bit for bit.

    Raises
    ------
    LudexError
        Columns of different lengths, a value for which there is no JSON, a file that cannot be read.

    Examples
    --------
    >>> encode_requests([{"actor": 7, "received_at": 1000, "action": "Respawn"}])
    b'{"actor":7,"received_at":1000,"action":"Respawn"}\\n'
    """
    if isinstance(requests, bytes):
        return requests
    if isinstance(requests, str) and is_name(requests):
        name = shown_name(requests)
        _ludex.raise_error("host", f"this str is taken as requests, not as a file's name: give pathlib.Path({name!r})")
    # A copy, since the core reads it without the GIL: another thread could change the original meanwhile.
    if isinstance(requests, (str, bytearray, memoryview)):
        return as_bytes(requests)
    if isinstance(requests, os.PathLike):
        return read_file(requests)
    columns = _columns(requests)
    if columns is not None:
        from ludex.columns import encode_columns

        return encode_columns(columns)
    if not hasattr(requests, "__iter__"):
        _ludex.raise_error("host", f"requests are a {type(requests).__name__}: give dicts, NDJSON or columns")
    rows: Any = requests
    given = list(rows[:1] if isinstance(rows, (list, tuple)) else islice(rows := iter(rows), 1))
    if given and hasattr(given[0], "iloc"):  # written as a list of its values
        _ludex.raise_error("host", f"request 0 is a {type(given[0]).__name__}, not a dict: give the DataFrame itself, or to_dict() of each row", "/0")
    return _ludex.encode_rows(rows if isinstance(rows, (list, tuple)) else chain(given, rows))


def _columns(requests: Any) -> Mapping[str, Any] | None:
    """Return `requests` as columns, None when they are something else."""
    if isinstance(requests, Mapping):
        return requests
    if hasattr(requests, "columns") and hasattr(requests, "iloc"):  # a DataFrame, without importing pandas
        _check_frame(list(requests.columns))
        return {name: requests[name] for name in requests.columns}
    names = getattr(getattr(requests, "dtype", None), "names", None)
    if names:  # a structured array
        return {name: requests[name] for name in names}
    return None


def _check_frame(names: list[Any]) -> None:
    """Raise where a table's columns cannot be those of requests: every row would be refused as if clients had sent it."""
    for i, name in enumerate(names):
        if not isinstance(name, str):
            continue  # told by `encode_columns`
        if name in names[:i]:
            _ludex.raise_error("host", f"the column /{name} is given twice", f"/{name}")
        if name not in _ENVELOPE and not name.startswith("params."):
            from difflib import get_close_matches

            near = get_close_matches(name, _ENVELOPE, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"params are columns such as 'params.{name}'"
            _ludex.raise_error("host", f"a request has no '{name}': {hint}", f"/{name}")
    for name in _REQUIRED:
        if name not in names:
            _ludex.raise_error("host", f"the column '{name}' is missing: a request has {', '.join(_ENVELOPE)}", f"/{name}")
