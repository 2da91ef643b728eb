"""How is a table gone through? Row by row, as values whose types only the table knows.

pandas cannot tell a type checker what a column holds; these say so in one place.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd


def each_row(table: pd.DataFrame) -> Iterable[Any]:
    """The rows as named tuples, the index as `Index`."""
    return table.itertuples()


def keyed_rows(table: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    """Index and row, as `DataFrame.iterrows` gives them; an index of several levels is a tuple."""
    return table.iterrows()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def row_at(table: pd.DataFrame, key: Any) -> Any:
    """The one row that an index of one or several levels has under a key."""
    return table.loc[key]
