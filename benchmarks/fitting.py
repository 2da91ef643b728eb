"""What are the pooled model's hyperparameters? Weighted maximum likelihood on dev windows.

Two sets are fitted: `shrunken_t` knows a series' own five values only; `shrunken_t_class` also
knows the median growth and spread of comparable series over the same five years. Of M4 only
calibration windows enter, so no fit has seen the years of the test windows.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import gammaln

from zoneecon.trends.models import LogForecast, shrunken_t

# The values measured before, without the last two terms; every fit starts here.
START = {
    "noise_floor": -4.7430,
    "trust": -0.1380,
    "trust_noise": -1.2497,
    "echo": -1.2865,
    "echo_noise": -1.7798,
    "echo_fade": 0.4434,
    "prior_drift": 0.0339,
    "rise": 0.2994,
    "fall": 0.7538,
    "width": -0.1512,
    "width_noise": 0.7447,
    "power": 0.7479,
    "power_noise": -0.1807,
    "tail": 0.5886,
    "tail_step": 0.1391,
    "trust_curve": 0.0,
    "trust_speed": 0.0,
}
NAMES = tuple(START)
CLASS_NAMES = (*NAMES, "class_pull", "class_weight", "class_speed")
CLASS_START = {"class_pull": 0.3, "class_weight": 1.0, "class_speed": 0.0}
MEANINGS = {
    "noise_floor": "log of the smallest spread of yearly log growth",
    "trust": "belief in the history's own drift at a spread of 5 % (logit)",
    "trust_noise": "change of that belief with log spread",
    "trust_curve": "change of that belief with squared log spread",
    "trust_speed": "gain of that belief with drift relative to noise",
    "echo": "share of the last surprise that carries on at a spread of 5 % (logit)",
    "echo_noise": "change of that share with log spread",
    "echo_fade": "yearly persistence of the last surprise (logit)",
    "prior_drift": "prior drift: log growth a year",
    "rise": "widening with fast growth",
    "fall": "widening with fast decline",
    "width": "log of the scale at h = 1 in units of 5 % at a spread of 5 %",
    "width_noise": "elasticity of the scale to the spread",
    "power": "exponent of h in the scale at a spread of 5 %",
    "power_noise": "change of that exponent with tanh of log spread",
    "tail": "log of degrees of freedom above 1 at h = 1",
    "tail_step": "gain of degrees of freedom a year",
    "class_pull": "share of a standing class's median growth in the prior drift",
    "class_speed": "gain of the logit of that share with every 5 % a year of the class's growth",
    "class_weight": "yearly steps that the class's median spread counts for",
}
COMPETITION_SHARE = 0.5  # weight of the competition; the panels share the rest equally
LARGEST_SAMPLE = 20_000  # competition windows in a fit: more change the third digit only


def negative_log_likelihood(forecast: LogForecast, outcome: np.ndarray) -> np.ndarray:
    """Mean over the five years of -log density of ln growth, one number per window."""
    nu = forecast.degrees_of_freedom[:1]
    z = (outcome - forecast.location) / forecast.scale
    constant = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi)
    density = constant - np.log(forecast.scale) - (nu + 1) / 2 * np.log1p(z**2 / nu)
    return -density.mean(axis=1)


def window_weights(rows: pd.DataFrame, competition_share: float) -> np.ndarray:
    """Weight of each window: panels share equally what the competition leaves; sums to one."""
    competition = (rows["kind"] == "calibration").to_numpy()
    weight = 1 / rows.groupby("panel")["panel"].transform("size").to_numpy()
    if competition.all() or not competition.any():
        return weight / weight.sum()
    share = np.where(competition, competition_share, 1 - competition_share)
    total = np.where(competition, weight[competition].sum(), weight[~competition].sum())
    return weight / total * share


def class_of(levels: np.ndarray, rows: pd.DataFrame, fewest: int = 5) -> dict[str, np.ndarray]:
    """What comparable series did over the same five history years.

    Comparable: same panel, category, split and last year, at least `fewest`; else the whole panel
    in that year; else unknown (NaN). Only history years enter, never a future value.
    """
    step = np.diff(np.log(levels[:, :5]), axis=1)
    table = rows[["panel", "category", "split", "kind", "end"]].assign(
        class_drift=step.mean(axis=1), class_noise=step.std(axis=1)
    )
    known = {}
    for name in ("class_drift", "class_noise"):
        value = pd.Series(np.nan, index=table.index)
        for keys in (
            ["panel", "category", "split", "kind", "end"],
            ["panel", "split", "kind", "end"],
        ):
            groups = table.groupby(keys)[name]
            median = groups.transform("median").where(groups.transform("size") >= fewest)
            value = value.fillna(median)
        known[name] = value.to_numpy()
    return known


def fit_sample(rows: pd.DataFrame, seed: int = 0) -> np.ndarray:
    """Positions of the windows that a fit uses: dev, and at most a sample of the competition's."""
    fitting = (rows["split"] == "dev").to_numpy()
    competition = np.flatnonzero(fitting & (rows["kind"] == "calibration").to_numpy())
    chosen = np.random.Generator(np.random.PCG64(seed)).permutation(competition)[:LARGEST_SAMPLE]
    others = np.flatnonzero(fitting & (rows["kind"] == "window").to_numpy())
    return np.sort(np.concatenate([chosen, others]))


def fit_hyperparameters(
    levels: np.ndarray,
    rows: pd.DataFrame,
    names: Sequence[str] = NAMES,
    known: Mapping[str, np.ndarray] | None = None,
    competition_share: float = COMPETITION_SHARE,
) -> dict[str, float]:
    """Weighted maximum likelihood over `names`; `known` is what `class_of` says of each window."""
    outcome = np.log(levels[:, 5:] / levels[:, 4:5])
    weights = window_weights(rows, competition_share)
    start = {**START, **(CLASS_START if known else {})}

    def objective(values: np.ndarray) -> float:
        hyperparameters = {**start, **dict(zip(names, values, strict=True))}
        forecast = shrunken_t(levels[:, :5], 5, hyperparameters, **(known or {}))
        return float(weights @ negative_log_likelihood(forecast, outcome))

    first = [start[name] for name in names]
    result = minimize(objective, first, method="BFGS", options={"gtol": 2e-5})
    return {**start, **dict(zip(names, map(float, result.x), strict=True))}
