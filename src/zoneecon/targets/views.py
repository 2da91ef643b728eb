"""How likely is a target? The form seen from inside and plans elsewhere from outside, pooled.

    pooled = w inside + (1 - w) outside        (a linear pool; Stone 1961)

`inside` is the tested form (`inside_view`), its centre moved by a scenario where one is asked of;
`outside` what plans that asked as much came to and how often real series grew so fast (`combined`).
Both are computed, not drawn, so that no number of draws moves them. The pool in log-odds
(Genest & Zidek 1986, Statistical Science 1) stands beside it. What the driver model's paths do is
no chance of a target and is never pooled.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.fitted import load_fitted
from zoneecon.data.newest import of_subject
from zoneecon.data.vintage import Vintage
from zoneecon.errors import BadInput
from zoneecon.history.reconstruct import annual, known_levels
from zoneecon.targets import combined, growth_records, plan_pairs
from zoneecon.targets.combined import linear_pool, outside_chance
from zoneecon.targets.inside_view import InsideView
from zoneecon.targets.trend_view import unbroken
from zoneecon.trends.distribution import fit_shrunken_t, hyperparameters_of
from zoneecon.trends.industry import class_noise_of, parameters_of
from zoneecon.trends.models import MINIMUM_POINTS

#: Tables that both views are made of, besides what the zone prints; those of one fit together.
TABLES = (
    "forecast_hyperparameters",
    "growth_records",
    "inside_view",
    "class_noise",
    *plan_pairs.TABLES,
)
ASKED = ("asked_parameters", "asked_readings")
#: The class of an industry of which the assumptions name none: any branch of a region.
PARENT, CHILD = "state_manufacturing", "all"
#: Years of the parent that the form was tested on.
PARENT_YEARS = 5
LINEAR, LOG_ODDS = "linear", "log-odds"
COLUMNS = ("inside", "plans", "growth_record", "outside", "pooled", "log_odds")


def pool(inside, outside, weight: float = 0.5):
    """Weighted mean of two chances in log-odds; `weight` is that of the inside view.

    A view that is missing leaves the other one alone.

    Examples
    --------
    >>> float(pool(0.2, 0.8)), float(pool(0.2, 0.8, 1.0))
    (0.5, 0.2)
    """
    if not 0 <= weight <= 1:
        raise BadInput(f"the weight of the inside view must be in [0, 1], got {weight}")
    inside, outside = np.broadcast_arrays(*np.atleast_1d(inside, outside))
    with np.errstate(divide="ignore", invalid="ignore"):  # what is certain has endless odds
        odds = [np.log(p) - np.log1p(-p) for p in (inside.astype(float), outside.astype(float))]
        mixed = weight * odds[0] + (1 - weight) * odds[1]
    mixed = np.where(np.isnan(odds[0]), odds[1], np.where(np.isnan(odds[1]), odds[0], mixed))
    pooled = np.round(1 / (1 + np.exp(-mixed)), 12)
    return pooled[0] if pooled.size == 1 else pooled


class Views(NamedTuple):
    """Both views of one zone; see `views_of`.

    Attributes
    ----------
    inside : InsideView or None
        None where the zone prints too few years of its industry: the outside stands alone.
    outside : combined.Outside
    counts : DataFrame
        The class of growth records that is like the zone.
    history : growth_records.History or None
        By which that class was chosen.
    stratum : str
        ``zone`` or ``nation``.
    weight : float
        Of the inside view.
    kind : str
        ``linear`` or ``log-odds``: which pool counts.
    """

    inside: InsideView | None
    outside: combined.Outside
    counts: pd.DataFrame
    history: growth_records.History | None
    stratum: str
    weight: float
    kind: str = LINEAR

    def priced(self, changes: Mapping[str, Mapping[int, float]]) -> "Views":
        """With prices as they came: industry -> yearly change by year."""
        if self.inside is None:
            return self
        return self._replace(inside=self.inside._replace(prices=changes))

    def chance(
        self, industry: str, multiple: float, since: float, year: float, shift: float = 0.0
    ) -> dict[str, float]:
        """Chance that a level is so many times higher in a year, by each view and pooled.

        Parameters
        ----------
        industry : str
        multiple : float
            Target over base.
        since, year : float
            Of the base or the newest level, and of the target.
        shift : float
            What a scenario's drivers do to the centre, in logs.

        Returns
        -------
        dict
            `COLUMNS`.
        """
        years = year - since
        if years <= 0:
            # what is known is no chance: neither plans nor records say anything of it any more
            known = dict.fromkeys(("inside", "pooled", "log_odds"), float(multiple <= 1))
            return dict.fromkeys(COLUMNS, np.nan) | known
        seen = outside_chance(self.outside, multiple, years, self.stratum, self.counts)
        inside = np.nan
        if self.inside is not None:
            inside = self.inside.way(industry, since, year).moved(shift).at_least(multiple)
        linear = float(linear_pool(inside, seen["outside"], self.weight))
        odds = float(pool(inside, seen["outside"], self.weight))
        return {
            "inside": inside,
            "plans": seen["plans"],
            "growth_record": seen["record"],
            "outside": seen["outside"],
            "pooled": linear if self.kind == LINEAR else odds,
            "log_odds": odds,
        }


def tables_of(plan: Vintage) -> dict[str, pd.DataFrame]:
    """The tables that `views_of` takes, once what they were fitted to is what it was."""
    checkout = Checkout(plan.root) if plan.root else None
    fitted = dict(zip(ASKED, load_fitted("asked", ASKED, checkout), strict=True))
    return {name: plan.panel(name) for name in TABLES} | fitted


def views_of(plan: Vintage, tables: Mapping[str, pd.DataFrame], pairs: pd.DataFrame) -> Views:
    """Both views of what a vintage knows.

    Parameters
    ----------
    plan : Vintage
    tables : mapping
        `tables_of`.
    pairs : DataFrame
        `pairs_of`: what other plans asked for.
    """
    assumed = plan.assumptions
    block = assumed["verdict"]
    indicator = block["window_indicator"]
    levels = unbroken(known_levels(plan.statements, indicator, f"{indicator}_growth"))
    levels = levels[levels.index < assumed["target_year"]].iloc[-PARENT_YEARS:]
    history = None
    if len(levels) >= MINIMUM_POINTS:
        rates = annual(plan.statements, f"{indicator}_growth")["value"]
        history = growth_records.history_from(levels, rates, PARENT_YEARS)
    return Views(
        _inside(plan, tables, levels),
        _outside(plan, tables, pairs),
        growth_records.class_like(
            tables["growth_records"], history._asdict() if history is not None else None
        ),
        history,
        block.get("stratum", plan_pairs.ZONE),
        assumed["pooling_weight"],
        block.get("pool", LINEAR),
    )


def pairs_of(
    plan: Vintage, tables: Mapping[str, pd.DataFrame], cases: pd.DataFrame
) -> pd.DataFrame:
    """What plans asked for and what came of it, as far as it could be known on the day.

    Parameters
    ----------
    plan : Vintage
    tables : mapping
        `tables_of`.
    cases : DataFrame
        `cases.read_cases`.
    """
    given = [tables[name].assign(table=name) for name in plan_pairs.TABLES]
    pairs = plan_pairs.gathered([*given, plan_pairs.from_cases(cases).assign(table="cases")])
    if not _is_past(plan, tables):
        return pairs
    known = plan_pairs.known(pairs, plan.as_of)
    return plan_pairs.weighted(known, known["reason"].eq(""))


def _is_past(plan: Vintage, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the committed fit rests on what came out after the day."""
    years = [tables[name]["outcome_year"].max() for name in plan_pairs.TABLES]
    return bool(plan.as_of.year <= max(years))


