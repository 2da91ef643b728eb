"""How does each trend model turn a short history into a predictive distribution?

Every model is one function `model(levels, horizon)` of an array of histories, shape
(series, years), and returns a `LogForecast`: for series i and horizon h

    ln(y_{T+h} / y_T) ~ location[i, h-1] + scale[i, h-1] * t(degrees_of_freedom[i, h-1])

where y_T is the last observed level and t(inf) is the normal. All models work on logarithms, so
medians and intervals are positive and a change of unit changes nothing. `shrunken_t` also takes
its hyperparameters, a row of numbers fitted once on thousands of real series
(`data/raw/reference/forecast_hyperparameters.csv`, made by `benchmarks/short_series.py`).
"""

import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from zoneecon.errors import BadInput

MINIMUM_POINTS = 4


class LogForecast(NamedTuple):
    """Location-scale-t parameters of ln(future level / last level), each of shape (series, h)."""

    location: np.ndarray
    scale: np.ndarray
    degrees_of_freedom: np.ndarray


def check_levels(levels: np.ndarray, fewest: int = MINIMUM_POINTS) -> np.ndarray:
    """Return `levels` as a float array of shape (series, years), or refuse it with a sentence.

    Raises
    ------
    BadInput
        If there are fewer than `fewest` years, or a value is not finite or not positive.
    """
    levels = np.atleast_2d(np.asarray(levels, dtype=float))
    if levels.shape[1] < fewest:
        raise BadInput(
            f"A trend needs at least {fewest} yearly values; this series has "
            f"{levels.shape[1]}. Leave the forecast out or find more years."
        )
    if not (np.isfinite(levels).all() and (levels > 0).all()):
        raise BadInput(
            "Trends are fitted on logarithms, so every value must be a finite number above zero; "
            "leave out or correct the years that are missing, zero or negative."
        )
    return levels


def _steps(horizon: int) -> np.ndarray:
    if horizon < 1:
        raise BadInput(f"The horizon counts years ahead and must be at least 1, not {horizon}.")
    return np.arange(1, horizon + 1, dtype=float)


def _normal(location: np.ndarray, scale: np.ndarray) -> LogForecast:
    return LogForecast(location, scale, np.full(location.shape, np.inf))


def naive(levels: np.ndarray, horizon: int) -> LogForecast:
    """Random walk without drift: the last level stays the median.

    sigma² is the mean square of the log steps; the standard error at h is sigma * sqrt(h).
    """
    step = np.diff(np.log(check_levels(levels)), axis=1)
    sigma = np.sqrt((step**2).mean(axis=1, keepdims=True))
    scale = sigma * np.sqrt(_steps(horizon))
    return _normal(np.zeros_like(scale), scale)


def random_walk_with_drift(levels: np.ndarray, horizon: int) -> LogForecast:
    """Random walk with drift: the mean log growth continues from the last level.

    location = h * D and scale = s * sqrt(h * (1 + h / m)), with D and s the mean and standard
    deviation (m - 1 in the denominator) of the m log steps; the second term is the uncertainty
    of the drift. Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2021), 5.2, 5.5.
    """
    step = np.diff(np.log(check_levels(levels)), axis=1)
    h, count = _steps(horizon), step.shape[1]
    spread = step.std(axis=1, ddof=1, keepdims=True)
    return _normal(step.mean(axis=1, keepdims=True) * h, spread * np.sqrt(h * (1 + h / count)))


def log_linear_trend(levels: np.ndarray, horizon: int) -> LogForecast:
    """Ordinary least squares of ln(level) on the year, with the textbook t interval.

    The regressor is year minus first year. The interval is that of a new observation,
    s * sqrt(1 + 1/n + (x - mean x)² / Sxx) * t(n - 2), and so holds only if the deviations from
    the line are independent normals, which those of economic series are not.
    """
    log_level = np.log(check_levels(levels))
    n = log_level.shape[1]
    x = np.arange(n, dtype=float) - (n - 1) / 2
    sum_squares = (x**2).sum()
    mean = log_level.mean(axis=1, keepdims=True)
    slope = (log_level @ x / sum_squares)[:, None]
    residual = log_level - mean - slope * x
    variance = (residual**2).sum(axis=1, keepdims=True) / (n - 2)
    ahead = x[-1] + _steps(horizon)
    location = mean + slope * ahead - log_level[:, -1:]
    scale = np.sqrt(variance * (1 + 1 / n + ahead**2 / sum_squares))
    return LogForecast(location, scale, np.full(location.shape, n - 2.0))


