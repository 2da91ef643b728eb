"""Write what `inside_view.py` fitted as tables of `data/raw/reference/`.

Rows that have another source than our fit are kept as they are.
"""

import datetime
from collections.abc import Mapping
from pathlib import Path

import inside_fitting
import pandas as pd
import parents

from zoneecon.trends.industry import parameters_of

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "raw" / "reference"
OURS = "benchmarks/inside_view.py, dev series of {}"
FORM_NAMES = ("follow", "prior_drift", "noise", "noise_share", "noise_class", "tail", "tail_step")
MEANINGS = {
    "follow": "share of the parent's median growth that a child follows",
    "prior_drift": "what the rest of its growth is: log growth a year, as in shrunken_t",
    "noise": "log of a child's own yearly noise at a share of 5 % and a class noise of 8 %",
    "noise_share": "elasticity of that noise to the child's share of its parent",
    "noise_class": "elasticity of that noise to the noise of its class",
    "tail": "log of degrees of freedom above 1 at h = 1",
    "tail_step": "gain of degrees of freedom a year",
    "class_years": "years of its own that the noise of its class counts for",
    "trust": "belief in the child's own mean growth at a noise of 8 % (logit)",
    "trust_noise": "change of that belief with log noise",
}


def kept(name: str, table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Our rows, and those of the committed table that have another source."""
    file = REFERENCE / f"{name}.csv"
    if not file.exists():
        return table
    old = pd.read_csv(file)
    others = old[~old["source"].str.startswith(OURS.partition(",")[0])]
    both = pd.concat([table, others[table.columns]]).drop_duplicates(keys, ignore_index=True)
    counts = [name for name in ("end", "h", "n", "series", "windows") if name in both]
    return both.astype(dict.fromkeys(counts, "Int64"))  # a count that is not known is empty


def write(name: str, table: pd.DataFrame) -> None:
    table.to_csv(REFERENCE / f"{name}.csv", index=False, lineterminator="\n")


def form_table(
    form: Mapping[str, float], news: Mapping[int, Mapping[str, float]], draws: pd.DataFrame
) -> pd.DataFrame:
    """`inside_view.csv`: every number of the form and of the news."""
    source = OURS.format("eight panels")
    records = []
    for name in FORM_NAMES:
        low, high = draws[name].quantile([0.1, 0.9])
        bounds = (None, None) if name == "prior_drift" else (round(low, 5), round(high, 5))
        records.append(("industry", name, round(form[name], 5), *bounds, MEANINGS[name], source))
    for years, values in news.items():
        for name, value in values.items():
            row = (f"news_{years}", name, round(value, 5), None, None, MEANINGS[name], source)
            records.append(row)
    columns = ["form", "name", "value", "lower", "upper", "meaning", "source"]
    return pd.DataFrame(records, columns=columns)


def noise_table(noises: pd.DataFrame) -> pd.DataFrame:
    """`class_noise.csv`."""
    kin = {kinship.parent: kinship for kinship in parents.KINSHIPS}
    table = noises.rename(columns={"panel": "parent", "kind": "child"})
    table = table.sort_values(["parent", "child"]).assign(
        noise=lambda rows: rows["noise"].round(4),
        title=lambda rows: [kin[parent].title for parent in rows["parent"]],
        source=lambda rows: [OURS.format(kin[parent].panel) for parent in rows["parent"]],
    )
    return table[["parent", "child", "title", "noise", "series", "source"]]


def nowcast_table(
    numbers: Mapping[str, Mapping[str, float]], scored: Mapping[str, dict]
) -> pd.DataFrame:
    """`nowcast.csv`: the numbers of each kind of child, and how it did on open series."""
    kin = {kinship.parent: kinship for kinship in parents.KINSHIPS}
    records = [
        {
            "child": kin[panel].child,
            "parent": panel,
            "title": kin[panel].title,
            **{name: round(value, 5) for name, value in values.items()},
            "windows": scored[panel]["n"],
            "coverage_80": round(float(scored[panel]["cov"][80].mean()), 3),
            "coverage_95": round(float(scored[panel]["cov"][95].mean()), 3),
            "error": round(scored[panel]["error"], 3),
            "error_forecast": round(scored[panel]["error_forecast"], 3),
            "source": OURS.format(kin[panel].panel),
        }
        for panel, values in numbers.items()
    ]
    return pd.DataFrame(records)


def coverage_table(measured: Mapping[str, dict], eras: Mapping[tuple, dict]) -> pd.DataFrame:
    """`inside_coverage.csv`: by panel and year ahead, and by panel and era."""
    kin = {kinship.parent: kinship for kinship in parents.KINSHIPS}
    records = []
    for panel, result in measured.items():
        for h in range(5):
            shares = [round(float(result["cov"][n][h]), 4) for n in (80, 95)]
            records.append((panel, None, h + 1, *shares, result["n"]))
    for (panel, end), result in eras.items():
        shares = [round(float(result["cov"][n].mean()), 4) for n in (80, 95)]
        records.append((panel, end, None, *shares, result["n"]))
    names = ["parent", "end", "h", "coverage_80", "coverage_95", "n"]
    table = pd.DataFrame(records, columns=names).astype({"end": "Int64", "h": "Int64"})
    source = [OURS.format(kin[panel].panel).replace(" dev ", " open ") for panel in table["parent"]]
    return table.assign(source=source)


def provenance_table(sums: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """`inside_provenance.csv`: the panels of the fit."""
    used = rows[rows["split"] == "dev"].groupby("source").size()
    table = pd.DataFrame({"panel": used.index, "sha256": sums[used.index].to_numpy()})
    return table.assign(
        windows_fitted=used.to_numpy(),
        split="dev",
        script="benchmarks/inside_view.py",
        date=datetime.date.today().isoformat(),
    )


def write_all(
    fitted: Mapping[str, object],
    measured: Mapping[str, object],
    sums: pd.Series,
    rows: pd.DataFrame,
) -> None:
    """Every table."""
    tables = {
        "inside_view": (
            form_table(fitted["form"], fitted["news"], fitted["draws"]),
            ["form", "name"],
        ),
        "class_noise": (noise_table(fitted["noises"]), ["parent", "child"]),
        "nowcast": (nowcast_table(fitted["nowcast"], measured["nowcast"]), ["child", "parent"]),
        "inside_coverage": (
            coverage_table(measured["panels"], measured["eras"]),
            ["parent", "end", "h"],
        ),
    }
    for name, (table, keys) in tables.items():
        write(name, kept(name, table, keys))
    write("inside_provenance", provenance_table(sums, rows))


def committed_numbers() -> dict[str, object]:
    """Form, news, nowcasts and class noises as committed."""
    table = pd.read_csv(REFERENCE / "inside_view.csv")
    now = pd.read_csv(REFERENCE / "nowcast.csv").set_index("parent")
    known = {kinship.parent for kinship in parents.KINSHIPS}
    noises = pd.read_csv(REFERENCE / "class_noise.csv")
    return {
        "form": parameters_of(table),
        "news": {years: parameters_of(table, f"news_{years}") for years in range(1, 5)},
        "nowcast": {
            parent: dict(row[list(inside_fitting.NOWCAST_START)])
            for parent, row in now.iterrows()
            if parent in known
        },
        "noises": noises.rename(columns={"parent": "panel", "child": "kind"}),
    }
