"""Figures of the history, the plan's contradictions and the required growth.

Each function takes a table and an optional Axes and returns the Axes; none computes, shows or
saves. Reported values are filled dots, derived ones hollow, targets diamonds.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

STYLE = str(Path(__file__).with_name("house.mplstyle"))
BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222",
)  # fmt: skip
SEVERITY_COLOURS = {
    "contradiction": RED, "break": ORANGE, "implausible": PINK, "shift": BLUE,
    "untestable": "#8a949e", "minor": "#c5ccd3",
}  # fmt: skip
PERCENT = FuncFormatter(lambda value, _: f"{value:.0%}")


def use_style() -> None:
    """Set the house style for all figures of a notebook."""
    plt.style.use(STYLE)


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots()[1] if ax is None else ax


def _footer(ax: Axes, text: str) -> None:
    ax.annotate(
        text, (0, 0), (0, -34), xycoords="axes fraction", textcoords="offset points",
        fontsize=8, color="#5b6875", va="top",
    )  # fmt: skip


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
    published = published[published["year"].isin(implied["year"])]
    both = published.merge(implied, on="year", suffixes=("_published", "_implied"))
    ax.vlines(both["year"], both["value_published"], both["value_implied"], color="#c5ccd3", lw=6)
    _interval(ax, implied, BLUE)
    ax.plot(published["year"], published["value"], "o", color=BLACK, ms=7, label="published")
    ax.plot(implied["year"], implied["value"], "o", mfc="white", mec=BLUE, mew=1.8, ms=7,
            label="implied by the printed levels")  # fmt: skip
    for row in both.itertuples():
        gap = row.value_implied - row.value_published
        middle = (row.value_implied + row.value_published) / 2
        ax.annotate(f"{gap * 100:+.1f} pp", (row.year, middle), (9, 0), fontsize=9,
                    textcoords="offset points", va="center", color="#3a444e")  # fmt: skip
    ax.axhline(0, color="#8a949e", lw=0.8)
    ax.set(title=title, ylabel="growth on the previous year", xlabel="")
    ax.yaxis.set_major_formatter(PERCENT)
    ax.margins(x=0.12, y=0.12)
    _whole_years(ax)
    ax.legend(loc="best", fontsize=9)
    return ax


def _interval(ax: Axes, rows: pd.DataFrame, colour: str) -> None:
    ax.vlines(rows["year"], rows["low"], rows["high"], color=colour, lw=1.6)


def plot_levels(series: pd.DataFrame, indicator: str, title: str, unit: str,
                ax: Axes | None = None) -> Axes:  # fmt: skip
    """Printed levels against the level chained back from the last year at constant prices."""
    ax = _axes(ax)
    printed = _measure(series, indicator, "published_level")
    chained = _measure(series, indicator, "chained_back")
    implied = _measure(series, indicator, "implied_level")
    basis = chained["price_basis"].iloc[-1]
    ax.plot(printed["year"], printed["value"], "o-", color=BLACK, ms=7)
    ax.plot(chained["year"], chained["value"], "o-", color=BLUE, mfc="white", mew=1.8, ms=7)
    ax.fill_between(chained["year"], chained["low"], chained["high"], color=BLUE, alpha=0.15, lw=0)
    join = pd.concat([implied, printed.head(1)])
    ax.plot(join["year"], join["value"], "--", color=BLACK, lw=1)
    ax.plot(implied["year"], implied["value"], "o", color=BLACK, mfc="white", mew=1.8, ms=7)
    texts = [
        (printed, "as printed", BLACK, "right"),
        (chained, f"chained back, {basis}", BLUE, "left"),
    ]
    for rows, text, colour, side in texts:
        first = rows[rows["year"] == printed["year"].iloc[1]].iloc[0]
        below = first["value"] == min(
            r[r["year"] == first["year"]]["value"].iloc[0] for r, *_ in texts
        )
        ax.annotate(text, (first["year"], first["value"]), (0, -16 if below else 12), color=colour,
                    textcoords="offset points", fontsize=9.5, ha="center")  # fmt: skip
        del side
    ax.set(title=title, ylabel=unit, ylim=(0, None))
    ax.margins(y=0.12)
    _whole_years(ax)
    return ax


def plot_findings(
    findings: pd.DataFrame, severities: Sequence[str], ax: Axes | None = None
) -> Axes:
    """How many findings of each severity, one dot a finding."""
    ax = _axes(ax)
    for row, severity in enumerate(reversed(list(severities))):
        count = int((findings["severity"] == severity).sum())
        ax.plot(range(1, count + 1), [row] * count, "o", ms=11, color=SEVERITY_COLOURS[severity])
        ax.annotate(str(count), (count, row), (12, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(severities)), list(reversed(list(severities))))
    ax.set(title="Findings in the plan, by severity", xlabel="findings", xlim=(0.2, None))
    ax.grid(axis="y", visible=False)
    ax.margins(x=0.08, y=0.12)
    _whole_years(ax)
    return ax


def plot_required_growth(
    required: pd.DataFrame, history: pd.DataFrame, titles: Mapping[str, str], ax: Axes | None = None
) -> Axes:
    """Growth that each target requires, over its base readings, against what was achieved.

    Parameters
    ----------
    required : DataFrame
        industry, base_year, required_growth (fraction a year).
    history : DataFrame
        label, growth: reference rates drawn as vertical lines.
    titles : mapping
        Industry -> label.
    """
    ax = _axes(ax)
    names = list(titles)[::-1]
    for row, name in enumerate(names):
        rates = required[required["industry"] == name].sort_values("base_year")
        ax.plot(rates["required_growth"], [row] * len(rates), "-", color="#c5ccd3", lw=5, zorder=1)
        ax.plot(rates["required_growth"], [row] * len(rates), "D", color=RED, ms=8, zorder=2)
        for base, rate in rates[["base_year", "required_growth"]].to_numpy():
            label = f"{base:.0f}" if float(base).is_integer() else f"mid-{base:.0f}"
            ax.annotate(f"{rate:.0%}\nfrom {label}", (rate, row), (0, 10), fontsize=8.5, ha="center",
                        textcoords="offset points", color="#3a444e")  # fmt: skip
    for position, (label, growth) in enumerate(history[["label", "growth"]].to_numpy()):
        ax.axvline(growth, color=BLUE, lw=1.4, ls=(0, (4, 2)))
        ax.annotate(f"{label} {growth:.1%}", (growth, len(names) - 0.35 + 0.22 * position), (4, 0),
                    textcoords="offset points", fontsize=8.5, color=BLUE, va="center")  # fmt: skip
    ax.set_yticks(range(len(names)), [titles[name] for name in names])
    ax.set(title="Growth a year that the 2025 targets require", xlabel="growth a year",
           ylim=(-0.5, len(names) - 0.2 + 0.22 * len(history)))  # fmt: skip
    ax.set_xlim(min(0.0, float(np.min(history["growth"])) - 0.02), None)
    ax.xaxis.set_major_formatter(PERCENT)
    ax.grid(axis="y", visible=False)
    return ax
