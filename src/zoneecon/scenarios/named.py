"""Which scenarios do the assumptions name, and with what numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from scipy.optimize import brentq

from zoneecon.arguments import as_year, one_of
from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.results import Result
from zoneecon.scenarios.allowed import PARAMETERS
from zoneecon.scenarios.assumed import available, printed_values, read_scenario
from zoneecon.scenarios.inherited import inherited_numbers
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.tables import scenario_table


def from_assumptions(
    assumptions: Mapping[str, Any],
    name: str,
    base_values: Mapping[str, float],
    *,
    file: str = "assumptions",
) -> Scenario:
    """Build one named scenario: the parameters' values, then only its own differences.

    Parameters
    ----------
    assumptions : dict
        The assumptions file as `tomllib` reads it.
    name : str
        A key of its ``scenarios`` table, see `available`.
    base_values : dict
        Statement id to printed number in the printed unit, see `printed_values`.
    file : str
        Name of the file, for messages.

    Raises
    ------
    BadInput
        Unknown scenario or key (with a suggestion), a statement without a number, or an
        infeasible value; one sentence each, all at once.
    """
    scenario = read_scenario(assumptions, name, base_values, file=file)
    solve = assumptions["scenarios"][name].get("solve")
    if not solve:
        return scenario
    known = [key for key, allowed in PARAMETERS.items() if allowed.per_industry]
    return _solve_targets(scenario, one_of(solve, known, f"{file} [scenarios.{name}]: solve"))


class ScenarioTable(Result):
    """Scenarios side by side: a row a scenario, where it ends and the chance of each target."""


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
        return ScenarioTable.of(scenario_table(self.values(), draws, seed))

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
    numbers = printed_numbers(plan)
    return Scenarios({name: one_named(plan, name, numbers) for name in available(plan.assumptions)})


def printed_numbers(plan: Vintage) -> dict[str, float]:
    """Statement id to printed number, for everything that a vintage's scenarios may cite.

    Beside them what the trend gives, under its own names (`inherited`).
    """
    printed = printed_values(plan.evidence) | printed_values(effective(plan.statements))
    return printed | inherited_numbers(plan)


def one_named(plan: Vintage, name: str, numbers: Mapping[str, float]) -> Scenario:
    """One scenario of a vintage; a message on a saved one names the file it was saved in."""
    ending = ".saved.toml" if name in plan.assumptions.get("saved", ()) else ".toml"
    file = f"data/assumptions/{plan.zone}{ending}"
    return from_assumptions(plan.assumptions, name, numbers, file=file)


def _solve_targets(scenario: Scenario, parameter: str) -> Scenario:
    """Set a per-industry parameter so that each central path ends exactly on its target."""
    where = f"[scenarios.{scenario.name}]"
    for industry, target in scenario.targets.items():
        flat = f"{parameter}.{industry}"

        def gap(x: float, at=scenario, flat=flat, industry=industry, target=target) -> float:
            return central_output(at.with_(**{flat: x}), industry) - target

        root = brentq(gap, -0.5, PARAMETERS[parameter].high, xtol=1e-13, rtol=1e-13)
        scenario = scenario.with_(**{flat: root})
        scenario = replace(scenario, origins={**scenario.origins, flat: where})
    return scenario
