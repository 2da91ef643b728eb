"""In which forms do figures reach a notebook and a report? As text, as dots, and as a drawing.

Bytes of a picture differ from machine to machine, so what a notebook stores beside each is what it
draws (`drawn`), which nbval compares; the picture carries that text's digest and a seal. Dots are
twice as fine as a screen's. A refresh asks for a drawing too (`errors.PICTURES`): it stays sharp on
any screen and paper and can show values to a pointer. Each says what it shows.
"""

import os
import re
import sys
from binascii import b2a_base64

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from zoneecon.errors import PICTURES
from zoneecon.report.charts.axes import SHOWN
from zoneecon.report.charts.drawn import drawn, marked
from zoneecon.report.charts.frame import KEY, fit, titles_of
from zoneecon.text.catalogue import SOURCE, known, retold

DRAWN = "svg"


def arrange() -> None:
    """Have the figures of the notebook that runs here shown so. Elsewhere nothing happens."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return
    import matplotlib_inline.backend_inline  # noqa: F401  # first: it sets printers of its own

    printers = shell.display_formatter.formatters
    printers["text/plain"].for_type(Figure, lambda figure, to, _: to.text(drawn(told(figure))))
    printers["image/png"].for_type(Figure, lambda figure: dots(told(figure)))
    if os.environ.get(PICTURES) == DRAWN:
        printers["image/svg+xml"].for_type(Figure, lambda figure: drawing(told(figure)))


def told(figure: Figure) -> Figure:
    """A figure with the names that its tables hold in the language that is being spoken, to fit."""
    if known(None) != SOURCE:
        for axis in figure.findobj(Axis):
            names = [label.get_text() for label in axis.get_ticklabels()]
            if (others := [retold(name) for name in names]) != names:  # else ticks stay free
                axis.set_ticks(axis.get_ticklocs(), others)
        for text in figure.findobj(Text):
            text.set_text(retold(text.get_text()))
    fit(figure)
    return figure


def drawing(figure: Figure) -> tuple[str, dict[str, str]]:
    """A figure as SVG, with what it shows."""
    from IPython.core.pylabtools import print_figure

    svg = print_figure(figure, fmt="svg")
    named = re.sub(rf'<g id="{SHOWN}([^"]*)">', r"<g><title>\1</title>", svg)
    return named, {"alt": description(figure)}


def dots(figure: Figure) -> tuple[str, dict[str, object]]:
    """A figure as PNG of twice a screen's dots in base64, with its size and what it shows."""
    from IPython.core.pylabtools import retina_figure

    content, size = retina_figure(figure)
    whole = marked(content, drawn(figure))
    return b2a_base64(whole, newline=False).decode(), {**size, "alt": description(figure)}


def description(figure: Figure) -> str:
    """What a figure shows, in the words of its titles."""
    own = [one for ax in figure.axes for one in titles_of(ax) if one.get_gid() != KEY]
    titles = [figure.get_suptitle(), *(one.get_text() for one in own)]
    return "; ".join(dict.fromkeys(" ".join(title.split()) for title in titles if title.strip()))
