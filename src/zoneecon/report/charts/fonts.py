"""How is Chinese readable in a figure or a page on a machine without a Chinese font?

The package carries one, with the characters of GB 2312 and of the table of 2013 that names are
written in (`tools/chinese_font.py` makes it).
Latin text stays in DejaVu Sans, so that no figure moves.
"""

import base64
import dataclasses
import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

from zoneecon.report.cells import CHINESE

FAMILY = "Zoneecon Sans SC"
FILE = Path(__file__).parents[2] / "explorer" / "jupyter" / "custom" / "zoneecon-sans-sc.otf"


def use() -> None:
    """Have matplotlib draw with DejaVu Sans, and what that lacks with the carried font."""
    manager = font_manager.fontManager
    if FAMILY not in manager.get_font_names():
        manager.addfont(FILE)
        # the one face stands in for bold too: matplotlib would remark on its absence every time
        regular = next(one for one in manager.ttflist if one.name == FAMILY)
        manager.ttflist.append(dataclasses.replace(regular, weight=700))
    mpl.rcParams["font.family"] = ["DejaVu Sans", FAMILY]


@cache
def _signs() -> frozenset[int]:
    """What the carried font and the usual one can write."""
    from fontTools.ttLib import TTFont

    usual = font_manager.findfont("DejaVu Sans")
    return frozenset().union(*(TTFont(one, lazy=True).getBestCmap() for one in (FILE, usual)))


def missing(text: str) -> list[str]:
    """Chinese signs of a text that no font of the package has, each once.

    Examples
    --------
    >>> missing("\u94a2\U00020000\u94a2")
    ['\U00020000']
    """
    found = dict.fromkeys(sign for sign in text if ord(sign) >= CHINESE)
    return [sign for sign in found if ord(sign) not in _signs()]


def face(text: str) -> str:
    """A CSS rule that brings the carried font for the Chinese of a text; empty if it has none.

    Only the characters that the text has are brought, about 150 bytes each; the same text always
    gives the same bytes. A browser takes it for these blocks alone, so it may stand before other
    fonts; standing behind them, Chromium draws the first word of a page without it.

    Examples
    --------
    >>> face("steel"), face("\u94a2")[:41]
    ('', '@font-face{font-family:"Zoneecon Sans SC"')
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    characters = {ord(character) for character in text if ord(character) >= CHINESE}
    if not characters:
        return ""
    font = TTFont(FILE, lazy=True, recalcTimestamp=False)
    small = subset.Subsetter(subset.Options(layout_features=[], name_IDs=[], hinting=False))
    small.populate(unicodes=characters)
    small.subset(font)
    font.flavor = "woff"
    content = io.BytesIO()
    font.save(content)
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    source = f'url(data:font/woff;base64,{encoded}) format("woff")'
    blocks = f"unicode-range:U+{CHINESE:X}-FFEF"
    return f'@font-face{{font-family:"{FAMILY}";{blocks};src:{source}}}'
