"""Cases of other zones: scored by hand, six known answers, and pairs that must be refused."""

import math

import pandas as pd
import pytest
from scipy import stats

from zoneecon.data import folders
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
    row = dict.fromkeys(cases.COLUMNS, "") | {
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
    ("ratio", "reading", "result"),
    [
        (0.35, "at most", "miss"),
        (1.0, "at most", "miss"),
        (1.2, "at most", "undecided"),
        (0.69, "at least", "undecided"),
        (1.1, "at least", "hit"),
        (0.24, "late", "miss"),
    ],
)
def test_a_bound_decides_only_on_its_own_side(ratio, reading, result):
    assert cases.result(ratio, reading) == result


def test_a_percentage_where_a_level_is_expected_is_refused():
    assert "outcome: is a percentage where a level is expected" in refused(outcome="C004")


def test_an_outcome_in_another_concept_than_its_target_is_refused():
    said = refused(outcome="C005")
    assert "measures output, but the case is about gdp" in said


def test_an_unknown_confidence_word_is_refused():
    assert "'rumour'; known: high, medium, low" in refused(outcome="C008")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reading": "roughly"}, "is unknown; known: exact"),
        ({"use": "perhaps"}, "known: scored"),
        ({"indicator": "turnover"}, "see data/indicators.csv"),
        ({"outcome": "200"}, "not a statement"),
        ({"reading": ""}, "an outcome needs a reading"),
        ({"bound": "many"}, "is not a number"),
    ],
)
def test_other_slips_are_named(changes, said):
    assert said in refused(**changes)


def test_all_bad_rows_are_named_at_once():
    both = pd.concat([pair(outcome="C004"), pair(outcome="C005")])
    with pytest.raises(BadInput) as error:
        cases.read_cases(both, STATEMENTS, INDICATORS)
    assert [problem.row for problem in error.value.problems] == [2, 3]


# --- the distribution -------------------------------------------------------------------------


def test_log_t_is_the_predictive_distribution_of_a_normal_sample():
    logs = [-1.0, -0.5, 0.3, 0.2]
    fit = cases.log_t([math.exp(x) for x in logs])
    mean, sd, n = -0.25, pd.Series(logs).std(), 4
    assert fit.median == pytest.approx(math.exp(mean))
    expected = stats.t(n - 1, mean, sd * math.sqrt(1 + 1 / n)).sf(0.0)
    assert fit.at_least(1.0) == pytest.approx(expected)
    assert fit.at_least(fit.quantile(0.9)) == pytest.approx(0.1)


@pytest.mark.parametrize("ratios", [[], [0.5], [0.5, 0.0]])
def test_a_distribution_of_nothing_is_refused(ratios):
    with pytest.raises(ValueError, match="two or more positive ratios"):
        cases.log_t(ratios)


def test_jeffreys_on_one_of_six():
    mean, low, high = cases.jeffreys(1, 6)
    assert (round(mean, 2), round(low, 2), round(high, 2)) == (0.21, 0.03, 0.49)


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
