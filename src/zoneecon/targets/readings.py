"""What becomes of the answer under every reading? The chances over the grid, and what binds.

A cell is one industry under one reading of base year, concept, scope, prices and window of growth.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.growth import mean_growth, required_growth
from zoneecon.scenarios.model import central_levels, central_output
from zoneecon.scenarios.parameters import Scenario, beyond_investment
from zoneecon.scenarios.simulate import QUANTILE_NAMES, QUANTILES
from zoneecon.targets.required import FACTORS
from zoneecon.targets.views import Views

TREND = "trend"
#: Demand so large that it is no limit: volumes would double every year.
UNLIMITED = 1.0


def windows(
    statements: pd.DataFrame, indicator: str, starts: Sequence[int]
) -> dict[str, float | None]:
    """Mean volume growth since each start year, from the rates printed at comparable prices.

    A window is called by the years whose rates it holds, as statistics call it: since 2016 is
    2017-2020.

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
        found[f"{start + 1}-{later['year'].max()}"] = mean_growth(list(later["number"]))
    return found


def best_window(windows: Mapping[str, float | None]) -> float | None:
    """The fastest growth of any window: what the zone has shown it can do; None where none is."""
    return max((rate for rate in windows.values() if rate is not None), default=None)


def price_index(scenario: Scenario, industry: str, since: float | None = None) -> float:
    """Prices in the target year over those of a year (the base's), on the scenario's price path."""
    path = scenario.price_paths[scenario.price_path].get(industry, {})
    base = scenario.values["base_year"] if since is None else since
    years = range(int(base) + 1, scenario.year_of(industry) + 1)
    # steps as in the scenarios: from 2021.5 half of the change of 2022 is still to come
    return float(np.prod([(1 + path.get(y, 0.0)) ** (y - max(base, y - 1)) for y in years]))


