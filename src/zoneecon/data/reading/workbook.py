"""What does a workbook show? Its sheets as rows of strings, with what is odd about each cell.

Only what the person who saved it saw counts: hidden rows, struck-through rows, merged cells,
errors and dates are marked, for `readers` to refuse where they touch the table.
"""

import datetime
import io
import warnings
from collections.abc import Iterable
from decimal import Decimal

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet.worksheet import Worksheet

from zoneecon.data.messages import Slip
from zoneecon.data.reading.number_formats import DIGITS, parts_of_dates, shown
from zoneecon.data.reading.sheets import Line, Mark, Sheet
from zoneecon.data.reading.workbook_guard import MOST_CELLS, Formulas, inspect
from zoneecon.data.reading.workbook_plain import plain_workbook
from zoneecon.text.catalogue import Text

#: A row lower than this (points), a column narrower (characters), letters smaller (points) and
#: letters as white as their paper are not seen.
LEAST_HEIGHT, LEAST_WIDTH, LEAST_LETTER = 3, 0.5, 3
#: Years that a number may be that was typed into a cell of dates.
FIRST_YEAR, LAST_YEAR = 1949, 2100
WHITE = ("FFFFFF", "theme 0", "indexed 1", "indexed 9")


def read_sheets(content: bytes) -> list[Sheet]:
    """Sheets of a workbook, after its bytes have been found harmless.

    Raises
    ------
    Slip
        If the workbook cannot or must not be read.
    """
    formulas = inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(
                io.BytesIO(plain_workbook(content)),
                data_only=True,
                keep_links=False,
                rich_text=True,
            )
            reader.read()  # what openpyxl.load_workbook does, keeping the names of the parts
            if reader.wb.epoch == CALENDAR_MAC_1904:
                raise Slip("xlsx-1904")
            part = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
            return [_sheet(one, formulas[part[one.title]]) for one in reader.wb.worksheets]
    except Slip:
        raise
    except Exception as error:  # openpyxl raises many kinds on damaged workbooks
        raise Slip("xlsx-broken", reason=f"{type(error).__name__}: {error}"[:120]) from error


def _sheet(sheet: Worksheet, formulas: Formulas) -> Sheet:
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise Slip("xlsx-cells", limit=MOST_CELLS)
    merged = {
        (row, column): area.coord
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
    }
    all_hidden = bool(sheet.sheet_format.zeroHeight)
    styles: dict[int, tuple[bool, bool]] = {}
    lines = [_line(row, sheet, merged, formulas, all_hidden, styles) for row in sheet.iter_rows()]
    hidden = {
        index - 1
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden or dimension.width < LEAST_WIDTH
        for index in range(dimension.min or 1, min(dimension.max or 0, 200) + 1)
    }
    areas = [
        (area.min_row, area.min_col - 1, area.max_row, area.max_col - 1)
        for area in sheet.merged_cells.ranges
    ]
    return Sheet(
        sheet.title,
        sheet.sheet_state != "visible",
        lines,
        frozenset(hidden),
        formulas.all,
        tuple(sorted(areas)),
    )


def _line(
    cells: tuple,
    sheet: Worksheet,
    merged: dict,
    formulas: Formulas,
    hidden: bool,
    styles: dict[int, tuple[bool, bool]],
) -> Line:
    number = cells[0].row
    marks: dict[int, list[Mark]] = {}
    texts = []
    for index, cell in enumerate(cells):
        if cell.value is None and not merged and not formulas.all:
            texts.append("")
            continue
        text, odd = cell_text(cell.value, cell.number_format, cell.data_type)
        if (place := (number, index + 1)) in merged:
            odd.append(Mark("cell-merged", {"place": merged[place]}))
        if place in formulas.empty:
            odd.append(Mark("cell-formula-empty", {}))
        elif place in formulas.all:
            odd.append(Mark("cell-formula-read", {}))
        if text:
            odd += _styled(cell, styles)
        if raised := _raised(cell.value):
            odd.append(Mark("cell-raised", raised))
        texts.append(text)
        if odd:
            marks[index] = odd
    dimension = sheet.row_dimensions[number]
    low = dimension.height is not None and dimension.height < LEAST_HEIGHT
    if dimension.hidden or low or hidden:
        marks[-1] = [Mark("row-hidden", {})]
    return Line(number, texts, marks)


