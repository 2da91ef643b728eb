"""Which parameters does a scenario have, and where does each make sense at all?"""

import math
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

from zoneecon.text.catalogue import named


class Allowed(NamedTuple):
    """Where a parameter makes sense at all, wider than what we find plausible."""

    low: float
    high: float
    per_industry: bool = False
    open_low: bool = False  # the low end itself is not allowed

    def holds(self, value: float) -> bool:
        """Whether a value is inside."""
        above = value > self.low if self.open_low else value >= self.low
        return math.isfinite(value) and above and value <= self.high

    def __str__(self) -> str:
        return f"{'(' if self.open_low else '['}{self.low:g}, {self.high:g}]"


MONEY = "CNY 100m"  # 亿元
TOTAL = "total"  # all industries together


#: What an entry says in words, each in both languages.
SAID = {"source", "rationale"}


def _read() -> dict[str, dict[str, Any]]:
    text = (files(__package__) / "parameters.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    for entry in entries.values():
        for key in SAID.intersection(entry):
            named(en=entry[key], zh=entry[f"{key}_zh"])
    return entries


#: Parameter -> its entry in `parameters.toml`: meaning, allowed range, and the model's own value.
ENTRIES = _read()
PARAMETERS: dict[str, Allowed] = {
    name: Allowed(
        float(entry["allowed"][0]),
        float(entry["allowed"][1]),
        per_industry=entry.get("per") == "industry",
        open_low=entry.get("open_low", False),
    )
    for name, entry in ENTRIES.items()
}
#: Parameter -> whether each industry has its own.
PER_INDUSTRY = {name: allowed.per_industry for name, allowed in PARAMETERS.items()}
SWITCHES = ("capital_limit", "funnel_limit")
#: Their central values sit beside the industry that they convert, not under [parameters].
CONVERSIONS = tuple(name for name, entry in ENTRIES.items() if entry.get("place") == "industry")
ABOUT = ("title", "title_zh", "author_role", "date", "sources", "rationale", "quality", "impact")
EVIDENCE = ("unit", "statements", "source", "quality", "impact", "rationale", "drawn")
REST_KEYS = ("rest", "zone", "investment")
BLOCK_SETTINGS = ("price_path", "growth_path", "target_year", "solve")
