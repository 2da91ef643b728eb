"""Published tables reach a spreadsheet as numbers and text, never as something to compute."""

import csv
import io
import time

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from zoneecon.cli import main
from zoneecon.data import writing
from zoneecon.data.files import releases
from zoneecon.report import spreadsheet

NUMBERS = ["-22.37", "-0.5", "+3", "1e-05", "-1.5e+20", "0", "2020", "-1"]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@cases
def test_what_a_spreadsheet_would_compute_is_marked_as_text(text):
    assert writing.harmless(text).startswith("'")
    cell = opened(spreadsheet.workbook({"t": [["note"], [text]]}, "x"))["t"]["A2"]
    assert cell.data_type == "s" and cell.value.startswith("'")
    written = spreadsheet.csv_bytes([[text]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(written, newline="")))[0].startswith("'")


@pytest.mark.parametrize("text", NUMBERS)
def test_plain_numbers_stay_numbers(text):
    assert writing.harmless(text) == text
    cell = opened(spreadsheet.workbook({"t": [["v"], [text]]}, "x"))["t"]["A2"]
    assert cell.data_type == "n" and cell.value == pytest.approx(float(text))
    assert spreadsheet.csv_bytes([[text]]).decode("utf-8-sig").strip() == text


@given(st.text(max_size=30))
def test_no_text_at_all_becomes_a_formula_or_moves_a_cursor(text):
    safe = writing.harmless(text)
    assert not writing.CONTROL.search(safe)
    idle = writing.NUMBER.fullmatch(safe) or safe.strip() == "-"
    assert idle or not writing.FORMULA.match(safe)


@given(st.lists(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=2), max_size=4))
def test_a_workbook_of_any_text_opens_again_with_its_text(rows):
    book = opened(spreadsheet.workbook({"t": [["a", "b"], *rows]}, "x"))
    for number, row in enumerate(rows, 2):
        for place, text in enumerate(row, 1):
            cell = book["t"].cell(number, place)
            assert cell.data_type != "f"
            if cell.data_type == "s":
                assert cell.value == writing.harmless(text)


def test_tables_that_the_project_writes_are_harmless_and_numbers_in_them_are_numbers(tmp_path):
    table = pd.DataFrame({"=x": ["=1+1", "text"], "value": [-1.5, 2.0], "note": [None, "@a"]})
    writing.write_table(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == (
        "'=x,value,note\n'=1+1,-1.5,\ntext,2,'@a\n"
    )


def test_the_committed_tables_hold_nothing_to_compute(root):
    for path in sorted((root / "data").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert [cell for cell in row if writing.harmless(cell) != cell] == [], path.name


PINNED = "data/processed/toytown"


@pytest.fixture
def published(toy, monkeypatch):
    """A report with one table; the committed one says something else."""
    stage = toy.root / "reports" / "toytown" / ".staging-1" / "release"
    for folder, value in ((stage / "tables", "-1.5"), (toy.root / PINNED, "-9")):
        folder.mkdir(parents=True)
        text = f"year,value,note\n2020,{value},'=x\n2021,,甲\n"
        (folder / "series.csv").write_text(text, "utf-8")
    releases.publish(stage, toy.root / "reports" / "toytown", {})
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    monkeypatch.chdir(toy.root)
    return toy


def test_a_workbook_is_written_whatever_the_clock_says(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 86_400.0)  # a zip knows no time before 1980
    assert opened(spreadsheet.workbook({"t": [["a"], ["1"]]}, "x"))["t"]["A2"].value == 1


def test_export_writes_one_workbook_with_a_sheet_a_table(published, capsys):
    assert main(["export"]) == 0
    assert capsys.readouterr().out == "wrote toytown.xlsx\n"
    book = openpyxl.load_workbook(published.root / "toytown.xlsx")
    assert book.sheetnames[0] == "contents" and "series" in book.sheetnames
    rows = list(book["series"].iter_rows(values_only=True))
    assert rows == [("year", "value", "note"), (2020, -1.5, "'=x"), (2021, None, "甲")]


def test_export_takes_the_newest_whole_report_and_the_pinned_tables_on_request(published, capsys):
    assert main(["export", "--committed", "--to", "pinned"]) == 0
    assert "-9" in (published.root / "pinned" / "series.csv").read_text("utf-8-sig")
    capsys.readouterr()
    run = releases.current(published.root / "reports" / "toytown")
    (run / "tables" / "series.csv").write_text("year\n")
    assert main(["export"]) == 2
    said = capsys.readouterr().err
    assert "tables/series.csv changed" in said and "--committed" in said


def test_export_writes_csv_that_excel_reads_as_chinese(published):
    assert main(["export", "--to", "out"]) == 0
    content = (published.root / "out" / "series.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and "甲".encode() in content


def test_export_overwrites_nothing(published, capsys):
    (published.root / "toytown.xlsx").symlink_to("elsewhere.xlsx")
    assert main(["export"]) == 2
    assert "is there already; nothing was written" in capsys.readouterr().err
    assert not (published.root / "elsewhere.xlsx").exists()


def test_export_before_a_refresh_says_what_to_do(toy, monkeypatch, capsys):
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    assert main(["export", "--to", str(toy.root / "x.xlsx")]) == 2
    assert "run zoneecon refresh, or add --committed" in capsys.readouterr().err
