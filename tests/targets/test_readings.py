"""The grid of readings: every reading once, each what its scenario says; what binds."""

import math

import pytest

from zoneecon.scenarios import named
from zoneecon.scenarios.model import central_output
from zoneecon.targets import readings


def test_the_grid_holds_every_reading_once(answer):
    keys = ["industry", "base_year", "concept", "scope", "prices", "window"]
    assert not answer.readings.duplicated(keys).any()
    assert answer.readings.groupby("industry").size().to_dict() == {
        "steel": 3 * 3 * 2 * 2 * 4,
        "equipment": 3 * 1 * 2 * 2 * 4,
        "chemicals": 3 * 3 * 2 * 2 * 4,
    }
    assert answer.readings.groupby("industry")["central"].sum().tolist() == [1, 1, 1]


def test_a_cell_is_the_form_moved_by_its_scenario(plan, answer):
    cases = named.named_scenarios(plan)
    one = cases["prices_of_2021"].with_(base_year=2019.0, zone_growth=0.1)
    other = cases["baseline"].with_(base_year=2019.0)
    table = readings.grid(
        [one], {"a": 0.1}, plan.assumptions["industries"], answer.views, cases["baseline"]
    ).set_index(["industry", "base_year", "concept", "scope"])
    cell = table.loc[("steel", 2019.0, "central", "high")]
    gain = math.log(central_output(one, "steel") / central_output(other, "steel"))
    way = answer.views.inside.way("steel", 2019.0, 2025).moved(gain)
    assert cell["inside"] == pytest.approx(way.at_least(500 / 225))
    assert cell["pooled"] == pytest.approx((cell["inside"] + cell["outside"]) / 2)


def test_the_baseline_moves_nothing(plan):
    baseline = named.named_scenarios(plan)["baseline"]
    assert set(readings.shifts(baseline, baseline).values()) == {0.0}
    assert min(readings.shifts(baseline.with_(zone_growth=0.1), baseline).values()) > 0


def test_required_growth_of_volume_takes_prices_off(answer):
    steel = answer.readings[answer.readings["industry"] == "steel"].set_index(
        ["prices", "base_year", "concept", "scope", "window"]
    )
    flat = steel.loc[("prices_held", 2020.0, "central", "central", "trend")]
    assert flat["required"] == pytest.approx(flat["required_volume"])
    actual = steel.loc[("baseline", 2020.0, "central", "central", "trend")]
    assert actual["required"] == pytest.approx(0.2723, abs=5e-5)
    prices = 1.285 * 0.942 * 0.904 * 0.940 * 0.923
    assert actual["required_volume"] == pytest.approx((500 / 150 / prices) ** 0.2 - 1)


def test_a_mid_year_base_counts_half_of_its_year_in_prices(plan):
    one = named.named_scenarios(plan)["prices_of_2021"].with_(base_year=2021.5)
    assert readings.price_index(one, "steel") == pytest.approx(1.0)
    early = one.with_(base_year=2020.5)
    assert readings.price_index(early, "steel") == pytest.approx(1.285**0.5)


def test_windows_take_the_rates_after_their_base_year(answer):
    # 19.8, 1 and 4 % from 2017; the shrunken trend is the scenario's own
    assert answer.windows["trend"] is None
    assert answer.windows["2018-2020"] == pytest.approx((1.198 * 1.01 * 1.04) ** (1 / 3) - 1)


def test_a_wider_scope_never_lowers_a_chance(answer):
    wide = answer.readings.pivot_table(
        "inside", ["industry", "base_year", "concept", "prices", "window"], "scope"
    )
    assert (wide["high"] >= wide["central"]).all()


def test_what_binds_is_the_lowest_limit(answer):
    for _, rows in answer.binding.groupby("industry"):
        assert rows.loc[rows["binds"], "output"].item() == rows["output"].min()
    steel = answer.binding.set_index(["industry", "limit"]).loc[("steel", "demand")]
    # the zone's median growth, followed in part, the usual drift for the rest, and known prices
    prices = 1.285 * 0.942 * 0.904 * 0.940 * 0.923
    assert steel["output"] == pytest.approx(
        150 * prices * (1 + 0.90365 * 0.042543 + 0.003445) ** 5, rel=1e-4
    )
    assert "Q021" in steel["statements"]


def test_landed_projects_carry_each_industry_so_far(answer):
    """Known answer: funds in place a share of what is signed; prices as the baseline has them."""
    table = answer.binding.pivot(index="industry", columns="limit", values="output")
    landed = table["landed projects"].round().to_dict()
    assert landed == {"steel": 322, "equipment": 282, "chemicals": 132}
    assert (
        table["share of investment"] < table["landed projects"]
    ).all()  # neither holds the other


def test_at_actual_prices_steel_passes_ten_percent_only_if_its_base_is_read_wider(answer):
    """The first edition's pool in log-odds had none; its windows of growth were cut by capital."""
    steel = answer.readings[answer.readings["industry"] == "steel"]
    actual = steel[steel["prices"] == "baseline"]
    above = actual[actual["log_odds"] > 0.1]
    assert len(actual) == 72 and len(above) == 14 and set(above["scope"]) == {"high"}
