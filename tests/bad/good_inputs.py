"""Odd but sound inputs: people save tables in many ways, and each must be read exactly alike.

A check that refuses sound files is a check that people switch off. Every case here changes how a
table is written down, not what it says; `read` gives what is read, for a test to compare.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Callable

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.made_up import BULLETIN, NEXT, PLAN, SOURCES, ZONE, Case, Checkout, to_xlsx
from zoneecon.data import folders
from zoneecon.data.reading import schema

#: What a statement says; how its cells were typed may differ. A workbook forgets the last zeros
#: of 2.40, so `half_unit` is compared where text was typed.
SAYS = (
    "source",
    "subject",
    "indicator",
    "number",
    "canonical_unit",
    "qualifier",
    "first",
    "last",
    "year",
    "role",
    "quote",
    "note",
)


def read(it: Checkout) -> pd.DataFrame:
    """What a checkout says, by id; `BadInput` if it is refused."""
    columns = [*SAYS, "half_unit"] if list(it.path(PLAN).parent.glob("*.xlsx")) == [] else SAYS
    return folders.load_folder(ZONE, root=it.root).statements.set_index("id")[list(columns)]


# --- CSV --------------------------------------------------------------------------------------


def _bytes(table: str, change: Callable[[str], str | bytes]) -> Callable[[Checkout], object]:
    return lambda it: it.write(table, change(it.text(table)))


def _set(table: str, id_: str, **cells: str) -> Callable[[Checkout], object]:
    def change(it: Checkout) -> None:
        for column, typed in cells.items():
            it.set(table, id_, column, typed)
        it.save()

    return change


def _rows(table: str, change: Callable[[list[list[str]]], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        change(it.tables[table])
        it.save()

    return spoil


def _reorder(rows: list[list[str]]) -> None:
    for row in rows:
        row.insert(0, row.pop())


def _chinese(rows: list[list[str]]) -> None:
    rows[0] = [field["title"] for field in schema.fields("statements")]


def _wider(rows: list[list[str]]) -> None:
    for row in rows:
        row += [""] * 5


def _quoted(text: str) -> str:
    return "".join(
        ",".join('"' + cell + '"' for cell in line.split(",")) + "\n" for line in text.splitlines()
    )


def _each_number(change: Callable[[str], str]) -> Callable[[list[list[str]]], object]:
    def apply(rows: list[list[str]]) -> None:
        place = rows[0].index("value")
        for row in rows[1:]:
            row[place] = change(row[place])

    return apply


FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")

TEXTS = [
    Case("UTF-8 with BOM", "encoding-bom", _bytes(PLAN, lambda t: t.encode("utf-8-sig"))),
    Case("GB18030", "encoding-gb18030", _bytes(PLAN, lambda t: t.encode("gb18030"))),
    Case("GBK", "encoding-gb18030", _bytes(BULLETIN, lambda t: t.encode("gbk"))),
    Case("Windows line ends", "", _bytes(PLAN, lambda t: t.replace("\n", "\r\n"))),
    Case("old Mac line ends", "", _bytes(PLAN, lambda t: t.replace("\n", "\r"))),
    Case("no line end at the end", "", _bytes(PLAN, lambda t: t.rstrip("\n"))),
    Case("empty rows at the end", "blank-skipped", _bytes(PLAN, lambda t: t + "\n\n\n")),
    Case(
        "rows of commas at the end",
        "blank-skipped",
        _bytes(PLAN, lambda t: t + ",,,,,,,,,,,,,,\n" * 3),
    ),
    Case(
        "empty rows between",
        "blank-skipped",
        _bytes(BULLETIN, lambda t: t.replace("\nB110", "\n\nB110")),
    ),
    Case("every cell in quotation marks", "", _bytes(BULLETIN, _quoted)),
    Case("empty columns on the right", "", _rows(BULLETIN, _wider)),
    Case("columns in another order", "", _rows(BULLETIN, _reorder)),
    Case("Chinese column names", "header-chinese", _rows(BULLETIN, _chinese)),
    Case(
        "capitals in column names",
        "header-spelling",
        _rows(BULLETIN, lambda r: r.__setitem__(0, [cell.upper() for cell in r[0]])),
    ),
    Case(
        "spaces around column names",
        "header-spelling",
        _rows(BULLETIN, lambda r: r.__setitem__(0, [f" {cell} " for cell in r[0]])),
    ),
    Case("a title above", "title-skipped", _bytes(PLAN, lambda t: "甲乙开发区主要指标\n" + t)),
    Case(
        "a title and a unit line above",
        "title-skipped",
        _bytes(BULLETIN, lambda t: "主要指标\n单位：亿元、%、万吨\n\n" + t),
    ),
    Case("a hint for Excel above", "title-skipped", _bytes(PLAN, lambda t: "sep=,\n" + t)),
    Case(
        "notes below",
        "footnote-skipped",
        _bytes(PLAN, lambda t: t + "注：生产总值按当年价格计算。\n数据来源：统计公报\n"),
    ),
    Case(
        "a note in two cells",
        "footnote-skipped",
        _bytes(PLAN, lambda t: t + "数据来源：,甲乙统计局\n"),
    ),
    Case(
        "a note with a number",
        "footnote-skipped",
        _bytes(PLAN, lambda t: t + "注1：2018年为初步核算数\n"),
    ),
    Case("rows in another order", "", _rows(BULLETIN, lambda r: r.append(r.pop(3)))),
    Case(
        "full-width digits",
        "number-full-width-read",
        _rows(BULLETIN, _each_number(lambda v: v.translate(FULL_WIDTH))),
    ),
    Case(
        "a unit beside each number", "number-unit-read", _set(BULLETIN, "B102", value="571.9亿元")
    ),
    Case(
        "a space and a unit beside a number",
        "number-unit-read",
        _set(BULLETIN, "B102", value="571.9 亿元"),
    ),
    Case(
        "a unit beside a number, none in its column",
        "number-unit-read",
        _set(BULLETIN, "B102", value="571.9亿元", unit=""),
    ),
    Case("a percentage sign", "number-unit-read", _set(BULLETIN, "B115", value="5.1%")),
    Case("a full-width percentage sign", "number-unit-read", _set(BULLETIN, "B115", value="5.1％")),
    Case("thousands separators", "number-thousands-read", _set(BULLETIN, "B132", value="1,012.7")),
    Case(
        "full-width thousands separators",
        "number-thousands-read",
        _set(BULLETIN, "B132", value="1，012.7"),
    ),
    Case("another minus sign", "number-full-width-read", _set(BULLETIN, "B117", value="−1.2")),
    Case("a plus sign", "", _set(BULLETIN, "B115", value="+5.1")),
    Case("another spelling of a unit", "unit-read", _set(BULLETIN, "B102", unit="亿元人民币")),
    Case("an old spelling of a unit", "unit-read", _set(BULLETIN, "B102", unit="億元")),
    Case("percentage points of a share", "unit-read", _set(BULLETIN, "B121", unit="百分点")),
    Case("a full-width year", "number-full-width-read", _set(BULLETIN, "B102", period="２０１８")),
    Case("a year as its months", "period-read", _set(BULLETIN, "B102", period="2018-01/2018-12")),
    Case("a year as its quarters", "period-read", _set(BULLETIN, "B102", period="2018Q1/2018Q4")),
    Case("a year from itself to itself", "period-read", _set(BULLETIN, "B102", period="2018/2018")),
    Case(
        "a title of the rows' year",
        "title-skipped",
        _bytes(NEXT, lambda t: "甲乙市2021年国民经济主要指标\n" + t),
    ),
    Case(
        "a title with a day",
        "title-skipped",
        _bytes(NEXT, lambda t: "甲乙市统计局 2022年3月31日\n" + t),
    ),
    Case(
        "the title of a yearbook", "title-skipped", _bytes(NEXT, lambda t: "甲乙统计年鉴2022\n" + t)
    ),
    Case(
        "a note of a base year",
        "footnote-skipped",
        _bytes(NEXT, lambda t: t + "注：增速按2020年不变价格计算。\n"),
    ),
    Case(
        "a note of a month",
        "footnote-skipped",
        _bytes(NEXT, lambda t: t + "注：数据于2022年3月核定。\n"),
    ),
    Case(
        "a lock file of a spreadsheet beside",
        "file-lock",
        lambda it: it.write(PLAN.replace("plan.csv", "~$plan.xlsx"), b"lock"),
    ),
    Case(
        "a file of the system beside",
        "file-system",
        lambda it: it.write(PLAN.replace("plan.csv", ".DS_Store"), b"x"),
    ),
    Case(
        "sources as saved by Chinese Excel",
        "encoding-gb18030",
        _bytes(SOURCES, lambda t: t.encode("gb18030")),
    ),
    Case(
        "codelists with Windows line ends",
        "",
        _bytes("units.csv", lambda t: t.replace("\n", "\r\n")),
    ),
]


# --- workbooks --------------------------------------------------------------------------------


def _book(
    change: Callable[[Workbook], object] | None = None, table: str = BULLETIN
) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        it.path(table).unlink()
        it.write(table.replace(".csv", ".xlsx"), to_xlsx(it.tables[table], change))

    return spoil


def _all_values(change: Callable[[object], object]) -> Callable[[Workbook], object]:
    def apply(book: Workbook) -> None:
        for row in range(2, book.active.max_row + 1):
            change(book.active[f"G{row}"])

    return apply


def _format(code: str) -> Callable[[Workbook], object]:
    def show(cell) -> None:
        if book_decimals(cell.value) <= code.partition(";")[0].count("0") - 1:
            cell.number_format = code

    return _all_values(show)


def book_decimals(value: object) -> int:
    return len(str(value).partition(".")[2].rstrip("0"))


def _percent(cell) -> None:
    """A percentage as Excel keeps it: 0.051, shown as 5.10%."""
    if cell.parent[f"H{cell.row}"].value == "%":
        cell.value = round(cell.value / 100, 6)
        cell.number_format = "0.00%"


def _as_text(cell) -> None:
    cell.value, cell.number_format, cell.quotePrefix = f"{cell.value:g}", "@", True


def _unit_shown(cell) -> None:
    if cell.parent[f"H{cell.row}"].value == "亿元":
        cell.number_format = '0.0"亿元"'


def _title(book: Workbook) -> None:
    sheet = book.active
    sheet.insert_rows(1, 2)
    sheet["A1"] = "甲乙市主要经济指标（2016—2020年）"
    sheet.merge_cells("A1:O1")
    sheet["A2"] = "单位：亿元、%、家、万吨"


def _note(book: Workbook) -> None:
    row = book.active.max_row + 2
    book.active[f"A{row}"] = "注：本表绝对数按当年价格计算，增长速度按可比价格计算。"
    book.active.merge_cells(f"A{row}:O{row}")


def _pretty(book: Workbook) -> None:
    sheet, line = book.active, Side(style="thin")
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF305496")
        cell.alignment = Alignment(wrap_text=True)
        cell.border = Border(top=line, bottom=line)
    sheet.freeze_panes, sheet.print_area = "B2", "A1:O36"
    sheet.column_dimensions["N"].width = 60
    sheet.row_dimensions[1].height = 30


def _comment(book: Workbook) -> None:
    book.active["G4"].comment = Comment("核对过：571.9", "张三")


def _validation(book: Workbook) -> None:
    rule = DataValidation(type="list", formula1='"actual,target"', allow_blank=True)
    rule.add("L2:L36")
    book.active.add_data_validation(rule)


def _notes_sheet(book: Workbook) -> None:
    other = book.create_sheet("说明")
    other["A1"] = "本表由统计科于2021年3月整理，2018年数据为年报数。"


def _listed(book: Workbook) -> None:
    book.active.add_table(Table(displayName="data", ref=f"A1:O{book.active.max_row}"))


def _named_range(book: Workbook) -> None:
    book.defined_names["gdp"] = DefinedName("gdp", attr_text="'数据'!$G$2:$G$6")


def _coloured(book: Workbook) -> None:
    red = CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FFFF0000"))
    book.active.conditional_formatting.add("G2:G36", red)


def _rich_unit(book: Workbook) -> None:
    book.active["H4"] = CellRichText("亿", TextBlock(InlineFont(b=True), "元"))


def _saved_today(book: Workbook) -> None:
    book.properties.modified = datetime.datetime(2021, 4, 1)


def _protected(book: Workbook) -> None:
    book.active.protection.sheet = True


def _formula_with_quote(it: Checkout) -> None:
    """A formula whose result the row's quote confirms."""
    content = to_xlsx(it.tables[PLAN])
    it.path(PLAN).unlink()
    it.write(
        PLAN.replace(".csv", ".xlsx"),
        _patched(content, r'(<c r="G4"[^>]*>)<v>121.8</v>', r"\1<f>60.9*2</f><v>121.8</v>"),
    )


