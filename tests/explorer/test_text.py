"""What is said beside the sliders, in either language; text from data stays text."""

import re
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest

from tests.explorer.conftest import move
from zoneecon.explorer import controls, views
from zoneecon.explorer import page as explorer_page
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import BY_KEY, CONTROLS
from zoneecon.text.catalogue import LANGUAGES

MARKUP = "<img src=x onerror=alert(1)> & <b>"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["baseline", "plan_met"])
def test_every_control_says_unit_default_source_and_quality(inputs, preset, language):
    state = states.start(inputs, preset)
    for control in CONTROLS:
        of = controls.control_state(control, "steel", state, inputs)
        tip = words.tooltip(control, of, preset, inputs, language)
        default = words.number(control, of.default, inputs, language)
        assert default and default in tip and words.title(preset, inputs, language) in tip
        assert of.origin in tip and of.evidence["quality"] in words.MARKS
        assert words.say(of.evidence["quality"], language) in tip
        if not of.options:
            assert words.say(f"unit-{words.UNITS[control.key]}", language) in tip
            assert of.low <= controls.on_grid(of, of.value) <= of.high
            assert of.low <= of.default <= of.high or control.key == "base_year"
        label = words.label(control, "steel", of, inputs, language)
        assert label.startswith(words.MARKS[of.evidence["quality"]])
        assert (re.search("[\u4e00-\u9fff]", label) is not None) == (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_line_says_what_the_table_holds(state, inputs, language):
    one = views.result(state, inputs)
    line, why = words.verdict_text(one, inputs, language)
    row = one.chances.iloc[0]
    assert ("very unlikely" if language == "en" else "极难达到") in line
    assert words.percent(row["pooled"], language) in why and f"{row['target']:g}" in why
    shown = words.chances_shown(one, inputs, language)
    assert shown.shape == (4, 9) and shown.iloc[0, 2] == words.money(row["p50"])


def test_text_from_data_is_shown_as_text(state, inputs):
    titles = {name: {"en": MARKUP, "zh": MARKUP} for name in inputs.titles}
    evidence = {
        flat: {"source": MARKUP, "rationale": MARKUP, "unit": MARKUP, "quality": "red"}
        for flat in inputs.presets["baseline"].evidence
    }
    presets = {
        k: replace(v, evidence=MappingProxyType(evidence)) for k, v in inputs.presets.items()
    }
    inputs = inputs._replace(titles=titles, presets=presets, paths={"constant": {"title": MARKUP}})
    moved = move(states.seen(state, "steel", "plan_met"), inputs, "zone_growth", 7.0)
    one = views.result(moved, inputs)
    other = views.result(states.plain_other(moved), inputs)
    control = BY_KEY["zone_growth"]
    of = controls.control_state(control, "steel", moved, inputs)
    for page in (
        words.verdict_html(one, inputs, "en"),
        words.chances_html(one, inputs, "zh"),
        words.breakeven_html(views.breakeven(one), one, inputs, "en"),
        words.difference_html(states.difference(moved, inputs), one, inputs, "en"),
        words.difference_html(states.difference(state, inputs), one, inputs, "en"),
        words.comparison_html(one, other, inputs, "en"),
        words.code_html(one, inputs, "en"),
        words.about_html(control, "steel", of, moved, inputs, "en"),
        explorer_page.note("bad", MARKUP),
    ):
        assert "<img" not in page and "<b> " not in page.replace("<b>&", ""), page


def test_a_table_has_a_cell_for_each_column_and_no_more():
    made = words.table_html(pd.DataFrame({"name": ["a <b>"], "value": ["1"]}, index=[7]))
    assert made.count("<th") - made.count("<thead") == 3 and made.count("<td>") == 1
    assert "a &lt;b&gt;" in made and "7" not in made
