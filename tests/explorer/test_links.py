"""A link stands for one state, or says in a sentence why it stands for none."""

from datetime import date as DAY

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.explorer.conftest import move
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import links
from zoneecon.explorer import state as states


@pytest.fixture
def moved(state, inputs):
    state = move(move(state, inputs, "zone_growth", 8.2), inputs, "price_path", "constant")
    return states.seen(move(state, inputs, "pooling_weight", 70), "equipment", "plan_met")


@pytest.mark.parametrize("before", ["", "#zx:", "http://127.0.0.1:8888/voila/x?token=1#zx:"])
def test_a_link_leads_back_to_its_state(moved, state, inputs, before):
    pinned = move(state, inputs, "growth_premium", 12.0)
    found = links.restored(before + links.link_of(moved, pinned, inputs, "zh"), inputs)
    assert (found.state, found.pinned, found.language, found.notes) == (moved, pinned, "zh", ())


def test_what_a_split_or_a_name_with_signs_holds_is_kept(inputs):
    state = move(states.start(inputs, "capital_as_a_law"), inputs, "investment_split", 20, "steel")
    presets = {**inputs.presets, "my & name=钢": inputs.presets["capital_as_a_law"]}
    other = inputs._replace(presets=presets)
    named = states.State("my & name=钢", "steel", state.changes)
    assert links.restored(links.link_of(named, None, other, "en"), other).state == named


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_link_that_was_cut_or_changed_anywhere_never_means_something_else(moved, inputs, data):
    text = links.link_of(moved, None, inputs, "en")
    cut = data.draw(st.integers(0, len(text) - 1))
    changed = text[:cut] + data.draw(st.text(max_size=3)) + text[cut + 1 :]
    for wrong in (text[:cut], changed):
        if wrong.strip() == text:
            continue
        with pytest.raises(BadSetting, match="link-cut"):
            links.restored(wrong, inputs)


def signed(body: str) -> str:
    return f"{body}&check={links._check(body)}"


def test_a_link_of_another_day_is_shown_and_says_so(moved, inputs):
    then = inputs._replace(plan=inputs.plan._replace(as_of=DAY(2021, 8, 31)))
    text = links.link_of(moved, None, then, "en")
    found = links.restored(text, inputs)
    assert found.state == moved and found.notes[0][0] == "link-day"


def test_what_the_model_no_longer_knows_is_left_out_and_named(inputs):
    text = f"v=1&zone={inputs.zone}&day={inputs.as_of}&scenario=baseline&industry=steel"
    found = links.restored(signed(f"{text}&luck=0.5&zone_growth=0.08"), inputs)
    assert dict(found.state.changes) == {"zone_growth": 0.08}
    assert found.notes == (("link-dropped", {"names": ["luck"]}),)
    gone = links.restored(signed(text.replace("steel", "cars") + "&price_path=free"), inputs)
    assert gone.notes == (("link-dropped", {"names": ["cars", "free"]}),)
    with pytest.raises(BadSetting, match="link-refused"):
        links.restored(signed(f"{text}&base_year=2031.0"), inputs)
    assert dict(links.restored(signed(f"{text}&zone_growth=nan"), inputs).state.changes) == {}
