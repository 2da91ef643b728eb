"""How often did others do it? The outside view: plans like this one, and records of real growth.

Base rates are of five years; a required multiple over another number of years is looked up as it
stands, and at the next lower multiple that was counted, which favours the plan.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from zoneecon.errors import BadInput
from zoneecon.rows import each_row
from zoneecon.targets import base_rates as targets_base_rate
from zoneecon.targets.cases import HIT, MINIMUM_RATIOS, log_t, scored
from zoneecon.targets.growth_records import five_year_multiple
from zoneecon.targets.verdicts import likelihood, pool, share
from zoneecon.text.catalogue import texts

INDUSTRY_PANELS = ("us_industry_va", "us_manufacturing", "us_state_industry")
CAPITAL_PANEL = "china_prov_gfcf"
HINDCAST = (
    "case",
    "title",
    "asked",
    "achieved",
    "cases_view",
    "growth_record",
    "windows",
    "given",
    "likelihood",
    "result",
    "squared_error",
    "chance_error",
    "statements",
)
RECORD = ("multiple", "windows", "series", "reached", "share", "lower", "upper")


def counted_multiple(table: pd.DataFrame, multiple: float) -> float:
    """The largest multiple counted in the panels that is not above this one; nan below them all.

    A share at a lower multiple is at least the share asked for: the bound that favours the plan.
    """
    known = np.sort(table["multiple"].unique())
    below = known[known <= multiple + targets_base_rate.MULTIPLE_TOLERANCE]
    return float(below[-1]) if len(below) else np.nan


def growth_record(
    table: pd.DataFrame, multiple: float, history: Mapping[str, float]
) -> pd.DataFrame:
    """How often real series grew by a multiple in five years, class by class.

    Parameters
    ----------
    table : DataFrame
        `base_rates.csv`.
    multiple : float
        What is required; the largest counted multiple not above it is looked up.
    history : mapping
        history_growth and volatility of the zone (`reference.history_of`).

    Returns
    -------
    DataFrame
        of (the class), multiple, windows, series, reached, share, lower, upper (95 %), probability
        (`share` of the counts). The first row is the class most like the zone, which is used.
    """
    at = counted_multiple(table, multiple)
    if np.isnan(at):
        return pd.DataFrame(columns=["of", *RECORD, "probability"])
    found = {
        "like": _like(table, at, history),
        "all": targets_base_rate.base_rate(table, at),
        "industries": _added(table, at, INDUSTRY_PANELS),
        "capital": targets_base_rate.base_rate(table, at, panel=CAPITAL_PANEL),
    }
    names = texts("targets.growth_record")
    rows = pd.DataFrame(found).T.rename(index=names).rename_axis("of").reset_index()
    rows = rows[["of", *RECORD]].infer_objects()
    return rows.assign(probability=share(rows["reached"], rows["windows"]))


def _like(table: pd.DataFrame, at: float, history: Mapping[str, float]) -> pd.Series:
    """The narrowest bin around the zone's own history that holds enough windows."""
    growth, volatility = history["history_growth"], history["volatility"]
    for given in ((growth, volatility), (growth, None), (None, None)):
        try:
            return targets_base_rate.base_rate(table, at, *given)
        except ValueError:
            continue
    raise BadInput("base_rates.csv has no pooled economic panel")


def _added(table: pd.DataFrame, at: float, panels: Sequence[str]) -> pd.Series:
    rates = pd.DataFrame([targets_base_rate.base_rate(table, at, panel=panel) for panel in panels])
    sums = rates[["windows", "series", "reached"]].sum()
    low, high = targets_base_rate.jeffreys_interval(sums["reached"], sums["windows"])
    share_ = sums["reached"] / sums["windows"]
    return pd.Series({"multiple": at, **sums, "share": share_, "lower": low, "upper": high})


