"""Both views, and how they are pooled: known answers, properties, refused input."""

import math
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoneecon.errors import BadInput
from zoneecon.scenarios.model import central_path
from zoneecon.scenarios.named import named_scenarios
from zoneecon.scenarios.simulate import simulate
from zoneecon.targets import combined, views
from zoneecon.targets.answer import assess, panels_of

chances = st.floats(0.001, 0.999)


def test_the_pool_in_log_odds_is_a_mean_of_log_odds():
    expected = 1 / (1 + math.exp(-(0.25 * math.log(0.1 / 0.9) + 0.75 * math.log(0.6 / 0.4))))
    assert views.pool(0.1, 0.6, 0.25) == pytest.approx(expected)
    assert views.pool(0.1, 0.6, 0.0) == pytest.approx(0.6)


def test_the_old_pieces_pooled_linearly():
    """Known answer: the first edition's inside shares and outside views."""
    inside, outside = [0.00587, 0.000025, 0.000125], [0.0813, 0.032, 0.032]
    pooled = combined.linear_pool(inside, outside, 0.5)
    assert [round(100 * one, 1) for one in pooled] == [4.4, 1.6, 1.6]


@given(one=chances, other=chances, weight=st.floats(0, 1))
def test_both_pools_lie_between_the_views(one, other, weight):
    low, high = sorted([one, other])
    for pooled in (combined.linear_pool(one, other, weight), views.pool(one, other, weight)):
        assert low - 1e-9 <= float(pooled) <= high + 1e-9


def test_a_missing_view_leaves_the_other_alone():
    assert views.pool(np.nan, 0.2) == combined.linear_pool(np.nan, 0.2, 0.5) == 0.2
    assert views.pool(0.2, np.nan, 0.9) == pytest.approx(0.2)


@pytest.mark.parametrize("weight", [-0.1, 1.2])
def test_a_weight_outside_its_range_is_refused(weight):
    with pytest.raises(BadInput, match=rf"in \[0, 1\], got {weight}"):
        views.pool(0.1, 0.2, weight)
    with pytest.raises(ValueError, match=rf"in \[0, 1\], got {weight}"):
        combined.linear_pool(0.1, 0.2, weight)


@pytest.fixture(scope="module")
def both(answer):
    return answer.views


def test_the_zone_is_classed_by_printed_rates_because_its_levels_are_broken(both):
    assert both.history.basis == "printed rates"
    assert both.history.history_growth == pytest.approx((1.2334 * 1.198 * 1.01 * 1.04) ** 0.25 - 1)


def test_shares_of_the_parent_are_those_of_output(both):
    assert dict(both.inside.share) == pytest.approx(
        {"steel": 0.75, "equipment": 0.2, "chemicals": 0.05}
    )


def test_no_fan_is_narrower_than_its_parents(both):
    for industry in both.inside.share:
        assert both.inside.way(industry, 2020, 2025).scale > both.inside.parent.scale[4]


@given(low=st.floats(1.01, 30), high=st.floats(1.01, 30))
def test_who_asks_more_has_a_smaller_chance(both, low, high):
    low, high = sorted([low, high])
    less, more = (both.chance("steel", one, 2020, 2025)["pooled"] for one in (high, low))
    assert less <= more + 1e-12


def test_the_kind_of_pool_is_the_assumptions(both):
    seen = both._replace(kind=views.LOG_ODDS).chance("steel", 2.0, 2020, 2025)
    assert seen["pooled"] == seen["log_odds"]
    assert both.chance("steel", 2.0, 2020, 2025)["pooled"] != seen["pooled"]


@pytest.mark.parametrize(("multiple", "chance"), [(0.99, 1.0), (1.01, 0.0)])
def test_in_the_target_year_itself_the_level_decides(both, multiple, chance):
    assert both.chance("steel", multiple, 2025, 2025)["pooled"] == chance


def test_a_zone_without_years_of_its_industry_is_seen_from_outside_alone(plan):
    codes = ["industrial_value_added", "industrial_value_added_growth"]
    gone = plan.statements["indicator"].isin(codes) & (plan.statements["year"] != 2020)
    tables = panels_of(plan)
    bare = plan._replace(statements=plan.statements[~gone])
    seen = views.views_of(bare, tables, tables["cases"].head(0))
    assert seen.inside is None and seen.history is None
    found = seen.chance("steel", 3.0, 2020, 2025)
    assert math.isnan(found["inside"]) and found["pooled"] == found["outside"]


