"""Are the codelists and the list of sources sound? What every statement is read by.

A slip here changes many numbers at once: a factor, a concept that switches rules off, a day of
publication that moves what was known when.
"""

import calendar
import datetime
import re
import tomllib
from decimal import Decimal
from functools import partial
from importlib.resources import files

import pandas as pd

from zoneecon.data.checks.rows import LEVELS
from zoneecon.data.files.checkout import INDICATORS, README, UNITS
from zoneecon.data.messages import Slip
from zoneecon.data.problems import (
    Problem,
    at,
    flagged,
    iso_date,
    misshapen,
    repeated,
    unknown,
    unparsed,
)
from zoneecon.data.reading import schema
from zoneecon.rows import each_row

#: Days ahead of today beyond which no clock is right: a slip of the year.
DAYS_AHEAD = 366
#: Days that a document may lie ahead of the present: clocks and time zones.
DAYS_TO_COME = 3
#: Required columns whose absence a rule of their own names.
SAID_ELSEWHERE = ("published", "factor", "code", "source")
#: Units by their words, currencies, what a code and a definition say of an indicator.
KNOWN = tomllib.loads(files(__package__).joinpath("codelists.toml").read_text(encoding="utf-8"))
PREFIXES = {prefix: Decimal(worth) for prefix, worth in KNOWN["prefixes"].items()}
_FACTOR = r"[0-9]{1,16}(\.[0-9]{1,16})?"
_DAY = re.compile(r"(?:(19|20)(\d\d))[-/.年]?(?:(\d{1,2})(?:[-/.月]?(\d{1,2})日?)?)?月?", re.ASCII)


def check_units(units: pd.DataFrame) -> list[Problem]:
    """Units are printed once each and convert by a positive factor."""
    return [
        *against_contract(units, "units"),
        *unparsed(units, "factor", _positive_factor),
        *repeated(units, ["printed"], "printed", "listed-twice"),
        *_odd_factors(units),
        *_other_currencies(units),
    ]


def _other_currencies(units: pd.DataFrame) -> list[Problem]:
    """亿美元 is no yuan, and 亿元 no dollars: no factor turns one into the other."""
    problems, currencies = [], KNOWN["currencies"]
    for row in each_row(units):
        printed = next((currencies[end] for end in currencies if row.printed.endswith(end)), "")
        measured = row.unit.partition(" ")[0]
        if printed and measured in currencies.values() and measured != printed:
            fields = {"printed": row.printed, "currency": printed}
            problems.append(at(row, "unit-currency", "unit", **fields))
    return problems


def _positive_factor(text: str) -> float:
    factor = float(text) if re.fullmatch(_FACTOR, text) else 0.0
    if factor <= 0:
        raise Slip("factor-unknown")
    return factor


def check_indicators(indicators: pd.DataFrame, units: pd.DataFrame) -> list[Problem]:
    """Codes are unique snake_case; units and parents exist; no code is its own ancestor."""
    codes = indicators["code"]
    parent = dict(zip(codes, indicators["parent"], strict=True))
    shape = schema.pattern("indicators", "code")
    snake = codes.map(lambda code: re.fullmatch(shape, code) is not None)
    return [
        *against_contract(indicators, "indicators"),
        *flagged(indicators, ~snake.astype(bool), "code", "code-form"),
        *repeated(indicators, ["code"], "code", "listed-twice"),
        *_other_parents(indicators),
        *_new_concepts(indicators),
        *_other_concepts(indicators),
        *unknown(indicators, "unit", units["unit"], UNITS),
        *unknown(indicators, "parent", ["", *codes], INDICATORS),
        *flagged(
            indicators, codes.map(lambda code: _in_circle(code, parent)), "parent", "parent-circle"
        ),
    ]


def _other_parents(indicators: pd.DataFrame) -> list[Problem]:
    """gdp_growth is of gdp: a parent that is lost or mistyped switches rules off."""
    codes = set(indicators["code"])
    return [
        at(row, "parent-other", "parent", stem=stem, code=row.code)
        for row in each_row(indicators)
        if (stem := re.sub("_(growth|share)$", "", row.code)) != row.code
        and stem in codes
        and row.parent != stem
    ]


