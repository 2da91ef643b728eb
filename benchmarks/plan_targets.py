"""What are chances worth that follow from what a plan asks? One plan left out at a time.

    python benchmarks/plan_targets.py [--pairs FILE] [--report PAGE] [--fit]

Scores the outside view, by the functions that the product calls, on the plan targets of the
reference data or of a FILE of the same columns (see `pairs_file.py`), against the share of hits
and the first edition, and writes `benchmarks/plan_targets.md`. Plans of a FILE that the reference
data do not hold are fitted to like the others, and scored by the shipped fit besides. `--fit`
writes the parameters to `data/raw/reference/` first.
"""

import argparse
import datetime
import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import plan_page
from pairs_file import read_pairs
from plan_scores import MULTIPLES, YEARS, reliability, scores

from zoneecon.data import folders
from zoneecon.targets import asked, base_rates, combined, growth_records, plan_pairs
from zoneecon.targets.cases import log_t, read_cases, scored
from zoneecon.targets.outside_view import counted_multiple
from zoneecon.targets.verdicts import share
from zoneecon.targets.views import pool

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent / "data" / "raw" / "reference"


def reference_pairs() -> tuple[pd.DataFrame, pd.DataFrame]:
    """All pairs of the reference data, prepared, and the cases of zones among them."""
    around = folders.load_folder("reference")
    cases = read_cases(folders.load_derived("cases"), around.statements, around.indicators)
    tables = [folders.load_derived(name).assign(table=name) for name in plan_pairs.TABLES]
    tables.append(plan_pairs.from_cases(cases).assign(table="cases"))
    return plan_pairs.gathered(tables), cases


