"""When is it, by its words? The months that a quote or a printed date speaks of.

Words name a year, several years, or a part of a year without one (上半年, 1—9月). They are told
only where they are sure: one span, and no word that makes a year a point of comparison.
"""

import re
from typing import NamedTuple

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?:\s*年|(?![\d.\u4e00-\u9fff%％]))", re.ASCII)
#: Words of a year that is not the one that is named.
_OTHER_YEAR = re.compile(r"去年|上年|上一年|前年|明年|次年|翌年")
#: A year that another number is compared with, or counted from.
_COMPARED_BEFORE = re.compile(r"(比|较|自|从|由|在|与|截至|截止)$")
_COMPARED_BEHIND = re.compile(r"\s*(同期|同比|相比|基础|以来|以后|起|开始|水平|的\d|翻)")
_DIGIT = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_NUMERAL = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DASH = r"\s*(?:月份?)?\s*[-－—–~～至到]+\s*"
#: Words of a whole year, beside which a part of one is told, too.
_WHOLE = re.compile(r"全年|年末|年底|年度|年均|年终")
#: Months of a year, by the words for them; the first that fits a place counts.
_PARTS = (
    (re.compile(rf"(?<![\d.]){_NUMERAL}{_DASH}{_NUMERAL}月"), "months"),
    (re.compile(rf"前{_NUMERAL}个?月"), "to month"),
    (re.compile(r"前([一二三123])个?季度?"), "to quarter"),
    (re.compile(rf"(?:第\s*)?{_NUMERAL}季度"), "quarter"),
    (re.compile(r"上半年"), "first half"),
    (re.compile(r"下半年"), "second half"),
    (re.compile(rf"(?<![\d.个十]){_NUMERAL}月(?!\d*日|末|底)"), "month"),
)


class Said(NamedTuple):
    """What words say of a period: the year, and first and last month; None where they do not."""

    year: int | None
    months: tuple[int, int] | None


def said(text: str) -> Said:
    """The one year and the one part of a year that a text speaks of.

    Examples
    --------
    >>> said("2021年上半年"), said("1-9月"), said("2019年生产总值106.5亿元")
    (Said(year=2021, months=(1, 6)), Said(year=None, months=(1, 9)), Said(year=2019, months=None))
    >>> said("比2020年增长5%"), said("2019年和2020年")
    (Said(year=None, months=None), Said(year=None, months=None))
    >>> said("2022年12月末"), said("上半年增长5%，全年增长")
    (Said(year=2022, months=None), Said(year=None, months=None))
    """
    years = set(_YEAR.findall(text))
    unsure = any(_compared(text, match) for match in _YEAR.finditer(text))
    if len(years) > 1 or (years and (unsure or _OTHER_YEAR.search(text))):
        return Said(None, None)
    [year] = years or [None]
    parts = set() if _WHOLE.search(text) else _parts(text)
    return Said(int(year) if year else None, parts.pop() if len(parts) == 1 else None)


def _compared(text: str, match: re.Match) -> bool:
    before, behind = text[: match.start()], text[match.end() :]
    return bool(_COMPARED_BEFORE.search(before) or _COMPARED_BEHIND.match(behind))


def _parts(text: str) -> set[tuple[int, int]]:
    """Every part of a year that a text names, as first and last month."""
    parts, rest = set(), text
    for shape, kind in _PARTS:
        for match in shape.finditer(rest):
            numbers = [_number(word) for word in match.groups()]
            if months := _months(kind, numbers):
                parts.add(months)
        rest = shape.sub("。", rest)
    return parts


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _DIGIT[word]


def _months(kind: str, numbers: list[int]) -> tuple[int, int] | None:
    first, last = {
        "months": lambda: (numbers[0], numbers[-1]),
        "to month": lambda: (1, numbers[0]),
        "to quarter": lambda: (1, 3 * numbers[0]),
        "quarter": lambda: (3 * numbers[0] - 2, 3 * numbers[0]),
        "first half": lambda: (1, 6),
        "second half": lambda: (7, 12),
        "month": lambda: (numbers[0], numbers[0]),
    }[kind]()
    return (first, last) if 1 <= first <= last <= 12 else None


def disagrees(
    text: str, days: tuple[tuple[int, int], tuple[int, int]], sentence: bool = False
) -> bool:
    """Whether words put a number elsewhere than its period.

    Parameters
    ----------
    text : str
        A printed date, or a sentence up to its number.
    days : tuple
        First and last year and month of the period.
    sentence : bool
        Whether the text is a sentence: a single month in it is the number's only if it stands in
        the number's own clause; before that it may be of a meeting.

    Examples
    --------
    >>> whole = ((2021, 1), (2021, 12))
    >>> disagrees("2021年1-9月", whole), disagrees("2021年", whole)
    (True, False)
    """
    year, months = said(text)
    if sentence and months and months[0] == months[1]:
        months = said(re.split(r"[，,。；;]", text)[-1]).months
    (first_year, first), (last_year, last) = days
    if year and not first_year <= year <= last_year:
        return True
    return months is not None and (first_year != last_year or months != (first, last))
