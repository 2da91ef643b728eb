"""How far is each target on its way, of how much time? The annual, mid-term and final evaluation.

    way = ln(newest / base) / ln(target / base),   time = years passed / years of the plan

On the plan's path of constant growth the two are equal. A target of average growth is followed by
its own rates: the way is what they have compounded to, over what the plan compounds to.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.newest import of_subject, yearly
from zoneecon.data.reading.vocabulary import WORDS
from zoneecon.history.reconstruct import annual, known_levels
from zoneecon.results import Result
from zoneecon.rows import each_row, keyed_rows
from zoneecon.targets import progress
from zoneecon.targets.answer import Answer
from zoneecon.targets.required import TESTABLE
from zoneecon.targets.trend_view import unbroken
from zoneecon.text.catalogue import stored
from zoneecon.tracking import expected, status
from zoneecon.tracking.revisions import State

#: Assessments, in the order in which they are counted.
EARLY, FASTER, IN_LINE, BEHIND, NO_DATA = "early", "faster", "in line", "behind", "no data"
ASSESSMENTS = (EARLY, FASTER, IN_LINE, BEHIND, NO_DATA)
#: Way over time: from this much on it is faster, and below the other it is behind.
MARGIN = 0.05
#: Evaluations by the share of the plan's time that has passed: the middle third is mid-term.
ANNUAL, MID_TERM, FINAL = "annual", "mid_term", "final"
#: Indicators of words that stand beside a target, and the column that they fill.
BESIDE = {"nature": "target_nature", "department": "responsible_department"}
#: What stays as `plan_targets` has it, of a level.
KEPT = ("required", "latest", "latest_year", "remaining", "status")
#: Price bases of a growth that is one of money, and so of every year.
PRICED = ("constant", "current")
RATE = "fraction a year"
COLUMNS = (
    *("id", "subject", "indicator", "title", "en", "kind", "nature", "unit", "base", "base_year"),
    *("target", "target_year", "required", "latest", "latest_year", "achieved", "remaining"),
    *("time", "way", "lower", "median", "upper", "chance", "even", "likely"),
    *("assessment", "status", "department", "derived_from"),
)
YEARLY = ("id", "year", "value", "unit", "way", "derived_from", "published", "newest")


class Evaluation(Result):
    """Where every target stands that can be followed: one row a target.

    Attributes
    ----------
    state : State
        What is known and assumed on the day.
    actuals : DataFrame
        The yearly figures behind it: id (of the target), year, value, unit, way, derived_from,
        published, newest (False of a figure that a later publication has replaced).
    answer : Answer or None
        The verdicts; None where a zone has no scenarios.
    left : int
        Targets with a number that have neither base nor figure.
    """

    made_from = ("state", "actuals", "answer", "left")
    state: State
    actuals: pd.DataFrame
    answer: Answer | None
    left: int

    @property
    def span(self) -> tuple[int, int]:
        """First and last year of the plan, as most of its targets have them."""
        if self.empty:
            last = int(self.state.assumptions["target_year"])
            return last - 4, last
        ends: Any = (self["base_year"].mode().iloc[0], self["target_year"].mode().iloc[0])
        return int(ends[0]) + 1, int(ends[1])

    @property
    def passed(self) -> float:
        """Share of the plan's full years that have passed on the day."""
        first, last = self.span
        return float(np.clip((year_begun(self.state) - first) / (last - first + 1), 0, 1))

    @property
    def kind(self) -> str:
        """Annual, mid-term or final evaluation, by the time that has passed."""
        if self.passed >= 1:
            return FINAL
        return MID_TERM if 1 / 3 <= self.passed <= 2 / 3 else ANNUAL

    @property
    def years(self) -> list[int]:
        """Years of which a figure is known."""
        return sorted(self.actuals["year"].unique())

    @property
    def names(self) -> dict[str, str]:
        """Target -> what it is called in short: its industry's title, or the indicator's name."""
        return {row.id: row.title or row.en for row in each_row(self)}

    def course(self) -> pd.DataFrame:
        """Where each target with a figure or a forecast is on its way, year by year.

        Returns
        -------
        DataFrame
            id, name, year, way, value, unit, published, newest; of what is expected in the target
            year also lower and upper (ways), and no day of publication.
        """
        ahead = self[self["median"].notna()]
        ends = {
            name: [self._way_of(row, getattr(row, name)) for row in each_row(ahead)]
            for name in expected.BAND
        }
        band = pd.DataFrame(ends, index=ahead.index).rename(columns={"median": "way"})
        band = band.join(ahead[["id", "target_year", "median", "unit"]])
        band = band.rename(columns={"target_year": "year", "median": "value"})
        table = pd.concat([self.actuals, band.assign(newest=True)], ignore_index=True)
        return table.assign(name=table["id"].map(self.names))

    def _way_of(self, row: Any, value: float) -> float:
        if row.kind == "growth":
            return share_of_way(1.0, 1 + value, 1 + row.target)
        counted = row.base * status.factors(self.state.assumptions).get(row.id, 1.0)
        return share_of_way(counted, value, row.target)


