"""Outcomes of other plans counted by hand: hits, bounds, means and the next case's distribution."""

import math

import pandas as pd
import pytest
from scipy import stats

from zoneecon.errors import BadInput
from zoneecon.targets import cases


@pytest.mark.parametrize(
    ("ratio", "reading", "said"),
    [
        (1.0, "exact", cases.HIT),
        (0.999, "exact", cases.MISS),
        (1.0, "at most", cases.MISS),  # the bound is the target: no more than it was reached
        (1.001, "at most", cases.UNDECIDED),
        (0.5, "at most", cases.MISS),
        (1.0, "at least", cases.HIT),
        (0.999, "at least", cases.UNDECIDED),
        (math.nan, "at least", cases.NO_OUTCOME),
    ],
)
def test_an_outcome_is_a_hit_from_the_target_on_and_a_bound_settles_one_side(ratio, reading, said):
    assert cases.result(ratio, reading) == said


def row(case, ratio, *, result=None, use="scored", confidence="high", statements="C001"):
    result = result or (cases.HIT if ratio >= 1 else cases.MISS)
    levels = dict.fromkeys(("base", "target", "outcome", "asked", "achieved"), 2.0)
    told = {"case": case, "use": use, "ratio": ratio, "result": result}
    return {**told, "confidence": confidence, "statements": statements, **levels}


def test_a_case_of_two_indicators_counts_once_by_their_geometric_mean():
    table = pd.DataFrame(
        [
            row("two", 2.0, statements="C001"),
            row("two", 0.5, confidence="low", statements="C002"),
            row("under", 2.0),
            row("under", 0.4),
            row("one", 0.7, result=cases.HIT),  # one alone keeps its result
            row("open", math.nan, result=cases.NO_OUTCOME),
            row("later", 3.0, use="second"),
        ]
    )
    found = cases.scored(table).set_index("case")
    assert found.index.tolist() == ["two", "under", "one"]
    assert found["ratio"].tolist() == pytest.approx([1.0, 0.8**0.5, 0.7])
    assert found["result"].tolist() == [cases.HIT, cases.MISS, cases.HIT]
    assert found["base"].isna().tolist() == [True, True, False]
    assert (found.at["two", "confidence"], found.at["two", "statements"]) == ("low", "C001;C002")
    assert "later" in set(cases.scored(table, every_reading=True)["case"])
    assert cases.scored(table[table["case"] == "open"]).empty


def test_the_next_ratio_is_students_t_around_the_mean_of_the_logs():
    fit = cases.log_t([0.5, 1.0, 2.0])
    scale = math.log(2) * math.sqrt(1 + 1 / 3)
    assert (fit.n, fit.freedom, fit.median) == (3, 2, pytest.approx(1.0))
    assert fit.scale == pytest.approx(scale)
    assert fit.at_least(2.0) == pytest.approx(stats.t.sf(math.log(2) / scale, 2))
    assert fit.quantile(0.9) == pytest.approx(math.exp(scale * stats.t.ppf(0.9, 2)))
    assert cases.log_t([0.5, 2.0]).freedom == 1


@pytest.mark.parametrize("ratios", [[], [1.0], [1.0, 0.0], [1.0, -1.0]])
def test_fewer_than_two_positive_ratios_have_no_distribution(ratios):
    with pytest.raises(BadInput, match="two or more positive ratios"):
        cases.log_t(ratios)


def test_the_share_of_hits_is_that_of_jeffreys():
    mean, low, high = cases.jeffreys(1, 6)
    assert mean == pytest.approx(1.5 / 7)
    assert (low, high) == pytest.approx(stats.beta.ppf([0.05, 0.95], 1.5, 5.5))


def test_the_cases_are_counted_with_and_without_the_weak_ones():
    table = pd.DataFrame(
        [
            row("a", 0.5),
            row("b", 2.0, confidence="low"),
            row("c", 0.25, confidence="low"),
            row("d", 4.0),
            row("e", 8.0, use="second"),
        ]
    )
    view = cases.outside_view(table)
    assert view["n"].tolist() == [4, 3, 2, 5]
    assert view["hits"].tolist() == [2, 1, 1, 3]
    assert view["median"].tolist() == pytest.approx([1.0, 0.5 ** (1 / 3), 2**0.5, 8 ** (1 / 5)])
    assert view["probability"].iloc[0] == pytest.approx(0.5)
    assert (view["p10"] < view["median"]).all() and (view["median"] < view["p90"]).all()
    lone = cases.outside_view(table[table["case"] == "a"])
    assert math.isnan(lone["median"].iloc[0]) and lone["jeffreys"].iloc[0] == pytest.approx(0.25)
