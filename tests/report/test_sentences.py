"""Sentences say what their tables say; figures of forecasts and scenarios draw their tables."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.report.charts import trends as trend_charts
from zoneecon.report.sentences import scenarios as scenario_sentences
from zoneecon.report.sentences import trends as trend_sentences

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    trend_charts.plt.close("all")


SCENARIOS = pd.DataFrame(
    {
        "scenario": ["baseline", "plan_met", "better"],
        "title": ["Base", "Met", "Better"],
        "probability_steel": [0.01, 0.5, 0.2],
        "probability_equipment": [0.0, 0.5, 0.001],
        "probability_chemicals": [0.0, 0.5, 0.0],
        "probability_all": [0.0, 0.2, 0.0],
    }
)


def test_the_solved_scenario_is_never_the_best_chance():
    sentences = scenario_sentences.scenario_sentences(SCENARIOS)
    assert sentences[0] == "steel: the best chance is 20.0%, in “Better”."
    assert sentences[-1] == "All three together: fewer than 0.1 % at best."


def test_a_probability_of_no_draw_is_not_called_never():
    summary = pd.DataFrame(
        {
            "measure": ["output"],
            "industry": ["steel"],
            "p10": [100.0],
            "p50": [173.4],
            "p90": [260.0],
            "target": [500.0],
            "probability": [0.0],
        }
    )
    assert scenario_sentences.fan_sentences(summary) == [
        "steel: median 173, 80 % between 100 and 260; fewer than 0.1 % of draws reach 500."
    ]


def test_the_conclusion_changes_with_the_chances():
    solved = pd.DataFrame(
        {
            "variable": ["growth", "growth_within_capital"],
            "industry": ["steel", "steel"],
            "reached": [True, False],
            "value": [0.27, np.nan],
        }
    )
    few = scenario_sentences.scenarios_conclusion(SCENARIOS, solved)
    many = scenario_sentences.scenarios_conclusion(SCENARIOS.assign(probability_steel=0.9), solved)
    assert few[0].startswith("No named scenario") and many[0].startswith("2 of 2 scenarios")
    assert "steel 27%" in few[1] and "0 of 1 targets" in few[2]


def test_swings_are_counted_against_the_targets():
    swings = pd.DataFrame({"output_low": [200.0, 180.0], "output_high": [950.0, 300.0]})
    assert scenario_sentences.swing_sentences(swings, 900.0)[0].startswith("1 of 2 assumptions")


MODELS = pd.DataFrame(
    {
        "model": ["shrunken_t", "theta"],
        "year": [2025, 2025],
        "median": [100.0, 120.0],
        "lower_80": [80.0, 115.0],
        "upper_80": [130.0, 125.0],
        "lower_95": [60.0, 110.0],
        "upper_95": [180.0, 130.0],
        "coverage_80": [0.79, 0.42],
    }
)


def test_the_honest_models_are_counted():
    sentences = trend_sentences.coverage_sentences(trend_sentences.last_year(MODELS))
    assert "held 79% of real outcomes for the pooled model, and 42% for Theta" in sentences[0]
    assert sentences[1].startswith("1 of 2 models")
    assert "40% of the pooled model's own" in sentences[2]  # (120 - 100) / (130 - 80)


def test_the_model_figure_draws_every_median():
    ax = trend_charts.plot_models(MODELS, "t", "CNY 100m")
    assert sorted(one.get_xdata()[0] for one in ax.lines) == [100.0, 120.0]
    assert ax.get_xscale() == "log" and "does not start at zero" in ax.get_xlabel()


def test_the_coverage_figure_draws_what_was_reached():
    coverage = pd.DataFrame(
        {
            "panel": "m4",
            "model": ["shrunken_t"] * 2 + ["theta"] * 2,
            "h": [1, 2, 1, 2],
            "coverage_80": [0.78, 0.81, 0.5, 0.4],
        }
    )
    ax = trend_charts.plot_coverage(coverage, "m4", "t")
    assert [list(one.get_ydata()) for one in ax.lines[:2]] == [[0.78, 0.81], [0.5, 0.4]]


def fan(**bands: float) -> pd.DataFrame:
    names = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")
    levels = dict(zip(names, (60, 80, 90, 100, 115, 130, 500), strict=True)) | bands
    return pd.DataFrame({"year": [2021], **{name: [float(v)] for name, v in levels.items()}})


def test_a_fan_that_leaves_the_picture_says_so():
    history = pd.Series([90.0, 95.0], index=[2019, 2020])
    ax = trend_charts.plot_fan(history, fan(), "t", "CNY 100m", {2021: 120.0})
    assert ax.get_ylim()[0] == 0 and "ends at 500, above the picture" in ax.get_xlabel()
    assert [120.0] in [list(one.get_ydata()) for one in ax.lines if one.get_marker() == "D"]


def test_the_scenario_fan_draws_median_and_target():
    table = fan().assign(target=500.0)
    table = pd.concat([table.assign(year=2020, target=np.nan), table])
    ax = scenario_charts.plot_fan(table, "t")
    drawn = [list(one.get_ydata()) for one in ax.lines]
    assert [100.0, 100.0] in drawn and [500.0] in drawn


def test_labels_stay_apart_and_in_order():
    heights = trend_charts._apart([0.1, 0.11, 0.5], 0.05)
    assert heights == pytest.approx([0.1, 0.15, 0.5])


def test_the_pit_figure_draws_first_and_last_year():
    rows = [("shrunken_t", h, k, 0.1 * h) for h in (1, 5) for k in range(1, 11)]
    pit = pd.DataFrame(rows, columns=["model", "h", "tenth", "share"])
    ax = trend_charts.plot_pit(pit, "t")
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([0.1] * 10 + [0.5] * 10)
