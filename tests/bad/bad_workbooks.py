"""Bad workbooks of a made-up zone: what a sheet hides, shows otherwise, or does to its reader."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.made_up import BULLETIN, RAW, Case, Checkout, to_xlsx
from zoneecon.data import folders
from zoneecon.data.reading.workbook_guard import OLE

BOOK = f"{RAW}/statements/bulletin-2020.xlsx"
#: Where a column stands in a sheet: value is G, period is K.
LETTER = {c: chr(ord("A") + i) for i, c in enumerate(folders.STATEMENT_COLUMNS)}


def _book(change: Callable[[Workbook], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        it.path(BULLETIN).unlink()
        it.write(BOOK, to_xlsx(it.tables[BULLETIN], change))

    return spoil


def _cell(column: str, row: int, typed: object) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book.active[f"{LETTER[column]}{row}"] = typed

    return change


def _zip(change: Callable[[dict[str, bytes]], object], **options) -> Callable[[Checkout], object]:
    """Change the parts of the workbook's zip."""

    def spoil(it: Checkout) -> None:
        it.path(BULLETIN).unlink()
        with zipfile.ZipFile(io.BytesIO(to_xlsx(it.tables[BULLETIN]))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
            for name, content in parts.items():
                _write_part(archive, name, content)
        it.write(BOOK, stream.getvalue())

    return spoil


SHEET = "xl/worksheets/sheet1.xml"


def _sheet(pattern: str, new: str) -> Callable[[Checkout], object]:
    """Change the XML of the sheet; the pattern must be there."""

    def change(parts: dict[str, bytes]) -> None:
        text, count = re.subn(pattern, new, parts[SHEET].decode(), count=1)
        assert count, pattern
        parts[SHEET] = text.encode()

    return _zip(change)


def _second(title: str, *rows: list) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        other = book.create_sheet(title)
        for row in rows:
            other.append(row)

    return change


def _first_sheet_hidden(book: Workbook) -> None:
    book.create_sheet("旧数据", 0)
    book["旧数据"]["A1"] = 571.9
    book["旧数据"].sheet_state = "hidden"


def _hide_row(book: Workbook) -> None:
    book.active.row_dimensions[4].hidden = True


def _hide_column(book: Workbook) -> None:
    book.active.column_dimensions[LETTER["unit"]].hidden = True


def _strike(book: Workbook) -> None:
    for cell in book.active[4]:
        cell.font = Font(strike=True)


def _strike_value(book: Workbook) -> None:
    book.active[f"{LETTER['value']}4"].font = Font(strike=True)


def _epoch(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def _date(book: Workbook) -> None:
    book.active[f"{LETTER['period']}4"] = datetime.datetime(2018, 1, 1)


def _percent(book: Workbook) -> None:
    cell = book.active[f"{LETTER['value']}4"]
    cell.value, cell.number_format = 0.5719, "0.0%"


def _shown(code: str, row: int = 4, typed: float | None = None) -> Callable[[Workbook], object]:
    """Show a value in a number format."""

    def change(book: Workbook) -> None:
        cell = book.active[f"{LETTER['value']}{row}"]
        cell.number_format = code
        cell.value = cell.value if typed is None else typed

    return change


def _font(**font) -> Callable[[Workbook], object]:
    return lambda book: setattr(book.active["G4"], "font", Font(**font))


def _painted(book: Workbook) -> None:
    book.active["G4"].font = Font(color="FF123456")
    book.active["G4"].fill = PatternFill("solid", fgColor="FF123456")


def _rich(text: str, **font) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book.active["G4"] = CellRichText("571.9", TextBlock(InlineFont(**font), text))

    return change


def _row_height(points: float) -> Callable[[Workbook], object]:
    return lambda book: setattr(book.active.row_dimensions[4], "height", points)


def _column_width(width: float) -> Callable[[Workbook], object]:
    return lambda book: setattr(book.active.column_dimensions["G"], "width", width)


def _filtered(book: Workbook) -> None:
    book.active.auto_filter.ref = "A1:O36"
    for row in (4, 5):
        book.active.row_dimensions[row].hidden = True


def _folded(book: Workbook) -> None:
    book.active.row_dimensions.group(4, 5, hidden=True)


def _very_hidden(book: Workbook) -> None:
    book.create_sheet("旧")["A1"] = 1
    book["旧"].sheet_state = "veryHidden"


def _merge(area: str) -> Callable[[Workbook], object]:
    return lambda book: book.active.merge_cells(area)


def _copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(book.active).title = "数据 (2)"


def _entity(parts: dict[str, bytes]) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", head.encode() + b"<worksheet", 1)


def _external(parts: dict[str, bytes]) -> None:
    head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts["docProps/core.xml"] = head + b"<x>&e;</x>"


def _utf16_entity(parts: dict[str, bytes]) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'
    parts["docProps/app.xml"] = text.encode("utf-16")


def _bomb(parts: dict[str, bytes]) -> None:
    parts["xl/sharedStrings.xml"] = BOMB


#: Stands for a part of 900 MB, which is written in pieces.
BOMB = b"bomb"


def _write_part(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    if content is not BOMB:
        archive.writestr(name, content)
        return
    with archive.open(name, "w") as stream:
        for _ in range(900):
            stream.write(b" " * 1_000_000)


def _small_bomb(parts: dict[str, bytes]) -> None:
    parts["docProps/app.xml"] = b"<x>" + b" " * 15_000_000 + b"</x>"


def _many_parts(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/x{n}.xml": b"<x/>" for n in range(5000)})


def _deep(parts: dict[str, bytes]) -> None:
    parts["docProps/app.xml"] = b"<x>" * 100_000 + b"</x>" * 100_000


def _locked(it: Checkout) -> None:
    it.write(f"{RAW}/statements/new.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))


def _old(it: Checkout) -> None:
    it.write(f"{RAW}/statements/new.xlsx", OLE + b"Workbook")


def _cut(it: Checkout) -> None:
    content = to_xlsx(it.tables[BULLETIN])
    it.path(BULLETIN).unlink()
    it.write(BOOK, content[: len(content) // 2])


VALUE_4 = r'(<c r="G4"[^>]*>)<v>571.9</v>'
CELL_4 = r'<c r="G4"[^>]*><v>571.9</v></c>'
END = r"</sheetData>"

COLOURS = "".join(
    f'<conditionalFormatting sqref="A{n}"><cfRule type="expression" priority="{n}">'
    "<formula>1</formula></cfRule></conditionalFormatting>"
    for n in range(1, 60_000)
)


def _full(book: Workbook) -> None:
    for row in range(60, 4960):
        for column in range(1, 20):
            book.active.cell(row, column, row)


def _renamed(parts: dict[str, bytes]) -> None:
    """What an .xlsb or an OpenDocument file looks like under another name."""
    parts.clear()
    parts.update(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office/>"}
    )


BOOKS = [
    *(
        Case(f"xlsx: {name}", rule, _book(change))
        for name, rule, change in (
            ("a formula without a result", "cell-formula-empty", _cell("value", 4, "=500+71.9")),
            ("a formula in period", "cell-formula-empty", _cell("period", 4, "=K3+1")),
            ("text that is no number", "number-words", _cell("value", 4, "abc")),
            ("an empty value", "number-missing", _cell("value", 4, None)),
            ("true", "cell-boolean", _cell("value", 4, True)),
            ("an error", "cell-error", _cell("value", 4, "#DIV/0!")),
            ("a number ten thousand times too large", "level-jump", _cell("value", 4, 5719000)),
            ("a decimal slip", "level-jump", _cell("value", 4, 57.19)),
            ("a negative level", "level-negative", _cell("value", 4, -571.9)),
            ("a fraction for a percentage", "percent-fraction", _cell("value", 17, 0.051)),
            ("a percentage cell among levels", "number-two-units", _percent),
            ("a year as a date", "cell-date", _date),
            ("a year as a date number", "period-serial", _cell("period", 4, 43101)),
            ("a half year", "period-half", _cell("period", 4, "2018H1")),
            ("a year far off", "period-years", _cell("period", 4, 3018)),
            ("a wrong year", "two-values", _cell("period", 4, 2017)),
            ("a zero-width character", "cell-control", _cell("indicator", 4, "gdp\u200b")),
            ("a look-alike letter", "cell-lookalike", _cell("indicator", 4, "gdр")),
            ("a space behind a code", "cell-space", _cell("indicator", 4, "gdp ")),
            ("a line break in a cell", "cell-break", _cell("note", 4, "a\nb")),
            ("a row deleted", "year-gap", lambda book: book.active.delete_rows(4)),
            ("a column deleted", "header-column", lambda book: book.active.delete_cols(8)),
            ("a hidden row", "row-hidden", _hide_row),
            ("a hidden column", "column-hidden", _hide_column),
            ("a struck-through row", "row-struck", _strike),
            ("a struck-through value", "row-struck", _strike_value),
            ("a hidden first sheet", "sheet-hidden", _first_sheet_hidden),
            ("dates from 1904", "xlsx-1904", _epoch),
            ("subjects merged", "cell-merged", _merge("E3:E5")),
            ("values merged", "cell-merged", _merge("G4:H4")),
            ("header cells merged", "cell-merged", _merge("F1:G1")),
            ("thousands shown", "number-format", _shown("0.00,")),
            ("tenths of thousands shown", "number-format", _shown("0!.0,")),
            ("nothing shown", "number-format", _shown(";;;")),
            ("a sign not shown", "number-format", _shown("0.0;0.0", 19)),
            ("a sign shown that is not there", "number-format", _shown("-0.0")),
            ("brackets shown around a positive number", "number-format", _shown("(0.0)")),
            ("digits shown that are not there", "number-format", _shown('0.0"5"')),
            ("a sign shown in red only", "number-format", _shown("0.0;[Red]0.0", 19)),
            ("a power shown", "number-format", _shown("0.00E+00")),
            ("a fraction shown", "number-format", _shown("# ?/?")),
            ("a condition shown", "number-format", _shown('[>500]"many";0')),
            ("words shown before a number", "number-format", _shown('"约"0.0')),
            ("another unit shown", "number-two-units", _shown('0.0"万元"')),
            ("an unknown unit shown", "number-words", _shown('0.0"百万"')),
            ("digits rounded away", "number-rounded-read", _shown("0")),
            ("a computed number", "number-computed", _cell("value", 4, 571.8963421)),
            ("a time", "cell-date", _cell("value", 4, datetime.time(12, 30))),
            ("a date for a number", "cell-date", _cell("value", 4, datetime.datetime(2018, 7, 1))),
            ("white letters", "cell-unseen", _font(color="FFFFFFFF")),
            ("letters of the paper's theme", "cell-unseen", _font(color=Color(theme=0))),
            ("tiny letters", "cell-unseen", _font(size=1)),
            ("letters as dark as their cell", "cell-unseen", _painted),
            ("a raised footnote mark", "cell-raised", _rich("1", vertAlign="superscript")),
            ("a lowered digit", "cell-raised", _rich("2", vertAlign="subscript")),
            ("a struck piece of a value", "row-struck", _rich("0", strike=True)),
            ("a row half a point high", "row-hidden", _row_height(0.5)),
            ("a column without width", "column-hidden", _column_width(0.1)),
            ("rows hidden by a filter", "row-hidden", _filtered),
            ("rows folded away", "row-hidden", _folded),
            ("a very hidden sheet", "sheet-hidden", _very_hidden),
            (
                "a sheet of last year beside",
                "sheet-numbers",
                _second("2019", ["指标", "数值"], ["生产总值", "603.4亿元"]),
            ),
            (
                "a unit line that contradicts",
                "title-unit",
                lambda book: [
                    book.active.insert_rows(1),
                    book.active.__setitem__("A1", "单位：万元"),
                ],
            ),
            (
                "a total row",
                "row-total",
                lambda book: book.active.append(
                    [
                        "B900",
                        "bulletin-2020",
                        None,
                        None,
                        "总计",
                        "gdp",
                        2842.7,
                        "亿元",
                        None,
                        None,
                        "2020",
                        "actual",
                        "high",
                    ]
                ),
            ),
            ("the table twice", "sheet-two", _copy_sheet),
            ("a second sheet with numbers", "sheet-numbers", _second("2019", ["gdp", 603.4])),
            (
                "numbers beside the table",
                "header-unknown",
                lambda book: book.active.__setitem__("R4", 1),
            ),
            ("a lonely number below", "row-lonely", lambda book: book.active.__setitem__("G60", 1)),
            ("another table", "sheet-none", lambda book: book.active.delete_rows(1)),
            ("years as columns", "sheet-none", lambda book: book.active.delete_cols(1, 12)),
        )
    ),
    Case(
        "xlsx: a stale formula",
        "cell-formula-value",
        _sheet(VALUE_4, r"\1<f>G3*1.02</f><v>571.9</v>"),
    ),
    Case(
        "xlsx: a shared formula",
        "cell-formula-value",
        _sheet(VALUE_4, r'\1<f t="shared" si="0"/><v>571.9</v>'),
    ),
    Case(
        "xlsx: an error as a result",
        "cell-error",
        _sheet(CELL_4, r'<c r="G4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    ),
    Case(
        "xlsx: a row without height",
        "row-hidden",
        _sheet(r'<row r="4"', '<row r="4" ht="0" customHeight="1"'),
    ),
    Case(
        "xlsx: all rows hidden by default",
        "row-hidden",
        _sheet(r"<sheetFormatPr", r'<sheetFormatPr zeroHeight="1"'),
    ),
    Case(
        "xlsx: a cell twice",
        "xlsx-ambiguous",
        _sheet(CELL_4, '<c r="G4"><v>571.9</v></c><c r="G4"><v>597.1</v></c>'),
    ),
    Case(
        "xlsx: a row twice",
        "xlsx-ambiguous",
        _sheet(END, '<row r="4"><c r="G4"><v>597.1</v></c></row></sheetData>'),
    ),
    Case(
        "xlsx: a cell of another row",
        "xlsx-ambiguous",
        _sheet(END, '<row r="60"><c r="G4"><v>597.1</v></c></row></sheetData>'),
    ),
    Case(
        "xlsx: a number and a text in one cell",
        "xlsx-ambiguous",
        _sheet(VALUE_4, r"\1<v>571.9</v><is><t>597.1</t></is>"),
    ),
    Case(
        "xlsx: 30 000 pieces of text",
        "xlsx-crowded",
        _sheet(CELL_4, '<c r="G4" t="inlineStr"><is>' + "<r><t>5</t></r>" * 30_000 + "</is></c>"),
    ),
    Case(
        "xlsx: one far cell",
        "xlsx-far",
        _sheet(END, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    ),
    Case("xlsx: one far row", "xlsx-far", _sheet(END, '<row r="1048576"/></sheetData>')),
    Case(
        "xlsx: a far column",
        "xlsx-far",
        _sheet(END, '<row r="90"><c r="XFD90"><v>1</v></c></row></sheetData>'),
    ),
    Case(
        "xlsx: everything merged",
        "xlsx-far",
        _sheet(END, '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    Case(
        "xlsx: everything linked",
        "xlsx-far",
        _sheet(END, '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    ),
    Case("xlsx: no place of a cell", "xlsx-far", _sheet(r'<c r="G4"', '<c r="G0"')),
    Case(
        "xlsx: a wide empty corner",
        "xlsx-cells",
        _sheet(END, '<row r="4999"><c r="CU4999"><v>1</v></c></row></sheetData>'),
    ),
    Case(
        "xlsx: 2000 merges of everything",
        "xlsx-cells",
        _sheet(
            END,
            "</sheetData><mergeCells>" + '<mergeCell ref="A1:CV4000"/>' * 2000 + "</mergeCells>",
        ),
    ),
    Case("xlsx: 60 000 rules of colour", "xlsx-crowded", _sheet(END, "</sheetData>" + COLOURS)),
    Case("xlsx: 93 000 cells", "xlsx-cells", _book(_full)),
    Case("xlsx: a billion laughs", "xlsx-entity", _zip(_entity)),
    Case("xlsx: an entity that reads a file", "xlsx-entity", _zip(_external)),
    Case("xlsx: an entity in UTF-16", "xlsx-entity", _zip(_utf16_entity)),
    Case("xlsx: a zip bomb of 900 MB", "xlsx-bomb", _zip(_bomb)),
    Case("xlsx: a small zip bomb", "xlsx-bomb", _zip(_small_bomb)),
    Case("xlsx: 5000 parts", "xlsx-members", _zip(_many_parts)),
    Case("xlsx: XML 100 000 deep", "xlsx-broken", _zip(_deep)),
    Case("xlsx: macros", "xlsx-macro", _zip(lambda p: p.update({"xl/vbaProject.bin": b"x"}))),
    Case(
        "xlsx: links to other files",
        "xlsx-macro",
        _zip(lambda p: p.update({"xl/externalLinks/externalLink1.xml": b"<x/>"})),
    ),
    Case(
        "xlsx: an embedded object",
        "xlsx-macro",
        _zip(lambda p: p.update({"xl/embeddings/a.bin": b"x"})),
    ),
    Case("xlsx: a picture", "xlsx-macro", _zip(lambda p: p.update({"xl/media/a.png": b"x"}))),
    Case(
        "xlsx: a part outside", "xlsx-name", _zip(lambda p: p.update({"../../evil.xml": b"<x/>"}))
    ),
    Case("xlsx: an absolute part", "xlsx-name", _zip(lambda p: p.update({"/etc/x.xml": b"<x/>"}))),
    Case("xlsx: broken XML", "xlsx-broken", _zip(lambda p: p.update({SHEET: b"<worksheet><row"}))),
    Case("xlsx: no sheet", "sheet-none", _zip(lambda p: p.pop(SHEET))),
    Case(
        "xlsx: no styles",
        "xlsx-broken",
        _zip(lambda p: p.update({"xl/styles.xml": b"<styleSheet><cellXfs count='x'/>"})),
    ),
    Case(
        "xlsx: a zip without a workbook",
        "xlsx-broken",
        _zip(lambda p: [p.clear(), p.update({"a.txt": b"x"})]),
    ),
    Case("xlsx: an OpenDocument file renamed", "xlsx-broken", _zip(_renamed)),
    Case(
        "xlsx: a binary workbook renamed",
        "xlsx-broken",
        _zip(lambda p: p.update({"xl/workbook.bin": p.pop("xl/workbook.xml")})),
    ),
    Case(
        "xlsx: a web page renamed",
        "file-disguised",
        lambda it: it.write(f"{RAW}/statements/new.xlsx", "<html><table/></html>"),
    ),
    Case("xlsx: cut in half", "xlsx-broken", _cut),
    Case("xlsx: empty", "file-empty", lambda it: it.write(f"{RAW}/statements/new.xlsx", b"")),
    Case("xlsx: protected by a password", "xlsx-encrypted", _locked),
    Case("xlsx: an old workbook renamed", "file-disguised", _old),
]
