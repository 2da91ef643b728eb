"""Which scenarios do the assumptions name, and with what numbers?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd
from scipy.optimize import brentq

from zoneecon.arguments import as_year, one_of
from zoneecon.data.amounts import cited
from zoneecon.data.files.checkout import ANYWHERE
from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.results import Result
from zoneecon.scenarios.allowed import CONVERSIONS, PARAMETERS
from zoneecon.scenarios.assumed import available, printed_values, read_scenario
from zoneecon.scenarios.inherited import inherited_numbers
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.starts import NOTHING, TARGET, News, from_plan
from zoneecon.scenarios.tables import scenario_table
from zoneecon.text.catalogue import stored


def from_assumptions(
    assumptions: Mapping[str, Any],
    name: str,
    base_values: Mapping[str, float],
    *,
    file: str = "assumptions",
    news: News = NOTHING,
) -> Scenario:
    """One named scenario (`read_scenario`) that starts from the news, and is solved if it asks so.

    Parameters
    ----------
    assumptions, name, base_values, file
        As for `read_scenario`.
    news : News
        What is published since the bases: the paths start there.
    """
    scenario = started(read_scenario(assumptions, name, base_values, file), news)
    solve = assumptions["scenarios"][name].get("solve")
    if not solve:
        return scenario
    known = [key for key, allowed in PARAMETERS.items() if allowed.per_industry]
    parameter = one_of(solve, known, f"{file} [scenarios.{name}]: solve")
    return replace(_solve_targets(scenario, parameter), solved=parameter)


def started(scenario: Scenario, news: News) -> Scenario:
    """The scenario from the newest published levels on, with the years that remain.

    A level in the target's concept has no concept and no scope left to read, also in a scenario
    that reads the base otherwise; one in the base's concept keeps both.
    """
    starts = {key: news.starts[key] for key in scenario.industries if key in news.starts}
    if not starts and not news.accounts:
        return scenario
    values, origins = dict(scenario.values), dict(scenario.origins)
    evidence = dict(scenario.evidence)
    baselines = {**scenario.baselines, **{key: start.level for key, start in starts.items()}}
    for key, start in starts.items():
        factors = {f"{name}.{key}" for name in CONVERSIONS} if start.concept == TARGET else set()
        base = scenario.baselines[key] * math.prod(values[name] for name in factors)
        starts[key] = start.with_base(scenario.values["base_year"], base)
        for name in factors:
            values[name], origins[name] = 1.0, stored("inputs.published")
            evidence[name] = {"unit": "factor", "statements": (start.id,), "quality": "green"}
    readings = scenario.base_readings
    if len(starts) == len(scenario.industries):  # nothing starts at a base any more
        readings = (values["base_year"],)
    return replace(
        scenario,
        baselines=baselines,
        values=MappingProxyType(values),
        origins=origins,
        evidence=evidence,
        base_readings=readings,
        news=News(starts, news.accounts),
    )


class ScenarioTable(Result):
    """Scenarios side by side: a row a scenario, where it ends and the chance of each target.

    Attributes
    ----------
    solved : tuple of str
        Those that are solved to end on their targets, which says nothing of their chance.
    """

    made_from = ("solved",)
    solved: tuple[str, ...]


class Scenarios(dict[str, Scenario]):
    """Scenarios by name, in the order of the assumptions."""

    def __missing__(self, name: str) -> Scenario:
        return self[one_of(name, self, "scenario")]

    def table(self, draws: int = 20_000, seed: int = 0) -> ScenarioTable:
        """A row a scenario: median and chance of each target in the target year, and of all.

        Columns scenario, title, median_<industry> (CNY 100m), probability_<industry> (share of
        draws, a fraction), the same for ``total``, probability_all, gdp_median, capital_binds,
        quality.
        """
        solved = tuple(name for name, one in self.items() if one.solved)
        return ScenarioTable.of(scenario_table(self.values(), draws, seed), solved=solved)

    def years(self, until: object = 2060) -> pd.DataFrame:
        """The year in which each central path reaches each target, NaN if not by `until`.

        Columns scenario, industry (``total`` for all), year, until.
        """
        from zoneecon.scenarios.breakeven import years_table

        return years_table(self.values(), as_year(until, "until"))


def named_scenarios(plan: Vintage) -> Scenarios:
    """The scenarios that the assumptions name, each with only what it changes.

    Parameters
    ----------
    plan : Vintage
        A number that was revised counts as its newest publication known on its day prints it.

    Returns
    -------
    Scenarios
        A dictionary: name -> `Scenario`; ``"baseline"`` is the set of central values. `.table`
        and `.years` lay all of them side by side.

    Raises
    ------
    BadInput
        An unknown key, a statement without a number, an infeasible value: one sentence each. A
        name that is not there is answered with the known ones.

    See Also
    --------
    simulate, breakeven, tornado : what can be asked of a scenario.

    Examples
    --------
    >>> import zoneecon as ze
    >>> cases = ze.named_scenarios(ze.load("anshan-edz"))
    >>> round(cases["baseline"].values["zone_growth"], 4)
    0.0425
    >>> list(cases)[:3]
    ['baseline', 'plan_met', 'plan_growth']
    """
    numbers, news = printed_numbers(plan), from_plan(plan)
    names = available(plan.assumptions)
    return Scenarios({name: one_named(plan, name, numbers, news) for name in names})


def printed_numbers(plan: Vintage) -> dict[str, float]:
    """Statement id to printed number, for everything that a vintage's scenarios may cite.

    Beside them what the trend gives, under its own names (`inherited`).
    """
    printed = printed_values(plan.evidence) | printed_values(effective(plan.statements))
    return printed | inherited_numbers(plan)


def one_named(
    plan: Vintage, name: str, numbers: Mapping[str, float], news: News | None = None
) -> Scenario:
    """One scenario of a vintage; a message on a saved one names the file it was saved in."""
    news = from_plan(plan) if news is None else news
    place = ANYWHERE.place(plan.zone)
    file = place.saved if name in plan.assumptions.get("saved", ()) else place.assumptions
    known = _as_known(plan)
    scenario = from_assumptions(known, name, numbers, file=file.as_posix(), news=news)
    return replace(scenario, as_of=plan.as_of)


#: Paths by year that rest on what is published: what comes later is known on no earlier day.
PATHS = ("price_paths", "growth_paths")


def _as_known(plan: Vintage) -> Mapping[str, Any]:
    """The assumptions without what is not known on an earlier day: first later levels, changes."""
    known, industries = set(plan.statements["id"]), plan.assumptions.get("industries", {})
    own = {
        name: {
            key: value
            for key, value in block.items()
            if "later_base" not in block
            or block["baseline"] in known
            or key not in ("baseline", "later_base")
        }
        for name, block in industries.items()
    }
    around = {*plan.context["id"], *plan.reference["id"]}
    later = {*plan.evidence["id"]} - known - around
    paths = {
        table: {
            name: {key: _published(years, later) for key, years in one.items()}
            for name, one in plan.assumptions.get(table, {}).items()
        }
        for table in PATHS
    }
    return {**plan.assumptions, "industries": own, **paths}


def _published(years: Any, later: set[str]) -> Any:
    """Changes by year of a path, up to the first that rests on what is published later."""
    if not isinstance(years, Mapping):
        return years  # a title, a reason
    cut = {int(year) for year, change in years.items() if not later.isdisjoint(cited(change))}
    return {year: change for year, change in years.items() if not cut or int(year) < min(cut)}


def _solve_targets(scenario: Scenario, parameter: str) -> Scenario:
    """Set a per-industry parameter so that each central path ends exactly on its target."""
    where = f"[scenarios.{scenario.name}]"
    for industry, target in scenario.targets.items():
        flat = f"{parameter}.{industry}"
        if scenario.is_known(industry):
            continue

        def gap(x: float, at=scenario, flat=flat, industry=industry, target=target) -> float:
            return central_output(at.with_(**{flat: x}), industry) - target

        high = PARAMETERS[parameter].high
        low = -0.5 if gap(-0.5) < 0 else PARAMETERS[parameter].low  # far above the target already
        if gap(low) > 0:
            continue
        # what is out of reach in the years that are left stays at the most that is allowed
        root = brentq(gap, low, high, xtol=1e-13, rtol=1e-13) if gap(high) > 0 else high
        scenario = scenario.with_(**{flat: root})
        scenario = replace(scenario, origins={**scenario.origins, flat: where})
    return scenario
