"""How is a table gone through? Row by row, as values whose types only the table knows.

pandas cannot tell a type checker what a column holds; these say so in one place.
"""

from collections import namedtuple
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    """A named tuple's class, made once for the columns of a kind of table."""
    return namedtuple("Row", names, rename=True)


def each_row(table: pd.DataFrame) -> Iterable[Any]:
    """The rows as named tuples, the index as `Index`.

    As `DataFrame.itertuples` gives them, which makes a class at every call and asks a column of
    texts for one cell at a time: that was a fifth of what a check costs.
    """
    columns = [table.index.tolist(), *(column.tolist() for _, column in table.items())]
    return map(_row_type(("Index", *map(str, table.columns)))._make, zip(*columns, strict=True))


def keyed_rows(table: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    """Index and row, as `DataFrame.iterrows` gives them; an index of several levels is a tuple."""
    return table.iterrows()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column."""
    names = [str(name) for name in table.columns]
    columns = [column.tolist() for _, column in table.items()]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def row_at(table: pd.DataFrame, key: Any) -> Any:
    """The one row that an index of one or several levels has under a key."""
    return table.loc[key]
