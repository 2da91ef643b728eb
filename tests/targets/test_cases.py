"""Cases of other zones: scored by hand, six known answers, and pairs that must be refused."""

import math

import pandas as pd
import pytest
from scipy import stats

from zoneecon.data import folders
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput
from zoneecon.targets import cases

INDICATORS = pd.DataFrame({"code": ["gdp", "output", "gdp_share", "gdp_growth"]})


def statement(id, indicator, number, year=2015, unit="CNY 100m", confidence="high"):
    return {
        "id": id,
        "indicator": indicator,
        "number": number,
        "canonical_unit": unit,
        "confidence": confidence,
        "first": year,
        "last": year,
    }


STATEMENTS = pd.DataFrame(
    [
        statement("C001", "gdp", 100.0, 2010),
        statement("C002", "gdp", 400.0),
        statement("C003", "gdp", 200.0),
        statement("C004", "gdp_growth", 0.12, unit="fraction"),
        statement("C005", "output", 900.0),
        statement("C006", "gdp_share", 0.25, unit="fraction"),
        statement("C007", "gdp", 1000.0, confidence="medium"),
        statement("C008", "gdp", 300.0, confidence="rumour"),
    ]
)


def pair(**changes):
    row = dict.fromkeys(schema.columns("cases"), "") | {
        "case": "a",
        "title": "A",
        "use": "scored",
        "indicator": "gdp",
        "base": "C001",
        "target": "C002",
        "outcome": "C003",
        "reading": "exact",
    }
    return pd.DataFrame([row | changes])


def read(**changes):
    return cases.read_cases(pair(**changes), STATEMENTS, INDICATORS).iloc[0]


def refused(**changes) -> str:
    with pytest.raises(BadInput) as error:
        read(**changes)
    problem = error.value.problems[0]
    assert (problem.file, problem.row) == (cases.FILE, 2)
    return f"{problem.column}: {problem.message}"


def test_asked_achieved_and_ratio_of_a_hand_worked_case():
    row = read()
    assert (row["asked"], row["achieved"], row["ratio"]) == (4.0, 2.0, 0.5)
    assert (row["result"], row["base_year"], row["target_year"]) == (cases.MISS, 2010, 2015)
    assert row["statements"] == "C001;C002;C003"


def test_a_share_times_a_level_is_a_level_and_the_weakest_part_decides_the_confidence():
    row = read(outcome="C006*C007")
    assert (row["outcome"], row["ratio"], row["confidence"]) == (250.0, 0.625, "medium")


def test_a_case_without_outcome_is_not_a_miss():
    row = read(outcome="", reading="")
    assert row["result"] == cases.NO_OUTCOME and math.isnan(row["ratio"])
    table = pd.DataFrame([row])
    assert cases.scored(table).empty
    view = cases.outside_view(pd.DataFrame([read(), row]))
    assert view.loc[0, "n"] == 1 and view.loc[0, "hits"] == 0


def test_an_outcome_not_yet_published_is_no_outcome():
    row = read(outcome="C999")
    assert row["result"] == cases.NO_OUTCOME


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "C004"}, "outcome: is a percentage where a level is expected"),
        ({"outcome": "C005"}, "measures output, but the case is about gdp"),
        ({"outcome": "C008"}, "'rumour'; known: high, medium, low"),
        ({"reading": "roughly"}, "is unknown; known: exact"),
        ({"use": "perhaps"}, "known: scored"),
        ({"indicator": "turnover"}, "see data/indicators.csv"),
        ({"outcome": "200"}, "not a statement"),
        ({"reading": ""}, "an outcome needs a reading"),
        ({"bound": "many"}, "is not a number"),
    ],
)
def test_slips_are_named(changes, said):
    assert said in refused(**changes)


def test_all_bad_rows_are_named_at_once():
    both = pd.concat([pair(outcome="C004"), pair(outcome="C005")])
    with pytest.raises(BadInput) as error:
        cases.read_cases(both, STATEMENTS, INDICATORS)
    assert [problem.row for problem in error.value.problems] == [2, 3]


# --- counted by hand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "reading", "said"),
    [
        (1.0, "exact", cases.HIT),
        (0.999, "exact", cases.MISS),
        (0.24, "late", cases.MISS),
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
    fit = cases.log_t([1.0, 2.0, 4.0])
    scale = math.log(2) * math.sqrt(1 + 1 / 3)
    assert (fit.n, fit.freedom, fit.median) == (3, 2, pytest.approx(2.0))
    assert fit.scale == pytest.approx(scale)
    assert fit.at_least(4.0) == pytest.approx(stats.t.sf(math.log(2) / scale, 2))
    assert fit.quantile(0.9) == pytest.approx(2 * math.exp(scale * stats.t.ppf(0.9, 2)))
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


# --- the committed table ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(plan):
    return cases.read_cases(folders.load_derived("cases"), plan.reference, plan.indicators)


def test_six_scored_cases_give_the_known_answers(real):
    view = cases.outside_view(real).set_index("view")
    main, without = view.loc["one case a plan"], view.loc["without the low-confidence hit"]
    assert (main["n"], main["hits"]) == (6, 1)
    assert (round(main["median"], 2), round(main["probability"], 2)) == (0.56, 0.21)
    # without the hit, which is a sum over five years
    assert (round(without["median"], 2), round(without["probability"], 3)) == (0.46, 0.087)
    assert (round(main["jeffreys"], 2), round(main["jeffreys_low"], 2)) == (0.21, 0.03)
    assert round(main["jeffreys_high"], 2) == 0.49


@pytest.mark.parametrize(
    ("case", "ratio"),
    [
        ("lanzhou_2015", 0.353),
        ("liangjiang_2020", 0.586),
        ("luoyuan_2020", 0.596),
        ("potou_2020", 0.667),
        ("yingkou_magnesia_2015", 0.240),
        ("xx_2015", 1.484),
    ],
)
def test_each_scored_ratio(real, case, ratio):
    assert cases.scored(real).set_index("case").at[case, "ratio"] == pytest.approx(ratio, abs=5e-4)


def test_every_id_of_the_table_is_a_reference_statement(plan):
    pairs = folders.load_derived("cases").astype(object).fillna("")
    cells = "*".join(pairs[["base", "target", "outcome"]].to_numpy().ravel())
    ids = {one for cell in cells.split("*") for one in cell.split("-") if one}
    assert ids <= set(plan.reference["id"])


def test_second_cases_change_the_view_but_not_the_first_row(real):
    view = cases.outside_view(real)
    assert view["n"].tolist() == [6, 5, 4, 8]
    assert view["hits"].tolist() == [1, 0, 0, 1]
