"""The form from a base before, at or after the parent's last year, with and without own news."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zoneecon.targets.inside_view import InsideView, Way
from zoneecon.trends.distribution import Forecast
from zoneecon.trends.industry import parameters_of

YEARS = [2016, 2017, 2018, 2019, 2020]
#: The published test vector: M and S of the parent, and the numbers of the form.
PARENT = Forecast(
    "value added",
    "",
    "",
    "shrunken_t",
    5,
    2020,
    37.3,
    (0.0344, 0.0712, 0.1089, 0.1470, 0.1854),
    (0.1439, 0.2125, 0.2668, 0.3136, 0.3555),
    (3.0,) * 5,
)
FORM = {
    "follow": 0.9105,
    "prior_drift": 0.03569,
    "noise": -2.883,
    "noise_share": -0.107,
    "noise_class": 0.814,
    "tail": 0.7765,
    "tail_step": 0.2257,
}


LEVELS = pd.Series([23.2, 28.7, 41.7, 40.0, 37.3], YEARS)


def view_of(share=0.75, noise=0.231, widening=1.0, forms=None, **numbers):
    forms = {**(forms or {}), "industry": FORM | numbers}
    return InsideView(LEVELS, PARENT, {"metal": share}, {"metal": noise}, forms, widening=widening)


def ways(**settings):
    """Of the five years after the parent's last."""
    return [view_of(**settings).way("metal", 2020, year) for year in range(2021, 2026)]


@pytest.fixture
def view(plan):
    table = plan.panel("inside_view")
    return view_of(forms={name: parameters_of(table, name) for name in table["form"].unique()})


def test_the_published_vector():
    location, scale, freedom = zip(*ways(), strict=True)
    assert location == pytest.approx((0.0346, 0.0712, 0.1087, 0.1466, 0.1847), abs=1e-4)
    assert scale == pytest.approx((0.1749, 0.2547, 0.3175, 0.3713, 0.4192), abs=1.5e-4)
    assert freedom == pytest.approx((3.17, 3.40, 3.63, 3.85, 4.08), abs=5e-3)


@pytest.mark.parametrize(
    ("level", "share", "noise", "target", "median", "chance"),
    [
        (150, 0.75, 0.231, 500, 180, 0.0353),
        (40, 0.20, 0.097, 300, 48, 0.0040),
        (10, 0.05, 0.152, 100, 12, 0.0033),
    ],
)
def test_three_industries_have_the_published_medians_and_chances(
    level, share, noise, target, median, chance
):
    way = ways(share=share, noise=noise)[-1]
    assert round(level * way.quantile(0.5)) == median
    assert way.at_least(target / level) == pytest.approx(chance, rel=0.02)


def test_an_industry_that_follows_wholly_without_noise_is_its_parent():
    location, scale, _ = zip(*ways(share=1.0, noise=1e-9, follow=1.0), strict=True)
    np.testing.assert_allclose(location, PARENT.location, rtol=1e-12)
    np.testing.assert_allclose(scale, PARENT.scale, rtol=1e-9)


def test_one_that_does_not_follow_drifts_as_the_prior_does():
    location = [way.location for way in ways(follow=0.0)]
    np.testing.assert_allclose(location, 0.03569 * np.arange(1, 6), rtol=1e-12)


def test_what_it_adds_to_its_parents_variance_grows_as_the_years():
    added = np.array([way.scale for way in ways()]) ** 2 - np.array(PARENT.scale) ** 2
    np.testing.assert_allclose(added / added[0], np.arange(1, 6), rtol=1e-9)


@given(st.floats(0.001, 1.0), st.floats(0.005, 1.0))
def test_a_noisier_class_and_a_smaller_share_widen_the_fan(share, noise):
    own, noisier = ways(share=share, noise=noise), ways(share=share, noise=1.5 * noise)
    smaller = ways(share=share / 2, noise=noise)
    for parent, *of_year in zip(PARENT.scale, own, noisier, smaller, strict=True):
        usual, *wider = (way.scale for way in of_year)
        assert parent < usual < min(wider)


