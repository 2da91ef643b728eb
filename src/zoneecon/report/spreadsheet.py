"""How do published tables reach a spreadsheet without doing anything there?

A spreadsheet computes what begins with = + - or @, whoever typed it. `harmless` makes such text
stay text; numbers stay numbers. `zoneecon export` writes a zone's tables as one workbook, or as a
folder of CSV files that Excel opens with its Chinese whole.
"""

import csv
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.writer.excel import ExcelWriter

from zoneecon.data.files import releases, safe_files
from zoneecon.data.files.checkout import Place
from zoneecon.data.problems import found
from zoneecon.data.writing import NUMBER, harmless
from zoneecon.errors import BadInput

#: Widest column of a workbook, in characters.
WIDEST = 60


def typed(text: str) -> str | float | int | None:
    """A cell of a published CSV as a spreadsheet should hold it.

    Examples
    --------
    >>> typed("-0.5"), typed("2020"), typed("Q001"), typed(""), typed("007")
    (-0.5, 2020, 'Q001', None, '007')
    """
    if not text:
        return None
    if NUMBER.fullmatch(text) and not re.match(r"[-+]?0\d", text):
        return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
    return harmless(text)


def published(place: Place, committed: bool = False) -> dict[str, list[list[str]]]:
    """Rows of every table of a zone's newest whole report, header first, by name.

    Parameters
    ----------
    place : Place
    committed : bool
        The pinned tables of `data/processed` instead.

    Raises
    ------
    BadInput
        If there are none.
    """
    run = None if committed else releases.current(place.reports)
    folder = run / "tables" if run else place.processed
    tables = {}
    for path in sorted(folder.glob("[!.]*.csv")) if run or committed else []:
        text = safe_files.require_bytes(path, place.root, fence=folder).decode("utf-8-sig")
        tables[path.stem] = list(csv.reader(io.StringIO(text, newline="")))
    if not tables:
        sought = place.processed if committed else place.reports
        raise BadInput([found("export-nothing", place.checkout.shown(sought))])
    return tables


def workbook(tables: dict[str, list[list[str]]], title: str) -> bytes:
    """One workbook: a sheet that lists the tables, then a sheet for each."""
    book = Workbook()
    about = book.worksheets[0]
    about.title = "about"
    rows: list[list[object]] = [[title], [], ["table", "rows"]]
    rows += [[name, len(table) - 1] for name, table in tables.items()]
    _fill(about, [[str(cell) for cell in row] for row in rows])
    for name, table in tables.items():
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        _fill(sheet, table)
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    stream = io.BytesIO()
    archive = _Archive(stream, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)
    ExcelWriter(book, archive).save()
    return stream.getvalue()


class _Archive(zipfile.ZipFile):
    """Takes a file by its name alone: a zip knows no time before 1980, but a clock may say one."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname), data, zipfile.ZIP_DEFLATED)


def _fill(sheet, rows: list[list[str]]) -> None:
    """Write cells as numbers or as text, never as formulas; columns as wide as their texts."""
    widths: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place, typed(text))
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(vertical="top")
            wide = sum(2 if ord(character) > 0x2E80 else 1 for character in text) + 2
            letter = cell.column_letter
            widths[letter] = min(max(widths.get(letter, 8), wide), WIDEST)
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width


def csv_bytes(table: list[list[str]]) -> bytes:
    """A table as CSV that Excel opens as UTF-8, every text harmless."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def write(place: Place, to: Path, committed: bool = False) -> list[Path]:
    """Write a zone's tables (`published`): one workbook if `to` is an .xlsx, else a folder of CSV.

    Nothing that is there is overwritten.

    Raises
    ------
    BadInput
        If there is nothing to write, or something where it would go.
    """
    tables = published(place, committed)
    if os.path.lexists(to):
        raise BadInput([found("export-there", str(to))])
    if to.suffix.lower() == ".xlsx":
        contents = {to: workbook(tables, f"zoneecon: {place.name}")}
    else:
        contents = {to / f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    return list(contents)
