"""Is a document what it says it is? Its table beside the year before, its rows beside one another.

Last year's table typed again, another place's, two rows exchanged, a row left out, a part above
its whole, a subject mistyped: no single number shows it, all of them together do.
"""

import bisect
import math
import re
import statistics
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from zoneecon.data.checks.rows import (
    LEVELS,
    LONG_SERIES,
    ROUNDED,
    groups,
    happened,
    series_of,
    usual,
    yearly,
)
from zoneecon.data.problems import at
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.errors import Problem

#: The middle of a document's levels, in times of the year before.
LEAST_TIMES, MOST_TIMES = 0.6, 1.67
#: Levels that a document needs to be told as a copy, and the share of them that are the same.
COPIED, COPIED_SHARE = 5, 0.8
#: Two rows that moved by more than the first, and exchanged by less than the second of that.
EXCHANGED_MOVE, EXCHANGED_SHARE = math.log(1.04), 0.35
#: A bulletin carries so large a part of the indicators that a subject has series of.
CARRIED_SHARE = 0.6
#: What most rows of a document, or most series of a table, have in common is usual in it.
USUAL_SHARE, USUAL_YEARS = 0.8, 0.7
#: Share of a document's indicators that another subject has, too, in a table of the same kind.
SAME_INDICATORS = 0.8
#: What zones, counties and cities have at all: the concepts, and the bounds of a document's middle.
SCALES = tomllib.loads(files(__package__).joinpath("scales.toml").read_text(encoding="utf-8"))
UNITS: dict[str, list[float]] = SCALES["units"]
#: So many times all else that a place has no sum of it is.
MOST_BESIDE = 200
#: Nations and provinces, which have more.
LARGE = {name for names in WORDS["around"].values() for name in names} | {
    *WORDS["provinces"],
    *WORDS["provinces"].values(),
    *(f"{name}省" for name in WORDS["provinces"]),
}
#: Longer subjects are not compared letter by letter.
LONGEST_NAME = 60


# --- subjects -----------------------------------------------------------------------------------


def alike_subjects(rows: list) -> Iterator[Problem]:
    """Two subjects that differ in capitals, spaces or width only are one, mistyped."""
    first: dict[str, Any] = {}
    for row in rows:
        plain = unicodedata.normalize("NFKC", row.subject).casefold()
        plain = re.sub(r"[\W_]", "", plain)
        other = first.setdefault(plain, row.subject)
        if plain and other != row.subject:
            yield at(row, "subject-lookalike", "subject", other=other)


def near_subjects(rows: list) -> Iterator[Problem]:
    """A subject one letter away from one that more rows name; names may differ in a digit."""
    count = Counter(row.subject for row in rows if 3 <= len(row.subject) <= LONGEST_NAME)
    alike = defaultdict(set)  # names that become the same when one letter is left out
    for name in count:
        for shorter in _one_letter_less(name):
            alike[shorter].add(name)
    for row in {row.subject: row for row in reversed(rows) if row.subject in count}.values():
        near = set().union(*(alike[shorter] for shorter in _one_letter_less(row.subject)))
        more = [
            other
            for other in sorted(near)
            if (count[other], other) > (count[row.subject], row.subject)
            and not _differ_in_a_digit(row.subject, other)
        ]
        if more:
            yield at(row, "subject-near", "subject", other=more[0])


def _one_letter_less(name: str) -> set[str]:
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def _differ_in_a_digit(name: str, other: str) -> bool:
    if re.sub(r"\d", "", name) == re.sub(r"\d", "", other):
        return True
    letters, others = Counter(name), Counter(other)
    differ = (letters - others) + (others - letters)
    return any(character.isdigit() for character in differ)


def lone_subjects(rows: list) -> Iterator[Problem]:
    """In a document about one subject, a single row about another."""
    for group in groups(rows, "source"):
        (most, count), *_ = Counter(row.subject for row in group).most_common()
        if count >= LONG_SERIES and count == len(group) - 1:
            [odd] = [row for row in group if row.subject != most]
            yield at(odd, "subject-lone", "subject", other=most)


