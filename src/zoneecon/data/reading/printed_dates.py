"""When is it, by its words? Years and months that a quote, a printed date or a title speaks of.

They are told only where they are sure: one span, and no word that makes a year one to compare with.
The lines around a table are held to its rows, for they may say that it is another table.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from zoneecon.data.reading import cells, printed

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?:\s*年|(?![\d.\u4e00-\u9fff%％]))", re.ASCII)
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
#: Words of a year that is not the one that is named, or that another number is compared with.
_OTHER_YEAR = re.compile(r"去年|上年|上一年|前年|明年|次年|翌年")
_COMPARED = re.compile(
    rf"(比|较|自|从|由|在|与|截至|截止){_YEAR.pattern}|{_YEAR.pattern}"
    r"\s*(同期|同比|相比|基础|以来|以后|起|开始|水平|的\d|翻)"
)
#: Words of a whole year, beside which a part of one is told, too.
_WHOLE = re.compile(r"全年|年末|年底|年度|年均|年终")
#: A number of a month, and what stands between the first and the last.
NUMERAL = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
DASH = r"\s*(?:月份?)?\s*[-－—–~～至到]+\s*"
#: Words of a part of a year, and its first and last month; the first that fits a place counts.
_PARTS = (
    (re.compile(rf"(?<![\d.]){NUMERAL}{DASH}{NUMERAL}月"), lambda first, last: (first, last)),
    (re.compile(rf"前{NUMERAL}个?月"), lambda month: (1, month)),
    (re.compile(r"前([一二三123])个?季度?"), lambda quarter: (1, 3 * quarter)),
    (re.compile(rf"(?:第\s*)?{NUMERAL}季度"), lambda quarter: (3 * quarter - 2, 3 * quarter)),
    (re.compile(r"上半年"), lambda: (1, 6)),
    (re.compile(r"下半年"), lambda: (7, 12)),
    (re.compile(rf"(?<![\d.个十]){NUMERAL}月(?!\d*日|末|底)"), lambda month: (month, month)),
)
#: A plan of five years by its number: 十四五 is the fourteenth.
_PLAN = re.compile(r"(十[一二三四五六七八九])五")
_END = re.compile(r"期末|末年|收官|年末|末$")
#: Titles of the day or year in which a document was issued, not of those of its numbers.
_ISSUED = re.compile(
    r"年鉴|报告|要点|方案|规划|计划|通知|意见|yearbook|report|plan|draft|news"
    r"|\d{4}\s*年\s*\d{1,2}\s*月|\d{4}[-./]\d{1,2}(?!\d)",
    re.IGNORECASE,
)
#: A unit that a title or a note gives for the whole table.
_TABLE_UNIT = re.compile(r"(?:计量)?单位\s*[:：]\s*([^)）\]】。；;]+)")


class Span(NamedTuple):
    """What words say of a period: the year, and first and last month; None where they do not."""

    year: int | None
    months: tuple[int, int] | None


def spoken(text: str) -> Span:
    """The one year and the one part of a year that a text speaks of.

    Examples
    --------
    >>> spoken("2021年上半年"), spoken("1-9月"), spoken("2019年生产总值106.5亿元")
    (Span(year=2021, months=(1, 6)), Span(year=None, months=(1, 9)), Span(year=2019, months=None))
    >>> spoken("比2020年增长5%"), spoken("2019年和2020年"), spoken("上半年增长5%，全年增长")
    (Span(year=None, months=None), Span(year=None, months=None), Span(year=None, months=None))
    """
    years = {int(year) for year in _YEAR.findall(text)}
    if len(years) > 1 or (years and (_COMPARED.search(text) or _OTHER_YEAR.search(text))):
        return Span(None, None)
    parts = set() if _WHOLE.search(text) else _parts(text)
    return Span(next(iter(years), None), parts.pop() if len(parts) == 1 else None)


def _parts(text: str) -> set[tuple[int, int]]:
    """Every part of a year that a text names, as first and last month."""
    parts = set()
    for shape, months in _PARTS:
        for match in shape.finditer(text):
            if part := part_of(match, months):
                parts.add(part)
        text = shape.sub("。", text)
    return parts


def part_of(match: re.Match, span: Callable[..., tuple[int, int]]) -> tuple[int, int] | None:
    """First and last month that a shape of words found and its span give; None if they are none."""
    first, last = span(*(printed.chinese_number(word) or int(word) for word in match.groups()))
    return (first, last) if 1 <= first <= last <= 12 else None


def plan_years(number: str) -> tuple[int, int]:
    """First and last year of a plan of five years by its number; the eleventh began in 2006.

    Examples
    --------
    >>> plan_years("十四")
    (2021, 2025)
    """
    first = 2006 + 5 * ((printed.chinese_number(number) or 0) - 11)
    return first, first + 4


def years_of(words: str) -> tuple[int, int] | None:
    """First and last year that printed words allow; of a plan's end, its last year.

    Examples
    --------
    >>> years_of("到2025年"), years_of("“十四五”时期"), years_of("“十四五”期末"), years_of("目前")
    ((2025, 2025), (2021, 2025), (2025, 2025), None)
    """
    if years := [int(year) for year in _ANY_YEAR.findall(words)]:
        return min(years), max(years)
    if not (plan := _PLAN.search(words)):
        return None
    first, last = plan_years(plan[1])
    return (last if _END.search(words) else first), last


def other_years(title: str, periods: Iterable[str]) -> str:
    """Years of a table's rows, if its title names others; '' if it agrees or cannot be told.

    Examples
    --------
    >>> other_years("2022年统计公报", ["2023", "2023"]), other_years("2016—2020年", ["2018"])
    ('2023', '')
    """
    named, of_rows = years_of(title), years_of(" ".join(periods))
    if not named or not of_rows or _ISSUED.search(title):
        return ""
    apart = named[1] < of_rows[0] or of_rows[1] < named[0]
    return "-".join(map(str, dict.fromkeys(of_rows))) if apart else ""


def beside(text: str, rows: list[dict[str, str]], above: bool) -> list[tuple[str, dict[str, str]]]:
    """Rules that a line beside a table breaks, with what fills their messages in.

    "单位：万元" above rows in 亿元, "2022年" above rows of 2023, "1—9月" above whole years;
    a note below the table (not `above`) may name years of all kinds.
    """

    def plain(unit: str) -> str:
        return cells.UNIT_SPELLINGS.get(unit.strip(), unit.strip())

    found = []
    used = {plain(row.get("unit", "")) for row in rows}
    given = _TABLE_UNIT.search(text)
    if given and used and not used & set(map(plain, re.split(r"[、,，/或和]", given[1]))):
        found.append(("title-unit", {"units": ", ".join(sorted(used))}))
    periods = {row.get("period", "") for row in rows}
    months = spoken(text).months
    if months and months[0] < months[1] and not any(re.search("-|Q", period) for period in periods):
        found.append(("title-part", {"months": f"{months[0]}-{months[1]}"}))
    if above and (years := other_years(text, periods)):
        found.append(("title-year", {"years": years}))
    return found
