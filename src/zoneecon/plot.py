"""How does a result look? The charts an economist calls by name: a thin door to `report.charts`.

Each function takes a result and an optional `ax`, and returns the Axes it drew on; titles, units
and legends come from the result and the catalogue. None shows or saves: a notebook shows what its
cells draw, elsewhere call `ax.figure.savefig`. `use_style` sets the house style, once.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zoneecon.arguments import one_of, refusal
from zoneecon.data.vintage import Vintage
from zoneecon.errors import Absent
from zoneecon.history.findings import GRADES
from zoneecon.history.results import Findings, History
from zoneecon.report.charts import course as course_charts
from zoneecon.report.charts import history as history_charts
from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.charts import trends as trend_charts
from zoneecon.report.charts.frame import sign
from zoneecon.report.charts.history import use_style
from zoneecon.report.sentences import evaluation as evaluation_sentences
from zoneecon.scenarios.allowed import MONEY, TOTAL
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.paths import Paths
from zoneecon.scenarios.sensitivity import Swings
from zoneecon.scenarios.tables import fan_tables, waterfall_table
from zoneecon.targets import outside_view
from zoneecon.targets.answer import Answer
from zoneecon.targets.forecasts import Forecasts
from zoneecon.targets.verdicts import SCALE
from zoneecon.text.catalogue import retold, say, texts
from zoneecon.tracking.evaluation import Evaluation
from zoneecon.trends.distribution import Forecast

__all__ = [
    "asked_and_achieved",
    "cases",
    "course",
    "coverage",
    "fan",
    "fans",
    "feasible_set",
    "findings",
    "forecasts",
    "funnel",
    "growth_gap",
    "joint",
    "levels",
    "models",
    "outcomes",
    "readings",
    "tornado",
    "use_style",
    "waterfall",
]

#: How many statements the foot of a figure names.
MOST_NAMED = 8


def _or_left_out(chart: Callable[..., Any]) -> Callable[..., Any]:
    """A chart, or one sentence and None where nothing is known of what it would show."""

    @wraps(chart)
    def drawn(*arguments: Any, **named: Any) -> Any:
        try:
            return chart(*arguments, **named)
        except Absent as absent:
            print(absent)
            return None

    return drawn


def _of(kind: type, result: object) -> None:
    if not isinstance(result, kind):
        names = {"kind": kind.__name__, "value": type(result).__name__}
        raise refusal("arguments.kind.chart", **names)


def _signed(drawn: Axes, given: Axes | None, plan: Vintage, ids: Iterable[str]) -> Axes:
    """A chart with its source at the foot of its figure, where that is its own."""
    if given is None:
        known = sorted({one for cell in ids for one in cell.split(";") if one})
        kind = "statements" if 0 < len(known) <= MOST_NAMED else "several"
        told = {"ids": known, "count": len(known), "zone": plan.name, "day": plan.as_of}
        sign(cast(Figure, drawn.figure), say(f"charts.source.{kind}", **told))
    return drawn


def _series(indicator: str, first: bool = False) -> str:
    """What a series is called in a title; with a capital where it comes first."""
    name = texts("charts.series").get(indicator, indicator.replace("_", " "))
    return name[0].upper() + name[1:] if first else name


# --- history -------------------------------------------------------------------------------------


@_or_left_out
def growth_gap(series: History, indicator: str, ax: Axes | None = None) -> Axes:
    """Published growth against the growth that the printed levels imply, with rounding intervals.

    Parameters
    ----------
    series : History
        From `reconstruct`.
    indicator : str
        Which series, such as ``"gdp"``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> ze.plot.growth_gap(series, "gdp").get_title()
    'Anshan EDZ: growth of GDP'
    """
    _of(History, series)
    name = _series(series.known_indicator(indicator))
    title = say("charts.growth_gap.title", zone=series.plan.name, series=name)
    return history_charts.plot_growth_gap(series, indicator, title, ax)


@_or_left_out
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
    'Anshan EDZ: GDP'
    """
    _of(History, series)
    indicator = series.known_indicator(indicator)
    unit = str(series.plan.indicators.set_index("code").at[indicator, "unit"])
    name = _series(indicator, first=True)
    title = say("charts.levels.title", zone=series.plan.name, series=name)
    return history_charts.plot_levels(series, indicator, title, unit, ax)


