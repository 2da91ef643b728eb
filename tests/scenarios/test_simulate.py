import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_scenarios import NUMBERS, toy, toy_assumptions
from zoneecon.scenarios import model
from zoneecon.scenarios.draws import BLOCK, draw_funnel, draw_shocks, stream
from zoneecon.scenarios.model import central_output, central_path, evaluate
from zoneecon.scenarios.named import from_assumptions
from zoneecon.scenarios.parameters import ABOUT, printed_values
from zoneecon.scenarios.simulate import QUANTILE_NAMES, sample, simulate
from zoneecon.scenarios.tables import (
    fan_table,
    feasible_set,
    funnel_table,
    parameter_table,
    scenario_table,
    waterfall_table,
)

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data" / "assumptions" / "anshan-edz.toml"
EXPECTED = Path(__file__).parent / "expected"
STATEMENTS = (
    "anshan-edz/statements/plan-2021.csv",
    "context/statements/context.csv",
    "reference/statements/cases.csv",
)
NAMES = tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["scenarios"])


@pytest.fixture(scope="module")
def assumptions():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def statements():
    read = [
        pd.read_csv(ROOT / "data" / "raw" / path, dtype=str, keep_default_na=False)
        for path in STATEMENTS
    ]
    return pd.concat(read, ignore_index=True)


@pytest.fixture(scope="module")
def real(assumptions, statements):
    numbers = printed_values(statements)
    return lambda name="baseline": from_assumptions(assumptions, name, numbers, file=FILE.name)


def last(table, measure="output", industry="total"):
    mine = table[table["measure"].eq(measure) & table["industry"].eq(industry)]
    return mine.iloc[-1]


# --- closed forms and identities ------------------------------------------------------------


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


def test_capacity_grows_by_investment_over_the_capital_output_ratio_less_depreciation():
    scenario = toy(
        capital_limit=1, growth_premium=1.0, depreciation=0.1, utilisation=0.8, landing_lag=1.0
    )
    capacity = np.array([150.0, 50.0]) / 0.8
    demand = np.array([150.0, 50.0])
    for year in range(2021, 2026):
        demand = demand * 2.06
        kept = capacity * 0.9
        need = 0.5 * np.maximum(demand - kept, 0)
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


def test_an_older_assumptions_file_needs_no_split():
    block = toy_assumptions()
    del block["parameters"]["investment_split"]
    assert from_assumptions(block, "baseline", NUMBERS).values["investment_split.iron"] == 0.0


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


# --- randomness -----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_table_and_another_seed_another(real):
    drawn_again = simulate.__wrapped__  # past what is remembered
    one, two = drawn_again(real(), 3000, 5), drawn_again(real(), 3000, 5)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert not one["p50"].equals(simulate(real(), 3000, 6)["p50"])


def test_passes_and_threads_do_not_change_a_result(real):
    whole = simulate(real(), 3 * BLOCK + 17, 5, threads=1)
    passes = simulate(real(), 3 * BLOCK + 17, 5, max_bytes=1, threads=2)
    pd.testing.assert_frame_equal(whole, passes, check_exact=True)


def test_the_first_draws_of_a_longer_run_are_those_of_a_shorter_one(real):
    short, long = sample(real(), 100, 5), sample(real(), BLOCK + 100, 5)
    assert np.array_equal(short["output"], long["output"][..., :100])
    assert short["parameters"].equals(long["parameters"].iloc[:100])


def test_random_numbers_are_those_of_any_machine():
    """Fixed numbers of a fixed stream: a change of generator or of stream names shows here."""
    found = stream(1, "volume.iron", 0).standard_normal(3)
    fixed = [-1.4259558388000546, 1.9919737308824883, 1.1024346555666353]
    assert found == pytest.approx(fixed, rel=1e-12)


def test_shocks_have_the_asked_correlation_and_spread():
    scenario = toy(uncertainty=1.0, degrees_of_freedom=1e5, trend_uncertainty=0.0)
    steps = np.ones(5)
    drawn = [draw_shocks(scenario, steps, 1, block) for block in range(12)]
    volume = np.concatenate([v for v, _ in drawn], axis=-1)
    price = np.concatenate([p for _, p in drawn], axis=-1)
    assert np.corrcoef(volume[0].ravel(), volume[1].ravel())[0, 1] == pytest.approx(0.3, abs=0.01)
    assert np.corrcoef(price[0].ravel(), price[1].ravel())[0, 1] == pytest.approx(0.5, abs=0.01)
    assert np.corrcoef(volume[0].ravel(), price[1].ravel())[0, 1] == pytest.approx(0, abs=0.01)
    assert volume.std() == pytest.approx(0.1, rel=0.01)


