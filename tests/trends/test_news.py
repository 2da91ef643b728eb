"""Facts about news: the level moves one for one, the slope hardly, the noise is updated."""

import numpy as np
import pandas as pd
import pytest

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.trends import industry, news
from zoneecon.trends.distribution import fit_shrunken_t, hyperparameters_of

PARENT_LEVELS = pd.Series([50.0, 52, 55, 57, 60], index=range(2019, 2024), name="whole")


@pytest.fixture(scope="module")
def table(root):
    return load_derived("inside_view", Checkout(root))


@pytest.fixture(scope="module")
def parent(root):
    trend = hyperparameters_of(load_derived("forecast_hyperparameters", Checkout(root)))
    return fit_shrunken_t(PARENT_LEVELS, trend)


def levels(*values):
    years = range(2024 - len(values), 2024)
    return pd.Series(values, index=years, name="part", dtype=float)


def forecast(parent, table, *values, noise=0.1):
    return news.forecast_with_news(parent, levels(*values), PARENT_LEVELS, 0.2, noise, table)


def test_noise_is_updated_as_if_the_class_were_so_many_years():
    deviation, class_noise = np.array([[0.2, -0.1, 0.3]]), 0.1
    expected = np.sqrt((0.04 + 0.01 + 0.09 + 2.5 * 0.01) / 5.5)
    assert news.updated_noise(deviation, class_noise, 2.5)[0] == pytest.approx(expected)


def test_a_class_that_counts_for_ever_is_believed_and_one_that_counts_for_nothing_is_not():
    deviation = np.array([[0.2, -0.1]])
    assert news.updated_noise(deviation, 0.1, 1e12)[0] == pytest.approx(0.1)
    assert news.updated_noise(deviation, 0.1, 0.0)[0] == pytest.approx(np.sqrt(0.025))


def test_one_good_year_moves_the_level_and_not_the_slope(parent, table):
    good, usual = forecast(parent, table, 10, 13), forecast(parent, table, 10, 10.5)
    assert good.location == usual.location
    assert good.origin_level / usual.origin_level == pytest.approx(13 / 10.5)


def test_several_good_years_move_the_slope_by_a_tenth_at_most(parent, table):
    good = forecast(parent, table, 10, 13, 16.9, 22, 28.6)
    base = industry.forecast_industry(parent, 28.6, 0.2, 0.1, industry.parameters_of(table))
    own = np.log(28.6 / 10) / 4 * np.arange(1, 6)
    moved = (np.array(good.location) - base.location) / (own - base.location)
    assert ((moved > 0) & (moved < 0.1)).all()


def test_a_child_that_kept_to_its_parent_is_less_noisy_than_one_that_did_not(parent, table):
    close, far = forecast(parent, table, 10, 10.53), forecast(parent, table, 10, 14)
    assert all(a < b for a, b in zip(close.scale, far.scale, strict=True))


def test_belief_in_own_growth_is_as_published(table):
    noise = np.array([0.02, 0.04, 0.08, 0.15])
    published = {2: [0.22, 0.12, 0.06, 0.03], 3: [0.14, 0.08, 0.05, 0.03]}
    published[4] = [0.18, 0.12, 0.07, 0.05]
    for years, weights in published.items():
        ours = news.trust_of(noise, industry.parameters_of(table, f"news_{years}"))
        np.testing.assert_allclose(ours, weights, atol=0.015)
    assert (news.trust_of(noise, industry.parameters_of(table, "news_1")) == 0).all()


def test_of_many_levels_the_newest_five_count(parent, table):
    whole = pd.Series([45.0, *PARENT_LEVELS], index=range(2018, 2024))
    long = news.forecast_with_news(parent, levels(5, 8, 9, 10, 11, 12), whole, 0.2, 0.1, table)
    short = forecast(parent, table, 8, 9, 10, 11, 12)
    assert (long.n, long.location, long.scale) == (5, short.location, short.scale)


def test_many_children_at_once_are_each_child_alone(parent, table):
    rows = [[10, 11, 13], [10, 9, 8]]
    growth = np.diff(np.log(rows), axis=1)
    whole = np.tile(np.diff(np.log(PARENT_LEVELS.to_numpy()[-3:])), (2, 1))
    one = industry.log_forecast_of(parent)
    both = type(one)(*(np.repeat(values, 2, axis=0) for values in one))
    numbers = industry.parameters_of(table), industry.parameters_of(table, "news_2")
    together = news.follow_with_news(
        both, growth, whole, np.full(2, 0.2), np.full(2, 0.1), *numbers
    )
    for place, row in enumerate(rows):
        alone = forecast(parent, table, *row)
        np.testing.assert_allclose(together.location[place], alone.location, rtol=1e-12)
        np.testing.assert_allclose(together.scale[place], alone.scale, rtol=1e-12)


def test_news_of_other_years_than_the_parents_is_refused(parent, table):
    arguments = (0.2, 0.1, table)
    with pytest.raises(BadInput, match="at least 2"):
        news.forecast_with_news(parent, levels(11), PARENT_LEVELS, *arguments)
    with pytest.raises(BadInput, match="ends in 2022"):
        early = pd.Series([10.0, 11], index=[2021, 2022])
        news.forecast_with_news(parent, early, PARENT_LEVELS, *arguments)
    with pytest.raises(BadInput, match="no level in"):
        news.forecast_with_news(parent, levels(10, 11), PARENT_LEVELS.iloc[:-1], *arguments)
    with pytest.raises(BadInput, match="each year once"):
        gap = pd.Series([10.0, 11], index=[2021, 2023])
        news.forecast_with_news(parent, gap, PARENT_LEVELS, *arguments)
