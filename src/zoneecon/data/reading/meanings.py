"""What do the labels of a table stand for? As someone confirmed it, and as it is kept in a file."""

import json
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from zoneecon.data.problems import found
from zoneecon.errors import BadInput, Problem

#: What a label stands for that is left out.
OUT = "-"
#: What a mapping says of a table whose labels do not.
OF_TABLE = ("subject", "unit", "indicator")


class Meanings(NamedTuple):
    """Label -> indicator, subject of the folder that is added to, subject around it."""

    indicators: dict[str, str]
    subjects: dict[str, str]
    context: dict[str, str]
    #: of a table whose labels do not say
    subject: str = ""
    unit: str = ""
    indicator: str = ""


EMPTY = Meanings({}, {}, {})


def fresh(draft: Meanings, given: Meanings) -> list[str]:
    """Labels that a kept mapping says nothing of."""
    known = {*given.indicators, *given.subjects, *given.context}
    return [one for part in draft[:3] for one in part if one not in known]


def as_toml(mapping: Meanings, head: str) -> str:
    """A mapping as it is kept: `head` says in comments what it is."""

    def lines(pairs: Mapping[str, str]) -> list[str]:
        return [
            f"{json.dumps(k, ensure_ascii=False)} = {json.dumps(v, ensure_ascii=False)}"
            for k, v in pairs.items()
        ]

    table = {name: getattr(mapping, name) for name in OF_TABLE}
    parts = {
        "table": table,
        "indicators": mapping.indicators,
        "subjects": mapping.subjects,
        "context": mapping.context,
    }
    body = [line for name, pairs in parts.items() for line in ("", f"[{name}]", *lines(pairs))]
    return "\n".join([*(f"# {line}" for line in head.splitlines()), *body, ""])


def from_toml(text: str, file: str) -> Meanings:
    """A mapping as it was kept.

    Raises
    ------
    BadInput
        With every key that is none, and every value that is no text.
    """
    try:
        parts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([found("toml-invalid", file, reason=error)]) from None
    problems: list[Problem] = []
    known = ("table", "indicators", "subjects", "context")
    for name, pairs in parts.items():
        if name not in known or not isinstance(pairs, dict):
            problems.append(found("key-unknown", file, None, "", name, known=known))
            continue
        for key, value in pairs.items():
            if not isinstance(value, str):
                problems.append(found("mapping-value", file, None, name, key))
            if name == "table" and key not in OF_TABLE:
                problems.append(found("key-unknown", file, None, name, key, known=OF_TABLE))
    if problems:
        raise BadInput(problems)
    indicators, subjects, context = (parts.get(name, {}) for name in known[1:])
    table = parts.get("table", {})
    said = {name: table.get(name, "") for name in OF_TABLE}
    return Meanings(indicators, subjects, context, **said)
