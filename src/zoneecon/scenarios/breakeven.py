"""What would have to be true? Break-even values, the year a target is reached, success regions.

Every solve runs the scenario's own central path (`scenarios.central_output`) inside a bracket and
says so when no value in the bracket reaches the target. Three kinds of question:

free      growth, volume, price, transferred output: capital is not asked.
capital   capital-output ratio, investment share, landed investment, conversion: demand is no limit
          (it doubles every year), so that capacity decides.
accounts  value-added rate: the one at which the targets fit the zone's growth path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import qmc
from sklearn.tree import DecisionTreeClassifier

from zoneecon.errors import BadInput
from zoneecon.scenarios.model import central_output, central_path, evaluate
from zoneecon.scenarios.parameters import PARAMETERS, Scenario
from zoneecon.scenarios.simulate import sample
from zoneecon.text.catalogue import SOURCE, say

TOTAL = "total"
FREE_OF_CAPITAL = {"capital_limit": 0.0, "funnel_limit": 0.0}


class Variable(NamedTuple):
    """One question: how a value enters the scenario, and where to look for it."""

    low: float
    high: float
    apply: Callable[[Scenario, str, float], Scenario]


def _some(scenario: Scenario, industry: str, **changes: float) -> Scenario:
    """Change per-industry parameters of one industry, or of all for the total."""
    keys = scenario.industries if industry == TOTAL else (industry,)
    return scenario.with_(**{f"{name}.{key}": x for name, x in changes.items() for key in keys})


def _years(scenario: Scenario) -> float:
    return scenario.target_year - scenario.values["base_year"]


def _growth(scenario: Scenario, industry: str, x: float) -> Scenario:
    keys = scenario.industries if industry == TOTAL else (industry,)
    zone = scenario.values["zone_growth"]
    premium = {key: x - scenario.values[f"elasticity.{key}"] * zone for key in keys}
    return scenario.with_(growth_premium=premium)


def _growth_free(scenario: Scenario, industry: str, x: float) -> Scenario:
    return _growth(scenario.with_(**FREE_OF_CAPITAL), industry, x)


def _volume(scenario: Scenario, industry: str, x: float) -> Scenario:
    plain = _some(scenario, industry, realised_share=0.0, idle_output=0.0)
    return _growth_free(plain, industry, x ** (1.0 / _years(scenario)) - 1.0)


def _price(scenario: Scenario, industry: str, x: float) -> Scenario:
    return _some(scenario, industry, price_drift=x ** (1.0 / _years(scenario)) - 1.0)


def _unlimited_demand(scenario: Scenario, industry: str) -> Scenario:
    return _growth(scenario.with_(capital_limit=1.0), industry, 1.0)


def _capital_ratio(scenario: Scenario, industry: str, x: float) -> Scenario:
    demanded = _unlimited_demand(scenario, industry).with_(funnel_limit=0.0)
    return _some(demanded, industry, capital_output_ratio=x)


def _investment_share(scenario: Scenario, industry: str, x: float) -> Scenario:
    return _unlimited_demand(scenario, industry).with_(funnel_limit=0.0, investment_share=x)


def _beyond_investment(scenario: Scenario) -> Scenario:
    """The same zone with so much fixed-asset investment that its share is never the limit."""
    accounts = {
        year: {**row, "fixed_asset_investment": 1e6 * row["fixed_asset_investment"]}
        for year, row in scenario.accounts.items()
    }
    return replace(scenario, accounts=accounts)


def _landed(scenario: Scenario, industry: str, x: float) -> Scenario:
    demanded = _beyond_investment(_unlimited_demand(scenario, industry))
    return demanded.with_(funnel_limit=1.0, negotiated_value=x, conversion=1.0)


def _conversion(scenario: Scenario, industry: str, x: float) -> Scenario:
    demanded = _beyond_investment(_unlimited_demand(scenario, industry))
    return demanded.with_(funnel_limit=1.0, conversion=x)


def _transferred(scenario: Scenario, industry: str, x: float) -> Scenario:
    keys = scenario.industries if industry == TOTAL else (industry,)
    weights = {key: scenario.targets[key] for key in keys}
    share = {key: x * weight / sum(weights.values()) for key, weight in weights.items()}
    return scenario.with_(transferred_output=share)


VARIABLES: dict[str, Variable] = {
    "growth": Variable(-0.2, 1.5, _growth_free),
    "growth_within_capital": Variable(-0.2, 1.5, _growth),
    "volume_multiple": Variable(0.1, 60.0, _volume),
    "price_multiple": Variable(0.1, 60.0, _price),
    "capital_output_ratio": Variable(0.02, 5.0, _capital_ratio),
    "investment_share": Variable(0.0, 1.0, _investment_share),
    "landed_investment": Variable(0.0, 5000.0, _landed),
    "conversion": Variable(0.0, 1.0, _conversion),
    "transferred_output": Variable(0.0, 5000.0, _transferred),
}


def _words(kind: str, **fields: object) -> str:
    """Words of a break-even as its published table holds them, in English."""
    return say(f"scenarios.breakeven.{kind}", SOURCE, **fields)


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
    if variable not in VARIABLES:
        raise BadInput(f"breakeven: unknown variable {variable!r}; known: {', '.join(VARIABLES)}.")
    low, high, apply = VARIABLES[variable]
    target = sum(scenario.targets.values()) if industry == TOTAL else scenario.targets[industry]

    def output(x: float) -> float:
        return central_output(apply(scenario, industry, x), industry)

    row = {"scenario": scenario.name, "industry": industry, "variable": variable}
    row |= {"unit": _words(f"unit.{variable}"), "target": target, "low": low, "high": high}
    return row | _solve(output, target, low, high) | {"holds": _words(f"holds.{variable}")}


def _solve(output: Callable[[float], float], target: float, low: float, high: float) -> dict:
    """Root of output - target in [low, high]; else the best value on a grid over it."""
    ends = output(low), output(high)
    if (ends[0] - target) * (ends[1] - target) <= 0:
        value = brentq(lambda x: output(x) - target, low, high, xtol=1e-12, rtol=1e-12)
        return _answer(True, value, value, target, _words("note.reached", value=value))
    grid = np.linspace(low, high, 65)
    outputs = np.array([output(x) for x in grid])
    best = int(outputs.argmax())
    if ends[0] > target:
        note = _words("note.every", low=low, high=high)
        return _answer(True, np.nan, grid[best], outputs[best], note)
    over = np.flatnonzero(outputs >= target)
    if over.size:  # reached inside, missed at both ends: take the first crossing
        value = brentq(lambda x: output(x) - target, grid[over[0] - 1], grid[over[0]])
        return _answer(True, value, value, target, _words("note.inside", value=value))
    note = _words("note.none", low=low, high=high, output=outputs[best], best=grid[best])
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
    met = scenario.with_(**FREE_OF_CAPITAL, realised_share=0.0, idle_output=0.0)
    for industry in scenario.industries:
        growth = solve_breakeven(met, "growth", industry)["value"]
        met = _growth(met, industry, growth)
    year = max(y for y in scenario.accounts if y <= scenario.values["base_year"])
    path = central_path(met.with_(value_added_rate_factor=1.0))
    last = path[path["year"].eq(scenario.target_year)].set_index(["measure", "industry"])["value"]
    none = central_path(met.with_(value_added_rate_factor=0.0))
    outside = none[none["year"].eq(scenario.target_year)].set_index("measure")["value"]["gdp"]
    output = sum(scenario.targets.values())
    base_rate = (last["gdp", "zone"] - outside) / output
    path_gdp = scenario.accounts[year]["gdp"] * (
        outside / (_outside_base(scenario, year))
    )  # the rest's growth and prices, applied to all of GDP

    def gdp(rate: float) -> float:
        return outside + rate * output

    row = {"scenario": scenario.name, "industry": TOTAL, "variable": "value_added_rate"}
    row |= {"unit": _words("unit.value_added_rate"), "target": output, "low": 0.0, "high": 0.5}
    answer = _solve(gdp, path_gdp, 0.0, 0.5)
    answer["best_output"] = output
    answer["note"] = _words("note.base_rate", note=answer["note"], rate=base_rate)
    return row | answer | {"holds": _words("holds.value_added_rate")}


def _outside_base(scenario: Scenario, year: float) -> float:
    account = scenario.accounts[year]
    industrial = account["industrial_value_added"]
    return account["gdp"] - (1.0 - scenario.values["other_industry_share"]) * industrial


def year_reached(scenario: Scenario, industry: str = TOTAL, until: int = 2060) -> float:
    """First year whose central output is at or above the target; nan if none up to `until`.

    The scenario's drivers go on after its target year; price paths are flat after their last year.
    """
    target = sum(scenario.targets.values()) if industry == TOTAL else scenario.targets[industry]
    path = central_path(scenario.with_(target_year=until))
    mine = path[path["measure"].eq("output") & path["industry"].eq(industry)]
    reached = mine.loc[mine["value"] >= target * (1 - 1e-9), "year"]
    return float(reached.min()) if len(reached) else np.nan


def breakeven_table(
    scenario: Scenario, variables: Iterable[str] = tuple(VARIABLES)
) -> pd.DataFrame:
    """Every variable for every industry and the total, one row each; see `solve_breakeven`."""
    rows = [
        solve_breakeven(scenario, variable, industry)
        for variable in variables
        for industry in (*scenario.industries, TOTAL)
    ]
    return pd.DataFrame([*rows, required_value_added_rate(scenario)])


def years_table(scenarios: Iterable[Scenario], until: int = 2060) -> pd.DataFrame:
    """Year in which each target is reached on each scenario's path; empty if not by `until`."""
    rows = [
        {"scenario": one.name, "industry": key, "year": year_reached(one, key, until)}
        for one in scenarios
        for key in (*one.industries, TOTAL)
    ]
    return pd.DataFrame(rows).assign(until=until)


