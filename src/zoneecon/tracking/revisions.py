"""What changed since, and why did a result move? Tables of changes, and moves split into causes.

A number is identified by what it measures (subject, indicator, period, fact or target), not by
its row: the newest publication of it counts, under the id of the first. A move is split by
changing one cause at a time, in the order of `CAUSES`, and computing the result again after each;
so the parts add up to the move. Revisions come before new observations: what a new year says
depends on the past it is held against, and a split in the other order files revisions under
re-estimation (Banbura and Modugno 2014 keep the two apart in the same way). Between two days code
and assumptions are today's on both sides; they move a result only between two reports, each of
which keeps its own inputs and what it published. What surrounds the zone is known on each day as
the zone is: what became of other plans, and what was published of places and markets around.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zoneecon.arguments import refusal
from zoneecon.data import cache
from zoneecon.data.newest import KEY, effective, known
from zoneecon.scenarios.allowed import CONVERSIONS

#: What can move a result, in the order in which it is changed.
CAUSES = (
    "model or code",
    "draws",
    "reference",
    "context",
    "assumption",
    "plan",
    "scope or concept",
    "revision",
    "new observation",
)
#: Relative difference that writing a table leaves.
PUBLISHED_DIGITS = 1e-9
#: What surrounds a zone, by the name of the cause that it is.
AROUND = ("reference", "context")
#: How a note marks a revision that changed what is counted.
SCOPE_NOTE = r"(?i)^\s*(?:scope|concept|口径|范围)\b"


class State(NamedTuple):
    """What is known and assumed on one day, and what was published then (value by name).

    `plan` and `panels` hold what surrounds the zone: figures that assumptions cite, and the
    reference data that the outside view is counted on (name -> table). None where a zone has no
    scenarios, and so no verdicts.
    """

    label: str
    as_of: datetime.date
    statements: pd.DataFrame
    indicators: pd.DataFrame
    assumptions: Mapping[str, Any]
    hyperparameters: Mapping[str, float]
    #: Numbers of the nowcast; empty where a zone has none.
    nowcasting: Mapping[str, float] = {}
    published: Mapping[str, float] = {}
    plan: Any = None
    panels: Mapping[str, pd.DataFrame] = {}
    #: Hash by name of what computes: package, notebooks, locked and installed packages, Python.
    code: Mapping[str, str] = {}


def on_day(state: State, day: datetime.date) -> State:
    """The same zone, code and assumptions on the knowledge of an earlier day.

    Raises
    ------
    BadInput
        If nothing was published by then.
    """
    statements = known(state.statements, day)
    if statements.empty:
        first = state.statements["published"].min()
        raise refusal("arguments.day.nothing", day=day, first=first)
    then = state._replace(label=str(day), as_of=day, statements=statements, published={})
    if state.plan is None:
        return then
    around = {part: known(getattr(state.plan, part), day) for part in AROUND}
    return then._replace(plan=state.plan._replace(as_of=day, **around))


def changes(before: pd.DataFrame, after: pd.DataFrame, concepts: Collection[str] = ()):
    """Every number that is new, different or gone.

    Parameters
    ----------
    before, after : DataFrame
        From `effective`.
    concepts : set of str
        Indicators whose definition changed in the codelist.

    Returns
    -------
    DataFrame
        cause, kind (new, revised, gone), subject, indicator, period, fact, occurrence, old, new,
        size (new / old - 1), unit, old_id, new_id, published; sorted by cause and id.
    """
    columns = [*KEY, "number", "canonical_unit", "newest_id", "published", "note", "value"]
    both = before[columns].merge(
        after[columns], on=KEY, how="outer", suffixes=("_old", "_new"), indicator="found"
    )
    old, new = (both[name].astype(float) for name in ("number_old", "number_new"))
    same = np.where(
        old.isna() & new.isna(),
        both["value_old"] == both["value_new"],
        np.isclose(old, new, rtol=1e-12, atol=0),
    )
    both = both[~((both["found"] == "both") & same)]
    kind = both["found"].map({"both": "revised", "right_only": "new", "left_only": "gone"})
    noted = both["note_new"].fillna("").str.match(SCOPE_NOTE) & (kind != "new")
    cause = pd.Series("revision", index=both.index).mask(kind == "new", "new observation")
    cause = cause.mask(
        noted | both["indicator"].isin(concepts) & (kind != "new"), "scope or concept"
    )
    cause = cause.mask(both["fact"] == "target", "plan")
    table = both[KEY].assign(
        cause=cause,
        kind=kind.astype(str),
        old=both["number_old"],
        new=both["number_new"],
        size=(new / old.where(old != 0)).loc[both.index] - 1,
        unit=both["canonical_unit_new"].fillna(both["canonical_unit_old"]),
        old_id=both["newest_id_old"].fillna(""),
        new_id=both["newest_id_new"].fillna(""),
        published=both["published_new"].fillna(both["published_old"]),
    )
    order = table["cause"].map({name: i for i, name in enumerate(CAUSES)})
    return table.assign(order=order).sort_values(
        ["order", "indicator", "period", "new_id"], ignore_index=True
    )[["cause", "kind", *KEY, "old", "new", "size", "unit", "old_id", "new_id", "published"]]


def redefined(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """Indicators whose unit, concept or price basis is another in the later codelist."""
    facts = ["unit", "concept", "price_basis"]
    old, new = before.set_index("code")[facts], after.set_index("code")[facts]
    shared = old.index.intersection(new.index)
    return set(shared[(old.loc[shared] != new.loc[shared]).any(axis=1)])


# --- one cause at a time ---------------------------------------------------------------------


def _with_factors(assumptions: Mapping[str, Any], of: Mapping[str, Any]) -> dict:
    """Assumptions whose concept and scope factors are those of another set."""
    industries = {}
    for name, one in assumptions.get("industries", {}).items():
        other = of.get("industries", {}).get(name, {})
        kept = {key: value for key, value in one.items() if key not in CONVERSIONS}
        industries[name] = kept | {key: other[key] for key in CONVERSIONS if key in other}
    return {**assumptions, "industries": industries}


def _drawn_as(assumptions: Mapping[str, Any], of: Mapping[str, Any]) -> Mapping[str, Any]:
    """Assumptions with the number of draws and the seed of another set."""
    return {**assumptions, "simulation": of["simulation"]} if "simulation" in of else assumptions


def _around(plan: Any, other: Any, part: str) -> Any:
    """A vintage with what another knows of the context, or of the records of others."""
    if plan is None or other is None:
        return plan
    ours, theirs = plan.evidence, other.evidence
    evidence = pd.concat([ours[ours["folder"] != part], theirs[theirs["folder"] == part]])
    return plan._replace(**{part: getattr(other, part)}, evidence=evidence.reset_index(drop=True))


def _changed(before: pd.DataFrame, after: pd.DataFrame, table: pd.DataFrame, causes: set[str]):
    """The effective table of `before` with the changes of some causes made."""
    index = pd.MultiIndex.from_frame(table.loc[table["cause"].isin(causes), KEY])
    stays = before[~pd.MultiIndex.from_frame(before[KEY]).isin(index)]
    comes = after[pd.MultiIndex.from_frame(after[KEY]).isin(index)]
    return pd.concat([stays, comes], ignore_index=True).sort_values("id", ignore_index=True)


def steps(before: State, after: State) -> list[tuple[str, State]]:
    """States between two states: after each cause, in the order of `CAUSES`.

    The first stands for the later code on the earlier inputs. The day moves with the records of
    others, for which of their plans have ended by then is read off it.
    """
    concepts = redefined(before.indicators, after.indicators)
    old, new = effective(before.statements), effective(after.statements)
    table = changes(old, new, concepts)
    state = before._replace(statements=old)
    made = [("model or code", state)]
    state = state._replace(assumptions=_drawn_as(before.assumptions, after.assumptions))
    made.append(("draws", state))
    state = state._replace(
        as_of=after.as_of,
        hyperparameters=after.hyperparameters,
        nowcasting=after.nowcasting,
        panels=after.panels,
        plan=_around(state.plan, after.plan, "reference"),
    )
    made.append(("reference", state))
    state = state._replace(plan=_around(state.plan, after.plan, "context"))
    made.append(("context", state))
    mixed = _with_factors(after.assumptions, before.assumptions)
    state = state._replace(assumptions=mixed, plan=after.plan)
    made.append(("assumption", state))
    done = set()
    for cause in CAUSES[CAUSES.index("plan") :]:
        done.add(cause)
        state = state._replace(statements=_changed(old, new, table, done))
        if cause == "scope or concept":
            state = state._replace(assumptions=after.assumptions, indicators=after.indicators)
        made.append((cause, state))
    return made


def matter(state: State) -> tuple:
    """What of a state its results come from: two states alike in this are computed once."""
    parts = () if state.plan is None else (*AROUND, "evidence")
    around = {part: getattr(state.plan, part) for part in parts}
    return (
        state.as_of,
        state.statements,
        state.indicators,
        state.assumptions,
        state.hyperparameters,
        state.nowcasting,
        {**state.panels, **around},
    )


def decompose(
    before: State, after: State, results: Callable[[State], Mapping[str, float]]
) -> pd.DataFrame:
    """Split the move of every result into causes.

    Parameters
    ----------
    before, after : State
    results : callable
        State (with an effective table of statements) -> value by name.

    Returns
    -------
    DataFrame
        One row a result that both states have: result, before, one column per cause, after, move.
        The causes add up to the move. Of a report, `before` and `after` are what it published;
        "model or code" is then what today's code makes of its inputs less that, at the start, and
        the reverse at the end, so that between two reports it is what changed between their codes.
    """
    made: list[tuple[str, Mapping[str, float]]] = []
    found: Mapping[str, float] = {}
    last: State | None = None
    for cause, state in steps(before, after):
        if last is None or not cache.same(matter(state), matter(last)):
            found, last = results(state), state
        made.append((cause, found))
    first, final = made[0][1], made[-1][1]
    rows = []
    for name in first:
        if name not in final:
            continue
        began = _published(before, name, first[name])
        row: dict[str, Any] = {"result": name, "before": began}
        value = began
        for cause, numbers in made:
            now = numbers.get(name, value)
            row[cause] = now - value
            value = now
        ended = _published(after, name, value)
        row["model or code"] += ended - value
        rows.append({**row, "after": ended, "move": ended - began})
    return pd.DataFrame(rows, columns=["result", "before", *CAUSES, "after", "move"])


def _published(state: State, name: str, computed: float) -> float:
    """What a report published; the computed value where it is that to the digits that are kept."""
    value = state.published.get(name, computed)
    return computed if np.isclose(value, computed, rtol=PUBLISHED_DIGITS, atol=0) else value


def main_cause(row: Mapping[str, float]) -> str:
    """The cause that moved a result most, "" if nothing moved it."""
    size = {cause: abs(row[cause]) for cause in CAUSES if row[cause] == row[cause]}
    return max(size, key=lambda cause: size[cause]) if any(size.values()) else ""
