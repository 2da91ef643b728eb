"""History and findings as an economist asks for them: by name, of any natural type."""

import pytest

from tests.cases import cases
from zoneecon.errors import BadInput
from zoneecon.history import consistency
from zoneecon.history import findings as facts_of
from zoneecon.history import reconstruct as reconstruction
from zoneecon.history.results import findings, reconstruct


@pytest.fixture(scope="module")
def series(plan):
    return reconstruct(plan)


@pytest.fixture(scope="module")
def found(plan, series):
    return findings(plan, series)


def test_a_history_is_the_reconstructed_table_that_knows_its_plan(plan, series):
    assert series.equals(reconstruction.from_plan(plan)) and series.plan is plan
    assert series.indicators == list(plan.assumptions["series"])
    assert not hasattr(series[series["year"] == 2020], "plan")  # a part is a plain table


def test_one_series_is_laid_out_by_year_with_named_columns(series):
    wide = series.wide("gdp").set_index("year")
    assert wide.loc[2020, "published_level"] == 84.05
    assert {"published_growth", "implied_growth", "gap"} <= set(wide.columns)


@pytest.mark.parametrize("year", [2020, "2020", "2020-06-30"])
def test_one_value_is_asked_for_by_year(series, year):
    assert series.level("gdp", year) == 84.05
    assert series.level("gdp", year, "published_growth") == pytest.approx(0.008)


@cases
def test_what_is_not_there_is_one_sentence(series, ask, said):
    with pytest.raises(BadInput) as caught:
        series.level(*ask)
    assert str(caught.value).startswith(said)


def test_findings_are_the_table_of_the_rules_that_knows_the_facts(plan, series, found):
    facts = facts_of.from_plan(plan, reconstruction.from_plan(plan))
    assert found.equals(consistency.find(facts)) and found.plan is plan
    assert findings(plan).equals(found)


def test_findings_of_a_grade_keep_their_order(found):
    weak = found.of_grade("strained", "definition")
    assert set(weak["grade"]) == {"strained", "definition"}
    assert weak.index.is_monotonic_increasing
    with pytest.raises(BadInput, match=r"grade = 'worst' is unknown; known: certain, "):
        found.of_grade("worst")


def test_the_sums_behind_the_strongest_findings_come_with_them(plan, found):
    (room,), (need,), (claim,) = found.room(), found.investment(), found.claims()
    assert (room["output_base"], room["output_target"]) == (200, 900)
    assert need["needed"] > need["path"] > 0
    assert len(claim) == 8 and claim["holds"].sum() == 1
    bare = findings(plan._replace(relations={}))
    assert bare.room() == bare.investment() == bare.claims() == []
