"""What is expected of a target in its year, and which one would be feasible? A dictionary a target.

lower, median, upper (the 80 % interval), chance, even and likely (what is reached with a chance of
50 and 66 %): levels of an industry's target, average growth of a target of growth.
"""

from typing import Any

import pandas as pd

from zoneecon.rows import each_row
from zoneecon.targets import feasible
from zoneecon.targets.answer import Answer
from zoneecon.targets.verdicts import LIKELY
from zoneecon.tracking.revisions import State
from zoneecon.trends.distribution import fit_shrunken_t
from zoneecon.trends.models import MINIMUM_POINTS

#: The 80 % interval, by its shares.
BAND = {"lower": 0.1, "median": 0.5, "upper": 0.9}


def of_industries(answer: Answer | None) -> dict[str, dict[str, float]]:
    """Target -> what is expected in its year, its chance, and the levels that are feasible."""
    if answer is None or answer.views.inside is None:
        return {}
    year_of = answer.scenario.year_of
    instead = feasible.feasible(answer.verdicts, answer.views, year_of).set_index("industry")
    found = {}
    for row in each_row(answer.verdicts[answer.verdicts["industry"].isin(instead.index)]):
        year = year_of(row.industry)
        way = answer.views.inside.way(row.industry, year - row.years, year)
        ends = {name: row.target / row.asked * way.quantile(at) for name, at in BAND.items()}
        other = instead.loc[row.industry, ["even", "likely"]].to_dict()
        found[answer.plan.industries[row.industry].target_id] = (
            ends | other | {"chance": row.pooled}
        )
    return found


def of_series(levels: pd.Series, begun: float, goal: Any, state: State) -> dict[str, float]:
    """What average growth the series' own trend leads to; nothing where it is too short or over."""
    horizon = int(goal.target_year) - int(levels.index[-1]) if len(levels) else 0
    fits = len(levels) >= MINIMUM_POINTS and (levels > 0).all() and begun in levels.index
    if not fits or horizon <= 0:
        return {}
    forecast = fit_shrunken_t(levels.rename(goal.indicator), state.hyperparameters, horizon)
    year, steps, base = int(goal.target_year), goal.target_year - begun, levels[begun]
    shares = {**BAND, "even": 0.5, "likely": 1 - LIKELY}
    ends = forecast.quantile(list(shares.values())).loc[year].to_numpy()
    rates = (ends / base) ** (1 / steps) - 1
    goal_level = base * (1 + goal.target) ** steps
    chance = float(forecast.prob_at_least(year, goal_level))
    return dict(zip(shares, map(float, rates), strict=True)) | {"chance": chance}
