"""How are the explorer's pictures drawn, fast and off the screen? Tables in, a figure or bytes out.

No pyplot: its figures belong to one thread and to the notebook's own cells. No layout engine
either, which would draw everything twice; places are fixed and have room for both languages.
"""

import io
from binascii import b2a_base64
from typing import NamedTuple

import matplotlib.transforms as transforms
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from zoneecon.explorer import labels
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.views import Around, Result, around
from zoneecon.explorer.views import waterfall as steps_of
from zoneecon.report.charts.colours import BLACK, GREEN, GREY, ORANGE
from zoneecon.report.charts.drawn import drawn, marked
from zoneecon.report.charts.scenarios import plot_fan, plot_waterfall
from zoneecon.text.catalogue import say

#: Inches of a picture on the page, at 100 points of the page an inch.
FAN, WATERFALL = (4.2, 2.6), (3.6, 2.6)
#: Margins around the axes of either, in inches: left, right, bottom, top.
FAN_MARGINS, WATERFALL_MARGINS = (0.66, 1.12, 0.3, 0.34), (1.56, 0.14, 0.3, 0.34)
#: Inches below an exported picture for what it says of itself; the page says that beside it.
CAPTION = 0.56
#: Finer than the page, so that screens with more dots show it sharp.
DPI = 140
SMALL = 9.0


def fan(
    table: pd.DataFrame,
    title: str,
    language: str,
    size=FAN,
    top: float | None = None,
    beside: Around | None = None,
) -> Figure:
    """The fan of one scenario, with what stands `beside` it; `top` as in `plot_fan`."""
    figure = _figure(size)
    ax = figure.add_axes(_box(size, FAN_MARGINS))
    _small_fan(table, title, ax, language, top, beside)
    ax.set_xlabel("")
    return figure


def _small_fan(table, title, ax, language, top=None, beside=None, source=" ") -> None:
    """A fan; with what stands beside it a history before and a bar of past errors behind."""
    if beside is not None:
        _beside(ax, beside, language)
        levels = [one["level"].max() for one in (beside.history, beside.known) if len(one)]
        levels += [one["level"].max() for one in beside.seen.values()]
        levels += [beside.band[2]] if beside.band else []
        top = max([top or 0.0, *levels, table["p97.5"].max(), table["target"].max(skipna=True)])
    plot_fan(table, title, ax, source=source, top=top, words="explorer.fan", language=language)
    _shrink(ax)
    # the axis is named at the edge of the picture, and its numbers have room up to there
    ax.yaxis.set_label_coords(_outdent(ax) + 0.04, 0.5)
    highest = ax.get_ylim()[1]
    ax.tick_params(axis="y", labelsize=SMALL if highest < 1e4 else SMALL - 1.5)
    if beside is not None:
        last = float(table["year"].iloc[-1])
        first = min([float(table["year"].iloc[0]), *beside.history["year"]])
        ax.set_xlim(first - 0.2, last + 0.06 * (last - first))
        for label in ax.texts:
            if label.get_gid() != "around" and hasattr(label, "xyann"):
                label.xyann = (OUT, label.xyann[1])  # past the bar


#: Points that labels of the last year stand off, so that the bar of past errors has room.
OUT = 15


def _beside(ax, beside: Around, language: str) -> None:
    """Draw what stands beside a fan."""
    if len(beside.history):
        ax.plot(
            beside.history["year"],
            beside.history["level"],
            "-o",
            color=GREY,
            markersize=3.5,
            markerfacecolor="white",
            linewidth=1.2,
        )
    if len(beside.known):
        ax.plot(beside.known["year"], beside.known["level"], "o", color=BLACK, markersize=4.5)
    for when, path in beside.seen.items():
        ax.plot(path["year"], path["level"], "--", color=GREEN, linewidth=1.4)
        at = path.iloc[-1]
        text = say("explorer.fan.seen", language, year=when)
        label = ax.text(at["year"], at["level"], text, color=GREEN, ha="right", va="bottom")
        label.set_gid("around")
    if beside.band:
        year, low, high = beside.band
        shown = {"color": ORANGE, "clip_on": False, "zorder": 4}
        offset = transforms.ScaledTranslation(8 / 72, 0, ax.figure.dpi_scale_trans)
        place = ax.transData + offset
        ax.plot([year, year], [low, high], linewidth=2.5, transform=place, **shown)
        ax.plot([year, year], [low, high], "_", markersize=7, transform=place, **shown)


def caption(beside: Around | None, language: str, eras: tuple[float, float]) -> list[str]:
    """What a fan says of itself: bands and dot, the history before, the bar of past errors."""
    told = [say("explorer.fan.footer", language)]
    if beside is not None and len(beside.history):
        told.append(say("explorer.fan.history", language))
    if beside is not None and beside.band:
        known = eras[0] == eras[0]
        ends = {"least": eras[0], "most": eras[1]} if known else {}
        told.append(say(f"explorer.fan.{'errors' if known else 'errors_plain'}", language, **ends))
    return told


