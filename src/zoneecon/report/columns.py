"""What does a column of a published table hold, how is it headed, and how are its numbers shown?

`text/columns.toml` says it for every table that is published; a column that a zone's industries
name (`median_<industry>`) is said by what stands before the industry.
"""

from typing import NamedTuple

from zoneecon.text import catalogue
from zoneecon.text.catalogue import say
from zoneecon.text.numbers import PER_CENT

#: Number formats of a spreadsheet by unit; of any other unit it is a plain number.
BY_UNIT = {"fraction": "0.0%", "fraction a year": "0.0%", "year": "0", "count": "#,##0"}
PLAIN = "#,##0.0##"


class Column(NamedTuple):
    """Head with unit, format, and meaning.

    The format is one of numbers, "unit" if the row decides, a group of the catalogue that has the
    words for its codes, or "" for text.
    """

    head: str
    format: str
    meaning: str


def column(table: str, name: str) -> Column:
    """What a column of a published table is; its own name if nobody said.

    Examples
    --------
    >>> column("verdicts", "required").head
    'growth required, % a year'
    >>> column("scenarios", "median_steel").head
    'median of steel, CNY 100m'
    >>> column("a table", "of one's own")
    Column(head="of one's own", format='', meaning='')
    """
    known = catalogue.entries("columns")
    start, _, industry = name.partition("_")
    for key in (f"{table}.{name}", f"any.{name}", f"{table}.{start}_of"):
        if f"head.{key}" in known:
            return Column(
                say(f"columns.head.{key}", industry=industry),
                known[f"head.{key}"].get("format", ""),
                say(f"columns.meaning.{key}", industry=industry),
            )
    return Column(name, "", "")


def sheet_name(table: str) -> str:
    """What the sheet of a table is called; the table's own name if nobody said."""
    known = f"sheet.{table}" in catalogue.entries("columns")
    return say(f"columns.sheet.{table}") if known else table


def meaning(table: str) -> str:
    """What a table is, in a sentence; empty if nobody said."""
    known = f"table.{table}" in catalogue.entries("columns")
    return say(f"columns.table.{table}") if known else ""


def number_format(column: Column, unit: str) -> str:
    """The number format of a cell of a column, in a row of this unit."""
    if column.format == "chance":
        return _chance_format()
    if column.format == "unit":
        return BY_UNIT.get(unit, PLAIN)
    words = catalogue.GROUP.fullmatch(column.format)
    return "General" if words or not column.format else column.format


def _chance_format() -> str:
    """Shows a chance as `catalogue.chance` says it: a band below 5 %, whole percents above.

    Examples
    --------
    >>> _chance_format()
    '[<0.01]"under 1 %";[<0.05]"1–5 %";0 %'
    """
    low, high = catalogue.EDGES
    bands = (catalogue.chance((low + edge) / 2) for edge in (0.0, high))
    shown = (f'[<{edge}]"{band}"' for edge, band in zip((low, high), bands, strict=True))
    return ";".join((*shown, f"0{PER_CENT[catalogue.known(None)]}"))
