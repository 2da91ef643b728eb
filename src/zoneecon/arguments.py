"""What may be typed where a day, a year, a number or a name is asked for?

Natural types in: a day is a text, a `date`, a `datetime`, a pandas `Timestamp` or a year, which
stands for its last day. What cannot be one is refused in one sentence that says what can.
"""

import datetime
import difflib
import re
from collections.abc import Iterable
from operator import index
from typing import SupportsIndex

from zoneecon.errors import BadInput, Problem
from zoneecon.text.catalogue import say

#: What a year may be: four digits.
YEARS = range(1000, 10000)
#: Names that a sentence still lists.
MOST_LISTED = 60


def as_day(value: object, name: str = "as_of") -> datetime.date:
    """The day that a value names; of a year or another period its last day.

    Parameters
    ----------
    value : str, date, datetime, Timestamp, Period or int
        ``"2021-08-31"``, ``"2021"``, ``2021`` or an object that is a date.
    name : str
        Of the argument, for the message.

    Raises
    ------
    BadInput
        If it names no day; an empty text and 0 name none.

    Examples
    --------
    >>> as_day("2021-08-31"), as_day(2021)
    (datetime.date(2021, 8, 31), datetime.date(2021, 12, 31))
    """
    day = _day(value)
    if day is None:
        raise refusal("arguments.date", name=name, value=repr(value))
    return day


def _day(value: object) -> datetime.date | None:
    if hasattr(value, "end_time"):  # a pandas Period
        value = value.end_time
    if isinstance(value, datetime.datetime):
        return value.date() if value == value else None  # NaT is not even itself
    if isinstance(value, datetime.date):
        return value
    if hasattr(value, "astype") and hasattr(value, "dtype") and value.dtype.kind == "M":
        day = value.astype("datetime64[D]").astype(object)  # None where it is NaT
        return day if isinstance(day, datetime.date) else None
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    year = _year(value)
    return None if year is None else datetime.date(year, 12, 31)


def _year(value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value, re.ASCII):
        value = int(value)
    if isinstance(value, SupportsIndex) and not isinstance(value, bool) and index(value) in YEARS:
        return index(value)
    return None


def as_year(value: object, name: str = "year") -> int:
    """The year that a value names, or that the day it names lies in.

    Raises
    ------
    BadInput
        If it names neither.

    Examples
    --------
    >>> as_year(2025), as_year("2025-12-31"), as_year(datetime.date(2025, 6, 30))
    (2025, 2025, 2025)
    """
    year = _year(value)
    if year is None:
        day = _day(value)
        year = None if day is None else day.year
    if year is None:
        raise refusal("arguments.year", name=name, value=repr(value))
    return year


def whole_number(value: object, name: str, least: int = 0) -> int:
    """A value as a whole number.

    Raises
    ------
    BadInput
        If it is none, or is less than `least`.

    Examples
    --------
    >>> whole_number(20_000, "draws", 1)
    20000
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, SupportsIndex) or isinstance(value, bool) or index(value) < least:
        raise refusal("arguments.whole", name=name, value=repr(value), least=least)
    return index(value)


def one_of(value: object, known: Iterable[str], name: str) -> str:
    """A name that is known.

    Raises
    ------
    BadInput
        If it is not, with the nearest one and, if a sentence holds them, all that are known.

    Examples
    --------
    >>> one_of("gdp", ["gdp", "investment"], "indicator")
    'gdp'
    """
    names = [str(one) for one in known]
    if isinstance(value, str) and value in names:
        return value
    near, listed = nearest(value, names), names if len(names) <= MOST_LISTED else []
    kind = ("near_known" if listed else "near") if near else "known" if listed else "plain"
    fields = {"near": repr(near), "known": ", ".join(listed)}
    raise refusal(f"arguments.unknown.{kind}", name=name, value=repr(value), **fields)


def nearest(value: object, known: Iterable[str]) -> str:
    """The known name that a mistyped one may mean; none is too far.

    Examples
    --------
    >>> nearest("basline", ["baseline", "plan_met"]), nearest("x", ["baseline"])
    ('baseline', '')
    """
    return next(iter(difflib.get_close_matches(str(value), list(known), n=1, cutoff=0.5)), "")


def refusal(key: str, **fields: object) -> BadInput:
    """What to raise for an argument: the sentence of the catalogue, in every language."""
    english, chinese = (say(key, language, **fields) for language in ("en", "zh"))
    return BadInput([Problem("", None, "", "", english, chinese=chinese)])
