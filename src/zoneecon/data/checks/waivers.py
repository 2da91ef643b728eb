"""What has someone said of a row? Remarks in a note, their reasons, and the rules that they quiet.

A remark stands at the beginning of a note or of a sentence in it, and has a reason; "to be
checked:" is none. It quiets rules that compare a number with others, never one that says that a
number cannot be. What is quieted is reported, with its reason.
"""

import re

import pandas as pd

from zoneecon.data.problems import flagged, found
from zoneecon.errors import Problem

WORDS = {"checked": "checked|已核对", "gap": "gap|缺口", "dropped": "dropped|停止发布"}
#: Codes that open a note as `status: preliminary.`
STATUSES = (
    "preliminary",
    "revised",
    "announced",
    "expected",
    "estimate",
    "early",
    "plan",
    "derived",
    "unverified",
)
#: Letters and digits that a reason has at least.
SHORTEST_REASON = 3
_BEGIN = r"(?:^|[.。;；])\s*(?:{})\s*[:：]\s*(.+)"
SHAPES = {kind: re.compile(_BEGIN.format(words), re.IGNORECASE) for kind, words in WORDS.items()}
_ANYWHERE = re.compile(rf"\b({'|'.join(WORDS.values())})\s*[:：]", re.IGNORECASE)
#: Rules that a remark quiets on its own row.
QUIETS = {
    "checked": frozenset(
        """
        level-zero count-fraction growth-above percent-fraction percent-small number-several
        period-past period-part level-jump level-jump-printed level-unlike percent-large
        number-repeated year-gap series-short subject-lone subject-new part-larger
        part-larger-printed growth-unlike-levels two-values level-moves share-moves rate-outside
        rate-index level-unlike-growth series-shifted document-copied document-scale
        rows-exchanged period-odd period-none year-missing number-alone number-first source-odd
        year-outside baseline-unlike target-unlike part-of-year-unlike average-outside parts-sum
        quote-words quote-lost quote-year
        """.split()
    ),
    "gap": frozenset(["year-gap", "year-missing", "series-short"]),
    "dropped": frozenset(["indicator-vanished", "series-missing", "series-short"]),
}


def unknown_status(statements: pd.DataFrame) -> list[Problem]:
    """Status codes that no list has: a typo would hide that a number is preliminary."""
    codes = statements["note"].str.extract(r"^\s*status\s*[:：]\s*(\w+)", expand=False)
    odd = codes.notna() & ~codes.isin(STATUSES)
    return flagged(statements, odd, "note", "status-unknown", known=", ".join(STATUSES))


def reason(note: str, kind: str) -> str:
    """The reason that a note gives in a remark; '' if it has no such remark.

    Examples
    --------
    >>> reason("status: revised. checked: the bureau confirms it", "checked")
    'the bureau confirms it'
    >>> reason("to be checked: ask the bureau", "checked"), reason("checked: -", "checked")
    ('', '')
    """
    match = SHAPES[kind].search(note)
    said = match[1].strip() if match else ""
    return said if len(re.sub(r"[\W_]", "", said)) >= SHORTEST_REASON else ""


def quieted(problems: list[Problem], statements: pd.DataFrame) -> list[Problem]:
    """Problems without those that a remark on their row quiets; and what was quieted, and why.

    Parameters
    ----------
    problems : list of Problem
        What rules say of the statements, and of other tables.
    statements : DataFrame
        Raw statements, with `note` and where each row was read.
    """
    said = {
        (file, row): note
        for file, row, note in statements[["in_file", "at_row", "note"]].to_numpy()
        if note and _ANYWHERE.search(note)
    }
    if not said:
        return problems
    kept, hushed = [], {}
    for problem in problems:
        place = (problem.file, problem.row)
        kind = _quieting(said.get(place, ""), problem.rule)
        if kind:
            hushed.setdefault((place, kind), []).append(problem.rule)
        else:
            kept.append(problem)
    sheets = dict(
        zip(
            zip(statements["in_file"], statements["at_row"], strict=True),
            statements["in_sheet"],
            strict=True,
        )
    )
    return kept + [
        one for place, note in said.items() for one in _heard(place, note, sheets[place], hushed)
    ]


def _quieting(note: str, rule: str) -> str:
    kinds = (kind for kind in QUIETS if note and rule in QUIETS[kind] and reason(note, kind))
    return next(kinds, "")


def _heard(place: tuple, note: str, sheet: str, hushed: dict) -> list[Problem]:
    """What is said of a row with a remark: which rules it quiets, or that it quiets none."""
    kinds = [kind for kind in SHAPES if reason(note, kind)]
    if not kinds:
        return [found("remark-unheard", place[0], int(place[1]), "note", note, sheet)]
    rules = {rule for kind in kinds for rule in hushed.get((place, kind), [])}
    rules |= {f"{kind}:" for kind in kinds if kind != "checked"}  # heard by rules of a series
    said = ", ".join(sorted(rules))
    if not said:
        return []
    return [found("remark-heard", place[0], int(place[1]), "note", note, sheet, rules=said)]
