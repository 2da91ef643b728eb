"""What is said beside the sliders, in either language; text from data stays text."""

import re
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest

from tests.explorer.conftest import move
from zoneecon.explorer import controls, labels, solve, tables, views
from zoneecon.explorer import page as explorer_page
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import CONTROLS
from zoneecon.report.sentences.targets import standing_sentences
from zoneecon.targets.answer import assess
from zoneecon.text.catalogue import LANGUAGES

MARKUP = "<img src=x onerror=alert(1)> & <b>"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["baseline", "plan_met"])
def test_every_control_says_unit_default_source_and_quality(inputs, preset, language):
    state = states.start(inputs, preset)
    for control in CONTROLS:
        of = controls.control_state(control, "steel", state, inputs)
        tip = labels.tooltip(control, of, preset, inputs, language)
        default = labels.number(control, of.default, inputs, language)
        assert default and default in tip and words.title(preset, inputs, language) in tip
        assert of.evidence["quality"] in labels.MARKS
        assert labels.say(of.evidence["quality"], language) in tip
        assert ("Source: " if language == "en" else "来源：") in tip and "[" not in tip
        if not of.options:
            assert labels.unit(control, language) in tip
            assert of.low <= controls.on_grid(of, of.value) <= of.high
            assert of.low <= of.default <= of.high or control.key == "base_year"
        label = labels.label(control.key, "steel", of, inputs, language)
        assert label.startswith(labels.MARKS[of.evidence["quality"]])
        assert (re.search("[\u4e00-\u9fff]", label) is not None) == (language == "zh")
        if language == "zh":
            assert not re.search(
                "[a-z]{3}", re.sub(r"[\w/]+\.(md|csv|toml)|[a-z]+_[a-z_]+", "", tip, flags=re.ASCII)
            ), tip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_line_says_what_the_table_holds(state, inputs, language):
    one = views.result(state, inputs)
    report, line, why = words.verdict_text(one, inputs, language)
    row = one.chances.iloc[0]
    word = "very unlikely" if language == "en" else "极难达到"
    assert word in report and word in line
    assert words.percent(row["pooled"], language) in line and f"{row['target']:g}" in line
    assert words.money(row["p50"]) in line and words.percent(row["outside"], language) in why
    shown = tables.chances_shown(one, inputs, language)
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
    other = views.result(states.beside(moved, None), inputs)
    for page in (
        words.verdict_html(one, inputs, "en"),
        tables.chances_html(one, inputs, "zh"),
        tables.breakeven_html(solve.alone(moved, inputs), one, inputs, "en"),
        tables.difference_html(states.difference(moved, inputs), one, inputs, "en"),
        tables.difference_html(states.difference(state, inputs), one, inputs, "en"),
        tables.comparison_html(one, other, inputs, "en"),
        tables.code_html(one, inputs, "en"),
        explorer_page.note("bad", MARKUP),
    ):
        assert "<img" not in page and "<b> " not in page.replace("<b>&", ""), page


def test_the_headline_is_the_report_s_whatever_is_set(inputs, plan):
    answer = assess(plan, draws=50)
    for row in answer.verdicts.to_dict("records"):
        state = states.start(inputs, "plan_met", row["industry"])
        (told,) = standing_sentences(pd.DataFrame([row]))
        report, line, _ = words.verdict_text(views.result(state, inputs), inputs, "en")
        assert told in report and told not in line


def test_what_caps_a_chance_is_said_and_holds(inputs):
    """Half of the weight is with the outside view, so no setting leads far above one half."""
    one = views.result(states.start(inputs, "plan_met"), inputs)
    row = one.chances.iloc[0]
    cap = inputs.weight + (1 - inputs.weight) * row["outside"]
    why = words.verdict_text(one, inputs, "en")[2]
    assert words.percent(cap, "en") in why and "still ends below it half the time" in why
    best = views.result(move(one.state, inputs, "growth_premium", 50.0), inputs)
    assert row["pooled"] < best.chances.iloc[0]["pooled"] <= cap + 1e-9
    alone = views.result(move(one.state, inputs, "pooling_weight", 100), inputs)
    assert "No setting" not in words.verdict_text(alone, inputs, "en")[2]
