"""Every column of every published table has a head with its unit, a format and a meaning."""

import csv

import pytest

from tests.conftest import ROOT
from zoneecon.report.columns import Column, column, meaning, number_format
from zoneecon.text import catalogue

TABLES = sorted((ROOT / "data" / "processed").glob("*/*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=[path.stem for path in TABLES])
def test_every_column_that_is_published_is_said(path):
    assert meaning(path.stem)
    with path.open(encoding="utf-8", newline="") as file:
        for name in next(csv.reader(file)):
            said = column(path.stem, name)
            assert said.meaning and said.head, f"{path.stem}: {name}"


def test_every_head_has_a_meaning_and_every_meaning_a_head():
    known = catalogue.entries("columns")
    heads = {way.partition(".")[2] for way in known if way.startswith("head.")}
    assert heads == {way.partition(".")[2] for way in known if way.startswith("meaning.")}


def test_a_format_follows_the_unit_of_its_row_where_the_column_says_so():
    value, year = Column("value", "unit", ""), Column("year", "0", "")
    assert number_format(value, "fraction") == "0.0%"
    assert number_format(value, "CNY 100m") == number_format(value, "") == "#,##0.0##"
    assert number_format(year, "fraction") == "0"
    assert number_format(Column("note", "", ""), "fraction") == "General"


def test_a_chance_is_shown_no_finer_than_on_any_page_though_its_cell_holds_the_number():
    shown = number_format(Column("pooled", "chance", ""), "")
    assert shown == '[<0.01]"under 1 %";[<0.05]"1–5 %";0 %'
    for name in ("inside", "outside", "pooled", "pooled_low", "pooled_high", "dated", "paths"):
        assert number_format(column("verdicts", name), "") == shown
    assert number_format(column("scenarios", "probability_steel"), "") == shown
