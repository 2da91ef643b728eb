"""Which choice behind the chance moves it most? One at a time, every view refitted or reread.

The choices are those of the method, not of the zone: how the views are pooled and weighed, the
priors and the stratum of what plans asked for, the class of growth records, how wide the inside
view is and whose noise an industry has. Readings of the document stand in the grid.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zoneecon.rows import each_row
from zoneecon.targets import asked, combined, growth_records, plan_pairs
from zoneecon.targets.inside_view import InsideView
from zoneecon.targets.views import LINEAR, LOG_ODDS, Views
from zoneecon.text.catalogue import stored

#: Factors on the noise of a class: between a quiet and a wild branch.
NOISES = (0.5, 2.0)
#: Standard deviations of the slope, in times of the prior's.
SLOPES = (0.5, 2.0)


def chance_swings(
    verdicts: pd.DataFrame,
    views: Views,
    pairs: pd.DataFrame,
    records: pd.DataFrame,
    year: float,
    widening: float,
) -> pd.DataFrame:
    """Every target's chance at both ends of each choice; largest swing first.

    Parameters
    ----------
    verdicts : DataFrame
        `verdicts.verdict_table`, read centrally.
    views : Views
    pairs : DataFrame
        What plans asked for (`views.pairs_of`), for other priors.
    records : DataFrame
        `growth_records.csv`.
    year : float
        The target year.
    widening : float
        Factor on the scale of the inside view at its other end.

    Returns
    -------
    DataFrame
        choice (in words), industry, title, chance (as it is), low, high, at_low, at_high (what
        the choice is there), swing (high less low).
    """
    rows = []
    for row in each_row(verdicts.dropna(subset="pooled")):
        if not row.years > 0:
            continue
        question = row.industry, row.asked, year - row.years, year
        for choice, ends in _choices(views, pairs, records, widening):
            found = {name: one.chance(*question)["pooled"] for name, one in ends.items()}
            low, high = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
            rows.append(
                {
                    "choice": stored(f"targets.choice.{choice}"),
                    "industry": row.industry,
                    "title": row.title,
                    "chance": row.pooled,
                    "low": min(found[low], row.pooled),
                    "high": max(found[high], row.pooled),
                    "at_low": low,
                    "at_high": high,
                    "swing": max(found[high], row.pooled) - min(found[low], row.pooled),
                }
            )
    columns = ["choice", "industry", "title", "chance", "low", "high", "at_low", "at_high", "swing"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _choices(
    views: Views, pairs: pd.DataFrame, records: pd.DataFrame, widening: float
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Choice -> what it may be -> the views if it is."""
    yield "pool", {kind: views._replace(kind=kind) for kind in (LINEAR, LOG_ODDS)}
    yield "weight", {f"{weight:g}": views._replace(weight=weight) for weight in (0.0, 1.0)}
    strata = {one: views._replace(stratum=one) for one in plan_pairs.STRATA}
    yield "stratum", strata
    everything = growth_records.class_like(records)
    yield "class", {"all": views._replace(counts=everything), "like": views}
    yield "record", {f"{w:g}": _outside(views, weight=w) for w in (0.0, 1.0)}
    prior = combined.prior_of(records)
    wide = {f"{times:g}": _refitted(views, pairs, records, prior, times) for times in SLOPES}
    yield "prior", wide | {"0": _refitted(views, pairs, records, asked.priors(0.0), 1.0)}
    if views.inside is not None:
        inside = views.inside
        yield (
            "spread",
            {f"{times:.2g}": _widened(views, inside, times) for times in (1 / widening, widening)},
        )
        noises = {f"{times:g}": _noisier(views, inside, times) for times in NOISES}
        yield "noise", noises


def _outside(views: Views, **changes: Any) -> Views:
    return views._replace(outside=views.outside._replace(**changes))


def _refitted(views: Views, pairs, records, prior: asked.Priors, times: float) -> Views:
    """Views whose plans are fitted with a slope so many times as free."""
    level, zone, slope = prior.spread
    other = asked.Priors(prior.mean, (level, zone, slope * times))
    fitted = combined.fit(pairs, records, views.outside.drift, other)
    return views._replace(outside=fitted)


def _widened(views: Views, inside: InsideView, times: float) -> Views:
    return views._replace(inside=inside._replace(widening=times))


def _noisier(views: Views, inside: InsideView, times: float) -> Views:
    noise = {name: times * one for name, one in inside.noise.items()}
    return views._replace(inside=inside._replace(noise=noise))
