"""Does a number fit the others of its series? Slips of unit and decimal point, moves, copies, gaps.

A slip by a power of ten is refused. A level that doubles, a share that jumps, a rate far outside
its series or one that its levels contradict may each be true: all of it is warned of, and only
where no quote prints it.
"""

import bisect
import itertools
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from zoneecon import growth
from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, groups, happened, series_of, yearly
from zoneecon.data.problems import at
from zoneecon.errors import Problem

#: A yearly level this many times both of its neighbours is a slip of unit or decimal point; with
#: one neighbour only it must be larger to be told from growth, and larger still over many years.
SLIP, LONE_SLIP, FAR_SLIP = 5.5, 7.5, 40
#: A move of one year beyond this factor wants a look, unless the series moves so all the time.
MOVE, TIMES_USUAL = math.log(1.67), 4
#: In a steady series less is enough: times the usual and the largest distance from its trend.
LEAST_MOVE, SPREADS, MOST_SPREADS = math.log(1.2), 8, 3
#: Things counted by ones double easily.
FEW = 20
#: Points by which a share may move in a year, and times; below the least no times are told.
SHARE_POINTS, SHARE_TIMES, LEAST_SHARE_MOVE = 20, math.log(3), 1
#: A rate is outside its series by more than so many points, and than so many of its ranges.
RATE_POINTS, RATE_RANGES = 12, 1.5
#: An average may lie outside its years by so many points, for rounding and revisions.
AVERAGE_POINTS = 0.5
#: Prices move so many points a year between a real rate and its levels at most, or so many times
#: what they usually do; below the least no times are told. Prices rise more readily than they fall.
PRICE_POINTS, PRICE_TIMES, LEAST_RISE, LEAST_FALL = 12, 4, 9, 6
#: At current prices a rate and its levels leave so many points, for rounding and revisions.
NOMINAL_POINTS = 2
#: An index of growth: last year is 100, or 1.
INDEX_100, INDEX_1 = (90, 130), (0.8, 1.3)
#: So many significant digits are not the same twice by chance.
TELLING_DIGITS = 3
#: Years missing between two runs of a series, at most; the older run has `LONG_SERIES` years.
MOST_MISSING = 3


def _printed(*rows) -> str:
    return ", ".join(f"{row.year}: {row.value} {row.unit}" for row in rows)


# --- levels and shares --------------------------------------------------------------------------


