"""Progress towards any plan target: bands, what remains, what cannot be compared."""

import math

import pandas as pd
import pytest

from tests.cases import cases
from tests.news import STEEL_SALES, published
from tests.targets.conftest import later
from zoneecon.scenarios.named import named_scenarios
from zoneecon.targets import progress
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.text.catalogue import stored


@cases
def test_where_a_target_on_a_base_of_100_stands(latest, year, target, status):
    row = progress.progress(100, 2020, latest, year, target, 2025)
    assert row["status"] == status
    assert (row["required"] < 0) == (0 < target < 100)


def test_a_target_of_zero_has_no_rate_and_none_is_invented():
    row = progress.progress(100, 2020, 60, 2022, 0, 2025)
    assert row["status"] == progress.NO_RATE
    assert math.isnan(row["required"]) and math.isnan(row["ratio"]) and math.isnan(row["remaining"])


def test_a_missing_base_leaves_what_remains_and_no_ratio():
    nothing = math.nan
    assert progress.progress(nothing, nothing, nothing, nothing, 5, 2025)["status"] == NOT_TESTABLE
    row = progress.progress(nothing, nothing, 3, 2023, 5, 2025)
    assert row["status"] == progress.NO_BASE and math.isnan(row["ratio"])
    assert row["remaining"] == pytest.approx((5 / 3) ** 0.5 - 1)


@pytest.fixture(scope="module")
def targets(answer):
    return answer.targets.set_index("id")


def test_every_target_with_a_number_has_a_row(plan, targets):
    goals = plan.statements[
        (plan.statements["role"] == "target") & (plan.statements["canonical_unit"] != "words")
    ]
    assert list(targets.index) == list(goals["id"])


@cases
def test_testable_or_not(targets, id, testable, required):
    row = targets.loc[id]
    assert (row["testable"], row["status"]) == (testable, progress.NO_DATA)
    assert row["required"] == pytest.approx(required, abs=5e-5, nan_ok=True)


def test_a_target_without_a_base_says_whether_it_is_an_addition(targets):
    bare = targets[targets["base"].isna() & targets["kind"].isin(["level", "increase"])]
    said = bare.dropna(subset=["target", "target_year"]).groupby("kind")["why"].agg(set)
    added, none = (stored(f"targets.why.{why}") for why in ("increase", "no_base"))
    repeated = {stored("targets.why.repeated")}
    assert said["increase"] - repeated == {added} and said["level"] - repeated == {none}


def test_a_base_is_the_level_less_its_printed_increase(targets):
    assert targets.at["Q163", "base"] == pytest.approx(146)
    assert targets.at["Q163", "base_id"] == "Q163;Q165"


def test_a_base_printed_at_its_target_is_said_and_not_counted_as_reached(targets):
    assert targets.at["Q199", "status"] == progress.AT_BASE


def plan_with(plan, *rows) -> pd.DataFrame:
    for row in rows:
        plan = plan._replace(statements=later(plan, *row))
    return progress.plan_targets(
        plan.statements, plan.indicators, plan.assumptions["industries"], 2020.0
    ).set_index("id")


def test_a_target_on_the_way_is_no_level_that_was_reached(plan):
    told = later(plan, "X801", "Q126", "2023", 300.0)
    for role, latest in (("actual", 300.0), ("target", math.nan)):
        told.loc[told["id"] == "X801", "role"] = role
        row = plan_with(plan._replace(statements=told)).loc["Q126"]
        assert row["latest"] == pytest.approx(latest, nan_ok=True)


def test_growth_at_comparable_prices_is_held_against_rates_not_against_nominal_levels(plan):
    nominal = plan_with(plan, ("X801", "Q011", "2021", 100.0)).loc["Q119"]
    assert nominal["status"] == progress.NO_DATA and math.isnan(nominal["latest"])
    rates = ("X802", "Q016", "2021", 0.07), ("X803", "Q016", "2022", 0.05)
    row = plan_with(plan, ("X801", "Q011", "2021", 100.0), *rates).loc["Q119"]
    assert row["latest"] == pytest.approx(84.05 * 1.07 * 1.05)
    assert (row["latest_year"], row["latest_id"], row["base_id"]) == (2022, "X802;X803", "Q011")
    assert row["ratio"] == pytest.approx(((1.07 * 1.05) ** 0.5 - 1) / 0.06)
    assert row["status"] == "significant progress"
    # three more years from 112.35/119.0 of the way
    assert row["remaining"] == pytest.approx((1.06**5 / (1.07 * 1.05)) ** (1 / 3) - 1)


def test_a_gap_in_the_rates_ends_the_chain_and_an_average_takes_its_years(plan):
    gap = plan_with(plan, ("X801", "Q016", "2022", 0.05)).loc["Q119"]
    assert gap["status"] == progress.NO_DATA
    whole = plan_with(plan, ("X801", "Q016", "2021/2025", 0.061)).loc["Q119"]
    assert (whole["latest_year"], whole["status"]) == (2025, progress.REACHED)
    assert plan_with(plan, ("X801", "Q016", "2021/2025", 0.059)).loc["Q119", "status"] == "missed"


def test_growth_and_level_of_one_price_basis_may_be_compared(plan):
    row = plan_with(plan, ("X801", "Q031", "2021", 60.0)).loc["Q121"]  # both at current prices
    assert (row["latest"], row["latest_id"]) == (60.0, "X801")


def test_a_level_in_the_bases_concept_is_turned_into_the_targets(plan):
    told = published(plan, "2024-03-20", [("steel", STEEL_SALES, "2023", 200)])
    scenario = named_scenarios(told)["baseline"].with_(concept_factor={"steel": 1.05})
    table = pd.DataFrame({"id": ["Q126"], "status": ["?"]})
    found = progress.standings(table, told.assumptions["industries"], scenario)["steel"]
    assert (found["latest"], found["latest_year"]) == (pytest.approx(210), 2023)
    assert found["status"] == progress.NO_DATA
