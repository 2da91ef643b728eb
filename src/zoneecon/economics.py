"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed rows to problems, in the tuple `RULES`. A number whose own
quote prints it is the document's, however odd: it is warned of, not refused. A remark `checked:`
(`已核对：`) in the note says that someone has looked, and quiets a rule.
"""

import itertools
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from zoneecon import growth, printed
from zoneecon.checks import Problem, at

CHECKED = re.compile(r"\b(checked|gap|dropped)\s*[:：]|(已核对|缺口|停止发布)\s*[:：]")
STATUS = re.compile(r"^\s*status\s*[:：]|^(修订|初步|预计|快报)")
REVISED = re.compile(r"status\s*[:：]\s*revised|^修订")

#: Concepts whose values are levels that cannot fall below zero.
LEVELS = frozenset(
    "value added,gross output,sales revenue,operating revenue,investment,capital inflow,physical,"
    "capacity,area,count,price index".split(",")
)
#: Units that count whole things.
WHOLE = frozenset("个 件 位 名 家 户 所 支 条 次 种 篇 节 项 座 cars sets".split())
#: A yearly level this many times both of its neighbours is a slip of unit or decimal point.
SLIP = 5.5
#: With one neighbour only, a slip must be larger to be told from growth.
LONE_SLIP = 7.5
#: A yearly level this many times both neighbours (or its only one) wants a look.
UNLIKE, LONE_UNLIKE = 1.6, 2.5
#: A price change between these, in per cent a year, may lie between levels and real growth.
PRICE_CHANGE = (-15, 35)
#: Longer subjects are not compared letter by letter.
LONGEST_NAME = 60
#: So many significant digits are not the same twice by chance.
TELLING_DIGITS = 3
#: Growth beyond these, in per cent, is a slip of the decimal point.
MOST_GROWTH = 1000
FARTHEST_YEARS = 30
#: A series this long is missed when a newer document of its issuer drops it.
LONG_SERIES = 3


def check_economics(
    statements: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame
) -> list[Problem]:
    """All rules over all statements of a folder.

    Parameters
    ----------
    statements : DataFrame
        Typed statements with `in_file`, `at_row`, `in_sheet`.
    indicators, sources : DataFrame
        Codelist, and sources with `published` as dates.
    """
    known = indicators.set_index("code")
    table = statements.assign(
        concept=statements["indicator"].map(known["concept"]),
        parent=statements["indicator"].map(known["parent"]),
        issuer=statements["source"].map(sources.set_index("source")["issuer"]),
        quoted=statements["quote"] != "",
        checked=[CHECKED.search(note) is not None for note in statements["note"]],
    )
    rows = list(table.itertuples(index=False))
    return [problem for rule in RULES for problem in rule(rows)]


def _groups(rows: Iterable, *keys: str) -> list[list]:
    """Rows that agree in some columns, in the order of the columns."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, key) for key in keys)].append(row)
    return [groups[key] for key in sorted(groups)]


def _yearly(rows: Iterable) -> list:
    """Single numbers of whole years in order, the newest publication of a year last."""
    dated = (row for row in rows if row.year is not pd.NA and not math.isnan(row.number))
    return sorted(dated, key=lambda row: (row.year, row.published))


def _series(rows: Iterable) -> list:
    """One row a year: the newest publication."""
    return list({row.year: row for row in _yearly(rows)}.values())


# --- one number by itself ---------------------------------------------------------------------


def possible_values(rows: list) -> list[Problem]:
    """Signs, shares above the whole, falls below nothing, percentages that are fractions."""
    return [
        problem
        for row in rows
        if row.unit != "words" and not row.checked
        for one in printed.parse_value(row.value)
        for problem in _possible(row, one.number)
    ]


def several_numbers(rows: list) -> list[Problem]:
    """A range or a list enters no series; where no quote prints it, it may be a slip."""
    return [
        at(row, "number-several", "value")
        for row in rows
        if row.unit != "words" and not row.quoted and not row.checked
        and len(printed.parse_value(row.value)) > 1
    ]  # fmt: skip


def _possible(row, number: float) -> list[Problem]:
    if row.concept in LEVELS:
        if number < 0:
            return [at(row, "level-negative", "value", code=row.indicator)]
        if number == 0:
            return [at(row, "level-zero", "value")]
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


def possible_periods(rows: list) -> list[Problem]:
    """What has happened lies before its publication; what is planned not too far behind it."""
    return [problem for row in rows if row.first is not pd.NA for problem in _when(row)]


def past_targets(rows: list) -> list[Problem]:
    """A target of a year that was over, behind actual years of the same source: a role mistyped."""
    problems = []
    dated = [row for row in rows if row.year is not pd.NA and not (row.quoted or row.checked)]
    for group in _groups(dated, "source", "subject", "indicator"):
        actual = {row.year for row in group if row.role == "actual"}
        problems += [
            at(row, "period-past", "period", published=row.published, role=row.role)
            for row in group
            if row.role in ("target", "duty") and row.year < row.published.year
            and len(actual) >= LONG_SERIES and row.year not in actual
        ]  # fmt: skip
    return problems


def parts_of_years(rows: list) -> list[Problem]:
    """A part of a year among whole years: a figure to date typed for the year's."""
    problems = []
    for group in _groups((r for r in rows if not r.quoted), "subject", "indicator", "role"):
        whole = sum(row.year is not pd.NA for row in group)
        part = [row for row in group if row.first is not pd.NA and row.year is pd.NA
                and row.first == row.last]  # fmt: skip
        if whole >= LONG_SERIES and len(part) * 3 <= whole:
            problems += [at(row, "period-part", "period") for row in part if not row.checked]
    return problems


