"""Figures of the scenarios: fans, waterfalls, tornado and the feasible set.

Each takes a table of `scenario_tables`, `sensitivity` or `scenarios` and an optional Axes and
returns the Axes; none computes, shows or saves. Median line with 50, 80 and 95 % bands; the base is
a filled dot, the target a diamond.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import cycle
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zoneecon.report.charts.axes import percent, point_out_at
from zoneecon.report.charts.colours import BANDS, BLACK, BLUE, GREEN, GREY, ORANGE, RED, SOFT
from zoneecon.report.charts.frame import entitle, halo
from zoneecon.report.charts.history import plot_nothing
from zoneecon.report.format import quantity
from zoneecon.rows import keyed_rows
from zoneecon.text.catalogue import say
from zoneecon.text.numbers import short

#: What tells bars apart without their colours.
HATCHES, FALLING = {"red": "", "amber": "///", "green": "..."}, "///"
QUALITY_COLOURS = {"red": RED, "amber": ORANGE, "green": GREEN}

#: What is no part of a waterfall.
NOTHING = 1e-9
#: Charts of one kind beside one another, before the next row begins.
ABREAST = 3


def _axes(ax: Axes | None, size: tuple[float, float] = (7.2, 4.2)) -> Axes:
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


def _footer(ax: Axes, text: str) -> None:
    if text:
        # below the axis label, where the layout engine makes room for it
        ax.set_xlabel(f"{ax.get_xlabel()}\n{text}".lstrip("\n"), fontsize=8, color=SOFT, loc="left")


def _bare(ax: Axes) -> None:
    ax.spines[["top", "right"]].set_visible(False)


def plot_fan(
    fan: pd.DataFrame,
    title: str,
    ax: Axes | None = None,
    *,
    source: str | None = None,
    top: float | None = None,
    words: str = "charts.fan",
    language: str | None = None,
) -> Axes:
    """Fan of output by year with the target as a diamond.

    Parameters
    ----------
    fan : DataFrame
        See `scenarios.tables.fan_table`.
    title : str
        What is measured and where.
    source : str, optional
        Footer; the catalogue's if None.
    top : float, optional
        Highest value that fits; what is drawn decides if None.
    words, language : str
        Where in the catalogue its texts stand, and in which language they are asked for.
    """
    ax = _axes(ax)
    for low, high, alpha in BANDS:
        ax.fill_between(fan["year"], fan[low], fan[high], color=BLUE, alpha=alpha, linewidth=0)
    ax.plot(fan["year"], fan["p50"], color=BLUE, linewidth=2)
    ax.plot(fan["year"].iloc[0], fan["p50"].iloc[0], "o", color=BLACK, clip_on=False)
    for _, row in keyed_rows(fan):
        shown = {"year": row["year"], "median": row["p50"], "low": row["p10"], "high": row["p90"]}
        point_out_at(ax, row["year"], row["p50"], say("charts.shown.fan", language, **shown))
    end = fan.iloc[-1]
    last = end["year"], end["p50"]
    goal = fan.dropna(subset="target")
    highest = max(fan["p97.5"].max(), goal["target"].max() if len(goal) else 0.0)
    # the two labels of the last year stand apart where the median comes near the target
    near = len(goal) and abs(goal["target"].iloc[-1] - last[1]) < 0.08 * (top or highest)
    above = near and last[1] > goal["target"].iloc[-1]
    sides = ("bottom", "top") if above else ("top", "bottom") if near else ("center", "center")
    ax.annotate(
        say(f"{words}.median", language, level=last[1]),
        last,
        (6, 0),
        textcoords="offset points",
        va=sides[0],
        color=BLUE,
        annotation_clip=False,
    )
    for _, row in keyed_rows(goal):
        ax.plot(row["year"], row["target"], "D", color=RED, markersize=8, clip_on=False)
        at = row["year"], row["target"]
        ax.annotate(
            say(f"{words}.target", language, level=at[1]),
            at,
            (8, 0),
            textcoords="offset points",
            va=sides[1],
            color=RED,
            annotation_clip=False,
        )
    axis = say(f"{words}.axis", language)
    ax.set(title=title, ylabel=axis, ylim=(0, 1.08 * (top or highest)))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    _bare(ax)
    _footer(ax, say(f"{words}.footer", language) if source is None else source)
    return ax


def _steps(table: pd.DataFrame, also: Collection[str] = ()) -> pd.DataFrame:
    """Those of a waterfall that are not nothing, and some others."""
    kept = table["kind"].eq("level") | table["amount"].abs().gt(NOTHING)
    return table[kept | table["step"].isin(also)].reset_index(drop=True)


def plot_waterfall(
    table: pd.DataFrame,
    title: str,
    ax: Axes | None = None,
    *,
    words: str = "charts.waterfall",
    language: str | None = None,
    steps: Collection[str] = (),
) -> Axes:
    """Bars from the base to the target year and on to the target; parts that are 0 are left out.

    Parameters
    ----------
    table : DataFrame
        See `scenarios.tables.waterfall_table`.
    words, language : str
        Where in the catalogue its texts stand, and in which language they are asked for.
    steps : collection of str
        Steps that keep their row also where they are 0.
    """
    shown = _steps(table, steps)
    ax = _axes(ax, (7.6, 0.42 * len(shown) + 1.4))
    rising = shown["amount"].ge(0)
    colours = np.where(shown["kind"].eq("level"), BLACK, np.where(rising, BLUE, RED))
    place = np.arange(len(shown))
    hatches = ["" if up else FALLING for up in rising]
    ax.barh(
        place,
        shown["amount"],
        left=shown["start"],
        color=colours,
        height=0.62,
        hatch=hatches,
        edgecolor="white",
        linewidth=0,
    )
    ax.vlines(shown["end"][:-1], place[:-1] - 0.31, place[1:] + 0.31, color=GREY, linewidth=0.8)
    widest = shown[["start", "end"]].max().max()
    for at, row in keyed_rows(shown):
        if row["kind"] != "level" and abs(row["amount"]) <= NOTHING:
            continue
        sign = "+" if row["kind"] != "level" and row["amount"] >= 0 else ""
        text = f"{sign}{short(row['amount'])}"
        right = max(row["start"], row["end"])
        ax.text(right + 0.01 * widest, at, text.replace("-", "−"), va="center", fontsize=9)
    named = shown[["step", "year"]].itertuples(index=False)
    names = [say(f"{words}.step.{step}", language, year=year) for step, year in named]
    ax.set_yticks(place, names)
    ax.invert_yaxis()
    ax.set(title=title, xlabel=say(f"{words}.axis", language), xlim=(0, 1.12 * widest))
    _bare(ax)
    _footer(ax, say(f"{words}.footer", language))
    return ax


def plot_tornado(
    table: pd.DataFrame,
    title: str,
    ax: Axes | None = None,
    *,
    rows: int = 12,
    target: float | None = None,
) -> Axes:
    """Output at the low and the high end of each assumption, coloured by quality of evidence.

    Parameters
    ----------
    table : DataFrame
        See `sensitivity.tornado`.
    target : float, optional
        What is asked of the output: a line of its own.
    rows : int
        How many assumptions, largest swing first.
    """
    if table.empty:
        return plot_nothing(title, say("scenarios.swing.known"), ax)
    shown = table.head(rows).reset_index(drop=True)
    ax = _axes(ax, (7.6, 0.36 * len(shown) + 1.6))
    ends = shown[["output_low", "output_high", "output"]]
    left, right = ends.min(axis=1), ends.max(axis=1)
    colours = [QUALITY_COLOURS.get(quality, GREY) for quality in shown["quality"]]
    place = np.arange(len(shown))
    hatches = [HATCHES.get(quality, "") for quality in shown["quality"]]
    shape: dict[str, Any] = {"height": 0.62, "edgecolor": "white", "linewidth": 0}
    ax.barh(place, right - left, left=left, color=colours, hatch=hatches, **shape)
    ax.axvline(shown["output"].iloc[0], color=BLACK, linewidth=1)
    span = right.max() - left.min()
    for at, row in keyed_rows(shown):
        low_left = row["output_low"] <= row["output_high"]
        values = (row["low"], row["high"]) if low_left else (row["high"], row["low"])
        for x, value, side, shift in (
            (left[at], values[0], "right", -1),
            (right[at], values[1], "left", 1),
        ):
            ax.text(
                x + shift * 0.01 * span,
                at,
                _in_unit(value, row["unit"]),
                ha=side,
                va="center",
                fontsize=8,
            )
    names = shown["parameter"].str.replace("_", " ").str.replace(r"\.(.+)", r" (\1)", regex=True)
    ax.set_yticks(place, names)
    ax.invert_yaxis()
    asked = [] if target is None else [target]
    least, most = min([left.min(), *asked]), max([right.max(), *asked])
    margin = 0.1 * (most - least)
    ax.set_xlim(least - margin, most + margin)
    if target is not None:
        ax.axvline(target, color=RED, linewidth=1.5, linestyle=(0, (4, 2)))
        at = (target, len(shown) - 0.55)
        ax.plot(*at, "D", color=RED, markersize=7, clip_on=False)
        note = ax.annotate(
            say("charts.fan.target", level=target),
            at,
            (-7, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=RED,
        )
        halo(note)
    keys = [
        Patch(
            facecolor=colour,
            edgecolor="white",
            linewidth=0,
            hatch=HATCHES[quality],
            label=say("charts.tornado.evidence", quality=quality),
        )
        for quality, colour in QUALITY_COLOURS.items()
        if quality in set(shown["quality"])
    ]
    ax.legend(handles=keys, loc="best", frameon=False, fontsize=8.5)
    entitle(ax, title, say("charts.tornado.measured"))
    _bare(ax)
    return ax


def _in_unit(value: float, unit: str) -> str:
    """A value of an assumption as it stands at its bar's end."""
    return ("×" if unit == "factor" else "") + quantity(value, unit).replace("-", "−")


