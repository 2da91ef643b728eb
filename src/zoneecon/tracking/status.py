"""Is the plan on course, and how good were earlier forecasts? One row a target; one row a score.

Serves the plan's own duties: tracking, the regular report, the annual and mid-term evaluation
(中期评估). Everything is computed from statements, so the page of any past day can be made again.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from zoneecon.data import cache
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.history.reconstruct import from_plan, known_levels
from zoneecon.rows import each_row
from zoneecon.targets.answer import Answer, assess
from zoneecon.targets.nowcast_view import standing
from zoneecon.targets.progress import DECIDED, REACHED, plan_targets
from zoneecon.targets.required import TESTABLE
from zoneecon.targets.trend_view import unbroken
from zoneecon.tracking.revisions import AROUND, State, changes, decompose, matter, on_day, redefined
from zoneecon.trends.distribution import Forecast, fit_shrunken_t
from zoneecon.trends.models import MINIMUM_POINTS

#: Coverage of the interval that is scored.
COVERAGE = 0.8
#: Probabilities over which the CRPS is summed; a finer grid changes its third digit.
GRID = np.arange(0.005, 1.0, 0.01)
COLUMNS = (
    "id",
    "subject",
    "indicator",
    "en",
    "unit",
    "base",
    "base_year",
    "target",
    "target_year",
    "required",
    "latest",
    "latest_year",
    "latest_id",
    "expected",
    "expected_year",
    "actual",
    "ratio",
    "remaining",
    "multiple",
    "status",
)
WORDS = ("id", "subject", "indicator", "en", "unit", "latest_id", "status")
SCORED = ("vintage", "industry", "chance", "met", "brier", "log")
#: Answers that are kept: two states, and every step from one to the other.
KEPT = 8


Table = TypeVar("Table")


def remembered(compute: Callable[[State], Table]) -> Callable[[State], Table]:
    """Compute once for each state: a page asks for the same table in many of its sentences.

    `compute` is given the state with effective statements.
    """
    once = cache.by_content(KEPT, of=matter)(compute)

    @wraps(compute)
    def answer(state: State) -> Table:
        return once(state._replace(statements=effective(state.statements)))

    return answer


@remembered
def track(state: State) -> pd.DataFrame:
    """Where every testable target stands: base, target, latest, expected, status, remaining rate.

    Parameters
    ----------
    state : State
        Its statements may be as loaded or effective.

    Returns
    -------
    DataFrame
        id, subject, indicator, en, unit, base, base_year, target, target_year, required, latest,
        latest_year, latest_id, expected, expected_year, actual, ratio, remaining, multiple, status.
        `expected` is on the constant-growth path from base to target (even steps where one is 0),
        in the year of the latest figure, or in the last full year where there is none. `multiple`
        is target over latest figure, or over the base times its concept and scope factors: what
        is still to be multiplied; 1 or less is reached.
    """
    statements = state.statements
    if not (statements["role"] == "target").any():
        return pd.DataFrame(columns=list(COLUMNS))
    table = plan_targets(
        statements,
        state.indicators,
        state.assumptions.get("industries", {}),
        central_reading(state.assumptions),
    )
    table = table[(table["testable"] == TESTABLE) & (table["why"] == "")].copy()
    growth = table["kind"] == "growth"
    path = table["base"] * (1 + table["required"]) ** (table["target_year"] - table["base_year"])
    table["target"] = table["target"].mask(growth, path)  # the level that the growth leads to
    table["unit"] = table["unit"].mask(growth, table["indicator"].map(_parent_unit(state)))
    last_full = np.minimum(state.as_of.year - 1, table["target_year"].astype(float))
    year = table["latest_year"].where(table["latest_year"].notna(), last_full)
    share = (year - table["base_year"]) / (table["target_year"] - table["base_year"])
    table["expected_year"] = year
    base, target = table["base"].astype(float), table["target"].astype(float)
    table["expected"] = on_the_way(base, target, share.clip(0, 1))
    counted = base * table["id"].map(factors(state.assumptions)).fillna(1.0)
    left = table["latest"].astype(float).fillna(counted)
    table["multiple"] = target / left.where(left > 0)
    numbers = [name for name in COLUMNS if name not in WORDS]
    table = table.astype(dict.fromkeys(numbers, float))
    return table[list(COLUMNS)].sort_values("id", ignore_index=True)


def on_the_way(base: pd.Series, target: pd.Series, share: pd.Series) -> pd.Series:
    """Level at a share of the years from base to target: constant growth, even steps from or to 0.

    Examples
    --------
    >>> bases, targets, shares = map(pd.Series, ([100.0, 0.0], [121.0, 10.0], [0.5, 0.5]))
    >>> on_the_way(bases, targets, shares).round(3).tolist()
    [110.0, 5.0]
    """
    grows = np.minimum(base, target) > 0
    grown = base * (target / base.where(grows)) ** share
    return grown.where(grows, base + (target - base) * share)


def _parent_unit(state: State) -> dict[str, str]:
    facts = state.indicators.set_index("code")
    return dict(zip(facts.index, facts["parent"].map(facts["unit"]), strict=True))


def factors(assumptions: Mapping) -> dict[str, float]:
    """Target id -> central factor from the base's concept and scope to the target's."""
    return {
        one["target"]: one.get("concept_factor", {}).get("central", 1.0)
        * one.get("scope_factor", {}).get("central", 1.0)
        for one in assumptions.get("industries", {}).values()
        if "target" in one
    }


# --- forecasts ---------------------------------------------------------------------------------


def levels_of(state: State, indicator: str) -> pd.Series:
    """Levels of a series by year, carried on over the years that only a growth rate is known of."""
    growth = state.assumptions["series"][indicator].get("growth", "")
    return known_levels(state.statements, indicator, growth)


def forecasts(state: State) -> dict[str, Forecast]:
    """The pooled forecast to the target year of every series that has enough years."""
    made = {}
    for indicator in state.assumptions.get("series", {}):
        levels = unbroken(levels_of(state, indicator)).rename(indicator)
        horizon = int(state.assumptions["target_year"]) - int(
            levels.index.max() if len(levels) else 9999
        )
        if len(levels) >= MINIMUM_POINTS and horizon > 0 and (levels > 0).all():
            made[indicator] = fit_shrunken_t(levels, state.hyperparameters, horizon)
    return made


@remembered
def results(state: State) -> dict[str, float]:
    """Every number whose moves are explained, by name.

    multiple <id>: what a target still is to the newest figure. chance <industry>, most <industry>:
    its verdict's pooled probability on the central reading, and the largest over all readings.
    paths <industry>: the share of assumed paths that reach its target.
    median <series>: of the forecast for the target year.
    nowcast <year>, lowest <year>, highest <year>: the zone's level by what is published of its
    parent, and its 80 % interval.
    """
    year = int(state.assumptions["target_year"])
    table = track(state)
    found = {f"multiple {row.id}": row.multiple for row in each_row(table)}
    for row in each_row(chances(state)):
        found |= {f"chance {row.industry}": row.pooled, f"most {row.industry}": row.pooled_high}
        found |= {f"paths {row.industry}": row.paths}
    found |= {
        f"median {name}": float(one.quantile(0.5)[year]) for name, one in forecasts(state).items()
    }
    found |= nowcasts(state)
    return {name: value for name, value in found.items() if value == value}


def nowcasts(state: State) -> dict[str, float]:
    """Levels of each year since the zone's last that its parent's growth is known of."""
    if state.plan is None or not state.nowcasting:
        return {}
    plan = _vintage(state)
    found = standing(plan, from_plan(plan), state.nowcasting)
    if found is None:
        return {}
    table = found[1].interval(COVERAGE)
    ends = {"lowest": table["lower"], "nowcast": table["median"], "highest": table["upper"]}
    return {f"{name} {year}": float(end[year]) for name, end in ends.items() for year in end.index}


def chances(state: State) -> pd.DataFrame:
    """The verdicts of a state: industry, title, words, verdict, pooled, pooled_high, paths.

    No row where a zone has no scenarios, or where assumptions cite what the state does not know.
    Always the same draws, so that a move is not their noise.
    """
    columns = ["industry", "title", "words", "verdict", "pooled", "pooled_high", "paths"]
    known = answer(state)
    table = pd.DataFrame() if known is None else known.verdicts
    return table.reindex(columns=columns)


def answer(state: State) -> Answer | None:
    """The answer of a state, always of the same draws; None where `chances` has no row."""
    if state.plan is None:
        return None
    plan, drawn = _vintage(state), state.assumptions["simulation"]
    try:
        return assess(plan, draws=drawn["draws"], seed=drawn["seed"], panels=state.panels)
    except ValueError:  # an id that is not known yet; the step that brings it computes it
        return None


def _vintage(state: State) -> Vintage:
    """What surrounds a state, with what it knows and assumes itself."""
    return state.plan._replace(
        as_of=state.as_of,
        statements=state.statements,
        indicators=state.indicators,
        assumptions=state.assumptions,
    )


def crps(forecast: Forecast, year: int, actual: float) -> float:
    """Continuous ranked probability score of the logarithm of a level: 0.1 is about 10 %."""
    quantiles = np.log(forecast.quantile(list(GRID)).loc[year].to_numpy())
    error = np.log(actual) - quantiles
    return float(2 * np.mean(np.maximum(GRID * error, (GRID - 1) * error)))


def pseudo_real_time(state: State) -> pd.DataFrame:
    """Forecasts that this model would have made on every day of publication, against what came.

    Returns
    -------
    DataFrame
        vintage, indicator, origin_year, year, lower, median, upper, actual, inside, crps: one row
        per forecast of a year known today. No row where there is nothing to score.
    """
    columns = [
        "vintage",
        "indicator",
        "origin_year",
        "year",
        "lower",
        "median",
        "upper",
        "actual",
        "inside",
        "crps",
    ]
    rows = [
        row | {"vintage": day}
        for day in sorted(set(state.statements["published"]))
        for row in came_due(on_day(state, day), state)
    ]
    return pd.DataFrame(rows, columns=columns)


def verdict_scores(state: State) -> pd.DataFrame:
    """Chances that verdicts gave on earlier days, against what came.

    Returns
    -------
    DataFrame
        vintage, industry, chance, met, brier ((chance - met)²), log (- ln of the chance given to
        what came): one row for each day of publication on which a target that is reached or missed
        now was open. No row where there is nothing to score.
    """
    rows, now = [], _decided(state)
    for day in sorted(set(state.statements["published"])) if now else ():
        then = on_day(state, day)
        for row in each_row(chances(then)):
            if row.industry in now and row.verdict not in DECIDED:
                met, chance = now[row.industry], row.pooled
                given = chance if met else 1 - chance
                rows.append([day, row.industry, chance, met, (chance - met) ** 2, -np.log(given)])
    return pd.DataFrame(rows, columns=list(SCORED))


def _decided(state: State) -> dict[str, bool]:
    """Industry -> whether its target was met, where that is certain."""
    if state.plan is None:
        return {}
    status = track(state).set_index("id")["status"]
    found = {
        name: status.get(one.get("target"))
        for name, one in state.assumptions.get("industries", {}).items()
    }
    return {name: one == REACHED for name, one in found.items() if one in DECIDED}


def came_due(then: State, now: State) -> list[dict[str, Any]]:
    """Forecasts of one state for years that a later one knows: what was expected, and what came."""
    rows = []
    for name, forecast in forecasts(then).items():
        came, bounds = levels_of(now, name), forecast.interval(COVERAGE)
        for year in (year for year in forecast.years if year in came.index):
            row: dict[str, Any] = {"indicator": name, "year": year}
            row |= {"origin_year": forecast.origin_year, **bounds.loc[year], "actual": came[year]}
            inside = bool(row["lower"] <= row["actual"] <= row["upper"])
            rows.append(row | {"inside": inside, "crps": crps(forecast, year, row["actual"])})
    return rows


def track_record(scores: pd.DataFrame) -> pd.DataFrame:
    """Coverage, CRPS and n for each distance; no row where there is nothing to score."""
    table = scores.assign(ahead=scores["year"] - scores["origin_year"])
    grouped = table.groupby("ahead", as_index=False)
    return grouped.agg(n=("inside", "size"), coverage=("inside", "mean"), crps=("crps", "mean"))


def change_table(before: State, after: State) -> pd.DataFrame:
    """Everything that is new, different or gone between two states."""
    concepts = redefined(before.indicators, after.indicators)
    return changes(effective(before.statements), effective(after.statements), concepts)


def around_table(before: State, after: State) -> pd.DataFrame:
    """As `change_table`: of places and markets around the zone, and of the records of others."""
    if before.plan is None or after.plan is None:
        return pd.DataFrame(columns=["cause"])
    tables = []
    for part in AROUND:
        old, new = (effective(getattr(state.plan, part)) for state in (before, after))
        tables.append(changes(old, new).assign(cause=part))
    return pd.concat(tables, ignore_index=True)


def moves(before: State, after: State) -> pd.DataFrame:
    """Moves of every result, split into causes."""
    return decompose(before, after, results)


def result_table(state: State) -> pd.DataFrame:
    """result, value: what this report publishes, for the next one to be compared with."""
    found = results(state)
    return pd.DataFrame({"result": list(found), "value": list(found.values())})
