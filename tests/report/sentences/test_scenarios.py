"""Sentences about scenarios say what their tables say."""

import pandas as pd

from tests.cases import tables
from zoneecon.report.sentences import scenarios as scenario_sentences

SCENARIOS, SUMMARY, SOLVED = map(pd.DataFrame, tables(__file__).values())


def test_the_solved_scenario_is_never_the_best_chance():
    sentences = scenario_sentences.scenario_sentences(SCENARIOS)
    assert sentences[0] == "steel: the best chance is 20.0%, in “Better”."
    assert sentences[-1] == "All three together: fewer than 0.1 % at best."


def test_a_probability_of_no_draw_is_not_called_never():
    assert scenario_sentences.fan_sentences(SUMMARY) == [
        "steel: median 173, 80 % between 100 and 260; fewer than 0.1 % of draws reach 500."
    ]


def test_the_conclusion_changes_with_the_chances():
    few = scenario_sentences.scenarios_conclusion(SCENARIOS, SOLVED)
    many = scenario_sentences.scenarios_conclusion(SCENARIOS.assign(probability_steel=0.9), SOLVED)
    assert few[0].startswith("No named scenario") and many[0].startswith("2 of 2 scenarios")
    assert "steel 27%" in few[1] and "0 of 1 targets" in few[2]


def test_swings_are_counted_against_the_targets():
    swings = pd.DataFrame({"output_low": [200.0, 180.0], "output_high": [950.0, 300.0]})
    assert scenario_sentences.swing_sentences(swings, 900.0)[0].startswith("1 of 2 assumptions")