def findings(found: Findings, ax: Axes | None = None) -> Axes:
    """How many findings of each grade, one dot a finding.

    Parameters
    ----------
    found : Findings
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> ze.plot.findings(ze.findings(ze.load("anshan-edz"))).get_title()
    'Findings in the plan, by grade'
    """
    _of(Findings, found)
    return history_charts.plot_findings(found, list(GRADES), ax)


# --- trends --------------------------------------------------------------------------------------


@_or_left_out
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
    'Anshan EDZ: GDP in 2025, by model'
    """
    _of(Forecasts, fans)
    table = fans.models(indicator)
    name = _series(indicator, first=True)
    title = say("charts.models.title", zone=fans.series.plan.name, series=name, year=fans.year)
    if table.empty:
        return history_charts.plot_nothing(title, say("trends.coverage.nothing"), ax)
    return trend_charts.plot_models(table[table["year"] == fans.year], title, MONEY, ax)


def coverage(fans: Forecasts, panel: str = "m4_yearly", ax: Axes | None = None) -> Axes:
    """Share of real outcomes that nominal 80 % intervals held, by horizon and model.

    Parameters
    ----------
    fans : Forecasts
    panel : str
        Which real series: ``"m4_yearly"`` or ``"eu_nuts3_gdp"``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> fans = ze.forecast(series)
    >>> ze.plot.coverage(fans).get_title()
    'Nominal 80 % intervals on held-out yearly series (M4)'
    """
    _of(Forecasts, fans)
    titles = texts("charts.coverage.title")
    title = titles[one_of(panel, titles, "panel")]
    return trend_charts.plot_coverage(fans.coverage, panel, title, ax)


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
    _of(Forecasts, fans)
    titles = texts("charts.pit.title")
    title = titles[one_of(panel, titles, "panel")]
    rows = fans.outcomes[fans.outcomes["panel"] == panel]
    return trend_charts.plot_pit(rows, title, ax)


@_or_left_out
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
    ['GDP', 'Industrial value added', 'Investment']
    """
    _of(Forecasts, fans)
    names = [name for name in fans.all_levels if name in fans.series.indicators]
    if not names:
        raise Absent(say("absent.section.trends"))
    goals = pd.concat([fans.promised, fans.came])[["series", "plan"]].dropna()
    return trend_charts.plot_fans(
        [fans.all_levels[name] for name in names],
        {name: fans[name].to_frame() for name in names if name in fans.levels},
        [_series(name, first=True) for name in names],
        MONEY,
        dict(zip(goals["series"], goals["plan"], strict=True)),
        fans.year,
    )


# --- scenarios -----------------------------------------------------------------------------------


def fan(paths: Paths | Forecast, industry: str = TOTAL, ax: Axes | None = None) -> Axes:
    """Median and 50, 80 and 95 % bands by year, the target as a diamond.

    Parameters
    ----------
    paths : Paths or Forecast
        From `simulate` or `forecast`.
    industry : str
        Of Paths: an industry, or ``"total"``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> paths = ze.simulate(baseline, draws=300, seed=1)
    >>> ze.plot.fan(paths).get_title(), ze.plot.fan(paths, "steel").get_title()
    ('All three industries', 'Steel')
    """
    if isinstance(paths, Forecast):
        origin = pd.Series({paths.origin_year: paths.origin_level}, name=paths.indicator)
        title = _series(paths.indicator or "series", first=True)
        return trend_charts.plot_fan(origin, paths.to_frame(), title, paths.unit, None, ax)
    _of(Paths, paths)
    table = paths.fan(industry)
    return scenario_charts.plot_fan(table, _label("charts.fan.title", paths.scenario, industry), ax)


