"""How is a table printed? Rounded text with units in the header; numbers are never changed."""

from collections.abc import Mapping

import pandas as pd

from zoneecon.text.catalogue import Filler, heads, known


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
    ['12.3%', '']
    """
    formats = heads(formats, language) if isinstance(formats, str) else formats
    formats = formats or {column: column for column in table.columns}
    filler, columns = Filler(known(language)), {}
    for column, both in formats.items():
        header, _, pattern = (part.strip() for part in both.partition("|"))
        columns[header] = [
            filler.format(pattern or "{}", value) if _is_known(value) else ""
            for value in table[column]
        ]
    text = pd.DataFrame(columns)
    index = index or next(iter(formats))
    header = formats[index].partition("|")[0].strip()
    return text.set_index(header).rename_axis(None).rename_axis(header, axis="columns")


def _is_known(value: object) -> bool:
    return not (value is None or value is pd.NA or value != value)


def lines(*sentences: str) -> None:
    """Print sentences, one a line: the way a notebook states a result in words."""
    print("\n".join(sentence for sentence in sentences if sentence))
