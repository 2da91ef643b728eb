import numpy as np
import pytest

from tests.toy_scenarios import NUMBERS, ranged, toy, toy_assumptions
from zoneecon.scenarios import breakeven as breakeven_of
from zoneecon.scenarios.breakeven import (
    VARIABLES,
    breakeven,
    region_of_success,
    required_value_added_rate,
    solve_breakeven,
    year_reached,
    years_table,
)
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.named import from_assumptions
from zoneecon.text.recovered import told_again

# 150 + 50 = 200 at the base, 500 + 400 = 900 in the plan; GDP 80, industry 40, investment 45.4


def value(scenario, variable, industry="total"):
    return solve_breakeven(scenario, variable, industry)["value"]


def test_price_must_rise_333_times_at_fixed_volume():
    assert value(toy(zone_growth=0.0), "price_multiple", "iron") == pytest.approx(500 / 150)


def test_volume_must_rise_333_times_at_given_prices():
    assert value(toy(), "volume_multiple", "iron") == pytest.approx(500 / 150)
    # at national prices of 2021-2025, 0.95 of 2020, steel needs about three and a half times
    falling = toy(price_drift=0.9494 ** (1 / 5) - 1)
    assert value(falling, "volume_multiple", "iron") == pytest.approx(3.51, abs=0.01)


@pytest.mark.parametrize(("industry", "by_hand"), [("iron", 500 / 150), ("total", 900 / 200)])
def test_growth_is_the_geometric_mean_of_the_multiple(industry, by_hand):
    assert value(toy(), "growth", industry) == pytest.approx(by_hand**0.2 - 1)


def test_the_plan_investment_carries_the_plan_output_at_a_ratio_of_041():
    # 45.4 growing 8 % a year is 287.7 in five years, for 700 of new output
    assert value(toy(), "capital_output_ratio") == pytest.approx(287.7 / 700, rel=1e-3)


def test_transferred_output_is_632_when_the_rest_grows_at_6_percent():
    assert value(toy(), "transferred_output") == pytest.approx(900 - 200 * 1.06**5)
    assert 900 - 200 * 1.06**5 == pytest.approx(632.4, abs=0.05)


def test_value_added_rate_is_555_percent_when_industry_is_373():
    block = toy_assumptions()
    numbers = {**NUMBERS, "S6": 37.3, "S5": 84.05}
    scenario = from_assumptions(block, "baseline", numbers)
    answer = required_value_added_rate(scenario)
    assert answer["value"] == pytest.approx(37.3 * 1.06**5 / 900)
    assert answer["value"] == pytest.approx(0.0555, abs=5e-5)


@pytest.mark.parametrize(
    ("growth", "year"), [(0.116, 2034), (0.182, 2029), (0.246, 2027), (0.351, 2025)]
)
def test_year_in_which_900_is_reached_from_200(growth, year):
    assert year_reached(toy(zone_growth=growth)) == year


def test_a_year_is_not_found_on_a_falling_path():
    assert np.isnan(year_reached(toy(zone_growth=-0.01), until=2040))
    table = years_table([toy(), toy("fast")])
    assert table["year"].notna().sum() > 0


def test_investment_share_solves_the_same_equation():
    scenario = toy(capital_output_ratio=0.2)
    assert value(scenario, "investment_share") == pytest.approx(0.2 * 700 / 287.66, rel=1e-3)


def test_landed_investment_is_the_capital_for_the_gap_over_five_years():
    # k = 0.5, nothing wears out: 350 over five years
    assert value(toy(), "landed_investment") == pytest.approx(70.0)
    assert value(toy(), "conversion") == pytest.approx(70.0 / 219)


