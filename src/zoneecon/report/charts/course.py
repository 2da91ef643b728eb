"""Figure of the evaluation: the plan's path against what was published, vintage by vintage."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zoneecon.report.charts.axes import percent, point_out_at
from zoneecon.report.charts.colours import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    RED,
    SKY,
)
from zoneecon.report.charts.frame import entitle
from zoneecon.rows import each_row
from zoneecon.text.catalogue import retold, say

COLOURS, MARKS = (BLUE, RED, GREEN, ORANGE, PINK, SKY), "os^vPX"
#: Ways that are shown; bands beyond are cut.
LOWEST, HIGHEST = -0.5, 1.6
#: Years between the bars of what is expected in one year.
STEP = 0.14


def plot_course(
    course: pd.DataFrame,
    span: tuple[float, float],
    title: str,
    measured: str,
    ax: Axes | None = None,
) -> Axes:
    """Share of the way over time: the plan's path, every print of a figure, what is expected.

    Parameters
    ----------
    course : DataFrame
        `Evaluation.course`, of the targets that are to be drawn.
    span : tuple
        Year of the base and of the target.
    title, measured : str
        The finding, and how to read what is drawn.
    """
    ax = plt.subplots(figsize=(8.2, 4.6))[1] if ax is None else ax
    base, goal = span
    path: dict[str, Any] = {"color": GREY, "lw": 1.6, "ls": (0, (5, 2)), "marker": "D", "ms": 8}
    said = say("evaluation.course.plan")
    ax.plot([base, goal], [0, 1], zorder=2, label=said, markevery=[1], **path)
    for place, (_, rows) in enumerate(course.groupby("id", sort=False)):
        look: dict[str, Any] = {
            "color": COLOURS[place % len(COLOURS)],
            "marker": MARKS[place % len(MARKS)],
        }
        _plot_prints(ax, rows[rows["lower"].isna()], base, look)
        _plot_expected(ax, rows[rows["lower"].notna()], goal + STEP * (place + 1), look)
        name = retold(str(rows["name"].iloc[0]))
        ax.plot([], [], ls="-", lw=1.2, ms=6, label=name, **look)
    ax.axhline(0, color=GREY, lw=0.8)
    shown = course[["way", "lower", "upper"]].to_numpy(dtype=float)
    ends = [0.0, 1.0, *shown[np.isfinite(shown)]]
    low, high = max(min(ends), LOWEST), min(max(ends), HIGHEST)
    ax.set_ylim(low - 0.06, high + 0.08)
    ax.set_xlim(base - 0.15, goal + STEP * (course["id"].nunique() + 2))
    entitle(ax, title, measured)
    ax.set_ylabel(say("evaluation.course.axis"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(loc="upper left", fontsize=8.5)
    return ax


def _plot_prints(ax: Axes, rows: pd.DataFrame, base: float, look: dict[str, Any]) -> None:
    """Newest prints filled and joined from the base on; what they replaced hollow."""
    newest = rows[rows["newest"].astype(bool)]
    if newest.empty:
        return
    path = [(base, 0.0), *zip(newest["year"], newest["way"], strict=True)]
    ax.plot(*zip(*path, strict=True), lw=1.3, color=look["color"], zorder=3)
    ax.plot(newest["year"], newest["way"], ls="", ms=7, zorder=4, **look)
    old = rows[~rows["newest"].astype(bool)]
    ax.plot(old["year"], old["way"], ls="", ms=7, mfc="white", mew=1.5, zorder=3, **look)
    for row in each_row(rows):
        point_out_at(ax, row.year, row.way, row.shown)


def _plot_expected(ax: Axes, rows: pd.DataFrame, x: float, look: dict[str, Any]) -> None:
    """The 80 % band of the target year as a bar beside it, its median as a line across."""
    for row in each_row(rows):
        low, high = np.clip([row.lower, row.upper], LOWEST, HIGHEST)
        ax.vlines(x, low, high, color=look["color"], lw=5, alpha=0.35)
        ax.plot([x - 0.05, x + 0.05], [row.way] * 2, color=BLACK, lw=1.4, zorder=5)
        ax.plot(x, row.way, ls="", ms=5, zorder=4, mfc="white", **look)
        point_out_at(ax, x, row.way, row.shown)
