"""Can it be reached, seen from inside and from outside? Pooling, words and all targets together.

Inside is the share of simulated paths that reach a target. Outside is how often others did: plans
of other zones (`cases`) and records of real growth (`outside`). Neither stands alone, and the
pool never without both. Counted shares enter as (hits + 1/2) / (n + 1), Jeffreys' mean, so that
"never in n" is a small number and not an impossibility.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from zoneecon.errors import BadInput
from zoneecon.targets.progress import MISSED, REACHED
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.text.catalogue import SOURCE, say, texts

# Words for probabilities: Mastrandrea et al. (2010), Guidance Note for Lead Authors of the IPCC
# Fifth Assessment Report on Consistent Treatment of Uncertainties, table 1.
LIKELY, UNLIKELY, VERY_UNLIKELY, EXCEPTIONALLY_UNLIKELY = 0.66, 0.33, 0.10, 0.01
SCALE = (
    (EXCEPTIONALLY_UNLIKELY, "exceptionally unlikely"),
    (VERY_UNLIKELY, "very unlikely"),
    (UNLIKELY, "unlikely"),
    (LIKELY, "about as likely as not"),
    (0.90, "likely"),
    (0.99, "very likely"),
    (np.inf, "virtually certain"),
)

#: Verdicts beside `REACHED`, `MISSED` and `NOT_TESTABLE`; the catalogue words them and their rules.
REACHABLE, ONLY_IF, OUT_OF_REACH = "reachable", "only if", "out of reach"
#: Columns of `named_readings`.
NAMED = (
    "industry",
    "scenario",
    "title",
    "inside",
    "outside",
    "pooled",
    "likelihood",
    "quality",
)
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def likelihood(probability: float) -> str:
    """Words for a probability.

    Examples
    --------
    >>> likelihood(0.05), likelihood(0.7)
    ('very unlikely', 'likely')
    """
    return next(word for bound, word in SCALE if probability < bound)


def share(reached, n):
    """Probability after `reached` of `n`: the mean under Jeffreys' prior, never 0 or 1."""
    return (np.asarray(reached) + 0.5) / (n + 1)


def pool(inside, outside, weight: float = 0.5):
    """Weighted mean of two probabilities in log-odds; `weight` is that of the inside view.

    The logarithmic pool (Genest & Zidek 1986, Statistical Science 1) for a yes-or-no event. A view
    that is missing leaves the other one alone.

    Examples
    --------
    >>> float(pool(0.2, 0.8)), float(pool(0.2, 0.8, 1.0))
    (0.5, 0.2)
    """
    if not 0 <= weight <= 1:
        raise BadInput(f"the weight of the inside view must be in [0, 1], got {weight}")
    inside, outside = np.broadcast_arrays(*np.atleast_1d(inside, outside))
    odds = [np.log(p) - np.log1p(-p) for p in (inside.astype(float), outside.astype(float))]
    mixed = weight * odds[0] + (1 - weight) * odds[1]
    mixed = np.where(np.isnan(odds[0]), odds[1], np.where(np.isnan(odds[1]), odds[0], mixed))
    pooled = np.round(1 / (1 + np.exp(-mixed)), 12)
    return pooled[0] if pooled.size == 1 else pooled


# --- the verdict --------------------------------------------------------------------------------


