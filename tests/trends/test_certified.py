"""Numbers that others have certified or printed: NIST's regression, manuals' growth and chains.

The values below are typed from their sources, never from the output of what is tested.
"""

import math

import pandas as pd
import pytest
from statsmodels.datasets import longley

from zoneecon import growth
from zoneecon.trends.tables import fit_trend, ordinary_least_squares

# --- NIST StRD, Longley -----------------------------------------------------------------------
#
# National Institute of Standards and Technology, Statistical Reference Datasets, Linear
# Regression, data set Longley (level of difficulty: higher), certified regression statistics.
# https://www.itl.nist.gov/div898/strd/lls/data/Longley.shtml
# J. W. Longley, An appraisal of least squares programs for the electronic computer from the
# viewpoint of the user, Journal of the American Statistical Association 62 (1967), 819-841.

CERTIFIED = {  # parameter: estimate, standard deviation of the estimate
    "const": (-3482258.63459582, 890420.383607373),
    "GNPDEFL": (15.0618722713733, 84.9149257747669),
    "GNP": (-0.358191792925910e-01, 0.334910077722432e-01),
    "UNEMP": (-2.02022980381683, 0.488399681651699),
    "ARMED": (-1.03322686717359, 0.214274163161675),
    "POP": (-0.511041056535807e-01, 0.226073200069370),
    "YEAR": (1829.15146461355, 455.478499142212),
}
RESIDUAL_SD, R_SQUARED = 304.854073561965, 0.995479004577296
F_STATISTIC, RESIDUAL_SUM = 330.285339234588, 836424.055505915
DIGITS = 8


def digits(found: float, certified: float) -> float:
    """Decimal digits in common: minus the logarithm of the relative error (NIST's LRE)."""
    error = abs(found - certified) / abs(certified)
    return 15.0 if error == 0 else -math.log10(error)


@pytest.fixture(scope="module")
def fitted():
    """Longley's data through the one function that fits every OLS trend of the project."""
    table = longley.load_pandas()
    return ordinary_least_squares(table.endog, table.exog)


def test_the_data_are_longley_s(fitted):
    employment = longley.load_pandas().endog
    assert (len(employment), employment.iloc[0], employment.iloc[-1]) == (16, 60323, 70551)


def test_coefficients_agree_with_nist_to_8_digits(fitted):
    agreed = {name: digits(fitted.params[name], value) for name, (value, _) in CERTIFIED.items()}
    assert min(agreed.values()) >= DIGITS, agreed


def test_standard_errors_agree_with_nist_to_8_digits(fitted):
    agreed = {name: digits(fitted.bse[name], error) for name, (_, error) in CERTIFIED.items()}
    assert min(agreed.values()) >= DIGITS, agreed


def test_fit_statistics_agree_with_nist_to_8_digits(fitted):
    found = (math.sqrt(fitted.mse_resid), fitted.rsquared, fitted.fvalue, fitted.ssr)
    certified = (RESIDUAL_SD, R_SQUARED, F_STATISTIC, RESIDUAL_SUM)
    assert min(map(digits, found, certified)) >= DIGITS


def test_a_regression_that_is_off_in_the_seventh_digit_would_fail():
    assert digits(15.06187, 15.0618722713733) < DIGITS


def test_a_trend_is_the_regression_by_hand():
    """Two unknowns, five points: sums of squares and products, written out."""
    logs = [0.0, 0.2, 0.1, 0.4, 0.3]  # x is 0 … 4, its mean 2
    slope = (-2 * 0.0 - 1 * 0.2 + 0 * 0.1 + 1 * 0.4 + 2 * 0.3) / (4 + 1 + 0 + 1 + 4)
    intercept = (0.0 + 0.2 + 0.1 + 0.4 + 0.3) / 5 - 2 * slope
    levels = pd.Series([math.exp(value) for value in logs], index=range(2016, 2021))
    forecast = fit_trend(levels, horizon=5)
    found = math.log(forecast.quantile(0.5).iloc[-1])
    assert found == pytest.approx(intercept + 9 * slope, abs=1e-12)


# --- growth -----------------------------------------------------------------------------------
#
# DSEC: Statistics and Census Service of Macao, Methodology for compiling chain volume measures of
# gross domestic product, II and III: two goods over three periods. Values at the prices of period
# 0 are 28, 38 and 54; the printed real growth is 35.71 % and 42.11 %.
# https://www.dsec.gov.mo/elearning/en  ·  https://www.dsec.gov.mo/elearning/en/knowledge/126


@pytest.mark.parametrize(("before", "now", "printed"), [(28, 38, 35.71), (38, 54, 42.11)])
def test_real_growth_is_as_macao_s_manual_prints_it(before, now, printed):
    assert 100 * growth.growth_rate(before, now) == pytest.approx(printed, abs=0.005)


