"""Colours, sizes and the frame that every plot is drawn in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ludex import _ludex

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# M. Okabe and K. Ito, "Color Universal Design" (2008): told apart with every common form of colour blindness.
BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"
GREY, INK = "#8C8C8C", "#222222"
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)

_GRID = "#E2E2E2"
_WIDTH = 7.0  # inches; 700 pixels in a notebook, one column of a slide
_LEAST_ROWS = 3  # of a bar plot
_MOST_LETTERS = 48  # of a label beside a bar

_RC: dict[str, Any] = {
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.titlepad": 10,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _GRID,
    "grid.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "text.color": INK,
    "font.size": 10,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 2,
    "figure.constrained_layout.use": True,
}


def matplotlib() -> Any:
    """Return matplotlib; a `LudexError` that says how to install it where it is not there."""
    try:
        import matplotlib
        import matplotlib.figure  # noqa: F401  (a half-installed one is as none)
    except ImportError:
        _ludex.raise_error("host", "plots need matplotlib: pip install 'ludex[notebook]', or 'ludex[plot]' for matplotlib alone")
    return matplotlib


def _settings() -> dict[str, Any]:
    from cycler import cycler

    return {**_RC, "axes.prop_cycle": cycler(color=SERIES)}


def use() -> None:
    """Give all plots of this process the look of ludex's own.

    Examples
    --------
    >>> import ludex.plots
    >>> ludex.plots.use()
    >>> import matplotlib
    >>> matplotlib.rcParams["axes.facecolor"]
    'white'
    """
    matplotlib().rcParams.update(_settings())


@contextmanager
def drawing(ax: Axes | None, height: float = 3.6, *, width: float = _WIDTH) -> Iterator[Axes]:
    """Draw into `ax`, or into axes of a new figure, with the look of ludex.

    The figure is pyplot's, as that of pandas: a notebook shows it at the end of its cell.
    """
    module = matplotlib()
    interactive = module.is_interactive()
    try:
        with module.rc_context(_settings()):
            if ax is None:
                from matplotlib import pyplot

                ax = pyplot.subplots(figsize=(width, height))[1]
            else:
                _dress(ax)
            interactive = module.is_interactive()
            yield ax
    finally:
        # The first figure of a notebook switches this on, and without it no later one is shown; the context took it back.
        module.interactive(interactive)


def _dress(ax: Axes) -> None:
    """Give axes that somebody else made the look: theirs were made under other settings."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        ax.spines[side].set_color(GREY)
    ax.set_facecolor("white")
    ax.set_axisbelow(True)
    ax.grid(True, color=_GRID, linewidth=0.8)
    ax.tick_params(labelsize=9, colors=INK)


@contextmanager
def panels(count: int, height: float, *, width: float) -> Iterator[tuple[Figure, list[Axes]]]:
    """Draw several panels in one row. The figure is not pyplot's: it is shown where it is the value of a cell, and nowhere else."""
    with matplotlib().rc_context(_settings()):
        figure = _shown()(figsize=(width, height))
        yield figure, list(figure.subplots(1, count, squeeze=False)[0])


def _shown() -> type[Figure]:
    """Return the class of figures that a notebook shows, whether or not its kernel has loaded pyplot."""
    from matplotlib.figure import Figure

    shown: type[Figure] = type("Shown", (Figure,), {"_repr_png_": _png})
    return shown


def _png(figure: Figure) -> bytes:
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def title(ax: Axes, text: str, *, labels: Sequence[str] = ()) -> None:
    """Set the title, in lines as long as the axes are wide beside these labels."""
    taken = max((len(line) for label in labels for line in label.split("\n")), default=0)
    room = ax.figure.get_figure(root=True).get_figwidth() * ax.get_position().width / 0.775 if ax.figure else _WIDTH
    ax.set_title(fill(text, max(24, int((room - 0.072 * min(taken, _MOST_LETTERS) - 0.5) / 0.103))), loc="left")


def percent(ax: Axes, axis: str, *, decimals: int | None = 0) -> None:
    """Write the ticks of an axis, whose values are shares, in percent."""
    from matplotlib.ticker import PercentFormatter

    getattr(ax, f"{axis}axis").set_major_formatter(PercentFormatter(1.0, decimals=decimals))


def counted(ax: Axes, axis: str, *, most: int = 6) -> None:
    """Write the ticks of an axis as whole numbers with their thousands apart."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    chosen = getattr(ax, f"{axis}axis")
    chosen.set_major_locator(MaxNLocator(nbins=most, integer=True, steps=[1, 2, 5, 10]))
    chosen.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def bars(ax: Axes, rows: Sequence[tuple[str, float, str]], *, whole: float | None = None) -> None:
    """Draw horizontal bars from the top, each with its count at its end; rows are label, count and colour.

    With few rows there is empty space below them, so that bars are of one thickness everywhere.
    """
    names = [shortened(name) for name, _, _ in rows]
    places = list(range(len(rows)))
    drawn = ax.barh(places, [count for _, count, _ in rows], color=[color for _, _, color in rows], height=0.72)
    ax.set_yticks(places, names)
    ax.bar_label(drawn, [_amount(count, whole) for _, count, _ in rows], padding=4, fontsize=9, color=INK)
    ax.set_ylim(max(len(rows), _LEAST_ROWS) - 0.5, -0.5)
    ax.set_xlim(0, 1.18 * max([count for _, count, _ in rows], default=0) or 1)
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    counted(ax, "x")


def _amount(count: float, whole: float | None) -> str:
    return f"{count:,.0f}" + (f" ({count / whole:.1%})" if whole else "")


def shortened(text: str) -> str:
    """Return a label that leaves room for the plot."""
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def pointer_names(pointers: Sequence[str]) -> dict[str, str]:
    """Return for each JSON pointer the end of it, of two parts or more, that no other has: ``rifle hit`` for ``/tables/makes/rows/rifle/hit``."""
    parts = [pointer.strip("/").split("/") for pointer in pointers]
    names = {}
    for pointer, mine in zip(pointers, parts, strict=True):
        length = 2
        while length < len(mine) and sum(other[-length:] == mine[-length:] for other in parts) > 1:
            length += 1
        names[pointer] = " ".join(mine[-length:])
    return names
