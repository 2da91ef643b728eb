"""Industries go on from the newest published level, whatever its concept, with what remains."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.news import CHEMICALS, EQUIPMENT, STEEL, STEEL_SALES, checkout, published, walked
from zoneecon.data import add as adding
from zoneecon.data import vintage
from zoneecon.errors import BadInput
from zoneecon.scenarios import starts
from zoneecon.scenarios.breakeven import breakeven, years_table
from zoneecon.scenarios.model import central_output, central_path
from zoneecon.scenarios.named import named_scenarios
from zoneecon.scenarios.paths import simulate
from zoneecon.scenarios.sensitivity import tornado

DAY = "2024-03-20"


def known(plan, *rows, day=DAY):
    return starts.from_plan(published(plan, day, rows)).starts


@pytest.mark.parametrize(
    ("rows", "level", "year", "concept"),
    [
        ([("steel", STEEL, "2023", 330)], 330, 2023, "target"),
        ([("steel", STEEL, "2022", 262), ("steel", STEEL, "2023", 330)], 330, 2023, "target"),
        ([("steel", STEEL_SALES, "2023", 300)], 300, 2023, "base"),
        ([("steel", STEEL_SALES, "2023", 300), ("steel", STEEL, "2022", 262)], 300, 2023, "base"),
        ([("steel", STEEL_SALES, "2023", 300), ("steel", STEEL, "2023", 330)], 330, 2023, "target"),
        ([("steel", STEEL, "2020", 160)], 160, 2020, "target"),
    ],
)
def test_the_newest_level_is_the_start_and_of_one_year_the_targets_concept(
    plan, rows, level, year, concept
):
    start = known(plan, *rows)["steel"]
    assert (start.level, start.year, start.concept) == (level, year, concept)


@pytest.mark.parametrize(
    "row",
    [("steel", STEEL, "2018", 140), ("steel", STEEL, "2026", 600), ("zone", "gdp", "2023", 99)],
    ids=["before the base", "after the target", "another indicator"],
)
def test_what_is_no_level_between_base_and_target_starts_nothing(plan, row):
    assert known(plan, row, day="2027-03-20") == {}


def test_the_plan_by_itself_starts_nothing(plan):
    assert starts.from_plan(plan) == starts.NOTHING


def test_a_level_that_is_printed_again_counts_as_it_was_printed_last(plan):
    first = published(plan, DAY, [("steel", STEEL, "2023", 330)])
    again = published(first, "2024-11-20", [("steel", STEEL, "2023", 318)], source="revision")
    start = starts.from_plan(again).starts["steel"]
    printed = again.statements.set_index("id").loc[start.id]
    assert start.level == 318 and printed["number"] == 318 and start.history == ((2023.0, 318.0),)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_growth_only_years_carry_the_accounts_on(plan, year):
    news = starts.from_plan(walked(plan, year - 2020))
    assert sorted(news.accounts) == list(range(2021, year + 1))
    assert news.accounts[2021]["fixed_asset_investment"] == pytest.approx(45.4 * 1.125)
    assert news.accounts[2021]["gdp"] == 95.2


# --- the model -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def third(plan):
    """After three bulletins: steel and equipment of 2023, chemicals as the plan prints them."""
    return named_scenarios(walked(plan, 3))


def test_every_scenario_starts_at_the_newest_level(third):
    for name, scenario in third.items():
        assert scenario.baselines["steel"] == 330 and scenario.start_year("steel") == 2023, name
        assert scenario.baselines["chemicals"] == 10 and scenario.start_year("chemicals") == 2020


def test_the_central_path_goes_on_from_there_by_hand(third):
    free = third["prices_held"].with_(
        zone_growth=0.05, elasticity=1.0, growth_premium=0.0, realised_share={"equipment": 0.13}
    )
    path = central_path(free).set_index(["measure", "industry", "year"])["value"]["output"]
    assert path["steel"].to_dict() == pytest.approx(
        {2021: 205, 2022: 262, 2023: 330, 2024: 330 * 1.05, 2025: 330 * 1.05**2}
    )
    # the rail projects of the plan begin anew: a third a year of 13 % of 100
    assert path["equipment"][2025] == pytest.approx(71 * 1.05**2 + 2 / 3 * 13)
    assert path["equipment"][2022] == pytest.approx(40 * (71 / 40) ** (2 / 3))  # nothing printed
    assert path["chemicals"][2025] == pytest.approx(10 * 1.05**5)


def test_what_is_known_is_certain_and_the_fan_opens_after_it(third):
    paths = simulate(third["baseline"], 2000, 1)
    fan = paths.fan("steel").set_index("year")
    assert fan.index.tolist() == [2023, 2024, 2025]
    assert (fan.loc[2023, ["p2.5", "p50", "p97.5"]] == 330).all()
    width = np.log(fan["p90"] / fan["p10"])
    assert 0 == width[2023] < width[2024] < width[2025]
    assert paths.waterfall("steel").set_index("step").loc["base", ["amount", "year"]].tolist() == [
        330,
        2023,
    ]


def test_a_years_spread_is_that_of_a_year_wherever_the_path_starts(plan):
    early, late = (
        named_scenarios(published(plan, "2025-03-20", [("steel", STEEL, year, level)]))["baseline"]
        for year, level in (("2021", 205), ("2024", 205))
    )
    widths = [
        np.log(fan["p90"].iloc[1] / fan["p10"].iloc[1])
        for fan in (simulate(one, 4000, 1).fan("steel") for one in (early, late))
    ]
    assert widths[0] == pytest.approx(widths[1], rel=0.06)


def test_a_level_in_the_bases_concept_counts_through_the_factor_and_keeps_its_doubt(plan):
    sales = published(plan, DAY, [("steel", STEEL_SALES, "2023", 300)])
    scenario = named_scenarios(sales)["baseline"]
    doubled = scenario.with_(**{"concept_factor.steel": 1.1})
    assert central_output(doubled, "steel") == pytest.approx(
        1.1 * central_output(scenario, "steel")
    )
    assert "concept_factor.steel" in set(tornado(scenario, "steel")["parameter"])
    output = named_scenarios(published(plan, DAY, [("steel", STEEL, "2023", 300)]))["baseline"]
    assert "concept_factor.steel" not in set(tornado(output, "steel")["parameter"])
    assert "scope_factor.steel" not in set(tornado(output, "steel")["parameter"])


def test_a_published_level_leaves_the_other_industries_draws_alone(plan):
    free = {"capital_limit": 0, "funnel_limit": 0}
    before = named_scenarios(plan)["baseline"].with_(**free)
    news = published(plan, DAY, [("steel", STEEL, "2023", 300)])
    after = named_scenarios(news)["baseline"].with_(**free)
    one, other = (simulate(each, 2000, 1).fan("chemicals") for each in (before, after))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.long
@settings(max_examples=20)
@given(
    low=st.floats(20, 900),
    times=st.floats(1, 3),
    year=st.integers(2020, 2025),
    name=st.sampled_from([STEEL, STEEL_SALES]),
)
def test_a_higher_newest_level_never_lowers_any_path_of_its_industry(plan, low, times, year, name):
    ends = []
    for level in (low, low * times):
        news = published(plan, "2026-03-20", [("steel", name, str(year), level)])
        for limit in (0, 1):
            one = named_scenarios(news)["baseline"].with_(capital_limit=limit)
            ends.append(simulate(one, 300, 1).fan("steel").iloc[-1]["p2.5":"p97.5"].to_numpy())
    for before, after in zip(ends[:2], ends[2:], strict=True):
        assert (after >= before * (1 - 1e-9)).all()


# --- what would have to be true ------------------------------------------------------------------


def test_what_would_have_to_be_true_is_asked_of_the_years_that_remain(third):
    solved = breakeven(third["prices_held"]).set_index(["industry", "variable"])
    assert solved.loc[("steel", "growth"), "value"] == pytest.approx((500 / 330) ** 0.5 - 1)
    free = third["prices_held"].with_(**{"growth.steel": (500 / 330) ** 0.5 - 1})
    assert central_output(free, "steel") == pytest.approx(500)
    prices = third["prices_held"].with_(
        **{"price_multiple.steel": solved.loc[("steel", "price_multiple"), "value"]}
    )
    assert central_output(prices, "steel") == pytest.approx(500)


@pytest.mark.parametrize("level", [470, 510])
def test_once_the_target_year_is_known_nothing_is_forecast_or_solved(plan, level):
    rows = [("steel", STEEL, "2025", level), ("equipment", EQUIPMENT, "2025", 90)]
    cases = named_scenarios(
        published(plan, "2026-03-20", [*rows, ("chemicals", CHEMICALS, "2025", 27)])
    )
    paths = simulate(cases["baseline"], 500, 1)
    fan = paths.fan("steel")
    assert fan["year"].tolist() == [2025] and fan["p2.5"].item() == fan["p97.5"].item() == level
    assert cases.table(500, 1)["probability_steel"].eq(float(level >= 500)).all()
    solved = breakeven(cases["baseline"])
    assert not solved["reached"].any() and solved["note"].str.startswith("known: ").all()
    assert solved.set_index("industry").loc["steel", "best_output"].eq(level).all()
    swings = tornado(cases["baseline"])
    assert swings.empty and swings.sobol().empty and swings.priorities().empty
    assert solved.regions("steel")["rule"].item() == "none: 2025 is known"
    for table in (paths.waterfall(), paths.funnel(), paths.feasible()):
        assert len(table)


def test_one_known_industry_does_not_keep_the_others_from_going_on(plan):
    cases = named_scenarios(published(plan, "2026-03-20", [("steel", STEEL, "2025", 470)]))
    solved = breakeven(cases["prices_held"]).set_index(["industry", "variable"])
    assert not solved.loc[("steel", "growth"), "reached"]
    assert solved.loc[("chemicals", "growth"), "value"] == pytest.approx(0.5848931924611136)
    assert 0 < solved.loc[("total", "value_added_rate"), "value"] < 0.1
    reached = years_table([cases["baseline"]]).set_index("industry")["year"]
    assert reached["steel"] > 2025


def test_a_level_far_above_the_target_is_reached_by_every_value(plan):
    cases = named_scenarios(published(plan, "2025-03-20", [("steel", STEEL, "2024", 5000)]))
    solved = breakeven(cases["baseline"], ["growth"]).set_index("industry")
    assert solved["reached"].iloc[0] and "every value" in solved["note"].iloc[0]
    usual = cases["baseline"].values["growth_premium.steel"]
    assert cases["plan_met"].values["growth_premium.steel"] == usual  # nothing is left to solve
    assert breakeven(cases["baseline"]).regions("steel")["coverage"].iloc[0] == 1


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.every(3)
@pytest.mark.parametrize("unit", ["万吨", "%", "家"])
def test_news_of_the_wrong_unit_is_refused_at_its_row(tmp_path, unit):
    said = refused(tmp_path, f"steel,{STEEL},2023,330,{unit}")
    assert f"row 2, column unit: '{unit}' measures" in said and "CNY 100m" in said


@pytest.mark.parametrize("second", ["340,亿元", "3400000,万元"])
def test_two_levels_of_one_year_from_one_source_are_refused(tmp_path, second):
    said = refused(tmp_path, f"steel,{STEEL},2023,330,亿元", f"steel,{STEEL},2023,{second}")
    assert "row 3, column value" in said and "of the same source, indicator and period" in said


def refused(root, *rows):
    path = checkout(root) / "bulletin.csv"
    text = "\n".join(["subject,indicator,period,value,unit", *rows, ""])
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        adding.prepare(path, "anshan-edz", DAY, "MADE UP", root=root)
    return str(told.value)


@pytest.mark.parametrize("base", ["Q126", "the new one"])
def test_a_base_that_is_not_before_its_target_is_one_sentence(plan, base):
    late = published(plan, "2027-03-20", [("steel", STEEL_SALES, "2026", 150)])
    base = base if base in set(plan.statements["id"]) else late.statements["id"].iloc[-1]
    industries = {**plan.assumptions["industries"]}
    industries["steel"] = {**industries["steel"], "baseline": base}
    late = late._replace(assumptions={**plan.assumptions, "industries": industries})
    with pytest.raises(BadInput, match=f"the base of steel .{base}. is of 202., not before its"):
        named_scenarios(late)


def test_a_reading_of_the_base_that_is_not_before_the_target_is_one_sentence(plan):
    assumed = {**plan.assumptions, "base_readings": [2019.0, 2020.0, 2026.0]}
    with pytest.raises(BadInput, match="base_year = 2026 must be before target_year = 2025"):
        named_scenarios(plan._replace(assumptions=assumed))


def test_the_baseline_knows_the_prices_of_its_day(plan):
    seen = vintage.load("anshan-edz", "2021-08-31")
    now, then = (named_scenarios(one)["baseline"] for one in (vintage.load("anshan-edz"), seen))
    assert now.price_path == then.price_path
    prices = now.price_paths[now.price_path]["steel"]
    assert sorted(prices) == list(range(2020, 2026))
    assert then.price_paths[then.price_path]["steel"] == {}  # all of them came out later
    held = named_scenarios(seen)["prices_held"]
    assert central_output(then, "steel") == pytest.approx(central_output(held, "steel"))
    lower = 1.285 * 0.942 * 0.904 * 0.940 * 0.923
    assert central_output(now, "steel") == pytest.approx(lower * central_output(held, "steel"))


def test_an_id_of_a_path_that_no_statement_has_is_still_named(plan):
    paths = {**plan.assumptions["price_paths"], "typed": {"steel": {"2021": "X999"}}}
    wrong = plan._replace(assumptions={**plan.assumptions, "price_paths": paths})
    with pytest.raises(BadInput, match="X999"):
        named_scenarios(wrong)
