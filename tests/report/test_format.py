"""Tables are shown rounded; the numbers stay as they are."""

import pandas as pd
from bs4 import BeautifulSoup

from tests.conftest import ROOT
from zoneecon.report import format as formatting
from zoneecon.report.format import show


def test_show_rounds_text_only_and_leaves_unknown_cells_empty():
    table = pd.DataFrame({"y": [2020], "v": [1 / 3], "u": [None]})
    shown = formatting.show(
        table, {"y": "year", "v": "value, CNY 100m | {:.2f}", "u": "x"}, index="y"
    )
    assert shown.to_dict("list") == {"value, CNY 100m": ["0.33"], "x": [""]}
    assert table["v"].iloc[0] == 1 / 3


def test_a_number_is_written_as_the_unit_of_its_row_asks():
    table = pd.DataFrame(
        {
            "value": [0.06, 884000.0, 84.05, None],
            "unit": ["fraction a year", "t", "CNY 100m", "furlong"],
        }
    )
    shown = show(table, {"value": "value | {:quantity}", "unit": "unit | {:unit}"})
    assert shown.index.tolist() == ["6 %", "884,000", "84.05", ""]
    assert shown["unit"].tolist() == ["% a year", "t", "CNY 100m", "furlong"]


def test_every_unit_of_the_codelist_has_a_word():
    from zoneecon.data.files.checkout import Checkout
    from zoneecon.text.catalogue import texts

    listed = pd.read_csv(Checkout.find(ROOT).codelist("indicators"))["unit"]
    assert set(listed) <= set(texts("numbers.unit"))


def test_no_code_name_and_no_truth_value_of_a_program_is_shown():
    table = pd.DataFrame({"driver": ["scope_factor.steel", "demand"], "binds": [True, False]})
    shown = show(table)
    assert shown.index.tolist() == ["scope factor (steel)", "demand"]
    assert shown["binds"].tolist() == ["yes", "no"]


def test_where_a_table_is_displayed_words_stand_left_and_numbers_right():
    table = pd.DataFrame({"name": ["a", "b"], "n": [1.5, None], "id": ["Q126", "Q131"]})
    soup = BeautifulSoup(show(table)._repr_html_(), "html.parser")
    sides = {cell.get_text(): cell["style"] for cell in soup.find_all("th", scope="col")}
    assert sides == {
        "name": "text-align: left",
        "n": "text-align: right",
        "id": "text-align: left",
    }
    assert [cell["scope"] for cell in soup.select("tbody th")] == ["row", "row"]