def test_five_years_of_shocks_reproduce_the_panel_spread(real):
    """Five-year log growth of the panel: Student-t(4.6), scale 0.273, so half-width 80 % 0.41."""
    scenario = real().with_(local_correlation=0.0)
    drawn = [draw_shocks(scenario, np.ones(5), 1, block)[0][0] for block in range(10)]
    growth = np.concatenate([shock.sum(axis=0) for shock in drawn])
    low, high = np.quantile(growth, [0.1, 0.9])
    assert (high - low) / 2 == pytest.approx(0.273 * 1.500, rel=0.03)


def test_the_funnel_never_lands_more_than_it_signs_nor_signs_more_than_it_negotiates():
    drawn = draw_funnel(toy(), 5.0, 1, 0)
    assert (drawn["landed"] <= drawn["signed"]).all()
    assert (drawn["signed"] <= 5 * 76).all()
    assert ((drawn["value_share"] >= 0) & (drawn["value_share"] < 1)).all()
    assert np.median(drawn["odds"]) == pytest.approx(1.0, rel=0.1)


def test_median_of_the_fan_is_the_central_path_when_only_shocks_are_random():
    scenario = toy(uncertainty=1.0)
    fan = last(simulate(scenario, 60_000, 2), industry="iron")
    assert fan["p50"] == pytest.approx(central_output(scenario, "iron"), rel=0.01)


def test_binding_shares_are_shares_and_demand_and_capital_are_complements(real):
    table = simulate(real(), 2000, 1)
    shares = table.filter(like="binding_").stack().dropna()
    assert shares.between(0, 1).all()
    mine = table[table["industry"].isin(real().industries)]
    assert (mine["binding_demand"] + mine["binding_capital"]).eq(1).all()


@pytest.mark.parametrize("base_year", [2019.0, 2020.0, 2021.5])
def test_every_reading_of_the_base_year_can_be_simulated(real, base_year):
    table = simulate(real().with_(base_year=base_year), 500, 1)
    assert table["p50"].notna().all()
    assert table["year"].max() == 2025


# --- the committed assumptions --------------------------------------------------------------


def test_there_are_at_least_thirteen_scenarios_with_all_they_must_say(assumptions):
    assert len(assumptions["scenarios"]) >= 13
    for name, block in assumptions["scenarios"].items():
        missing = [word for word in ABOUT if not block.get(word)]
        assert not missing, f"{name} lacks {missing}"


def test_every_parameter_has_source_range_quality_impact_and_reason(real):
    table = parameter_table(real())
    for word in ("source", "quality", "impact", "rationale", "unit"):
        assert table[word].astype(bool).all(), table.loc[~table[word].astype(bool), "parameter"]
    assert table["quality"].isin(["red", "amber", "green"]).all()
    assert table["impact"].isin(["low", "medium", "high"]).all()


def test_every_statement_cited_exists_and_none_is_of_low_confidence(assumptions, statements):
    cited = set(_ids(assumptions))
    known = statements.set_index("id")["confidence"]
    assert cited <= set(known.index), sorted(cited - set(known.index))
    assert not (known[sorted(cited)] == "low").any()


def _ids(block):
    if isinstance(block, dict | list):
        for value in block.values() if isinstance(block, dict) else block:
            yield from _ids(value)
    elif isinstance(block, str) and re.fullmatch(r"[QC]\d{3}[a-z]?", block):
        yield block


def test_an_own_guess_is_never_rated_green(real):
    table = parameter_table(real())
    assert not (table["source"].str.startswith("own guess") & table["quality"].eq("green")).any()


@pytest.mark.parametrize("name", NAMES)
def test_scenario_gives_the_committed_output(real, assumptions, name):
    expected = pd.read_csv(EXPECTED / f"{name}.csv")
    run = assumptions["simulation"]
    found = simulate(real(name), run["draws"], run["seed"])
    pd.testing.assert_frame_equal(found, expected, check_exact=False, rtol=1e-6, atol=1e-4)


def test_plan_fully_met_ends_on_every_target(real):
    scenario = real("plan_met")
    for industry, target in scenario.targets.items():
        assert central_output(scenario, industry) == pytest.approx(target, rel=1e-10)
    table = simulate(scenario.with_(uncertainty=0.0), 10, 0)
    assert last(table)["joint_probability"] == 1.0


def test_steel_prices_of_2021_to_2025_end_near_095_of_2020(real):
    price = np.exp(model._grid(real("actual_prices")).log_price.sum(axis=1))
    assert price[0] == pytest.approx(1.285 * 0.942 * 0.904 * 0.94 * 0.923)
    assert price[0] == pytest.approx(0.95, abs=0.005)


