"""Where does the history lead, and how sure is that? The figures that show it."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zoneecon.arguments import one_of
from zoneecon.errors import Absent
from zoneecon.report.charts import history as history_charts
from zoneecon.report.charts import trends as trend_charts
from zoneecon.report.charts.frame import entitle_all
from zoneecon.report.figures.foot import expect, or_left_out, series_name, signed
from zoneecon.report.format import unit_word
from zoneecon.scenarios.allowed import MONEY
from zoneecon.targets.forecasts import Forecasts
from zoneecon.text.catalogue import say, texts


@or_left_out
def models(fans: Forecasts, indicator: str, ax: Axes | None = None) -> Axes:
    """Median and nominal 80 and 95 % intervals of every model in the last year, on a log scale.

    Parameters
    ----------
    fans : Forecasts
        `forecast` of a whole History.
    indicator : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> fans = ze.forecast(series)
    >>> ze.plot.models(fans, "gdp").get_title()
    'GDP in 2025: our median is 106, that of other models 84 to 138'
    """
    expect(Forecasts, fans)
    table = fans.models(indicator)
    name = series_name(indicator, first=True)
    if table.empty:
        title = say("charts.models.title", zone=fans.series.plan.name, series=name, year=fans.year)
        return history_charts.plot_nothing(title, say("trends.coverage.nothing"), ax)
    last = table[table["year"] == fans.year]
    medians = last.set_index("model")["median"]
    others = medians.drop(trend_charts.HEADLINE, errors="ignore")
    told = {"own": medians.get(trend_charts.HEADLINE), "low": others.min(), "high": others.max()}
    title = say("charts.models.finding", series=name, year=fans.year, **told)
    drawn = trend_charts.plot_models(last, title, unit_word(MONEY), ax, _goals(fans).get(indicator))
    rows = fans.series[fans.series["indicator"] == indicator]
    return signed(drawn, ax, fans.series.plan, rows["derived_from"])


def _goals(fans: Forecasts) -> dict[str, float]:
    """Series -> the level that the plan's growth leads to in the last year."""
    goals = pd.concat([fans.promised, fans.came])[["series", "plan"]].dropna()
    return dict(zip(goals["series"], goals["plan"], strict=True))


def coverage(
    fans: Forecasts, panel: str | None = None, ax: Axes | None = None
) -> Axes | np.ndarray:
    """Share of real outcomes that nominal 80 % intervals held, by horizon and model.

    Parameters
    ----------
    fans : Forecasts
    panel : str, optional
        Which real series: ``"m4_yearly"`` or ``"eu_nuts3_gdp"``; both beside one another if left
        out.
    ax : Axes, optional
        For one panel.

    Returns
    -------
    Axes, or an ndarray of Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> fans = ze.forecast(series)
    >>> ze.plot.coverage(fans, "m4_yearly").get_title()
    'Yearly series of all kinds (M4)'
    """
    expect(Forecasts, fans)
    titles = texts("charts.coverage.title")
    if panel is not None:
        title = titles[one_of(panel, titles, "panel")]
        return trend_charts.plot_coverage(fans.coverage, panel, title, ax)
    axes = trend_charts.plot_coverages(fans.coverage, titles)
    rows = fans.coverage[fans.coverage["panel"].isin(titles)]
    own = rows["model"] == trend_charts.HEADLINE
    held, others = rows.loc[own, "coverage_80"], rows.loc[~own, "coverage_80"]
    told = {"low": held.min(), "high": held.max(), "least": others.min(), "most": others.max()}
    entitle_all(axes[0].figure, say("charts.coverage.finding", **told))
    return signed(axes, None, fans.series.plan, [], "charts.coverage.measured")


def outcomes(fans: Forecasts, panel: str = "m4_yearly", ax: Axes | None = None) -> Axes:
    """Where real outcomes fell in our predictive distribution, by tenth; flat is honest.

    Parameters
    ----------
    fans : Forecasts
    panel : str
        Which real series: ``"m4_yearly"``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> fans = ze.forecast(series)
    >>> ze.plot.outcomes(fans).get_title()
    'Outcomes of held-out yearly series (M4), by tenth'
    """
    expect(Forecasts, fans)
    titles = texts("charts.pit.title")
    title = titles[one_of(panel, titles, "panel")]
    rows = fans.outcomes[fans.outcomes["panel"] == panel]
    return trend_charts.plot_pit(rows, title, ax)


@or_left_out
def forecasts(fans: Forecasts) -> np.ndarray:
    """A fan for each series as printed, with the level that the plan's growth leads to.

    Parameters
    ----------
    fans : Forecasts

    Returns
    -------
    ndarray of Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> fans = ze.forecast(series)
    >>> [ax.get_title() for ax in ze.plot.forecasts(fans)]
    ['GDP: 106, plan 112', 'Industrial value added: 45.9', 'Investment: 53.4, plan 66.7']
    """
    expect(Forecasts, fans)
    names = [name for name in fans.all_levels if name in fans.series.indicators]
    if not names:
        raise Absent(say("absent.section.trends"))
    goals = _goals(fans)
    axes = trend_charts.plot_fans(
        [fans.all_levels[name] for name in names],
        {name: fans[name].to_frame() for name in names if name in fans.levels},
        [_fan_title(fans, name, goals.get(name)) for name in names],
        goals,
        fans.year,
    )
    below = sum(
        float(fans[name].quantile(0.5)[fans.year]) < goals[name]
        for name in names
        if name in fans.levels and name in goals
    )
    known = sum(name in fans.levels and name in goals for name in names)
    told = {"count": known, "below": below, "year": fans.year}
    entitle_all(axes[0].figure, say("charts.forecast.finding", **told))
    rows = fans.series[fans.series["indicator"].isin(names)]
    return signed(axes, None, fans.series.plan, rows["derived_from"], "charts.forecast.measured")


def _fan_title(fans: Forecasts, name: str, goal: float | None) -> str:
    """Where a fan's median ends, and where the plan leads to."""
    level = float(fans.all_levels[name].iloc[-1])
    if name in fans.levels:
        level = float(fans[name].quantile(0.5)[fans.year])
    kind = "alone" if goal is None else "planned"
    told = {"series": series_name(name, first=True), "level": level, "goal": goal}
    return say(f"charts.forecast.title.{kind}", **told)
