"""The one family of exceptions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ludex.error_detail import ErrorDetail

_MOST_SHOWN = 20


class LudexError(Exception):
    """A rulebook, a world or a call that cannot be used, with every error found.

    A bad *request* never raises: it gets a verdict.

    Attributes
    ----------
    errors : list of ErrorDetail
        All errors, in source order; at least one.
    code : str
        Of the first error: ``json``, ``rulebook``, ``expression``, ``unsupported``, ``world``, ``host`` (the caller's
        mistake), ``schema``, ``patch``, ``profile`` or ``io``.
    pointer : str
        Of the first error: the JSON pointer of the place at fault.

    Examples
    --------
    >>> import ludex
    >>> try:
    ...     ludex.Rulebook.parse('{"ludex": 1}')
    ... except ludex.LudexError as error:
    ...     print(error.code)
    rulebook
    """

    def __init__(self, errors: Sequence[ErrorDetail]) -> None:
        super().__init__(errors)
        self.errors = list(errors)

    @property
    def code(self) -> str:
        """Code of the first error."""
        return self.errors[0].code

    @property
    def pointer(self) -> str:
        """JSON pointer of the first error."""
        return self.errors[0].pointer

    def __str__(self) -> str:
        """Return the errors as `ludex check` prints them, each with its excerpt and a caret."""
        lines = [str(error) for error in self.errors[:_MOST_SHOWN]]
        if len(self.errors) > _MOST_SHOWN:
            lines.append(f"… and {len(self.errors) - _MOST_SHOWN} more: see .errors")
        return "\n".join(lines)
