"""What if? The verdict of a scenario that differs from the assumptions, over every reading."""

import numpy as np
import pandas as pd
import pytest

from zoneecon.errors import BadInput
from zoneecon.report.say import sentences
from zoneecon.scenarios.named import named_scenarios
from zoneecon.targets.answer import assess
from zoneecon.targets.beliefs import believed

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
    assert answer.given == "Baseline: the zone's trend, prices as they came, changed"
    verdict, before = (one.verdicts.set_index("industry") for one in (answer, plain))
    assert (before.at["steel", "verdict"], verdict.at["steel", "verdict"]) == (
        "very unlikely",
        "possible",
    )
    assert verdict.at["steel", "inside"] > 0.9 > before.at["steel", "inside"]
    others = ["equipment", "chemicals"]
    assert (verdict.loc[others, "verdict"] == before.loc[others, "verdict"]).all()


def test_a_change_holds_under_every_reading_of_prices_and_in_every_named_scenario(
    plan, cases, plain
):
    what_if = cases["baseline"].with_(elasticity=1.5)
    answer = assess(plan, scenario=what_if, **DRAWS)
    keys = ["industry", "base_year", "concept", "scope", "prices", "window"]
    both = plain.readings.merge(answer.readings, on=keys, suffixes=("_before", ""))
    trend = both[both["window"] == "trend"]
    assert len(trend) == len(answer.readings) > 0  # growth is settled by the what-if
    assert (trend["inside"] > trend["inside_before"]).all()
    assert (trend["outside"] == trend["outside_before"]).all()
    named = plain.scenarios.merge(answer.scenarios, on="scenario", suffixes=("_before", ""))
    # the median of a sum is not centred: where capital limits it moves by a few thousandths
    assert (named["median_total"] >= 0.995 * named["median_total_before"]).all()
    assert (named["median_total"] > named["median_total_before"] * 1.005).sum() > 3


@pytest.mark.every(2)
@pytest.mark.parametrize("draws", [200, 2000])
def test_no_number_of_draws_moves_a_chance(plan, plain, draws):
    chances = ["inside", "outside", "pooled", "pooled_low", "pooled_high"]
    other = assess(plan, draws=draws, seed=7)
    pd.testing.assert_frame_equal(other.verdicts[chances], plain.verdicts[chances])
    # and the shares of paths agree within their errors
    gap = (other.verdicts["paths"] - plain.verdicts["paths"]).abs()
    assert (gap <= 2 * np.hypot(other.verdicts["paths_error"], plain.verdicts["paths_error"])).all()


@pytest.mark.every(3)
@pytest.mark.parametrize(
    ("changes", "reading", "left"),
    [
        ({"base_year": 2019.0}, "base_year", [2019.0]),
        ({"scope_factor.steel": 1.2}, "scope_factor", [1.2]),
        ({"concept_factor.steel": 1.05}, "concept_factor", [1.05]),
        ({"zone_growth": 0.09}, "zone_growth", [0.09]),
        ({"price_path": "constant"}, "prices", ["baseline, changed", "baseline"]),
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


def test_what_speaks_in_plain_numbers_stands_in_front(plan, plain):
    table = plain.arguments.set_index(["industry", "kind"])
    assert table.at[("equipment", "around"), "around"] == pytest.approx(143.5)
    assert table.at[("steel", "volume"), "volume"] == pytest.approx(3.51, abs=0.01)
    assert len(table) == 2  # other industries' prices rose, and nothing is known around them


def test_what_would_have_to_be_believed_gives_the_chance(plain):
    for row in plain.believed.itertuples():
        way = plain.views.inside.way(row.industry, 2020, 2025)
        assert (1 + row.growth) ** 5 == pytest.approx(np.exp(way.location))
        shift = 5 * np.log1p(row.needed) - way.location
        multiple = plain.verdicts.set_index("industry").at[row.industry, "multiple"]
        found = plain.views.chance(row.industry, multiple, 2020, 2025, shift)
        assert found["pooled"] == pytest.approx(0.33, abs=1e-6)
        inside = row.chance * 2 - row.outside
        assert (row.outside_needed + inside) / 2 == pytest.approx(0.33)


def test_a_later_figure_of_something_else_is_told_whatever_its_period(plain):
    assert list(plain.later["id"]) == ["R001", "R002"]  # of March 2022, and of no series


def test_a_target_that_has_the_chance_needs_no_belief_and_hides_no_other(plain):
    verdicts = plain.verdicts.assign(
        pooled=plain.verdicts["pooled"].where([False, True, True], 0.9)
    )
    found = believed(verdicts, plain.views, 2025)
    assert list(found["industry"]) == list(verdicts["industry"])[1:]


def test_the_sentences_of_a_what_if_say_so(plan, plain):
    lanzhou = assess(plan, "lanzhou_path", **DRAWS)
    assert lanzhou.given == "Lanzhou New Area path"
    assert all(
        one.startswith("If Lanzhou New Area path:") for one in sentences(lanzhou, "verdicts")
    )
    assert not any(one.startswith("If ") for one in sentences(plain, "verdicts"))