def test_widening_moves_the_scale_and_not_the_median():
    wide, plain = ways(widening=1.3)[-1], ways()[-1]
    assert (wide.location, wide.scale) == (plain.location, pytest.approx(1.3 * plain.scale))
    assert wide.at_least(500 / 150) == pytest.approx(0.067, abs=5e-4)


def test_from_an_earlier_base_the_parents_growth_since_is_known(view):
    early, late = view.way("metal", 2019, 2025), view.way("metal", 2020, 2025)
    known = FORM["follow"] * np.log(37.3 / 40.0)
    drift = (1 - FORM["follow"]) * FORM["prior_drift"]
    assert early.location == pytest.approx(late.location + known + drift)
    noise = (late.scale**2 - PARENT.scale[4] ** 2) / 5
    assert early.scale == pytest.approx(np.sqrt(PARENT.scale[4] ** 2 + 6 * noise))


def test_from_a_later_base_less_is_to_come(view):
    way = view.way("metal", 2021.5, 2025)
    m, s = (PARENT.location[2] + PARENT.location[3]) / 2, (PARENT.scale[2] + PARENT.scale[3]) / 2
    drift = (1 - FORM["follow"]) * FORM["prior_drift"] * 3.5
    assert way.location == pytest.approx(FORM["follow"] * m + drift)
    assert way.scale > s and way.scale < view.way("metal", 2020, 2025).scale


@pytest.mark.parametrize(("since", "year"), [(2017, 2020), (2021, 2021), (2023, 2022)])
def test_what_lies_behind_the_parents_newest_level_or_the_base_is_no_way(view, since, year):
    with pytest.raises(ValueError, match="nothing ahead"):
        view.way("metal", since, year)


def test_news_moves_the_noise_and_hardly_the_slope(view):
    jumped = pd.Series([100.0, 180.0], [2019, 2020])
    told = view._replace(own={"metal": jumped}).way("metal", 2020, 2025)
    plain = view.way("metal", 2020, 2025)
    assert told.location == plain.location  # one growth rate is not believed
    assert told.scale > plain.scale


def test_own_growth_is_believed_as_far_as_it_was_worth(view):
    steady = pd.Series([100.0, 124.0, 176.0, 170.0, 158.5], YEARS)
    told = view._replace(own={"metal": steady}).way("metal", 2020, 2025)
    assert told.scale < view.way("metal", 2020, 2025).scale  # it follows its parent closely
    own = 5 * np.log(158.5 / 100) / 4
    plain = view.way("metal", 2020, 2025).location
    assert plain < told.location < plain + (own - plain) / 5


def test_a_target_that_is_not_ahead_is_refused(view):
    with pytest.raises(ValueError, match="nothing ahead"):
        view.way("metal", 2025, 2025)


def test_a_way_is_a_shifted_scaled_t():
    way = Way(0.1, 0.4, 4.0)
    assert way.at_least(2.0) == pytest.approx(stats.t.sf((np.log(2) - 0.1) / 0.4, 4))
    assert way.at_least(way.quantile(0.8)) == pytest.approx(0.2)
    assert way.moved(0.3).quantile(0.5) == pytest.approx(np.exp(0.4))


def test_known_prices_move_the_centre_by_what_came_after_the_parents_last_year(view):
    plain = view.way("metal", 2020, 2025)
    priced = view._replace(prices={"metal": {2020: 0.5, 2021: 0.1, 2022: -0.2}})
    assert priced.way("metal", 2020, 2025).location == pytest.approx(
        plain.location + math.log(1.1) + math.log(0.8)
    )
    half = priced.way("metal", 2021.5, 2025).location - view.way("metal", 2021.5, 2025).location
    assert half == pytest.approx(0.5 * math.log(0.8))
    assert priced.way("metal", 2020, 2025).scale == plain.scale
