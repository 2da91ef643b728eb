"""What would have to be true? Break-even values, the year a target is reached, success regions.

Every solve runs the scenario's own central path (`scenarios.central_output`) inside a bracket and
says so when no value in the bracket reaches the target. Four kinds of question:

free      growth, volume, price, transferred output: capital is not asked.
within    growth: capital limits it, whether it does in the scenario or not.
capital   capital-output ratio, investment share, landed investment, conversion: demand is no limit
          (it doubles every year), so that capacity decides.
accounts  value-added rate: the one at which the targets fit the zone's growth path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from zoneecon.arguments import one_of
from zoneecon.errors import Absent
from zoneecon.results import Result
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.model import central_output, central_path
from zoneecon.scenarios.parameters import (
    FREE_OF_CAPITAL,
    Scenario,
    beyond_investment,
    free_growth,
    growth,
    growth_within_capital,
    landed,
    price,
    require_scenario,
    some,
    unlimited_demand,
    volume,
)
from zoneecon.scenarios.regions import region_of_success
from zoneecon.text.catalogue import Text, say, stored


class Variable(NamedTuple):
    """One question: how a value enters the scenario, and where to look for it."""

    low: float
    high: float
    apply: Callable[[Scenario, str, float], Scenario]


def _capital_ratio(scenario: Scenario, industry: str, x: float) -> Scenario:
    demanded = unlimited_demand(scenario, industry).with_(funnel_limit=0.0)
    return some(demanded, industry, capital_output_ratio=x)


def _investment_share(scenario: Scenario, industry: str, x: float) -> Scenario:
    return unlimited_demand(scenario, industry).with_(funnel_limit=0.0, investment_share=x)


def _conversion(scenario: Scenario, industry: str, x: float) -> Scenario:
    demanded = beyond_investment(unlimited_demand(scenario, industry))
    return demanded.with_(funnel_limit=1.0, conversion=x)


def is_asked(scenario: Scenario, variable: str) -> bool:
    """Whether a question makes sense: of what is not known nothing is solved for."""
    if variable == "investment_share":
        return any("fixed_asset_investment" in row for row in scenario.accounts.values())
    return variable != "conversion" or bool(scenario.funnel)


def _transferred(scenario: Scenario, industry: str, x: float) -> Scenario:
    keys = scenario.targets if industry == TOTAL else (industry,)
    weights = {key: scenario.targets[key] for key in keys}
    share = {key: x * weight / sum(weights.values()) for key, weight in weights.items()}
    return scenario.with_(transferred_output=share)


VARIABLES: dict[str, Variable] = {
    "growth": Variable(-0.2, 1.5, free_growth),
    "growth_within_capital": Variable(-0.2, 1.5, growth_within_capital),
    "volume_multiple": Variable(0.1, 60.0, volume),
    "price_multiple": Variable(0.1, 60.0, price),
    "capital_output_ratio": Variable(0.02, 5.0, _capital_ratio),
    "investment_share": Variable(0.0, 1.0, _investment_share),
    "landed_investment": Variable(0.0, 5000.0, landed),
    "conversion": Variable(0.0, 1.0, _conversion),
    "transferred_output": Variable(0.0, 5000.0, _transferred),
}


def _words(kind: str, **fields: object) -> str:
    """Words of a break-even as its published table holds them, in English."""
    return stored(f"scenarios.breakeven.{kind}", **fields)


def _plain(value: float) -> Text:
    return Text("scenarios.breakeven.at.plain", {"value": value})


def _percent(value: float) -> Text:
    return Text("scenarios.breakeven.at.percent", {"value": value * 100})


def solve_breakeven(scenario: Scenario, variable: str, industry: str = TOTAL) -> dict[str, Any]:
    """The value of one variable at which the central path ends on the target.

    Parameters
    ----------
    scenario : Scenario
    variable : str
        A key of `VARIABLES`.
    industry : str
        An industry, or ``total`` for the sum of the targets with the variable alike in all.

    Returns
    -------
    dict
        scenario, industry, variable, unit, target, low, high, reached (bool), value (nan if not
        reached), best_value, best_output, holds, note (one sentence).
    """
    low, high, apply = VARIABLES[one_of(variable, VARIABLES, "variable")]
    target = scenario.target_of(industry)

    def output(x: float) -> float:
        return central_output(apply(scenario, industry, x), industry)

    row: dict[str, Any] = {"scenario": scenario.name, "industry": industry, "variable": variable}
    unit = _words(f"unit.{variable}")
    row |= {"unit": unit, "target": target, "low": low, "high": high}
    at = _percent if unit.startswith("fraction") else _plain
    found = _known(scenario, industry) or _solve(output, target, low, high, at)
    return row | found | {"holds": _words(f"holds.{variable}")}


def _known(scenario: Scenario, industry: str) -> dict[str, Any]:
    """What is known in place of a solution, where the target year's level is published."""
    if not scenario.is_known(industry):
        return {}
    level = central_output(scenario, industry)
    note = _words("note.known", output=level, year=scenario.year_of(industry))
    return _answer(False, np.nan, np.nan, level, note)


