"""Where does a scenario lead? Its simulated paths, and every table that is read off them."""

from collections.abc import Mapping

import pandas as pd

from zoneecon.results import Result
from zoneecon.scenarios import simulate as simulation
from zoneecon.scenarios import tables
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.parameters import Scenario, require_scenario


class Paths(Result):
    """Quantiles of output, GDP and investment by year, and the chance of each target.

    A row per measure, industry and year; the columns are those of `simulate`.

    Attributes
    ----------
    scenario : Scenario
    draws, seed : int
    """

    made_from = ("scenario", "draws", "seed")
    scenario: Scenario
    draws: int
    seed: int

    def fan(self, industry: str = TOTAL) -> pd.DataFrame:
        """Output of an industry, or of all: year, p2.5 to p97.5, target; the base in front."""
        return tables.fan_table(self, self.scenario, self.scenario.known_industry(industry))

    def drivers(self) -> pd.DataFrame:
        """Every parameter with value, range, unit, source, quality of evidence and reason."""
        return tables.parameter_table(self.scenario)

    def waterfall(self, industry: str = TOTAL) -> pd.DataFrame:
        """From the base to the target year and on to the target, driver by driver (CNY 100m)."""
        return tables.waterfall_table(self.scenario, self.scenario.known_industry(industry))

    def funnel(self) -> pd.DataFrame:
        """The project funnel from negotiation to output a year, with drawn counts.

        No rows where nothing is known of one.
        """
        if not self.scenario.funnel:
            return pd.DataFrame()
        return tables.funnel_table(self.scenario, self.draws, self.seed)

    def feasible(self, growths: Mapping[str, float] | None = None) -> pd.DataFrame:
        """Which pairs of output and value-added rate fit the accounts at some zone growth."""
        return tables.feasible_set(self.scenario, growths)


def simulate(scenario: Scenario, draws: int = 20_000, seed: int = 0) -> Paths:
    """Draw what is uncertain in a scenario, and see where its industries end.

    Parameters
    ----------
    scenario : Scenario
        From `named_scenarios`, changed by `Scenario.with_` perhaps.
    draws : int
        Paths to draw, at least 1. The first draws of a longer run are those of a shorter one.
    seed : int
        Same seed, same numbers.

    Returns
    -------
    Paths
        A DataFrame with a row per measure (output, gdp, investment), industry (``total`` for
        their sum, ``zone`` for the zone) and year: p2.5 to p97.5 and mean in CNY 100m, current
        prices; target, probability (share of draws at or above it, a fraction) and
        joint_probability in the target year; binding_*, shares of draws in which a limit binds.
        `.fan`, `.drivers`, `.waterfall`, `.funnel` and `.feasible` read more off it.

    Raises
    ------
    BadInput
        If `scenario` is none, or `draws` or `seed` is no whole number.

    Notes
    -----
    Demand, capacity, investment and prices of each industry follow the equations at the head of
    `zoneecon.scenarios.model`; shocks are Student-t, correlated by a common factor. A share of
    simulated paths is what follows from the assumptions, not how likely the world is to do it.

    See Also
    --------
    breakeven : what would have to be true.
    assess : the chance that such a share stands for, beside what happened to others.

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> paths = ze.simulate(baseline, draws=1000, seed=1)
    >>> fan = paths.fan("steel")
    >>> fan["year"].tolist()
    [2020.0, 2021.0, 2022.0, 2023.0, 2024.0, 2025.0]
    >>> bool(fan["p50"].iloc[-1] < fan["target"].iloc[-1])
    True
    """
    scenario = require_scenario(scenario)
    table = simulation.simulate(scenario, draws, seed)
    return Paths.of(table, scenario=scenario, draws=int(draws), seed=int(seed))
