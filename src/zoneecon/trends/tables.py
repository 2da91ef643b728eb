"""What do the models say side by side, and what does a level break change?

Tables for the reader of `forecast`: models with their nominal bounds and the coverage that these
bounds reach on real series; treatments of a break year (keep, drop, dummy); one series' step by
step. The OLS trend with dummies is fitted here by statsmodels.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zoneecon.errors import BadInput
from zoneecon.text.catalogue import stored
from zoneecon.trends.distribution import Forecast, _forecast, check_series, fit, fit_shrunken_t
from zoneecon.trends.models import (
    MINIMUM_POINTS,
    MODELS,
    LogForecast,
    log_linear_trend,
    random_walk_with_drift,
    shrunken_t,
)

#: Of a median, in logs; see `model_coverage.csv`.
ERRORS = ("mean_error", "mean_absolute_error", "root_mean_squared_error")
SWITCHES = ("keep", "drop", "dummy")
#: Real series whose coverage stands beside a model's nominal one.
PANEL = "m4_yearly"
#: A comparison of models where nothing is left to forecast.
NO_MODELS = pd.DataFrame(
    columns=[
        *("model", "year", "h", "n", "median", "lower_80", "upper_80", "lower_95", "upper_95"),
        *("interval", "coverage_80", "coverage_95", "windows"),
    ]
)


def ordinary_least_squares(response: pd.Series, regressors: pd.DataFrame):
    """Fit by statsmodels OLS with a constant; returns its results object.

    Regressors should start near zero (year minus first year): with calendar years the normal
    equations lose about four of twelve digits, and not the same ones on every processor.
    """
    from statsmodels.regression.linear_model import OLS  # large: only for who fits it
    from statsmodels.tools import add_constant

    return OLS(response, add_constant(regressors, prepend=True, has_constant="add")).fit()


def fit_trend(
    series: pd.Series,
    horizon: int = 5,
    dummies: pd.DataFrame | None = None,
) -> Forecast:
    """Log-linear OLS trend of one series by statsmodels, with optional dummy regressors.

    Parameters
    ----------
    series : pandas.Series
        Positive levels indexed by consecutive years.
    horizon : int
        Years ahead.
    dummies : pandas.DataFrame, optional
        Regressors by year of the series, zero in every forecast year (see `with_switch`).

    Returns
    -------
    Forecast
        With the textbook t interval of a new observation.
    """
    series = check_series(series)
    years = np.append(series.index, series.index[-1] + np.arange(1, horizon + 1))
    design = pd.DataFrame({"step": years - years[0]}, index=years, dtype=float)
    if dummies is not None:
        design = design.join(dummies.astype(float)).fillna(0.0)
    history = design.loc[series.index]
    if len(series) <= design.shape[1] + 1:
        raise BadInput("The trend with these dummies has no degree of freedom left.")
    from statsmodels.tools import add_constant

    result = ordinary_least_squares(np.log(series), history)
    ahead = add_constant(design, prepend=True, has_constant="add").loc[years[len(series) :]]
    prediction = result.get_prediction(ahead)
    location = prediction.predicted_mean - np.log(series.iloc[-1])
    freedom = np.full(horizon, result.df_resid)
    log_forecast = LogForecast(location[None], prediction.se_obs[None], freedom[None])
    return _forecast(series, "log_linear_trend", log_forecast)


def with_switch(
    series: pd.Series, years: Sequence[int], how: str, kind: str = "step"
) -> tuple[pd.Series, pd.DataFrame | None]:
    """One treatment of a level break: what to fit, and the dummies to fit it with.

    Parameters
    ----------
    series : pandas.Series
        Levels by year.
    years : sequence of int
        The years in doubt: the old level's last years, or a squeeze.
    how : {"keep", "drop", "dummy"}
        Keep every value; drop these years and all before them; or keep them and let a dummy
        regressor of the OLS trend absorb them.
    kind : {"step", "impulse"}
        With "dummy": one step that ends with the last year in doubt, or one impulse for each.

    Returns
    -------
    (pandas.Series, pandas.DataFrame or None)
        The series to fit and the dummies, by year.
    """
    if how not in SWITCHES:
        raise BadInput(f"Unknown treatment '{how}'. Known: {', '.join(SWITCHES)}.")
    absent = sorted(set(years) - set(series.index))
    if not len(years) or absent:
        raise BadInput(f"The years in doubt must be years of the series; absent: {absent}.")
    if how == "keep":
        return series, None
    last = max(years)
    if how == "drop":
        return series[series.index > last], None
    if kind == "step":
        dummy = {f"to_{last}": series.index <= last}
        return series, pd.DataFrame(dummy, index=series.index, dtype=float)
    columns = {f"in_{year}": series.index == year for year in sorted(years)}
    return series, pd.DataFrame(columns, index=series.index, dtype=float)


def _rows(forecast: Forecast, coverage: pd.DataFrame | None = None) -> pd.DataFrame:
    """One model's bounds by year, with the coverage they reach on real series, if known."""
    bounds_80, bounds_95 = forecast.interval(0.8), forecast.interval(0.95)
    table = pd.DataFrame(
        {
            "model": forecast.model,
            "year": forecast.years,
            "h": range(1, len(forecast.years) + 1),
            "n": forecast.n,
            "median": bounds_80["median"].to_numpy(),
            "lower_80": bounds_80["lower"].to_numpy(),
            "upper_80": bounds_80["upper"].to_numpy(),
            "lower_95": bounds_95["lower"].to_numpy(),
            "upper_95": bounds_95["upper"].to_numpy(),
            "interval": stored(f"trends.interval.{forecast.model}"),
        }
    )
    if coverage is None:
        return table
    known = (coverage["panel"] == PANEL) & (coverage["model"] == forecast.model)
    reached = coverage[known].rename(columns={"n": "windows"})
    columns = ["h", "coverage_80", "coverage_95", "windows"]
    return table.merge(reached[columns], on="h", how="left", validate="one_to_one")


