"""How do several forecasts move together, and when is a level first reached?

A fan by year, or the first year above a level, needs whole paths. Each path follows one Gaussian
random walk, G_h = (e_1 + ... + e_h) / sqrt(h), whose ranks are looked up in each year's own
distribution, so that every year keeps exactly its distribution::

    level_h = origin exp(mu_h + scale_h t⁻¹(Phi(G_h); nu_h))

Real series' errors in years h < k correlate about sqrt(h / k), as this walk's do. Between children
of one parent the steps e share a common part, so that their G correlate by one number.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from zoneecon.errors import BadInput
from zoneecon.trends.distribution import Forecast, t_quantile

EDGE = 1e-12  # no rank is exactly 0 or 1: a t quantile there is infinite


def shared_steps(n: int, names: int, horizon: int, correlation: float, seed: int) -> np.ndarray:
    """Standard normal steps e of shape (n, names, horizon); those of two names correlate."""
    if not 0 <= correlation <= 1:
        raise BadInput(f"The correlation of two siblings lies from 0 to 1, not {correlation}.")
    uniform = np.random.Generator(np.random.Philox(seed)).random((n, names + 1, horizon))
    normal = ndtri(np.clip(uniform, EDGE, 1 - EDGE))
    return np.sqrt(correlation) * normal[:, :1] + np.sqrt(1 - correlation) * normal[:, 1:]


def walk_ranks(steps: np.ndarray) -> np.ndarray:
    """Rank of each year of each walk, uniform between 0 and 1; years run along the last axis."""
    years = np.arange(1, steps.shape[-1] + 1)
    return ndtr(np.cumsum(steps, axis=-1) / np.sqrt(years))


def sample_together(
    forecasts: Mapping[str, Forecast], n: int, seed: int, correlation: float
) -> dict[str, pd.DataFrame]:
    """Draw `n` joint paths of several forecasts from one origin year.

    Parameters
    ----------
    forecasts : mapping
        Name to forecast; all with the same years.
    n : int
        Paths.
    seed : int
        The same seed gives the same paths on every machine.
    correlation : float
        Of any two names' normal scores in a year, 0 to 1; `sibling_correlation` of
        `inside_view.csv` for industries of one zone.

    Returns
    -------
    dict of pandas.DataFrame
        Name to paths: one row each, one column per year, in the forecast's unit. Row i of every
        table is one joint path.

    Raises
    ------
    BadInput
        If there is no forecast, their years differ, or the correlation is out of range.
    """
    years = {tuple(forecast.years) for forecast in forecasts.values()}
    if len(years) != 1:
        spans = sorted(f"{span[0]}-{span[-1]}" for span in years)
        raise BadInput(f"Joint paths need one span of years; given: {', '.join(spans) or 'none'}")
    [span] = years
    ranks = walk_ranks(shared_steps(n, len(forecasts), len(span), correlation, seed))
    paths = {}
    for place, (name, forecast) in enumerate(forecasts.items()):
        standard = t_quantile(np.array(forecast.degrees_of_freedom), ranks[:, place])
        with np.errstate(over="ignore"):  # a wild history may lead beyond the largest float
            growth = np.exp(np.array(forecast.location) + np.array(forecast.scale) * standard)
        columns = pd.Index(span, name="year")
        paths[name] = pd.DataFrame(forecast.origin_level * growth, columns=columns)
    return paths


def first_reached(paths: pd.DataFrame, level: float) -> pd.Series:
    """Share of paths that reach a level for the first time in each year.

    What is missing to one never reaches it within these years.

    Examples
    --------
    >>> paths = pd.DataFrame({2021: [90.0, 110.0, 80.0], 2022: [105.0, 95.0, 85.0]})
    >>> first_reached(paths, 100).round(3).to_dict()
    {2021: 0.333, 2022: 0.333}
    """
    above = paths.to_numpy() >= level
    first = above & (np.cumsum(above, axis=1) == 1)
    return pd.Series(first.mean(axis=0), index=paths.columns, name="share")
