"""How far things are: a bar on standard error, or whatever the caller wants to know."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeAlias

from ludex import _ludex
from ludex.arguments import shown

# True is a bar; a callable gets what is done and all there is, or None where nobody knows.
Progress: TypeAlias = bool | Callable[[int, int | None], object]

_WIDTH = 30


def teller(progress: Progress, unit: str) -> Callable[[int, int | None], object] | None:
    """Return what is called while the core works; None when nobody wants to know."""
    if progress is True:
        return _tqdm(unit) or _Bar(unit)
    if progress and not callable(progress):
        _ludex.raise_error("host", f"progress is {shown(progress)}: give True, False or a callable")
    return progress or None


def _tqdm(unit: str) -> Callable[[int, int | None], object] | None:
    # Its bar is drawn where a notebook shows it; without it ours is a line of text.
    try:
        from importlib import import_module

        tqdm: Any = import_module("tqdm.auto").tqdm
    except ImportError:
        return None
    bar: list[Any] = []

    def tell(done: int, total: int | None) -> None:
        if not bar:
            bar.append(tqdm(total=total, unit=f" {unit}", unit_scale=True))
        bar[0].update(done - bar[0].n)
        if total is not None and done >= total:
            bar[0].close()

    return tell


class _Bar:
    """A line of text that is written again and again."""

    def __init__(self, unit: str) -> None:
        self._unit = unit

    def __call__(self, done: int, total: int | None) -> None:
        text = f"{done:,} {self._unit}"
        if total:
            filled = min(_WIDTH, _WIDTH * done // total)
            text = f"[{'#' * filled}{' ' * (_WIDTH - filled)}] {done:,} of {total:,} {self._unit}"
        end = "\n" if total is not None and done >= total else ""
        print(f"\r{text}", end=end, file=sys.stderr, flush=True)
