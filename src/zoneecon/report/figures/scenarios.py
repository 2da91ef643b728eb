"""Where do the assumed paths lead, and what moves them? The figures that show it."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zoneecon.errors import Absent
from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.report.charts import trends as trend_charts
from zoneecon.report.charts.frame import entitle_all
from zoneecon.report.figures.foot import expect, or_left_out, series_name, signed_by_scenario
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.paths import Paths
from zoneecon.scenarios.sensitivity import Swings
from zoneecon.scenarios.tables import fan_tables, waterfall_table
from zoneecon.text.catalogue import retold, say
from zoneecon.trends.distribution import Forecast


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
        title = series_name(paths.indicator or "series", first=True)
        return trend_charts.plot_fan(origin, paths.to_frame(), title, paths.unit, None, ax)
    expect(Paths, paths)
    table = paths.fan(industry)
    return scenario_charts.plot_fan(table, _label("charts.fan.title", paths.scenario, industry), ax)


def _label(key: str, scenario: Scenario, industry: str) -> str:
    if industry == TOTAL:
        return say(key, count=len(scenario.industries))
    return retold(scenario.labels[industry])


@or_left_out
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
    expect(Paths, paths)
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
    return signed_by_scenario(axes, None, scenario, "charts.times.measured")


@or_left_out
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
    expect(Scenario, scenario)
    table = waterfall_table(scenario, scenario.known_industry(industry))
    name = _label("charts.fan.title", scenario, industry)
    years = {"base": scenario.values["base_year"], "year": scenario.year_of(industry)}
    title = say("charts.waterfall.title", industry=name, **years)
    return scenario_charts.plot_waterfall(table, title, ax)


@or_left_out
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
    expect(Scenario, scenario)
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
    return signed_by_scenario(axes, None, scenario, "charts.waterfall.measured")


@or_left_out
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
    expect(Swings, swings)
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
    return signed_by_scenario(drawn, ax, scenario)


@or_left_out
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
    expect(Paths, paths)
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
    return signed_by_scenario(drawn, ax, scenario)
