"""Which words stand for what? Names, heads, units and places as bureaus print and people type them.

The words are data (`vocabulary.toml`); a checkout adds the names of its codelists, of its zone and
of the places that its context has numbers of.
"""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import pandas as pd

from zoneecon.data.reading import schema

WORDS = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
#: Marks of a footnote; ① would become a 1 when widths are made alike.
_FOOTNOTE = re.compile(r"[①-⑳⓪❶-❿*＊†‡※]+|[\[［(（]注?\d{1,2}[\])）］](?=$)|注\d{1,2}$")
#: What stands before a name in a stub: 其中：, #, 一、, (一), 1.
_LEAD = re.compile(
    r"(其\s*中\s*[:：]?|#|[-－—·•○●]+(?=\D)|[一二三四五六七八九十]+[、.．]|\d{1,2}[、.．](?!\d)"
    r"|[(（](?:[一二三四五六七八九十]+|\d{1,2})[)）](?=.)|按[^:：]{1,6}分[:：])\s*"
)
#: A translation behind a Chinese name, as yearbooks print it.
_TRANSLATION = re.compile(r"(?<=[\u4e00-\u9fff)）①-⑳])\s+[A-Za-z][A-Za-z ,.'&()%/-]{3,}$")
#: Spaces that set a Chinese word wide, and the year that a label begins with.
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_YEAR = re.compile(r"^(?:19|20)\d\d\s*年?(?:度|末|底)?\s*")
#: Nearest names that are told, and how alike they must be.
NEAREST, ALIKE = 2, 0.5
#: The folder of a place that is not the zone.
CONTEXT = "context"


@lru_cache(10_000)  # the same few hundred names are compared with every label
def plain(text: str) -> str:
    """A word without spaces, width and capitals, by which it is compared.

    Examples
    --------
    >>> plain(" ＧＤＰ（亿元） "), plain("地区 生产总值")
    ('gdp(亿元)', '地区生产总值')
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def bare(label: str) -> str:
    """A label without footnote marks, numbering and a translation beside it.

    Examples
    --------
    >>> bare("一、地区生产总值①"), bare("其中：第二产业"), bare("第三产业 Tertiary Industry")
    ('地区生产总值', '第二产业', '第三产业')
    """
    label = _TRANSLATION.sub("", _FOOTNOTE.sub("", label.strip()))
    before = ""
    while before != label:
        before, label = (
            label,
            _LEAD.sub("", label.strip(), count=1) if _LEAD.match(label) else label,
        )
    return _SPACED.sub("", label).strip(" :：")


def key(label: str) -> str:
    """A label by which a mapping knows it: bare, and without the year that it is of.

    Examples
    --------
    >>> key("2021年地区生产总值（亿元）"), key("2021年"), key("第 二 产 业")
    ('地区生产总值（亿元）', '2021年', '第二产业')
    """
    label = bare(label)
    return _YEAR.sub("", label) or label


def heads(table: str) -> dict[str, str]:
    """Head of a column, plain -> column, of a table of the contract: its own, and Chinese ones."""
    known = {plain(title): column for title, column in schema.chinese_headers(table).items()}
    if table in ("statements", "handed_in"):
        for column, names in WORDS["heads"].items():
            known |= dict.fromkeys(map(plain, names), column)
    return known | {name: name for name in schema.columns(table)}


@cache
def words(group: str, name: str) -> frozenset[str]:
    """Plain words of a list of the vocabulary."""
    return frozenset(map(plain, WORDS[group][name]))


@cache
def shape(measure: str) -> re.Pattern[str]:
    """The shape of what makes a number of a label a level, a growth and so on."""
    return re.compile(WORDS["measures"][measure])


class Places(NamedTuple):
    """Word of a place, plain -> the subject that it is; empty where nobody can tell."""

    zone: frozenset[str]
    around: Mapping[str, str]


class Names(NamedTuple):
    """What a checkout's words stand for, by plain word."""

    indicators: Mapping[str, str]
    units: Mapping[str, str]
    places: Places
    #: code -> code of its growth, the unit that it is converted to, and its price basis
    growth: Mapping[str, str]
    measured: Mapping[str, str]
    prices: Mapping[str, str]
    #: unit as printed -> unit that it is converted to
    measures: Mapping[str, str]


