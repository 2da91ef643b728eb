"""How often do real series grow by each of many multiples, and how does a horizon scale?

    python benchmarks/growth_records.py PANEL_DIR

Counts the five-year windows of all economic panels by the history before them, as
`base_rates.py` does, at more multiples, and writes `data/raw/reference/growth_records.csv`; then
holds the rule for other horizons against counts and writes `growth_records.md`. Figures only,
never a panel's own values. Both splits enter: nothing is fitted.
"""

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import windows
from base_rates import FEWEST_WINDOWS, GROWTH_EDGES, VOLATILITY_EDGES, bins

from zoneecon.data.folders import load_derived
from zoneecon.targets import growth_records
from zoneecon.targets.base_rates import POOLED

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent / "data" / "raw" / "reference"
MULTIPLES = (1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 10 / 3, 4, 5, 7.5, 10)
HORIZONS, RATES = (1, 2, 3, 4, 6, 8, 10), (0.05, 0.1, 0.15, 0.2, 0.25)
LONGEST = max(HORIZONS)


def count(levels: np.ndarray, rows: pd.DataFrame) -> pd.DataFrame:
    """Windows that reached each multiple, for each bin of history that holds enough windows."""
    step = np.diff(np.log(levels[:, :5]), axis=1)
    growth, volatility = np.expm1(step.mean(axis=1)), step.std(axis=1, ddof=1)
    factor, records = levels[:, 9] / levels[:, 4], []
    names = (rows["panel"] + "/" + rows["series"]).to_numpy()
    for slow, wild in itertools.product(bins(GROWTH_EDGES), bins(VOLATILITY_EDGES)):
        chosen = (growth >= slow[0]) & (growth < slow[1])
        chosen &= (volatility >= wild[0]) & (volatility < wild[1])
        if chosen.sum() >= FEWEST_WINDOWS:
            counted = (int(chosen.sum()), len(np.unique(names[chosen])))
            records += [
                (
                    POOLED,
                    *slow,
                    *wild,
                    round(multiple, 4),
                    *counted,
                    int((factor[chosen] >= multiple).sum()),
                )
                for multiple in MULTIPLES
            ]
    columns = ["panel", "growth_from", "growth_to", "volatility_from", "volatility_to"]
    return pd.DataFrame(records, columns=[*columns, "multiple", "windows", "series", "reached"])


def long_growth(panels: dict[str, pd.DataFrame]) -> np.ndarray:
    """Log growth over 1 to `LONGEST` years from every year that so many years follow."""
    found = []
    for name, panel in panels.items():
        for series, table in panel.groupby("series", sort=True):
            value = table.set_index("year")["value"].astype(float)
            if (name, series) in windows.LEFT_OUT or value.index.has_duplicates:
                continue
            level = value.reindex(range(value.index[0], value.index[-1] + 1)).to_numpy()
            with np.errstate(invalid="ignore", divide="ignore"):
                logs = np.log(np.where(level > 0, level, np.nan))
            views = (
                np.lib.stride_tricks.sliding_window_view(logs, LONGEST + 1)
                if len(logs) > LONGEST
                else np.empty((0, LONGEST + 1))
            )
            whole = np.isfinite(views).all(axis=1)
            whole &= np.abs(np.diff(views, axis=1)).max(axis=1, initial=0) <= windows.LARGEST_STEP
            found.append((views - views[:, :1])[whole, 1:])
    return np.vstack(found)


def horizon_table(growth: np.ndarray, drift: float) -> pd.DataFrame:
    """Share of starts that grew so fast over h years, as counted and by two rules from h = 5."""
    rows = []
    five = growth[:, 4]
    for years, rate in itertools.product(HORIZONS, RATES):
        multiple = np.exp(rate * years)
        scaled = growth_records.five_year_multiple(multiple, years, drift)
        rows.append(
            {
                "years": years,
                "log growth a year": rate,
                "counted": (growth[:, years - 1] >= rate * years).mean(),
                "drift and root of time": (five >= np.log(scaled)).mean(),
                "same rate a year": (five >= rate * 5).mean(),
            }
        )
    return pd.DataFrame(rows)


def page(table: pd.DataFrame, starts: int, drift: float) -> str:
    """The evidence as Markdown."""
    names = ["counted", "drift and root of time", "same rate a year"]
    share = table[names].clip(lower=0.5 / starts)
    odds = np.log(share) - np.log1p(-share)
    error = {n: float(np.sqrt(((odds[n] - odds["counted"]) ** 2).mean())) for n in names[1:]}
    lines = [
        "# How a record of five years is read for another horizon",
        "",
        f"Counted from {starts:,} years of the economic panels that ten years follow (they "
        "overlap, so this is a look at the rule, not a test of it): the share that grew so fast "
        f"over h years, in %, beside two ways to read it off the five-year counts. Drift {drift:g} "
        "a year. Root mean square error of the log-odds: "
        + ", ".join(f"{name} {value:.2f}" for name, value in error.items())
        + ".",
        "",
        "| years | log growth a year | " + " | ".join(names) + " |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in table.to_dict("records"):
        shares = " | ".join(f"{100 * row[name]:.2f}" for name in names)
        lines.append(f"| {row['years']} | {row['log growth a year']:g} | {shares} |")
    return "\n".join([*lines, ""])


def main(directory: Path) -> None:
    panels = windows.load_panels(directory)
    economic = {n: panel for n, panel in panels.items() if not windows.is_competition(panel)}
    table = count(*windows.all_windows(economic))
    table.to_csv(REFERENCE / "growth_records.csv", index=False, lineterminator="\n")
    numbers = load_derived("forecast_hyperparameters").set_index(["model", "name"])["value"]
    drift, growth = numbers["shrunken_t", "prior_drift"], long_growth(economic)
    text = page(horizon_table(growth, drift), len(growth), drift)
    (HERE / "growth_records.md").write_text(text, encoding="utf-8", newline="\n")
    print(f"Wrote growth_records.csv ({len(table)} rows) and growth_records.md.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
