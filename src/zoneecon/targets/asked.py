"""How likely is a target by what it asks? A logistic in asked log growth a year.

    chance = S(a + g z + b x),  x = ln((asked + B) / (C + B)),  S the logistic function

z is 1 for a zone or a cluster, 0 for a province or a nation. Below B (5 %) a year x is about
linear in what is asked, above it logarithmic, so that one target from almost nothing cannot turn
the slope. Priors are normal; that of b has its mean in the records of real growth (how fast they
thin out from x1.3 to x3.33 in five years), wide enough that plans, which are not records, may say
otherwise. What a few dozen plans leave open about a, g and b is carried by 27 weighted readings of
the three (a quadrature of their joint distribution), and a chance is the mean over these.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from zoneecon.targets.plan_pairs import ZONE

BEND, CENTRE = 0.05, 0.07
TERMS = ("level", "zone", "slope")
#: Multiples in five years between which the records give the slope.
SLOPE_FROM, SLOPE_TO, SLOPE_YEARS = 1.3, 10 / 3, 5
STEPS, SMALL = 100, 1e-10
_ROOTS, _SHARES = np.polynomial.hermite_e.hermegauss(3)
NODES = np.array(list(itertools.product(_ROOTS, repeat=len(TERMS))))
NODE_WEIGHTS = np.array([np.prod(s) for s in itertools.product(_SHARES, repeat=len(TERMS))])


class Priors(NamedTuple):
    """Normal priors of level, zone and slope."""

    mean: tuple[float, float, float]
    spread: tuple[float, float, float]


class Form(NamedTuple):
    """What is known after the fit: readings of level, zone and slope (27, 3), and their weights."""

    readings: np.ndarray
    weight: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Mean of level, zone and slope."""
        return self.weight @ self.readings


def priors(slope: float) -> Priors:
    """Priors around a slope that the records of real growth show.

    Level: half of all plans, give or take nearly everything. Zone: odds within a factor of seven
    of those of nations in 95 of 100. Slope: nearly twice the spread among panels of records.
    """
    return Priors((0.0, 0.0, slope), (2.5, 1.0, 1.5))


def record_slope(share_from: float, share_to: float) -> float:
    """Change of log-odds over x between `SLOPE_FROM` and `SLOPE_TO`, from two shares of records."""
    rates = np.log([SLOPE_FROM, SLOPE_TO]) / SLOPE_YEARS
    odds = np.log([share_from, share_to]) - np.log1p([-share_from, -share_to])
    return float(np.diff(odds)[0] / np.diff(bent(rates))[0])


def bent(asked: ArrayLike) -> np.ndarray:
    """x of what is asked; who asks for a fall is read as asking for nothing."""
    return np.log((np.maximum(asked, 0.0) + BEND) / (CENTRE + BEND))


def asked_growth(multiple: float, years: float) -> float:
    """Log growth a year that carries a base to a multiple of it.

    Raises
    ------
    ValueError
        If the multiple or the number of years is not positive.

    Examples
    --------
    >>> round(asked_growth(2.0, 10), 4), asked_growth(1.0, 5)
    (0.0693, 0.0)
    """
    if not (multiple > 0 and years > 0):
        raise ValueError(
            f"A target is a positive multiple of its base some years ahead, not {multiple:g} "
            f"times in {years:g} years."
        )
    return float(np.log(multiple) / years)


def terms(asked: ArrayLike, zone: ArrayLike) -> np.ndarray:
    """One row a target: 1, z and x of the equation."""
    x = bent(np.atleast_1d(asked))
    return np.column_stack([np.ones_like(x), np.broadcast_to(zone, x.shape).astype(float), x])


def terms_of(pairs: pd.DataFrame) -> np.ndarray:
    """`terms` of a table of pairs."""
    return terms(pairs["asked"].to_numpy(dtype=float), pairs["stratum"].eq(ZONE).to_numpy())


def fit(pairs: pd.DataFrame, prior: Priors) -> Form:
    """The form after a table of plans.

    Parameters
    ----------
    pairs : DataFrame
        `plan_pairs.prepared`; rows of weight zero say nothing.
    prior : Priors
        `priors`; without any pair it is what comes back.

    Raises
    ------
    ValueError
        If a weight is outside 0 to 1.
    """
    weight = pairs["weight"].to_numpy(dtype=float)
    if not ((weight >= 0) & (weight <= 1)).all():
        wrong = weight[~((weight >= 0) & (weight <= 1))][0]
        raise ValueError(f"a target weighs between 0 and 1, got {wrong:g}")
    rows = pairs[weight > 0]
    met = rows["met"].to_numpy(dtype=float)
    return posterior(terms_of(rows), met, weight[weight > 0], prior)


def posterior(terms: np.ndarray, met: np.ndarray, weight: np.ndarray, prior: Priors) -> Form:
    """Mode by Newton's steps, then adaptive Gauss-Hermite quadrature around it.

    Nodes of a normal at the mode, with its curvature, are weighted by how far the true density
    differs from that normal there: Naylor & Smith (1982), Applied Statistics 31. Three nodes a
    parameter come within .001 of many random draws (a test holds them to it).
    """
    mean = np.array(prior.mean)
    precision = np.diag(1 / np.square(prior.spread))
    mode = mean.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-terms @ mode))
        slope = terms.T @ (weight * (met - chance)) - precision @ (mode - mean)
        curvature = (terms * (weight * chance * (1 - chance))[:, None]).T @ terms + precision
        step = np.linalg.solve(curvature, slope)
        mode = mode + step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < SMALL:
            break
    readings = mode + NODES @ np.linalg.cholesky(np.linalg.inv(curvature)).T
    odds = np.where(met == 1, 1, -1) * (readings @ terms.T)
    density = -np.logaddexp(0, -odds) @ weight
    density -= np.square((readings - mean) / prior.spread).sum(axis=1) / 2
    density += np.square(NODES).sum(axis=1) / 2
    shares = NODE_WEIGHTS * np.exp(density - density.max())
    return Form(readings, shares / shares.sum())


def chance(form: Form, asked: ArrayLike, zone: ArrayLike) -> np.ndarray:
    """Chance that a target is met, averaged over what the fit leaves open.

    Parameters
    ----------
    asked : array
        Log growth a year.
    zone : array of bool
        Whether it is a zone, park, cluster or city; else a province or a nation.
    """
    return chance_of(form, terms(asked, zone))


def chance_of(form: Form, terms: np.ndarray) -> np.ndarray:
    """`chance` of rows of `terms`."""
    return 1 / (1 + np.exp(-terms @ form.readings.T)) @ form.weight