def _patched(content: bytes, pattern: str, new: str) -> bytes:
    """A workbook whose first sheet's XML is changed; the pattern must be there."""
    stream = io.BytesIO()
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as fresh:
        for name in old.namelist():
            part = old.read(name).decode() if name == sheet else old.read(name)
            if name == sheet:
                part, count = re.subn(pattern, new, part)
                assert count, pattern
            fresh.writestr(name, part)
    return stream.getvalue()


def _shared(it: Checkout) -> None:
    """Texts in a list of their own, as Excel writes them, with a reading aid beside one."""
    texts: list[str] = []

    def place(match: re.Match) -> str:
        texts.append(match[3])
        return f'{match[1]}{match[2]} t="s"><v>{len(texts) - 1}</v></c>'

    cell = r'(<c r="[A-Z]+\d+")([^>]*) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_xlsx(it.tables[BULLETIN]))) as old,
        zipfile.ZipFile(stream, "w") as fresh,
    ):
        parts = {name: old.read(name).decode() for name in old.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = re.sub(cell, place, parts[sheet])
        aid = '<rPh sb="0" eb="1"><t>yi</t></rPh>'
        items = (f"<si><t>{text}</t>{aid if text == '亿元' else ''}</si>" for text in texts)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{"".join(items)}</sst>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            "</Types>",
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
        )
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = parts[relations].replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="sharedStrings.xml"/>'
            "</Relationships>",
        )
        for name, part in parts.items():
            fresh.writestr(name, part)
    assert texts
    it.path(BULLETIN).unlink()
    it.write(BULLETIN.replace(".csv", ".xlsx"), stream.getvalue())


