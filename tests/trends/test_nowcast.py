"""Facts about nowcasts: the published bands, closed forms, refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.trends import nowcast
from zoneecon.trends.distribution import Forecast

CITY = pd.Series([1700.0, 1738, 1793, 1860, 1900, 1985], index=range(2020, 2026), name="gdp")
PUBLISHED = [
    ("city_gdp", "province_gdp", (0.048, 0.082, 0.113, 0.141, 0.168)),
    ("city_secondary", "province_secondary", (0.095, 0.152, 0.200, 0.243, 0.282)),
    ("nuts3_region", "nuts2_region", (0.033, 0.047, 0.058, 0.067, 0.076)),
    ("us_industry", "us_shipments_branch", (0.083, 0.143, 0.195, 0.244, 0.289)),
]


@pytest.fixture(scope="module")
def table(root):
    return load_derived("nowcast", Checkout(root))


def of_city(numbers, share=0.05, level=84.05):
    return nowcast.nowcast(CITY, level, 2020, share, numbers, indicator="gdp")


@pytest.mark.parametrize(("child", "parent", "half_width"), PUBLISHED)
def test_bands_are_as_wide_as_published(table, child, parent, half_width):
    band = of_city(nowcast.parameters_of(table, child, parent)).interval(0.8)
    measured = np.log(band["upper"] / band["median"])
    np.testing.assert_allclose(measured, half_width, atol=6e-4)


def test_a_zones_gdp_is_known_within_a_sixth_after_five_years(table):
    band = of_city(nowcast.parameters_of(table, "city_gdp", "province_gdp")).interval(0.8).loc[2025]
    assert band["lower"] / band["median"] - 1 == pytest.approx(-0.15, abs=0.006)
    assert band["upper"] / band["median"] - 1 == pytest.approx(0.18, abs=0.006)


def test_without_drift_the_median_grows_as_the_parent_did(table):
    numbers = {**nowcast.parameters_of(table, "city_gdp", "province_gdp"), "drift": 0.0}
    median = of_city(numbers).interval(0.8)["median"]
    np.testing.assert_allclose(median, 84.05 * CITY.to_numpy()[1:] / 1700, rtol=1e-12)
    drifting = of_city({**numbers, "drift": 0.01}).interval(0.8)["median"]
    np.testing.assert_allclose(drifting / median, np.exp(0.01 * np.arange(1, 6)), rtol=1e-12)


def test_a_band_is_that_of_students_t(table):
    numbers = nowcast.parameters_of(table, "nuts3_region", "nuts2_region")
    ours = of_city(numbers, share=0.2)
    scale = numbers["scale"] * 4 ** -numbers["share_exponent"] * 5 ** numbers["power"]
    assert ours.scale[4] == pytest.approx(scale, rel=1e-12)
    upper = np.exp(ours.location[4] + scale * stats.t.ppf(0.9, numbers["freedom"]))
    assert ours.interval(0.8)["upper"][2025] == pytest.approx(84.05 * upper, rel=1e-9)


def test_a_nowcast_is_a_forecast_that_round_trips(table):
    ours = of_city(nowcast.parameters_of(table, "city_gdp", "province_gdp"))
    assert ours.years == list(range(2021, 2026)) and ours.model == "nowcast"
    assert Forecast.from_frame(ours.to_frame()) == ours


def test_regions_are_nowcast_well_and_industries_are_not(table):
    gain = (table["error"] / table["error_forecast"]).groupby(table["child"]).first()
    assert gain["nuts3_region"] < 0.6 and gain["city_gdp"] < 0.6
    assert gain["state_industry"] > 0.95 and gain["state_branch"] > 0.95


def test_earlier_years_of_the_parent_change_nothing(table):
    numbers = nowcast.parameters_of(table, "city_gdp", "province_gdp")
    longer = pd.concat([pd.Series([1600.0], index=[2019]), CITY])
    assert nowcast.nowcast(longer, 84.05, 2020, 0.05, numbers).scale == of_city(numbers).scale


def test_a_parent_unknown_in_the_base_year_or_after_it_is_refused(table):
    numbers = nowcast.parameters_of(table, "city_gdp", "province_gdp")
    for base_year in (2018, 2025, 2030):
        with pytest.raises(BadInput, match=str(base_year)):
            nowcast.nowcast(CITY, 84.05, base_year, 0.05, numbers)
    with pytest.raises(BadInput, match="each year once"):
        nowcast.nowcast(CITY.drop(2022), 84.05, 2020, 0.05, numbers)
    with pytest.raises(BadInput, match="share"):
        of_city(numbers, share=1.2)


def test_an_unknown_kind_of_child_is_refused_with_those_known(table):
    with pytest.raises(BadInput, match="province_gdp"):
        nowcast.parameters_of(table, "city_gdp", "province")
    with pytest.raises(BadInput, match="city_gdp"):
        nowcast.parameters_of(table, "zone_gdp", "province_gdp")
