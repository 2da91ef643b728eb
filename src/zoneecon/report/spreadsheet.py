"""How do published tables reach a spreadsheet without doing anything there?

A spreadsheet computes what begins with = + - or @, whoever typed it. `harmless` makes such text
stay text; numbers stay numbers. A workbook opens with its contents, says what every column means,
cites its sources, and draws series and fans with charts of its own (`native_charts`).
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from zoneecon.data.writing import NUMBER, harmless
from zoneecon.report import native_charts
from zoneecon.report.cells import width
from zoneecon.report.columns import Column, column, meaning, number_format, sheet_name
from zoneecon.report.format import CODE, unit_word
from zoneecon.text.catalogue import GROUP, chance, spelled_out, texts
from zoneecon.text.recovered import told_again

#: Rows of text, head first.
Rows = list[list[str]]
#: Widest column of a workbook, in characters, and most that a cell can hold.
WIDEST, LONGEST = 60, 32_767
HEAD = PatternFill("solid", fgColor="E8EDF2")
BOLD = Font(name="Calibri", size=11, bold=True)
LINK = Font(name="Calibri", size=11, color="0B5D8A", underline="single")
#: Points that a line is high, and lines of a cell that a row shows.
LINE, MOST_LINES = 15, 12


def typed(text: str) -> str | float | int | None:
    """A cell of a published CSV as a spreadsheet should hold it.

    Examples
    --------
    >>> typed("-0.5"), typed("2020"), typed("Q001"), typed(""), typed("007")
    (-0.5, 2020, 'Q001', None, '007')
    """
    value = read(text)
    return harmless(value) if isinstance(value, str) else value


def read(text: str) -> str | float | int | None:
    """A cell of a published CSV as it was meant: a number, a text, or nothing."""
    if NUMBER.fullmatch(text) and not re.match(r"[-+]?0\d", text):
        return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
    return text or None


def csv_bytes(table: Rows) -> bytes:
    """A table as CSV that Excel opens as UTF-8, every text harmless."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def workbook(
    tables: Mapping[str, Rows],
    title: str,
    more: Mapping[str, Rows] | None = None,
    called: Mapping[str, str] | None = None,
) -> bytes:
    """Tables as one workbook.

    Parameters
    ----------
    tables : mapping
        Name -> rows, head first; each becomes a sheet with heads that name units.
    title : str
        What the workbook is, on its first sheet.
    more : mapping, optional
        Further sheets that are shown as they are, such as statements and sources.
    called : mapping, optional
        Code -> English name, of indicators and industries.
    """
    book, places = Workbook(), texts("spreadsheet.sheet")
    contents = book.worksheets[0]
    contents.title = places["contents"]
    charts = book.create_sheet(places["charts"])
    names = _sheet_names([*tables, *(more or {})], {*places.values()})
    for name, rows in tables.items():
        columns = [column(name, head) for head in rows[0]]
        _fill(book.create_sheet(names[name]), rows, columns, called or {})
    for name, rows in (more or {}).items():
        _fill(book.create_sheet(names[name]), rows, [Column(head, "", "") for head in rows[0]], {})
    _on_paper(charts)
    charts.page_setup.fitToHeight = 1
    drawn = native_charts.draw(charts, book.create_sheet(places["drawn"]), tables)
    if not drawn:
        del book[places["charts"]], book[places["drawn"]]
    _columns(book.create_sheet(places["columns"]), tables)
    _contents(contents, title, book, {sheet: name for name, sheet in names.items()})
    stream = io.BytesIO()
    archive = _Archive(stream, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)
    ExcelWriter(book, archive).save()
    return stream.getvalue()


