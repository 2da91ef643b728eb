"""The outside view: pooled, fitted, left out in turn; better than the share of hits."""

import shutil

import numpy as np
import pandas as pd
import pytest

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.fitted import load_fitted
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.targets import asked, combined, growth_records, plan_pairs
from zoneecon.targets.cases import read_cases

TABLES = ("asked_parameters", "asked_readings")


@pytest.fixture(scope="module")
def drift():
    numbers = load_derived("forecast_hyperparameters").set_index(["model", "name"])["value"]
    return float(numbers["shrunken_t", "prior_drift"])


@pytest.fixture(scope="module")
def records():
    return load_derived("growth_records")


@pytest.fixture(scope="module")
def pairs(plan):
    cases = read_cases(load_derived("cases"), plan.reference, plan.indicators)
    tables = [load_derived(name) for name in plan_pairs.TABLES]
    return plan_pairs.gathered([*tables, plan_pairs.from_cases(cases)])


@pytest.fixture(scope="module")
def view(pairs, records, drift):
    return combined.fit(pairs, records, drift)


@pytest.fixture(scope="module")
def judged(pairs, records, drift):
    handed = pairs["case"].isin(load_derived("plan_targets")["case"])
    return combined.judged(pairs, records, drift, handed)


def steel(view, records):
    """What a zone gets that asks 10/3 in five years, at the record of all series."""
    counts = growth_records.class_like(records)
    return combined.outside_chance(view, 10 / 3, 5, "zone", counts)["outside"]


# --- pooling -------------------------------------------------------------------------------------


def test_a_linear_pool_is_a_mean_of_chances():
    assert combined.linear_pool(0.1, 0.6, 0.25) == pytest.approx(0.475)
    assert combined.linear_pool([0.1, np.nan, 0.2], [0.3, 0.4, np.nan], 0.5) == pytest.approx(
        [0.2, 0.4, 0.2]
    )


@pytest.mark.parametrize("weight", [-0.1, 1.2, np.nan])
def test_a_pool_refuses_a_weight_outside_zero_to_one(weight):
    with pytest.raises(ValueError, match=r"in \[0, 1\]"):
        combined.linear_pool(0.1, 0.2, weight)


def test_the_weight_goes_to_the_view_that_knew():
    rows = pd.DataFrame({"met": [1.0, 0.0] * 20, "weight": 1.0})
    knows, guesses = np.where(rows["met"] == 1, 0.9, 0.1), np.full(40, 0.5)
    assert combined.record_weight(rows, guesses, knows) > 0.9
    assert combined.record_weight(rows, knows, guesses) < 0.1
    assert combined.record_weight(rows, guesses, guesses) == pytest.approx(0.5)


def test_a_pair_without_weight_says_nothing_even_where_a_view_is_unknown():
    rows = pd.DataFrame({"met": [1.0, 0.0, 1.0], "weight": [1.0, 1.0, 0.0]})
    plans, record = np.array([0.9, 0.1, 0.5]), np.array([0.4, 0.5, np.nan])
    assert combined.record_weight(rows, plans, record) == combined.record_weight(
        rows[:2], plans[:2], record[:2]
    )


# --- the chance of a target ----------------------------------------------------------------------


def test_a_share_of_hits_is_never_nothing_or_all():
    shares = [
        combined._share_of_hits(pd.Series(met), pd.Series([0.5, 1.0]))
        for met in ([1, 0], [0, 0], [1, 1])
    ]
    assert shares == pytest.approx([0.5 / 1.5, 0.5 / 2.5, 2 / 2.5])


def test_a_chance_is_made_of_the_record_and_the_plans(view, records):
    counts = growth_records.class_like(records)
    found = combined.outside_chance(view, 2.0, 4, "zone", counts)
    at = growth_records.five_year_multiple(2.0, 4, view.drift)
    assert found["asked"] == pytest.approx(np.log(2) / 4)
    assert found["record"] == pytest.approx(float(growth_records.record(counts, at)))
    assert found["plans"] == pytest.approx(asked.chance(view.plans, np.log(2) / 4, True)[0])
    mixed = view.weight * found["record"] + (1 - view.weight) * found["plans"]
    assert found["outside"] == pytest.approx(mixed)


def test_a_target_at_its_base_is_likelier_than_any_growth(view, records):
    counts = growth_records.class_like(records)
    chances = [
        combined.outside_chance(view, multiple, 5, "nation", counts)["outside"]
        for multiple in (1.0, 1.1, 1.5, 2.0, 4.0, 10.0)
    ]
    assert (np.diff(chances) < 0).all() and chances[0] < 1 and chances[-1] > 0.001


