"""What is set: only what differs from its preset, and the line of code that says it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explorer.conftest import DRAWS, move
from zoneecon.explorer import state as states
from zoneecon.explorer import tables, views


def test_a_state_holds_only_what_differs_from_its_preset(state, inputs):
    moved = move(move(state, inputs, "zone_growth", 8.0), inputs, "price_path", "constant")
    assert dict(moved.changes) == {"zone_growth": 0.08} and moved.price_path == "constant"
    usual = 100 * inputs.presets["baseline"].values["zone_growth"]
    back = move(move(moved, inputs, "zone_growth", usual), inputs, "price_path", "actual")
    assert back == state
    assert states.scenario_of(back, inputs) is inputs.presets["baseline"]


@pytest.mark.parametrize("preset", ["baseline", "plan_met", "luoyuan_path"])
def test_reset_takes_back_everything_but_the_view(inputs, preset):
    state = states.seen(states.start(inputs, preset), "equipment", "prices_held")
    moved = move(move(state, inputs, "zone_growth", 7.0), inputs, "pooling_weight", 100)
    assert states.reset(moved) == state


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1), min_size=2),
    st.floats(0, 1),
    st.data(),
)
def test_shares_add_up_to_one_whatever_is_moved(shares, share, drawn):
    moved = drawn.draw(st.sampled_from(sorted(shares)))
    total = sum(shares.values())
    shares = {k: x / total if total > 1e-6 else 1 / len(shares) for k, x in shares.items()}
    after = states.rescaled(shares, moved, share)
    assert sum(after.values()) == pytest.approx(1.0, abs=1e-9)
    assert after[moved] == share and min(after.values()) >= 0
    others = [key for key in shares if key != moved and shares[key] > 1e-3]
    if share < 0.999:  # the others keep their proportions
        ratios = [after[key] / shares[key] for key in others]
        assert np.allclose(ratios, ratios[0] if ratios else [])


def test_a_moved_share_moves_the_others_and_the_model_takes_it(state, inputs):
    state = states.start(inputs, "capital_as_a_law")  # elsewhere nobody goes short
    moved = move(state, inputs, "investment_split", 20, "steel")
    split = states.scenario_of(moved, inputs).by_industry("investment_split")
    assert split["steel"] == 0.2 and sum(split.values()) == pytest.approx(1.0)
    before = states.shown_split(inputs.presets["capital_as_a_law"])
    assert split["equipment"] / split["chemicals"] == pytest.approx(
        before["equipment"] / before["chemicals"]
    )
    assert states.share_by_need(moved, inputs) == state


def test_the_difference_lists_what_was_changed_and_nothing_else(state, inputs):
    assert states.difference(state, inputs).empty
    moved = move(move(state, inputs, "zone_growth", 8.0), inputs, "pooling_weight", 70)
    assert list(states.difference(moved, inputs)["parameter"]) == ["zone_growth", "pooling_weight"]
    shown = tables.difference_shown(states.difference(moved, inputs), inputs, "en")
    assert shown.iloc[:, 1:3].to_numpy().tolist() == [["4.3", "8"], ["50", "70"]]


def test_scenarios_read_again_keep_what_was_set_where_its_preset_is_still_there(state, inputs):
    moved = move(states.seen(state, "steel", "rail_lands"), inputs, "zone_growth", 8.0)
    assert states.carried_over(moved, inputs) == moved
    fewer = {k: v for k, v in inputs.presets.items() if k not in ("baseline", "rail_lands")}
    gone = states.carried_over(moved, inputs._replace(presets=fewer))
    assert gone.preset == next(iter(fewer)) and not gone.changes and gone.other == ""


def notebook_cells(root) -> list[str]:
    notebook = json.loads((root / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


@pytest.mark.every(3)
@pytest.mark.parametrize("preset", ["capital_as_a_law", "plan_met", "prices_held"])
def test_the_line_of_code_gives_the_same_numbers_in_a_plain_cell(root, inputs, preset):
    state = states.start(inputs, preset)
    for key, shown in (
        ("zone_growth", 7.2),
        ("growth_premium", 12.5),
        ("scope_factor", 1.2),
        ("base_year", 2019.0),
        ("price_path", "held_2021"),
        ("local_correlation", 0.4),
    ):
        state = move(state, inputs, key, shown)
    if preset == "capital_as_a_law":
        state = move(state, inputs, "investment_split", 50, "equipment")
    parameters, setup = notebook_cells(root)[:2]
    namespace: dict = {}
    exec(parameters, namespace)  # noqa: S102 - our own notebook
    namespace["draws"] = DRAWS
    exec(setup, namespace)  # noqa: S102
    line = states.code_line(state, inputs)
    assert "\n" not in line and line.startswith("ze.simulate(cases[") and ".with_(" in line
    found = eval(line, namespace)  # noqa: S307 - what a person would paste into a cell
    assert found.equals(views.result(state, inputs).summary)
