"""Can it be reached? The word for a chance, what stands beside it, and all targets together.

A chance is pooled from two views (`views`); the word follows from the chance on the central
reading alone, so that no further reading can improve it. A condition is named beside it only where
a documented scenario lifts the chance to a third or more. Shares of assumed paths are shown and
never pooled.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from zoneecon.rows import each_row
from zoneecon.scenarios.parameters import Scenario
from zoneecon.targets.combined import linear_pool
from zoneecon.targets.progress import DECIDED
from zoneecon.targets.readings import central_ends
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.targets.views import COLUMNS, Views, pool
from zoneecon.text.catalogue import say, stored, texts

# Bounds of words for probabilities: Mastrandrea et al. (2010), Guidance Note for Lead Authors of
# the IPCC Fifth Assessment Report on Consistent Treatment of Uncertainties, table 1.
LIKELY, POSSIBLE, UNLIKELY, VERY_UNLIKELY = 0.66, 0.33, 0.10, 0.01

#: Verdicts beside `REACHED`, `MISSED` and `NOT_TESTABLE`, each from its least chance on.
SCALE = (
    (LIKELY, "reachable"),
    (POSSIBLE, "possible"),
    (UNLIKELY, "unlikely"),
    (VERY_UNLIKELY, "very unlikely"),
    (-np.inf, "out of reach"),
)
#: Evidence of a scenario that documents nothing.
UNDOCUMENTED = "red"
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def decide(central: float, known: str = "") -> str:
    """The verdict: a key of the catalogue's `targets.verdict`.

    Parameters
    ----------
    central : float
        Pooled chance on the central reading; nan if base or target is missing.
    known : str
        Status of the target where a later level is published (`progress.standings`); reached and
        missed are facts and need no chance.

    Examples
    --------
    >>> decide(0.7), decide(0.4), decide(0.2), decide(0.03), decide(0.007)
    ('reachable', 'possible', 'unlikely', 'very unlikely', 'out of reach')
    >>> decide(0.03, "moderate progress"), decide(0.03, "missed")
    ('very unlikely', 'missed')
    """
    if known in DECIDED:
        return known
    if np.isnan(central):
        return NOT_TESTABLE
    return next(word for least, word in SCALE if central >= least)


def share(reached, n):
    """Probability after `reached` of `n`: the mean under Jeffreys' prior, never 0 or 1."""
    return (np.asarray(reached) + 0.5) / (n + 1)


def sampling_error(share_of_paths, draws):
    """Standard error of a share that was counted in draws (Jeffreys' mean, so never 0)."""
    after = share(np.asarray(share_of_paths, dtype=float) * draws, draws)
    return np.sqrt(after * (1 - after) / (draws + 2))


# --- the verdict --------------------------------------------------------------------------------


