"""Verdicts: pooling, words, all together, and what later figures make of them."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.targets.conftest import later
from zoneecon.data import vintage
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.sentences import targets as target_sentences
from zoneecon.scenarios import named
from zoneecon.scenarios.named import named_scenarios
from zoneecon.scenarios.simulate import simulate
from zoneecon.targets import cases, outside_view, verdicts, views
from zoneecon.targets import required as targets_required
from zoneecon.targets.answer import assess
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.text.catalogue import chance, say

DAY = datetime.date


def test_never_in_n_is_small_but_not_impossible():
    assert verdicts.share(0, 20_000) == pytest.approx(0.5 / 20_001)
    assert 0 < verdicts.sampling_error(0.0, 20_000) < 1e-4


def test_a_share_of_many_draws_errs_as_a_binomial():
    assert verdicts.sampling_error(0.3, 10_000) == pytest.approx(math.sqrt(0.21 / 10_000), rel=1e-3)


PRINTED = {
    "under 1 %": (0.0, 0.01),
    "1–5 %": (0.01, 0.05),
    "under 5 %": (0.0, 0.05),
    "1–10 %": (0.01, 0.1),
    "under 10 %": (0.0, 0.1),
}


@pytest.fixture(scope="module")
def shares(plan) -> dict[int, pd.Series]:
    """Number of draws -> share of the baseline's paths that arrive, by target."""
    baseline = named_scenarios(plan)["baseline"]
    runs = {draws: simulate(baseline, draws, 1) for draws in (2_000, 20_000, 200_000)}
    return {
        n: run.dropna(subset="probability").set_index("industry")["probability"]
        for n, run in runs.items()
    }


@pytest.mark.parametrize(("few", "many"), [(2_000, 20_000), (2_000, 200_000), (20_000, 200_000)])
def test_runs_of_any_length_agree_within_two_errors_and_in_what_is_printed(shares, few, many):
    for industry, share in shares[few].items():
        errors = [float(verdicts.sampling_error(shares[n][industry], n)) for n in (few, many)]
        assert abs(share - shares[many][industry]) <= 2 * math.hypot(*errors)
        # near a band's edge the wider band is printed, so that no longer run contradicts it
        low, high = PRINTED.get(said := chance(share, error=errors[0]), (0.0, 1.0))
        assert low <= shares[many][industry] <= high, (industry, said)


@pytest.mark.parametrize(
    ("central", "known", "word"),
    [
        (0.01, "reached", "已达到"),
        (0.9, "missed", "未达到"),
        (0.66, "", "可达"),
        (0.6599, "", "有可能"),
        (0.33, "", "有可能"),
        (0.3299, "", "难以达到"),
        (0.10, "", "难以达到"),
        (0.0999, "", "极难达到"),
        (0.01, "moving away", "极难达到"),
        (0.00999, "", "不可达"),
        (np.nan, "", "不可检验"),
        (np.nan, "reached", "已达到"),
    ],
)
def test_verdict_words_and_their_thresholds(central, known, word):
    assert say(f"targets.verdict.{verdicts.decide(central, known)}", "zh") == word


