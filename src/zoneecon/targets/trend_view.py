"""What does the zone's own trend say about the plan? Series, promised paths, implications."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.growth import compound, mean_growth
from zoneecon.rows import each_row
from zoneecon.targets.required import TESTABLE, growth_targets
from zoneecon.trends.distribution import Forecast, fit_shrunken_t, usable
from zoneecon.trends.models import MINIMUM_POINTS

#: The columns of a table of forecasts where there are none.
NO_FORECAST = Forecast("", "", "", "", 0, 0, 1.0, (0.0,), (0.0,), (1.0,))
#: Elasticities of an industry's output to the zone's industrial trend that are shown: the trend
#: itself, and twice its growth in logs. No source gives one for this zone; they are own guesses.
ELASTICITIES = (1.0, 2.0)
#: Columns of `against_plan`.
PROMISED = (
    "series",
    "promised",
    "year",
    "plan",
    "median",
    "lower_80",
    "upper_80",
    "probability",
    "id",
)
#: Columns of `implied_industries`.
IMPLIED = ("title", "elasticity", "target", "multiple", "median", "probability")


def unbroken(levels: pd.Series) -> pd.Series:
    """The newest run of years without a gap that a trend model can use; the newest if none can.

    Examples
    --------
    >>> unbroken(pd.Series(1.0, [2016, 2017, 2018, 2019, 2022])).index.tolist()
    [2016, 2017, 2018, 2019]
    """
    runs = levels.groupby(np.cumsum(np.diff(levels.index, prepend=levels.index[:1]) > 1))
    found = [run for _, run in runs] or [levels]
    return next((run for run in reversed(found) if len(run) >= MINIMUM_POINTS), found[-1])


def series_of(
    table: pd.DataFrame,
    indicator: str,
    measure: str = "published_level",
    before: int | None = None,
) -> pd.Series:
    """One measure of one series as models see it: reported and derived values by year.

    Parameters
    ----------
    table : DataFrame
        From `reconstruct.reconstruct`.
    measure : {"published_level", "chained_back"}
        Levels as printed, or at the prices of the last year. The implied year before the first
        printed level is left out: it is no observation. Years of which only a growth rate is
        printed carry either on from the newest level, at its prices.
    before : int, optional
        The target year: once it is known, a trend still says what was to be expected of it.
    """
    mine = table[table["indicator"] == indicator]
    rows, printed = (mine[mine["measure"] == name] for name in (measure, "published_level"))
    rows = rows[rows["year"].isin(printed["year"])]
    carried = mine[mine["measure"] == "carried_level"]
    if len(rows) and len(carried) and rows["year"].max() == carried["year"].min() - 1:
        rows = pd.concat([rows, carried])
    kept = usable(rows)
    kept = unbroken(kept if before is None else kept[kept.index < before])
    return kept.rename(indicator if measure == "published_level" else f"{indicator}, {measure}")


def history_table(series: Sequence[pd.Series]) -> pd.DataFrame:
    """What n points hold: n, average growth, spread of the yearly log growth."""
    rows = []
    for one in series:
        if one.empty:
            rows.append({"series": one.name, "n": 0})
            continue
        steps = np.diff(np.log(one.to_numpy()))
        rows.append(
            {
                "series": one.name,
                "n": len(one),
                "first": one.iloc[0],
                "last": one.iloc[-1],
                "growth": mean_growth(np.expm1(steps)) if len(steps) else np.nan,
                "volatility": float(steps.std(ddof=1)) if len(steps) > 1 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def forecast_all(
    series: Sequence[pd.Series], hyperparameters: Mapping[str, float], year: int
) -> dict[str, Forecast]:
    """The pooled forecast of each series to a year, by name."""
    return {
        str(one.name): fit_shrunken_t(
            one, hyperparameters, year - int(one.index[-1]), unit="CNY 100m"
        )
        for one in series
    }


def forecast_table(forecasts: Mapping[str, Forecast]) -> pd.DataFrame:
    """All forecasts as one table, from which `Forecast.from_frame` rebuilds each."""
    if not forecasts:
        return NO_FORECAST.to_frame().head(0)
    return pd.concat([one.to_frame() for one in forecasts.values()], ignore_index=True)


def _promised(statements: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, Any]:
    """Series -> the plan's growth target of it, a row of `growth_targets`."""
    goals = growth_targets(statements, indicators)
    parents = indicators.set_index("code")["parent"]
    goals = goals[goals["status"] == TESTABLE]
    return {parents[row.indicator]: row for row in each_row(goals)}