def level_jumps(rows: list) -> Iterator[Problem]:
    """A yearly level many times its neighbours: a slip of unit or decimal point."""
    levels = (row for row in rows if row.concept in LEVELS and row.role != "target")
    for group in groups(levels, "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        for place, row in enumerate(series):
            beside = series[max(place - 1, 0) : place] + series[place + 1 : place + 2]
            near = [other for other in beside if abs(other.year - row.year) <= 2]
            limit = {0: FAR_SLIP, 1: LONE_SLIP, 2: SLIP}[len(near)]
            times = [row.number / other.number for other in near or beside]
            if times and _beyond(times, limit) and _alone(row, near, series):
                middle = f"{statistics.median(times):.3g}"
                neighbours = _printed(*(near or beside))
                problem = at(row, "level-jump", "value", times=middle, neighbours=neighbours)
                yield problem._replace(verdict="warned") if row.quoted else problem


def _beyond(times: list[float], limit: float) -> bool:
    return min(times) > limit or max(times) < 1 / limit


def _alone(row, near: list, series: list) -> bool:
    """Whether a row with one neighbour differs from that one's other neighbour as well."""
    return len(near) != 1 or all(
        _beyond([row.number / other.number], SLIP)
        for other in series
        if other not in (row, *near) and abs(other.year - near[0].year) <= 2
    )


def odd_moves(rows: list) -> Iterator[Problem]:
    """A level or a share that moves in a year by far more than its series does."""
    for group in groups(happened(rows, LEVELS | {"share"}), "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        pairs = list(itertools.pairwise(series))
        moves = [math.log(later.number / earlier.number) for earlier, later in pairs]
        flagged = None
        for place, (earlier, later) in enumerate(pairs):
            odd, other = (earlier, later) if later.quoted else (later, earlier)
            back = place and flagged == place - 1 and moves[place] * moves[place - 1] < 0
            if odd.quoted or back or later.year - earlier.year > 2:
                continue  # the year before was odd, and this one is as before
            if found := _move(odd, other, moves, place):
                yield found
                flagged = place


def _move(odd, other, moves: list[float], place: int) -> Problem | None:
    """What is to say of a move beyond the usual for any series, or for one that moves as this."""
    unsteady = _unsteady(moves, place)
    if odd.concept == "share":
        points = 100 * abs(odd.number - other.number)
        times = points > LEAST_SHARE_MOVE and abs(moves[place]) > SHARE_TIMES
        if odd.unit != "%" or not (unsteady or times or points > SHARE_POINTS):
            return None
        return at(odd, "share-moves", "value", points=f"{points:.1f}", other=_printed(other))
    others = [abs(move) for other, move in enumerate(moves) if other != place]
    usual = statistics.median(others) if len(others) >= LONG_SERIES else 0
    few = odd.concept == "count" and max(odd.number, other.number) < FEW
    if few or not (unsteady or abs(moves[place]) > max(MOVE, TIMES_USUAL * usual)):
        return None
    times = f"{odd.number / other.number:.3g}"
    return at(odd, "level-moves", "value", times=times, other=_printed(other))


def _unsteady(moves: list[float], place: int) -> bool:
    """Whether a move leaves the trend of a series by far more than its others do.

    The way back of a neighbour that was odd is none of the others.
    """
    others = [
        move
        for other, move in enumerate(moves)
        if other != place and not (abs(other - place) == 1 and move * moves[place] < 0)
    ]
    if len(others) < LONG_SERIES:
        return False
    trend = statistics.median(others)
    spread = [abs(move - trend) for move in others]
    steady = max(LEAST_MOVE, SPREADS * statistics.median(spread), MOST_SPREADS * max(spread))
    return abs(moves[place] - trend) > steady


def repeated_numbers(rows: list) -> Iterator[Problem]:
    """The same telling number in two years of a series, or of two indicators in one year."""
    telling = [
        row
        for row in yearly(rows)
        if not row.quoted and row.role != "target" and _digits(row) >= TELLING_DIGITS
    ]
    for earlier, later in _retyped(rows):
        yield _repeated(later, earlier, str(earlier.year))
    for first, *others in groups(telling, "source", "subject", "year", "value", "unit"):
        for other in others:
            if other.indicator != first.indicator:
                yield _repeated(other, first, first.indicator)


def _retyped(rows: list) -> Iterator[tuple]:
    """Numbers that are those of the year before, with these: telling ones, and most of a source's.

    One of few digits is the same twice by chance; half of a document's of one concept are not.
    """
    pairs: dict[tuple[str, str], list[tuple]] = defaultdict(list)
    for group in groups((r for r in yearly(rows) if r.role != "target"), "subject", "indicator"):
        for earlier, later in itertools.pairwise(series_of(group)):
            if later.year - earlier.year == 1 and not later.quoted:
                pairs[later.source, later.concept].append((earlier, later))
    for beside in pairs.values():
        same = [pair for pair in beside if _as_typed(pair[0]) == _as_typed(pair[1])]
        several = len(same) > 1 and 2 * len(same) >= len(beside)
        yield from (pair for pair in same if several or _digits(pair[1]) >= TELLING_DIGITS)


def _as_typed(row) -> tuple[str, str]:
    return row.value, row.unit


def _digits(row) -> int:
    return len(row.value.strip("-+0").replace(".", ""))


def _repeated(row, other, what: str) -> Problem:
    return at(row, "number-repeated", "value", other=other.id, what=what)


# --- rates --------------------------------------------------------------------------------------


def _rates(rows: list) -> list:
    return [row for row in happened(rows, {"growth rate"}) if row.unit == "%"]


def rate_jumps(rows: list) -> Iterator[Problem]:
    """A rate a hundredth of its neighbours is a fraction; eight times them wants a look."""
    percentages = (row for row in rows if row.unit == "%")
    for group in groups(percentages, "subject", "indicator", "role"):
        series = [row for row in series_of(group) if row.number]
        for place, row in enumerate(series):
            near = series[max(place - 1, 0) : place] + series[place + 1 : place + 2]
            times = [abs(row.number / other.number) for other in near]
            if row.quoted or not near:
                continue
            decimals = len(row.value.partition(".")[2])
            if max(times) < 1 / 30 and abs(row.number) < 0.01 and decimals >= 2:
                fix = f"{1e4 * row.number:g}"
                yield at(row, "percent-fraction", "value", fix=fix)
            elif min(times) > 8 and abs(row.number) > 0.2:
                yield at(row, "percent-large", "value", neighbours=_printed(*near))


def rates_outside(rows: list) -> Iterator[Problem]:
    """A rate of growth far outside all others of its series."""
    for group in groups(_rates(rows), "subject", "indicator"):
        series = series_of(group)
        ordered = sorted(row.number for row in series)
        for row in series if len(series) > LONG_SERIES + 1 else ():
            others = list(ordered)
            del others[bisect.bisect_left(others, row.number)]
            low, high = 100 * others[0], 100 * others[-1]
            away = max(100 * row.number - high, low - 100 * row.number)
            if away > max(RATE_POINTS, RATE_RANGES * (high - low)) and not row.quoted:
                yield at(row, "rate-outside", "value", low=f"{low:g}", high=f"{high:g}")


def averages_of_rates(rows: list) -> Iterator[Problem]:
    """An average of years lies between the lowest and the highest of them."""
    for group in groups(_rates(rows), "subject", "indicator"):
        yearly_rates = {row.year: 100 * row.number for row in series_of(group)}
        for row in group:
            several = row.days and row.year is pd.NA and row.last > row.first
            years = range(row.first, row.last + 1) if several and not row.quoted else ()
            known = [yearly_rates[year] for year in years if year in yearly_rates]
            if len(known) < LONG_SERIES or len(known) < len(years) - 1:
                continue
            low, high = min(known), max(known)
            if not low - AVERAGE_POINTS <= 100 * row.number <= high + AVERAGE_POINTS:
                ends = {"low": f"{low:g}", "high": f"{high:g}"}
                yield at(row, "average-outside", "value", **ends)


def indices_for_rates(rows: list) -> Iterator[Problem]:
    """Growth typed as an index: 103.1 or 1.031 for 3.1 %."""
    for group in groups(yearly(_rates(rows)), "subject", "indicator"):
        middle = 100 * statistics.median(row.number for row in group)
        all_ones = len(group) >= LONG_SERIES and 0.9 <= middle <= 1.2
        for row in group:
            points = 100 * row.number
            decimals = len(row.value.partition(".")[2])
            of_1 = INDEX_1[0] < points < INDEX_1[1] and (all_ones or decimals >= LONG_SERIES)
            if (of_1 or INDEX_100[0] < points < INDEX_100[1]) and not row.quoted:
                fix = f"{100 * points - 100:.4g}" if of_1 else f"{points - 100:.4g}"
                yield at(row, "rate-index", "value", fix=fix)


def rates_and_levels(rows: list) -> Iterator[Problem]:
    """Real growth and two levels leave a change of prices that is not beyond belief."""
    levels = {
        (row.subject, row.indicator, row.year): row
        for row in yearly(happened(rows, LEVELS))
        if row.number > 0
    }
    for group in groups(_rates(rows), "subject", "indicator"):
        changes = [
            (row, before, now, 100 * growth.deflate(now.number / before.number - 1, row.number))
            for row in series_of(group)
            if (now := levels.get((row.subject, row.parent, row.year)))
            and (before := levels.get((row.subject, row.parent, row.year - 1)))
            and row.number > -1
        ]
        for place, (row, before, now, points) in enumerate(changes):
            others = [abs(change[3]) for other, change in enumerate(changes) if other != place]
            limit = _price_limit(others, LEAST_FALL if points < 0 else LEAST_RISE)
            if abs(points) > (NOMINAL_POINTS if _nominal(row, now) else limit):
                yield from _contradicted(row, before, now, f"{points:.0f}")


def _nominal(row, level) -> bool:
    """Whether a rate is at the current prices of its level, so that no prices move between them."""
    return row.indicator.endswith("_growth") and row.prices == level.prices == "current"


def _price_limit(others: list[float], least: float) -> float:
    """Points beyond which a change of prices wants a look, by the series' other years."""
    if len(others) <= LONG_SERIES:
        return PRICE_POINTS
    return min(PRICE_POINTS, max(least, PRICE_TIMES * statistics.median(others)))


def _contradicted(row, before, now, points: str) -> list[Problem]:
    """The rate and the newer level, each unless its quote prints it: either may be the slip."""
    levels, rate = _printed(before, now), f"{row.id}: {row.value} %"
    of_rate = at(row, "growth-unlike-levels", "value", levels=levels, deflator=points)
    of_level = at(
        now, "level-unlike-growth", "value", rate=rate, other=_printed(before), deflator=points
    )
    return [*([] if row.quoted else [of_rate]), *([] if now.quoted else [of_level])]


def shifted_series(rows: list) -> Iterator[Problem]:
    """Levels that fit the growth rates of another year better: a series a year off."""
    rates = {(row.subject, row.parent, row.year): row for row in yearly(_rates(rows)) if row.parent}
    for group in groups(happened(rows, LEVELS), "subject", "indicator"):
        series = [row for row in series_of(group) if row.number > 0]
        changes = [
            (later, 100 * (later.number / earlier.number - 1))
            for earlier, later in itertools.pairwise(series)
            if later.year - earlier.year == 1
        ]
        here, *beside = (_distance(changes, rates, shift) for shift in (0, -1, 1))
        odd = [row for row, _ in changes if not row.quoted]
        for shift, there in zip((-1, 1), beside, strict=True):
            if odd and 2 < here < math.inf and there * 2 < here:
                yield at(odd[-1], "series-shifted", "period", year=odd[-1].year + shift)
                break


def _distance(changes: list, rates: dict, shift: int) -> float:
    """Points between nominal changes and the real growth of a year beside, on average."""
    known = [
        abs(change - 100 * rate.number)
        for row, change in changes
        if (rate := rates.get((row.subject, row.indicator, row.year + shift)))
    ]
    return statistics.fmean(known) if len(known) > LONG_SERIES else math.inf


# --- gaps ---------------------------------------------------------------------------------------


def year_gaps(rows: list) -> Iterator[Problem]:
    """A year missing from the middle of a series that one source prints."""
    actual = (row for row in rows if row.role == "actual")
    for group in groups(actual, "source", "subject", "indicator"):
        series = series_of(group)
        years = {row.year for row in series}
        missing = sorted(set(range(min(years), max(years))) - years) if years else []
        # Few years of many are an oversight; a source that names two years far apart is not.
        if missing and len(missing) < len(years) and not any(row.gap for row in group):
            after = next(row for row in series if row.year > missing[-1])
            yield at(after, "year-gap", "period", years=", ".join(map(str, missing)))


def missing_years(rows: list) -> Iterator[Problem]:
    """A year that no document tells, in a series that was told year by year before."""
    facts = [row for row in rows if row.role == "actual" and row.days]
    for group in groups(facts, "subject", "indicator"):
        run = 1
        for earlier, later in itertools.pairwise(series_of(group)):
            missing = range(earlier.year + 1, later.year)
            gap = run >= LONG_SERIES and 0 < len(missing) <= MOST_MISSING
            if gap and later.source != earlier.source and not _explained(group, missing):
                years = ", ".join(map(str, missing))
                yield at(later, "year-missing", "period", years=years)
            run = 1 if missing else run + 1


def _explained(group: list, missing: range) -> bool:
    """Whether a row of the series tells a part of a missing year, or its note names it."""
    return any(
        row.gap
        or (row.year is pd.NA and any(row.first <= year <= row.last for year in missing))
        or all(str(year) in row.note for year in missing)
        for row in group
    )
