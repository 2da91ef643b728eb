"""How does a result look? The charts an economist calls by name: a thin door to `report.charts`.

Each function takes a result and an optional `ax`, and returns the Axes it drew on; titles, units
and legends come from the result and the catalogue. None shows or saves: a notebook shows what its
cells draw, elsewhere call `ax.figure.savefig`. `use_style` sets the house style, once.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zoneecon.arguments import one_of, refusal
from zoneecon.data.vintage import Vintage
from zoneecon.errors import Absent
from zoneecon.history.reconstruct import LINKED, linked_span
from zoneecon.history.results import History
from zoneecon.report.charts import course as course_charts
from zoneecon.report.charts import history as history_charts
from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.charts import trends as trend_charts
from zoneecon.report.charts.frame import entitle_all, sign
from zoneecon.report.charts.history import use_style
from zoneecon.report.format import unit_word
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
    "forecasts",
    "growth_gap",
    "levels",
    "models",
    "outcomes",
    "readings",
    "tornado",
    "use_style",
    "waterfall",
    "waterfalls",
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


def _signed(
    drawn: Any, given: Axes | None, plan: Vintage, ids: Iterable[str], measured: str = ""
) -> Any:
    """A chart, or several, with the source at the foot of the figure, where that is its own."""
    if given is None:
        known = sorted({one for cell in ids for one in str(cell).split(";") if one})
        kind = "none" if not known else "several" if len(known) > MOST_NAMED else "statements"
        told = {"ids": known, "count": len(known), "zone": plan.name, "day": plan.as_of}
        _sign(drawn, measured, say(f"charts.source.{kind}", **told))
    return drawn


def _foot(drawn: Any, scenario: Scenario, measured: str = "") -> Any:
    """The same for charts of a scenario, whose day its figure's page says."""
    told = {"zone": scenario.zone, "scenario": retold(scenario.title)}
    _sign(drawn, measured, say("charts.source.scenario", **told))
    return drawn


def _sign(drawn: Any, measured: str, source: str) -> None:
    figure = (drawn[0] if isinstance(drawn, np.ndarray) else drawn).figure
    sign(figure, say("numbers.space").join([*([say(measured)] if measured else []), source]))


def _series(indicator: str, first: bool = False) -> str:
    """What a series is called in a title; with a capital where it comes first."""
    name = texts("charts.series").get(indicator, indicator.replace("_", " "))
    return name[0].upper() + name[1:] if first else name


# --- history -------------------------------------------------------------------------------------


@_or_left_out
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
    _of(History, series)
    if indicator is not None:
        name = _series(series.known_indicator(indicator))
        title = say("charts.growth_gap.title", zone=series.plan.name, series=name)
        return history_charts.plot_growth_gap(series, indicator, title, ax)
    gaps = series[series["measure"] == "gap"]
    known = set(gaps["indicator"])
    order = [*(name for name in texts("charts.series") if name in known), *sorted(known)]
    names = {name: _series(name, first=True) for name in dict.fromkeys(order)}
    if not names:
        raise Absent(say("absent.section.gaps"))
    axes = history_charts.plot_growth_gaps(series, names)
    widest = gaps.iloc[int(gaps["value"].abs().to_numpy().argmax())]
    told = {"points": abs(widest["value"]) * 100, "year": widest["year"]}
    finding = say("charts.growth_gap.finding", series=_series(widest["indicator"]), **told)
    entitle_all(axes[0].figure, finding)
    return _signed(axes, None, series.plan, gaps["derived_from"], "charts.growth_gap.measured")


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
    'GDP of 2016 was 75.2 at prices of 2020, where 60.5 is printed'
    """
    _of(History, series)
    indicator = series.known_indicator(indicator)
    unit = unit_word(str(series.plan.indicators.set_index("code").at[indicator, "unit"]))
    title = _levels_title(series, indicator)
    rows = series[series["indicator"] == indicator]
    drawn = history_charts.plot_levels(series, indicator, title, unit, ax)
    return _signed(drawn, ax, series.plan, rows["derived_from"])


def _levels_title(series: History, indicator: str) -> str:
    """How far the printed and the chained level of the first year are apart, if both are known."""
    name, span = _series(indicator, first=True), linked_span(series, indicator)
    if span is None:
        return say("charts.levels.title", zone=series.plan.name, series=name)
    values = series[series["indicator"] == indicator].set_index(["measure", "year"])["value"]
    printed, chained = (float(values[measure, span[0]]) for measure in LINKED)
    told = {"series": name, "first": span[0], "last": span[1]}
    return say("charts.levels.finding", printed=printed, chained=chained, **told)


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
    'GDP in 2025: our median is 106, that of other models 84 to 138'
    """
    _of(Forecasts, fans)
    table = fans.models(indicator)
    name = _series(indicator, first=True)
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
    return _signed(drawn, ax, fans.series.plan, rows["derived_from"])


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
    _of(Forecasts, fans)
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
    return _signed(axes, None, fans.series.plan, [], "charts.coverage.measured")


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
    ['GDP: 106, plan 112', 'Industrial value added: 45.9', 'Investment: 53.4, plan 66.7']
    """
    _of(Forecasts, fans)
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
    return _signed(axes, None, fans.series.plan, rows["derived_from"], "charts.forecast.measured")


def _fan_title(fans: Forecasts, name: str, goal: float | None) -> str:
    """Where a fan's median ends, and where the plan leads to."""
    level = float(fans.all_levels[name].iloc[-1])
    if name in fans.levels:
        level = float(fans[name].quantile(0.5)[fans.year])
    kind = "alone" if goal is None else "beside"
    told = {"series": _series(name, first=True), "level": level, "goal": goal}
    return say(f"charts.forecast.title.{kind}", **told)


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


