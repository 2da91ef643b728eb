"""The outside view: growth records and cases, and never the case that it judges."""

import math

import pytest

from zoneecon.data import folders
from zoneecon.targets import base_rates, outside_view


def test_a_multiple_between_two_takes_the_lower_one():
    rates = folders.load_derived("base_rates")
    assert outside_view.counted_multiple(rates, 3.75) == pytest.approx(10 / 3, abs=1e-4)
    assert outside_view.counted_multiple(rates, 10 / 3) == pytest.approx(10 / 3, abs=1e-4)
    assert math.isnan(outside_view.counted_multiple(rates, 1.1))


def test_growth_records_count_what_the_panels_count():
    rates = folders.load_derived("base_rates")
    history = {"history_growth": 0.126, "volatility": 0.21}
    rows = outside_view.growth_record(rates, 3.33, history).set_index("of")
    pooled = base_rates.base_rate(rates, 3.33)
    assert rows.loc["all economic series", "windows"] == pooled["windows"]
    assert rows.loc["all economic series", "share"] == pooled["share"]
    parts = [base_rates.base_rate(rates, 3.33, panel=p) for p in outside_view.INDUSTRY_PANELS]
    industry = rows.loc["industries of other countries"]
    assert industry["reached"] == sum(part["reached"] for part in parts)
    assert (rows["windows"] >= 100).all()


def test_a_history_that_no_series_had_falls_back_to_a_wider_class():
    rates = folders.load_derived("base_rates")
    wide = outside_view.growth_record(rates, 2.0, {"history_growth": 5.0, "volatility": 9.0})
    assert wide["windows"].iloc[0] >= 100


def test_without_scored_cases_the_growth_records_stand_alone(plan, answer):
    rates = folders.load_derived("base_rates")
    early = answer.cases[answer.cases["result"] == "no outcome"]
    view = outside_view.outside_from(plan.statements, "industrial_value_added", early, rates)
    assert math.isnan(view.cases)
    assert view.view(0.03) == pytest.approx(0.03)


def test_the_hindcast_never_looks_at_the_case_it_judges(answer):
    table = outside_view.hindcast(answer.cases, folders.load_derived("base_rates")).set_index(
        "case"
    )
    # without the one hit the others give it the known 0.09
    assert round(table.at["xx_2015", "cases_view"], 2) == 0.09
    assert table["result"].value_counts().to_dict() == {"miss": 5, "hit": 1}
    assert table["given"].between(0, 1).all()
    assert math.isnan(table.at["luoyuan_2020", "growth_record"])
