"""Does a number agree with its own quote? Held inside the table, without the document.

A typing slip in a value, a unit, a sign or a year disagrees with the words copied beside it.
Where a row carries no such words, it is reported as unverifiable instead of trusted.
"""

import re

import pandas as pd

from zoneecon.data.checks import wording
from zoneecon.data.checks.rows import FACTS
from zoneecon.data.checks.wording import Meaning
from zoneecon.data.problems import at, flagged
from zoneecon.data.reading import cells, printed, printed_dates
from zoneecon.errors import Problem

_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千]+|\d+(?:\.\d+)?", re.ASCII)
_DIGITS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MINUS = re.compile(r"[-－−﹣负]$")
#: A range such as 10-40 has a dash before its second number.
_RANGE_BEFORE = re.compile(r"\d[%％]?[-－−﹣—–~至]$")
_PLAN = {
    "十一五": (2006, 2010),
    "十二五": (2011, 2015),
    "十三五": (2016, 2020),
    "十四五": (2021, 2025),
    "十五五": (2026, 2030),
}
#: A point in a year, which may be told by its month.
_POINT = re.compile(r"末|底|初|前|内")
_END = re.compile(r"期末|末年|收官|年末|末$")
#: A document is one of quotes if so many of its rows, and this share of them, have one.
MANY_QUOTES, QUOTED_SHARE = 3, 0.7
#: Qualifiers in other words.
OTHER_BOUNDS = {"超过": "超", "逾": "超", "大约": "约"}
#: Words of a rate that does not compare with the year before.
_OTHER_BASIS = re.compile(r"环比|月率|季调|比上月|比上季|比年初|month-on-month|quarter-on-quarter")


def check_quotes(
    statements: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame
) -> list[Problem]:
    """Hold every row to its own words.

    Parameters
    ----------
    statements : DataFrame
        Rows whose cells have passed `checks.check_statements`.
    units, indicators : DataFrame
        Codelists, for telling the unit that stands beside a number and what the number is of.
    """
    names = dict(zip(indicators["code"], indicators["zh"], strict=True))
    spoken = wording.named(indicators)
    means = {
        row.code: Meaning(
            row.concept, row.price_basis, row.unit, row.zh, row.en, row.definition, spoken
        )
        for row in indicators.itertuples(index=False)
    }
    known = sorted((unit for unit in units["printed"] if unit), key=len, reverse=True)
    problems = []
    for row in statements.itertuples(index=False):
        if row.quote:
            of = means[row.indicator]
            problems += _in_words(row) if row.unit == "words" else _numbers(row, known, of)
            problems += _labels(row, names[row.indicator])
        elif row.unit != "words":
            numerals = any(printed.chinese_number(item) for item in row.value.split(";"))
            rule = "number-numeral" if numerals else "unverifiable-value"
            problems.append(at(row, rule, "value"))
        problems += _basis(row, means[row.indicator])
        problems += _period(row)
    return problems + _without_quotes(statements)


def _without_quotes(statements: pd.DataFrame) -> list[Problem]:
    """Few rows without words in a document whose other rows have them."""
    quoted = statements["quote"] != ""
    share = quoted.groupby(statements["source"]).transform("mean")
    many = quoted.groupby(statements["source"]).transform("sum") >= MANY_QUOTES
    return flagged(statements, ~quoted & many & (share >= QUOTED_SHARE), "quote", "quote-lost")


def _labels(row, name: str) -> list[Problem]:
    """What a quote does not say of its number: the words around it, and what it is of."""
    words = row.qualifier.split(";")
    bound = any(word in printed.BEHIND for word in words) or row.role != "target"
    unsaid = any(word not in row.quote for word in words)
    # 规模以上 has 以上 in it and is none: a word in the quote is no proof either way.
    unheard = any(word in row.quote and word not in row.qualifier for word in printed.QUALIFIERS)
    doubtful = unsaid or unheard or not bound
    problems = [at(row, "unverifiable-qualifier", "qualifier")] if doubtful else []
    if name not in row.quote:
        problems.append(at(row, "unverifiable-indicator", "indicator"))
    return [*problems, at(row, "unverifiable-subject", "subject")]


def _basis(row, of: Meaning) -> list[Problem]:
    """A rate of growth is on the year before, unless its words say otherwise."""
    other = _OTHER_BASIS.search(f"{row.quote} {row.note}")
    if other and of.is_rate:
        return [at(row, "quote-basis", "indicator", words=other[0])]
    return []


def _in_words(row) -> list[Problem]:
    if printed.occurs(row.value, row.quote):
        return []
    return [at(row, "quote-number", "value", quote=row.quote)]


def _numbers(row, known: list[str], of: Meaning) -> list[Problem]:
    quote = _plain(row.quote)
    items = printed.printed_items(row.value)
    if not printed.shown_last(row.value, quote):
        return [at(row, "quote-number", "value", quote=row.quote)]
    if row.unit not in row.quote:
        return [at(row, "quote-unit", "unit", quote=row.quote)]
    if not all(printed.is_number(item) for item in items):
        return _numeral(row, quote, items, known)
    found = list(_DIGITS.finditer(quote))[-len(items) :]
    problems = (
        []
        if _beside(quote, found, row.unit, known)
        else [at(row, "quote-unit-place", "unit", quote=row.quote)]
    )
    before = quote[: found[0].start()]
    if len(items) == 1 and not _same_sign(items[0], before, of):
        return [*problems, at(row, "quote-sign", "value", quote=row.quote)]
    for word, code in _bounds(before):
        if code not in row.qualifier:
            problems.append(at(row, "quote-qualifier-missing", "qualifier", word=word))
    return problems + wording.contradictions(row, before, of)