@_or_left_out
def fans(paths: Paths) -> np.ndarray:
    """A fan for each industry that has a target, on one axis: times the base.

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
    >>> [ax.get_title().partition(":")[0] for ax in ze.plot.fans(paths)]
    ['Steel', 'Equipment', 'Fine chemicals']
    """
    _of(Paths, paths)
    scenario, tables = paths.scenario, fan_tables(paths, paths.scenario)
    if not tables:
        raise Absent(say("absent.section.untested"))
    titled = {
        say(
            "charts.times.title",
            industry=retold(scenario.labels[name]),
            level=table["p50"].iloc[-1],
            target=scenario.targets[name],
        ): table
        for name, table in tables.items()
    }
    axes = scenario_charts.plot_fans(titled)
    ends = [table.iloc[-1] for table in tables.values()]
    told = {
        "count": len(ends),
        "below": sum(bool(end["p50"] < end["target"]) for end in ends),
        "outside": sum(bool(end["p90"] < end["target"]) for end in ends),
    }
    entitle_all(axes[0].figure, say("charts.times.finding", **told))
    return _foot(axes, scenario, "charts.times.measured")


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
def waterfalls(paths: Paths | Scenario) -> np.ndarray:
    """`waterfall` of every industry that has a target, beside one another.

    Parameters
    ----------
    paths : Paths or Scenario

    Returns
    -------
    ndarray of Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> ze.plot.waterfalls(baseline)[0].get_title()
    'Steel: 325 missing'
    """
    scenario = paths.scenario if isinstance(paths, Paths) else paths
    _of(Scenario, scenario)
    tables = {name: waterfall_table(scenario, name) for name in scenario.targets}
    if not tables:
        raise Absent(say("absent.section.untested"))
    missing = {
        name: float(table.loc[table["step"] == "missing", "amount"].iloc[0])
        for name, table in tables.items()
    }
    titled = {}
    for name, table in tables.items():
        kind = "missing" if missing[name] > 0 else "enough"
        told = {"industry": retold(scenario.labels[name]), "missing": missing[name]}
        titled[say(f"charts.waterfall.{kind}", **told)] = table
    axes = scenario_charts.plot_waterfalls(titled)
    told = {"missing": sum(missing.values()), "count": len(missing)}
    entitle_all(axes[0].figure, say("charts.waterfall.finding", **told))
    return _foot(axes, scenario, "charts.waterfall.measured")


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
    'No assumption alone brings all three industries to 900: the highest end is 341'
    """
    _of(Swings, swings)
    if swings.empty:
        raise Absent(say("absent.section.unmoved"))
    scenario, industry = swings.scenario, swings.of_industry
    target = scenario.target_of(industry)
    highest = float(swings[["output_low", "output_high"]].max().max())
    enough = int((swings[["output_low", "output_high"]].max(axis=1) >= target).sum())
    name = _label("charts.tornado.all", scenario, industry)
    told = {"industry": name, "target": target, "highest": highest, "enough": enough}
    title = say(f"charts.tornado.{'some' if enough else 'none'}", **told)
    drawn = scenario_charts.plot_tornado(swings, title, ax, rows=rows, target=target)
    return _foot(drawn, scenario) if ax is None else drawn


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
    >>> ze.plot.feasible_set(paths, 0.06).get_title()[:44]
    "Output of 900 fits the zone's GDP of 2025 on"
    """
    _of(Paths, paths)
    scenario = paths.scenario
    own = say("charts.feasible.own", scenario=scenario.name.replace("_", " "))
    lines = {own: scenario.values["zone_growth"]}
    for growth in growths:
        if growth is not None:
            lines[say("charts.feasible.given", percent=round(100 * growth, 1))] = growth
    table = paths.feasible(lines)
    goal = table[table["kind"].eq("point") & table["target"]].iloc[-1]
    told = {"output": goal["output"], "rate": goal["value_added_rate"]}
    title = say("charts.feasible.finding", year=scenario.target_year, **told)
    drawn = scenario_charts.plot_feasible_set(table, title, ax)
    return _foot(drawn, scenario) if ax is None else drawn


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
    '1 of 6 plans of other zones reached its target'
    """
    _of(Answer, answer)
    rows = answer.scored_cases
    counts = {"hits": int((rows["ratio"] >= 1).sum()), "count": len(rows)}
    title = say("charts.cases.title", **counts)
    drawn = target_charts.plot_cases(rows, answer.case_views, title, ax)
    return _signed(drawn, ax, answer.plan, [])


@_or_left_out
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
    'No reading gives a target a chance of more than 25 %'
    """
    _of(Answer, answer)
    if answer.readings.empty:
        raise Absent(say("absent.section.untested"))
    words = texts("front.word")
    bounds = {words[word]: least for word, least in _below(SCALE)}
    title = say("charts.grid.title", most=answer.readings["pooled"].max())
    drawn = target_charts.plot_grid(
        answer.readings, answer.titles, answer.prices, bounds, title, ax
    )
    return _signed(drawn, ax, answer.plan, answer.verdicts["derived_from"])


def _below(scale: Sequence[tuple[float, str]]) -> list[tuple[str, float]]:
    """Each word with the chance below which it holds; the best has none."""
    return [(word, least) for (least, _), (_, word) in pairwise(scale)]


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
