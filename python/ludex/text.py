"""Texts: a rulebook laid out and made one of several files, a document patched."""

from __future__ import annotations

import os

from ludex import _ludex
from ludex.arguments import as_bytes, as_json, read_document, read_file
from ludex.rulebook import Rulebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal


def _document(source: Any) -> tuple[bytes, str]:
    """Return the text of a rulebook and the name of its file ("" without one)."""
    if isinstance(source, Rulebook):
        return source._source, ""
    if isinstance(source, str) and "{" in source:
        return as_bytes(source), ""
    return read_document(source, "rulebook")


def format_rulebook(
    rulebook: str | bytes | Mapping[str, Any] | os.PathLike[str] | Rulebook, form: Literal["as_written", "short", "long"] = "as_written"
) -> str:
    """Lay a rulebook out as ``ludex fmt`` does; comments and meaning stay.

    Parameters
    ----------
    rulebook : str, bytes, dict, path or Rulebook
        A str that holds a ``{`` is text, comments before it or not; any other is a path.
    form : {"as_written", "short", "long"}
        Short: strings wherever they say as much. Long: JSON Schema for shapes, objects for clauses and effects.

    Returns
    -------
    str

    Raises
    ------
    LudexError
        The text is not JSON with comments.

    Examples
    --------
    >>> print(format_rulebook('{"ludex":1, "flags":{"open":{"type":"boolean"}}}', "short"))
    {
      "ludex": 1,
      "flags": {"open": "bool"}
    }
    <BLANKLINE>
    """
    text, file = _document(rulebook)
    return _ludex.format_rulebook(text, form, file)


def bundle(rulebook: str | bytes | os.PathLike[str], files: Mapping[str, str | bytes] | None = None) -> str:
    """Make one rulebook of one that names files (``"use"``, csv rows), as ``ludex bundle`` does.

    Parameters
    ----------
    rulebook : str, bytes or path
        A str that holds a ``{`` is text, comments before it or not; any other is a path.
    files : mapping, optional
        Texts by path from the rulebook's folder. None: they are read from the folder of `rulebook`, which is then a path.

    Returns
    -------
    str
        For `Rulebook.parse`.

    Raises
    ------
    LudexError
        Each error with the `file` it lies in; code ``io`` for a file that is missing.

    Examples
    --------
    >>> import ludex
    >>> ludex.Rulebook.parse(bundle("examples/rulebooks/market/market.json")).actions
    ['Buy', 'Eat']
    """
    text, file = _document(rulebook)
    folder = os.path.dirname(file)

    def read(path: str) -> bytes:
        if files is None:
            if not file:
                _ludex.raise_error("host", f"the rulebook names '{path}': give its files, or a path to read them from")
            return read_file(os.path.join(folder, path))
        if path not in files:
            _ludex.raise_error("io", f"the file '{path}' was not given")
        content = files[path]
        # Not bytes(content): of an int that would be so many zeros.
        return as_bytes(content) if isinstance(content, str) else memoryview(content).tobytes()

    return _ludex.bundle(text, read, file)


def apply_patch(document: Any, patch: Any) -> str:
    """Apply a JSON Patch (RFC 6902) to a document, as ``ludex patch`` does: all of its operations or none.

    Parameters
    ----------
    document : str, bytes or object
        str and bytes are JSON text; what no operation walks into keeps its bytes. Any other object stands for its JSON.
    patch : str, bytes or list of dict
        The operations.

    Returns
    -------
    str
        The document after every operation.

    Raises
    ------
    LudexError
        Code ``patch`` (an operation is malformed, finds nothing at its pointer, or a test fails; `pointer` leads to it in
        the patch) or ``json`` (either text is not strict JSON).

    Examples
    --------
    >>> apply_patch('{"gold": 5, "bag": {"rope" : 1}}', [{"op": "move", "from": "/gold", "path": "/coins"}])
    '{"bag":{"rope" : 1},"coins":5}'
    """
    return _ludex.apply_patch(as_json(document, "document"), as_json(patch, "patch"))
