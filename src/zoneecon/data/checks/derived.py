"""Is a table that our own scripts made still what the contract says of it?

These tables are read in bulk by pandas, types and all; a wrong column or a share above one would
otherwise surface as a wrong probability, or as an error far from its cause.
"""

import math

import pandas as pd

from zoneecon.data.problems import found
from zoneecon.data.reading import schema
from zoneecon.errors import Problem


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
    return problems


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
