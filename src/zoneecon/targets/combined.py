"""What do plans and growth records say together? The outside view, fitted and left out in turn.

    outside = w record + (1 - w) plans        (a linear pool)

`record` is the share of real series that grew so fast (`growth_records`), `plans` the chance by
what a target asks (`asked`). w is fitted, too: each plan is judged by a fit to the others, and w is
its mean under the likelihood of those chances and a flat prior. A pool is linear in w, so this
mean loses nothing of what the plans leave open about it.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from zoneecon.targets import asked, growth_records
from zoneecon.targets.plan_pairs import STRATA, ZONE
from zoneecon.text.catalogue import SOURCE, texts

GRID = np.linspace(0.0, 1.0, 501)


class Outside(NamedTuple):
    """The outside view: the chance by what is asked, the weight of the record, the drift."""

    plans: asked.Form
    weight: float
    drift: float


def linear_pool(first: ArrayLike, second: ArrayLike, weight: float) -> np.ndarray:
    """Weighted mean of two chances; `weight` is that of the first. A missing one leaves the other.

    Stone (1961), The opinion pool, Annals of Mathematical Statistics 32.

    Examples
    --------
    >>> float(linear_pool(0.25, 0.75, 0.5)), float(linear_pool(np.nan, 0.4, 0.25))
    (0.5, 0.4)
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"the weight of a view must be in [0, 1], got {weight:g}")
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    mixed = weight * first + (1 - weight) * second
    return np.where(np.isnan(first), second, np.where(np.isnan(second), first, mixed))


def prior_of(records: pd.DataFrame) -> asked.Priors:
    """Priors whose slope is that of all economic series between two multiples."""
    counts = growth_records.class_like(records)
    ends = growth_records.record(counts, [asked.SLOPE_FROM, asked.SLOPE_TO])
    return asked.priors(asked.record_slope(*ends))


def records_of(pairs: pd.DataFrame, records: pd.DataFrame, drift: float) -> np.ndarray:
    """The record of all economic series at what each pair asks, over its own years."""
    found = np.full(len(pairs), np.nan)
    asks = pairs["asked"].notna().to_numpy()
    years = pairs.loc[asks, "years"].to_numpy(dtype=float)
    multiple = np.exp(pairs.loc[asks, "asked"].to_numpy(dtype=float) * years)
    at = growth_records.five_year_multiple(multiple, years, drift)
    found[asks] = growth_records.record(growth_records.class_like(records), at)
    return found


def record_weight(pairs: pd.DataFrame, plans: ArrayLike, record: ArrayLike) -> float:
    """Mean weight of the record, from chances of plans that were left out."""
    rows = pairs["weight"].to_numpy() > 0
    given = GRID[:, None] * np.asarray(record)[rows] + (1 - GRID[:, None]) * np.asarray(plans)[rows]
    met = pairs["met"].to_numpy(dtype=float)[rows]
    likelihood = np.log(np.where(met == 1, given, 1 - given)) @ pairs["weight"].to_numpy()[rows]
    density = np.exp(likelihood - likelihood.max())
    return float(GRID @ density / density.sum())


def left_out(pairs: pd.DataFrame, prior: asked.Priors) -> np.ndarray:
    """Chance of every pair by a fit to the other plans."""
    terms, met, weight = (
        asked.terms_of(pairs),
        pairs["met"].to_numpy(dtype=float),
        pairs["weight"].to_numpy(dtype=float),
    )
    plan, found = pd.factorize(pairs["key"])[0], np.full(len(pairs), np.nan)
    for one in range(plan.max(initial=-1) + 1):
        others, own = (plan != one) & (weight > 0), plan == one
        form = asked.posterior(terms[others], met[others], weight[others], prior)
        found[own] = asked.chance_of(form, terms[own])
    return found


def fit(
    pairs: pd.DataFrame,
    records: pd.DataFrame,
    drift: float,
    prior: asked.Priors | None = None,
) -> Outside:
    """The outside view of all pairs.

    Parameters
    ----------
    pairs : DataFrame
        `plan_pairs.prepared`.
    records : DataFrame
        `growth_records.csv`.
    drift : float
        Usual log growth a year, the trend model's `prior_drift`.
    prior : Priors, optional
        Other priors than those of `prior_of`.
    """
    prior, entering = prior or prior_of(records), pairs[pairs["weight"] > 0]
    record = records_of(entering, records, drift)
    weight = record_weight(entering, left_out(entering, prior), record)
    return Outside(asked.fit(entering, prior), weight, drift)


