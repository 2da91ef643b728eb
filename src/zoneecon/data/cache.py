"""Has this been computed before, from the very same inputs? Answers that are kept in memory.

Several notebooks of a refresh ask for the same study of the same tables. The helper computes it
once, and every kernel is a fork of the helper (see `warm`). Inputs are compared by content, never
by identity or by name, so an answer cannot outlive what it came from.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd

#: Kinds of arrays that know "not a number", or "not a time".
FLOATS = "fcmM"


def by_content(most: int, of: Callable[..., Any] | None = None) -> Callable[[Callable], Callable]:
    """Keep a function's last answers, and compute only for inputs that differ from all of theirs.

    Parameters
    ----------
    most : int
        Answers that are kept.
    of : callable, optional
        What of the arguments counts; all of them if None. Called with the same arguments.

    Returns
    -------
    decorator
        The caller gets copies of tables and arrays, so that changing one changes nothing kept.
        The function as it was is `__wrapped__`.

    Examples
    --------
    >>> calls = []
    >>> @by_content(2)
    ... def total(table, factor=1):
    ...     calls.append(factor)
    ...     return table["a"].sum() * factor
    >>> table = pd.DataFrame({"a": [1.0, 2.0]})
    >>> float(total(table)), float(total(table.copy(), factor=1)), calls
    (3.0, 3.0, [1])
    >>> table.loc[0, "a"] = 5.0
    >>> float(total(table)), calls
    (7.0, [1, 1])
    """

    def decorate(compute: Callable) -> Callable:
        kept: list[tuple[object, object]] = []
        signature = inspect.signature(compute)

        @wraps(compute)
        def answer(*arguments, **named):
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            asked = of(*arguments, **named) if of else bound.arguments
            for place, (then, known) in enumerate(kept):
                if same(then, asked):
                    kept.append(kept.pop(place))  # the longest unasked leaves first
                    return copied(known)
            asked = copied(asked)  # before: what is computed must not change what was asked
            found = compute(*arguments, **named)
            kept.append((asked, found))
            del kept[:-most]
            return copied(found)

        return answer

    return decorate


def same(one: Any, other: Any) -> bool:
    """Whether two values hold the same: tables with their types, arrays, and what holds them."""
    if one is other and not isinstance(one, pd.DataFrame | pd.Series | np.ndarray):
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, pd.DataFrame | pd.Series):
        return one.equals(other)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(
            one, other, equal_nan=one.dtype.kind in FLOATS
        )
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def copied(value):
    """The same with tables and arrays of its own; what cannot be changed is shared."""
    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    if isinstance(value, tuple):
        parts = [copied(part) for part in value]
        return type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)
    if isinstance(value, list):
        return [copied(part) for part in value]
    return value
