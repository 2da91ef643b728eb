"""What do levels, rates and years imply for one another? The formulas, nothing else.

Growth is a fraction (0.085 is 8.5 % a year); levels are positive, in one unit and price basis.
"""

import math
from collections.abc import Sequence
from numbers import Real

from zoneecon.errors import BadInput


def _positive(**levels: float) -> None:
    for name, level in levels.items():
        if not isinstance(level, Real) or not level > 0 or math.isinf(level):
            raise BadInput(f"{name} must be a positive number, got {level!r}")


def _rates_above_minus_one(rates: Sequence[float]) -> None:
    if not len(rates):
        raise BadInput("at least one growth rate is needed")
    for rate in rates:
        if not isinstance(rate, Real) or not rate > -1:
            raise BadInput(f"a growth rate must exceed -1 (a fall of 100 %), got {rate}")


def growth_rate(previous: float, current: float) -> float:
    """Growth from one period to the next, current / previous - 1.

    Parameters
    ----------
    previous, current : float
        Levels in the same unit and price basis, one period apart. Positive.

    Returns
    -------
    float
        A fraction: 0.156 is 15.6 %.

    Raises
    ------
    BadInput
        If a level is not positive.

    Examples
    --------
    >>> round(growth_rate(58.5, 67.6), 4)
    0.1556
    """
    _positive(previous=previous, current=current)
    return current / previous - 1


def cagr(base: float, final: float, years: float) -> float:
    """Compound annual growth rate (水平法), (final / base) ** (1 / years) - 1.

    Parameters
    ----------
    base, final : float
        Levels in the same unit and price basis. Positive.
    years : float
        Steps from base to final, positive; 2015 to 2020 is 5, mid-2021 to 2025 is 3.5.

    Returns
    -------
    float
        Growth a year, a fraction.

    Raises
    ------
    BadInput
        If a level or `years` is not positive.

    See Also
    --------
    required_growth : the same, towards a target.

    Examples
    --------
    >>> round(cagr(100, 121, 2), 4)
    0.1
    """
    _positive(base=base, final=final, years=years)
    return math.expm1(math.log(final / base) / years)


def required_growth(base: float, target: float, years: float) -> float:
    """Constant annual growth that carries a base level to a target.

    Parameters
    ----------
    base, target : float
        Levels in the same unit and price basis, e.g. 100 million yuan, current prices. Positive.
    years : float
        Growth steps, positive: 2020 to 2025 is 5.

    Returns
    -------
    float
        Annual growth as a fraction; 0.085 means 8.5 % a year.

    Raises
    ------
    BadInput
        If a level or `years` is not positive.

    Examples
    --------
    >>> round(required_growth(500, 800, 5), 4)
    0.0986
    """
    _positive(target=target)
    return cagr(base, target, years)


def compound(base: float, rate: float, years: float) -> float:
    """Level after growing at a constant rate, base * (1 + rate) ** years.

    Parameters
    ----------
    base : float
        Level, positive.
    rate : float
        Growth a year, a fraction above -1.
    years : float
        Steps from the base.

    Returns
    -------
    float
        Level in the unit of the base, and in its prices where the rate is real.

    Raises
    ------
    BadInput
        If the base is not positive, or the rate is a fall of 100 % or more.

    Examples
    --------
    >>> round(compound(84.05, 0.06, 5), 1)
    112.5
    """
    _positive(base=base)
    _rates_above_minus_one([rate])
    return base * (1 + rate) ** years


def path_sum(base: float, rate: float, years: int) -> float:
    """Sum of the `years` levels that follow `base` at a constant rate (base year excluded).

    Examples
    --------
    >>> round(path_sum(45.4, 0.08, 5), 1)
    287.7
    """
    return sum(compound(base, rate, step) for step in range(1, years + 1))


def previous_level(level: float, rate: float) -> float:
    """Level one period earlier that a published growth rate implies, level / (1 + rate).

    Examples
    --------
    >>> round(previous_level(60.5, -0.2237), 2)
    77.93
    """
    _positive(level=level)
    _rates_above_minus_one([rate])
    return level / (1 + rate)


def chain(base: float, rates: Sequence[float]) -> list[float]:
    """Levels in base-year prices, from a base level and the real growth rates that follow it.

    Returns
    -------
    list of float
        len(rates) + 1 levels; the first is `base`.

    Examples
    --------
    >>> [round(level, 2) for level in chain(100, [0.1, -0.1])]
    [100, 110.0, 99.0]
    """
    _positive(base=base)
    _rates_above_minus_one(rates)
    levels = [base]
    for rate in rates:
        levels.append(levels[-1] * (1 + rate))
    return levels


def chain_back(final: float, rates: Sequence[float]) -> list[float]:
    """Levels in final-year prices, chained back from the last level by real growth rates.

    `rates[i]` leads from level i to level i + 1; the last level returned is `final`.

    Examples
    --------
    >>> [round(level, 2) for level in chain_back(99, [0.1, -0.1])]
    [100.0, 110.0, 99]
    """
    _positive(final=final)
    _rates_above_minus_one(rates)
    levels = [final]
    for rate in reversed(rates):
        levels.append(levels[-1] / (1 + rate))
    return levels[::-1]


def mean_growth(rates: Sequence[float], mean: str = "geometric") -> float:
    """Average annual growth over consecutive years.

    Parameters
    ----------
    rates : sequence of float
        One rate a year. "2016-2020" takes five rates and counts from base year 2015.
    mean : {"geometric", "arithmetic"}
        Geometric is the level method (水平法), the default of Chinese plans.

    Examples
    --------
    >>> round(mean_growth([0.5, -0.5], "arithmetic"), 3), round(mean_growth([0.5, -0.5]), 3)
    (0.0, -0.134)
    """
    _rates_above_minus_one(rates)
    if mean == "arithmetic":
        return sum(rates) / len(rates)
    if mean != "geometric":
        raise BadInput(f"mean must be 'geometric' or 'arithmetic', got {mean!r}")
    return math.expm1(sum(math.log1p(rate) for rate in rates) / len(rates))


def deflate(nominal_growth: float, real_growth: float) -> float:
    """Price change that reconciles nominal with real growth (implied deflator).

    (1 + nominal) / (1 + real) - 1; exact, where the difference of the rates is not.

    Parameters
    ----------
    nominal_growth, real_growth : float
        Growth of the level at current prices and at comparable prices, fractions above -1.

    Returns
    -------
    float
        Price change, a fraction.

    Raises
    ------
    BadInput
        If a rate is a fall of 100 % or more.

    Examples
    --------
    >>> round(deflate(0.1908, 0.038), 3)
    0.147
    """
    _rates_above_minus_one([nominal_growth, real_growth])
    return (1 + nominal_growth) / (1 + real_growth) - 1