def _one_by_one(
    levels: np.ndarray, horizon: int, fit: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
) -> LogForecast:
    """Apply a statsmodels fit (log levels -> mean and standard error of each year) row by row."""
    log_levels = np.log(check_levels(levels))
    _steps(horizon)
    with warnings.catch_warnings():  # five points always warn: that is why coverage is shown
        warnings.simplefilter("ignore")
        fits = [fit(log_level) for log_level in log_levels]
    location = np.array([mean for mean, _ in fits]) - log_levels[:, -1:]
    return _normal(location, np.array([error for _, error in fits]))


def damped_holt(levels: np.ndarray, horizon: int) -> LogForecast:
    """Damped Holt, ETS(A,Ad,N) on logarithms, as fitted by statsmodels `ETSModel`.

    With five points it estimates as many parameters as it has values, so its own standard error
    is close to nothing: see the coverage beside its interval.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    def fit(log_level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        model = ETSModel(pd.Series(log_level), error="add", trend="add", damped_trend=True)
        n = len(log_level)
        prediction = model.fit(disp=False).get_prediction(start=n, end=n + horizon - 1)
        error = np.sqrt(np.asarray(prediction.forecast_variance))
        return np.asarray(prediction.predicted_mean), error

    return _one_by_one(levels, horizon, fit)


def theta(levels: np.ndarray, horizon: int) -> LogForecast:
    """Theta on logarithms, as fitted by statsmodels `ThetaModel` without season.

    Half the slope of the trend plus simple exponential smoothing. Assimakopoulos & Nikolopoulos,
    The theta model, International Journal of Forecasting 16 (2000), 521-530.
    """
    from statsmodels.tsa.forecasting.theta import ThetaModel

    def fit(log_level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        years = pd.period_range("2000", periods=len(log_level), freq="Y")
        model = ThetaModel(pd.Series(log_level, index=years), period=1, deseasonalize=False)
        result = model.fit()
        interval = np.asarray(result.prediction_intervals(horizon, alpha=0.05))
        error = (interval[:, 1] - interval[:, 0]) / (2 * ndtri(0.975))
        return np.asarray(result.forecast(horizon)), error

    return _one_by_one(levels, horizon, fit)


def local_linear_trend(levels: np.ndarray, horizon: int) -> LogForecast:
    """Local linear trend on logarithms, as fitted by statsmodels `UnobservedComponents`.

    Level and slope are both random walks. Harvey, Forecasting, Structural Time Series Models and
    the Kalman Filter (1989), chapter 4.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    def fit(log_level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        forecast = UnobservedComponents(log_level, "lltrend").fit(disp=False).get_forecast(horizon)
        return np.asarray(forecast.predicted_mean), np.asarray(forecast.se_mean)

    return _one_by_one(levels, horizon, fit)


def _by_series(value: np.ndarray | float | None, like: np.ndarray) -> np.ndarray:
    """What is known of each series' class as a column; NaN where nothing is."""
    value = np.nan if value is None else np.asarray(value, dtype=float)
    return np.broadcast_to(np.reshape(value, (-1, 1)), like.shape)


def _pull(class_drift: np.ndarray, hyperparameters: Mapping[str, float]) -> np.ndarray | float:
    """Share by which the prior drift moves towards the class's growth."""
    pull = hyperparameters.get("class_pull", 0.5)
    if "class_speed" not in hyperparameters:
        return pull
    return expit(logit(pull) + hyperparameters["class_speed"] * class_drift / 0.05)


def shrunken_t(
    levels: np.ndarray,
    horizon: int,
    hyperparameters: Mapping[str, float],
    class_drift: np.ndarray | float | None = None,
    class_noise: np.ndarray | float | None = None,
) -> LogForecast:
    """Noise-adaptive shrunken Student-t: the pooled model, calibrated on real short series.

    With d the log steps of the history, D their mean, L the logistic function::

        s  = sqrt((sum (d_i - D)² + s0² + q c²) / (m + q))     v = ln(s / .05)
        r  = |D| / (.05 + s)                          how fast it moved for its noise
        w  = L(trust + trust_noise v + trust_curve v² + trust_speed r)
                                                      how far the history's own drift is believed
        a  = L(echo + echo_noise v)                   how much of the last surprise carries on
        f  = L(echo_fade)                             and how slowly it fades
        mu_h    = h [p + w (D - p)] + a (d_m - D) (f + f² + ... + f^h)
        g       = (rise if D > 0 else fall) r
        scale_h = .05 exp(width + width_noise v + g) h^(power + power_noise tanh v)
        nu_h    = 1 + exp(tail) + tail_step (h - 1)

    A quiet history is believed, and so is a fast one for its noise; a noisy one is drawn to the
    prior drift p. The spread grows with the history's own noise and with how fast it moved, falls
    being less trustworthy than rises.

    Parameters
    ----------
    levels : numpy.ndarray
        Shape (series, years), positive.
    horizon : int
        Years ahead.
    hyperparameters : mapping
        The names above; see `data/raw/reference/forecast_hyperparameters.csv`. Without
        trust_curve and trust_speed these two terms are left out.
    class_drift : float or array of shape (series,), optional
        Median log growth a year of comparable series over the same years. The prior drift then
        moves towards it by the share `class_pull`, half unless fitted. With `class_speed` that is
        the share of a class that stands still, and its logit rises by so much for every 5 % a
        year that the class grows. NaN means unknown.
    class_noise : float or array of shape (series,), optional
        c above: median standard deviation of log growth (m in the denominator) of comparable
        series over the same years; it counts like q = `class_weight` steps of the history, so
        that four quiet years in a noisy class are not taken for calm. NaN means unknown.

    Returns
    -------
    LogForecast
    """
    k = hyperparameters
    h = _steps(horizon)
    step = np.diff(np.log(check_levels(levels)), axis=1)
    drift = step.mean(axis=1, keepdims=True)
    squares = ((step - drift) ** 2).sum(axis=1, keepdims=True) + np.exp(2 * k["noise_floor"])
    comparable = _by_series(class_noise, drift)
    weight = np.where(np.isnan(comparable), 0.0, k.get("class_weight", 0.0))
    spread = np.sqrt((squares + weight * np.nan_to_num(comparable) ** 2) / (step.shape[1] + weight))
    noise = np.log(spread / 0.05)

    comparable = _by_series(class_drift, drift)
    pull = np.where(np.isnan(comparable), 0.0, _pull(comparable, k))
    prior = (1 - pull) * k["prior_drift"] + pull * np.nan_to_num(comparable)
    speed = np.abs(drift) / (0.05 + spread)
    trust = expit(
        k["trust"]
        + k["trust_noise"] * noise
        + k.get("trust_curve", 0.0) * noise**2
        + k.get("trust_speed", 0.0) * speed
    )
    echo = expit(k["echo"] + k["echo_noise"] * noise)
    fade = expit(k["echo_fade"])
    echoes = np.cumsum(fade**h)
    location = h * (prior + trust * (drift - prior)) + echo * (step[:, -1:] - drift) * echoes

    widening = np.where(drift > 0, k["rise"], k["fall"]) * speed
    power = k["power"] + k["power_noise"] * np.tanh(noise)
    scale = 0.05 * np.exp(k["width"] + k["width_noise"] * noise + widening) * h**power
    tails = 1 + np.exp(k["tail"]) + k["tail_step"] * (h - 1)
    return LogForecast(location, scale, np.broadcast_to(tails, location.shape))


MODELS: tuple[Callable[..., LogForecast], ...] = (
    shrunken_t,
    naive,
    random_walk_with_drift,
    log_linear_trend,
    damped_holt,
    theta,
    local_linear_trend,
)