def new_subjects(rows: list) -> Iterator[Problem]:
    """A subject of one document only, whose indicators are those that are told of another."""
    known = {own[0].subject: own for own in groups(rows, "subject")}
    codes = {subject: {row.indicator for row in own} for subject, own in known.items()}
    since = {subject: min(row.published for row in own) for subject, own in known.items()}
    for subject, own in known.items():
        here = codes[subject]
        if len(here) <= LONG_SERIES or len({row.source for row in own}) > 1:
            continue
        before = (name for name in known if since[name] < since[subject])
        same = (name for name in before if len(here & codes[name]) >= SAME_INDICATORS * len(here))
        if other := next((name for name in same if len(codes[name]) > LONG_SERIES), None):
            yield at(own[0], "subject-new", "subject", other=other, count=len(own))


# --- a document beside the year before ----------------------------------------------------------


def _beside_last_year(rows: list) -> list[list[tuple]]:
    """Rows of each document, subject and year with the same row of the year before, whoever's."""
    facts = yearly(row for row in rows if row.role == "actual" and row.number > 0)
    known = {(row.subject, row.indicator, row.year): row for row in facts}
    pairs = (
        [
            (row, before)
            for row in group
            if (before := known.get((row.subject, row.indicator, row.year - 1))) and not row.quoted
        ]
        for group in groups(facts, "source", "subject", "year")
    )
    return [pair for pair in pairs if pair]


def copied_documents(rows: list) -> Iterator[Problem]:
    """Most levels of a document are the same as a year earlier."""
    for pairs in _beside_last_year(happened(rows, LEVELS)):
        same = [row for row, before in pairs if math.isclose(row.number, before.number)]
        if len(pairs) >= COPIED and len(same) >= COPIED_SHARE * len(pairs):
            fields = {"count": len(same), "of": len(pairs), "year": same[0].year - 1}
            yield at(same[0], "document-copied", "period", **fields)


def other_scale(rows: list) -> Iterator[Problem]:
    """The levels of a document are, taken together, far from those of a year earlier."""
    for pairs in _beside_last_year(happened(rows, LEVELS)):
        times = statistics.median(row.number / before.number for row, before in pairs)
        if len(pairs) >= LONG_SERIES and not LEAST_TIMES < times < MOST_TIMES:
            row = pairs[0][0]
            fields = {"times": f"{times:.3g}", "count": len(pairs), "year": row.year - 1}
            yield at(row, "document-scale", "subject", **fields)


def exchanged_rows(rows: list) -> Iterator[Problem]:
    """Two rows of one document, each of which would be nearer to last year if exchanged.

    Cells change places whatever their units, so numbers are compared as they are printed, each
    looked up by the value that it should have.
    """
    for pairs in _beside_last_year(happened(rows, LEVELS | {"share"})):
        movers = []  # logarithms of a row, of its move, and of the row before it in its unit
        for row, before in pairs:
            now, move = math.log(float(row.value)), math.log(row.number / before.number)
            movers += [(now, abs(move), now - move, row)] if abs(move) > EXCHANGED_MOVE else []
        movers.sort(key=lambda mover: mover[0])
        paired: set[str] = set()
        for now, size, before, row in movers:
            near = EXCHANGED_SHARE * size
            first = bisect.bisect_left(movers, before - near, key=lambda mover: mover[0])
            last = bisect.bisect_right(movers, before + near, key=lambda mover: mover[0])
            for other_now, other_size, other_before, other in movers[first:last]:
                if other is row or {row.id, other.id} & paired:
                    continue
                crossed = abs(other_now - before) + abs(now - other_before)
                if crossed < EXCHANGED_SHARE * (size + other_size):
                    paired |= {row.id, other.id}
                    yield from (_exchanged(row, other), _exchanged(other, row))


def _exchanged(row, other) -> Problem:
    return at(row, "rows-exchanged", "value", other=other.id, what=other.indicator)


