"""The grid of readings: every reading once, each what its scenario says; what binds."""

import pytest

from zoneecon.scenarios import named
from zoneecon.scenarios import simulate as simulation
from zoneecon.targets import readings


def test_the_grid_holds_every_reading_once(answer):
    keys = ["industry", "base_year", "concept", "scope", "prices", "window"]
    assert not answer.readings.duplicated(keys).any()
    assert answer.readings.groupby("industry").size().to_dict() == {
        "steel": 3 * 3 * 2 * 3 * 4,
        "equipment": 3 * 1 * 2 * 3 * 4,
        "chemicals": 3 * 3 * 2 * 3 * 4,
    }
    assert answer.readings.groupby("industry")["central"].sum().tolist() == [1, 1, 1]


def test_a_cell_is_what_its_scenario_says(plan, answer):
    one = named.named_scenarios(plan)["prices_of_2021"].with_(
        base_year=2019.0, concept_factor=1.0, scope_factor={"steel": 1.5}, zone_growth=0.1
    )
    growth = {"a": 0.1}
    table = readings.grid(
        [one], growth, plan.assumptions["industries"], answer.outside, draws=2000, seed=3
    ).set_index(["industry", "base_year", "concept", "scope"])
    cell = table.loc[("steel", 2019.0, "central", "high")]
    last = simulation.simulate(one, 2000, 3)
    rows = last[last["industry"].eq("steel") & last["year"].eq(2025)]
    hits = round(rows["probability"].iloc[0] * 2000)
    assert cell["inside"] == pytest.approx((hits + 0.5) / 2001)


def test_required_growth_of_volume_takes_prices_off(answer):
    steel = answer.readings[answer.readings["industry"] == "steel"].set_index(
        ["prices", "base_year", "concept", "scope", "window"]
    )
    flat = steel.loc[("baseline", 2020.0, "central", "central", "trend")]
    assert flat["required"] == pytest.approx(flat["required_volume"])
    held = steel.loc[("prices_of_2021", 2020.0, "central", "central", "trend")]
    assert held["required"] == pytest.approx(0.2723, abs=5e-5)
    assert held["required_volume"] == pytest.approx((500 / 150 / 1.285) ** 0.2 - 1)


def test_a_mid_year_base_counts_half_of_its_year_in_prices(plan):
    one = named.named_scenarios(plan)["prices_of_2021"].with_(base_year=2021.5)
    assert readings.price_index(one, "steel") == pytest.approx(1.0)
    early = one.with_(base_year=2020.5)
    assert readings.price_index(early, "steel") == pytest.approx(1.285**0.5)


def test_windows_take_the_rates_after_their_base_year(answer):
    # 19.8, 1 and 4 % from 2017; the shrunken trend is the scenario's own
    assert answer.windows["trend"] is None
    assert answer.windows["2017-2020"] == pytest.approx((1.198 * 1.01 * 1.04) ** (1 / 3) - 1)


def test_a_wider_scope_never_lowers_a_chance(answer):
    wide = answer.readings.pivot_table(
        "inside", ["industry", "base_year", "concept", "prices", "window"], "scope"
    )
    assert (wide["high"] >= wide["central"]).all()


def test_what_binds_is_the_lowest_limit(answer):
    for _, rows in answer.binding.groupby("industry"):
        assert rows.loc[rows["binds"], "output"].item() == rows["output"].min()
    steel = answer.binding.set_index(["industry", "limit"]).loc[("steel", "demand")]
    assert steel["output"] == pytest.approx(150 * 1.05**5)
    assert "Q021" in steel["statements"]
