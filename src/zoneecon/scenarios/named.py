"""Which scenarios do the assumptions name, and with what numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scipy.optimize import brentq

from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.parameters import (
    PARAMETERS,
    Scenario,
    available,
    printed_values,
    read_scenario,
)


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
    return _solve_targets(scenario, solve) if solve else scenario


def from_plan(plan: Vintage) -> dict[str, Scenario]:
    """All scenarios of a vintage (`data.vintage.load`) by name, in the order of the assumptions.

    A number that was revised counts as its newest publication known on its day prints it.
    """
    numbers = printed_numbers(plan)
    return {name: one_named(plan, name, numbers) for name in available(plan.assumptions)}


def printed_numbers(plan: Vintage) -> dict[str, float]:
    """Statement id to printed number, for everything that a vintage's scenarios may cite."""
    return printed_values(plan.evidence) | printed_values(effective(plan.statements))


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
