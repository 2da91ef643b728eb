"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed statements to problems, in the tuple `RULES`. A number whose
own quote prints it is the document's, however odd: it is warned of, not refused. A remark
`checked:` (`已核对：`) in the note says that someone has looked, and quiets a rule.
"""

import itertools
import re

import numpy as np
import pandas as pd

from zoneecon import printed
from zoneecon.checks import Problem, at

CHECKED = re.compile(r"\b(checked|gap|dropped)\s*[:：]|(已核对|缺口|停止发布)\s*[:：]")
STATUS = re.compile(r"^\s*status\s*[:：]|^(修订|初步|预计|快报)")
REVISED = re.compile(r"status\s*[:：]\s*revised|^修订")

#: Concepts whose values are levels that cannot fall below zero.
LEVELS = frozenset(
    "value added,gross output,sales revenue,operating revenue,investment,capital inflow,physical,"
    "capacity,area,count,price index".split(",")
)
#: Levels measured alike from year to year, so that neighbours say something.
YEARLY = LEVELS - {"count", "area", "capacity"}
#: A yearly level this many times both of its neighbours is a slip of unit or decimal point.
SLIP = 5.5
#: With one neighbour only, a slip must be larger to be told from growth.
LONE_SLIP = 7.5
#: Growth beyond these, in per cent, is a slip of the decimal point.
MOST_GROWTH = 1000
FARTHEST_YEARS = 30


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
    table = statements.merge(
        indicators[["code", "concept", "parent"]], left_on="indicator", right_on="code", how="left"
    ).drop(columns="code")
    table = table.assign(
        quoted=(table["quote"] != ""), checked=table["note"].map(_is_checked).astype(bool)
    )
    issuers = sources.set_index("source")["issuer"]
    table = table.assign(issuer=table["source"].map(issuers))
    return [problem for rule in RULES for problem in rule(table)]


def _is_checked(note: str) -> bool:
    return CHECKED.search(note) is not None


# --- one number by itself ---------------------------------------------------------------------


def possible_values(table: pd.DataFrame) -> list[Problem]:
    """Signs, shares above the whole, falls below nothing, percentages that are fractions."""
    problems = []
    for row in table[(table["unit"] != "words") & ~table["checked"]].itertuples(index=False):
        for number in (one.number for one in printed.parse_value(row.value)):
            problems += _possible(row, number)
    return problems


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
    return _fraction(row, number)


#: Units that count whole things.
WHOLE = frozenset("个 件 位 名 家 户 所 支 条 次 种 篇 节 项 座 cars sets".split())


def _fraction(row, number: float) -> list[Problem]:
    """No source prints 0.085 %; 0.8 % is printed now and then."""
    decimals = len(row.value.partition(".")[2])
    if row.quoted or not 0 < abs(number) < 1:
        return []
    if decimals >= 3:
        return [at(row, "percent-fraction", "value", fix=f"{100 * number:g}")]
    return [at(row, "percent-small", "value")] if decimals >= 2 else []


def possible_periods(table: pd.DataFrame) -> list[Problem]:
    """What has happened lies before its publication; what is planned not too far behind it."""
    problems = []
    for row in table[table["first"].notna()].itertuples(index=False):
        begins, ends = printed.period_days(row.period)
        day = (row.published.year, row.published.month)
        happened = row.role in ("actual", "baseline")
        if row.first < 1949:
            problems.append(at(row, "period-early", "period"))
        elif row.last > row.published.year + FARTHEST_YEARS:
            problems.append(at(row, "period-far", "period", years=FARTHEST_YEARS,
                               published=row.published))  # fmt: skip
        elif happened and (begins > day or row.last > row.published.year + 4):
            problems.append(at(row, "period-future", "period", role=row.role,
                               published=row.published))  # fmt: skip
        elif happened and ends > day:
            problems.append(at(row, "period-running", "period", role=row.role,
                               published=row.published))  # fmt: skip
    return problems


# --- a number beside its neighbours in time ---------------------------------------------------


def _yearly(table: pd.DataFrame) -> pd.DataFrame:
    """Single numbers of whole years, the newest publication last."""
    rows = table[table["year"].notna() & table["number"].notna()]
    return rows.sort_values(["year", "published"], kind="stable")


def level_jumps(table: pd.DataFrame) -> list[Problem]:
    """A yearly level many times its neighbours: a slip of unit or decimal point."""
    rows = _yearly(table[table["concept"].isin(YEARLY) & ~table["role"].isin(["target"])])
    problems = []
    for _, series in rows.groupby(["subject", "indicator"], sort=True):
        series = series.drop_duplicates("year", keep="last")
        problems += _jumps(list(series.itertuples(index=False)))
    return problems


def _jumps(series: list) -> list[Problem]:
    problems = []
    for place, row in enumerate(series):
        near = [
            other
            for other in series[max(place - 1, 0) : place + 2]
            if other is not row and abs(other.year - row.year) <= 2 and other.number > 0
        ]
        # One neighbour may itself be the slip: of a pair only the one that others contradict.
        if not near or row.number <= 0 or row.checked:
            continue
        times = [row.number / other.number for other in near]
        limit = SLIP if len(near) == 2 else LONE_SLIP
        if len(near) == 1 and len(series) > 2 and not _contradicted(row, near[0], series):
            continue
        if min(times) > limit or max(times) < 1 / limit:
            middle = float(np.median(times))
            problems.append(
                at(row, "level-jump-printed" if row.quoted else "level-jump", "value",
                   times=f"{middle:.3g}",
                   neighbours=", ".join(f"{o.year}: {o.value} {o.unit}" for o in near))
            )  # fmt: skip
    return problems


def _contradicted(row, neighbour, series: list) -> bool:
    """Whether a row at the end of a series differs from the neighbour's other neighbour, too."""
    beyond = [o for o in series if o is not row and o is not neighbour and o.number > 0
              and abs(o.year - neighbour.year) <= 2]  # fmt: skip
    ratios = [row.number / o.number for o in beyond]
    return not ratios or all(ratio > SLIP or ratio < 1 / SLIP for ratio in ratios)