def _path_level(goal: Any, levels: pd.Series, year: int) -> float:
    """Where the promised growth leads by a year: from the plan's own base, at a series' prices.

    From the newest level of a series that does not reach back to the base.
    """
    start = int(goal.base_year)
    start = start if start in levels.index else int(levels.index[-1])
    return compound(float(levels[start]), goal.required_growth, year - start)


def outcomes(
    known: Mapping[str, pd.Series], statements: pd.DataFrame, indicators: pd.DataFrame, year: int
) -> pd.DataFrame:
    """What came of each series whose target year is known, beside what the plan promised.

    Returns
    -------
    DataFrame
        series, promised (a year), year, plan (level on the promised path), came, id; promised,
        plan and id are empty of a series that the plan promises nothing.
    """
    goals = _promised(statements, indicators)
    rows = []
    for name, levels in known.items():
        goal = goals.get(name.partition(",")[0])
        row = {"series": name, "promised": np.nan, "year": year, "plan": np.nan}
        row |= {"came": float(levels[year]), "id": ""}
        if goal is not None:
            plan = _path_level(goal, levels[levels.index < year], year)
            row |= {"promised": goal.required_growth, "plan": plan, "id": goal.newest_id}
        rows.append(row)
    return pd.DataFrame(rows, columns=["series", "promised", "year", "plan", "came", "id"])


def against_plan(
    forecasts: Mapping[str, Forecast],
    statements: pd.DataFrame,
    indicators: pd.DataFrame,
    levels: Mapping[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """Where each forecast stands against the growth that the plan promises for it.

    The path starts at the plan's own base, in the `levels` that the forecast was made from, and
    does not move when a later level is known; without them it starts at the forecast's origin.

    Returns
    -------
    DataFrame
        series, promised (a year), year, plan (level on the promised path), median, lower_80,
        upper_80, probability (that the level is at least the plan's), id.
    """
    promised = _promised(statements, indicators)
    rows = []
    for name, forecast in forecasts.items():
        goal = promised.get(name.partition(",")[0])
        if goal is None:
            continue
        year = forecast.years[-1]
        origin = pd.Series({forecast.origin_year: forecast.origin_level})
        plan = _path_level(goal, (levels or {}).get(name, origin), year)
        bounds = forecast.interval(0.8).loc[year]
        rows.append(
            {
                "series": name,
                "promised": goal.required_growth,
                "year": year,
                "plan": plan,
                "median": bounds["median"],
                "lower_80": bounds["lower"],
                "upper_80": bounds["upper"],
                "probability": forecast.prob_at_least(year, plan),
                "id": goal.newest_id,
            }
        )
    return pd.DataFrame(rows, columns=list(PROMISED))


def implied_industries(
    forecast: Forecast,
    verdicts: pd.DataFrame,
    years: Mapping[str, int],
    levels: pd.Series | None = None,
) -> pd.DataFrame:
    """What the trend of industrial value added would imply for each industry's target.

    An industry grows, in logs, by `elasticity` times the zone's industry, from the year of its own
    newest level on: P(target) = P(zone's industry grows by at least multiple ** (1 / elasticity)).

    Parameters
    ----------
    forecast : Forecast
        Of industrial value added, to the target year.
    verdicts : DataFrame
        industry, title, base, target, multiple, and since (the base's year) where it is not the
        forecast's origin.
    years : mapping
        Industry -> the year of its target.
    levels : Series, optional
        Industrial value added by year: what it has done since an industry's base is known.

    Returns
    -------
    DataFrame
        title, elasticity, median (CNY 100m), target, multiple, probability.
    """
    median, rows = forecast.interval(0.8)["median"], []
    tested = verdicts[verdicts["industry"].map(years).isin(forecast.years)]
    for row in each_row(tested.dropna(subset="multiple")):
        year = years[row.industry]
        origin = _level_in(levels, getattr(row, "since", np.nan), forecast.origin_level)
        rows += [
            {
                "title": row.title,
                "elasticity": elasticity,
                "target": row.target,
                "multiple": row.multiple,
                "median": row.base * (float(median[year]) / origin) ** elasticity,
                "probability": forecast.prob_at_least(
                    year, origin * row.multiple ** (1 / elasticity)
                ),
            }
            for elasticity in ELASTICITIES
        ]
    return pd.DataFrame(rows, columns=list(IMPLIED))


def _level_in(levels: pd.Series | None, year: float, otherwise: float) -> float:
    """A series' level in a year, at constant growth between two; another where it is unknown."""
    if levels is None or not levels.index.min() <= year <= levels.index.max():
        return otherwise
    if year in levels.index:
        return float(levels[year])
    return float(np.exp(np.interp(year, levels.index, np.log(levels))))