# --- region of success ----------------------------------------------------------------------


def region_of_success(
    scenario: Scenario,
    industry: str = TOTAL,
    *,
    designs: int = 8192,
    seed: int = 0,
    conditions: int = 3,
) -> pd.DataFrame:
    """Which combinations of drivers reach the target, as boxes of two or three conditions.

    First over the scenario's own draws; if fewer than 1 % of those succeed, over a Latin hypercube
    of the plausible ranges, then of ranges stretched 2, 4 and 8 times towards what is allowed, and
    the table says so. A classification tree (CART) of `conditions` levels finds the boxes.

    Returns
    -------
    DataFrame
        Best box first: industry, rule, coverage (share of successes inside), density (share of the
        inside that succeeds), cases, successes, design, base_rate (share of all that succeeds).
        No rows with a rule if nothing succeeds even in the widest design: one row says so.
    """
    target = sum(scenario.targets.values()) if industry == TOTAL else scenario.targets[industry]
    for name, drivers, output in _designs(scenario, industry, designs, seed):
        success = output >= target
        if success.mean() >= 0.01:
            boxes = _boxes(drivers, success, conditions, seed)
            table = pd.DataFrame(boxes).assign(design=name, base_rate=success.mean())
            table.insert(0, "industry", industry)
            return table
    row = {"industry": industry, "rule": say("scenarios.region.none"), "coverage": 0.0}
    row |= {"density": 0.0, "cases": len(success), "successes": int(success.sum())}
    return pd.DataFrame([row | {"design": name, "base_rate": success.mean()}])


