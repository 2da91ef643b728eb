"""How far does coverage differ between eras? By panel and last year of the windows.

A competition's years only count from each series' last training year, so that it has no eras.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import scoring

from zoneecon.trends.models import shrunken_t

FEWEST_OF_AN_ERA = 20
KEYS = ["panel", "end", "model"]
OURS = "benchmarks/short_series.py, open series"


def by_era(
    levels: np.ndarray,
    rows: pd.DataFrame,
    known: dict[str, np.ndarray],
    chosen: np.ndarray,
    fitted: dict[str, dict[str, float]],
) -> pd.DataFrame:
    """Coverage of both editions by panel and last year, mean over h and at h = 1."""
    unseen = {name: value[chosen] for name, value in known.items()}
    tables = []
    for model, extra in (("shrunken_t", {}), ("shrunken_t_class", unseen)):
        forecast = shrunken_t(levels[:, :5], 5, fitted[model], **extra)
        hit = {nominal: scoring.inside(forecast, levels, nominal / 100) for nominal in (80, 95)}
        table = rows[["panel", "end"]].assign(
            model=model,
            coverage_80=hit[80].mean(axis=1),
            coverage_95=hit[95].mean(axis=1),
            first_80=hit[80][:, 0],
        )
        groups = table.groupby(["panel", "model", "end"])
        tables.append(groups.mean().assign(n=groups.size()).reset_index())
    return pd.concat(tables, ignore_index=True)


def table(by_end: pd.DataFrame, reference: Path) -> pd.DataFrame:
    """`model_eras.csv`: coverage by panel and last year; rows of others' sources stay."""
    committed = reference / "model_eras.csv"
    columns = ["panel", "model", "end", "coverage_80", "coverage_95", "n", "source"]
    ours = by_end.assign(source=OURS)[columns].round(4)
    if not committed.exists():
        return ours
    given = pd.read_csv(committed).astype({"n": "Int64"})
    return pd.concat([ours.astype({"n": "Int64"}), given[given["source"] != OURS]])


def lines(by_end: pd.DataFrame) -> tuple[list[str], list[list[object]]]:
    """Header and rows of the table of eras with enough windows; `model_eras.csv` holds all."""
    header = ["panel", "last year", "windows", "model", "80, mean over h", "80 at h = 1"]
    rows = [
        [row.panel, row.end, row.n, row.model]
        + [f"{100 * value:.1f}" for value in (row.coverage_80, row.first_80, row.coverage_95)]
        for row in by_end[by_end["n"] >= FEWEST_OF_AN_ERA].sort_values(KEYS).itertuples()
    ]
    return [*header, "95, mean over h"], rows


def summary(by_end: pd.DataFrame) -> str:
    """Mean over eras and its spread, for each edition."""
    said = []
    for model, rows in by_end[by_end["n"] >= FEWEST_OF_AN_ERA].groupby("model"):
        held = 100 * rows["coverage_80"]
        said.append(
            f"- `{model}`, {len(rows)} panel-eras of at least {FEWEST_OF_AN_ERA} windows: the 80 % "
            f"band held {held.mean():.0f} % on average ({100 * rows['first_80'].mean():.0f} at "
            f"h = 1), standard deviation {held.std():.0f}, from {held.min():.0f} to "
            f"{held.max():.0f}."
        )
    said.append(
        "\nNo single era can be promised within a few points. Outside these panels, of the "
        "secondary industry of Chinese cities, 2012 to 2021, the bands of the class edition held "
        "66 and 88 % before its pull rose with the class's speed (published; that panel is no part "
        "of the project)."
    )
    return "\n".join(said)
