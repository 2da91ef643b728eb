"""What is said of a fault in raw data, in English and Chinese? The rules of `messages.toml`."""

import re
from typing import Any, NamedTuple

from zoneecon.errors import ZoneEconError, shortened
from zoneecon.text import catalogue


class Rule(NamedTuple):
    """One rule: its name, what follows from it, and what is wrong and what to do, twice.

    `refused`: the file is not used; `warned`: it is used, and this shown; `reported`: and listed.
    """

    code: str
    verdict: str
    en: str
    zh: str


def _rule(code: str, verdict: str, **texts: str) -> Rule:
    """A rule as documents show it: fields by their names, not how they are written."""
    plain = {language: re.sub(r"(\{\w+)[^}]*", r"\1", text) for language, text in texts.items()}
    return Rule(code, verdict, **plain)


RULES = {code: _rule(code, **rule) for code, rule in catalogue.entries("messages").items()}


class Slip(ZoneEconError, ValueError):
    """A cell that a parser refuses: the rule, and what fills its message in.

    Examples
    --------
    >>> str(Slip("number-thousands", fix="1000"))
    'has a thousands separator; type 1000'
    """

    def __init__(self, rule: str, **fields: Any):
        self.rule, self.fields = rule, fields
        super().__init__(say(rule, "en", **fields))


def say(rule: str, language: str, **fields: object) -> str:
    """Message of a rule in a language; what a cell holds is cut to what a terminal can show."""
    shown = {
        name: value if isinstance(value, catalogue.Text) else shortened(str(value))
        for name, value in fields.items()
    }
    return catalogue.say(f"messages.{rule}", language, **shown)