def _designs(scenario, industry, designs, seed):
    """Draws of the scenario, then ever wider hypercubes: name, drivers, output."""
    drawn = sample(scenario, designs, seed)
    place = scenario.industries.index(industry) if industry != TOTAL else None
    output = drawn["total"][-1] if place is None else drawn["output"][place, -1]
    yield say("scenarios.region.own"), drawn["parameters"], output
    for stretch in (1, 2, 4, 8):
        ranges = _stretched(scenario, stretch)
        unit = qmc.LatinHypercube(len(ranges), seed=seed).random(designs)
        drivers = pd.DataFrame(
            {
                name: low + unit[:, i] * (high - low)
                for i, (name, (low, high)) in enumerate(ranges.items())
            }
        )
        outputs = evaluate(scenario, {name: drivers[name].to_numpy() for name in drivers})
        yield say("scenarios.region.ranges", stretch=stretch), drivers, outputs[industry]


def _stretched(scenario: Scenario, stretch: float) -> Mapping[str, tuple[float, float]]:
    ranges = {}
    for flat, (low, high) in scenario.ranges.items():
        name = flat.partition(".")[0]
        if low == high or name == "base_year" or name in NOT_DRIVERS:
            continue
        value, allowed = scenario.values[flat], PARAMETERS[name]
        floor = max(allowed.low, low / stretch if allowed.open_low else allowed.low)
        ranges[flat] = (
            max(value + stretch * (low - value), floor),
            min(value + stretch * (high - value), allowed.high),
        )
    return ranges


