"""Judgements as tables."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from ludex.reasons import RuleError

if TYPE_CHECKING:
    import pandas as pd

    from ludex import _ludex

OUTCOMES = ["accepted", "duplicate", "rejected"]
_ACCEPTED = OUTCOMES.index("accepted")


def to_frame(judgement: _ludex.Judgement, reasons: dict[str, int]) -> pd.DataFrame:
    """Return the table that `Judgement.to_frame` describes."""
    import pandas as pd

    verdicts = judgement.verdicts
    names = {code: name for name, code in reasons.items()}
    reason_codes, reason = np.unique(verdicts["reason"], return_inverse=True)
    return pd.DataFrame(
        {
            "i": np.arange(len(verdicts), dtype=np.int64),
            "verdict": pd.Categorical.from_codes(verdicts["outcome"].astype(np.int8), categories=OUTCOMES),
            "reason": pd.Categorical.from_codes(reason, categories=[names[code] for code in reason_codes.tolist()]),
            "at": _places(judgement),
            "code": pd.Categorical.from_codes(
                verdicts["code"].astype(np.int8) - 1, categories=[error.name for error in RuleError if error]
            ),
            "retry_after_ms": pd.arrays.IntegerArray(
                verdicts["retry_after_ms"].copy(), mask=verdicts["retry_after_ms"] < 0
            ),
        }
    )


def _places(judgement: _ludex.Judgement) -> pd.Categorical:
    """Return the pointer of each verdict: asked once for each place, not for each request."""
    import pandas as pd

    verdicts = judgement.verdicts
    _, first, place = np.unique(verdicts["at"], return_index=True, return_inverse=True)
    pointers = [judgement.at(i) for i in first.tolist()]
    categories = sorted(set(pointers))
    position = {pointer: i for i, pointer in enumerate(categories)}
    codes = np.array([position[pointer] for pointer in pointers], dtype=np.int64)[place]
    codes[verdicts["outcome"] == _ACCEPTED] = -1
    return pd.Categorical.from_codes(codes, categories=categories).remove_unused_categories()


def to_html(size: int, counts: dict[str, int], digest: str) -> str:
    """Return the counts by reason as an HTML table."""
    rows = "".join(
        f"<tr><td>{escape(reason)}</td><td>{n:,}</td><td>{n / size:.1%}</td></tr>" for reason, n in counts.items()
    )
    return (
        f"<table><caption>{size:,} requests, digest {escape(digest)}</caption>"
        f"<thead><tr><th>reason</th><th>requests</th><th>share</th></tr></thead><tbody>{rows}</tbody></table>"
    )
