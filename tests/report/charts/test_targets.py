"""Figures of targets draw the numbers of their tables."""

import pytest

from zoneecon.data import folders
from zoneecon.report.charts import targets as target_charts
from zoneecon.targets import cases, outside_view


def test_figures_draw_the_numbers_of_their_tables(answer):
    rates = folders.load_derived("base_rates")
    titles = answer.verdicts.set_index("industry")["title"].to_dict()
    main = cases.scored(answer.cases)
    ax = target_charts.plot_asked_and_achieved(
        answer.fans, answer.verdicts, main, outside_view.all_series(rates), [2025]
    )
    asked = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
    assert asked == pytest.approx([10 / 3, 7.5, 10])
    below = ax.figure.axes[1]
    elsewhere = [line.get_xdata()[0] for line in below.lines if line.get_marker() == "D"]
    assert sorted(elsewhere) == pytest.approx(sorted(main["asked"].dropna()))
    ax = target_charts.plot_grid(answer.readings, titles, answer.prices, {"unlikely": 0.33})
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == len(answer.readings)
    ax = target_charts.plot_cases(main, cases.outside_view(answer.cases), "t")
    assert len(ax.get_yticks()) == 6 + 4
