"""What a slider means: its range, its stops, and when it is locked."""

from dataclasses import replace

import pytest

from tests.explorer.conftest import move
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import controls, labels
from zoneecon.explorer import state as states
from zoneecon.explorer.controls import BY_KEY, CONTROLS
from zoneecon.text.catalogue import LANGUAGES


def test_a_default_between_two_stops_comes_back_exactly(state, inputs):
    """Growth of 4.25 % a year is no stop of the slider."""
    of = controls.control_state(BY_KEY["zone_growth"], "steel", state, inputs)
    stop = controls.on_grid(of, of.default)
    assert stop != of.default
    away = move(state, inputs, "zone_growth", of.high)
    assert move(away, inputs, "zone_growth", stop) == state
    assert move(state, inputs, "zone_growth", stop) is state  # a browser's answer, not a wish


def test_what_the_model_cannot_take_is_refused_with_its_reason(state, inputs):
    with pytest.raises(BadSetting) as caught:
        states.set_value(state, inputs, "base_year", 2030.0)
    assert "must be before target_year" in labels.refused(caught.value, "en")
    with pytest.raises(BadSetting, match="outside-range") as caught:
        move(state, inputs, "zone_growth", 99.0)
    assert "range is 0 to" in labels.refused(caught.value, "en")
    with pytest.raises(BadSetting, match="not-offered"):
        move(state, inputs, "price_path", "no such path")


def test_a_control_that_would_do_nothing_or_break_an_identity_is_locked_with_a_reason(inputs):
    free = states.start(inputs, "plan_met")
    for key in ("investment_growth", "investment_split", "capital_output_ratio", "conversion"):
        with pytest.raises(BadSetting, match="lock-"):
            move(free, inputs, key, 50)
    unfunded = states.start(inputs, "lanzhou_path")
    with pytest.raises(BadSetting, match="lock-funnel_limit"):
        move(unfunded, inputs, "conversion", 10.0)
    with pytest.raises(BadSetting, match="lock-one-value"):
        move(states.start(inputs, "baseline"), inputs, "concept_factor", 1.0 + 0.01, "equipment")
    for key in ("lock-capital_limit", "lock-funnel_limit", "lock-one-value"):
        assert all(labels.say(key, language) for language in LANGUAGES)


def test_every_preset_lies_inside_every_slider(inputs):
    for name in inputs.presets:
        for control in CONTROLS:
            for industry in inputs.industries:
                of = controls.control_state(control, industry, states.start(inputs, name), inputs)
                if not of.options:
                    assert of.low <= of.value <= of.high, (name, control.key, industry)


def test_every_high_impact_driver_has_a_control(inputs):
    held = set(controls.controls_of(inputs))
    for preset in inputs.presets.values():
        high = [flat for flat, told in preset.evidence.items() if told.get("impact") == "high"]
        assert high and {flat.partition(".")[0] for flat in high} <= held


def test_a_driver_that_another_zone_calls_high_gets_a_control_of_its_own(inputs):
    preset = inputs.presets["baseline"]
    high = {**preset.evidence, "landing_lag": {**preset.evidence["landing_lag"], "impact": "high"}}
    other = inputs._replace(presets={"baseline": replace(preset, evidence=high)})
    (added,) = list(controls.controls_of(other).values())[len(CONTROLS) :]
    assert added.key == "landing_lag"
    moved = controls.entered(added, "steel", 2.0, states.start(other, "baseline"), other)
    assert states.scenario_of(moved, other).values["landing_lag"] == 2.0
    for language in LANGUAGES:
        assert labels.name("landing_lag", "steel", other, language)


def test_a_stop_is_the_default_only_for_who_slides_there(state, inputs):
    of = controls.control_state(BY_KEY["zone_growth"], "steel", state, inputs)
    stop = controls.on_grid(of, of.default)
    typed = controls.entered(BY_KEY["zone_growth"], "steel", stop, state, inputs)
    assert typed.changes["zone_growth"] == pytest.approx(stop / 100)
