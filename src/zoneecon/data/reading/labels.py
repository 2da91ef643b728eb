"""What does a label of a printed table say? 2021年, 地区生产总值（亿元）, 比上年增长(%), 全市.

A label is taken apart into what it says of a number: the indicator, the year or the part of one,
the unit, the place, whether it is a change, and the prices. What is left over is unknown.
"""

import re
from typing import NamedTuple

from zoneecon.data.reading import vocabulary
from zoneecon.data.reading.printed_dates import DASH, NUMERAL, part_of, plan_years
from zoneecon.data.reading.vocabulary import WORDS, Names, bare, plain

_BRACKET = re.compile(r"[(\[【<〈]([^()\[\]【】<>〈〉]*)[)\]】>〉]")
_TABLE_UNIT = re.compile(r"(?:计量)?单位[:：]?")
_SEVERAL = re.compile(r"[、,，/或和及;；]")
_YEARS = re.compile(r"((?:19|20)\d\d)年?[-－—–~～至到/]+((?:19|20)\d\d)年?")
_YEAR = re.compile(r"((?:19|20)\d\d)(?!\d)(?:年度?|财年)?")
_DATE = re.compile(r"((?:19|20)\d\d)[-./](0?[1-9]|1[0-2])(?!\d)月?")
_PLAN = re.compile(r"[“\"']?(?:“)?十([一二三四五六七八九])五[”\"']?(?:时期|期间|规划)?")
#: Parts of a year and its first and last month.
_PARTS = (
    (re.compile(rf"{NUMERAL}{DASH}{NUMERAL}月(?:份)?"), lambda first, last: (first, last)),
    (re.compile(rf"前{NUMERAL}个?月"), lambda month: (1, month)),
    (re.compile(r"前([一二三123])个?季度?"), lambda quarter: (1, 3 * quarter)),
    (re.compile(r"(?:第\s*)?([一二三四1234])季度?"), lambda n: (3 * n - 2, 3 * n)),
    (re.compile(r"[Qq]([1234])"), lambda n: (3 * n - 2, 3 * n)),
    (re.compile(r"上半年|[Hh]1"), lambda: (1, 6)),
    (re.compile(r"下半年|[Hh]2"), lambda: (7, 12)),
    (re.compile(rf"{NUMERAL}月(?:份|末|底)?"), lambda month: (month, month)),
    (re.compile(r"全年|年末|年底|末|底"), lambda: (1, 12)),
)
#: What may stand behind a period without changing it.
_BEHIND_PERIOD = re.compile(r"(?:累计|止|数|时期|期间|年度)$")

#: Shorter names are found in a title by chance.
SHORTEST_NAME = 3


class Said(NamedTuple):
    """What one label says; empty where it says nothing, `unknown` what nobody understands."""

    indicator: str = ""
    years: tuple[int, int] | None = None
    months: tuple[int, int] | None = None
    units: tuple[str, ...] = ()
    subject: str = ""
    #: level, growth, average, earlier or month, as in the vocabulary
    measure: str = ""
    role: str = ""
    prices: str = ""
    unknown: str = ""


def read(label: str, names: Names) -> Said:
    """Everything that a label says.

    Examples
    --------
    >>> from zoneecon.data.reading.vocabulary import Places
    >>> names = Names({"gdp": "gdp"}, {"亿元": "亿元"}, Places(frozenset(), {}), *[{}] * 4)
    >>> said = read("2021年GDP（亿元）", names)
    >>> said.indicator, said.years, said.units
    ('gdp', (2021, 2021), ('亿元',))
    >>> read("1-9月", names).months, read("比上年增长(%)", names).measure
    ((1, 9), 'growth')
    >>> read("其他", names).unknown
    '其他'
    """
    text = plain(bare(label))
    if not text:
        return Said()
    if text in names.indicators:
        return Said(indicator=names.indicators[text])
    if names_units := _TABLE_UNIT.match(text):
        return Said(units=_units(text[names_units.end() :], names))
    said: dict = {}
    for bracket in _BRACKET.finditer(text):
        if part := _bracket(bracket[1], names):
            said |= part
            text = text.replace(bracket[0], "", 1)
    if text in names.indicators:
        return Said(**said | {"indicator": names.indicators[text]})
    head, mark, tail = text.rpartition(next((m for m in ",:：/、" if m in text), "\0"))
    if mark and head and (units := _units(tail, names)):
        said["units"], text = units, head
    elif units := _units(text, names):
        return Said(**said | {"units": units})
    return _peeled(text, said, names)


