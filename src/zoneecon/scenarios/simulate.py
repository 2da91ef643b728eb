"""Where do drawn drivers lead? Simulated paths, their quantiles and the share that arrives."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.arguments import whole_number
from zoneecon.data import cache
from zoneecon.scenarios.allowed import MONEY
from zoneecon.scenarios.draws import (
    BLOCK,
    draw_base_dates,
    draw_parameters,
    draw_shocks,
    drawn_names,
)
from zoneecon.scenarios.model import Grid, _central_parameters, _grid, _project
from zoneecon.scenarios.parameters import Scenario

QUANTILES = (0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975)
QUANTILE_NAMES = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")
#: What is kept of a projection.
PATHS = (
    "output",
    "total",
    "gdp",
    "investment",
    "capital",
    "investment_share",
    "funnel",
    "value_added",
)
BINDING = ("capital", "investment_share", "funnel", "value_added")
#: Summaries that are remembered: every scenario of a zone, and those of an earlier day.
KEPT = 48
#: Blocks from which the median of a fan is read.
CENTRING_BLOCKS = 2
#: Blocks from which on a second thread gains more than its waiting for the first costs.
SHARED_OUT = 10
#: How often it is moved where what moves demand does not move output as far.
CENTRING_ROUNDS = 4
MAX_BYTES = 600_000_000  # draws held at once; more are summarised in several passes


# --- simulation -----------------------------------------------------------------------------


@cache.by_content(KEPT)
def simulate(
    scenario: Scenario,
    draws: int = 20_000,
    seed: int = 0,
    *,
    threads: int = 2,
    max_bytes: int = MAX_BYTES,
) -> pd.DataFrame:
    """Fans of output, GDP and investment, chances of the targets, and what was binding.

    Parameters
    ----------
    scenario : Scenario
    draws : int
        At least 1. The first draws of a longer run are the draws of a shorter one.
    seed : int
        Same seed, same numbers, on any machine up to rounding in the last digits.
    threads : int
        Blocks computed at once where there are many; more than the free cores brings nothing.
    max_bytes : int
        Bound on draws held at once; more are computed again in several passes. Neither
        this nor `threads` changes any result.

    Returns
    -------
    DataFrame
        A row per measure, industry and year: scenario, measure, industry, year, unit, quantiles
        p2.5 to p97.5, mean, target, probability (share of draws at or above the target),
        joint_probability (all industries; on the row of the total), and the shares of draws in
        which demand, capital, the investment share, the funnel bind, or in which the industries'
        value added outgrows the zone's path.
    """
    draws, seed = whole_number(draws, "draws", 1), whole_number(seed, "seed")
    grid = _grid(scenario)
    series = _series(scenario)
    per_pass = max(1, int(max_bytes // (8 * draws * len(grid.years))))
    rows: list[dict[str, Any]] = []
    tallies: dict[str, np.ndarray] = {}
    for start in range(0, len(series), per_pass):
        group = series[start : start + per_pass]
        held, counted = _run(scenario, grid, draws, seed, group, tally=not tallies, threads=threads)
        tallies = tallies or counted
        rows += [
            row
            for (measure, industry), block in zip(group, held, strict=True)
            for row in _summarise(scenario, grid, measure, industry, block)
        ]
        del held  # before the next pass asks for as much again
    table = pd.DataFrame(rows)
    return _add_tallies(table, scenario, grid, tallies, draws)


def sample(scenario: Scenario, draws: int = 20_000, seed: int = 0) -> dict[str, Any]:
    """The draws behind `simulate`, with the parameters that each was made from.

    Returns
    -------
    dict
        years (T,); output (industry, T, draws); total, gdp, investment (T, draws); parameters, a
        DataFrame with the drawn parameters, one row per draw.
    """
    draws, seed = whole_number(draws, "draws", 1), whole_number(seed, "seed")
    grid = _grid(scenario)
    held, _ = _run(scenario, grid, draws, seed, _series(scenario), tally=False)
    n = len(scenario.industries)
    return {
        "years": grid.years,
        "output": held[:n],
        "total": held[n],
        "gdp": held[n + 1],
        "investment": held[n + 2],
        "parameters": _drawn_parameters(scenario, grid, draws, seed),
    }


def _drawn_parameters(scenario: Scenario, grid: Grid, draws: int, seed: int) -> pd.DataFrame:
    """The parameters that `_run` draws, drawn again; one row per draw."""
    fixed = scenario.held | scenario.settled
    names = [name for name in (*drawn_names(scenario), "conversion") if name not in fixed]
    central = _central_parameters(scenario)
    parts = [
        draw_parameters(scenario, central, _horizon(grid), seed, block)
        for block in range(math.ceil(draws / BLOCK))
    ]
    columns = {}
    for flat in names:
        name, _, industry = flat.partition(".")
        row = scenario.industries.index(industry) if industry else None
        pieces = [
            np.broadcast_to(p[name] if row is None else p[name][row], (BLOCK,)) for p in parts
        ]
        columns[flat] = np.concatenate(pieces)[:draws]
    if len(dates := list(scenario.base_dates)) > 1:
        blocks = range(math.ceil(draws / BLOCK))
        places = np.concatenate([draw_base_dates(scenario, seed, block) for block in blocks])
        columns["base_year"] = np.array(dates)[places[:draws]]
    return pd.DataFrame(columns)


def _horizon(grid: Grid) -> float:
    """Years over which the funnel lands projects; one where no year is left and none matters."""
    return float(grid.steps.max(axis=0).sum()) or 1.0


def _series(scenario: Scenario) -> list[tuple[str, str]]:
    industries = [("output", key) for key in scenario.industries]
    return [*industries, ("output", "total"), ("gdp", "zone"), ("investment", "zone")]


def _run(scenario, grid, draws, seed, group, tally: bool, threads: int = 1):
    """Compute blocks; keep the series of `group`, and the tallies if asked.

    Blocks are independent and tallies are whole numbers, so their order does not matter.
    """
    held = np.empty((len(group), len(grid.years), draws))
    # a central path solved to end on its target has reached it, whatever the last bit says
    goals = [[scenario.targets.get(key, np.nan)] for key in scenario.industries]
    targets = np.array(goals) * (1 - 1e-9)
    uncertain = scenario.values["uncertainty"] > 0
    last = [grid.at(scenario.year_of(key)) for key in scenario.industries]
    parts = _parts(scenario, grid)
    centring = _centring(scenario, grid, parts, seed) if uncertain else 0.0

    def one_block(block: int) -> dict[str, np.ndarray]:
        start, stop = block * BLOCK, min((block + 1) * BLOCK, draws)
        if uncertain:
            paths = _drawn_paths(parts, scenario, grid, seed, block, centring)
        else:
            paths = _project(_central_parameters(scenario), scenario, grid)
        for row, (measure, industry) in enumerate(group):
            source = paths["total"] if industry == "total" else paths[measure]
            if industry in scenario.industries:
                source = source[scenario.industries.index(industry)]
            held[row, :, start:stop] = source[:, : stop - start]
        return _tally(paths, targets, last, stop - start, uncertain) if tally else {}

    blocks = range(math.ceil(draws / BLOCK))
    if threads > 1 and len(blocks) >= SHARED_OUT:
        with ThreadPoolExecutor(threads) as pool:
            tallied = list(pool.map(one_block, blocks))
    else:
        tallied = [one_block(block) for block in blocks]
    return held, {name: sum(each[name] for each in tallied) for name in tallied[0]}


class Part(NamedTuple):
    """One reading of the base's date: the scenario so read, and its own calendar."""

    scenario: Scenario
    grid: Grid
    before: int  # years that it has before those of the central reading


