"""Where does the zone stand, seen from what is published of its parent since?

A zone's figure is published late, its city's growth stands already. The level of the parent's
growth, chained at the prices of the zone's last year, is the centre; the error is that of regions
of the same thing (`zoneecon.trends.nowcast`). Only the whole is nowcast: an industry's growth is
hardly nearer to its parent's than to a forecast.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoneecon.data.newest import known
from zoneecon.data.vintage import Vintage
from zoneecon.history.reconstruct import from_plan
from zoneecon.history.results import History
from zoneecon.rows import each_row
from zoneecon.targets import trend_view
from zoneecon.trends.distribution import Forecast, hyperparameters_of
from zoneecon.trends.industry import USUAL_SHARE
from zoneecon.trends.models import MINIMUM_POINTS
from zoneecon.trends.nowcast import nowcast, parameters_of

#: The whole of which a region has a share, its growth, and the level at one year's prices.
WHOLE, GROWTH, MEASURE = "gdp", "gdp_growth", "chained_back"
#: Kind of child and parent whose error is taken.
KIND = ("city_gdp", "province_gdp")
COLUMNS = (
    *("year", "parent", "basis", "parent_growth", "id", "median", "lower_80", "upper_80"),
    *("seen", "seen_median", "seen_lower_80", "seen_upper_80", "plan", "probability"),
)
#: How near a printed growth is to that of its year: whole, expected, of its first months.
BASES = ("whole", "expected", "part")


def nowcast_table(series: History) -> pd.DataFrame:
    """A row a year since the zone's last level of which the parent's growth is known.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: the parent's growth (a fraction) with its statement and basis; median
        and 80 % interval at the prices of the zone's last level (CNY 100m); the same as seen on
        the day of the zone's first publication (`seen`); the level on the plan's growth and the
        chance to stand at it. No rows where no parent is assumed or nothing of it is known.
    """
    plan = series.plan
    found = standing(plan, series, numbers_of(plan))
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS))
    growth, now = found
    base, level = now.origin_year, now.origin_level
    table = growth.join(_quantiles(now), on="year")
    promised = plan.promised.get(WHOLE)
    years = table["year"].astype(int)
    path = [level * (1 + promised) ** (year - base) if promised else np.nan for year in years]
    chance = [
        float(now.prob_at_least(year, goal)) if goal == goal else np.nan
        for year, goal in zip(years, path, strict=True)
    ]
    seen = _as_first_seen(plan, int(years.max()))
    if seen is not None:
        table = table.join(_quantiles(seen).add_prefix("seen_"), on="year")
    first = plan.statements["published"].min()
    table = table.assign(plan=path, probability=chance, seen=str(first))
    return table.reindex(columns=list(COLUMNS))


def numbers_of(plan: Vintage) -> dict[str, float]:
    """How wide the nowcast is, and how much of its parent's growth a region shares."""
    return parameters_of(plan.panel("nowcast"), *KIND)


def standing(
    plan: Vintage, series: pd.DataFrame, numbers: Mapping[str, float]
) -> tuple[pd.DataFrame, Forecast] | None:
    """The parent's growth since the zone's last level, and where the zone stands by it.

    Parameters
    ----------
    plan : Vintage
    series : DataFrame
        Its history, from `reconstruct`.
    numbers : mapping
        `numbers_of`.

    Returns
    -------
    tuple or None
        Columns year, parent, parent_growth (a fraction), basis, id; and the level in these years at
        the prices of the zone's last (CNY 100m). None where no parent is assumed or nothing of it
        is known.
    """
    parent = plan.assumptions.get("parent", "")
    levels = trend_view.series_of(series, WHOLE, MEASURE)
    if not parent or levels.empty:
        return None
    base, level = int(levels.index[-1]), float(levels.iloc[-1])
    growth = parent_growth(plan.context, parent, base)
    if growth.empty:
        return None
    chained = pd.Series([1.0, *np.cumprod(1.0 + growth["parent_growth"])])
    chained.index = pd.Index([base, *growth["year"]])
    share = share_of(plan.context, parent, base, level)
    now = nowcast(chained, level, base, share, numbers, indicator=WHOLE)
    return growth.assign(parent=parent), now


def _quantiles(forecast: Forecast) -> pd.DataFrame:
    table = forecast.interval(0.8)
    return table.rename(columns={"lower": "lower_80", "upper": "upper_80"})


def _as_first_seen(plan: Vintage, year: int) -> Forecast | None:
    """What the trend alone said when the zone published first: the forecast to be scored."""
    first = plan.statements["published"].min()
    then = plan._replace(as_of=first, statements=known(plan.statements, first))
    levels = trend_view.series_of(from_plan(then), WHOLE, MEASURE)
    if len(levels) < MINIMUM_POINTS or year <= levels.index[-1]:
        return None
    numbers = hyperparameters_of(plan.panel("forecast_hyperparameters"))
    return next(iter(trend_view.forecast_all([levels], numbers, year).values()))


def parent_growth(context: pd.DataFrame, parent: str, base: int) -> pd.DataFrame:
    """The growth of a parent in each year after a base, until one is not known.

    A year's own rate counts before one that was expected of it, and that before one of its first
    months; of alike ones the newest. What is doubtful (of low confidence) never counts.

    Returns
    -------
    DataFrame
        Columns year, parent_growth (a fraction), basis (`BASES`), id.
    """
    rows = context[
        (context["subject"] == parent)
        & (context["indicator"] == GROWTH)
        & (context["confidence"] != "low")
        & (context["role"] != "target")
        & context["number"].notna()
    ]
    best: dict[int, tuple] = {}
    for row in each_row(rows):
        dated, basis = re.match(r"\d{4}", row.period), _basis(row)
        if not dated or not basis:
            continue
        rank = (-BASES.index(basis), row.period, row.published, row.id)
        if int(dated[0]) not in best or rank > best[int(dated[0])][0]:
            best[int(dated[0])] = (rank, basis, float(row.number), row.id)
    found, year = [], base + 1
    while year in best:
        _, basis, number, one = best[year]
        found.append({"year": year, "parent_growth": number, "basis": basis, "id": one})
        year += 1
    return pd.DataFrame(found, columns=["year", "parent_growth", "basis", "id"])


def _basis(row) -> str:
    """What a rate is of: its year, its year as expected, or its first months; '' if neither."""
    if re.fullmatch(r"\d{4}", row.period):
        return "whole" if row.role == "actual" else "expected"
    first = re.fullmatch(r"(\d{4})(?:Q1|-01)(?:/\1(?:Q\d|-\d\d))?", row.period)
    return "part" if first else ""


def share_of(context: pd.DataFrame, parent: str, base: int, level: float) -> float:
    """The zone's level over the parent's, in the year nearest to the zone's; else the usual share.

    The error hardly depends on it: twice the share makes it an eighth smaller.
    """
    rows = context[
        (context["subject"] == parent)
        & (context["indicator"] == WHOLE)
        & context["period"].str.fullmatch(r"\d{4}")
        & (context["number"] > level)
        & (context["confidence"] != "low")
    ]
    if rows.empty:
        return USUAL_SHARE
    away = (rows["period"].astype(int) - base).abs().to_numpy()
    return level / float(rows["number"].iloc[away.argmin()])
