"""Figures of trend forecasts: models side by side, their coverage on real series, fans.

Each takes a table and an optional Axes and returns the Axes; none computes, shows or saves.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from zoneecon.report.charts.axes import log_ticks, percent, point_out_at
from zoneecon.report.charts.colours import BANDS, BLACK, BLUE, GREY, INK, RED, SOFT
from zoneecon.report.charts.frame import entitle, halo
from zoneecon.report.charts.history import panels
from zoneecon.rows import each_row, keyed_rows
from zoneecon.text.catalogue import say, texts
from zoneecon.text.numbers import short

HEADLINE = "shrunken_t"
NO_FAN = pd.DataFrame({name: [] for name in ("year", "p50", *(q for b in BANDS for q in b[:2]))})
PERCENT = FuncFormatter(lambda value, _: percent(value))


def plot_models(
    table: pd.DataFrame,
    title: str,
    unit: str,
    ax: Axes | None = None,
    goal: float | None = None,
) -> Axes:
    """Median and nominal 80 and 95 % intervals of each model in one year, on a log scale.

    Parameters
    ----------
    table : DataFrame
        Rows of one year of `forecast_tables.compare_models`.
    title, unit : str
        What is forecast, where, for when; unit of the axis.
    goal : float, optional
        The level that the plan leads to.
    """
    ax = plt.subplots(figsize=(7.6, 3.9))[1] if ax is None else ax
    rows = table.iloc[::-1].reset_index(drop=True)
    for place, row in keyed_rows(rows):
        colour = BLUE if row["model"] == HEADLINE else GREY
        ax.hlines(place, row["lower_95"], row["upper_95"], color=colour, lw=2)
        ax.hlines(place, row["lower_80"], row["upper_80"], color=colour, lw=6, alpha=0.6)
        ax.plot(row["median"], place, "o", color=colour if colour == BLUE else BLACK, ms=6)
        at, high = (row["median"], place), (0, 6)
        note = ax.annotate(
            short(row["median"]), at, high, ha="center", textcoords="offset points", fontsize=8.5
        )
        halo(note)
    ax.set_yticks(range(len(rows)), [say(f"trends.model.{name}") for name in rows["model"]])
    low, high = rows["lower_95"].min(), rows["upper_95"].max()
    if goal is not None:
        ax.axvline(goal, color=RED, lw=1.2, ls=(0, (4, 2)), zorder=0)
        ax.plot(goal, len(rows) - 0.45, "D", color=RED, ms=7, clip_on=False)
        note = ax.annotate(
            say("charts.forecast.plan", level=goal),
            (goal, len(rows) - 0.45),
            (7, 0),
            textcoords="offset points",
            va="center",
            color=RED,
            fontsize=9,
        )
        halo(note)
    entitle(ax, title, say("charts.models.axis", unit=unit))
    ax.set(
        ylim=(-0.6, len(rows) - 0.1),
        xscale="log",
        xlim=(
            max(low * 0.9, rows["median"].min() / 20),
            min(high * 1.1, rows["median"].max() * 20),
        ),
    )
    log_ticks(ax.xaxis, *ax.get_xlim())
    ax.grid(axis="y", visible=False)
    return ax


def plot_coverage(coverage: pd.DataFrame, panel: str, title: str, ax: Axes | None = None) -> Axes:
    """Share of real outcomes that nominal 80 % intervals held, by horizon and model.

    Parameters
    ----------
    coverage : DataFrame
        `model_coverage.csv`: panel, model, h, coverage_80.
    panel : str
        Rows to draw.
    """
    ax = plt.subplots(figsize=(7.6, 4.0))[1] if ax is None else ax
    rows = coverage[(coverage["panel"] == panel) & coverage["model"].isin(texts("trends.model"))]
    for name, one in rows.groupby("model", sort=False):
        own = name == HEADLINE
        style: dict[str, Any] = (
            {"color": BLUE, "lw": 2.5, "zorder": 3} if own else {"color": GREY, "lw": 1.2}
        )
        ax.plot(one["h"], one["coverage_80"], "o-", ms=4, **style)
    ends = rows[rows["h"] == rows["h"].max()].sort_values("coverage_80")
    heights = _apart(ends["coverage_80"].tolist(), 0.055)
    for height, row in zip(heights, each_row(ends), strict=True):
        ax.annotate(
            say(f"trends.model.{row.model}"),
            (row.h + 0.1, height),
            va="center",
            fontsize=8.5,
            color=BLUE if row.model == HEADLINE else INK,
            annotation_clip=False,
        )
    ax.axhline(0.8, color=RED, lw=1.2, ls=(0, (4, 2)), zorder=0)
    first = rows["h"].min()
    note = ax.annotate(
        say("charts.coverage.nominal"),
        (rows["h"].max(), 0.8),
        (0, -11),
        textcoords="offset points",
        ha="right",
        fontsize=8.5,
        color=RED,
    )
    halo(note)
    ax.set_title(title)
    ax.set(xlabel=say("charts.coverage.horizon"), ylim=(0, 1))
    ax.set_xlim(first - 0.1, rows["h"].max() + 0.1)
    ax.set_xticks(sorted(rows["h"].unique()))
    ax.yaxis.set_major_formatter(PERCENT)
    return ax


def plot_coverages(coverage: pd.DataFrame, titles: Mapping[str, str]) -> np.ndarray:
    """`plot_coverage` of several panels of real series beside one another: panel -> title."""
    axes = panels(len(titles), height=3.7, width=4.2, sharey=True)
    for ax, (panel, title) in zip(axes, titles.items(), strict=True):
        plot_coverage(coverage, panel, title, ax)
    return axes


def _apart(values: Sequence[float], distance: float) -> list[float]:
    """Label heights in rising order, at least `distance` apart."""
    heights: list[float] = []
    for value in values:
        heights.append(max(value, heights[-1] + distance) if heights else value)
    return heights


def plot_fan(
    history: pd.Series,
    fan: pd.DataFrame,
    title: str,
    unit: str,
    goal: Mapping[int, float] | None = None,
    ax: Axes | None = None,
    form: str = "charts.forecast.plan",
    top: float | None = None,
) -> Axes:
    """History, median and 50/80/95 % bands of a forecast, and a promised path.

    Parameters
    ----------
    history : Series
        Reported levels by year.
    fan : DataFrame
        `Forecast.to_frame`: year and p2.5 … p97.5.
    goal : mapping, optional
        Year -> level that the plan promises.
    form : str
        How that is said: by the key of a text with a `level`.
    top : float, optional
        Where the axis ends; what is drawn decides if None (`_top`).
    """
    ax = plt.subplots()[1] if ax is None else ax
    year, level = int(history.index[-1]), float(history.iloc[-1])
    years = np.append(year, fan["year"])
    for low, high, alpha in BANDS:
        ax.fill_between(
            years,
            np.append(level, fan[low]),
            np.append(level, fan[high]),
            color=BLUE,
            alpha=alpha,
            lw=0,
        )
    ax.plot(years, np.append(level, fan["p50"]), color=BLUE, lw=2)
    for _, row in keyed_rows(fan):
        shown = {"year": row["year"], "median": row["p50"], "low": row["p10"], "high": row["p90"]}
        point_out_at(ax, row["year"], row["p50"], say("charts.shown.fan", **shown))
    for when, value in zip(history.index.tolist(), history.tolist(), strict=True):
        point_out_at(ax, when, value, say("charts.shown.level", year=when, level=value))
    ax.plot(history.index, history, "o-", color=BLACK, ms=5, lw=1.2)
    end = {"year": year, **dict.fromkeys(("p50", "p90", "p97.5"), level)}
    last: Any = fan.iloc[-1] if len(fan) else end
    ax.annotate(
        short(last["p50"]),
        (last["year"], last["p50"]),
        (5, 0),
        color=BLUE,
        va="center",
        textcoords="offset points",
        annotation_clip=False,
    )
    for when, value in (goal or {}).items():
        ax.plot(when, value, "D", color=RED, ms=7, clip_on=False)
        note = ax.annotate(
            say(form, level=value),
            (when, value),
            (-6, 6),
            textcoords="offset points",
            ha="right",
            color=RED,
            fontsize=9,
        )
        halo(note)
    top = _top(history, fan, goal) if top is None else top
    cut = last["p97.5"] > top
    ax.set_title(title)
    ax.set(ylabel=unit, ylim=(0, top))
    if cut:
        ax.set_xlabel(
            say("charts.forecast.cut", level=last["p97.5"]),
            fontsize=8,
            color=SOFT,
            loc="left",
        )
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    return ax


def _top(history: pd.Series, fan: pd.DataFrame, goal: Mapping[int, float] | None) -> float:
    """Where the axis ends: the far tail may not set the scale, a band may leave the picture."""
    known = [history.max(), *fan["p90"].tail(1), *(goal or {}).values()]
    return 1.15 * max(float(one) for one in known)


def plot_fans(
    histories: Sequence[pd.Series],
    fans: Mapping[str, pd.DataFrame],
    titles: Sequence[str],
    goals: Mapping[str, float],
    year: int,
) -> np.ndarray:
    """Small multiples of `plot_fan` on one axis: times the last level; `goals` are for the year.

    A series without a fan ends in the year: what is known of it is its outcome.
    """
    drawn = []
    for one in histories:
        fan = fans.get(str(one.name), NO_FAN)
        last = float(one.iloc[-1])
        goal = {year: goals[str(one.name)] / last} if one.name in goals else None
        levels = [name for name in fan.columns if name.startswith("p") and name[1:2].isdigit()]
        times = fan.assign(**{name: fan[name] / last for name in levels})
        drawn.append((one / last, times, goal))
    axes, top = panels(len(histories), sharey=True), max(_top(*each) for each in drawn)
    for ax, (history, fan, goal), title in zip(axes, drawn, titles, strict=True):
        plot_fan(history, fan, title, "", goal, ax, form="charts.forecast.times", top=top)
    axes[0].set_ylabel(say("charts.forecast.axis"))
    return axes


def plot_pit(pit: pd.DataFrame, title: str, ax: Axes | None = None) -> Axes:
    """Share of real outcomes in each tenth of the predictive distribution, first and last year.

    Parameters
    ----------
    pit : DataFrame
        `model_pit.csv` of one panel: model, h, tenth, share. Flat at one tenth is honest.
    """
    ax = plt.subplots()[1] if ax is None else ax
    rows = pit[pit["model"] == HEADLINE]
    years = (int(rows["h"].min()), int(rows["h"].max()))
    for year, offset, colour, hatch in zip(
        years, (-0.2, 0.2), (GREY, BLUE), ("///", ""), strict=True
    ):
        one = rows[rows["h"] == year].sort_values("tenth")
        ax.bar(
            one["tenth"] + offset,
            one["share"],
            0.38,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
            label=say("charts.pit.years", years=year),
        )
    ax.axhline(0.1, color=RED, lw=1.2, ls=(0, (4, 2)))
    ax.set(title=title, xlabel=say("charts.pit.tenth"), ylabel=say("charts.pit.axis"))
    ax.set_xticks(range(1, 11))
    ax.yaxis.set_major_locator(MultipleLocator(0.05))
    ax.yaxis.set_major_formatter(PERCENT)
    ax.grid(axis="x", visible=False)
    ax.legend(fontsize=9)
    return ax
