"""The trend against the plan: what enters a fit, what a promise leads to, what it implies."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from zoneecon.data import folders
from zoneecon.data.files.checkout import Checkout
from zoneecon.growth import required_growth
from zoneecon.history import reconstruct
from zoneecon.targets import trend_view
from zoneecon.trends.distribution import Forecast, hyperparameters_of


@pytest.fixture(scope="module")
def history(plan):
    return reconstruct.from_plan(plan)


@pytest.fixture(scope="module")
def fans(history, root):
    table = hyperparameters_of(folders.load_derived("forecast_hyperparameters", Checkout(root)))
    names = ["gdp", "industrial_value_added", "fixed_asset_investment"]
    series = [trend_view.series_of(history, name) for name in names]
    return trend_view.forecast_all(
        [*series, trend_view.series_of(history, "gdp", "chained_back")], table, 2025
    )


def lognormal(origin: float, drift: float, scale: float) -> Forecast:
    years = range(1, 6)
    return Forecast(
        "x",
        "CNY 100m",
        "current",
        "test",
        5,
        2020,
        origin,
        tuple(drift * h for h in years),
        tuple(scale for _ in years),
        (np.inf,) * 5,
    )


def test_models_see_five_reported_values_and_never_the_implied_one(history):
    gdp = trend_view.series_of(history, "gdp")
    assert gdp.to_dict() == {2016: 60.5, 2017: 58.5, 2018: 67.6, 2019: 80.5, 2020: 84.05}
    chained = trend_view.series_of(history, "gdp", "chained_back")
    assert list(chained.index) == list(gdp.index) and chained[2016] == pytest.approx(
        75.18, abs=0.005
    )


def test_the_history_table_counts_points_and_their_spread():
    table = trend_view.history_table([pd.Series([100.0, 110.0, 121.0], index=[1, 2, 3], name="x")])
    row = table.iloc[0]
    assert (row["n"], row["growth"], row["volatility"]) == (3, pytest.approx(0.1), pytest.approx(0))


def test_promised_growth_leads_to_the_plans_levels(fans, plan):
    promised = trend_view.against_plan(fans, plan.statements, plan.indicators).set_index("series")
    assert promised.at["gdp", "plan"] == pytest.approx(112.48, abs=0.005)
    assert promised.at["fixed_asset_investment", "plan"] == pytest.approx(66.71, abs=0.005)
    assert "industrial_value_added" not in promised.index  # the plan promises it nothing
    assert promised["probability"].between(0.1, 0.6).all()


def test_the_pooled_forecast_of_gdp_is_near_107_with_80_percent_from_75_to_152(fans):
    bounds = fans["gdp"].interval(0.8).loc[2025]
    assert bounds["median"] == pytest.approx(107, rel=0.02)
    assert (bounds["lower"], bounds["upper"]) == (
        pytest.approx(75, rel=0.02),
        pytest.approx(152, rel=0.03),
    )


def test_the_forecast_table_gives_back_every_forecast(fans):
    table = trend_view.forecast_table(fans)
    one = table[table["indicator"] == "industrial_value_added"]
    assert Forecast.from_frame(one) == fans["industrial_value_added"]


def test_an_elasticity_of_one_is_the_trend_itself():
    forecast = lognormal(100.0, 0.1, 0.3)
    one = {"industry": "a", "title": "A", "base": 10.0, "target": 20.0, "multiple": 2.0}
    table = trend_view.implied_industries(forecast, pd.DataFrame([one]), {"a": 2025})
    table = table.set_index("elasticity")
    assert table.at[1.0, "median"] == pytest.approx(10 * np.exp(0.5))
    assert table.at[1.0, "probability"] == pytest.approx(forecast.prob_at_least(2025, 200.0))
    # twice the growth in logs: the zone need only grow by the square root of the multiple
    assert table.at[2.0, "median"] == pytest.approx(10 * np.exp(1.0))
    assert table.at[2.0, "probability"] == pytest.approx(
        forecast.prob_at_least(2025, 100.0 * 2**0.5)
    )
    assert required_growth(10, 20, 5) > 0


def test_a_history_is_told_by_its_ends_its_mean_growth_and_its_spread():
    growing = pd.Series([100.0, 110.0, 132.0], index=[2018, 2019, 2020], name="x")
    row = trend_view.history_table([growing]).iloc[0]
    assert (row["n"], row["first"], row["last"]) == (3, 100.0, 132.0)
    assert row["growth"] == pytest.approx(1.32**0.5 - 1)
    steps = np.log([1.1, 1.2])
    assert row["volatility"] == pytest.approx(abs(steps[1] - steps[0]) / 2**0.5)


def test_a_level_between_two_years_lies_on_constant_growth_and_none_is_made_up_beyond():
    levels = pd.Series([100.0, 144.0], index=[2018, 2020])
    found = [trend_view._level_in(levels, year, -1.0) for year in (2017, 2018, 2019, 2020, 2021)]
    assert found == [-1.0, 100.0, pytest.approx(120.0), 144.0, -1.0]
    assert trend_view._level_in(None, 2019, -1.0) == -1.0


def test_a_promise_leads_on_from_its_own_base_or_from_the_newest_level():
    levels = pd.Series([90.0, 100.0, 130.0], index=[2019, 2020, 2021])
    own = SimpleNamespace(base_year=2020, required_growth=0.1)
    assert trend_view._path_level(own, levels, 2022) == pytest.approx(121)
    before = SimpleNamespace(base_year=2015, required_growth=0.1)
    assert trend_view._path_level(before, levels, 2022) == pytest.approx(143)
