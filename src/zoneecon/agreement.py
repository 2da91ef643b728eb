"""Do numbers agree with one another? Parts and wholes, rates and levels, sources, names."""

import itertools
import math
import re
from collections import Counter, defaultdict

from zoneecon import growth
from zoneecon.checks import Problem, at
from zoneecon.rows import LEVELS, LONG_SERIES, groups, yearly

STATUS = re.compile(r"^\s*status\s*[:：]|^(修订|初步|预计|快报)")
REVISED = re.compile(r"status\s*[:：]\s*revised|^修订")
#: A price change between these, in per cent a year, may lie between levels and real growth.
PRICE_CHANGE = (-15, 35)
#: Longer subjects are not compared letter by letter.
LONGEST_NAME = 60


def parts_and_wholes(rows: list) -> list[Problem]:
    """No part of a whole is larger than the whole."""
    levels = (row for row in rows if row.concept in LEVELS and not math.isnan(row.number))
    keys = ("subject", "period", "role", "canonical_unit", "concept")
    problems = []
    for group in groups(levels, *keys):
        wholes = {row.indicator: row for row in group}
        for part in group:
            whole = wholes.get(part.parent)
            if whole is None or part.number <= whole.number * 1.005:
                continue
            if not (part.checked or whole.checked):
                rule = "part-larger-printed" if part.quoted and whole.quoted else "part-larger"
                problems.append(
                    at(part, rule, "value", whole=whole.id,
                       value_of_whole=f"{whole.value} {whole.unit}")
                )  # fmt: skip
    return problems


def growth_and_levels(rows: list) -> list[Problem]:
    """Real growth and two levels leave a change of prices that is not beyond belief."""
    levels = {
        (row.subject, row.indicator, row.year): row
        for row in yearly(r for r in rows if r.concept in LEVELS and r.number > 0)
    }
    rates = yearly(r for r in rows if r.concept == "growth rate" and r.unit == "%")
    problems = []
    for row in rates:
        now, before = (levels.get((row.subject, row.parent, row.year - n)) for n in (0, 1))
        if not (now and before) or row.quoted or row.checked or row.number <= -1:
            continue
        change = 100 * (growth.deflate(now.number / before.number - 1, row.number))
        if not PRICE_CHANGE[0] <= change <= PRICE_CHANGE[1]:
            said = ", ".join(f"{r.year}: {r.value} {r.unit}" for r in (before, now))
            problems.append(
                at(row, "growth-unlike-levels", "value", levels=said, deflator=f"{change:.0f}")
            )
    return problems


def two_values(rows: list) -> list[Problem]:
    """One source, one indicator, one period, two numbers, and no word of how they differ."""
    problems = []
    keys = ("source", "subject", "indicator", "period", "role")
    for first, *others in groups(yearly(row for row in rows if not row.checked), *keys):
        for other in others:
            same = math.isclose(other.number, first.number, rel_tol=1e-9)
            if not same and not (other.note and first.note) and not _both_quoted(first, other):
                problems.append(
                    at(other, "two-values", "value", other=first.id,
                       value_of_other=f"{first.value} {first.unit}")
                )  # fmt: skip
    return problems


def _both_quoted(first, other) -> bool:
    """Two numbers of one document that stand in different sentences."""
    return bool(first.quoted and other.quoted and first.quote != other.quote)


def revisions(rows: list) -> list[Problem]:
    """A later source that changes an earlier figure says so in its note."""
    problems = []
    actual = yearly(row for row in rows if row.role == "actual")
    for group in groups(actual, "subject", "indicator", "period"):
        for earlier, later in itertools.pairwise(group):
            within = earlier.half_unit + later.half_unit
            if later.source == earlier.source or abs(later.number - earlier.number) <= within:
                continue
            said = REVISED.search(later.note) or later.checked or STATUS.search(earlier.note)
            rule = "history-revised" if said else "history-rewritten"
            problems.append(
                at(later, rule, "value", other=f"{earlier.source} {earlier.id}",
                   value_of_other=f"{earlier.value} {earlier.unit}")
            )  # fmt: skip
    return problems


def vanished(rows: list) -> list[Problem]:
    """A series of an issuer that its newer documents no longer carry."""
    problems = []
    actual = [row for row in yearly(rows)
              if row.role == "actual" and not (row.checked or row.dropped)]  # fmt: skip
    for own in groups(actual, "issuer", "subject"):
        newest = max(row.published for row in own)
        latest = [row for row in own if row.published == newest]
        carried = {row.indicator for row in latest}
        for series in groups(own, "indicator"):
            last = series[-1]
            if len({row.year for row in series}) >= LONG_SERIES and last.indicator not in carried:
                problems.append(
                    at(last, "indicator-vanished", "indicator", year=last.year,
                       other=latest[0].source)
                )  # fmt: skip
    return problems


def alike_subjects(rows: list) -> list[Problem]:
    """Two subjects that differ in capitals, spaces or width only are one, mistyped."""
    problems, first = [], {}
    for row in rows:
        plain = re.sub(r"[\W_]", "", row.subject.casefold())
        other = first.setdefault(plain, row.subject)
        if plain and other != row.subject:
            problems.append(at(row, "subject-lookalike", "subject", other=other))
    return problems


def lone_subjects(rows: list) -> list[Problem]:
    """In a document about one subject, a single row about another."""
    problems = []
    for group in groups(rows, "source"):
        (usual, count), *_ = Counter(row.subject for row in group).most_common()
        if count >= LONG_SERIES and count == len(group) - 1:
            [odd] = [row for row in group if row.subject != usual]
            if not odd.checked:
                problems.append(at(odd, "subject-lone", "subject", other=usual))
    return problems


def near_subjects(rows: list) -> list[Problem]:
    """A subject one letter away from one that more rows name; names may differ in a digit."""
    count = Counter(row.subject for row in rows if 3 <= len(row.subject) <= LONGEST_NAME)
    alike = defaultdict(set)  # names that become the same when one letter is left out
    for name in count:
        for one in _one_letter_less(name):
            alike[one].add(name)
    problems = []
    for row in {row.subject: row for row in reversed(rows) if row.subject in count}.values():
        near = set().union(*(alike[one] for one in _one_letter_less(row.subject)))
        more = [
            other
            for other in sorted(near)
            if (count[other], other) > (count[row.subject], row.subject)
            and not _differ_in_a_digit(row.subject, other)
        ]
        problems += [at(row, "subject-near", "subject", other=more[0])] if more else []
    return problems


def _one_letter_less(name: str) -> set[str]:
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def _differ_in_a_digit(one: str, other: str) -> bool:
    letters, others = Counter(one), Counter(other)
    differ = (letters - others) + (others - letters)
    return any(character.isdigit() for character in differ)