def test_average_growth_is_the_root_that_the_bea_defines():
    """U.S. Bureau of Economic Analysis, definition of the compound annual growth rate: the nth
    root of ending value over beginning value, minus 1, n the end year minus the begin year.

    Over Macao's two steps, 28 → 54: the square root of 54/28 is 1.388730…
    """
    assert growth.cagr(28, 54, 2) == pytest.approx(math.sqrt(54 / 28) - 1, rel=1e-12)
    assert growth.cagr(28, 54, 2) == pytest.approx(0.38873, abs=5e-6)
    assert growth.mean_growth([38 / 28 - 1, 54 / 38 - 1]) == pytest.approx(growth.cagr(28, 54, 2))


def test_year_on_year_growth_is_the_oecd_s_formula():
    """OECD, Growth rates in the Economic Outlook database, formula (2): 100 (Y_t / Y_t-1 - 1)."""
    assert 100 * growth.growth_rate(4, 5) == pytest.approx(100 * (5 / 4 - 1))


# --- chain-linking ----------------------------------------------------------------------------


def test_chained_indices_are_as_the_imf_s_manual_prints_them():
    """IMF, Quarterly National Accounts Manual, 2017 edition, example 8.8, annual rows: the links
    (previous year = 100) 100.79, 101.00, 102.23 chain to 100.79, 101.79, 104.06 (2010 = 100).

    The manual notes that rounding errors may occur: each link is known to half of 0.01.
    """
    chained = growth.chain(100, [0.0079, 0.0100, 0.0223])
    for found, printed, links in zip(chained[1:], (100.79, 101.79, 104.06), (1, 2, 3), strict=True):
        assert found == pytest.approx(printed, abs=0.005 * (links + 1) * 1.05)


def test_a_chained_price_index_is_as_the_open_university_prints_it():
    """The Open University, M140, Prices, location and spread: 100, × 1.192, × 1.059."""
    chained = growth.chain(100, [0.192, 0.059])
    assert [round(level, 1) for level in chained] == [100, 119.2, 126.2]


def test_chain_linking_agrees_with_prices_and_quantities_by_hand():
    """Laspeyres volume links, each at the prices of the year before, then multiplied.

    The quantities and prices are Macao's two goods as far as its text gives them (7 at 2, 9 at 7;
    the other good's 24, 36 and 60 are values), so the links are 38/28 and 123/89.
    """
    # good one: quantities 7 and 9 in periods 1 and 2; price 2 in period 0 and 7 in period 1
    # good two: values of its quantities at the prices of the year before, 24 and 60
    volume_1_at_prices_0 = 7 * 2 + 24  # 38, printed
    volume_2_at_prices_1 = 9 * 7 + 60  # 123, printed
    value_0 = 28  # printed
    value_1 = 7 * 7 + 24 * 60 / 36  # 89: good two's price rose by 60/36
    link_1, link_2 = volume_1_at_prices_0 / value_0, volume_2_at_prices_1 / value_1
    by_hand = [value_0, value_0 * link_1, value_0 * link_1 * link_2]
    found = growth.chain(value_0, [link_1 - 1, link_2 - 1])
    assert found == pytest.approx(by_hand, rel=1e-12)
    assert found == pytest.approx([28, 38, 52.5169], abs=5e-5)
    assert growth.chain_back(found[-1], [link_1 - 1, link_2 - 1]) == pytest.approx(by_hand)


def test_an_implied_price_change_agrees_with_paasche_by_hand():
    """Value index = Laspeyres volume × Paasche price; all three from the same four sums."""
    # two goods: prices 2, 3 → 7, 5; quantities 5, 6 → 7, 8
    value_0 = 2 * 5 + 3 * 6  # 28
    value_1 = 7 * 7 + 5 * 8  # 89
    volume = (2 * 7 + 3 * 8) / value_0  # Laspeyres, 38/28
    price = value_1 / (2 * 7 + 3 * 8)  # Paasche, 89/38
    assert growth.deflate(value_1 / value_0 - 1, volume - 1) == pytest.approx(price - 1, rel=1e-12)


def test_reconstructed_levels_are_the_chain_by_hand():
    """The project's own chain of a series: the last level, divided back by each rate."""
    from zoneecon.history.reconstruct import chained

    def rows(values: dict[int, float], half: float) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "value": values.values(),
                "low": [v - half for v in values.values()],
                "high": [v + half for v in values.values()],
                "id": [f"Q{year}" for year in values],
            },
            index=pd.Index(values, name="year"),
        )

    levels = rows({2018: 100.0, 2019: 112.0, 2020: 118.0}, 0.5)
    rates = rows({2019: 0.10, 2020: 0.04}, 0.0005)
    found = chained(levels, rates, "last")["value"]
    assert found[2020] == pytest.approx(118)
    assert found[2019] == pytest.approx(118 / 1.04)
    assert found[2018] == pytest.approx(118 / 1.04 / 1.10)
