"""Can a number be, beside the others? Rules of an economist that no schema knows.

Each rule is a function from typed rows to problems, in the tuple `RULES`. A number whose own
quote prints it is the document's, however odd: it is warned of, not refused. A remark in the note,
with its reason, quiets a rule: `checked:` (`已核对：`) says that someone has looked, `gap:`
explains a missing year, `dropped:` a series that ended.
"""

import re

import pandas as pd

from zoneecon import agreement, contract, neighbours, plausible
from zoneecon.checks import Problem

REMARKS = {
    "checked": re.compile(r"(\bchecked|已核对)\s*[:：]\s*\S"),
    "gap": re.compile(r"(\bgap|缺口)\s*[:：]\s*\S"),
    "dropped": re.compile(r"(\bdropped|停止发布)\s*[:：]\s*\S"),
}

RULES = (
    agreement.alike_subjects,
    agreement.near_subjects,
    agreement.lone_subjects,
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
    neighbours.odd_years,
    agreement.parts_and_wholes,
    agreement.growth_and_levels,
    agreement.two_values,
    agreement.revisions,
    agreement.vanished,
)
#: Rules that miss a row; they wait until every row can be read.
OF_ABSENCE = (
    neighbours.year_gaps,
    neighbours.short_series,
    neighbours.odd_years,
    agreement.vanished,
    agreement.lone_subjects,
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
    known = indicators.set_index("code")
    table = statements.assign(
        concept=statements["indicator"].map(_concepts(known)),
        parent=statements["indicator"].map(known["parent"]),
        issuer=statements["source"].map(sources.set_index("source")["issuer"]),
        quoted=statements["quote"] != "",
        **{name: [shape.search(note) is not None for note in statements["note"]]
           for name, shape in REMARKS.items()},
    )
    rows = list(table.itertuples(index=False))
    rules = [rule for rule in RULES if whole or rule not in OF_ABSENCE]
    return [problem for rule in rules for problem in rule(rows)]


def _concepts(known: pd.DataFrame) -> pd.Series:
    """Concept of every indicator; of one that no rule knows, what its unit says."""
    by_unit = known["unit"].map({"words": "name", "fraction": "other"}).fillna("other level")
    return known["concept"].where(
        known["concept"].isin(contract.known("indicators", "concept")), by_unit
    )