def test_out_of_reach_is_said_with_the_best_value():
    answer = solve_breakeven(toy(capital_output_ratio=2.0), "investment_share")
    assert not answer["reached"]
    assert np.isnan(answer["value"])
    best = "no value in [0 %, 100 %] reaches it, the best is 343.8 at 100 %"
    assert answer["note"] == best and told_again(best, "zh") == (
        "取[0%，100%]内任何值均不达标，最高产出为343.8，对应取值100%"
    )
    assert answer["best_output"] == pytest.approx(200 + 287.66 / 2.0, rel=1e-3)
    assert answer["best_value"] == 1.0


@pytest.mark.parametrize("variable", list(VARIABLES))
@pytest.mark.parametrize("industry", ["iron", "tools", "total"])
def test_putting_a_solution_back_ends_on_the_target(variable, industry):
    scenario = toy(depreciation=0.05, utilisation=0.9, landing_lag=1.0, price_drift=0.01)
    answer = solve_breakeven(scenario, variable, industry)
    if answer["reached"]:
        solved = VARIABLES[variable].apply(scenario, industry, answer["value"])
        assert central_output(solved, industry) == pytest.approx(answer["target"], rel=1e-8)


def test_unknown_variable_is_refused():
    with pytest.raises(ValueError, match="variable = 'luck' is unknown; known: growth"):
        solve_breakeven(toy(), "luck")


def test_table_has_every_variable_for_every_industry():
    table = breakeven(toy())
    assert len(table) == len(VARIABLES) * 3 + 1
    assert table["note"].str.len().gt(0).all()


# --- inside and at the ends of a bracket ------------------------------------------------------


@pytest.mark.parametrize("target", [1.0, 3.0, 5.0])
def test_a_solution_may_lie_at_either_end_of_the_bracket(target):
    found = breakeven_of._solve(lambda x: x, target, 1.0, 5.0)
    assert found["reached"] and found["value"] == pytest.approx(target)
    assert (found["best_value"], found["best_output"]) == (found["value"], target)


def test_where_every_value_reaches_it_none_is_the_solution_and_the_best_is_said():
    found = breakeven_of._solve(lambda x: 10 - x, 4.0, 1.0, 5.0)
    assert found["reached"] and np.isnan(found["value"])
    assert (found["best_value"], found["best_output"]) == (1.0, 9.0)
    assert found["note"].startswith("every value in [1, 5]")


def test_of_two_crossings_inside_the_first_is_the_solution():
    found = breakeven_of._solve(lambda x: 1 - (x - 0.5) ** 2, 0.9, 0.0, 1.0)
    assert found["reached"] and found["value"] == pytest.approx(0.5 - 0.1**0.5)
    assert found["best_output"] == 0.9


def test_a_peak_that_just_touches_the_target_reaches_it():
    found = breakeven_of._solve(lambda x: 1 - (x - 0.5) ** 2, 1.0, 0.0, 1.0)
    assert found["reached"] and found["value"] == pytest.approx(0.5)


def test_a_peak_below_the_target_is_the_best_that_there_is():
    found = breakeven_of._solve(lambda x: 1 - (x - 0.5) ** 2, 1.5, 0.0, 1.0)
    assert not found["reached"] and np.isnan(found["value"])
    assert (found["best_value"], found["best_output"]) == (0.5, 1.0)
    assert found["note"].startswith("no value in [0, 1] reaches it, the best is ")


# --- region of success ----------------------------------------------------------------------


def test_a_region_is_found_where_the_drivers_reach_the_target():
    scenario = ranged(zone_growth=(0.0, 0.06, 0.6), price_drift=(-0.01, 0.0, 0.01))
    best = region_of_success(scenario, designs=4096, seed=1).iloc[0]
    assert "zone growth" in best["rule"]
    assert best["coverage"] > 0.8
    assert best["density"] > 0.8
    assert best["rule"].count(" and ") <= 2


def test_no_success_anywhere_is_said():
    table = region_of_success(ranged(depreciation=(0.0, 0.01, 0.02)), designs=1024, seed=1)
    assert len(table) == 1
    assert table["rule"].iloc[0].startswith("none")
    assert table["successes"].iloc[0] == 0
