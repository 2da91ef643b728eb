"""Required growth and progress on numbers small enough to check in your head, at every edge."""

import math

import pandas as pd
import pytest

from zoneecon.targets import progress, required
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE

NAN = math.nan


@pytest.mark.parametrize(
    ("ratio", "name"),
    [
        (0.95, "significant progress"),
        (0.9499, "moderate progress"),
        (0.60, "moderate progress"),
        (0.5999, "insufficient progress"),
        (0.0, "insufficient progress"),
        (-0.0001, "moving away"),
        (7.0, "significant progress"),
    ],
)
def test_a_band_begins_at_its_least_ratio(ratio, name):
    assert progress.band(ratio) == name


@pytest.mark.parametrize(
    ("base", "latest", "year", "target", "status"),
    [
        (100, 200, 2022, 200, progress.REACHED),
        (100, 199, 2025, 200, progress.MISSED),
        (100, 199, 2024, 200, "significant progress"),
        (100, 150, 2020, 200, progress.NO_DATA),  # of the base's own year
        (100, 50, 2022, 50, progress.REACHED),  # a ceiling
        (100, 51, 2025, 50, progress.MISSED),
        (100, 90, 2022, 100, progress.NO_RATE),
        (0, 10, 2022, 20, progress.NO_RATE),
        (NAN, 10, 2022, 20, progress.NO_BASE),
        (NAN, 20, 2022, 20, progress.REACHED),
        (NAN, NAN, NAN, 20, NOT_TESTABLE),
        (100, NAN, NAN, 20, progress.NO_DATA),
        (100, 110, 2022, NAN, NOT_TESTABLE),
    ],
)
def test_where_a_level_stands(base, latest, year, target, status):
    found = progress.progress(base, 2020, latest, year, target, 2025)
    assert found["status"] == status


def test_a_ceiling_without_a_base_is_reached_from_above():
    assert progress.progress(NAN, NAN, 4, 2023, 5, 2025, falling=True)["status"] == progress.REACHED
    assert progress.progress(NAN, NAN, 6, 2023, 5, 2025, falling=True)["status"] == progress.NO_BASE


def test_the_rates_of_a_doubling_in_four_years_after_one_of_a_tenth():
    found = progress.progress(100, 2020, 110, 2021, 200, 2024)
    assert found["required"] == pytest.approx(2 ** (1 / 4) - 1)
    assert found["actual"] == pytest.approx(0.1)
    assert found["ratio"] == pytest.approx(0.1 / (2 ** (1 / 4) - 1))
    assert found["remaining"] == pytest.approx((200 / 110) ** (1 / 3) - 1)
    assert found["status"] == "insufficient progress"


def test_a_falling_target_keeps_the_sense_of_its_ratio():
    down = progress.progress(100, 2020, 90, 2021, 81, 2022)
    assert down["ratio"] == pytest.approx(1.0) and down["status"] == "significant progress"
    assert progress.progress(100, 2020, 110, 2021, 81, 2022)["status"] == "moving away"


@pytest.mark.parametrize(("base", "target"), [(0, 200), (100, 0), (-5, 200)])
def test_what_is_not_positive_has_no_required_growth(base, target):
    assert math.isnan(progress.progress(base, 2020, 50, 2022, target, 2025)["required"])


def test_a_target_of_the_bases_own_year_asks_for_no_growth():
    assert math.isnan(progress.progress(100, 2020, 50, 2022, 200, 2020)["required"])


# --- required growth ---------------------------------------------------------------------------

NUMBERS = pd.DataFrame(
    {"id": ["B", "T", "Z"], "number": [100.0, 400.0, 0.0], "newest_id": ["B9", "T", "Z"]}
)


def asked(*years, **industry) -> pd.DataFrame:
    block = {"baseline": "B", "target": "T", **industry}
    return required.required_table(NUMBERS, {"goal": {}, "made-up": block}, years or [2020.0], 2022)


def test_a_base_that_quadruples_in_two_years_doubles_every_year():
    factors = {"low": 0.25, "central": 1.0, "high": 4.0}
    table = asked(concept_factor=factors).set_index("factor")
    assert table["required_growth"].to_dict() == pytest.approx({"low": 3, "central": 1, "high": 0})
    assert table["multiple"].to_dict() == {"low": 16, "central": 4, "high": 1}
    assert set(table["years"]) == {2} and set(table["derived_from"]) == {"B9;T"}
    assert set(table["base"]) == {100} and set(table["target"]) == {400}
    assert table["concept_factor"].to_dict() == factors
    assert set(table["status"]) == {TESTABLE} and set(table["industry"]) == {"made-up"}


def test_an_industrys_own_years_come_before_the_plans():
    assert asked(target_year=2021)["required_growth"].iloc[0] == pytest.approx(3)
    assert asked(later_base=2021)["required_growth"].iloc[0] == pytest.approx(3)
    assert asked(2019.0, 2021.5)["years"].tolist() == [3] * 3 + [0.5] * 3


def test_a_target_year_that_is_the_bases_asks_for_no_growth_and_stays_testable():
    table = asked(2022.0, 2023.0)
    assert table["required_growth"].isna().all() and set(table["status"]) == {TESTABLE}


@pytest.mark.parametrize(
    "industry",
    [
        {"baseline": "Z", "target": "T"},
        {"baseline": "B", "target": "Z"},
        {"baseline": "unknown", "target": "T"},
        {"target": "T"},
        {"baseline": "B", "target": "unknown"},
    ],
)
def test_a_base_or_target_that_is_zero_or_missing_is_not_testable(industry):
    table = required.required_table(NUMBERS, {"made-up": industry}, [2020.0], 2022)
    assert set(table["status"]) == {NOT_TESTABLE}
    assert table[["required_growth", "multiple"]].isna().all(axis=None)


def test_a_summary_is_of_the_middle_base_year_and_spans_all_readings():
    table = asked(2018.0, 2020.0, 2021.0, concept_factor={"low": 0.25, "high": 4.0})
    (row,) = required.summary(table, {"made-up": "Made up"}).to_dict("records")
    assert (row["base_year"], row["title"], row["multiple"]) == (2020.0, "Made up", 4)
    assert row["required"] == pytest.approx(1.0)
    assert row["required_low"] == pytest.approx(0.0) and row["required_high"] == pytest.approx(15.0)


def test_the_central_rows_are_of_every_base_year_or_of_one():
    table = asked(2019.0, 2020.0)
    assert required.central(table)["base_year"].tolist() == [2019.0, 2020.0]
    assert required.central(table, 2020.0)[["base_year", "factor"]].to_numpy().tolist() == [
        [2020.0, "central"]
    ]
