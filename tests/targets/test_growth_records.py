"""Growth records: another horizon, between two multiples, and a class by printed rates."""

import numpy as np
import pandas as pd
import pytest

from zoneecon.data.vintage import load_derived
from zoneecon.targets import base_rates, growth_records

LEVELS = pd.Series({2016: 100.0, 2017: 110.0, 2018: 165.0, 2019: 170.0, 2020: 160.0})
RATES = pd.Series({2016: 0.3, 2017: 0.1, 2018: 0.2, 2019: 0.01, 2020: 0.04})


@pytest.fixture(scope="module")
def records():
    return load_derived("growth_records")


def test_five_years_stay_five_years():
    assert growth_records.five_year_multiple(3.0, 5, 0.04) == pytest.approx(3.0)


def test_what_exceeds_the_drift_grows_with_the_root_of_time():
    # 1.5 in two years: drift .08 of log 1.5; the rest times sqrt(5 / 2), and the drift of five
    expected = np.exp(0.2 + (np.log(1.5) - 0.08) * np.sqrt(2.5))
    assert growth_records.five_year_multiple(1.5, 2, 0.04) == pytest.approx(expected)
    assert growth_records.five_year_multiple(np.exp(0.4), 10, 0.04) == pytest.approx(np.exp(0.2))


def test_a_short_horizon_asks_less_than_the_same_rate_for_five_years():
    assert growth_records.five_year_multiple(1.2, 1, 0.04) < 1.2**5
    assert growth_records.five_year_multiple(1.2**10, 10, 0.04) > 1.2**5


@pytest.mark.parametrize(("multiple", "years"), [(0, 5), (-1, 5), (2, 0), (np.nan, 5)])
def test_no_record_of_no_time(multiple, years):
    with pytest.raises(ValueError, match="positive multiple"):
        growth_records.five_year_multiple(multiple, years, 0.04)


def test_counted_multiples_are_read_as_counted_and_others_between(records):
    counts = growth_records.class_like(records)
    for row in counts.itertuples():
        share = (row.reached + 0.5) / (row.windows + 1)
        assert growth_records.record(counts, row.multiple) == pytest.approx(share)
    two, three = growth_records.record(counts, [2.0, 3.0])
    assert three < growth_records.record(counts, 2.2) < two
    assert growth_records.record(counts, 100) == growth_records.record(counts, 10)
    assert growth_records.record(counts, 0.5) == growth_records.record(counts, 1)


def test_the_counts_are_those_of_the_base_rates(records):
    rates = load_derived("base_rates")
    counts = growth_records.class_like(records).set_index("multiple")
    for multiple in (1.3, 2.0, 3.3333, 7.5, 10.0):
        rate = base_rates.base_rate(rates, multiple)
        assert tuple(counts.loc[multiple, ["windows", "reached"]]) == (
            rate["windows"],
            rate["reached"],
        )


def test_a_class_is_the_narrowest_with_enough_windows(records):
    like = {"history_growth": 0.116, "volatility": 0.0999}
    narrow = growth_records.class_like(records, like).iloc[0]
    assert (narrow["growth_from"], narrow["volatility_to"]) == (0.1, 0.1)
    odd = growth_records.class_like(records, {"history_growth": 0.3, "volatility": 0.01}).iloc[0]
    assert odd["windows"] >= growth_records.FEWEST and odd["growth_from"] == 0.2
    assert (odd["volatility_from"], odd["volatility_to"]) == (0, np.inf)


def test_a_level_that_moved_otherwise_than_its_rate_is_broken():
    gaps = growth_records.broken_steps(LEVELS, RATES)
    assert gaps.to_dict() == pytest.approx({2018: np.log(1.5 / 1.2)})


def test_the_class_goes_by_printed_rates_where_levels_are_broken():
    history = growth_records.history_from(LEVELS, RATES)
    steps = np.log([1.1, 1.2, 1.01, 1.04])
    assert history.basis == "printed rates"
    assert history.history_growth == pytest.approx(np.expm1(steps.mean()))
    assert history.volatility == pytest.approx(steps.std(ddof=1))


def test_whole_levels_and_levels_without_rates_are_read_themselves():
    steady = pd.Series({2018: 100.0, 2019: 110.0, 2020: 121.0})
    rates = pd.Series({2019: 0.1, 2020: 0.08})
    assert growth_records.history_from(steady, rates).basis == "levels"
    without = growth_records.history_from(LEVELS, RATES.drop(2019))
    assert without.basis == "levels"
    assert without.history_growth == pytest.approx((160 / 100) ** 0.25 - 1)
