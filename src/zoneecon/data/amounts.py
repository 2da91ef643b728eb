"""What number does an entry of the assumptions mean? Arithmetic on printed numbers."""

import math
from collections.abc import Callable, Mapping
from typing import Any


def amount(entry: Any, number: Callable[[str], float]) -> float:
    """A number as it stands, the number that a statement prints, or arithmetic on such numbers.

    Parameters
    ----------
    entry : number, str or mapping
        A mapping is ``plus + scale * product(times) / product(over)``; with ``years`` the compound
        annual growth of the ratio.
    number : callable
        Statement id -> its number, in the printed unit.

    Raises
    ------
    ArithmeticError
        If it has no answer: a division by nothing, the growth rate of a negative ratio.

    Examples
    --------
    >>> amount({"times": ["Q2"], "over": ["Q1"], "plus": -1}, {"Q1": 100.0, "Q2": 104.5}.get)
    0.04499999999999993
    """
    if isinstance(entry, str):
        return float(number(entry))
    if not isinstance(entry, Mapping):
        return float(entry)
    ratio = math.prod(map(number, entry["times"])) / math.prod(map(number, entry.get("over", ())))
    ratio *= entry.get("scale", 1.0)
    if "years" in entry:
        if ratio < 0:
            raise ArithmeticError("a negative ratio has no growth rate")
        return ratio ** (1.0 / entry["years"]) - 1.0
    return ratio + entry.get("plus", 0.0)


def cited(entry: Any) -> list[str]:
    """The statements that an entry rests on."""
    if isinstance(entry, str):
        return [entry]
    if not isinstance(entry, Mapping):
        return []
    return [*entry["times"], *entry.get("over", ())]
