"""Does a number agree with its own quote? Held inside the table, without the document.

A typing slip in a value, a unit, a sign or a year disagrees with the words copied beside it, a
wrong indicator or subject with the words before the number; which words tell of what is data
(`clauses.toml`). What no word confirms is reported as unverifiable instead of trusted.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

import pandas as pd

from zoneecon.data.checks.rows import LEVELS
from zoneecon.data.newest import FACTS
from zoneecon.data.problems import at, flagged
from zoneecon.data.reading import printed, printed_dates, vocabulary
from zoneecon.errors import Problem
from zoneecon.rows import each_row

WORDS = tomllib.loads(files(__package__).joinpath("clauses.toml").read_text(encoding="utf-8"))
_DIGITS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千]+|\d+(?:\.\d+)?", re.ASCII)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
#: The sign of a number; the dash of a range such as 10-40 is none.
_MINUS = re.compile(r"(?<!\d)(?<!\d[%％])[-－−﹣]$|负$")
#: A fall told right before the number.
_DECLINE = re.compile(rf"({WORDS['fall']})(幅度?)?(了|为|达到?|约|近|至少|超过?)*$")
_CLAUSE_ENDS = re.compile(r"[，,。；;]")
#: A short name may be the end of another word, unless a date or a verb stands before it.
SHORTEST_NAME, TELLING_NAME, LONGEST_NAME = 2, 4, 30
#: A document is one of quotes if so many of its rows, and this share of them, have one.
MANY_QUOTES, QUOTED_SHARE = 3, 0.7


def check_quotes(
    statements: pd.DataFrame,
    units: pd.DataFrame,
    indicators: pd.DataFrame,
    called: Iterable[str] = (),
) -> list[Problem]:
    """Hold every row to its own words.

    Parameters
    ----------
    statements : DataFrame
        Rows whose cells have passed `statements.check_statements`.
    units, indicators : DataFrame
        Codelists, for telling the unit that stands beside a number and what the number is of.
    called : iterable of str
        What the zone is called.
    """
    places = vocabulary.names(indicators, units, called, []).places
    means = {row.code: row for row in each_row(indicators)}
    known = sorted(filter(None, units["printed"]), key=len, reverse=True)
    names = {
        name: unit
        for whole, unit in indicators[["zh", "unit"]].to_numpy()
        for name in (re.sub("增加值$|总额$", "", whole), whole)
    }
    problems = []
    for row in each_row(statements):
        meaning = means[row.indicator]
        found = _quoted(row, meaning, known, names) if row.quote else _unquoted(row)
        if row.subject == "zone" and (place := _other_place(row, meaning, places)):
            found.append(at(row, "quote-words", "subject", word=place))
        found += _period(row)
        problems += [problem for problem in found if isinstance(problem, Problem)]
        if unsure := [cell for cell in found if isinstance(cell, str)]:
            problems.append(at(row, "unverifiable", "id", cells=", ".join(unsure)))
        basis = re.search(WORDS["other_basis"], f"{row.quote} {row.note}")
        if basis and meaning.concept == "growth rate":
            problems.append(at(row, "quote-words", "indicator", word=basis[0]))
    quoted = statements["quote"] != ""
    count, share = (quoted.groupby(statements["source"]).transform(how) for how in ("sum", "mean"))
    lost = ~quoted & (count >= MANY_QUOTES) & (share >= QUOTED_SHARE)
    return problems + flagged(statements, lost, "quote", "quote-lost")


def _unquoted(row) -> list[Problem | str]:
    """Of a row without words nothing is sure; a name is here for each cell that is not."""
    if row.unit == "words":
        return []
    if any(printed.chinese_number(item) for item in row.value.split(";")):
        return [at(row, "number-numeral", "value")]
    return ["value", "unit", "indicator", "subject", "role", "qualifier"]


def _quoted(row, meaning, known: list[str], names: dict[str, str]) -> list[Problem | str]:
    """A row's number in its quote. Whom it is of is not there, nor is what stands behind it."""
    unsure = ["subject", "role", "qualifier", *([] if meaning.zh in row.quote else ["indicator"])]
    if row.unit != "words":
        return [*unsure, *_number(row, meaning, known, names)]
    if printed.occurs(row.value, row.quote):
        return [*unsure]
    return [*unsure, at(row, "quote-number", "value", quote=row.quote)]


