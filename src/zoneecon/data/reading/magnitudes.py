"""Which number does a target in words stand for? 千亿级 is read as 1,000, and the page says so."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zoneecon.data.reading.keys import GOALS
from zoneecon.data.reading.printed import chinese_number

#: Unit of levels in money (亿元): in it a target in words is read.
MONEY = "CNY 100m"
WORDS = "words"
_MAGNITUDE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+)?(?P<wan>万)?亿元?级?"
)


def magnitude(words: str) -> float | None:
    """What a target in words is read as, in 亿元, or None where it names no magnitude.

    Examples
    --------
    >>> magnitude("千亿级"), magnitude("五百亿级产业"), magnitude("万亿"), magnitude("做大做强")
    (1000.0, 500.0, 10000.0, None)
    """
    found = _MAGNITUDE.search(words)
    if found is None:
        return None
    text, power = found["number"] or "", 10_000.0 if found["wan"] else 1.0
    if text[:1].isdigit():
        return float(text) * power
    number = chinese_number(text) if text else 1 if found["wan"] else None
    return None if number is None else number * power


def read_in_words(statements: pd.DataFrame, assumed: Mapping[str, Any]) -> pd.DataFrame:
    """Statements, with a number for each target that is printed in words (千亿级: 1,000).

    The reading is that of the assumptions (`target_reading`), else what the words say; it stands
    in `number`, the printed words stay in `value`.
    """
    readings = {
        block["target"]: block.get("target_reading")
        for table in GOALS
        for block in assumed.get(table, {}).values()
        if "target" in block
    }
    in_words = statements["id"].isin(readings) & (statements["canonical_unit"] == WORDS)
    if not in_words.any():
        return statements
    rows = statements.loc[in_words]
    numbers = {
        place: float(readings[one]) if readings[one] is not None else magnitude(str(value))
        for place, one, value in zip(rows.index, rows["id"], rows["value"], strict=True)
    }
    known = {place: number for place, number in numbers.items() if number is not None}
    table = statements.copy()
    table.loc[list(known), "number"] = list(known.values())
    table.loc[list(known), "canonical_unit"] = MONEY
    return table
