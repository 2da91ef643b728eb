"""What may be typed where a day, a year, a number or a name is asked for?

Natural types in: a day is a text, a `date`, a `datetime`, a pandas `Timestamp` or a year, which
stands for its last day. What cannot be one is refused in one sentence that says what can.
"""

import datetime
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from operator import index
from typing import Any, SupportsIndex

from zoneecon.errors import BadInput, Problem
from zoneecon.text.catalogue import LANGUAGES, say

#: What may be drawn and what may seed it, from and to. Fewer draws than the first leave a share of
#: paths uncertain by more than a percentage point, which moves verdicts.
DRAWS, SEEDS = (2_000, 1_000_000), (0, 999_999_999)
#: Options of a run, from and to: notebooks at a time, reports to keep, seconds to wait and for one
#: notebook.
RANGES = {
    "workers": (1, 64),
    "keep": (1, 10_000),
    "wait": (0.0, 604_800.0),
    "timeout": (1.0, 604_800.0),
    "port": (0, 65_535),
}
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


def within(value: Any, name: str) -> int | float:
    """The value of an option, typed or as text, in its range; whole if the range is.

    Raises
    ------
    BadInput
        If it is no number of that kind, or outside.

    Examples
    --------
    >>> within("3", "workers"), within("1.5", "timeout")
    (3, 1.5)
    """
    least, most = RANGES[name]
    try:
        number = type(least)(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or isinstance(value, bool) or not least <= number <= most:
        raise _outside(value, name, least, most)
    return number


def _outside(value: object, name: str, least: float, most: float) -> BadInput:
    kind = "whole" if isinstance(least, int) else "number"
    ends = {"least": f"{least:,.0f}", "most": f"{most:,.0f}"}
    return refusal(f"arguments.range.{kind}", name=name, value=repr(value), **ends)


def check_parameters(**parameters: object) -> None:
    """Refuse, before anything is computed, what a notebook was given and cannot mean.

    Stands at the top of a notebook, with its parameters by name. papermill writes whatever it is
    given into a cell; a name that the notebook does not have would be of no effect, silently.

    Parameters
    ----------
    **parameters
        Every parameter of the notebook; the kinds of `zone`, `as_of`, `draws`, `seed`, `scenario`
        and `language` are known.

    Raises
    ------
    BadInput
        One sentence for each name or value that cannot be meant.

    Examples
    --------
    >>> check_parameters(zone="anshan-edz", as_of=None, draws=20_000, seed=1)
    >>> check_parameters(draws="many")
    Traceback (most recent call last):
    zoneecon.errors.BadInput: draws = 'many' must be a whole number, at least 1.
    """
    problems: list[Problem] = []
    checks: list[Callable[[], object]] = [
        partial(one_of, name, parameters, "parameter") for name in _injected()
    ]
    checks += [
        partial(PARAMETERS[name], value) for name, value in parameters.items() if name in PARAMETERS
    ]
    for check in checks:
        try:
            check()
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise refusal("arguments.text", name=name, value=repr(value))


def _bounded(value: object, name: str, least: int, most: int) -> int:
    number = whole_number(value, name, least)
    if number > most:
        raise _outside(value, name, least, most)
    return number


PARAMETERS = {
    "zone": lambda value: _text(value, "zone"),
    "as_of": lambda value: None if value is None else as_day(value),
    "draws": lambda value: _bounded(value, "draws", 1, DRAWS[1]),
    "seed": lambda value: _bounded(value, "seed", *SEEDS),
    "scenario": lambda value: _text(value, "scenario"),
    "language": lambda value: one_of(value, LANGUAGES, "language"),
}


def _injected() -> list[str]:
    """Names that papermill assigned in this notebook, in the cell that it writes for them."""
    if "IPython" not in sys.modules:
        return []
    import ast

    from IPython import get_ipython

    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    written = [cell for cell in cells if cell.startswith("# Parameters\n")]
    found = (node for cell in written[-1:] for node in ast.walk(ast.parse(cell)))
    names = (node for node in found if isinstance(node, ast.Name))
    return [name.id for name in names if isinstance(name.ctx, ast.Store)]


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
    import difflib

    return next(iter(difflib.get_close_matches(str(value), list(known), n=1, cutoff=0.5)), "")


def refusal(key: str, **fields: object) -> BadInput:
    """What to raise for an argument: the sentence of the catalogue, in every language."""
    english, chinese = (say(key, language, **fields) for language in ("en", "zh"))
    return BadInput([Problem("", None, "", "", english, chinese=chinese)])
