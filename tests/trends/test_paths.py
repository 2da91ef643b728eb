"""Facts about joint paths: each year keeps its distribution, siblings correlate as asked."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import ndtr, ndtri

from zoneecon.errors import BadInput
from zoneecon.trends import paths
from zoneecon.trends.distribution import Forecast, t_probability

N, SEED = 20_000, 7
ERROR = 4 / np.sqrt(N)  # four standard errors of a correlation near zero


def made_up(name, level, drift, spread, freedom=3.2, years=5):
    h = np.arange(1, years + 1)
    return Forecast(
        indicator=name,
        unit="CNY 100m",
        price_basis="current",
        model="industry",
        n=1,
        origin_year=2020,
        origin_level=level,
        location=tuple(drift * h),
        scale=tuple(spread * np.sqrt(h)),
        degrees_of_freedom=tuple(freedom + 0.2 * (h - 1)),
    )


FORECASTS = {
    "a": made_up("a", 150.0, 0.04, 0.18),
    "b": made_up("b", 40.0, -0.02, 0.12),
    "c": made_up("c", 10.0, 0.1, 0.3, np.inf),
}


@pytest.fixture(scope="module")
def drawn():
    return paths.sample_together(FORECASTS, N, SEED, 0.3)


def scores(table, forecast):
    """Normal scores of drawn levels, by their own year's distribution."""
    growth = np.log(table.to_numpy() / forecast.origin_level)
    z = (growth - np.array(forecast.location)) / np.array(forecast.scale)
    return ndtri(t_probability(np.array(forecast.degrees_of_freedom), z))


def test_ranks_are_those_of_a_gaussian_random_walk():
    steps = np.array([[[1.0, -2.0, 0.5]]])
    expected = ndtr(np.array([1.0, -1.0 / np.sqrt(2), -0.5 / np.sqrt(3)]))
    np.testing.assert_allclose(paths.walk_ranks(steps)[0, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("name", FORECASTS)
def test_every_year_keeps_exactly_its_distribution(drawn, name):
    table, forecast = drawn[name], FORECASTS[name]
    assert table.columns.tolist() == forecast.years and table.columns.name == "year"
    for column in scores(table, forecast).T:
        assert stats.kstest(column, "norm").pvalue > 1e-3
    shares = [0.025, 0.1, 0.5, 0.9, 0.975]
    for year, bounds in forecast.quantile(shares).iterrows():
        below = (table[year].to_numpy()[:, None] <= bounds.to_numpy()).mean(axis=0)
        np.testing.assert_allclose(below, shares, atol=4 * np.sqrt(0.25 / N))


def test_years_correlate_as_a_walk_does(drawn):
    measured = np.corrcoef(scores(drawn["a"], FORECASTS["a"]), rowvar=False)
    h = np.arange(1, 6)
    walk = np.sqrt(np.minimum.outer(h, h) / np.maximum.outer(h, h))
    np.testing.assert_allclose(measured, walk, atol=ERROR)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_siblings_correlate_as_asked_in_every_year(correlation):
    drawn = paths.sample_together(FORECASTS, N, SEED, correlation)
    normal = {name: scores(table, FORECASTS[name]) for name, table in drawn.items()}
    for one, other in (("a", "b"), ("a", "c"), ("b", "c")):
        for year in range(5):
            measured = np.corrcoef(normal[one][:, year], normal[other][:, year])[0, 1]
            assert measured == pytest.approx(correlation, abs=ERROR)


def test_siblings_that_correlate_fully_have_the_same_ranks():
    drawn = paths.sample_together(FORECASTS, 200, SEED, 1.0)
    np.testing.assert_allclose(
        scores(drawn["a"], FORECASTS["a"]), scores(drawn["b"], FORECASTS["b"]), atol=1e-6
    )


def test_the_same_seed_gives_the_same_paths_and_another_gives_others():
    first = paths.sample_together(FORECASTS, 50, 1, 0.3)
    again, other = (paths.sample_together(FORECASTS, 50, seed, 0.3) for seed in (1, 2))
    pd.testing.assert_frame_equal(first["b"], again["b"])
    assert (first["b"] != other["b"]).all(axis=None)


def test_a_level_is_first_reached_once_and_at_least_as_often_as_it_stands(drawn):
    first = paths.first_reached(drawn["a"], 200.0)
    assert 0 < first.sum() < 1
    for year in drawn["a"]:
        assert first.loc[:year].sum() >= (drawn["a"][year] >= 200.0).mean()
    assert first.iloc[0] == pytest.approx(
        FORECASTS["a"].prob_at_least(2021, 200.0), abs=4 * np.sqrt(0.1 / N)
    )


@pytest.mark.parametrize("correlation", [-0.1, 1.2, np.nan])
def test_a_correlation_that_is_none_is_refused(correlation):
    with pytest.raises(BadInput, match="correlation"):
        paths.sample_together(FORECASTS, 10, SEED, correlation)


def test_forecasts_of_other_years_have_no_joint_paths():
    other = {**FORECASTS, "d": made_up("d", 1.0, 0.0, 0.1, years=3)}
    with pytest.raises(BadInput, match="2021-2023"):
        paths.sample_together(other, 10, SEED, 0.3)
    with pytest.raises(BadInput, match="none"):
        paths.sample_together({}, 10, SEED, 0.3)