# --- numbers, units, signs ----------------------------------------------------------------------


def _number(row, meaning, known: list[str], names: dict[str, str]) -> list[Problem | str]:
    """The number ends its quote, its unit stands beside it, its sign and bounds before it."""
    quote = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", row.quote.translate(_HALF_WIDTH))
    items = printed.printed_items(row.value)
    if not printed.shown_last(row.value, quote):
        return [at(row, "quote-number", "value", quote=row.quote)]
    if row.unit not in row.quote:
        return [at(row, "quote-unit", "unit", quote=row.quote)]
    if not all(map(printed.is_number, items)):  # 六大产业: sure where no other numeral stands
        numerals = list(_NUMERAL.finditer(quote))
        found = [match for match in numerals if match[0] in items]
        if len(found) == len(numerals):
            return []
        if _beside(quote, found, row.unit, known):
            return ["value"]
        return [at(row, "quote-unit-place", "unit", quote=row.quote)]
    found = list(_DIGITS.finditer(quote))[-len(items) :]
    beside = _beside(quote, found, row.unit, known)
    problems: list[Problem | str] = (
        [] if beside else [at(row, "quote-unit-place", "unit", quote=row.quote)]
    )
    before = quote[: found[0].start()]
    if len(items) == 1 and not _same_sign(items[0], before, meaning):
        return [*problems, at(row, "quote-sign", "value", quote=row.quote)]
    bounds = {word: word for word in printed.QUALIFIERS} | WORDS["bounds"]
    for word, code in bounds.items():
        if before.endswith(word) and code not in row.qualifier:
            problems.append(at(row, "quote-qualifier-missing", "qualifier", word=word))
    after = _CLAUSE_ENDS.split(quote[found[-1].end() :])[0]
    return problems + _clause(row, before, after, meaning, names)


def _beside(quote: str, numbers: list[re.Match], unit: str, known: list[str]) -> bool:
    """Whether a unit is printed beside a number: behind it, before it, or at the list's head."""
    texts = [quote[number.end() :] for number in numbers]
    behind = [next((other for other in known if text.startswith(other)), None) for text in texts]
    before = quote[: numbers[-1].start()] if numbers else ""
    return unit in behind or before.endswith(unit) or (unit in before and behind[-1] is None)


def _same_sign(item: str, before: str, meaning) -> bool:
    """Whether a number has the sign that the words before it print.

    A decline of a growth rate is negative (同比下降5.2% is -5.2); 压减产能3万吨 is positive.
    """
    if item.startswith("-"):
        return bool(_MINUS.search(before)) or falling(before)
    return not _MINUS.search(before) and not (rises(meaning) and _DECLINE.search(before))


def rises(meaning) -> bool:
    """Whether an indicator is a rate of which a fall is negative; a rate of reduction is none."""
    of_fall = re.search(WORDS["of_fall"], f"{meaning.zh} {meaning.en}", re.IGNORECASE)
    return meaning.concept == "growth rate" and not of_fall


def falling(before: str) -> bool:
    """Whether the words before a number tell of a fall by it.

    Examples
    --------
    >>> falling("同比下降幅度为"), falling("增速回落至"), falling("税收同比增长")
    (True, False, False)
    """
    match = _reaching(f"{WORDS['fall']}|{WORDS['fall_before']}", 8, before)
    return match is not None and ("幅" in match[1] or not re.search(WORDS["no_fall"], match[2]))


def _reaching(words: str, reach: int, before: str) -> re.Match | None:
    """One of some words, with no more than so many characters between it and the number."""
    return re.search(rf"({words})([^，,。；;、\d%％]{{0,{reach}}})$", before)


# --- what the words before a number make of it --------------------------------------------------