def _when(row) -> list[Problem]:
    begins, ends = printed.period_days(row.period)
    day = (row.published.year, row.published.month)
    said = {"role": row.role, "published": row.published}
    happened = row.role in ("actual", "baseline")
    if row.first < 1949:
        return [at(row, "period-early", "period")]
    if row.last > row.published.year + FARTHEST_YEARS:
        return [at(row, "period-far", "period", years=FARTHEST_YEARS, published=row.published)]
    # A plan's years may be under way when its results so far are told.
    if happened and (begins > day or row.last > row.published.year + 4):
        return [at(row, "period-future", "period", **said)]
    if happened and ends > day:
        return [at(row, "period-running", "period", **said)]
    return []


# --- a number beside its neighbours in time ---------------------------------------------------


def level_jumps(rows: list) -> list[Problem]:
    """A yearly level many times its neighbours: a slip of unit or decimal point."""
    levels = (row for row in rows if row.concept in LEVELS and row.role != "target")
    problems = []
    for group in _groups(levels, "subject", "indicator"):
        series = [row for row in _series(group) if row.number > 0]
        for place, row in enumerate(series):
            near = [other for other in _beside(series, place) if abs(other.year - row.year) <= 2]
            if near and not row.checked:
                problems += _jump(row, near, series)
    return problems


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
    rates = (row for row in rows if row.unit == "%" and not row.checked)
    problems = []
    for group in _groups(rates, "subject", "indicator", "role"):
        series = [row for row in _series(group) if row.number]
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
        row for row in rows
        if not row.quoted and not row.checked and row.year is not pd.NA and row.role != "target"
        and len(row.value.strip("-+0").replace(".", "")) >= TELLING_DIGITS
    ]  # fmt: skip
    problems = []
    for group in _groups(telling, "subject", "indicator", "value", "unit"):
        for earlier, later in itertools.pairwise(_series(group)):
            if later.year - earlier.year == 1:
                problems.append(_repeated(later, earlier, str(earlier.year)))
    for first, *others in _groups(telling, "source", "subject", "year", "value", "unit"):
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
    for group in _groups(actual, "source", "subject", "indicator"):
        series = _series(group)
        years = {row.year for row in series}
        missing = sorted(set(range(min(years), max(years))) - years) if years else []
        # Few years of many are an oversight; a source that names two years far apart is not.
        if missing and len(missing) < len(years) and not any(row.checked for row in group):
            after = next(row for row in series if row.year > missing[-1])
            said = ", ".join(map(str, missing))
            problems.append(at(after, "year-gap", "period", years=said))
    return problems


def short_series(rows: list) -> list[Problem]:
    """In a table of series, one that begins later or ends earlier than most."""
    problems = []
    dated = (row for row in rows if row.role == "actual" and row.year is not pd.NA)
    for group in _groups(dated, "source", "subject"):
        series = [one for one in map(_series, _groups(group, "indicator")) if len(one) > 1]
        for end, sign in ((0, 1), (-1, -1)):
            years = Counter(one[end].year for one in series)
            usual, count = years.most_common(1)[0] if years else (0, 0)
            if count < LONG_SERIES or count < 0.7 * len(series):
                continue
            problems += [
                at(one[end], "series-short", "period", code=one[end].indicator, year=usual)
                for one in series
                if sign * (one[end].year - usual) > 0 and not any(row.checked for row in one)
            ]
    return problems


def odd_years(rows: list) -> list[Problem]:
    """In a document of one year, an indicator that has another year only."""
    problems = []
    dated = [row for row in rows if row.role == "actual" and row.year is not pd.NA]
    for group in _groups(dated, "source", "subject"):
        (usual, count), *_ = Counter(row.year for row in group).most_common()
        if count < LONG_SERIES or count < 0.8 * len(group):
            continue
        of_the_year = {row.indicator for row in group if row.year == usual}
        problems += [
            at(row, "year-odd", "period", code=row.indicator, year=usual)
            for row in group
            if row.indicator not in of_the_year and not (row.quoted or row.checked)
        ]
    return problems


# --- a number beside others of its year -------------------------------------------------------


def parts_and_wholes(rows: list) -> list[Problem]:
    """No part of a whole is larger than the whole."""
    levels = (row for row in rows if row.concept in LEVELS and not math.isnan(row.number))
    keys = ("subject", "period", "role", "canonical_unit", "concept")
    problems = []
    for group in _groups(levels, *keys):
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
        for row in _yearly(r for r in rows if r.concept in LEVELS and r.number > 0)
    }
    rates = _yearly(r for r in rows if r.concept == "growth rate" and r.unit == "%")
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
    for first, *others in _groups(_yearly(row for row in rows if not row.checked), *keys):
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
    actual = _yearly(row for row in rows if row.role == "actual")
    for group in _groups(actual, "subject", "indicator", "period"):
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
    actual = [row for row in _yearly(rows) if row.role == "actual" and not row.checked]
    for own in _groups(actual, "issuer", "subject"):
        newest = max(row.published for row in own)
        latest = [row for row in own if row.published == newest]
        carried = {row.indicator for row in latest}
        for series in _groups(own, "indicator"):
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


RULES = (
    alike_subjects,
    near_subjects,
    possible_values,
    several_numbers,
    possible_periods,
    past_targets,
    parts_of_years,
    level_jumps,
    rate_jumps,
    repeated_numbers,
    year_gaps,
    short_series,
    odd_years,
    parts_and_wholes,
    growth_and_levels,
    two_values,
    revisions,
    vanished,
)
