"""What do the lines around a table say of it? Units, years and parts of a year, held to its rows.

A title or a note is not data, but it may say that the table is another one than its rows claim:
"单位：万元" above rows in 亿元, "2022年" above rows of 2023, "1—9月" where rows are whole years.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from zoneecon.data.problems import at
from zoneecon.data.reading import cells, printed, printed_dates
from zoneecon.errors import Problem

#: A unit that a title or a note gives for the whole table.
TABLE_UNIT = re.compile(r"(?:计量)?单位\s*[:：]\s*([^)）\]】。；;]+)")
#: A year that is not part of a date: 2021年3月 and 2021-03 are.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d|\s*[-./]\s*\d{1,2}(?!\d)|\s*年\s*\d{1,2}\s*月)")
_YEARS = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-－—–~～至到/]+\s*((?:19|20)\d\d)")
#: Titles that bear the year in which they were issued, not that of their numbers.
_ISSUED = re.compile(
    r"年鉴|报告|要点|方案|规划|计划|通知|意见|yearbook|report|plan|draft|news", re.IGNORECASE
)
#: Rows of a document that are enough to tell its year.
ENOUGH_ROWS = 3


class Said(NamedTuple):
    """A rule of the catalogue that a line breaks, and what fills its message in."""

    rule: str
    fields: dict


def contradictions(text: str, rows: list[dict[str, str]], above: bool) -> list[Said]:
    """What a line beside a table says against its rows.

    Parameters
    ----------
    text : str
        One cell of a title or a note.
    rows : list of dict
        Rows of the table as typed.
    above : bool
        Whether it stands above the header; a note below may name years of all kinds.
    """
    found = _other_unit(text, rows)
    periods = {row.get("period", "") for row in rows}
    months = printed_dates.said(text).months
    if months and months[0] < months[1] and not any(re.search("-|Q", one) for one in periods):
        found.append(Said("title-part", {"months": f"{months[0]}-{months[1]}"}))
    if above and (years := other_years(text, periods)):
        found.append(Said("title-year", {"years": years}))
    return found


def _other_unit(text: str, rows: list[dict[str, str]]) -> list[Said]:
    """A unit in a title or a note must be one that the rows use: the rows' column counts."""
    match = TABLE_UNIT.search(text)
    used = {row.get("unit", "") for row in rows} if match else set()
    if not used:
        return []
    plain = used | {cells.UNIT_SPELLINGS.get(unit, unit) for unit in used}
    given = {unit.strip() for unit in re.split(r"[、,，/或和]", match[1])}
    if plain & (given | {cells.UNIT_SPELLINGS.get(unit, unit) for unit in given}):
        return []
    return [Said("title-unit", {"units": ", ".join(sorted(plain))})]


def other_years(text: str, periods: Iterable[str]) -> str:
    """Years of the rows, if a title names others only; '' if it agrees or cannot be told.

    Examples
    --------
    >>> other_years("2022年统计公报", ["2023", "2023"]), other_years("2016—2020年", ["2018"])
    ('2023', '')
    """
    if _ISSUED.search(text):
        return ""
    named = {int(year) for year in _YEAR.findall(text)}
    for first, last in _YEARS.findall(text):
        named |= set(range(int(first), int(last) + 1))
    told = {year for one in periods for year in _years_of(one)}
    return ", ".join(map(str, sorted(told))) if named and told and not named & told else ""


def _years_of(period: str) -> range:
    try:
        first, last, _ = printed.parse_period(printed.plainest_period(period))
    except ValueError:
        return range(0)
    return range(first, last + 1) if first else range(0)


def check_titles(statements: pd.DataFrame, sources: pd.DataFrame) -> list[Problem]:
    """Documents whose title names another year than all of their facts; told at the first fact."""
    titles = dict(zip(sources["source"], sources["title"], strict=True))
    problems = []
    for source, facts in statements[statements["role"] == "actual"].groupby("source"):
        title = titles.get(source, "")
        if len(facts) >= ENOUGH_ROWS and other_years(title, facts["period"]):
            first = next(facts.itertuples(index=False))
            problems.append(at(first, "source-year", "period", title=title))
    return problems
