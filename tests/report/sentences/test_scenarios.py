"""Sentences about scenarios say what their tables say."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.cases import tables
from zoneecon.report.sentences import scenarios as scenario_sentences
from zoneecon.scenarios.named import ScenarioTable
from zoneecon.scenarios.paths import Paths

TABLE, SUMMARY, SOLVED = map(pd.DataFrame, tables(__file__).values())
SCENARIOS = ScenarioTable.of(TABLE, solved=("met",))


def test_the_solved_scenario_is_never_the_best_chance():
    sentences = scenario_sentences.scenario_sentences(SCENARIOS)
    assert sentences[0] == (
        "steel: the largest share of assumed paths, the solved scenario apart, "
        "is 20 %, in “Better”."
    )
    assert sentences[-1] == "All three together: under 1 % of assumed paths at best."


def test_a_share_of_no_draw_is_not_called_never():
    none = SimpleNamespace(is_known=lambda _: False, news=SimpleNamespace(starts={}))
    paths = Paths.of(SUMMARY, scenario=none, draws=20_000, seed=1)
    assert scenario_sentences.fan_sentences(paths) == [
        "steel: median 173, 80 % between 100 and 260; share of assumed paths that reach 500: "
        "under 1 %."
    ]


@pytest.mark.parametrize(
    ("share", "draws", "said"),
    [(0.012, 200, "under 5 %"), (0.012, 200_000, "1–5 %"), (0.051, 2_000, "1–10 %")],
)
def test_a_share_near_the_edge_of_a_band_takes_the_wider_one(share, draws, said):
    table = SCENARIOS.assign(probability_steel=share, draws=draws)
    assert scenario_sentences.shares_said(table)["probability_steel"].iloc[0] == said


def test_the_conclusion_changes_with_the_chances():
    few = scenario_sentences.scenarios_conclusion(SCENARIOS, SOLVED)
    more = ScenarioTable.of(TABLE.assign(probability_steel=0.9), solved=("met",))
    many = scenario_sentences.scenarios_conclusion(more, SOLVED)
    assert few[0].startswith("In no named scenario") and many[0].startswith("In 2 of 2 scenarios")
    assert "steel 27 %" in few[1] and "0 of 1 targets" in few[2]


def test_swings_are_counted_against_the_targets():
    swings = pd.DataFrame({"output_low": [200.0, 180.0], "output_high": [950.0, 300.0]})
    assert scenario_sentences.swing_sentences(swings, 900.0)[0].startswith("1 of 2 assumptions")
