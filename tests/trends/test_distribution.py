"""The predictive distribution: quantiles, chances, samples, and what a series must be."""

import io

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.trends.conftest import FIRST_HYPERPARAMETERS, ZONE_GDP, by_year, fit_any, settings_of
from zoneecon.trends import distribution
from zoneecon.trends import models as trend_models
from zoneecon.trends.distribution import Forecast, fit, fit_shrunken_t
from zoneecon.trends.models import MODELS


def test_infinite_freedom_is_the_normal_distribution():
    probability = np.array([0.01, 0.5, 0.9])
    np.testing.assert_allclose(
        distribution.t_quantile(np.inf, probability), stats.norm.ppf(probability), rtol=1e-12
    )
    np.testing.assert_allclose(
        distribution.t_quantile(2.8, probability), stats.t.ppf(probability, 2.8), atol=1e-9
    )
    np.testing.assert_allclose(
        distribution.t_probability(2.8, np.array([-1, 0, 3])),
        stats.t.cdf([-1, 0, 3], 2.8),
        atol=1e-9,
    )


def test_prob_at_least_is_the_inverse_of_quantile():
    result = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS)
    for probability in (0.05, 0.5, 0.95):
        level = result.quantile(probability)[2024]
        assert result.prob_at_least(2024, level) == pytest.approx(1 - probability, abs=1e-9)
    assert result.prob_at_least(2024, 0) == 1.0
    assert result.prob_at_least(2024, np.array([-1.0, np.inf])).tolist() == [1.0, 0.0]


def test_samples_repeat_with_the_seed_and_follow_the_quantiles():
    result = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS)
    first, again = result.sample(20_000, seed=11), result.sample(20_000, seed=11)
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(result.sample(20_000, seed=12))
    below = (first < result.quantile(0.9)).mean()
    assert below.to_numpy() == pytest.approx(0.9, abs=0.01)
    ranks = first.rank().corr(method="pearson")
    assert ranks.loc[2021, 2025] == pytest.approx(np.sqrt(1 / 5), abs=0.05)


def test_a_sample_is_the_same_on_every_machine():
    drawn = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS).sample(2, seed=2025)
    expected = [83.6270598567, 84.6924248553, 97.9576331378, 118.0464908942, 99.5835449845]
    assert drawn.loc[1].tolist() == pytest.approx(expected, rel=1e-9)


def test_a_forecast_round_trips_through_a_csv():
    for model in (trend_models.shrunken_t, trend_models.naive):
        result = fit(ZONE_GDP, model, unit="CNY 100m", price_basis="current", **settings_of(model))
        text = result.to_frame().to_csv(index=False)
        read = pd.read_csv(io.StringIO(text))
        assert Forecast.from_frame(read) == result


def test_a_year_outside_the_forecast_is_refused_with_the_years_inside():
    with pytest.raises(ValueError, match="2021 to 2025; 2030 is outside"):
        fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS).prob_at_least(2030, 100)


def test_a_table_of_two_forecasts_is_not_read_as_one():
    one = fit(ZONE_GDP, trend_models.naive).to_frame()
    two = fit(ZONE_GDP, trend_models.log_linear_trend).to_frame()
    with pytest.raises(ValueError):
        Forecast.from_frame(pd.concat([one, two]))


def test_models_see_reported_and_derived_values_only():
    table = pd.DataFrame(
        {
            "year": [2018, 2016, 2017, 2019],
            "value": [3.0, 1.0, 2.0, np.nan],
            "status": ["derived", "reported", "interpolated", "reported"],
        }
    )
    assert distribution.usable(table).to_dict() == {2016: 1.0, 2018: 3.0}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1.0, 2.0, 3.0], "at least 4"),
        ([1.0, 2.0, 0.0, 3.0], "above zero"),
        ([1.0, 2.0, np.nan, 3.0], "above zero"),
        ([1.0, 2.0, np.inf, 3.0], "above zero"),
    ],
)
def test_short_or_impossible_series_are_refused_with_a_sentence(values, sentence):
    for model in MODELS:
        with pytest.raises(ValueError, match=sentence):
            fit_any(by_year(values), model)


def test_a_gap_is_refused_with_the_missing_year():
    with pytest.raises(ValueError, match="2018"):
        fit(ZONE_GDP.drop(2018), trend_models.naive)