def _label(key: str, scenario: Scenario, industry: str) -> str:
    if industry == TOTAL:
        return say(key, count=len(scenario.industries))
    return retold(scenario.labels[industry])


def fans(paths: Paths) -> np.ndarray:
    """A fan for each industry that has a target.

    Parameters
    ----------
    paths : Paths

    Returns
    -------
    ndarray of Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> paths = ze.simulate(baseline, draws=300, seed=1)
    >>> [ax.get_title() for ax in ze.plot.fans(paths)]
    ['Steel', 'Equipment', 'Chemicals']
    """
    _of(Paths, paths)
    return scenario_charts.plot_fans(fan_tables(paths, paths.scenario))


@_or_left_out
def waterfall(paths: Paths | Scenario, industry: str = TOTAL, ax: Axes | None = None) -> Axes:
    """From the base to the target year and on to the target, driver by driver.

    Parameters
    ----------
    paths : Paths or Scenario
        The central path is drawn, which needs no simulation.
    industry : str
        An industry, or ``"total"``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> ze.plot.waterfall(baseline, "steel").get_title()
    'Steel: from 2020 to 2025, and on to the target'
    """
    scenario = paths.scenario if isinstance(paths, Paths) else paths
    _of(Scenario, scenario)
    table = waterfall_table(scenario, scenario.known_industry(industry))
    name = _label("charts.fan.title", scenario, industry)
    years = {"base": scenario.values["base_year"], "year": scenario.year_of(industry)}
    title = say("charts.waterfall.title", industry=name, **years)
    return scenario_charts.plot_waterfall(table, title, ax)


@_or_left_out
def tornado(swings: Swings, rows: int = 12, ax: Axes | None = None) -> Axes:
    """Output at the low and the high end of each assumption, coloured by quality of evidence.

    Parameters
    ----------
    swings : Swings
        From `tornado`.
    rows : int
        How many assumptions, the largest swing first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> ze.plot.tornado(ze.tornado(baseline)).get_title()
    'All three industries, 2025: one assumption at a time'
    """
    _of(Swings, swings)
    if swings.empty:
        raise Absent(say("absent.section.unmoved"))
    scenario, industry = swings.scenario, swings.of_industry
    kind = "total" if industry == TOTAL else "industry"
    title = say(
        f"charts.tornado.title.{kind}",
        count=len(scenario.industries),
        industry=scenario.labels.get(industry, ""),
        year=scenario.target_year,
    )
    return scenario_charts.plot_tornado(swings, title, ax, rows=rows)


@_or_left_out
def funnel(paths: Paths, ax: Axes | None = None) -> Axes:
    """Value that passes each stage of the project funnel, with counts and rates.

    Parameters
    ----------
    paths : Paths
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> paths = ze.simulate(baseline, draws=300, seed=1)
    >>> ze.plot.funnel(paths).get_title()
    'Anshan EDZ: projects of 2019, CNY 100 m'
    """
    _of(Paths, paths)
    scenario = paths.scenario
    if not scenario.funnel:
        raise Absent(say("absent.section.funnel"))
    year = scenario.funnel.get("year", scenario.values["base_year"])
    title = say("charts.funnel.title", zone=scenario.zone, year=year)
    return scenario_charts.plot_funnel(paths.funnel(), title, ax)