def _parts(scenario: Scenario, grid: Grid) -> list[Part]:
    """What the draws are spread over: each reading of the base's date with its own paths."""
    found = []
    for year in scenario.base_dates:
        one = replace(scenario, values={**scenario.values, "base_year": year})
        calendar = _grid(one, begin=int(grid.years[0]))
        found.append(Part(one, calendar, len(calendar.years) - len(grid.years)))
    return found


def _drawn_paths(
    parts, scenario, grid, seed, block, centring, names=PATHS
) -> dict[str, np.ndarray]:
    """One block of paths over the years of `grid`, each draw from its own base."""
    drawn = draw_parameters(scenario, _central_parameters(scenario), _horizon(grid), seed, block)
    which, found, order = draw_base_dates(scenario, seed, block), [], []
    for place, (one, calendar, before) in enumerate(parts):
        mine = np.flatnonzero(which == place)
        volume, price = draw_shocks(one, calendar.steps, seed, block, mine)
        volume[:, before:] -= centring
        own = {name: _some(value, mine) for name, value in drawn.items()}
        paths = _project(own, one, calendar, volume, price)
        found.append({name: paths[name][..., before:, :] for name in names})
        order.append(mine)
    back = np.argsort(np.concatenate(order))
    return {
        name: np.concatenate([paths[name] for paths in found], axis=-1).take(back, axis=-1)
        for name in names
    }


