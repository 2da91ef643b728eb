"""What do an industry's own first years add to a forecast that follows its parent?

When k growth rates of the industry's own are known, the forecast starts again from the newest
level, and h counts the years left. Its noise is updated: with d_i its yearly growth less its
parent's, over the same k years, and c the noise of its class::

    s     = sqrt((sum d_i² + class_years c²) / (k + class_years))
    q     = exp(noise) (w / .05)^noise_share (s / .08)^noise_class
    trust = L(trust + trust_noise ln(s / .08)), and 0 at k = 1
    mu_h  = (1 - trust) [follow M_h + (1 - follow) prior_drift h] + trust D h

L is the logistic function, D the mean of the k growth rates, the rest as in `industry`. The level
moves one for one and the slope hardly: a year ten points above its parent promises nothing for
the next. `benchmarks/inside_view.md` states how little there is to gain.
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit

from zoneecon.trends.industry import USUAL_NOISE

MOST_YEARS = 4  # growth rates of its own that the numbers were fitted for


def updated_noise(
    deviation: np.ndarray, class_noise: np.ndarray | float, class_years: float
) -> np.ndarray:
    """Noise s of each child, from its own deviations from its parent and its class's noise.

    Parameters
    ----------
    deviation : numpy.ndarray
        Shape (children, k): log growth less the parent's, k years.
    class_noise : float or array of shape (children,)
        c above.
    class_years : float
        Years of its own that the class counts for.

    Examples
    --------
    >>> updated_noise(np.array([[0.3]]), 0.1, 2.0).round(4).tolist()
    [0.1915]
    """
    deviation = np.atleast_2d(np.asarray(deviation, dtype=float))
    prior = class_years * np.asarray(class_noise, dtype=float) ** 2
    return np.sqrt(((deviation**2).sum(axis=1) + prior) / (deviation.shape[1] + class_years))


def trust_of(noise: np.ndarray, parameters: Mapping[str, float]) -> np.ndarray:
    """Weight of the child's own mean growth; 0 where the numbers hold no trust (k = 1)."""
    if "trust" not in parameters:
        return np.zeros(np.shape(noise))
    return expit(parameters["trust"] + parameters["trust_noise"] * np.log(noise / USUAL_NOISE))
