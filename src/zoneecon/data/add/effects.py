"""What would an addition change? Each new number beside what was known, every digit of both."""

from decimal import Decimal

import numpy as np
import pandas as pd

from zoneecon.data import folders, newest
from zoneecon.data.reading import number_formats
from zoneecon.rows import each_row
from zoneecon.text.catalogue import say

#: Digits that a number keeps which was multiplied by the factor of its unit.
DIGITS = 15


def effects(held: pd.DataFrame, after: folders.Tables, name: str) -> pd.DataFrame:
    """What each new row is to what was known: new, revised, unchanged, in conflict or older.

    Returns
    -------
    DataFrame
        effect, id, subject, indicator, period, role, old, new, unit, size (new / old - 1), old_id,
        old_published; `before`, `after` and `typed` are the numbers with every digit, the last in
        the unit of the document where that is another.
    """
    fresh = newest.effective(after.statements[after.statements["source"] == name])
    percent = fresh["canonical_unit"] == "fraction"
    fresh = fresh.assign(times=np.where(percent, 100, 1))
    keys = newest.KEY
    now = newest.effective(held)[[*keys, "number", "newest_id", "published", "value"]]
    both = fresh.merge(now, on=keys, how="left", suffixes=("", "_old"))
    return pd.DataFrame(
        {
            "effect": [_effect(row) for row in each_row(both)],
            "id": both["id"],
            "subject": both["subject"],
            "indicator": both["indicator"],
            "period": both["period"],
            "role": both["role"],
            "old": both["number_old"],
            "new": both["number"],
            "unit": both["canonical_unit"].replace("fraction", "%"),
            "size": both["number"] / both["number_old"] - 1,
            "old_id": both["newest_id_old"],
            "old_published": both["published_old"],
            "before": [digits(row.number_old * row.times, row.value_old) for row in each_row(both)],
            "after": [digits(row.number * row.times, row.value) for row in each_row(both)],
            "typed": [_typed(row) for row in each_row(both)],
        }
    )


def _effect(row) -> str:
    same = row.number == row.number_old or row.value == row.value_old
    if not isinstance(row.newest_id_old, str):
        return "new"
    if same:
        return "unchanged"
    if row.published == row.published_old:
        return "in conflict"
    return "revised" if row.published > row.published_old else "older"


def digits(number: float, value: object) -> str:
    """A number with every digit it has; what is no single number as it was typed.

    Examples
    --------
    >>> digits(1349083.5, ""), digits(0.1 + 0.2, ""), digits(float("nan"), "10-40")
    ('1349083.5', '0.3', '10-40')
    """
    if not np.isfinite(number):
        return str(value)
    return number_formats.plain(Decimal(f"{number:.{DIGITS}g}"))


def _typed(row) -> str:
    """The number in the unit of its document, where that is another, and where it is a misprint."""
    if row.printed_value:
        fields = {"printed": f"{row.printed_value} {row.unit}", "why": row.correction}
        return say("commands.add.corrected", **fields)
    return (
        ""
        if digits(row.number * row.times, row.value) == row.value
        else f" = {row.value} {row.unit}"
    )
