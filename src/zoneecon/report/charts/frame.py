"""What stands around a chart: its finding, what is measured, and where it comes from.

The lines are broken at the width of the figure when it is shown and its language is known (`fit`),
so that none is cut and none makes the figure wider.
"""

import re
from bisect import bisect_left
from weakref import WeakSet

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text

from zoneecon.report.cells import CHINESE
from zoneecon.report.charts.colours import SOFT

#: Size of what is measured and of the source, in points; height of a line of it; below the title.
SMALL, LINE, GAP = 8.5, 11.5, 4.0
#: By which what is measured is known.
MEASURED = "measured"
#: By which a title is known that is no finding, only a key to its panel.
KEY = "key"
#: Signs that begin no line.
CLOSING = "，。；：、！？）》”"
#: A word, or a sign of a script that is written without spaces, with what closes it.
PIECE = re.compile(rf"(?:[^\s{chr(CHINESE)}-\uffef]+|[{chr(CHINESE)}-\uffef])[{CLOSING}]*\s*|\s+")

_fitted: WeakSet[Figure] = WeakSet()


def entitle(ax: Axes, finding: str, measured: str = "") -> None:
    """A finding as the title, and small below it what is measured, where and in which unit."""
    ax.set_title(finding)
    if measured:
        text = ax.annotate(
            measured,
            (0, 1),
            (0, GAP),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom",
            fontsize=SMALL,
            color=SOFT,
        )
        text.set_gid(MEASURED)
        text.set_in_layout(False)  # before it is broken it would leave the chart no room
        _make_room(ax, text)


def entitle_all(figure: Figure, finding: str) -> None:
    """A finding as the title of all charts of a figure."""
    figure.suptitle(finding, x=0.01, ha="left", fontsize=11.5, fontweight="bold")


def sign(figure: Figure, source: str) -> None:
    """Where a figure comes from, at its foot."""
    figure.supxlabel(source, x=0.01, ha="left", fontsize=SMALL - 0.5, color=SOFT)


def halo(text: Text) -> Text:
    """A label that no line strikes through."""
    text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    return text


def titles_of(ax: Axes) -> list[Text]:
    """The titles of a chart: matplotlib has one at each side, and most are empty."""
    return [ax._left_title, ax.title, ax._right_title]  # type: ignore[attr-defined]


def _make_room(ax: Axes, text: Text) -> None:
    lines = text.get_text().count("\n") + 1
    own = ax.get_title(mpl.rcParams["axes.titlelocation"])
    ax.set_title(own, pad=GAP + LINE * lines + 1)


def fit(figure: Figure) -> None:
    """Break the lines around a figure's charts at its width, and lay it out, once.

    Where the charts stand below one another the lines begin at the figure's left.
    """
    if figure in _fitted:
        return
    _fitted.add(figure)
    titles = [title for ax in figure.axes for title in titles_of(ax)]
    for title in titles:
        title.set_visible(False)  # before it is broken it would leave the chart no room
    figure.draw_without_rendering()
    for title in titles:
        title.set_visible(True)
    left, right = (figure.bbox.x0 + 4, figure.bbox.x1 - 4)
    alone = len({round(ax.bbox.x0) for ax in figure.axes}) == 1
    for ax in figure.axes:
        begin = left if alone else ax.bbox.x0
        ends = [one.bbox.x0 - 8 for one in figure.axes if one.bbox.x0 > ax.bbox.x1]
        room = min([right, *ends]) - begin
        for title in titles_of(ax):
            _break(title, room)
            if alone and title.get_horizontalalignment() == "left":
                title.set_x((begin - ax.bbox.x0) / ax.bbox.width)
        for text in ax.texts:
            if isinstance(text, Annotation) and text.get_gid() == MEASURED:
                _break(text, room)
                text.xyann = ((begin - ax.bbox.x0) * 72 / figure.dpi, GAP)
                _make_room(ax, text)
    for text in figure.texts:  # title and source of all charts together
        _break(text, right - text.get_window_extent().x0)
    for text in figure.findobj(Text):
        if any(ord(sign) >= CHINESE for sign in text.get_text()):
            text.set_fontweight("normal")  # the carried font has one weight
    if engine := figure.get_layout_engine():  # once for all forms, so that all agree
        engine.execute(figure)
        figure.set_layout_engine("none")


def _break(text: Text, room: float) -> None:
    """Break a text into lines that fit into so many dots."""
    pieces, lines = PIECE.findall(text.get_text()), []

    def too_wide(count: int) -> bool:
        text.set_text("".join(pieces[:count]).strip())
        return bool(text.get_window_extent().width > room)

    while pieces:
        every = len(pieces)
        fits = bisect_left(range(1, every), True, key=too_wide) if too_wide(every) else every
        lines.append("".join(pieces[: fits or 1]).strip())
        pieces = pieces[fits or 1 :]
    text.set_text("\n".join(lines))