def _bounds(before: str) -> list[tuple[str, str]]:
    """Qualifiers that stand right before a number, as printed and as they are coded."""
    words = {word: word for word in printed.QUALIFIERS} | OTHER_BOUNDS
    return [(word, code) for word, code in words.items() if before.endswith(word)]


def _same_sign(item: str, before: str, of: Meaning) -> bool:
    """Whether a number has the sign that the words before it print.

    A decline of a growth rate is negative (同比下降5.2% is -5.2); 压减产能3万吨 is positive.
    """
    dash = bool(_MINUS.search(before)) and not _RANGE_BEFORE.search(before)
    if item.startswith("-"):
        return dash or wording.falling(before)
    return not dash and not (of.rises and wording.DECLINE.search(before))


def _plain(quote: str) -> str:
    """A quote with half-width digits and without thousands separators."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", quote.translate(_DIGIT_WIDTH))


_DIGIT_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def _beside(quote: str, numbers: list[re.Match], unit: str, known: list[str]) -> bool:
    """Whether a unit is printed beside a number: behind it, before it, or at the list's head."""
    if any(_unit_at(quote[number.end() :], known) == unit for number in numbers):
        return True
    before, behind = quote[: numbers[-1].start()], quote[numbers[-1].end() :]
    if before.endswith(unit):
        return True
    return unit in before and _unit_at(behind, known) is None


def _unit_at(text: str, known: list[str]) -> str | None:
    """The longest unit that a text begins with."""
    return next((unit for unit in known if text.startswith(unit)), None)


def _numeral(row, quote: str, items: list[str], known: list[str]) -> list[Problem]:
    """A number in Chinese numerals: sure only if its quote has no other such numeral."""
    others = set(_NUMERAL.findall(quote)) - set(items)
    beside = any(
        _unit_at(quote[match.end() :], known) == row.unit
        for match in _NUMERAL.finditer(quote)
        if match[0] in items
    )
    if not beside and row.unit + items[0] not in quote and others:
        return [at(row, "quote-unit-place", "unit", quote=row.quote)]
    return [at(row, "unverifiable-numeral", "value")] if others else []


# --- periods ----------------------------------------------------------------------------------


def _period(row) -> list[Problem]:
    """A period must lie where its printed words put it."""
    period = printed.parse_period(row.period)
    allowed = years_of(row.period_printed)
    days = printed.period_days(row.period)
    sentence = _before_value(row)
    if days and printed_dates.disagrees(row.period_printed, days):
        return [at(row, "quote-period", "period", printed=row.period_printed)]
    if days and sentence and printed_dates.disagrees(sentence, days, sentence=True):
        return [at(row, "quote-period", "period", printed=sentence)]
    told = printed_dates.said(row.period_printed or sentence)
    if days and _beyond(told, days, row):
        return [at(row, "quote-year", "period", year=told.year)]
    if period.first is None and allowed:
        return [at(row, "quote-period", "period", printed=row.period_printed)]
    if allowed is None:
        return [at(row, "unverifiable-period", "period")]
    first, last, strict = allowed
    inside = first <= period.first and period.last <= last
    touches = first in (period.first, period.last) or last in (period.first, period.last)
    if not (inside and (touches or not strict)) and not (strict and first == last and touches):
        return [at(row, "quote-period", "period", printed=row.period_printed)]
    # 从2017年开始 may begin a longer period, 到2025年 may end one; a plan's name holds five years.
    settled = (period.first, period.last) == (first, last) and not _finer(row)
    return [] if settled else [at(row, "unverifiable-period", "period")]


def _beyond(told: printed_dates.Said, days: tuple, row) -> bool:
    """Whether words name one whole year, and the period is a part of it or more than it."""
    if told.year is None or told.months or _POINT.search(row.period_printed + row.quote):
        return False
    (first_year, first), (last_year, last) = days
    part = first_year == last_year and (first, last) != (1, 12)
    return part or (first_year != last_year and row.role in FACTS)


def _before_value(row) -> str:
    """A quote up to its own number, which may look like a year."""
    place = row.quote.rfind(printed.printed_items(row.value)[0]) if row.unit != "words" else -1
    return row.quote[:place] if place > 0 else ""


def _finer(row) -> bool:
    """Whether a period names a month or a quarter that its printed words do not."""
    parts = re.findall(r"(?:-|Q)(\d+)", row.period)
    said = re.sub(r"(?:19|20)\d\d", "", row.period_printed)
    return any(str(int(part)) not in said for part in parts)


def years_of(words: str) -> tuple[int, int, bool] | None:
    """First and last year that printed words allow, and whether one of them must be met.

    Examples
    --------
    >>> years_of("到2025年"), years_of("“十四五”期末"), years_of("目前")
    ((2025, 2025, True), (2025, 2025, True), None)
    """
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)]
    if years:
        return min(years), max(years), len(years) == 1
    for name, (first, last) in _PLAN.items():
        if name in words:
            return (last, last, True) if _END.search(words) else (first, last, False)
    return None


def suspicious_text(statements: pd.DataFrame) -> list[Problem]:
    """Letters of other scripts in the running text of statements."""
    return cells.foreign_letters(statements, ("section", "period_printed", "quote", "note"))
