"""What does a misprint mean, and who says so? Beside the statements, which stay as printed.

`data/raw/<folder>/corrections.csv` names a statement, its printed value as a guard, the value that
is meant, the reason, and who says so. Computations use the corrected value, rules about printed
words and findings the printed one. A correction ends once the source prints another value.
"""

from typing import Any

import pandas as pd

from zoneecon.data.files.checkout import Place
from zoneecon.data.messages import Slip
from zoneecon.data.problems import at, found, repeated
from zoneecon.data.reading import printed, readers
from zoneecon.errors import Problem
from zoneecon.rows import each_row
from zoneecon.text.catalogue import Text


def read(place: Place) -> readers.Reading:
    """The corrections of a folder; a folder without any has none."""
    path = place.corrections
    if not path.exists() and not path.is_symlink():
        return readers.Reading(readers.empty("corrections"), [], [])
    return readers.read_table(path, place.root, "corrections")


def check(corrections: pd.DataFrame, statements: pd.DataFrame) -> list[Problem]:
    """What is wrong with corrections, and which of them have ended."""
    rows = {row.id: row for row in each_row(statements)}
    problems = repeated(corrections, ["statement"], "statement", "listed-twice")
    for row in each_row(corrections):
        problems += [
            at(row, "code-missing", column)
            for column in ("reason", "by")
            if not getattr(row, column)
        ]
        if row.statement not in rows:
            problems.append(at(row, "correction-unknown", "statement"))
            continue
        problems += _of_value(row)
        problems += _again(row, rows[row.statement], statements)
        if ended := _ended(row, rows[row.statement], statements):
            problems.append(at(row, "correction-ended", "corrected", ended=ended))
    return problems


def _of_value(row) -> list[Problem]:
    try:
        printed.parse_value(row.corrected)
    except Slip as slip:
        place = (row.in_file, int(row.at_row), "corrected", row.corrected, row.in_sheet)
        return [found(slip.rule, *place, **slip.fields)]
    return [at(row, "correction-same", "corrected")] if row.corrected == row.printed else []


def _again(row, statement, statements: pd.DataFrame) -> list[Problem]:
    """Later rows that repeat the misprint, and are read as it is."""
    alike = statements[_same_fact(statements, statement) & (statements["value"] == row.printed)]
    fields = {"corrected": row.corrected, "reason": row.reason}
    return [
        at(other, "correction-in-force", "value", **fields)
        for other in each_row(alike)
        if other.id != statement.id and statement.value == row.printed
    ]


def _ended(row, statement, statements: pd.DataFrame) -> Text | None:
    """Where another value is printed than the one that is corrected; None while it is not."""
    if statement.value != row.printed:
        return Text("inputs.corrected.other", {"id": statement.id, "value": statement.value})
    for other in each_row(statements[_same_fact(statements, statement)]):
        if other.id != statement.id and (other.value, other.unit) != (row.printed, statement.unit):
            fields = {"id": f"{other.source} {other.id}", "value": f"{other.value} {other.unit}"}
            return Text("inputs.corrected.other", fields)
    return None


def _same_fact(statements: pd.DataFrame, row) -> pd.Series:
    """Which rows tell the number that a row tells, of whatever publication."""
    told = {"baseline": "actual"}
    return (
        (statements["subject"] == row.subject)
        & (statements["indicator"] == row.indicator)
        & (statements["period"] == row.period)
        & (statements["role"].replace(told) == told.get(row.role, row.role))
    )


def in_force(corrections: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Corrections that count, of every row that repeats the misprint: statement, corrected, …"""
    rows = {row.id: row for row in each_row(statements)}
    made = []
    for row in each_row(corrections):
        statement = rows.get(row.statement)
        if statement is None or statement.value != row.printed or _of_value(row):
            continue
        alike = statements[_same_fact(statements, statement)]
        alike = alike[(alike["value"] == row.printed) & (alike["unit"] == statement.unit)]
        made += [
            {"statement": one, "corrected": row.corrected, "reason": row.reason, "by": row.by}
            for one in dict.fromkeys([row.statement, *alike["id"]])
        ]
    columns = ["statement", "corrected", "reason", "by"]
    return pd.DataFrame(made, columns=columns, dtype="str").drop_duplicates("statement")


def applied(statements: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Statements whose `value` is what is meant, with `printed_value` and why it is another.

    Returns
    -------
    DataFrame
        `printed_value` and `correction` (reason and who says so) are empty where nothing is
        corrected.
    """
    meant = {row.statement: row for row in each_row(in_force(corrections, statements))}
    rows = [(meant.get(one), value) for one, value in statements[["id", "value"]].to_numpy()]
    added = {
        "value": [row.corrected if row else value for row, value in rows],
        "printed_value": [value if row else "" for row, value in rows],
        "correction": [f"{row.reason} ({row.by})" if row else "" for row, _ in rows],
    }
    return statements.assign(
        **{name: pd.Series(cells, statements.index, "str") for name, cells in added.items()}
    )


def as_printed(statements: pd.DataFrame) -> pd.DataFrame:
    """Typed statements with what documents print, misprints included: for what is said of them."""
    table = statements.assign(meant=statements["value"])
    for column in ("value", "number", "half_unit"):
        table[column] = [_as_printed(row, column) for row in each_row(statements)]
    return table


def _as_printed(row, column: str) -> Any:
    """A cell of a statement as it would be without its correction."""
    if not row.printed_value:
        return getattr(row, column)
    if column == "value":
        return row.printed_value
    factor = row.half_unit / printed.parse_value(row.value)[0].half_unit
    return getattr(printed.parse_value(row.printed_value)[0], column) * factor
