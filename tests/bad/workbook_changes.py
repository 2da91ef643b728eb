"""Changes to workbooks by name: in a sheet before it is saved, or in the parts of its zip."""

import re
import zipfile

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.colors import Color
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.made_up import Checkout, to_xlsx

CELL = re.compile(r"[A-Z]+\d+")
SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(it: Checkout, table: str, *changes: list) -> None:
    """A table saved as a workbook, with changes in its sheet: by name, or at a place of it."""

    def change(book) -> None:
        for place, *arguments in changes:
            if place in OF_SHEETS:
                OF_SHEETS[place](book.active, *arguments)
            else:
                _at(book.active, place, arguments)

    content = to_xlsx(it.rows(table), change)
    it.path(table).unlink()
    it.write(f"{table}.xlsx", content)


def _at(sheet, place: str, arguments: list) -> None:
    """Set what lies at `A1` or `row_dimensions[4].hidden`, or call `merge_cells()`."""
    *way, last = place.removesuffix("()").replace("[", ".[").split(".")
    thing = sheet
    for step in way:
        key = step[1:-1] if step.startswith("[") else step if CELL.fullmatch(step) else None
        thing = getattr(thing, step) if key is None else thing[int(key) if key.isdecimal() else key]
    if place.endswith("()"):
        getattr(thing, last)(*arguments)
    elif CELL.fullmatch(last):
        thing[last] = None if arguments[0] == "" else arguments[0]
    else:
        setattr(thing, last, arguments[0])


def _add_sheet(sheet, title: str, state: str, place: int, *rows: list) -> None:
    other = sheet.parent.create_sheet(title, place)
    for row in rows:
        other.append(row)
    other.sheet_state = state


def _append(sheet, row: list) -> None:
    sheet.append([cell or None for cell in row])


def _fill(sheet, first: int, last: int, columns: int) -> None:
    for row in range(first, last):
        for column in range(1, columns + 1):
            sheet.cell(row, column, row)


def _font(sheet, area: str, font: dict) -> None:
    color = font.get("color")
    theme = {"color": Color(theme=color)} if isinstance(color, int) else {}
    for row in sheet[area]:
        for cell in row:
            cell.font = Font(**(font | theme))


def _paint(sheet, place: str, color: str) -> None:
    sheet[place].fill = PatternFill("solid", fgColor=color)


def _framed(sheet, area: str) -> None:
    for cell in sheet[area][0]:
        cell.border = Border(top=Side(style="thin"), bottom=Side(style="thin"))
        cell.alignment = Alignment(wrap_text=True)


def _rich(sheet, place: str, text: str, more: str, font: dict) -> None:
    sheet[place] = CellRichText(text, TextBlock(InlineFont(**font), more))


def _comment(sheet, place: str, text: str) -> None:
    sheet[place].comment = Comment(text, "张三")


def _choices(sheet, area: str, choices: str) -> None:
    rule = DataValidation(type="list", formula1=choices, allow_blank=True)
    rule.add(area)
    sheet.add_data_validation(rule)


def _red_below_zero(sheet, area: str) -> None:
    red = CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FFFF0000"))
    sheet.conditional_formatting.add(area, red)


def _named_range(sheet, area: str) -> None:
    sheet.parent.defined_names["gdp"] = DefinedName("gdp", attr_text=area)


def _values(sheet, kind: str, code: str = "") -> None:
    """Every value shown or kept in another way that says the same."""
    for row in range(2, sheet.max_row + 1):
        value, unit, period = (sheet[f"{column}{row}"] for column in "GHK")
        decimals = len(str(value.value).partition(".")[2].rstrip("0"))
        if kind == "text":
            value.value, value.number_format, value.quotePrefix = f"{value.value:g}", "@", True
        elif kind == "format" and decimals < code.partition(";")[0].count("0"):
            value.number_format = code
        elif kind == "percentages" and unit.value == "%":  # 0.051, shown as 5.10%
            value.value, value.number_format = round(value.value / 100, 6), "0.00%"
        elif kind == "units shown" and unit.value == "亿元":
            value.number_format = '0.0"亿元"'
        elif kind == "years":
            period.value = int(period.value)


