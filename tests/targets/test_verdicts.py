"""Verdicts: pooling, words, all together, and what later figures make of them."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.targets.conftest import later
from zoneecon.data import vintage
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.sentences import targets as target_sentences
from zoneecon.scenarios import named
from zoneecon.targets import cases, outside_view, verdicts
from zoneecon.targets import required as targets_required
from zoneecon.targets.answer import assess
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.text.catalogue import say

DAY = datetime.date


def test_pooling_is_a_mean_of_log_odds():
    expected = 1 / (1 + math.exp(-(0.25 * math.log(0.1 / 0.9) + 0.75 * math.log(0.6 / 0.4))))
    assert verdicts.pool(0.1, 0.6, 0.25) == pytest.approx(expected)
    assert verdicts.pool(0.1, 0.6, 0.0) == pytest.approx(0.6)


def test_a_missing_view_leaves_the_other_alone():
    assert verdicts.pool(np.nan, 0.2) == pytest.approx(0.2)
    assert verdicts.pool(0.2, np.nan, 0.9) == pytest.approx(0.2)


def test_a_weight_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=r"in \[0, 1\], got 1.5"):
        verdicts.pool(0.1, 0.2, 1.5)


def test_never_in_n_is_small_but_not_impossible():
    assert verdicts.share(0, 20_000) == pytest.approx(0.5 / 20_001)
    assert 0 < verdicts.pool(verdicts.share(0, 100), 0.2) < 0.2


def test_words_for_probabilities():
    words = {
        "exceptionally unlikely": 0.0099,
        "very unlikely": 0.01,
        "unlikely": 0.1,
        "about as likely as not": 0.33,
        "likely": 0.66,
        "very likely": 0.9,
        "virtually certain": 0.999,
    }
    assert [verdicts.likelihood(probability) for probability in words.values()] == list(words)


@pytest.mark.parametrize(
    ("central", "best", "known", "word"),
    [
        (0.01, 0.02, "reached", "已达到"),
        (0.9, 0.9, "missed", "未达到"),
        (0.66, 0.9, "", "可达"),
        (0.65, 0.9, "", "有条件可达"),
        (0.01, 0.1, "", "有条件可达"),
        (0.01, 0.0999, "", "不可达"),
        (0.01, 0.0999, "moving away", "不可达"),
        (np.nan, np.nan, "", "不可检验"),
        (np.nan, np.nan, "reached", "已达到"),
    ],
)
def test_verdict_words_and_their_thresholds(central, best, known, word):
    assert say(f"targets.verdict.{verdicts.decide(central, best, known)}", "zh") == word


def test_a_target_without_base_is_not_testable_and_gets_no_probability():
    required = pd.DataFrame([{"industry": "x", "title": "X", "status": NOT_TESTABLE}])
    nothing = pd.DataFrame({"industry": []})
    row = verdicts.verdict_table(required, nothing, nothing, nothing).iloc[0]
    assert row["words_zh"] == "不可检验" and "pooled" not in row


def test_the_pool_stands_beside_its_two_ingredients(answer):
    for row in answer.verdicts.itertuples():
        low, high = sorted([row.inside, row.outside])
        assert low <= row.pooled <= high
        assert row.pooled == pytest.approx(verdicts.pool(row.inside, row.outside, 0.5))


def test_each_verdict_has_a_word_a_limit_and_statements(answer):
    table = answer.verdicts.set_index("industry")
    assert table.index.tolist() == ["steel", "equipment", "chemicals"]
    assert table["words_zh"].tolist() == ["有条件可达", "不可达", "不可达"]
    assert (table["binding"] != "").all() and (table["binding_statements"] != "").all()
    assert table["pooled_high"].ge(table["pooled"]).all()


def test_the_verdicts_hold_at_every_weight(answer):
    assert verdicts.weights_table(answer.verdicts)["pooled"].max() < verdicts.VERY_UNLIKELY
    industries = answer.readings["industry"].isin(["equipment", "chemicals"])
    for weight in verdicts.WEIGHTS:
        pooled = verdicts.pool(answer.readings["inside"], answer.readings["outside"], weight)
        assert pooled[industries].max() < verdicts.VERY_UNLIKELY


def test_joint_attainment_between_independence_and_the_least():
    chances = [0.3, 0.2, 0.6]
    assert verdicts.joint(chances, 0.0) == pytest.approx(0.036, abs=1e-9)
    assert verdicts.joint(chances, 1.0) == 0.2
    along = [verdicts.joint(chances, rho) for rho in verdicts.CORRELATIONS]
    assert along == sorted(along)


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
        for rows in ((), [("R001", "Q126", "2023", 200.0)], [("R001", "Q126", "2023", 450.0)])
    )
    assert low.at["steel", "inside"] < none.at["steel", "inside"] < high.at["steel", "inside"]
    # nothing but the growth that is left matters: one cell a price basis and window
    assert high.at["steel", "cells"] == none.at["steel", "cells"] / (3 * 3 * 2)
    # the others draw as they drew; what steel does not claim of the capital any more is theirs
    others = ["equipment", "chemicals"]
    assert (high.loc[others, "inside"] >= none.loc[others, "inside"]).all()
    pd.testing.assert_frame_equal(
        none.loc[others, :"latest_id"].drop(columns="latest_id"),
        high.loc[others, :"latest_id"].drop(columns="latest_id"),
    )


@pytest.mark.parametrize(("level", "word"), [(510.0, "reached"), (499.0, "missed")])
def test_the_level_of_the_target_year_decides_the_verdict(study_with, level, word):
    verdicts_ = study_with(("R001", "Q126", "2025", level))
    assert verdicts_["verdict"].to_dict() == {
        "steel": word,
        "equipment": "out of reach",
        "chemicals": "out of reach",
    }


def test_a_revised_base_moves_the_verdict_under_its_first_id(study_with, plan):
    revised = plan.statements[plan.statements["id"] == "Q040"].assign(
        id="R001",
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
    said = target_sentences.mind_sentences(
        then.verdicts, cells, then.windows, then.cases, 2023, 2025
    )
    past = then.hindcast
    said += target_sentences.hindcast_sentences(past)
    assert past.empty and "nan" not in " ".join(said)
    target_charts.plot_asked_and_achieved(
        then.fans, then.verdicts, known, outside_view.all_series(then.outside.base_rates), 2025
    )
