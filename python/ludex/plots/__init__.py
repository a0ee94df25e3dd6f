"""One look for all plots of ludex: light background, colours that the colour-blind can tell apart, units at every axis.

Results draw themselves: ``report.plot()``. `use` gives plots of your own the same look. matplotlib is imported when the first
plot is drawn, and not before.

    pip install 'ludex[notebook]'     # or ludex[plot] for matplotlib alone
"""

from __future__ import annotations

from ludex.plots.look import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SERIES, SKY, VERMILLION, drawing, use

__all__ = ["BLUE", "GREEN", "GREY", "INK", "ORANGE", "PURPLE", "SERIES", "SKY", "VERMILLION", "drawing", "use"]
