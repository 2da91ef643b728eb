"""How is the outcome of a check written? As text for a person, or as JSON for a program."""

import json
from collections import Counter
from collections.abc import Mapping

from zoneecon.data.folders import Raw
from zoneecon.data.messages import shortened
from zoneecon.errors import BadInput, Problem
from zoneecon.text.catalogue import say

#: Notices of one rule that are written out; the rest is counted (`--json` lists them all).
WRITTEN = 5
#: The rule that says of a row which of its cells nothing confirms.
UNSURE = "unverifiable"


def as_text(
    zone: str | None,
    found: Mapping[str, Raw],
    problems: list[Problem],
    verified: int | None,
    language: str,
    verbose: bool = False,
) -> tuple[str, str]:
    """What a person reads: standard output and standard error.

    Parameters
    ----------
    zone : str or None
        Zone that was checked; None if it could not be told.
    found : mapping
        Folder -> what `folders.inspect` found there.
    problems : list of Problem
        Everything that is refused.
    verified : int or None
        How many statements were held against a document.
    language : str
        `en` or `zh`.
    verbose : bool
        Whether what is only reported is counted by its message, instead of in one line.
    """
    notices = [notice for raw in found.values() for notice in raw.notices]
    warned = [notice for notice in notices if notice.verdict == "warned"]
    rest = [notice for notice in notices if notice.verdict != "warned"]
    lines = notice_lines(warned, language)
    if verbose:
        lines += counted(rest, language)
    elif rest:
        unsure = sum(notice.rule == UNSURE for notice in rest)
        lines.append(say("check.rest", language, unsure=unsure, other=len(rest) - unsure))
    errors = "".join(f"{line}\n" for line in lines)
    if problems:
        return "", f"{errors}zoneecon: {BadInput(problems).text(language)}\n"
    sizes = [(name, len(raw.statements), len(raw.sources)) for name, raw in found.items()]
    folders = [
        say("check.folder", language, name=name, statements=statements, count=sources)
        for name, statements, sources in sizes
    ]
    count = len(found[zone].statements) if zone else 0
    document = "check.unverified" if verified is None else "check.verified"
    clean = say("check.clean", language, folders="; ".join(folders))
    return f"{clean}\n{say(document, language, count=count, verified=verified)}\n", errors


def notice_lines(notices: list[Problem], language: str) -> list[str]:
    """Notices one by one, those of a rule together, and no more than a few of each."""
    lines = []
    for rule in dict.fromkeys(notice.rule for notice in notices):
        same = [notice for notice in notices if notice.rule == rule]
        lines += [notice.text(language) for notice in same[:WRITTEN]]
        if len(same) > WRITTEN:
            lines.append(say("check.more", language, count=len(same) - WRITTEN))
    return lines


def counted(notices: list[Problem], language: str) -> list[str]:
    """How often each message is said, the most frequent first."""
    messages = Counter(n.chinese if language == "zh" else n.message for n in notices)
    return [
        say("check.times", language, count=count, message=message)
        for message, count in messages.most_common()
    ]


def as_json(
    zone: str | None,
    found: Mapping[str, Raw],
    problems: list[Problem],
    verified: int | None,
    language: str,
) -> tuple[str, str]:
    """What a program reads, in one object on standard output; arguments as for `as_text`."""
    outcome = {
        "zone": zone,
        "accepted": not problems,
        "language": language,
        "statements": {name: len(raw.statements) for name, raw in found.items()},
        "verified": verified,
        "refused": [_record(problem, language) for problem in problems],
        "notices": [_record(notice, language) for raw in found.values() for notice in raw.notices],
    }
    return json.dumps(outcome, ensure_ascii=False, indent=1) + "\n", ""


def _record(problem: Problem, language: str) -> dict:
    keys = ("rule", "verdict", "file", "sheet", "row", "column", "value")
    record = {key: getattr(problem, key) for key in keys}
    record["file"] = shortened(problem.file)  # a name on disk need not be text
    record["message"] = problem.message if language == "en" else problem.chinese
    record["en"], record["zh"] = problem.message, problem.chinese
    return record
