"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed rows to problems, in the tuple `RULES`. A number whose own
quote prints it is the document's, however odd: it is warned of, not refused. A remark in the note
says that someone has looked (`remarks`).
"""

import pandas as pd

from zoneecon import (
    agreement,
    contract,
    documents,
    moves,
    neighbours,
    plausible,
    printed,
    remarks,
    truths,
)
from zoneecon.checks import Problem

RULES = (
    agreement.alike_subjects,
    agreement.near_subjects,
    agreement.lone_subjects,
    agreement.new_subjects,
    plausible.possible_values,
    plausible.several_numbers,
    plausible.possible_periods,
    plausible.past_targets,
    plausible.parts_of_years,
    neighbours.level_jumps,
    neighbours.rate_jumps,
    neighbours.repeated_numbers,
    neighbours.year_gaps,
    neighbours.short_series,
    neighbours.years_outside,
    moves.level_moves,
    moves.share_moves,
    moves.rates_outside,
    moves.indices_for_rates,
    moves.rates_and_levels,
    moves.averages_of_rates,
    moves.shifted_series,
    documents.copied_documents,
    documents.other_scale,
    documents.exchanged_rows,
    documents.odd_sources,
    documents.odd_periods,
    documents.without_year,
    documents.missing_years,
    documents.missing_series,
    documents.alone,
    agreement.parts_and_wholes,
    agreement.sums_of_parts,
    agreement.vanished,
    truths.two_values,
    truths.revisions,
    truths.baselines,
    truths.targets_moved,
    truths.targets_and_bases,
    truths.parts_of_years_and_years,
)
#: Rules that miss a row; they wait until every row can be read.
OF_ABSENCE = (
    neighbours.year_gaps,
    neighbours.short_series,
    neighbours.years_outside,
    documents.odd_periods,
    documents.missing_years,
    documents.missing_series,
    agreement.vanished,
    agreement.lone_subjects,
)
#: Rules that say of a cell what a stronger one has said of it.
WEAKER = {
    "level-moves": {"level-jump", "level-jump-printed", "level-unlike"},
    "share-moves": {"percent-fraction", "percent-large"},
    "rate-outside": {"percent-fraction", "percent-large", "growth-above", "rate-index"},
    "level-unlike-growth": {"level-jump", "level-unlike", "level-moves"},
    "series-missing": {"indicator-vanished"},
    "period-part": {"period-odd"},
    "subject-new": {"subject-near", "subject-lookalike", "subject-lone"},
    "number-alone": {"level-jump", "part-larger", "number-repeated"},
}


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
        issuer=statements["source"].map(dated["issuer"]),
        basis=statements["source"].map(dated["published_basis"]),
        quoted=statements["quote"] != "",
        days=[printed.period_days(period) for period in statements["period"]],
        **{
            kind: [bool(note) and remarks.reason(note, kind) != "" for note in statements["note"]]
            for kind in remarks.SHAPES
        },
    )
    rows = list(table.itertuples(index=False))
    rules = [rule for rule in RULES if whole or rule not in OF_ABSENCE]
    return _strongest([problem for rule in rules for problem in rule(rows)])


def _strongest(problems: list[Problem]) -> list[Problem]:
    """Without what a stronger rule says of the same cell: one thing to look at, told once."""
    said: dict[tuple, set[str]] = {}
    for problem in problems:
        said.setdefault((problem.file, problem.row, problem.column), set()).add(problem.rule)
    return [
        problem
        for problem in problems
        if not WEAKER.get(problem.rule, frozenset())
        & said[problem.file, problem.row, problem.column]
    ]


def _concepts(known: pd.DataFrame) -> pd.Series:
    """Concept of every indicator; of one that no rule knows, what its unit says."""
    by_unit = known["unit"].map({"words": "name", "fraction": "other"}).fillna("other level")
    rules_know = set(contract.known("indicators", "concept")) - {"other"}
    return known["concept"].where(known["concept"].isin(rules_know), by_unit)
