"""Bad inputs of a made-up zone, made at test time: each with the rule that must stop it.

`python -m tests.bad.bad_inputs` runs them all and writes `tests/bad/bad_inputs.md`: the input, the
verdict and the first line that the user sees. A test makes the table again and compares.
"""

import gzip
import os
import pickle
import resource
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bad.bad_series import SERIES
from tests.bad.bad_workbooks import BOOKS
from tests.made_up import (
    BULLETIN,
    NEXT,
    PLAN,
    RAW,
    SOURCES,
    ZONE,
    Case,
    Checkout,
    as_csv,
    city_row,
    to_xlsx,
)
from zoneecon.data import folders
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput, Problem

TABLE = Path(__file__).with_name("bad_inputs.md")


# --- one cell of a CSV file -------------------------------------------------------------------

#: table, id of the row, column, what is typed, rule
CELLS = [
    # numbers without a quote
    *(
        (BULLETIN, "B102", "value", typed, rule)
        for typed, rule in (
            ("", "number-missing"),
            ("n/a", "number-placeholder"),
            ("NaN", "number-placeholder"),
            ("-", "number-placeholder"),
            ("—", "number-placeholder"),
            ("…", "number-placeholder"),
            ("暂无", "number-placeholder"),
            ("null", "number-placeholder"),
            ("x", "number-placeholder"),
            ("571,9", "number-grouping"),
            ("57,19", "number-grouping"),
            ("5,71.9", "number-grouping"),
            ("571.9.0", "number-words"),
            ("5.719e2", "number-words"),
            ("1e999", "number-words"),
            ("inf", "number-words"),
            ("0x23B", "number-words"),
            ("571_900", "number-words"),
            ("57l.9", "number-letters"),
            ("571.O", "number-letters"),
            ("5７1．g", "number-words"),
            ("(571.9)", "number-negative"),
            ("▲571.9", "number-negative"),
            ("下降571.9", "number-negative"),
            ("571.9 ", "cell-space"),
            (" 571.9", "cell-space"),
            ("571. 9", "number-words"),
            ("571.9\u200b", "cell-control"),
            ("57\u200c1.9", "cell-control"),
            ("\u202e9.175", "cell-control"),
            ("571.9\u00a0", "cell-space"),
            ("571.9\x07", "cell-control"),
            ("571\n9", "cell-break"),
            ("约571.9", "number-words"),
            ("571.9左右", "number-words"),
            ("571.9?", "number-words"),
            ("571.9*", "number-words"),
            ("571.9[1]", "number-words"),
            ("'571.9", "number-words"),
            ("=571.9", "number-formula"),
            ("=B2*2", "number-formula"),
            ("@SUM(A1)", "number-formula"),
            ("#DIV/0!", "cell-error"),
            ("#REF!", "cell-error"),
            ("#N/A", "cell-error"),
            ("#VALUE!", "cell-error"),
            ("########", "cell-hashes"),
            ("TRUE", "number-words"),
            ("五百七十一点九", "number-words"),
            ("571.9千元", "number-words"),
            ("571.9万元", "number-two-units"),
            ("571.9%", "number-two-units"),
            ("2018-01-01", "number-words"),
            ("571.9000000000001234", "number-long"),
            ("57190000000000000000", "number-long"),
            ("-571.9", "level-negative"),
            ("57190", "level-jump"),
            ("571900", "level-jump"),
            ("5719000", "level-jump"),
            ("5719", "level-jump"),
            ("57.19", "level-jump"),
            ("5.719", "level-jump"),
            ("0.05719", "level-jump"),
            ("0", "level-zero"),
            ("\ufffd571.9", "cell-garbled"),
            ("571.9\ue000", "cell-garbled"),
            ("௫71.9", "number-words"),
            ("Ⅴ71.9", "cell-lookalike"),
            ("0571.9", "number-zeros"),
            ("571-579", "number-several"),
            ("579-571", "number-range"),
            ("2018-01", "number-zeros"),
            ("571.9;571.9", "number-several"),
            ("571.9、580", "number-words"),
            ("571.9/580", "number-words"),
            ("571.9±5", "number-words"),
            ("571.9¹", "number-words"),
            ("571.9①", "number-words"),
            ("½", "number-words"),
            ("五百七", "number-words"),
            ("五百七十一", "number-numeral"),
            ("两百五", "number-words"),
            ("571.8963421", "number-computed"),
            ("1715.7", "level-unlike"),
            ("285.9", "level-unlike"),
            ("548.2", "number-repeated"),
            ("1,715.7", "level-unlike"),
            ("571.9亿", "number-words"),
            ("$571.9", "number-words"),
            ("571.9元", "number-words"),
            ("+-571.9", "number-words"),
            ("--571.9", "number-words"),
            ("571..9", "number-words"),
            (".9", "number-words"),
            ("571.", "number-words"),
            ("５７１．９％", "number-two-units"),
            ("1" * 120_000, "cell-long"),
            ("1," * 60_000, "cell-long"),
            ("千" * 100_000, "cell-long"),
            ("1;" * 60_000, "cell-long"),
            ("-571.9亿元", "level-negative"),
            ("（571.9）", "number-negative"),
            ("\ufeff571.9", "cell-control"),
            ("571\u2009.9", "number-words"),
            ("571,9\u00a0", "cell-space"),
            ("571·9", "number-words"),
            ("571。9", "number-words"),
        )
    ),
    (BULLETIN, "B100", "value", "52050", "level-jump"),
    # at the end of a series, where no gap betrays a number that is lost to it
    (BULLETIN, "B104", "value", "598-599", "number-several"),
    (BULLETIN, "B104", "value", "598.7;600.1", "number-several"),
    (BULLETIN, "B104", "value", "1898.7", "level-unlike"),
    (BULLETIN, "B104", "value", "603.4", "number-repeated"),
    (BULLETIN, "B104", "subject", "cit", "subject-near"),
    (BULLETIN, "B104", "subject", "ctiy", "subject-near"),
    (BULLETIN, "B104", "period", "2020Q4", "period-part"),
    (BULLETIN, "B104", "period", "2020-01/2020-09", "period-part"),
    (BULLETIN, "B104", "period", "2020-12", "period-part"),
    (BULLETIN, "B104", "role", "target", "period-past"),
    (NEXT, "C100", "period", "2022", "period-running"),
    (NEXT, "C100", "period", "2012", "period-odd"),
    (NEXT, "C102", "value", "10.41", "level-jump"),
    (NEXT, "C102", "value", "1041", "level-jump"),
    (NEXT, "C102", "value", "312.3", "level-unlike"),
    (NEXT, "C100", "unit", "万元", "level-jump"),
    (NEXT, "C106", "unit", "吨", "level-jump"),
    (NEXT, "C103", "value", "0.061", "percent-fraction"),
    (NEXT, "C104", "value", "26.1", "percent-large"),
    (NEXT, "C105", "value", "34500", "level-jump"),
    (NEXT, "C105", "value", "3.45", "count-fraction"),
    (NEXT, "C101", "value", "655.3", "part-larger"),
    (NEXT, "C101", "value", "640.2", "number-repeated"),
    (BULLETIN, "B118", "value", "55", "growth-unlike-levels"),
    (BULLETIN, "B118", "value", "-45.5", "growth-unlike-levels"),
    (BULLETIN, "B109", "value", "598.7", "number-repeated"),
    (BULLETIN, "B102", "subject", "合计", "row-total"),
    (BULLETIN, "B104", "subject", "total", "row-total"),
    (BULLETIN, "B102", "note", "锟斤拷锟斤拷", "cell-mojibake"),
    (BULLETIN, "B102", "note", "浜垮厓", "cell-mojibake"),
    (BULLETIN, "B102", "note", "åˆæ­¥æ ¸ç®—", "cell-control"),
    (BULLETIN, "B117", "note", "环比", "quote-basis"),
    (PLAN, "Q110", "quote", "环比增长-22.37%", "quote-basis"),
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
    *(
        (BULLETIN, "B102", "unit", typed, rule)
        for typed, rule in (
            ("", "code-unknown"),
            ("亿", "code-unknown"),
            ("billion", "code-unknown"),
            ("亿 元", "code-unknown"),
            ("亿元 ", "cell-space"),
            ("亿元\u200b", "cell-control"),
            ("%", "unit-measures"),
            ("家", "unit-measures"),
            ("words", "unit-measures"),
            ("元", "code-unknown"),
        )
    ),
    # codes
    *(
        (BULLETIN, "B102", "indicator", typed, rule)
        for typed, rule in (
            ("", "code-unknown"),
            ("gpd", "code-unknown"),
            ("GDP", "code-unknown"),
            ("gdр", "cell-lookalike"),
            ("gdp\u200b", "cell-control"),
            ("gdp ", "cell-space"),
            ("\u00a0gdp", "cell-space"),
            ("ｇｄｐ", "cell-lookalike"),
            ("g\u00addp", "cell-control"),
            ("生产总值", "code-unknown"),
            ("gdρ", "cell-lookalike"),
            ("=gdp", "code-unknown"),
            ("gđp", "code-unknown"),
            ("gdp_growth", "unit-measures"),
        )
    ),
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
    *(
        (BULLETIN, "B102", "period", typed, rule)
        for typed, rule in (
            ("", "period-unknown"),
            ("18", "period-unknown"),
            ("last year", "period-unknown"),
            ("2018年", "period-suffix"),
            ("2018.0", "period-suffix"),
            ("2018-01-01", "period-date"),
            ("2018/1/1", "period-date"),
            ("2018-13", "period-unknown"),
            ("Jan-18", "period-date"),
            ("43101", "period-serial"),
            ("2018H1", "period-half"),
            ("2018上半年", "period-half"),
            ("2018年下半年", "period-half"),
            ("2018Q5", "period-unknown"),
            ("2018-", "period-unknown"),
            ("2020/2016", "period-order"),
            ("2018Q3/2018Q1", "period-order"),
            ("3018", "period-years"),
            ("1018", "period-years"),
            ("1908", "period-early"),
            ("2081", "period-far"),
            ("2028", "period-future"),
            ("2021", "period-running"),
            ("2017", "two-values"),
            ("2019", "two-values"),
            ("2015", "year-gap"),
            ("2016/2018", "year-gap"),
            ("undated", "year-gap"),
            ("2O18", "period-unknown"),
            ("２０１８\u200b", "cell-control"),
            ("目前", "period-unknown"),
            ("2018 ", "cell-space"),
            ("2018;2019", "period-unknown"),
        )
    ),
    # numbers with a quote
    *(
        (PLAN, "Q102", "value", typed, rule)
        for typed, rule in (
            ("121.9", "quote-number"),
            ("12.18", "quote-number"),
            ("1218", "quote-number"),
            ("112.8", "quote-number"),
            ("2018", "quote-number"),
            ("-121.8", "quote-sign"),
            ("121.8;121.8", "quote-number"),
            ("121-121.8", "quote-number"),
            ("121", "quote-number"),
            ("121.80", "quote-number"),
            ("一百二十一", "quote-number"),
        )
    ),
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
    (PLAN, "Q102", "quote", "2018年生产总值约121.8亿元", "quote-qualifier-missing"),
    (PLAN, "Q102", "period", "none", "quote-period"),
    (PLAN, "Q102", "period", "undated", "quote-period"),
    (PLAN, "Q104", "role", "target", "period-past"),
    (PLAN, "Q103", "subject", "river", "subject-lone"),
    (PLAN, "Q103", "subject", "1", "subject-form"),
    (PLAN, "Q103", "subject", "2019", "subject-form"),
    (BULLETIN, "B102", "subject", "TRUE", "subject-form"),
    # what a spreadsheet would compute
    *(
        (BULLETIN, "B102", "note", typed, "cell-formula-like")
        for typed in (
            "=1+1",
            '=HYPERLINK("http://x")',
            "@SUM(A1)",
            "+1+1",
            "-2+3+cmd|' /C calc'!A0",
            "＝1+1",
            "|calc",
            "- a remark",
            "−x",
        )
    ),
    (BULLETIN, "B102", "section", "=A1", "cell-formula-like"),
    (SOURCES, "plan", "title", "=cmd|' /C calc'!A0", "cell-formula-like"),
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
    (SOURCES, "plan", "title", "", "code-missing"),
    (SOURCES, "plan", "rights", "", "code-missing"),
    (SOURCES, "plan", "published_basis", "about", "code-unknown"),
    (SOURCES, "plan", "published", "2021-08-13", "date-basis"),
    (SOURCES, "plan", "published", "2021-09-30", "date-printed"),
    (SOURCES, "plan", "published", "2020-08-31", "date-printed"),
    (SOURCES, "plan", "published_printed", "2012年8月", "date-printed"),
    (SOURCES, "bulletin-2020", "published", "2012-03-31", "period-future"),
    ("indicators.csv", "gdp", "concept", "value aded", "concept-new"),
    ("indicators.csv", "gdp", "concept", "", "code-missing"),
    ("indicators.csv", "gdp", "price_basis", "curent", "code-unknown"),
    ("indicators.csv", "gdp_growth", "parent", "", "parent-other"),
    ("indicators.csv", "gdp_growth", "parent", "industry", "parent-other"),
    ("indicators.csv", "gdp", "code", "GDP", "code-form"),
    ("indicators.csv", "gdp", "code", "industry", "listed-twice"),
    ("indicators.csv", "gdp", "unit", "yuan", "code-unknown"),
    ("indicators.csv", "gdp", "parent", "gpd", "code-unknown"),
    ("indicators.csv", "gdp", "parent", "industry", "parent-circle"),
    ("indicators.csv", "gdp", "parent", "gdp", "parent-circle"),
    ("units.csv", "万元", "factor", "0.001", "factor-unlike"),
    ("units.csv", "亿元", "factor", "10", "factor-unlike"),
    ("units.csv", "%", "factor", "0.1", "factor-unlike"),
    ("units.csv", "万吨", "factor", "1000", "factor-unlike"),
    ("units.csv", "家", "factor", "10000", "factor-unlike"),
    ("units.csv", "吨", "factor", "10", "factor-unlike"),
    ("units.csv", "亿元", "factor", "0", "factor-unknown"),
    ("units.csv", "亿元", "factor", "-1", "factor-unknown"),
    ("units.csv", "亿元", "factor", "nan", "factor-unknown"),
    ("units.csv", "亿元", "factor", "1e400", "factor-unknown"),
    ("units.csv", "亿元", "printed", "万元", "listed-twice"),
    ("units.csv", "亿元", "unit", "", "code-missing"),
]


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


