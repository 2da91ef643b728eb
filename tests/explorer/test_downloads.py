"""What is exported lies in its folder and holds no formula."""

import io

import openpyxl
import pandas as pd
import pytest

from tests.conftest import at
from zoneecon.explorer import downloads

FORMULAS = ["=1+1", "+1+1", "-1+A1", "@sum", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\x01=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_exported_text_is_a_formula(text):
    table = pd.DataFrame({"title": [text], text: [1.5], "n": [-2.0]})
    content = downloads.csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert read["title"][0].startswith("'") and read["n"][0] == -2.0
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.xlsx({"a": table})))["a"]
    assert sheet["A2"].data_type == "s" and sheet["A2"].value.startswith("'")
    assert sheet["B1"].data_type == "s" and sheet["B1"].value.startswith("'")
    assert sheet["C2"].value == -2.0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "钢铁", "<b>", "x" * 30])
def test_an_exported_file_lies_in_its_folder(tmp_path, name):
    made = f"{downloads.file_name(name, 'steel')}.csv"
    told = downloads.write(at(tmp_path, "toytown"), made, b"x")
    path = (tmp_path / told).resolve()
    assert path.parent == tmp_path / "reports" / "toytown" / downloads.FOLDER
    assert path.read_bytes() == b"x"
    assert downloads.link(made, b"x") == "data:text/csv;base64,eA=="
