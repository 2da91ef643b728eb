"""How often did real series grow so fast, over as many years, from a history like this one?

`growth_records.csv` (made by `benchmarks/growth_records.py`) counts five-year windows at many
multiples. Another horizon is read at the multiple that is as rare in five years: growth is a drift
m and a random walk around it, so what exceeds the drift is scaled by the square root of time,

    ln M5 = 5 m + (ln M - n m) sqrt(5 / n)

Between two counted multiples log-odds are read on a line in ln M.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from zoneecon.targets.base_rates import POOLED, history_of, in_bin

COUNTED_YEARS = 5.0
#: Windows that a class needs before it is preferred to a wider one.
FEWEST = 100
#: Log points by which a level may differ from its printed rate in a year: prices, not a break.
PRICES = 0.1


class History(NamedTuple):
    """Growth a year, volatility (both fractions) and where they were read: levels or rates."""

    history_growth: float
    volatility: float
    basis: str


def five_year_multiple(multiple: ArrayLike, years: ArrayLike, drift: float) -> np.ndarray:
    """The multiple that is as rare in five years as this one is in so many.

    Parameters
    ----------
    multiple, years : array
        What is asked, and over how many years (above zero).
    drift : float
        Usual log growth a year, the trend model's `prior_drift`.

    Examples
    --------
    >>> float(five_year_multiple(2.0, 5, 0.04)), round(float(five_year_multiple(1.2, 2, 0.04)), 3)
    (2.0, 1.436)
    """
    multiple, years = np.asarray(multiple, dtype=float), np.asarray(years, dtype=float)
    if not ((multiple > 0).all() and (years > 0).all()):
        raise ValueError("A record is looked up for a positive multiple, some years ahead.")
    excess = np.log(multiple) - years * drift
    return np.exp(COUNTED_YEARS * drift + excess * np.sqrt(COUNTED_YEARS / years))


def class_like(table: pd.DataFrame, history: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Counts of the narrowest class around a history that holds enough windows.

    Parameters
    ----------
    table : DataFrame
        `growth_records.csv`.
    history : mapping, optional
        history_growth and volatility; without it, all economic series.
    """
    rows = table[table["panel"] == POOLED]
    growth, volatility = (
        (history["history_growth"], history["volatility"]) if history else (None, None)
    )
    for given in ((growth, volatility), (growth, None), (None, None)):
        found = rows[in_bin(rows, "growth", given[0]) & in_bin(rows, "volatility", given[1])]
        if len(found) and found["windows"].iloc[0] >= FEWEST:
            return found.sort_values("multiple", ignore_index=True)
    raise ValueError("growth_records.csv has no class of all economic series")


def record(counts: pd.DataFrame, multiple: ArrayLike) -> np.ndarray:
    """Chance that a series of a class is so many times higher five years later.

    Counts enter as (reached + 1/2) / (windows + 1), Jeffreys' mean. Below the smallest counted
    multiple and above the largest its own share stands.
    """
    share = (counts["reached"].to_numpy() + 0.5) / (counts["windows"].to_numpy() + 1)
    odds = np.log(share) - np.log1p(-share)
    counted = np.log(counts["multiple"].to_numpy())
    at = np.interp(np.log(np.asarray(multiple, dtype=float)), counted, odds)
    return 1 / (1 + np.exp(-at))


def broken_steps(levels: pd.Series, rates: pd.Series) -> pd.Series:
    """Years in which a level moved otherwise than its printed rate, and by how many log points.

    Parameters
    ----------
    levels, rates : Series
        By year; rates are fractions at comparable prices.
    """
    step = np.log(levels.sort_index()).diff()
    gap = (step - np.log1p(rates.reindex(step.index))).dropna()
    return gap[gap.abs() > PRICES]


def history_from(levels: pd.Series, rates: pd.Series, years: int = 5) -> History:
    """Growth and volatility of the last years, by printed rates where the levels are broken.

    A level that changed its scope, or was drawn anew, shows growth and swings that nobody had.
    Where the levels hold together, or a rate is missing, they are read themselves.
    """
    last = levels.sort_index().iloc[-years:]
    printed = rates.reindex(last.index[1:])
    if printed.isna().any() or broken_steps(last, printed).empty:
        return History(**history_of(last, years), basis="levels")
    step = np.log1p(printed.to_numpy(dtype=float))
    return History(float(np.expm1(step.mean())), float(step.std(ddof=1)), "printed rates")
