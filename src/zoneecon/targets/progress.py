"""How far along is each target of the plan? A row for every target with a number.

The bands are Eurostat's for indicators with a quantitative target (Sustainable development in the
European Union, monitoring report, 2021 edition, on how trends are assessed): actual over required
growth a year, both from the base. The growth that remains to be found each year stands beside,
which that method lacks.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.data import cache
from zoneecon.data.newest import FACTS, cited, effective, yearly
from zoneecon.growth import cagr, required_growth
from zoneecon.rows import each_row, row_at
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.starts import BASE
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE, growth_targets
from zoneecon.text.catalogue import stored

#: Tables that are remembered: of two states, and of a step between them.
KEPT = 4
#: Least ratio of actual to required growth, and the band's name.
BANDS = (
    (0.95, "significant progress"),
    (0.60, "moderate progress"),
    (0.0, "insufficient progress"),
    (-np.inf, "moving away"),
)
NO_DATA, REACHED, MISSED = "no data yet", "reached", "missed"
#: What a published level of the target year says for good.
DECIDED = (REACHED, MISSED)
NO_RATE = "no ratio of rates: compare levels"
NO_BASE = "level known, no base"
AT_BASE = "base printed at the target"
LEVEL_ONLY = "level only"
#: Units in which less is better, for targets whose base is not printed: times to answer.
CEILINGS = ("hour", "day")
#: Endings of indicators that count an addition, not a level.
INCREMENTS = ("_increase", "_added", "_incremental_output", "_built", "_laid")


def band(ratio: float) -> str:
    """Eurostat's band for a ratio of actual to required growth.

    Examples
    --------
    >>> band(0.95), band(0.7), band(0.0), band(-0.2)
    ('significant progress', 'moderate progress', 'insufficient progress', 'moving away')
    """
    return next(name for least, name in BANDS if ratio >= least)


def progress(
    base: float,
    base_year: float,
    latest: float,
    latest_year: float,
    target: float,
    target_year: float,
    falling: bool | None = None,
) -> dict:
    """Where one level stands on its way from base to target.

    Parameters
    ----------
    base, latest, target : float
        Levels in one unit and concept; nan if unknown.
    base_year, latest_year, target_year : float
    falling : bool, optional
        Whether the target is a ceiling; read from base and target if None.

    Returns
    -------
    dict
        actual, required, ratio (of growth a year from the base), remaining (growth a year still
        required), status: a band, or why there is none. A target of zero, or one equal to its
        base, has no ratio of rates: levels are compared and nothing is put in its place.
    """
    falling = bool(base > target) if falling is None else falling
    steps = target_year - base_year
    growing = base > 0 and target > 0 and steps > 0
    found = {
        "actual": np.nan,
        "ratio": np.nan,
        "remaining": np.nan,
        "required": required_growth(base, target, steps) if growing else np.nan,
    }
    if np.isnan(target):
        return {**found, "status": NOT_TESTABLE}
    if np.isnan(latest) or latest_year <= base_year:
        return {**found, "status": NOT_TESTABLE if np.isnan(base) else NO_DATA}
    found |= _rates(base, base_year, latest, latest_year, found["required"])
    if latest <= target if falling else latest >= target:
        return {**found, "status": REACHED}
    if latest_year >= target_year:
        return {**found, "status": MISSED}
    if latest > 0 and target > 0:
        found["remaining"] = required_growth(latest, target, target_year - latest_year)
    if np.isnan(base):
        return {**found, "status": NO_BASE}
    # a target or a base of zero, or one equal to the other, has no ratio of rates
    return {**found, "status": NO_RATE if np.isnan(found["ratio"]) else band(found["ratio"])}


def _rates(base, base_year, latest, latest_year, required) -> dict:
    if not (base > 0 and latest > 0 and latest_year > base_year):
        return {}
    actual = cagr(base, latest, latest_year - base_year)
    # a falling target has a negative requirement: the ratio keeps its meaning
    return {"actual": actual, "ratio": actual / required if required else np.nan}


# --- every target of the plan ---------------------------------------------------------------------


@cache.by_content(KEPT)
def plan_targets(
    statements: pd.DataFrame,
    indicators: pd.DataFrame,
    industries: Mapping[str, Mapping],
    base_year: float,
) -> pd.DataFrame:
    """Every printed target with a number: testable or not, base, required growth, status.

    Parameters
    ----------
    statements : DataFrame
        As loaded.
    indicators : DataFrame
        The codelist.
    industries : mapping
        As in the assumptions: which baseline belongs to which target.
    base_year : float
        Central reading of an undated base.

    Returns
    -------
    DataFrame
        id, subject, indicator, en, kind (growth, level, increase, share, other), target, unit,
        target_year, base, base_year, base_id, required (fraction a year), testable ("testable",
        "level only": a later level can be compared but no growth is required, "not testable"),
        latest, latest_year, latest_id, actual, ratio, remaining, status, why.
    """
    facts, statements = indicators.set_index("code"), effective(statements)
    printed = cited(statements)
    goals = statements[(statements["role"] == "target") & (statements["canonical_unit"] != "words")]
    repeated = goals.duplicated(["indicator", "subject", "value", "unit", "last"])
    growth = growth_targets(statements, indicators).set_index("id")
    with_target = [one for one in industries.values() if "target" in one]
    pairs = {one["target"]: one.get("baseline") for one in with_target}
    since = {one["target"]: one.get("later_base", base_year) for one in with_target}
    numbers = statements.set_index("id")["number"]
    known = statements[statements["role"].isin(FACTS) & statements["number"].notna()]
    shared = goals.groupby("indicator")["subject"].nunique().gt(1)
    levels = dict(list(known.groupby("indicator")))
    parents = goals["indicator"].map(facts["parent"])
    added = goals[goals["indicator"].str.endswith(INCREMENTS)].assign(parent=parents)
    rows = []
    for goal in each_row(goals):
        kind = _kind(goal.indicator, facts)
        row = {
            "id": goal.id,
            "subject": goal.subject,
            "indicator": goal.indicator,
            "en": facts.at[goal.indicator, "en"],
            "kind": kind,
            "target": goal.number,
            "unit": goal.canonical_unit,
            "target_year": goal.last,
            "base": np.nan,
            "base_year": np.nan,
            "base_id": "",
            "required": np.nan,
        }
        if kind == "growth":
            rows.append({**row, **_growth_row(goal, growth, statements, facts)})
            continue
        own = levels.get(goal.indicator, known.head(0))
        if shared[goal.indicator]:  # industries that are measured alike
            own = own[own["subject"] == goal.subject]
        if kind != "other":
            begun = since.get(goal.id, base_year)
            row |= _base(goal, own, added, numbers, printed, pairs, begun)
        rows.append({**row, **_level_row(goal, row, own)})
    table = pd.DataFrame(rows)
    table.loc[repeated.to_numpy(), "why"] = _why("repeated")
    return table


def _why(name: str) -> str:
    """Why a target cannot be tested, or only in part, in English as the published table has it."""
    return stored(f"targets.why.{name}")


def _kind(indicator: str, facts: pd.DataFrame) -> str:
    concept = facts.at[indicator, "concept"]
    if concept == "growth rate":
        return "growth"
    if concept == "share":
        return "share"
    if indicator.startswith("named_scheme"):
        return "other"
    return "increase" if indicator.endswith(INCREMENTS) else "level"


def _growth_row(
    goal: Any, growth: pd.DataFrame, statements: pd.DataFrame, facts: pd.DataFrame
) -> dict:
    """A target stated as average growth: the path that it draws from the last level before it."""
    found = row_at(growth, goal.id) if goal.id in growth.index else None
    if found is None or found["status"] == NOT_TESTABLE:
        known = {"testable": NOT_TESTABLE, "required": goal.number, "status": NO_DATA}
        return {**known, "why": _why("no_level")}
    base, year = found["base"], float(found["base_year"])
    parent: Any = facts.at[goal.indicator, "parent"]
    later = chained(statements, goal.indicator, base, int(year))
    basis: Any = facts.at[goal.indicator, "price_basis"]
    if later.empty and facts.at[parent, "price_basis"] == basis:
        levels = yearly(statements, parent)
        later = _by_year(levels[levels["year"] > year])
    state = _state(base, year, later, found["level"], float(goal.last))
    return {
        "base": base,
        "base_year": year,
        "base_id": found["base_id"],
        "testable": TESTABLE,
        "why": "",
        **state,
        "required": goal.number,
    }


def chained(statements: pd.DataFrame, indicator: str, base: float, base_year: int) -> pd.DataFrame:
    """Levels that printed growth rates lead to, from a base on, year after year without a gap.

    A rate at comparable prices is never held against a level at current prices; its own later
    rates are. An average over several years takes as many steps.

    Returns
    -------
    DataFrame
        year, number (at the base's prices), id (of the rates up to there, joined by ";").
    """
    rates = statements[
        (statements["indicator"] == indicator)
        & (statements["role"] == "actual")
        & statements["period"].str.fullmatch(r"\d{4}(/\d{4})?")
        & statements["number"].notna()
    ].sort_values(["last", "published"])
    rows, ids, year, level = [], [], base_year, base
    while len(following := rates[rates["first"] == year + 1]):
        rate = following.iloc[-1]
        level *= (1 + rate["number"]) ** int(rate["last"] - year)
        year = int(rate["last"])
        ids.append(rate.get("newest_id", rate["id"]))
        rows.append({"year": year, "number": level, "id": ";".join(ids)})
    return pd.DataFrame(rows, columns=["year", "number", "id"])


def _by_year(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["year", "published"] if "published" in rows else ["year"])


def _base(goal, own, added, numbers, printed, pairs, base_year: float) -> dict:
    """Where a level starts: its industry's base, its own earlier level, or level less increase.

    `own` are the indicator's published levels, `added` the targets of increases with their parent,
    `printed` the sentence that prints each number last.
    """
    if goal.id in pairs:
        known = numbers.get(pairs[goal.id], np.nan)
        return {"base": known, "base_year": base_year, "base_id": printed.get(pairs[goal.id], "")}
    own = own[own["last"].isna() | (own["last"] < goal.last)] if len(own) else own
    early = own[own["last"].isna() | (own["last"] <= base_year)] if len(own) else own
    if len(early):
        one = early.iloc[-1]
        year = float(one["last"]) if pd.notna(one["last"]) else base_year
        return {"base": one["number"], "base_year": year, "base_id": printed[one["id"]]}
    siblings = added[
        (added["parent"] == goal.indicator) & (added["canonical_unit"] == goal.canonical_unit)
    ]
    if len(siblings):
        one = siblings.iloc[0]
        base = round(goal.number - one["number"], 9)
        ids = f"{printed[goal.id]};{printed[one['id']]}"
        return {"base": base, "base_year": base_year, "base_id": ids}
    return {}


def _level_row(goal, row: dict, own: pd.DataFrame) -> dict:
    if row["kind"] == "other" or np.isnan(goal.number):
        why = _why("slogan" if row["kind"] == "other" else "several")
        return {"testable": NOT_TESTABLE, "status": NOT_TESTABLE, "why": why}
    if pd.isna(goal.last):
        return {"testable": LEVEL_ONLY, "status": NO_DATA, "why": _why("every_year")}
    start = row["base_year"] if not np.isnan(row["base_year"]) else goal.last - 5
    later = _by_year(own[own["year"] > start])
    state = _state(
        row["base"],
        row["base_year"],
        later,
        goal.number,
        float(goal.last),
        falling=True if goal.canonical_unit in CEILINGS else None,
    )
    if np.isnan(row["base"]):
        why = _why("increase" if row["kind"] == "increase" else "no_base")
        status = NO_DATA if state["status"] == NOT_TESTABLE else state["status"]
        return {"testable": LEVEL_ONLY, **state, "status": status, "why": why}
    if row["base"] == goal.number and np.isnan(state["latest"]):
        state["status"] = AT_BASE
    return {"testable": TESTABLE, **state, "why": ""}


def _state(base, base_year, later: pd.DataFrame, target, target_year, falling=None) -> dict:
    """Newest published level after the base, and what it says."""
    newest = later.iloc[-1] if len(later) else None
    latest = np.nan if newest is None else float(newest["number"])
    latest_year = np.nan if newest is None else float(newest["year"])
    found = progress(base, base_year, latest, latest_year, target, target_year, falling)
    return {
        "latest": latest,
        "latest_year": latest_year,
        "latest_id": "" if newest is None else newest.get("newest_id", newest["id"]),
        **found,
    }


def standings(
    table: pd.DataFrame, industries: Mapping[str, Mapping], scenario: Scenario
) -> dict[str, dict]:
    """Industry -> its target's row, where a level is published that its path starts from.

    `latest`, `latest_year` and `latest_id` are those of the level, turned into the target's concept
    where it is printed in the base's, as `latest_concept` says. Its `status` says reached or missed
    once that is certain: only a level in the target's own concept makes it so.
    """
    rows, found = table.set_index("id"), {}
    for name, start in scenario.news.starts.items():
        row = rows.loc[industries[name]["target"]].to_dict()
        row |= {"latest": start.level, "latest_year": float(start.year), "latest_id": start.id}
        if start.concept == BASE:
            row |= {"latest": start.level * scenario.conversion(name), "status": NO_DATA}
        found[name] = row | {"latest_concept": start.concept}
    return found
