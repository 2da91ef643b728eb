"""What is wrong with a raw table? Every bad row at once; tables in, problems out.

This module holds cells to their column. What a row's own quote says of its number is in
`evidence`; what the other rows say of it is in `economics`.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from zoneecon import contract, printed
from zoneecon.messages import RULES, Slip, say, shortened

#: Subjects that are no subject but a row of sums.
TOTALS = re.compile(
    r"(合计|总计|小计|累计|平均|汇总|(grand |sub-?)?totals?|sum|average|mean)\s*[:：]?",
    re.IGNORECASE,
)

#: Digits and marks alone, or what a spreadsheet makes of a cell, name nothing.
NO_NAME = re.compile(r"[\W\d_]+|true|false|nan|null|none|n/a", re.IGNORECASE)


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


def check_statements(
    statements: pd.DataFrame, sources: pd.DataFrame, indicators: pd.DataFrame, units: pd.DataFrame
) -> list[Problem]:
    """Every rule that a cell of a statement can be held to by itself."""
    held = sources.loc[sources["file"] != "", "source"] if len(sources) else []
    in_words = statements["unit"] == "words"
    cites_document = statements["source"].isin(list(held))
    no_line = ~statements["line"].str.fullmatch(r"[1-9][0-9]{0,5}") & (
        cites_document | (statements["line"] != "")
    )
    return [
        *flagged(statements, statements["id"] == "", "id", "id-missing"),
        *misshapen(statements, "id", contract.pattern("statements", "id"), "id-form"),
        *flagged(statements, _repeats(statements, "id"), "id", "id-twice"),
        *repeated(
            statements[statements["id"] != ""],
            ["source", "line", "indicator", "subject", "period", "role", "value", "quote"],
            "id",
            "number-twice",
        ),
        *flagged(statements, statements["subject"] == "", "subject", "code-missing"),
        *flagged(statements, statements["subject"].str.fullmatch(TOTALS), "subject", "row-total"),
        *flagged(
            statements, statements["subject"].str.fullmatch(NO_NAME), "subject", "subject-form"
        ),
        *unknown(statements, "source", sources["source"], "sources.csv"),
        *unknown(statements, "indicator", indicators["code"], "data/indicators.csv"),
        *unknown(statements, "unit", units["printed"], "data/units.csv"),
        *_measures(statements, indicators, units),
        *unparsed(statements[~in_words], "value", printed.parse_value),
        *flagged(statements, in_words & (statements["value"] == ""), "value", "words-missing"),
        *unparsed(statements, "period", printed.parse_period),
        *unparsed(statements, "qualifier", _known_qualifiers),
        *unknown(statements, "role", printed.ROLES, ""),
        *unknown(statements, "confidence", printed.CONFIDENCE, ""),
        *flagged(statements, no_line, "line", "line-form"),
        *flagged(
            statements, cites_document & (statements["quote"] == ""), "quote", "quote-missing"
        ),
    ]


def _repeats(table: pd.DataFrame, column: str) -> pd.Series:
    return table.duplicated([column], keep="first") & (table[column] != "")


def _measures(
    statements: pd.DataFrame, indicators: pd.DataFrame, units: pd.DataFrame
) -> list[Problem]:
    """A unit that measures another thing than the indicator."""
    measure = dict(zip(units["printed"], units["unit"], strict=True))
    needed = dict(zip(indicators["code"], indicators["unit"], strict=True))
    return [
        at(
            row,
            "unit-measures",
            "unit",
            has=measure[row.unit],
            code=row.indicator,
            needs=needed[row.indicator],
        )
        for row in statements.itertuples(index=False)
        if row.unit in measure
        and row.indicator in needed
        and measure[row.unit] != needed[row.indicator]
    ]


def _known_qualifiers(text: str) -> list[str]:
    words = [word for word in text.split(";") if word]
    if not printed.QUALIFIERS.issuperset(words):
        raise Slip("qualifier-unknown", known=" ".join(sorted(printed.QUALIFIERS)))
    return words


def verify_quotes(statements: pd.DataFrame, document: str) -> list[Problem]:
    """Every quote stands at its line and ends with its value and unit; every date is printed.

    Parameters
    ----------
    statements : DataFrame
        Checked statements of the one source that this document is.
    document : str
        Full text; a line is what a line break ends.
    """
    lines = document.split("\n")
    problems = []
    for row in statements.itertuples(index=False):
        number = int(row.line)
        here = lines[number - 1] if number <= len(lines) else ""
        if not printed.occurs(row.quote, here):
            elsewhere = [i for i, line in enumerate(lines, 1) if printed.occurs(row.quote, line)]
            hint = f"it is at line {elsewhere[0]}" if elsewhere else "it is nowhere in the document"
            problems.append(at(row, "quote-line", "quote", line=number, hint=hint))
        in_words = row.unit == "words"
        shown = printed.occurs if in_words else printed.shown_last
        if not shown(row.value, row.quote):
            problems.append(at(row, "quote-number", "value", quote=row.quote))
        if not in_words and row.unit not in row.quote:
            problems.append(at(row, "quote-unit", "unit", quote=row.quote))
        unprinted = [word for word in row.qualifier.split(";") if word and word not in here]
        if unprinted:
            problems.append(at(row, "quote-qualifier", "qualifier", line=number))
        behind = here.partition(row.quote)[2]
        for word in (word for word in printed.BEHIND if behind.startswith(word)):
            if word not in row.qualifier:
                problems.append(at(row, "quote-qualifier-lost", "qualifier", word=word))
        if not any(row.period_printed in line for line in lines[:number]):
            problems.append(at(row, "quote-when", "period_printed", line=number))
    return problems
