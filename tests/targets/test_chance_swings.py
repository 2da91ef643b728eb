"""The tornado over the chance: every choice around the chance as it is."""

import pytest

from zoneecon.targets import chance_swings


@pytest.fixture(scope="module")
def swings(answer):
    return answer.chance_swings


def test_every_choice_is_asked_of_every_target_and_holds_the_chance(swings, answer):
    assert len(swings) == 8 * len(answer.verdicts)
    assert ((swings["low"] <= swings["chance"]) & (swings["chance"] <= swings["high"])).all()
    assert swings["swing"].is_monotonic_decreasing


def test_the_ends_of_the_weight_are_the_two_views(swings, answer):
    rows = swings[swings["choice"] == "weight of the inside view"].set_index("industry")
    for row in answer.verdicts.itertuples():
        low, high = sorted([row.inside, row.outside])
        assert rows.at[row.industry, "low"] == pytest.approx(low)
        assert rows.at[row.industry, "high"] == pytest.approx(high)


def test_the_width_is_that_of_chinese_cities_at_its_other_end(swings, answer):
    rows = swings[swings["choice"] == "width of the inside view"].set_index("industry")
    wide = answer.views.inside._replace(widening=1.3).way("steel", 2020, 2025)
    outside = answer.verdicts.set_index("industry").at["steel", "outside"]
    assert rows.at["steel", "high"] == pytest.approx((wide.at_least(10 / 3) + outside) / 2)
    assert answer.widening == 1.3


def test_a_target_that_is_decided_has_no_swing(answer):
    decided = answer.verdicts.assign(years=0.0)
    asked = decided, answer.views, answer.pairs, answer.records, 2025, 1.3
    assert chance_swings.chance_swings(*asked).empty
