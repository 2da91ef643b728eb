"""How are the explorer's pictures drawn, fast and off the screen? Tables in, a figure or bytes out.

No pyplot: its figures belong to one thread and to the notebook's own cells. No layout engine
either, which would draw everything twice; places are fixed and have room for both languages.
"""

import io

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from zoneecon.report.charts.scenarios import plot_fan, plot_waterfall

#: Inches of a picture on the page, at 100 points of the page an inch.
FAN, WATERFALL = (3.72, 3.0), (3.42, 3.0)
#: Margins around the axes of either, in inches: left, right, bottom, top.
FAN_MARGINS, WATERFALL_MARGINS = (0.6, 0.92, 0.56, 0.34), (1.5, 0.14, 0.56, 0.34)
#: Finer than the page, so that screens with more dots show it sharp.
DPI = 150
SMALL = 9.0


def fan(
    table: pd.DataFrame, title: str, language: str, size=FAN, top: float | None = None
) -> Figure:
    """The fan of one scenario; `top` as in `plot_fan`."""
    figure = _figure(size)
    ax = figure.add_axes(_box(size, FAN_MARGINS))
    plot_fan(table, title, ax, top=top, words="explorer.fan", language=language)
    _shrink(ax)
    return figure


def waterfall(table: pd.DataFrame, title: str, language: str, size=WATERFALL) -> Figure:
    """The waterfall of one scenario."""
    figure = _figure(size)
    ax = figure.add_axes(_box(size, WATERFALL_MARGINS))
    _small_waterfall(table, title, ax, language)
    return figure


def _small_waterfall(table, title, ax, language) -> None:
    plot_waterfall(table, title, ax, words="explorer.waterfall", language=language)
    _shrink(ax)
    ax.set_xlim(0, 1.22 * table[["start", "end"]].max().max())  # room for the last label
    ax.xaxis.label.set_x(_outdent(ax))  # under the names of the steps


def both(
    table: pd.DataFrame, steps: pd.DataFrame, titles: tuple[str, str], language: str
) -> Figure:
    """Fan and waterfall side by side, as they are exported and stored."""
    width, height = FAN[0] + WATERFALL[0], FAN[1]
    figure = _figure((width, height))
    places = ((FAN_MARGINS, 0.0, WATERFALL[0]), (WATERFALL_MARGINS, FAN[0], 0.0))
    left, right = (
        figure.add_axes(_box((width, height), (before + at, after + beyond, bottom, top)))
        for (before, after, bottom, top), at, beyond in places
    )
    plot_fan(table, titles[0], left, words="explorer.fan", language=language)
    _small_waterfall(steps, titles[1], right, language)
    _shrink(left)
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
