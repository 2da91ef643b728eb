"""How is a table printed? Rounded text with units in the header; numbers are never changed."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.report.cells import kind
from zoneecon.report.templating import template
from zoneecon.text.catalogue import (
    SOURCE,
    Filler,
    called,
    entries,
    heads,
    known,
    retold,
    say,
    spelled_out,
)
from zoneecon.text.numbers import compact, percent

#: Format of a column whose numbers are written as the unit of their row asks; its digits.
QUANTITY, DIGITS = "{:quantity}", 4
#: A name as code has it: words of small letters with strokes or a dot between.
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+(\.[a-z0-9_]+)?|[a-z_]+\.[a-z_]+")
#: Format of a column that names units.
UNIT = "{:unit}"


def show(
    table: pd.DataFrame,
    formats: str | Mapping[str, str] | None = None,
    index: str | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """A table as text for people.

    Parameters
    ----------
    table : DataFrame
        Any table.
    formats : str or mapping, optional
        Name of a table of the catalogue (`text/tables.toml`), or column -> "header | format", e.g.
        {"value": "GDP, CNY 100m | {:.1f}"}; the columns are shown in this order. A header without
        format leaves the text as it is. All columns as they are if None.
    index : str, optional
        Column shown first, as row labels; the first one if None.
    language : str, optional
        Of the headers and the numbers' signs; the one that is being spoken if None.

    Returns
    -------
    DataFrame
        All cells are text; an unknown number is an empty cell.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2019, 2020], "g": [0.123, None]})
    >>> show(table, {"year": "year", "g": "growth | {:.1%}"})["growth"].tolist()
    ['12.3 %', '']
    """
    formats = heads(formats, language) if isinstance(formats, str) else formats
    formats = formats or {column: column for column in table.columns}
    filler, columns = Filler(known(language)), {}
    units = table["unit"] if "unit" in table.columns else [""] * len(table)
    for column, both in formats.items():
        header, _, pattern = (part.strip() for part in both.partition("|"))
        header = retold(header, language)
        rows = zip(table[column], units, strict=True)
        columns[header] = [_cell(filler, pattern, value, unit) for value, unit in rows]
    text = Shown(columns)
    index = index or next(iter(formats))
    header = retold(formats[index].partition("|")[0].strip(), language)
    return text.set_index(header).rename_axis(None).rename_axis(header, axis="columns")


class Shown(pd.DataFrame):
    """A table as people read it: where it is displayed, words stand left and numbers right."""

    @property
    def _constructor(self) -> type["Shown"]:
        return Shown

    def _repr_html_(self) -> str:
        heads = [self.columns.name or "", *self.columns]
        rows = [[name, *cells] for name, cells in zip(self.index, self.to_numpy(), strict=True)]
        texts = [[str(row[place]) for row in rows] for place in range(len(heads))]
        sides = ["right" if kind(column) == "n" else "left" for column in texts]
        return template("table").render(heads=heads, rows=rows, sides=sides)


def _cell(filler: Filler, pattern: str, value: Any, unit: object) -> str:
    """A cell as text; a number or a name that hangs on the unit of its row is told it."""
    if value is None or value is pd.NA or value != value:
        return ""
    if pattern == QUANTITY:
        return quantity(value, str(unit), filler.language)
    if pattern == UNIT:
        return retold(unit_word(str(value), filler.language), filler.language)
    if isinstance(value, bool | np.bool_):
        return say(f"numbers.truth.{'yes' if value else 'no'}", filler.language)
    text = filler.format(pattern or "{}", value)
    name = called(text) if filler.language == SOURCE else text
    parts = [called(part) for part in name.split(", ")]
    if all(map(CODE.fullmatch, name.split(", ")[1:])):  # "gdp, chained_back"
        name = ", ".join(parts)
    return spelled_out(name) if any(map(CODE.fullmatch, parts)) else name


def quantity(value: float, unit: str, language: str | None = None) -> str:
    """A number as its unit asks: a share or a rate in per cent, a year as it is, others in short.

    Examples
    --------
    >>> quantity(0.06, "fraction a year"), quantity(884000, "t"), quantity(2021.5, "year")
    ('6 %', '884,000', '2021.5')
    >>> quantity(884000, "t", "zh")
    '88.4万'
    """
    if unit == "year":
        return f"{value:g}"
    write = percent if unit.partition(" ")[0] == "fraction" else compact
    return write(value, DIGITS, known(language))


def unit_word(unit: str, language: str | None = None) -> str:
    """A unit as people write it; its own name if nobody said.

    Examples
    --------
    >>> unit_word("fraction a year"), unit_word("m2"), unit_word("furlong")
    ('% a year', 'm²', 'furlong')
    """
    known = f"unit.{unit}" in entries("numbers")
    return say(f"numbers.unit.{unit}", language) if known else retold(unit, language)


def used_value(statement: Mapping[str, Any]) -> str:
    """A statement's value as it is used; of a corrected misprint also what is printed.

    Parameters
    ----------
    statement : mapping
        A row of statements.
    """
    if not statement.get("printed_value"):
        return str(statement["value"])
    printed = statement["printed_value"]
    return say("numbers.corrected", value=statement["value"], printed=printed)
