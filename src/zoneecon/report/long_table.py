"""How do series, fans and scenarios look as one long table? As the IAMC writes them.

Columns model, scenario, region, variable, unit, year, value; a variable's parts stand between bars.
Any tool of that community reads it, pyam among them.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from zoneecon.report.native_charts import name_of, records_of
from zoneecon.text.catalogue import entries, retold, say, texts

COLUMNS = ["model", "scenario", "region", "variable", "unit", "year", "value"]
PROJECT = "zoneecon"
#: What each fan says of a year.
QUANTILES = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")

#: Units that are told in the language; how a basis begins that names its year.
UNITS, CONSTANT = {"CNY 100m": "money", "fraction": "fraction"}, "constant "

Row = tuple[str, str, str, str, int, float]


def of(tables: Mapping[str, list[list[str]]], region: str) -> pd.DataFrame:
    """Everything in a report's tables that has a year and a value.

    Parameters
    ----------
    tables : mapping
        Published tables by name, as rows of text, head first.
    region : str
        What the zone is called.

    Returns
    -------
    DataFrame
        Sorted, one value a row, each named once.
    """
    rows = [*_series(tables), *_fans(tables), *_scenarios(tables)]
    named = [(model, scenario, region, *rest) for model, scenario, *rest in rows]
    table = pd.DataFrame(named, columns=COLUMNS)
    return table.drop_duplicates(COLUMNS[:-1]).sort_values(COLUMNS[:-1], ignore_index=True)


def _unit(row: Mapping[str, str]) -> str:
    """Unit with the price basis, which travels with every money value."""
    unit, basis = UNITS.get(row["unit"], ""), row.get("price_basis", "")
    unit = say(f"spreadsheet.long.{unit}") if unit else row["unit"]
    kind, _, year = basis.partition(" ") if basis.startswith(CONSTANT) else (basis, "", "")
    if kind not in texts("spreadsheet.long.basis"):
        return unit
    known = say(f"spreadsheet.long.basis.{kind}", year=year)
    return say("spreadsheet.long.unit", unit=unit, basis=known)


def _series(tables: Mapping[str, list[list[str]]]) -> Iterator[Row]:
    for row in records_of(
        tables.get("series", []), "indicator", "measure", "year", "value", "unit"
    ):
        if row["value"]:
            measure = say(f"history.measure.{row['measure']}")
            variable = f"{name_of(row['indicator'])}|{measure}"
            past = say("spreadsheet.long.history")
            yield PROJECT, past, variable, _unit(row), int(row["year"]), float(row["value"])


def _fans(tables: Mapping[str, list[list[str]]]) -> Iterator[Row]:
    needed = ("indicator", "model", "year", "unit", *QUANTILES)
    for row in records_of(tables.get("forecasts", []), *needed):
        known = f"model.{row['model']}" in entries("trends")
        model = say(f"trends.model.{row['model']}") if known else row["model"]
        for quantile in QUANTILES:
            if row[quantile]:
                variable = f"{name_of(row['indicator'])}|{quantile}"
                value = float(row[quantile])
                trend = say("spreadsheet.long.trend")
                yield f"{PROJECT} {model}", trend, variable, _unit(row), int(row["year"]), value


def _scenarios(tables: Mapping[str, list[list[str]]]) -> Iterator[Row]:
    """Of a target in its own year, of all together in the last one."""
    known = records_of(tables.get("verdicts", []), "industry", "title")
    goals = records_of(tables.get("targets", []), "subject", "target_year")
    dated = [row for row in goals if row["target_year"]]
    years = {row["subject"]: int(row["target_year"]) for row in dated}
    by_id = {row["id"]: int(row["target_year"]) for row in dated if row.get("id")}
    for row in known:  # of an industry with several targets that which its verdict is on
        cited = [by_id[one] for one in row.get("derived_from", "").split(";") if one in by_id]
        years |= {row["industry"]: cited[-1]} if cited else {}
    titles = {row["industry"]: retold(row["title"]) for row in known}
    names = titles | texts("spreadsheet.long.sum")
    last = max((years[one] for one in names if one in years), default=None)
    names["gdp"] = say("history.series.gdp")
    for row in records_of(tables.get("scenarios", []), "scenario", "title"):
        for column, cell in row.items():
            kind, _, what = (
                ("median", "", "gdp") if column == "gdp_median" else column.partition("_")
            )
            year = years.get(what, last)
            if cell and year and kind in ("median", "probability"):
                unit = say(f"spreadsheet.long.{'money' if kind == 'median' else 'fraction'}")
                variable = say(f"spreadsheet.long.{kind}", what=names.get(what, what))
                yield PROJECT, retold(row["title"]), variable, unit, year, float(cell)