def names(
    indicators: pd.DataFrame,
    units: pd.DataFrame,
    zone_names: Iterable[str] | None,
    around: Iterable[str],
) -> Names:
    """Everything that labels are read by.

    Parameters
    ----------
    indicators, units : DataFrame
        Codelists of the checkout.
    zone_names : iterable of str, optional
        What the zone is called; None where what is read is of no zone.
    around : iterable of str
        Subjects that the context has numbers of.
    """
    codes = list(indicators["code"])
    known = {plain(name): code for code, name in indicators[["code", "en"]].to_numpy()}
    for code, listed in WORDS["indicators"].items():
        known |= dict.fromkeys(map(plain, listed), code) if code in codes else {}
    known |= {plain(name): code for code, name in indicators[["code", "zh"]].to_numpy()}
    known |= {plain(code): code for code in codes}
    counted = set(indicators.loc[indicators["unit"] == "count", "code"])
    known = _alike(known, counted) | known
    growth = {
        parent: code
        for code, parent, concept in indicators[["code", "parent", "concept"]].to_numpy()
        if parent and concept == "growth rate" and code == f"{parent}_growth"
    }
    return Names(
        known,
        {plain(unit): unit for unit in units["printed"]},
        _places(zone_names if zone_names is None else list(zone_names), list(around)),
        growth,
        dict(zip(codes, indicators["unit"], strict=True)),
        dict(zip(codes, indicators["price_basis"], strict=True)),
        dict(zip(units["printed"], units["unit"], strict=True)),
    )


def _alike(known: Mapping[str, str], counted: set[str]) -> dict[str, str]:
    """Names that differ from known ones by how a count ends, or by a word for another."""
    more: dict[str, str] = {}
    for name, code in known.items():
        ends = [""] if code not in counted else ["", *WORDS["alike"]["counted"]]
        stem = name.removesuffix(next((end for end in ends[:0:-1] if name.endswith(end)), ""))
        stems = [stem if code in counted else name]
        for group in WORDS["alike"]["words"]:
            begins = next((word for word in group if stems[0].startswith(word)), None)
            if begins:
                stems += [word + stems[0].removeprefix(begins) for word in group]
        more |= dict.fromkeys((one + end for one in stems for end in ends), code)
    return more


def _places(called: list[str] | None, around: list[str]) -> Places:
    """The zone by its names and by 全区, 全市 as they end; provinces and the nation around it."""
    zone_names = called or []
    own = {plain(name) for name in zone_names if name} | {"zone"}
    own |= {
        word
        for word, place in WORDS["whole"].items()
        if any(name.endswith(tuple(place["ends"])) for name in zone_names)
    }
    if own <= {plain(name) for name in (*zone_names, "zone")}:  # nothing says what kind it is
        own |= {word for word, place in WORDS["whole"].items() if place["kind"] == "zone"}
    if called is None:
        own = set()
    known = {plain(subject): subject for subject in around}
    for word, subjects in WORDS["around"].items():
        known[word] = next((one for one in subjects if one in around), subjects[0])
    for name, english in WORDS["provinces"].items():
        subject = next((one for one in (english, name, f"{name}省") if one in around), english)
        known |= dict.fromkeys((name, f"{name}省", f"{name}市"), subject)
    provinces = {*WORDS["provinces"].values(), *(f"{name}省" for name in WORDS["provinces"])}
    here = [subject for subject in around if subject in provinces]
    cities = [subject for subject in around if re.fullmatch(r"[\w ]+ city|\w+市", subject)]
    kinds = {"city": cities, "province": here}
    for word, place in WORDS["whole"].items():
        if word not in known:
            only = kinds.get(place["kind"], [])
            known[word] = only[0] if len(only) == 1 else ""
    if (
        len(cities) == 1
    ):  # its Chinese name is how that of the zone begins: 甲乙市 of 甲乙经济开发区
        chinese = [name for name in zone_names if re.fullmatch(r"[\u4e00-\u9fff]{4,}", name)]
        stems = {name[:length] for name in chinese for length in (2, 3, 4)}
        known |= {f"{stem}市": cities[0] for stem in stems if f"{stem}市" not in known}
    return Places(frozenset(own), {word: one for word, one in known.items() if word not in own})