def named_readings(scenarios: pd.DataFrame, grid: pd.DataFrame, weight: float, draws: int):
    """Every named scenario beside the grid: its inside share, pooled with the central outside.

    Parameters
    ----------
    scenarios : DataFrame
        `scenarios.tables.scenario_table` of the scenarios that are not solved for the targets.
    grid : DataFrame
        `readings.grid`.
    weight, draws
        Weight of the inside view; draws behind the shares.

    Returns
    -------
    DataFrame
        industry, scenario, title, inside, outside, pooled, likelihood, quality; for the grid's
        industries.
    """
    central = grid[grid["central"]].set_index("industry")
    rows = []
    for industry, cell in central.iterrows():
        hits = (scenarios[f"probability_{industry}"] * draws).round()
        inside = share(hits, draws)
        pooled = np.atleast_1d(pool(inside, cell["outside"], weight))
        rows += [
            {
                "industry": industry,
                "scenario": one.scenario,
                "title": one.title,
                "inside": chance,
                "outside": cell["outside"],
                "pooled": both,
                "likelihood": likelihood(both),
                "quality": one.quality,
            }
            for one, chance, both in zip(scenarios.itertuples(), inside, pooled, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(NAMED))


def decide(central: float, best: float, known: str = "") -> str:
    """The verdict word: a key of the catalogue's `targets.verdict`.

    Parameters
    ----------
    central : float
        Pooled probability on the central reading; nan if base or target is missing.
    best : float
        The largest pooled probability over readings and named scenarios.
    known : str
        Status of the target where a later level is published (`progress.standings`); reached and
        missed are facts and need no probability.

    Examples
    --------
    >>> decide(0.7, 0.9), decide(0.02, 0.3), decide(0.02, 0.09)
    ('reachable', 'only if', 'out of reach')
    >>> decide(0.02, 0.3, "moderate progress"), decide(0.02, 0.3, "missed")
    ('only if', 'missed')
    """
    if known in (REACHED, MISSED):
        return known
    if np.isnan(central):
        return NOT_TESTABLE
    if central >= LIKELY:
        return REACHABLE
    return OUT_OF_REACH if best < VERY_UNLIKELY else ONLY_IF


def verdict_table(
    required: pd.DataFrame,
    grid: pd.DataFrame,
    named: pd.DataFrame,
    binding: pd.DataFrame,
    standings: Mapping[str, Mapping] | None = None,
) -> pd.DataFrame:
    """One row an industry: the required growth, the verdict, its ingredients and what binds.

    Parameters
    ----------
    required : DataFrame
        `targets.summary`.
    grid, named, binding : DataFrame
        `readings.grid`, `named_readings`, `readings.binding_table`.
    standings : mapping, optional
        `progress.standings`: industry -> its target's row, where a later level is published.

    Returns
    -------
    DataFrame
        The columns of `required`, then latest, latest_year, latest_id (of a later published level,
        from which the chances are carried on), verdict (a name of the catalogue's
        `targets.verdict`), words, words_zh, inside, growth_record, cases, outside, pooled (central
        reading), pooled_low, pooled_high, best (reading behind pooled_high), multiple_low,
        multiple_high, best_inside, cells, cells_very_unlikely (share of readings), binding, ceiling
        (CNY 100m), binding_statements.
    """
    rows = []
    records: list[dict[Any, Any]] = required.to_dict("records")
    for row in records:
        cells = grid[grid["industry"] == row["industry"]]
        later = (standings or {}).get(row["industry"], {})
        known = later.get("status", "")
        row |= {
            "latest": later.get("latest", np.nan),
            "latest_year": later.get("latest_year", np.nan),
            "latest_id": later.get("latest_id", ""),
        }
        if cells.empty:
            rows.append({**row, **_words(decide(np.nan, np.nan, known))})
            continue
        central: Any = cells[cells["central"]].iloc[0]
        best = cells.loc[cells["pooled"].idxmax()]
        others = named[named["industry"] == row["industry"]]
        lead: Any = others.loc[others["pooled"].idxmax()] if len(others) else {}
        scenario_wins = len(others) > 0 and lead["pooled"] > best["pooled"]
        highest = lead["pooled"] if scenario_wins else best["pooled"]
        word = decide(central["pooled"], highest, known)
        limit = binding[(binding["industry"] == row["industry"]) & binding["binds"]].iloc[0]
        rows.append(
            {
                **row,
                **_words(word),
                **{
                    name: central[name]
                    for name in ("inside", "growth_record", "cases", "outside", "pooled")
                },
                "pooled_low": cells["pooled"].min(),
                "pooled_high": highest,
                "best": lead["title"] if scenario_wins else reading(best, central),
                "multiple_low": cells["multiple"].min(),
                "multiple_high": cells["multiple"].max(),
                "best_inside": (lead if scenario_wins else best)["inside"],
                "cells": len(cells),
                "cells_very_unlikely": (cells["pooled"] < VERY_UNLIKELY).mean(),
                "binding": limit["limit"],
                "ceiling": limit["output"],
                "binding_statements": limit["statements"],
            }
        )
    return pd.DataFrame(rows)


def _words(word: str) -> dict[str, str]:
    key = f"targets.verdict.{word}"
    return {"verdict": word, "words": say(key, SOURCE), "words_zh": say(key, "zh")}


def reading(cell: Mapping, central: Mapping) -> str:
    """What a cell reads otherwise than the central one, in words."""
    differs = [name for name in texts("targets.reading") if cell[name] != central[name]]
    basis = cell["prices"].replace("_", " ")
    return "; ".join(say(f"targets.reading.{n}", SOURCE, basis=basis, **cell) for n in differs)


def cells_summary(grid: pd.DataFrame) -> pd.DataFrame:
    """For each industry and each value of each reading: cells, and the range of probabilities.

    Returns
    -------
    DataFrame
        industry, reading, value, cells, share_very_unlikely, inside_low, inside_high, pooled_low,
        pooled_median, pooled_high.
    """
    tables = []
    for name in ("base_year", "concept", "prices", "scope", "window"):
        groups = grid.groupby(["industry", name], sort=False)
        tables.append(
            pd.DataFrame(
                {
                    "reading": name,
                    "cells": groups.size(),
                    "share_very_unlikely": groups["pooled"].agg(
                        lambda p: (p < VERY_UNLIKELY).mean()
                    ),
                    "inside_low": groups["inside"].min(),
                    "inside_high": groups["inside"].max(),
                    "pooled_low": groups["pooled"].min(),
                    "pooled_median": groups["pooled"].median(),
                    "pooled_high": groups["pooled"].max(),
                }
            )
            .rename_axis(["industry", "value"])
            .reset_index()
        )
    table = pd.concat(tables, ignore_index=True)
    table["value"] = table["value"].map(lambda v: f"{v:g}" if isinstance(v, float) else str(v))
    return table[["industry", "reading", *table.columns.drop(["industry", "reading"])]]


def weights_table(verdicts: pd.DataFrame, weights: Sequence[float] = WEIGHTS) -> pd.DataFrame:
    """The pooled probability over the weight of the inside view: 0 is outside, 1 is inside only."""
    rows = []
    for row in verdicts.dropna(subset="pooled").itertuples():
        rows += [
            {
                "industry": row.industry,
                "title": row.title,
                "weight": weight,
                "pooled": pool(row.inside, row.outside, weight),
            }
            for weight in weights
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
    quantiles = stats.norm.ppf(np.asarray(probabilities, dtype=float))
    if correlation == 1:
        return float(min(probabilities))
    z = np.linspace(-9.0, 9.0, 6001)
    arguments = (quantiles[:, None] - np.sqrt(correlation) * z) / np.sqrt(1 - correlation)
    inside = np.prod(stats.norm.cdf(arguments), axis=0) * stats.norm.pdf(z)
    return float(np.trapezoid(inside, z))


def joint_table(
    verdicts: pd.DataFrame, correlations: Sequence[float] = CORRELATIONS
) -> pd.DataFrame:
    """All targets together, by correlation, for each way of looking.

    Returns
    -------
    DataFrame
        correlation, inside, outside, pooled, best (each industry on its own best reading).
    """
    views = {"inside": "inside", "outside": "outside", "pooled": "pooled", "best": "pooled_high"}
    return pd.DataFrame(
        [
            {
                "correlation": one,
                **{name: joint(list(verdicts[column]), one) for name, column in views.items()},
            }
            for one in correlations
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
        "inside",
        "growth_record",
        "cases",
        "outside",
        "pooled",
        "pooled_low",
        "pooled_high",
        "cells",
        "cells_very_unlikely",
        "binding",
    ]
    added = verdicts.assign(id=verdicts["industry"].map(ids))[["id", *columns]]
    return plan.merge(added, on="id", how="left").drop(columns="en")
