"""What do the scenarios say, laid out for a reader? Tables behind the figures and the notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.errors import Absent
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.draws import funnel_posteriors, funnel_quantiles
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.simulate import QUANTILE_NAMES, simulate
from zoneecon.scenarios.starts import between
from zoneecon.text.catalogue import say, stored


def scenario_table(
    scenarios: Iterable[Scenario], draws: int = 20_000, seed: int = 0
) -> pd.DataFrame:
    """One row per scenario: where it ends, and the chance of each target and of all.

    Returns
    -------
    DataFrame
        scenario, title, then for each industry and ``total`` median_<key> (CNY 100m, target year)
        and probability_<key>; probability_all; gdp_median; capital_binds (share of draws in which
        capacity limits the industry most limited), quality, draws.
    """
    rows = []
    for one in scenarios:
        table = simulate(one, draws, seed)
        years = table["industry"].map(one.year_of)
        last = table[table["year"].eq(years)].set_index(["measure", "industry"])
        row = {"scenario": one.name, "title": one.title}
        for key in (*one.targets, TOTAL):
            row[f"median_{key}"] = last.loc[("output", key), "p50"]
            row[f"probability_{key}"] = last.loc[("output", key), "probability"]
        row["probability_all"] = last.loc[("output", TOTAL), "joint_probability"]
        row["gdp_median"] = last.loc[("gdp", "zone"), "p50"]
        row["capital_binds"] = last["binding_capital"].max()
        rows.append(row | {"quality": one.about.get("quality", ""), "draws": draws})
    return pd.DataFrame(rows)


def parameter_table(scenario: Scenario) -> pd.DataFrame:
    """Every parameter with value, range, unit, source, quality, impact and reason."""
    rows = []
    for name, value in scenario.values.items():
        evidence = scenario.evidence[name]
        low, high = (value, value) if name in scenario.settled else scenario.ranges[name]
        statements = ", ".join(evidence.get("statements", ()))
        source = "; ".join(part for part in (evidence.get("source", ""), statements) if part)
        row = {"parameter": name, "value": value, "low": low, "high": high, "source": source}
        words = ("unit", "quality", "impact", "rationale")
        rows.append(row | {word: evidence.get(word, "") for word in words})
    return pd.DataFrame(rows)


def fan_table(summary: pd.DataFrame, scenario: Scenario, industry: str = TOTAL) -> pd.DataFrame:
    """Quantiles of output by year for one industry, the level that it starts from in front.

    The base, or the newest level that is published since, in the target's concept.

    Returns
    -------
    DataFrame
        year, p2.5 to p97.5, target (only in the target year), title, unit.
    """
    mine = summary[summary["measure"].eq("output") & summary["industry"].eq(industry)]
    keys = scenario.industries if industry == TOTAL else (industry,)
    years = [scenario.start_year(key) for key in keys]
    first = {"year": min(years), **dict.fromkeys(QUANTILE_NAMES, _level_at(scenario, keys))}
    later = mine.loc[mine["year"] > min(years), ["year", *QUANTILE_NAMES, "target"]]
    fan = pd.concat([pd.DataFrame([first]), later])
    if later.empty:  # the target year is known: nothing is left to draw
        fan["target"] = mine["target"].iloc[-1]
    return fan.assign(industry=industry, unit=mine["unit"].iloc[0]).reset_index(drop=True)


def _level_at(scenario: Scenario, keys: Iterable[str]) -> float:
    """Sum of what industries stood at when the first of them starts, as a fan shows it."""
    first, total = min(scenario.start_year(key) for key in keys), 0.0
    for key in keys:
        start = scenario.news.starts.get(key)
        if start is None:
            total += scenario.baselines[key]
            continue
        total += float(between(start.history, np.array([first]))[0]) * scenario.conversion(key)
    return total


# --- waterfall ------------------------------------------------------------------------------


def waterfall_table(
    scenario: Scenario, industry: str = TOTAL, median: float | None = None
) -> pd.DataFrame:
    """From the base to the target year, and on to the target, by driver.

    With the `median` of the draws it is what the drivers end on, and a step of its own says by how
    much it differs from the central path.

    Drivers enter one after the other in the order of the rows on the central path, each with what
    it adds to those before it, so that the parts add up exactly. The order matters where drivers
    multiply: a later one is larger on what came before.

    Returns
    -------
    DataFrame
        step (a name of `charts.waterfall.step`), kind (level or change), amount, start, end
        (CNY 100m), year (of a level; nan elsewhere).
    """
    target = scenario.target_of(industry)
    levels = [(name, central_output(one, industry)) for name, one in _build_up(scenario)]
    keys = scenario.industries if industry == TOTAL else (industry,)
    since = max(scenario.start_year(key) for key in keys)
    rows = [_level("base", levels[0][1], since), *_changes(levels)]
    reached, drawn = levels[-1][1], 0.0
    if median is not None:
        drawn = median - reached
        rows.append({"step": "draws", "kind": "change", "amount": drawn})
    rows.append(_level("reached", reached + drawn, scenario.year_of(industry)))
    beyond = [("", reached)]
    beyond += [(name, central_output(one, industry)) for name, one in _lifts(scenario)]
    rows += _changes(beyond)
    rows.append({"step": "missing", "kind": "change", "amount": target - beyond[-1][1] - drawn})
    rows.append(_level("target", target, scenario.year_of(industry)))
    table = pd.DataFrame(rows)
    is_level = table["kind"].eq("level")
    end = table["amount"].where(~is_level, 0.0).cumsum() + levels[0][1]
    table["end"] = end.where(~is_level, table["amount"])
    table["start"] = (table["end"] - table["amount"]).where(~is_level, 0.0)
    return table.assign(industry=industry)


def _level(step: str, amount: float, year: float) -> dict:
    return {"step": step, "kind": "level", "amount": amount, "year": year}


def _changes(levels: list[tuple[str, float]]) -> list[dict]:
    return [
        {"step": name, "kind": "change", "amount": level - before}
        for (_, before), (name, level) in pairwise(levels)
    ]


def _build_up(scenario: Scenario) -> list[tuple[str, Scenario]]:
    """The scenario with its drivers switched on one after the other."""
    own = scenario.by_industry
    added = ("elasticity", "growth_premium", "realised_share", "idle_output", "price_drift")
    nothing = dict.fromkeys((*added, "transferred_output"), 0.0)
    neutral: dict[str, Any] = {"concept_factor": 1.0, "scope_factor": 1.0, "capital_limit": 0.0}
    limits = {name: scenario.values[name] for name in ("capital_limit", "funnel_limit")}
    one = scenario.with_(**nothing, **neutral, price_path="", growth_path="")
    steps = [("base", one)]
    growth = {name: own(name) for name in ("elasticity", "growth_premium")}
    for name, changes in (
        ("demand", {**growth, "growth_path": scenario.growth_path}),
        ("projects", {"realised_share": own("realised_share")}),
        ("idle", {"idle_output": own("idle_output")}),
        ("capital", limits),
        ("prices", {"price_drift": own("price_drift"), "price_path": scenario.price_path}),
        ("concept", {"concept_factor": own("concept_factor")}),
        ("scope", {"scope_factor": own("scope_factor")}),
        ("transfers", {"transferred_output": own("transferred_output")}),
    ):
        one = one.with_(**changes)
        steps.append((name, one))
    return steps


def _lifts(scenario: Scenario) -> list[tuple[str, Scenario]]:
    """What would close part of the gap without any further growth of demand."""
    free = scenario.with_(capital_limit=0.0, funnel_limit=0.0)
    return [
        ("lifted", free),
        ("all_projects", free.with_(realised_share=1.0)),
    ]


# --- funnel and feasible set ----------------------------------------------------------------


def funnel_table(scenario: Scenario, draws: int = 20_000, seed: int = 0) -> pd.DataFrame:
    """The project funnel from negotiation to output a year.

    Returns
    -------
    DataFrame
        stage (a name of `scenarios.stage`), count, value (CNY 100m a year, as printed), count_rate
        and value_rate (of the stage before), posterior_rate (Beta mean with the city's counts),
        city_rate, p10, p90 (drawn counts a year, for signed and landed).
    """
    funnel, values = scenario.funnel, scenario.values
    stages = ("negotiated", "signed", "landed")
    counts = [funnel[f"{stage}_count"] for stage in stages]
    amounts = [funnel[f"{stage}_value"] for stage in stages]
    city = [funnel.get(f"city_{stage}_count", np.nan) for stage in stages]
    years = (scenario.target_year - scenario.first_year) or 1.0
    drawn = funnel_quantiles(scenario, years, draws, seed).set_index("quantity") / years
    table = pd.DataFrame({"stage": stages, "count": counts, "value": amounts})
    table["count_rate"] = [np.nan, *np.divide(counts[1:], counts[:-1])]
    table["value_rate"] = [np.nan, *np.divide(amounts[1:], amounts[:-1])]
    table["posterior_rate"] = [np.nan, *(a / (a + b) for a, b in funnel_posteriors(scenario))]
    table["city_rate"] = [np.nan, *np.divide(city[1:], city[:-1])]
    for name in ("p10", "p90"):
        table[name] = [np.nan, *drawn.loc[["signed", "landed"], name]]
    placed = amounts[1] * values["funds_in_place"]  # a share of what was signed
    k = np.mean([values[f"capital_output_ratio.{key}"] for key in scenario.industries])
    extra = pd.DataFrame(
        {
            "stage": ["placed", "built"],
            "value": [placed, placed / k],
            "value_rate": [values["funds_in_place"], 1.0 / k],
        }
    )
    return pd.concat([table, extra], ignore_index=True)


def feasible_set(scenario: Scenario, growths: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Which pairs of output and value-added rate fit the zone's accounts in the target year.

    A pair fits a growth path of the zone if rate x output is at most the industries' share of
    industrial value added on it; it cannot pass the line at which they are the whole of GDP.

    Parameters
    ----------
    growths : dict
        Label to growth of the zone, fractions; the scenario's own if left out.

    Returns
    -------
    DataFrame
        kind (line or point), name, output, value_added_rate, fits (points: under the first line),
        target (points: all targets met).
    """
    if not scenario.has_accounts:
        raise Absent(say("absent.section.accounts"))
    own = scenario.values["zone_growth"]
    paths = growths or {stored("scenarios.feasible.growth", growth=own): own}
    base = sum(scenario.baselines.values())
    goal = sum(scenario.targets.values())
    grid = np.linspace(0.5 * base, 1.15 * goal, 60)
    year = scenario.account_years[1]
    account, other = scenario.account(year), scenario.values["other_industry_share"]
    steps = scenario.target_year - year
    rows, ceilings = [], []
    for name, growth in paths.items():
        room = (1.0 - other) * account["industrial_value_added"] * (1.0 + growth) ** steps
        ceilings.append(room)
        share = stored("scenarios.feasible.share", path=name)
        rows += [("line", share, y, room / y, False) for y in grid]
    whole = account["gdp"] * (1.0 + max(paths.values())) ** steps
    rows += [("line", stored("scenarios.feasible.whole"), y, whole / y, False) for y in grid]
    rate = (1.0 - other) * account["industrial_value_added"] / base
    central = central_output(scenario)
    points = [
        (stored("scenarios.feasible.base", year=year), base, rate, False),
        (stored("scenarios.feasible.scenario", year=scenario.target_year), central, rate, False),
        (stored("scenarios.feasible.at_rate"), goal, rate, True),
        (stored("scenarios.feasible.on_path"), goal, ceilings[0] / goal, True),
    ]
    rows += [("point", *point) for point in points]
    table = pd.DataFrame(rows, columns=["kind", "name", "output", "value_added_rate", "target"])
    product = table["output"] * table["value_added_rate"]
    return table.assign(fits=product <= ceilings[0] * (1 + 1e-9))


def fan_tables(summary: pd.DataFrame, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """`fan_table` of every industry that has a target, by its name."""
    return {name: fan_table(summary, scenario, name) for name in scenario.targets}