def with_file(pairs: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Reference pairs and a file's; what both hold, by plan or by the three numbers, is the file's.

    The same target under another name would otherwise be judged by itself.
    """
    table = plan_pairs.prepared(given).assign(table="file")
    numbers = ["base_value", "target_value", "target_year"]
    asked_for = set(table[numbers].dropna().itertuples(index=False, name=None))
    same = pairs[numbers].apply(tuple, axis=1).isin(asked_for) | pairs["key"].isin(table["key"])
    return pd.concat([pairs[~same], table], ignore_index=True)


# --- scores --------------------------------------------------------------------------------------


def first_edition(judged: pd.DataFrame, cases: pd.DataFrame, rates: pd.DataFrame) -> np.ndarray:
    """The first edition's view: one chance for all from the cases, pooled with a record.

    The record is the one at the next lower counted multiple, whatever the number of years.
    """
    view, found = log_t(scored(cases)["ratio"]).at_least(1.0), []
    for row in judged.itertuples():
        at = counted_multiple(rates, float(np.exp(row.asked * row.years)))
        rate = None if np.isnan(at) else base_rates.base_rate(rates, at)
        record = np.nan if rate is None else float(share(rate["reached"], rate["windows"]))
        found.append(float(pool(record, view, 0.5)))
    return np.array(found)


# --- one plan more or less -----------------------------------------------------------------------


def zone_chances(pairs: pd.DataFrame, records: pd.DataFrame, drift: float) -> list[dict]:
    """What a zone's large asks get from a fit to these pairs, at the record of all series."""
    view, counts = combined.fit(pairs, records, drift), growth_records.class_like(records)
    return [
        combined.outside_chance(view, multiple, YEARS, plan_pairs.ZONE, counts)
        for multiple in MULTIPLES
    ]


def let_in(pairs: pd.DataFrame, plan: str) -> pd.DataFrame:
    """Pairs in which every target of a plan enters that asks for something and has a result."""
    own = pairs["key"].eq(plan)
    ratio = (pairs["target_value"] / pairs["base_value"]).where(pairs["base_value"] > 0)
    years = pairs["target_year"] - pairs["base_year"]
    growth = pairs["asked"].fillna(np.log(ratio) / years)
    enters = own & growth.gt(0) & pairs["met"].notna()
    asks = pairs.assign(asked=growth.where(own, pairs["asked"]))
    return plan_pairs.weighted(asks, pairs["reason"].eq("") | enters)


def moves(
    reference: pd.DataFrame, pairs: pd.DataFrame, records: pd.DataFrame, drift: float
) -> pd.DataFrame:
    """A zone's chances without each plan of the shipped fit, and with each that is not in it.

    Parameters
    ----------
    reference, pairs : DataFrame
        The reference data's pairs; the same with a file's.

    Returns
    -------
    DataFrame
        change, plan, chances (outside view at `MULTIPLES`), plans (logistic alone, at the first).
    """
    shipped = reference["weight"] > 0
    rows = [("as shipped", "", reference)]
    rows += [
        ("without", plan, reference[reference["key"].ne(plan)])
        for plan in reference.loc[shipped, "key"].unique()
    ]
    new = pairs[~pairs["key"].isin(reference["key"])]
    for plan in (*reference["key"].unique(), *new["key"].unique()):
        more = let_in(pd.concat([reference, new[new["key"].eq(plan)]], ignore_index=True), plan)
        if (more["weight"] > 0).sum() > shipped.sum():
            rows.append(("with", plan, more))
    found = []
    for change, plan, table in rows:
        chances = zone_chances(table, records, drift)
        outside = [each["outside"] for each in chances]
        found.append(
            {"change": change, "plan": plan, "chances": outside, "plans": chances[0]["plans"]}
        )
    return pd.DataFrame(found)


def by_prior(pairs: pd.DataFrame, records: pd.DataFrame, drift: float, of) -> pd.DataFrame:
    """Scores and a zone's chance under other priors: what the stated ones decide."""
    stated, counts = combined.prior_of(records), growth_records.class_like(records)
    mean, (level, zone, slope) = stated.mean, stated.spread
    tried = {
        "as stated": stated,
        "slope twice as free": asked.Priors(mean, (level, zone, 2 * slope)),
        "slope half as free": asked.Priors(mean, (level, zone, slope / 2)),
        "slope around zero": asked.Priors((0.0, 0.0, 0.0), stated.spread),
        "zones twice as free": asked.Priors(mean, (level, 2 * zone, slope)),
        "zones as nations": asked.Priors(mean, (level, 0.01, slope)),
    }
    rows = []
    for name, prior in tried.items():
        judged = combined.judged(pairs, records, drift, of, prior)
        table = scores(judged.assign(first_edition=judged["hits"]))
        view = combined.fit(pairs, records, drift, prior)
        steel = combined.outside_chance(view, MULTIPLES[0], YEARS, plan_pairs.ZONE, counts)
        rows.append(
            {
                "prior": name,
                "brier_plans": table.at["plans", "brier_ratio"],
                "log_plans": table.at["plans", "log_ratio"],
                "brier": table.at["outside", "brier_ratio"],
                "log": table.at["outside", "log_ratio"],
                "plans": steel["plans"],
                "outside": steel["outside"],
                "weight": view.weight,
            }
        )
    return pd.DataFrame(rows)


# --- the fit, and everything ---------------------------------------------------------------------


def write_fit(pairs: pd.DataFrame, records: pd.DataFrame, drift: float) -> None:
    """Parameters, readings and what they were fitted to, as reference data."""
    view, prior = combined.fit(pairs, records, drift), combined.prior_of(records)
    tables = {
        "asked_parameters": combined.parameter_table(view, prior),
        "asked_readings": combined.reading_table(view),
        "asked_provenance": provenance(pairs),
    }
    for name, table in tables.items():
        table.to_csv(REFERENCE / f"{name}.csv", index=False, lineterminator="\n")


def provenance(pairs: pd.DataFrame) -> pd.DataFrame:
    """The tables that a fit reads, their hashes, and how many of their rows entered."""
    names = (*plan_pairs.TABLES, "cases", "growth_records")
    entered = pairs[pairs["weight"] > 0]["table"].value_counts()
    return pd.DataFrame(
        {
            "table": names,
            "sha256": [
                hashlib.sha256((REFERENCE / f"{name}.csv").read_bytes()).hexdigest()
                for name in names
            ],
            "rows_fitted": [int(entered.get(name, 0)) for name in names],
            "script": "benchmarks/plan_targets.py",
            "date": datetime.date.today().isoformat(),
        }
    )


def study(file: Path | None) -> dict:
    """Everything that the page shows; `file` None scores the reference data's own plan targets."""
    reference, cases = reference_pairs()
    records, rates = folders.load_derived("growth_records"), folders.load_derived("base_rates")
    numbers = folders.load_derived("forecast_hyperparameters").set_index(["model", "name"])
    drift = float(numbers.at[("shrunken_t", "prior_drift"), "value"])
    if file is None:
        pairs, problems = reference, []
        of = pairs["table"].eq("plan_targets")
    else:
        given, problems = read_pairs(file)
        pairs = with_file(reference, given)
        of = pairs["table"].eq("file")
    if not (pairs["scored"] & of).any():
        raise SystemExit(f"{file}: no target has an ask and a result that could be scored")
    judged = combined.judged(pairs, records, drift, of)
    judged["first_edition"] = first_edition(judged, cases, rates)
    new = judged[~judged["key"].isin(reference["key"])]
    shipped = combined.fit(reference, records, drift)
    return {
        "file": file.name if file else None,
        "rows": pairs[of],
        "judged": judged,
        "scores": scores(judged),
        "reliability": reliability(judged),
        "new": as_shipped(new, judged, shipped, reference),
        "view": combined.fit(pairs, records, drift),
        "prior": combined.prior_of(records),
        "moves": moves(reference, pairs, records, drift),
        "priors": by_prior(pairs, records, drift, of),
        "pairs": pairs,
        "problems": problems,
    }


def as_shipped(
    new: pd.DataFrame, judged: pd.DataFrame, view: combined.Outside, reference: pd.DataFrame
) -> pd.DataFrame | None:
    """Scores of plans that the shipped fit never saw, or None without any."""
    if new.empty:
        return None
    plans = asked.chance_of(view.plans, asked.terms_of(new))
    known = reference[reference["scored"]]
    hits = np.average(known["met"], weights=plan_pairs.weights(known))
    pooled = combined.linear_pool(new["record"], plans, view.weight)
    return scores(new.assign(plans=plans, outside=pooled, hits=hits)).assign(n=len(new))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=Path, help="a file of plan targets and outcomes")
    parser.add_argument("--report", type=Path, default=HERE / "plan_targets.md")
    parser.add_argument("--fit", action="store_true", help="write the parameters first")
    options = parser.parse_args(arguments)
    if options.pairs and not options.pairs.is_file():
        raise SystemExit(f"{options.pairs}: there is no such file")
    if options.fit:
        reference, _ = reference_pairs()
        numbers = folders.load_derived("forecast_hyperparameters").set_index(["model", "name"])
        drift = float(numbers.at[("shrunken_t", "prior_drift"), "value"])
        write_fit(reference, folders.load_derived("growth_records"), drift)
    found = study(options.pairs)
    if found["problems"]:
        rows = "\n  ".join(map(str, found["problems"]))
        count = len(found["problems"])
        print(f"{count} rows cannot be read and are left out:\n  {rows}", file=sys.stderr)
    options.report.write_text(plan_page.page(found), encoding="utf-8", newline="\n")
    print(plan_page.summary(found))


if __name__ == "__main__":
    main(sys.argv[1:])
