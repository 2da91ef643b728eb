"""Where does a series lead? The face's `forecast`: natural types in, one or all, one sentence."""

import datetime

import pandas as pd
import pytest

from tests.news import walked
from zoneecon.errors import BadInput
from zoneecon.history.results import reconstruct
from zoneecon.targets.forecasts import Forecasts, forecast
from zoneecon.trends.distribution import Forecast

LEVELS = [60.5, 58.5, 67.6, 80.5, 84.05]
YEARS = range(2016, 2021)


@pytest.fixture(scope="module")
def series(plan):
    return reconstruct(plan)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(YEARS),
        pd.DatetimeIndex([f"{year}-12-31" for year in YEARS]),
        pd.date_range("2016", periods=5, freq="YS"),
        pd.period_range("2016", periods=5, freq="Y"),
    ],
    ids=["years", "last days", "first days", "periods"],
)
def test_a_series_may_be_indexed_by_years_dates_or_periods(series, index):
    ours = forecast(pd.Series(LEVELS, index=index, name="gdp"), to=2025)
    assert ours.interval(0.8).equals(forecast(series, "gdp", to=2025).interval(0.8))


@pytest.mark.parametrize("to", [2025, "2025", "2025-12-31", datetime.date(2025, 1, 1)])
def test_the_last_year_may_be_a_year_or_a_day(series, to):
    gdp = forecast(series, "gdp", to=to)
    assert gdp.years[-1] == 2025 and gdp.unit == "CNY 100m" and gdp.price_basis == "current"
    assert gdp.prob_at_least(to, 112.5) == gdp.prob_at_least(2025, 112.5)
    assert isinstance(gdp.prob_at_least(2025, 112.5), float)


def test_numbers_come_back_as_numbers_under_names(series):
    table = forecast(series, "gdp").interval(0.8)
    assert list(table.columns) == ["lower", "median", "upper"] and table.index.name == "year"
    assert all(pd.api.types.is_float_dtype(one) for one in table.dtypes)


def test_what_a_series_holds_stands_beside_every_model_on_it(series):
    found = forecast(series, to=2025)
    gdp = found.history.set_index("series").loc["gdp"]
    assert (gdp["n"], gdp["first"], gdp["last"]) == (len(LEVELS), LEVELS[0], LEVELS[-1])
    assert gdp["growth"] == pytest.approx((LEVELS[-1] / LEVELS[0]) ** 0.25 - 1)
    models = found.models("gdp")
    assert set(models["year"]) == set(range(2021, 2026)) and models["model"].nunique() > 1
    assert forecast(series, to=2020).models("gdp").empty  # known: nothing is left to forecast


def test_of_a_year_that_is_known_it_says_what_was_to_be_expected(series):
    then = forecast(series, "gdp", to=2020)
    assert (then.n, then.origin_year, then.years) == (4, 2019, [2020])
    with pytest.raises(BadInput, match=r"to = 2020 must be after 2020, the last year of gdp\."):
        forecast(pd.Series(LEVELS, index=YEARS, name="gdp"), to=2020)


def test_all_series_come_by_name_with_what_to_hold_them_against(series, plan):
    fans = forecast(series, chained=["gdp"])
    assert isinstance(fans, Forecasts) and isinstance(fans["gdp"], Forecast)
    assert list(fans) == [
        "gdp",
        "gdp, chained_back",
        "industrial_value_added",
        "fixed_asset_investment",
    ]
    assert fans.year == plan.target_year and len(fans.table) == 4 * 5
    assert fans.promised.set_index("series").at["gdp", "plan"] == pytest.approx(112.5, abs=0.05)
    assert fans.records(10 / 3)["windows"].min() > 100


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"indicator": "gpd"}, "indicator = 'gpd' is unknown; did you mean 'gdp'? Known: gdp, "),
        ({"indicator": "gdp", "to": 2019}, "A trend needs at least 4 yearly values"),
        ({"indicator": "gdp", "to": ""}, "to = '' is no year; type one such as 2025."),
        ({"indicator": "gdp", "to": 0}, "to = 0 is no year; type one such as 2025."),
        ({"indicator": "gdp", "measure": "level"}, "measure = 'level' is unknown; "),
        ({"chained": ["gpd"]}, "indicator = 'gpd' is unknown; did you mean 'gdp'? Known: gdp, "),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(series, ask, said):
    with pytest.raises(BadInput) as caught:
        forecast(series, **ask)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (pd.Series([1.0, 2.0, 3.0], index=[2018, 2019, 2020]), "at least 4 yearly values"),
        (pd.Series([1.0] * 4, index=[2016, 2017, 2018, 2020]), "missing or twice: \\[2019\\]"),
        (pd.Series([1.0] * 4, index=list("abcd")), "must be indexed by years, dates or periods"),
        (pd.Series([1.0] * 4, pd.period_range("2019Q1", periods=4, freq="Q")), "each year once"),
        (pd.Series([1.0, 0.0, 2.0, 3.0], index=range(2017, 2021)), "finite number above zero"),
    ],
    ids=["short", "gap", "letters", "quarters", "zero"],
)
def test_a_series_that_no_trend_can_use_says_why(levels, said):
    with pytest.raises(BadInput, match=said):
        forecast(levels, to=2025)


def test_a_plain_table_is_no_history(series):
    with pytest.raises(BadInput, match=r"take reconstruct\(plan\), or a Series"):
        forecast(pd.DataFrame(series), "gdp")


def test_an_unknown_forecast_is_answered_with_the_known_ones(series):
    with pytest.raises(BadInput, match="series = 'gpd' is unknown; known: gdp; industrial"):
        forecast(series)["gpd"]


def test_a_trend_implies_nothing_for_industries_once_the_target_year_is_known(plan):
    fans = forecast(reconstruct(plan))
    assert len(fans.industries("industrial_value_added"))
    over = forecast(reconstruct(walked(plan)))
    assert over.industries("industrial_value_added").empty
