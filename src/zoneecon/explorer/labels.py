"""What is a control called, how are its numbers written, and what does typed text mean?"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.errors import BadInput
from zoneecon.explorer.controls import BY_KEY, LANDED, SPLIT, WEIGHT, Control, ControlState
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.scenarios.allowed import ENTRIES, SWITCHES
from zoneecon.text import catalogue, numbers

#: Mark of the quality of evidence: a shape beside the colour, for who cannot tell the colours.
MARKS = {"green": "●", "amber": "▲", "red": "■"}

#: What moves with a control, by the key of the words that say so.
ALSO = {SPLIT: "tip-sum", WEIGHT: "tip-weight", "conversion": "tip-landed", LANDED: "tip-landing"}
#: Languages' signs for what Python writes otherwise; a full-width one is made plain before.
SIGNS = str.maketrans({"−": "-", "–": "-", "，": ",", "。": ".", "\u00a0": " ", "\u202f": " "})
#: A number as people type it; a comma is a decimal sign.
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
#: A comma before three digits may part thousands: which it is, the person must say.
UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}([.,]\d{3})*")


def say(key: str, language: str, **fields: object) -> str:
    """A text of the explorer in a language, filled in."""
    return catalogue.say(f"explorer.{key}", language, **fields)


def title(name: str, inputs: SessionInputs, language: str) -> str:
    """Name of an industry or a scenario; a saved one is marked."""
    told = inputs.titles.get(name, {}).get(language, name)
    return say("saved-mark", language, title=told) if name in inputs.saved else told


def short(industry: str, inputs: SessionInputs, language: str) -> str:
    """An industry in a word: the assumptions' own key in English, its title in Chinese."""
    named = industry.replace("_", " ")
    return named if language == "en" else title(industry, inputs, language)


def name(key: str, industry: str, inputs: SessionInputs, language: str) -> str:
    """What a control moves; of one that the table does not hold, the model's own name."""
    if key not in BY_KEY:
        return str(ENTRIES[key][language])
    return say(key, language, industry=short(industry, inputs, language)).strip()


def label(key: str, industry: str, of: ControlState, inputs: SessionInputs, language: str) -> str:
    """What stands before a slider: mark of the evidence, what it is."""
    mark = MARKS.get((of.evidence or {}).get("quality", ""), "")
    return f"{mark} {name(key, industry, inputs, language)}".strip()


def unit(control: Control, language: str) -> str:
    """What a control's numbers count."""
    if not control.unit:
        return "%" if control.scale == 100 else str(catalogue.retold(_unit(control), language))
    return say(f"unit-{control.unit}", language)


def _unit(control: Control) -> str:
    return str(ENTRIES[control.key].get("unit", ""))


def plain(shown: float, digits: int) -> str:
    """A number with so many digits behind the point, and none that only rounding made.

    Examples
    --------
    >>> plain(5, 1), plain(-8.88e-16, 1), plain(12.345, 0)
    ('5.0', '0.0', '12')
    """
    return f"{round(float(shown), digits) + 0.0:.{digits}f}"


def exact(control: Control, of: ControlState) -> str:
    """What stands in a control's box: what was set as it was set, a default as it is shown.

    Examples
    --------
    >>> control = Control("zone_growth", "demand", "growth", 100, 1)
    >>> exact(control, ControlState(4.254, 4.254))
    '4.3'
    >>> exact(control, ControlState(4.25, 4, changed=True))
    '4.25'
    """
    shown = plain(of.value, control.digits)
    if not of.changed or float(shown) == round(of.value, 6):
        return shown
    return f"{of.value:.6f}".rstrip("0").rstrip(".")


def number(control: Control, shown: float | str, inputs: SessionInputs, language: str) -> str:
    """A value of a control as the page writes it."""
    if control.key == "price_path":
        block = inputs.paths.get(str(shown), {})
        english = block.get("title", shown) or say("nothing", language)
        return str(block.get("title_zh", english) if language == "zh" else english)
    if control.key in SWITCHES:
        return say("limit-on" if shown else "limit-off", language)
    if control.key == "base_year":
        whole = float(shown).is_integer()
        return f"{shown:g}" if whole else say("mid-year", language, year=int(shown))
    written = plain(float(shown), control.digits)
    return written.rstrip("0").rstrip(".") if control.digits else written


