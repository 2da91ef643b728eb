"""What is wrong, where, and what is there to do? One kind of problem for every file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from zoneecon.data.messages import RULES, Slip, say
from zoneecon.errors import Problem
from zoneecon.text import catalogue
from zoneecon.text.catalogue import Text

if TYPE_CHECKING:  # where files lie is found without pandas
    import pandas as pd


def found(
    rule: str,
    file: str,
    row: int | None = None,
    column: str = "",
    value: str = "",
    sheet: str = "",
    **fields: object,
) -> Problem:
    """A problem in the words of the catalogue; `fields` fill the message in."""
    return Problem(
        file,
        row,
        column,
        value,
        say(rule, "en", **fields),
        sheet,
        rule,
        say(rule, "zh", **fields),
        RULES[rule].verdict,
    )


def typed(
    key: str, file: str, row: int | None = None, column: str = "", value: str = "", **fields: object
) -> Problem:
    """A problem with what was typed beside the raw tables, in the words of `text/inputs.toml`."""
    english, chinese = (catalogue.say(f"inputs.{key}", one, **fields) for one in ("en", "zh"))
    return Problem(file, row, column, value, english, chinese=chinese)


PLACE = ["in_file", "at_row", "in_sheet"]


def at(row, rule: str, column: str, **fields: object) -> Problem:
    """A problem with a column of a row (a named tuple of a raw table)."""
    return found(
        rule, row.in_file, int(row.at_row), column, getattr(row, column), row.in_sheet, **fields
    )


def flagged(table: pd.DataFrame, bad: pd.Series, column: str, rule: str, **fields) -> list[Problem]:
    """One problem for each row where `bad` holds."""
    mask = bad.to_numpy(dtype=bool)
    if not mask.any():
        return []
    rows = table.loc[mask, [*PLACE, column]]
    return [
        found(rule, file, int(row), column, value, sheet, **fields)
        for file, row, sheet, value in rows.to_numpy()
    ]


def unparsed(table: pd.DataFrame, column: str, parse: Callable[[str], object]) -> list[Problem]:
    """One problem, in the parser's words, for each cell that `parse` refuses."""
    problems = []
    for file, row, sheet, text in table[[*PLACE, column]].to_numpy():
        try:
            parse(text)
        except Slip as slip:
            problems.append(found(slip.rule, file, int(row), column, text, sheet, **slip.fields))
    return problems


def unknown(table: pd.DataFrame, column: str, known: Iterable[str], where: str) -> list[Problem]:
    known = sorted(set(known))
    close = ", ".join(known) if len(known) <= 12 else Text("inputs.see", {"where": where})
    return flagged(table, ~table[column].isin(known), column, "code-unknown", known=close)


def repeated(table: pd.DataFrame, keys: list[str], column: str, rule: str) -> list[Problem]:
    return flagged(table, table.duplicated(keys, keep="first"), column, rule)


def misshapen(table: pd.DataFrame, column: str, shape: str, rule: str) -> list[Problem]:
    """One problem for each cell that is filled in and has not the shape."""
    fits = table[column].map(lambda text: text == "" or re.fullmatch(shape, text) is not None)
    return flagged(table, ~fits.astype(bool), column, rule)


def iso_date(text: str) -> datetime.date:
    """The day that `2021-08-31` names."""
    if not text:
        raise Slip("date-missing")
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Slip("date-unknown") from None
