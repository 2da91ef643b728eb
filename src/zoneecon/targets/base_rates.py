"""How often did others do it? Base rates of real five-year growth, from panels of real series.

The table is `data/raw/reference/base_rates.csv`, made by `benchmarks/base_rates.py`: of the
windows whose first five years grew and swung within a bin, the share that stood at least a
multiple higher five years later.
"""

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from zoneecon.errors import BadInput

SMALLEST_GROWTH = -1.0  # of the bin that holds every window
POOLED = "pooled_economic"
MULTIPLE_TOLERANCE = 0.005  # 3.33 and 10/3 are one multiple


def jeffreys_interval(reached: int, windows: int, coverage: float = 0.95) -> tuple[float, float]:
    """Jeffreys interval of a share: beta quantiles, closed at 0 and 1 when none or all reach it.

    Brown, Cai & DasGupta, Interval estimation for a binomial proportion, Statistical Science 16
    (2001). It takes the windows as independent. Windows of one series, and of one era, are not, so
    the interval is too narrow: read it beside the number of series.

    Examples
    --------
    >>> low, high = jeffreys_interval(0, 10)
    >>> low, round(high, 3)
    (0.0, 0.217)
    """
    tail = (1 - coverage) / 2
    misses = windows - reached
    low = 0.0 if reached == 0 else float(betaincinv(reached + 0.5, misses + 0.5, tail))
    high = 1.0 if misses == 0 else float(betaincinv(reached + 0.5, misses + 0.5, 1 - tail))
    return low, high


def in_bin(table: pd.DataFrame, name: str, value: float | None) -> pd.Series:
    """Rows whose bin of `name` holds the value; without a value the bin of every window."""
    start, stop = table[f"{name}_from"], table[f"{name}_to"]
    lowest = SMALLEST_GROWTH if name == "growth" else 0.0
    widest = (start == lowest) & np.isinf(stop)
    if value is None:
        return widest
    return ~widest & (start <= value) & (value < stop)


def _multiple_rows(table: pd.DataFrame, multiple: float) -> pd.Series:
    """Rows of one multiple; a multiple between two is refused, with both named."""
    known = np.sort(table["multiple"].unique())
    nearest = known[np.argmin(np.abs(known - multiple))]
    if abs(nearest - multiple) > MULTIPLE_TOLERANCE:
        raise BadInput(
            f"Base rates are counted at the multiples {', '.join(f'{m:.4g}' for m in known)}, not "
            f"at {multiple:.4g}. Nothing is interpolated between them: the shares of the "
            "neighbouring multiples bound the one asked for."
        )
    return table["multiple"] == nearest


def base_rates(table: pd.DataFrame, multiple: float) -> pd.DataFrame:
    """Share of real five-year windows that grew by at least a multiple, panel by panel.

    Parameters
    ----------
    table : pandas.DataFrame
        `base_rates.csv`.
    multiple : float
        Level five years later over the last level of the history, one of 1.3, 2, 3.33, 7.5, 10.

    Returns
    -------
    pandas.DataFrame
        panel, share, lower, upper (95 %, Jeffreys, as if windows were independent, which they are
        not), windows, series, reached, source, licence and more; pooled ones last.

    Raises
    ------
    BadInput
        If the multiple is not in the table.
    """
    every = in_bin(table, "growth", None) & in_bin(table, "volatility", None)
    rows = table[_multiple_rows(table, multiple) & every]
    order = rows.assign(pooled=rows["panel"].str.startswith("pooled")).sort_values(
        ["pooled", "panel"]
    )
    return rows.loc[order.index].reset_index(drop=True)


def base_rate(table: pd.DataFrame, multiple: float, panel: str = POOLED) -> pd.Series:
    """The same in one panel; by default in all economic panels pooled, which leaves out M4."""
    rates = base_rates(table, multiple)
    return rates[rates["panel"] == panel].iloc[0]


def history_of(series: pd.Series, years: int = 5) -> dict[str, float]:
    """History growth and volatility of a series' last values, as the bins define them.

    Growth is geometric, (last / first) ** (1 / steps) - 1; volatility is the sample standard
    deviation of the yearly log growth. Both are fractions.
    """
    step = np.diff(np.log(series.sort_index().to_numpy(dtype=float)[-years:]))
    growth = float(np.expm1(step.mean()))
    return {"history_growth": growth, "volatility": float(step.std(ddof=1))}