def plot_waterfalls(tables: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """Small multiples of `plot_waterfall`, one an industry: title -> table."""
    steps = {step for table in tables.values() for step in _steps(table)["step"]}
    grid = _grid(len(tables), 3.2, 0.33 * len(steps) + 1.0)
    for ax, (title, table) in zip(grid, tables.items(), strict=True):
        plot_waterfall(table, title, ax, steps=steps)
        ax.set_title(title, fontsize=9.5)
        ax.set_xlabel("")
        ax.set_xlim(0, 1.1 * ax.get_xlim()[1])  # room for the numbers in a narrow panel
    rows = [[label.get_text() for label in ax.get_yticklabels()] for ax in grid]
    if all(names == rows[0] for names in rows):  # then they are said once a row of panels
        for place, ax in enumerate(grid):
            if place % ABREAST:
                ax.set_yticklabels([])
    return grid


def plot_feasible_set(table: pd.DataFrame, title: str, ax: Axes | None = None) -> Axes:
    """Output against value-added rate: below a line the pair fits the zone's accounts.

    Parameters
    ----------
    table : DataFrame
        See `scenarios.tables.feasible_set`.
    """
    ax = _axes(ax)
    lines = table[table["kind"].eq("line")]
    points = table[table["kind"].eq("point")]
    top = 2.2 * points["value_added_rate"].max()  # room for the legend
    # as many of each as do not come round together
    styles = zip(
        cycle((BLUE, GREEN, ORANGE, GREY)),
        cycle(("-", "--", "-.", ":", (0, (8, 2)))),
        strict=False,
    )
    groups = list(lines.groupby("name", sort=False))
    for (name, line), (colour, dash) in zip(groups, styles, strict=False):
        style: dict[str, Any] = {"color": colour, "linewidth": 2, "linestyle": dash}
        ax.plot(line["output"], line["value_added_rate"], label=name, **style)
    first = groups[0][1]
    ax.fill_between(
        first["output"], 0, first["value_added_rate"], color=BLUE, alpha=0.12, linewidth=0
    )
    # named beside the lines: a label at a point would lie across one
    marks = {False: cycle("os^v"), True: cycle("DpPX")}
    for _, point in keyed_rows(points):
        goal = bool(point["target"])
        ax.plot(
            point["output"],
            point["value_added_rate"],
            next(marks[goal]),
            color=RED if goal else BLACK,
            markersize=8 if goal else 6,
            fillstyle="full" if point["fits"] else "none",
            markeredgewidth=1.6,
            label=say("charts.feasible.point", **point),
        )
    ax.legend(loc="upper right", frameon=False, fontsize=8)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda rate, _: percent(rate)))
    entitle(ax, title, say("charts.feasible.footer"))
    ax.set(ylabel=say("charts.feasible.rate"), ylim=(0, top))
    ax.set(xlim=(0, 1.02 * lines["output"].max()), xlabel=say("charts.feasible.axis"))
    _bare(ax)
    return ax


