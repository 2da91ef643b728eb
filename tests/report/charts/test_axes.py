"""An axis is readable at any value: few ticks, round, in plain digits, over the whole range."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from zoneecon.report.charts.axes import SHOWN, log_ticks, percent, point_out_at


def ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    ax = plt.subplots()[1]
    ax.set_xscale("log")
    log_ticks(ax.xaxis, low, high)
    ax.set_xlim(low, high)
    places = [float(tick) for tick in ax.get_xticks() if low <= tick <= high]
    words = [ax.xaxis.get_major_formatter()(place) for place in places]
    plt.close(ax.figure)
    return places, words


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.42, 17), (0.9, 33), (1, 2580), (95, 140), (1e-5, 0.8), (3e-7, 4e6), (0.15, 5), (20, 21)],
)
def test_ticks_are_a_handful_and_read_as_what_they_stand_at(low, high):
    places, words = ticks(low, high)
    assert 2 <= len(places) <= 13
    for place, word in zip(places, words, strict=True):
        assert re.fullmatch(r"[\d,.]+", word)
        assert float(word.replace(",", "")) == pytest.approx(place, rel=0.005)
    assert len(set(words)) == len(words)


@given(st.floats(1e-6, 1e6), st.floats(1.05, 1e6))
def test_no_range_is_without_a_tick_or_crowded(low, span):
    places, words = ticks(low, low * span)
    assert 1 <= len(places) <= 16 and not [word for word in words if "e" in word]


def test_a_share_is_a_percentage_of_any_size():
    assert [percent(v) for v in (1e-6, 0.001, 0.33, 1)] == ["0.0001 %", "0.1 %", "33 %", "100 %"]


def test_a_point_that_is_named_moves_nothing():
    ax = plt.subplots()[1]
    ax.plot([1, 2], [1, 2])
    ax.margins(0.1)
    before = ax.get_xlim(), ax.get_ylim()
    point_out_at(ax, 50, 50, "far away")
    assert (ax.get_xlim(), ax.get_ylim()) == before
    assert ax.lines[-1].get_gid() == f"{SHOWN}far away" and ax.lines[-1].get_alpha() == 0
