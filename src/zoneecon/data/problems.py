"""What is wrong, where, and what is there to do? One kind of problem for every file."""

import datetime
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from zoneecon.text.messages import RULES, Slip, say, shortened


class Problem(NamedTuple):
    """One thing to say of one cell of a raw table; `row` counts as a spreadsheet does, from 1.

    `verdict` is `refused`, `warned` or `reported` (see `rules.toml`); `message` is English.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: str
    sheet: str = ""
    rule: str = ""
    chinese: str = ""
    verdict: str = "refused"

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """One line: place, the value as typed, what is wrong, what to do.

        Names of files, sheets and columns come from outside, too: nothing in them moves a cursor.
        """
        file, sheet, column, value = map(
            shortened, (self.file, self.sheet, self.column, self.value)
        )
        if language == "zh":
            place = file + (f"，工作表“{sheet}”" if sheet else "")
            place += f"，第 {self.row} 行" if self.row else ""
            place += f"，{column} 列" if column else ""
            return f"{place}：“{value}”{self.chinese}" if value else f"{place}：{self.chinese}"
        place = file + (f", sheet {sheet!r}" if sheet else "")
        place += f", row {self.row}" if self.row else ""
        place += f", column {column}" if column else ""
        return f"{place}: {value!r} {self.message}" if value else f"{place}: {self.message}"


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


class BadInput(ValueError):
    """Raw data that cannot be used; `problems` holds them all."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """All problems in one message."""
        if language == "zh":
            head = f"原始数据有 {len(self.problems)} 处问题；未写入任何内容。"
        else:
            count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            head = f"{count} in the raw data; nothing was written."
        return "\n  ".join([head, *(problem.text(language) for problem in self.problems)])


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
    close = ", ".join(known) if len(known) <= 12 else f"see {where}"
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
