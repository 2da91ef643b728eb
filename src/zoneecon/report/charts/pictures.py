"""In which forms do a notebook's figures reach a report? As a drawing, and as dots for other files.

A refresh asks for both (`errors.PICTURES`): a drawing stays sharp on any screen and paper and can
show values to a pointer; the dots, twice as fine as a screen's, are for documents. Each says what
it shows. Elsewhere figures are what the notebook's own machinery makes of them.
"""

import os
import re
from functools import partial
from typing import Literal

from matplotlib.figure import Figure

from zoneecon.errors import PICTURES
from zoneecon.report.charts.axes import SHOWN

DRAWN = "svg"
SIDES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")


def arrange() -> None:
    """Have the figures of this notebook shown as the refresh that runs it asks."""
    if os.environ.get(PICTURES) != DRAWN:
        return
    from IPython import get_ipython

    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is None:
        return
    import matplotlib_inline.backend_inline  # noqa: F401  # first: it sets printers of its own

    printers = shell.display_formatter.formatters
    for kind, made in (("image/svg+xml", drawing), ("image/png", partial(dots, base64=True))):
        printers[kind].for_type(Figure, made)


def drawing(figure: Figure) -> tuple[str, dict[str, str]]:
    """A figure as SVG, with what it shows."""
    from IPython.core.pylabtools import print_figure

    svg = print_figure(figure, fmt="svg")
    named = re.sub(rf'<g id="{SHOWN}([^"]*)">', r"<g><title>\1</title>", svg)
    return named, {"alt": description(figure)}


def dots(figure: Figure, base64: bool = False) -> tuple[str, dict[str, object]]:
    """A figure as PNG of twice a screen's dots, with its size and what it shows."""
    from IPython.core.pylabtools import retina_figure

    content, size = retina_figure(figure, base64=base64)
    return content, {**size, "alt": description(figure)}


def description(figure: Figure) -> str:
    """What a figure shows, in the words of its titles."""
    titles = [figure.get_suptitle(), *(ax.get_title(loc) for ax in figure.axes for loc in SIDES)]
    return "; ".join(dict.fromkeys(" ".join(title.split()) for title in titles if title.strip()))