def _solve(
    output: Callable[[float], float],
    target: float,
    low: float,
    high: float,
    at: Callable[[float], Text] = _plain,
) -> dict[str, Any]:
    """Root of output - target in [low, high]; else the best value on a grid over it.

    The note writes a value as `at` does.
    """
    ends = output(low), output(high)
    if (ends[0] - target) * (ends[1] - target) <= 0:
        value = brentq(lambda x: output(x) - target, low, high, xtol=1e-12, rtol=1e-12)
        return _answer(True, value, value, target, _words("note.reached", value=at(value)))
    grid = np.linspace(low, high, 65)
    outputs = np.array([output(x) for x in grid])
    best = int(outputs.argmax())
    if ends[0] > target:
        note = _words("note.every", low=at(low), high=at(high))
        return _answer(True, np.nan, grid[best], outputs[best], note)
    over = np.flatnonzero(outputs >= target)
    if over.size:  # reached inside, missed at both ends: take the first crossing
        value = brentq(lambda x: output(x) - target, grid[over[0] - 1], grid[over[0]])
        return _answer(True, value, value, target, _words("note.inside", value=at(value)))
    where = {"low": at(low), "high": at(high), "best": at(grid[best])}
    note = _words("note.none", output=outputs[best], **where)
    return _answer(False, np.nan, grid[best], outputs[best], note)


def _answer(reached, value, best_value, best_output, note) -> dict[str, Any]:
    return {
        "reached": bool(reached),
        "value": float(value),
        "best_value": float(best_value),
        "best_output": float(best_output),
        "note": note,
    }


def required_value_added_rate(scenario: Scenario) -> dict[str, Any]:
    """Mean value-added rate at which the targets fit the zone's growth path.

    With all targets met and the rest of the zone growing at `zone_growth`, GDP is the zone's path
    only if the industries' value added is (1 - other share) IVA_b (1 + g)^n. Solved on the central
    path for the rate in the target year.
    """
    row: dict[str, Any] = {"scenario": scenario.name, "industry": TOTAL}
    row |= {"variable": "value_added_rate", "unit": _words("unit.value_added_rate")}
    row |= {"target": scenario.target_of(), "low": 0.0, "high": 0.5}
    holds = {"holds": _words("holds.value_added_rate")}
    if known := _known(scenario, TOTAL):
        return row | known | holds
    met = scenario.with_(**FREE_OF_CAPITAL, realised_share=0.0, idle_output=0.0)
    for industry in scenario.industries:
        met = _met(met, industry)
    year = scenario.account_years[1]
    path = central_path(met.with_(value_added_rate_factor=1.0))
    last = path[path["year"].eq(scenario.target_year)].set_index(["measure", "industry"])["value"]
    none = central_path(met.with_(value_added_rate_factor=0.0))
    outside = none[none["year"].eq(scenario.target_year)].set_index("measure")["value"]["gdp"]
    output = sum(scenario.targets.values())
    base_rate = (last["gdp", "zone"] - outside) / output
    path_gdp = scenario.account(year)["gdp"] * (
        outside / (_outside_base(scenario, year))
    )  # the rest's growth and prices, applied to all of GDP

    def gdp(rate: float) -> float:
        return outside + rate * output

    answer = _solve(gdp, path_gdp, 0.0, 0.5, _percent)
    answer["best_output"] = output
    answer["note"] = _words("note.base_rate", note=answer["note"], rate=_percent(base_rate))
    return row | answer | holds