def missing_series(rows: list) -> list[Problem]:
    """A series that the newest document lacks, though one of its kind carried it the year before.

    Of one kind are documents of which the newer carries most of what the older did: a piece of
    news lacks nothing, and a plan is no bulletin.
    """
    problems = []
    actual = [row for row in yearly(rows) if row.role == "actual"]
    for own in groups(actual, "subject"):
        newest = max(row.published for row in own)
        here = [row for row in own if row.published == newest]
        carried = {row.indicator for row in here}
        kin = {
            one[0].source for one in groups(own, "source") if _of_one_kind_of_document(here, one)
        }
        for series in groups((row for row in own if row.indicator not in carried), "indicator"):
            last = series[-1]
            long = len({row.year for row in series}) >= LONG_SERIES
            due = last.year == max(row.year for row in here) - 1 or last.issuer == here[0].issuer
            if long and due and last.source in kin and not any(row.dropped for row in series):
                fields = {"year": last.year, "other": here[0].source}
                problems.append(at(last, "series-missing", "indicator", **fields))
    return problems


def _of_one_kind_of_document(newer: list, older: list) -> bool:
    """Whether a document is of the kind of an older one, by its title and by what it carries."""
    kinds = {newer[0].kind, older[0].kind} - {""}
    carried, before = ({row.indicator for row in rows} for rows in (newer, older))
    return len(kinds) < 2 and len(carried & before) >= CARRIED_SHARE * len(before)


def first_scale(rows: list) -> list[Problem]:
    """The sums of money in a first document are, in the middle, larger or smaller than any zone's.

    Nothing before it could tell 万元 typed for 亿元; what such places have at all can.
    """
    problems = []
    levels = [row for row in happened(rows, SCALES["concepts"]) if row.canonical_unit in UNITS]
    for own in groups((row for row in levels if row.subject not in LARGE), "subject"):
        first = min(row.published for row in own)
        document = [row for row in own if row.published == first]
        least, most = UNITS[document[0].canonical_unit]
        middle = statistics.median(row.number for row in document)
        if len(document) >= LONG_SERIES and not least <= middle <= most:
            fields = {"count": len(document), "middle": f"{middle:g}", "least": least, "most": most}
            problems.append(at(document[0], "document-first-scale", "unit", **fields))
    return problems


def beside_scale(rows: list) -> Iterator[Problem]:
    """The first sum of an indicator is far from all other sums of money of its subject.

    No series is beside it; what the same place has of other things can tell a slip of unit.
    """
    levels = [row for row in happened(rows, SCALES["concepts"]) if row.canonical_unit in UNITS]
    for own in groups((row for row in levels if row.subject not in LARGE), "subject"):
        largest = {one[0].indicator: max(one, key=_size) for one in groups(own, "indicator")}
        since = {
            one[0].indicator: min(row.published for row in one) for one in groups(own, "indicator")
        }
        newest = max(since.values())
        for code, row in largest.items():
            others = [largest[one] for one in largest if one != code]
            if since[code] < newest or not others:
                continue
            most = max(others, key=_size)
            if most.number and row.number > MOST_BESIDE * most.number:
                fields = {"times": f"{row.number / most.number:.3g}", "other": most.id}
                yield at(row, "level-scale", "value", **fields)


def _size(row) -> float:
    return row.number


# --- what is usual in a document ----------------------------------------------------------------


def odd_sources(rows: list) -> list[Problem]:
    """In a file of one document, a few rows that cite another: known on another day."""
    return [
        at(row, "source-odd", "source", usual=most)
        for group in groups(rows, "in_file")
        for most in usual([row.source for row in group], USUAL_SHARE)
        for row in group
        if row.source != most
    ]


def odd_periods(rows: list) -> Iterator[Problem]:
    """In a document of one period, an indicator that has another one only."""
    for group in groups((row for row in rows if row.role == "actual"), "source", "subject"):
        for most in usual([row.period for row in group], USUAL_SHARE):
            usually = {row.indicator for row in group if row.period == most}
            for row in group:
                if row.indicator not in usually and not row.quoted:
                    yield at(row, "period-odd", "period", code=row.indicator, usual=most)


def without_year(rows: list) -> Iterator[Problem]:
    """A fact without a year in a series of years: nobody knows where it belongs."""
    facts = [row for row in rows if row.role == "actual" and not row.quoted]
    for group in groups(facts, "subject", "indicator"):
        if len({row.year for row in yearly(group)}) >= LONG_SERIES:
            for row in (row for row in group if not row.days):
                yield at(row, "period-none", "period", code=row.indicator)


def _tables(rows: list) -> list[list[list]]:
    """Series of each document and subject."""
    dated = (row for row in yearly(rows) if row.role == "actual")
    return [
        [series_of(own) for own in groups(group, "indicator")]
        for group in groups(dated, "source", "subject")
    ]


