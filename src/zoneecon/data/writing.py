"""How is a table written? Always the same bytes, and nothing that a spreadsheet would compute."""

import re
from pathlib import Path

import pandas as pd

from zoneecon.data.files.whole import write_whole


def to_csv(table: pd.DataFrame) -> str:
    """A table as CSV text: LF, ten significant digits, empty for unknown; always the same bytes.

    Text that a spreadsheet would compute is marked as text; see `harmless`.
    """
    safe = table.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
    safe.columns = [harmless(str(name)) for name in table.columns]
    return safe.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_csv(table))


#: What begins a formula, in any width, and what a spreadsheet skips before looking for one.
FORMULA = re.compile(r"[\s\u00a0\u3000\ufeff\u200b]*[=+\-@−＝＋－＠﹣﹢﹦﹫|]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d+)?([eE][-+]?\d{1,2})?", re.ASCII)


def harmless(text: str) -> str:
    """Text that a spreadsheet shows as it is: an apostrophe before what it would compute.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("-22.37"), harmless("- a remark"), harmless("%")
    ("'=HYPERLINK(1)", '-22.37', "'- a remark", '%')
    """
    begins = CONTROL.match(text) or FORMULA.match(text)
    shown = CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    idle = NUMBER.fullmatch(text) or text.strip() == "-"
    return f"'{shown}" if begins and not idle else shown
