"""How good are chances of plan targets? Scores by view and by size of ask, and printed bands."""

import itertools

import numpy as np
import pandas as pd

from zoneecon.targets import plan_pairs

VIEWS = {
    "hits": "share of hits",
    "first_edition": "first edition's outside view",
    "plans": "logistic in asked growth",
    "record": "growth record, scaled to the horizon",
    "outside": "outside view: both, pooled",
}
#: A zone that asks for these multiples in five years: what one plan more or less does to it.
MULTIPLES, YEARS = (10 / 3, 7.5, 10.0), 5.0
#: Ends of the bands that a chance is printed in, as the words for chances have them.
BANDS = (0.01, 0.05, 0.10, 0.33, 0.66)
#: Ends of the classes of asked growth a year in the table of reliability.
ASKED = (0.0, 0.05, 0.07, 0.09, 0.12, np.inf)
MUCH = 0.09


def scores(judged: pd.DataFrame) -> pd.DataFrame:
    """Mean chance, Brier and log score of every view, each plan weighing one, and ratios."""
    weight, met = plan_pairs.weights(judged), judged["met"].to_numpy(dtype=float)
    rows = []
    for name, title in VIEWS.items():
        given = np.clip(judged[name].to_numpy(dtype=float), 1e-6, 1 - 1e-6)
        rows.append(
            {
                "view": title,
                "mean": np.average(given, weights=weight),
                "brier": np.average((given - met) ** 2, weights=weight),
                "log": -np.average(np.log(np.where(met == 1, given, 1 - given)), weights=weight),
            }
        )
    table = pd.DataFrame(rows, index=list(VIEWS))
    for score in ("brier", "log"):
        table[f"{score}_ratio"] = table[score] / table.at["hits", score]
    return table


def reliability(judged: pd.DataFrame) -> pd.DataFrame:
    """Met and mean chances by what was asked, rows alike."""
    rate = np.expm1(judged["asked"].to_numpy(dtype=float)) + 1e-9
    rows = []
    for low, high in itertools.pairwise(ASKED):
        part = judged[(rate >= low) & (rate < high)]
        means = {name: part[name].mean() for name in ("met", *VIEWS)}
        counts = {"n": len(part), "n_plans": part["key"].nunique(), "n_met": part["met"].sum()}
        rows.append({"from": low, "to": high, **counts, **means})
    return pd.DataFrame(rows)


def asked_much(judged: pd.DataFrame) -> pd.DataFrame:
    """Rows that asked for 9 % a year or more."""
    return judged[np.expm1(judged["asked"]) >= MUCH - 1e-9]


def band(chance: float) -> int:
    """Number of the band that a chance is printed in."""
    return int(np.searchsorted(BANDS, chance, side="right"))