def rate_jumps(table: pd.DataFrame) -> list[Problem]:
    """A rate a hundredth of its neighbours is a fraction; ten times them wants a look."""
    rows = _yearly(table[(table["unit"] == "%") & ~table["checked"]])
    problems = []
    for _, series in rows.groupby(["subject", "indicator", "role"], sort=True):
        series = list(series.drop_duplicates("year", keep="last").itertuples(index=False))
        for place, row in enumerate(series):
            near = [o for o in series[max(place - 1, 0) : place + 2] if o is not row and o.number]
            if len(near) and row.number and not row.quoted:
                problems += _rate_jump(row, near)
    return problems


def _rate_jump(row, near: list) -> list[Problem]:
    times = [abs(row.number / other.number) for other in near]
    said = ", ".join(f"{o.year}: {o.value} %" for o in near)
    decimals = len(row.value.partition(".")[2])
    if max(times) < 1 / 30 and abs(row.number) < 0.01 and decimals >= 2:
        return [at(row, "percent-fraction", "value", fix=f"{1e4 * row.number:g}")]
    if min(times) > 8 and abs(row.number) > 0.2:
        return [at(row, "percent-large", "value", neighbours=said)]
    return []


def year_gaps(table: pd.DataFrame) -> list[Problem]:
    """A year missing from the middle of a series that one source prints."""
    rows = _yearly(table[table["role"] == "actual"])
    problems = []
    for _, series in rows.groupby(["source", "subject", "indicator"], sort=True):
        years = sorted(set(series["year"]))
        missing = sorted(set(range(years[0], years[-1])) - set(years))
        if missing and len(missing) < len(years) and not series["checked"].any():
            after = next(r for r in series.itertuples(index=False) if r.year > missing[-1])
            said = ", ".join(map(str, missing))
            problems.append(at(after, "year-gap", "period", years=said))
    return problems


# --- a number beside others of its year -------------------------------------------------------


def parts_and_wholes(table: pd.DataFrame) -> list[Problem]:
    """No part of a whole is larger than the whole."""
    rows = table[table["number"].notna() & (table["concept"].isin(LEVELS))]
    keys = ["subject", "period", "role", "canonical_unit", "concept"]
    problems = []
    for _, group in rows.groupby(keys, sort=True):
        wholes = {row.indicator: row for row in group.itertuples(index=False)}
        for part in group[group["parent"].isin(list(wholes))].itertuples(index=False):
            whole = wholes[part.parent]
            if part.number <= whole.number * 1.005 or part.checked or whole.checked:
                continue
            rule = "part-larger-printed" if part.quoted and whole.quoted else "part-larger"
            problems.append(at(part, rule, "value", whole=whole.id,
                               value_of_whole=f"{whole.value} {whole.unit}"))  # fmt: skip
    return problems


def two_values(table: pd.DataFrame) -> list[Problem]:
    """One source, one indicator, one period, two numbers, and no word of how they differ."""
    rows = _yearly(table[~table["checked"]])
    problems = []
    for _, group in rows.groupby(["source", "subject", "indicator", "period", "role"], sort=True):
        first, *others = group.itertuples(index=False)
        for other in others:
            same = np.isclose(other.number, first.number, rtol=1e-9)
            if not same and not (other.note and first.note) and not _both_quoted(first, other):
                problems.append(at(other, "two-values", "value", other=first.id,
                                   value_of_other=f"{first.value} {first.unit}"))  # fmt: skip
    return problems


def _both_quoted(first, other) -> bool:
    """Two numbers of one document that stand in different sentences."""
    return bool(first.quoted and other.quoted and first.quote != other.quote)


def revisions(table: pd.DataFrame) -> list[Problem]:
    """A later source that changes an earlier figure says so in its note."""
    rows = _yearly(table[table["role"] == "actual"])
    problems = []
    for _, group in rows.groupby(["subject", "indicator", "period"], sort=True):
        for earlier, later in itertools.pairwise(group.itertuples(index=False)):
            if later.source == earlier.source or np.isclose(
                later.number, earlier.number, rtol=0, atol=earlier.half_unit + later.half_unit
            ):
                continue
            said = REVISED.search(later.note) or later.checked or STATUS.search(earlier.note)
            rule = "history-revised" if said else "history-rewritten"
            problems.append(at(later, rule, "value", other=f"{earlier.source} {earlier.id}",
                               value_of_other=f"{earlier.value} {earlier.unit}"))  # fmt: skip
    return problems


def vanished(table: pd.DataFrame) -> list[Problem]:
    """A series of an issuer that its newer documents no longer carry."""
    rows = _yearly(table[(table["role"] == "actual") & ~table["checked"]])
    problems = []
    for _, own in rows.groupby(["issuer", "subject"], sort=True):
        newest = own["published"].max()
        latest = own[own["published"] == newest]
        for indicator, series in own.groupby("indicator", sort=True):
            if len(set(series["year"])) >= 3 and indicator not in set(latest["indicator"]):
                last = list(series.itertuples(index=False))[-1]
                problems.append(at(last, "indicator-vanished", "indicator", year=last.year,
                                   other=latest["source"].iloc[0]))  # fmt: skip
    return problems


RULES = (
    possible_values,
    possible_periods,
    level_jumps,
    rate_jumps,
    year_gaps,
    parts_and_wholes,
    two_values,
    revisions,
    vanished,
)
