"""Results in words and as shown tables, by name: each name of each kind, and no other."""

import pandas as pd
import pytest

from tests.cases import cases
from zoneecon.errors import BadInput
from zoneecon.history.results import findings, reconstruct
from zoneecon.report import say as saying
from zoneecon.report import tables
from zoneecon.report.sentences import targets as target_sentences
from zoneecon.scenarios.breakeven import breakeven
from zoneecon.scenarios.named import named_scenarios
from zoneecon.scenarios.paths import simulate
from zoneecon.scenarios.sensitivity import tornado
from zoneecon.targets.forecasts import forecast
from zoneecon.tracking.comparison import compare

#: What a name needs besides.
DETAILS = {
    ("History", "gaps"): {"indicator": "gdp"},
    ("History", "real_growth"): {"indicator": "gdp"},
    ("Forecasts", "conclusion"): {"industry": "industrial_value_added"},
    ("Forecasts", "coverage"): {"indicator": "gdp"},
}


@pytest.fixture(scope="module")
def results(plan, answer):
    """One result of every kind."""
    cases, series = named_scenarios(plan), reconstruct(plan)
    case = cases["baseline"]
    found = [
        plan,
        series,
        findings(plan, series),
        forecast(series, chained=["gdp"]),
        simulate(case, 300, 1),
        cases.table(300, 1),
        breakeven(case, ["growth", "growth_within_capital"]),
        tornado(case),
        answer,
        change := compare(plan.previous(), plan),
        change.evaluation(),
    ]
    return {type(one).__name__: one for one in found}


def details(results, kind: str, name: str) -> dict:
    if (kind, name) == ("ScenarioTable", "conclusion"):
        return {"solved": results["Breakeven"]}
    if (kind, name) == ("Swings", "leaders"):
        return {"indices": results["Swings"].sobol(samples=64, seed=1)}
    return DETAILS.get((kind, name), {})


def test_every_name_of_every_kind_says_something(results):
    assert {kind.__name__ for kind in saying.SAID} == set(results)
    for kind, names in saying.SAID.items():
        result = results[kind.__name__]
        for name in names:
            told = saying.sentences(result, name, **details(results, kind.__name__, name))
            assert told and all(isinstance(line, str) and line for line in told), (kind, name)
            assert "nan" not in " ".join(told), (kind, name)


def test_several_names_are_said_one_after_the_other_and_none_is_the_main_one(results, capsys):
    answer = results["Answer"]
    saying.say(answer, "verdicts", "outlook")
    both = capsys.readouterr().out
    saying.say(answer)
    assert capsys.readouterr().out == both
    assert both.splitlines()[:3] == target_sentences.verdict_sentences(answer.verdicts)


def test_an_unknown_name_is_answered_with_the_known_ones(results):
    with pytest.raises(BadInput) as caught:
        saying.say(results["Answer"], "verdict")
    assert str(caught.value).startswith("about = 'verdict' is unknown; did you mean 'verdicts'?")
    assert "binding, mind, cases, hindcast, targets." in str(caught.value)


@pytest.mark.parametrize("thing", [pd.DataFrame({"a": [1]}), 3, None])
def test_of_what_is_no_result_nothing_can_be_said(thing):
    with pytest.raises(BadInput, match=r"nothing can be said of a plain \w+; of: Vintage, History"):
        saying.say(thing)


def test_a_language_that_is_not_told_is_refused_and_one_that_is_may_be_asked_for(results, capsys):
    with pytest.raises(BadInput, match=r"language = 'fr' is unknown; known: en, zh\."):
        saying.say(results["Answer"], language="fr")
    saying.say(results["Answer"], language="zh")
    assert capsys.readouterr().out.strip()


# --- tables ---------------------------------------------------------------------------------------


def test_every_shape_shows_its_result(results):
    shown = {
        "history": tables.show(results["History"], "history", indicator="gdp"),
        "grades": tables.show(results["Findings"], "grades"),
        "trend_models": tables.show(results["Forecasts"].models("gdp"), "trend_models"),
        "treatments": tables.show(results["Forecasts"].treatments("gdp", [2016]), "treatments"),
        "scenarios": tables.show(results["ScenarioTable"], "scenarios"),
        "years": tables.show(named_scenarios(results["Vintage"]).years(2026), "years"),
        "verdict_words": tables.show(results["Answer"], "verdict_words"),
        "weights": tables.show(results["Answer"].weights, "weights"),
        "cards": tables.show(results["Answer"], "cards"),
        "plan_targets": tables.show(results["Answer"].targets, "plan_targets"),
        "verdicts": tables.show(results["Answer"].verdicts, "verdicts"),
        "named_scenarios": tables.show(results["Answer"].named, "named_scenarios"),
        "chance_swings": tables.show(results["Answer"].chance_swings, "chance_swings"),
        "moves": tables.show(results["Comparison"], "moves"),
        "evaluation": tables.show(results["Evaluation"], "evaluation"),
        "statements": tables.show(results["Vintage"].statements, "statements"),
        "context": tables.show(results["Vintage"].context, "context"),
    }
    assert set(shown) == set(tables.SHAPES)
    for name, table in shown.items():
        assert len(table) or name == "moves", name
        assert table.map(lambda cell: isinstance(cell, str)).all(axis=None), name


def test_what_is_shown_changes_no_number(results):
    before = results["Answer"].verdicts.copy()
    tables.show(results["Answer"].verdicts, "verdicts")
    pd.testing.assert_frame_equal(results["Answer"].verdicts, before)


@cases
def test_a_table_that_is_not_there_is_one_sentence(results, name, said):
    with pytest.raises(BadInput) as caught:
        tables.show(results["Answer"].verdicts, name)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)


def test_without_a_name_a_table_is_shown_as_it_is():
    assert tables.show(pd.DataFrame({"year": [2020], "x": [0.5]})).loc["2020", "x"] == "0.5"
