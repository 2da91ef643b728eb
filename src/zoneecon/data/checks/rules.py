"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed rows to problems, in the tuple `RULES`. A number whose own
quote prints it is the document's, however odd: it is warned of, not refused. A remark in the note
says that someone has looked (`remarks`).
"""

import pandas as pd

from zoneecon.data.checks import agreement, conflicts, waivers
from zoneecon.data.checks import documents as document_checks
from zoneecon.data.checks import moves as move_checks
from zoneecon.data.checks import series as series_checks
from zoneecon.data.checks import values as value_checks
from zoneecon.data.reading import printed, schema
from zoneecon.errors import Problem

RULES = (
    agreement.alike_subjects,
    agreement.near_subjects,
    agreement.lone_subjects,
    agreement.new_subjects,
    value_checks.possible_values,
    value_checks.several_numbers,
    value_checks.possible_periods,
    value_checks.past_targets,
    value_checks.parts_of_years,
    series_checks.level_jumps,
    series_checks.rate_jumps,
    series_checks.repeated_numbers,
    series_checks.year_gaps,
    series_checks.short_series,
    series_checks.years_outside,
    move_checks.level_moves,
    move_checks.share_moves,
    move_checks.rates_outside,
    move_checks.indices_for_rates,
    move_checks.rates_and_levels,
    move_checks.averages_of_rates,
    move_checks.shifted_series,
    document_checks.copied_documents,
    document_checks.other_scale,
    document_checks.exchanged_rows,
    document_checks.odd_sources,
    document_checks.odd_periods,
    document_checks.without_year,
    document_checks.missing_years,
    document_checks.missing_series,
    document_checks.alone,
    agreement.parts_and_wholes,
    agreement.sums_of_parts,
    agreement.vanished,
    conflicts.two_values,
    conflicts.revisions,
    conflicts.baselines,
    conflicts.targets_moved,
    conflicts.targets_and_bases,
    conflicts.parts_of_years_and_years,
)
#: Rules that miss a row; they wait until every row can be read.
OF_ABSENCE = (
    series_checks.year_gaps,
    series_checks.short_series,
    series_checks.years_outside,
    document_checks.odd_periods,
    document_checks.missing_years,
    document_checks.missing_series,
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
            kind: [bool(note) and waivers.reason(note, kind) != "" for note in statements["note"]]
            for kind in waivers.SHAPES
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
    rules_know = set(schema.known("indicators", "concept")) - {"other"}
    return known["concept"].where(known["concept"].isin(rules_know), by_unit)
