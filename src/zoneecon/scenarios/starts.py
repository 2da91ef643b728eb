"""From which level does each industry go on? The newest one that is published.

An industry starts at the base that the plan prints, until a document prints a later level: in the
target's own concept, which then settles the base's year, its concept and its scope; or in the
base's concept (sales where the target is output), which settles the year only and counts through
the concept and the scope factor. The newest year wins, of two of one year the target's concept.
A level of the base's own year counts too: it is dated where the base may not be.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.arguments import refusal
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import effective, of_subject
from zoneecon.data.vintage import Vintage
from zoneecon.history.reconstruct import annual, known_levels
from zoneecon.rows import each_row

#: In whose concept a level is printed.
TARGET, BASE = "target", "base"
#: Readings that a level settles, by its concept.
SETTLES = {TARGET: ("base_year", "concept", "scope"), BASE: ("base_year",)}


class Start(NamedTuple):
    """The newest level of an industry, and the levels before it in the same concept.

    Attributes
    ----------
    level : float
        As printed (CNY 100m).
    year : float
    id : str
        The statement that prints it.
    concept : str
        `TARGET` or `BASE`.
    history : tuple of (year, level)
        Published levels in this concept up to this one, by year.
    based : bool
        Whether the plan prints a base before them.
    """

    level: float
    year: float
    id: str
    concept: str
    history: tuple[tuple[float, float], ...]
    based: bool = True

    @property
    def settles(self) -> tuple[str, ...]:
        """Readings of the base that it leaves nothing open in."""
        return SETTLES[self.concept]

    def with_base(self, year: float, level: float) -> "Start":
        """The same with the base in front, as far as it is known and earlier."""
        earlier = self.based and level > 0 and year < self.history[0][0]
        return self._replace(history=((year, level), *self.history)) if earlier else self


class News(NamedTuple):
    """What is published since the base: where industries go on from, and later accounts.

    `accounts` are by year as those of the assumptions, of later years only.
    """

    starts: Mapping[str, Start] = MappingProxyType({})
    accounts: Mapping[float, Mapping[str, float]] = MappingProxyType({})


#: Where nothing is published since.
NOTHING = News()


def published_levels(statements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Levels of one indicator by year, each as its newest publication prints it.

    Columns value, id (the sentence that prints it) and first_id (the first that printed it).
    """
    table = annual(rows := effective(statements), indicator)
    newest = rows.set_index("id")["newest_id"]
    table = table.assign(first_id=table["id"], id=table["id"].map(newest))
    return table[table["value"] > 0]


def starts(
    statements: pd.DataFrame,
    industries: Mapping[str, Mapping[str, Any]],
    base_year: float,
    target_year: int,
) -> dict[str, Start]:
    """Where each industry goes on from; those that nothing is published of since are left out.

    Parameters
    ----------
    statements : DataFrame
        As loaded or `effective`.
    industries : mapping
        As in the assumptions: which statement is the base, which the target, and its year.
    base_year : float
        Central reading of the base's year: older levels are no news.
    target_year : int
        Later levels are none either; of an industry without a year of its own.
    """
    statements = effective(statements)
    _refuse_late_bases(statements, industries)
    rows = statements.set_index("id")["indicator"]
    found = {}
    for name, one in industries.items():
        span = (base_year, one.get("target_year", target_year))
        known = [
            _start(of_subject(statements, one[role]), rows[one[role]], concept, one, span)
            for role, concept in (("baseline", BASE), ("target", TARGET))
            if one.get(role) in rows.index
        ]
        if rows.get(one.get("baseline"), "") == rows.get(one.get("target")):
            known = known[-1:]  # one indicator: no concept to turn
        starts = [start for start in known if start is not None]
        if starts:
            # the last of the newest year is the one in the target's concept
            found[name] = max(reversed(starts), key=lambda start: start.year)
    return found


def _refuse_late_bases(
    statements: pd.DataFrame, industries: Mapping[str, Mapping[str, Any]]
) -> None:
    """A base that is dated in the year of its target, or later, is none."""
    years = statements.set_index("id")["last"]
    for name, one in industries.items():
        base, target = years.get(one.get("baseline")), years.get(one.get("target"))
        if pd.notna(base) and pd.notna(target) and base >= target:
            ids = {"base_id": one["baseline"], "target_id": one["target"]}
            raise refusal("arguments.asked.late_base", industry=name, base=base, year=target, **ids)


def _start(
    statements: pd.DataFrame, indicator: str, concept: str, one: Mapping[str, Any], span: tuple
) -> Start | None:
    levels = published_levels(statements, indicator)
    levels = levels[(levels.index >= span[0]) & (levels.index <= span[1])]
    later = "later_base" in one  # of a target without a base of its own
    if levels.empty or (set(levels["first_id"]) <= {one.get("baseline")} and not later):
        return None  # a dated base is no news
    history = tuple((float(row.Index), float(row.value)) for row in each_row(levels))
    year, level = history[-1]
    return Start(level, year, str(levels["id"].iloc[-1]), concept, history, not later)


def from_plan(plan: Vintage) -> News:
    """What a vintage knows of its industries and accounts since their bases."""
    assumed, statements = plan.assumptions, effective(plan.statements)
    middle = central_reading(assumed)
    accounts = assumed.get("accounts", {})
    wanted = tuple(dict.fromkeys(name for row in accounts.values() for name in row))
    newest = max(map(float, accounts), default=np.inf)
    return News(
        starts(statements, assumed["industries"], middle, plan.target_year),
        later_accounts(statements, _nominal(plan), wanted, newest),
    )


# --- accounts ------------------------------------------------------------------------------------


def _nominal(plan: Vintage) -> dict[str, str]:
    """Series -> its growth rate, where that is no rate at comparable prices: accounts are current.

    A rate at comparable prices on a current level would need a deflator.
    """
    basis = plan.indicators.set_index("code")["price_basis"]
    rates = {name: one.get("growth") for name, one in plan.assumptions.get("series", {}).items()}
    return {name: rate for name, rate in rates.items() if rate and basis.get(rate) != "constant"}


def later_accounts(
    statements: pd.DataFrame, rates: Mapping[str, str], wanted: tuple, after: float
) -> dict[float, dict[str, float]]:
    """What the zone's accounts were in years after those that the assumptions name.

    Parameters
    ----------
    statements : DataFrame
    rates : mapping
        Quantity -> the rate that carries it on over years without a level.
    wanted : tuple of str
        Quantities, each of which a year needs; of one that is no series nothing is known later.
    after : float
        The newest year that the assumptions name.
    """
    known: list[pd.Series] = []
    if not wanted:
        return {}
    for name in wanted:
        known.append(known_levels(statements, name, rates.get(name, "")).rename(name))
    table = pd.concat(known, axis=1).dropna() if known else pd.DataFrame()
    return {
        float(str(year)): {str(name): float(value) for name, value in row.items()}
        for year, row in table[table.index > after].iterrows()
    }


def between(history: tuple[tuple[float, float], ...], years: np.ndarray) -> np.ndarray:
    """Level in each year: as published, and at constant growth where nothing is."""
    known, levels = zip(*history, strict=True)
    printed = dict(history)
    growing = np.exp(np.interp(years, known, np.log(levels)))
    return np.array([printed.get(year, level) for year, level in zip(years, growing, strict=True)])
