"""What does a state of the explorer show? Tables and figures' data, from the model's functions.

The fast part (`look`) is everything that changes while a slider moves; the slow part is each a
function of its own, called when the fast part is on the page.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.state import State, code_line, scenario_of, weight_of
from zoneecon.growth import required_growth
from zoneecon.rows import row_at
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import fan_table, waterfall_table
from zoneecon.targets.readings import shifts
from zoneecon.targets.verdicts import decide, joint, sampling_error


class Result(NamedTuple):
    """The fast views of a state.

    `chances` has one row an industry (see `chance_table`), `joint` the chance of all targets
    together (pooled), and the share of assumed paths on which all are met (paths, paths_error);
    `moved` what the central path of each industry gains on the baseline's (see `gains`).
    """

    state: State
    scenario: Scenario
    summary: pd.DataFrame
    fan: pd.DataFrame
    chances: pd.DataFrame
    joint: dict[str, float]
    moved: Mapping[str, float]


class Around(NamedTuple):
    """What is drawn beside a fan.

    `history` (year, level) is the zone's industry as a whole, scaled to where the fan begins;
    `known` are levels of the industry itself that are published since its base; `band` the target
    year with the ends of the 80 % band by past errors; `seen` the year of an earlier day -> the
    path that was expected on it (year, level).
    """

    history: pd.DataFrame
    known: pd.DataFrame
    band: tuple[float, float, float] | None
    seen: Mapping[int, pd.DataFrame]


def result(state: State, inputs: SessionInputs) -> Result:
    """Simulate a state and judge it."""
    scenario = scenario_of(state, inputs)
    summary = simulate(scenario, inputs.draws, inputs.seed)
    moved = gains(scenario, inputs)
    chances = chance_table(scenario, summary, inputs, weight_of(state, inputs), moved)
    last = row_at(_last(summary, scenario), TOTAL)
    together = {
        "paths": float(last["joint_probability"]),
        "paths_error": float(sampling_error(last["joint_probability"], inputs.draws)),
        "pooled": joint(list(chances["pooled"]), scenario.values["local_correlation"]),
    }
    fan = fan_table(summary, scenario, state.industry)
    return Result(state, scenario, summary, fan, chances, together, moved)


def _last(summary: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Output in the target year, by industry and ``total``."""
    ends = summary["year"].eq(summary["industry"].map(scenario.year_of))
    rows = summary[summary["measure"].eq("output") & ends]
    return rows.set_index("industry")


def gains(scenario: Scenario, inputs: SessionInputs) -> dict[str, float]:
    """What a scenario's central paths gain on the baseline's, in logs, each from the same base."""
    plain = {"base_year": scenario.values["base_year"], "concept_factor": 1.0, "scope_factor": 1.0}
    return shifts(scenario.with_(**plain), inputs.presets[inputs.baseline].with_(**plain))


def chance_table(
    scenario: Scenario,
    summary: pd.DataFrame,
    inputs: SessionInputs,
    weight: float,
    moved: Mapping[str, float],
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
    for industry in scenario.targets:
        end, known = row_at(last, industry), inputs.known.get(industry, {})
        factor = values[f"concept_factor.{industry}"] * values[f"scope_factor.{industry}"]
        base, target = scenario.baselines[industry], scenario.targets[industry]
        since = scenario.start_year(industry)
        year = scenario.year_of(industry)
        years = year - since
        found = views.chance(industry, target / (base * factor), since, year, moved[industry])
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
    """From the base to the target, driver by driver, for the industry that is looked at.

    It ends on the median of the draws, the page's one central number.
    """
    median = float(row_at(one.chances.set_index("industry"), one.state.industry)["p50"])
    return waterfall_table(one.scenario, one.state.industry, median)


def around(one: Result, inputs: SessionInputs) -> Around:
    """What stands beside a fan: the history before it, past errors, and what was expected once."""
    industry, inside = one.state.industry, inputs.views.inside
    scenario = one.scenario
    since, year = scenario.start_year(industry), scenario.year_of(industry)
    start = float(one.fan["p50"].to_numpy()[0])
    history = pd.DataFrame({"year": [], "level": []})
    band = None
    if inside is not None:
        levels = inside.levels[inside.levels.index <= since]
        if len(levels):
            log = np.log(inside.levels)
            at = np.exp(np.interp(since, log.index.to_numpy(dtype=float), log.to_numpy()))
            history = pd.DataFrame(
                {"year": levels.index.astype(float), "level": levels.to_numpy() * start / at}
            )
        if year > since:
            way = inside.way(industry, since, year).moved(one.moved[industry])
            factor = scenario.conversion(industry) * scenario.baselines[industry]
            band = (year, factor * way.quantile(0.1), factor * way.quantile(0.9))
    own = scenario.news.starts.get(industry)
    known = pd.DataFrame(own.history if own else [], columns=["year", "level"])
    known["level"] *= scenario.conversion(industry) if own else 1.0
    seen = {when: paths[industry] for when, paths in inputs.seen.items() if industry in paths}
    return Around(history, known, band, seen)


def comparison(one: Result, other: Result) -> pd.DataFrame:
    """Two scenarios side by side: a row a figure, columns industry, figure, this, other."""
    rows = [
        (mine["industry"], name, mine[name], theirs[name])
        for mine, theirs in zip(
            one.chances.to_dict("records"), other.chances.to_dict("records"), strict=True
        )
        for name in ("p50", "paths", "pooled", "verdict")
    ]
    rows += [(TOTAL, f"joint_{x}", one.joint[x], other.joint[x]) for x in ("paths", "pooled")]
    return pd.DataFrame(rows, columns=["industry", "figure", "this", "other"])


def exported_table(one: Result, inputs: SessionInputs) -> pd.DataFrame:
    """The chances with names and scenario, numbers as computed: what is exported."""
    titles = [inputs.titles[name]["en"] for name in one.chances["industry"]]
    table = one.chances.assign(
        title=titles, scenario=one.state.preset, code=code_line(one.state, inputs)
    )
    first = ["scenario", "industry", "title"]
    return table[[*first, *(name for name in table.columns if name not in first)]]