def compare_models(
    series: pd.Series,
    horizon: int,
    hyperparameters: Mapping[str, float],
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every model of `MODELS` on one series, with honest beside nominal.

    Parameters
    ----------
    series : pandas.Series
        Positive levels by year.
    horizon : int
        Years ahead.
    hyperparameters : mapping
        Of `shrunken_t`.
    coverage : pandas.DataFrame, optional
        `data/raw/reference/model_coverage.csv`: what nominal intervals reach on real series.

    Returns
    -------
    pandas.DataFrame
        model × year: median, bounds at 80 % and 95 %, what the interval rests on, and the
        coverage reached (fractions) with the number of windows it was measured on.
    """
    forecasts = [
        fit_shrunken_t(series, hyperparameters, horizon)
        if model is shrunken_t
        else fit(series, model, horizon)
        for model in MODELS
    ]
    return pd.concat([_rows(one, coverage) for one in forecasts], ignore_index=True)


def errors_beside_naive(coverage: pd.DataFrame) -> pd.DataFrame:
    """How far medians were off on real series, the pooled model's beside naive's.

    Parameters
    ----------
    coverage : pandas.DataFrame
        `data/raw/reference/model_coverage.csv`.

    Returns
    -------
    pandas.DataFrame
        panel, windows, then mean_error, mean_absolute_error and root_mean_squared_error in logs,
        each also with ``_naive``: means over the years ahead, outcome less median.
    """
    means = coverage.groupby(["panel", "model"])[list(ERRORS)].mean().unstack("model")
    columns = {"windows": coverage.groupby("panel")["n"].first()}
    for name in ERRORS:
        columns |= {name: means[name, MODELS[0].__name__], f"{name}_naive": means[name, "naive"]}
    return pd.DataFrame(columns).reset_index()


def compare_switches(
    series: pd.Series,
    years: Sequence[int],
    horizon: int,
    hyperparameters: Mapping[str, float],
    kind: str = "step",
) -> pd.DataFrame:
    """Keep, drop or dummy a break: one row per treatment, model and year.

    Drift and pooled model know no dummy; a treatment that leaves fewer than four values is
    reported as a row without numbers and with the reason.
    """
    rows = []
    for how in SWITCHES:
        kept, dummies = with_switch(series, years, how, kind)
        if len(kept) < MINIMUM_POINTS:
            reason = stored("trends.treatment.too_few", left=len(kept), needed=MINIMUM_POINTS)
            rows.append(pd.DataFrame({"switch": [how], "n": len(kept), "note": reason}))
            continue
        if how == "dummy":
            forecasts = [fit_trend(kept, horizon, dummies)]
        else:
            forecasts = [
                fit_shrunken_t(kept, hyperparameters, horizon),
                fit(kept, random_walk_with_drift, horizon),
                fit(kept, log_linear_trend, horizon),
            ]
        rows += [_rows(one).assign(switch=how, note="") for one in forecasts]
    table = pd.concat(rows, ignore_index=True)
    return table[["switch", *[column for column in table if column != "switch"]]]
