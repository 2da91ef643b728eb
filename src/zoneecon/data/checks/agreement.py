"""Do rows agree with one another? Parts and wholes, series that end, names of subjects."""

import math
import re
import unicodedata
from collections import Counter, defaultdict

from zoneecon.data.checks.rows import LEVELS, LONG_SERIES, ROUNDED, groups, yearly
from zoneecon.data.problems import at
from zoneecon.errors import Problem

#: Share of a document's indicators that another subject has, too, in a table of the same kind.
SAME_INDICATORS = 0.8
#: Longer subjects are not compared letter by letter.
LONGEST_NAME = 60


def _of_one_kind(rows: list) -> list[list]:
    """Levels of one subject, period, unit and concept: one can be a part of another."""
    levels = (
        row for row in rows if row.concept in LEVELS and row.days and not math.isnan(row.number)
    )
    return groups(levels, "subject", "days", "role", "canonical_unit", "concept")


def parts_and_wholes(rows: list) -> list[Problem]:
    """No part of a whole is larger than the whole."""
    problems = []
    for group in _of_one_kind(rows):
        wholes = {row.indicator: row for row in group}
        for part in group:
            whole = wholes.get(part.parent)
            if whole is None or part.number <= whole.number * ROUNDED:
                continue
            if not whole.checked:
                rule = "part-larger-printed" if part.quoted and whole.quoted else "part-larger"
                problems.append(
                    at(
                        part,
                        rule,
                        "value",
                        whole=whole.id,
                        value_of_whole=f"{whole.value} {whole.unit}",
                    )
                )
    return problems


def sums_of_parts(rows: list) -> list[Problem]:
    """The parts of a whole are, taken together, no more than the whole."""
    problems = []
    for group in _of_one_kind(rows):
        newest = {row.indicator: row for row in sorted(group, key=lambda row: row.published)}
        for parts in groups((row for row in newest.values() if row.parent in newest), "parent"):
            whole, total = newest[parts[0].parent], sum(part.number for part in parts)
            largest = max(part.number for part in parts)
            told = whole.quoted and all(part.quoted for part in parts)
            if total > ROUNDED * whole.number >= largest and len(parts) > 1 and not told:
                problems += _sum_of(whole, parts)
    return problems


def _sum_of(whole, parts: list) -> list[Problem]:
    """The same of every row that no quote prints: any of them may be the slip."""
    said = ", ".join(f"{part.id} {part.value}" for part in parts)
    return [
        at(row, "parts-sum", "value", parts=said, whole=f"{whole.id} {whole.value}")
        for row in (*parts, whole)
        if not row.quoted
    ]


def vanished(rows: list) -> list[Problem]:
    """A series of an issuer that its newer documents no longer carry."""
    problems = []
    actual = [row for row in yearly(rows) if row.role == "actual"]
    for own in groups(actual, "issuer", "subject"):
        newest = max(row.published for row in own)
        latest = [row for row in own if row.published == newest]
        carried = {row.indicator for row in latest}
        for series in groups(own, "indicator"):
            last = series[-1]
            if len({row.year for row in series}) >= LONG_SERIES and last.indicator not in carried:
                problems.append(
                    at(
                        last,
                        "indicator-vanished",
                        "indicator",
                        year=last.year,
                        other=latest[0].source,
                    )
                )
    return problems


def alike_subjects(rows: list) -> list[Problem]:
    """Two subjects that differ in capitals, spaces or width only are one, mistyped."""
    problems, first = [], {}
    for row in rows:
        plain = unicodedata.normalize("NFKC", row.subject).casefold()
        plain = re.sub(r"[\W_]", "", plain)
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
            problems.append(at(odd, "subject-lone", "subject", other=usual))
    return problems


def new_subjects(rows: list) -> list[Problem]:
    """A subject of one document only, whose indicators are those that are told of another."""
    sources, codes, since = defaultdict(set), defaultdict(set), {}
    for row in rows:
        sources[row.subject].add(row.source)
        codes[row.subject].add(row.indicator)
        since[row.subject] = min(row.published, since.get(row.subject, row.published))
    tables = [subject for subject in sorted(codes) if len(codes[subject]) > LONG_SERIES]
    single = {subject for subject in tables if len(sources[subject]) == 1}
    problems = []
    for own in groups((row for row in rows if row.subject in single), "subject"):
        here = {row.indicator for row in own}
        other = next(
            (
                other
                for other in tables
                if since[other] < own[0].published
                and len(here & codes[other]) >= SAME_INDICATORS * len(here)
            ),
            None,
        )
        if other:
            problems.append(at(own[0], "subject-new", "subject", other=other, count=len(own)))
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
    if re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return True
    letters, others = Counter(one), Counter(other)
    differ = (letters - others) + (others - letters)
    return any(character.isdigit() for character in differ)
