"""The figure of the evaluation draws the numbers of its table."""

import pandas as pd
import pytest

from zoneecon.report.charts.course import HIGHEST, plot_course

NAN = float("nan")
COURSE = pd.DataFrame(
    [
        ("a", 2021, 0.1, True, NAN, NAN),
        ("a", 2021, 0.3, False, NAN, NAN),
        ("a", 2025, 0.6, True, 0.2, 5.0),
        ("b", 2022, 0.5, True, NAN, NAN),
    ],
    columns=["id", "year", "way", "newest", "lower", "upper"],
).assign(name=["A", "A", "A", "B"], shown="x")


@pytest.fixture
def ax():
    return plot_course(COURSE, (2020, 2025), "t", "f")


def drawn(ax, marker, filled=True):
    lines = [one for one in ax.lines if one.get_marker() == marker and one.get_alpha() != 0]
    return [
        list(zip(one.get_xdata(), one.get_ydata(), strict=True))
        for one in lines
        if len(one.get_xdata()) and (one.get_markerfacecolor() != "white") == filled
    ]


def test_the_path_runs_from_the_base_to_the_target(ax):
    assert drawn(ax, "D") == [[(2020, 0), (2025, 1)]]


def test_the_newest_print_is_filled_and_what_it_replaced_hollow(ax):
    assert [(2021, 0.1)] in drawn(ax, "o") and [(2021, 0.3)] in drawn(ax, "o", filled=False)
    assert [(2022, 0.5)] in drawn(ax, "s")


def test_a_band_beyond_the_frame_is_cut(ax):
    assert ax.get_ylim()[1] < HIGHEST + 0.2
    (band,) = ax.collections
    assert band.get_segments()[0][1][1] == HIGHEST


def test_every_target_has_its_own_mark_and_name(ax):
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["the plan's path", "A", "B"]
