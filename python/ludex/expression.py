"""One expression on its own."""

from __future__ import annotations

import json

from ludex import _ludex
from ludex.arguments import as_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def evaluate(
    expression: str,
    variables: Mapping[str, Any] | None = None,
    *,
    types: Mapping[str, Any] | None = None,
    conformance: bool = False,
    container: str = "",
    check: bool = True,
) -> Any:
    """Evaluate an expression of the rule language.

    Parameters
    ----------
    expression : str
        The expression.
    variables : mapping, optional
        The only names it may use, with JSON-like values.
    types : mapping, optional
        Types of variables whose values do not say enough: ``{"hp": "list<int>"}``.
    conformance : bool
        CEL as cel-spec has it, not the language of rules. The value is then tagged: ``{"uint": "3"}``.
    container : str
        With `conformance`: where names are looked for first.
    check : bool
        With `conformance`: False leaves types and unknown names to the run.

    Returns
    -------
    object
        The value.

    Raises
    ------
    LudexError
        The expression does not compile or fails; the error has its place and a caret.

    Examples
    --------
    >>> evaluate("2 + 3 * x", {"x": 4})
    14
    """
    value = _ludex.evaluate(
        as_bytes(expression),
        _ludex.encode_value(dict(variables or {}), "variables"),
        _ludex.encode_value(dict(types or {}), "types"),
        conformance,
        container,
        check,
    )
    return json.loads(value)


def expression_types(rulebook: str | bytes) -> list[dict[str, Any]]:
    """Type every expression of a rulebook, and each of its parts.

    Parameters
    ----------
    rulebook : str or bytes
        The rulebook's text.

    Returns
    -------
    list of dict
        ``pointer``, ``text``, ``type`` in CEL's notation, and ``parts`` of ``offset`` (of the name, operator or literal
        in the text, in bytes), ``text`` and ``type``.

    Raises
    ------
    LudexError
        The rulebook does not compile.
    """
    types: list[dict[str, Any]] = json.loads(_ludex.expression_types(as_bytes(rulebook)))
    return types


def conformance_cel(suite: str | bytes) -> dict[str, Any]:
    """Run the suite of google/cel-spec, given as text; the report is that of ``ludex conformance cel --json``."""
    report: dict[str, Any] = json.loads(_ludex.conformance_cel(as_bytes(suite)))
    return report
