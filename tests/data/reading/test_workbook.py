"""What a workbook shows is read whatever form it was saved in; what is empty costs nothing."""

import datetime
import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from zoneecon.data.reading import workbook, workbook_guard


def saved(rows: list[list], change=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    book.save(content := io.BytesIO())
    return content.getvalue()


def shown(content: bytes) -> list[list[str]]:
    return [line.cells for line in workbook.read_sheets(content)[0].lines]


def strict(content: bytes) -> bytes:
    """The same workbook under the names of Strict Open XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith((".xml", ".rels")):
                shape = rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)"
                part = re.sub(shape, rb"http://purl.oclc.org/ooxml/\1/\2", part)
            made.writestr(name, part)
    return target.getvalue()


def test_strict_open_xml_shows_the_same():
    content = saved([["指标", 2021], ["地区生产总值", 84.05]])
    assert b"purl.oclc.org" in b"".join(
        zipfile.ZipFile(io.BytesIO(strict(content))).read(name)
        for name in zipfile.ZipFile(io.BytesIO(strict(content))).namelist()
    )
    assert shown(strict(content)) == shown(content) == [["指标", "2021"], ["地区生产总值", "84.05"]]


def test_twenty_thousand_empty_rows_with_a_format_are_passed_over():
    def painted(sheet) -> None:
        for row in range(3, 20_003):
            sheet.cell(row, 2).fill = PatternFill("solid", fgColor="FFFF00")

    rows = [["指标", 2021], ["地区生产总值", 84.05]]
    assert shown(saved(rows, painted)) == shown(saved(rows))


def test_a_far_cell_with_something_in_it_is_still_refused():
    content = saved([["a"]], lambda sheet: sheet.cell(workbook_guard.MOST_ROWS + 1, 1, 3))
    with pytest.raises(workbook.Slip):
        workbook.read_sheets(content)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (2021, "yyyy", "2021"),
        (2021, 'yyyy"年"', "2021"),
        (2021, "yyyy-mm-dd", "2021"),
        (datetime.date(2021, 1, 1), "yyyy", "2021"),
        (datetime.date(2021, 9, 1), "yyyy-mm", "2021-09"),
    ],
)
def test_a_year_in_a_cell_of_dates_is_that_year(value, number_format, text):
    def dated(sheet) -> None:
        sheet["A1"].number_format = number_format

    [line] = workbook.read_sheets(saved([[value]], dated))[0].lines
    assert line.cells == [text]
    assert [mark.rule for mark in line.marks[0]] == ["cell-year-read"]


def test_a_day_in_a_cell_of_dates_stays_a_date():
    def dated(sheet) -> None:
        sheet["A1"].number_format = "yyyy-mm-dd"

    [line] = workbook.read_sheets(saved([[datetime.date(2021, 9, 3)]], dated))[0].lines
    assert [mark.rule for mark in line.marks[0]] == ["cell-date"]