def _clause(row, before: str, after: str, meaning, names: dict[str, str]) -> list[Problem]:
    """What the words around a number say against the cells of its row."""
    clause = _CLAUSE_ENDS.split(before)[-1]
    fall = rises(meaning) and falling(before) and not row.value.startswith("-")
    prices = WORDS["prices"] if meaning.concept in LEVELS or rises(meaning) else {}
    stretch = _stretch(before)
    above = "above" if re.search(WORDS["scopes"]["above"], meaning.zh) else ""
    contrary = {
        "value": clause if fall else _other_kind(row, before, meaning),
        "indicator": _of_another(prices, meaning.price_basis, stretch)
        or _of_another(WORDS["scopes"], above, clause)
        or _other_indicator(before, row.quote, meaning, names),
        "subject": _of_another(WORDS["places"], row.subject, clause),
        "role": _no_fact(row, clause + after, meaning),
    }
    return [at(row, "quote-words", column, word=word) for column, word in contrary.items() if word]


def _stretch(before: str) -> str:
    """The words before a number back to the clause of another one, or to a sentence's end.

    Examples
    --------
    >>> _stretch("2022年，按现价计算产值97.4亿元，按可比价格计算，1-9月增长")
    '按可比价格计算，1-9月增长'
    """
    return re.split(WORDS["other_number"], before)[-1]


def _no_fact(row, clause: str, meaning) -> str:
    """A word by which a number told as a fact is aimed at, or could be; '' if there is none."""
    if row.role not in FACTS:
        return ""
    could = f"|{WORDS['could']}" if meaning.concept in WORDS["made"] else ""
    found = re.findall(f"{WORDS['aims']}{could}", re.sub(WORDS["aims_but"], "", clause))
    noted = [word for word in vocabulary.WORDS["roles"]["expected"] if word in row.qualifier]
    own = f"{meaning.zh};{';'.join(noted)}"
    return next((word for word in found if word not in own), "")


def _other_kind(row, before: str, meaning) -> str:
    """A word that makes the number a change, a sum or an average; '' if there is none."""
    level = meaning.concept in LEVELS and row.unit != "%"
    year = re.fullmatch(r"\d{4}", row.period, re.ASCII)
    fact = year and row.role != "target"
    of = {
        "facts of a year": fact,
        "levels of a year": level and year,
        "flows of a year": fact and meaning.concept in WORDS["flows"],
        "rates": meaning.concept == "growth rate" and row.unit == "%",
    }
    words = f"{meaning.zh} {meaning.en} {meaning.definition}"
    for kind in WORDS["kinds"]:
        if "reach" in kind:
            match = _reaching(kind["words"], kind["reach"], before)
        else:
            match = re.search(f"({kind['words']})", _stretch(before))
        itself = re.search(kind["but"], words, re.IGNORECASE) or (match and row.period in match[1])
        if match and of.get(kind["of"], level) and not itself:
            return "" if re.search(kind["not_after"], before) else match[1]
    return ""


def _other_indicator(before: str, quote: str, meaning, names: dict[str, str]) -> str:
    """The name of another thing that stands right before the number, or before its growth."""
    rate = meaning.concept == "growth rate"
    named = _growing(before) if rate else _CLAUSE_ENDS.split(before)[-1]
    named = re.sub(WORDS["verbs"], "", named)
    own = ";".join(_own_names(meaning))
    if rate or meaning.concept in LEVELS:
        other = re.search(rf"(?<![和与及、总])({WORDS['others']})$", named)
        broad = other and other[0].endswith("投资") and re.search(WORDS["broad"], meaning.zh)
        if other and not broad and other[0].replace("总", "") not in own.replace("总", ""):
            return other[0]
    for length in range(min(len(named), LONGEST_NAME), SHORTEST_NAME - 1, -1):
        word, rest = named[-length:], named[:-length]
        whole = length >= TELLING_NAME or not rest or rest[-1] in WORDS["edges"]
        if whole and word in names and (rate or names[word] == meaning.unit):
            return "" if word in own or meaning.zh in quote else word
    return ""


def _own_names(meaning) -> list[str]:
    """What an indicator, and the level that a rate is of, are called."""
    codes = (meaning.code, meaning.code.removesuffix("_growth"))
    listed = (vocabulary.WORDS["indicators"].get(code, []) for code in codes)
    level = re.sub(WORDS["growing"], "", meaning.zh) if meaning.concept == "growth rate" else ""
    return [*filter(None, (meaning.zh, level)), *itertools.chain(*listed)]


