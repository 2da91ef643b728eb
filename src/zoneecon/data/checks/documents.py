"""Is a document what it says it is? A year's table beside the year before, row by row.

Last year's table typed again, another place's, half a year's, two rows exchanged, a row left out,
a year never published: no single number shows it, all of them together do. All is warned of.
"""

import bisect
import itertools
import math
import statistics
from collections import Counter

import pandas as pd

from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, groups, happened, series_of, yearly
from zoneecon.data.problems import at
from zoneecon.errors import Problem

#: The middle of a document's levels, in times of the year before.
LEAST_TIMES, MOST_TIMES = 0.6, 1.67
#: Levels that a document needs to be told as a copy, and the share of them that are the same.
COPIED, COPIED_SHARE = 5, 0.8
#: Two rows that moved by more than the first, and exchanged by less than the second of that.
EXCHANGED_MOVE, EXCHANGED_SHARE = math.log(1.04), 0.35
#: Years missing between two runs of a series, at most; the older run has `LONG_SERIES` years.
MOST_MISSING = 3
#: A bulletin carries so large a part of the indicators that a subject has series of.
CARRIED_SHARE = 0.6
#: Rows that are otherwise than the rest of their document are few.
ODD_SHARE = 0.2


def _beside_last_year(rows: list) -> list[list[tuple]]:
    """Rows of each document, subject and year with the same row of the year before, whoever's."""
    facts = yearly(row for row in rows if row.role == "actual" and row.number > 0)
    known = {(row.subject, row.indicator, row.year): row for row in facts}
    pairs = []
    for group in groups(facts, "source", "subject", "year"):
        told = [
            (row, before)
            for row in group
            if (before := known.get((row.subject, row.indicator, row.year - 1)))
        ]
        pairs.append([pair for pair in told if not pair[0].quoted])
    return [pair for pair in pairs if pair]


def copied_documents(rows: list) -> list[Problem]:
    """Most levels of a document are the same as a year earlier."""
    problems = []
    for pairs in _beside_last_year(happened(rows, LEVELS)):
        same = [row for row, before in pairs if math.isclose(row.number, before.number)]
        if len(pairs) >= COPIED and len(same) >= COPIED_SHARE * len(pairs):
            problems.append(
                at(
                    same[0],
                    "document-copied",
                    "period",
                    count=len(same),
                    of=len(pairs),
                    year=same[0].year - 1,
                )
            )
    return problems


def other_scale(rows: list) -> list[Problem]:
    """The levels of a document are, taken together, far from those of a year earlier."""
    problems = []
    for pairs in _beside_last_year(happened(rows, LEVELS)):
        times = statistics.median(row.number / before.number for row, before in pairs)
        if len(pairs) >= LONG_SERIES and not LEAST_TIMES < times < MOST_TIMES:
            row = pairs[0][0]
            problems.append(
                at(
                    row,
                    "document-scale",
                    "subject",
                    times=f"{times:.3g}",
                    count=len(pairs),
                    year=row.year - 1,
                )
            )
    return problems


def exchanged_rows(rows: list) -> list[Problem]:
    """Two rows of one document, each of which would be nearer to last year if exchanged.

    Cells change places whatever their units, so numbers are compared as they are printed.
    """
    problems = []
    for pairs in _beside_last_year(happened(rows, LEVELS | {"share"})):
        problems += _exchanged([_Move(*pair) for pair in pairs])
    return problems


class _Move:
    """A row and the one before it in its unit, by the logarithms of what is printed."""

    def __init__(self, row, before):
        self.row = row
        self.now = math.log(float(row.value))
        self.size = abs(math.log(row.number / before.number))
        self.before = self.now - math.log(row.number / before.number)


def _exchanged(moves: list[_Move]) -> list[Problem]:
    """Pairs among the rows that moved; each looked up by the value it should have."""
    movers = sorted((one for one in moves if one.size > EXCHANGED_MOVE), key=lambda one: one.now)
    values = [one.now for one in movers]
    problems, told = [], set()
    for one in movers:
        near = EXCHANGED_SHARE * one.size
        first = bisect.bisect_left(values, one.before - near)
        last = bisect.bisect_right(values, one.before + near)
        for other in movers[first:last]:
            if other is one or id(other) in told or id(one) in told:
                continue
            crossed = abs(other.now - one.before) + abs(one.now - other.before)
            if crossed < EXCHANGED_SHARE * (one.size + other.size):
                told |= {id(one), id(other)}
                problems += [_told(one.row, other.row), _told(other.row, one.row)]
    return problems


