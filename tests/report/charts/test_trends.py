"""Figures of forecasts draw the numbers of their tables."""

import pandas as pd
import pytest

from tests.report.conftest import MODELS, fan
from zoneecon.report.charts import trends as trend_charts


def test_the_model_figure_draws_every_median():
    ax = trend_charts.plot_models(MODELS, "t", "CNY 100m")
    assert sorted(one.get_xdata()[0] for one in ax.lines) == [100.0, 120.0]
    measured = " ".join(text.get_text() for text in ax.texts)
    assert ax.get_xscale() == "log" and "not from zero" in measured


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


def test_a_fan_that_leaves_the_picture_says_so():
    history = pd.Series([90.0, 95.0], index=[2019, 2020])
    ax = trend_charts.plot_fan(history, fan(), "t", "CNY 100m", {2021: 120.0})
    assert ax.get_ylim()[0] == 0 and "ends at 500, above the picture" in ax.get_xlabel()
    assert [120.0] in [list(one.get_ydata()) for one in ax.lines if one.get_marker() == "D"]


def test_labels_stay_apart_and_in_order():
    heights = trend_charts._apart([0.1, 0.11, 0.5], 0.05)
    assert heights == pytest.approx([0.1, 0.15, 0.5])


def test_the_pit_figure_draws_first_and_last_year():
    rows = [("shrunken_t", h, k, 0.1 * h) for h in (1, 5) for k in range(1, 11)]
    pit = pd.DataFrame(rows, columns=["model", "h", "tenth", "share"])
    ax = trend_charts.plot_pit(pit, "t")
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([0.1] * 10 + [0.5] * 10)
