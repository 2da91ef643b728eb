"""How are statements put side by side? Rows as named tuples, in groups and in order of years."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from zoneecon.data.newest import FACTS

#: Concepts whose values are levels that cannot fall below zero.
LEVELS = frozenset(
    "value added,gross output,sales revenue,operating revenue,investment,capital inflow,physical,"
    "capacity,area,count,price index,other level".split(",")
)
#: So many years are a series: missed when it ends, and telling where most others end.
LONG_SERIES = 3
#: A part above its whole by less is rounded.
ROUNDED = 1.005


def groups(rows: Iterable, *keys: str) -> list[list]:
    """Rows that agree in some columns, in the order of the columns."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, key) for key in keys)].append(row)
    return [groups[key] for key in sorted(groups)]


def yearly(rows: Iterable) -> list:
    """Single numbers of whole years in order, the newest publication of a year last."""
    dated = (row for row in rows if row.year is not pd.NA and not math.isnan(row.number))
    return sorted(dated, key=lambda row: (row.year, row.published))


def series_of(rows: Iterable) -> list:
    """One row a year: the newest publication."""
    return list({row.year: row for row in yearly(rows)}.values())


def happened(rows: Iterable, concepts: Iterable[str]) -> list:
    """Single numbers of some concepts that are told as facts."""
    concepts = frozenset(concepts)
    return [
        row
        for row in rows
        if row.concept in concepts and row.role in FACTS and not math.isnan(row.number)
    ]


def usual(values: list, share: float) -> list:
    """What so large a share of values are, if they are a series' worth: one value, or none."""
    [(most, count)] = Counter(values).most_common(1) or [(None, 0)]
    return [most] if count >= LONG_SERIES and count >= share * len(values) else []
