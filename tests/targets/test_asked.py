"""The logistic in asked growth: closed forms, quadrature against random draws, bad weights."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from zoneecon.targets import asked

PRIOR = asked.priors(-3.8)


def rows(*values: tuple[float, int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=["asked", "met", "stratum", "weight"])


SOME = rows(
    (0.03, 1, "nation", 1.0),
    (0.05, 0, "nation", 1.0),
    (0.07, 0, "nation", 0.5),
    (0.07, 1, "nation", 0.5),
    (0.12, 0, "nation", 1.0),
    (0.24, 1, "zone", 1.0),
    (0.30, 0, "zone", 1.0),
)


def test_asked_growth_is_the_log_of_the_multiple_a_year():
    assert asked.asked_growth(np.e, 4) == pytest.approx(0.25)


@pytest.mark.parametrize(("multiple", "years"), [(0, 5), (-2, 5), (2, 0), (2, -1), (np.nan, 5)])
def test_nothing_is_asked_by_no_multiple_or_no_time(multiple, years):
    with pytest.raises(ValueError, match="positive multiple"):
        asked.asked_growth(multiple, years)


def test_the_ask_is_read_linearly_when_small_and_logarithmically_when_large():
    assert asked.bent(asked.CENTRE) == 0
    assert asked.bent(0.02) - asked.bent(0.01) == pytest.approx(np.log(0.07 / 0.06))
    # twice as much asks for one more step of log 2 at most, however large
    assert asked.bent(20) - asked.bent(10) == pytest.approx(np.log(2), abs=0.01)
    assert asked.bent(-0.5) == asked.bent(0.0)


def test_without_a_plan_the_prior_comes_back():
    form = asked.fit(SOME.iloc[:0], PRIOR)
    assert form.mean == pytest.approx(PRIOR.mean, abs=1e-9)
    spread = np.sqrt(form.weight @ np.square(form.readings - form.mean))
    assert spread == pytest.approx(PRIOR.spread)


def test_with_many_plans_the_share_of_hits_is_found():
    many = pd.concat([rows((0.07, int(i < 30), "nation", 1.0)) for i in range(200)])
    assert asked.chance(asked.fit(many, PRIOR), 0.07, False)[0] == pytest.approx(0.15, abs=0.01)


def test_who_asks_more_is_less_likely_to_get_it_in_either_stratum():
    form = asked.fit(SOME, PRIOR)
    for zone in (False, True):
        chances = asked.chance(form, np.linspace(0, 1, 50), zone)
        assert (np.diff(chances) < 0).all() and ((chances > 0) & (chances < 1)).all()


def test_the_quadrature_agrees_with_random_draws():
    form = asked.fit(SOME, PRIOR)
    generator = np.random.Generator(np.random.PCG64(7))
    spread = np.sqrt(form.weight @ np.square(form.readings - form.mean))
    drawn = stats.t.rvs(5, size=(400_000, 3), random_state=generator)
    readings = form.mean + 1.2 * spread * drawn
    odds = np.where(SOME["met"], 1, -1) * (readings @ asked.terms_of(SOME).T)
    density = -np.logaddexp(0, -odds) @ SOME["weight"].to_numpy()
    density += stats.norm.logpdf(readings, PRIOR.mean, PRIOR.spread).sum(axis=1)
    density -= stats.t.logpdf(drawn, 5).sum(axis=1)
    weight = np.exp(density - density.max())
    draws = asked.Form(readings, weight / weight.sum())
    for growth in (0.03, 0.07, 0.15, 0.24, 0.46):
        for zone in (False, True):
            exact = asked.chance(draws, growth, zone)[0]
            assert asked.chance(form, growth, zone)[0] == pytest.approx(exact, abs=0.006)


def test_a_target_from_almost_nothing_does_not_turn_the_slope():
    wild = pd.concat([SOME, rows((0.66, 1, "nation", 1.0))])
    assert asked.fit(wild, PRIOR).mean[2] < -1


@pytest.mark.parametrize("weight", [-0.1, 1.2, np.nan])
def test_a_weight_outside_zero_to_one_is_refused(weight):
    with pytest.raises(ValueError, match=f"between 0 and 1, got {weight:g}"):
        asked.fit(SOME.assign(weight=[*[1.0] * 6, weight]), PRIOR)


def test_a_row_of_weight_zero_says_nothing():
    more = pd.concat([SOME, rows((0.5, 1, "zone", 0.0))])
    assert asked.fit(more, PRIOR).mean == pytest.approx(asked.fit(SOME, PRIOR).mean)


def test_the_slope_of_records_is_that_of_their_log_odds():
    slope = asked.record_slope(0.5, 1 / (1 + np.e**2))
    ends = np.log([1.3, 10 / 3]) / 5
    assert slope == pytest.approx(-2 / np.log((ends[1] + 0.05) / (ends[0] + 0.05)))