class Outside(NamedTuple):
    """What the outside view needs: the cases' probability, base rates, the zone's history.

    `drift` is the usual log growth a year, by which records are scaled to the years that remain.
    """

    cases: float
    base_rates: pd.DataFrame
    history: Mapping[str, float]
    drift: float = 0.0

    def multiple_left(self, multiple: ArrayLike, years: ArrayLike) -> np.ndarray:
        """What a multiple in the years that are left is looked up as in records of five years.

        At least the smallest that was counted, so that a target within reach has a record.
        """
        five = five_year_multiple(multiple, years, self.drift)
        return np.maximum(five, self.base_rates["multiple"].min())

    def record(self, multiple: float) -> float:
        """Probability from the class of growth records most like the zone; nan below all counts."""
        rows = growth_record(self.base_rates, multiple, self.history)
        return float(rows["probability"].iloc[0]) if len(rows) else np.nan

    def view(self, record):
        """Both outside views, weighted alike."""
        return pool(record, self.cases, 0.5)


def records_table(verdicts: pd.DataFrame, outside: Outside) -> pd.DataFrame:
    """`growth_record` at each target's multiple, one below the other; `industry` is its title."""
    tables = [
        growth_record(outside.base_rates, row.multiple, outside.history).assign(industry=row.title)
        for row in each_row(verdicts)
    ]
    return pd.concat(tables, ignore_index=True)


def all_series(table: pd.DataFrame) -> pd.DataFrame:
    """All economic series at every counted multiple: multiple, windows, series, reached, share, …

    Columns `RECORD`; the frame in which any required multiple can be read.
    """
    known = np.sort(table["multiple"].unique())
    return pd.DataFrame([targets_base_rate.base_rate(table, m)[list(RECORD)] for m in known])


def outside_from(
    statements: pd.DataFrame,
    indicator: str,
    cases: pd.DataFrame,
    base_rates: pd.DataFrame,
    drift: float = 0.0,
) -> Outside:
    """The outside view of a zone whose history is the printed levels of one indicator.

    With fewer than two scored cases, as on early days, the growth records stand alone.
    """
    levels = statements[
        (statements["indicator"] == indicator)
        & (statements["role"] == "actual")
        & statements["year"].notna()
    ].set_index("year")["number"]
    main = scored(cases) if len(cases) else cases
    probability = (
        log_t(list(main["ratio"])).at_least(1.0) if len(main) >= MINIMUM_RATIOS else np.nan
    )
    return Outside(probability, base_rates, targets_base_rate.history_of(levels), drift)


# --- hindcast ----------------------------------------------------------------------------------


def hindcast(cases: pd.DataFrame, base_rates: pd.DataFrame) -> pd.DataFrame:
    """The outside view at the dates of the scored cases: what was given, what came.

    Each case is judged by the others (leave one out) and, where its base is known, by all economic
    series at the multiple it asked for. No case prints five years of history, a funnel or
    accounts, so there is no inside view, and the pool is of the two outside views.

    Returns
    -------
    DataFrame
        case, title, asked, achieved, cases_view, growth_record, windows, given (probability),
        likelihood, result, squared_error, chance_error (of always saying the other cases' share of
        hits, Jeffreys' mean), statements. No row where too few cases are scored to leave one out.
    """
    main = scored(cases)
    if len(main) <= MINIMUM_RATIOS:
        return pd.DataFrame(columns=list(HINDCAST))
    hits = (main["result"] == HIT).to_numpy()
    rows = []
    for place, case in enumerate(each_row(main)):
        others = main.drop(index=place)
        view = log_t(list(others["ratio"])).at_least(1.0)
        at = counted_multiple(base_rates, case.asked)
        rate = None if np.isnan(at) else targets_base_rate.base_rate(base_rates, at)
        record = np.nan if rate is None else float(share(rate["reached"], rate["windows"]))
        given = float(pool(record, view, 0.5))
        rows.append(
            {
                "case": case.case,
                "title": case.title,
                "asked": case.asked,
                "achieved": case.achieved,
                "cases_view": view,
                "growth_record": record,
                "windows": np.nan if rate is None else rate["windows"],
                "given": given,
                "likelihood": likelihood(given),
                "result": case.result,
                "squared_error": (given - hits[place]) ** 2,
                "chance_error": (
                    float(share(np.delete(hits, place).sum(), len(others))) - hits[place]
                )
                ** 2,
                "statements": case.statements,
            }
        )
    return pd.DataFrame(rows, columns=list(HINDCAST))