# --- parts of a workbook ------------------------------------------------------------------------


def _of_parts(change):
    """A change of the parts of the workbook that lies among the tables."""

    def changed(it: Checkout, *arguments) -> None:
        [path] = it.path("plan").parent.glob("*.xlsx")
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts, *arguments)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return changed


def _xml(parts: dict[str, bytes], pattern: str, new: str) -> None:
    """Change the XML of the sheet; the pattern must be there."""
    text, count = re.subn(pattern, new, parts[SHEET].decode(), count=1)
    assert count, pattern
    parts[SHEET] = text.encode()


def _part(parts: dict[str, bytes], name: str, text: str, encoding: str = "utf-8") -> None:
    parts[name] = text.encode(encoding)


def _only_part(parts: dict[str, bytes], name: str, text: str) -> None:
    parts.clear()
    parts[name] = text.encode()


def _many_parts(parts: dict[str, bytes], count: int) -> None:
    parts.update({f"xl/x{number}.xml": b"<x/>" for number in range(count)})


def _colours(parts: dict[str, bytes], count: int) -> None:
    """Conditional formats, all of them different."""
    rules = (
        f'<conditionalFormatting sqref="A{n}"><cfRule type="expression" priority="{n}">'
        "<formula>1</formula></cfRule></conditionalFormatting>"
        for n in range(1, count)
    )
    _xml(parts, "</sheetData>", "</sheetData>" + "".join(rules))


def _shared_texts(parts: dict[str, bytes]) -> None:
    """Texts in a list of their own, as Excel writes them, with a reading aid beside one."""
    texts: list[str] = []

    def place(match: re.Match) -> str:
        texts.append(match[3])
        return f'{match[1]}{match[2]} t="s"><v>{len(texts) - 1}</v></c>'

    cell = r'(<c r="[A-Z]+\d+")([^>]*) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>'
    parts[SHEET] = re.sub(cell, place, parts[SHEET].decode()).encode()
    assert texts
    office = "http://schemas.openxmlformats.org"
    aid = '<rPh sb="0" eb="1"><t>yi</t></rPh>'
    items = (f"<si><t>{text}</t>{aid if text == '亿元' else ''}</si>" for text in texts)
    main = f"{office}/spreadsheetml/2006/main"
    _part(parts, "xl/sharedStrings.xml", f'<sst xmlns="{main}">{"".join(items)}</sst>')
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = f"{office}/officeDocument/2006/relationships/sharedStrings"
    for part, end, more in (
        (
            "[Content_Types].xml",
            b"</Types>",
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="sharedStrings.xml"/>',
        ),
    ):
        parts[part] = parts[part].replace(end, more.encode() + end)


def _bomb(it: Checkout, megabytes: int) -> None:
    """A part that is far larger than its file, written in pieces."""
    [path] = it.path("plan").parent.glob("*.xlsx")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as stream,
    ):
        for _ in range(megabytes):
            stream.write(b" " * 1_000_000)


def _half(it: Checkout) -> None:
    [path] = it.path("plan").parent.glob("*.xlsx")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


# --- all of them --------------------------------------------------------------------------------

OF_SHEETS = {
    "add": _add_sheet,
    "append": _append,
    "choices": _choices,
    "comment": _comment,
    "copy": lambda sheet: sheet.parent.copy_worksheet(sheet),
    "fill": _fill,
    "font": _font,
    "framed": _framed,
    "listed": lambda sheet, area: sheet.add_table(Table(displayName="data", ref=area)),
    "named": _named_range,
    "paint": _paint,
    "red below zero": _red_below_zero,
    "rich": _rich,
    "values": _values,
}
OF_BOOKS = {
    "sheet": lambda it, *changes: sheet_of(it, "bulletin-2020", *changes),
    "sheet of": sheet_of,
    "bomb": _bomb,
    "colours": _of_parts(_colours),
    "half": _half,
    "many parts": _of_parts(_many_parts),
    "only part": _of_parts(_only_part),
    "part": _of_parts(_part),
    "shared texts": _of_parts(_shared_texts),
    "without part": _of_parts(lambda parts, name: parts.pop(name)),
    "xml": _of_parts(_xml),
}
