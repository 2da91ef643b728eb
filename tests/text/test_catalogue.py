"""The catalogue holds everything that is said: once, whole in each language, and nothing unused."""

import ast
import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pandas as pd
import pytest

from tests.conftest import ROOT
from zoneecon.history.findings import GRADES
from zoneecon.history.reconstruct import MEASURES
from zoneecon.report.format import show
from zoneecon.scenarios.breakeven import VARIABLES
from zoneecon.targets import cases, plan_pairs, progress, verdicts
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE
from zoneecon.text import catalogue, numbers
from zoneecon.text.catalogue import each, heads, say, speaking, texts
from zoneecon.tracking.revisions import CAUSES
from zoneecon.trends.models import MODELS

SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")])
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
NOTEBOOKS = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
)
TEMPLATES = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.j2"))
)
#: What a row holds in Chinese beside the English, which says both: "极难达到, very unlikely".
ONCE_A_LANGUAGE = {"words_zh"}
KEYS = {f"{file}.{way}" for file in catalogue.names() for way in catalogue.entries(file)}


def told(key: str) -> Iterator[tuple[str, str]]:
    """Language and text of every form of an entry."""
    file, _, way = key.partition(".")
    for language, text in catalogue.entries(file)[way].items():
        if language in catalogue.LANGUAGES:
            for form in text.values() if isinstance(text, Mapping) else [text]:
                yield language, form


def fields(text: str) -> set[str]:
    """Names of the fields that a text asks for."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name}


# --- the data -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", catalogue.names())
def test_every_text_is_there_in_each_language_of_its_file(file):
    declared = catalogue.languages(file)
    assert declared[0] == catalogue.SOURCE and set(declared) <= set(catalogue.LANGUAGES)
    for way, entry in catalogue.entries(file).items():
        extra = set(entry) - set(catalogue.LANGUAGES)
        assert set(declared) <= set(entry), f"{file}.{way} is not told in {declared}"
        assert extra <= {"format", "verdict"}, f"{file}.{way} holds {extra}"
        assert all(text.strip() or way == "space" for _, text in told(f"{file}.{way}"))


def test_a_text_asks_for_the_same_in_each_language():
    """Plural forms may leave out the count; what a row holds once a language is one thing."""
    found = {}
    for key in KEYS:
        asked: dict[str, set[str]] = {}
        for language, text in told(key):
            names = {name.removesuffix(f"_{language}") for name in fields(text) - {"count"}}
            asked.setdefault(language, set()).update(names - ONCE_A_LANGUAGE)
        if len(set(map(frozenset, asked.values()))) != 1:
            found[key] = asked
    assert found == {}


def test_every_plural_has_the_forms_of_its_language():
    for key in KEYS:
        file, _, way = key.partition(".")
        for language, text in catalogue.entries(file)[way].items():
            if isinstance(text, Mapping):
                exact = {form for form in text if form.startswith("=")}
                needed = {numbers.plural(count, language) for count in (0, 1, 2, 5)}
                assert set(text) - exact <= needed and "other" in text, key


def test_every_group_that_a_text_names_is_there():
    named = {
        form
        for key in KEYS
        for _, text in told(key)
        for _, _, form, _ in Formatter().parse(text)
        if form and catalogue.GROUP.fullmatch(form)
    }
    named |= {
        entry["format"]
        for entry in catalogue.entries("tables").values()
        if catalogue.GROUP.fullmatch(entry.get("format", ""))
    }
    assert named
    for group in named:
        assert texts(group)


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("findings.grade", GRADES),
        ("history.measure", MEASURES),
        ("scenarios.breakeven.unit", VARIABLES),
        ("scenarios.breakeven.holds", VARIABLES),
        ("targets.left_out", plan_pairs.REASONS),
        ("targets.outcome", filter(None, cases.READINGS)),
        ("targets.result", [cases.HIT, cases.MISS, cases.UNDECIDED, cases.NO_OUTCOME]),
        ("targets.testable", [TESTABLE, NOT_TESTABLE, progress.LEVEL_ONLY]),
        ("tracking.cause", CAUSES),
        ("trends.interval", [model.__name__ for model in MODELS]),
        ("trends.model", [model.__name__ for model in MODELS]),
        (
            "targets.status",
            [
                *(word for _, word in progress.BANDS),
                progress.NO_DATA,
                progress.REACHED,
                progress.MISSED,
                progress.NO_RATE,
                progress.NO_BASE,
                progress.AT_BASE,
                NOT_TESTABLE,
            ],
        ),
        (
            "targets.verdict",
            [
                progress.REACHED,
                progress.MISSED,
                *(word for _, word in verdicts.SCALE),
                NOT_TESTABLE,
            ],
        ),
    ],
)
def test_every_value_of_a_closed_set_has_its_words(group, values):
    assert set(values) <= set(texts(group))


# --- the code -----------------------------------------------------------------------------------


def pattern(node: ast.expr) -> str | None:
    """A string in the code as a regular expression: what is filled in may be anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\\{[a-z_]+\\}", ".+", re.escape(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
    return None


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Where a function of this name is called, and the call."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if getattr(called, "id", getattr(called, "attr", "")) == name and node.args:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_key_in_the_code_is_there():
    wrong = []
    for where, call in [*calls("say"), *calls("each")]:
        key = pattern(call.args[0])
        if key is None or r"\." not in key:  # a variable, or a wing's own shorter name
            continue
        if key.startswith(".+"):  # the caller chooses the figure
            key = f"[a-z_.]+{key[2:]}"
        if not any(re.fullmatch(rf"(explorer\.)?{key}", known) for known in KEYS):
            wrong.append((where, key))
    assert wrong == []