def _shift(rows: list[list[str]]) -> None:
    place = rows[0].index("value")
    values = [row[place] for row in rows[1:6]]
    for row, value in zip(rows[2:6], values, strict=False):
        row[place] = value


def _copy_value(rows: list[list[str]], one: int, other: int) -> None:
    place = rows[0].index("value")
    rows[other][place] = rows[one][place]


def _swap(rows: list[list[str]]) -> None:
    """GDP's value in steel's row and the other way round: off by a unit of ten thousand."""
    place = rows[0].index("value")
    rows[3][place], rows[13][place] = rows[13][place], rows[3][place]


def _chinese_header() -> list[str]:
    return [field["title"] for field in schema.fields("statements")]


def _ledger(change: Callable[[Checkout], object]) -> Callable[[Checkout], object]:
    def spoil(it: Checkout) -> None:
        folders.accept(ZONE, it.root)
        change(it)
        it.save()

    return spoil


ROWS = [
    Case("a year deleted from the middle", "year-gap", _rows(BULLETIN, lambda r: r.pop(3))),
    Case(
        "the last year of one indicator left out",
        "series-short",
        _rows(BULLETIN, lambda r: r.pop(5)),
    ),
    Case(
        "the first year of one indicator left out",
        "series-short",
        _rows(BULLETIN, lambda r: r.pop(1)),
    ),
    Case(
        "two units that changed places",
        "factor-unlike",
        _rows("units.csv", lambda r: [r[1].__setitem__(0, "万元"), r[2].__setitem__(0, "亿元")]),
    ),
    Case(
        "a slip of unit between years far apart",
        "level-jump",
        _rows(
            NEXT,
            lambda r: (
                _again(r, "C100", id="C900", subject="port", period="2005", value="12.5")
                or _again(r, "C100", id="C901", subject="port", period="2021", value="125000")
            ),
        ),
    ),
    Case("a row twice", "id-twice", _rows(BULLETIN, lambda r: r.append(r[3]))),
    Case(
        "a row twice under another id",
        "number-twice",
        _rows(BULLETIN, lambda r: _again(r, "B102", id="B900")),
    ),
    Case(
        "two values of one year",
        "two-values",
        _rows(BULLETIN, lambda r: _again(r, "B102", id="B900", value="575.1")),
    ),
    Case("a later bulletin rewrites three years", "history-rewritten", _rewrite),
    Case("an indicator missing from the newer bulletin", "indicator-vanished", _vanish),
    Case("a column missing", "header-column", _rows(PLAN, lambda r: _drop_column(r, "unit"))),
    Case("a column misnamed", "header-unknown", _rows(PLAN, lambda r: _rename(r, "unit", "uint"))),
    Case("a column twice", "header-twice", _rows(PLAN, lambda r: _rename(r, "note", "value"))),
    Case("a column more", "header-unknown", _rows(PLAN, lambda r: [x.append("1") for x in r])),
    Case("a cell too many", "row-ragged", _rows(PLAN, lambda r: r[3].append("x"))),
    Case("a cell too few", "row-ragged", _rows(PLAN, lambda r: r[3].pop())),
    Case("the header again below", "header-again", _rows(PLAN, lambda r: r.insert(3, r[0]))),
    Case(
        "data above the header", "header-data-above", _rows(PLAN, lambda r: r.insert(0, r.pop(3)))
    ),
    Case(
        "a total row",
        "id-form",
        _rows(BULLETIN, lambda r: _again(r, "B102", id="合计", value="2842.7")),
    ),
    Case(
        "a total row with an id",
        "row-total",
        _rows(BULLETIN, lambda r: _again(r, "B102", id="B900", subject="合计", value="2842.7")),
    ),
    Case("a series shifted by a year", "number-repeated", _rows(BULLETIN, _shift)),
    Case(
        "one year's value copied to the next",
        "number-repeated",
        _rows(BULLETIN, lambda r: _copy_value(r, 3, 4)),
    ),
    Case(
        "a series copied to another indicator",
        "number-repeated",
        _rows(BULLETIN, lambda r: [_copy_value(r, n, n + 5) for n in range(1, 6)]),
    ),
    Case(
        "a header in the middle, in Chinese",
        "header-again",
        _rows(BULLETIN, lambda r: r.insert(9, _chinese_header())),
    ),
    Case(
        "a unit line that contradicts the rows",
        "title-unit",
        _text(BULLETIN, lambda t: "单位：万元\n" + t),
    ),
    Case(
        "a note that contradicts the rows",
        "title-unit",
        _text(BULLETIN, lambda t: t + "注：计量单位：百万美元\n"),
    ),
    Case(
        "a unit in the header",
        "header-unknown",
        _rows(BULLETIN, lambda r: _rename(r, "value", "value (亿元)")),
    ),
    Case("values of two rows changed places", "level-jump", _rows(BULLETIN, _swap)),
    Case(
        "4900 bad rows",
        "id-twice",
        _rows(BULLETIN, lambda r: [_again(r, "B102") for _ in range(4900)]),
    ),
    Case("a remark without 注：", "row-lonely", _rows(BULLETIN, lambda r: r.append(["完"]))),
    Case("no header", "header-missing", _rows(PLAN, lambda r: r.pop(0))),
    Case("only a header", "file-empty", _rows(PLAN, lambda r: r.__delitem__(slice(1, None)))),
    Case(
        "years as columns",
        "header-missing",
        _text(BULLETIN, lambda t: "指标,2016,2017\n生产总值,520.5,548.2\n"),
    ),
    Case(
        "an accepted value changed",
        "record-changed",
        _ledger(lambda it: it.set(BULLETIN, "B102", "value", "572.9")),
    ),
    Case(
        "an accepted unit and value changed",
        "record-changed",
        _ledger(lambda it: it.set(PLAN, "Q111", "qualifier", "")),
    ),
    Case("an accepted row gone", "record-gone", _ledger(lambda it: it.tables[PLAN].pop())),
    Case("an accepted last year gone", "record-gone", _ledger(lambda it: it.tables[NEXT].pop(1))),
]

