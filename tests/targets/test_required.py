"""Required growth over readings; what cannot be tested is said, not guessed."""

import datetime

import pandas as pd
import pytest

from tests.news import STEEL, published
from zoneecon.targets import required as targets_required

BASES = [2019.0, 2020.0, 2021.5]


@pytest.fixture(scope="module")
def required(plan):
    return targets_required.required_table(
        plan.statements, plan.assumptions["industries"], BASES, 2025
    )


@pytest.mark.parametrize(
    ("industry", "rate", "multiple"),
    [("steel", 0.2723, 10 / 3), ("equipment", 0.4963, 7.5), ("chemicals", 0.5849, 10)],
)
def test_required_growth_from_2020(required, industry, rate, multiple):
    row = targets_required.central(required, 2020.0).set_index("industry").loc[industry]
    assert row["required_growth"] == pytest.approx(rate, abs=5e-5)
    assert row["multiple"] == pytest.approx(multiple)


def test_together_the_targets_are_4_5_times_the_base(required):
    rows = targets_required.central(required, 2020.0)
    assert rows["target"].sum() / rows["base"].sum() == 4.5


def test_services_have_no_target_and_no_row(required):
    assert "services" not in set(required["industry"])


def test_growth_targets_with_a_level_are_testable_and_lead_somewhere(plan):
    goals = targets_required.growth_targets(plan.statements, plan.indicators).set_index("id")
    assert goals.loc["Q119", "level"] == pytest.approx(112.48, abs=0.005)
    assert goals.loc["Q121", "level"] == pytest.approx(66.71, abs=0.005)
    untestable = goals[goals["status"] == targets_required.NOT_TESTABLE]
    assert {"Q120", "Q122", "Q123", "Q124"} <= set(untestable.index)
    assert untestable["level"].isna().all()


def test_growth_counts_five_steps_from_2020_even_when_the_target_year_is_known():
    years = pd.array([2020, None, 2025], dtype="Int64")
    statements = pd.DataFrame(
        {
            "id": ["Q1", "Q2", "R1"],
            "source": ["plan", "plan", "bulletin"],
            "subject": "zone",
            "period": ["2020", "2021/2025", "2025"],
            "published": [datetime.date(2021, 8, 31)] * 2 + [datetime.date(2026, 3, 15)],
            "indicator": ["gdp", "gdp_growth", "gdp"],
            "role": ["actual", "target", "actual"],
            "number": [100.0, 0.10, 150.0],
            "year": years,
            "first": years.fillna(2021),
            "last": years.fillna(2025),
        }
    )
    indicators = pd.DataFrame(
        {
            "code": ["gdp", "gdp_growth"],
            "en": ["GDP", "GDP growth"],
            "concept": ["value added", "growth rate"],
            "parent": ["", "gdp"],
        }
    )
    goal = targets_required.growth_targets(statements, indicators).iloc[0]
    assert goal["level"] == pytest.approx(161.051)


def test_what_is_asked_now_starts_at_the_newest_level(plan):
    told = published(plan, "2024-03-20", [("steel", STEEL, "2023", 330)])
    row = targets_required.asked_now(told).set_index("industry").loc["steel"]
    assert (row["base"], row["since"], row["target"]) == (330, 2023, 500)
    assert row["multiple"] == pytest.approx(500 / 330)
