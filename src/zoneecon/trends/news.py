"""What do an industry's own first years add to a forecast that follows its parent?

When k growth rates of the industry's own are known, the forecast starts again from the newest
level, and h counts the years left. Its noise is updated: with d_i its yearly growth less its
parent's, over the same k years, and c the noise of its class::

    s     = sqrt((sum d_i² + class_years c²) / (k + class_years))
    q     = exp(noise) (w / .05)^noise_share (s / .08)^noise_class
    trust = L(trust + trust_noise ln(s / .08)), and 0 at k = 1
    mu_h  = (1 - trust) [follow M_h + (1 - follow) prior_drift h] + trust D h

L is the logistic function, D the mean of the k growth rates, the rest as in `industry`. The level
moves one for one and the slope hardly: a year ten points above its parent promises nothing for
the next. `benchmarks/inside_view.md` states how little there is to gain.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import expit

from zoneecon.errors import BadInput
from zoneecon.trends.distribution import Forecast, check_series
from zoneecon.trends.industry import (
    USUAL_NOISE,
    follow_parent,
    labelled,
    log_forecast_of,
    own_noise,
    parameters_of,
)
from zoneecon.trends.models import LogForecast

MOST_YEARS = 4  # growth rates of its own that the numbers were fitted for


def updated_noise(
    deviation: np.ndarray, class_noise: np.ndarray | float, class_years: float
) -> np.ndarray:
    """Noise s of each child, from its own deviations from its parent and its class's noise.

    Parameters
    ----------
    deviation : numpy.ndarray
        Shape (children, k): log growth less the parent's, k years.
    class_noise : float or array of shape (children,)
        c above.
    class_years : float
        Years of its own that the class counts for.

    Examples
    --------
    >>> updated_noise(np.array([[0.3]]), 0.1, 2.0).round(4).tolist()
    [0.1915]
    """
    deviation = np.atleast_2d(np.asarray(deviation, dtype=float))
    prior = class_years * np.asarray(class_noise, dtype=float) ** 2
    return np.sqrt(((deviation**2).sum(axis=1) + prior) / (deviation.shape[1] + class_years))


def trust_of(noise: np.ndarray, parameters: Mapping[str, float]) -> np.ndarray:
    """Weight of the child's own mean growth; 0 where the numbers hold no trust (k = 1)."""
    if "trust" not in parameters:
        return np.zeros(np.shape(noise))
    return expit(parameters["trust"] + parameters["trust_noise"] * np.log(noise / USUAL_NOISE))


def follow_with_news(
    parent: LogForecast,
    growth: np.ndarray,
    parent_growth: np.ndarray,
    share: np.ndarray | float,
    class_noise: np.ndarray | float,
    parameters: Mapping[str, float],
    news: Mapping[str, float],
    widening: float = 1.0,
) -> LogForecast:
    """The form above, for many children at once.

    Parameters
    ----------
    parent : LogForecast
        Of each child's parent from the newest year, shape (children, h).
    growth, parent_growth : numpy.ndarray
        Shape (children, k): yearly log growth of child and parent up to the newest year.
    share, class_noise : float or array of shape (children,)
        See `industry.own_noise`.
    parameters, news : mapping
        Forms `industry` and `news_k` of `inside_view.csv`.
    widening : float
        Factor on every scale, 1 as measured.
    """
    growth, parent_growth = np.atleast_2d(growth), np.atleast_2d(parent_growth)
    noise = updated_noise(growth - parent_growth, class_noise, news["class_years"])
    known_nothing = follow_parent(parent, own_noise(share, noise, news), parameters, widening)
    h = np.arange(1, parent.location.shape[1] + 1, dtype=float)
    trust = trust_of(noise, news)[:, None]
    own = growth.mean(axis=1, keepdims=True) * h
    location = (1 - trust) * known_nothing.location + trust * own
    return known_nothing._replace(location=location)


def forecast_with_news(
    parent: Forecast,
    levels: pd.Series,
    parent_levels: pd.Series,
    share: float,
    class_noise: float,
    table: pd.DataFrame,
    *,
    unit: str = "",
    price_basis: str = "",
    widening: float = 1.0,
) -> Forecast:
    """Forecast an industry from the newest of a few levels of its own.

    Parameters
    ----------
    parent : Forecast
        `distribution.fit_shrunken_t` of the parent; its origin is the newest year of `levels`.
    levels : pandas.Series
        The industry's levels by consecutive year, at least two; of more than five the newest five
        count. Its name is the indicator.
    parent_levels : pandas.Series
        The parent's levels in the same years.
    share : float
        The industry's share of its parent in the newest year, above 0 and at most 1.
    class_noise : float
        `industry.class_noise_of`.
    table : pandas.DataFrame
        `inside_view.csv`.
    unit, price_basis : str
        Labels.
    widening : float
        Factor on every scale, 1 as measured.

    Returns
    -------
    Forecast
        Model `industry`, n = levels used.

    Raises
    ------
    BadInput
        If years are missing, differ from the parent's, or do not end at its forecast's origin.
    """
    levels = check_series(levels, fewest=2).iloc[-MOST_YEARS - 1 :]
    absent = sorted(set(levels.index) - set(parent_levels.index))
    if absent:
        raise BadInput(f"The parent has no level in {absent}; news is read beside the parent's.")
    if levels.index[-1] != parent.origin_year:
        raise BadInput(
            f"News ends in {levels.index[-1]} and the parent's forecast begins in "
            f"{parent.origin_year}. Fit the parent up to the year of the newest level."
        )
    growth = np.diff(np.log(levels.to_numpy()))
    parent_growth = np.diff(np.log(parent_levels.loc[levels.index].to_numpy(dtype=float)))
    parameters, news = parameters_of(table), parameters_of(table, f"news_{len(growth)}")
    answer = follow_with_news(
        log_forecast_of(parent),
        growth,
        parent_growth,
        share,
        class_noise,
        parameters,
        news,
        widening,
    )
    return labelled(
        answer,
        parent,
        indicator=str(levels.name or ""),
        unit=unit,
        price_basis=price_basis,
        model="industry",
        n=len(levels),
        origin_level=float(levels.iloc[-1]),
    )
