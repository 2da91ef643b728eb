"""Which scenarios do the assumptions name, and with what numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scipy.optimize import brentq

from zoneecon.data.newest import effective
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


def from_desk(desk) -> dict[str, Scenario]:
    """All scenarios of a desk (`data.open_desk`) by name, in the order of the assumptions.

    A number that was revised counts as its newest publication known on the desk's day prints it.
    """
    numbers = desk_numbers(desk)
    return {name: one_of_desk(desk, name, numbers) for name in available(desk.assumptions)}


def desk_numbers(desk) -> dict[str, float]:
    """Statement id to printed number, for everything that a desk's scenarios may cite."""
    return printed_values(desk.evidence) | printed_values(effective(desk.statements))


def one_of_desk(desk, name: str, numbers: Mapping[str, float]) -> Scenario:
    """One scenario of a desk; a message about a saved one names the file that it was saved in."""
    ending = ".saved.toml" if name in desk.assumptions.get("saved", ()) else ".toml"
    file = f"data/assumptions/{desk.zone}{ending}"
    return from_assumptions(desk.assumptions, name, numbers, file=file)


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
