"""What does an empty table look like, to be filled in? A workbook with Chinese heads and lists."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.problems import found
from zoneecon.data.reading import printed, readers, schema
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import Text

#: Columns of a table of statements that a person fills in, in their order on paper.
FILLED = (
    "subject indicator period value unit qualifier role section quote note confidence "
    "corrected reason by"
).split()
#: Rows that the lists to choose from reach down to, and widths of columns.
ROWS, WIDTH, NAME_WIDTH = 500, 14, 30
#: Letters that a workbook allows beside a cell.
PROMPT = 250


def write(path: Path, checkout: Checkout) -> Path:
    """Write the empty table of a checkout; a file that is there is left alone.

    Raises
    ------
    BadInput
        If the file is there already, or is to be no workbook.
    """
    if path.suffix.lower() != ".xlsx":
        raise BadInput([found("add-kind", str(path), remedy=Text("inputs.add.remedy.other"))])
    if path.exists():
        raise BadInput([found("export-there", str(path))])
    workbook(checkout).save(path)
    return path


def workbook(checkout: Checkout) -> Workbook:
    """An empty table of statements whose indicators and units are chosen from the codelists."""
    indicators, units = readers.codelists(checkout)
    book = Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(WORDS["template"]["lists"])
    titles = {column: title for title, column in schema.chinese_headers("handed_in").items()}
    sheet.title = WORDS["template"]["table"]
    sheet.append([WORDS["heads"].get(column, [titles[column]])[0] for column in FILLED])
    choices = {
        "indicator": list(indicators["zh"]),
        "unit": list(units["printed"]),
        "role": list(printed.ROLES),
        "confidence": list(printed.CONFIDENCE),
    }
    described = {field["name"]: field["description_zh"] for field in schema.fields("handed_in")}
    for place, (column, values) in enumerate(choices.items(), 1):
        letter, at = get_column_letter(place), get_column_letter(FILLED.index(column) + 1)
        for row, value in enumerate(values, 1):
            lists.cell(row, place, value)
        rule = DataValidation(
            "list",
            f"'{lists.title}'!${letter}$1:${letter}${len(values)}",
            allow_blank=True,
            errorStyle="warning",
            promptTitle=str(sheet.cell(1, FILLED.index(column) + 1).value),
            prompt=described[column][:PROMPT],
        )
        sheet.add_data_validation(rule)
        rule.add(f"{at}2:{at}{ROWS}")
    for place, column in enumerate(FILLED, 1):
        sheet.cell(1, place).font = Font(bold=True)
        wide = column in ("indicator", "quote", "note")
        sheet.column_dimensions[get_column_letter(place)].width = NAME_WIDTH if wide else WIDTH
    for cells in sheet.iter_rows(2, ROWS, 1, len(FILLED)):
        for cell in cells:
            cell.number_format = "@"  # as typed: no date, no lost zero
    sheet.freeze_panes = "A2"
    return book