def short_series(rows: list) -> Iterator[Problem]:
    """In a table of series, one that begins later or ends earlier than most."""
    for table in _tables(rows):
        series = [own for own in table if len(own) > 1]
        for end, sign in ((0, 1), (-1, -1)):
            for year in usual([own[end].year for own in series], USUAL_YEARS):
                for own in series:
                    said = any(row.gap or row.dropped for row in own)
                    if sign * (own[end].year - year) > 0 and not said:
                        fields = {"code": own[end].indicator, "year": year}
                        yield at(own[end], "series-short", "period", **fields)


def years_outside(rows: list) -> Iterator[Problem]:
    """In a table of series, a year that no other series has, in the place of one that all have."""
    for table in _tables(rows):
        spans = [(own[0].year, own[-1].year) for own in table if len(own) > 1]
        for first, last in usual(spans, USUAL_YEARS):
            for series in (own for own in table if len(own) >= LONG_SERIES):
                lacking = sorted(set(range(first, last + 1)) - {row.year for row in series})
                fields = {"first": first, "last": last, "years": ", ".join(map(str, lacking))}
                for row in series:
                    if lacking and not first <= row.year <= last and not row.quoted:
                        yield at(row, "year-outside", "period", **fields)


def alone(rows: list) -> Iterator[Problem]:
    """Levels of the newest year that no other year and no quote can be held to.

    In a document of known series the odd one is warned of; a document of new ones is reported.
    """
    dated = [row for row in yearly(happened(rows, LEVELS)) if row.role == "actual"]
    newest = max((row.year for row in dated), default=None)
    years = defaultdict(set)
    for row in dated:
        years[row.subject, row.indicator].add(row.year)
    for own in groups((row for row in dated if row.year == newest), "source"):
        lone = [row for row in own if len(years[row.subject, row.indicator]) == 1]
        odd = len(lone) <= (1 - USUAL_SHARE) * len(own)
        subjects = Counter(row.subject for row in own)
        for row in (row for row in lone if not row.quoted):
            rule = "number-alone" if odd and subjects[row.subject] > 1 else "number-first"
            yield at(row, rule, "value", code=row.indicator)


# --- parts and wholes ---------------------------------------------------------------------------


def _of_one_kind(rows: list) -> list[list]:
    """Levels of one subject, period, unit and concept: one can be a part of another."""
    levels = (r for r in rows if r.concept in LEVELS and r.days and not math.isnan(r.number))
    return groups(levels, "subject", "days", "fact", "canonical_unit", "concept")


def parts_and_wholes(rows: list) -> list[Problem]:
    """No part of a whole is larger than the whole, nor than the whole of that."""
    problems = []
    for group in _of_one_kind(rows):
        wholes = {row.indicator: row for row in sorted(group, key=lambda row: row.published)}
        for part in group:
            above = (wholes[code] for code in part.wholes if code in wholes)
            # a whole of 0 is told of as such
            whole = next((w for w in above if part.number > w.number * ROUNDED and w.number), None)
            if whole is None or whole.checked:
                continue
            fields = {"whole": whole.id, "value_of_whole": f"{whole.value} {whole.unit}"}
            problem = at(part, "part-larger", "value", **fields)
            printed = part.quoted and whole.quoted
            problems.append(problem._replace(verdict="warned") if printed else problem)
    return problems


def sums_of_parts(rows: list) -> Iterator[Problem]:
    """The parts of a whole are, taken together, no more than the whole: any may be the slip."""
    for group in _of_one_kind(rows):
        newest = {row.indicator: row for row in sorted(group, key=lambda row: row.published)}
        for parts in groups((row for row in newest.values() if row.parent in newest), "parent"):
            whole, numbers = newest[parts[0].parent], [part.number for part in parts]
            if len(parts) > 1 and sum(numbers) > ROUNDED * whole.number >= max(numbers):
                fields = {
                    "parts": ", ".join(f"{part.id} {part.value}" for part in parts),
                    "whole": f"{whole.id} {whole.value}",
                }
                for row in (*parts, whole):
                    if not row.quoted:
                        yield at(row, "parts-sum", "value", **fields)
