"""Does a number move as its series does? Moves that are too small for a slip of the unit.

A level that doubles, a share that jumps, a rate far outside its series, a rate that its levels
contradict: each may be true, so all of this is warned of, and only where no quote prints it.
"""

import bisect
import itertools
import math
import statistics

import pandas as pd

from zoneecon import growth
from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, groups, happened, series_of, yearly
from zoneecon.data.problems import at
from zoneecon.errors import Problem

#: A move of one year beyond this factor wants a look, unless the series moves so all the time.
MOVE = math.log(1.67)
TIMES_USUAL = 4
#: In a steady series less is enough: times the usual and the largest distance from its trend.
LEAST_MOVE, SPREADS, MOST_SPREADS = math.log(1.2), 8, 3
#: Things counted by ones double easily.
FEW = 20
#: Points by which a share may move in a year, and times; below the least no times are told.
SHARE_POINTS, SHARE_TIMES, LEAST_SHARE_MOVE = 20, 3, 1
#: A rate is outside its series by more than so many points, and than so many of its ranges.
RATE_POINTS, RATE_RANGES = 12, 1.5
#: An average may lie outside its years by so many points, for rounding and revisions.
AVERAGE_POINTS = 0.5
#: Prices move so many points a year between a real rate and its levels at most, or so many times
#: what they usually do; below the least no times are told. Prices rise more readily than they fall.
PRICE_POINTS, PRICE_TIMES, LEAST_RISE, LEAST_FALL = 12, 4, 9, 6
#: An index of growth: last year is 100, or 1.
INDEX_100, INDEX_1 = (90, 130), (0.8, 1.3)


