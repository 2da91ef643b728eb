"""Figures of the history and the plan's contradictions.

Each function takes a table and an optional Axes and returns the Axes; none computes, shows or
saves. Reported values are filled dots, derived ones hollow, targets diamonds.
"""

from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zoneecon.report.charts import fonts, pictures
from zoneecon.report.charts.axes import percent
from zoneecon.report.charts.colours import BLACK, BLUE, GREY, INK, PALE
from zoneecon.report.charts.frame import entitle, halo
from zoneecon.rows import each_row
from zoneecon.text.catalogue import say

STYLE = str(Path(__file__).with_name("house.mplstyle"))
PERCENT = FuncFormatter(lambda value, _: percent(value))


def use_style() -> None:
    """Set the house style for all figures and tables of a notebook."""
    plt.style.use(STYLE)
    fonts.use()
    pictures.arrange()
    # A finding is a sentence; pandas would cut it at 50 characters.
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_columns", None)
    pd.set_option("display.max_rows", 200)


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots()[1] if ax is None else ax


def panels(count: int, height: float = 3.4, width: float = 2.9, sharey: bool = False) -> np.ndarray:
    """Small multiples in one row: `count` Axes side by side, of so many inches each."""
    size = (max(width * count, 5.0), height)
    return plt.subplots(1, count, figsize=size, squeeze=False, sharey=sharey)[1][0]


def _measure(series: pd.DataFrame, indicator: str, measure: str) -> pd.DataFrame:
    rows = series[(series["indicator"] == indicator) & (series["measure"] == measure)]
    return rows.sort_values("year")


def _whole_years(ax: Axes) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def plot_growth_gap(
    series: pd.DataFrame, indicator: str, title: str, ax: Axes | None = None
) -> Axes:
    """Published growth against the growth that the printed levels imply, with rounding intervals.

    Parameters
    ----------
    series : DataFrame
        From `reconstruct`.
    indicator, title : str
        Code, and what is measured and where.
    """
    ax = _axes(ax)
    published = _measure(series, indicator, "published_growth")
    implied = _measure(series, indicator, "implied_growth")
    if implied.empty and published.empty:
        return plot_nothing(title, say("charts.growth_gap.none"), ax)
    if len(implied):  # where no level is known the rates stand for themselves
        published = published[published["year"].isin(implied["year"])]
    both = published.merge(implied, on="year", suffixes=("_published", "_implied"))
    ax.vlines(both["year"], both["value_published"], both["value_implied"], color=PALE, lw=6)
    _interval(ax, implied, BLUE)
    # a ring around the dot, so that both are seen where they agree
    ax.plot(implied["year"], implied["value"], "o", mfc="white", mec=BLUE, mew=1.8, ms=9)
    ax.plot(published["year"], published["value"], "o", color=BLACK, ms=5)
    for row in each_row(both):
        gap = row.value_implied - row.value_published
        middle = (row.value_implied + row.value_published) / 2
        text = ax.annotate(
            say("charts.growth_gap.gap", points=round(gap * 100, 1) + 0.0),
            (row.year, middle),
            (8, 0),
            fontsize=8.5,
            textcoords="offset points",
            va="center",
            color=INK,
        )
        halo(text)
    ax.axhline(0, color=GREY, lw=0.8)
    ax.set_title(title)
    ax.yaxis.set_major_formatter(PERCENT)
    ax.margins(x=0.25, y=0.12)
    _whole_years(ax)
    return ax


def plot_growth_gaps(series: pd.DataFrame, names: Mapping[str, str]) -> np.ndarray:
    """`plot_growth_gap` of several series beside one another, on one axis; code -> name."""
    axes = panels(len(names), width=2.9, sharey=True)
    for ax, (indicator, name) in zip(axes, names.items(), strict=True):
        plot_growth_gap(series, indicator, name, ax)
    axes[0].set_ylabel(say("charts.growth_gap.axis"))
    return axes


def plot_nothing(title: str, sentence: str, ax: Axes | None = None) -> Axes:
    """An empty picture that says in one sentence why."""
    ax = _axes(ax)
    ax.set(title=title, xticks=[], yticks=[])
    ax.text(0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", wrap=True)
    return ax


def _interval(ax: Axes, rows: pd.DataFrame, colour: str) -> None:
    ax.vlines(rows["year"], rows["low"], rows["high"], color=colour, lw=1.6)


def plot_levels(
    series: pd.DataFrame, indicator: str, title: str, unit: str, ax: Axes | None = None
) -> Axes:
    """Printed levels against the level chained back from the last year at constant prices."""
    ax = _axes(ax)
    printed = _measure(series, indicator, "published_level")
    chained = _measure(series, indicator, "chained_back")
    implied = _measure(series, indicator, "implied_level")
    later = _measure(series, indicator, "carried_level")
    if printed.empty:
        return plot_nothing(title, say("charts.levels.none"), ax)
    basis = chained["price_basis"].iloc[-1]
    ax.plot(printed["year"], printed["value"], "o-", color=BLACK, ms=7)
    ax.plot(chained["year"], chained["value"], "o-", color=BLUE, mfc="white", mew=1.8, ms=7)
    ax.fill_between(chained["year"], chained["low"], chained["high"], color=BLUE, alpha=0.15, lw=0)
    join = pd.concat([implied, printed.head(1)])
    ax.plot(join["year"], join["value"], "--", color=BLACK, lw=1)
    ax.plot(implied["year"], implied["value"], "o", color=BLACK, mfc="white", mew=1.8, ms=7)
    if len(later):
        carried = pd.concat([printed.tail(1), later])
        ax.plot(carried["year"], carried["value"], "--", color=BLACK, lw=1)
        ax.plot(later["year"], later["value"], "o", color=BLACK, mfc="white", mew=1.8, ms=7)
    ends = {say("charts.levels.printed"): (printed, BLACK)}
    if len(chained) > 1:
        ends[say("charts.levels.chained", basis=basis)] = (chained, BLUE)
    first = {text: rows.iloc[min(1, len(rows) - 1)] for text, (rows, _) in ends.items()}
    lowest = min(row["value"] for row in first.values())
    for text, (_, colour) in ends.items():
        below = len(ends) > 1 and first[text]["value"] == lowest
        note = ax.annotate(
            text,
            (first[text]["year"], first[text]["value"]),
            (0, -16 if below else 10),
            color=colour,
            textcoords="offset points",
            fontsize=9,
        )
        halo(note)
    entitle(ax, title, say("charts.levels.measured", unit=unit))
    ax.margins(y=0.2)
    ax.set_ylim(0, None)
    _whole_years(ax)
    return ax
