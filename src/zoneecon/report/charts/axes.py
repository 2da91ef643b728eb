"""How does an axis stay readable at any value? Ticks on a log scale, and what a pointer shows."""

from collections.abc import Callable

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from zoneecon.text import numbers
from zoneecon.text.catalogue import known
from zoneecon.text.numbers import short

#: How a drawing knows the names that a pointer shows (`pictures`).
SHOWN = "shown: "


def log_ticks(axis: Axis, low: float, high: float, form: Callable[[float], str] = short) -> None:
    """Ticks of a logarithmic axis from low to high: a handful, at round numbers, in plain digits.

    Over a decade and more at 1, 2 and 5, over many at powers of ten; below that at round steps.
    """
    span = high / low
    if span < 8:
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    else:
        axis.set_major_locator(LogLocator(10, subs=(1, 2, 5) if span < 2000 else (1,), numticks=12))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: form(value)))


def percent(value: float) -> str:
    """A share on an axis, at any size.

    Examples
    --------
    >>> percent(0.33), percent(0.00004)
    ('33 %', '0.004 %')
    """
    return numbers.percent(value, 3, known(None))


def point_out(artist: Artist, text: str) -> Artist:
    """Have a drawing show a text where a pointer rests on an artist."""
    artist.set_gid(f"{SHOWN}{text}")
    return artist


def point_out_at(ax: Axes, x: float, y: float, text: str) -> None:
    """The same at a point that other artists draw: a mark that nobody sees."""
    (mark,) = ax.plot(x, y, "o", ms=12, alpha=0, scalex=False, scaley=False, zorder=9)
    point_out(mark, text)
