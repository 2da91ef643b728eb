"""What is a finding, and what do the rules look at? Shared by `consistency` and `relations`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data import corrections
from zoneecon.data.reading.keys import ID
from zoneecon.data.vintage import Vintage
from zoneecon.text.catalogue import stored

#: No reading saves it; only a reading that nobody would choose does; another sense of a word does.
GRADES = ("certain", "strained", "definition")

#: What is said of a misprint: what is printed, what it is read as, and why.
CORRECTED = ("printed_value", "meant", "correction")
COLUMNS = (
    "finding",
    "grade",
    "title",
    "statements",
    "size",
    "unit",
    "explanation",
    "evidence",
    "quotes",
)


class Facts(NamedTuple):
    """What the rules look at: tables as loaded, the reconstructed series, what we assume."""

    statements: pd.DataFrame  # indexed by id; the zone's and those around it
    indicators: pd.DataFrame  # indexed by code
    series: pd.DataFrame  # from reconstruct
    industries: Mapping[str, Mapping]  # {"steel": {"baseline": id, "target": id, …}}
    relations: Mapping[str, list[Mapping]]  # {rule: [relation, …]}
    price_paths: Mapping[str, Mapping] = {}  # {path: {"rest": {year: change}}}

    def cell(self, statement: str, column: str) -> Any:
        """What a statement has in a column."""
        return self.statements.at[statement, column]

    def quoted(self, statement: str) -> str:
        """A statement's words, and what is meant by a misprint in them."""
        row = self.statements.loc[statement]
        quote = f"{statement} “{row['quote']}”"
        if not row.get("printed_value"):
            return quote
        return quote + stored("findings.corrected", **row[list(CORRECTED)])

    def number(self, statement: str) -> float:
        """The statement's number in its canonical unit."""
        return float(self.cell(statement, "number"))

    def half(self, statement: str) -> float:
        """Half a unit of its last printed digit."""
        return float(self.cell(statement, "half_unit"))


def gather(
    statements, context, indicators, series, industries, relations, price_paths=None
) -> Facts:
    """Facts for the rules, from tables as loaded; relations to statements not yet known drop out.

    `relations` is the parsed file of relations; a relation whose source is not published on the
    day of the tables says nothing.
    """
    known = pd.concat([statements, context], ignore_index=True).set_index("id")
    if "printed_value" in known:  # a misprint is a finding, whatever is meant by it
        known = corrections.as_printed(known)
    present = {
        rule: [r for r in each if all(i in known.index for i in _cited(r))]
        for rule, each in relations.items()
    }
    return Facts(
        known, indicators.set_index("code"), series, industries, present, price_paths or {}
    )


def from_plan(plan: Vintage, series: pd.DataFrame) -> Facts:
    """`gather` on everything that a vintage holds."""
    return gather(
        plan.statements,
        plan.context,
        plan.indicators,
        series,
        plan.assumptions["industries"],
        plan.relations,
        plan.assumptions.get("price_paths"),
    )


def _cited(relation: Mapping) -> list[str]:
    """Statement ids anywhere in a relation (its strings of the form Q007, C093a)."""
    cells = (cell for value in relation.values() for cell in _cells(value))
    return [cell for cell in cells if isinstance(cell, str) and ID.fullmatch(cell)]


def _cells(value: object) -> list:
    return [cell for one in value for cell in _cells(one)] if isinstance(value, list) else [value]


def finding(
    grade: str,
    statements: Sequence[str],
    size: float | None = None,
    unit: str = "",
    evidence: Sequence[str] = (),
    title: str = "",
    kind: str = "",
    slip: bool = False,
    **fields: object,
) -> dict:
    """What a rule found: numbers and ids; `worded` says it.

    Parameters
    ----------
    grade : str
        One of `GRADES`.
    statements, evidence : sequence of str
        Ids of what cannot stand together, and of what shows it.
    size, unit
        How large it is; in the catalogue's words if no unit is given.
    title : str
        The relation's own; the catalogue's if none is given.
    kind : str
        Which explanation, where a rule has several.
    slip : bool
        A slip of typing or the count of a slogan: listed last.
    **fields
        What the rule's words are filled in with.
    """
    return {
        "grade": grade,
        "slip": slip,
        "title": title,
        "statements": list(statements),
        "size": size,
        "unit": unit,
        "evidence": list(evidence),
        "explanation": f"explanation.{kind}" if kind else "explanation",
        "fields": fields,
    }


def worded(rule: str, found: Mapping) -> dict:
    """A finding in the words of its rule (`text/findings.toml`), English as it is published."""

    def words(name: str) -> str:
        return stored(f"findings.{rule}.{name}", **found["fields"])

    sized = found["size"] is not None
    return {
        **{name: value for name, value in found.items() if name != "fields"},
        "title": found["title"] or words("title"),
        "unit": found["unit"] or (words("unit") if sized else ""),
        "explanation": words(found["explanation"]),
    }


def each_relation(
    judge: Callable[[Facts, Mapping], Iterable[dict]],
) -> Callable[[Facts], list[dict]]:
    """The rule that judges one by one the relations of its name."""

    @wraps(judge)
    def rule(facts: Facts) -> list[dict]:
        relations = facts.relations.get(judge.__name__, [])
        return [found for relation in relations for found in judge(facts, relation)]

    return rule


def unit(facts: Facts, statement: str) -> str:
    """Canonical unit of a statement."""
    return str(facts.cell(statement, "canonical_unit"))
