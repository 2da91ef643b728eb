"""Random draws: the same on any machine, with the spread and correlation that is asked for."""

import numpy as np
import pytest

from tests.toy_scenarios import toy
from zoneecon.scenarios.draws import draw_funnel, draw_shocks, stream


def test_random_numbers_are_those_of_any_machine():
    """Fixed numbers of a fixed stream: a change of generator or of stream names shows here."""
    found = stream(1, "volume.iron", 0).standard_normal(3)
    fixed = [-1.4259558388000546, 1.9919737308824883, 1.1024346555666353]
    assert found == pytest.approx(fixed, rel=1e-12)


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


def test_five_years_of_shocks_reproduce_the_panel_spread(real):
    """Five-year log growth of the panel: Student-t(4.6), scale 0.273, so half-width 80 % 0.41."""
    scenario = real().with_(local_correlation=0.0)
    drawn = [draw_shocks(scenario, np.ones((3, 5)), 1, block)[0][0] for block in range(10)]
    growth = np.concatenate([shock.sum(axis=0) for shock in drawn])
    low, high = np.quantile(growth, [0.1, 0.9])
    assert (high - low) / 2 == pytest.approx(0.273 * 1.500, rel=0.03)


def test_the_funnel_never_lands_more_than_it_signs_nor_signs_more_than_it_negotiates():
    drawn = draw_funnel(toy(), 5.0, 1, 0)
    assert (drawn["landed"] <= drawn["signed"]).all()
    assert (drawn["signed"] <= 5 * 76).all()
    assert ((drawn["value_share"] >= 0) & (drawn["value_share"] < 1)).all()
    assert np.median(drawn["odds"]) == pytest.approx(1.0, rel=0.1)