def outside_chance(
    view: Outside, multiple: float, years: float, stratum: str, counts: pd.DataFrame
) -> dict[str, float]:
    """Chance of a target seen from outside, and the two that it is made of.

    Parameters
    ----------
    view : Outside
        From `fit`, or from the committed parameters (`view_from`).
    multiple, years : float
        What is asked, over how many years from the base or the newest level.
    stratum : str
        "zone" (a zone, park, cluster or city) or "nation" (a province or a nation).
    counts : DataFrame
        The class of growth records, `growth_records.class_like`.

    Returns
    -------
    dict
        asked (log growth a year), plans, record, outside.
    """
    if stratum not in STRATA:
        raise ValueError(f"unknown stratum '{stratum}'; known: {', '.join(STRATA)}")
    growth = asked.asked_growth(multiple, years)
    at = growth_records.five_year_multiple(multiple, years, view.drift)
    plans = float(asked.chance(view.plans, growth, stratum == ZONE)[0])
    record = float(growth_records.record(counts, at))
    outside = float(linear_pool(record, plans, view.weight))
    return {"asked": growth, "plans": plans, "record": record, "outside": outside}


def judged(
    pairs: pd.DataFrame,
    records: pd.DataFrame,
    drift: float,
    of: pd.Series | None = None,
    prior: asked.Priors | None = None,
) -> pd.DataFrame:
    """Scored pairs as the product would have seen them, their own plan left out of everything.

    The fit, the weight of the record and the share of hits know the other plans only.

    Parameters
    ----------
    pairs, records, drift
        As in `fit`.
    of : Series of bool, optional
        Rows to judge; the others are fitted to and no more. All by default.
    prior : Priors, optional
        Other priors than those of `prior_of`.

    Returns
    -------
    DataFrame
        The scored rows, and plans, record, weight_of_record, outside (chances), hits (share of
        hits of the other plans that are judged, each weighing one).
    """
    prior = prior or prior_of(records)
    scored = pairs[pairs["scored"] & (True if of is None else of)]
    record = pd.Series(records_of(pairs, records, drift), index=pairs.index)
    one_a_plan = 1 / scored.groupby("key")["key"].transform("size")
    parts = []
    for plan, own in scored.groupby("key", sort=False):
        others = pairs[(pairs["weight"] > 0) & pairs["key"].ne(plan)]
        weight = record_weight(others, left_out(others, prior), record[others.index])
        plans = asked.chance_of(asked.fit(others, prior), asked.terms_of(own))
        rest = scored["key"].ne(plan)
        parts.append(
            own.assign(
                plans=plans,
                record=record[own.index],
                weight_of_record=weight,
                outside=linear_pool(record[own.index], plans, weight),
                hits=_share_of_hits(scored.loc[rest, "met"], one_a_plan[rest]),
            )
        )
    return pd.concat(parts).loc[scored.index]


def _share_of_hits(met: pd.Series, weight: pd.Series) -> float:
    """Share of plans that were met; where none or all were, Jeffreys' mean, as nothing is sure."""
    hits, plans = float(np.sum(met * weight)), float(np.sum(weight))
    return hits / plans if 0 < hits < plans else (hits + 0.5) / (plans + 1)


# --- the committed parameters ------------------------------------------------------------------


def parameter_table(view: Outside, prior: asked.Priors) -> pd.DataFrame:
    """The fit on half a page: name, value (six digits), meaning."""
    values = [
        asked.BEND,
        asked.CENTRE,
        *prior.mean,
        *prior.spread,
        *view.plans.mean,
        view.weight,
        view.drift,
    ]
    rounded = [round(float(value), 6) for value in values]
    meanings = texts("targets.asked_parameter", SOURCE)
    return pd.DataFrame({"name": list(meanings), "value": rounded, "meaning": meanings.values()})


def reading_table(view: Outside) -> pd.DataFrame:
    """The weighted readings of level, zone and slope, on the other half."""
    table = pd.DataFrame(view.plans.readings, columns=list(asked.TERMS))
    return table.assign(weight=view.plans.weight).round(8)


def view_from(parameters: pd.DataFrame, readings: pd.DataFrame) -> Outside:
    """The outside view of the committed tables, `asked_parameters` and `asked_readings`."""
    value = parameters.set_index("name")["value"]
    weight = readings["weight"].to_numpy(dtype=float)
    form = asked.Form(readings[list(asked.TERMS)].to_numpy(dtype=float), weight / weight.sum())
    return Outside(form, float(value["record_weight"]), float(value["drift"]))
