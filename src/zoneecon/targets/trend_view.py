"""What does the zone's own trend say about the plan? Series, promised paths, implications."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zoneecon.growth import compound, mean_growth
from zoneecon.rows import each_row
from zoneecon.targets.required import TESTABLE, growth_targets
from zoneecon.trends.distribution import Forecast, fit_shrunken_t, usable
from zoneecon.trends.models import MINIMUM_POINTS

#: Elasticities of an industry's output to the zone's industrial trend that are shown: the trend
#: itself, and twice its growth in logs. No source gives one for this zone; they are own guesses.
ELASTICITIES = (1.0, 2.0)


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
        printed level is left out: it is no observation.
    before : int, optional
        The target year: once it is known, a trend still says what was to be expected of it.
    """
    rows = table[(table["indicator"] == indicator) & (table["measure"] == measure)]
    printed = table[(table["indicator"] == indicator) & (table["measure"] == "published_level")]
    kept = usable(rows[rows["year"].isin(printed["year"])])
    kept = unbroken(kept if before is None else kept[kept.index < before])
    return kept.rename(indicator if measure == "published_level" else f"{indicator}, {measure}")


def history_table(series: Sequence[pd.Series]) -> pd.DataFrame:
    """What n points hold: n, average growth, spread of the yearly log growth."""
    rows = []
    for one in series:
        steps = np.diff(np.log(one.to_numpy()))
        rows.append(
            {
                "series": one.name,
                "n": len(one),
                "first": one.iloc[0],
                "last": one.iloc[-1],
                "growth": mean_growth(np.expm1(steps)),
                "volatility": float(steps.std(ddof=1)),
            }
        )
    return pd.DataFrame(rows)


def forecast_all(
    series: Sequence[pd.Series], hyperparameters: Mapping[str, float], year: int = 2025
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
    return pd.concat([one.to_frame() for one in forecasts.values()], ignore_index=True)


def against_plan(
    forecasts: Mapping[str, Forecast], statements: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Where each forecast stands against the growth that the plan promises for it.

    Returns
    -------
    DataFrame
        series, promised (a year), year, plan (level on the promised path), median, lower_80,
        upper_80, probability (that the level is at least the plan's), id.
    """
    goals = growth_targets(statements, indicators)
    goals = goals[goals["status"] == TESTABLE]
    parents = indicators.set_index("code")["parent"]
    promised = {parents[row.indicator]: row for row in each_row(goals)}
    rows = []
    for name, forecast in forecasts.items():
        goal = promised.get(name.partition(",")[0])
        if goal is None:
            continue
        year = forecast.years[-1]
        plan = compound(forecast.origin_level, goal.required_growth, year - forecast.origin_year)
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
                "id": goal.id,
            }
        )
    return pd.DataFrame(rows)


def implied_industries(
    forecast: Forecast, verdicts: pd.DataFrame, elasticities: Sequence[float] = ELASTICITIES
) -> pd.DataFrame:
    """What the trend of industrial value added would imply for each industry's target.

    An industry grows, in logs, by `elasticity` times the zone's industry:
    P(target) = P(zone's industry grows by at least multiple ** (1 / elasticity)).

    Parameters
    ----------
    forecast : Forecast
        Of industrial value added, to the target year.
    verdicts : DataFrame
        From `targets.summary`: title, base, target, multiple.

    Returns
    -------
    DataFrame
        title, elasticity, median (CNY 100m), target, multiple, probability.
    """
    year = forecast.years[-1]
    centre = float(forecast.interval(0.8)["median"][year]) / forecast.origin_level
    return pd.DataFrame(
        [
            {
                "title": row.title,
                "elasticity": elasticity,
                "target": row.target,
                "multiple": row.multiple,
                "median": row.base * centre**elasticity,
                "probability": forecast.prob_at_least(
                    year, forecast.origin_level * row.multiple ** (1 / elasticity)
                ),
            }
            for row in each_row(verdicts)
            for elasticity in elasticities
        ]
    )
