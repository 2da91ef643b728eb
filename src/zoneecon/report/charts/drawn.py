"""What does a figure draw, as text that two runs can be compared by?

Bytes of a picture differ from machine to machine, so nothing compares them. What a notebook stores
beside each picture is this text instead, and the picture carries the text's digest.
"""

import hashlib
from collections.abc import Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

#: Digits of a number: finer than anyone can see, coarser than what machines compute differently.
DIGITS = 5
#: The key of the digest in a picture's metadata.
DIGEST = "Description"


def drawn(figure: Figure) -> str:
    """Limits, labels and values of everything that a figure shows, a line each.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        The size in inches, then every panel: its limits and titles, and its visible parts in the
        order in which they were drawn, in data coordinates, to `DIGITS` significant digits.
    """
    size = "Figure " + _numbers(figure.get_size_inches())
    return "\n".join([size, *(line for ax in figure.axes for line in _panel(ax))])


def digest(text: str) -> str:
    """What a picture says of the text that stands beside it."""
    return "drawn " + hashlib.sha256(text.encode()).hexdigest()[:32]


def _panel(ax: Axes) -> Iterator[str]:
    yield f"panel x {_numbers(ax.get_xlim())} y {_numbers(ax.get_ylim())}"
    for name, text in {
        "title": ax.get_title() or ax.get_title("left"),
        "x": ax.get_xlabel(),
        "y": ax.get_ylabel(),
        "x ticks": " | ".join(label.get_text() for label in ax.get_xticklabels()),
        "y ticks": " | ".join(label.get_text() for label in ax.get_yticklabels()),
    }.items():
        if text:
            yield f"  {name}: {_one_line(text)}"
    legend = ax.get_legend()
    if legend is not None:
        yield "  legend: " + " | ".join(_one_line(text.get_text()) for text in legend.get_texts())
    for artist in [*ax.lines, *ax.collections, *ax.patches, *ax.texts]:
        if artist.get_visible():
            yield f"  {_artist(artist)}"


def _artist(artist: Artist) -> str:
    if isinstance(artist, Text):
        at = artist.xy if isinstance(artist, Annotation) else artist.get_position()
        return f"text {_numbers(at)} {_one_line(artist.get_text())}"
    if isinstance(artist, Line2D):
        style = f"{_colour(artist.get_color())} {artist.get_linestyle()} {artist.get_marker()}"
        return f"line {style} {_numbers(artist.get_xydata())}"
    if isinstance(artist, Collection):
        corners = [path.vertices for path in artist.get_paths()]
        points = artist.get_offsets() if _has_offsets(artist) else np.concatenate(corners or [[]])
        return f"area {_colour(artist.get_facecolor())} {_numbers(points)}"
    assert isinstance(artist, Patch)
    outline = artist.get_patch_transform().transform(artist.get_path().vertices)
    return f"patch {_colour(artist.get_facecolor())} {_numbers(outline)}"


def _has_offsets(artist: Collection) -> bool:
    return bool(np.any(np.asarray(artist.get_offsets())))


def _colour(colour) -> str:
    return " ".join(to_hex(first, keep_alpha=True) for first in to_rgba_array(colour)[:1])


def _numbers(values) -> str:
    flat: np.ndarray = np.ma.asarray(values, dtype=float).filled(np.nan).ravel()
    return " ".join(f"{value:.{DIGITS}g}" for value in flat + 0.0)


def _one_line(text: str) -> str:
    return " ".join(text.split())