def scan(title: str, names: Names) -> Said:
    """What a title or a section's name says among its other words; `unknown` is a place it names.

    Examples
    --------
    >>> from zoneecon.data.reading.vocabulary import Places
    >>> names = Names({"gdp": "gdp"}, {"亿元": "亿元"}, Places(frozenset({"zone"}), {}), *[{}] * 4)
    >>> said = scan("表1 2021年1-9月甲乙市主要经济指标（单位：亿元）", names)
    >>> said.years, said.months, said.units, said.unknown
    ((2021, 2021), (1, 9), ('亿元',), '甲乙市')
    """
    text = plain(title)
    said: dict = {}
    words = text
    if match := re.search(rf"{_YEARS.pattern}|{_PLAN.pattern}|{_YEAR.pattern}", text):
        years, months, rest = _period(text[match.start() :])
        said |= {"years": years, "months": months}
        words = f"{text[: match.start()]}。{rest}"
    if match := _TABLE_UNIT.search(text):
        pieces = re.split(r"[)\]】;；。]", text[match.end() :])
        said["units"] = _units(pieces[0], names)
    else:
        listed = [_units(inside, names) for inside in (text, *_BRACKET.findall(text))]
        said["units"] = next(filter(None, listed), ())
    said["subject"], said["unknown"] = _place_in(words, names)
    known = [name for name in names.indicators if len(name) >= SHORTEST_NAME and name in text]
    longest = max(known, key=len, default="")
    if longest and all(name in longest for name in known):
        behind = text.partition(longest)[2]
        growing = vocabulary.shape("growth").match(behind)
        said |= {"indicator": names.indicators[longest], "measure": "growth" if growing else ""}
    return Said(**{key: value for key, value in said.items() if value})


def _place_in(text: str, names: Names) -> tuple[str, str]:
    """The place that a title names, and a place in it that nobody knows."""
    known = dict.fromkeys(names.places.zone - {"zone"}, "zone") | dict(names.places.around)
    found = [word for word in known if len(word) > 1 and word in text]
    if found:
        return known[max(found, key=len)], ""
    other = re.search(r"(?:^|[。表\d.、,:：])([\u4e00-\u9fff]{2,6}?[省市县])(?![场政])", text)
    return "", other[1] if other else ""


def _bracket(inside: str, names: Names) -> dict:
    """What a bracket says that is no part of a name; nothing if it is one."""
    if units := _units(_TABLE_UNIT.sub("", inside, count=1), names):
        return {"units": units}
    for basis in WORDS["prices"]:
        if inside in vocabulary.words("prices", basis):
            return {"prices": basis}
    if inside in names.indicators:
        return {"indicator": names.indicators[inside]}
    for role in WORDS["roles"]:
        if inside in vocabulary.words("roles", role):
            return {"role": role}
    years, months, rest = _period(inside)
    return {"years": years, "months": months} if (years or months) and not rest else {}


def _units(text: str, names: Names) -> tuple[str, ...]:
    """The units that a text lists, if it is nothing else."""
    text = _priceless(text)
    found = [vocabulary.unit_of(piece, names.units) for piece in _SEVERAL.split(text)]
    whole = vocabulary.unit_of(text, names.units)
    return (whole,) if whole else tuple(found) if all(found) else ()


def _priceless(text: str) -> str:
    """A unit without the prices that stand in a bracket behind it."""
    bracket = _BRACKET.search(text)
    inside = bracket and any(bracket[1] in vocabulary.words("prices", b) for b in WORDS["prices"])
    return text.replace(bracket[0], "", 1) if bracket and inside else text


