"""Which numbers of a scenario does the trend give? What an industry inherits from its zone.

An industry of which one level is known follows its parent's median growth in part, and the usual
drift for the rest (`trends.industry`). The assumptions name these numbers as they name a printed
one, so that no result of the pipeline is typed again.
"""

import numpy as np
import pandas as pd

from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.history.reconstruct import known_levels
from zoneecon.trends.distribution import fit_shrunken_t, hyperparameters_of
from zoneecon.trends.industry import parameters_of
from zoneecon.trends.models import MINIMUM_POINTS

#: The parent's median growth a year; how much of it an industry follows; what is added a year.
GROWTH, FOLLOW, DRIFT = "trend.growth", "form.follow", "form.drift"
YEARS = 5


def inherited_numbers(plan: Vintage) -> dict[str, float]:
    """Name -> number, for assumptions that name them; none where the parent has too few years."""
    block = plan.assumptions.get("verdict", {})
    if "window_indicator" not in block:
        return {}
    indicator = block["window_indicator"]
    levels = known_levels(effective(plan.statements), indicator, f"{indicator}_growth")
    levels = _last_run(levels[levels.index < plan.target_year])
    if len(levels) < MINIMUM_POINTS or not (levels > 0).all():
        return {}
    form = parameters_of(plan.panel("inside_view"))
    numbers = hyperparameters_of(plan.panel("forecast_hyperparameters"))
    ahead = plan.target_year - int(levels.index[-1])
    parent = fit_shrunken_t(levels, numbers, ahead)
    return {
        GROWTH: float(np.expm1(parent.location[-1] / ahead)),
        FOLLOW: form["follow"],
        DRIFT: float(np.expm1((1 - form["follow"]) * form["prior_drift"])),
    }


def _last_run(levels: pd.Series) -> pd.Series:
    """The newest years without a gap, at most as many as the form was tested on."""
    breaks = np.flatnonzero(np.diff(levels.index) > 1)
    return levels.iloc[(breaks[-1] + 1 if len(breaks) else 0) :].iloc[-YEARS:]
