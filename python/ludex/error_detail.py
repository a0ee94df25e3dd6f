"""One error among those of a `ludex.LudexError`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ErrorDetail:
    """What is wrong, where, and what was written there.

    Attributes
    ----------
    code : str
        ``json``, ``rulebook``, ``expression``, ``unsupported``, ``world``, ``host``, ``schema``,
        ``patch``, ``profile`` or ``io``.
    message : str
        One sentence.
    pointer : str
        JSON pointer (RFC 6901) into the rulebook, the world or the requests; "" is the whole document.
    line, column : int
        Where in the source text, from 1, the column in bytes; 0 when there is no source text.
    excerpt : str
        The expression or source line at fault; may be "".
    caret : int
        Byte offset of the fault within `excerpt`, from 0.
    file : str
        Of a text made of several, such as a schema and its documents: the one at fault; "" is the text itself.
    offset : int
        Where in the source text, in bytes from 0, for errors of code ``json``; else 0.
    """

    code: str
    message: str
    pointer: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    caret: int = 0
    file: str = ""
    offset: int = 0
    formatted: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        """Return ``file:line:column: error: message (at /pointer)``, then the excerpt and a caret."""
        return self.formatted or f"error: {self.message}"