@given(chances=st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_a_higher_chance_never_has_a_worse_word(chances):
    order = [word for _, word in verdicts.SCALE]
    low, high = (order.index(verdicts.decide(one)) for one in sorted(chances))
    assert high <= low


def test_a_target_without_base_is_not_testable_and_gets_no_probability():
    required = pd.DataFrame([{"industry": "x", "title": "X", "status": NOT_TESTABLE}])
    nothing = pd.DataFrame({"industry": []})
    row = verdicts.verdict_table(required, nothing, nothing, nothing, {}, "").iloc[0]
    assert row["words_zh"] == "不可检验" and "pooled" not in row


def lifted(pooled: float, documented: bool = True) -> pd.DataFrame:
    """One named scenario that leads to this chance."""
    row = {"scenario": "s", "title": "S", "pooled": pooled, "documented": documented}
    return pd.DataFrame([row])


def test_a_condition_is_named_only_where_a_documented_one_lifts_the_chance_to_a_third():
    assert verdicts.condition(lifted(0.34), 0.05) == {"condition": "S", "condition_chance": 0.34}
    assert verdicts.condition(lifted(0.32), 0.05) == {}
    assert verdicts.condition(lifted(0.9, documented=False), 0.05) == {}
    assert verdicts.condition(lifted(0.9), 0.4) == {}  # it has the chance without it


def test_no_further_reading_improves_a_verdict(answer):
    few = answer.readings[answer.readings["central"]]
    tables = [
        verdicts.verdict_table(
            answer.verdicts[["industry", "title", "derived_from"]],
            cells,
            answer.named,
            answer.binding,
            {},
            "",
        )
        for cells in (few, answer.readings)
    ]
    assert (tables[0]["verdict"] == tables[1]["verdict"]).all()


def test_the_pool_stands_beside_its_two_ingredients(answer):
    for row in answer.verdicts.itertuples():
        assert row.pooled == pytest.approx((row.inside + row.outside) / 2)
        assert row.log_odds == pytest.approx(views.pool(row.inside, row.outside, 0.5))


def test_each_verdict_has_a_word_a_limit_and_statements(answer):
    table = answer.verdicts.set_index("industry")
    assert table.index.tolist() == ["steel", "equipment", "chemicals"]
    assert table["words_zh"].tolist() == ["极难达到", "不可达", "不可达"]
    assert (table["binding"] != "").all() and (table["binding_statements"] != "").all()
    assert table["pooled_high"].ge(table["pooled"]).all()


def test_the_chances_are_those_that_the_evidence_gives(answer):
    table = answer.verdicts.set_index("industry")["pooled"]
    assert table.to_dict() == pytest.approx(
        {"steel": 0.0309, "equipment": 0.0079, "chemicals": 0.0067}, abs=5e-5
    )


def test_the_base_dates_are_weighed_by_the_documents_own_evidence(answer):
    steel = answer.readings[answer.readings["industry"] == "steel"]
    central = steel[steel["central"]].iloc[0]
    same = ["concept", "scope", "prices", "window"]
    rows = steel[(steel[same] == central[same]).all(axis=1)].set_index("base_year")["pooled"]
    expected = 0.6 * rows[2019.0] + 0.3 * rows[2020.0] + 0.1 * rows[2021.5]
    assert answer.verdicts.set_index("industry").at["steel", "dated"] == pytest.approx(expected)


def test_the_verdicts_hold_at_every_weight_and_in_both_pools(answer):
    table = verdicts.weights_table(answer.verdicts)
    assert table[["linear", "log_odds"]].to_numpy().max() < verdicts.UNLIKELY


def test_a_named_scenario_moves_the_inside_view_and_its_paths_are_not_pooled(answer):
    named = answer.named.set_index(["scenario", "industry"])
    central = answer.verdicts.set_index("industry")
    assert named.at[("baseline", "steel"), "pooled"] == central.at["steel", "pooled"]
    for row in answer.named.itertuples():
        assert row.pooled == pytest.approx((row.inside + row.outside) / 2)
        assert row.outside == central.at[row.industry, "outside"]
    assert named.at[("lanzhou_path", "steel"), "inside"] > named.at[("baseline", "steel"), "inside"]


def test_joint_attainment_between_independence_and_the_least():
    chances = [0.3, 0.2, 0.6]
    assert verdicts.joint(chances, 0.0) == pytest.approx(0.036, abs=1e-9)
    assert verdicts.joint(chances, 1.0) == 0.2
    along = [verdicts.joint(chances, rho) for rho in verdicts.CORRELATIONS]
    assert along == sorted(along)
    assert verdicts.CORRELATIONS == pytest.approx([k / 10 for k in range(10)])


def test_joint_of_two_against_the_bivariate_normal():
    # orthant probability, closed form: 1/4 + arcsin(rho) / (2 pi)
    for rho in (0.3, 0.9):
        expected = 0.25 + math.asin(rho) / (2 * math.pi)
        assert verdicts.joint([0.5, 0.5], rho) == pytest.approx(expected, abs=1e-8)
    cut = stats.norm.ppf(0.1)
    normal = stats.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]])
    assert verdicts.joint([0.1, 0.1], 0.6) == pytest.approx(normal.cdf([cut, cut]), abs=1e-6)


