"""Where does a history lead, and how sure? Forecasts of one series, or of all of a plan's."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

import pandas as pd

from zoneecon.arguments import as_year, one_of, refusal
from zoneecon.data.folders import load_derived
from zoneecon.errors import Absent
from zoneecon.history.results import History
from zoneecon.targets import base_rates, nowcast_view, required, trend_view
from zoneecon.targets.outside_view import counted_multiple
from zoneecon.text.catalogue import say
from zoneecon.trends import tables
from zoneecon.trends.distribution import (
    Forecast,
    by_year,
    fit_shrunken_t,
    hyperparameters_of,
)
from zoneecon.trends.models import MINIMUM_POINTS

HYPERPARAMETERS = "forecast_hyperparameters"


class Forecasts(Mapping[str, Forecast]):
    """The pooled forecast of every series of a plan, and what to hold it against.

    A mapping: name of a series -> `Forecast`; a series at the prices of its last year stands
    behind the same as printed, as ``"gdp, chained_back"``.

    Attributes
    ----------
    series : History
    year : int
        The last year of the forecasts.
    levels : dict
        Name -> the values that the models saw, by year.
    known : dict
        The same of series whose last year is known: nothing is forecast of them.
    short : dict
        The same of series that are too short for a trend.
    """

    def __init__(self, series: History, year: int, chained: Sequence[str] = ()):
        self.series, self.year = series, year
        self.levels: dict[str, pd.Series] = {}
        self.known: dict[str, pd.Series] = {}
        self.short: dict[str, pd.Series] = {}
        for indicator in series.indicators:
            measures = ["published_level", *(["chained_back"] if indicator in chained else [])]
            for measure in measures:
                levels = trend_view.series_of(series, indicator, measure)
                left = self.levels if len(levels) >= MINIMUM_POINTS else self.short
                kept = self.known if year in levels.index else left
                kept[str(levels.name)] = levels[levels.index <= year]
        self._forecasts = trend_view.forecast_all(
            list(self.levels.values()), self.hyperparameters, year
        )

    def __repr__(self) -> str:
        return f"Forecasts({self.year}, {list(self.all_levels)})"

    def __getitem__(self, name: str) -> Forecast:
        return self._forecasts[self._known(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._forecasts)

    def __len__(self) -> int:
        return len(self._forecasts)

    @property
    def all_levels(self) -> dict[str, pd.Series]:
        """Every series, also those of which nothing is left to forecast."""
        return {**self.levels, **self.known}

    def _is_absent(self, name: str) -> bool:
        """Whether a name is of an indicator, and no trend was fitted to it."""
        return name not in self.all_levels and name in set(self.series.plan.indicators["code"])

    def _known(self, name: str) -> str:
        if name in self.short:
            values = {"series": name.replace("_", " "), "values": len(self.short[name])}
            raise Absent(say("absent.section.few", **values))
        if self._is_absent(name):
            self.series.known_indicator(name)
        if name not in self.all_levels:
            known = "; ".join(self.all_levels)  # names that have commas in them
            raise refusal("arguments.unknown.known", name="series", value=repr(name), known=known)
        return name

    @cached_property
    def hyperparameters(self) -> dict[str, float]:
        """What was fitted to thousands of real series, by name."""
        return hyperparameters_of(self.series.plan.panel(HYPERPARAMETERS))

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How often nominal intervals held on real series, by panel, model and horizon."""
        return self.series.plan.panel("model_coverage")

    @cached_property
    def eras(self) -> pd.DataFrame:
        """How often they held in each era, by panel and last year."""
        return self.series.plan.panel("model_eras")

    @property
    def errors(self) -> pd.DataFrame:
        """Average error, MAE and RMSE of the median beside naive's, by panel of real series."""
        return tables.errors_beside_naive(self.coverage)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Where real outcomes fell in the predictive distribution, by panel, horizon and tenth."""
        return self.series.plan.panel("model_pit")

    @property
    def history(self) -> pd.DataFrame:
        """What the series hold: n, first and last level, average growth and its spread."""
        return trend_view.history_table(list(self.all_levels.values()))

    @property
    def promised(self) -> pd.DataFrame:
        """Where each forecast stands against the growth that the plan promises for it."""
        plan = self.series.plan
        facts = plan.statements, plan.indicators
        return trend_view.against_plan(self._forecasts, *facts, self.levels)

    @property
    def came(self) -> pd.DataFrame:
        """What came of every series whose last year is known, beside what the plan promised."""
        plan = self.series.plan
        return trend_view.outcomes(self.known, plan.statements, plan.indicators, self.year)

    def models(self, name: str) -> pd.DataFrame:
        """Every model on one series, each nominal interval beside the coverage it reaches.

        No rows once the last year is known, when nothing is left to forecast, and of a series that
        is too short or not printed at all.
        """
        if name in self.short or self._is_absent(name) or self._known(name) in self.known:
            return tables.NO_MODELS
        return tables.compare_models(
            self.levels[self._known(name)], self._steps(name), self.hyperparameters, self.coverage
        )

    def treatments(self, name: str, years: Sequence[int]) -> pd.DataFrame:
        """Years in doubt kept, dropped, or given a dummy each: what that changes.

        No rows where the series has no trend, none of the years, or a last year that is known.
        """
        asked = [as_year(year, "years") for year in years]
        if name in self.short or self._is_absent(name) or not asked:
            return pd.DataFrame()
        if self._known(name) in self.known:
            return tables.NO_MODELS.assign(switch="", note="", series="")
        levels = self.levels[name]
        return tables.compare_switches(
            levels,
            asked,
            self._steps(name),
            self.hyperparameters,
            "impulse",
        ).assign(series=name)

    def industries(self, name: str) -> pd.DataFrame:
        """What the trend of one series would imply for each industry's target.

        No rows where the series has no trend.
        """
        if self._is_absent(name):
            return pd.DataFrame()
        if self._known(name) in self.known:
            return pd.DataFrame(columns=list(trend_view.IMPLIED))
        plan = self.series.plan
        listed = plan.assumptions["industries"].items()
        years = {key: one.get("target_year", plan.target_year) for key, one in listed}
        asked = required.asked_now(plan)
        return trend_view.implied_industries(self[name], asked, years, levels=self.levels[name])

    def nowcast(self) -> pd.DataFrame:
        """Where the zone's GDP stands in each year since its last, by its parent's growth.

        Beside it what the trend said when the zone published first; at the prices of the last
        level. No rows where no parent is assumed or its growth is not known.
        """
        return nowcast_view.nowcast_table(self.series)

    def records(self, multiple: float) -> pd.DataFrame:
        """How often real series grew by a multiple in five years, panel by panel.

        A multiple that was not counted is looked up at the next lower one, which is kinder.
        """
        table = self.series.plan.panel("base_rates")
        return base_rates.base_rates(table, counted_multiple(table, multiple))

    @property
    def table(self) -> pd.DataFrame:
        """All forecasts, from which `Forecast.from_frame` rebuilds each."""
        return trend_view.forecast_table(self._forecasts)

    def _steps(self, name: str) -> int:
        return self.year - int(self.levels[name].index[-1])


@overload
def forecast(series: pd.Series, *, to: object) -> Forecast: ...
@overload
def forecast(
    series: pd.DataFrame, indicator: str, to: object = ..., *, measure: str = ...
) -> Forecast: ...
@overload
def forecast(
    series: pd.DataFrame, indicator: None = ..., to: object = ..., *, chained: Sequence[str] = ...
) -> Forecasts: ...
def forecast(
    series: pd.DataFrame | pd.Series,
    indicator: str | None = None,
    to: object = None,
    *,
    measure: str = "published_level",
    chained: Sequence[str] = (),
) -> Forecast | Forecasts:
    """Where does a short yearly series lead, and how sure can that be?

    Parameters
    ----------
    series : History or Series
        From `reconstruct`; or positive levels by year, at least four without a gap, with years, a
        DatetimeIndex or a PeriodIndex.
    indicator : str, optional
        Which series of a History, such as ``"gdp"``; all of them if left out.
    to : year or date, optional
        The last year wanted; of a History the plan's target year if left out, and values before it
        alone are used: of a year that is known by now it says what was to be expected.
    measure : {"published_level", "chained_back"}
        Of one series of a History: levels as printed, or at the prices of the last year.
    chained : sequence of str
        Of all series of a History: which of them also at the prices of the last year.

    Returns
    -------
    Forecast
        A predictive distribution of the level in each year, in the unit of the series:
        `.interval(0.8)`, `.quantile(0.5)`, `.prob_at_least(2025, 112.5)`, `.sample`.
    Forecasts
        Without an indicator: name -> Forecast, with `.history`, `.models`, `.promised`.

    Raises
    ------
    BadInput
        An unknown indicator, with the known ones; a year that is not after the last value; a gap,
        a value that is not positive, fewer than four.

    Notes
    -----
    Noise-adaptive shrunken Student-t on logarithms, pooled over thousands of real series; its 80 %
    interval held 82 % of real outcomes five years ahead (`benchmarks/short_series.md`). Models see
    reported and derived values only. A growth at comparable prices never multiplies a
    current-price level: choose one measure.

    See Also
    --------
    reconstruct : the series.

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> gdp = ze.forecast(series, "gdp", to=2025)
    >>> gdp.interval(0.8).loc[2025].round(1).to_dict()
    {'lower': 75.3, 'median': 105.8, 'upper': 148.7}
    >>> round(gdp.prob_at_least(2025, 112.5), 2)
    0.4
    """
    if isinstance(series, pd.Series):
        levels = by_year(series)
        settings = hyperparameters_of(load_derived(HYPERPARAMETERS))
        return fit_shrunken_t(levels, settings, _steps(levels, as_year(to, "to")))
    if not isinstance(series, History):
        raise refusal("arguments.kind.series")
    year = series.plan.target_year if to is None else as_year(to, "to")
    if indicator is None:
        return Forecasts(series, year, [one for one in chained if _is_printed(series, one)])
    one_of(measure, ("published_level", "chained_back"), "measure")
    levels = trend_view.series_of(series, series.known_indicator(indicator), measure, before=year)
    first = series[(series["indicator"] == indicator) & (series["measure"] == measure)].iloc[-1]
    settings = hyperparameters_of(series.plan.panel(HYPERPARAMETERS))
    return fit_shrunken_t(
        levels,
        settings,
        _steps(levels, year),
        unit=first["unit"],
        price_basis=first["price_basis"],
    )


def _is_printed(series: History, indicator: str) -> bool:
    """Whether a series is here; a name that is none of the codelist's is refused."""
    try:
        return bool(series.known_indicator(indicator))
    except Absent:
        return False


def _steps(levels: pd.Series, year: int) -> int:
    last = int(levels.index[-1])
    if year <= last:
        raise refusal("arguments.asked.after", year=year, last=last, series=levels.name)
    return year - last
