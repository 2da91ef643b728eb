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
             projects pay L = negotiated value x share signed x funds in place of what is signed.
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

b is the year of an industry's newest published level, Y_b that level, the base where there is none
since: what came moves the level one for one and is certain up to there, and the drivers go on over
the years that remain, each industry from its own b; until then dt is 0. What is phased in begins
anew at b, as the level holds what came of it. The rates' IVA_b is that of the newest b; the rest of
GDP and investment go on from the newest accounts.
Random numbers: `draws`. Checking assumptions: `parameters`, reading them: `assumed`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.errors import BadInput
from zoneecon.scenarios.allowed import MONEY, PARAMETERS, SWITCHES
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.starts import between

# --- the model ------------------------------------------------------------------------------


class Grid(NamedTuple):
    """What a projection needs that is the same in every draw."""

    years: np.ndarray  # (T,) year ends
    steps: np.ndarray  # (n, T) lengths in years, 0 up to the level that an industry starts from
    known: Mapping[int, np.ndarray]  # industry -> its output in the first years, as published
    log_price: np.ndarray  # (n, T) log price change over each step, from the price path
    own_growth: np.ndarray  # (n, T) growth set by the growth path, nan where the drivers decide
    zone_growth: np.ndarray  # (T,) likewise for the zone
    account: Mapping[str, float]  # that the value-added rates come from
    account_year: float
    newest: Mapping[str, float]  # that GDP and investment go on from
    newest_year: float
    rest_price: np.ndarray  # (T,) price index of the rest of GDP since the account year
    rest_growth: np.ndarray  # (Y,) growth of the rest each calendar year since the account year
    fai_growth: np.ndarray  # (Y,) growth of investment each calendar year, nan where the parameter
    calendar: np.ndarray  # (Y,) those calendar years

    def at(self, year: int) -> int:
        """The step that ends in a year."""
        return int(np.searchsorted(self.years, year))


def _grid(scenario: Scenario, begin: float = math.inf) -> Grid:
    """The calendar of a scenario, from its own first year or from an earlier one."""
    since = np.array([[scenario.start_year(key)] for key in scenario.industries])
    begin = int(min(math.floor(scenario.first_year) + 1, scenario.target_year, begin))
    years = np.arange(begin, scenario.target_year + 1)
    steps = np.maximum(years - np.maximum(since, years - 1.0), 0.0)
    account_year, newest_year = scenario.account_years
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
        known=_known(scenario, years),
        log_price=log_price * steps,
        own_growth=np.array([along(growth, key, years, np.nan) for key in scenario.industries]),
        zone_growth=along(growth, "zone", years, np.nan),
        account=scenario.account(account_year),
        account_year=account_year,
        newest=scenario.account(newest_year),
        newest_year=newest_year,
        rest_price=np.interp(years, [account_year, *calendar], [1.0, *rest_price])
        / np.interp(newest_year, [account_year, *calendar], [1.0, *rest_price]),
        rest_growth=np.where(np.isnan(rest), zone, rest),
        fai_growth=along(growth, "investment", calendar, np.nan),
        calendar=calendar,
    )


def _known(scenario: Scenario, years: np.ndarray) -> dict[int, np.ndarray]:
    """Output of each industry with a later level up to its year, in the target's concept."""
    found = {}
    for place, key in enumerate(scenario.industries):
        if key in scenario.news.starts:
            history, year = scenario.news.starts[key].history, scenario.start_year(key)
            found[place] = scenario.conversion(key) * between(history, years[years <= year])
    return found


def _index(growth_path: np.ndarray, calendar: np.ndarray, at: float, growth, start: float):
    """Level at a date, 1 at `start`: the path's growth where it has one, else the parameter."""
    if np.isnan(growth_path).all():
        return (1.0 + growth) ** (at - start)
    level = 1.0
    for year, own in zip(calendar, growth_path, strict=True):
        part = min(1.0, at - (year - 1.0)) - min(max(start - (year - 1.0), 0.0), 1.0)
        if part > 0:
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
    newest, first = grid.newest, scenario.first_year
    since = np.array([[scenario.start_year(key)] for key in industries])
    base = np.array([[scenario.baselines[key]] for key in industries])
    alike = bool((grid.steps == grid.steps[0]).all())
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
    inside = np.array([[float(key not in scenario.outside_industry)] for key in industries])
    rate = _value_added_rates(p, grid, base, float(since.max()), inside)
    rate_per_output = rate / p["concept_factor"]
    other, zone = p["other_industry_share"], p["zone_growth"]
    own_path = (1.0 - other) * newest.get("industrial_value_added", np.nan)
    outside = newest.get("gdp", np.nan) - own_path

    output = np.empty((n, t_max, *width))
    capital_binds = np.zeros((n, t_max, *width), dtype=bool)
    paid = np.empty((n, t_max, *width))
    total, gdp, investment, needs, fai = (np.empty((t_max, *width)) for _ in range(5))
    share_binds, funnel_binds, above_path = (
        np.zeros((t_max, *width), dtype=bool) for _ in range(3)
    )
    organic, capacity, log_price, phase_before = base, base / p["utilisation"], 0.0, 0.0
    for t, year in enumerate(grid.years):
        dt = float(grid.steps[0, t]) if alike else grid.steps[:, t : t + 1]
        phase = np.clip((year - since) / p["phase_in_years"], 0.0, 1.0)
        growth = dt * _growth_now(log_growth, p, grid, t)
        if volume_shock is not None:
            growth = growth + volume_shock[:, t]
        organic = organic * np.exp(growth)
        demand = organic + phase * added
        if has_idle:
            capacity = capacity + (phase - phase_before) * idle
        kept = capacity * (kept_share if alike and dt == 1.0 else kept_share**dt)
        # what wears out is replaced, also while there is capacity to spare
        need = k * np.maximum(demand, capacity) - k * kept
        needed = needs[t] = _rows(need)
        fai[t] = _investment(p, grid, year)
        if limited:
            span = float(grid.steps[:, t].max())
            supply = share = _claimed(p, grid, year, span)
            if scenario.values["funnel_limit"]:
                funded = _rows(k * (capacity - kept)) + span * _landed(p, scenario, year)
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
        for place, levels in grid.known.items():
            if t < len(levels):
                output[place, t] = levels[t]
        factor = p["value_added_rate_factor"] ** (
            (year - first) / ((scenario.target_year - first) or 1.0)
        )
        total[t] = _rows(output[:, t])
        value_added = _rows(rate_per_output * output[:, t])
        if pair:
            # the part of the second industry's projects that is also output of the first
            delivered = phase[pair[1]] * project[pair[1]] / demand[pair[1]] * converted[pair[1]]
            twice = np.minimum(p["overlap_share"] * delivered, output[pair[0], t])
            total[t] -= twice
            value_added = value_added - rate_per_output[pair[1]] * twice
        value_added = factor * value_added
        rest = grid.rest_price[t] * _index(
            grid.rest_growth, grid.calendar, year, zone, grid.newest_year
        )
        gdp[t] = value_added + outside * rest
        if year in scenario.news.accounts:
            gdp[t] = scenario.news.accounts[year].get("gdp", np.nan)
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