def _told(row, other) -> Problem:
    return at(row, "rows-exchanged", "value", other=other.id, what=other.indicator)


def missing_years(rows: list) -> list[Problem]:
    """A year that no document tells, in a series that was told year by year before."""
    problems = []
    facts = [row for row in rows if row.role == "actual" and row.days]
    for group in groups(facts, "subject", "indicator"):
        run = 1
        for earlier, later in itertools.pairwise(series_of(group)):
            missing = range(earlier.year + 1, later.year)
            gap = run >= LONG_SERIES and 0 < len(missing) <= MOST_MISSING
            if gap and later.source != earlier.source and not _explained(group, missing):
                said = ", ".join(map(str, missing))
                problems.append(at(later, "year-missing", "period", years=said))
            run = 1 if missing else run + 1
    return problems


def _explained(group: list, missing: range) -> bool:
    """Whether a row of the series tells a part of a missing year, or its note names it."""
    return any(
        row.gap
        or (row.year is pd.NA and any(row.first <= year <= row.last for year in missing))
        or all(str(year) in row.note for year in missing)
        for row in group
    )


def missing_series(rows: list) -> list[Problem]:
    """A series up to last year that the newest bulletin lacks, whoever issued it."""
    problems = []
    for own in groups((row for row in yearly(rows) if row.role == "actual"), "subject"):
        newest = max(row.published for row in own)
        here = [row for row in own if row.published == newest]
        year = max(row.year for row in here)
        carried = {row.indicator for row in here}
        series = [
            one for one in groups(own, "indicator") if len({row.year for row in one}) >= LONG_SERIES
        ]
        lacking = [one for one in series if one[-1].indicator not in carried]
        if len(lacking) > (1 - CARRIED_SHARE) * len(series):
            continue  # a document of few indicators is no bulletin
        problems += [
            at(one[-1], "series-missing", "indicator", year=one[-1].year, other=here[0].source)
            for one in lacking
            if one[-1].year == year - 1 and not any(row.dropped for row in one)
        ]
    return problems


def odd_sources(rows: list) -> list[Problem]:
    """In a file of one document, a few rows that cite another: known on another day."""
    problems = []
    for group in groups(rows, "in_file"):
        (usual, count), *_ = Counter(row.source for row in group).most_common()
        if count >= LONG_SERIES and count >= (1 - ODD_SHARE) * len(group):
            problems += [
                at(row, "source-odd", "source", usual=usual) for row in group if row.source != usual
            ]
    return problems


def odd_periods(rows: list) -> list[Problem]:
    """In a document of one period, an indicator that has another one only."""
    problems = []
    facts = [row for row in rows if row.role == "actual"]
    for group in groups(facts, "source", "subject"):
        (usual, count), *_ = Counter(row.period for row in group).most_common()
        if count < LONG_SERIES or count < (1 - ODD_SHARE) * len(group):
            continue
        usually = {row.indicator for row in group if row.period == usual}
        problems += [
            at(row, "period-odd", "period", code=row.indicator, usual=usual)
            for row in group
            if row.indicator not in usually and not row.quoted
        ]
    return problems


def without_year(rows: list) -> list[Problem]:
    """A fact without a year in a series of years: nobody knows where it belongs."""
    problems = []
    facts = [row for row in rows if row.role == "actual" and not row.quoted]
    for group in groups(facts, "subject", "indicator"):
        years = {row.year for row in yearly(group)}
        if len(years) >= LONG_SERIES:
            problems += [
                at(row, "period-none", "period", code=row.indicator)
                for row in group
                if row.period in ("undated", "none", "recurring")
            ]
    return problems


def alone(rows: list) -> list[Problem]:
    """Levels of the newest year that no other year and no quote can be held to.

    In a document of known series the odd one is warned of; a document of new ones is reported.
    """
    dated = [row for row in yearly(happened(rows, LEVELS)) if row.role == "actual"]
    newest = max((row.year for row in dated), default=None)
    years = {
        (one[0].subject, one[0].indicator): {row.year for row in one}
        for one in groups(dated, "subject", "indicator")
    }
    problems = []
    for own in groups((row for row in dated if row.year == newest), "source"):
        lone = [row for row in own if len(years[row.subject, row.indicator]) == 1]
        odd = len(lone) <= ODD_SHARE * len(own)
        subjects = Counter(row.subject for row in own)
        problems += [
            at(
                row,
                "number-alone" if odd and subjects[row.subject] > 1 else "number-first",
                "value",
                code=row.indicator,
            )
            for row in lone
            if not row.quoted
        ]
    return problems
