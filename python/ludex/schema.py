"""JSON Schema 2020-12 and strict reading of JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from ludex import _ludex
from ludex.arguments import UINT32, UINT64, as_bytes, as_int, as_json, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ludex.error_detail import ErrorDetail


@dataclass(frozen=True)
class Mismatch:
    """One way in which an instance does not fit its schema.

    Attributes
    ----------
    pointer : str
        JSON pointer (RFC 6901) into the instance; "" is the whole of it.
    keyword : str
        Where the schema says so: ``/properties/x/type``, after another document's URI and ``#`` when it stands there.
    message : str
        What was expected and what was found: ``expected integer, got "42" (string)``.
    offset : int
        First byte in the instance's text.
    """

    pointer: str
    keyword: str
    message: str
    offset: int

    def __str__(self) -> str:
        """Return the pointer, a colon and the message."""
        return f"{self.pointer or 'the document'}: {self.message}"


@dataclass(frozen=True)
class Validation:
    """What `Schema.validate` found. True in a condition when the instance fits.

    Attributes
    ----------
    valid : bool
        The instance is JSON within the limits, and fits.
    mismatches : tuple of Mismatch
        In the order of the instance; empty when it is valid or malformed.
    malformed : ErrorDetail or None
        Why the instance could not be read, or takes more than a limit allows.
    """

    valid: bool
    mismatches: tuple[Mismatch, ...] = ()
    malformed: ErrorDetail | None = None

    def __bool__(self) -> bool:
        """Return `valid`."""
        return self.valid

    def __str__(self) -> str:
        """Return "valid", or one line for each mismatch."""
        if self.malformed is not None:
            return str(self.malformed)
        return "valid" if self.valid else "\n".join(map(str, self.mismatches))


class Schema:
    """A compiled schema of JSON Schema 2020-12: immutable, and free to be shared between threads.

    Parameters
    ----------
    schema : str, bytes, dict, bool or path
        The schema: JSON text, a dict (or True or False), or the path of a file as a `pathlib.Path`.
    documents : mapping of str to str, bytes, dict or bool, optional
        What references may lead to, by absolute URI. Nothing else exists but the metaschemas of 2020-12, which are
        built in: nothing is ever fetched.
    formats : bool
        ``format`` is checked. By default it is only an annotation, as the specification has it.
    base : str
        What relative references and identifiers of the schema itself are resolved against.

    Raises
    ------
    LudexError
        Code ``json`` (not strict JSON), ``schema`` (a keyword with a value that it cannot have, a reference that leads
        nowhere) or ``unsupported`` (another draft, a regular expression with look-around); `pointer` says where.

    Examples
    --------
    >>> schema = Schema({"properties": {"target": {"type": "integer"}}, "required": ["target"]})
    >>> schema.is_valid({"target": 42})
    True
    >>> print(schema.validate('{"target": "42"}'))
    /target: expected integer, got "42" (string)
    """

    def __init__(
        self,
        schema: str | bytes | bytearray | memoryview | Mapping[str, Any] | bool | os.PathLike[str],
        *,
        documents: Mapping[str, str | bytes | Mapping[str, Any] | bool] | None = None,
        formats: bool = False,
        base: str = "",
    ) -> None:
        file = os.fspath(schema) if isinstance(schema, os.PathLike) else ""
        self._source = read_file(schema) if isinstance(schema, os.PathLike) else as_json(schema, "schema")
        given = [(as_bytes(uri), as_json(text, f"document {uri}")) for uri, text in (documents or {}).items()]
        self._options = (given, bool(formats), as_bytes(base))
        self._schema = _ludex.Schema.compile(self._source, *self._options, file)

    def is_valid(self, instance: Any) -> bool:
        """Say whether an instance fits: the fastest way to ask.

        Parameters
        ----------
        instance : str, bytes or object
            As `validate` takes it.

        Returns
        -------
        bool
            What ``validate(instance).valid`` is.
        """
        return self._schema.is_valid(as_json(instance, "instance"))

    def validate(
        self,
        instance: Any,
        *,
        all_errors: bool = False,
        max_errors: int = 100,
        comments: bool = False,
        max_bytes: int = 64 << 20,
        max_depth: int = 128,
        max_nodes: int = 10_000_000,
        max_steps: int = 200_000_000,
    ) -> Validation:
        """Check an instance, and say why it does not fit.

        Parameters
        ----------
        instance : str, bytes or object
            str and bytes are JSON text, read as strictly as `check_json` reads; whole numbers keep every digit. Any
            other object stands for its JSON: None, bool, int, float, list, dict, NumPy arrays. A Python str that is
            meant as a value is written with `json.dumps` first.
        all_errors : bool
            Every mismatch, not only the first.
        max_errors : int
            With `all_errors`: no more than these.
        comments : bool
            ``//`` and ``/* */`` may stand in the text.
        max_bytes, max_depth, max_nodes : int
            An instance beyond them is malformed; `max_depth` is at most 512.
        max_steps : int
            What a validation may cost: schemas applied, members and characters looked at. Beyond, it is malformed.

        Returns
        -------
        Validation
            An instance at fault never raises.

        Examples
        --------
        >>> found = Schema({"items": {"maximum": 9}}).validate("[1, 10, 11]", all_errors=True)
        >>> [mismatch.pointer for mismatch in found.mismatches]
        ['/1', '/2']
        """
        valid, malformed, found = self._schema.validate(
            as_json(instance, "instance"),
            bool(all_errors),
            as_int("max_errors", max_errors, UINT32),
            bool(comments),
            as_int("max_bytes", max_bytes, UINT64),
            as_int("max_depth", max_depth, UINT32),
            as_int("max_nodes", max_nodes, UINT32),
            as_int("max_steps", max_steps, UINT64),
        )
        return Validation(valid, tuple(Mismatch(*mismatch) for mismatch in found), malformed)

    def __repr__(self) -> str:
        """Return the beginning of the schema's text."""
        text = self._source[:61].decode("utf-8", "replace")
        return f"<Schema {text[:60]}{'…' if len(text) > 60 else ''}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the texts: a schema is compiled anew where it is loaded."""
        return _restore, (self._source, self._options)


