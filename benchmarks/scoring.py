"""How good is a predictive distribution of log growth? Scores of location-scale-t forecasts.

Gneiting & Raftery, Strictly proper scoring rules, JASA 102 (2007); closed forms of the CRPS from
Jordan, Krüger & Lerch, Journal of Statistical Software 90 (2019).
"""

import numpy as np
from scipy import stats
from scipy.special import beta

from zoneecon.trends.distribution import t_probability, t_quantile
from zoneecon.trends.models import LogForecast

MULTIPLES = (1.3, 2.0, 10 / 3, 7.5, 10.0)
SMALLEST_SCALE = 1e-9


def standardised(forecast: LogForecast, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(outcome - location) / scale, and the scale kept above zero."""
    scale = np.maximum(forecast.scale, SMALLEST_SCALE)
    return (outcome - forecast.location) / scale, scale


def crps(forecast: LogForecast, outcome: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of each window and year, in log units; small is good."""
    z, scale = standardised(forecast, outcome)
    freedom = forecast.degrees_of_freedom
    normal = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    if np.isinf(freedom).all():
        return scale * normal
    nu = np.where(np.isinf(freedom), 5.0, freedom)
    below, density = t_probability(nu, z), stats.t.pdf(z, nu)
    constant = 2 * np.sqrt(nu) / (nu - 1) * beta(0.5, nu - 0.5) / beta(0.5, nu / 2) ** 2
    student = z * (2 * below - 1) + 2 * density * (nu + z**2) / (nu - 1) - constant
    return scale * np.where(np.isinf(freedom), normal, student)


def bounds(forecast: LogForecast, coverage: float) -> tuple[np.ndarray, np.ndarray]:
    """Central interval of log growth."""
    reach = t_quantile(forecast.degrees_of_freedom, np.float64((1 + coverage) / 2))
    reach = reach * np.maximum(forecast.scale, SMALLEST_SCALE)
    return forecast.location - reach, forecast.location + reach


def inside(forecast: LogForecast, levels: np.ndarray, coverage: float) -> np.ndarray:
    """Whether each outcome lies in its central interval, (windows, h)."""
    outcome = np.log(levels[:, 5:] / levels[:, 4:5])
    low, high = bounds(forecast, coverage)
    return (outcome >= low) & (outcome <= high)


def interval_score(low: np.ndarray, high: np.ndarray, outcome: np.ndarray, coverage: float):
    """Width plus 2 / (1 - coverage) times the distance by which the outcome is missed."""
    miss = np.maximum(low - outcome, 0) + np.maximum(outcome - high, 0)
    return high - low + 2 / (1 - coverage) * miss


def mase(forecast: LogForecast, levels: np.ndarray) -> float:
    """Mean absolute error of the medians over the mean absolute step of the five-year history.

    Windows with a constant history have no such scale and are left out. This denominator rests on
    four steps, so figures are larger than the competition's, which rests on the whole series.
    """
    history, future = levels[:, :5], levels[:, 5:]
    with np.errstate(over="ignore"):
        median = history[:, -1:] * np.exp(forecast.location)
    step = np.abs(np.diff(history, axis=1)).mean(axis=1)
    kept = step > 1e-9 * history[:, -1]
    return float(np.mean(np.abs(future - median).mean(axis=1)[kept] / step[kept]))


def summary(
    forecast: LogForecast, levels: np.ndarray, given: dict[int, tuple] | None = None
) -> dict[str, float | np.ndarray]:
    """All figures of one model on one set of windows.

    `given` holds a library's own 80 % and 95 % bounds, where it states them; else they follow
    from the distribution.
    """
    outcome = np.log(levels[:, 5:] / levels[:, 4:5])
    limits = given or {80: bounds(forecast, 0.8), 95: bounds(forecast, 0.95)}
    hit = {c: (outcome >= low) & (outcome <= high) for c, (low, high) in limits.items()}
    error = outcome - forecast.location
    return {
        "n": len(levels),
        "mean_error": error.mean(axis=0),
        "mean_absolute_error": np.abs(error).mean(axis=0),
        "root_mean_squared_error": np.sqrt((error**2).mean(axis=0)),
        "crps": crps(forecast, outcome).mean(),
        "cov80": hit[80].mean(),
        "cov95": hit[95].mean(),
        "cov80_h": hit[80].mean(axis=0),
        "cov95_h": hit[95].mean(axis=0),
        "is80": interval_score(*limits[80], outcome, 0.8).mean(),
        "is95": interval_score(*limits[95], outcome, 0.95).mean(),
        "mase": mase(forecast, levels),
    }


def pit_shares(forecast: LogForecast, outcome: np.ndarray, bins: int = 10) -> np.ndarray:
    """Share of outcomes in each tenth of their predictive distribution, (bins, h); flat is good."""
    z, _ = standardised(forecast, outcome)
    probability = t_probability(forecast.degrees_of_freedom, z)
    columns = [np.histogram(column, bins, (0, 1))[0] for column in probability.T]
    return np.array(columns).T / len(outcome)


def exceedance(forecast: LogForecast, multiple: float, year: int = 5) -> np.ndarray:
    """Predicted probability that the level `year` years ahead is at least `multiple` times."""
    z = (np.log(multiple) - forecast.location) / np.maximum(forecast.scale, SMALLEST_SCALE)
    return 1 - t_probability(forecast.degrees_of_freedom, z)[:, year - 1]
