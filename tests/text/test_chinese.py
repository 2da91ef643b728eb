"""Is everything told in Chinese, and does the Chinese say what the English says?

The language itself is for readers to judge. What can be held by a rule: that nothing is missing,
that numbers and fields are the same, that one thing has one word (`docs/glossary.md`), that the
Chinese of a notebook is that of its present English, and that no English stands in Chinese texts.
"""

import json
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from tests.cases import tables
from tests.conftest import ROOT
from zoneecon.report.charts import fonts
from zoneecon.text import catalogue

#: What may be left in English, what is said with other numbers, what is wrong: each with a reason.
ALLOWED = tables(__file__)
PROSE = "notebooks"
FILES = catalogue.names()
KEYS = sorted(f"{file}.{way}" for file in FILES for way in catalogue.entries(file))
CELLS = {
    cell["id"]: (path.stem, "".join(cell["source"]))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "markdown"
}

FIELD = "□"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9-]*", re.ASCII)
#: Code is read as code in any language.
CODE = re.compile(
    r"`[^`]*`"
    r"|\b(?:zoneecon|python|ssh|dask)(?: -{0,2}[A-Za-z][\w:.@{}-]*)*"  # a command
    r"|(?<![A-Za-z0-9])--?[A-Za-z][a-z-]*|\S+@\S+"  # an option, a place to log in
    r"|[\w.{}-]*/[\w./{}-]*|[\w{}]*\.(?:csv|xlsx|toml|md|html|parquet)\b"  # a path, a file
    r"|\b[A-Za-z]+(?:_[A-Za-z]+)+\b",  # a key
    re.ASCII,
)
MONEY = re.compile(r"CNY\s100 ?m")
NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")


def forms(key: str, language: str) -> list[str]:
    """A text in a language, each of its plural forms."""
    file, _, way = key.partition(".")
    text = catalogue.entries(file)[way][language]
    return [text] if isinstance(text, str) else list(text.values())


def literal(key: str, language: str) -> list[str]:
    """A text without its fields, in each of its plural forms; notebooks' prose has none."""
    texts = forms(key, language)
    return texts if key.startswith(f"{PROSE}.") else [without_fields(text) for text in texts]


def without_fields(text: str) -> str:
    """A text with a sign in the place of each field."""
    parts = Formatter().parse(text)
    return "".join(words + FIELD * (name is not None) for words, name, *_ in parts)


def written(key: str, language: str) -> set[tuple[str, str]]:
    """Fields of a text with the form that each is written in."""
    return {
        (name, form or "")
        for text in forms(key, language)
        for _, name, form, _ in Formatter().parse(text)
        if name and name != "count"
    }


# --- whole ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_every_file_is_told_in_every_language(file):
    assert catalogue.languages(file) == [*catalogue.LANGUAGES]


def test_a_field_is_written_alike_in_both_languages():
    once = {("words", ""), ("words_zh", "")}  # a verdict stands in its row once a language
    fields = [key for key in KEYS if not key.startswith(f"{PROSE}.")]
    unlike = {key: written(key, "en") ^ written(key, "zh") for key in fields}
    assert {key: found for key, found in unlike.items() if found - once} == {}


def test_every_number_of_the_english_stands_in_the_chinese():
    def numbers(key: str, language: str) -> set[str]:
        texts = (MONEY.sub("", text) for text in literal(key, language))
        return {number for text in texts for number in NUMBER.findall(text)}

    missing = {key: numbers(key, "en") - numbers(key, "zh") for key in KEYS}
    assert {key for key, found in missing.items() if found} == set(ALLOWED["numbers"])


# --- Chinese -------------------------------------------------------------------------------------


def english_in(text: str) -> set[str]:
    """English words in a Chinese text, code apart."""
    return set(WORD.findall(CODE.sub(" ", text)))


def test_english_in_a_chinese_text_is_on_the_list_and_the_list_is_short():
    words = ALLOWED["words"]
    found: dict[str, set[str]] = {}
    for key in KEYS:
        for text in literal(key, "zh"):
            for word in english_in(text):
                found.setdefault(word, set()).add(key)
    assert {word: keys for word, keys in found.items() if word not in words} == {}
    assert set(words) == set(found) and len(words) <= 60
    assert all(reason.strip() for reason in words.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("中位数 median", {"median"}),
        ("运行 zoneecon check --accept，见 data/raw/{zone} 或 `plan`", set()),
        ("另存为 .csv，并填 base_year", set()),
        ("第 {row} 行，t分布", set()),
    ],
)
def test_english_is_told_from_code(text, found):
    assert english_in(without_fields(text)) == found


def test_chinese_takes_chinese_punctuation_and_the_glossary_s_words():
    western = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
    wrong = re.compile("|".join([r"\d [%％]|[，。；：、]{2}", *ALLOWED["wrong"]]))
    texts = [(key, text) for key in KEYS for text in literal(key, "zh")]
    assert [one for one in texts if western.search(CODE.sub(" ", one[1]))] == []
    assert [one for one in texts if wrong.search(CODE.sub(" ", one[1]))] == []


def test_the_carried_font_has_every_sign_of_the_catalogue():
    """Or DejaVu has it, which charts are drawn with."""
    usual = font_manager.findfont("DejaVu Sans")
    signs = {sign for file in (usual, fonts.FILE) for sign in TTFont(file).getBestCmap()}
    used = {ord(sign) for key in KEYS for text in literal(key, "zh") for sign in text}
    assert {chr(sign) for sign in used - signs} <= {"\n", FIELD}


def glossary() -> Iterator[list[str]]:
    """Rows of the glossary's tables: Chinese, English, meaning, source, not to be used."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "中文":
            yield cells


TERMS = list(glossary())
WHOLE = {
    language: "\n".join(text for key in KEYS for text in literal(key, language))
    for language in catalogue.LANGUAGES
}


@pytest.mark.parametrize("row", TERMS, ids=[row[0] for row in TERMS])
def test_a_term_of_the_glossary_is_used_and_has_a_source(row):
    chinese, english, _, source, wrong = row
    assert chinese in WHOLE["zh"] and english.lower() in WHOLE["en"].lower() and source
    assert not wrong or wrong in ALLOWED["wrong"]


def test_no_two_terms_of_the_glossary_are_one_word():
    terms = [row[0] for row in TERMS]
    assert len(terms) == len(set(terms)) > 30


# --- prose of the notebooks ----------------------------------------------------------------------


def test_the_prose_of_every_cell_is_there_and_no_other():
    assert set(catalogue.entries(PROSE)) == set(CELLS)


@pytest.mark.parametrize("cell", CELLS)
def test_the_chinese_of_a_cell_is_that_of_its_present_english(cell):
    """Where this fails: put the new English into notebooks.toml, and tell it anew in Chinese."""
    told = catalogue.entries(PROSE)[cell]
    assert told["en"] == CELLS[cell][1]
    assert CHINESE.search(told["zh"])


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_built_alike_in_both_languages(cell):
    """Headings, list items, paragraphs, code and emphasis."""
    told = catalogue.entries(PROSE)[cell]
    for shape in (r"^#+ ", r"^- ", r"\n\n", r"`[^`]+`", r"(?<!\*)\*[^*]+\*(?!\*)"):
        counts = [len(re.findall(shape, told[language], re.M)) for language in ("en", "zh")]
        assert counts[0] == counts[1], shape
    code = [sorted(re.findall(r"`[^`]+`", told[language])) for language in ("en", "zh")]
    assert code[0] == code[1]
