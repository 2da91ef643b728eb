"""Which answers became others between two states, and which forecasts came due? One row each."""

from typing import Any

import pandas as pd

from zoneecon.rows import row_at
from zoneecon.targets.progress import DECIDED
from zoneecon.targets.verdicts import decide
from zoneecon.tracking.revisions import State, main_cause
from zoneecon.tracking.status import COVERAGE, came_due, track


def _verdicts(state: State, targets: pd.DataFrame, values: pd.Series) -> dict[str, str]:
    """Industry -> its verdict, from its chances and where its target stands."""
    return {
        name: decide(
            values[f"chance {name}"],
            targets["status"].get(industry["target"], ""),
        )
        for name, industry in state.assumptions.get("industries", {}).items()
        if f"chance {name}" in values.index
    }


def verdict_changes(before: State, after: State, split: pd.DataFrame) -> pd.DataFrame:
    """Verdicts that changed their word, and what decided it.

    Parameters
    ----------
    before, after : State
    split : DataFrame
        `status.moves` between them.

    Returns
    -------
    DataFrame
        title, was, now (keys of the catalogue's `targets.verdict`), decided (`published` by a
        level, or `chance`), chance_before, chance_after, most_before, most_after, cause (that moved
        the chance most), and the target's row of `status.track`.
    """
    tables = [track(state).set_index("id") for state in (before, after)]
    rows = split.set_index("result")
    then, now = (
        _verdicts(state, table, rows[side])
        for state, table, side in zip((before, after), tables, ("before", "after"), strict=True)
    )
    found = []
    for name, word in now.items():
        if then.get(name, word) == word:
            continue
        industry = after.assumptions["industries"][name]
        chance, most = row_at(rows, f"chance {name}"), row_at(rows, f"most {name}")
        found.append(
            {
                **tables[1].loc[industry["target"]],
                "title": industry.get("title_en", name),
                "was": then[name],
                "now": word,
                "decided": "published" if word in DECIDED else "chance",
                "chance_before": chance["before"],
                "chance_after": chance["after"],
                "most_before": most["before"],
                "most_after": most["after"],
                "cause": main_cause(chance),
            }
        )
    return pd.DataFrame(found)


def against_news(before: State, after: State, split: pd.DataFrame) -> pd.DataFrame:
    """Industries of which good news came and whose chance fell all the same, and why.

    News is good where less growth a year is required from the new level than was before. What can
    fall with it is the best chance, as readings of the base that it settles fall away, or either
    chance, as the spread and the records of others like this zone are read anew.

    Returns
    -------
    DataFrame
        title, kind (`chance`, `best` or `reading`: which fell), latest, latest_year, latest_id,
        chance_before, chance_after, most_before, most_after.
    """
    columns = ["latest", "latest_year", "latest_id"]
    then, now = (track(state).set_index("id") for state in (before, after))
    rows, found = split.set_index("result"), []
    for name, industry in after.assumptions.get("industries", {}).items():
        target = industry.get("target")
        if f"chance {name}" not in rows.index or target not in then.index.intersection(now.index):
            continue
        was, came = row_at(then, target), row_at(now, target)
        asked = was["remaining"] if was["remaining"] == was["remaining"] else was["required"]
        chance, most = row_at(rows, f"chance {name}"), row_at(rows, f"most {name}")
        best = "best" if was["latest_id"] else "reading"  # an earlier level settled them already
        fell = "chance" if chance["move"] < 0 else best if most["move"] < 0 else ""
        if came["latest_id"] != was["latest_id"] and came["remaining"] < asked and fell:
            moved = {"chance_before": chance["before"], "chance_after": chance["after"]}
            moved |= {"most_before": most["before"], "most_after": most["after"]}
            title = industry.get("title_en", name)
            found.append({"title": title, "kind": fell, **came[columns], **moved})
    return pd.DataFrame(found)


def status_changes(before: State, after: State, split: pd.DataFrame) -> pd.DataFrame:
    """Targets whose status changed, and what moved what is still to be multiplied.

    Returns
    -------
    DataFrame
        id, en, was, now, kind (`plain` where a state has no multiple, `moved`, or `moved_by` a
        cause), multiple_before, multiple_after, cause (that moved it most, empty if nothing did).
    """
    then, now = (track(state).set_index("id") for state in (before, after))
    rows, found = split.set_index("result"), []
    for name in now.index.intersection(then.index):
        was: Any = then.at[name, "status"]
        if was == now.at[name, "status"]:
            continue
        row = {"id": name, "en": now.at[name, "en"], "kind": "plain"}
        row |= {"was": was, "now": now.at[name, "status"]}
        if (result := f"multiple {name}") in rows.index:
            moved = row_at(rows, result)
            row |= {"multiple_before": moved["before"], "multiple_after": moved["after"]}
            cause = main_cause(moved)
            row |= {"cause": cause, "kind": "moved_by" if cause else "moved"}
        found.append(row)
    return pd.DataFrame(found)


def evaluations(before: State, after: State) -> pd.DataFrame:
    """Forecasts whose year has since been published: what was expected, and what came.

    Returns
    -------
    DataFrame
        indicator, year, lower, median, upper (of the interval of `coverage`), actual, kind
        (`inside` or `outside`).
    """
    due = came_due(before, after)
    kinds = ({"kind": "inside" if row["inside"] else "outside"} for row in due)
    return pd.DataFrame(
        [row | kind | {"coverage": COVERAGE} for row, kind in zip(due, kinds, strict=True)]
    )