def test_published_targets_carry_their_verdicts(answer):
    table = answer.targets_with_verdicts.set_index("id")
    assert table.at["Q131", "words_zh"] == "不可达" and table["words"].notna().sum() == 3
    assert len(table) == len(answer.targets)


@pytest.fixture(scope="module")
def study_with(plan):
    """Study of the zone with MADE-UP later figures of steel in its target's own concept."""

    def make(*rows):
        known = plan
        for row in rows:
            known = known._replace(statements=later(known, *row))
        return assess(known, draws=2000, seed=1).verdicts.set_index("industry")

    return make


def test_a_later_level_carries_the_chance_on_and_ends_it(study_with):
    none, low, high = (
        study_with(*rows)
        for rows in ((), [("X801", "Q126", "2023", 200.0)], [("X801", "Q126", "2023", 450.0)])
    )
    assert low.at["steel", "inside"] < high.at["steel", "inside"] > none.at["steel", "inside"]
    # nothing but the growth that is left matters: one cell a price basis and window
    assert high.at["steel", "cells"] == none.at["steel", "cells"] / (3 * 3 * 2)
    others = ["equipment", "chemicals"]
    assert (high.loc[others, "inside"] >= none.loc[others, "inside"]).all()
    pd.testing.assert_frame_equal(
        none.loc[others, :"latest_id"].drop(columns="latest_id"),
        high.loc[others, :"latest_id"].drop(columns="latest_id"),
    )


@pytest.mark.parametrize(("level", "word"), [(510.0, "reached"), (499.0, "missed")])
def test_the_level_of_the_target_year_decides_the_verdict(study_with, level, word):
    verdicts_ = study_with(("X801", "Q126", "2025", level))
    assert verdicts_["verdict"].to_dict() == {
        "steel": word,
        "equipment": "out of reach",
        "chemicals": "out of reach",
    }


def test_a_revised_base_moves_the_verdict_under_its_first_id(study_with, plan):
    revised = plan.statements[plan.statements["id"] == "Q040"].assign(
        id="X801",
        source="made-up",
        value="1400000",
        unit="万元",
        number=140.0,
        published=DAY(2022, 3, 15),
    )
    both = plan._replace(statements=pd.concat([plan.statements, revised], ignore_index=True))
    assert named.named_scenarios(both)["baseline"].baselines["steel"] == pytest.approx(140)
    assert targets_required.from_plan(both)["base"].iloc[0] == 140


@pytest.mark.parametrize("day", ["2021-08-31", "2023-06-30"])
def test_an_early_day_knows_fewer_cases_and_still_says_everything(day):
    early = vintage.load("anshan-edz", day)
    assert (early.context["published"] <= early.as_of).all()
    then = assess(early, draws=2000, seed=1)
    assert then.verdicts["pooled"].notna().all()
    known = cases.scored(then.cases)
    assert len(known) < 2
    cells = then.cells
    said = target_sentences.mind_sentences(then.verdicts, cells, then.windows, 2023, 2025)
    said += target_sentences.hindcast_sentences(then.hindcast)
    assert (then.pairs["outcome_year"] < early.as_of.year).all() and "nan" not in " ".join(said)
    rates = outside_view.all_series(then.rates)
    target_charts.plot_asked_and_achieved(then.fans, then.verdicts, known, rates, [2025])