def _new_concepts(indicators: pd.DataFrame) -> list[Problem]:
    """A concept that no rule knows: new, or a slip that would switch rules off."""
    known = schema.known("indicators", "concept")
    new = ~indicators["concept"].isin(["", *known])
    return flagged(indicators, new, "concept", "concept-new", known=", ".join(known))


def _other_concepts(indicators: pd.DataFrame) -> list[Problem]:
    """A concept that the code or the whole contradicts, and money without a price basis."""
    concepts = dict(zip(indicators["code"], indicators["concept"], strict=True))
    endings, currencies = KNOWN["endings"], tuple(KNOWN["currencies"].values())
    problems = []
    for row in each_row(indicators):
        wanted = next((endings[end] for end in endings if row.code.endswith(end)), row.concept)
        known = row.concept in LEVELS or row.concept in endings.values()
        if known and row.concept != wanted:
            problems.append(at(row, "concept-code", "concept", code=row.code, wanted=wanted))
        whole = concepts.get(row.parent, "")
        if {row.concept, whole} <= LEVELS and row.concept != whole:
            problems.append(at(row, "concept-parent", "concept", parent=row.parent, other=whole))
        # levels are told at current prices, growth of value added at constant ones, or it is said
        of_level = row.concept in LEVELS and row.price_basis == "constant"
        of_growth = row.concept == "growth rate" and whole == "value added"
        words = re.compile(KNOWN["prices"].get(row.price_basis, ""), re.IGNORECASE)
        if of_level or (of_growth and row.price_basis == "current"):
            if not words.search(f"{row.code} {row.zh} {row.en} {row.definition}"):
                problems.append(at(row, "basis-doubtful", "price_basis", code=row.code))
        if row.unit.startswith(currencies) and row.price_basis == "n/a":
            problems.append(at(row, "basis-none", "price_basis", code=row.code, unit=row.unit))
    return problems


def _in_circle(code: str, parent: dict[str, str]) -> bool:
    above = parent.get(code, "")
    for _ in parent:
        if above in ("", code):
            break
        above = parent.get(above, "")
    return bool(above) and above == code


def check_every_source_speaks(statements: pd.DataFrame, sources: pd.DataFrame) -> list[Problem]:
    """Sources without a statement: what an addition that was cut short leaves."""
    silent = sources[~sources["source"].isin(statements["source"])]
    return [at(row, "source-empty", "source") for row in each_row(silent)]


def check_sources(sources: pd.DataFrame, present: datetime.date) -> list[Problem]:
    """Every source has a name and a day of publication; nothing in it leads elsewhere.

    `present` is today, or a later day that is known to have come.
    """
    shape = schema.pattern("sources", "source")
    slug = sources["source"].map(lambda name: re.fullmatch(shape, name) is not None)
    return [
        *against_contract(sources, "sources"),
        *flagged(sources, ~slug.astype(bool), "source", "source-form"),
        *repeated(sources, ["source"], "source", "listed-twice"),
        *unparsed(sources, "published", partial(publication_day, present=present)),
        *misshapen(sources, "url", schema.pattern("sources", "url"), "url-scheme"),
        *misshapen(sources, "file", schema.pattern("sources", "file"), "file-name"),
        *misshapen(sources, "sha256", schema.pattern("sources", "sha256"), "checksum-form"),
        *_other_days(sources),
        *_days_to_come(sources, present),
    ]


def _days_to_come(sources: pd.DataFrame, present: datetime.date) -> list[Problem]:
    """Documents of a day that has not come.

    A page that was retrieved proves that its day has come, whatever the clock of this machine
    says: what was once loaded must load everywhere.
    """
    retrieved = sources.loc[sources["published_basis"] == "retrieved", "published"]
    latest = present + datetime.timedelta(days=DAYS_TO_COME)
    day = sources["published"].str.fullmatch(r"\d{4}-\d\d-\d\d")
    ahead = sources["published"] > max([latest.isoformat(), *retrieved])
    return flagged(sources, day & ahead, "published", "date-ahead")


