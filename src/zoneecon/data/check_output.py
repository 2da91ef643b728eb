"""How is a check told? The same findings as text for a person or as JSON for a program."""

import json
from collections.abc import Mapping

from zoneecon.data.folders import Raw
from zoneecon.errors import BadInput, Problem
from zoneecon.text.messages import shortened

#: Notices of one rule that are written out; the rest is counted (`--json` lists them all).
WRITTEN = 5
WORDS = {
    "clean": {
        "en": "{name}: {count} statements of {sources} source(s), no problem found",
        "zh": "{name}：{count} 条数据，{sources} 个来源，未发现问题",
    },
    "verified": {
        "en": "{count} statements, {verified} verified",
        "zh": "{count} 条数据，其中 {verified} 条已与原文核对",
    },
    "unverified": {
        "en": "Not held against a document; add --document FILE to verify every quote.",
        "zh": "未与原文核对；加 --document 文件 可核对每条引文。",
    },
    "more": {"en": "… and {count} more", "zh": "…… 另有 {count} 处"},
    "times": {
        "en": "{count} cells of column {column}: {message}",
        "zh": "{column} 列 {count} 个单元格：{message}",
    },
}


def as_text(
    zone: str | None,
    found: Mapping[str, Raw],
    problems: list[Problem],
    verified: int | None,
    language: str,
) -> tuple[str, str]:
    """What a person reads: standard output and standard error.

    Parameters
    ----------
    zone : str or None
        Zone that was checked; None if it could not be told.
    found : mapping
        Folder -> what `data.inspect` found there.
    problems : list of Problem
        Everything that is refused.
    verified : int or None
        How many statements were held against a document.
    language : str
        `en` or `zh`.
    """
    notices = [notice for raw in found.values() for notice in raw.notices]
    told = "".join(f"{line}\n" for line in notice_lines(notices, language))
    if problems:
        return "", f"{told}zoneecon: {BadInput(problems).text(language)}\n"
    lines = [
        _word("clean", language, name=name, count=len(raw.statements), sources=len(raw.sources))
        for name, raw in found.items()
    ]
    count = len(found[zone].statements)
    lines.append(
        _word("unverified", language)
        if verified is None
        else _word("verified", language, count=count, verified=verified)
    )
    return "".join(f"{line}\n" for line in lines), told


def _word(key: str, language: str, **fields: object) -> str:
    return WORDS[key][language].format(**fields)


def notice_lines(notices: list[Problem], language: str) -> list[str]:
    """Warnings one by one; what is only reported in a few lines a rule."""
    lines = []
    for rule in dict.fromkeys(notice.rule for notice in notices):
        same = [notice for notice in notices if notice.rule == rule]
        if rule.startswith("unverifiable") and len(same) > WRITTEN:
            message = same[0].message if language == "en" else same[0].chinese
            lines.append(
                _word("times", language, count=len(same), column=same[0].column, message=message)
            )
            continue
        lines += [notice.text(language) for notice in same[:WRITTEN]]
        if len(same) > WRITTEN:
            lines.append(_word("more", language, count=len(same) - WRITTEN))
    return lines


def as_json(
    zone: str | None,
    found: Mapping[str, Raw],
    problems: list[Problem],
    verified: int | None,
    language: str,
) -> tuple[str, str]:
    """What a program reads, in one object on standard output; arguments as for `as_text`."""
    told = {
        "zone": zone,
        "accepted": not problems,
        "language": language,
        "statements": {name: len(raw.statements) for name, raw in found.items()},
        "verified": verified,
        "refused": [_record(problem, language) for problem in problems],
        "notices": [_record(notice, language) for raw in found.values() for notice in raw.notices],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n", ""


def _record(problem: Problem, language: str) -> dict:
    keys = ("rule", "verdict", "file", "sheet", "row", "column", "value")
    record = {key: getattr(problem, key) for key in keys}
    record["file"] = shortened(problem.file)  # a name on disk need not be text
    record["message"] = problem.message if language == "en" else problem.chinese
    record["en"], record["zh"] = problem.message, problem.chinese
    return record