@_or_left_out
def feasible_set(paths: Paths, *growths: float | None, ax: Axes | None = None) -> Axes:
    """Output against value-added rate: below a line the pair fits the zone's accounts.

    Parameters
    ----------
    paths : Paths
        The first line is for its scenario's growth of the zone.
    *growths : float or None
        Growth a year, fractions, of a further line each; None draws none.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> paths = ze.simulate(baseline, draws=300, seed=1)
    >>> ze.plot.feasible_set(paths, 0.06).get_title()
    "Output and value added that fit the zone's GDP, 2025"
    """
    _of(Paths, paths)
    scenario = paths.scenario
    own = say("charts.feasible.own", scenario=scenario.name.replace("_", " "))
    lines = {own: scenario.values["zone_growth"]}
    for growth in growths:
        if growth is not None:
            lines[say("charts.feasible.given", percent=round(100 * growth, 1))] = growth
    title = say("charts.feasible.title", year=scenario.target_year)
    return scenario_charts.plot_feasible_set(paths.feasible(lines), title, ax)


# --- targets -------------------------------------------------------------------------------------


@_or_left_out
def asked_and_achieved(answer: Answer, ax: Axes | None = None) -> Axes:
    """Multiples of the base: what targets ask, what our paths reach, what others reached.

    Parameters
    ----------
    answer : Answer
        From `assess`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.asked_and_achieved(answer).get_title()
    'The 2025 targets ask for ×3.33 to ×10 of the base; the middle paths lead to ×1.17 to ×1.28'
    """
    _of(Answer, answer)
    if answer.fans.empty:
        raise Absent(say("absent.section.untested"))
    drawn = target_charts.plot_asked_and_achieved(
        answer.fans,
        answer.verdicts,
        answer.scored_cases,
        outside_view.all_series(answer.rates),
        sorted({answer.scenario.year_of(name) for name in answer.fans["industry"]}),
        ax,
    )
    return _signed(drawn, ax, answer.plan, answer.verdicts["derived_from"])


def cases(answer: Answer, ax: Axes | None = None) -> Axes:
    """Outcome over target of each scored case, and the middle 80 % of the next one.

    Parameters
    ----------
    answer : Answer
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.cases(answer).get_title()
    'Plans of other zones: outcome over target'
    """
    _of(Answer, answer)
    return target_charts.plot_cases(answer.scored_cases, answer.case_views, ax)


def readings(answer: Answer, ax: Axes | None = None) -> Axes:
    """Pooled chance of every reading, coloured by how prices are read; diamonds are central.

    Parameters
    ----------
    answer : Answer
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.readings(answer).get_title()
    'Chance of each target under every reading, pooled'
    """
    _of(Answer, answer)
    words = texts("targets.verdict")
    bounds = {words[word]: least for word, least in _below(SCALE)}
    return target_charts.plot_grid(answer.readings, answer.titles, answer.prices, bounds, ax)


def _below(scale: Sequence[tuple[float, str]]) -> list[tuple[str, float]]:
    """Each word with the chance below which it holds; the best has none."""
    return [(word, least) for (least, _), (_, word) in pairwise(scale)]


def joint(answer: Answer, ax: Axes | None = None) -> Axes:
    """The chance that all targets are met, against the correlation of what moves them.

    Parameters
    ----------
    answer : Answer
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.joint(answer).get_title()
    'Chance that all three targets are met'
    """
    _of(Answer, answer)
    return target_charts.plot_joint(answer.joint, len(answer.verdicts), ax)


# --- tracking ------------------------------------------------------------------------------------


@_or_left_out
def course(found: Evaluation, ax: Axes | None = None) -> Axes:
    """The plan's path against every published figure, and against what is expected at its end.

    Parameters
    ----------
    found : Evaluation
        `evaluation` of a Comparison.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> ze.plot.course(ze.compare(plan.previous(), plan).evaluation()).get_ylabel()
    'share of the way from base to target'
    """
    _of(Evaluation, found)
    title = evaluation_sentences.course_title(found)
    ways = evaluation_sentences.course_rows(found)
    if ways.empty:
        return history_charts.plot_nothing(title, say("evaluation.course.empty"), ax)
    first, last = found.span
    footer = evaluation_sentences.course_footer(found)
    return course_charts.plot_course(ways, (first - 1, last), title, footer, ax)