def _peeled(text: str, said: dict, names: Names) -> Said:
    """A name with what stands before and behind it taken away, piece by piece."""
    while text:
        if text in names.indicators:
            return Said(**said | {"indicator": names.indicators[text]})
        for peel in (_by_period, _by_place, _by_role, _by_measure, _by_prices, _by_percent):
            found, rest = peel(text, names)
            if found:
                said, text = said | found, rest
                break
        else:
            return Said(**said | {"unknown": text})
    return Said(**said)


def _by_period(text: str, names: Names) -> tuple[dict, str]:
    years, months, rest = _period(text)
    found = {"years": years, "months": months}
    return {key: value for key, value in found.items() if value}, rest


def _by_place(text: str, names: Names) -> tuple[dict, str]:
    """The longest word of a place at the beginning."""
    known = dict.fromkeys(names.places.zone, "zone") | dict(names.places.around)
    words = sorted((word for word in known if text.startswith(word)), key=len, reverse=True)
    word = next((word for word in words if known[word]), "")
    return ({"subject": known[word]}, text[len(word) :].lstrip("的:：")) if word else ({}, text)


def _by_role(text: str, names: Names) -> tuple[dict, str]:
    for role in WORDS["roles"]:
        known = vocabulary.words("roles", role)
        if text in known:
            return {"role": role}, ""
    return {}, text


def _by_measure(text: str, names: Names) -> tuple[dict, str]:
    """A word of change at the end; one of level only if it is all that is left."""
    for measure in ("average", "growth"):
        if end := re.search(rf"(?:{vocabulary.shape(measure).pattern})$", text):
            nominal = {"prices": "current"} if vocabulary.shape("nominal").search(end[0]) else {}
            return {"measure": measure, **nominal}, text[: end.start()].rstrip("的,:：")
    for measure in ("level", "month", "earlier"):
        if vocabulary.shape(measure).fullmatch(text):
            return {"measure": measure}, ""
    return {}, text


def _by_prices(text: str, names: Names) -> tuple[dict, str]:
    for basis in WORDS["prices"]:
        if text in vocabulary.words("prices", basis):
            return {"prices": basis}, ""
    return {}, text


def _by_percent(text: str, names: Names) -> tuple[dict, str]:
    return ({"units": ("%",)}, text[:-1]) if text.endswith("%") and len(text) > 1 else ({}, text)


# --- periods --------------------------------------------------------------------------------------


def _period(text: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None, str]:
    """Years and months that a text begins with, and what follows."""
    if match := _YEARS.match(text):
        first, last = int(match[1]), int(match[2])
        if first < last:
            return (first, last), None, _BEHIND_PERIOD.sub("", text[match.end() :])
    if match := _PLAN.match(text):
        return plan_years(f"十{match[1]}"), None, text[match.end() :]
    if match := _DATE.match(text):
        year, month = int(match[1]), int(match[2])
        return (year, year), (month, month), text[match.end() :]
    years = None
    if match := _YEAR.match(text):
        years, text = (int(match[1]), int(match[1])), text[match.end() :]
    for shape, span in _PARTS:
        if (match := shape.match(text)) and (months := part_of(match, span)):
            return years, months, _BEHIND_PERIOD.sub("", text[match.end() :])
    return years, None, _BEHIND_PERIOD.sub("", text) if years else text


def written(years: tuple[int, int], months: tuple[int, int] | None) -> str:
    """A period as the column `period` has it.

    Examples
    --------
    >>> written((2021, 2021), None), written((2021, 2021), (1, 9)), written((2016, 2020), None)
    ('2021', '2021-01/2021-09', '2016/2020')
    """
    if years[0] < years[1]:
        return f"{years[0]}/{years[1]}"
    if months in (None, (1, 12)):
        return str(years[0])
    first, last = (f"{years[0]}-{month:02}" for month in months)
    return first if first == last else f"{first}/{last}"
