"""What does a state of the explorer show? Tables and figures' data, from the model's functions.

The fast part (`look`) is everything that changes while a slider moves; the slow part is each a
function of its own, called when the fast part is on the page.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon.explorer.state import SessionInputs, State, code_line, scenario_of, weight_of
from zoneecon.growth import required_growth
from zoneecon.rows import row_at
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.breakeven import VARIABLES, solve_breakeven
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import fan_table, waterfall_table
from zoneecon.targets.outside_view import counted_multiple
from zoneecon.targets.verdicts import decide, joint, likelihood, pool, share


class Result(NamedTuple):
    """The fast views of a state.

    `chances` has one row an industry (see `chance_table`), `joint` the chance of all targets
    together, inside and pooled.
    """

    state: State
    scenario: Scenario
    summary: pd.DataFrame
    fan: pd.DataFrame
    chances: pd.DataFrame
    joint: dict[str, float]


def result(state: State, inputs: SessionInputs, *, threads: int = 2) -> Result:
    """Simulate a state and judge it."""
    scenario = scenario_of(state, inputs)
    summary = simulate(scenario, inputs.draws, inputs.seed, threads=threads)
    chances = chance_table(scenario, summary, inputs, weight_of(state, inputs))
    last = row_at(_last(summary, scenario), TOTAL)
    together = {
        "inside": float(last["joint_probability"]),
        "pooled": joint(list(chances["pooled"]), scenario.values["local_correlation"]),
    }
    fan = fan_table(summary, scenario, state.industry)
    return Result(state, scenario, summary, fan, chances, together)


def _last(summary: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Output in the target year, by industry and ``total``."""
    rows = summary[summary["measure"].eq("output") & summary["year"].eq(scenario.target_year)]
    return rows.set_index("industry")


def chance_table(
    scenario: Scenario, summary: pd.DataFrame, inputs: SessionInputs, weight: float
) -> pd.DataFrame:
    """Where each industry ends, and the chance of its target from inside, outside and pooled.

    As a cell of `readings.grid`: the outside view looks at the multiple that the base, with its
    concept and scope, would have to grow by, or the newest level in the years that are left.

    Returns
    -------
    DataFrame
        industry, base, target, p10, p50, p90 (CNY 100m), required (growth a year), inside, outside,
        pooled, likelihood, verdict (a key of `verdicts.WORDS`, for this one reading).
    """
    last, rows, news = _last(summary, scenario), [], scenario.news.starts
    for industry in scenario.industries:
        end, values = row_at(last, industry), scenario.values
        factor = values[f"concept_factor.{industry}"] * values[f"scope_factor.{industry}"]
        base, target = scenario.baselines[industry], scenario.targets[industry]
        multiple = target / (base * factor)
        years, started = scenario.target_year - scenario.start_year(industry), industry in news
        asked = inputs.outside.multiple_left(multiple, years) if started and years > 0 else multiple
        inside = float(share(round(end["probability"] * inputs.draws), inputs.draws))
        record = inputs.records.get(counted_multiple(inputs.rates, float(asked)), np.nan)
        outside = float(pool(record, inputs.outside.cases, 0.5))
        pooled = float(pool(inside, outside, weight))
        known = inputs.known.get(industry, {}).get("status", "")
        rows.append(
            {
                "industry": industry,
                "base": base,
                "target": target,
                **{name: float(end[name]) for name in ("p10", "p50", "p90")},
                "required": required_growth(base * factor, target, years) if years > 0 else np.nan,
                "inside": inside,
                "outside": outside,
                "pooled": pooled,
                "likelihood": likelihood(pooled),
                "verdict": decide(pooled, pooled, known),
            }
        )
    return pd.DataFrame(rows)


# --- after the fast views ---------------------------------------------------------------------


def waterfall(one: Result) -> pd.DataFrame:
    """From the base to the target, driver by driver, for the industry that is looked at."""
    return waterfall_table(one.scenario, one.state.industry)


def breakeven(one: Result, given_up: Callable[[], bool] = lambda: False) -> pd.DataFrame | None:
    """What would have to be true for the industry that is looked at, one driver at a time.

    None if it was given up, which is asked before every driver: together they take the longest.
    """
    rows = []
    for name in VARIABLES:
        if given_up():
            return None
        rows.append(solve_breakeven(one.scenario, name, one.state.industry))
    return pd.DataFrame(rows)


def comparison(one: Result, other: Result) -> pd.DataFrame:
    """Two scenarios side by side: a row a figure, columns industry, figure, this, other."""
    rows = []
    for mine, theirs in zip(
        one.chances.to_dict("records"), other.chances.to_dict("records"), strict=True
    ):
        rows += [
            {
                "industry": mine["industry"],
                "figure": name,
                "this": mine[name],
                "other": theirs[name],
            }
            for name in ("p50", "inside", "pooled", "verdict")
        ]
    rows += [
        {
            "industry": TOTAL,
            "figure": f"joint_{name}",
            "this": one.joint[name],
            "other": other.joint[name],
        }
        for name in ("inside", "pooled")
    ]
    return pd.DataFrame(rows)


def exported_table(one: Result, inputs: SessionInputs) -> pd.DataFrame:
    """The chances with names and scenario, numbers as computed: what is exported."""
    titles = [inputs.titles[name]["en"] for name in one.chances["industry"]]
    table = one.chances.assign(
        title=titles, scenario=one.state.preset, code=code_line(one.state, inputs)
    )
    first = ["scenario", "industry", "title"]
    return table[[*first, *(name for name in table.columns if name not in first)]]
