"""What is solved is reached, as printed, through the controls, all else held."""

import itertools

import numpy as np
import pytest

from tests.explorer.conftest import move
from tests.other_zones import ZONES
from zoneecon.data import vintage
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import controls, labels, solve, tables, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.inputs import inputs_of
from zoneecon.targets.answer import panels_of

#: Of the quick test, with how many drivers reach a target alone at least; the long one takes all.
FEW = {"baseline": 3, "capital_as_a_law": 0}


def typed(place, value, state, inputs) -> states.State:
    """The state of who types, or chooses, what the table prints."""
    key, own = place
    control = controls.controls_of(inputs)[key]
    of = controls.control_state(control, own or state.industry, state, inputs)
    if not of.options:
        printed = words.exactly(control, value, inputs, "en")
        value = labels.typed_number(printed, control)
    return controls.entered(control, own or state.industry, value, state, inputs)


def check(preset: str, inputs) -> int:
    """Set everything that a preset's tables say reaches the target; how many did."""
    count = 0
    for industry in inputs.industries:
        state = states.start(inputs, preset, industry)
        for one in solve.alone(state, inputs):
            then = typed(one.places[0], one.values[0], state, inputs)
            row = views.result(then, inputs).chances.set_index("industry").loc[industry]
            assert row["p50"] == pytest.approx(one.median) or one.always, (preset, one)
            assert (row["p50"] >= row["target"] * (1 - 1e-9)) == one.reached, (preset, one)
            count += one.reached
    return count


@pytest.mark.parametrize("preset", FEW)
def test_what_is_solved_reaches_the_target_through_the_controls(inputs, preset):
    assert check(preset, inputs) >= FEW[preset]


@pytest.mark.long
def test_every_driver_industry_and_preset_reaches_what_it_is_said_to(inputs):
    counts = {name: check(name, inputs) for name in inputs.presets if name not in FEW}
    assert sum(counts.values()) > len(counts)


def test_a_capital_output_ratio_holds_what_the_page_holds(inputs):
    """No demand and no funnel is lifted: what is said to reach the target reaches it here."""
    state = move(states.start(inputs, "capital_as_a_law"), inputs, "growth_premium", 40.0)
    found = {one.places[0]: one for one in solve.alone(state, inputs)}
    one = found["capital_output_ratio", "steel"]
    then = solve.after(one, state, inputs)
    assert dict(then.changes).keys() - dict(state.changes).keys() == {"capital_output_ratio.steel"}
    level = views.result(then, inputs).chances.iloc[0]["p50"]
    assert (level >= 500 * (1 - 1e-9)) == one.reached


def test_what_is_not_reached_is_the_most_that_the_range_gives(state, inputs):
    found = {one.places[0][0]: one for one in solve.alone(state, inputs)}
    one = found["scope_factor"]
    assert not one.reached and one.values == (1.5,)
    level = views.result(move(state, inputs, "scope_factor", 1.5), inputs).chances.iloc[0]["p50"]
    assert one.median == pytest.approx(level) and level < 500


def test_several_at_once_change_least_in_units_of_their_ranges(state, inputs):
    """No other point of a grid that reaches the target is as near."""
    places = (("zone_growth", ""), ("growth_premium", "steel"), ("scope_factor", "steel"))
    two = places[:2]
    found = solve.together(two, state, inputs)
    assert found.reached and found.median == pytest.approx(500, rel=0.01)
    problem = solve._Problem(two, [solve.askable(state, inputs)[p] for p in two], state, inputs)
    mine = problem._distance(np.array(found.values))
    axes = [np.linspace(low, high, 60) for low, high in zip(problem.low, problem.high, strict=True)]
    grid = np.array(list(itertools.product(*axes)))
    there = grid[problem.central(grid) >= problem.central(np.array([found.values]))[0]]
    assert mine <= problem._distance(there).min() * 1.01
    three = solve.together(places, state, inputs)
    assert three.reached
    third = solve._Problem(places, [solve.askable(state, inputs)[p] for p in places], state, inputs)
    assert third._distance(np.array(three.values)) <= mine * 1.01  # one more only helps
    low, high = inputs.presets["baseline"].ranges["zone_growth"]
    assert third.ranges[0] == pytest.approx(100 * (high - low))


def test_out_of_reach_together_says_the_best_combination(state, inputs):
    places = (("scope_factor", "steel"), ("concept_factor", "steel"))
    found = solve.together(places, state, inputs)
    assert not found.reached and found.values == pytest.approx((1.5, 1.1))
    text = words.solved_text(found, state, inputs, "en")
    assert "no combination within the ranges reaches 500" in text and "the best is" in text
    assert words.money(found.median) in text
    alone = solve.together(places[:1], state, inputs)
    assert "no value within the range" in words.solved_text(alone, state, inputs, "en")


@pytest.mark.parametrize(
    ("places", "key"),
    [
        ((), "solve-nothing"),
        ((("zone_growth", ""),) * 2, "solve-twice"),
        ((("capital_output_ratio", "steel"),), "solve-locked"),
        ((("local_correlation", ""),), "solve-locked"),
    ],
)
def test_what_cannot_be_solved_for_is_said(state, inputs, places, key):
    with pytest.raises(BadSetting, match=key):
        solve.together(places, state, inputs)


def test_solving_can_be_given_up(state, inputs):
    assert solve.alone(state, inputs, lambda: True) is None


def test_where_any_value_does_that_is_said(inputs):
    state = move(states.start(inputs, "plan_met"), inputs, "growth_premium", 50.0)
    found = {one.places[0][0]: one for one in solve.alone(state, inputs)}
    assert found["scope_factor"].always and "scope_factor" not in dict(
        solve.marks(list(found.values()))
    )
    shown = tables.breakeven_shown(
        [found["scope_factor"]], views.result(state, inputs), inputs, "en"
    )
    assert shown.iloc[0, 1] == "any value does"


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
def test_zones_unlike_this_one_are_solved_for_as_well(other_zones, monkeypatch, zone):
    """Of several target years, without investment, projects or a base; with five years of news."""
    monkeypatch.setenv("ZONEECON_ROOT", str(other_zones))
    plan = vintage.load(zone)
    inputs = inputs_of(plan, panels_of(plan), 200, 1)
    for industry in inputs.industries:
        state = states.start(inputs, "baseline", industry)
        for one in solve.alone(state, inputs):
            then = solve.after(one, state, inputs)
            row = views.result(then, inputs).chances.set_index("industry").loc[industry]
            assert (row["p50"] >= row["target"] * (1 - 1e-9)) == one.reached, one
