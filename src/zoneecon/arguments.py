"""What may be typed where a day, a year, a number or a name is asked for?

Natural types in: a day is a text, a `date`, a `datetime`, a pandas `Timestamp` or a year, which
stands for its last day. What cannot be one is refused in one sentence that says what can. Standard
library only.
"""

import datetime
import difflib
import re
from collections.abc import Iterable
from numbers import Integral

from zoneecon.errors import BadInput

#: What may be drawn and what may seed it, from and to. Fewer draws than the first leave a share of
#: paths uncertain by more than a percentage point, which moves verdicts.
DRAWS, SEEDS = (2_000, 1_000_000), (0, 999_999_999)
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
        such = "a day such as '2021-08-31' or a year such as 2021"
        raise BadInput(f"{name} = {value!r} is no date; type {such}.")
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
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if whole and int(value) in YEARS else None


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
        raise BadInput(f"{name} = {value!r} is no year; type one such as 2025.")
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
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer():
        whole = True
    if not whole or int(value) < least:
        raise BadInput(f"{name} = {value!r} must be a whole number, at least {least}.")
    return int(value)


def one_of(value: object, known: Iterable[str], name: str) -> str:
    """A name that is known.

    Raises
    ------
    BadInput
        If it is not, with the nearest one and all that are known.

    Examples
    --------
    >>> one_of("gdp", ["gdp", "investment"], "indicator")
    'gdp'
    """
    names = [str(one) for one in known]
    if isinstance(value, str) and value in names:
        return value
    raise BadInput(f"{name} = {value!r} is unknown{suggestion(value, names)}")


def suggestion(value: object, known: Iterable[str]) -> str:
    """How a message on an unknown name goes on: what may have been meant, and what is known.

    Of more names than fit a sentence only the nearest is said.

    Examples
    --------
    >>> suggestion("basline", ["baseline", "plan_met"])
    "; did you mean 'baseline'? Known: baseline, plan_met"
    """
    names = list(known)
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.5)
    listed = ", ".join(names) or "none" if len(names) <= MOST_LISTED else ""
    if near:
        return f"; did you mean {near[0]!r}?" + (f" Known: {listed}" if listed else "")
    return f"; known: {listed}" if listed else ""
