"""What is known of each number on a day? The newest publication of each fact."""

import datetime

import numpy as np
import pandas as pd

KEY = ["subject", "indicator", "period", "fact", "occurrence"]
#: Roles of statements that say what is, not what shall be.
FACTS = ("actual", "baseline")


# --- what counts, and what changed -----------------------------------------------------------


def known(statements: pd.DataFrame, day: datetime.date) -> pd.DataFrame:
    """Statements published by a day."""
    return statements[statements["published"] <= day]


def yearly(statements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Numbers of whole years that are told as facts of an indicator."""
    told = (statements["indicator"] == indicator) & statements["role"].isin(FACTS)
    return statements[told & statements["year"].notna() & statements["number"].notna()]


def effective(statements: pd.DataFrame) -> pd.DataFrame:
    """One row per number: the newest publication, under the id of the first.

    Returns
    -------
    DataFrame
        As `statements`, sorted by id, with `fact` (level, target or the role), `occurrence` (a
        document may print the same thing twice) and `newest_id`. `value` is in the unit that the
        first publication printed, in which assumptions cite it.
    """
    if "newest_id" in statements:
        return statements
    fact = statements["role"].replace({"actual": "level", "baseline": "level"})
    table = statements.assign(fact=fact).sort_values(["published", "id"])
    table["occurrence"] = table.groupby(["source", *KEY[:4]], dropna=False).cumcount()
    groups = table.groupby(KEY, dropna=False, sort=False)
    first, newest = groups["id"].transform("first"), table.drop_duplicates(KEY, keep="last")
    newest = newest.assign(newest_id=newest["id"], id=first.loc[newest.index])
    if "unit" in newest:
        newest = _in_first_unit(newest, table.set_index("id").loc[newest["id"]])
    return newest.sort_values("id", ignore_index=True)


def cited(statements: pd.DataFrame) -> pd.Series:
    """Id of a number -> id of the sentence that printed it last: what a page cites for it."""
    return effective(statements).set_index("id")["newest_id"]


def of_subject(statements: pd.DataFrame, one: str) -> pd.DataFrame:
    """Statements on what a statement is about, where several subjects share its indicator."""
    row = statements.set_index("id").loc[one]
    alike = statements["indicator"] == row["indicator"]
    named = statements[alike & statements["role"].isin(["baseline", "target"])]
    if named["subject"].nunique() < 2:
        return statements
    return statements[~alike | (statements["subject"] == row["subject"])]


def _in_first_unit(newest: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """Values reprinted in another unit (万元 for 亿元), turned back by the canonical number."""
    other = newest["unit"].to_numpy() != first["unit"].to_numpy()
    printed = pd.to_numeric(first["value"], errors="coerce").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        values = newest["number"] * printed / first["number"].to_numpy()
    # what cannot be turned back is left out, so that nothing is computed in a wrong unit
    said = values.map(lambda value: f"{value:.12g}" if np.isfinite(value) else "")
    unit = newest["unit"].mask(other, first["unit"].array)
    return newest.assign(value=newest["value"].mask(other, said), unit=unit)