def evaluate(state: State) -> Evaluation:
    """Every target that can be followed: its way, its time, what is expected, the assessment.

    Parameters
    ----------
    state : State

    Returns
    -------
    Evaluation
        id, subject, indicator, title (its industry's), en, kind (`growth` or `level`), nature
        (`binding`, `expected` or as printed), unit, base (as printed), base_year, target,
        target_year, required (growth a year), latest, latest_year, achieved (growth a year so
        far), remaining (growth a year still required), time, way (fractions), what `expected`
        says, assessment (`ASSESSMENTS`), status, department, derived_from (ids). What is unknown
        is nan or empty. A target can be followed if it has a base, is one of yearly growth,
        or has a later figure.
    """
    goals, left = _goals(state)
    answer, beside = status.answer(state), _beside(state, goals)
    ahead, rows, figures = expected.of_industries(answer), [], []
    industries = state.assumptions.get("industries", {}).values()
    titles = {one.get("target"): one.get("title_en", "") for one in industries}
    for goal in each_row(goals):
        row, actuals = (_growth if goal.kind == "growth" else _level)(goal, state)
        row |= {
            **_facts(goal, titles.get(goal.id, "")),
            **ahead.get(goal.id, {}),
            **beside[goal.id],
        }
        row["time"] = _time(row, year_begun(state))
        row["assessment"] = assess(row)
        rows.append(row)
        figures.append(actuals.assign(id=goal.id, unit=row["unit"]))
    actuals = pd.concat(figures, ignore_index=True) if figures else pd.DataFrame()
    return Evaluation.of(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        state=state,
        actuals=actuals.reindex(columns=list(YEARLY)),
        answer=answer,
        left=left,
    )


def year_begun(state: State) -> int:
    """The first year that is not over on the day: the last day of December ends its year."""
    return (state.as_of + datetime.timedelta(days=1)).year


def assess(row: Mapping[str, Any]) -> str:
    """The word for a target: early, faster, in line, behind, or no data.

    A base printed at the target is no way covered: without a later figure there are no data.
    Reached before its year is early. In its year what is not reached is behind. Before, way over
    time decides, with a margin of 5 %.

    Examples
    --------
    >>> open_ = {"status": "moderate progress", "time": 0.6}
    >>> assess(open_ | {"way": 0.4}), assess(open_ | {"way": 0.58}), assess(open_ | {"way": 0.7})
    ('behind', 'in line', 'faster')
    >>> assess({"status": "reached", "time": 0.8, "way": 1.1})
    'early'
    """
    if row["status"] == progress.MISSED:
        return BEHIND
    if row["status"] == progress.REACHED and row["time"] < 1:
        return EARLY
    if not row["time"] > 0 or np.isnan(row["way"]):
        return IN_LINE if row["status"] == progress.REACHED else NO_DATA
    pace = row["way"] / row["time"]
    return FASTER if pace >= 1 + MARGIN else IN_LINE if pace >= 1 - MARGIN else BEHIND


