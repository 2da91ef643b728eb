"""Bad inputs of a made-up zone, made at test time: each with the rule that must stop it.

`python -m tests.bad_inputs` runs them all and writes `tests/bad_inputs.md`: the input, the verdict
and the first line that the user sees. A test makes the table again and compares.
"""

import io
import os
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.made_up import (
    BULLETIN,
    NEXT,
    PLAN,
    RAW,
    SOURCES,
    ZONE,
    Checkout,
    as_csv,
    city_row,
    to_xlsx,
)
from zoneecon import data
from zoneecon.checks import BadInput, Problem
from zoneecon.workbook_guard import OLE

TABLE = Path(__file__).with_name("bad_inputs.md")


class Case(NamedTuple):
    """A bad input: what is wrong with it, the rule that must say so, and how to make it."""

    name: str
    rule: str
    spoil: Callable[[Checkout], object]


# --- one cell of a CSV file -------------------------------------------------------------------

#: table, id of the row, column, what is typed, rule
CELLS = [
    # numbers without a quote
    *((BULLETIN, "B102", "value", typed, rule) for typed, rule in (
        ("", "number-missing"), ("n/a", "number-placeholder"), ("NaN", "number-placeholder"),
        ("-", "number-placeholder"), ("—", "number-placeholder"), ("…", "number-placeholder"),
        ("暂无", "number-placeholder"), ("null", "number-placeholder"), ("x", "number-placeholder"),
        ("571,9", "number-grouping"), ("57,19", "number-grouping"), ("5,71.9", "number-grouping"),
        ("571.9.0", "number-words"), ("5.719e2", "number-words"), ("1e999", "number-words"),
        ("inf", "number-words"), ("0x23B", "number-words"), ("571_900", "number-words"),
        ("57l.9", "number-letters"), ("571.O", "number-letters"), ("5７1．g", "number-words"),
        ("(571.9)", "number-negative"), ("▲571.9", "number-negative"),
        ("下降571.9", "number-negative"), ("571.9 ", "cell-space"), (" 571.9", "cell-space"),
        ("571. 9", "number-words"), ("571.9\u200b", "cell-control"),
        ("57\u200c1.9", "cell-control"), ("\u202e9.175", "cell-control"),
        ("571.9\u00a0", "cell-space"), ("571.9\x07", "cell-control"), ("571\n9", "cell-break"),
        ("约571.9", "number-words"), ("571.9左右", "number-words"), ("571.9?", "number-words"),
        ("571.9*", "number-words"), ("571.9[1]", "number-words"), ("'571.9", "number-words"),
        ("=571.9", "number-formula"), ("=B2*2", "number-formula"), ("@SUM(A1)", "number-formula"),
        ("#DIV/0!", "cell-error"), ("#REF!", "cell-error"), ("#N/A", "cell-error"),
        ("#VALUE!", "cell-error"), ("########", "cell-hashes"), ("TRUE", "number-words"),
        ("五百七十一点九", "number-words"), ("571.9千元", "number-words"),
        ("571.9万元", "number-two-units"), ("571.9%", "number-two-units"),
        ("2018-01-01", "number-words"), ("571.9000000000001234", "number-long"),
        ("57190000000000000000", "number-long"), ("-571.9", "level-negative"),
        ("57190", "level-jump"), ("571900", "level-jump"), ("5719000", "level-jump"),
        ("5719", "level-jump"), ("57.19", "level-jump"), ("5.719", "level-jump"),
        ("0.05719", "level-jump"), ("0", "level-zero"), ("\ufffd571.9", "cell-garbled"),
        ("571.9\ue000", "cell-garbled"), ("௫71.9", "number-words"), ("Ⅴ71.9", "cell-lookalike"),
    )),
    (BULLETIN, "B100", "value", "52050", "level-jump"),
    (BULLETIN, "B104", "value", "5.987", "level-jump"),
    (BULLETIN, "B104", "value", "59870", "level-jump"),
    (BULLETIN, "B102", "unit", "万元", "level-jump"),
    (BULLETIN, "B131", "unit", "吨", "level-jump"),
    (BULLETIN, "B107", "value", "830.4", "part-larger"),
    (BULLETIN, "B109", "value", "640.1", "part-larger"),
    # percentages
    (BULLETIN, "B115", "value", "0.051", "percent-fraction"),
    (BULLETIN, "B117", "value", "-0.012", "percent-fraction"),
    (BULLETIN, "B121", "value", "0.0221", "percent-fraction"),
    (BULLETIN, "B121", "value", "0.22", "percent-small"),
    (BULLETIN, "B116", "value", "48.0", "percent-large"),
    (BULLETIN, "B115", "value", "5100", "growth-above"),
    (BULLETIN, "B117", "value", "-120", "growth-below"),
    (BULLETIN, "B121", "value", "221", "share-above"),
    (BULLETIN, "B121", "value", "-2.21", "share-negative"),
    (BULLETIN, "B116", "unit", "百分点", "points-growth"),
    (BULLETIN, "B126", "value", "320.5", "count-fraction"),
    (BULLETIN, "B126", "value", "32000", "level-jump"),
    # units
    *((BULLETIN, "B102", "unit", typed, rule) for typed, rule in (
        ("", "code-unknown"), ("亿", "code-unknown"), ("billion", "code-unknown"),
        ("亿 元", "code-unknown"), ("亿元 ", "cell-space"), ("亿元\u200b", "cell-control"),
        ("%", "unit-measures"), ("家", "unit-measures"), ("words", "unit-measures"),
        ("元", "code-unknown"),
    )),
    # codes
    *((BULLETIN, "B102", "indicator", typed, rule) for typed, rule in (
        ("", "code-unknown"), ("gpd", "code-unknown"), ("GDP", "code-unknown"),
        ("gdр", "cell-lookalike"), ("gdp\u200b", "cell-control"), ("gdp ", "cell-space"),
        ("\u00a0gdp", "cell-space"), ("ｇｄｐ", "cell-lookalike"), ("g\u00addp", "cell-control"),
        ("生产总值", "cell-lookalike"), ("gdp_growth", "unit-measures"),
        ("=gdp", "code-unknown"),
    )),
    (BULLETIN, "B102", "id", "", "id-missing"),
    (BULLETIN, "B102", "id", "B101", "id-twice"),
    (BULLETIN, "B102", "id", "Q101", "id-twice"),
    (BULLETIN, "B102", "id", "b102", "id-form"),
    (BULLETIN, "B102", "id", "В102", "cell-lookalike"),
    (BULLETIN, "B102", "id", "102", "id-form"),
    (BULLETIN, "B102", "id", "B102; drop", "id-form"),
    (BULLETIN, "B102", "source", "", "code-unknown"),
    (BULLETIN, "B102", "source", "bulletin", "code-unknown"),
    (BULLETIN, "B102", "source", "../plan", "code-unknown"),
    (BULLETIN, "B102", "subject", "", "code-missing"),
    (BULLETIN, "B102", "subject", "city ", "cell-space"),
    (BULLETIN, "B102", "subject", "сity", "cell-lookalike"),
    (BULLETIN, "B102", "subject", "City", "subject-lookalike"),
    (BULLETIN, "B102", "subject", "citty", "year-gap"),
    (BULLETIN, "B102", "role", "fact", "code-unknown"),
    (BULLETIN, "B102", "role", "", "code-unknown"),
    (BULLETIN, "B102", "role", "Actual", "code-unknown"),
    (BULLETIN, "B102", "role", "target", "year-gap"),
    (BULLETIN, "B102", "confidence", "sure", "code-unknown"),
    (BULLETIN, "B102", "qualifier", "大约", "qualifier-unknown"),
    (BULLETIN, "B102", "qualifier", "约 ", "cell-space"),
    (BULLETIN, "B102", "line", "two", "line-form"),
    (BULLETIN, "B102", "line", "0", "line-form"),
    (BULLETIN, "B102", "note", "а Cyrillic letter", "cell-script"),
    (BULLETIN, "B102", "note", "a\tb", "cell-control"),
    (BULLETIN, "B102", "note", "x" * 3000, "cell-long"),
    (BULLETIN, "B102", "note", "bidi \u202e", "cell-control"),
    # periods
    *((BULLETIN, "B102", "period", typed, rule) for typed, rule in (
        ("", "period-unknown"), ("18", "period-unknown"), ("last year", "period-unknown"),
        ("2018年", "period-suffix"), ("2018.0", "period-suffix"), ("2018-01-01", "period-date"),
        ("2018/1/1", "period-date"), ("2018-13", "period-unknown"), ("Jan-18", "period-date"),
        ("43101", "period-serial"), ("2018H1", "period-half"), ("2018上半年", "period-half"),
        ("2018年下半年", "period-half"), ("2018Q5", "period-unknown"), ("2018-", "period-unknown"),
        ("2020/2016", "period-order"), ("2018Q3/2018Q1", "period-order"), ("3018", "period-years"),
        ("1018", "period-years"), ("1908", "period-early"), ("2081", "period-far"),
        ("2028", "period-future"), ("2021", "period-running"), ("2017", "two-values"),
        ("2019", "two-values"), ("2015", "year-gap"), ("2016/2018", "year-gap"),
        ("undated", "year-gap"), ("2O18", "period-unknown"), ("２０１８\u200b", "cell-control"),
        ("目前", "period-unknown"), ("2018 ", "cell-space"), ("2018;2019", "period-unknown"),
    )),
    # numbers with a quote
    *((PLAN, "Q102", "value", typed, rule) for typed, rule in (
        ("121.9", "quote-number"), ("12.18", "quote-number"), ("1218", "quote-number"),
        ("112.8", "quote-number"), ("2018", "quote-number"), ("-121.8", "quote-sign"),
        ("121.8;121.8", "quote-number"), ("121-121.8", "quote-number"), ("121", "quote-number"),
        ("121.80", "quote-number"), ("一百二十一", "quote-number"),
    )),
    (PLAN, "Q102", "unit", "万元", "quote-unit"),
    (PLAN, "Q102", "quote", "", "quote-missing"),
    (PLAN, "Q102", "quote", "2018年生产总值121.9亿元", "quote-number"),
    (PLAN, "Q102", "quote", "2018年生产总值121.8", "quote-unit"),
    (PLAN, "Q102", "quote", "121.8亿元，占2.1%", "quote-number"),
    (PLAN, "Q102", "quote", "亿元的121.8家", "quote-unit-place"),
    (PLAN, "Q102", "line", "", "line-form"),
    (PLAN, "Q102", "period", "2017", "quote-period"),
    (PLAN, "Q102", "period", "2081", "quote-period"),
    (PLAN, "Q102", "period_printed", "2019年", "quote-period"),
    (PLAN, "Q110", "value", "22.37", "quote-sign"),
    (PLAN, "Q110", "quote", "同比增长22.37%", "quote-sign"),
    (PLAN, "Q110", "quote", "同比下降22.73%", "quote-number"),
    (PLAN, "Q111", "value", "5000", "quote-number"),
    (PLAN, "Q111", "period", "2035", "quote-period"),
    (PLAN, "Q111", "role", "actual", "period-future"),
    (PLAN, "Q111", "role", "baseline", "period-future"),
    # later figures
    (NEXT, "C100", "period", "2020", "history-rewritten"),
    # sources and codelists
    (SOURCES, "plan", "published", "", "date-missing"),
    (SOURCES, "plan", "published", "Aug 2021", "date-unknown"),
    (SOURCES, "plan", "published", "2021-02-30", "date-unknown"),
    (SOURCES, "plan", "published", "20210831", "date-unknown"),
    (SOURCES, "plan", "published", "44439", "date-unknown"),
    (SOURCES, "plan", "published", "1921-08-31", "date-range"),
    (SOURCES, "plan", "published", "2210-08-31", "date-range"),
    (SOURCES, "plan", "source", "Plan A", "source-form"),
    (SOURCES, "plan", "source", "bulletin-2020", "listed-twice"),
    (SOURCES, "plan", "url", "javascript:alert(1)", "url-scheme"),
    (SOURCES, "plan", "url", "file:///etc/passwd", "url-scheme"),
    (SOURCES, "plan", "url", 'https://x"onmouseover=alert(1)', "url-scheme"),
    (SOURCES, "plan", "file", "../../etc/passwd", "file-name"),
    (SOURCES, "plan", "file", "..\\plan.txt", "file-name"),
    (SOURCES, "plan", "sha256", "abc", "checksum-form"),
    (SOURCES, "plan", "title", "规划\u202e", "cell-control"),
    ("indicators.csv", "gdp", "code", "GDP", "code-form"),
    ("indicators.csv", "gdp", "code", "industry", "listed-twice"),
    ("indicators.csv", "gdp", "unit", "yuan", "code-unknown"),
    ("indicators.csv", "gdp", "parent", "gpd", "code-unknown"),
    ("indicators.csv", "gdp", "parent", "industry", "parent-circle"),
    ("indicators.csv", "gdp", "parent", "gdp", "parent-circle"),
    ("units.csv", "亿元", "factor", "0", "factor-unknown"),
    ("units.csv", "亿元", "factor", "-1", "factor-unknown"),
    ("units.csv", "亿元", "factor", "nan", "factor-unknown"),
    ("units.csv", "亿元", "factor", "1e400", "factor-unknown"),
    ("units.csv", "亿元", "printed", "万元", "listed-twice"),
    ("units.csv", "亿元", "unit", "", "code-missing"),
]  # fmt: skip


