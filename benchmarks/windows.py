"""Which ten-year windows does a directory of growth panels hold?

Ten consecutive positive years: five of history, five to forecast. The rules are those of the
panels' own README and are stated here beside the code that follows them. A directory may hold any
number of parquet files with the columns series, category, year, value, part and split.
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

HISTORY, HORIZON = 5, 5
LENGTH = HISTORY + HORIZON
LARGEST_STEP = np.log(20)  # a yearly step beyond is a change of definition or of currency
CALIBRATION_STEP, CALIBRATION_WINDOWS = 3, 5
LEFT_OUT = {("us_industry_va", "44")}  # a definition break, see the panels' README
COLUMNS = ["series", "category", "year", "value", "part", "split"]


def checksums(directory: Path) -> pd.Series:
    """SHA-256 of every panel file, by panel name."""
    files = sorted(directory.glob("*.parquet"))
    return pd.Series({f.stem: hashlib.sha256(f.read_bytes()).hexdigest() for f in files})


def load_panels(directory: Path) -> dict[str, pd.DataFrame]:
    """Every panel of a directory, by file name, sorted by series and year."""
    panels = {}
    for file in sorted(directory.glob("*.parquet")):
        table = pd.read_parquet(file)
        missing = [column for column in COLUMNS if column not in table]
        if missing:
            raise ValueError(f"{file.name}: columns {missing} are missing; expected {COLUMNS}.")
        text = {
            column: table[column].astype(str) for column in ("series", "category", "part", "split")
        }
        panels[file.stem] = table.assign(**text).sort_values(["series", "year"], kind="stable")
    if not panels:
        raise FileNotFoundError(f"No parquet files in '{directory.name}'.")
    return panels


def is_competition(panel: pd.DataFrame) -> bool:
    """Whether a panel has a training and a test part, as the M4 competition has."""
    return {"train", "test"} <= set(panel["part"])


def _ends(years: np.ndarray, last_training: int | None) -> list[tuple[str, int]]:
    """Kind and last year of each window of one series."""
    first, last = int(years[0]), int(years[-1])
    if last_training is None:  # non-overlapping, back from the last year
        return [("window", end) for end in range(last, first + LENGTH - 2, -LENGTH)]
    end = last_training - HISTORY  # calibration windows share no year with the test window
    back = range(end, first + LENGTH - 2, -CALIBRATION_STEP)[:CALIBRATION_WINDOWS]
    return [("test", last_training + HORIZON), *[("calibration", year) for year in back]]


def windows_of(panel: pd.DataFrame, name: str) -> tuple[np.ndarray, pd.DataFrame]:
    """Ten-year windows of one panel.

    Returns
    -------
    (numpy.ndarray, pandas.DataFrame)
        Levels of shape (windows, 10), and one row each: panel, series, category, split, kind
        (test or calibration in a competition, else window) and last year.
    """
    levels, rows = [], []
    competition = is_competition(panel)
    for series, table in panel.groupby("series", sort=True):
        if (name, series) in LEFT_OUT or table["year"].duplicated().any():
            continue
        value = table.set_index("year")["value"].astype(float)
        training = table.loc[table["part"] == "train", "year"]
        if competition and training.empty:
            continue
        filled = value.reindex(range(value.index[0], value.index[-1] + 1))
        label = (name, series, table["category"].iloc[0], table["split"].iloc[0])
        for kind, end in _ends(value.index.to_numpy(), training.max() if competition else None):
            stop = end - value.index[0] + 1
            if LENGTH <= stop <= len(filled):
                levels.append(filled.to_numpy()[stop - LENGTH : stop])
                rows.append((*label, kind, end))
    levels = np.array(levels).reshape(-1, LENGTH)
    table = pd.DataFrame(rows, columns=["panel", "series", "category", "split", "kind", "end"])
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = np.isfinite(levels).all(axis=1) & (levels > 0).all(axis=1)
        largest = np.abs(np.diff(np.log(levels), axis=1)).max(axis=1, initial=0)
    kept = whole & (largest <= LARGEST_STEP)
    return levels[kept], table[kept].reset_index(drop=True)


def all_windows(panels: dict[str, pd.DataFrame]) -> tuple[np.ndarray, pd.DataFrame]:
    """Windows of every panel, stacked."""
    pairs = [windows_of(panel, name) for name, panel in panels.items()]
    rows = pd.concat([table for _, table in pairs], ignore_index=True)
    return np.vstack([levels for levels, _ in pairs]), rows


def naive_check(panel: pd.DataFrame) -> dict[str, float]:
    """SMAPE and MASE of naive on the whole test part: published values 16.342 and 3.974."""
    smape, mase = [], []
    for _, table in panel.groupby("series"):
        value, train = table["value"].to_numpy(), table["part"].eq("train").to_numpy()
        past, future = value[train], value[~train]
        if not len(past) or not len(future):
            continue
        error = np.abs(future - past[-1])
        smape.append(np.mean(200 * error / (np.abs(future) + abs(past[-1]))))
        mase.append(error.mean() / np.abs(np.diff(past)).mean())
    return {"series": len(smape), "sMAPE": float(np.mean(smape)), "MASE": float(np.mean(mase))}
