"""What each control shows: named, spoken with its unit, and marked."""

import re

import pytest

from tests.explorer.conftest import move
from zoneecon.explorer import labels, panel
from zoneecon.explorer import state as states
from zoneecon.explorer.controls import BY_KEY
from zoneecon.text.catalogue import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["baseline", "luoyuan_path"])
def test_every_slider_is_named_and_spoken_with_a_unit(inputs, preset, language):
    state = states.start(inputs, preset)
    stand = panel.standings(state, inputs)
    for row, (place, of) in zip(
        panel.rows(stand, state, inputs, language), stand.items(), strict=True
    ):
        assert row["id"] == panel.name_of(place) and row["name"] and row["tip"] and row["group"]
        shown = panel.standing(BY_KEY[place[0]], of, ("", ""), language)
        if of.options:
            assert row["options"][shown["place"]]
            continue
        assert shown["spoken"].endswith(row["unit"]) and row["unit"]
        assert re.fullmatch(r"-?\d+(\.\d+)?", shown["text"]), shown
        assert "e-" not in shown["spoken"] and not shown["spoken"].startswith("-0.0 ")
        assert row["min"] <= shown["value"] <= row["max"]


def test_five_percent_is_spoken_as_such_and_a_rounding_error_as_nothing(state, inputs):
    moved = move(state, inputs, "zone_growth", 5.0)
    of = panel.standings(moved, inputs)["zone_growth", ""]
    assert panel.standing(BY_KEY["zone_growth"], of, ("", ""), "en")["spoken"] == "5.0 % a year"
    assert labels.plain(-8.88e-16, 1) == "0.0"


def test_fixed_asset_investment_is_spelled_out(inputs):
    assert labels.name("investment_growth", "", inputs, "zh").startswith("固定资产投资")
    assert "fixed-asset investment" in labels.name("investment_growth", "", inputs, "en")
