"""Tables of scenarios: parts add up, printed rates come back, chances are chances."""

import pytest

from tests.scenarios.conftest import NAMES
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import (
    fan_table,
    feasible_set,
    funnel_table,
    scenario_table,
    waterfall_table,
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("industry", ["steel", "equipment", "chemicals", "total"])
def test_waterfall_parts_add_up_to_the_levels(real, name, industry):
    scenario = real(name)
    table = waterfall_table(scenario, industry)
    levels = table.loc[table["kind"].eq("level"), "amount"].tolist()
    changes = table["amount"].where(table["kind"].eq("change"), 0.0)
    middle = int(table.index[table["step"].eq("reached")][0])
    assert levels[0] + changes[:middle].sum() == pytest.approx(levels[1], rel=1e-12)
    assert levels[1] + changes[middle:].sum() == pytest.approx(levels[2], rel=1e-12)
    assert levels[1] == pytest.approx(central_output(scenario, industry), rel=1e-12)


def test_fan_starts_at_the_base_and_ends_in_the_target_year(real):
    fan = fan_table(simulate(real(), 200, 1), real(), "steel")
    assert fan["year"].tolist() == [2020, 2021, 2022, 2023, 2024, 2025]
    assert fan.loc[0, "p50"] == 150
    assert fan["target"].dropna().tolist() == [500]


def test_funnel_table_gives_the_printed_rates(real):
    table = funnel_table(real(), 2000, 1).set_index("stage")
    assert table.loc["signed", "count_rate"] == pytest.approx(24 / 76)
    assert table.loc["landed", "value_rate"] == pytest.approx(15 / 62)
    assert table.loc["signed", "city_rate"] == pytest.approx(201 / 651)


def test_what_fits_the_accounts_is_one_product_a_line(real):
    scenario = real()
    table = feasible_set(scenario, {"plan": 0.06, "slow": 0.02})
    lines = table[table["kind"].eq("line")]
    products = (
        (lines["output"] * lines["value_added_rate"]).groupby(lines["name"]).agg(["min", "max"])
    )
    assert products["min"].to_numpy() == pytest.approx(products["max"].to_numpy())
    year = scenario.account_years[1]
    account, steps = scenario.account(year), scenario.target_year - year
    own = (1 - scenario.values["other_industry_share"]) * account["industrial_value_added"]
    rooms = [own * 1.06**steps, own * 1.02**steps, account["gdp"] * 1.06**steps]
    assert sorted(products["min"]) == pytest.approx(sorted(rooms))
    base = table[table["kind"].eq("point")].iloc[0]
    assert base["output"] * base["value_added_rate"] == pytest.approx(own)


def test_feasible_set_needs_a_rate_of_555_percent_for_900(real):
    scenario = real().with_(other_industry_share=0.0)
    points = feasible_set(scenario, {"plan": 0.06}).set_index("name")
    assert points.loc["targets on the path", "value_added_rate"] == pytest.approx(0.0555, abs=5e-5)
    assert points.loc["targets on the path", "fits"]
    assert not points.loc["targets at the base's rate", "fits"]


def test_scenario_table_has_a_probability_for_each_target_and_for_all(real):
    table = scenario_table([real(), real("plan_met")], 2000, 1)
    assert table["scenario"].tolist() == ["baseline", "plan_met"]
    columns = table.filter(like="probability_")
    assert columns.shape[1] == 5
    assert columns.stack().between(0, 1).all()
    each = table[[f"probability_{key}" for key in real().industries]].min(axis=1)
    assert (table["probability_all"] <= each).all()
