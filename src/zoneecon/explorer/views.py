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
from zoneecon.scenarios.breakeven import VARIABLES, is_asked, solve_breakeven
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import fan_table, waterfall_table
from zoneecon.targets.readings import shifted
from zoneecon.targets.verdicts import decide, joint, sampling_error


class Result(NamedTuple):
    """The fast views of a state.

    `chances` has one row an industry (see `chance_table`), `joint` the chance of all targets
    together (pooled), and the share of assumed paths on which all are met (paths, paths_error).
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
        "paths": float(last["joint_probability"]),
        "paths_error": float(sampling_error(last["joint_probability"], inputs.draws)),
        "pooled": joint(list(chances["pooled"]), scenario.values["local_correlation"]),
    }
    fan = fan_table(summary, scenario, state.industry)
    return Result(state, scenario, summary, fan, chances, together)


def _last(summary: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Output in the target year, by industry and ``total``."""
    ends = summary["year"].eq(summary["industry"].map(scenario.year_of))
    rows = summary[summary["measure"].eq("output") & ends]
    return rows.set_index("industry")


def chance_table(
    scenario: Scenario, summary: pd.DataFrame, inputs: SessionInputs, weight: float
) -> pd.DataFrame:
    """Where each industry's paths end, and the chance of its target if the scenario holds.

    As a cell of `readings.grid`: base or newest level, concept and scope change what is asked, all
    else moves the centre of the inside view by what it does to the central path. The share of
    assumed paths stands beside it and is no part of it.

    Returns
    -------
    DataFrame
        industry, base, target, p10, p50, p90 (CNY 100m), required (growth a year), inside, outside,
        pooled, paths, paths_error, verdict (a key of `targets.verdict`, for this one reading).
    """
    last, rows, values = _last(summary, scenario), [], scenario.values
    views = inputs.views._replace(weight=weight)
    plain = {"base_year": values["base_year"], "concept_factor": 1.0, "scope_factor": 1.0}
    one, other = scenario.with_(**plain), inputs.presets[inputs.baseline].with_(**plain)
    for industry in scenario.targets:
        end, known = row_at(last, industry), inputs.known.get(industry, {})
        factor = values[f"concept_factor.{industry}"] * values[f"scope_factor.{industry}"]
        base, target = scenario.baselines[industry], scenario.targets[industry]
        since = scenario.start_year(industry)
        year = scenario.year_of(industry)
        years = year - since
        shift = shifted(one, other, industry)
        asked = target / (base * factor), since, year
        found = views.chance(industry, *asked, shift)
        rows.append(
            {
                "industry": industry,
                "base": base,
                "target": target,
                **{name: float(end[name]) for name in ("p10", "p50", "p90")},
                "required": required_growth(base * factor, target, years) if years > 0 else np.nan,
                **{name: found[name] for name in ("inside", "outside", "pooled")},
                "paths": float(end["probability"]),
                "paths_error": float(sampling_error(end["probability"], inputs.draws)),
                "verdict": decide(found["pooled"], known.get("status", "")),
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
        if not is_asked(one.scenario, name):
            continue
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
            for name in ("p50", "paths", "pooled", "verdict")
        ]
    rows += [
        {
            "industry": TOTAL,
            "figure": f"joint_{name}",
            "this": one.joint[name],
            "other": other.joint[name],
        }
        for name in ("paths", "pooled")
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
