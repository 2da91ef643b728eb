"""How far has a child come, once its parent's growth is known?

A zone's figure is published late; its city's stands already. With L the known log growth of the
parent over h years from the child's last level, and w the child's share of it then::

    ln(y_{T+h} / y_T) ~ L + drift h + scale (w / .05)^-share_exponent h^power t(freedom)

The five numbers are fitted by kind of child (`nowcast.csv`, made by `benchmarks/inside_view.py`;
its column `source` says where they come from). A region of the same thing is nowcast well; an
industry is not: its error with the parent known is hardly smaller than with the parent forecast.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoneecon.arguments import one_of
from zoneecon.errors import BadInput
from zoneecon.trends.distribution import Forecast, check_series
from zoneecon.trends.industry import USUAL_SHARE, check_share
from zoneecon.trends.models import LogForecast

NUMBERS = ("drift", "scale", "share_exponent", "power", "freedom")


def parameters_of(table: pd.DataFrame, child: str, parent: str) -> dict[str, float]:
    """Numbers of one kind of child from the committed `nowcast.csv`.

    Raises
    ------
    BadInput
        If the table does not know the pair; the message names those that it knows.
    """
    rows = table[table["parent"] == one_of(parent, sorted(set(table["parent"])), "parent")]
    child = one_of(child, sorted(set(rows["child"])), f"child of {parent}")
    rows = rows[rows["child"] == child]
    return {name: float(rows.iloc[0][name]) for name in NUMBERS}


def given_parent(
    parent_growth: np.ndarray, share: np.ndarray | float, parameters: Mapping[str, float]
) -> LogForecast:
    """The form above, for many children at once.

    Parameters
    ----------
    parent_growth : numpy.ndarray
        Shape (children, h): known log growth of the parent since the child's last level, after
        1, 2, ... h years.
    share : float or array of shape (children,)
        Child over parent in the year of the child's last level.
    parameters : mapping
        The five numbers of `parameters_of`.

    Examples
    --------
    >>> numbers = {"drift": 0.0, "scale": 0.0282, "share_exponent": 0.204, "power": 0.777,
    ...            "freedom": 2.62}
    >>> given_parent(np.array([[0.06, 0.11]]), 0.05, numbers).scale.round(4).tolist()
    [[0.0282, 0.0483]]
    """
    parent_growth = np.atleast_2d(np.asarray(parent_growth, dtype=float))
    h = np.arange(1, parent_growth.shape[1] + 1, dtype=float)
    relative_share = np.reshape(check_share(share) / USUAL_SHARE, (-1, 1))
    width = parameters["scale"] * relative_share ** -parameters["share_exponent"]
    location = parent_growth + parameters["drift"] * h
    scale = width * h ** parameters["power"]
    freedom = np.full(location.shape, parameters["freedom"])
    return LogForecast(location, np.broadcast_to(scale, location.shape), freedom)


def nowcast(
    parent_levels: pd.Series,
    level: float,
    base_year: int,
    share: float,
    parameters: Mapping[str, float],
    *,
    indicator: str = "",
) -> Forecast:
    """Where a child stands in the years in which only its parent is known.

    Parameters
    ----------
    parent_levels : pandas.Series
        The parent's levels by consecutive year, from the child's base year to the newest.
    level : float
        The child's last known level.
    base_year : int
        Its year.
    share : float
        Child over parent in the base year, above 0 and at most 1.
    parameters : mapping
        `parameters_of`.
    indicator : str
        Label.

    Returns
    -------
    Forecast
        Of the years after `base_year` up to the parent's newest; model `nowcast`.

    Raises
    ------
    BadInput
        If the parent has no level in the base year or none after it.
    """
    known = check_series(parent_levels, fewest=2)
    known = known[known.index >= base_year]
    if len(known) < 2 or known.index[0] != base_year:
        raise BadInput(
            f"A nowcast needs the parent's level in {base_year} and in at least one later year."
        )
    growth = np.log(known.to_numpy()[1:] / known.iloc[0])
    location, scale, freedom = given_parent(growth[None], share, parameters)
    return Forecast(
        indicator=indicator,
        unit="",
        price_basis="",
        model="nowcast",
        n=1,
        origin_year=base_year,
        origin_level=float(level),
        location=tuple(location[0].tolist()),
        scale=tuple(scale[0].tolist()),
        degrees_of_freedom=tuple(freedom[0].tolist()),
    )
