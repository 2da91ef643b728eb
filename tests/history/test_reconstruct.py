"""The history: known answers of the plan, and round trips on made-up series."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoneecon.history import reconstruct

INDICATORS = pd.DataFrame(
    [
        ("gdp", "GDP", "CNY 100m", "value added", "current", ""),
        ("gdp_growth", "GDP growth", "fraction", "growth rate", "constant", "gdp"),
        ("deflator", "Deflator", "index", "price index", "index", ""),
    ],
    columns=["code", "en", "unit", "concept", "price_basis", "parent"],
)
SERIES = {"gdp": {"growth": "gdp_growth", "deflator": "deflator"}}


def printed(rows) -> pd.DataFrame:
    """Statements from (indicator, year, number, half unit)."""
    table = pd.DataFrame(rows, columns=["indicator", "year", "number", "half_unit"])
    ids = [f"Q{i:03d}" for i in range(1, len(table) + 1)]
    return table.assign(id=ids, role="actual", published="2021-08-31")


@pytest.fixture(scope="module")
def series(plan):
    return reconstruct.reconstruct(
        plan.statements, plan.indicators, plan.assumptions["series"], plan.context
    )


def value(series, indicator, measure, year):
    rows = series[(series["indicator"] == indicator) & (series["measure"] == measure)]
    return rows.set_index("year").at[year, "value"]


@pytest.mark.parametrize(
    ("indicator", "level"),
    [("gdp", 77.93), ("industrial_value_added", 60.92), ("fixed_asset_investment", 194.26)],
)
def test_the_first_printed_rate_implies_the_level_of_2015(series, indicator, level):
    assert value(series, indicator, "implied_level", 2015) == pytest.approx(level, abs=0.005)


def test_gdp_chained_back_to_2016_is_75_18(series):
    assert value(series, "gdp", "chained_back", 2016) == pytest.approx(75.18, abs=0.005)


def test_real_growth_is_2_8_where_printed_levels_suggest_8_6(series):
    real, suggested = reconstruct.real_against_printed(series, "gdp")
    assert (round(real, 3), round(suggested, 3)) == (0.028, 0.086)


def test_the_implied_deflator_of_2019_is_far_from_the_nations(series):
    assert value(series, "gdp", "implied_deflator", 2019) == pytest.approx(0.147, abs=5e-4)
    assert value(series, "gdp", "national_deflator", 2019) == pytest.approx(0.013, abs=5e-4)


@pytest.mark.parametrize(("year", "fall", "rate"), [(2019, -0.041, 0.01), (2020, -0.068, 0.04)])
def test_industry_falls_where_growth_is_printed(series, year, fall, rate):
    levels = value(series, "industrial_value_added", "implied_growth", year)
    assert levels == pytest.approx(fall, abs=1e-3)
    published = value(series, "industrial_value_added", "published_growth", year)
    assert published == pytest.approx(rate)


def test_rounding_explains_every_gap_of_investment(series):
    rows = series[series["indicator"] == "fixed_asset_investment"]
    gaps = rows[rows["measure"] == "gap"]
    assert ((gaps["low"] <= 0) & (gaps["high"] >= 0)).all() and len(gaps) == 4


def test_breaks_are_gdp_2019_and_industry_2018_and_2020(series):
    found = reconstruct.breaks(series)
    assert list(zip(found["indicator"], found["year"], strict=True)) == [
        ("gdp", 2019),
        ("industrial_value_added", 2018),
        ("industrial_value_added", 2020),
    ]


def test_no_reading_by_published_rates_makes_the_10_percent_claim_true(series):
    claimed = ("industrial_value_added", "fixed_asset_investment")
    table = reconstruct.claim_readings(series, claimed, 0.10, 2017, 2020)
    assert len(table) == 8
    assert not table.loc[table["rates"] == "published", "holds"].any()
    # The one exception, found here: the arithmetic mean of what the levels imply for 2018-2020.
    true = table[table["holds"]]
    assert true[["window", "mean", "rates"]].to_numpy().tolist() == [
        ["2018-2020", "arithmetic", "implied"]
    ]
    first = table.iloc[0]
    assert (round(first[claimed[0]], 3), round(first[claimed[1]], 3)) == (0.116, -0.127)


def test_every_value_names_its_unit_basis_status_and_statements(series, plan):
    assert series[["unit", "price_basis", "status", "method"]].ne("").all().all()
    known = set(plan.statements["id"]) | set(plan.context["id"])
    assert all(set(ids.split(";")) <= known for ids in series["derived_from"])
    assert set(series["status"]) == {"reported", "derived"}


def test_every_value_lies_inside_its_rounding_interval(series):
    assert (series["low"] <= series["value"]).all() and (series["value"] <= series["high"]).all()


@given(
    st.floats(10, 1000),
    st.lists(st.tuples(st.floats(-0.3, 0.5), st.floats(-0.1, 0.2)), min_size=2, max_size=6),
)
def test_printing_a_made_up_history_and_reconstructing_it_gives_it_back(start, steps):
    """Levels from real growth and prices; the reconstruction must return both."""
    real, prices = np.array(steps).T
    levels = start * np.concatenate([[1], np.cumprod((1 + real) * (1 + prices))])
    years = range(2016, 2017 + len(steps))
    rows = [("gdp", year, level, 0.0) for year, level in zip(years, levels, strict=True)]
    rows += [("gdp_growth", 2017 + i, rate, 0.0) for i, rate in enumerate(real)]
    index = 100 * np.concatenate([[1], np.cumprod(1 + prices)])
    context = printed([("deflator", y, v, 0.0) for y, v in zip(years, index, strict=True)])
    table = reconstruct.reconstruct(printed(rows), INDICATORS, SERIES, context)
    wide = reconstruct.pivot(table, "gdp")
    assert wide["implied_deflator"].dropna().to_numpy() == pytest.approx(prices, abs=1e-9)
    volume = levels / (index / index[-1])
    assert wide["chained_back"].dropna().to_numpy() == pytest.approx(volume)
    assert reconstruct.breaks(table).empty


def test_the_newest_publication_wins():
    old = printed([("gdp", 2020, 100.0, 0.5)])
    new = printed([("gdp", 2020, 105.0, 0.5)]).assign(id="R001", published="2022-03-01")
    level = reconstruct.annual(pd.concat([new, old]), "gdp")
    assert level.loc[2020, ["value", "id"]].tolist() == [105.0, "R001"]


def test_levels_are_carried_on_by_rates_as_far_as_there_is_one_every_year():
    levels = [("gdp", 2019, 90.0, 0.5), ("gdp", 2020, 100.0, 0.5)]
    rates = [("gdp_growth", year, rate, 0.0) for year, rate in ((2021, 0.1), (2022, 0.2))]
    gap = ("gdp_growth", 2024, 0.5, 0.0)
    known = reconstruct.known_levels(printed([*levels, *rates, gap]), "gdp", "gdp_growth")
    assert known.to_dict() == pytest.approx({2019: 90, 2020: 100, 2021: 110, 2022: 132})
    none = reconstruct.known_levels(printed([*levels, gap]), "gdp", "gdp_growth")
    assert none.to_dict() == {2019: 90, 2020: 100}
    assert reconstruct.known_levels(printed(rates), "gdp", "gdp_growth").empty


def test_a_chain_does_not_bridge_a_missing_rate():
    rows = [("gdp", year, 100.0, 0.5) for year in (2018, 2019, 2020, 2021)]
    rows += [("gdp_growth", 2019, 0.1, 0.0), ("gdp_growth", 2021, 0.1, 0.0)]
    levels, rates = (reconstruct.annual(printed(rows), name) for name in ("gdp", "gdp_growth"))
    with pytest.raises(ValueError, match=r"growth of \[2020\] is not reported"):
        reconstruct.chained(levels, rates, "last")


def test_growth_over_a_missing_year_is_absent():
    levels = reconstruct.annual(printed([("gdp", 2018, 1.0, 0.0), ("gdp", 2020, 2.0, 0.0)]), "gdp")
    assert reconstruct.implied_growth(levels).empty


def test_targets_and_partial_years_are_no_observations():
    rows = printed([("gdp", 2020, 100.0, 0.5), ("gdp", 2021, 120.0, 0.5), ("gdp", None, 1.0, 0.5)])
    rows.loc[1, "role"] = "target"
    assert list(reconstruct.annual(rows, "gdp").index) == [2020]


def test_rounding_half_a_unit_in_level_and_rate():
    rows = [("gdp", 2019, 40.0, 0.5), ("gdp", 2020, 44.0, 0.5), ("gdp_growth", 2020, 0.12, 0.005)]
    table = reconstruct.reconstruct(printed(rows), INDICATORS, SERIES)
    gap = table[table["measure"] == "gap"].iloc[0]
    # by hand: 43.5/40.5 - 1 - 0.125 and 44.5/39.5 - 1 - 0.115
    assert (gap["low"], gap["high"]) == pytest.approx((-0.050926, 0.011582), abs=1e-6)


def test_a_series_of_which_nothing_is_known_has_no_rows():
    rows = printed([("deflator", 2020, 1.0, 0.0)])
    assert reconstruct.reconstruct(rows, INDICATORS, SERIES).empty