def against_contract(frame: pd.DataFrame, table: str) -> list[Problem]:
    """Cells that the contract wants filled in, or of a list: a typo would switch rules off."""
    problems = []
    for field in schema.fields(table):
        name, rules = field["name"], field.get("constraints", {})
        if rules.get("required") and name not in SAID_ELSEWHERE:
            problems += flagged(frame, frame[name] == "", name, "code-missing")
        if "enum" in rules:
            filled = frame[frame[name] != ""]
            problems += unknown(filled, name, rules["enum"], README)
    return problems


def publication_day(text: str, present: datetime.date) -> datetime.date:
    """A day on which a document can have been published."""
    day = iso_date(text)
    limit = present + datetime.timedelta(days=DAYS_AHEAD)
    if not datetime.date(1949, 1, 1) <= day <= limit:
        raise Slip("date-range")
    return day


def _odd_factors(units: pd.DataFrame) -> list[Problem]:
    """A factor is a power of ten; 万 and 亿 before one unit multiply it as they say."""
    bases: dict[tuple[str, str], tuple[str, Decimal]] = {}
    problems = []
    for row in each_row(units):
        if not re.fullmatch(_FACTOR, row.factor) or not Decimal(row.factor):
            continue
        prefix = next((known for known in PREFIXES if row.printed.startswith(known)), "")
        stem, times = row.printed.removeprefix(prefix), PREFIXES.get(prefix, Decimal(1))
        base = Decimal(row.factor) / times
        known = "1" if row.unit in KNOWN["counted"] else KNOWN["stems"].get(stem, {}).get(row.unit)
        first = row.printed, Decimal(known) if known else base
        other, wanted = bases.setdefault((stem, row.unit), first)
        if base != wanted:
            fields = {"other": other, "wanted": f"{(wanted * times).normalize():f}"}
            problems.append(at(row, "factor-unlike", "factor", **fields))
        if re.search(r"[1-9].*[1-9]|[2-9]", f"{Decimal(row.factor):f}"):
            problems.append(at(row, "factor-odd", "factor"))
    return problems


def _other_days(sources: pd.DataFrame) -> list[Problem]:
    """The day of publication against the date as printed, and the end of a month or a year."""
    problems = []
    for row in each_row(sources):
        try:
            day = iso_date(row.published)
        except Slip:
            continue
        last = calendar.monthrange(day.year, day.month)[1]
        if row.published_basis == "month" and day.day != last:
            problems.append(at(row, "date-basis", "published", last=f"{day:%Y-%m}-{last}"))
        if row.published_basis == "year" and (day.month, day.day) != (12, 31):
            problems.append(at(row, "date-basis", "published", last=f"{day.year}-12-31"))
        if row.published_basis == "retrieved":
            continue
        day_printed = printed_day(row.published_printed)
        if day_printed is None:
            problems.append(at(row, "unverifiable", "published", cells="published"))
        elif day_printed != (day.year, day.month, day.day)[: len(day_printed)]:
            problems.append(at(row, "date-printed", "published", printed=row.published_printed))
    return problems


def printed_day(text: str) -> tuple[int, ...] | None:
    """Year, month and day of a date as printed, as far as it goes; None if it cannot be told.

    Examples
    --------
    >>> printed_day("2021年8月"), printed_day("2022/0211"), printed_day("")
    ((2021, 8), (2022, 2, 11), None)
    >>> printed_day("1629861353"), printed_day("240119"), printed_day("2020/21")
    ((2021, 8, 25), (2024, 1, 19), None)
    """
    if re.fullmatch(r"1\d{9}", text, re.ASCII):  # seconds since 1970, in many addresses
        moment = datetime.datetime.fromtimestamp(int(text), datetime.UTC)
        return moment.year, moment.month, moment.day
    digits = re.fullmatch(r"(\d\d)(\d\d)(\d\d)", text, re.ASCII)
    if digits and not text.startswith(("19", "20")):
        return 2000 + int(digits[1]), int(digits[2]), int(digits[3])
    match = _DAY.fullmatch(text)
    if not match:
        return None
    year = int(match[1] + match[2])
    rest = tuple(int(part) for part in match.groups()[2:] if part)
    return (year, *rest) if not rest or 1 <= rest[0] <= 12 else None