def _some(value, mine):
    """A parameter in some draws; one that is the same in all stays as it is."""
    return value.take(mine, axis=-1) if np.shape(value)[-1:] == (BLOCK,) else value


def _centring(scenario, grid, parts, seed) -> np.ndarray:
    """What keeps the median of each industry's fan on the central path: (n, T, 1), in logs.

    Drivers whose range is wider on one side, and dates of the base before and after the central
    one, would move the centre together, though each by itself has its median at its value. Read
    from the first blocks, so that no number of draws moves it.
    """
    central = _project(_central_parameters(scenario), scenario, grid)["output"][..., 0]
    centring: Any = 0.0
    for _ in range(CENTRING_ROUNDS if _is_bent(scenario) else 1):
        outputs = [
            _drawn_paths(parts, scenario, grid, seed, block, centring, ["output"])["output"]
            for block in range(CENTRING_BLOCKS)
        ]
        middle = np.median(np.concatenate(outputs, axis=-1), axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.log(middle) - np.log(central)
        gap = np.where(np.isfinite(gap), gap, 0.0)
        centring = centring + np.diff(gap, axis=1, prepend=0.0)[..., None]
    return centring


def _is_bent(scenario: Scenario) -> bool:
    """Whether output does not rise one for one with a shock: what is added to it, or limits it."""
    added = ("realised_share", "idle_output", "transferred_output")
    return bool(
        scenario.values["capital_limit"]
        or any(any(scenario.by_industry(name).values()) for name in added)
    )


def _tally(paths, targets, last, width: int, uncertain: bool) -> dict[str, np.ndarray]:
    """Numbers of draws in which a limit binds or a target is reached in its year, in one block."""
    used, repeat = slice(0, width), 1 if uncertain else width
    reached = paths["output"][np.arange(len(targets)), last, used] >= targets
    with_target = ~np.isnan(targets[:, 0])
    counts = {name: np.count_nonzero(paths[name][..., used], axis=-1) for name in BINDING}
    counts["hit"] = np.count_nonzero(reached, axis=-1)
    counts["hit_all"] = np.count_nonzero(reached[with_target].all(axis=0))
    counts["hit_total"] = np.count_nonzero(paths["total"][-1, used] >= targets.sum())
    return {name: repeat * count for name, count in counts.items()}


def _summarise(scenario, grid, measure, industry, block):
    """Rows of quantiles and mean; sorts `block` in place to spare a copy."""
    rows = []
    means = block.mean(axis=-1)
    block.sort(axis=-1)
    at = np.array(QUANTILES) * (block.shape[-1] - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, block.shape[-1] - 1)
    for t, year in enumerate(grid.years):
        # linear interpolation between order statistics, NumPy's default definition
        quantiles = block[t, low] + (at - low) * (block[t, high] - block[t, low])
        row = {"scenario": scenario.name, "measure": measure, "industry": industry}
        row |= {"year": int(year), "unit": MONEY}
        row |= dict(zip(QUANTILE_NAMES, quantiles.tolist(), strict=True))
        rows.append({**row, "mean": float(means[t])})
    return rows


def _add_tallies(table, scenario, grid, tallies, draws):
    years = table["industry"].map({key: scenario.year_of(key) for key in scenario.industries})
    is_last = table["year"].eq(years.fillna(int(grid.years[-1])))
    is_output = table["measure"].eq("output")
    position = table["year"].map({int(year): t for t, year in enumerate(grid.years)})
    columns = ("target", "probability", "joint_probability")
    for column in (*columns, *(f"binding_{name}" for name in ("demand", *BINDING))):
        table[column] = np.nan
    for i, key in enumerate(scenario.industries):
        mine = is_output & table["industry"].eq(key)
        if key in scenario.targets:
            table.loc[mine & is_last, "target"] = scenario.targets[key]
            table.loc[mine & is_last, "probability"] = tallies["hit"][i] / draws
        bound = tallies["capital"][i][position[mine]] / draws
        table.loc[mine, "binding_capital"], table.loc[mine, "binding_demand"] = bound, 1 - bound
    mine = is_output & table["industry"].eq("total")
    if "total" in scenario.tested:
        table.loc[mine & is_last, "target"] = sum(scenario.targets.values())
        table.loc[mine & is_last, "probability"] = tallies["hit_total"] / draws
    table.loc[mine & is_last, "joint_probability"] = tallies["hit_all"] / draws
    for name in BINDING[1:]:
        table.loc[mine, f"binding_{name}"] = tallies[name][position[mine]] / draws
    return table
