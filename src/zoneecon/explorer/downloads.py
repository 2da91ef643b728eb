"""How does a figure or a table leave the explorer? As a file under reports/, and as a link.

A cell that a spreadsheet would take for a formula is written as text.
"""

import base64
import io
import os
import re
from collections.abc import Mapping

import pandas as pd

from zoneecon.data.files.checkout import Place
from zoneecon.data.writing import harmless, to_csv

FOLDER = "explorer"
KINDS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """The one door of every table that is exported."""
    return table.map(_plain).rename(columns=_plain)


def _plain(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell


def csv(table: pd.DataFrame) -> bytes:
    """A table as CSV, UTF-8 with a mark that spreadsheets need to read Chinese."""
    return b"\xef\xbb\xbf" + to_csv(_plain_table(table)).encode("utf-8")


def xlsx(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as sheets of one workbook."""
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        for name, table in sheets.items():
            _plain_table(table).to_excel(book, sheet_name=name, index=False)
    return out.getvalue()


def file_name(*parts: str) -> str:
    """Parts as one name for a file: letters, digits, - and _ only."""
    return "-".join(re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts if part)


def write(place: Place, name: str, content: bytes) -> str:
    """Put a file under reports/, whole; its name from the checkout on."""
    path = place.reports / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)
    return place.checkout.shown(path)


def link(name: str, content: bytes) -> str:
    """Address of the content itself: a browser can keep it wherever the server runs."""
    kind = KINDS[name.rpartition(".")[2]]
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
