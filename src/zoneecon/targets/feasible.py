"""Which target would be feasible instead? The level that has a wanted chance."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from zoneecon.rows import each_row
from zoneecon.targets.verdicts import LIKELY
from zoneecon.targets.views import Views

#: Even odds: what is as likely to be passed as to be missed.
EVEN = 0.5
#: Log points around the level that has been reached, in which the wanted one is sought.
FURTHEST = 10.0
COLUMNS = ("industry", "title", "target", "year", "even", "likely")


def feasible(verdicts: pd.DataFrame, views: Views, year_of: Callable[[str], float]) -> pd.DataFrame:
    """The levels that each industry reaches with even odds, and likely.

    Parameters
    ----------
    verdicts : DataFrame
        `verdicts.verdict_table`: a row a target, read centrally.
    views : Views
        Both of them count, as they do in the chance.
    year_of : callable
        Industry -> the year of its target.

    Returns
    -------
    DataFrame
        industry, title, target, year, even, likely (levels with a chance of 50 and 66 %, in the
        target's concept and unit), the earliest year first. No row for a target without a chance,
        or whose year is known.
    """
    rows = []
    for row in each_row(verdicts.dropna(subset="pooled")):
        if not row.years > 0:
            continue
        year = year_of(row.industry)
        now, since = row.target / row.asked, year - row.years
        levels = {
            name: now * multiple_of(views, row.industry, since, year, wanted)
            for name, wanted in (("even", EVEN), ("likely", LIKELY))
        }
        known = {"industry": row.industry, "title": row.title, "target": row.target}
        rows.append({**known, "year": year, **levels})
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("year", kind="stable")


def multiple_of(views: Views, industry: str, since: float, year: float, wanted: float) -> float:
    """How many times a level is reached with a wanted chance; nan where none has it."""

    def missing(log: float) -> float:
        return views.chance(industry, float(np.exp(log)), since, year)["pooled"] - wanted

    ends = [missing(end) for end in (-FURTHEST, FURTHEST)]
    if not ends[0] >= 0 >= ends[1]:
        return np.nan
    return float(np.exp(brentq(missing, -FURTHEST, FURTHEST)))
