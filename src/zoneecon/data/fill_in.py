"""What is a workbook to fill in? The table of statements, Chinese heads, lists to choose from."""

import io

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zoneecon.data.reading import printed, schema
from zoneecon.text.catalogue import say

#: Rows that the lists are offered in.
ROWS = 500
#: Columns that `add` fills in itself.
GIVEN = ("id", "source")
WIDTHS = {"indicator": 34, "quote": 60, "note": 40, "period_printed": 18}


def workbook(indicators: pd.DataFrame, units: pd.DataFrame) -> bytes:
    """The workbook as bytes of an xlsx file.

    Parameters
    ----------
    indicators, units : DataFrame
        The codelists as printed: what can be chosen.
    """
    book = Workbook(write_only=False)
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(say("zones.workbook.sheet", "zh"))
    lists = book.create_sheet(say("zones.workbook.lists", "zh"))
    fields = [field for field in schema.fields("statements") if field["name"] not in GIVEN]
    choices = {
        "indicator": list(indicators["code"]),
        "unit": list(units["printed"]),
        "role": list(printed.ROLES),
        "confidence": list(printed.CONFIDENCE),
    }
    for place, values in enumerate(choices.values(), 1):
        for row, value in enumerate(values, 1):  # no heads: a second table would be one too many
            lists.cell(row, place, value)
    names = indicators.set_index("code")["zh"]
    for row, code in enumerate(choices["indicator"], 1):  # what a code means, beside it
        lists.cell(row, len(choices) + 2, f"{code} {names[code]}")
    for place, field in enumerate(fields, 1):
        name, letter = field["name"], get_column_letter(place)
        head = sheet.cell(1, place, field["title"])
        head.font = Font(bold=True)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 14)
        if name in choices:
            column = get_column_letter(list(choices).index(name) + 1)
            area = f"'{lists.title}'!${column}$1:${column}${len(choices[name])}"
            offered = DataValidation(type="list", formula1=area, allow_blank=True)
            offered.promptTitle, offered.prompt = field["title"], field["description_zh"][:250]
            offered.add(f"{letter}2:{letter}{ROWS}")
            sheet.add_data_validation(offered)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
