"""Figures of the history and the plan's contradictions.

Each function takes a table and an optional Axes and returns the Axes; none computes, shows or
saves. Reported values are filled dots, derived ones hollow, targets diamonds.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zoneecon.report.charts import fonts, pictures
from zoneecon.report.charts.axes import percent
from zoneecon.rows import each_row
from zoneecon.text.catalogue import say

STYLE = str(Path(__file__).with_name("house.mplstyle"))
BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#222222",
)
GRADE_COLOURS = {"certain": RED, "strained": ORANGE, "definition": BLUE}
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


def panels(count: int, height: float = 3.6) -> np.ndarray:
    """Small multiples in one row: `count` Axes side by side."""
    return plt.subplots(1, count, figsize=(4.0 * count, height), squeeze=False)[1][0]


def _footer(ax: Axes, text: str) -> None:
    ax.annotate(
        text,
        (0, 0),
        (0, -34),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        color="#5b6875",
        va="top",
    )


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
    ax.vlines(both["year"], both["value_published"], both["value_implied"], color="#c5ccd3", lw=6)
    _interval(ax, implied, BLUE)
    ax.plot(
        published["year"],
        published["value"],
        "o",
        color=BLACK,
        ms=7,
        label=say("charts.growth_gap.published"),
    )
    ax.plot(
        implied["year"],
        implied["value"],
        "o",
        mfc="white",
        mec=BLUE,
        mew=1.8,
        ms=7,
        label=say("charts.growth_gap.implied"),
    )
    for row in each_row(both):
        gap = row.value_implied - row.value_published
        middle = (row.value_implied + row.value_published) / 2
        ax.annotate(
            say("charts.growth_gap.gap", points=round(gap * 100, 1) + 0.0),
            (row.year, middle),
            (9, 0),
            fontsize=9,
            textcoords="offset points",
            va="center",
            color="#3a444e",
        )
    ax.axhline(0, color="#8a949e", lw=0.8)
    ax.set(title=title, ylabel=say("charts.growth_gap.axis"), xlabel="")
    ax.yaxis.set_major_formatter(PERCENT)
    ax.margins(x=0.12, y=0.12)
    _whole_years(ax)
    ax.legend(loc="best", fontsize=9)
    return ax


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
    shared = sorted(set(printed["year"]) & set(chained["year"]))
    year = shared[min(1, len(shared) - 1)]
    at = {say("charts.levels.printed"): printed}
    if len(chained) > 1:
        at[say("charts.levels.chained", basis=basis)] = chained
    heights: dict[str, Any] = {
        text: rows.set_index("year").at[year, "value"] for text, rows in at.items()
    }
    for text, colour in zip(heights, (BLACK, BLUE), strict=False):
        below = heights[text] == min(heights.values())
        ax.annotate(
            text,
            (year, heights[text]),
            (0, -18 if below else 20),
            color=colour,
            textcoords="offset points",
            fontsize=9.5,
            ha="center",
        )
    ax.set(title=title, ylabel=unit, ylim=(0, None))
    ax.margins(y=0.12)
    _whole_years(ax)
    return ax


def plot_findings(findings: pd.DataFrame, grades: Sequence[str], ax: Axes | None = None) -> Axes:
    """How many findings of each grade, one dot a finding."""
    ax = _axes(ax)
    for row, grade in enumerate(reversed(list(grades))):
        count = int((findings["grade"] == grade).sum())
        ax.plot(range(1, count + 1), [row] * count, "o", ms=11, color=GRADE_COLOURS[grade])
        ax.annotate(str(count), (count, row), (12, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(grades)), list(reversed(list(grades))))
    ax.set(title=say("charts.findings.title"), xlabel=say("charts.findings.axis"), xlim=(0.2, None))
    ax.grid(axis="y", visible=False)
    ax.margins(x=0.08, y=0.12)
    _whole_years(ax)
    return ax
