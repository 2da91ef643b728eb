"""How often do real series grow by a multiple in five years, given their last five years?

    python benchmarks/base_rates.py PANEL_DIR

Counts the windows of every panel (both splits: nothing is fitted here) and writes
`data/raw/reference/base_rates.csv`: figures only, never a panel's own values.
"""

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import windows

from zoneecon.targets.base_rates import POOLED, jeffreys_interval

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "raw" / "reference"
MULTIPLES = (1.3, 2.0, 10 / 3, 7.5, 10.0)
GROWTH_EDGES = (-1.0, 0.0, 0.03, 0.06, 0.1, 0.2, np.inf)
VOLATILITY_EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, np.inf)
FEWEST_WINDOWS = 20
SOURCES = {
    "m4_yearly": (
        "M4 competition, yearly: Makridakis, Spiliotis, Assimakopoulos (2020)",
        "CC BY 4.0",
    ),
    "wb_gdp_usd": ("World Bank WDI, GDP in current US$", "CC BY 4.0"),
    "pwt": ("Penn World Table 10.01: Feenstra, Inklaar, Timmer (2015)", "CC BY 4.0"),
    "eu_nuts3_gdp": ("Eurostat nama_10r_3gdp, national currency, current prices", "CC BY 4.0"),
    "us_state_industry": ("BEA SAGDP, nominal GDP of states by industry", "public domain"),
    "us_manufacturing": ("NBER-CES manufacturing database, real", "public"),
    "us_industry_va": ("BEA-BLS KLEMS, nominal value added by industry", "public domain"),
    "china_prov_gfcf": (
        "Chinese provinces, nominal gross fixed capital formation: provincial statistics "
        "(package CHNCapitalStock)",
        "derived figures of a GPL-2 package",
    ),
}
POOLS = {
    POOLED: "every panel but the competition's",
    "pooled_all": "every panel; the competition's windows are the most",
}


def bins(edges: tuple[float, ...]) -> list[tuple[float, float]]:
    """The bin of every window first, then the bins between the edges."""
    return [(edges[0], edges[-1]), *itertools.pairwise(edges)]


def count(levels: np.ndarray, rows: pd.DataFrame, panel: str) -> list[dict[str, object]]:
    """Rates of one panel, for each bin that holds enough windows."""
    step = np.diff(np.log(levels[:, :5]), axis=1)
    growth, volatility = np.expm1(step.mean(axis=1)), step.std(axis=1, ddof=1)
    factor = levels[:, 9] / levels[:, 4]
    names = (rows["panel"] + "/" + rows["series"]).to_numpy()
    source, licence = SOURCES.get(panel, (POOLS.get(panel, panel), "see the panels pooled"))
    records = []
    for low_growth, high_growth in bins(GROWTH_EDGES):
        for low_volatility, high_volatility in bins(VOLATILITY_EDGES):
            chosen = (growth >= low_growth) & (growth < high_growth)
            chosen &= (volatility >= low_volatility) & (volatility < high_volatility)
            if chosen.sum() < FEWEST_WINDOWS:
                continue
            for multiple in MULTIPLES:
                reached = int((factor[chosen] >= multiple).sum())
                lower, upper = jeffreys_interval(reached, int(chosen.sum()))
                records.append(
                    {
                        "panel": panel,
                        "growth_from": low_growth,
                        "growth_to": high_growth,
                        "volatility_from": low_volatility,
                        "volatility_to": high_volatility,
                        "multiple": round(multiple, 4),
                        "windows": int(chosen.sum()),
                        "series": len(np.unique(names[chosen])),
                        "reached": reached,
                        "share": round(reached / chosen.sum(), 5),
                        "lower": round(lower, 5),
                        "upper": round(upper, 5),
                        "source": source,
                        "licence": licence,
                    }
                )
    return records


def main(directory: Path) -> None:
    panels = windows.load_panels(directory)
    levels, rows = windows.all_windows(panels)
    competition = rows["panel"].map({n: windows.is_competition(p) for n, p in panels.items()})
    groups = {name: (rows["panel"] == name).to_numpy() for name in panels}
    groups |= {POOLED: ~competition.to_numpy(bool), "pooled_all": np.ones(len(rows), dtype=bool)}
    records = [
        record
        for name, chosen in groups.items()
        for record in count(levels[chosen], rows[chosen], name)
    ]
    table = pd.DataFrame(records)
    table.to_csv(REFERENCE / "base_rates.csv", index=False, lineterminator="\n")
    print(f"Wrote base_rates.csv: {len(table)} rates.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