# they shape the spread of draws or the accounts, not the central path of output
NOT_DRIVERS = (
    "uncertainty",
    "city_weight",
    "project_size_variation",
    "other_industry_share",
    "value_added_rate_factor",
    "relative_value_added",
    "local_correlation",
    "price_correlation",
    "price_volume_correlation",
    "degrees_of_freedom",
    "volume_volatility",
    "trend_uncertainty",
    "price_volatility",
)


def _boxes(drivers: pd.DataFrame, success: np.ndarray, depth: int, seed: int) -> list[dict]:
    """Leaves of a CART with more successes than failures, as readable rules."""
    leaf_size = max(20, len(success) // 200)
    tree = DecisionTreeClassifier(
        max_depth=depth, min_samples_leaf=leaf_size, class_weight="balanced", random_state=seed
    ).fit(drivers.to_numpy(), success)
    leaves = tree.apply(drivers.to_numpy())
    boxes = []
    for leaf in np.unique(leaves):
        inside = leaves == leaf
        density = success[inside].mean()
        if density < 1.5 * success.mean():
            continue  # hardly better than not looking
        bounds = _path_to(tree.tree_, int(leaf), list(drivers.columns))
        boxes.append(
            {
                "rule": say("scenarios.region.join").join(
                    _condition(name, *bound) for name, bound in bounds.items()
                ),
                "coverage": success[inside].sum() / success.sum(),
                "density": density,
                "cases": int(inside.sum()),
                "successes": int(success[inside].sum()),
            }
        )
    return sorted(boxes, key=lambda box: -box["coverage"] * box["density"])


def _path_to(tree, leaf: int, names: list[str]) -> dict[str, tuple[float, float]]:
    """Bounds on the way from the root to a leaf, merged per driver."""
    sides = (tree.children_left, tree.children_right)
    parent = {
        int(child): (node, side)
        for side, children in enumerate(sides)
        for node, child in enumerate(children)
        if child >= 0
    }
    bounds: dict[str, tuple[float, float]] = {}
    while leaf in parent:
        node, side = parent[leaf]
        name, cut = names[tree.feature[node]], float(tree.threshold[node])
        low, high = bounds.get(name, (-np.inf, np.inf))
        bounds[name] = (low, min(high, cut)) if side == 0 else (max(low, cut), high)
        leaf = int(node)
    return bounds


def _condition(name: str, low: float, high: float) -> str:
    kind = "at_most" if np.isinf(low) else "above" if np.isinf(high) else "between"
    return say(f"scenarios.region.{kind}", name=name, low=low, high=high)