BOOKS = [
    *(
        Case(f"xlsx: {name}", rule, _book(change))
        for name, rule, change in (
            ("as it is", "", None),
            ("numbers as text", "", _all_values(_as_text)),
            ("two decimals shown", "", _format("0.00")),
            ("thousands shown with separators", "", _format("#,##0.00")),
            (
                "accounting format",
                "",
                _format('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '),
            ),
            ("negative numbers in red brackets", "", _format("0.00_);[Red](0.00)")),
            ("a currency sign", "", _format("¥#,##0.00")),
            ("percentages as Excel keeps them", "", _all_values(_percent)),
            ("units in the number format", "number-unit-read", _all_values(_unit_shown)),
            (
                "years as numbers",
                "",
                lambda book: [
                    setattr(book.active[f"K{row}"], "value", int(book.active[f"K{row}"].value))
                    for row in range(2, 37)
                ],
            ),
            ("a merged title and a unit line", "title-skipped", _title),
            ("a merged note below", "footnote-skipped", _note),
            ("colours, borders and frozen panes", "", _pretty),
            ("a comment on a cell", "", _comment),
            ("choices to pick from", "", _validation),
            ("a sheet of notes", "sheet-skipped", _notes_sheet),
            ("an empty second sheet", "", lambda book: book.create_sheet("Sheet2")),
            (
                "the table on the second sheet",
                "sheet-skipped",
                lambda book: book.create_sheet("封面", 0).__setitem__("A1", "甲乙市统计局"),
            ),
            (
                "a filter that hides nothing",
                "",
                lambda book: setattr(book.active.auto_filter, "ref", "A1:O36"),
            ),
            ("a named table", "", _listed),
            ("a named range", "", _named_range),
            ("a rule of colour", "", _coloured),
            ("bold pieces of text", "", _rich_unit),
            ("a protected sheet", "", _protected),
            ("a date of saving", "", _saved_today),
            (
                "floating-point noise",
                "number-noise-read",
                lambda book: book.active.__setitem__("G4", 571.9000000000001),
            ),
            (
                "black letters set by hand",
                "",
                _all_values(lambda cell: setattr(cell, "font", Font(color="FF000000"))),
            ),
            ("rows grouped but open", "", lambda book: book.active.row_dimensions.group(4, 6)),
        )
    ),
    Case("xlsx: a formula that its quote confirms", "cell-formula-read", _formula_with_quote),
    Case("xlsx: texts in a list of their own", "", _shared),
    Case("xlsx: the plan with quotes", "", _book(table=PLAN)),
    Case("xlsx: the newest bulletin", "", _book(table=NEXT)),
]

CASES = [*TEXTS, *BOOKS]
