"""Has a number changed since it was accepted? Raw data is only added to; a change is said aloud.

`data/raw/<folder>/accepted.csv` keeps one line per accepted statement: what it says, without its
prose. A row that now says something else, or is gone, is refused until someone accepts it on
purpose (`zoneecon check --accept`) and commits both, so that no rewriting of history is silent.
"""

import pandas as pd

from zoneecon.checks import Problem, at, found

#: What a statement says to a computation; sections, quotes and notes may be corrected freely.
SAYS = ("source", "subject", "indicator", "value", "unit", "qualifier", "period", "role")


def record(statements: pd.DataFrame) -> pd.DataFrame:
    """What each statement says, one line each, sorted by id."""
    said = statements[list(SAYS)].agg(" | ".join, axis=1) if len(statements) else []
    lines = pd.DataFrame({"id": statements["id"], "accepted": said})
    return lines.sort_values("id").reset_index(drop=True)


def compare(statements: pd.DataFrame, accepted: pd.DataFrame, file: str) -> list[Problem]:
    """Statements that say something else than when they were accepted.

    Parameters
    ----------
    statements : DataFrame
        Checked statements of a folder.
    accepted : DataFrame
        Its ledger, as read.
    file : str
        Name of the ledger, for statements that are gone.
    """
    before = dict(zip(accepted["id"], accepted["accepted"], strict=True))
    now = dict(record(statements).to_numpy())
    changed = [
        at(row, "record-changed", "id", accepted=before[row.id])
        for row in statements.itertuples(index=False)
        if row.id in before and before[row.id] != now[row.id]
    ]
    gone = [
        found("record-gone", file, int(row.at_row), "id", row.id, accepted=row.accepted)
        for row in accepted.itertuples(index=False)
        if row.id not in now
    ]
    new = [id_ for id_ in now if id_ not in before]
    fresh = [found("record-new", file, count=len(new), first=new[0])] if new else []
    return [*changed, *gone, *fresh]