def grid(
    prices: Sequence[Scenario],
    growth: Mapping[str, float | None],
    industries: Mapping[str, Mapping[str, Any]],
    views: Views,
    baseline: Scenario,
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Every industry under every reading.

    Base, concept and scope change what is asked; prices and growth move the centre of the inside
    view by what they do to the central path, beside the baseline's. Where a later level is
    published it is what the target is asked of, and what it settles (`Start.settles`) has no
    readings left.

    Parameters
    ----------
    prices : sequence of Scenario
        One for each price basis; the first is the central one.
    growth : mapping
        Window -> the zone's volume growth, see `windows`; the first is central.
    industries : mapping
        As in the assumptions, for the ends of the concept and the scope factor.
    views : Views
    baseline : Scenario
        Whose central path has the centre of the inside view.
    weights : mapping, optional
        Base year (as text) -> what the document's own evidence says for it; alike if left out.

    Returns
    -------
    DataFrame
        industry, base_year, weight (of the base year), concept, concept_factor, scope,
        scope_factor, prices, window, zone_growth, years, multiple, required (growth a year of
        money), required_volume (after prices), inside, plans, growth_record, outside, pooled,
        log_odds (chances), central (bool).
    """
    rows: list[dict] = []
    bases = prices[0].base_readings
    readings = [(basis, base, window) for basis in prices for base in bases for window in growth]
    for basis, base, window in readings:
        plain = {"base_year": base, "concept_factor": 1.0, "scope_factor": 1.0}
        one, other = basis.with_(**plain), baseline.with_(**plain)
        one = one if growth[window] is None else one.with_(zone_growth=growth[window])
        moved = shifts(one, other)
        for industry in one.targets:
            start = one.news.starts.get(industry)
            if start and base != _middle(bases):
                continue  # the year of its level is printed
            for cell in _factors(industries[industry], start.settles if start else ()):
                asked = _asked(one, industry, cell)
                year = one.year_of(industry)
                span = year - asked["years"], year
                found = views.chance(industry, asked["multiple"], *span, moved[industry])
                rows.append({**asked, "prices": basis.name, "window": window, **found})
    table = pd.DataFrame(rows)
    given = {float(year): weight for year, weight in (weights or {}).items()}
    table["weight"] = table["base_year"].map(lambda year: given.get(year, 0.0 if given else 1.0))
    table["central"] = (
        (table["base_year"] == _middle(bases))
        & (table[["concept", "scope"]] == "central").all(axis=1)
        & (table["prices"] == prices[0].name)
        & (table["window"] == next(iter(growth)))
    )
    keys = ["base_year", "concept_factor", "scope_factor"]
    return table.sort_values(["industry", *keys, "prices", "window"], ignore_index=True)


def shifts(one: Scenario, other: Scenario) -> dict[str, float]:
    """What one scenario's central path gains on another's by each target's year, in logs.

    Both start at the newest level that is known, so that what came before it is in the level.
    """
    mine, theirs = central_levels(one), central_levels(other)
    return {name: _gained(mine[name], theirs[name], one.year_of(name)) for name in one.industries}


def central_ends(scenario: Scenario) -> pd.Series:
    """Output on the central path in each target's own year, by industry."""
    levels = central_levels(scenario)
    return pd.Series({name: levels.at[scenario.year_of(name), name] for name in scenario.targets})


def _gained(one: pd.Series, other: pd.Series, year: int) -> float:
    """What a scenario gains on another by a year, in logs."""
    return float(np.log(one[year] / other[year])) if one[year] > 0 else -np.inf


def _middle(bases: Sequence[float]) -> float:
    return sorted(bases)[len(bases) // 2]


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
    years = max(scenario.year_of(industry) - since, 0.0)
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


# --- what binds --------------------------------------------------------------------------------


def binding_table(scenario: Scenario) -> pd.DataFrame:
    """How far each limit alone would let each industry go by the target year.

    Demand: capital is no limit. Landed projects and investment share: demand of this industry is
    no limit, nor is the other of the two, and it competes with the others at their own demand,
    which favours it.

    Returns
    -------
    DataFrame
        industry, limit, output (central, CNY 100m), target, share_of_target, binds (bool: the
        lowest), statements.
    """
    rows = []
    for industry in scenario.targets:
        eager = scenario.with_(**{f"growth_premium.{industry}": UNLIMITED, "capital_limit": 1.0})
        limits = {
            "demand": (
                scenario.with_(capital_limit=0.0, funnel_limit=0.0),
                ("zone_growth", f"elasticity.{industry}", f"project_output.{industry}"),
            ),
            "landed projects": (
                beyond_investment(eager.with_(funnel_limit=1.0)),
                ("negotiated_value", "conversion", "funds_in_place"),
            ),
            "share of investment": (
                eager.with_(funnel_limit=0.0),
                ("investment_share", "investment_growth", f"capital_output_ratio.{industry}"),
            ),
        }
        if not scenario.funnel:
            del limits["landed projects"]
        if not any("fixed_asset_investment" in row for row in scenario.accounts.values()):
            del limits["share of investment"]
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


def fan_multiples(views: Views, scenario: Scenario, since: float) -> pd.DataFrame:
    """Quantiles of each industry's level in its target's year as multiples of its base.

    `since` is the central year of the bases; of a target without one it is its first later level's.

    Returns
    -------
    DataFrame
        industry, p2.5 to p97.5; no row where there is no inside view.
    """
    rows: list[dict] = []
    for name in scenario.targets:
        if views.inside is None:
            break
        start = scenario.news.starts.get(name)
        begun = since if start is None or start.based else start.history[0][0]
        if begun < (year := scenario.year_of(name)):
            way = views.inside.way(name, begun, year)
            found = {q: way.quantile(at) for q, at in zip(QUANTILE_NAMES, QUANTILES, strict=True)}
            rows.append({"industry": name, **found})
    return pd.DataFrame(rows, columns=["industry", *QUANTILE_NAMES])