# --- bad input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capital_output_ratio": {"iron": 0.0}}, "capital_output_ratio.iron = 0 is outside (0,"),
        ({"investment_share": 1.2}, "investment_share = 1.2 is outside [0, 1]"),
        ({"realised_share": -0.1}, "realised_share.tools = -0.1 is outside [0, 1]"),
        ({"local_correlation": 0.95}, "local_correlation = 0.95 is outside [0, 0.9]"),
        ({"base_year": 2025}, "base_year = 2025 must be before target_year = 2025"),
        ({"base_year": 2010}, "before the first year with accounts, 2019"),
        ({"price_volume_correlation": 0.8}, "not positive definite"),
        ({"zone_growth": -0.5, "growth_premium": -0.6}, "must be above -1"),
        ({"capital_limit": 0.5}, "must be 0 or 1"),
        ({"zone_grwth": 0.1}, "did you mean 'zone_growth'?"),
        ({"elasticity": {"irn": 1.0}}, "did you mean 'iron'?"),
        ({"price_path": "upp"}, "did you mean 'up'?"),
        ({"investment_split": {"iron": 0.5, "tools": 0.3}}, "must add up to 1"),
    ],
)
def test_infeasible_changes_are_refused_in_one_sentence(changes, words):
    with pytest.raises(ValueError, match=re.escape(words)) as error:
        toy(**changes)
    assert "toy.toml" in str(error.value)


def test_all_problems_come_at_once_and_name_file_and_block():
    block = toy_assumptions()
    block["scenarios"]["fast"] |= {"investment_share": 2, "capital_output_ratio": {"iron": -1}}
    with pytest.raises(ValueError) as error:
        from_assumptions(block, "fast", NUMBERS, file="toy.toml")
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith("toy.toml [scenarios.fast]: ") for line in lines)


def test_unknown_keys_of_the_file_are_refused_with_a_suggestion():
    block = toy_assumptions()
    block["parameters"]["utilization"] = {"value": 1.0}
    block["scenarios"]["fast"]["depreciaton"] = 0.1
    with pytest.raises(ValueError) as error:
        from_assumptions(block, "fast", NUMBERS, file="toy.toml")
    said = str(error.value)
    assert "[parameters.utilization]: unknown parameter; did you mean 'utilisation'?" in said
    assert "[scenarios.fast]: unknown key 'depreciaton'; did you mean 'depreciation'?" in said


def test_a_statement_without_a_number_is_named():
    block = toy_assumptions()
    block["parameters"]["zone_growth"]["value"] = {"times": ["S99"], "scale": 0.01}
    with pytest.raises(ValueError, match=r"\[parameters.zone_growth\]: no number for .*'S99'"):
        from_assumptions(block, "baseline", NUMBERS, file="toy.toml")


@pytest.mark.parametrize("draws", [0, -5])
def test_draws_must_be_positive(draws):
    with pytest.raises(ValueError, match=f"draws = {draws} must be a whole number, at least 1"):
        simulate(toy(), draws)


def test_unknown_scenario_is_refused_with_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'baseline'"):
        from_assumptions(toy_assumptions(), "basline", NUMBERS)


# --- scenario objects and tables ------------------------------------------------------------


def test_a_scenario_holds_only_its_differences():
    difference = toy("fast").difference_from(toy())
    assert difference["parameter"].tolist() == ["zone_growth"]
    assert difference[["preset", "scenario"]].to_numpy().tolist() == [[0.06, 0.2]]
    changed = toy().with_(elasticity={"iron": 0.5}, price_path="up")
    assert changed.difference_from(toy())["parameter"].tolist() == ["elasticity.iron", "price_path"]
    assert toy().values["elasticity.iron"] == 1.0  # the original is as it was


def test_arithmetic_on_printed_numbers():
    block = toy_assumptions()
    value = block["parameters"]
    value["zone_growth"] = {"value": {"times": ["S14"], "scale": 0.01}}
    value["conversion"] = {"value": {"times": ["S13"], "over": ["S11"]}}
    value["investment_growth"] = {"value": {"times": ["S2"], "over": ["S1"], "years": 5}}
    scenario = from_assumptions(block, "baseline", NUMBERS)
    assert scenario.values["zone_growth"] == pytest.approx(0.06)
    assert scenario.values["conversion"] == pytest.approx(15 / 219)
    assert scenario.values["investment_growth"] == pytest.approx((500 / 150) ** 0.2 - 1)


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


def test_figures_draw_the_numbers_of_their_tables(real):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from zoneecon.report.charts import scenarios as plots
    from zoneecon.scenarios import sensitivity

    scenario = real()
    fan = fan_table(simulate(scenario, 500, 1), scenario, "steel")
    ax = plots.plot_fan(fan, "Steel")
    assert ax.lines[0].get_ydata()[-1] == fan["p50"].iloc[-1]
    table = waterfall_table(scenario)
    shown = table[table["kind"].eq("level") | table["amount"].ne(0)]
    assert len(plots.plot_waterfall(table, "W").patches) == len(shown)
    plots.plot_tornado(sensitivity.tornado(scenario), "T")
    plots.plot_funnel(funnel_table(scenario, 500, 1), "F")
    plots.plot_feasible_set(feasible_set(scenario), "S")
    plt.close("all")
