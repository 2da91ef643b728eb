"""Figures of the verdicts: what was asked and achieved, the cases, the grid, all together.

Each function takes tables and an optional Axes and returns the Axes; none computes, shows or saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from zoneecon.report.charts.axes import log_ticks, percent, point_out_at
from zoneecon.report.charts.colours import (
    BANDS,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    RED,
)
from zoneecon.report.charts.frame import KEY, entitle, halo
from zoneecon.rows import each_row, records
from zoneecon.text import numbers
from zoneecon.text.catalogue import known, say
from zoneecon.text.numbers import short

#: Marks that tell groups apart without their colours, and the least chance that is drawn.
MARKS, FLOOR = ("o", "^", "s"), 1e-6


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    return plt.subplots(figsize=size)[1] if ax is None else ax


def plot_asked_and_achieved(
    fans: pd.DataFrame,
    verdicts: pd.DataFrame,
    cases: pd.DataFrame,
    rates: pd.DataFrame,
    years: Sequence[int],
    ax: Axes | None = None,
) -> Axes:
    """Multiples of the base: what targets ask and paths reach; below, what others did.

    Parameters
    ----------
    fans : DataFrame
        `readings.fan_multiples`.
    verdicts : DataFrame
        industry, title, verdict, multiple, multiple_low, multiple_high.
    cases : DataFrame
        `cases.scored`; cases without a base are left out.
    rates : DataFrame
        multiple, share, windows: how often real series grew so much in five years.
    years : sequence of int
        Those that targets are set for.
    ax : Axes, optional
        For the targets alone; plans elsewhere have a panel of their own below them.
    """
    known = cases.dropna(subset="asked") if ax is None else cases.iloc[:0]
    shown = verdicts[verdicts["industry"].isin(fans["industry"])].merge(fans, on="industry")
    ax, below = _two_panels(len(shown), len(known)) if ax is None else (ax, None)
    _draw_asked(ax, shown)
    ends = [
        *shown[["p2.5", "p97.5", "multiple", "multiple_low", "multiple_high"]].to_numpy().ravel(),
        *known[["asked", "achieved"]].to_numpy(dtype=float).ravel(),
        *rates["multiple"],
    ]
    low, high = 0.85 * np.nanmin(ends), 1.3 * np.nanmax(ends)
    log_ticks(ax.xaxis, low, high, lambda value: f"×{short(value)}")
    ax.set_xlim(low, high)
    _draw_records(ax, rates)
    spans = {
        name: say(f"charts.asked.span.{len(set(ends))}", low=ends[0], high=ends[-1])
        for name, ends in (
            ("asked", [short(shown["multiple"].min()), short(shown["multiple"].max())]),
            ("middle", [short(shown["p50"].min()), short(shown["p50"].max())]),
        )
    }
    entitle(
        ax,
        say("charts.asked.title", count=len(shown), years=years, **spans),
        say("charts.asked.measured", windows=int(rates["windows"].max())),
    )
    ax.spines["left"].set_visible(False)
    if below is not None:
        _draw_others(below, known)
    return ax


def _two_panels(targets: int, others: int) -> tuple[Axes, Axes | None]:
    """One for the targets, and below it one for plans elsewhere, if there are any."""
    rows = [targets + 0.8, others + 0.2] if others else [targets + 0.8]
    size = (7.6, 0.31 * sum(rows) + 1.7)
    _, axes = plt.subplots(
        len(rows), 1, figsize=size, height_ratios=rows, sharex=True, squeeze=False
    )
    for ax in axes[:, 0]:
        ax.set_xscale("log")
        ax.grid(visible=False)
        ax.tick_params(axis="y", length=0)
    return axes[0, 0], axes[1, 0] if others else None


def _draw_asked(ax: Axes, shown: pd.DataFrame) -> None:
    """A row a target: bands of the inside view, what is asked, the verdict beside it."""
    ax.set_xscale("log")
    for y, row in zip(_places(shown), records(shown), strict=True):
        for low, high, alpha in BANDS:
            wide = row[high] - row[low]
            ax.barh(y, wide, left=row[low], height=0.5, color=BLUE, alpha=alpha, lw=0)
        ax.plot([row["p50"]] * 2, [y - 0.25, y + 0.25], color=BLUE, lw=2)
        ax.hlines(y, row["multiple_low"], row["multiple_high"], color=RED, lw=3, alpha=0.45)
        ax.plot(row["multiple"], y, "D", color=RED, ms=7.5)
        point_out_at(ax, row["multiple"], y, say("charts.asked.shown", **row))
        _beside(ax, say("charts.asked.multiple", **row), (row["multiple"], y), (0, 7), RED)
        ax.annotate(
            say(f"front.word.{row['verdict']}"),
            (1, y),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize=9,
            fontweight="bold",
        )
    ax.set_yticks(_places(shown), shown["title"])
    ax.set_ylim(-0.6, len(shown) + 0.2)


def _places(rows: pd.DataFrame) -> list[int]:
    """Where rows stand, the first at the top."""
    return list(range(len(rows)))[::-1]


def _beside(
    ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], colour: str
) -> None:
    """A label at a mark."""
    note = ax.annotate(
        text, at, offset, textcoords="offset points", color=colour, fontsize=8.5, ha="center"
    )
    halo(note)


def _draw_records(ax: Axes, rates: pd.DataFrame) -> None:
    """How often real series grew so much, at the top; where two are near, one stands higher."""
    last, raised = 0.0, False
    span = np.log(ax.get_xlim()[1] / ax.get_xlim()[0])
    for row in each_row(rates.sort_values("multiple")):
        ax.axvline(row.multiple, color=PALE, lw=1.2, ls=(0, (4, 2)), zorder=0)
        near = last > 0 and np.log(row.multiple / last) < 0.09 * span
        raised = near and not raised
        text = numbers.percent(row.share, 2 if row.share >= 0.1 else 1, known(None))
        at = (row.multiple, ax.get_ylim()[1])
        _beside(ax, text, at, (0, -1 if raised else -11), INK)
        last = row.multiple


def _draw_others(ax: Axes, known: pd.DataFrame) -> None:
    """A row a plan elsewhere: what it asked, and what it came to."""
    for y, row in zip(_places(known), each_row(known), strict=True):
        ax.hlines(y, row.achieved, row.asked, color=PALE, lw=1.4)
        ax.plot(row.asked, y, "D", mfc="white", mec=RED, mew=1.5, ms=6.5)
        marker = "<" if row.reading == "at most" else "o"
        ax.plot(row.achieved, y, marker, color=BLACK, ms=6.5)
        point_out_at(ax, row.achieved, y, say("charts.asked.other", **row._asdict()))
    ax.set_yticks(_places(known), known["title"])
    ax.set_ylim(-0.6, len(known) - 0.4)
    key = ax.set_title(say("charts.asked.elsewhere"), fontsize=9.5, fontweight="normal", pad=5)
    key.set_gid(KEY)
    ax.spines["left"].set_visible(False)


def plot_cases(cases: pd.DataFrame, view: pd.DataFrame, title: str, ax: Axes | None = None) -> Axes:
    """Outcome over target of each scored case, and the middle 80 % of the next one.

    Parameters
    ----------
    cases : DataFrame
        `cases.scored`.
    view : DataFrame
        `cases.outside_view`.
    """
    ax = _axes(ax, (7.6, 0.31 * (len(cases) + len(view)) + 1.4))
    rows = cases.sort_values("ratio").reset_index(drop=True)
    names = [*view["view"][::-1], *rows["title"]]
    for y, row in enumerate(each_row(rows), len(view)):
        bound = row.reading == "at most"
        ax.plot(
            row.ratio,
            y,
            "<" if bound else "o",
            color=BLACK,
            ms=8,
            mfc="white" if row.confidence == "low" else BLACK,
            mew=1.5,
        )
        note = ax.annotate(
            say(f"charts.cases.{'bound' if bound else 'ratio'}", ratio=row.ratio),
            (row.ratio, y),
            (9, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
        halo(note)
    for y, row in enumerate(each_row(view[::-1])):
        ax.hlines(y, row.p10, row.p90, color=BLUE, lw=7, alpha=0.35)
        ax.plot(row.median, y, "|", color=BLUE, ms=15, mew=2.5)
        at, text = max(row.p90, 1.0), say("charts.cases.view", **row._asdict())
        ax.annotate(
            text, (at, y), (8, 0), textcoords="offset points", va="center", fontsize=9, color=BLUE
        )
    ax.axvline(1, color=RED, lw=1.5)
    note = ax.annotate(
        say("charts.cases.target"),
        (1, len(names) - 0.6),
        (4, 0),
        textcoords="offset points",
        color=RED,
        fontsize=9,
    )
    halo(note)
    ax.set_yticks(range(len(names)), names)
    ax.set_xscale("log")
    ends = [1.0, *rows["ratio"], *view[["p10", "p90"]].to_numpy().ravel()]
    low, high = 0.7 * np.nanmin(ends), 2.4 * np.nanmax(ends)  # room for what is written beside
    log_ticks(ax.xaxis, low, high)
    entitle(ax, title, say("charts.cases.footer"))
    ax.set(xlim=(low, high), ylim=(-0.6, len(names) - 0.2))
    ax.grid(axis="y", visible=False)
    return ax


def plot_grid(
    grid: pd.DataFrame,
    titles: Mapping[str, str],
    prices: Mapping[str, str],
    bounds: Mapping[str, float],
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Pooled probability of every cell, coloured by how prices are read; diamonds are central.

    Parameters
    ----------
    grid : DataFrame
        `readings.grid`.
    titles, prices : mapping
        Industry -> name, in the order shown; price basis -> name.
    bounds : mapping
        Words -> probability, drawn as lines: the words hold to the left.
    title : str
        What it shows.
    """
    ax = _axes(ax, (7.6, 0.62 * len(titles) + 2.0))
    names = [name for name in titles if name in set(grid["industry"])][::-1]
    colours = dict(zip(prices, (ORANGE, GREEN, BLUE), strict=False))
    for y, name in enumerate(names):
        rows = grid[grid["industry"] == name].sort_values("pooled")
        # a fixed sideways order keeps the dots apart without chance
        shift = (np.arange(len(rows)) * 0.618034) % 1.0 - 0.5
        heights = y + 0.62 * shift
        for mark, (basis, colour) in zip(MARKS, colours.items(), strict=False):
            of = (rows["prices"] == basis).to_numpy()
            chances = rows["pooled"].clip(FLOOR).to_numpy()[of]
            ax.scatter(chances, heights[of], s=13, alpha=0.75, lw=0, color=colour, marker=mark)
        central = rows[rows["central"]]
        ax.plot(central["pooled"].clip(FLOOR), [y], "D", color=BLACK, ms=8, zorder=3)
    for word, bound in bounds.items():
        ax.axvline(bound, color=GREY, lw=1, ls=(0, (4, 2)))
        note = ax.annotate(
            word,
            (bound, len(names) - 0.42),
            (-4, 0),
            textcoords="offset points",
            fontsize=9,
            color=INK,
            ha="right",
        )
        halo(note)
    ax.set_yticks(range(len(names)), [titles[name] for name in names])
    ax.set_xscale("log")
    floor = max(grid["pooled"].min(), FLOOR)
    decades = [10.0**power for power in range(-6, 0)]  # those that no word's line stands at
    apart = [one for one in decades if not np.isclose(one, [*bounds.values()]).any()]
    ticks = [one for one in (*apart, *bounds.values()) if one > 0.5 * floor]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    entitle(ax, title, say("charts.grid.footer", floor=percent(floor)))
    ax.set_xlim(0.55 * floor, max(0.8, grid["pooled"].max()))
    ax.set_ylim(-0.55, len(names) - 0.1)
    ax.grid(axis="y", visible=False)
    handles = [
        Line2D([], [], marker=mark, ls="", color=c, label=prices[name], ms=5)
        for mark, (name, c) in zip(MARKS, colours.items(), strict=False)
    ]
    handles.append(Line2D([], [], marker="D", ls="", color=BLACK, label=say("charts.grid.central")))
    place = (0.5, -0.09)
    ax.legend(handles=handles, fontsize=8.5, ncols=2, loc="upper center", bbox_to_anchor=place)
    return ax
