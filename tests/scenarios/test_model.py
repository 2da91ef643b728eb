"""The model: closed forms, identities, and the printed history from its own drivers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios.conftest import last
from tests.toy_scenarios import NUMBERS, toy, toy_assumptions
from zoneecon.scenarios import model
from zoneecon.scenarios.assumed import printed_values
from zoneecon.scenarios.model import central_output, central_path, evaluate
from zoneecon.scenarios.named import _solve_targets, from_assumptions
from zoneecon.scenarios.simulate import QUANTILE_NAMES, simulate


def test_without_uncertainty_output_is_volume_times_price_times_scope_times_concept():
    scenario = toy(
        zone_growth=0.04,
        growth_premium={"iron": 0.01},
        price_drift=0.02,
        price_path="up",
        concept_factor={"iron": 1.1},
        scope_factor={"iron": 1.5},
        transferred_output={"iron": 7.0},
    )
    price = 1.1 * 1.02**5
    by_hand = 1.1 * 1.5 * 150 * 1.05**5 * price + 7.0 * price
    assert central_output(scenario, "iron") == pytest.approx(by_hand, rel=1e-12)
    fan = last(simulate(scenario, 5000, 3), industry="iron")
    assert [fan[name] for name in QUANTILE_NAMES] == pytest.approx([by_hand] * 7, rel=1e-12)


def test_levels_are_the_central_path_s_output_by_industry():
    scenario = toy(zone_growth=0.04, growth_premium={"iron": 0.01})
    levels, path = model.central_levels(scenario), central_path(scenario)
    for industry in scenario.industries:
        rows = path[path["measure"].eq("output") & path["industry"].eq(industry)]
        assert levels[industry].to_dict() == dict(zip(rows["year"], rows["value"], strict=True))
        assert levels[industry].iloc[-1] == central_output(scenario, industry)


def test_a_target_far_below_what_growth_gives_is_met_exactly():
    scenario = toy(growth_premium=-0.5)
    for short in (0.5, 2.0):  # of what half the growth lost a year leaves
        least = central_output(scenario, "iron") - short
        asked = replace(scenario, targets={"iron": least})
        solved = _solve_targets(asked, "growth_premium")
        assert central_output(solved, "iron") == pytest.approx(least, rel=1e-9)


def test_capacity_grows_by_investment_over_the_capital_output_ratio_less_depreciation():
    scenario = toy(
        capital_limit=1, growth_premium=1.0, depreciation=0.1, utilisation=0.8, landing_lag=1.0
    )
    capacity = np.array([150.0, 50.0]) / 0.8
    demand = np.array([150.0, 50.0])
    for year in range(2021, 2026):
        demand = demand * 2.06
        kept = capacity * 0.9
        need = 0.5 * (np.maximum(demand, capacity) - kept)  # wear is replaced
        supply = 45.4 * 1.08 ** (year - 1 - 2020)
        capacity = kept + need * min(1, supply / need.sum()) / 0.5
    assert central_output(scenario) == pytest.approx(np.minimum(demand, capacity).sum(), rel=1e-12)


def test_investment_never_passes_its_share_of_fixed_asset_investment():
    scenario = toy(capital_limit=1, growth_premium=1.0, investment_share=0.4)
    path = central_path(scenario).pivot_table(index="year", columns="measure", values="value")
    assert (path["investment"] <= 0.4 * path["fixed_asset_investment"] * (1 + 1e-12)).all()


def test_landed_projects_limit_what_is_built():
    scenario = toy(capital_limit=1, funnel_limit=1, growth_premium=1.0, conversion=0.1)
    # no depreciation: 21.9 a year of landed projects over k = 0.5 for five years
    assert central_output(scenario) == pytest.approx(200 + 5 * 21.9 / 0.5)


def test_a_split_leaves_total_investment_and_moves_it_between_industries():
    """Where capital is short, a split of a by need is as no split; all for one favours that one."""
    short = toy(capital_limit=1.0, growth_premium=0.3, investment_share=0.2)
    plain = central_path(short).set_index(["measure", "industry", "year"])["value"]
    needs = {key: 0.5 * short.baselines[key] for key in short.industries}  # first year's, alike
    by_need = short.with_(investment_split={k: x / sum(needs.values()) for k, x in needs.items()})
    same = central_path(by_need).set_index(["measure", "industry", "year"])["value"]
    assert same.to_numpy() == pytest.approx(plain.to_numpy(), rel=1e-12)
    one = central_path(short.with_(investment_split={"iron": 1.0, "tools": 0.0}))
    one = one.set_index(["measure", "industry", "year"])["value"]
    assert one["investment"].to_numpy() == pytest.approx(plain["investment"].to_numpy(), rel=1e-12)
    assert one["output", "iron", 2025] > plain["output", "iron", 2025]
    assert one["output", "tools", 2025] == pytest.approx(50.0)


def test_what_an_industry_does_not_need_of_its_split_goes_to_the_others():
    ample = toy(capital_limit=1.0)
    spread = ample.with_(investment_split={"iron": 0.0, "tools": 1.0})
    assert central_output(ample, "iron") == pytest.approx(
        central_output(ample.with_(capital_limit=0.0), "iron")
    )
    assert central_output(spread, "iron") == pytest.approx(central_output(ample, "iron"))
    rows = simulate(spread, 10)
    assert rows["binding_capital"].max() == 0.0  # met in full is not nearly met


def test_gdp_is_the_sum_of_its_parts_and_starts_at_the_printed_level():
    still = toy(zone_growth=0.0)
    assert last(central_path(still), "gdp", "zone")["value"] == pytest.approx(80.0)
    scenario = toy(other_industry_share=0.25, zone_growth=0.06)
    # industries' value added is three quarters of 40, all of the zone grows alike
    assert last(central_path(scenario), "gdp", "zone")["value"] == pytest.approx(80 * 1.06**5)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.floats(0.1, 10), st.floats(0.1, 10), st.floats(-0.3, 0.5))
def test_value_added_rates_are_never_negative_nor_sum_above_the_printed_total(o, a, b, g):
    scenario = toy(
        other_industry_share=o, relative_value_added={"iron": a, "tools": b}, zone_growth=g
    )
    paths = model._project(model._central_parameters(scenario), scenario, model._grid(scenario))
    rates = paths["value_added_rate"][:, 0]
    assert (rates >= 0).all()
    assert rates @ [150, 50] == pytest.approx((1 - o) * 40, abs=1e-9)
    assert (paths["gdp"] > 0).all()


def test_mean_value_added_rate_is_at_most_what_industry_printed_in_2020(real):
    scenario = real().with_(other_industry_share=0.0)
    paths = model._project(model._central_parameters(scenario), scenario, model._grid(scenario))
    base = np.array(list(scenario.baselines.values()))
    rate = (paths["value_added_rate"][:, 0] * base).sum() / base.sum()
    assert rate == pytest.approx(37.3 / 200)


def test_overlap_is_subtracted_once_from_the_total():
    block = toy_assumptions()
    block["overlap"] = {"between": ["iron", "tools"]}
    scenario = from_assumptions(block, "baseline", NUMBERS).with_(
        zone_growth=0.0, project_output={"tools": 100.0}, realised_share=1.0, overlap_share=0.35
    )
    assert central_output(scenario, "tools") == pytest.approx(150)
    assert central_output(scenario) == pytest.approx(150 + 150 - 35)


def test_a_part_year_step_grows_by_its_part():
    scenario = toy(base_year=2021.5, zone_growth=0.1, price_drift=0.02)
    assert central_output(scenario, "iron") == pytest.approx(150 * (1.1 * 1.02) ** 3.5)


def test_drivers_of_2016_to_2020_give_back_the_printed_history(statements):
    number = printed_values(statements)
    ids = {
        "gdp": ["Q007", "Q008", "Q009", "Q010", "Q011"],
        "industry": ["Q017", "Q018", "Q019", "Q020", "Q021"],
        "investment": ["Q027", "Q028", "Q029", "Q030", "Q031"],
    }
    level = {key: np.array([number[i] for i in row]) for key, row in ids.items()}
    published = [number[i] / 100 for i in ("Q023", "Q024", "Q025", "Q026")]
    years = [str(year) for year in range(2017, 2021)]
    growth = dict(zip(years, published, strict=True))
    # what the levels moved beyond the published real growth is price
    nominal = level["industry"][1:] / level["industry"][:-1]
    price = {y: n / (1 + g) - 1 for y, n, g in zip(years, nominal, published, strict=True)}
    outside = level["gdp"] - level["industry"]
    rest = dict(zip(years, outside[1:] / outside[:-1] - 1, strict=True))
    spent = level["investment"]
    fai = dict(zip(years, spent[1:] / spent[:-1] - 1, strict=True))
    block = toy_assumptions()
    block |= {
        "target_year": 2020,
        "base_readings": [2016.0],
        "industries": {"industry": {**block["industries"]["iron"], "baseline": "Q017"}},
        "accounts": {
            "2016": {
                "gdp": "Q007",
                "industrial_value_added": "Q017",
                "fixed_asset_investment": "Q027",
            }
        },
        "price_paths": {"implied": {"industry": price}},
        "growth_paths": {"printed": {"industry": growth, "rest": rest, "investment": fai}},
        "scenarios": {
            "past": {"base_year": 2016, "price_path": "implied", "growth_path": "printed"}
        },
    }
    path = central_path(from_assumptions(block, "past", NUMBERS | number))
    found = {key: group["value"].to_numpy() for key, group in path.groupby("measure")}
    assert found["output"][:4] == pytest.approx(level["industry"][1:], rel=1e-12)
    assert found["gdp"] == pytest.approx(level["gdp"][1:], rel=1e-12)
    assert found["fixed_asset_investment"] == pytest.approx(level["investment"][1:], rel=1e-12)


def test_evaluating_many_sets_at_once_equals_one_at_a_time():
    scenario = toy(capital_limit=1, growth_premium=0.3)
    ratio = np.array([0.2, 0.5, 1.0])
    growth = np.array([0.0, 0.05, 0.1])
    together = evaluate(scenario, {"capital_output_ratio.iron": ratio, "zone_growth": growth})
    alone = [
        central_output(scenario.with_(**{"capital_output_ratio.iron": k, "zone_growth": g}))
        for k, g in zip(ratio, growth, strict=True)
    ]
    assert together["total"] == pytest.approx(alone, rel=1e-12)


def test_plan_fully_met_ends_on_every_target(real):
    scenario = real("plan_met")
    for industry, target in scenario.targets.items():
        assert central_output(scenario, industry) == pytest.approx(target, rel=1e-10)
    table = simulate(scenario.with_(uncertainty=0.0), 10, 0)
    assert last(table)["joint_probability"] == 1.0


def test_steel_prices_of_2021_to_2025_end_near_095_of_2020(real):
    price = np.exp(model._grid(real("baseline")).log_price.sum(axis=1))
    assert price[0] == pytest.approx(1.285 * 0.942 * 0.904 * 0.94 * 0.923)
    assert price[0] == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    "name", ["investment_share", "investment_growth", "conversion", "zone_growth"]
)
def test_many_values_of_one_driver_at_once_are_each_as_by_itself(name):
    """Also of one that reaches the paths through what is paid alone."""
    scenario = toy(capital_limit=1.0, funnel_limit=1.0, zone_growth=0.2)
    values = np.array([0.1, 0.2, 0.3])
    together = evaluate(scenario, {name: values})["iron"]
    alone = [central_output(scenario.with_(**{name: x}), "iron") for x in values]
    assert together == pytest.approx(alone)