# --- which targets --------------------------------------------------------------------------------


def _goals(state: State) -> tuple[pd.DataFrame, int]:
    """Targets that can be followed, as `plan_targets` has them, and how many cannot."""
    if not (state.statements["role"] == "target").any():
        return pd.DataFrame(), 0
    table = progress.plan_targets(
        state.statements,
        state.indicators,
        state.assumptions.get("industries", {}),
        central_reading(state.assumptions),
    )
    table = table[table["why"] != stored("targets.why.repeated")]
    basis = table["indicator"].map(state.indicators.set_index("code")["price_basis"])
    yearly = (table["kind"] == "growth") & basis.isin(PRICED)  # not of a length over a plan
    known = (table["testable"] == TESTABLE) | table["latest"].notna() | yearly
    kept = table[known & table["target_year"].notna()]
    industries = {one.get("target") for one in state.assumptions.get("industries", {}).values()}
    # the economy as a whole, then the industries that verdicts are on, then what is built
    order = np.where(kept["kind"] == "growth", 0, np.where(kept["id"].isin(industries), 1, 2))
    return kept.iloc[np.argsort(order, kind="stable")], len(table) - len(kept)


def _facts(goal: Any, title: str) -> dict[str, Any]:
    ids = [one for one in (goal.base_id, goal.id) if one]
    names = ("id", "subject", "indicator", "en", "target_year")
    facts = {name: getattr(goal, name) for name in names} | {"title": title}
    return (
        facts
        | {"kind": "growth" if goal.kind == "growth" else "level", "target": goal.target}
        | {"derived_from": ";".join(ids)}
    )