def test_another_class_another_noise(plan):
    tables = panels_of(plan)
    industries = plan.assumptions["industries"]
    plain = {
        name: {k: v for k, v in one.items() if k != "class"} for name, one in industries.items()
    }
    other = plan._replace(assumptions={**plan.assumptions, "industries": plain})
    seen = views.views_of(other, tables, tables["cases"].head(0))
    assert set(seen.inside.noise.values()) == {0.1398}  # all branches of a state


def test_a_reference_file_that_was_altered_or_is_missing_is_refused(plan, root, tmp_path):
    shutil.copytree(root / "data", tmp_path / "data")
    path = tmp_path / "data" / "raw" / "reference" / "plan_targets.csv"
    path.write_bytes(path.read_bytes().replace(b",2015,", b",2016,", 1))
    with pytest.raises(BadInput, match=r"plan_targets\.csv"):
        panels_of(plan._replace(root=tmp_path))
    path.unlink()
    with pytest.raises(BadInput, match=r"plan_targets\.csv"):
        panels_of(plan._replace(root=tmp_path))


def test_a_target_that_equals_its_base_is_a_question_of_holding_it(plan):
    goal = plan.statements["id"] == "Q126"
    same = plan.statements.assign(
        number=plan.statements["number"].where(~goal, 150.0),
        value=plan.statements["value"].where(~goal, "150"),
    )
    steel = assess(plan._replace(statements=same), draws=200, seed=1).verdicts.set_index("industry")
    assert steel.at["steel", "asked"] == 1.0 and 0.5 < steel.at["steel", "pooled"] < 0.9


def test_pairs_without_base_or_rate_say_nothing(answer):
    bare = answer.pairs[answer.pairs["reason"] == "no base"]
    assert len(bare) and (bare["weight"] == 0).all() and not bare["scored"].any()
    other = answer.pairs[answer.pairs["reason"] == "other concept"]
    assert (other["weight"] == 0).all()
    assert isinstance(answer.pairs, pd.DataFrame)


BANDS = (("p25", "p75", 0.25, 0.75), ("p10", "p90", 0.1, 0.9), ("p2.5", "p97.5", 0.025, 0.975))


def test_the_baselines_paths_have_the_forms_centre_and_are_in_no_year_narrower(plan, both):
    baseline = named_scenarios(plan)["baseline"]
    run = plan.assumptions["simulation"]
    fans = simulate(baseline, run["draws"], run["seed"])
    fans = fans[fans["measure"].eq("output")].set_index(["industry", "year"])
    for industry in baseline.industries:
        for year in range(2021, 2026):
            way, fan = both.inside.way(industry, 2020, year), fans.loc[industry, year]
            centre = math.log(fan["p50"] / baseline.baselines[industry])
            assert centre == pytest.approx(way.location, abs=0.02)
            for low, high, *ends in BANDS:
                form = math.log(way.quantile(ends[1]) / way.quantile(ends[0]))
                wider = math.log(fan[high] / fan[low]) / form
                # the base's date, which is drawn, and prices widen it a little by the end
                assert wider >= 1.0 and (year < 2025 or wider < 1.15), (industry, year, low, wider)


def test_capital_cuts_nothing_in_the_baseline_and_something_as_a_what_if(plan):
    cases = named_scenarios(plan)
    assert cases["baseline"].values["capital_limit"] == 0.0
    free, law = (
        simulate(cases[name], 2000, 1).query("year == 2025 and industry == 'steel'").iloc[0]
        for name in ("baseline", "capital_as_a_law")
    )
    assert free["binding_capital"] == 0.0 < law["binding_capital"]
    assert law["probability"] < free["probability"]


def test_funds_in_place_are_a_share_of_what_is_signed(plan):
    values = named_scenarios(plan)["baseline"].values
    placed = values["negotiated_value"] * values["conversion"] * values["funds_in_place"]
    assert placed == pytest.approx(62 * 0.34) == pytest.approx(21.1, abs=0.05)


def test_growth_of_the_zone_is_what_the_pipeline_gives(plan, both):
    growth = named_scenarios(plan)["baseline"].values["zone_growth"]
    assert growth == pytest.approx(math.expm1(both.inside.parent.location[4] / 5))
    assert growth == pytest.approx(0.0425, abs=5e-5)


def test_something_is_invested_in_the_first_year(plan):
    paths = central_path(named_scenarios(plan)["baseline"])
    first = paths[(paths["measure"] == "investment") & (paths["year"] == 2021)]
    assert first["value"].item() > 5
