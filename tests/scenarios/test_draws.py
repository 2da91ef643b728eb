"""Random draws: the same on any machine, with the spread and correlation that is asked for."""

import numpy as np
import pytest

from tests.scenarios.conftest import last
from tests.toy_scenarios import ranged, toy
from zoneecon.scenarios.draws import (
    BLOCK,
    _triangular,
    draw_base_dates,
    draw_funnel,
    draw_shocks,
    funnel_posteriors,
    funnel_sizes,
    stream,
)
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.simulate import simulate


def test_random_numbers_are_those_of_any_machine():
    """Fixed numbers of a fixed stream: a change of generator or of stream names shows here."""
    found = stream(1, "volume.iron", 0).standard_normal(3)
    fixed = [-1.4259558388000546, 1.9919737308824883, 1.1024346555666353]
    assert found == pytest.approx(fixed, rel=1e-12)


def test_passages_are_counted_as_jeffreys_counts_them(real):
    """Beta(passed + 1/2, stopped + 1/2): 24 of 76 signed, with the city's at their weight."""
    scenario = real()
    counts, weight = scenario.funnel, scenario.values["city_weight"]
    n, signed, landed = (
        counts[f"{stage}_count"] + weight * counts.get(f"city_{stage}_count", 0.0)
        for stage in ("negotiated", "signed", "landed")
    )
    (a, b), (c, d) = funnel_posteriors(scenario)
    assert (a + b, c + d) == pytest.approx((n + 1, signed + 1))
    assert (a, c) == pytest.approx((signed + 0.5, landed + 0.5))


def test_what_passes_is_larger_or_smaller_than_what_does_not(real):
    """Mean sizes by hand, from the counts and values of the document."""
    scenario = real()
    printed, spread = scenario.funnel, scenario.values["project_size_variation"]
    stages = [
        (printed[f"{one}_count"], printed[f"{one}_value"])
        for one in ("negotiated", "signed", "landed")
    ]
    sizes = funnel_sizes(scenario)
    for (n, money), (passed, worth), found in zip(stages, stages[1:], sizes, strict=False):
        ratio = (worth / passed) / ((money - worth) / (n - passed))
        assert found == pytest.approx((ratio, spread * (1 / passed + 1 / (n - passed)) ** 0.5))


def test_shocks_have_the_asked_correlation_and_spread():
    scenario = toy(uncertainty=1.0, degrees_of_freedom=1e5, trend_uncertainty=0.0)
    steps = np.ones((len(scenario.industries), 5))
    drawn = [draw_shocks(scenario, steps, 1, block) for block in range(12)]
    volume = np.concatenate([v for v, _ in drawn], axis=-1)
    price = np.concatenate([p for _, p in drawn], axis=-1)
    assert np.corrcoef(volume[0].ravel(), volume[1].ravel())[0, 1] == pytest.approx(0.3, abs=0.01)
    assert np.corrcoef(price[0].ravel(), price[1].ravel())[0, 1] == pytest.approx(0.5, abs=0.01)
    assert np.corrcoef(volume[0].ravel(), price[1].ravel())[0, 1] == pytest.approx(0, abs=0.01)
    assert volume.std() == pytest.approx(0.1, rel=0.01)


def test_a_drawn_driver_has_its_value_as_median_and_stays_in_its_range():
    uniform = np.random.default_rng(1).random((2, 40_000))
    ranges, value = np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([0.1, 2.0])
    drawn = _triangular(uniform, ranges, value, 1.0)
    assert np.median(drawn, axis=1) == pytest.approx(value, abs=2e-3)
    assert ((drawn >= ranges[:, :1]) & (drawn <= ranges[:, 1:])).all()
    # half a triangle on each side: the mean square is a sixth of the side's
    above = drawn[0][drawn[0] > 0.1] - 0.1
    assert np.mean(above**2) == pytest.approx(0.9**2 / 6, rel=0.03)
    assert np.allclose(_triangular(uniform, ranges, value, 0.0), value[:, None])


def test_one_sided_drivers_together_leave_the_centre_where_it_is():
    wide = ranged(zone_growth=(0.02, 0.02, 0.3), elasticity=(1.0, 1.0, 2.0))
    fan = last(simulate(wide, 8192, 1), industry="iron")
    assert np.log(fan["p50"] / central_output(wide, "iron")) == pytest.approx(0.0, abs=0.01)


def test_dates_of_the_base_are_drawn_by_the_documents_own_evidence(real):
    assert real().base_dates == pytest.approx({2019.0: 0.6, 2020.0: 0.3, 2021.5: 0.1})
    drawn = np.concatenate([draw_base_dates(real(), 1, block) for block in range(5)])
    assert np.bincount(drawn) / len(drawn) == pytest.approx([0.6, 0.3, 0.1], abs=0.015)
    assert toy().base_dates == pytest.approx(dict.fromkeys([2019.0, 2020.0, 2021.5], 1 / 3))


def test_a_date_that_is_chosen_is_not_drawn(real):
    chosen = real().with_(base_year=2019.0)
    assert chosen.base_dates == {2019.0: 1.0}
    assert (draw_base_dates(chosen, 1, 0) == np.zeros(BLOCK)).all()


def test_the_funnel_never_lands_more_than_it_signs_nor_signs_more_than_it_negotiates():
    drawn = draw_funnel(toy(), 5.0, 1, 0)
    assert (drawn["landed"] <= drawn["signed"]).all()
    assert (drawn["signed"] <= 5 * 76).all()
    assert ((drawn["value_share"] >= 0) & (drawn["value_share"] < 1)).all()
    assert np.median(drawn["odds"]) == pytest.approx(1.0, rel=0.1)