def check_json(
    text: str | bytes | bytearray | memoryview,
    *,
    max_bytes: int = 64 << 20,
    max_depth: int = 128,
    max_nodes: int = 10_000_000,
    comments: bool = False,
    duplicate_keys: bool = False,
) -> ErrorDetail | None:
    """Say whether a text is exactly one JSON text, strictly.

    Refused besides what RFC 8259 refuses: invalid UTF-8, a byte order mark, lone surrogate escapes, duplicate keys, and
    what exceeds a limit.

    Parameters
    ----------
    text : str or bytes
        The text.
    max_bytes, max_depth, max_nodes : int
        Limits, checked before memory is taken. The outermost array or object has depth 1; keys are no nodes.
    comments : bool
        ``//`` and ``/* */`` may stand wherever white space may.
    duplicate_keys : bool
        The grammar alone: RFC 8259 advises against equal names in one object, and does not forbid them.

    Returns
    -------
    ErrorDetail or None
        None when it is JSON, else why not, with line, column and byte offset.

    Examples
    --------
    >>> check_json('{"id": 9007199254740993}') is None
    True
    >>> check_json('{"id": 1, "id": 2}').offset
    10
    """
    return _ludex.check_json(
        as_bytes(text),
        as_int("max_bytes", max_bytes, UINT64),
        as_int("max_depth", max_depth, UINT32),
        as_int("max_nodes", max_nodes, UINT32),
        bool(comments),
        bool(duplicate_keys),
    )


def conformance_json_schema(suite: str | bytes) -> dict[str, Any]:
    """Run files of the official suite, given as text: ``{"files": {name: groups}, "remotes": {uri: document}}``.

    The report is that of ``ludex conformance json-schema --json``.
    """
    report: dict[str, Any] = json.loads(_ludex.conformance_json_schema(as_bytes(suite)))
    return report


def _restore(source: bytes, options: tuple[list[tuple[bytes, bytes]], bool, bytes]) -> Schema:
    """Make a pickled schema again."""
    schema = Schema.__new__(Schema)
    schema._source, schema._options = source, options
    schema._schema = _ludex.Schema.compile(source, *options)
    return schema
