"""Where do assumed drivers lead by the target year? A driver model of a zone's industries.

Each industry has one observed level, so its path is built from drivers, not fitted. For industry
i, year-end t, step length dt (1, or a part of a year when the base is read as mid-year):

Demand       D_t = D°_t + h_t (a_i X_i + J_i),  D°_t = D°_(t-1) exp(dt ln(1 + q_i) + shock)
             q_i = e_i g + m_i: elasticity times the zone's growth, plus a premium (fractions/year);
             X_i named projects' output, a_i the share that comes true, J_i restarted idle output,
             h_t phase-in, rising from 0 to 1 over `phase_in_years`.
Capacity     C_t = C_(t-1)(1 - d_i)^dt + I_t / k_i,  C_0 = Y_b / u_i, plus h_t J_i (u: utilisation).
Investment   I_i = need_i min(1, supply / sum of needs),  need_i = k_i max(0, D_t - C_(t-1)(1-d)^dt)
             supply = min( theta FAI_(t-lag), sum k_i C_(t-1)(1-(1-d)^dt) + L_(t-lag) )
             FAI grows at `investment_growth` from its printed level; firms replace what wears out,
             landed projects L = negotiated value x conversion x funds in place pay for more.
             With an investment split a_i (shares that add up to 1; 0 for all: by need, as above)
             I_i is at first min(need_i, a_i supply); what is left is shared by unmet need.
Volume       V_t = min(D_t, C_t), all at base prices.
Output       Y_t = kappa_i s_i V_t P_t + h_t R_i P_t,  P_t = prod (1 + pi_t)(1 + drift) exp(shock)
             kappa: concept (sales to output), s: scope, R: output transferred into the zone.
Total        sum of Y_i less the overlap counted in two industries, subtracted once.
Accounts     v_i Y_b,i = (1 - o) IVA_b w_i / sum of w, w_i = Y_b,i r_i: the rates are shares of what
             industrial value added leaves, so v >= 0 and the sum can never pass the printed total.
             GDP_t = sum v_i f_t Y_i,t / kappa_i + o IVA_b G_t + (GDP_b - IVA_b) G_t,
             G_t growth and prices of the rest: GDP is the sum of its parts, so no draw breaks it.
Shocks       volume: W (sqrt(dt) sigma_i z_it + dt tau_i z_i0); price: W sqrt(dt) sigma^P_i z^P_it,
             z correlated by a Cholesky factor (equicorrelated blocks: one common local factor, one
             common price factor); W = sqrt(nu / chi2_nu) once per draw, so a draw's whole path is
             Student-t and bad years come together.

Money is CNY 100m (亿元), growth and shares are fractions. Volumes and transfers are at base prices;
investment is not deflated. The median of a fan is its centre; the mean of exp(Student-t) need not
exist and is printed as what the sample gave. Sources of the numbers: the assumptions file.
Random numbers: `scenario_draws`. Reading and checking assumptions: `scenario_inputs`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from zoneecon import remember
from zoneecon.revisions import effective
from zoneecon.scenario_draws import BLOCK, draw_parameters, draw_shocks, drawn_names
from zoneecon.scenario_inputs import (
    MONEY,
    PARAMETERS,
    SWITCHES,
    Scenario,
    available,
    printed_values,
    read_scenario,
)

__all__ = [
    "Scenario",
    "available",
    "central_output",
    "central_path",
    "central_split",
    "desk_numbers",
    "evaluate",
    "from_assumptions",
    "from_desk",
    "one_of_desk",
    "printed_values",
    "sample",
    "simulate",
]

QUANTILES = (0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975)
QUANTILE_NAMES = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")
BINDING = ("capital", "investment_share", "funnel", "value_added")
#: Summaries that are remembered: every scenario of a zone, and those of an earlier day.
KEPT = 48
MAX_BYTES = 600_000_000  # draws held at once; more are summarised in several passes


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
    ValueError
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


# --- the model ------------------------------------------------------------------------------


class Grid(NamedTuple):
    """What a projection needs that is the same in every draw."""

    years: np.ndarray  # (T,) year ends
    steps: np.ndarray  # (T,) lengths in years
    log_price: np.ndarray  # (n, T) log price change over each step, from the price path
    own_growth: np.ndarray  # (n, T) growth set by the growth path, nan where the drivers decide
    zone_growth: np.ndarray  # (T,) likewise for the zone
    account: Mapping[str, float]
    account_year: float
    rest_price: np.ndarray  # (T,) price index of the rest of GDP since the account year
    rest_growth: np.ndarray  # (Y,) growth of the rest each calendar year since the account year
    fai_growth: np.ndarray  # (Y,) growth of investment each calendar year, nan where the parameter
    calendar: np.ndarray  # (Y,) those calendar years


def _grid(scenario: Scenario) -> Grid:
    base = scenario.values["base_year"]
    years = np.arange(math.floor(base) + 1, scenario.target_year + 1)
    steps = years - np.maximum(base, years - 1.0)
    account_year = max(year for year in scenario.accounts if year <= base)
    calendar = np.arange(int(account_year) + 1, scenario.target_year + 1)
    prices = scenario.price_paths[scenario.price_path]
    growth = scenario.growth_paths[scenario.growth_path]

    def along(path, key, grid, default):
        return np.array([path.get(key, {}).get(int(year), default) for year in grid], dtype=float)

    log_price = np.array([np.log1p(along(prices, key, years, 0.0)) for key in scenario.industries])
    rest_price = np.cumprod(1.0 + along(prices, "rest", calendar, 0.0))
    rest = along(growth, "rest", calendar, np.nan)
    zone = along(growth, "zone", calendar, np.nan)
    return Grid(
        years=years,
        steps=steps,
        log_price=log_price * steps,
        own_growth=np.array([along(growth, key, years, np.nan) for key in scenario.industries]),
        zone_growth=along(growth, "zone", years, np.nan),
        account=scenario.accounts[account_year],
        account_year=account_year,
        rest_price=rest_price[-len(years) :],
        rest_growth=np.where(np.isnan(rest), zone, rest),
        fai_growth=along(growth, "investment", calendar, np.nan),
        calendar=calendar,
    )


def _index(growth_path: np.ndarray, calendar: np.ndarray, at: float, growth, start: float):
    """Level at a date, 1 at `start`: the path's growth where it has one, else the parameter."""
    if np.isnan(growth_path).all():
        return (1.0 + growth) ** (at - start)
    level = 1.0
    for year, own in zip(calendar, growth_path, strict=True):
        part = min(1.0, at - (year - 1.0))
        if part <= 0:
            break
        level = level * (1.0 + (growth if np.isnan(own) else own)) ** part
    return level


