"""Growth formulas against worked examples, closed forms and round trips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoneecon import growth

RATES = st.lists(st.floats(-0.9, 3), min_size=1, max_size=10)
LEVELS = st.floats(1e-3, 1e6)


@pytest.mark.parametrize(
    ("base", "target", "years", "rate"),
    [(150, 500, 5, 0.2723), (40, 300, 5, 0.4963), (10, 100, 5, 0.5849), (10, 100, 6, 0.4678)],
)
def test_required_growth_of_the_three_targets(base, target, years, rate):
    assert growth.required_growth(base, target, years) == pytest.approx(rate, abs=5e-5)


def test_average_growth_counts_from_the_year_before_the_period():
    # 2016-2020 is five steps from 2015: a doubling is the fifth root of two, not the fourth.
    rates = [2 ** (1 / 5) - 1] * 5
    assert growth.chain(100, rates)[-1] == pytest.approx(200)
    assert growth.mean_growth(rates) == pytest.approx(growth.cagr(100, 200, 5))


def test_investment_path_of_the_plan_adds_up_to_287_7():
    assert growth.path_sum(45.4, 0.08, 5) == pytest.approx(287.7, abs=0.05)


def test_a_path_sum_is_the_geometric_series():
    assert growth.path_sum(10, 0.5, 3) == pytest.approx(10 * 1.5 * (1.5**3 - 1) / 0.5)


@given(LEVELS, RATES)
def test_chaining_back_undoes_chaining_forward(level, rates):
    levels = growth.chain(level, rates)
    assert growth.chain_back(levels[-1], rates) == pytest.approx(levels)


@given(st.floats(1, 1000), st.floats(1, 1000), st.floats(1, 30))
def test_compounding_the_required_growth_arrives_at_the_target(base, target, years):
    rate = growth.required_growth(base, target, years)
    assert growth.compound(base, rate, years) == pytest.approx(target, rel=1e-9)


@given(st.floats(-0.9, 3), st.floats(-0.9, 3))
def test_deflator_times_real_growth_is_nominal_growth(nominal, real):
    assert (1 + growth.deflate(nominal, real)) * (1 + real) == pytest.approx(1 + nominal)


@given(RATES)
def test_the_geometric_mean_never_exceeds_the_arithmetic(rates):
    arithmetic = growth.mean_growth(rates, "arithmetic")
    assert growth.mean_growth(rates) <= arithmetic + 1e-12


@pytest.mark.parametrize(
    "call",
    [
        lambda: growth.growth_rate(0, 1),
        lambda: growth.growth_rate(1, -1),
        lambda: growth.required_growth(1, 0, 5),
        lambda: growth.required_growth(1, 2, 0),
        lambda: growth.required_growth(float("nan"), 2, 5),
        lambda: growth.compound(1, -1, 2),
        lambda: growth.chain(1, []),
        lambda: growth.mean_growth([0.1], "harmonic"),
        lambda: growth.deflate(0.1, -1.5),
    ],
)
def test_what_has_no_growth_rate_is_refused_with_a_sentence(call):
    with pytest.raises(ValueError, match=r"must|needed"):
        call()


def test_growth_from_80_to_100_is_a_quarter_and_back_a_fifth_less():
    assert growth.growth_rate(80, 100) == pytest.approx(0.25)
    assert growth.growth_rate(100, 80) == pytest.approx(-0.2)


def test_the_level_before_a_rise_of_a_quarter_to_100_was_80():
    assert growth.previous_level(100, 0.25) == pytest.approx(80)
    assert growth.previous_level(80, -0.2) == pytest.approx(100)
