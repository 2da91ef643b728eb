"""What was the series, and where does the plan contradict itself? Results of a vintage."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from zoneecon.arguments import as_year, one_of, refusal
from zoneecon.data.vintage import Vintage
from zoneecon.errors import Absent
from zoneecon.history import consistency
from zoneecon.history import findings as facts_of
from zoneecon.history import reconstruct as reconstruction
from zoneecon.results import Result
from zoneecon.text.catalogue import say


class History(Result):
    """Levels and growth as published, and what each implies for the other: a row a value.

    Attributes
    ----------
    plan : Vintage
    """

    made_from = ("plan",)
    plan: Vintage

    @property
    def indicators(self) -> list[str]:
        """Codes of the series, in the order of the assumptions."""
        return list(self.plan.assumptions["series"])

    def known_indicator(self, indicator: str) -> str:
        """A series that is here; of an indicator that nothing is printed of, `Absent` says so.

        For any other name `BadInput` has the known ones.
        """
        if indicator not in self.indicators and indicator in set(self.plan.indicators["code"]):
            name = self.plan.indicators.set_index("code").at[indicator, "en"]
            raise Absent(say("absent.section.series", series=name))
        return one_of(indicator, self.indicators, "indicator")

    def wide(self, indicator: str) -> pd.DataFrame:
        """Years down, measures across, for one series: the form that people read.

        Levels are in the series' unit (CNY 100m), growth, gaps and price changes are fractions.
        """
        return reconstruction.pivot(self, self.known_indicator(indicator)).reset_index()

    def level(self, indicator: str, year: object, measure: str = "published_level") -> float:
        """One value of a series; `BadInput` names the years that have one.

        NaN of a measure that needs what is not known, such as the nation's prices.
        """
        rows = self[self["indicator"] == self.known_indicator(indicator)]
        if one_of(measure, reconstruction.MEASURES, "measure") not in set(rows["measure"]):
            return float("nan")
        values = rows[rows["measure"] == measure].set_index("year")["value"]
        if (wanted := as_year(year)) not in values.index:
            known = {"first": values.index.min(), "last": values.index.max()}
            series = {"measure": measure, "indicator": indicator}
            raise refusal("arguments.asked.years", value=repr(year), **series, **known)
        return float(values[wanted])

    def breaks(self, threshold: float = reconstruction.BREAK_THRESHOLD) -> pd.DataFrame:
        """Years whose implied price change is too far from the national one to be prices.

        Columns indicator, year, implied, national, excess, low, high (all fractions),
        derived_from.
        """
        return reconstruction.breaks(self, threshold)


def reconstruct(plan: Vintage) -> History:
    """What was the series? Levels and growth as published, and what each implies for the other.

    Parameters
    ----------
    plan : Vintage

    Returns
    -------
    History
        A DataFrame, tidy: a row is one value of one measure in one year. Columns indicator, year,
        measure (published_level, published_growth, implied_growth, gap, implied_deflator,
        national_deflator, implied_level, chained_back, chained_forward), value, low and high (the
        interval that rounding leaves open), unit (CNY 100m for levels, fraction for the rest),
        price_basis, status (reported or derived), method, derived_from (statement ids).
        `.wide(indicator)` lays one series out by year, `.breaks()` finds redefinitions.

    Raises
    ------
    BadInput
        If a series of the assumptions has no level on this day.

    Notes
    -----
    Chained back: the last level divided by (1 + published growth), year by year, in prices of the
    last year. Growth published at comparable prices is never applied to a current-price level
    without the price change that reconciles them (implied_deflator).

    See Also
    --------
    forecast : where a series leads.

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> wide = series.wide("gdp").set_index("year")
    >>> wide.loc[2020, "published_level"].item(), round(wide.loc[2016, "chained_back"].item(), 2)
    (84.05, 75.18)
    """
    return History.of(reconstruction.from_plan(plan), plan=plan)


class Findings(Result):
    """Where a plan contradicts itself: a row a finding, the strongest first.

    Attributes
    ----------
    plan : Vintage
    facts : Facts
        What the rules looked at.
    """

    made_from = ("plan", "facts")
    plan: Vintage
    facts: facts_of.Facts

    def of_grade(self, *grades: str) -> pd.DataFrame:
        """Findings of one grade or of several."""
        known = [one_of(one, facts_of.GRADES, "grade") for one in grades]
        return self[self["grade"].isin(known)]

    def _each(self, rule: str, of: Callable[[facts_of.Facts, Mapping], Any]) -> list:
        return [of(self.facts, relation) for relation in self.facts.relations.get(rule, [])]

    def room(self) -> list[Mapping[str, float]]:
        """What the targets' output asks of GDP, for each relation that the assumptions name."""
        return self._each("output_against_gdp", consistency.room_for_targets)

    def investment(self) -> list[Mapping[str, float]]:
        """What the targets' increment asks of investment, relation by relation."""
        return list(
            filter(None, self._each("investment_against_path", consistency.investment_needed))
        )

    def claims(self) -> list[pd.DataFrame]:
        """Every reading of each claim about average growth, and whether it holds."""
        return self._each("average_claim", consistency.readings_of_claim)

    @property
    def claim_readings(self) -> pd.DataFrame:
        """The readings of all claims, one below the other; no rows where the plan makes none."""
        return pd.concat(self.claims() or [pd.DataFrame()], ignore_index=True)


def findings(plan: Vintage, series: pd.DataFrame | None = None) -> Findings:
    """Where does the plan contradict itself? Every finding with both quotes; nothing is corrected.

    Parameters
    ----------
    plan : Vintage
    series : History, optional
        From `reconstruct`, where it is there already.

    Returns
    -------
    Findings
        A DataFrame: finding, grade (certain, strained, definition), title, statements, size, unit,
        explanation, evidence, quotes. `.room()`, `.investment()` and `.claims()` are the sums
        behind the strongest of them.

    Notes
    -----
    Rounding is an interval of half a unit of the last printed digit: what it can explain is no
    finding. Which numbers should agree is our reading, in `<zone>.relations.toml`.

    Examples
    --------
    >>> import zoneecon as ze
    >>> found = ze.findings(ze.load("anshan-edz"))
    >>> len(found), len(found.of_grade("certain"))
    (47, 2)
    """
    series = reconstruction.from_plan(plan) if series is None else series
    facts = facts_of.from_plan(plan, pd.DataFrame(series))
    return Findings.of(consistency.find(facts), plan=plan, facts=facts)
