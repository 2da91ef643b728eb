"""Which rules has someone waived for a row, and why? Waivers in a note, with their reasons.

A waiver stands at the beginning of a note or of a sentence in it (`checked:`, `gap:`, `dropped:`)
and has a reason; "to be checked:" is none. It quiets rules that compare a number with others, never
one that says that a number cannot be. What is quieted is reported, with its reason.
"""

import re
import tomllib
from importlib.resources import files

import pandas as pd

from zoneecon.data.problems import flagged, found
from zoneecon.errors import Problem

#: Which rules give way to a waiver on their row, and to one another; what a note may say.
PRECEDENCE = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
QUIETS: dict[str, list[str]] = PRECEDENCE["quiets"]
STATUSES: list[str] = PRECEDENCE["statuses"]
WORDS = {"checked": "checked|已核对", "gap": "gap|缺口", "dropped": "dropped|停止发布"}
#: Letters and digits that a reason has at least.
SHORTEST_REASON = 3
_BEGIN = r"(?:^|[.。;；])\s*(?:{})\s*[:：]\s*(.+)"
SHAPES = {kind: re.compile(_BEGIN.format(words), re.IGNORECASE) for kind, words in WORDS.items()}
_ANYWHERE = re.compile(rf"\b({'|'.join(WORDS.values())})\s*[:：]", re.IGNORECASE)


def unknown_status(statements: pd.DataFrame) -> list[Problem]:
    """Status codes that no list has: a typo would hide that a number is preliminary."""
    codes = statements["note"].str.extract(r"^\s*status\s*[:：]\s*(\w+)", expand=False)
    odd = codes.notna() & ~codes.isin(STATUSES)
    return flagged(statements, odd, "note", "status-unknown", known=", ".join(STATUSES))


def reason(note: str, kind: str) -> str:
    """The reason that a note gives for a waiver; '' if it has no such waiver.

    Examples
    --------
    >>> reason("status: revised. checked: the bureau confirms it", "checked")
    'the bureau confirms it'
    >>> reason("to be checked: ask the bureau", "checked"), reason("checked: -", "checked")
    ('', '')
    """
    match = SHAPES[kind].search(note)
    words = match[1].strip() if match else ""
    return words if len(re.sub(r"[\W_]", "", words)) >= SHORTEST_REASON else ""


def quieted(problems: list[Problem], statements: pd.DataFrame) -> list[Problem]:
    """Problems without those that a waiver on their row quiets; and what was quieted, and why.

    Parameters
    ----------
    problems : list of Problem
        What rules say of the statements, and of other tables.
    statements : DataFrame
        Raw statements, with `note` and where each row was read.
    """
    places = statements[["in_file", "at_row", "in_sheet", "note"]].to_numpy()
    notes = {
        (file, row): (sheet, note)
        for file, row, sheet, note in places
        if note and _ANYWHERE.search(note)
    }
    kinds = {
        place: [kind for kind in SHAPES if reason(note, kind)] for place, (_, note) in notes.items()
    }
    waived: dict[tuple, set[str]] = {}
    kept = []
    for problem in problems:
        place = (problem.file, problem.row)
        if any(problem.rule in QUIETS[kind] for kind in kinds.get(place, ())):
            waived.setdefault(place, set()).add(problem.rule)
        else:
            kept.append(problem)
    for place, (sheet, note) in notes.items():
        # a gap and an end of a series are heard by the rules themselves
        rules = waived.get(place, set()) | {
            f"{kind}:" for kind in kinds[place] if kind != "checked"
        }
        here = (place[0], place[1], "note", note, sheet)
        if not kinds[place]:
            kept.append(found("waiver-unheard", *here))
        elif rules:
            kept.append(found("waiver-heard", *here, rules=", ".join(sorted(rules))))
    return kept
