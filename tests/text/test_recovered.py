"""What tables hold is told again from a file as well as by the process that made it."""

from string import Formatter

import pytest

from zoneecon.text import catalogue, recovered
from zoneecon.text.catalogue import retold, say, speaking
from zoneecon.text.recovered import FILES, told_again

#: A value for each form of a field that prints a number.
VALUE = 3.25


def numbered() -> list[str]:
    """Keys of the texts that can be known again and hold nothing but numbers."""
    keys = []
    for file in FILES:
        for way, entry in catalogue.entries(file).items():
            text = entry["en"]
            if not isinstance(text, str) or recovered._letters(text) < recovered.LETTERS:
                continue
            forms = {form for _, name, form, _ in Formatter().parse(text) if name}
            if forms.isdisjoint(recovered.WORDED) and not any(
                map(catalogue.GROUP.fullmatch, forms)
            ):
                keys.append(f"{file}.{way}")
    return keys


def test_texts_of_words_and_numbers_alone_come_back():
    keys, wrong = numbered(), []
    for key in keys:
        names = {name for _, name, _, _ in Formatter().parse(catalogue._told(key, "en")[1])}
        fields = {name: VALUE for name in names if name}
        english, chinese = (say(key, language, **fields) for language in ("en", "zh"))
        if told_again(english, "zh") not in (chinese, retold(english, "zh")):  # a code's name
            wrong.append((english, chinese, told_again(english, "zh")))
    assert len(keys) > 300 and wrong == []


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("findings.level_against_growth.title", {"series": "Steel of two words", "year": 2019}),
        ("targets.reading.base_year", {"base_year": 2019}),
        ("scenarios.breakeven.note.reached", {"value": 0.28554}),
    ],
)
def test_a_name_of_several_words_stays_whole(key, fields):
    assert told_again(say(key, "en", **fields), "zh") == say(key, "zh", **fields)


@pytest.mark.parametrize("probability", [0.003, 0.02, 0.08, 0.25, 0.995])
def test_a_chance_comes_back_as_the_language_writes_it(probability):
    said = {"inside": probability, "outside": 0.5, "pooled": 0.3}
    english, chinese = (say("targets.said.chance", one, **said) for one in ("en", "zh"))
    assert told_again(english, "zh") == chinese


def test_parts_of_a_cell_are_told_each_and_names_are_known():
    catalogue.named(en="Sprockets, large", zh="大链轮")
    with speaking("zh"):
        assert told_again("no base printed; reached at 0.5") == "原文未给出基数；取0.5时达标"
        assert told_again("Sprockets, large 2019: level against growth") == (
            "大链轮2019年：水平值与增速不符"
        )
        assert told_again("somebody's own words") == "somebody's own words"
    assert told_again("no base printed") == "no base printed"
