"""A document beside last year's: copies, exchanges, gaps, and what is none of these."""

import datetime

import pandas as pd
import pytest

from tests import walk
from tests.bad.changes import cells, spoil
from tests.cases import cases
from tests.conftest import write_rows
from tests.data.checks.test_series import warned
from tests.made_up import NEXT, SOURCES, ZONE, Checkout, as_csv
from zoneecon.data import add as adding
from zoneecon.data import folders
from zoneecon.data.checks import rules


@cases
def test_a_gap_or_a_series_that_ends_is_said_unless_it_is_explained(tmp_path, rules, rule, changes):
    said = warned(tmp_path, *changes)
    assert list(said) == rules if rules is not None else rule not in said


def test_a_row_marked_is_reported_with_what_it_quiets(tmp_path):
    it = Checkout(tmp_path)
    spoil(it, cells(NEXT, "C106", value="1350.6", note="checked: a new furnace"))
    [said] = [str(n) for n in it.inspect().notices if n.rule == "waiver-heard"]
    assert "'checked: a new furnace' is a waiver of: level-moves" in said


def test_adding_a_bulletin_says_which_series_it_lacks(tmp_path):
    """The last row of the series stands in another file than the one that is added."""
    it = Checkout(tmp_path)
    rows = [row for row in it.tables.pop(NEXT) if row[5] != "steel"]
    it.path(NEXT).unlink()
    del it.tables[SOURCES][3]
    it.save()
    file = tmp_path / "bulletin-2021.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    prepared = adding.prepare(file, ZONE, "2022-03-31", "Bulletin", root=tmp_path)
    [told] = [line for line in adding.sentences(prepared) if "was a row left out?" in line]
    assert "'steel'" in told


@pytest.mark.parametrize(("times", "warned_of"), [(1, False), (1e4, True), (1e-4, True)])
def test_a_whole_first_document_is_not_off_by_ten_thousand(tmp_path, times, warned_of):
    root = walk.build(tmp_path)
    (root / "data" / "raw" / "new-zone").mkdir()
    values = [f"{number * times:.12g}" for number in (760.5, 81.2, 93.1)]
    rows = [["主体", "指标", "年份", "数值", "单位"]]
    rows += [["zone", "gdp", "2020", values[0], "亿元"]]
    rows += [[name, f"output_{name}", "2020", values[n], "亿元"] for n, name in enumerate("ab", 1)]
    rows += [["zone", "gdp", str(year), values[0], "亿元"] for year in (2018, 2019)]
    file = write_rows(tmp_path / "first.csv", rows)
    prepared = adding.prepare(file, "new-zone", "2021-08-31", "Plan", root=root)
    assert ("document-first-scale" in {one.rule for one in prepared.notices}) == warned_of


@pytest.mark.parametrize(("value", "warned_of"), [("33.5", False), ("335000", True)])
def test_the_first_sum_of_a_kind_is_not_far_above_all_others(tmp_path, value, warned_of):
    root = walk.build(tmp_path)
    (root / "data" / "raw" / "new-zone").mkdir()
    rows = [["指标", "年份", "数值", "单位"], ["gdp", "2020", "84.2", "亿元"]]
    first = write_rows(tmp_path / "first.csv", rows)
    adding.write(adding.prepare(first, "new-zone", "2021-08-31", "Plan", root=root))
    rows = [rows[0], ["output_a", "2020", value, "亿元"]]
    file = write_rows(tmp_path / "second.csv", rows)
    prepared = adding.prepare(file, "new-zone", "2021-12-31", "More", root=root)
    assert ("level-scale" in {one.rule for one in prepared.notices}) == warned_of


def test_a_part_is_not_larger_than_the_whole_of_its_whole():
    whole, middle, part = (
        ["city", code, "2020", value, "亿元"]
        for code, value in (("gdp", "100"), ("middle", "60"), ("part", "120"))
    )
    assert _larger(whole, middle, part) == ["part"]
    assert _larger(whole, part) == ["part"]  # the whole between is not told
    assert _larger(whole, middle) == []


def _larger(*rows: list[str]) -> list[str]:
    """Indicators that are larger than what they are a part of: part of middle, that of gdp."""
    names = ["subject", "indicator", "period", "value", "unit"]
    facts = {
        "role": "actual",
        "quote": "",
        "note": "",
        "source": "s",
        "in_file": "",
        "in_sheet": "",
    }
    table = pd.DataFrame(rows, columns=names).assign(**facts, at_row=range(2, len(rows) + 2))
    table = table.assign(id=[f"B{n:03}" for n in range(len(rows))], qualifier="", period_printed="")
    units = pd.DataFrame({"printed": ["亿元"], "unit": ["CNY 100m"], "factor": ["1"]})
    sources = pd.DataFrame(
        {"source": ["s"], "title": [""], "issuer": [""], "published_basis": ["day"]}
    ).assign(published=datetime.date(2021, 3, 1))
    indicators = pd.DataFrame(
        {"code": ["gdp", "middle", "part"], "parent": ["", "gdp", "middle"], "unit": "CNY 100m"}
    ).assign(price_basis="current", concept="value added")
    numbers = folders.typed(table.assign(printed_value=""), sources, units)
    problems = rules.check_economics(numbers, indicators, sources, whole=False)
    return [numbers["indicator"][one.row - 2] for one in problems if one.rule == "part-larger"]
