"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed rows to problems, in one of two tuples. A number whose own quote
prints it is the document's, however odd: it is warned of, not refused. A waiver in the note says
that someone has looked (`waivers`).
"""

import pandas as pd

from zoneecon.data.checks import conflicts, documents, series, values, waivers
from zoneecon.data.reading import printed, schema, vocabulary
from zoneecon.errors import Problem
from zoneecon.rows import each_row

RULES = (
    documents.alike_subjects,
    documents.near_subjects,
    documents.new_subjects,
    values.possible_values,
    values.several_numbers,
    values.possible_periods,
    values.past_targets,
    values.parts_of_years,
    series.level_jumps,
    series.rate_jumps,
    series.repeated_numbers,
    series.odd_moves,
    series.rates_outside,
    series.indices_for_rates,
    series.rates_and_levels,
    series.averages_of_rates,
    series.shifted_series,
    documents.copied_documents,
    documents.other_scale,
    documents.first_scale,
    documents.beside_scale,
    documents.exchanged_rows,
    documents.odd_sources,
    documents.without_year,
    documents.alone,
    documents.parts_and_wholes,
    documents.sums_of_parts,
    conflicts.two_values,
    conflicts.revisions,
    conflicts.baselines,
    conflicts.targets_moved,
    conflicts.targets_and_bases,
    conflicts.parts_of_years_and_years,
)
#: Rules that miss a row; they wait until every row can be read.
OF_ABSENCE = (
    documents.lone_subjects,
    series.year_gaps,
    series.missing_years,
    documents.short_series,
    documents.years_outside,
    documents.odd_periods,
    documents.missing_series,
)


def check_economics(
    statements: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame, whole: bool = True
) -> list[Problem]:
    """All rules over all statements of a folder.

    Parameters
    ----------
    statements : DataFrame
        Typed statements with `in_file`, `at_row`, `in_sheet`.
    indicators, sources : DataFrame
        Codelist, and sources with `published` as dates.
    whole : bool
        Whether these are all rows that were typed; if not, nothing is said to be missing.
    """
    known, dated = indicators.set_index("code"), sources.set_index("source")
    table = statements.assign(
        concept=statements["indicator"].map(_concepts(known)),
        parent=statements["indicator"].map(known["parent"]),
        prices=statements["indicator"].map(known["price_basis"]),
        wholes=statements["indicator"].map(
            _wholes(dict(zip(known.index, known["parent"], strict=True)))
        ),
        fact=statements["role"].replace({"baseline": "actual"}),
        issuer=statements["source"].map(dated["issuer"]),
        kind=statements["source"].map(dated["title"].map(vocabulary.kind_of_document)),
        basis=statements["source"].map(dated["published_basis"]),
        quoted=statements["quote"] != "",
        days=pd.Series(map(printed.period_days, statements["period"]), statements.index, object),
        **{
            kind: [bool(note) and waivers.reason(note, kind) != "" for note in statements["note"]]
            for kind in waivers.SHAPES
        },
    )
    rows = list(each_row(table))
    rules = RULES + (OF_ABSENCE if whole else ())
    return _strongest([problem for rule in rules for problem in rule(rows)])


def _wholes(parents: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Code -> what it is a part of, and what that is a part of; the nearest first."""
    chains = {}
    for code in parents:
        chain: list[str] = []
        above = parents[code]
        while above and above not in chain and above != code:
            chain.append(above)
            above = parents.get(above, "")
        chains[code] = tuple(chain)
    return chains


def _strongest(problems: list[Problem]) -> list[Problem]:
    """Without what a stronger rule says of the same cell: one thing to look at, told once."""
    weaker = waivers.PRECEDENCE["weaker"]
    rules_of: dict[tuple, set[str]] = {}
    for problem in problems:
        rules_of.setdefault((problem.file, problem.row, problem.column), set()).add(problem.rule)
    return [
        problem
        for problem in problems
        if rules_of[problem.file, problem.row, problem.column].isdisjoint(
            weaker.get(problem.rule, ())
        )
    ]


def _concepts(known: pd.DataFrame) -> pd.Series:
    """Concept of every indicator; of one that no rule knows, what its unit says."""
    by_unit = known["unit"].map({"words": "name", "fraction": "other"}).fillna("other level")
    rules_know = set(schema.known("indicators", "concept")) - {"other"}
    return known["concept"].where(known["concept"].isin(rules_know), by_unit)
