"""Do the assumptions fit what the documents say? Ids that are there, targets after their bases."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.data.checks.keys import key_problem, unknown
from zoneecon.data.files.checkout import ANYWHERE
from zoneecon.data.reading.keys import GOALS, ID, entry_way, keys
from zoneecon.errors import BadInput, Problem
from zoneecon.rows import each_row

#: Columns of statements that are looked at.
LOOKED_AT = ("id", "indicator", "role", "value", "number", "canonical_unit", "period", "last")


def check_any_goal(assumed: Mapping[str, Any], file: str) -> list[Problem]:
    """Whether there is a target at all, and one that can be tested."""
    industries, goals = assumed.get("industries", {}), goals_of(assumed)
    if not goals:
        return [key_problem("target-none", file, "industries.")]
    if not any("baseline" in industries.get(name, {}) for name in _tested(goals)):
        return [key_problem("target-untested", file, "industries.")]
    return []


def central_reading(assumed: Mapping[str, Any]) -> float:
    """The middle reading of an undated base's year.

    Raises
    ------
    BadInput
        If no target has a base, so that nothing starts anywhere.
    """
    readings = sorted(assumed["base_readings"])
    if not readings:
        file = ANYWHERE.assumptions.as_posix()
        raise BadInput([key_problem("target-untested", file, "industries.")])
    return float(readings[len(readings) // 2])


def goals_of(assumed: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Way -> table of everything that sets a target."""
    goals = {
        f"{table}.{name}": block
        for table in GOALS
        for name, block in assumed.get(table, {}).items()
    }
    return {way: block for way, block in goals.items() if "target" in block}


def check_goals(assumed: Mapping[str, Any], statements: pd.DataFrame, file: str) -> list[Problem]:
    """Whether each target can be tested: a number, a year, a base before it.

    Parameters
    ----------
    assumed : dict
        The zone's file as it is written; its keys are sound.
    statements : DataFrame
        All of the zone's, targets in words read (`magnitudes.read_in_words`).
    file : str
        For messages.
    """
    industries = assumed.get("industries", {})
    rows = statements.drop_duplicates("id").set_index("id")[list(LOOKED_AT[1:])]
    problems: list[Problem] = []
    for way, block in goals_of(assumed).items():
        bases = (
            [block] if way.startswith("industries") else map(industries.get, block["industries"])
        )
        problems += _goal(f"{way}.target", block["target"], rows, file)
        for base in bases:
            one = (base or {}).get("baseline")
            if one is not None and block["target"] in rows.index:
                problems += _base(way, one, block["target"], rows, file)
    return problems


def _tested(goals: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Industries whose levels the targets are about."""
    return [
        name
        for way, block in goals.items()
        for name in block.get("industries", [way.split(".")[1]])
    ]


def _goal(way: str, target: str, rows: pd.DataFrame, file: str) -> Iterator[Problem]:
    """What is wrong with the statement of a target."""
    if target not in rows.index:
        yield unknown("id-unknown", file, way, target, rows.index)
        return
    row = rows.loc[target]
    if row["role"] != "target":
        yield key_problem("id-role", file, way, target, role=row["role"])
    if pd.isna(row["number"]):
        yield key_problem("id-number", file, way, target, printed=row["value"])
    if pd.isna(row["last"]):
        yield key_problem("target-year", file, way, target, period=row["period"])


def _base(way: str, base: str, target: str, rows: pd.DataFrame, file: str) -> Iterator[Problem]:
    """What is wrong with a base, beside its target."""
    place = f"{way}.baseline" if way.startswith("industries") else f"{way}.industries"
    if base not in rows.index:
        yield unknown("id-unknown", file, place, base, rows.index)
        return
    first, last = rows.loc[base], rows.loc[target]
    if pd.isna(first["number"]):
        yield key_problem("id-number", file, place, base, printed=first["value"])
    if pd.notna(first["last"]) and pd.notna(last["last"]) and first["last"] >= last["last"]:
        years = {"base": int(first["last"]), "target": int(last["last"])}
        yield key_problem("base-late", file, place, base, **years)
    if first["canonical_unit"] != last["canonical_unit"]:
        units = {"base": first["canonical_unit"], "target": last["canonical_unit"]}
        yield key_problem("base-apart", file, place, base, **units)


def check_levels(
    contents: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, str],
    statements: pd.DataFrame,
    numbers: pd.Series,
) -> list[Problem]:
    """Whether something stands wherever something grows or is divided by, in a zone's files.

    Parameters
    ----------
    contents, files : dict
        Kind of file -> what is written there, and what the file is called in messages.
    statements : DataFrame
        As for `check_goals`.
    numbers : Series
        Id -> number of every statement that may be named.
    """
    divisors = [
        problem
        for kind, content in contents.items()
        for problem in check_divisors(content, kind, files[kind], numbers)
    ]
    return divisors + check_series(contents["zone"], statements, files["zone"])


def check_series(assumed: Mapping[str, Any], statements: pd.DataFrame, file: str) -> list[Problem]:
    """Whether each series can grow: no level of nothing, no rate, promised or told, that leaves it.

    Parameters
    ----------
    assumed, statements, file
        As for `check_goals`.
    """
    named = assumed.get("series", {name: {} for name in keys("zone")["series"]["standard"]})
    problems = []
    for name, block in named.items():
        level = block.get("level", name)
        least = {level: 0.0, block.get("growth", f"{level}_growth"): -1.0}
        rows = statements[statements["number"] <= statements["indicator"].map(least)]
        problems += [
            key_problem("series-nothing", file, f"series.{name}", row.id, period=row.period)
            for row in each_row(rows)
        ]
    return problems


def check_names(
    content: Mapping[str, Any], kind: str, file: str, ids: set[str], codes: set[str]
) -> list[Problem]:
    """Statements and indicators that a file names and no table has."""
    problems = []
    for way, entry, value in _leaves(content, kind, ""):
        names, type_ = value if isinstance(value, list) else [value], entry.get("type", "amount")
        if type_ in ("code", "codes"):
            problems += [
                unknown("code-assumed", file, way, one, codes) for one in names if one not in codes
            ]
        elif type_ != "text":
            problems += [
                unknown("id-unknown", file, way, one, ids)
                for one in names
                if isinstance(one, str) and ID.fullmatch(one) and one not in ids
            ]
    return problems


def check_divisors(
    content: Mapping[str, Any], kind: str, file: str, numbers: pd.Series
) -> list[Problem]:
    """Whether there is something wherever a statement is divided by, or something grows from it.

    Parameters
    ----------
    content : dict
        A file as it is written.
    kind, file : str
        Which file it is, and what it is called in messages.
    numbers : Series
        Id -> number of every statement that may be named.
    """
    nothing = set(numbers.index[numbers <= 0])
    return [
        key_problem("id-nothing", file, way, one)
        for way, entry, value in _leaves(content, kind, "")
        if entry.get("above_zero") or way.endswith(".over")
        for one in np.ravel(value).tolist()
        if one in nothing or (isinstance(one, int | float) and one <= 0)
    ]


def _leaves(
    content: Mapping[str, Any], kind: str, here: str
) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Way, entry in the list of keys, and value of everything that a file says."""
    for key, value in content.items():
        way = f"{here}.{key}" if here else key
        if isinstance(value, Mapping):
            yield from _leaves(value, kind, way)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for row in value:
                yield from _leaves(row, kind, way)
        else:
            yield way, keys(kind).get(entry_way(kind, way), {}), value
