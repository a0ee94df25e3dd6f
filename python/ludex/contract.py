"""Contracts: what is wrong with a text, under a shape or under the params of an action."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ludex import _ludex
from ludex.arguments import as_bytes, as_json, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


@dataclass(frozen=True)
class ContractMismatch:
    """One thing that is wrong with a text.

    Attributes
    ----------
    pointer : str
        JSON pointer (RFC 6901) to the value at fault, or to the member that should or should not be there.
    message : str
        What was expected and what was found: ``expected integer, got "42" (string)``.
    offset : int
        First byte of the value; for a member that is missing, of its object.
    """

    pointer: str
    message: str
    offset: int

    def __str__(self) -> str:
        """Return the pointer, if there is one, a colon and the message."""
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


def check_contract(
    contract: str | bytes | bytearray | memoryview | Mapping[str, Any] | os.PathLike[str],
    text: str | bytes | bytearray | memoryview,
    *,
    action: str | None = None,
    all_errors: bool = False,
) -> list[ContractMismatch]:
    """Say what is wrong with a JSON text, in the words of docs/contracts.md.

    Parameters
    ----------
    contract : str, bytes, dict or path
        One shape as a rulebook writes it, or with `action` a rulebook: JSON text (``'"int 0..9"'`` with its quotes), a
        dict, or the path of a file as a `pathlib.Path`.
    text : str or bytes
        What a client sent.
    action : str, optional
        The contract is that of this action: `text` is the object of its params.
    all_errors : bool
        Everything that is wrong, a hundred mismatches at most, not only the first.

    Returns
    -------
    list of ContractMismatch
        In the order of checking; empty when the text fits. A text that is no JSON, or beyond the limits, has one.

    Raises
    ------
    LudexError
        The contract does not compile, or the rulebook has no such action (code ``host``).

    Examples
    --------
    >>> hit = {"type": "object", "properties": {"target": "int >= 1", "force": "int 0..100 = 1"}}
    >>> for mismatch in check_contract(hit, '{"target": "42", "force": 101}', all_errors=True):
    ...     print(mismatch)
    /target: expected integer, got "42" (string)
    /force: expected 0..100, got 101
    >>> check_contract(hit, '{"target": 42}')
    []
    """
    file = os.fspath(contract) if isinstance(contract, os.PathLike) else ""
    source = read_file(contract) if isinstance(contract, os.PathLike) else as_json(contract, "contract")
    found = _ludex.check_contract(source, as_bytes(text), None if action is None else as_bytes(action), bool(all_errors), file)
    return [ContractMismatch(*mismatch) for mismatch in found]
