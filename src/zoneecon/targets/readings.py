"""What becomes of the answer under every reading? The inside view over the grid, and what binds.

A cell is one industry under one reading of base year, concept, scope, prices and window of growth.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.growth import mean_growth, required_growth
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import QUANTILE_NAMES, outputs, simulate
from zoneecon.targets.outside_view import Outside, counted_multiple
from zoneecon.targets.required import FACTORS
from zoneecon.targets.verdicts import likelihood, pool, share

TREND = "trend"
#: Demand so large that it is no limit: volumes would double every year.
UNLIMITED = 1.0
#: Studies that are remembered: of two states, and every step from one to the other.
KEPT = 8


def windows(
    statements: pd.DataFrame, indicator: str, starts: Sequence[int]
) -> dict[str, float | None]:
    """Mean volume growth since each start year, from the rates printed at comparable prices.

    Returns
    -------
    dict
        Window -> fraction a year; first "trend" -> None, which leaves the scenario's own growth.
    """
    rates = statements[
        (statements["indicator"] == f"{indicator}_growth")
        & (statements["role"] == "actual")
        & statements["year"].notna()
    ].sort_values("year")
    found: dict[str, float | None] = {TREND: None}
    for start in starts:
        later = rates[rates["year"] > start]
        if later.empty:
            continue
        found[f"{start}-{later['year'].max()}"] = mean_growth(list(later["number"]))
    return found


def price_index(scenario: Scenario, industry: str, since: float | None = None) -> float:
    """Prices in the target year over those of a year (the base's), on the scenario's price path."""
    path = scenario.price_paths[scenario.price_path].get(industry, {})
    base = scenario.values["base_year"] if since is None else since
    years = range(int(base) + 1, scenario.target_year + 1)
    # steps as in the scenarios: from 2021.5 half of the change of 2022 is still to come
    return float(np.prod([(1 + path.get(y, 0.0)) ** (y - max(base, y - 1)) for y in years]))


def grid(
    prices: Sequence[Scenario],
    growth: Mapping[str, float | None],
    industries: Mapping[str, Mapping[str, Any]],
    outside: Outside,
    weight: float = 0.5,
    *,
    draws: int = 20_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Every industry under every reading.

    Concept and scope multiply output, so that one simulation serves all their values. Where a
    later level is published the paths start there: what it settles (`Start.settles`) has no
    readings left, and records of real growth are looked up for the years that remain.

    Parameters
    ----------
    prices : sequence of Scenario
        One for each price basis; the first is the central one.
    growth : mapping
        Window -> the zone's volume growth, see `windows`; the first is central.
    industries : mapping
        As in the assumptions, for the ends of the concept and the scope factor.
    outside : Outside
    weight : float
        Of the inside view.
    Returns
    -------
    DataFrame
        industry, base_year, concept, concept_factor, scope, scope_factor, prices, window,
        zone_growth, years, multiple, required (growth a year of money), required_volume (after
        prices), inside, growth_record, cases, outside, pooled (probabilities), likelihood, central
        (bool).
    """
    rows: list[dict] = []
    bases = prices[0].base_readings
    readings = [(basis, base, window) for basis in prices for base in bases for window in growth]
    for basis, base, window in readings:
        one = basis.with_(base_year=base, concept_factor=1.0, scope_factor=1.0)
        one = one if growth[window] is None else one.with_(zone_growth=growth[window])
        _, drawn = outputs(one, draws, seed)
        for industry, output in zip(one.industries, drawn, strict=True):
            start = one.news.starts.get(industry)
            if start and base != _middle(bases):
                continue  # the year of its level is printed
            goal, last = one.targets[industry], output[-1]
            rows += [
                {
                    **_asked(one, industry, cell),
                    "prices": basis.name,
                    "window": window,
                    "inside": _share_at_least(last * _factor(cell), goal),
                }
                for cell in _factors(industries[industry], start.settles if start else ())
            ]
    table = pd.DataFrame(rows)
    counted = _record_multiple(table, prices[0].news.starts, outside).map(
        lambda m: counted_multiple(outside.base_rates, m)
    )
    table["growth_record"] = counted.map({m: outside.record(m) for m in counted.dropna().unique()})
    table["cases"] = outside.cases
    table["outside"] = outside.view(table["growth_record"].to_numpy())
    # what is known is no chance: neither plans nor records of others say anything of it any more
    table["outside"] = table["outside"].where(table["years"] > 0)
    table["pooled"] = pool(table["inside"].to_numpy(), table["outside"].to_numpy(), weight)
    table["likelihood"] = table["pooled"].map(likelihood)
    table["central"] = (
        (table["base_year"] == _middle(bases))
        & (table[["concept", "scope"]] == "central").all(axis=1)
        & (table["prices"] == prices[0].name)
        & (table["window"] == next(iter(growth)))
    )
    keys = ["base_year", "concept_factor", "scope_factor"]
    return table.sort_values(["industry", *keys, "prices", "window"], ignore_index=True)


def _middle(bases: Sequence[float]) -> float:
    return sorted(bases)[len(bases) // 2]


def _record_multiple(table: pd.DataFrame, starts: Collection[str], outside: Outside) -> pd.Series:
    """What is looked up in five-year records: from a later level, scaled to the years left."""
    scaled = table["industry"].isin(starts) & (table["years"] > 0)
    rows = table[scaled]
    five = outside.multiple_left(rows["multiple"], rows["years"])
    return table["multiple"].mask(scaled, pd.Series(five, rows.index))


def _factors(industry: Mapping[str, Any], settled: Collection[str]) -> list[dict]:
    """Every pair of a concept and a scope factor; ends that equal the centre are left out."""

    def values(name: str) -> dict[str, float]:
        given = {} if name.removesuffix("_factor") in settled else industry.get(name, {})
        read = {end: given.get(end, 1.0) for end in ("central", *FACTORS)}
        return {end: x for end, x in read.items() if end == "central" or x != read["central"]}

    return [
        {"concept": concept, "concept_factor": kappa, "scope": scope, "scope_factor": width}
        for concept, kappa in values("concept_factor").items()
        for scope, width in values("scope_factor").items()
    ]


def _factor(cell: Mapping) -> float:
    return cell["concept_factor"] * cell["scope_factor"]


def _asked(scenario: Scenario, industry: str, cell: Mapping) -> dict:
    """What a cell asks for: multiple of its start, growth of money and of volume a year.

    From the newest published level to the target year; nothing is asked for once that year is
    known.
    """
    base_year, target = scenario.values["base_year"], scenario.targets[industry]
    base, since = scenario.baselines[industry] * _factor(cell), scenario.start_year(industry)
    years = max(scenario.target_year - since, 0.0)
    in_volume = target / price_index(scenario, industry, since)
    return {
        "industry": industry,
        "base_year": base_year,
        **cell,
        "zone_growth": scenario.values["zone_growth"],
        "years": years,
        "multiple": target / base,
        "required": required_growth(base, target, years) if years else np.nan,
        "required_volume": required_growth(base, in_volume, years) if years else np.nan,
    }


def _share_at_least(output: np.ndarray, target: float) -> float:
    return float(share(np.count_nonzero(output >= target), len(output)))


# --- what binds --------------------------------------------------------------------------------


def binding_table(scenario: Scenario) -> pd.DataFrame:
    """How far each limit alone would let each industry go by the target year.

    Demand: capital is no limit. Landed projects and investment share: demand of this industry is
    no limit, and it competes with the others at their own demand, which favours it.

    Returns
    -------
    DataFrame
        industry, limit, output (central, CNY 100m), target, share_of_target, binds (bool: the
        lowest), statements.
    """
    rows = []
    for industry in scenario.industries:
        eager = scenario.with_(**{f"growth_premium.{industry}": UNLIMITED, "capital_limit": 1.0})
        limits = {
            "demand": (
                scenario.with_(capital_limit=0.0, funnel_limit=0.0),
                ("zone_growth", f"elasticity.{industry}", f"project_output.{industry}"),
            ),
            "landed projects": (
                eager.with_(funnel_limit=1.0),
                ("negotiated_value", "conversion", "funds_in_place"),
            ),
            "share of investment": (
                eager.with_(funnel_limit=0.0),
                ("investment_share", "investment_growth", f"capital_output_ratio.{industry}"),
            ),
        }
        found = {name: central_output(one, industry) for name, (one, _) in limits.items()}
        lowest = min(found, key=lambda name: found[name])
        rows += [
            {
                "industry": industry,
                "limit": name,
                "output": output,
                "target": scenario.targets[industry],
                "share_of_target": output / scenario.targets[industry],
                "binds": name == lowest,
                "statements": ";".join(
                    dict.fromkeys(
                        one
                        for parameter in limits[name][1]
                        for one in scenario.evidence[parameter].get("statements", ())
                    )
                ),
            }
            for name, output in found.items()
        ]
    return pd.DataFrame(rows)


def fan_multiples(scenario: Scenario, draws: int = 20_000, seed: int = 0) -> pd.DataFrame:
    """Quantiles of each industry's output in the target year as multiples of its base.

    Returns
    -------
    DataFrame
        industry, p2.5 to p97.5.
    """
    table = simulate(scenario, draws, seed)
    last = table[table["year"].eq(scenario.target_year) & table["measure"].eq("output")]
    last = last.set_index("industry").loc[list(scenario.industries), list(QUANTILE_NAMES)]
    # of the base, also where the paths start later: what is asked stands beside it
    began = {key: start.history[0][1] for key, start in scenario.news.starts.items()}
    bases = pd.Series({**scenario.baselines, **began})
    return last.div(bases, axis=0).rename_axis("industry").reset_index()
