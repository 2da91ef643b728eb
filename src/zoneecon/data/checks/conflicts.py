"""Is one number told twice, and which one counts? Sources, roles, roundings, targets.

Two numbers of one thing and one period are kept side by side; what is not kept silent is that
they differ, or that a rough figure would take the place of an exact one.
"""

import itertools
import math
import re
from collections.abc import Iterator

import pandas as pd

from zoneecon.data.checks.rows import LEVELS, ROUNDED, groups, happened, series_of
from zoneecon.data.checks.waivers import SHORTEST_REASON
from zoneecon.data.newest import FACTS
from zoneecon.data.problems import at
from zoneecon.errors import Problem

STATUS = re.compile(r"^\s*status\s*[:：]|^(修订|初步|预计|快报)")
REVISED = re.compile(r"status\s*[:：]\s*revised|^修订")
#: What a note says of every figure of its kind, and so not how two of them differ.
STATUS_WORDS = re.compile(r"status\s*[:：]\s*\w+[.。;；]?", re.IGNORECASE)
#: A later figure with so many times the rounding of an earlier one is another kind of figure.
COARSER = 10
#: A number told with a bound or as about is another only if it differs by more.
ABOUT = 0.05
#: Concepts that add up over the months of a year.
FLOWS = frozenset(
    "value added,gross output,sales revenue,operating revenue,investment,capital inflow".split(",")
)
#: Months may be so many times the year's average.
MOST_TIMES_A_MONTH, NEAR_YEARS = 5, 3
#: Times its base that a target may be without a quote, altogether or a year.
MOST_TIMES_BASE, MOST_TIMES_A_YEAR = 5, 1.35


def _dated(rows: list) -> list:
    """Single numbers of any period with a year, the newest publication last."""
    dated = [row for row in rows if row.days and not math.isnan(row.number)]
    return sorted(dated, key=lambda row: (row.days, row.published))


def two_values(rows: list) -> Iterator[Problem]:
    """One source, one indicator, one period, two numbers, and no word of how they differ."""
    keys = ("source", "subject", "indicator", "days", "role")
    for first, *others in groups(_dated(rows), *keys):
        for other in others:
            if math.isclose(other.number, first.number, rel_tol=1e-9):
                continue
            if not _both_quoted(first, other) and not _told_apart(first, other):
                yield at(
                    other,
                    "two-values",
                    "value",
                    other=first.id,
                    value_of_other=f"{first.value} {first.unit}",
                )


def _both_quoted(first, other) -> bool:
    """Two numbers of one document that stand in different sentences."""
    return bool(first.quoted and other.quoted and first.quote != other.quote)


def _told_apart(first, other) -> bool:
    """Whether the notes of two rows say how they differ; a status does not."""
    notes = [STATUS_WORDS.sub("", row.note).strip() for row in (first, other)]
    explained = max(map(len, notes)) >= SHORTEST_REASON
    return first.checked or (explained and notes[0] != notes[1])


def revisions(rows: list) -> list[Problem]:
    """A later source that changes an earlier figure says so in its note."""
    return [problem for pair in _repeated(rows, "actual") for problem in _revised(*pair)]


def _repeated(rows: list, role: str) -> list[tuple]:
    """Pairs of one number as an earlier and as a later source tells it."""
    rows_of_role = (row for row in _dated(rows) if row.role == role)
    return [
        (earlier, later)
        for group in groups(rows_of_role, "subject", "indicator", "days")
        for earlier, later in itertools.pairwise(group)
        if later.source != earlier.source
    ]


def _named(earlier) -> dict[str, str]:
    return {
        "other": f"{earlier.source} {earlier.id}",
        "value_of_other": f"{earlier.value} {earlier.unit}",
    }


def _revised(earlier, later) -> list[Problem]:
    other = _named(earlier)
    within = earlier.half_unit + later.half_unit
    coarser = later.half_unit >= COARSER * earlier.half_unit * (1 - 1e-9)
    if abs(later.number - earlier.number) <= within:
        differs = not math.isclose(later.number, earlier.number, rel_tol=1e-9)
        return [at(later, "history-coarser", "value", **other)] if coarser and differs else []
    marked = REVISED.search(later.note) or later.checked or STATUS.search(earlier.note)
    return [at(later, "history-revised" if marked else "history-rewritten", "value", **other)]