def conditions(assumed: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> Sequence[Scenario]:
    """Scenarios that may stand beside a verdict as its condition.

    One solved to end on its target says what that takes, not how likely it is; nor does one that
    somebody saved to see what would follow, until it is moved to the assumptions.
    """
    apart = {name for name, one in assumed["scenarios"].items() if "solve" in one}
    apart |= set(assumed.get("saved", ()))
    return [one for name, one in scenarios.items() if name not in apart]


def named_readings(
    scenarios: Sequence[Scenario],
    baseline: Scenario,
    views: Views,
    grid: pd.DataFrame,
    paths: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every named scenario as a condition: the chance if it holds.

    Parameters
    ----------
    scenarios : sequence of Scenario
        See `conditions`.
    baseline : Scenario
        Whose central path has the centre of the inside view.
    views : Views
    grid : DataFrame
        `readings.grid`, of the industries that are asked of.
    paths : DataFrame, optional
        `scenarios.tables.scenario_table` of the same scenarios: shares of assumed paths.

    Returns
    -------
    DataFrame
        industry, scenario, title, the columns of `views`, verdict, paths (share of assumed paths),
        paths_error, documented (bool), quality.
    """
    central = grid[grid["central"]]
    ends: Any = None if paths is None else paths.set_index("scenario")
    rows: list[dict] = []
    middle = central_ends(baseline)
    moved: dict[str, Any] = {one.name: np.log(central_ends(one) / middle) for one in scenarios}
    for cell in each_row(central):
        industry = cell.industry
        for one in scenarios:
            year = one.year_of(industry)
            span = year - cell.years, year
            shift = float(moved[one.name][industry])
            found = views.chance(industry, cell.multiple, *span, shift)
            quality = str(one.about.get("quality", ""))
            arrive, draws = np.nan, 1
            if paths is not None:
                arrive, draws = ends.loc[one.name, [f"probability_{industry}", "draws"]]
            rows.append(
                {
                    "industry": industry,
                    "scenario": one.name,
                    "title": one.title,
                    **found,
                    "verdict": decide(found["pooled"]),
                    "paths": arrive,
                    "paths_error": sampling_error(arrive, draws),
                    "documented": quality != UNDOCUMENTED and bool(one.about.get("sources")),
                    "quality": quality,
                }
            )
    columns = ["industry", "scenario", "title", *COLUMNS, "verdict", "paths", "paths_error"]
    return pd.DataFrame(rows, columns=[*columns, "documented", "quality"])


def condition(named: pd.DataFrame, central: float) -> Mapping[str, Any]:
    """The documented scenario that lifts the chance to a third or more; empty if none does."""
    lifts = named[named["documented"].astype(bool) & (named["pooled"] >= POSSIBLE)]
    if central >= POSSIBLE or lifts.empty:
        return {}
    best = next(iter(each_row(lifts.nlargest(1, "pooled"))))
    return {"condition": best.title, "condition_chance": best.pooled}


def judged(central: float, known: str, others: pd.DataFrame) -> dict[str, Any]:
    """The verdict on the central reading, its words, and the condition beside it, if any.

    `known` as in `decide`; `others` are the industry's rows of `named_readings`.
    """
    lifted = {} if known in DECIDED else condition(others, central)
    none = {"condition": "", "condition_chance": np.nan}
    return {**worded(decide(central, known), lifted), **none, **lifted}


def verdict_table(
    required: pd.DataFrame,
    grid: pd.DataFrame,
    named: pd.DataFrame,
    binding: pd.DataFrame,
    standings: Mapping[str, Mapping],
    baseline: str,
    prices: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """One row an industry: the required growth, the verdict, its ingredients and what binds.

    Parameters
    ----------
    required : DataFrame
        `targets.summary`.
    grid, named, binding : DataFrame
        `readings.grid`, `named_readings`, `readings.binding_table`.
    standings : mapping
        `progress.standings`: industry -> its target's row, where a later level is published.
    baseline : str
        The named scenario whose share of paths stands beside the chance.
    prices : mapping, optional
        Price basis -> what it is called.

    Returns
    -------
    DataFrame
        The columns of `required`, then latest, latest_year, latest_id (of a later published level,
        from which the chances are carried on), verdict (a name of the catalogue's
        `targets.verdict`), words, words_zh, condition and condition_chance (of a documented
        scenario that lifts the chance to a third), years and asked (the multiple that is left, on
        the central reading, of the base or of the newest level), the columns of `views` there,
        dated (pooled, weighed over readings of the base's date), pooled_low, pooled_high, best
        (reading behind pooled_high), multiple_low, multiple_high, best_inside, cells, paths and
        paths_error (share of assumed paths of the central scenario), binding, ceiling (CNY 100m),
        binding_statements.
    """
    rows = []
    records: list[dict[Any, Any]] = required.to_dict("records")
    for row in records:
        industry = row["industry"]
        cells = grid[grid["industry"] == industry]
        later = standings.get(industry, {})
        known = later.get("status", "")
        row |= {
            "latest": later.get("latest", np.nan),
            "latest_year": later.get("latest_year", np.nan),
            "latest_id": later.get("latest_id", ""),
        }
        if cells.empty:
            rows.append({**row, **worded(decide(np.nan, known), {})})
            continue
        central: Any = cells[cells["central"]].iloc[0]
        best = cells.loc[cells["pooled"].idxmax()]
        others = named[named["industry"] == industry]
        own: Any = others[others["scenario"] == baseline]
        limit = binding[(binding["industry"] == industry) & binding["binds"]].iloc[0]
        rows.append(
            {
                **row,
                **judged(central["pooled"], known, others),
                "years": central["years"],
                "asked": central["multiple"],
                **{name: central[name] for name in COLUMNS},
                "dated": dated(cells),
                "pooled_low": cells["pooled"].min(),
                "pooled_high": best["pooled"],
                "best": reading(best, central, prices or {}),
                "multiple_low": cells["multiple"].min(),
                "multiple_high": cells["multiple"].max(),
                "best_inside": best["inside"],
                "cells": len(cells),
                "paths": own["paths"].iloc[0] if len(own) else np.nan,
                "paths_error": own["paths_error"].iloc[0] if len(own) else np.nan,
                "binding": limit["limit"],
                "ceiling": limit["output"],
                "binding_statements": limit["statements"],
            }
        )
    return pd.DataFrame(rows)


def dated(cells: pd.DataFrame) -> float:
    """Mean chance over readings of the base's date, by weight, all else read centrally."""
    central = cells.loc[cells["central"], ["concept", "scope", "prices", "window"]].iloc[0]
    rows = cells[(cells[central.index] == central).all(axis=1)]
    weights = rows["weight"] if rows["weight"].sum() > 0 else None
    return float(np.average(rows["pooled"], weights=weights))


def worded(word: str, lifted: Mapping) -> dict[str, str]:
    """A verdict, and its words in either language, with its condition if there is one."""
    key, form = f"targets.verdict.{word}", "if" if lifted else "plain"
    return {
        "verdict": word,
        "words": stored(f"targets.verdict_form.{form}", word=stored(key)),
        "words_zh": say(f"targets.verdict_form.{form}", "zh", word=say(key, "zh")),
    }


def reading(cell: Mapping, central: Mapping, prices: Mapping[str, str]) -> str:
    """What a cell reads otherwise than the central one, in words."""
    differs = [name for name in texts("targets.reading") if cell[name] != central[name]]
    basis = prices.get(cell["prices"], cell["prices"].replace("_", " "))
    return "; ".join(stored(f"targets.reading.{n}", basis=basis, **cell) for n in differs)


def cells_summary(grid: pd.DataFrame) -> pd.DataFrame:
    """For each industry and each value of each reading: cells, and the range of probabilities.

    Returns
    -------
    DataFrame
        industry, reading, value, cells, inside_low, inside_high, pooled_low, pooled_median,
        pooled_high.
    """
    tables = []
    for name in ("base_year", "concept", "prices", "scope", "window"):
        groups = grid.groupby(["industry", name], sort=False)
        found = groups.agg(
            cells=("inside", "size"),
            inside_low=("inside", "min"),
            inside_high=("inside", "max"),
            pooled_low=("pooled", "min"),
            pooled_median=("pooled", "median"),
            pooled_high=("pooled", "max"),
        )
        tables.append(found.rename_axis(["industry", "value"]).reset_index().assign(reading=name))
    table = pd.concat(tables, ignore_index=True)
    table["value"] = table["value"].map(lambda v: f"{v:g}" if isinstance(v, float) else str(v))
    return table[["industry", "reading", *table.columns.drop(["industry", "reading"])]]


def weights_table(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Both pools over the weight of the inside view: 0 is outside, 1 is inside only.

    Returns
    -------
    DataFrame
        industry, title, weight, linear, log_odds.
    """
    rows = []
    for row in each_row(verdicts.dropna(subset="pooled")):
        rows += [
            {
                "industry": row.industry,
                "title": row.title,
                "weight": weight,
                "linear": float(linear_pool(row.inside, row.outside, weight)),
                "log_odds": float(pool(row.inside, row.outside, weight)),
            }
            for weight in WEIGHTS
        ]
    return pd.DataFrame(rows)


# --- all together ------------------------------------------------------------------------------


def joint(probabilities: Sequence[float], correlation: float) -> float:
    """Probability that all happen, if what moves them is equally correlated (one common factor).

    The Gaussian one-factor copula: the integral over z of the product of
    Phi((q_i - sqrt(rho) z) / sqrt(1 - rho)), q_i the normal quantile of each probability. 0 is
    independence, 1 the least of them.

    Examples
    --------
    >>> round(joint([0.5, 0.5], 0.0), 4), round(joint([0.5, 0.5], 0.5), 4)
    (0.25, 0.3333)
    """
    quantiles = ndtri(np.asarray(probabilities, dtype=float))
    if correlation == 1:
        return float(min(probabilities))
    z = np.linspace(-9.0, 9.0, 6001)
    arguments = (quantiles[:, None] - np.sqrt(correlation) * z) / np.sqrt(1 - correlation)
    inside = np.prod(ndtr(arguments), axis=0) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return float(np.trapezoid(inside, z))


def joint_table(verdicts: pd.DataFrame) -> pd.DataFrame:
    """All targets together, by correlation, for each way of looking.

    Returns
    -------
    DataFrame
        correlation, inside, outside, pooled, best (each industry on its own best reading).
    """
    tested = verdicts.dropna(subset="pooled")
    views = {"inside": "inside", "outside": "outside", "pooled": "pooled", "best": "pooled_high"}
    return pd.DataFrame(
        [
            {
                "correlation": one,
                **{name: joint(list(tested[column]), one) for name, column in views.items()},
            }
            for one in CORRELATIONS
        ]
    )


def with_verdicts(
    plan: pd.DataFrame, verdicts: pd.DataFrame, ids: Mapping[str, str]
) -> pd.DataFrame:
    """Plan targets with the verdict and its ingredients where there is one.

    `ids` is the statement of each industry's target.
    """
    columns = [
        "words",
        "words_zh",
        "condition",
        *COLUMNS,
        "dated",
        "pooled_low",
        "pooled_high",
        "cells",
        "binding",
    ]
    added = verdicts.assign(id=verdicts["industry"].map(ids))[["id", *columns]]
    return plan.merge(added, on="id", how="left").drop(columns="en")
