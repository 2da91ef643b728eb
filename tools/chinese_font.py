"""Make the Chinese font that the package carries: `python tools/chinese_font.py [FILE [UNIHAN]]`.

Noto Sans CJK SC Regular (SIL Open Font License 1.1; Debian: fonts-noto-cjk), cut down to the
characters of GB 2312 and of the Table of General Standard Chinese Characters (通用规范汉字表, 2013:
names of people and places), and renamed, as it is no longer Noto. Which those are says Unicode's
Unihan (kTGH; Debian: unicode-data). fonttools comes with matplotlib. The same files give the same
bytes.
"""

import bz2
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from zoneecon.report.charts import fonts

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
FACE = "NotoSansCJKsc-Regular"
#: Older forms that documents still print units and years with, and units as one sign.
BESIDE = "〇億萬㎡㎥㎞㎜㎝㎏㎎㏄"
ORIGIN = "Subset (GB 2312, TGH 2013) of Noto Sans CJK SC Regular 2.004. © 2014-2021 Adobe."


def gb2312() -> str:
    """Every character of the standard: 94 rows of 94, not all of them filled."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)


def standard(unihan: Path) -> str:
    """Every character of the table of 2013."""
    lines = bz2.decompress(unihan.read_bytes()).decode("utf-8")
    found = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", lines, re.MULTILINE)
    return "".join(chr(int(code, 16)) for code in found)


def face(collection: TTCollection) -> TTFont:
    return next(font for font in collection if font["name"].getDebugName(6) == FACE)


def cut(font: TTFont, characters: str) -> TTFont:
    """The font with these characters only, without hints, kerning or vertical setting."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    worker = subset.Subsetter(options)
    worker.populate(text=characters)
    worker.subset(font)
    return font


def rename(font: TTFont, family: str) -> TTFont:
    postscript = family.replace(" ", "") + "-Regular"
    names = {0: ORIGIN, 1: family, 2: "Regular", 3: postscript, 4: family, 6: postscript}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["name"].names = [one for one in font["name"].names if one.platformID == 3]
    for number in (16, 17):
        font["name"].removeNames(nameID=number)
    table = font["CFF "].cff
    table.fontNames = [postscript]
    table[0].FullName, table[0].FamilyName, table[0].Notice = family, family, ORIGIN
    return font


def main(source: Path, unihan: Path) -> None:
    characters = gb2312() + standard(unihan) + BESIDE
    font = rename(cut(face(TTCollection(source)), characters), fonts.FAMILY)
    font.recalcTimestamp = False
    font.save(fonts.FILE)
    size, signs = fonts.FILE.stat().st_size, len(font.getBestCmap())
    print(f"{fonts.FILE.name}: {size:,} bytes, {signs} characters")


if __name__ == "__main__":
    main(*(Path(one) for one in (sys.argv[1:] + [SOURCE, UNIHAN][len(sys.argv) - 1 :])))
