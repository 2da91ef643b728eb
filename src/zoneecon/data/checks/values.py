"""Can a number be, by itself? Signs, shares, fractions, and the years it may be of."""

import re
from collections.abc import Iterator

import pandas as pd

from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, groups
from zoneecon.data.newest import FACTS
from zoneecon.data.problems import at
from zoneecon.data.reading import printed
from zoneecon.errors import Problem

#: Units that count whole things.
WHOLE = frozenset("个 件 位 名 家 户 所 支 条 次 种 篇 节 项 座 cars sets".split())
#: Of no place that is told of is it 0; what is unknown is left out.
NEVER_ZERO = frozenset(["value added"])
#: Growth beyond these, in per cent, is a slip of the decimal point.
MOST_GROWTH = 1000
FARTHEST_YEARS = 30
#: Words of a number that is aimed at.
AIMS = re.compile(r"目标|规划|计划|预期|力争|达到|确保|争取|完成|target|plan|goal", re.IGNORECASE)


def possible_values(rows: list) -> list[Problem]:
    """Signs, shares above the whole, falls below nothing, percentages that are fractions."""
    return [
        problem
        for row in rows
        if row.unit != "words"
        for value in printed.parse_value(row.value)
        for problem in _possible(row, value.number)
    ]


def _possible(row, number: float) -> list[Problem]:
    if row.concept in LEVELS:
        if number < 0:
            return [at(row, "level-negative", "value", code=row.indicator)]
        if number == 0:
            problem = at(row, "level-zero", "value")
            sure = row.concept in NEVER_ZERO and not row.quoted
            return [problem._replace(verdict="refused") if sure else problem]
        if row.concept == "count" and row.unit in WHOLE and number != int(number):
            return [at(row, "count-fraction", "value", code=row.indicator)]
        return []
    if row.unit != "%":
        return []
    if row.concept == "growth rate" and number < -100:
        return [at(row, "growth-below", "value")]
    if row.concept == "growth rate" and number > MOST_GROWTH:
        return [at(row, "growth-above", "value", limit=MOST_GROWTH)]
    if row.concept == "share" and number > 100:
        return [at(row, "share-above", "value")]
    if row.concept == "share" and number < 0:
        return [at(row, "share-negative", "value")]
    return _fraction(row, number)


def _fraction(row, number: float) -> list[Problem]:
    """No source prints 0.085 %; 0.8 % is printed now and then."""
    decimals = len(row.value.partition(".")[2])
    if row.quoted or not 0 < abs(number) < 1:
        return []
    if decimals >= 3:
        return [at(row, "percent-fraction", "value", fix=f"{100 * number:g}")]
    return [at(row, "percent-small", "value")] if decimals >= 2 else []


def several_numbers(rows: list) -> list[Problem]:
    """A range or a list enters no series; where no quote prints it, it may be a slip."""
    return [
        at(row, "number-several", "value")
        for row in rows
        if row.unit != "words" and not row.quoted and len(printed.parse_value(row.value)) > 1
    ]


def possible_periods(rows: list) -> list[Problem]:
    """What has happened lies before its publication; what is planned not too far behind it."""
    return [problem for row in rows if row.first is not pd.NA for problem in _when(row)]


def _when(row) -> list[Problem]:
    days = printed.period_days(row.period)
    if days is None:
        return []
    begins, ends = days
    day = (row.published.year, row.published.month)
    fields = {"role": row.role, "published": row.published}
    happened = row.role in FACTS
    if row.first < 1949:
        return [at(row, "period-early", "period")]
    if row.last > row.published.year + FARTHEST_YEARS:
        return [at(row, "period-far", "period", years=FARTHEST_YEARS, published=row.published)]
    # A plan's years may be under way when its results so far are told.
    if happened and (begins > day or row.last > row.published.year + 4):
        return [at(row, "period-future", "period", **fields)]
    if happened and ends > day:
        return [at(row, "period-running", "period", **fields)]
    return []


def past_targets(rows: list) -> Iterator[Problem]:
    """A target of a year that was over: a role mistyped, unless words speak for it.

    A page whose date is the day of retrieval may be as old as its targets.
    """
    dated = [row for row in rows if row.year is not pd.NA]
    for group in groups(dated, "source", "subject", "indicator"):
        actual = {row.year for row in group if row.role == "actual"}
        for row in group:
            over = row.role in ("target", "duty") and row.year < row.published.year
            continues = len(actual) >= LONG_SERIES and row.year not in actual
            wordless = row.quoted and not AIMS.search(row.quote + row.period_printed + row.note)
            doubtful = wordless if row.quoted else continues or row.basis != "retrieved"
            if over and doubtful:
                yield at(row, "period-past", "period", published=row.published, role=row.role)


def parts_of_years(rows: list) -> Iterator[Problem]:
    """A part of a year among whole years: a figure to date typed for the year's."""
    for group in groups((r for r in rows if not r.quoted), "subject", "indicator", "role"):
        whole = sum(row.year is not pd.NA for row in group)
        part = [
            row
            for row in group
            if row.first is not pd.NA
            and row.year is pd.NA
            and (row.first == row.last or row.concept in LEVELS)
        ]
        if whole >= LONG_SERIES and len(part) * 3 <= whole:
            yield from (at(row, "period-part", "period") for row in part)
