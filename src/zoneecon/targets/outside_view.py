"""How did the outside view do elsewhere, and on what does it rest? Tables for a reader."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from zoneecon.rows import each_row
from zoneecon.targets import base_rates, combined, growth_records, plan_pairs
from zoneecon.targets.cases import HIT, MISS
from zoneecon.targets.views import Views
from zoneecon.text.catalogue import stored_texts

#: Counts of a class of growth records, as `base_rates.base_rate` gives them.
RECORD = ("multiple", "windows", "series", "reached", "share", "lower", "upper")

RECORD_COLUMNS = (
    *("industry", "of", "multiple", "years", "five_years", "windows", "series", "chance"),
)


def counted_multiple(table: pd.DataFrame, multiple: float) -> float:
    """The largest multiple counted in the panels that is not above this one; nan below them all.

    A share at a lower multiple is at least the share asked for: the bound that favours the plan.
    """
    known = np.sort(table["multiple"].unique())
    below = known[known <= multiple + base_rates.MULTIPLE_TOLERANCE]
    return float(below[-1]) if len(below) else np.nan


def all_series(table: pd.DataFrame) -> pd.DataFrame:
    """All economic series at every counted multiple: multiple, windows, series, reached, share, …

    Columns `RECORD`; the frame in which any required multiple can be read.
    """
    known = np.sort(table["multiple"].unique())
    return pd.DataFrame([base_rates.base_rate(table, m)[list(RECORD)] for m in known])


def records_table(verdicts: pd.DataFrame, views: Views, records: pd.DataFrame) -> pd.DataFrame:
    """How often real series grew so fast: the class like the zone, which counts, and all.

    Parameters
    ----------
    verdicts : DataFrame
        `verdicts.verdict_table`: title, asked, years.
    views : Views
    records : DataFrame
        `growth_records.csv`.

    Returns
    -------
    DataFrame
        industry (its title), of (the class), multiple (asked), years, five_years (the multiple
        that is as rare in five years), windows, series, chance.
    """
    classes = zip(
        stored_texts("targets.growth_record").values(),
        (views.counts, growth_records.class_like(records)),
        strict=True,
    )
    rows = []
    for name, counts in classes:
        for row in each_row(verdicts.dropna(subset="pooled")):
            if not row.years > 0:
                continue
            at = growth_records.five_year_multiple(row.asked, row.years, views.outside.drift)
            rows.append(
                {
                    "industry": row.title,
                    "of": name,
                    "multiple": row.asked,
                    "years": row.years,
                    "five_years": float(at),
                    "windows": counts["windows"].iloc[0],
                    "series": counts["series"].iloc[0],
                    "chance": float(growth_records.record(counts, at)),
                }
            )
    table = pd.DataFrame(rows, columns=list(RECORD_COLUMNS))  # none where every year is known
    return table.sort_values("industry", kind="stable", ignore_index=True)


def hindcast(pairs: pd.DataFrame, records: pd.DataFrame, drift: float) -> pd.DataFrame:
    """What the outside view would have given other plans' targets, their own plan left out.

    Parameters
    ----------
    pairs : DataFrame
        `plan_pairs.gathered`, of plans whose outcome could be known.
    records : DataFrame
        `growth_records.csv`.
    drift : float
        Usual log growth a year.

    Returns
    -------
    DataFrame
        plan, stratum, years, asked (growth a year), growth_record, plans, outside, hits (share of
        hits of the others), result (hit or miss), weight (a plan weighs one). No row where fewer
        than two plans can be judged.
    """
    columns = ["plan", "stratum", "years", "asked", "growth_record", "plans", "outside", "hits"]
    if pairs.loc[pairs["scored"], "key"].nunique() < 2:
        return pd.DataFrame(columns=[*columns, "result", "weight"])
    found = combined.judged(pairs, records, drift).reset_index(drop=True)
    return found.assign(
        plan=found["key"],
        asked=np.expm1(found["asked"]),
        growth_record=found["record"],
        result=np.where(found["met"] == 1, HIT, MISS),
        weight=plan_pairs.weights(found),
    )[[*columns, "result", "weight"]]


def scores(table: pd.DataFrame, views: Iterable[str] = ("outside", "hits")) -> dict[str, float]:
    """Brier and log score of each view over a `hindcast`, each plan weighing one."""
    met = (table["result"] == HIT).to_numpy(dtype=float)
    given = {}
    for view in views:
        chance = table[view].to_numpy(dtype=float)
        squared = (chance - met) ** 2
        log = -np.log(np.where(met == 1, chance, 1 - chance))
        given[f"brier_{view}"] = float(np.average(squared, weights=table["weight"]))
        given[f"log_{view}"] = float(np.average(log, weights=table["weight"]))
    return given