class _Archive(zipfile.ZipFile):
    """Takes a file by its name alone: a zip knows no time before 1980, but a clock may say one."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname), data, zipfile.ZIP_DEFLATED)


def _sheet_names(tables: Sequence[str], taken: set[str]) -> dict[str, str]:
    """A name that a sheet may have for each table: short, of plain signs, and its own."""
    names: dict[str, str] = {}
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\]", " ", sheet_name(table))[:31].strip("' ") or "-"
        used = {name.casefold() for name in (*names.values(), *taken)}
        number = 2
        while plain.casefold() in used:
            plain = f"{plain[:28]} {number}"
            number += 1
        names[table] = plain
    return names


def _word(text: str, column: Column, called: Mapping[str, str]) -> str:
    """A code as people say it, in a column that is known; any other text as it is."""
    if not column.meaning or not text:
        return text
    if GROUP.fullmatch(column.format):
        return texts(column.format).get(text, text)
    told = told_again(called.get(text, text))
    return spelled_out(told) if CODE.fullmatch(told) else told


def _fill(
    sheet: Worksheet, rows: Rows, columns: Sequence[Column], called: Mapping[str, str]
) -> None:
    """Heads that stay, cells as numbers in their format or as text, columns as wide as needed."""
    place_of_unit = rows[0].index("unit") if "unit" in rows[0] else -1
    for place, one in enumerate(columns, 1):
        _text(sheet, 1, place, one.head)
    for number, row in enumerate(rows[1:], 2):
        unit = row[place_of_unit] if 0 <= place_of_unit < len(row) else ""
        for place, text in enumerate(row, 1):
            value = typed(text)
            if isinstance(value, str) or value is None:
                known = columns[place - 1] if place <= len(columns) else Column("", "", "")
                said = (
                    told_again(unit_word(unit))
                    if place == place_of_unit + 1
                    else _word(text, known, called)
                )
                _text(sheet, number, place, said or None)
                continue
            cell = sheet.cell(number, place, value)
            cell.alignment = Alignment(vertical="top")
            if place <= len(columns):
                cell.number_format = number_format(columns[place - 1], unit)
    _dress(sheet)


def _text(sheet: Worksheet, row: int, place: int, text: str | None) -> None:
    """Put a text where it stays one."""
    if text is None:
        return
    safe = harmless(text)
    if len(safe) > LONGEST:
        safe = safe[: LONGEST - 1] + "…"
    cell = sheet.cell(row, place, safe)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=width(safe) > WIDEST)


def _dress(sheet: Worksheet) -> None:
    """Bold heads that stay when rows move, widths and heights by content; across on paper."""
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    _on_paper(sheet)
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        lines = max((-(-width(_shown(cell)) // WIDEST) for cell in row), default=1)
        if lines > 1:
            sheet.row_dimensions[number].height = LINE * min(lines, MOST_LINES)
    for cell in sheet[1]:
        cell.font, cell.fill = BOLD, HEAD
        cell.alignment = Alignment(vertical="bottom", wrap_text=True)
    for place, cells in enumerate(sheet.iter_cols(), 1):
        head, *rest = (_shown(cell) for cell in cells)
        longest_word = max(map(width, head.split()), default=0)
        wide = max(longest_word, min(width(head), 18), *map(width, rest), 6) + 2
        sheet.column_dimensions[get_column_letter(place)].width = min(wide, WIDEST)


def _on_paper(sheet: Worksheet) -> None:
    """A4 across, as wide as one page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def _shown(cell) -> str:
    """About what a cell shows: a number is as long as its format makes it."""
    if isinstance(cell.value, float):
        if cell.number_format.startswith("["):
            return chance(cell.value)
        percent = "%" in cell.number_format
        return f"{cell.value * 100:,.1f}%" if percent else f"{cell.value:,.3f}"
    if isinstance(cell.value, int):
        return f"{cell.value:,}"
    return cell.value or ""


def _columns(sheet: Worksheet, tables: Mapping[str, Rows]) -> None:
    """What every column of every table means."""
    rows = [list(texts("spreadsheet.columns").values())]
    for name, table in tables.items():
        for code in table[0]:
            one = column(name, code)
            rows.append([name, code, one.head, one.meaning])
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            _text(sheet, number, place, text or None)
    _dress(sheet)


def _contents(sheet: Worksheet, title: str, book: Workbook, tables: Mapping[str, str]) -> None:
    """The first sheet: what the workbook is, and every sheet with what it holds."""
    _text(sheet, 1, 1, title)
    sheet["A1"].font = Font(name="Calibri", size=14, bold=True)
    heads = texts("spreadsheet.contents")
    for place, head in enumerate(heads.values(), 1):
        _text(sheet, 3, place, head)
        sheet.cell(3, place).font, sheet.cell(3, place).fill = BOLD, HEAD
    said = texts("spreadsheet.about")
    sheets = texts("spreadsheet.sheet")
    about = {sheets[name]: text for name, text in said.items() if name in sheets} | said
    for number, other in enumerate(book.worksheets[1:], 4):
        name = other.title
        _text(sheet, number, 1, name)
        quoted = name.replace("'", "''")
        cell = sheet.cell(number, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
        sheet.cell(number, 1).font = LINK
        own = tables.get(name, name)
        what = meaning(own) or about.get(own, "")
        _text(sheet, number, 2, what or None)
        if name != sheets["charts"]:
            sheet.cell(number, 3, max(other.max_row - 1, 0))
    _on_paper(sheet)
    for letter, wide in zip("ABC", (24, 78, 10), strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet["A1"].alignment = Alignment(wrap_text=False)


def rows_of(table: pd.DataFrame) -> Rows:
    """A table of ours as rows of text, head first."""
    cells = [[plain(cell) for cell in row] for row in table.to_numpy(dtype=object).tolist()]
    return [[str(name) for name in table.columns], *cells]


def plain(cell: Any) -> str:
    """A cell of a table of ours as text that `typed` reads back; nothing for what is unknown.

    Examples
    --------
    >>> plain(0.1 + 0.2), plain(None), plain(float("nan")), plain(True), plain("=1")
    ('0.3', '', '', 'True', '=1')
    """
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)
