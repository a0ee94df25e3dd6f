"""Checks of arguments, so that a wrong one is a `LudexError` that names it."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Mapping

from ludex._ludex import encode_value, raise_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

INT64 = (-(2**63), 2**63 - 1)
UINT64 = (0, 2**64 - 1)
UINT32 = (0, 2**32 - 1)
_MOST_OF_A_NAME = 120


def as_int(name: str, value: Any, bounds: tuple[int, int]) -> int:
    """Return `value` as an int within `bounds`, both included."""
    try:
        number = operator.index(value)
    except TypeError:
        raise_error("host", f"{name} is a {type(value).__name__}, not an int")
    if not bounds[0] <= number <= bounds[1]:
        raise_error("host", f"{name} is not between {bounds[0]} and {bounds[1]}")
    return number


def as_number(name: str, value: Any, pointer: str = "") -> int | float:
    """Return `value` as an int or a finite float; what NumPy, `decimal` and `fractions` hold are numbers too."""
    try:
        one = value.item() if hasattr(value, "item") else value
        if isinstance(one, (bool, str, bytes, bytearray)):  # True is an int, and float reads text
            raise TypeError
        try:
            return operator.index(one)
        except TypeError:
            number = float(one)
    except (TypeError, ValueError, OverflowError):  # ValueError: an array of several
        raise_error("host", f"{name} is {shown(value)}, not a number", pointer)
    if not math.isfinite(number):
        raise_error("host", f"{name} is {number}, not a finite number", pointer)
    return number


def as_real(name: str, value: Any, low: float, high: float, *, includes_high: bool = True) -> float:
    """Return `value` as a float from `low` to `high`."""
    number = float(as_number(name, value))
    if not (low <= number <= high and (includes_high or number < high)):
        raise_error("host", f"{name} is {number}, not between {low} and {high}")
    return number


def as_threads(threads: Any, most: int = UINT32[1]) -> int | None:
    """Return how many threads are asked for; None: as many as the machine offers."""
    return None if threads is None else as_int("threads", threads, (1, most))


def as_name(name: str, value: Any) -> str:
    """Return `value`, which is a str."""
    if not isinstance(value, str):
        raise_error("host", f"{name} is {shown(value)}, not a str")
    return value


def as_names(name: str, values: Any) -> list[str]:
    """Return a list of str; a str alone is a list of one."""
    if isinstance(values, str):
        return [values]
    if isinstance(values, (bytes, Mapping)) or not isinstance(values, Iterable):
        raise_error("host", f"{name} is {shown(values)}: give a list of str")
    return [as_name(f"{name}[{i}]", value) for i, value in enumerate(values)]


def shown(value: Any) -> str:
    """Return what an argument is in a few words: messages must not repeat a file or a table."""
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    text = repr(value) if isinstance(value, str) and len(value) <= 60 else ""
    return f"the str {text}" if text else f"a {type(value).__name__}"


def as_bytes(text: str | bytes | bytearray | memoryview) -> bytes:
    """Return text as UTF-8; what is no Unicode stays wrong, so that the core can say so."""
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    try:
        return bytes(memoryview(text))  # not bytes(text): of an int that would be so many zeros
    except TypeError:
        raise_error("host", f"the text is {shown(text)}: give str or bytes")


def is_name(text: str) -> bool:
    """Return whether a str that is wanted as JSON can only be the name of a file: one line, and no ``{`` in it."""
    return bool(text.strip()) and "{" not in text and "\n" not in text


def shown_name(path: str | os.PathLike[str]) -> str:
    """Return the name of a file as messages have it: a text that was taken for a name is cut."""
    name = str(os.fspath(path))
    return name if len(name) <= _MOST_OF_A_NAME else f"{' '.join(name[:_MOST_OF_A_NAME].split())}…"


def as_json(value: Any, what: str) -> bytes:
    """Return text as it is, and any other value as its JSON."""
    if isinstance(value, bytes):
        return value
    # A copy, since the core reads it without the GIL: another thread could change the original meanwhile.
    if isinstance(value, (str, bytearray, memoryview)):
        return as_bytes(value)
    return encode_value(value, what)


def as_record(record: Any, what: str) -> bytes:
    """Return a record's text; b"" for None, a new profile.

    What is empty is no record: a store that did not answer must not make a new player.
    """
    if record is None:
        return b""
    text = as_json(record, what)
    if not text:
        raise_error("host", f"{what} is empty: give the record, or None for a new profile")
    return text


def read_file(path: str | os.PathLike[str], *, text_is_for: str = "") -> bytes:
    """Return the bytes of a file; a text that was given for its name is told what takes it."""
    if not isinstance(path, (str, os.PathLike)):  # open would take an int for a file that is open already
        raise_error("host", f"the path is {shown(path)}: give a str or a pathlib.Path{text_is_for and f'; text is for {text_is_for}'}")
    try:
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise_unreadable(path, error, text_is_for)


def raise_unreadable(path: str | os.PathLike[str], error: Exception, text_is_for: str = "") -> NoReturn:
    """Raise what the system says of a file as a `LudexError` of code ``io``."""
    hint = f"; this is text: {text_is_for} takes it" if text_is_for and isinstance(path, str) and "{" in path else ""
    raise_error("io", f"cannot read {shown_name(path)}: {getattr(error, 'strerror', None) or error}{hint}")


def read_document(source: Any, what: str) -> tuple[bytes, str]:
    """Return the text of a document and the name of its file ("" without one).

    A str that starts with ``{`` is text and any other is a path: no document starts otherwise.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), ""
    if isinstance(source, Mapping):
        return encode_value(source, what), ""
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return as_bytes(source), ""
    if isinstance(source, (str, os.PathLike)):
        return read_file(source), os.fspath(source)
    raise_error("host", f"the {what} is a {type(source).__name__}: give a path, JSON text or a dict")
