"""Trends at the edges of what they accept, and asked for by name."""

import pandas as pd
import pytest

from tests.trends.conftest import FIRST_HYPERPARAMETERS, ZONE_GDP
from zoneecon.errors import BadInput
from zoneecon.trends import distribution, nowcast, tables

NUMBERS = {"drift": 0.0, "scale": 0.03, "share_exponent": 0.2, "power": 0.8, "freedom": 3.0}


@pytest.mark.parametrize("how", ["keep", "drop", "dummy"])
@pytest.mark.parametrize("years", [[], [1999], [2017, 1999]])
def test_years_in_doubt_are_some_and_all_of_the_series(years, how):
    with pytest.raises(BadInput, match="must be years of the series"):
        tables.with_switch(ZONE_GDP, years, how)


@pytest.mark.parametrize(("name", "said"), [(None, "The series"), ("gdp", "gdp")])
def test_a_series_with_a_gap_is_called_by_its_name_if_it_has_one(name, said):
    gap = pd.Series([1.0, 2.0, 3.0], index=[2018, 2019, 2021], name=name)
    with pytest.raises(BadInput, match=f"^{said} must hold each year once"):
        distribution.check_series(gap)


def test_a_nowcast_may_be_asked_for_by_the_names_of_what_it_takes():
    parent = pd.Series([100.0, 110.0], index=[2020, 2021])
    named = nowcast.nowcast(
        parent_levels=parent,
        level=50,
        base_year=2020,
        share=0.5,
        parameters=NUMBERS,
        indicator="gdp",
    )
    assert named == nowcast.nowcast(parent, 50, 2020, 0.5, NUMBERS, indicator="gdp")
    assert named.interval(0.8)["median"].to_dict() == pytest.approx({2021: 55.0})


@pytest.mark.parametrize(
    ("location", "scale", "freedom"),
    [((), (), ()), ((0.1,), (0.1, 0.2), (3,)), ((0.1,), (0.1,), ())],
)
def test_a_forecast_has_each_of_its_numbers_for_every_year_and_one_at_least(
    location, scale, freedom
):
    with pytest.raises(BadInput, match="location, scale and freedom"):
        distribution.Forecast("gdp", "", "", "naive", 5, 2020, 100.0, location, scale, freedom)


def test_rows_of_models_beside_one_another_are_counted_through():
    table = tables.compare_models(ZONE_GDP, 2, FIRST_HYPERPARAMETERS)
    assert table.index.tolist() == list(range(len(table)))
    assert table.groupby("model")["year"].nunique().eq(2).all()