def nearest(label: str, known: Iterable[str]) -> list[str]:
    """Known names that are most like a label, or that it is a part of."""
    wanted = plain(label)
    within = [name for name in known if wanted and (wanted in name or name in wanted)]
    alike = difflib.get_close_matches(wanted, list(known), NEAREST, ALIKE)
    return list(dict.fromkeys([*alike, *sorted(within, key=len, reverse=True)]))[:NEAREST]


def kind_of_document(title: str) -> str:
    """What kind of document a title names; '' if it names none.

    Examples
    --------
    >>> kind_of_document("2021年统计公报"), kind_of_document("第十四个五年规划")
    ('communique', 'plan')
    """
    known = [word for word in WORDS["documents"] if word in title]
    return WORDS["documents"][max(known, key=len)] if known else ""


def unit_of(text: str, known: Mapping[str, str]) -> str:
    """The unit of a checkout that a text is, by whatever spelling; '' if it is none.

    Examples
    --------
    >>> unit_of("亿元人民币", {"亿元": "亿元"}), unit_of("亿", {"亿元": "亿元"})
    ('亿元', '')
    """
    word = plain(text)
    if word in WORDS["points"]["units"]:
        return word  # of a rate of growth they are no rate: the rules see to it
    spelt = {plain(other): unit for other, unit in WORDS["units"].items()}
    unit = known.get(word) or spelt.get(word, "")
    return known.get(plain(unit), unit)


def with_multiples(units: pd.DataFrame) -> pd.DataFrame:
    """A codelist of units with all multiples of those that it has a multiple of: 千元 by 亿元."""
    times = sorted({"", *WORDS["multiples"]}, key=len, reverse=True)
    printed = list(units["printed"])
    stems = {
        unit.removeprefix(prefix) for unit in printed for prefix in times if unit.startswith(prefix)
    }
    counted = {stem for stem in stems if stem and any(f"{p}{stem}" in printed for p in times if p)}
    made = (derived_unit(f"{prefix}{stem}", units) for stem in counted for prefix in times)
    fresh = [row for row in made if row and row["printed"] not in printed]
    return pd.concat([units, pd.DataFrame(fresh, columns=["printed", "unit", "factor"])])


def derived_unit(printed: str, units: pd.DataFrame) -> dict[str, str] | None:
    """A unit that no codelist has, by one that it is a multiple of: 千元 by 亿元; None if none.

    Parameters
    ----------
    units : DataFrame
        The codelist: printed, unit, factor.
    """
    times = {word: Decimal(worth) for word, worth in WORDS["multiples"].items()} | {"": Decimal(1)}
    ordered = sorted(times, key=len, reverse=True)
    known = units[["printed", "unit", "factor"]].to_numpy()
    for prefix in (word for word in ordered if printed.startswith(word)):
        stem = printed.removeprefix(prefix)
        for other, unit, factor in known:
            before = other.removesuffix(stem)
            if stem and other.endswith(stem) and before in times:
                worth = Decimal(factor) / times[before] * times[prefix]
                return {"printed": printed, "unit": unit, "factor": f"{worth.normalize():f}"}
    return None
