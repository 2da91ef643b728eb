"""What do the words before a number make of it? A fall, an increase, a sum of years, other prices.

The words that stand in the clause of the number, before it; what they say is held to what the
indicator means. A row whose quote says nothing of the kind passes.
"""

import re
from typing import NamedTuple

import pandas as pd

from zoneecon.data.checks.rows import LEVELS
from zoneecon.data.problems import at
from zoneecon.errors import Problem

_FALL = (
    "下降|下跌|下滑|下行|减少|降低|回落|负增长|缩减|萎缩|缩水|收缩|衰退|降幅|跌幅|减幅|降|跌|减|负"
)
#: A fall told right before the number, and one told a few words before it.
DECLINE = re.compile(rf"({_FALL})(幅度?)?(了|为|达到?|约|近|至少|超过?)*$")
FALLING = re.compile(rf"({_FALL}|收窄|缩|滑|跌落)(?P<between>[^，,。；;、\d%％]{{0,8}})$")
#: Words that make another number of it: 回落至5.1% is 5.1, 减税增长5% is 5.
_NOT_FALLING = re.compile(r"增|升|涨|提高|扩大|[至到](约|近)?$")
#: Words of a change, a sum or an average, which is no level of one year.
_CHANGE = re.compile(
    r"(新增|净增|增加(?!值)|增长|增收|多增|减少|压减)(?P<between>[^，,。；;、\d]{0,6})$"
)
_SUM = re.compile(r"(累计|合计完成|五年共)(?P<between>[^，,。；;、\d]{0,8})$")
_AVERAGE = re.compile(r"(年均|每年平均|平均每年)(?P<between>[^，,。；;、\d]{0,6})$")
_BY_THEN = re.compile(r"[至到](约|近)?$")
#: Words in an indicator's own name or definition that make a change or a sum what it is.
_OF_CHANGE = re.compile(
    r"新|增(?!加值)|减|改|建|引进|added|increase|increment|new|remov|built", re.IGNORECASE
)
_OF_FALL = re.compile(r"降|减|缩|reduc|declin|decreas|fall|cut|saving", re.IGNORECASE)
_OF_SUM = re.compile(r"累计|合计|cumulat|in all|total", re.IGNORECASE)
#: A sum of the months of one year.
_ALL_YEAR = re.compile(r"全年|当年|本年|1\s*[-—–至]\s*12\s*月")
_CONSTANT = re.compile(r"不变价|可比价|固定价格")
_CURRENT = re.compile(r"现价|当年价|当年价格")
#: Words between the name of an indicator and its number.
_VERBS = re.compile(r"(实现|达到?|完成|为|约|共|超过?|分别)*$")
#: A short name may be the end of another word, unless a date or a verb stands before it.
SHORTEST_NAME, TELLING_NAME, LONGEST_NAME = 2, 4, 30
_EDGES = "年月日末期现成"
#: Places by their word in a sentence, and the subjects that bear these names.
PLACES = {
    "zone": "全区|开发区|园区",
    "city": "全市",
    "county": "全县",
    "province": "全省",
    "nation": "全国",
    "China": "全国",
}


class Meaning(NamedTuple):
    """What an indicator means, as far as words can contradict it."""

    concept: str
    basis: str
    unit: str
    name: str
    english: str
    definition: str
    #: Names of all indicators, with the unit of each.
    names: dict[str, str]

    @property
    def is_rate(self) -> bool:
        return self.concept == "growth rate"

    @property
    def rises(self) -> bool:
        """Whether it is a rate of which a fall is negative; a rate of reduction is none."""
        return self.is_rate and not _OF_FALL.search(f"{self.name} {self.english}")

    @property
    def words(self) -> str:
        return f"{self.name} {self.english} {self.definition}"


def contradictions(row, before: str, meaning: Meaning) -> list[Problem]:
    """What the words before a number say against the rest of its row.

    Parameters
    ----------
    row : named tuple
        A row of statements.
    before : str
        Its quote up to the number.
    meaning : Meaning
        Of its indicator.
    """
    clause = re.split(r"[，,。；;]", before)[-1]
    problems = []
    if meaning.rises and falling(before) and not row.value.startswith("-"):
        problems.append(at(row, "quote-decline", "value", quote=row.quote))
    if word := _other_number(row, before, meaning):
        problems.append(at(row, "quote-words", "value", word=word, code=row.indicator))
    other = {"current": _CONSTANT, "constant": _CURRENT}.get(meaning.basis)
    if meaning.concept in LEVELS and other and (found := other.search(clause)):
        problems.append(at(row, "quote-price", "indicator", word=found[0], basis=meaning.basis))
    if word := _other_indicator(clause, row.quote, meaning):
        problems.append(at(row, "quote-indicator", "indicator", word=word))
    if word := _other_place(row.subject, clause):
        problems.append(at(row, "quote-subject", "subject", word=word))
    return problems


def falling(before: str) -> bool:
    """Whether the words before a number tell of a fall by it.

    Examples
    --------
    >>> falling("同比下降幅度为"), falling("增速回落至"), falling("税收同比增长")
    (True, False, False)
    """
    match = FALLING.search(before)
    if not match:
        return False
    return "幅" in match[1] or not _NOT_FALLING.search(match["between"])


def _other_number(row, before: str, meaning: Meaning) -> str:
    """A word that makes the number a change, a sum or an average; '' if there is none."""
    clause = re.split(r"[，,。；;]", before)[-1]
    one_year = re.fullmatch(r"\d{4}", row.period, re.ASCII)
    average = _AVERAGE.search(clause)
    if average and one_year and row.role != "target":
        return average[1]
    if meaning.concept not in LEVELS or row.unit == "%":
        return ""
    change = _CHANGE.search(clause)
    if change and not (_BY_THEN.search(change["between"]) or _OF_CHANGE.search(meaning.words)):
        return change[1]
    total = _SUM.search(clause)
    whole = _OF_SUM.search(meaning.words) or _ALL_YEAR.search(before)
    return total[1] if total and one_year and not whole else ""


def named(indicators: pd.DataFrame) -> dict[str, str]:
    """Chinese names of indicators, whole and without their last word, with the unit of each."""
    names: dict[str, str] = {}
    for name, unit in indicators[["zh", "unit"]].to_numpy():
        for one in (re.sub("增加值$|总额$", "", name), name):
            if len(one) >= SHORTEST_NAME:
                names[one] = unit
    return names


def _other_indicator(clause: str, quote: str, meaning: Meaning) -> str:
    """The name of another indicator of this unit that stands right before the number."""
    if meaning.name in quote:
        return ""
    before = _VERBS.sub("", clause)
    for place in range(max(len(before) - LONGEST_NAME, 0), len(before) - SHORTEST_NAME + 1):
        word = before[place:]
        whole = len(word) >= TELLING_NAME or not before[:place] or before[place - 1] in _EDGES
        if whole and meaning.names.get(word) == meaning.unit:
            return "" if word in meaning.name else word
    return ""


def _other_place(subject: str, clause: str) -> str:
    """The word of another place than a row's subject."""
    own = PLACES.get(subject)
    if not own or re.search(own, clause):
        return ""
    others = "|".join(words for words in PLACES.values() if words != own)
    match = re.search(rf"(?<![居占列于在入])({others})(?!第|平均|排名|同类|首|前)", clause)
    return match[0] if match else ""