def test_every_key_in_a_template_is_there():
    asked = re.findall(r"say\(['\"]([^'\"]+)['\"]|['\"]([a-z._]+)['\"] \| say", TEMPLATES)
    keys = {key for pair in asked for key in pair if key}
    assert len(keys) > 5 and keys <= KEYS


def test_every_field_that_a_text_asks_for_is_given():
    """Where the code writes the key and all fields out, the two are held against each other."""
    wrong, held = [], 0
    for where, call in calls("say"):
        key = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
        given = [keyword.arg for keyword in call.keywords]
        if key not in KEYS or None in given:
            continue
        held += 1
        asked = {name for _, text in told(key) for name in fields(text)}
        if missing := asked - set(given):
            wrong.append((where, key, missing))
    assert wrong == [] and held > 50


def test_every_text_is_used():
    """By its key, by a key that is completed, or by the name of the group that it stands in."""
    written = {pattern(node) for tree in TREES.values() for node in ast.walk(tree)}
    written |= {re.escape(key) for key in re.findall(r"['\"]([a-z_]+\.[a-z_.]+)['\"]", TEMPLATES)}
    written = {text for text in written if text and not text.startswith(".+")}
    named = {form for key in KEYS for _, text in told(key) for form in groups(text)}
    tables = [*catalogue.entries("tables").values(), *catalogue.entries("columns").values()]
    named |= {entry.get("format", "") for entry in tables}
    files = tuple(rf"{file}\." for file in catalogue.names())
    whole = {text for text in written if text.startswith(files)} | set(map(re.escape, named))
    whole -= {rf"{file}\..+" for file in catalogue.names()}  # a wing's own door to its file
    used = re.compile("|".join(rf"(?:{text}(?:\..+)?)" for text in whole if text))
    short = re.compile("|".join(rf"(?:{text})" for text in written if r"\ " not in text))

    def completed(way: str) -> bool:
        return short.fullmatch(way) is not None and re.escape(way.rpartition(".")[2]) in written

    unused = []
    for key in sorted(KEYS):
        file, _, way = key.partition(".")
        if file == "tables":  # shown by the notebooks
            known = f'\\"{way.partition(".")[0]}\\"' in NOTEBOOKS
        elif file == "notebooks":  # by the ids of their cells
            known = f'"id": "{way}"' in NOTEBOOKS
        elif file == "worked":  # said by the notebooks
            group = key.rpartition(".")[0]
            known = f'"{key}\\"' in NOTEBOOKS or f'"{group}.{{' in NOTEBOOKS
        else:  # the explorer, the checks and the findings say their own by shorter names
            own = file in ("explorer", "messages") and short.fullmatch(way.removesuffix("-tip"))
            own = own or (file == "inputs" and (re.escape(way) in written or completed(way)))
            known = used.fullmatch(key) or own or file in ("findings", "codes")
        if not known:
            unused.append(key)
    assert unused == []


