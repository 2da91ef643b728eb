"""What is wrong with a raw table? Every bad row at once; tables in, problems out.

This module holds cells to their column. What a row's own quote says of its number is in
`evidence`; what the other rows say of it is in `economics`.
"""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from zoneecon.data.files.checkout import INDICATORS, UNITS
from zoneecon.data.messages import Slip
from zoneecon.data.problems import at, flagged, misshapen, repeated, unknown, unparsed
from zoneecon.data.reading import amounts, printed, schema
from zoneecon.data.reading.vocabulary import plain
from zoneecon.errors import Problem
from zoneecon.rows import each_row
from zoneecon.text.catalogue import Text

#: Subjects that are no subject but a row of sums.
TOTALS = re.compile(
    r"(合计|总计|小计|累计|平均|汇总|(grand |sub-?)?totals?|sum|average|mean)\s*[:：]?",
    re.IGNORECASE,
)

#: Digits and marks alone, or what a spreadsheet makes of a cell, name nothing; and no name has
#: what a page, a spreadsheet or a terminal would take for more than letters.
NO_NAME = re.compile(
    r"[\W\d_]+|true|false|nan|null|none|n/a|[=+\-@|].*|.*[<>\[\]{}`|\\*_#^~=$;].*", re.IGNORECASE
)


def check_statements(
    statements: pd.DataFrame, sources: pd.DataFrame, indicators: pd.DataFrame, units: pd.DataFrame
) -> list[Problem]:
    """Every rule that a cell of a statement can be held to by itself."""
    held: Any = sources.loc[sources["file"] != "", "source"] if len(sources) else []
    named, in_words = statements[statements["id"] != ""], statements["unit"] == "words"
    cites_document = statements["source"].isin(list(held))
    no_line = ~statements["line"].str.fullmatch(r"[1-9][0-9]{0,5}") & (
        cites_document | (statements["line"] != "")
    )
    return [
        *flagged(statements, statements["id"] == "", "id", "id-missing"),
        *misshapen(statements, "id", schema.pattern("statements", "id"), "id-form"),
        *repeated(named, ["id"], "id", "id-twice"),
        *repeated(
            named,
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
        *unknown(statements, "indicator", indicators["code"], INDICATORS),
        *unknown(statements, "unit", units["printed"], UNITS),
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
        for row in each_row(statements)
        if row.unit in measure
        and row.indicator in needed
        and measure[row.unit] != needed[row.indicator]
        and not _sets_in_words(row, measure)
    ]


def _sets_in_words(row: Any, units: Iterable[str]) -> bool:
    """Whether a row is a target in words (千亿级); a number, alone or with a unit, is none."""
    if row.unit != "words" or row.role != "target":
        return False
    try:
        number = amounts.amount(row.value, {plain(unit): unit for unit in units})
        return not (number or printed.parse_value(row.value))
    except Slip:
        return True


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
    for row in each_row(statements):
        number = int(row.line)
        here = lines[number - 1] if number <= len(lines) else ""
        if not printed.occurs(row.quote, here):
            elsewhere = [i for i, line in enumerate(lines, 1) if printed.occurs(row.quote, line)]
            found_at = Text("inputs.quote.at_line", {"line": elsewhere[0]}) if elsewhere else None
            hint = found_at or Text("inputs.quote.nowhere")
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