def tooltip(
    control: Control, of: ControlState, preset: str, inputs: SessionInputs, language: str
) -> str:
    """Unit, range, default and its origin, source, quality of evidence; why it is locked, if so."""
    evidence, quality = of.evidence or {}, (of.evidence or {}).get("quality", "")
    low, high = (
        number(control, end, inputs, language) if not of.options else ""
        for end in (of.low, of.high)
    )
    words = [_told(evidence, key, language) for key in ("source", "rationale")]
    if language != catalogue.SOURCE and not words[1]:
        words[1] = say("tip-english", language)
    cited = numbers.listed(evidence.get("statements", ()), "list", language)
    source = say("tip-join", language).join(filter(None, (words[0], cited, words[1])))
    default = number(control, of.default, inputs, language)
    lines = [
        say(of.locked, language) if of.locked else "",
        say("tip-unit", language, unit=unit(control, language), low=low, high=high) if low else "",
        say("tip-default", language, default=default, preset=title(preset, inputs, language)),
        say("tip-source", language, source=source) if source else "",
        say("tip-quality", language, quality=say(quality, language), mark=MARKS[quality])
        if quality in MARKS
        else "",
        say("tip-drawn", language) if of.drawn else "",
        say(ALSO[control.key], language) if control.key in ALSO else "",
    ]
    return "\n".join(filter(None, lines))


def _told(evidence: Mapping[str, Any], key: str, language: str) -> str:
    """What evidence says of itself in a language; nothing where it says so in English alone."""
    english = str(evidence.get(key, ""))
    told = str(evidence.get(f"{key}_{language}", catalogue.retold(english, language)))
    return "" if language != catalogue.SOURCE and told == english else told


def typed_number(typed: str, control: Control) -> float:
    """What somebody meant who typed this into a control's box.

    Examples
    --------
    >>> growth = Control("zone_growth", "demand", "growth", 100, 1)
    >>> [typed_number(text, growth) for text in ("5", "5,0", " −2.5 % ", "１２。5")]
    [5.0, 5.0, -2.5, 12.5]

    Raises
    ------
    BadSetting
        If it is empty, no number, or may be one of two.
    """
    if any(unicodedata.category(sign) == "No" for sign in typed):  # 5² is not 52
        raise BadSetting("typed-letters", typed=typed[:20])
    text = unicodedata.normalize("NFKC", typed).translate(SIGNS).strip()
    for ending in sorted(_endings(control), key=len, reverse=True):
        text = text.removesuffix(ending).strip()
    if not text:
        raise BadSetting("typed-nothing")
    if UNCLEAR.fullmatch(text) and ("," in text or text.count(".") > 1):
        raise BadSetting("typed-unclear", typed=text)
    if not NUMBER.fullmatch(text):
        raise BadSetting("typed-letters", typed=text[:20])
    return float(text.replace(",", "."))


def _endings(control: Control) -> set[str]:
    """Units that may follow a number."""
    endings = {
        unicodedata.normalize("NFKC", unit(control, language)) for language in catalogue.LANGUAGES
    }
    endings = {one for one in endings if one} | ({"%"} if control.scale == 100 else set())
    return endings | {f"({one})" for one in endings}


def refused(error: BadSetting, language: str) -> str:
    """Why something was refused."""
    fields = {
        key: problems_of(one, language) if isinstance(one, Exception) else one
        for key, one in error.fields.items()
    }
    return say(error.key, language, **fields)


def problems_of(error: Exception, language: str) -> str:
    """What is wrong, in a language, without the count that a file's report begins with."""
    if isinstance(error, BadInput):
        return numbers.listed([one.text(language) for one in error.problems], "list", language)
    return str(error)


def said_value(control: Control, shown: Any, inputs: SessionInputs, language: str) -> str:
    """A value with its unit, inside a sentence."""
    written = number(control, shown, inputs, language)
    if isinstance(shown, str) or control.unit in ("name", "year"):
        return written
    return with_unit(control, written, language)


def with_unit(control: Control, written: str, language: str) -> str:
    """A written value and what it counts."""
    key = "with-money" if control.unit in ("money", "flow") else "with-unit"
    return say(key, language, value=written, unit=unit(control, language))
