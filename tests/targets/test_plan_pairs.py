"""Plan targets and outcomes: what a row asks, whether it came, and why it is left out."""

import datetime
import math
import re

import numpy as np
import pandas as pd
import pytest

from tests.cases import cases
from zoneecon.data.reading import schema
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.targets import plan_pairs

#: A level that asks to double in five years and came at 150 of 200.
LEVEL = {
    "case": "a",
    "place": "A",
    "plan": "p",
    "stratum": "zone",
    "kind": "level",
    "base_year": 2015,
    "base_value": 100,
    "base_reading": "exact",
    "target_year": 2020,
    "target_value": 200,
    "outcome_year": 2020,
    "outcome_value": 150,
    "reading": "exact",
    "outcome_concept": "",
    "confidence": "high",
    "left_out": "",
}


def pairs(*changes: dict) -> pd.DataFrame:
    rows = [LEVEL | {"case": f"c{i}"} | change for i, change in enumerate(changes)]
    return plan_pairs.prepared(pd.DataFrame(rows))


def one(**changes) -> pd.Series:
    return pairs(changes).iloc[0]


@pytest.fixture(scope="module", params=plan_pairs.TABLES)
def table(request):
    return load_derived(request.param)


# --- what is asked, and whether it came ----------------------------------------------------------


def test_a_level_that_asks_for_less_than_there_is_says_nothing_of_growth():
    less, as_much, more = (one(target_value=value) for value in (95, 100, 105))
    assert less["asked"] < 0 == as_much["asked"] < more["asked"]
    assert [row["scored"] for row in (less, as_much, more)] == [False, False, True]


def test_a_level_asks_for_log_growth_from_its_base():
    row = one()
    assert row["asked"] == pytest.approx(math.log(2) / 5)
    assert (row["met"], row["reason"], row["scored"], row["weight"]) == (0, "", True, 1)


def test_a_rate_is_compounded_whatever_its_base():
    row = one(kind="rate", base_value=np.nan, target_value=8, outcome_value=8.1)
    assert row["asked"] == pytest.approx(math.log(1.08)) and row["met"] == 1


@cases
def test_a_bound_counts_only_where_it_decides(reading, outcome, met):
    row = one(reading=reading, outcome_value=outcome)
    assert math.isnan(row["met"]) if met is None else row["met"] == met
    assert (row["reason"] == "undecided") == (met is None)


@cases
def test_what_says_nothing_is_left_out_with_its_reason(change, reason):
    row = one(**change)
    assert row["reason"] == reason and row["weight"] == 0
    assert row["scored"] == (reason in ("almost nothing", "not due") and row["asked"] > 0)


def test_a_target_ten_times_its_base_still_enters():
    assert one(target_value=1000)["reason"] == ""


# --- weights -------------------------------------------------------------------------------------


def test_every_plan_weighs_one_and_weak_rows_less():
    rows = pairs({}, {"confidence": "low"}, {"plan": "q"}, {"plan": "r", "confidence": "low"})
    assert rows["weight"].to_list() == pytest.approx([2 / 3, 1 / 3, 1, 0.5])
    assert rows["scored"].to_list() == [True, False, True, False]


def test_in_a_score_the_rows_of_a_plan_weigh_alike():
    assert list(plan_pairs.weights(pairs({}, {}, {"plan": "q"}))) == [0.5, 0.5, 1]


# --- bad rows ------------------------------------------------------------------------------------


def test_unknown_words_are_named_all_at_once():
    with pytest.raises(BadInput) as caught:
        pairs({"stratum": "village"}, {"confidence": "sure"}, {"reading": "roughly"})
    named = {(problem.row, problem.column) for problem in caught.value.problems}
    assert named == {(2, "stratum"), (3, "confidence"), (4, "reading")}


def test_a_reason_that_does_not_follow_from_its_row_is_refused():
    with pytest.raises(BadInput, match="row 2, column left_out: 'no base'"):
        pairs({"left_out": "no base"})


# --- the reference data --------------------------------------------------------------------------


def test_every_row_of_the_reference_data_carries_the_reason_that_follows(table):
    rows = plan_pairs.prepared(table)
    assert rows["left_out"].to_list() == rows["reason"].to_list()
    known = set(schema.constraint("plan_targets", "left_out", "enum"))
    assert set(plan_pairs.REASONS) == known


def test_the_plan_targets_hold_what_was_handed_over():
    rows = plan_pairs.prepared(load_derived("plan_targets"))
    assert (len(rows), rows["key"].nunique()) == (68, 40)
    scored = rows[rows["scored"]]
    assert (len(scored), scored["key"].nunique()) == (55, 37)
    much = scored[np.expm1(scored["asked"]) >= 0.09 - 1e-9]
    assert (len(much), much["met"].sum()) == (14, 1)


def test_the_nearest_twin_asked_ten_times_and_got_a_third():
    rows = plan_pairs.prepared(load_derived("plan_targets")).set_index("case")
    twin = rows.loc["cn_xian_edz_2020_output"]
    assert twin["asked"] == pytest.approx(math.log(10) / 9) and twin["met"] == 0
    assert twin["outcome_value"] / twin["target_value"] == pytest.approx(0.337)


def test_sources_are_named_by_issuer_and_carry_no_ids_of_a_worksheet(table):
    text = table.to_csv()
    assert not re.search(r"\b[CI]\d{3}[a-z]?\b", text)
    assert not table["source_target"].str.contains(r"^\S+\.\S+/").any()
    given = table["outcome_value"].notna()
    assert table.loc[given, "source_outcome"].notna().all()


def test_cases_of_zones_come_in_the_same_columns(plan):
    from zoneecon.targets.cases import read_cases

    cases = read_cases(load_derived("cases"), plan.reference, plan.indicators)
    rows = plan_pairs.prepared(plan_pairs.from_cases(cases)).set_index("case")
    assert rows["reason"].eq("").sum() == 4 and (rows["stratum"] == "zone").all()
    assert rows.loc["xx_2015", "reason"] == "cumulative"
    assert rows.loc["luoyuan_2020", "reason"] == "no base"


def test_no_cases_are_no_rows():
    assert plan_pairs.from_cases(pd.DataFrame()).empty


def test_an_early_day_does_not_know_later_outcomes():
    table = load_derived("plan_targets")
    early = plan_pairs.known(table, datetime.date(2012, 6, 30))
    assert 0 < len(early) < len(table) and early["outcome_year"].max() <= 2010