def _met(scenario: Scenario, industry: str) -> Scenario:
    """The scenario with one target met: by growth, or as if what is known were other firms'."""
    if scenario.is_known(industry):
        factor = f"scope_factor.{industry}"
        times = scenario.targets[industry] / central_output(scenario, industry)
        return scenario.with_(**{factor: scenario.values[factor] * times})
    solved = solve_breakeven(scenario, "growth", industry)
    found = solved["value"] if solved["value"] == solved["value"] else solved["best_value"]
    return growth(scenario, industry, found)


def _outside_base(scenario: Scenario, year: float) -> float:
    account = scenario.account(year)
    industrial = account["industrial_value_added"]
    return account["gdp"] - (1.0 - scenario.values["other_industry_share"]) * industrial


def year_reached(scenario: Scenario, industry: str = TOTAL, until: int = 2060) -> float:
    """First year whose central output is at or above the target; nan if none up to `until`.

    The scenario's drivers go on after its target year; price paths are flat after their last year.
    """
    target = scenario.target_of(industry)
    path = central_path(scenario.with_(target_year=until))
    mine = path[path["measure"].eq("output") & path["industry"].eq(industry)]
    reached = mine.loc[mine["value"] >= target * (1 - 1e-9), "year"]
    return float(reached.min()) if len(reached) else np.nan


class Breakeven(Result):
    """What would have to be true: a row a variable and industry, columns of `solve_breakeven`.

    Attributes
    ----------
    scenario : Scenario
    """

    made_from = ("scenario",)
    scenario: Scenario

    def value_added_rate(self) -> dict[str, Any]:
        """The mean value-added rate at which all targets fit the zone's growth path.

        `Absent` where the accounts are not known, or the targets are of different years.
        """
        if not self.scenario.has_accounts:
            raise Absent(say("absent.section.accounts"))
        if TOTAL not in self.scenario.tested:
            raise Absent(say("absent.section.total"))
        return required_value_added_rate(self.scenario)

    def regions(self, industry: str = TOTAL, *, designs: int = 8192, seed: int = 0) -> pd.DataFrame:
        """Which combinations of drivers reach a target: see `region_of_success`."""
        return region_of_success(self.scenario, industry, designs=designs, seed=seed)


def breakeven(scenario: Scenario, variables: Iterable[str] = tuple(VARIABLES)) -> Breakeven:
    """The value of one driver at which a target is just met, all else as in the scenario.

    Parameters
    ----------
    scenario : Scenario
    variables : iterable of str, optional
        Keys of `VARIABLES`; all of them if left out. `Scenario.with_` takes them, too.

    Returns
    -------
    Breakeven
        A DataFrame with a row per variable and industry, and one for ``total`` with the variable
        alike in all, where the targets add up: scenario, industry, variable, unit, target (CNY
        100m), low and high (where it was looked for), reached, value (NaN if not reached),
        best_value, best_output, note, holds (what is kept or lifted). The last row is the
        value-added rate, where the accounts are known. `.regions` finds combinations of drivers,
        `.value_added_rate` is that row.

    Raises
    ------
    BadInput
        If `scenario` is none or a variable is unknown, with the known ones.

    Notes
    -----
    Solved on the central path, without uncertainty, by Brent's method inside low and high.

    See Also
    --------
    tornado : which assumption moves the answer most.

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> solved = ze.breakeven(baseline, ["growth"])
    >>> growth = solved.set_index("industry").loc["steel", "value"]
    >>> print(f"{growth:.1%}")
    28.6%
    >>> what_if = baseline.with_(**{"growth.steel": growth})
    >>> print(f"{ze.simulate(what_if, draws=500, seed=1).fan('steel')['target'].iloc[-1]:g}")
    500
    """
    scenario = require_scenario(scenario)
    rows = [
        solve_breakeven(scenario, variable, industry)
        for variable in ([variables] if isinstance(variables, str) else variables)
        if is_asked(scenario, variable)
        for industry in scenario.tested
    ]
    if scenario.has_accounts and TOTAL in scenario.tested:
        rows.append(required_value_added_rate(scenario))
    table = pd.DataFrame(rows)
    return Breakeven.of(table, scenario=scenario)


def years_table(scenarios: Iterable[Scenario], until: int = 2060) -> pd.DataFrame:
    """Year in which each target is reached on each scenario's path; empty if not by `until`."""
    rows = [
        {"scenario": one.name, "industry": key, "year": year_reached(one, key, until)}
        for one in scenarios
        for key in one.tested
    ]
    return pd.DataFrame(rows).assign(until=until)
