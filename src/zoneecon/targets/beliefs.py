"""What would have to be believed for a chance of a third?"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from zoneecon.rows import each_row
from zoneecon.targets.verdicts import POSSIBLE
from zoneecon.targets.views import Views

#: Log points by which a centre is moved in search of the chance.
FURTHEST = 10.0
COLUMNS = (
    *("industry", "title", "wanted", "chance", "growth", "needed", "outside", "outside_needed"),
    "kind",
)


def believed(verdicts: pd.DataFrame, views: Views, year: float) -> pd.DataFrame:
    """The middle path, or the outside view, at which a target has the wanted chance, a third.

    Parameters
    ----------
    verdicts : DataFrame
        `verdicts.verdict_table`: a row a target, read centrally.
    views : Views
    year : float
        The target year.

    Returns
    -------
    DataFrame
        industry, title, wanted, chance, growth (of the form's middle path, a year), needed (that
        growth, a year), outside, outside_needed, kind: centre, or outside where no middle path is
        enough. Targets that have the chance, and those without one, leave no row.
    """
    rows, wanted = [], POSSIBLE
    for row in each_row(verdicts.dropna(subset="pooled")):
        if views.inside is None or row.pooled >= wanted or not row.years > 0:
            continue
        since = year - row.years
        asked = {"industry": row.industry, "multiple": row.asked, "since": since, "year": year}
        way = views.inside.way(row.industry, since, year)

        def missing(shift: float, asked: dict[str, Any] = asked) -> float:
            return views.chance(**asked, shift=shift)["pooled"] - wanted

        enough = missing(FURTHEST) > 0
        shift = brentq(missing, 0.0, FURTHEST) if enough else np.nan
        rows.append(
            {
                "industry": row.industry,
                "title": row.title,
                "wanted": wanted,
                "chance": row.pooled,
                "growth": np.expm1(way.location / (year - since)),
                "needed": np.expm1((way.location + shift) / (year - since)),
                "outside": row.outside,
                "outside_needed": (wanted - views.weight * row.inside) / (1 - views.weight)
                if views.weight < 1
                else np.nan,
                "kind": "centre" if enough else "outside",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
