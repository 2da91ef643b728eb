"""Everything with a year as one long table, which the tools of the IAMC read."""

import pandas as pd
import pytest

from tests.conftest import ROOT
from zoneecon.data.files.checkout import Checkout
from zoneecon.report import long_table, published

SERIES = [
    ["indicator", "year", "measure", "value", "unit", "price_basis"],
    ["gdp", "2019", "published_level", "80.5", "CNY 100m", "current"],
    ["gdp", "2020", "published_level", "84.05", "CNY 100m", "current"],
    ["gdp", "2020", "published_growth", "", "fraction", "comparable"],
]
SCENARIOS = [
    ["scenario", "title", "median_steel", "probability_steel", "gdp_median", "quality"],
    ["baseline", "Baseline", "173", "0.006", "105.75", "amber"],
]
VERDICTS = [["industry", "title"], ["steel", "Special steel"], ["tools", "Tools"]]
TARGETS = [["subject", "target_year"], ["steel", "2025"], ["tools", "2030"], ["zone", "2035"]]


def committed() -> pd.DataFrame:
    (zone,) = Checkout.find(ROOT).zones()
    report = published.newest(Checkout.find(ROOT).place(zone), committed=True)
    return long_table.of(report.tables, report.name)


def test_series_and_scenarios_are_one_value_a_row():
    tables = {"series": SERIES, "scenarios": SCENARIOS, "verdicts": VERDICTS, "targets": TARGETS}
    table = long_table.of(tables, "Toytown")
    assert list(table.columns) == long_table.COLUMNS
    found = {
        (row.scenario, row.variable, row.unit, row.year): row.value for row in table.itertuples()
    }
    assert found == {
        ("history", "GDP|level", "CNY 100m (current prices)", 2019): 80.5,
        ("history", "GDP|level", "CNY 100m (current prices)", 2020): 84.05,
        ("Baseline", "Special steel|median", "CNY 100m", 2025): 173.0,
        ("Baseline", "Special steel|share of assumed paths that arrive", "fraction", 2025): 0.006,
        ("Baseline", "GDP|median", "CNY 100m", 2030): 105.75,
    }
    assert set(table["region"]) == {"Toytown"}


def test_an_industry_stands_in_the_year_of_the_target_that_its_verdict_is_on():
    verdicts = [["industry", "title", "derived_from"], ["steel", "Special steel", "Q1;Q2"]]
    targets = [["id", "subject", "target_year"], ["Q2", "steel", "2025"], ["Q3", "steel", "2024"]]
    tables = {"scenarios": SCENARIOS, "verdicts": verdicts, "targets": targets}
    table = long_table.of(tables, "Toytown")
    assert set(table.loc[table["variable"].str.startswith("Special steel"), "year"]) == {2025}


def test_without_a_target_year_scenarios_are_left_out_and_nothing_is_no_error():
    assert long_table.of({"scenarios": SCENARIOS}, "Toytown").empty
    assert list(long_table.of({}, "Toytown").columns) == long_table.COLUMNS


def test_every_value_is_named_once_and_no_part_is_empty():
    table = committed()
    assert len(table) > 300 and not table.duplicated(long_table.COLUMNS[:-1]).any()
    assert table["value"].notna().all() and (table["unit"] != "").all()
    for name in ("model", "scenario", "region", "variable"):
        assert table[name].str.strip().eq(table[name]).all() and table[name].ne("").all()


def test_pyam_reads_it(tmp_path):
    pyam = pytest.importorskip("pyam", reason="pyam is not here (python -m pip install pyam-iamc)")
    table = committed()
    table.to_csv(tmp_path / "t.csv", index=False)
    read = pyam.IamDataFrame(tmp_path / "t.csv")
    assert len(read.data) == len(table)
    assert read.data["value"].sum() == pytest.approx(table["value"].sum())
    assert set(read.variable) == set(table["variable"]) and read.time_domain == "year"
