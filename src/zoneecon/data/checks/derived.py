"""Is a table that our own scripts made still what the contract says of it?

These tables are read in bulk by pandas, types and all; a wrong column or a share above one would
otherwise surface as a wrong probability, or as an error far from its cause.
"""

import math
import re

import pandas as pd

from zoneecon.data.problems import found
from zoneecon.data.reading import schema
from zoneecon.errors import Problem
from zoneecon.text.catalogue import SOURCE, say


def check_derived(table: pd.DataFrame, name: str, file: str) -> list[Problem]:
    """A table of `data/raw/reference/` against the contract, column by column.

    Parameters
    ----------
    table : DataFrame
        As pandas reads it, types and all.
    name : str
        Table of the contract.
    file : str
        Name for messages.
    """
    names = schema.columns(name)
    if list(table.columns) != list(names):
        absent = [column for column in names if column not in table.columns]
        strange = [str(column) for column in table.columns if column not in names]
        all_names = ", ".join(names)
        problems = [found("header-column", file, 1, one, columns=all_names) for one in absent]
        problems += [found("header-unknown", file, 1, one, columns=all_names) for one in strange]
        return problems or [found("header-order", file, 1, columns=all_names)]
    problems = []
    for field in schema.fields(name):
        problems += _field(table[field["name"]], field, file)
    key = schema.CONTRACT[name]["schema"]["primaryKey"]
    twice = table.duplicated(key, keep="first")
    problems += [found("listed-twice", file, row + 2) for row in table.index[twice]]
    return problems or _relations(table, key, file)


#: A share is printed with so many decimals less a half of the last one.
ROUNDED, TENTHS_ROUNDED = 5.1e-6, 5e-3


def _relations(table: pd.DataFrame, key: list[str], file: str) -> list[Problem]:
    """Rows whose cells do not agree with one another, whatever table has such columns."""
    has = set(table.columns).issuperset
    wrong: dict[str, pd.Series] = {}
    for name in (str(column) for column in table.columns if str(column).endswith("_from")):
        to = f"{name.removesuffix('_from')}_to"
        wrong[f"{name} < {to}"] = table[name] >= table[to]
    if has(("reached", "windows")):
        wrong["reached <= windows"] = table["reached"] > table["windows"]
    if has(("share", "reached", "windows")):
        gap = table["share"] - table["reached"] / table["windows"]
        wrong["share = reached / windows"] = gap.abs() > ROUNDED
    if has(("lower", "share", "upper")):
        inside = table["share"].between(table["lower"], table["upper"])
        wrong["lower <= share <= upper"] = ~inside
    if has(("coverage_80", "coverage_95")):
        wrong["coverage_80 <= coverage_95"] = table["coverage_80"] > table["coverage_95"]
    if has(("tenth", "share")):
        total = table.groupby([name for name in key if name != "tenth"])["share"].transform("sum")
        wrong[say("inputs.tenths", SOURCE)] = (total - 1).abs() > TENTHS_ROUNDED
    if has(("base_year", "target_year")):
        wrong["base_year < target_year"] = table["base_year"] >= table["target_year"]
    return [
        found("derived-relation", file, row + 2, relation=relation)
        for relation, bad in wrong.items()
        for row in table.index[bad]
    ]


def check_cited(cases: pd.DataFrame, known: set[str], file: str) -> list[Problem]:
    """Cells of the table of cases that cite a statement which is not there."""
    return [
        found("case-unknown", file, row + 2, column, id_)
        for column in ("base", "target", "outcome")
        for row, cell in enumerate(cases[column])
        if pd.notna(cell)
        for id_ in re.findall(r"[A-Z]\d{3}[a-z]?", cell)
        if id_ not in known
    ]


def _field(cells: pd.Series, field: dict, file: str) -> list[Problem]:
    """Cells of one column that are not what its field says."""
    rules = field.get("constraints", {})
    bad = cells.isna() & bool(rules.get("required"))
    filled = cells.dropna()
    numeric = field["type"] in ("number", "integer")
    if numeric and not pd.api.types.is_numeric_dtype(filled):
        bad |= pd.to_numeric(cells, errors="coerce").isna() & cells.notna()
    elif numeric:
        bad |= cells < rules.get("minimum", -math.inf)
        bad |= cells > rules.get("maximum", math.inf)
        bad |= cells <= rules.get("exclusiveMinimum", -math.inf)
        bad |= (cells % 1 != 0) & cells.notna() & (field["type"] == "integer")
        if not field["name"].endswith("_to"):  # a class may be open above, nothing else is
            bad |= cells.isin([math.inf, -math.inf])
    else:
        text = filled.astype(str)
        if "enum" in rules:
            bad |= (~text.isin(rules["enum"])).reindex(cells.index, fill_value=False)
        if "pattern" in rules:
            bad |= (~text.str.fullmatch(rules["pattern"])).reindex(cells.index, fill_value=False)
    return [
        found(
            "contract-broken",
            file,
            row + 2,
            field["name"],
            "" if cells.isna()[row] else str(cells[row]),
            description=field["description"],
        )
        for row in cells.index[bad]
    ]