def groups(text: str) -> list[str]:
    """Groups of the catalogue that word a text's fields."""
    return [f for _, _, f, _ in Formatter().parse(text) if f and catalogue.GROUP.fullmatch(f)]


# --- what it does -------------------------------------------------------------------------------


def test_an_unknown_key_names_those_that_are_near():
    with pytest.raises(LookupError, match=r"no text 'history.gap.close'; near: history.gap.closed"):
        say("history.gap.close")
    with pytest.raises(LookupError, match=r"no texts 'nowhere'; known: .*history"):
        say("nowhere.at_all")
    with pytest.raises(LookupError, match=r"no text 'history.nothing'"):
        texts("history.nothing")


def test_a_field_that_is_not_given_is_named():
    with pytest.raises(
        LookupError, match=r"'history.gap.closed' has no value for its field 'years'"
    ):
        say("history.gap.closed")


def test_an_unknown_language_is_refused():
    with pytest.raises(LookupError, match=r"unknown language 'de'; known: en, zh"):
        say("explorer.industry", "de")
    with pytest.raises(LookupError), speaking("de"):
        pass


def test_what_is_said_inside_speaking_is_said_in_that_language():
    with speaking("zh"):
        assert say("explorer.industry") == "产业"
        assert say("explorer.industry", "en") == "Industry"
    assert say("explorer.industry") == "Industry"


def test_a_file_that_is_not_told_in_a_language_answers_in_english(monkeypatch):
    texts = {"languages": ["en"], "plain": {"en": "rounding"}, "ahead": {"en": "a", "zh": "甲"}}
    monkeypatch.setattr(catalogue, "_content", lambda file: texts)
    catalogue.entries.cache_clear()
    try:
        assert say("made_up.plain", "zh") == "rounding"
        assert say("made_up.ahead", "zh") == "甲"
    finally:
        catalogue.entries.cache_clear()


def test_what_a_field_holds_is_never_a_format():
    assert say("findings.judged.explanation", explanation="{years}") == "{years}"


@pytest.mark.parametrize(("count", "said"), [(2, "Both"), (3, "All three"), (4, "All")])
def test_a_text_is_chosen_by_its_count(count, said):
    assert say("charts.fan.title", count=count) == f"{said} industries"


def test_a_table_is_shown_in_the_words_of_the_catalogue():
    table = pd.DataFrame({"stage": ["placed"], "count": [None], "value": [5.06]})
    table = table.reindex(columns=list(heads("funnel")))
    shown = show(table, "funnel")
    assert shown.index.tolist() == ["funds in place"]
    assert shown["CNY 100m"].tolist() == ["5.1"] and shown["projects"].tolist() == [""]


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
@pytest.mark.parametrize(
    "table", sorted({way.partition(".")[0] for way in catalogue.entries("tables")})
)
def test_no_two_columns_of_a_table_have_one_head(table, language):
    """The later one would stand in the place of the first."""
    shown = [head.partition("|")[0].strip() for head in heads(table, language).values()]
    assert len(shown) == len(set(shown))


def test_each_row_fills_the_text_once():
    rows = pd.DataFrame({"count": [1, 2], "assessment": ["faster", "behind"]})
    assert each("evaluation.count", rows) == ["1 faster than planned", "2 behind"]