def _project(
    p: Mapping[str, Any],
    scenario: Scenario,
    grid: Grid,
    volume_shock: np.ndarray | None = None,
    price_shock: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """The equations of the module's head, for one set of parameters or for many at once.

    `p` maps a parameter to a float, to (draws,), or per industry to (n, 1) or (n, draws).
    Shocks are (n, T, draws) in logs. Every array returned ends in the draws.
    """
    industries, n, t_max = scenario.industries, len(scenario.industries), len(grid.years)
    base_year, account = scenario.values["base_year"], grid.account
    base = np.array([[scenario.baselines[key]] for key in industries])
    limited = bool(scenario.values["capital_limit"])
    shocks = [shock for shock in (volume_shock, price_shock) if shock is not None]
    width = np.broadcast_shapes((1,), *(np.shape(v)[-1:] for v in (*p.values(), *shocks)))
    pair = [industries.index(key) for key in scenario.overlap] if scenario.overlap else None

    k, kept_share = p["capital_output_ratio"], 1.0 - p["depreciation"]
    project, idle = p["project_output"] * p["realised_share"], p["idle_output"]
    added, has_idle, has_transfers = project + idle, np.any(idle), np.any(p["transferred_output"])
    converted_share = p["concept_factor"] * p["scope_factor"]
    log_drift = np.log1p(p["price_drift"])
    log_growth = np.log1p(p["elasticity"] * p["zone_growth"] + p["growth_premium"])
    rate = _value_added_rates(p, grid, base, base_year)
    rate_per_output = rate / p["concept_factor"]
    other, zone = p["other_industry_share"], p["zone_growth"]
    outside = account["gdp"] - (1.0 - other) * account["industrial_value_added"]
    own_path = (1.0 - other) * account["industrial_value_added"]

    output = np.empty((n, t_max, *width))
    capital_binds = np.zeros((n, t_max, *width), dtype=bool)
    paid = np.empty((n, t_max, *width))
    total, gdp, investment, needs, fai = (np.empty((t_max, *width)) for _ in range(5))
    share_binds, funnel_binds, above_path = (
        np.zeros((t_max, *width), dtype=bool) for _ in range(3)
    )
    organic, capacity, log_price, phase_before = base, base / p["utilisation"], 0.0, 0.0
    for t, (year, dt) in enumerate(zip(grid.years, grid.steps, strict=True)):
        phase = np.minimum(1.0, (year - base_year) / p["phase_in_years"])
        growth = dt * _growth_now(log_growth, p, grid, t)
        if volume_shock is not None:
            growth = growth + volume_shock[:, t]
        organic = organic * np.exp(growth)
        demand = organic + phase * added
        if has_idle:
            capacity = capacity + (phase - phase_before) * idle
        kept = capacity * (kept_share if dt == 1.0 else kept_share**dt)
        need = k * np.maximum(demand - kept, 0.0)
        needed = needs[t] = _rows(need)
        fai[t] = _investment(p, grid, year)
        if limited:
            share = p["investment_share"] * dt * _investment(p, grid, year - p["landing_lag"])
            supply = share
            if scenario.values["funnel_limit"]:
                funded = _rows(k * (capacity - kept)) + dt * _landed(p, scenario, year)
                supply = np.minimum(share, funded)
                funnel_binds[t] = (needed > supply) & (funded < share)
            share_binds[t] = (needed > supply) & (supply == share)
            granted = _granted(need, needed, supply, p["investment_split"])
            # where all is granted, capacity equals demand up to rounding: that is no limit
            capital_binds[:, t] = (granted < 1.0) & (need > 0.0)
            need *= granted
            capacity = kept + need / k
            paid[:, t] = need
            volume = np.minimum(demand, capacity)
            investment[t] = needed * granted if granted.ndim == 1 else _rows(need)
        else:
            volume, capacity = demand, np.maximum(kept, demand)
            investment[t], paid[:, t] = needed, need
        log_price = log_price + (grid.log_price[:, t : t + 1] + dt * log_drift)
        if price_shock is not None:
            log_price = log_price + price_shock[:, t]
        price = np.exp(log_price)
        converted = converted_share * volume * price
        output[:, t] = converted
        if has_transfers:
            output[:, t] += (phase * p["transferred_output"]) * price
        factor = p["value_added_rate_factor"] ** (
            (year - base_year) / (scenario.target_year - base_year)
        )
        total[t] = _rows(output[:, t])
        value_added = _rows(rate_per_output * output[:, t])
        if pair:
            # the part of the second industry's projects that is also output of the first
            delivered = phase * project[pair[1]] / demand[pair[1]] * converted[pair[1]]
            twice = np.minimum(p["overlap_share"] * delivered, output[pair[0], t])
            total[t] -= twice
            value_added = value_added - rate_per_output[pair[1]] * twice
        value_added = factor * value_added
        rest = grid.rest_price[t] * _index(
            grid.rest_growth, grid.calendar, year, zone, grid.account_year
        )
        gdp[t] = value_added + outside * rest
        above_path[t] = value_added > own_path * rest
        phase_before = phase
    return {
        "output": output,
        "total": total,
        "gdp": gdp,
        "investment": investment,
        "investment_paid": paid,
        "investment_needed": needs,
        "fixed_asset_investment": fai,
        "capital": capital_binds,
        "investment_share": share_binds,
        "funnel": funnel_binds,
        "value_added": above_path,
        "value_added_rate": rate,
    }


def _value_added_rates(p, grid: Grid, base, base_year):
    """Base-year rates (n, draws): shares of what other industry leaves, so none is negative."""
    industrial = grid.account["industrial_value_added"] * _index(
        grid.rest_growth, grid.calendar, base_year, p["zone_growth"], grid.account_year
    )
    weight = base * p["relative_value_added"]
    return (1.0 - p["other_industry_share"]) * industrial * weight / (_rows(weight) * base)


def _investment(p, grid: Grid, at):
    """The zone's fixed-asset investment a year, at a date."""
    return grid.account["fixed_asset_investment"] * _index(
        grid.fai_growth, grid.calendar, at, p["investment_growth"], grid.account_year
    )


def _granted(need, needed, supply, split):
    """Share of the need that is paid: one for all (draws,), or by the split (n, draws)."""
    if not np.any(split):
        return np.minimum(1.0, supply / np.maximum(needed, 1e-300))
    own = np.minimum(need, split * supply)
    unmet = need - own
    left = np.minimum(1.0, (supply - _rows(own)) / np.maximum(_rows(unmet), 1e-300))
    paid = (own + unmet * left) / np.maximum(need, 1e-300)
    # where all is granted it is 1 and not nearly 1, which would count as a limit
    return np.where((unmet == 0.0) | (left == 1.0), 1.0, paid)


def _landed(p, scenario: Scenario, year):
    """Funds a year that landed projects bring into capacity."""
    landed = p["negotiated_value"] * p["conversion"] * p["funds_in_place"]
    since = year - p["landing_lag"] - scenario.funnel.get("year", scenario.values["base_year"])
    return landed * (1.0 + p["negotiated_growth"]) ** since


def _growth_now(log_growth, p, grid: Grid, t: int):
    """Log growth of volumes in one step: the growth path's where it has one, else the drivers'."""
    own, zone = grid.own_growth[:, t : t + 1], grid.zone_growth[t]
    if not np.isnan(zone):
        log_growth = np.log1p(p["elasticity"] * zone + p["growth_premium"])
    return log_growth if np.isnan(own).all() else np.where(np.isnan(own), log_growth, np.log1p(own))


def _rows(values: np.ndarray) -> np.ndarray:
    """Sum over industries row by row, in a fixed order (no BLAS, no pairwise regrouping)."""
    total = values[0]
    for row in values[1:]:
        total = total + row
    return total


def _central_parameters(scenario: Scenario) -> dict[str, Any]:
    return {
        name: np.array([[scenario.values[f"{name}.{key}"]] for key in scenario.industries])
        if allowed.per_industry
        else scenario.values[name]
        for name, allowed in PARAMETERS.items()
    }


def central_path(scenario: Scenario) -> pd.DataFrame:
    """The path without any uncertainty, in closed form.

    Returns
    -------
    DataFrame
        Columns year, measure, industry, value, unit. Measures: output (by industry, and ``total``
        net of overlap), gdp, investment, investment_needed, fixed_asset_investment.
    """
    paths = _project(_central_parameters(scenario), scenario, grid := _grid(scenario))
    rows = [
        (int(year), "output", industry, paths["output"][i, t, 0])
        for i, industry in enumerate(scenario.industries)
        for t, year in enumerate(grid.years)
    ]
    rows += [
        (
            int(year),
            "output" if key == "total" else key,
            "total" if key == "total" else "zone",
            paths[key][t, 0],
        )
        for key in ("total", "gdp", "investment", "investment_needed", "fixed_asset_investment")
        for t, year in enumerate(grid.years)
    ]
    table = pd.DataFrame(rows, columns=["year", "measure", "industry", "value"])
    return table.assign(unit=MONEY)


def central_split(scenario: Scenario) -> dict[str, float]:
    """Share of each industry in all that is invested up to the target year, on the central path."""
    paths = _project(_central_parameters(scenario), scenario, _grid(scenario))
    sums = paths["investment_paid"].sum(axis=(1, 2))
    shares = sums / sums.sum() if sums.sum() > 0 else np.full(len(sums), 1 / len(sums))
    return dict(zip(scenario.industries, shares.tolist(), strict=True))


def central_output(scenario: Scenario, industry: str = "total") -> float:
    """Output in the target year on the central path, of one industry or of ``total``."""
    paths = _project(_central_parameters(scenario), scenario, _grid(scenario))
    if industry == "total":
        return float(paths["total"][-1, 0])
    return float(paths["output"][scenario.industries.index(industry), -1, 0])


def evaluate(scenario: Scenario, changes: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Central outputs in the target year for many parameter sets at once.

    Parameters
    ----------
    changes : dict
        Flat parameter name to (m,) values; the rest stays as in the scenario. Not `base_year`,
        which changes the calendar: use `with_` for it.

    Returns
    -------
    dict
        industry and ``total`` to (m,) outputs.
    """
    p = _central_parameters(scenario)
    for flat, values in changes.items():
        name, _, industry = flat.partition(".")
        if name in ("base_year", *SWITCHES):
            raise ValueError(f"{name} cannot vary inside one evaluation; use with_.")
        if not industry:
            p[name] = np.asarray(values, dtype=float)
            continue
        rows = np.broadcast_to(p[name], (len(scenario.industries), len(values))).copy()
        rows[scenario.industries.index(industry)] = values
        p[name] = rows
    paths = _project(p, scenario, _grid(scenario))
    result = {key: paths["output"][i, -1] for i, key in enumerate(scenario.industries)}
    return {**result, "total": paths["total"][-1]}


# --- simulation -----------------------------------------------------------------------------


@remember.by_content(KEPT)
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
        Blocks computed at once; more than the free cores brings nothing.
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
    if draws < 1:
        raise ValueError(f"simulate: draws = {draws} must be at least 1.")
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


def outputs(
    scenario: Scenario, draws: int = 20_000, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """The draws of output behind `simulate`: years (T,), output (industry, T, draws)."""
    if draws < 1:
        raise ValueError(f"outputs: draws = {draws} must be at least 1.")
    grid = _grid(scenario)
    group = _series(scenario)[: len(scenario.industries)]
    return grid.years, _run(scenario, grid, draws, seed, group, tally=False)[0]


def sample(scenario: Scenario, draws: int = 20_000, seed: int = 0) -> dict[str, Any]:
    """The draws behind `simulate`, with the parameters that each was made from.

    Returns
    -------
    dict
        years (T,); output (industry, T, draws); total, gdp, investment (T, draws); parameters, a
        DataFrame with the drawn parameters, one row per draw.
    """
    if draws < 1:
        raise ValueError(f"sample: draws = {draws} must be at least 1.")
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
    names = [name for name in (*drawn_names(scenario), "conversion") if name not in scenario.held]
    central = _central_parameters(scenario)
    parts = [
        draw_parameters(scenario, central, float(grid.steps.sum()), seed, block)
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
    return pd.DataFrame(columns)


def _series(scenario: Scenario) -> list[tuple[str, str]]:
    industries = [("output", key) for key in scenario.industries]
    return [*industries, ("output", "total"), ("gdp", "zone"), ("investment", "zone")]


def _run(scenario, grid, draws, seed, group, tally: bool, threads: int = 1):
    """Compute blocks; keep the series of `group`, and the tallies if asked.

    Blocks are independent and tallies are whole numbers, so their order does not matter.
    """
    held = np.empty((len(group), len(grid.years), draws))
    # a central path solved to end on its target has reached it, whatever the last bit says
    targets = np.array([[scenario.targets[key]] for key in scenario.industries]) * (1 - 1e-9)
    central, years = _central_parameters(scenario), float(grid.steps.sum())
    uncertain = scenario.values["uncertainty"] > 0

    def one_block(block: int) -> dict[str, np.ndarray]:
        start, stop = block * BLOCK, min((block + 1) * BLOCK, draws)
        if uncertain:
            shocks = draw_shocks(scenario, grid.steps, seed, block)
            drawn = draw_parameters(scenario, central, years, seed, block)
            paths = _project(drawn, scenario, grid, *shocks)
        else:
            paths = _project(central, scenario, grid)
        for row, (measure, industry) in enumerate(group):
            source = paths["total"] if industry == "total" else paths[measure]
            if industry in scenario.industries:
                source = source[scenario.industries.index(industry)]
            held[row, :, start:stop] = source[:, : stop - start]
        return _tally(paths, targets, stop - start, uncertain) if tally else {}

    blocks = range(math.ceil(draws / BLOCK))
    if threads > 1 and len(blocks) > 1:
        with ThreadPoolExecutor(threads) as pool:
            tallied = list(pool.map(one_block, blocks))
    else:
        tallied = [one_block(block) for block in blocks]
    return held, {name: sum(each[name] for each in tallied) for name in tallied[0]}


def _tally(paths, targets, width: int, uncertain: bool) -> dict[str, np.ndarray]:
    """Numbers of draws in which a limit binds or a target is reached, in one block."""
    used, repeat = slice(0, width), 1 if uncertain else width
    reached = paths["output"][:, -1, used] >= targets
    counts = {name: np.count_nonzero(paths[name][..., used], axis=-1) for name in BINDING}
    counts["hit"] = np.count_nonzero(reached, axis=-1)
    counts["hit_all"] = np.count_nonzero(reached.all(axis=0))
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
    is_last = table["year"].eq(int(grid.years[-1]))
    is_output = table["measure"].eq("output")
    position = table["year"].map({int(year): t for t, year in enumerate(grid.years)})
    columns = ("target", "probability", "joint_probability")
    for column in (*columns, *(f"binding_{name}" for name in ("demand", *BINDING))):
        table[column] = np.nan
    for i, key in enumerate(scenario.industries):
        mine = is_output & table["industry"].eq(key)
        table.loc[mine & is_last, "target"] = scenario.targets[key]
        table.loc[mine & is_last, "probability"] = tallies["hit"][i] / draws
        bound = tallies["capital"][i][position[mine]] / draws
        table.loc[mine, "binding_capital"], table.loc[mine, "binding_demand"] = bound, 1 - bound
    mine = is_output & table["industry"].eq("total")
    table.loc[mine & is_last, "target"] = sum(scenario.targets.values())
    table.loc[mine & is_last, "probability"] = tallies["hit_total"] / draws
    table.loc[mine & is_last, "joint_probability"] = tallies["hit_all"] / draws
    for name in BINDING[1:]:
        table.loc[mine, f"binding_{name}"] = tallies[name][position[mine]] / draws
    return table
