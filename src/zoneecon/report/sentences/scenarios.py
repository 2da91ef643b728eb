"""How are scenarios, break-evens and sensitivities said? Columns, and `text/scenarios.toml`."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoneecon.rows import row_at
from zoneecon.scenarios.named import ScenarioTable
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.paths import Paths
from zoneecon.scenarios.tables import TOTAL
from zoneecon.targets.verdicts import POSSIBLE, sampling_error
from zoneecon.text.catalogue import chance, each, say


def short(industry: str) -> str:
    """An industry, or all of them together, in a word."""
    return say("scenarios.total") if industry == TOTAL else industry.replace("_", " ")


def _industries(table: pd.DataFrame) -> list[str]:
    """Industries of a `scenario_table`, in its order."""
    columns = table.columns[table.columns.str.startswith("probability_")]
    names = columns.str.removeprefix("probability_")
    return [name for name in names if name not in (TOTAL, "all")]


def scenario_heads(table: pd.DataFrame) -> dict[str, str]:
    """Columns of a `scenario_table` for `show`; two digits of the least median of each industry."""
    heads = {"title": say("scenarios.columns.scenario")}
    industries = _industries(table)
    for name in (*industries, TOTAL):
        digits = max(0, 1 - int(np.floor(np.log10(table[f"median_{name}"].min()))))
        median = say("scenarios.columns.median", industry=short(name))
        heads[f"median_{name}"] = f"{median} | {{:.{digits}f}}"
        probability = say("scenarios.columns.probability", industry=short(name))
        heads[f"probability_{name}"] = probability
    every = say("scenarios.columns.all", count=len(industries))
    return heads | {"probability_all": every}


def shares_said(table: pd.DataFrame) -> pd.DataFrame:
    """A `scenario_table` whose shares of paths are in words, no finer than their draws allow."""
    columns = [name for name in table.columns if name.startswith("probability_")]
    return table.assign(**{name: _shares(table[name], table["draws"]) for name in columns})


def _shares(shares: pd.Series, draws: pd.Series) -> list[str]:
    return [
        chance(share, error=float(sampling_error(share, n)))
        for share, n in zip(shares, draws, strict=True)
    ]


def years_wide(years: pd.DataFrame) -> pd.DataFrame:
    """Scenario × industry: the year in which each target is reached; empty if not by then."""
    order = {name: short(name) for name in years["industry"].unique()}
    wide = years.pivot(index="scenario", columns="industry", values="year").astype("Int64")
    wide = wide.loc[years["scenario"].unique(), list(order)].rename(columns=order).reset_index()
    return wide.rename(columns={"scenario": say("scenarios.columns.scenario")})


def fan_sentences(paths: Paths) -> list[str]:
    """Median, 80 % band and share of paths that arrive in the last year, and what they start at."""
    rows = paths[(paths["measure"] == "output") & paths["target"].notna()]
    draws = pd.Series(paths.draws, index=rows.index)
    known = rows["industry"].map(paths.scenario.is_known)
    kinds = known.map({True: "known", False: "open"})
    rows = rows.assign(share=_shares(rows["probability"], draws), kind=kinds)
    return [*each("scenarios.fan.{kind}", rows), *start_sentences(paths.scenario)]


def start_sentences(scenario: Scenario) -> list[str]:
    """What published levels the paths start at, what they settle, and what they do not promise."""
    open_ = {key: one for key, one in scenario.news.starts.items() if not scenario.is_known(key)}
    said = [
        say(
            f"scenarios.start.{start.concept}",
            industry=scenario.titles[key],
            factor=scenario.conversion(key),
            **start._asdict(),
        )
        for key, start in open_.items()
    ]
    return [*said, say("scenarios.start.trust")] if said else []


def _open_ended(table: ScenarioTable) -> pd.DataFrame:
    """Scenarios that are not solved to end on their targets."""
    return pd.DataFrame(table[~table["scenario"].isin(table.solved)])


def scenario_sentences(table: ScenarioTable) -> list[str]:
    """Which scenario gives each target its best chance, the solved one apart."""
    others, industries, sentences = _open_ended(table), _industries(table), []
    said = shares_said(others)
    for name in industries:
        best = row_at(said, others[f"probability_{name}"].idxmax())
        fields = {"share": best[f"probability_{name}"], "title": best["title"]}
        sentences.append(say("scenarios.best.industry", industry=short(name), **fields))
    joint = said.at[others["probability_all"].idxmax(), "probability_all"]
    return [*sentences, say("scenarios.best.joint", count=len(industries), share=joint)]


def rate_sentences(need: Mapping[str, object], count: int) -> list[str]:
    """What `count` targets ask of value added per output, on the scenario's own zone growth."""
    if need["value"] != need["value"]:
        return [str(need["note"])]
    return [say("scenarios.rate", count=count, **need)]


def scenarios_conclusion(table: ScenarioTable, solved: pd.DataFrame) -> list[str]:
    """The answer of the scenarios in a few sentences."""
    scenario = getattr(solved, "scenario", None)
    if scenario is not None and scenario.is_known(TOTAL):
        return [say("scenarios.conclusion.known", year=scenario.target_year)]
    others, industries = _open_ended(table), _industries(table)
    chances = others[[f"probability_{name}" for name in industries]]
    above = int((chances > POSSIBLE).any(axis=1).sum())
    single = solved["industry"] != TOTAL
    growth = solved[single & (solved["variable"] == "growth") & solved["reached"]]
    growth = growth.assign(industry=growth["industry"].map(short))
    inside = solved.loc[single & (solved["variable"] == "growth_within_capital"), "reached"]
    return [
        say(
            f"scenarios.conclusion.{'some' if above else 'none'}",
            above=above,
            scenarios=len(others),
        ),
        *_growth_needed(growth),
        say("scenarios.conclusion.within", reached=inside.sum(), targets=len(inside)),
    ]


def _growth_needed(growth: pd.DataFrame) -> list[str]:
    """How fast demand would have to grow, where any growth that we look for is enough."""
    needed = each("scenarios.conclusion.industry", growth)
    return [say("scenarios.conclusion.growth", needed=needed)] if needed else []


def swing_sentences(swings: pd.DataFrame, target: float) -> list[str]:
    """Whether any single assumption reaches the sum of the targets inside its range."""
    if swings.empty:
        return [say("scenarios.swing.known")]
    ends = swings[["output_low", "output_high"]].max(axis=1)
    counts = {"reach": int((ends >= target).sum()), "assumptions": len(swings)}
    return [say("scenarios.swing.alone", target=target, highest=ends.max(), **counts)]


def sensitivity_conclusion(swings: pd.DataFrame, priorities: pd.DataFrame) -> list[str]:
    """What moves the answer most, and where better evidence is worth most."""
    if swings.empty:
        return [say("scenarios.swing.known")]
    return [
        *each("scenarios.swing.largest", swings.head(1)),
        *each("scenarios.swing.evidence", priorities.head(1)),
    ]