@pytest.mark.parametrize("value", [0.0, -0.00004, 1234.5, 2.675, 0.125, -3, 1e-9, 8.84e5])
@pytest.mark.parametrize("form", ["", "g", ".3g", ",.2f", "+.1%", ".0%", "+.3g", ",.0f"])
def test_english_and_chinese_numbers_are_written_as_python_rounds(value, form):
    """As Python writes them, but never as a power of ten and with the language's per cent."""
    plain = format(value, form)
    for language in catalogue.LANGUAGES:
        said = numbers.written(value, form, language)
        rounded = plain.replace("%", " %") if language == "en" else plain
        assert (not form or "e" not in said) and float(said.rstrip(" %").replace(",", "")) == float(
            rounded.rstrip(" %").replace(",", "")
        )
        assert "e" in rounded or said == rounded


@pytest.mark.parametrize(
    ("value", "said"),
    [(2580, "2,580"), (1234567, "1,230,000"), (0.00004, "0.00004"), (-1.5, "-1.5"), (0, "0")],
)
def test_a_short_number_has_three_digits_and_no_power_of_ten(value, said):
    assert numbers.written(value, "short", "en") == said
    assert numbers.written(173.2, "+short", "zh") == "+173"


def test_numbers_take_the_signs_of_their_language(monkeypatch):
    monkeypatch.setitem(numbers.LOCALES, "de", "de_DE")
    assert numbers.written(-1234.5, ",.1f", "de") == "-1.234,5"
    assert numbers.written("1.5", "", "de") == "1.5"


def test_lists_and_months_follow_the_language():
    assert numbers.listed(["a", "b", "c"], "or", "en") == "a, b or c"
    assert numbers.listed(["a", "b", "c"], "and", "zh") == "a、b和c"
    assert numbers.written(pd.Timestamp("2021-08-31"), "month", "en") == "August 2021"
    assert numbers.written(pd.Timestamp("2021-08-31"), "month", "zh") == "2021年8月"


# --- told again ----------------------------------------------------------------------------------


def test_a_result_holds_english_and_is_told_in_the_language_that_is_spoken():
    with catalogue.speaking("zh"):
        kept = catalogue.stored("worked.national.known", national=0.05)
        assert kept == "The nation's: 0.0500"
        assert catalogue.retold(kept) == catalogue.say("worked.national.known", national=0.05)
        assert catalogue.retold(f"{kept}; {kept}").count("；") == 1
    assert catalogue.retold(kept) == kept


def test_names_and_codes_are_told_in_sentences_lists_and_cells():
    catalogue.named(en="Sprockets of Toytown", zh="玩具城链轮")
    with catalogue.speaking("zh"):
        said = catalogue.say("worked.base", title="Sprockets of Toytown", printed=1, base=1)
        assert said.startswith("玩具城链轮：")
        told = catalogue.Filler("zh").format("{:and}", ["Sprockets of Toytown", "total"])
        assert told == "玩具城链轮和合计"
        assert catalogue.retold("elasticity.total") == "弹性（合计）"
        assert catalogue.retold("no such name, nor that") == "no such name, nor that"


def test_a_text_that_only_repeats_its_field_is_no_name_of_itself():
    word = catalogue.stored("targets.verdict.reached")
    assert catalogue.stored("targets.verdict_form.plain", word=word) == word
    assert catalogue.retold(word, "zh") == catalogue.say("targets.verdict.reached", "zh")


def test_what_is_spoken_is_that_of_the_block_else_of_the_process():
    assert catalogue.known(None) == "en"
    catalogue.speak("zh")
    try:
        assert catalogue.known(None) == "zh"
        with catalogue.speaking("en"):
            assert catalogue.known(None) == "en"
        with pytest.raises(LookupError, match="klingon"):
            catalogue.speak("klingon")
    finally:
        catalogue.speak("en")
