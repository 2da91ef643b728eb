"""Where the zone stands by its parent's growth; the index is worked by hand from printed rates."""

import math

import pandas as pd
import pytest

from zoneecon.data import vintage
from zoneecon.history.results import reconstruct
from zoneecon.targets import forecasts, nowcast_view

RATES = [
    # period, role, number, confidence, day
    ("2021Q1/2021Q3", "actual", 0.07, "medium", "2021-10-29"),
    ("2021Q1/2021Q2", "actual", 0.09, "medium", "2021-07-29"),
    ("2021", "target", 0.08, "high", "2021-01-29"),
    ("2022", "context", 0.02, "high", "2023-01-07"),
    ("2022", "actual", 0.003, "medium", "2023-04-01"),
    ("2023Q1", "actual", 0.05, "medium", "2023-04-20"),
    ("2023", "context", 0.06, "low", "2024-01-07"),
    ("2025", "actual", 0.055, "high", "2026-01-22"),
]


def context(rates) -> pd.DataFrame:
    columns = ["period", "role", "number", "confidence", "published"]
    table = pd.DataFrame(rates, columns=columns)
    return table.assign(
        subject="city", indicator="gdp_growth", id=[f"C{n}" for n in range(len(table))]
    )


def test_a_whole_year_counts_before_an_expectation_and_that_before_its_first_months():
    found = nowcast_view.parent_growth(context(RATES), "city", 2020)
    told = found[["year", "parent_growth", "basis"]].to_numpy().tolist()
    assert told == [[2021, 0.07, "part"], [2022, 0.003, "whole"], [2023, 0.05, "part"]]
    undated = [("soon", "actual", 0.9, "high", "2021-01-01"), *RATES]  # and no year's first months
    assert nowcast_view.parent_growth(context(undated), "city", 2020)["year"].tolist() == [
        2021,
        2022,
        2023,
    ]


def test_doubtful_rates_and_those_of_others_never_count():
    low = context([("2021", "actual", 0.5, "low", "2022-01-01")])
    assert nowcast_view.parent_growth(low, "city", 2020).empty
    assert nowcast_view.parent_growth(context(RATES), "province", 2020).empty


@pytest.fixture(scope="module")
def today():
    return vintage.load("anshan-edz", "2026-11-29")


def test_the_zone_that_tracks_its_city_stands_below_its_plan(today):
    table = forecasts.forecast(reconstruct(today), chained=["gdp"]).nowcast()
    last = table.iloc[-1]
    index = 1.07 * 1.003 * 1.06 * 1.05 * 1.055
    assert last["median"] == pytest.approx(84.05 * index) == pytest.approx(105.9, abs=0.05)
    assert last["plan"] == pytest.approx(84.05 * 1.06**5) and last["median"] < last["plan"]
    # tested on cities: 80 % of outcomes within -15/+18 % after five years
    assert last["lower_80"] / last["median"] == pytest.approx(0.85, abs=0.01)
    assert last["upper_80"] / last["median"] == pytest.approx(1.18, abs=0.01)
    wide = [math.log(row.upper_80 / row.lower_80) for row in table.itertuples()]
    assert wide == sorted(wide)


def test_beside_it_stands_what_the_trend_said_when_the_plan_came_out(today):
    table = forecasts.forecast(reconstruct(today), chained=["gdp"]).nowcast()
    then = vintage.load("anshan-edz", "2021-08-31")
    said = forecasts.forecast(reconstruct(then), chained=["gdp"])["gdp, chained_back"]
    assert table["seen_median"].tolist() == pytest.approx(said.interval(0.8)["median"].tolist())
    assert set(table["seen"]) == {"2021-08-31"}


@pytest.mark.parametrize(("day", "years"), [("2021-08-31", []), ("2023-06-30", [2021, 2022])])
def test_on_an_earlier_day_only_what_was_known_then_is_nowcast(day, years):
    then = vintage.load("anshan-edz", day)
    table = forecasts.forecast(reconstruct(then), chained=["gdp"]).nowcast()
    assert table["year"].tolist() == years