def _outside(
    plan: Vintage, tables: Mapping[str, pd.DataFrame], pairs: pd.DataFrame
) -> combined.Outside:
    """The committed fit; on a past day one to the plans whose end was known by then."""
    committed = combined.view_from(*(tables[name] for name in ASKED))
    if not _is_past(plan, tables):
        return committed
    return combined.fit(pairs, tables["growth_records"], committed.drift)


def _inside(
    plan: Vintage, tables: Mapping[str, pd.DataFrame], levels: pd.Series
) -> InsideView | None:
    if len(levels) < MINIMUM_POINTS or not (levels > 0).all():
        return None
    assumed, numbers = plan.assumptions, hyperparameters_of(tables["forecast_hyperparameters"])
    horizon = int(assumed["target_year"]) - int(levels.index[-1])
    known, form = plan.statements.set_index("id")["number"].dropna(), tables["inside_view"]
    industries = {
        name: one
        for name, one in assumed["industries"].items()
        if "target" in one and one.get("baseline") in known.index
    }
    # output for value added: a stand-in, where no industry prints its value added
    base = known[[one["baseline"] for one in industries.values()]]
    shares = dict(zip(industries, base / base.sum(), strict=True))
    return InsideView(
        levels,
        fit_shrunken_t(levels, numbers, horizon),
        shares,
        {name: _noise(one, tables["class_noise"]) for name, one in industries.items()},
        {name: parameters_of(form, name) for name in form["form"].unique()},
        {name: _own(plan, one) for name, one in industries.items()},
    )


def _noise(industry: Mapping[str, Any], table: pd.DataFrame) -> float:
    """Noise of the class that the assumptions name: ``[parent, child]``."""
    parent, child = industry.get("class", (PARENT, CHILD))
    return class_noise_of(table, parent, child)


def _own(plan: Vintage, industry: Mapping[str, Any]) -> pd.Series:
    """Levels published in the target's own concept, by year."""
    target = plan.statements.loc[plan.statements["id"] == industry["target"], "indicator"]
    if target.empty:
        return pd.Series(dtype=float)
    own = of_subject(plan.statements, industry["target"])
    return unbroken(annual(own, target.iloc[0])["value"])