def baselines(rows: list) -> Iterator[Problem]:
    """The base of a target and the fact of the same year, told differently."""
    facts = (row for row in _dated(rows) if row.role in FACTS)
    for group in groups(facts, "subject", "indicator", "days"):
        for base, fact in itertools.product(_of(group, "baseline"), _of(group, "actual")):
            within = base.half_unit + fact.half_unit
            if base.qualifier or fact.qualifier:  # 约, 超
                within = max(within, ABOUT * abs(fact.number))
            if (base.quoted and fact.quoted) or abs(base.number - fact.number) <= within:
                continue
            row, other = (base, fact) if fact.quoted else (fact, base)
            yield at(
                row,
                "baseline-unlike",
                "value",
                other=other.id,
                role=other.role,
                value_of_other=f"{other.value} {other.unit}",
            )


def _of(group: list, role: str) -> list:
    """The newest row of a role, if there is one."""
    return [row for row in group if row.role == role][-1:]


def targets_moved(rows: list) -> list[Problem]:
    """A later document that aims at another number for the same year."""
    return [
        at(later, "target-changed", "value", **_named(earlier))
        for earlier, later in _repeated(rows, "target")
        if not abs(later.number - earlier.number) <= earlier.half_unit + later.half_unit
    ]


def targets_and_bases(rows: list) -> Iterator[Problem]:
    """A target below what has been reached, or many times that without a quote that prints it."""
    facts = {
        key: series_of(group)
        for group in groups(happened(rows, LEVELS), "subject", "indicator")
        for key in [(group[0].subject, group[0].indicator)]
    }
    for row in rows:
        aims = row.role == "target" and row.concept in LEVELS and row.days
        known = facts.get((row.subject, row.indicator), []) if aims else []
        before = [fact for fact in known if fact.year < row.first and fact.number > 0]
        if not before or math.isnan(row.number):
            continue
        times = row.number / before[-1].number
        years = row.last - before[-1].year
        fast = times > MOST_TIMES_BASE and times ** (1 / years) > MOST_TIMES_A_YEAR
        if times < 1 or (fast and not row.quoted):
            base = f"{before[-1].year}: {before[-1].value} {before[-1].unit}"
            yield at(row, "target-unlike", "value", times=f"{times:.3g}", base=base)


def parts_of_years_and_years(rows: list) -> Iterator[Problem]:
    """A flow of months that is more than the year's, or far from it by the month."""
    flows = happened(rows, FLOWS)
    wholes = {
        (own[0].subject, own[0].indicator): series_of(own)
        for own in groups(flows, "subject", "indicator")
    }
    for row in flows:
        known = [whole for whole in wholes[row.subject, row.indicator] if whole.number > 0]
        if row.quoted or not (known and row.days) or row.first != row.last:
            continue
        if row.year is not pd.NA:
            continue
        year = min(known, key=lambda whole: (abs(whole.year - row.first), -whole.year))
        months = row.days[1][1] - row.days[0][1] + 1
        times = row.number / year.number
        more = year.year == row.first and times > ROUNDED
        far = abs(math.log(max(times * 12 / months, 1e-9))) > math.log(MOST_TIMES_A_MONTH)
        if more or (far and abs(year.year - row.first) <= NEAR_YEARS):
            whole_year = f"{year.year}: {year.value} {year.unit}"
            yield at(row, "part-of-year-unlike", "value", times=f"{times:.3g}", year=whole_year)
    yield from _shrunk(flows)


def _shrunk(flows: list) -> Iterator[Problem]:
    """A flow since January that is less than the one to an earlier month of the same year."""
    since = [row for row in flows if row.days and row.days[0][1] == 1 and row.first == row.last]
    for group in groups(since, "subject", "indicator", "first"):
        ordered = sorted(group, key=lambda row: row.days[1][1])
        for earlier, row in itertools.combinations(ordered, 2):
            less = earlier.number > ROUNDED * row.number and row.year is pd.NA
            if less and row.days[1][1] > earlier.days[1][1] and not row.quoted:
                told = f"{earlier.period}: {earlier.value} {earlier.unit}"
                times = f"{row.number / earlier.number:.3g}"
                yield at(row, "part-of-year-unlike", "value", times=times, year=told)
