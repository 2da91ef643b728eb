"""The outside view for a reader: the class that counts, and how it did on other plans."""

import math

import numpy as np
import pytest

from zoneecon.data import folders
from zoneecon.targets import combined, outside_view, plan_pairs


def test_a_multiple_between_two_takes_the_lower_one():
    rates = folders.load_derived("base_rates")
    assert outside_view.counted_multiple(rates, 3.75) == pytest.approx(10 / 3, abs=1e-4)
    assert outside_view.counted_multiple(rates, 10 / 3) == pytest.approx(10 / 3, abs=1e-4)
    assert math.isnan(outside_view.counted_multiple(rates, 1.1))


def test_the_class_that_counts_stands_first_and_is_the_chance_that_is_pooled(answer):
    table = answer.growth_records
    for row in answer.verdicts.itertuples():
        mine = table[table["industry"] == row.title]
        assert mine["chance"].iloc[0] == pytest.approx(row.growth_record)
        assert mine["five_years"].iloc[0] == pytest.approx(row.multiple)  # five years are asked
        assert (mine["windows"] >= 100).all()


def test_the_hindcast_never_looks_at_the_plan_it_judges(answer):
    table = answer.hindcast
    assert table.groupby("plan")["weight"].sum().to_numpy() == pytest.approx(1.0)
    plan = table["plan"].iloc[0]
    other = answer.pairs.assign(met=answer.pairs["met"].where(answer.pairs["key"] != plan, 1.0))
    again = outside_view.hindcast(other, answer.records, answer.views.outside.drift)
    mine = table["plan"] == plan
    assert again.loc[mine, "outside"].to_numpy() == pytest.approx(table.loc[mine, "outside"])


def test_the_outside_view_beats_the_share_of_hits_where_a_plan_is_left_out(answer):
    """The product's own path on the pairs that are handed on; fails as soon as it trails."""
    pairs = answer.pairs[answer.pairs["table"] == "plan_targets"]
    table = outside_view.hindcast(pairs, answer.records, answer.views.outside.drift)
    found = outside_view.scores(table)
    assert found["brier_outside"] <= 0.95 * found["brier_hits"]
    assert found["log_outside"] <= 0.93 * found["log_hits"]


def test_large_asks_get_what_they_were_met(answer):
    table = answer.hindcast
    large = table[np.log1p(table["asked"]) >= math.log(1.09)]
    met = np.average(large["result"].eq("hit"), weights=large["weight"])
    assert np.average(large["outside"], weights=large["weight"]) == pytest.approx(met, abs=0.05)


def test_one_plan_judges_nothing(answer):
    one = answer.pairs[answer.pairs["key"] == answer.hindcast["plan"].iloc[0]]
    assert outside_view.hindcast(one, answer.records, 0.0357).empty


def test_a_past_day_is_judged_by_what_was_known_then(plan, answer):
    early = plan_pairs.known(answer.pairs, plan.as_of.replace(year=2019))
    assert 0 < len(early) < len(answer.pairs) and early["outcome_year"].max() < 2018
    assert (
        combined.fit(
            plan_pairs.weighted(early, early["reason"].eq("")), answer.records, 0.0357
        ).plans.mean[2]
        < 0
    )  # who asks more arrives less often