def test_an_unknown_stratum_is_named(view, records):
    with pytest.raises(ValueError, match="unknown stratum 'village'; known: zone, nation"):
        combined.outside_chance(view, 2.0, 5, "village", growth_records.class_like(records))


# --- one plan left out at a time -----------------------------------------------------------------


def test_a_plan_is_never_judged_by_itself(pairs, records, drift, judged):
    own = pairs["case"].str.startswith("pk_11fyp")
    turned = pairs.assign(met=pairs["met"].where(~own | pairs["met"].isna(), 1 - pairs["met"]))
    again = combined.judged(turned, records, drift, own)
    columns = ["plans", "record", "weight_of_record", "outside"]
    before = judged.loc[again.index, columns]
    pd.testing.assert_frame_equal(again[columns], before)


def score(judged, view):
    """Brier and log score, each plan weighing one."""
    weight, met, given = plan_pairs.weights(judged), judged["met"], judged[view]
    brier = np.average((given - met) ** 2, weights=weight)
    return brier, -np.average(np.log(np.where(met == 1, given, 1 - given)), weights=weight)


@pytest.mark.parametrize("which", ["plans", "outside"])
def test_both_scores_are_better_than_those_of_the_share_of_hits(judged, which):
    assert len(judged) == 55
    (brier, log), (brier_hits, log_hits) = score(judged, which), score(judged, "hits")
    assert brier <= 0.95 * brier_hits and log <= 0.93 * log_hits


@pytest.mark.parametrize("which", ["plans", "outside"])
def test_who_asked_much_is_given_about_what_came(judged, which):
    much = judged[np.expm1(judged["asked"]) >= 0.09 - 1e-9]
    assert (len(much), much["met"].sum()) == (14, 1)
    assert much[which].mean() == pytest.approx(much["met"].mean(), abs=0.05)


def test_no_single_plan_moves_a_zones_chance_by_more_than_a_band(pairs, records, drift, view):
    bands = (0.01, 0.05, 0.10, 0.33, 0.66)
    shipped = np.searchsorted(bands, steel(view, records), side="right")
    for plan in pairs.loc[pairs["weight"] > 0, "key"].unique():
        less = combined.fit(pairs[pairs["key"].ne(plan)], records, drift)
        moved = np.searchsorted(bands, steel(less, records), side="right")
        assert abs(moved - shipped) <= 1, plan


def test_two_targets_from_almost_nothing_do_not_turn_the_view(pairs, records, drift, view):
    own = pairs["key"].eq("China: new-energy vehicle plan 2012-2020")
    growth = np.log(pairs["target_value"] / pairs["base_value"]) / pairs["years"]
    more = pairs.assign(asked=pairs["asked"].where(~own, growth))
    more = plan_pairs.weighted(more, pairs["reason"].eq("") | own)
    with_them = combined.fit(more, records, drift)
    assert with_them.plans.mean[2] < -1
    assert steel(view, records) < steel(with_them, records) < 0.10


# --- the committed parameters --------------------------------------------------------------------


def test_the_committed_parameters_are_what_the_fit_gives(pairs, records, drift, view):
    parameters, readings = load_fitted("asked", TABLES)
    again = combined.parameter_table(view, combined.prior_of(records))
    assert parameters["name"].to_list() == again["name"].to_list()
    assert parameters["value"].to_numpy() == pytest.approx(again["value"].to_numpy(), abs=2e-6)
    found = combined.view_from(parameters, readings)
    assert steel(found, records) == pytest.approx(steel(view, records), abs=1e-6)
    entered = load_derived("asked_provenance").set_index("table")["rows_fitted"]
    assert entered.sum() == (pairs["weight"] > 0).sum()


@pytest.fixture
def copy(root, tmp_path):
    reference = tmp_path / "data" / "raw" / "reference"
    shutil.copytree(root / "data" / "raw" / "reference", reference)
    return tmp_path


@pytest.mark.parametrize("table", ["plan_targets", "industry_targets", "cases", "growth_records"])
def test_an_altered_table_is_named_before_a_chance_is_given(copy, table):
    path = copy / "data" / "raw" / "reference" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("5", "6", 1), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"{table}\.csv: is not the table that asked_parameters"):
        load_fitted("asked", TABLES, Checkout(copy))


@pytest.mark.parametrize("table", ["plan_targets", "asked_parameters", "asked_provenance"])
def test_a_missing_table_is_named(copy, table):
    (copy / "data" / "raw" / "reference" / f"{table}.csv").unlink()
    with pytest.raises(BadInput, match=rf"{table}\.csv: the file is missing"):
        load_fitted("asked", TABLES, Checkout(copy))