def _beside(state: State, goals: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Target -> what the document says beside it: on the same line or section, of its subject.

    Where two are said in one place nobody knows which is meant, and neither counts.
    """
    place = ["source", "subject", "section", "line"]
    rows = state.statements
    places = rows.set_index("id").reindex(goals["id"])[place] if len(goals) else pd.DataFrame()
    found: dict[str, dict[str, str]] = {}
    for one, here in keyed_rows(places.fillna("")):
        same = rows[(rows[place].fillna("") == here).all(axis=1)]
        said = {name: same[same["indicator"] == code] for name, code in BESIDE.items()}
        words = {name: table["value"].unique() for name, table in said.items()}
        found[one] = {name: str(w[0]) if len(w) == 1 else "" for name, w in words.items()}
        found[one]["nature"] = _nature(found[one]["nature"])
    return found


def _nature(printed: str) -> str:
    """Binding or expected, or what is printed where it is neither."""
    kinds = WORDS["natures"].items()
    return next((kind for kind, words in kinds if any(w in printed for w in words)), printed)


# --- where each stands ----------------------------------------------------------------------------


def _level(goal: Any, state: State) -> tuple[dict[str, Any], pd.DataFrame]:
    """A level: its way from the base as the target counts it."""
    begun = _begun(goal.base_year, goal.target_year)
    counted = goal.base * status.factors(state.assumptions).get(goal.id, 1.0)
    years = _prints(of_subject(state.statements, goal.id), goal.indicator, begun, goal.target_year)
    ways = [share_of_way(counted, value, goal.target) for value in years["value"]]
    row = {name: getattr(goal, name) for name in ("unit", "base", "base_year", *KEPT)}
    way = share_of_way(counted, goal.latest, goal.target)
    return row | {"achieved": goal.actual, "way": way}, years.assign(way=ways)


def _prints(statements: pd.DataFrame, indicator: str, begun: float, last: float) -> pd.DataFrame:
    """Every print of a yearly figure after the base: as `YEARLY`, without id, unit and way."""
    rows = yearly(statements, indicator)
    rows = rows[(rows["year"] > begun) & (rows["year"] <= last)]
    rows = rows.sort_values(["year", "published", "id"])
    table = pd.DataFrame(
        {"year": rows["year"].astype(int), "value": rows["number"].astype(float)}
        | {"derived_from": rows["id"], "published": rows["published"]}
    )
    return table.assign(newest=~table.duplicated("year", keep="last"))


def share_of_way(base: float, level: float, target: float) -> float:
    """How much of the way from base to target is covered, on a path of constant growth.

    Examples
    --------
    >>> round(share_of_way(100, 110, 121), 3), share_of_way(0, 3, 10)
    (0.5, 0.3)
    """
    if np.isnan([base, level, target]).any() or base == target:
        return np.nan
    if min(base, level, target) > 0:
        return float(np.log(level / base) / np.log(target / base))
    return (level - base) / (target - base)


def _growth(goal: Any, state: State) -> tuple[dict[str, Any], pd.DataFrame]:
    """A yearly growth: what its rates have compounded to, and where the series leads."""
    first: Any = state.statements.set_index("id").at[goal.id, "first"]
    begun = goal.base_year if goal.base_year == goal.base_year else float(first) - 1
    steps = goal.target_year - begun
    levels = _series(goal.indicator, state)
    row: dict[str, Any] = dict.fromkeys(COLUMNS[COLUMNS.index("base") : -3], np.nan)
    row |= {"unit": RATE, "base_year": begun, "required": goal.target, "status": progress.NO_DATA}
    index, years = _compounded(goal, begun, levels, state)
    goal_index = (1 + goal.target) ** steps
    if len(index):
        year, level = float(index.index[-1]), float(index.iloc[-1])
        found = progress.progress(1.0, begun, level, year, goal_index, goal.target_year)
        row |= {"status": found["status"], "remaining": found["remaining"], "latest_year": year}
        row |= {"latest": found["actual"], "achieved": found["actual"]}
        row["way"] = share_of_way(1.0, level, goal_index)
    before = years["year"].map(lambda year: index[index.index < year].iloc[-1:].sum() or 1.0)
    ways = [
        share_of_way(1.0, start * (1 + rate), goal_index)
        for start, rate in zip(before, years["value"], strict=True)
    ]
    return row | expected.of_series(levels, begun, goal, state), years.assign(way=ways)


def _compounded(
    goal: Any, begun: float, levels: pd.Series, state: State
) -> tuple[pd.Series, pd.DataFrame]:
    """Growth since the base by year (1 at the base), and each year's rate as it was printed."""
    path = progress.chained(state.statements, goal.indicator, 1.0, int(begun)).set_index("year")
    index = path["number"].astype(float)
    if path.empty and begun in levels.index:
        index = levels[levels.index > begun] / levels[begun]
    index = index[index.index <= goal.target_year]
    years = _prints(state.statements, goal.indicator, begun, goal.target_year)
    if len(path) or index.empty:
        return index, years
    every = pd.concat([pd.Series({int(begun): 1.0}), index])
    rates = (every / every.shift()).iloc[1:] ** (1 / np.diff(every.index)) - 1
    return index, pd.DataFrame({"year": rates.index, "value": rates.to_numpy(), "newest": True})


def _series(indicator: str, state: State) -> pd.Series:
    """Levels that a growth rate belongs to; at other prices than theirs, what rates compound to."""
    facts: Any = state.indicators.set_index("code")
    parent, rates = facts.at[indicator, "parent"], annual(state.statements, indicator)["value"]
    if parent and facts.at[parent, "price_basis"] == facts.at[indicator, "price_basis"]:
        levels = known_levels(state.statements, parent, indicator)
        if len(levels):
            return unbroken(levels)
    run = unbroken(rates)
    return pd.concat([pd.Series({year - 1: 1.0 for year in run.index[:1]}), (1 + run).cumprod()])


def _begun(base_year: float, target_year: float) -> float:
    """The year of the base; of a target without one, that before the five of a plan."""
    return base_year if base_year == base_year else target_year - 5


def _time(row: Mapping[str, Any], day_year: int) -> float:
    """Share of the time to the target that has passed by the newest figure, or by the last year."""
    begun = _begun(row["base_year"], row["target_year"])
    year = row["latest_year"] if row["latest_year"] == row["latest_year"] else day_year - 1
    return float(np.clip((year - begun) / (row["target_year"] - begun), 0, 1))
