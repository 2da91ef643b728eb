"""Facts about base rates: intervals, look-up, and the committed table against the panels."""

import hashlib
import importlib.util

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.conftest import ROOT, SHARED, benchmark
from zoneecon.targets import base_rates

TABLES = ROOT / "data" / "raw" / "reference"
PANELS = SHARED / "panels"
needs_panels = pytest.mark.skipif(
    not PANELS.is_dir() or importlib.util.find_spec("pyarrow") is None,
    reason="needs the growth panels beside the project (../shared/panels) and pyarrow",
)


@pytest.fixture(scope="module")
def rates():
    return pd.read_csv(TABLES / "base_rates.csv")


@pytest.fixture(scope="module")
def benchmark_windows():
    return benchmark("windows")


def test_jeffreys_interval_is_the_beta_quantile_and_closes_at_the_ends():
    low, high = base_rates.jeffreys_interval(3, 50)
    assert (low, high) == pytest.approx(tuple(stats.beta.ppf([0.025, 0.975], 3.5, 47.5)))
    assert base_rates.jeffreys_interval(0, 50)[0] == 0.0
    assert base_rates.jeffreys_interval(50, 50)[1] == 1.0


def test_rates_fall_as_the_multiple_rises(rates):
    bins = ["panel", "growth_from", "growth_to", "volatility_from", "volatility_to"]
    falls = rates.sort_values("multiple").groupby(bins)["share"].apply(lambda s: s.diff().max())
    assert (falls.dropna() <= 0).all()
    assert ((rates["lower"] <= rates["share"]) & (rates["share"] <= rates["upper"])).all()


def test_bins_of_a_panel_hold_no_more_windows_than_the_panel(rates):
    one = rates[(rates["multiple"] == 2) & (rates["panel"] == "pwt")]
    whole = base_rates.base_rate(rates, 2, panel="pwt")["windows"]
    finest = one[(one["growth_to"] - one["growth_from"] < 1.5) & (one["volatility_to"] < np.inf)]
    assert one["windows"].max() == whole and finest["windows"].sum() <= whole


def test_every_rate_names_its_source_and_licence(rates):
    assert rates[["source", "licence"]].notna().all().all()


def test_a_third_of_tenfold_is_found_as_3_33(rates):
    assert (
        base_rates.base_rate(rates, 10 / 3)["reached"]
        == base_rates.base_rate(rates, 3.33)["reached"]
    )


def test_a_multiple_between_two_is_refused_with_its_neighbours(rates):
    with pytest.raises(ValueError, match=r"2, 3\.333, 7\.5"):
        base_rates.base_rate(rates, 2.5)


def test_pooled_panels_stand_last(rates):
    panels = base_rates.base_rates(rates, 2)["panel"].tolist()
    assert panels[-1] == base_rates.POOLED and set(panels) == set(rates["panel"])


def test_history_growth_is_geometric_and_volatility_that_of_log_steps():
    steady = pd.Series(100 * 1.08 ** np.arange(5), index=range(2016, 2021))
    assert base_rates.history_of(steady) == pytest.approx(
        {"history_growth": 0.08, "volatility": 0.0}, abs=1e-12
    )
    zone = pd.Series([60.5, 58.5, 67.6, 80.5, 84.05], index=range(2016, 2021))
    expected = np.diff(np.log(zone)).std(ddof=1)
    assert base_rates.history_of(zone)["volatility"] == pytest.approx(expected)


def test_provenance_names_every_panel_of_the_fit():
    table = pd.read_csv(TABLES / "forecast_hyperparameters_provenance.csv")
    assert table["sha256"].str.len().eq(64).all() and table["split"].eq("dev").all()


def test_coverage_table_holds_every_shown_model_in_every_panel():
    from zoneecon.trends.models import MODELS

    table = pd.read_csv(TABLES / "model_coverage.csv")
    shown = {model.__name__ for model in MODELS} | {"shrunken_t_class"}
    for _, rows in table.groupby("panel"):
        assert set(rows["model"]) == shown and len(rows) == 5 * len(shown)
    assert table["coverage_80"].between(0, 1).all()
    assert (table["coverage_80"] <= table["coverage_95"]).all()


def test_windows_are_ten_whole_positive_years_without_overlap(benchmark_windows):
    years = list(range(1990, 2013))
    toy = pd.DataFrame(
        {"series": "a", "category": "c", "year": years, "part": "all", "split": "dev"}
    )
    toy["value"] = [0.0 if year == 1994 else 1.0 + year for year in years]
    levels, rows = benchmark_windows.windows_of(toy, "toy")
    assert rows["end"].tolist() == [2012]  # 2003-2012 is whole; 1993-2002 holds the zero
    np.testing.assert_array_equal(levels[0], 1.0 + np.arange(2003, 2013))


def test_calibration_windows_end_before_the_test_window_begins(benchmark_windows):
    years = list(range(-29, 7))
    part = ["train" if year <= 0 else "test" for year in years]
    toy = pd.DataFrame({"series": "a", "category": "c", "year": years, "part": part})
    toy = toy.assign(split="dev", value=100.0 + np.arange(len(years)))
    _, rows = benchmark_windows.windows_of(toy, "toy")
    assert rows["end"].tolist() == [5, -5, -8, -11, -14, -17]
    assert rows["kind"].tolist() == ["test", *["calibration"] * 5]


@needs_panels
def test_committed_rates_are_what_the_panels_hold(rates, benchmark_windows):
    panel = benchmark_windows.load_panels(PANELS)["wb_gdp_usd"]
    levels, _ = benchmark_windows.windows_of(panel, "wb_gdp_usd")
    committed = base_rates.base_rate(rates, 2, panel="wb_gdp_usd")
    assert committed["windows"] == len(levels)
    assert committed["reached"] == int((levels[:, 9] >= 2 * levels[:, 4]).sum())


@needs_panels
def test_panels_are_those_of_the_fit():
    table = pd.read_csv(TABLES / "forecast_hyperparameters_provenance.csv").set_index("panel")
    sums = {f.stem: hashlib.sha256(f.read_bytes()).hexdigest() for f in PANELS.glob("*.parquet")}
    assert table["sha256"].to_dict() == sums


@needs_panels
def test_a_published_score_of_the_competition_is_reproduced_nearly(benchmark_windows):
    check = benchmark_windows.naive_check(benchmark_windows.load_panels(PANELS)["m4_yearly"])
    assert check["sMAPE"] == pytest.approx(16.342, abs=0.05)
    assert check["MASE"] == pytest.approx(3.974, abs=0.05)