def _growing(before: str) -> str:
    """What grows by the rate that these words end at: before a comma, too, and before its level.

    Examples
    --------
    >>> _growing("2022年税收收入12.3亿元，同比增长"), _growing("产值按可比价格计算增长")
    ('2022年税收收入', '产值')
    """
    sentence = re.split("[。；;]", before)[-1]
    named = re.sub(WORDS["level_told"], "", re.sub(WORDS["growing"], "", sentence))
    return _CLAUSE_ENDS.split(named)[-1]


def _other_place(row, meaning, places: vocabulary.Places) -> str:
    """A place before the name of an indicator that is not the zone; '' if there is none."""
    words, quote = WORDS["other_place"], row.quote
    named = [quote.rfind(name) for name in _own_names(meaning) if name in quote]
    if not named:
        return ""
    head = re.sub(words["between"], "", _CLAUSE_ENDS.split(quote[: min(named)])[-1])
    place = re.sub(".*[^\u4e00-\u9fff]", "", head).lstrip("年月日末底")
    told = [re.sub(words["spelling"], "", text) for text in (place, *places.zone)]
    if any(len(name) >= TELLING_NAME and name in told[0] for name in told[1:]):
        return ""
    if not re.search(words["zone"], place) and any(word in place for word in places.zone):
        return ""
    cities = {name[:2] for name in places.zone if re.fullmatch(words["zone"], name)}
    known = place in places.around or place in cities
    return place if known or re.search(words["ends"], place) else ""


def _of_another(words: dict[str, str], own: str, clause: str) -> str:
    """A word of another place, or of other prices, than a row's own; '' if its own is there."""
    if own not in words or re.search(words[own], clause):
        return ""
    others = "|".join(word for word in words.values() if word != words[own])
    match = re.search(rf"(?<![居占列于在入])({others})(?!第|平均|排名|同类|首|前)", clause)
    return match[0] if match else ""


# --- periods ------------------------------------------------------------------------------------


def _period(row) -> list[Problem | str]:
    """A period must lie where its printed words, and those before its number, put it."""
    days, when = printed.period_days(row.period), row.period_printed
    place = row.quote.rfind(printed.printed_items(row.value)[0]) if row.unit != "words" else 0
    sentence = row.quote[: max(place, 0)]  # its own number may look like a year
    for words in (when, sentence):
        if days and disagrees(words, days, sentence=words == sentence):
            return [at(row, "quote-period", "period", printed=words)]
    year, months = printed_dates.spoken(when or sentence)
    point = re.search(WORDS["point"], when + row.quote)
    if days and year and not (months or point) and _beyond(days, row.role):
        return [at(row, "quote-year", "period", year=year)]
    if not (allowed := printed_dates.years_of(when)):
        return ["period"]
    years = (days[0][0], days[1][0]) if days else (0, 0)
    # 从2017年开始 may begin a longer period, 到2025年 may end one; a plan's name holds five years.
    within = allowed[0] <= years[0] <= years[1] <= allowed[1]
    if not within and not (allowed[0] == allowed[1] and allowed[0] in years):
        return [at(row, "quote-period", "period", printed=when)]
    settled = years == allowed and (months or (days is not None and _whole_years(days)))
    return [] if settled else ["period"]


def _whole_years(days: tuple) -> bool:
    return (days[0][1], days[1][1]) == (1, 12)


def _beyond(days: tuple, role: str) -> bool:
    """Whether a period is a part of a year, or for a fact more than one."""
    return role in FACTS if days[0][0] != days[1][0] else not _whole_years(days)


def disagrees(text: str, days: tuple, sentence: bool = False) -> bool:
    """Whether words put a number elsewhere than the first and last (year, month) of its period.

    In a sentence, a single month is the number's only if it stands in the number's own clause;
    before that it may be of a meeting.

    Examples
    --------
    >>> whole = ((2021, 1), (2021, 12))
    >>> disagrees("2021年1-9月", whole), disagrees("2021年", whole)
    (True, False)
    """
    year, months = printed_dates.spoken(text)
    if sentence and months and months[0] == months[1]:
        months = printed_dates.spoken(_CLAUSE_ENDS.split(text)[-1]).months
    (first_year, first), (last_year, last) = days
    if year and not first_year <= year <= last_year:
        return True
    return months is not None and (first_year != last_year or months != (first, last))