def _styled(cell, known: dict[int, tuple[bool, bool]]) -> list[Mark]:
    """What the style of a cell does to its text; looked up once a style."""
    if cell.style_id not in known:
        struck = bool(cell.font and cell.font.strike)
        known[cell.style_id] = struck, _unseen(cell)
    struck, unseen = known[cell.style_id]
    pieces: Iterable = cell.value if isinstance(cell.value, CellRichText) else ()
    struck = struck or any(isinstance(one, TextBlock) and one.font.strike for one in pieces)
    return [
        Mark(rule, {}) for rule, holds in (("row-struck", struck), ("cell-unseen", unseen)) if holds
    ]


def _unseen(cell) -> bool:
    """Whether a cell's letters are tiny, or as white as the paper behind them."""
    font = cell.font
    if font is None:
        return False
    if font.sz is not None and font.sz < LEAST_LETTER:
        return True
    paper = _colour(cell.fill.fgColor) if cell.fill and cell.fill.fill_type == "solid" else WHITE[0]
    letters = _colour(font.color)
    return letters == paper or (letters in WHITE and paper in WHITE)


def _colour(colour) -> str:
    """A colour by its name; a shaded theme colour is another than the theme's."""
    if colour is None:
        return "theme 1"
    kind, tint = colour.type, colour.tint or 0
    name = colour.rgb[-6:] if kind == "rgb" else f"{kind} {getattr(colour, kind)}"
    return f"{name} tint {tint}" if tint else name


def _raised(value: object) -> dict:
    """Raised or lowered characters of a rich text: a footnote's mark reads like a digit."""
    raised, before, behind_digit = "", "", False
    for piece in value if isinstance(value, CellRichText) else ():
        if isinstance(piece, TextBlock) and piece.font.vertAlign in ("superscript", "subscript"):
            raised += piece.text
            behind_digit = behind_digit or before[-1:].isdigit()
        before = str(piece)
    return {"raised": raised, "behind_digit": behind_digit} if raised else {}


def cell_text(value: object, number_format: str, data_type: str) -> tuple[str, list[Mark]]:
    """What a cell shows, as text, and what is odd about it.

    Examples
    --------
    >>> cell_text(84.5, "0.00", "n")
    ('84.50', [])
    >>> cell_text(0.085, "0.0%", "n")
    ('8.5%', [])
    """
    if value is None:
        return "", []
    if data_type == "e":
        return str(value), [Mark("cell-error", {})]
    if isinstance(value, bool):
        return str(value).upper(), [Mark("cell-boolean", {})]
    if isinstance(value, datetime.datetime | datetime.date):
        if text := _year_or_month(value, number_format):
            return text, [Mark("cell-year-read", {"fix": text})]
        day = f"{value:%Y-%m-%d}"
        fix = Text("inputs.or", {"first": value.year, "second": f"{value:%Y-%m}"})
        return day, [Mark("cell-date", {"fix": fix})]
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value), [Mark("cell-date", {"fix": Text("inputs.printed_words")})]
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    return str(value), []


def _year_or_month(value: datetime.datetime | datetime.date, number_format: str) -> str:
    """A year that was typed into a cell of dates (2021 is a day of 1905), or all that is shown.

    Examples
    --------
    >>> _year_or_month(datetime.datetime(1905, 7, 13), 'yyyy"年"')
    '2021'
    >>> _year_or_month(datetime.datetime(2021, 9, 1), "yyyy-mm")
    '2021-09'
    """
    serial = to_excel(value)
    if serial == int(serial) and FIRST_YEAR <= serial <= LAST_YEAR:
        return str(int(serial))
    shown_parts = parts_of_dates(number_format)
    return {"y": f"{value:%Y}", "ym": f"{value:%Y-%m}"}.get(shown_parts, "")


def _number_text(value: float, number_format: str) -> tuple[str, list[Mark]]:
    """A number with the digits it shows, as long as that hides none."""
    exact = Decimal(f"{value:.{DIGITS}g}")
    if not exact.is_finite():
        return str(value), [Mark("cell-error", {})]
    text, rounded, other = shown(value, number_format)
    marks = []
    if float(exact) != float(value):
        marks.append(Mark("number-noise-read", {"fix": text}))
    if other:
        marks.append(Mark("number-format", {"format": number_format}))
    if rounded:
        marks.append(Mark("number-rounded-read", {"fix": text}))
    return text, marks
