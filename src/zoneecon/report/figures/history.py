"""What was the series, and does the plan agree with itself? The figures that show it."""

import numpy as np
from matplotlib.axes import Axes

from zoneecon.errors import Absent
from zoneecon.history.reconstruct import LINKED, linked_span
from zoneecon.history.results import History
from zoneecon.report.charts import history as history_charts
from zoneecon.report.charts.frame import entitle_all
from zoneecon.report.figures.foot import expect, or_left_out, series_name, signed
from zoneecon.report.format import unit_word
from zoneecon.text.catalogue import say, texts


@or_left_out
def growth_gap(
    series: History, indicator: str | None = None, ax: Axes | None = None
) -> Axes | np.ndarray:
    """Published growth against the growth that the printed levels imply, with rounding intervals.

    Parameters
    ----------
    series : History
        From `reconstruct`.
    indicator : str, optional
        Which series, such as ``"gdp"``; all that have both beside one another if left out.
    ax : Axes, optional
        For one series.

    Returns
    -------
    Axes, or an ndarray of Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> ze.plot.growth_gap(series, "gdp").get_title()
    'Anshan EDZ: growth of GDP'
    >>> [ax.get_title() for ax in ze.plot.growth_gap(series)]
    ['GDP', 'Industrial value added', 'Investment']
    """
    expect(History, series)
    if indicator is not None:
        name = series_name(series.known_indicator(indicator))
        title = say("charts.growth_gap.title", zone=series.plan.name, series=name)
        return history_charts.plot_growth_gap(series, indicator, title, ax)
    gaps = series[series["measure"] == "gap"]
    known = set(gaps["indicator"])
    order = [*(name for name in texts("charts.series") if name in known), *sorted(known)]
    names = {name: series_name(name, first=True) for name in dict.fromkeys(order)}
    if not names:
        raise Absent(say("absent.section.gaps"))
    axes = history_charts.plot_growth_gaps(series, names)
    widest = gaps.iloc[int(gaps["value"].abs().to_numpy().argmax())]
    told = {"points": abs(widest["value"]) * 100, "year": widest["year"]}
    finding = say("charts.growth_gap.finding", series=series_name(widest["indicator"]), **told)
    entitle_all(axes[0].figure, finding)
    return signed(axes, None, series.plan, gaps["derived_from"], "charts.growth_gap.measured")


@or_left_out
def levels(series: History, indicator: str, ax: Axes | None = None) -> Axes:
    """Printed levels against the level chained back from the last year at constant prices.

    Parameters
    ----------
    series : History
    indicator : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> ze.plot.levels(series, "gdp").get_title()
    'GDP of 2016 was 75.2 at prices of 2020, where 60.5 is printed'
    """
    expect(History, series)
    indicator = series.known_indicator(indicator)
    unit = unit_word(str(series.plan.indicators.set_index("code").at[indicator, "unit"]))
    title = _levels_title(series, indicator)
    rows = series[series["indicator"] == indicator]
    drawn = history_charts.plot_levels(series, indicator, title, unit, ax)
    return signed(drawn, ax, series.plan, rows["derived_from"])


def _levels_title(series: History, indicator: str) -> str:
    """How far the printed and the chained level of the first year are apart, if both are known."""
    name, span = series_name(indicator, first=True), linked_span(series, indicator)
    if span is None:
        return say("charts.levels.title", zone=series.plan.name, series=name)
    values = series[series["indicator"] == indicator].set_index(["measure", "year"])["value"]
    printed, chained = (float(values[measure, span[0]]) for measure in LINKED)
    told = {"series": name, "first": span[0], "last": span[1]}
    return say("charts.levels.finding", printed=printed, chained=chained, **told)
