"""How often did others do it? Base rates of real five-year growth, from panels of real series.

The table is `data/raw/reference/base_rates.csv`, made by `benchmarks/base_rates.py`: of the
windows whose first five years grew and swung within a bin, the share that stood at least a
multiple higher five years later.
"""

import numpy as np
import pandas as pd
from scipy.stats import beta

from zoneecon.errors import BadInput

SMALLEST_GROWTH, LARGEST = -1.0, np.inf  # the bin that holds every window
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
    low = 0.0 if reached == 0 else float(beta.ppf(tail, reached + 0.5, misses + 0.5))
    high = 1.0 if misses == 0 else float(beta.ppf(1 - tail, reached + 0.5, misses + 0.5))
    return low, high


def _in_bin(table: pd.DataFrame, name: str, value: float | None) -> pd.Series:
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


def base_rate(
    table: pd.DataFrame,
    multiple: float,
    history_growth: float | None = None,
    volatility: float | None = None,
    panel: str | None = None,
) -> pd.Series:
    """Share of real five-year windows that grew by at least a multiple.

    Parameters
    ----------
    table : pandas.DataFrame
        `base_rates.csv`.
    multiple : float
        Level five years later over the last level of the history, one of 1.3, 2, 3.33, 7.5, 10.
    history_growth : float, optional
        Average yearly growth of the five history values, a fraction; picks a bin.
    volatility : float, optional
        Standard deviation of their yearly log growth, a fraction; picks a bin.
    panel : str, optional
        One panel; by default all economic panels pooled, which leaves out M4.

    Returns
    -------
    pandas.Series
        share, lower, upper (95 %, Jeffreys, as if windows were independent, which they are not),
        windows, series, reached, the bin, source and licence.

    Raises
    ------
    BadInput
        If the multiple or panel is not in the table, or the bin holds too few windows.
    """
    panel = panel or POOLED
    panels = sorted(table["panel"].unique())
    if panel not in panels:
        raise BadInput(f"base_rates.csv has no panel '{panel}'. Known: {', '.join(panels)}.")
    rows = table[
        _multiple_rows(table, multiple)
        & (table["panel"] == panel)
        & _in_bin(table, "growth", history_growth)
        & _in_bin(table, "volatility", volatility)
    ]
    if rows.empty:
        raise BadInput(
            f"Too few windows of {panel} had history growth {history_growth} and volatility "
            f"{volatility} to count a rate. Leave one of the two out, or take a pooled panel."
        )
    return rows.iloc[0]


def base_rates(
    table: pd.DataFrame,
    multiple: float,
    history_growth: float | None = None,
    volatility: float | None = None,
) -> pd.DataFrame:
    """The same rate in every panel that has enough windows in the bin, pooled ones last."""
    found = []
    for panel in sorted(
        table["panel"].unique(), key=lambda name: (name.startswith("pooled"), name)
    ):
        try:
            found.append(base_rate(table, multiple, history_growth, volatility, panel))
        except ValueError:
            continue
    return pd.DataFrame(found).reset_index(drop=True)


def history_of(series: pd.Series, years: int = 5) -> dict[str, float]:
    """History growth and volatility of a series' last values, as the bins define them.

    Growth is geometric, (last / first) ** (1 / steps) - 1; volatility is the sample standard
    deviation of the yearly log growth. Both are fractions.
    """
    step = np.diff(np.log(series.sort_index().to_numpy(dtype=float)[-years:]))
    growth = float(np.expm1(step.mean()))
    return {"history_growth": growth, "volatility": float(step.std(ddof=1))}
