"""What if? The verdict of a scenario that differs from the assumptions, over every reading."""

import pandas as pd
import pytest

from zoneecon.errors import BadInput
from zoneecon.scenarios.named import named_scenarios
from zoneecon.targets.answer import assess

DRAWS = {"draws": 400, "seed": 1}


@pytest.fixture(scope="module")
def cases(plan):
    return named_scenarios(plan)


@pytest.fixture(scope="module")
def plain(plan):
    return assess(plan, **DRAWS)


def test_the_central_scenario_by_itself_changes_nothing(plan, cases, plain):
    for scenario in (cases["baseline"], "baseline"):
        same = assess(plan, scenario, **DRAWS)
        for name in ("verdicts", "readings", "binding", "named", "fans"):
            pd.testing.assert_frame_equal(getattr(same, name), getattr(plain, name))


def test_three_lines_change_an_assumption_and_show_the_verdict(plan, cases, plain):
    what_if = cases["baseline"].with_(**{"transferred_output.steel": 900.0})
    answer = assess(plan, scenario=what_if, **DRAWS)
    verdict, before = (one.verdicts.set_index("industry") for one in (answer, plain))
    assert (before.at["steel", "verdict"], verdict.at["steel", "verdict"]) == (
        "only if",
        "reachable",
    )
    assert verdict.at["steel", "inside"] > 0.9 > before.at["steel", "inside"]
    others = ["equipment", "chemicals"]
    assert (verdict.loc[others, "verdict"] == before.loc[others, "verdict"]).all()


def test_a_change_holds_under_every_reading_of_prices_and_in_every_named_scenario(
    plan, cases, plain
):
    what_if = cases["baseline"].with_(capital_limit=0.0, funnel_limit=0.0)
    answer = assess(plan, scenario=what_if, **DRAWS)
    keys = ["industry", "base_year", "concept", "scope", "prices", "window"]
    both = plain.readings.merge(answer.readings, on=keys, suffixes=("_before", ""))
    assert len(both) == len(plain.readings) == len(answer.readings)
    assert (both["inside"] >= both["inside_before"]).all()
    assert both.groupby("prices").apply(lambda g: (g["inside"] > g["inside_before"]).any()).all()
    named = plain.scenarios.merge(answer.scenarios, on="scenario", suffixes=("_before", ""))
    assert (named["median_total"] >= named["median_total_before"] - 1e-9).all()
    assert (named["median_total"] > named["median_total_before"] * 1.01).sum() > 5


@pytest.mark.parametrize(
    ("changes", "reading", "left"),
    [
        ({"base_year": 2019.0}, "base_year", [2019.0]),
        ({"scope_factor.steel": 1.2}, "scope_factor", [1.2]),
        ({"concept_factor.steel": 1.05}, "concept_factor", [1.05]),
        ({"zone_growth": 0.09}, "zone_growth", [0.09]),
        ({"price_path": "actual"}, "prices", ["baseline, changed", "baseline", "prices_of_2021"]),
    ],
)
def test_a_reading_that_the_scenario_settles_is_not_varied(plan, cases, changes, reading, left):
    answer = assess(plan, cases["baseline"].with_(**changes), **DRAWS)
    steel = answer.readings[answer.readings["industry"] == "steel"]
    assert sorted(steel[reading].unique()) == sorted(left)
    assert steel["central"].sum() == 1
    assert set(answer.prices) == set(steel["prices"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"scenario": "basline"},
            "scenario = 'basline' is unknown; did you mean 'baseline'? Known: ",
        ),
        ({"scenario": 3}, 'scenario = 3 is no scenario; take named_scenarios(plan)["baseline"].'),
        ({"draws": "many"}, "draws = 'many' must be a whole number, at least 1."),
        ({"draws": 0}, "draws = 0 must be a whole number, at least 1."),
        ({"seed": None, "draws": 1.5}, "draws = 1.5 must be a whole number, at least 1."),
    ],
)
def test_a_bad_argument_is_one_sentence_with_what_is_known(plan, asked, said):
    with pytest.raises(BadInput) as caught:
        assess(plan, **asked)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)


def test_another_target_year_is_no_what_if_of_this_plan(plan, cases):
    with pytest.raises(BadInput, match=r"runs to 2030, the plan's targets are set for 2025"):
        assess(plan, cases["baseline"].with_(target_year=2030), **DRAWS)


def test_a_zone_without_scenarios_has_nothing_to_assess(plan):
    bare = {k: v for k, v in plan.assumptions.items() if k != "verdict"}
    with pytest.raises(BadInput, match=r"anshan-edz\.toml has no \[verdict\]"):
        assess(plan._replace(assumptions=bare))