def plot_fans(fans: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """Small multiples of `plot_fan` on one axis, times the base: title -> table."""
    axes = _grid(len(fans), 2.9, 3.3, sharey=True)
    tops = []
    for ax, (title, fan) in zip(axes, fans.items(), strict=True):
        base = float(fan["p50"].iloc[0])
        levels = [name for name in fan.columns if name.startswith("p") or name == "target"]
        times = fan.assign(**{name: fan[name] / base for name in levels})
        plot_fan(times, title, ax, source="", words="charts.times")
        ax.set_xlabel("")
        tops.append(ax.get_ylim()[1])
        if ax is not axes[0]:
            ax.set_ylabel("")
    axes[0].set_ylim(0, max(tops))
    return axes


def _grid(count: int, width: float, height: float, sharey: bool = False) -> np.ndarray:
    """So many charts of one kind, `ABREAST` in a row; the rest of the last row stays empty."""
    columns = min(count, ABREAST)
    rows = -(-count // columns)
    size = (max(width * columns, 5.0), height * rows)
    grid = plt.subplots(
        rows, columns, figsize=size, layout="constrained", squeeze=False, sharey=sharey
    )[1]
    for ax in grid.ravel()[count:]:
        ax.set_axis_off()
    return grid.ravel()[:count]