def _value_added_rates(p, grid: Grid, base, base_year, inside):
    """Base-year rates (n, draws): shares of what other industry leaves, so none is negative.

    Of what is no industry (`inside` 0) value added is part of the rest: its rate is 0.
    """
    industrial = grid.account.get("industrial_value_added", np.nan) * _index(
        grid.rest_growth, grid.calendar, base_year, p["zone_growth"], grid.account_year
    )
    weight = inside * base * p["relative_value_added"]
    shared = np.maximum(_rows(weight), 1e-300) * base
    return (1.0 - p["other_industry_share"]) * industrial * weight / shared


def _claimed(p, grid: Grid, year, dt):
    """What the industries can claim of the zone's investment; no limit where that is unknown."""
    invested = _investment(p, grid, year - p["landing_lag"])
    if "fixed_asset_investment" not in grid.newest:
        return np.full_like(p["investment_share"] * invested, np.inf)
    return p["investment_share"] * dt * invested


def _investment(p, grid: Grid, at):
    """The zone's fixed-asset investment a year, at a date; NaN where nothing is printed of it."""
    return grid.newest.get("fixed_asset_investment", np.nan) * _index(
        grid.fai_growth, grid.calendar, at, p["investment_growth"], grid.newest_year
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
    """Funds a year that are in place for signed projects, and build capacity."""
    placed = p["negotiated_value"] * p["conversion"] * p["funds_in_place"]
    since = year - p["landing_lag"] - scenario.funnel.get("year", scenario.values["base_year"])
    return placed * (1.0 + p["negotiated_growth"]) ** since


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


def central_levels(scenario: Scenario) -> pd.DataFrame:
    """Output on the central path, a row a year, a column an industry."""
    paths = _project(_central_parameters(scenario), scenario, grid := _grid(scenario))
    years = pd.Index(grid.years.astype(int), name="year")
    return pd.DataFrame(paths["output"][:, :, 0].T, years, list(scenario.industries))


def central_split(scenario: Scenario) -> dict[str, float]:
    """Share of each industry in all that is invested up to the target year, on the central path."""
    paths = _project(_central_parameters(scenario), scenario, _grid(scenario))
    sums = paths["investment_paid"].sum(axis=(1, 2))
    shares = sums / sums.sum() if sums.sum() > 0 else np.full(len(sums), 1 / len(sums))
    return dict(zip(scenario.industries, shares.tolist(), strict=True))


def central_output(scenario: Scenario, industry: str = "total") -> float:
    """Output in its target year on the central path, of one industry or of ``total``."""
    paths = _project(_central_parameters(scenario), scenario, grid := _grid(scenario))
    last = grid.at(scenario.year_of(industry))
    if industry == "total":
        return float(paths["total"][last, 0])
    return float(paths["output"][scenario.industries.index(industry), last, 0])


def evaluate(scenario: Scenario, changes: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Central outputs in each target's year for many parameter sets at once.

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
            raise BadInput(f"{name} cannot vary inside one evaluation; use with_.")
        if not industry:
            p[name] = np.asarray(values, dtype=float)
            continue
        rows = np.broadcast_to(p[name], (len(scenario.industries), len(values))).copy()
        rows[scenario.industries.index(industry)] = values
        p[name] = rows
    width = max((len(values) for values in changes.values()), default=1)
    # a wide one from the start on: what is invested is worked on in place
    p["utilisation"] = np.broadcast_to(p["utilisation"], (len(scenario.industries), width))
    paths = _project(p, scenario, grid := _grid(scenario))
    last = {key: grid.at(scenario.year_of(key)) for key in (*scenario.industries, "total")}
    result = {key: paths["output"][i, last[key]] for i, key in enumerate(scenario.industries)}
    return {**result, "total": paths["total"][last["total"]]}
