"""Can what a zone's TOML files say be meant? Keys that are known, values of their kind and range.

`assumptions.toml` beside this module says what may stand where. What the model makes of it (a
parameter's own range, a path that is named) is checked where scenarios are read.
"""

import datetime
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from zoneecon.arguments import DRAWS, SEEDS
from zoneecon.data.files.checkout import INDICATORS
from zoneecon.data.problems import found
from zoneecon.errors import Problem
from zoneecon.text import catalogue

YEARS = (1900, 2200)
#: Key of a shape that stands for any year.
A_YEAR = "a year such as 2020"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_year(value: Any) -> bool:
    return _is_number(value) and YEARS[0] <= value <= YEARS[1]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_list(value: object, of) -> bool:
    return isinstance(value, list) and all(map(of, value))


#: Keys of arithmetic on printed numbers.
ARITHMETIC = {"times", "over", "scale", "plus", "years"}


def _is_amount(value: object) -> bool:
    if not isinstance(value, Mapping):
        return _is_number(value) or _is_text(value)
    ids, rest = [value.get("times"), value.get("over", [])], ("scale", "plus", "years")
    return (
        value.keys() <= ARITHMETIC
        and all(_is_list(part, _is_text) for part in ids)
        and all(_is_number(value[key]) for key in rest if key in value)
        and value.get("years", 1) > 0
    )


def _is_weights(value: object) -> bool:
    """Years, as text, with shares that are not all nothing."""
    return (
        isinstance(value, Mapping)
        and all(re.fullmatch(r"\d{4}(\.\d+)?", year) for year in value)
        and all(_is_number(weight) and 0 <= weight <= 1 for weight in value.values())
        and sum(value.values()) > 0
    )


def _is_path(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        key.isdecimal() and _is_year(int(key)) and _is_amount(amount)
        for key, amount in value.items()
    )


KINDS = {
    "any": lambda value: True,
    "text": _is_text,
    "texts": lambda value: _is_list(value, _is_text),
    "name": lambda value: isinstance(value, str),
    "pair": lambda value: _is_list(value, _is_text) and len(value) == 2,
    "pairs": lambda value: _is_list(value, lambda one: _is_list(one, _is_text) and len(one) == 2),
    "stratum": lambda value: value in ("zone", "nation"),
    "pool": lambda value: value in ("linear", "log-odds"),
    "weights": lambda value: _is_weights(value),
    "grade": lambda value: value in ("certain", "strained", "definition"),
    "names": lambda value: _is_list(value, lambda one: isinstance(one, str)),
    "day": lambda value: type(value) is datetime.date and _is_year(value.year),
    "year": lambda value: _is_whole(value, *YEARS),
    "years": lambda value: _is_list(value, _is_year) and value != [],
    "number": _is_number,
    "share": lambda value: _is_number(value) and 0 <= value <= 1,
    "draws": lambda value: _is_whole(value, *DRAWS),
    "seed": lambda value: _is_whole(value, *SEEDS),
    "switch": lambda value: isinstance(value, bool),
    "quality": lambda value: value in ("red", "amber", "green"),
    "impact": lambda value: value in ("high", "medium", "low"),
    "amount": _is_amount,
    "amounts": lambda value: (
        _is_amount(value)
        or (
            isinstance(value, Mapping)
            and value != {}
            and not value.keys() & ARITHMETIC
            and all(map(_is_amount, value.values()))
        )
    ),
    "path": _is_path,
}
RANGES = {"draws": DRAWS, "seed": SEEDS}
#: Keys of a series that name an indicator.
CODES = ("level", "growth", "deflator")
#: Lists of names of another block.
NAMED = (("verdict", "price_scenarios", "scenarios"), ("overlap", "between", "industries"))
#: What must be there where another block is.
NEEDS = {
    "industries": ("base_readings", "target_year"),
    "verdict": ("pooling_weight", "simulation"),
}


@cache
def _shapes() -> dict[str, Any]:
    text = files(__package__).joinpath("assumptions.toml").read_text(encoding="utf-8")
    shapes = tomllib.loads(text)
    return {**shapes, "saved": {"scenarios": shapes["assumed"]["scenarios"]}}


def check_toml(content: Mapping, shape: str, file: str) -> list[Problem]:
    """Everything that cannot be meant of a TOML file.

    Parameters
    ----------
    content : mapping
        As `tomllib` reads it.
    shape : str
        `assumed`, `saved`, `pin` or `relations`.
    file : str
        Name for messages.
    """
    problems = list(_table(content, _shapes()[shape], file, ""))
    if shape != "assumed":
        return problems
    lacking = [key for block, keys in NEEDS.items() if block in content for key in keys]
    rules = _shapes()["assumed"]
    problems += [
        _not("table" if isinstance(rules[key], dict) else rules[key], file, key, None)
        for key in lacking
        if key not in content
    ]
    return problems or list(_unknown_names(content, file))


def check_codes(content: Mapping, codes: set[str], file: str) -> list[Problem]:
    """Codes of indicators that no codelist has."""
    series = content.get("series", {})
    used = {f"series.{name}.{key}": series[name].get(key) for name in series for key in CODES}
    used["verdict.window_indicator"] = content.get("verdict", {}).get("window_indicator")
    return [
        found(
            "code-unknown",
            file,
            None,
            place,
            code,
            known=catalogue.Text("inputs.see", {"where": INDICATORS}),
        )
        for place, code in used.items()
        if code is not None and code not in codes
    ]


def _unknown_names(content: Mapping, file: str) -> Iterator[Problem]:
    """Names that one block takes from another which has no such name."""
    for block, key, named in NAMED:
        for name in content.get(block, {}).get(key, []):
            if name not in (known := content.get(named, {})):
                yield found(
                    "code-unknown", file, None, f"{block}.{key}", name, known=", ".join(known)
                )


def _table(content: Mapping, shape: Mapping, file: str, place: str) -> Iterator[Problem]:
    for key, value in content.items():
        here = f"{place}.{key}" if place else key
        rule = shape.get(key) or shape.get("*")
        if rule is None and re.fullmatch(r"\d{4}", key):
            rule = shape.get(A_YEAR)
        if rule is None:
            yield found("toml-key", file, None, here, known=", ".join(shape))
        elif isinstance(rule, str):
            kind = rule.rstrip("!")
            if not KINDS[kind](value):
                yield _not(kind, file, here, value)
        elif isinstance(rule, list):
            if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
                yield _not("tables", file, here, value)
                continue
            for number, one in enumerate(value, 1):
                yield from _table(one, rule[0], file, f"{here}[{number}]")
        elif isinstance(value, Mapping):
            yield from _table(value, rule, file, here)
        else:
            yield _not("table", file, here, value)
    for key, rule in shape.items():
        if isinstance(rule, str) and rule.endswith("!") and key not in content:
            yield _not(rule.rstrip("!"), file, f"{place}.{key}" if place else key, None)


def _not(kind: str, file: str, place: str, value: object) -> Problem:
    least, most = RANGES.get(kind, (0, 0))
    expected, chinese = (
        catalogue.say(f"assumptions.kind.{kind}", language, least=least, most=most)
        for language in ("en", "zh")
    )
    rule = "toml-absent" if value is None else "toml-value"
    problem = found(rule, file, None, place, "" if value is None else _as_typed(value), expected="")
    return problem._replace(message=problem.message + expected, chinese=problem.chinese + chinese)


def _as_typed(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else f"{value}"