FILES = [
    Case("an empty file", "file-empty", _text(PLAN, lambda t: b"")),
    Case("blanks only", "file-empty", _text(PLAN, lambda t: "\n\n\n")),
    Case("UTF-16", "encoding-utf16", _text(PLAN, lambda t: t.encode("utf-16"))),
    Case("UTF-16 without mark", "encoding-binary", _text(PLAN, lambda t: t.encode("utf-16-le"))),
    Case(
        "broken UTF-8",
        "encoding-broken",
        _text(PLAN, lambda t: t.encode().replace("亿".encode(), b"\xe4\xba", 1)),
    ),
    Case(
        "Latin-1 bytes",
        "encoding-broken",
        _text(NEXT, lambda t: t.encode().replace(b"high", b"h\xefgh", 1)),
    ),
    Case(
        "GB18030 cut in the middle",
        "encoding-broken",
        _text(PLAN, lambda t: t.encode("gb18030")[:-9] + b"\x81"),
    ),
    Case("NUL bytes", "encoding-binary", _text(PLAN, lambda t: t.replace("zone", "zo\x00ne", 1))),
    Case("random bytes", "encoding-broken", _text(PLAN, lambda t: bytes(range(128, 256)) * 20)),
    Case("UTF-7", "code-unknown", _text(BULLETIN, lambda t: t.encode("utf-7"))),
    Case("UTF-32", "encoding-utf16", _text(PLAN, lambda t: t.encode("utf-32"))),
    Case(
        "Big5",
        "encoding-doubtful",
        _text(PLAN, lambda t: t.replace("产", "產").encode("big5", "replace")),
    ),
    Case(
        "Shift-JIS",
        "encoding-doubtful",
        _text(PLAN, lambda t: t.replace("亿", "億").encode("shift_jis", "replace")),
    ),
    Case(
        "UTF-8 read as GB18030 and saved",
        "cell-mojibake",
        _text(BULLETIN, lambda t: t.encode().decode("gb18030", "replace")),
    ),
    Case(
        "UTF-8 read as Windows-1252 and saved",
        "cell-mojibake",
        _text(BULLETIN, lambda t: t.encode().decode("cp1252", "replace")),
    ),
    Case("a PDF", "file-disguised", _text(BULLETIN, lambda t: "%PDF-1.7\n" + t)),
    Case("a picture", "file-disguised", _text(BULLETIN, lambda t: b"\x89PNG\r\n\x1a\n")),
    Case("a packed CSV", "file-disguised", _text(BULLETIN, lambda t: gzip.compress(t.encode()))),
    Case(
        "an XML spreadsheet",
        "file-disguised",
        _text(BULLETIN, lambda t: "<?xml version='1.0'?><Workbook/>"),
    ),
    Case(
        "a million columns",
        "columns-many",
        _text(BULLETIN, lambda t: t.replace("note\n", "note" + ",x" * 1_000_000 + "\n", 1)),
    ),
    Case(
        "a million empty cells",
        "columns-many",
        _text(BULLETIN, lambda t: "," * 1_000_000 + "\n" + t),
    ),
    Case("semicolons", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", ";"))),
    Case("tabs", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", "\t"))),
    Case("full-width commas", "csv-delimiter", _text(PLAN, lambda t: t.replace(",", "，"))),
    Case(
        "a quotation mark that opens nothing",
        "csv-broken",
        _text(BULLETIN, lambda t: t.replace("571.9", '"571.9', 1)),
    ),
    Case(
        "a quotation mark lost",
        "row-ragged",
        _text(BULLETIN, lambda t: t.replace("571.9", '"571.9', 1) + '"'),
    ),
    Case(
        "text behind a quotation mark",
        "csv-broken",
        _text(BULLETIN, lambda t: t.replace("571.9", '"571"9', 1)),
    ),
    Case(
        "a line break lost", "row-ragged", _text(BULLETIN, lambda t: t.replace("\nB103", "B103", 1))
    ),
    Case("a comma lost", "row-ragged", _text(BULLETIN, lambda t: t.replace("571.9,", "571.9", 1))),
    Case(
        "a decimal comma", "row-ragged", _text(BULLETIN, lambda t: t.replace("571.9", "571,9", 1))
    ),
    Case("a file of 6 MB", "file-large", _text(PLAN, lambda t: t + "\n" * 6_000_000)),
    Case("6000 rows", "rows-many", _text(PLAN, lambda t: t + "x\n" * 6000)),
    Case(
        "a cell of 200 000 characters",
        "csv-broken",
        _text(PLAN, lambda t: t.replace("Q102", "Q" * 200_000)),
    ),
    Case(
        "a CSV that is a workbook",
        "file-disguised",
        lambda it: it.write(PLAN, to_xlsx(it.tables[PLAN])),
    ),
    Case(
        "a workbook that is a CSV",
        "file-disguised",
        lambda it: it.write(f"{RAW}/statements/new.xlsx", it.text(PLAN)),
    ),
    Case(
        "an HTML page",
        "file-disguised",
        _text(PLAN, lambda t: "<html><table><tr><td>1</td></tr></table></html>"),
    ),
    Case(
        "the same table as CSV and xlsx",
        "file-twice",
        lambda it: it.write(PLAN.replace(".csv", ".xlsx"), to_xlsx(it.tables[PLAN])),
    ),
    Case("an old .xls", "file-kind", lambda it: it.write(f"{RAW}/statements/a.xls", b"\xd0\xcf")),
    Case(
        "a workbook with macros by name",
        "file-kind",
        lambda it: it.write(f"{RAW}/statements/a.xlsm", b"PK"),
    ),
    Case("a pickle", "file-kind", lambda it: it.write(f"{RAW}/statements/a.pkl", b"\x80\x04.")),
    Case("a missing sources.csv", "file-missing", lambda it: it.path(SOURCES).unlink()),
    Case("a missing units.csv", "file-missing", lambda it: it.path("units.csv").unlink()),
    Case(
        "no statements",
        "file-none",
        lambda it: [p.unlink() for p in it.path(PLAN).parent.iterdir()],
    ),
]


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


def _named(it: Checkout, name: bytes) -> None:
    (Path(os.fsdecode(os.fsencode(it.path(PLAN).parent) + b"/" + name))).write_bytes(b"x")


def _socket(it: Checkout) -> None:
    """Made by name in its own folder: a socket's address has room for about 100 bytes."""
    it.path(PLAN).unlink()
    here = os.getcwd()
    os.chdir(it.path(PLAN).parent)
    try:
        socket.socket(socket.AF_UNIX).bind(it.path(PLAN).name)
    finally:
        os.chdir(here)


def _swamp(it: Checkout) -> None:
    for n in range(250):
        it.write(f"{RAW}/statements/t{n}.csv", "x")


NO_FILES = [
    Case("a named pipe", "file-special", _replace(PLAN, lambda path, _: os.mkfifo(path))),
    Case(
        "a named pipe as sources.csv",
        "file-special",
        _replace(SOURCES, lambda path, _: os.mkfifo(path)),
    ),
    Case(
        "a named pipe beside the tables",
        "file-special",
        lambda it: os.mkfifo(it.path(f"{RAW}/statements/pipe")),
    ),
    Case("a folder named .csv", "file-special", _replace(PLAN, lambda path, _: path.mkdir())),
    Case("a link out of data/", "file-link", _replace(PLAN, _outside)),
    Case(
        "a link to a device",
        "file-link",
        _replace(PLAN, lambda path, _: path.symlink_to("/dev/zero")),
    ),
    Case(
        "a link to nothing",
        "file-broken-link",
        _replace(PLAN, lambda path, _: path.symlink_to("nowhere.csv")),
    ),
    Case(
        "a link to itself",
        "file-broken-link",
        _replace(PLAN, lambda path, _: path.symlink_to(path.name)),
    ),
    Case("a codelist that is a link out", "file-link", _replace("units.csv", _outside)),
    Case("a folder of statements that is a link out", "file-link", _link_folder),
    Case(
        "a name that is no text and moves the cursor",
        "header-missing",
        lambda it: _named(it, b"bad\xff\x1b[31m.csv"),
    ),
    Case("a socket", "file-special", _socket),
    Case("250 files", "file-many", _swamp),
]


CASES = [*(_cell_case(*cell) for cell in CELLS), *ROWS, *FILES, *NO_FILES, *SERIES, *BOOKS]


# --- running them -----------------------------------------------------------------------------


#: What one bad file may cost: seconds, and megabytes beyond the process that opens it.
SECONDS, MEGABYTES = 5, 500


class Result(NamedTuple):
    """What became of a case, in seconds and megabytes at its peak."""

    case: Case
    verdict: str
    line: str
    rules: frozenset[str]
    seconds: float
    megabytes: float


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    warned = [notice for notice in notices if notice.verdict == "warned"]
    verdict = "refused" if problems else "warned" if warned else "ACCEPTED"
    said = problems or warned or [Problem("", None, "", "", "nothing")]
    first = next((p for p in said if p.rule == case.rule), said[0])
    rules = frozenset(p.rule for p in [*problems, *notices])
    return Result(case, verdict, str(first), rules, seconds, peak)


def run_limited(case: Case) -> Result:
    """Run a case in a process of its own, which the system ends at the limits.

    The limit of memory is real: an allocation beyond it fails inside the reader.
    """
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            _limit()
            with tempfile.TemporaryDirectory() as folder, os.fdopen(write, "wb") as answer:
                result = run(case, Path(folder).resolve())
                pickle.dump(result._replace(case=None), answer)
            os._exit(0)
        except BaseException:
            traceback.print_exc(limit=-3)
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        content = answer.read()
    _, status = os.waitpid(child, 0)
    if status or not content:
        return Result(case, "KILLED", f"status {status}", frozenset(), SECONDS, MEGABYTES)
    return pickle.loads(content)._replace(case=case)  # noqa: S301 — from our own child, by a pipe


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.setitimer(signal.ITIMER_PROF, SECONDS + 5)  # making a bomb costs time, too


def run_all() -> list[Result]:
    return [run_limited(case) for case in CASES]


def headline(results: list[Result]) -> str:
    """The one line that the README repeats."""
    silent = sum(result.verdict not in ("refused", "warned") for result in results)
    return f"**{len(results)} bad inputs tried, {silent} accepted.**"


def table(results: list[Result]) -> str:
    """The results as a Markdown page."""
    count = Counter(result.verdict for result in results)
    lines = [
        "# Bad inputs and what the user sees",
        "",
        "Made by `python -m tests.bad.bad_inputs`; the files themselves are made when it runs.",
        "",
        headline(results),
        "",
        f"{count['refused']} refused, {count['warned']} used with a warning that names the cell. "
        f"Each in a process of its own, with {SECONDS} s and {MEGABYTES} MB at most; one that "
        "meets a limit counts as accepted.",
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
    large = max(results, key=lambda result: result.megabytes)
    print(headline(results), dict(Counter(result.verdict for result in results)))
    print(
        f"slowest {slow.seconds:.2f} s ({slow.case.name}); "
        f"largest {large.megabytes:.0f} MB ({large.case.name})"
    )
    unexpected = [result for result in results if result.case.rule not in result.rules]
    for result in unexpected:
        said = sorted(rule for rule in result.rules if not rule.startswith("unverifiable"))
        print(f"UNEXPECTED {result.case.name}: wanted {result.case.rule}, {said}, {result.line}")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
