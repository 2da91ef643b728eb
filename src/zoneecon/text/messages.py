"""What is said of a fault, in English and Chinese? The catalogue `rules.toml`, nothing else."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from zoneecon.errors import ZoneEconError, shortened

#: What follows from a rule: the file is not used; it is used and shown; it is used and listed.
VERDICTS = ("refused", "warned", "reported")
LANGUAGES = ("en", "zh")


class Rule(NamedTuple):
    """One rule: its name, what follows from it, and what is wrong and what to do, twice."""

    code: str
    verdict: str
    en: str
    zh: str


def _catalogue() -> dict[str, Rule]:
    text = Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")
    return {code: Rule(code, **rule) for code, rule in tomllib.loads(text).items()}


RULES = _catalogue()


class Slip(ZoneEconError, ValueError):
    """A cell that a parser refuses: the rule, and what fills its message in.

    Examples
    --------
    >>> str(Slip("number-thousands", fix="1000"))
    'has a thousands separator; type 1000'
    """

    def __init__(self, rule: str, **fields: object):
        self.rule, self.fields = rule, fields
        super().__init__(say(rule, "en", **fields))


def say(rule: str, language: str, **fields: object) -> str:
    """Message of a rule in a language.

    Only the catalogue's own braces are filled in; what a cell holds is never a format.
    """
    template = getattr(RULES[rule], language)
    shown = {name: shortened(str(value)) for name, value in fields.items()}
    if language == "zh" and "fix" in shown:
        shown["fix"] = shown["fix"].replace(" or ", " 或 ")
    return template.format(**shown)
