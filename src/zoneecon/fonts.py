"""How is Chinese readable in a figure on a machine without a Chinese font?

The package carries one, with the characters of GB 2312 (`tools/chinese_font.py` makes it).
Latin text stays in DejaVu Sans, so that no figure moves.
"""

import dataclasses
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

FAMILY = "Zoneecon Sans SC"
FILE = Path(__file__).parent / "jupyter" / "custom" / "zoneecon-sans-sc.otf"


def use() -> None:
    """Have matplotlib draw with DejaVu Sans, and what that lacks with the carried font."""
    manager = font_manager.fontManager
    if FAMILY not in manager.get_font_names():
        manager.addfont(FILE)
        # the one face stands in for bold too: matplotlib would remark on its absence every time
        regular = next(one for one in manager.ttflist if one.name == FAMILY)
        manager.ttflist.append(dataclasses.replace(regular, weight=700))
    mpl.rcParams["font.family"] = ["DejaVu Sans", FAMILY]
