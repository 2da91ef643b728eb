"""Has a number changed since it was accepted? Raw data is only added to; a change is said aloud.

`data/raw/<folder>/accepted.csv` keeps one line per accepted statement: what it says, without its
prose, and what that means by the codelists and the list of sources: the number in the indicator's
unit, concept, price basis and the day from which it is known. A row that now says or means
something else, or is gone, is refused until someone accepts it on purpose
(`zoneecon check --accept`) and commits both, so that no rewriting of history is silent.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from zoneecon.data.problems import at, found
from zoneecon.data.reading import printed
from zoneecon.errors import Problem
from zoneecon.rows import each_row

#: What a statement says to a computation; sections, quotes and notes may be corrected freely.
SAYS = ("source", "subject", "indicator", "value", "unit", "qualifier", "period", "role")
#: What follows from it by the other tables.
MEANS = ("number", "measure", "concept", "price_basis", "published")
_FACTOR = re.compile(r"[0-9]{1,16}(\.[0-9]{1,16})?")


def record(
    statements: pd.DataFrame,
    sources: pd.DataFrame,
    indicators: pd.DataFrame,
    units: pd.DataFrame,
    corrected: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """What each statement says and means, one line each, sorted by id.

    Parameters
    ----------
    statements, sources, indicators, units : DataFrame
        Raw tables as read; of cells that are in no list nothing is recorded.
    corrected : mapping, optional
        Id -> value that is meant, where a misprint is corrected.
    """
    unit, factor = _lookup(units, "printed", "unit"), _lookup(units, "printed", "factor")
    concept = _lookup(indicators, "code", "concept")
    basis, published = (
        _lookup(indicators, "code", "price_basis"),
        _lookup(sources, "source", "published"),
    )
    said = []
    for id_, *cells in statements[["id", *SAYS]].to_numpy():
        row = dict(zip(SAYS, cells, strict=True))
        code = row["indicator"]
        means = (
            _number((corrected or {}).get(id_, row["value"]), factor.get(row["unit"], "")),
            unit.get(row["unit"], ""),
            concept.get(code, ""),
            basis.get(code, ""),
            published.get(row["source"], ""),
        )
        said.append(" | ".join([*cells, *means]))
    lines = pd.DataFrame({"id": statements["id"], "accepted": said}, dtype="str")
    return lines.sort_values("id").reset_index(drop=True)


def _lookup(table: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    return dict(zip(table[key].tolist(), table[column].tolist(), strict=True))


def _number(value: str, factor: str) -> str:
    """A value cell in the indicator's unit, exactly; '' for what is no number."""
    pieces = printed.printed_items(value)
    if not _FACTOR.fullmatch(factor) or not all(map(printed.is_number, pieces)):
        return ""
    return ";".join(f"{(Decimal(piece) * Decimal(factor)).normalize():f}" for piece in pieces)


def compare(
    statements: pd.DataFrame, now: pd.DataFrame, accepted: pd.DataFrame, file: str
) -> list[Problem]:
    """Statements that say or mean something else than when they were accepted.

    Parameters
    ----------
    statements : DataFrame
        Checked statements of a folder, for the places of what changed.
    now, accepted : DataFrame
        What is recorded of them now (`record`), and their ledger as read.
    file : str
        Name of the ledger, for statements that are gone.
    """
    before = dict(zip(accepted["id"], accepted["accepted"], strict=True))
    told = dict(now.to_numpy())
    changed = [
        at(row, "record-changed", "id", **_difference(before[row.id], told[row.id]))
        for row in each_row(statements)
        if row.id in before and before[row.id] != told[row.id]
    ]
    gone = [
        found("record-gone", file, int(row.at_row), "id", row.id, accepted=row.accepted)
        for row in each_row(accepted)
        if row.id not in told
    ]
    closed = {line.partition(" | ")[0] for line in before.values()}
    late = [
        at(row, "record-late", "id", source=row.source)
        for row in each_row(statements)
        if row.id not in before and row.source in closed
    ]
    new = [id_ for id_ in told if id_ not in before]
    fresh = [found("record-new", file, count=len(new), first=new[0])] if new else []
    return [*changed, *gone, *late, *fresh]


def _difference(before: str, now: str) -> dict[str, str]:
    """What differs between two lines of a ledger, by the names of its fields."""
    old, new = before.split(" | "), now.split(" | ")
    if len(old) != len(new):
        return {"accepted": before, "now": now}
    names = (*SAYS, *MEANS)
    differ = [place for place, cell in enumerate(new) if cell != old[place]]
    named = {place: names[place] if len(new) == len(names) else "" for place in differ}
    return {
        said: ", ".join(f"{named[place]} {cells[place] or '-'}".strip() for place in differ)
        for said, cells in (("accepted", old), ("now", new))
    }