def level_moves(rows: list) -> list[Problem]:
    """A level that moves in a year by far more than its series does."""
    problems = []
    for group in groups(happened(rows, LEVELS), "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        pairs = list(itertools.pairwise(series))
        moves = [math.log(later.number / earlier.number) for earlier, later in pairs]
        flagged: set[int] = set()  # places of rows, not of pairs
        for place, ((earlier, later), move) in enumerate(zip(pairs, moves, strict=True)):
            if later.year - earlier.year > 2 or not _unusual(moves, place) or _few(earlier, later):
                continue
            back = place in flagged and move * moves[place - 1] < 0
            odd = later if not later.quoted else earlier
            if back or odd.quoted:
                continue  # the year before was odd, and this one is as before
            flagged.add(place + 1)
            problems.append(_moved(odd, later if odd is earlier else earlier))
    return problems


def _unusual(moves: list[float], place: int) -> bool:
    """Whether a move is beyond the usual for any series, or for one that moves as this does."""
    others = _others(moves, place)
    usual = statistics.median(map(abs, others)) if len(others) >= LONG_SERIES else 0
    return abs(moves[place]) > max(MOVE, TIMES_USUAL * usual) or _unsteady(moves, place)


def _others(moves: list[float], place: int) -> list[float]:
    """The other moves of a series; the way back of a neighbour that was odd is no usual move."""
    return [
        move
        for other, move in enumerate(moves)
        if other != place and not (abs(other - place) == 1 and move * moves[place] < 0)
    ]


def _unsteady(moves: list[float], place: int) -> bool:
    """Whether a move leaves the trend of a series by far more than its others do."""
    others = _others(moves, place)
    if len(others) < LONG_SERIES:
        return False
    trend = statistics.median(others)
    spread = [abs(move - trend) for move in others]
    steady = max(LEAST_MOVE, SPREADS * statistics.median(spread), MOST_SPREADS * max(spread))
    return abs(moves[place] - trend) > steady


def _few(earlier, later) -> bool:
    return earlier.concept == "count" and max(earlier.number, later.number) < FEW


def _moved(row, other) -> Problem:
    said = f"{other.year}: {other.value} {other.unit}"
    return at(row, "level-moves", "value", times=f"{row.number / other.number:.3g}", other=said)


def share_moves(rows: list) -> list[Problem]:
    """A share that moves by twenty points, to a third or three times, or unlike its series."""
    problems = []
    for group in groups(happened(rows, {"share"}), "subject", "indicator"):
        series = [row for row in series_of(group) if row.unit == "%" and row.number > 0]
        pairs = list(itertools.pairwise(series))
        moves = [math.log(later.number / earlier.number) for earlier, later in pairs]
        told = -1
        for place, (earlier, later) in enumerate(pairs):
            odd, other = (earlier, later) if later.quoted else (later, earlier)
            points = 100 * abs(later.number - earlier.number)
            times = points > LEAST_SHARE_MOVE and abs(moves[place]) > math.log(SHARE_TIMES)
            unlike = points > SHARE_POINTS or times or _unsteady(moves, place)
            if odd.quoted or not unlike or later.year - earlier.year > 2:
                continue
            if told != place - 1 or moves[place] * moves[place - 1] > 0:  # else the way back
                said = f"{other.year}: {other.value} %"
                problems.append(at(odd, "share-moves", "value", points=f"{points:.1f}", other=said))
                told = place
    return problems


def rates_outside(rows: list) -> list[Problem]:
    """A rate of growth far outside all others of its series."""
    problems = []
    for group in groups(happened(rows, {"growth rate"}), "subject", "indicator"):
        series = [row for row in series_of(group) if row.unit == "%"]
        ordered = sorted(row.number for row in series)
        for row in series if len(series) > LONG_SERIES + 1 else ():
            others = list(ordered)
            del others[bisect.bisect_left(others, row.number)]
            low, high = 100 * others[0], 100 * others[-1]
            away = max(100 * row.number - high, low - 100 * row.number)
            if away > max(RATE_POINTS, RATE_RANGES * (high - low)) and not row.quoted:
                problems.append(at(row, "rate-outside", "value", low=f"{low:g}", high=f"{high:g}"))
    return problems


def averages_of_rates(rows: list) -> list[Problem]:
    """An average of years lies between the lowest and the highest of them."""
    problems = []
    rates = [row for row in happened(rows, {"growth rate"}) if row.unit == "%"]
    for group in groups(rates, "subject", "indicator"):
        yearly_rates = {row.year: 100 * row.number for row in series_of(group)}
        for row in group:
            several = row.days and row.year is pd.NA and row.last > row.first
            years = range(row.first, row.last + 1) if several and not row.quoted else ()
            known = [yearly_rates[year] for year in years if year in yearly_rates]
            if len(known) < LONG_SERIES or len(known) < len(years) - 1:
                continue
            low, high = min(known) - AVERAGE_POINTS, max(known) + AVERAGE_POINTS
            if not low <= 100 * row.number <= high:
                problems.append(
                    at(
                        row,
                        "average-outside",
                        "value",
                        low=f"{min(known):g}",
                        high=f"{max(known):g}",
                    )
                )
    return problems


def indices_for_rates(rows: list) -> list[Problem]:
    """Growth typed as an index: 103.1 or 1.031 for 3.1 %."""
    problems = []
    rates = [row for row in happened(rows, {"growth rate"}) if row.unit == "%"]
    for group in groups(yearly(rates), "subject", "indicator"):
        middle = 100 * statistics.median(row.number for row in group)
        all_ones = len(group) >= LONG_SERIES and 0.9 <= middle <= 1.2
        for row in group:
            points = 100 * row.number
            decimals = len(row.value.partition(".")[2])
            of_1 = INDEX_1[0] < points < INDEX_1[1] and (all_ones or decimals >= LONG_SERIES)
            if (of_1 or INDEX_100[0] < points < INDEX_100[1]) and not row.quoted:
                fix = f"{100 * points - 100:.4g}" if of_1 else f"{points - 100:.4g}"
                problems.append(at(row, "rate-index", "value", fix=fix))
    return problems


def rates_and_levels(rows: list) -> list[Problem]:
    """Real growth and two levels leave a change of prices that is not beyond belief."""
    levels = {
        (row.subject, row.indicator, row.year): row
        for row in yearly(happened(rows, LEVELS))
        if row.number > 0
    }
    rates = (row for row in happened(rows, {"growth rate"}) if row.unit == "%")
    problems = []
    for group in groups(rates, "subject", "indicator"):
        told = [
            (row, before, now, _price_points(row, before, now))
            for row in series_of(group)
            if (now := levels.get((row.subject, row.parent, row.year)))
            and (before := levels.get((row.subject, row.parent, row.year - 1)))
            and row.number > -1
        ]
        for place, (row, before, now, points) in enumerate(told):
            others = [abs(one[3]) for other, one in enumerate(told) if other != place]
            if abs(points) > _price_limit(others, LEAST_FALL if points < 0 else LEAST_RISE):
                problems += _contradicted(row, before, now, points)
    return problems


def _price_points(row, before, now) -> float:
    return 100 * growth.deflate(now.number / before.number - 1, row.number)


def _price_limit(others: list[float], least: float) -> float:
    """Points beyond which a change of prices wants a look, by the series' other years."""
    if len(others) <= LONG_SERIES:
        return PRICE_POINTS
    usual = PRICE_TIMES * statistics.median(others)
    return min(PRICE_POINTS, max(least, usual))


def _contradicted(row, before, now, points: float) -> list[Problem]:
    """The rate and the newer level, each unless its quote prints it: either may be the slip."""
    said = ", ".join(f"{one.year}: {one.value} {one.unit}" for one in (before, now))
    problems = []
    if not row.quoted:
        problems.append(
            at(row, "growth-unlike-levels", "value", levels=said, deflator=f"{points:.0f}")
        )
    if not now.quoted:
        rate = f"{row.id}: {row.value} %"
        problems.append(
            at(
                now,
                "level-unlike-growth",
                "value",
                rate=rate,
                other=f"{before.year}: {before.value} {before.unit}",
                deflator=f"{points:.0f}",
            )
        )
    return problems


def shifted_series(rows: list) -> list[Problem]:
    """Levels that fit the growth rates of another year better: a series a year off."""
    rates = [row for row in happened(rows, {"growth rate"}) if row.unit == "%"]
    known = {(row.subject, row.parent, row.year): row for row in yearly(rates) if row.parent}
    rated = {key[:2] for key in known}
    levels = [row for row in happened(rows, LEVELS) if (row.subject, row.indicator) in rated]
    problems = []
    for group in groups(levels, "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        pairs = [
            (later, 100 * (later.number / earlier.number - 1))
            for earlier, later in itertools.pairwise(series)
            if later.year - earlier.year == 1
        ]
        away = {shift: _distances(pairs, known, shift) for shift in (-1, 0, 1)}
        problems += _shift(pairs, away)
    return problems


def _distances(pairs: list, known: dict, shift: int) -> list[float]:
    """Points between each nominal change and the real growth of a year beside it."""
    return [
        abs(change - 100 * rate.number)
        for row, change in pairs
        if (rate := known.get((row.subject, row.indicator, row.year + shift)))
    ]


def _shift(pairs: list, away: dict[int, list[float]]) -> list[Problem]:
    if len(away[0]) <= LONG_SERIES:
        return []
    here = statistics.fmean(away[0])
    for shift in (-1, 1):
        there = statistics.fmean(away[shift]) if len(away[shift]) > LONG_SERIES else math.inf
        odd = [row for row, _ in pairs if not row.quoted]
        if odd and here > 2 and there * 2 < here:
            return [at(odd[-1], "series-shifted", "period", year=odd[-1].year + shift)]
    return []
