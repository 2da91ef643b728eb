"""Which combinations of drivers reach a target? Boxes that a decision tree finds."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.scenarios.allowed import ENTRIES, PARAMETERS, SWITCHES, TOTAL
from zoneecon.scenarios.model import evaluate
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import sample
from zoneecon.text.catalogue import Text, stored

#: Conditions that a box has at most.
CONDITIONS = 3
_COUNTED = {
    "coverage": np.nan,
    "density": np.nan,
    "cases": 0,
    "successes": 0,
    "design": "",
    "base_rate": np.nan,
}


def region_of_success(
    scenario: Scenario,
    industry: str = TOTAL,
    *,
    designs: int = 8192,
    seed: int = 0,
) -> pd.DataFrame:
    """Which combinations of drivers reach the target, as boxes of two or three conditions.

    First over the scenario's own draws; if fewer than 1 % of those succeed, over a Latin hypercube
    of the plausible ranges, then of ranges stretched 2, 4 and 8 times towards what is allowed, and
    the table says so. A classification tree (CART) of `CONDITIONS` levels finds the boxes.

    Returns
    -------
    DataFrame
        Best box first: industry, rule, coverage (share of successes inside), density (share of the
        inside that succeeds), cases, successes, design, base_rate (share of all that succeeds).
        No rows with a rule if nothing succeeds even in the widest design: one row says so.
    """
    target = scenario.target_of(scenario.known_industry(industry))
    if scenario.is_known(industry):
        rule = stored("scenarios.region.known", year=scenario.year_of(industry))
        return pd.DataFrame([{"industry": industry, "rule": rule, **_COUNTED}])
    for name, drivers, output in _designs(scenario, industry, designs, seed):
        success = output >= target
        if success.all():
            rule = stored("scenarios.region.every")
            row: dict[str, Any] = {"industry": industry, "rule": rule, **_COUNTED}
            row |= {"coverage": 1.0, "density": 1.0, "cases": len(success), "design": name}
            return pd.DataFrame([row | {"successes": len(success), "base_rate": 1.0}])
        if success.mean() >= 0.01:
            boxes = _boxes(drivers, success, seed) or [_everywhere(success)]
            table = pd.DataFrame(boxes).assign(design=name, base_rate=success.mean())
            table.insert(0, "industry", industry)
            return table
    row = {"industry": industry, "rule": stored("scenarios.region.none"), "coverage": 0.0}
    row |= {"density": 0.0, "cases": len(success), "successes": int(success.sum())}
    return pd.DataFrame([row | {"design": name, "base_rate": success.mean()}])


def _everywhere(success: np.ndarray) -> dict[str, Any]:
    """The whole design, where no box in it is much better than another."""
    found = {"coverage": 1.0, "density": success.mean(), "cases": len(success)}
    rule = stored("scenarios.region.alike")
    return {"rule": rule, **found, "successes": int(success.sum())}


def _designs(scenario, industry, designs, seed):
    """Draws of the scenario, then ever wider hypercubes: name, drivers, output."""
    from scipy.stats import qmc  # takes a while, and few ask for regions

    drawn = sample(scenario, designs, seed)
    place = scenario.industries.index(industry) if industry != TOTAL else None
    output = drawn["total"][-1] if place is None else drawn["output"][place, -1]
    yield stored("scenarios.region.own"), drawn["parameters"], output
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
        yield stored("scenarios.region.ranges", stretch=stretch), drivers, outputs[industry]


def _stretched(scenario: Scenario, stretch: float) -> Mapping[str, tuple[float, float]]:
    ranges = {}
    for flat, (low, high) in scenario.ranges.items():
        name = flat.partition(".")[0]
        fixed = name in ("base_year", *SWITCHES) or flat in scenario.settled
        if low == high or fixed or name in NOT_DRIVERS:
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


def _boxes(drivers: pd.DataFrame, success: np.ndarray, seed: int) -> list[dict]:
    """Leaves of a CART with more successes than failures, as readable rules."""
    from sklearn.tree import DecisionTreeClassifier  # large: only for who asks for boxes

    leaf_size = max(20, len(success) // 200)
    tree = DecisionTreeClassifier(
        max_depth=CONDITIONS, min_samples_leaf=leaf_size, class_weight="balanced", random_state=seed
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
                "rule": reduce(
                    lambda left, right: stored("scenarios.region.join", left=left, right=right),
                    (_condition(name, *bound) for name, bound in bounds.items()),
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
    ends = {"low": _bound(name, low), "high": _bound(name, high)}
    return stored(f"scenarios.region.{kind}", name=name, **ends)


def _bound(name: str, value: float) -> Text:
    unit = ENTRIES[name.partition(".")[0]]["unit"].partition(" ")[0]
    kind = unit if unit in ("fraction", "year") else "other"
    return Text(f"scenarios.region.bound.{kind}", {"value": value})
