"""Figures are checked by the numbers they draw, not by their pixels."""

import numpy as np
import pytest

from zoneecon.history import reconstruct
from zoneecon.report.charts import frame
from zoneecon.report.charts import history as history_charts


@pytest.fixture(scope="module")
def series(plan):
    return reconstruct.reconstruct(
        plan.statements, plan.indicators, plan.assumptions["series"], plan.context
    )


def test_growth_figure_draws_published_and_implied_growth(series):
    ax = history_charts.plot_growth_gap(series, "gdp", "t")
    implied, published = (one.get_ydata() for one in ax.lines[:2])
    assert published == pytest.approx([-0.033, 0.105, 0.038, 0.008])
    assert implied == pytest.approx([-0.0331, 0.1556, 0.1908, 0.0441], abs=5e-5)
    assert "+15.3" in [text.get_text() for text in ax.texts]


def test_level_figure_starts_at_zero_and_draws_printed_and_chained(series):
    ax = history_charts.plot_levels(series, "gdp", "t", "CNY 100m")
    assert ax.get_ylim()[0] == 0
    drawn = [list(np.round(one.get_ydata(), 2)) for one in ax.lines]
    assert [60.5, 58.5, 67.6, 80.5, 84.05] in drawn
    assert any(75.18 in ys and len(ys) == 6 for ys in drawn)


def test_growth_of_several_series_stands_on_one_axis(series):
    names = {"gdp": "GDP", "industrial_value_added": "Industry"}
    axes = history_charts.plot_growth_gaps(series, names)
    titles = [one.get_text() for ax in axes for one in frame.titles_of(ax) if one.get_text()]
    assert titles == ["GDP", "Industry"]
    assert axes[0].get_ylim() == axes[1].get_ylim()


def test_plots_draw_on_the_axes_they_are_given(series):
    _, ax = history_charts.plt.subplots()
    assert history_charts.plot_growth_gap(series, "gdp", "t", ax) is ax


def test_no_figure_holds_chinese_text(series):
    ax = history_charts.plot_levels(series, "gdp", "Anshan EDZ: GDP", "CNY 100m")
    words = [t.get_text() for t in ax.texts] + [ax.get_title(), ax.get_ylabel()]
    assert not [word for word in words if any("\u2e80" <= sign for sign in word)]
