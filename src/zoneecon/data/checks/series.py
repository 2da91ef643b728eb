"""Does a number fit its neighbours in time? Slips of unit and decimal point, copies, gaps."""

import itertools
import statistics
from collections import Counter

import pandas as pd

from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, groups, series_of
from zoneecon.data.problems import at
from zoneecon.errors import Problem

#: A yearly level this many times both of its neighbours is a slip of unit or decimal point.
SLIP = 5.5
#: With one neighbour only, a slip must be larger to be told from growth.
LONE_SLIP = 7.5
#: Between years far apart: a slip by a factor of a hundred or more.
FAR_SLIP = 40
#: A yearly level this many times both neighbours (or its only one) wants a look.
UNLIKE, LONE_UNLIKE = 1.6, 2.5
#: So many significant digits are not the same twice by chance.
TELLING_DIGITS = 3


def level_jumps(rows: list) -> list[Problem]:
    """A yearly level many times its neighbours: a slip of unit or decimal point."""
    levels = (row for row in rows if row.concept in LEVELS and row.role != "target")
    problems = []
    for group in groups(levels, "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        for place, row in enumerate(series):
            beside = _beside(series, place)
            near = [other for other in beside if abs(other.year - row.year) <= 2]
            if beside:
                problems += _jump(row, near, series) if near else _far_jump(row, beside)
    return problems


def _far_jump(row, near: list) -> list[Problem]:
    """Over any number of years, no level becomes a hundred times what it was."""
    times = [row.number / other.number for other in near]
    if row.quoted or not _beyond(times, FAR_SLIP):
        return []
    said = ", ".join(f"{other.year}: {other.value} {other.unit}" for other in near)
    middle = statistics.median(times)
    return [at(row, "level-jump", "value", times=f"{middle:.3g}", neighbours=said)]


def _beside(series: list, place: int) -> list:
    return series[max(place - 1, 0) : place] + series[place + 1 : place + 2]


def _jump(row, near: list, series: list) -> list[Problem]:
    times = [row.number / other.number for other in near]
    limit = SLIP if len(near) == 2 else LONE_SLIP
    doubt = UNLIKE if len(near) == 2 else LONE_UNLIKE
    if _beyond(times, limit) and _alone(row, near, series, SLIP):
        rule = "level-jump-printed" if row.quoted else "level-jump"
    elif _beyond(times, doubt) and _alone(row, near, series, doubt) and not row.quoted:
        rule = "level-unlike"
    else:
        return []
    said = ", ".join(f"{other.year}: {other.value} {other.unit}" for other in near)
    middle = statistics.median(times)
    return [at(row, rule, "value", times=f"{middle:.3g}", neighbours=said)]


def _beyond(times: list[float], limit: float) -> bool:
    return min(times) > limit or max(times) < 1 / limit


def _alone(row, near: list, series: list, limit: float) -> bool:
    """Whether a row with one neighbour differs from that one's other neighbour as well."""
    others = [
        row.number / other.number
        for other in series
        if other not in (row, *near) and abs(other.year - near[0].year) <= 2
    ]
    return len(near) == 2 or all(ratio > limit or ratio < 1 / limit for ratio in others)


def rate_jumps(rows: list) -> list[Problem]:
    """A rate a hundredth of its neighbours is a fraction; eight times them wants a look."""
    rates = (row for row in rows if row.unit == "%")
    problems = []
    for group in groups(rates, "subject", "indicator", "role"):
        series = [row for row in series_of(group) if row.number]
        for place, row in enumerate(series):
            near = _beside(series, place)
            if near and not row.quoted:
                problems += _rate_jump(row, near)
    return problems


def _rate_jump(row, near: list) -> list[Problem]:
    times = [abs(row.number / other.number) for other in near]
    said = ", ".join(f"{other.year}: {other.value} %" for other in near)
    decimals = len(row.value.partition(".")[2])
    if max(times) < 1 / 30 and abs(row.number) < 0.01 and decimals >= 2:
        return [at(row, "percent-fraction", "value", fix=f"{1e4 * row.number:g}")]
    if min(times) > 8 and abs(row.number) > 0.2:
        return [at(row, "percent-large", "value", neighbours=said)]
    return []


def repeated_numbers(rows: list) -> list[Problem]:
    """The same telling number in two years of a series, or of two indicators in one year."""
    telling = [
        row
        for row in rows
        if not row.quoted
        and row.year is not pd.NA
        and row.role != "target"
        and len(row.value.strip("-+0").replace(".", "")) >= TELLING_DIGITS
    ]
    problems = []
    for group in groups(telling, "subject", "indicator", "value", "unit"):
        for earlier, later in itertools.pairwise(series_of(group)):
            if later.year - earlier.year == 1:
                problems.append(_repeated(later, earlier, str(earlier.year)))
    for first, *others in groups(telling, "source", "subject", "year", "value", "unit"):
        problems += [
            _repeated(other, first, first.indicator)
            for other in others
            if other.indicator != first.indicator
        ]
    return problems


def _repeated(row, other, what: str) -> Problem:
    return at(row, "number-repeated", "value", other=other.id, what=what)


def year_gaps(rows: list) -> list[Problem]:
    """A year missing from the middle of a series that one source prints."""
    problems = []
    actual = (row for row in rows if row.role == "actual")
    for group in groups(actual, "source", "subject", "indicator"):
        series = series_of(group)
        years = {row.year for row in series}
        missing = sorted(set(range(min(years), max(years))) - years) if years else []
        # Few years of many are an oversight; a source that names two years far apart is not.
        explained = any(row.gap for row in group)
        if missing and len(missing) < len(years) and not explained:
            after = next(row for row in series if row.year > missing[-1])
            said = ", ".join(map(str, missing))
            problems.append(at(after, "year-gap", "period", years=said))
    return problems


def short_series(rows: list) -> list[Problem]:
    """In a table of series, one that begins later or ends earlier than most."""
    problems = []
    dated = (row for row in rows if row.role == "actual" and row.year is not pd.NA)
    for group in groups(dated, "source", "subject"):
        series = [one for one in map(series_of, groups(group, "indicator")) if len(one) > 1]
        for end, sign in ((0, 1), (-1, -1)):
            years = Counter(one[end].year for one in series)
            usual, count = years.most_common(1)[0] if years else (0, 0)
            if count < LONG_SERIES or count < 0.7 * len(series):
                continue
            problems += [
                at(one[end], "series-short", "period", code=one[end].indicator, year=usual)
                for one in series
                if sign * (one[end].year - usual) > 0
                and not any(row.gap or row.dropped for row in one)
            ]
    return problems


def years_outside(rows: list) -> list[Problem]:
    """In a table of series, a year that no other series has, in the place of one that all have."""
    problems = []
    dated = (row for row in rows if row.role == "actual" and row.year is not pd.NA)
    for group in groups(dated, "source", "subject"):
        series = [series_of(one) for one in groups(group, "indicator")]
        spans = Counter((one[0].year, one[-1].year) for one in series if len(one) > 1)
        (first, last), count = spans.most_common(1)[0] if spans else ((0, 0), 0)
        if count < LONG_SERIES or count < 0.7 * len(series):
            continue
        for one in (one for one in series if len(one) >= LONG_SERIES):
            lacking = sorted(set(range(first, last + 1)) - {row.year for row in one})
            said = ", ".join(map(str, lacking))
            problems += [
                at(row, "year-outside", "period", first=first, last=last, years=said)
                for row in one
                if lacking and not first <= row.year <= last and not row.quoted
            ]
    return problems
