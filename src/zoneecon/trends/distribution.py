"""Where does a short yearly series lead, and how sure can we be?

A `Forecast` is a predictive distribution of the level in each future year. `fit` makes one from
a labelled series with any function of `models.MODELS`; `compare_models` and
`compare_switches` lay models and treatments of a level break side by side. Everything is pure:
the fitted hyperparameters and the table of measured coverage come in as arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, overload

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from zoneecon.arguments import as_year
from zoneecon.errors import BadInput
from zoneecon.trends.models import MINIMUM_POINTS, LogForecast, check_levels, shrunken_t

USABLE_STATUSES = ("reported", "derived")
SHOWN_QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def t_quantile(degrees_of_freedom: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Quantile of Student's t; infinite degrees of freedom are the normal distribution."""
    freedom, probability = np.broadcast_arrays(degrees_of_freedom, probability)
    finite = np.isfinite(freedom)
    student = stdtrit(np.where(finite, freedom, 1.0), probability)
    return np.where(finite, student, ndtri(probability))


def t_probability(degrees_of_freedom: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Probability that Student's t lies at or below a value; infinite freedom is the normal."""
    freedom, value = np.broadcast_arrays(degrees_of_freedom, value)
    finite = np.isfinite(freedom)
    return np.where(finite, stdtr(np.where(finite, freedom, 1.0), value), ndtr(value))


@dataclass(frozen=True)
class Forecast:
    """Predictive distribution of a level in the years after `origin_year`.

    In year origin_year + h the logarithm of level / origin_level is
    location[h-1] + scale[h-1] * t(degrees_of_freedom[h-1]); infinite freedom is the normal.
    The centre is the median: a mean of a heavy-tailed level says little.

    Parameters
    ----------
    indicator, unit, price_basis, model : str
        Labels; the price basis travels with every money value, such as `current`.
    n : int
        Values the model saw.
    origin_year : int
        Year of the last value.
    origin_level : float
        The last value, in `unit`.
    location, scale, degrees_of_freedom : tuple of float
        One number for each year ahead.
    """

    indicator: str
    unit: str
    price_basis: str
    model: str
    n: int
    origin_year: int
    origin_level: float
    location: tuple[float, ...]
    scale: tuple[float, ...]
    degrees_of_freedom: tuple[float, ...]

    def __post_init__(self) -> None:
        lengths = {len(self.location), len(self.scale), len(self.degrees_of_freedom)}
        if len(lengths) != 1 or lengths == {0}:
            raise BadInput("A forecast needs location, scale and freedom for each same year.")
        if not self.origin_level > 0 or not all(scale >= 0 for scale in self.scale):
            raise BadInput("A forecast needs a positive origin level and scales of at least 0.")

    @property
    def years(self) -> list[int]:
        """The future years, first to last."""
        return [self.origin_year + h for h in range(1, len(self.location) + 1)]

    @overload
    def quantile(self, probability: float) -> pd.Series: ...

    @overload
    def quantile(self, probability: Sequence[float]) -> pd.DataFrame: ...

    def quantile(self, probability: float | Sequence[float]) -> pd.Series | pd.DataFrame:
        """Level that is not exceeded with the given probability, for each year.

        One probability gives a Series by year; several give a DataFrame, one column each.
        """
        wanted = np.atleast_1d(np.asarray(probability, dtype=float))
        if not ((wanted > 0) & (wanted < 1)).all():
            raise BadInput("Probabilities of a quantile lie strictly between 0 and 1.")
        standard = t_quantile(np.array(self.degrees_of_freedom)[:, None], wanted)
        log_ratio = np.array(self.location)[:, None] + np.array(self.scale)[:, None] * standard
        with np.errstate(over="ignore"):  # a wild history may lead beyond the largest float
            level = self.origin_level * np.exp(log_ratio)
        table = pd.DataFrame(level, index=pd.Index(self.years, name="year"), columns=wanted)
        return table if np.ndim(probability) else table.iloc[:, 0].rename(self.indicator)

    def interval(self, coverage: float = 0.8) -> pd.DataFrame:
        """Central interval: columns lower, median, upper for each year."""
        table = self.quantile([(1 - coverage) / 2, 0.5, (1 + coverage) / 2])
        return table.set_axis(["lower", "median", "upper"], axis=1)

    def prob_at_least(self, year: object, value: float | np.ndarray) -> float | np.ndarray:
        """Probability that the level in `year` (or in the year of a date) is `value` or more."""
        year = as_year(year)
        if year not in self.years:
            raise BadInput(
                f"{self.indicator or 'The forecast'} runs from {self.years[0]} to "
                f"{self.years[-1]}; {year} is outside. Fit a longer horizon."
            )
        step = year - self.origin_year - 1
        wanted = np.asarray(value, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.log(wanted / self.origin_level) - self.location[step]
            standard = np.where(distance == 0, 0.0, distance / self.scale[step])
        below = t_probability(np.asarray(self.degrees_of_freedom[step]), standard)
        chance = np.where(wanted <= 0, 1.0, 1 - below)
        return float(chance) if chance.ndim == 0 else chance

    def sample(self, n: int, seed: int) -> pd.DataFrame:
        """Draw `n` paths; one row each, one column per year.

        Each year has exactly its own distribution. Between years the normal scores follow a
        random walk: those of years h < k correlate sqrt(h / k), close to what real series show.
        The same seed gives the same paths on every machine.
        """
        horizon = len(self.location)
        uniform = np.random.Generator(np.random.Philox(seed)).random((n, horizon))
        walk = np.cumsum(ndtri(np.clip(uniform, 1e-12, 1 - 1e-12)), axis=1)
        rank = ndtr(walk / np.sqrt(np.arange(1, horizon + 1)))
        standard = t_quantile(np.array(self.degrees_of_freedom), rank)
        with np.errstate(over="ignore"):
            level = np.exp(np.array(self.location) + np.array(self.scale) * standard)
        return pd.DataFrame(self.origin_level * level, columns=pd.Index(self.years, name="year"))

    def to_frame(self) -> pd.DataFrame:
        """One row per year: labels, parameters and the shown quantiles (p2.5 … p97.5)."""
        table = pd.DataFrame({field.name: getattr(self, field.name) for field in fields(self)})
        table.insert(7, "year", self.years)
        shown = self.quantile(SHOWN_QUANTILES).reset_index(drop=True)
        return table.join(shown.set_axis([f"p{100 * q:g}" for q in SHOWN_QUANTILES], axis=1))

    @classmethod
    def from_frame(cls, table: pd.DataFrame) -> "Forecast":
        """Rebuild the forecast that `to_frame` wrote; quantiles are computed again, not read."""
        table = table.sort_values("year")
        labels = [field.name for field in fields(cls)][:7]
        parameters = [field.name for field in fields(cls)][7:]
        if table["year"].tolist() != list(table["origin_year"] + np.arange(1, len(table) + 1)):
            raise BadInput("A forecast table holds one forecast, every year after its origin.")
        if len(table[labels].drop_duplicates()) != 1:
            raise BadInput("This table holds several forecasts; select one before reading it.")
        first = table.iloc[0]
        text: dict[str, Any] = {
            name: "" if pd.isna(first[name]) else str(first[name]) for name in labels[:4]
        }
        values: dict[str, Any] = {name: tuple(map(float, table[name])) for name in parameters}
        return cls(
            **text,
            n=int(first["n"]),
            origin_year=int(first["origin_year"]),
            origin_level=float(first["origin_level"]),
            **values,
        )


def usable(table: pd.DataFrame) -> pd.Series:
    """The values a model may see: reported and derived ones, by year.

    Interpolated values carry no information, so they neither enter a fit nor count in n.

    Parameters
    ----------
    table : pandas.DataFrame
        One series: columns year, value and status.

    Returns
    -------
    pandas.Series
        Values indexed by year, sorted.

    Raises
    ------
    BadInput
        If a year has two usable values.
    """
    kept = table[table["status"].isin(USABLE_STATUSES) & table["value"].notna()]
    series = kept.set_index("year")["value"].astype(float).sort_index()
    if series.index.has_duplicates:
        twice = sorted(set(series.index[series.index.duplicated()]))
        raise BadInput(f"Years {twice} have two usable values; choose one reading first.")
    return series


def by_year(series: pd.Series) -> pd.Series:
    """The series indexed by years, where dates or periods stand in the index.

    Examples
    --------
    >>> by_year(pd.Series([1.0, 2.0], pd.period_range("2019", periods=2, freq="Y"))).index.tolist()
    [2019, 2020]
    """
    index = series.index
    if isinstance(index, pd.DatetimeIndex | pd.PeriodIndex):
        index = pd.Index(index.year, name="year")
    elif not pd.api.types.is_integer_dtype(index):
        raise BadInput(
            f"{series.name or 'The series'} must be indexed by years, dates or periods, "
            f"not by {index.dtype}."
        )
    return series.set_axis(index)


def check_series(series: pd.Series, fewest: int = MINIMUM_POINTS) -> pd.Series:
    """Return the series sorted by year, or refuse it: gaps, too short, not positive."""
    series = by_year(series).sort_index().astype(float)
    years = series.index.to_numpy()
    gaps = sorted(set(range(int(years[0]), int(years[-1]) + 1)) - set(years)) if len(years) else []
    if gaps or series.index.has_duplicates:
        raise BadInput(
            f"{series.name or 'The series'} must hold each year once; missing or twice: "
            f"{gaps or sorted(set(years[series.index.duplicated()]))}. A trend model does not "
            "bridge gaps: start after the gap, or find the value."
        )
    check_levels(series.to_numpy(), fewest)
    return series


def _forecast(
    series: pd.Series,
    model: str,
    log_forecast: LogForecast,
    unit: str = "",
    price_basis: str = "",
) -> Forecast:
    parameters = [tuple(np.asarray(row, dtype=float)[0].tolist()) for row in log_forecast]
    return Forecast(
        indicator=str(series.name or ""),
        unit=unit,
        price_basis=price_basis,
        model=model,
        n=len(series),
        origin_year=int(series.index[-1]),
        origin_level=float(series.iloc[-1]),
        location=parameters[0],
        scale=parameters[1],
        degrees_of_freedom=parameters[2],
    )


def fit(
    series: pd.Series,
    model: Callable[..., LogForecast],
    horizon: int = 5,
    *,
    unit: str = "",
    price_basis: str = "",
    **settings: object,
) -> Forecast:
    """Fit one of `models.MODELS` to a labelled series.

    Parameters
    ----------
    series : pandas.Series
        Positive levels indexed by consecutive years, at least four; its name is the indicator.
    model : callable
        One of `models.MODELS`.
    horizon : int
        Years ahead.
    unit, price_basis : str
        Labels of the levels, such as `CNY 100m` and `current`.
    **settings
        What the model needs besides: `shrunken_t` takes hyperparameters and its class's figures.

    Raises
    ------
    BadInput
        If the series is too short, has a gap, or holds a value that is not positive and finite.
    """
    series = check_series(series)
    log_forecast = model(series.to_numpy()[None, :], horizon, **settings)
    return _forecast(series, model.__name__, log_forecast, unit, price_basis)


def fit_shrunken_t(
    series: pd.Series,
    hyperparameters: Mapping[str, float],
    horizon: int = 5,
    *,
    unit: str = "",
    price_basis: str = "",
) -> Forecast:
    """The headline forecast: `models.shrunken_t` on one labelled series."""
    labels = {"unit": unit, "price_basis": price_basis}
    return fit(series, shrunken_t, horizon, hyperparameters=hyperparameters, **labels)


def hyperparameters_of(table: pd.DataFrame, model: str = "shrunken_t") -> dict[str, float]:
    """Read one model's hyperparameters from the committed table (columns model, name, value)."""
    rows = table[table["model"] == model]
    if rows.empty:
        raise BadInput(f"forecast_hyperparameters.csv holds no rows for model '{model}'.")
    return dict(zip(rows["name"], rows["value"].astype(float), strict=True))
