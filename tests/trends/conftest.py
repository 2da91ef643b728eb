"""What the tests of trends share: the zone's GDP, the first numbers of the pooled model."""

import pandas as pd

from tests.cases import tables
from zoneecon.trends import models as trend_models
from zoneecon.trends.distribution import fit

FIRST_HYPERPARAMETERS = tables(__file__)["first_hyperparameters"]


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
