"""What do forecasting libraries say about five yearly values?

statsforecast's models on log levels, one series at a time, as a user would call them, with their
own interval settings. A model that refuses so short a series is reported as a refusal with its
own words; nothing is worked around. Models of the package's own tuple (statsmodels) are peers
too; `short_series.py` runs them through `zoneecon.forecast_models`.
"""

import time
import warnings
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

HORIZON = 5
CONFORMAL_WINDOWS = 2  # the fewest that statsforecast accepts


class Peer(NamedTuple):
    """Point forecast and bounds of ln(future / last), each (series, h), and the time it took."""

    location: np.ndarray
    scale: np.ndarray
    bounds: dict[int, tuple[np.ndarray, np.ndarray]]
    seconds: float


def library_models() -> dict[str, object]:
    """The statsforecast models asked, by name; with conformal intervals where it offers them."""
    from statsforecast import models
    from statsforecast.utils import ConformalIntervals

    names = [
        "Naive",
        "RandomWalkWithDrift",
        "AutoARIMA",
        "AutoETS",
        "Holt",
        "AutoCES",
        "Theta",
        "OptimizedTheta",
        "DynamicTheta",
        "DynamicOptimizedTheta",
        "AutoTheta",
    ]
    asked = {f"statsforecast {name}": getattr(models, name)() for name in names}
    for name in ("Naive", "AutoARIMA", "AutoTheta"):
        intervals = ConformalIntervals(n_windows=CONFORMAL_WINDOWS, h=HORIZON)
        model = getattr(models, name)(prediction_intervals=intervals)
        asked[f"statsforecast {name}, conformal"] = model
    return asked


def run_peer(model: object, log_levels: np.ndarray) -> Peer:
    """Forecast every row of `log_levels`; the first refusal ends the run with its error."""
    model.forecast(y=log_levels[0], h=HORIZON, level=[80, 95])  # compile before the clock starts
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answers = [model.forecast(y=row, h=HORIZON, level=[80, 95]) for row in log_levels]
    seconds = time.perf_counter() - start
    last = log_levels[:, -1:]

    def column(key: str) -> np.ndarray:
        return np.array([np.asarray(answer[key], dtype=float) for answer in answers]) - last

    bounds = {level: (column(f"lo-{level}"), column(f"hi-{level}")) for level in (80, 95)}
    scale = (bounds[95][1] - bounds[95][0]) / (2 * ndtri(0.975))
    return Peer(column("mean"), scale, bounds, seconds)
