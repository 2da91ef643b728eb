"""Where does an industry lead by itself? The tested form, from its base or its newest level.

An industry follows its parent (the zone's industry as a whole) and wanders off as a random walk of
its own (`trends.industry`). The base may lie before the parent's last year, after it, or within a
year: what the parent has done since is known, what is still to come is its forecast, and the
industry's own noise runs over the whole way::

    K        = ln(parent's last level / its level in the base year), 0 after its last year
    mu       = follow (K + M_h) + (1 - follow) prior_drift n
    scale    = sqrt(S_h² + q² n)
    nu       = 1 + exp(tail) + tail_step (n - 1)

n is the number of years from the base to the target, h how many of them the parent's forecast
covers; between whole years M and S are read on a line. A scenario moves mu by what its drivers do
to the central path, beside the baseline's.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoneecon.trends.distribution import Forecast, t_probability, t_quantile
from zoneecon.trends.industry import own_noise
from zoneecon.trends.news import MOST_YEARS, trust_of, updated_noise


class Way(NamedTuple):
    """What an industry's level is multiplied by, in logs: location + scale t(freedom)."""

    location: float
    scale: float
    freedom: float

    def at_least(self, multiple: float) -> float:
        """Chance of so many times the level, or more.

        Examples
        --------
        >>> Way(0.0, 1.0, np.inf).at_least(1.0)
        0.5
        """
        beyond = (np.log(multiple) - self.location) / self.scale
        return float(t_probability(np.array(self.freedom), -beyond))

    def quantile(self, share: float) -> float:
        """The multiple that is not exceeded with so large a chance."""
        standard = float(t_quantile(np.array(self.freedom), np.array(share)))
        return float(np.exp(self.location + self.scale * standard))

    def moved(self, shift: float) -> "Way":
        """The same with its centre moved."""
        return self._replace(location=self.location + shift)


class InsideView(NamedTuple):
    """What the form needs of a zone.

    Attributes
    ----------
    levels : Series
        The parent's levels by year.
    parent : Forecast
        Of the parent, from its last year.
    share, noise : mapping
        Industry -> its share of the parent, the noise of its class.
    forms : mapping
        Name -> numbers of `inside_view.csv`: ``industry``, ``news_1`` …
    own : mapping
        Industry -> levels published after the base, by year, in the target's concept.
    widening : float
        Factor on every scale, 1 as measured.
    prices : mapping
        Industry -> yearly change of its prices, by year, as far as they are known by now. The form
        was tested where no later price was known, so they move its centre.
    """

    levels: pd.Series
    parent: Forecast
    share: Mapping[str, float]
    noise: Mapping[str, float]
    forms: Mapping[str, Mapping[str, float]]
    own: Mapping[str, pd.Series] = {}
    widening: float = 1.0
    prices: Mapping[str, Mapping[int, float]] = {}

    def way(self, industry: str, since: float, year: float) -> Way:
        """From a level of one year to another year.

        From the newest of two or more levels of its own, its noise is updated and its own growth
        believed as far as `trends.news` found it worth.
        """
        form, years = self.forms["industry"], year - since
        known, ahead = self._known(since), year - max(since, self.parent.origin_year)
        if years <= 0 or ahead <= 0:
            raise ValueError(f"the way from {since:g} to {year:g} has nothing ahead of it")
        location, scale = (self._ahead(name, ahead) for name in ("location", "scale"))
        drift = (1 - form["follow"]) * form["prior_drift"] * years
        centre = form["follow"] * (known + location) + drift
        noise, trust, growth = self._news(industry, since)
        return Way(
            (1 - trust) * centre + trust * growth * years + self._priced(industry, since, year),
            self.widening * float(np.sqrt(scale**2 + noise**2 * years)),
            1 + np.exp(form["tail"]) + form["tail_step"] * (max(years, 1.0) - 1),
        )

    def _priced(self, industry: str, since: float, year: float) -> float:
        """What known prices add, in logs, after what the parent's own levels hold of them."""
        begun = max(since, self.parent.origin_year)
        steps = {y: min(y, year) - max(begun, y - 1) for y in self.prices.get(industry, {})}
        changes = self.prices.get(industry, {})
        return sum(np.log1p(changes[y]) * part for y, part in steps.items() if part > 0)

    def _news(self, industry: str, since: float) -> tuple[float, float, float]:
        """Yearly noise, weight of the industry's own growth, and that growth."""
        share, noise = self.share[industry], self.noise[industry]
        levels = self.own.get(industry)
        if levels is None or len(levels) < 2:
            return float(own_noise(share, noise, self.forms["industry"])), 0.0, 0.0
        steps = np.log(levels[levels.index <= since]).diff()
        beside = (steps - np.log(self.levels).diff()).dropna().iloc[-MOST_YEARS:]
        if beside.empty or beside.index[-1] != since:
            return float(own_noise(share, noise, self.forms["industry"])), 0.0, 0.0
        news = self.forms[f"news_{len(beside)}"]
        updated = updated_noise(beside.to_numpy()[None, :], noise, news["class_years"])
        trust, growth = float(trust_of(updated, news)[0]), float(steps[beside.index].mean())
        return float(own_noise(share, updated, news)[0]), trust, growth

    def _known(self, since: float) -> float:
        """Log growth of the parent from a year to its last one."""
        log = np.log(self.levels)
        return float(log.iloc[-1] - np.interp(since, log.index.to_numpy(dtype=float), log))

    def _ahead(self, name: str, years: float) -> float:
        """Location or scale of the parent so many years ahead, on a line between whole years."""
        values = (0.0, *getattr(self.parent, name))
        return float(np.interp(years, range(len(values)), values))
