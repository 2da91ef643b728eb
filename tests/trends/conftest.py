"""What the tests of trends share: the zone's GDP, the first numbers of the pooled model."""

import pandas as pd

from zoneecon.trends import models as trend_models
from zoneecon.trends.distribution import fit

# The 15 numbers of the first measurement, fixed here so that a refit cannot move these answers.
FIRST_HYPERPARAMETERS = {
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
}


FAST_MODELS = (
    trend_models.naive,
    trend_models.random_walk_with_drift,
    trend_models.log_linear_trend,
)


def by_year(values, name="gdp", first=2016):
    return pd.Series(values, index=range(first, first + len(values)), name=name, dtype=float)


ZONE_GDP = by_year([60.5, 58.5, 67.6, 80.5, 84.05])


def settings_of(model):
    pooled = {"hyperparameters": FIRST_HYPERPARAMETERS}
    return pooled if model is trend_models.shrunken_t else {}


def fit_any(series, model, horizon=5):
    return fit(series, model, horizon, **settings_of(model))