def _cell_case(table: str, id_: str, column: str, typed: str, rule: str) -> Case:
    shown = typed if len(typed) <= 30 else typed[:8] + "…"
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
    name = f"{table.rpartition('/')[2]}: {id_}.{column} = “{escaped}”"
    return Case(name, rule, lambda it: it.set(table, id_, column, typed).save())


# --- rows and files of CSV --------------------------------------------------------------------


def _rows(table: str, change: Callable[[list[list[str]]], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        change(it.tables[table])
        it.save()

    return spoil


def _text(table: str, change: Callable[[str], str | bytes]) -> Callable[[Checkout], object]:
    return lambda it: it.write(table, change(it.text(table)))


def _again(rows: list[list[str]], id_: str, **cells: str) -> None:
    """Append a copy of a row with other cells."""
    copy = list(next(row for row in rows if row[0] == id_))
    for column, value in cells.items():
        copy[rows[0].index(column)] = value
    rows.append(copy)


def _drop_column(rows: list[list[str]], column: str) -> None:
    place = rows[0].index(column)
    for row in rows:
        del row[place]


def _rename(rows: list[list[str]], old: str, new: str) -> None:
    rows[0][rows[0].index(old)] = new


def _rewrite(it: Checkout) -> None:
    """A later bulletin that restates three past years without a word."""
    for n, (year, value) in enumerate(((2018, "501.9"), (2019, "523.4"), (2020, "518.7"))):
        it.tables[NEXT].append(city_row(f"C20{n}", "bulletin-2021", "gdp", value, year))
    it.save()


def _vanish(it: Checkout) -> None:
    del it.tables[NEXT][1]
    it.save()


def _ledger(change: Callable[[Checkout], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        data.accept(ZONE, it.root)
        change(it)
        it.save()

    return spoil


ROWS = [
    Case("a year deleted from the middle", "year-gap", _rows(BULLETIN, lambda r: r.pop(3))),
    Case("a row twice", "id-twice", _rows(BULLETIN, lambda r: r.append(r[3]))),
    Case("a row twice under another id", "number-twice",
         _rows(BULLETIN, lambda r: _again(r, "B102", id="B900"))),
    Case("two values of one year", "two-values",
         _rows(BULLETIN, lambda r: _again(r, "B102", id="B900", value="575.1"))),
    Case("a later bulletin rewrites three years", "history-rewritten", _rewrite),
    Case("an indicator missing from the newer bulletin", "indicator-vanished", _vanish),
    Case("a column missing", "header-column", _rows(PLAN, lambda r: _drop_column(r, "unit"))),
    Case("a column misnamed", "header-unknown", _rows(PLAN, lambda r: _rename(r, "unit", "uint"))),
    Case("a column twice", "header-twice", _rows(PLAN, lambda r: _rename(r, "note", "value"))),
    Case("a column more", "header-unknown", _rows(PLAN, lambda r: [x.append("1") for x in r])),
    Case("a cell too many", "row-ragged", _rows(PLAN, lambda r: r[3].append("x"))),
    Case("a cell too few", "row-ragged", _rows(PLAN, lambda r: r[3].pop())),
    Case("the header again below", "header-again", _rows(PLAN, lambda r: r.insert(3, r[0]))),
    Case("data above the header", "header-data-above",
         _rows(PLAN, lambda r: r.insert(0, r.pop(3)))),
    Case("a total row", "id-form",
         _rows(BULLETIN, lambda r: _again(r, "B102", id="合计", value="2842.7"))),
    Case("a remark without 注：", "row-lonely", _rows(BULLETIN, lambda r: r.append(["完"]))),
    Case("no header", "header-missing", _rows(PLAN, lambda r: r.pop(0))),
    Case("only a header", "file-empty", _rows(PLAN, lambda r: r.__delitem__(slice(1, None)))),
    Case("years as columns", "header-missing",
         _text(BULLETIN, lambda t: "指标,2016,2017\n生产总值,520.5,548.2\n")),
    Case("an accepted value changed", "record-changed",
         _ledger(lambda it: it.set(BULLETIN, "B102", "value", "572.9"))),
    Case("an accepted unit and value changed", "record-changed",
         _ledger(lambda it: it.set(PLAN, "Q111", "qualifier", ""))),
    Case("an accepted row gone", "record-gone", _ledger(lambda it: it.tables[PLAN].pop())),
    Case("an accepted last year gone", "record-gone",
         _ledger(lambda it: it.tables[NEXT].pop(1))),
]  # fmt: skip

FILES = [
    Case("an empty file", "file-empty", _text(PLAN, lambda t: b"")),
    Case("blanks only", "file-empty", _text(PLAN, lambda t: "\n\n\n")),
    Case("UTF-16", "encoding-utf16", _text(PLAN, lambda t: t.encode("utf-16"))),
    Case("UTF-16 without mark", "encoding-binary", _text(PLAN, lambda t: t.encode("utf-16-le"))),
    Case("broken UTF-8", "encoding-broken",
         _text(PLAN, lambda t: t.encode().replace("亿".encode(), b"\xe4\xba", 1))),
    Case("Latin-1 bytes", "encoding-broken",
         _text(NEXT, lambda t: t.encode().replace(b"high", b"h\xefgh", 1))),
    Case("GB18030 cut in the middle", "encoding-broken",
         _text(PLAN, lambda t: t.encode("gb18030")[:-9] + b"\x81")),
    Case("NUL bytes", "encoding-binary", _text(PLAN, lambda t: t.replace("zone", "zo\x00ne", 1))),
    Case("random bytes", "encoding-broken",
         _text(PLAN, lambda t: bytes(range(128, 256)) * 20)),
    Case("semicolons", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", ";"))),
    Case("tabs", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", "\t"))),
    Case("full-width commas", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", "，"))),
    Case("a quotation mark that opens nothing", "csv-broken",
         _text(BULLETIN, lambda t: t.replace("571.9", '"571.9', 1))),
    Case("a quotation mark lost", "row-ragged",
         _text(BULLETIN, lambda t: t.replace("571.9", '"571.9', 1) + '"')),
    Case("text behind a quotation mark", "csv-broken",
         _text(BULLETIN, lambda t: t.replace("571.9", '"571"9', 1))),
    Case("a line break lost", "row-ragged",
         _text(BULLETIN, lambda t: t.replace("\nB103", "B103", 1))),
    Case("a comma lost", "row-ragged", _text(BULLETIN, lambda t: t.replace("571.9,", "571.9", 1))),
    Case("a decimal comma", "row-ragged",
         _text(BULLETIN, lambda t: t.replace("571.9", "571,9", 1))),
    Case("a file of 6 MB", "file-large", _text(PLAN, lambda t: t + "\n" * 6_000_000)),
    Case("6000 rows", "rows-many", _text(PLAN, lambda t: t + "x\n" * 6000)),
    Case("a cell of 200 000 characters", "csv-broken",
         _text(PLAN, lambda t: t.replace("Q102", "Q" * 200_000))),
    Case("a CSV that is a workbook", "file-disguised",
         lambda it: it.write(PLAN, to_xlsx(it.tables[PLAN]))),
    Case("a workbook that is a CSV", "file-disguised",
         lambda it: it.write(f"{RAW}/statements/new.xlsx", it.text(PLAN))),
    Case("an HTML page", "header-missing",
         _text(PLAN, lambda t: "<html><table><tr><td>1</td></tr></table></html>")),
    Case("the same table as CSV and xlsx", "file-twice",
         lambda it: it.write(PLAN.replace(".csv", ".xlsx"), to_xlsx(it.tables[PLAN]))),
    Case("an old .xls", "file-kind", lambda it: it.write(f"{RAW}/statements/a.xls", b"\xd0\xcf")),
    Case("a workbook with macros by name", "file-kind",
         lambda it: it.write(f"{RAW}/statements/a.xlsm", b"PK")),
    Case("a pickle", "file-kind", lambda it: it.write(f"{RAW}/statements/a.pkl", b"\x80\x04.")),
    Case("a missing sources.csv", "file-missing", lambda it: it.path(SOURCES).unlink()),
    Case("a missing units.csv", "file-missing", lambda it: it.path("units.csv").unlink()),
    Case("no statements", "file-none",
         lambda it: [p.unlink() for p in it.path(PLAN).parent.iterdir()]),
]  # fmt: skip


# --- what is no file --------------------------------------------------------------------------


def _replace(table: str, make: Callable[[Path, Checkout], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        it.path(table).unlink()
        make(it.path(table), it)

    return spoil


def _outside(path: Path, it: Checkout) -> None:
    secret = it.root / "secret.csv"
    secret.write_text(as_csv(it.tables[PLAN]), encoding="utf-8")
    path.symlink_to(secret)


def _link_folder(it: Checkout) -> None:
    folder = it.path(PLAN).parent
    folder.rename(it.root / "elsewhere")
    folder.symlink_to(it.root / "elsewhere")


def _swamp(it: Checkout) -> None:
    for n in range(250):
        it.write(f"{RAW}/statements/t{n}.csv", "x")


NO_FILES = [
    Case("a named pipe", "file-special", _replace(PLAN, lambda path, _: os.mkfifo(path))),
    Case("a named pipe as sources.csv", "file-special",
         _replace(SOURCES, lambda path, _: os.mkfifo(path))),
    Case("a named pipe beside the tables", "file-special",
         lambda it: os.mkfifo(it.path(f"{RAW}/statements/pipe"))),
    Case("a folder named .csv", "file-special", _replace(PLAN, lambda path, _: path.mkdir())),
    Case("a link out of data/", "file-link", _replace(PLAN, _outside)),
    Case("a link to a device", "file-link",
         _replace(PLAN, lambda path, _: path.symlink_to("/dev/zero"))),
    Case("a link to nothing", "file-broken-link",
         _replace(PLAN, lambda path, _: path.symlink_to("nowhere.csv"))),
    Case("a link to itself", "file-broken-link",
         _replace(PLAN, lambda path, _: path.symlink_to(path.name))),
    Case("a codelist that is a link out", "file-link", _replace("units.csv", _outside)),
    Case("a folder of statements that is a link out", "file-link", _link_folder),
    Case("250 files", "file-many", _swamp),
]  # fmt: skip


# --- workbooks --------------------------------------------------------------------------------

BOOK = f"{RAW}/statements/bulletin-2020.xlsx"
#: Where a column stands in a sheet: value is G, period is K.
LETTER = {c: chr(ord("A") + i) for i, c in enumerate(data.STATEMENT_COLUMNS)}


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
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


def _date(book: Workbook) -> None:
    import datetime

    book.active[f"{LETTER['period']}4"] = datetime.datetime(2018, 1, 1)


def _percent(book: Workbook) -> None:
    cell = book.active[f"{LETTER['value']}4"]
    cell.value, cell.number_format = 0.5719, "0.0%"


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

BOOKS = [
    *(Case(f"xlsx: {name}", rule, _book(change)) for name, rule, change in (
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
        ("the table twice", "sheet-two", _copy_sheet),
        ("a second sheet with numbers", "sheet-numbers", _second("2019", ["gdp", 603.4])),
        ("numbers beside the table", "header-unknown",
         lambda book: book.active.__setitem__("R4", 1)),
        ("a lonely number below", "row-lonely", lambda book: book.active.__setitem__("G60", 1)),
        ("another table", "sheet-none", lambda book: book.active.delete_rows(1)),
        ("years as columns", "sheet-none", lambda book: book.active.delete_cols(1, 12)),
    )),
    Case("xlsx: a stale formula", "cell-formula-value",
         _sheet(VALUE_4, r"\1<f>G3*1.02</f><v>571.9</v>")),
    Case("xlsx: a shared formula", "cell-formula-value",
         _sheet(VALUE_4, r'\1<f t="shared" si="0"/><v>571.9</v>')),
    Case("xlsx: an error as a result", "cell-error",
         _sheet(CELL_4, r'<c r="G4" t="e"><f>1/0</f><v>#DIV/0!</v></c>')),
    Case("xlsx: a row without height", "row-hidden",
         _sheet(r'<row r="4"', '<row r="4" ht="0" customHeight="1"')),
    Case("xlsx: all rows hidden by default", "row-hidden",
         _sheet(r"<sheetFormatPr", r'<sheetFormatPr zeroHeight="1"')),
    Case("xlsx: one far cell", "xlsx-far",
         _sheet(END, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
    Case("xlsx: one far row", "xlsx-far", _sheet(END, '<row r="1048576"/></sheetData>')),
    Case("xlsx: a far column", "xlsx-far",
         _sheet(END, '<row r="90"><c r="XFD90"><v>1</v></c></row></sheetData>')),
    Case("xlsx: everything merged", "xlsx-far",
         _sheet(END, '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    Case("xlsx: everything linked", "xlsx-far",
         _sheet(END, '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>')),
    Case("xlsx: no place of a cell", "xlsx-far",
         _sheet(r'<c r="G4"', '<c r="G0"')),
    Case("xlsx: a wide empty corner", "xlsx-cells",
         _sheet(END, '<row r="4999"><c r="CU4999"><v>1</v></c></row></sheetData>')),
    Case("xlsx: a billion laughs", "xlsx-entity", _zip(_entity)),
    Case("xlsx: an entity that reads a file", "xlsx-entity", _zip(_external)),
    Case("xlsx: an entity in UTF-16", "xlsx-entity", _zip(_utf16_entity)),
    Case("xlsx: a zip bomb of 900 MB", "xlsx-bomb", _zip(_bomb)),
    Case("xlsx: a small zip bomb", "xlsx-bomb", _zip(_small_bomb)),
    Case("xlsx: 5000 parts", "xlsx-members", _zip(_many_parts)),
    Case("xlsx: XML 100 000 deep", "xlsx-broken", _zip(_deep)),
    Case("xlsx: macros", "xlsx-macro", _zip(lambda p: p.update({"xl/vbaProject.bin": b"x"}))),
    Case("xlsx: links to other files", "xlsx-macro",
         _zip(lambda p: p.update({"xl/externalLinks/externalLink1.xml": b"<x/>"}))),
    Case("xlsx: an embedded object", "xlsx-macro",
         _zip(lambda p: p.update({"xl/embeddings/a.bin": b"x"}))),
    Case("xlsx: a picture", "xlsx-macro", _zip(lambda p: p.update({"xl/media/a.png": b"x"}))),
    Case("xlsx: a part outside", "xlsx-name",
         _zip(lambda p: p.update({"../../evil.xml": b"<x/>"}))),
    Case("xlsx: an absolute part", "xlsx-name", _zip(lambda p: p.update({"/etc/x.xml": b"<x/>"}))),
    Case("xlsx: broken XML", "xlsx-broken", _zip(lambda p: p.update({SHEET: b"<worksheet><row"}))),
    Case("xlsx: no sheet", "sheet-none", _zip(lambda p: p.pop(SHEET))),
    Case("xlsx: no styles", "xlsx-broken",
         _zip(lambda p: p.update({"xl/styles.xml": b"<styleSheet><cellXfs count='x'/>"}))),
    Case("xlsx: a zip without a workbook", "xlsx-broken",
         _zip(lambda p: [p.clear(), p.update({"a.txt": b"x"})])),
    Case("xlsx: cut in half", "xlsx-broken", _cut),
    Case("xlsx: empty", "file-empty",
         lambda it: it.write(f"{RAW}/statements/new.xlsx", b"")),
    Case("xlsx: protected by a password", "xlsx-encrypted", _locked),
    Case("xlsx: an old workbook renamed", "file-disguised", _old),
]  # fmt: skip

CASES = [*(_cell_case(*cell) for cell in CELLS), *ROWS, *FILES, *NO_FILES, *BOOKS]


# --- running them -----------------------------------------------------------------------------


class Result(NamedTuple):
    """What became of a case."""

    case: Case
    verdict: str
    line: str
    rules: frozenset[str]
    seconds: float


def run(case: Case, root: Path) -> Result:
    """Make a case and check it as `zoneecon check` does."""
    it = Checkout(root)
    case.spoil(it)
    begun = time.perf_counter()
    try:
        raw = it.inspect()
        problems, notices = raw.problems, raw.notices
    except BadInput as error:
        problems, notices = error.problems, []
    seconds = time.perf_counter() - begun
    warned = [notice for notice in notices if notice.verdict == "warned"]
    verdict = "refused" if problems else "warned" if warned else "ACCEPTED"
    said = problems or warned or [Problem("", None, "", "", "nothing")]
    first = next((p for p in said if p.rule == case.rule), said[0])
    rules = frozenset(p.rule for p in [*problems, *notices])
    return Result(case, verdict, str(first), rules, seconds)


def run_all() -> list[Result]:
    results = []
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            results.append(run(case, Path(folder).resolve()))
    return results


def table(results: list[Result]) -> str:
    """The results as a Markdown page."""
    count = {v: sum(r.verdict == v for r in results) for v in ("refused", "warned", "ACCEPTED")}
    lines = [
        "# Bad inputs and what the user sees",
        "",
        "Made by `python -m tests.bad_inputs`; the files themselves are made when it runs.",
        "",
        f"**{len(results)} bad inputs tried, {count['ACCEPTED']} accepted in silence:** "
        f"{count['refused']} refused, {count['warned']} used with a warning.",
        "",
        "| input | verdict | rule | first line |",
        "|---|---|---|---|",
    ]
    for result in results:
        cells = (result.case.name, result.verdict, f"`{result.case.rule}`", result.line)
        lines.append(f"| {' | '.join(_markdown(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _markdown(text: str) -> str:
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    plain = plain if len(plain) <= 240 else plain[:239] + "…"
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def main() -> int:
    results = run_all()
    TABLE.write_text(table(results), encoding="utf-8", newline="\n")
    slow = max(results, key=lambda result: result.seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(table(results).splitlines()[4])
    print(f"slowest {slow.seconds:.2f} s ({slow.case.name}); peak memory {peak:.0f} MB")
    for result in results:
        if result.case.rule not in result.rules:
            print(f"UNEXPECTED {result.case.name}: wanted {result.case.rule}, {result.rules}")
    return 0 if all(result.case.rule in result.rules for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
