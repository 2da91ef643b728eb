"""Where does an industry lead of which only its level and its parent's years are known?

One level carries no trend, so the industry follows the median of its parent (the whole industry
of its zone, say) and wanders off as a random walk of its own, as noisy as its class is. With the
parent's forecast M_h, S_h (`models.shrunken_t` on the parent's years), w the industry's share of
its parent at the base and c the noise of its class::

    q       = exp(noise) (w / .05)^noise_share (c / .08)^noise_class
    mu_h    = follow M_h + (1 - follow) prior_drift h
    scale_h = sqrt(S_h² + q² h)
    nu_h    = 1 + exp(tail) + tail_step (h - 1)
    ln(y_{T+h} / y_T) ~ mu_h + scale_h t(nu_h)

The numbers are fitted on real children and parents by `benchmarks/inside_view.py`, which states
how well the form does on series that it never saw. What the industry's own first years add is in
`news`; what is known once the parent's growth is known, in `nowcast`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoneecon.arguments import one_of
from zoneecon.errors import BadInput

USUAL_SHARE, USUAL_NOISE = 0.05, 0.08  # where exp(noise) is the yearly noise


def parameters_of(table: pd.DataFrame, form: str = "industry") -> dict[str, float]:
    """One form's numbers from the committed `inside_view.csv` (columns form, name, value).

    Raises
    ------
    BadInput
        If the table holds no such form.
    """
    rows = table[table["form"] == one_of(form, sorted(set(table["form"])), "form")]
    return dict(zip(rows["name"], rows["value"].astype(float), strict=True))


def class_noise_of(table: pd.DataFrame, parent: str, child: str = "all") -> float:
    """Noise of a class from the committed `class_noise.csv`: a child's kind within its parent's.

    It is the median over comparable series of the standard deviation (n in the denominator) of
    four yearly steps of ln(child / parent).

    Raises
    ------
    BadInput
        If the table does not know the pair; the message names those that it knows.
    """
    rows = table[table["parent"] == one_of(parent, sorted(set(table["parent"])), "parent")]
    noise = rows.set_index("child")["noise"]
    return float(noise[one_of(child, sorted(noise.index), f"child of {parent}")])


def check_share(share: np.ndarray | float) -> np.ndarray:
    """Shares as an array, or refused: a part is more than nothing and at most the whole."""
    share = np.asarray(share, dtype=float)
    if not ((share > 0) & (share <= 1)).all():
        raise BadInput(
            f"A share of the parent lies above 0 and is at most 1, not {share}. Divide the "
            "industry's level by its parent's in the same year and the same concept."
        )
    return share


def own_noise(
    share: np.ndarray | float, noise: np.ndarray | float, parameters: Mapping[str, float]
) -> np.ndarray:
    """Yearly noise q of a child around its parent.

    Parameters
    ----------
    share : float or array
        Child over parent at the base, above 0 and at most 1.
    noise : float or array
        Noise of its class, or `news.updated_noise`; above 0, in logs a year.
    parameters : mapping
        noise, noise_share and noise_class of `inside_view.csv`.

    Examples
    --------
    >>> form = {"noise": -2.883, "noise_share": -0.107, "noise_class": 0.814}
    >>> round(float(own_noise(0.75, 0.231, form)), 4)
    0.0993
    """
    share, noise = check_share(share), np.asarray(noise, dtype=float)
    if not (np.isfinite(noise) & (noise > 0)).all():
        raise BadInput(f"The noise of a class is a finite number above 0, not {noise}.")
    relative_share = (share / USUAL_SHARE) ** parameters["noise_share"]
    relative_noise = (noise / USUAL_NOISE) ** parameters["noise_class"]
    return np.exp(parameters["noise"]) * relative_share * relative_noise
