"""What does a figure draw, as text that two runs can be compared by?

Bytes of a picture differ from machine to machine, so nothing compares them between two. What a
notebook stores beside each picture is this text instead. The picture carries the text's digest, and
a seal of its own bytes, which breaks where anything in it was changed afterwards.
"""

import hashlib
import zlib
from collections.abc import Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

#: Digits of a number: finer than anyone can see, coarser than what machines compute differently.
DIGITS = 5
#: The key of the digest in a picture's metadata.
DIGEST = "Description"
#: The key of the seal there, and the bytes that end any PNG, behind it.
SEAL, END = "Comment", b"\0\0\0\0IEND\xaeB`\x82"


def drawn(figure: Figure) -> str:
    """Limits, labels and values of everything that a figure shows, a line each.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        The size in inches and what stands around all panels, then every panel: its limits and
        titles, and its visible parts in the order in which they were drawn, in data coordinates, to
        `DIGITS` significant digits.
    """
    size = "Figure " + _numbers(figure.get_size_inches())
    around = [f"  text {_one_line(text.get_text())}" for text in figure.texts if _is_seen(text)]
    around += [_legend(legend) for legend in figure.legends if _is_seen(legend)]
    return "\n".join([size, *around, *(line for ax in figure.axes for line in _panel(ax))])


def digest(text: str) -> str:
    """What a picture says of the text that stands beside it."""
    return "drawn " + hashlib.sha256(text.encode()).hexdigest()[:32]


def marked(picture: bytes, text: str) -> bytes:
    """A PNG with the digest of the text beside it and a seal of its bytes in its metadata."""
    said = picture.removesuffix(END) + _said(DIGEST, digest(text))
    return said + _said(SEAL, hashlib.sha256(said).hexdigest()) + END


def is_picture_of(picture: bytes, text: str) -> bool:
    """Whether a PNG was marked with this text, and is as it was then, byte by byte."""
    before, found, _ = picture.rpartition(_said(DIGEST, digest(text)))
    return bool(found) and marked(before + END, text) == picture


def _said(key: str, value: str) -> bytes:
    """A chunk of text of a PNG: its length, what it is, and a check sum."""
    chunk = f"tEXt{key}\0{value}".encode()
    return (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")


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
        yield _legend(legend)
    for artist in [*ax.lines, *ax.collections, *ax.patches, *ax.images, *ax.texts]:
        if _is_seen(artist):
            yield f"  {_artist(artist)}"


def _legend(legend: Legend) -> str:
    return "  legend: " + " | ".join(_one_line(text.get_text()) for text in legend.get_texts())


def _artist(artist: Artist) -> str:
    if isinstance(artist, Text):
        at = artist.xy if isinstance(artist, Annotation) else artist.get_position()
        return f"text {_numbers(at)} {_one_line(artist.get_text())}"
    if isinstance(artist, Line2D):
        colour, width = _colour(artist.get_color(), artist.get_alpha()), artist.get_linewidth()
        style = f"{colour} {artist.get_linestyle()} {width:g} {artist.get_marker()}"
        return f"line {style} {_numbers(artist.get_xydata())}"
    if isinstance(artist, Collection):
        corners = [path.vertices for path in artist.get_paths()]
        points = artist.get_offsets() if _has_offsets(artist) else np.concatenate(corners or [[]])
        return f"area {_colour(artist.get_facecolor())} {_numbers(points)}"
    if isinstance(artist, AxesImage):
        return f"image {_numbers(artist.get_extent())} {_numbers(artist.get_array())}"
    assert isinstance(artist, Patch)
    outline = artist.get_patch_transform().transform(artist.get_path().vertices)
    style = f"{_colour(artist.get_facecolor())} {artist.get_hatch() or ''}".strip()
    return f"patch {style} {_numbers(outline)}"


def _is_seen(artist: Artist) -> bool:
    return artist.get_visible() and bool(not isinstance(artist, Text) or artist.get_text().strip())


def _has_offsets(artist: Collection) -> bool:
    return bool(np.any(np.asarray(artist.get_offsets())))


def _colour(colour, alpha: float | None = None) -> str:
    return " ".join(to_hex(first, keep_alpha=True) for first in to_rgba_array(colour, alpha)[:1])


def _numbers(values) -> str:
    flat: np.ndarray = np.ma.asarray(values, dtype=float).filled(np.nan).ravel()
    return " ".join(f"{value:.{DIGITS}g}" for value in flat + 0.0)


def _one_line(text: str) -> str:
    return " ".join(text.split())