def waterfall(table: pd.DataFrame, title: str, language: str) -> Figure:
    """The waterfall of one scenario."""
    figure = _figure(WATERFALL)
    ax = figure.add_axes(_box(WATERFALL, WATERFALL_MARGINS))
    _small_waterfall(table, title, ax, language)
    ax.set_xlabel("")
    return figure


def _small_waterfall(table, title, ax, language) -> None:
    plot_waterfall(table, title, ax, words="explorer.waterfall", language=language)
    _shrink(ax)
    ax.set_xlim(0, 1.22 * table[["start", "end"]].max().max())  # room for the last label


def both(one: Result, inputs: SessionInputs, language: str = "en") -> Figure:
    """Fan and waterfall side by side, as they are exported and stored, with what they say."""
    width, height = FAN[0] + WATERFALL[0], FAN[1] + CAPTION
    figure = _figure((width, height))
    places = ((FAN_MARGINS, 0.0, WATERFALL[0]), (WATERFALL_MARGINS, FAN[0], 0.0))
    left, right = (
        figure.add_axes(_box((width, height), (before + at, after + beyond, bottom + CAPTION, top)))
        for (before, after, bottom, top), at, beyond in places
    )
    beside = around(one, inputs)
    told = "\n".join(caption(beside, language, inputs.eras))
    name = labels.title(one.state.industry, inputs, language)
    _small_fan(one.fan, name, left, language, None, beside, told)
    _small_waterfall(steps_of(one), say("explorer.waterfall.title", language), right, language)
    return figure


def two_fans(
    tables: tuple[pd.DataFrame, pd.DataFrame], titles: tuple[str, str], language: str
) -> tuple[Figure, Figure]:
    """Two scenarios on the same scale, one picture each."""
    top = max(max(one["p97.5"].max(), one["target"].max(skipna=True) or 0.0) for one in tables)
    first, second = (
        fan(one, name, language, size, top)
        for one, name, size in zip(tables, titles, (FAN, WATERFALL), strict=True)
    )
    return first, second


def png(figure: Figure) -> bytes:
    """The figure as a PNG of little compression: made fast, and it does not travel far."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.frombuffer(
        "RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1
    )
    out = io.BytesIO()
    picture.convert("RGB").save(out, "png", compress_level=1)
    return out.getvalue()


class Stored(NamedTuple):
    """A figure as a notebook stores it: its dots, what they draw as text, and how wide it is."""

    content: bytes
    text: str
    width: int

    def __repr__(self) -> str:
        return self.text

    def _repr_png_(self) -> tuple[str, dict[str, int]]:
        return b2a_base64(self.content, newline=False).decode(), {"width": self.width}


def stored(figure: Figure) -> Stored:
    """A figure whose dots are marked with the text beside them."""
    content, text = png(figure), drawn(figure)
    return Stored(marked(content, text), text, round(100 * figure.get_figwidth()))


def svg(figure: Figure) -> bytes:
    """The figure as SVG, without a date: the same figure is the same text."""
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _figure(size: tuple[float, float]) -> Figure:
    figure = Figure(figsize=size, dpi=DPI, facecolor="white")
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    return figure


def _box(
    size: tuple[float, float], margins: tuple[float, ...]
) -> tuple[float, float, float, float]:
    """Axes inside margins given in inches, as fractions of the picture."""
    (width, height), (left, right, bottom, top) = size, margins
    return (
        left / width,
        bottom / height,
        (width - left - right) / width,
        (height - bottom - top) / height,
    )


def _shrink(ax) -> None:
    """Type that suits a small picture."""
    ax.tick_params(labelsize=SMALL)
    for text in (*ax.texts, ax.yaxis.label):
        text.set_fontsize(SMALL)
    ax.xaxis.label.set_fontsize(7.5)
    ax.xaxis.label.set_x(_outdent(ax))  # under the names of the steps, the numbers of the axis
    size, text = _fitted(ax.get_title(loc="left"), 3.3)
    ax.set_title(text, loc="left", fontsize=size, x=_outdent(ax))


def _outdent(ax) -> float:
    """Where text begins that stands at the left end of its picture, in the axes' coordinates."""
    wide = ax.yaxis.get_label_text() == ""  # the waterfall has names where the fan has numbers
    margin = (WATERFALL_MARGINS if wide else FAN_MARGINS)[0]
    return -(margin - 0.06) / (ax.get_position().width * ax.figure.get_figwidth())


def _fitted(text: str, inches: float) -> tuple[float, str]:
    """Size of type and text of a title that fits a width; cut only if even small type is wide."""
    wide = sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)  # in halves of a Chinese sign
    size = min(10.0, max(8.0, inches / (0.0093 * max(wide, 1))))
    most = int(inches / (0.0093 * size))
    return size, text if wide <= most else f"{text[: most * len(text) // wide - 1]}…"
