"""One door for every file: the ending decides, nothing is overwritten or left half done."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from docx import Document

from tests.conftest import ROOT
from zoneecon.cli import main
from zoneecon.data.files import releases
from zoneecon.data.files.checkout import Checkout
from zoneecon.report import handover, long_table, pdf
from zoneecon.report.published import newest

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
    "rkJggg=="
)
TABLES = {
    "series": (
        "indicator,year,measure,value,unit,price_basis\n"
        "gdp,2019,published_level,80.5,CNY 100m,current\n"
        "gdp,2020,published_level,84.05,CNY 100m,current\n"
        "gdp,2020,gap,0.0512,fraction,\n"
    ),
    "forecasts": (
        "indicator,unit,model,year,p2.5,p10,p25,p50,p75,p90,p97.5\n"
        "gdp,CNY 100m,shrunken_t,2021,70,77,82,88,93,100,114\n"
        "gdp,CNY 100m,shrunken_t,2022,62,75,83,92,101,112,135\n"
    ),
    "tracking": (
        "en,unit,base,target,target_year,required,latest,expected,status,id\n"
        "GDP growth,CNY 100m,84.05,112.5,2025,0.06,,112.5,no data yet,Q119\n"
    ),
    "evaluation": (
        "id,title,en,nature,unit,base,base_year,target,target_year,time,way,lower,median,upper,"
        "assessment,department\n"
        "Q119,,GDP growth,,fraction a year,,2020,0.06,2025,0.4,0.5,0.01,0.03,0.05,faster,\n"
        "Q126,Steel,Steel,binding,CNY 100m,150,2020,500,2025,1,,,,,no data,\n"
    ),
    "actuals": "id,year,value,unit,newest\nQ119,2021,0.07,fraction a year,False\n"
    "Q119,2021,0.071,fraction a year,True\n",
    "note": "text\n'=1+1\n",
}
#: A zone whose reports are in Chinese.
CHINESE = 'as_of = 2022-12-31\nlanguage = "zh"\n'


@pytest.fixture
def published(toy, monkeypatch):
    """A report of a toy zone: tables, a page and a notebook with an answer and a figure."""
    reports = toy.root / "reports" / "toytown"
    stage = reports / ".staging-1" / "release"
    (stage / "tables").mkdir(parents=True)
    for name, text in TABLES.items():
        (stage / "tables" / f"{name}.csv").write_text(text, "utf-8")
    new = nbformat.v4
    said = new.new_output("stream", text="Steel is out of reach (Q102).\n")
    late = new.new_output("stream", text="Steel is late.\n")
    drawn = new.new_output("display_data", {"image/png": PNG})
    cells = [
        new.new_markdown_cell("# Can it be reached?\n\n## The answer"),
        new.new_code_cell("1", metadata={"tags": ["answer"]}, outputs=[said]),
        new.new_markdown_cell("## What was asked"),
        new.new_code_cell("2", outputs=[drawn]),
        new.new_markdown_cell("### Problems"),
        new.new_code_cell("3", metadata={"tags": ["evaluation"]}, outputs=[late]),
    ]
    nbformat.write(new.new_notebook(cells=cells), stage / "00_summary.ipynb")
    (stage / "index.html").write_text("<title>Can it?</title><p>Steel</p>", "utf-8")
    releases.publish(stage, reports, {})
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    monkeypatch.chdir(toy.root)
    return toy


def export(*arguments: str) -> int:
    return main(["export", *arguments])


# --- the goal ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.xls", "t.ods", "t.txt", "t.parquet.gz", "t.json", "t.v1"])
def test_an_ending_that_nothing_is_written_for_is_refused(published, capsys, name):
    assert export("--to", name) == 2
    said = capsys.readouterr().err
    assert name in said and ".xlsx, .docx, .pdf, .csv or .parquet" in said
    assert not Path(name).exists()


@pytest.mark.parametrize("name", ["t.xlsx", "t.docx", "t.csv", "t.parquet", "t", "t.XLSX", "t.pdf"])
def test_what_is_there_is_never_overwritten(published, capsys, name):
    Path(name).write_text("mine")
    assert export("--to", name) == 2
    assert "is there already" in capsys.readouterr().err and Path(name).read_text() == "mine"


def test_a_file_in_the_way_is_named(published, capsys):
    Path("plain").write_text("x")
    assert export("--to", "plain/t.xlsx") == 2
    assert "plain is no folder" in capsys.readouterr().err


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_said(published, capsys):
    Path("closed").mkdir(mode=0o500)
    assert export("--to", "closed/t.xlsx") == 2
    assert "no right to write in" in capsys.readouterr().err


def test_a_disk_that_refuses_is_said_and_leaves_nothing(published, capsys, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    for name in ("t.xlsx", "t"):
        assert export("--to", name) == 2
        assert "No space left on device" in capsys.readouterr().err
        assert not Path(name).exists() and not list(Path().glob(".t*"))


def test_a_file_that_comes_meanwhile_keeps_its_name(published, capsys, monkeypatch):
    made = handover._folder

    def slowly(*given):
        Path("t").write_text("mine")
        return made(*given)

    monkeypatch.setitem(handover.WRITERS, "", slowly)
    assert export("--to", "t") == 2
    assert "is there already" in capsys.readouterr().err and Path("t").read_text() == "mine"


def test_one_table_can_be_asked_for_and_an_unknown_one_is_refused(published, capsys):
    assert export("--table", "series", "--to", "s.parquet") == 0
    table = pd.read_parquet("s.parquet")
    assert table["value"].tolist() == [80.5, 84.05, 0.0512] and table["year"].dtype.kind == "i"
    assert export("--table", "series", "--to", "s.csv") == 0
    assert pd.read_csv("s.csv").shape == table.shape
    capsys.readouterr()
    assert export("--table", "nothing", "--to", "n.csv") == 2
    assert (
        "known: actuals, evaluation, forecasts, note, series, tracking" in capsys.readouterr().err
    )
    assert export("--table", "series", "--to", "n.docx") == 2
    assert not Path("n.csv").exists() and not Path("n.docx").exists()


# --- what is in it ----------------------------------------------------------------------------


def test_a_workbook_opens_with_its_contents_and_says_units_meanings_and_sources(published):
    assert export("--to", "t.xlsx") == 0
    book = openpyxl.load_workbook("t.xlsx")
    first = book["contents"]
    assert first is book.worksheets[0] and "toytown" in first["A1"].value
    listed = {row[0].value: row for row in first.iter_rows(min_row=4)}
    assert set(listed) == set(book.sheetnames) - {"contents"}
    assert listed["series"][0].hyperlink.location == "'series'!A1"
    assert listed["series"][2].value == 3 and "as printed" in listed["series"][1].value
    series = book["series"]
    assert [cell.number_format for cell in series["D"][1:]] == ["#,##0.0##", "#,##0.0##", "0.0%"]
    assert series["B2"].number_format == "0" and series.freeze_panes == "A2"
    assert book["tracking"]["F1"].value == "growth required, % a year"
    meanings = {(r[0], r[1]): r[3] for r in book["columns"].iter_rows(min_row=2, values_only=True)}
    assert all(meanings[table, name] for table, name in meanings if table != "note")
    sources = [row[1] for row in book["sources"].iter_rows(min_row=2, values_only=True)]
    assert sources and all(sources)
    assert book["statements"].max_row > 3
    assert book["note"]["A2"].data_type == "s" and book["note"]["A2"].value.startswith("'")


def test_a_workbook_draws_the_series_and_the_fan_itself(published):
    assert export("--to", "t.xlsx") == 0
    book = openpyxl.load_workbook("t.xlsx")
    numbers = [list(row) for row in book["drawn"].iter_rows(values_only=True)]
    assert numbers[0][:2] == ["year", "as printed"] and numbers[1][:2] == [2019, 80.5]
    fan = [row for row in numbers if row[0] == 2022][-1]
    assert fan[2:4] == [92, 62] and sum(fan[3:]) == 135  # the bands add up to the highest line
    start = [row for row in numbers if row[0] == 2020][-1]
    assert start[1:4] == [84.05, 84.05, 84.05] and sum(start[4:]) == 0
    with zipfile.ZipFile("t.xlsx") as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawn = b"".join(parts.read(name) for name in charts)
    assert len(charts) == 2 and b"areaChart" in drawn and b"lineChart" in drawn


def test_a_workbook_without_series_has_no_charts(published):
    assert export("--table", "note", "--to", "t.xlsx") == 0
    assert "charts" not in openpyxl.load_workbook("t.xlsx").sheetnames


def test_a_workbook_tells_codes_as_people_say_them_in_either_language(published):
    assert export("--to", "en.xlsx") == export("--language", "zh", "--to", "zh.xlsx") == 0
    english, chinese = openpyxl.load_workbook("en.xlsx"), openpyxl.load_workbook("zh.xlsx")
    said = [[cell.value for cell in column] for column in english["evaluation"].columns]
    words = {column[0]: column[1:] for column in said}
    assert words["assessment"] == ["faster than planned", "no data"]
    assert words["unit"] == ["% a year", "CNY 100m"] and words["nature"] == [None, "binding"]
    table = [[cell.value for cell in column] for column in chinese["实施评估"].columns]
    told = {column[0]: column[1:] for column in table}
    assert told["评价"] == ["快于预期", "数据缺失"] and told["单位"] == ["%/年", "亿元"]
    assert english["series"]["A2"].value == "GDP"
    assert chinese["历史序列"]["A2"].value == "产值"
    assert chinese["历史序列"]["A1"].value == "指标" and "目录" == chinese.sheetnames[0]


def test_the_zone_s_toml_sets_the_language_of_what_is_handed_over(published):
    published.place.assumptions.write_text(CHINESE, encoding="utf-8")
    assert export("--to", "own.xlsx") == export("--to", "asked.xlsx", "--language", "en") == 0
    assert openpyxl.load_workbook("own.xlsx").sheetnames[0] == "目录"
    assert openpyxl.load_workbook("asked.xlsx").sheetnames[0] == "contents"


def test_csv_and_parquet_hold_everything_with_a_year_in_one_long_table(published):
    assert export("--to", "t.csv") == export("--to", "t.parquet") == 0
    read, typed = pd.read_csv("t.csv"), pd.read_parquet("t.parquet")
    assert list(read.columns) == list(typed.columns) == long_table.COLUMNS
    assert len(read) == len(typed) == 3 + 2 * 7
    assert typed["year"].dtype.kind == "i" and typed["value"].dtype.kind == "f"
    assert read["value"].tolist() == pytest.approx(typed["value"].tolist())


def test_a_document_has_words_own_headings_tables_and_captions(published):
    assert export("--to", "t.docx") == 0
    made = Document("t.docx")
    styles = [(one.style.name, one.text) for one in made.paragraphs]
    assert styles[0] == ("Title", "Can it be reached?")
    assert ("Normal", "Steel is out of reach (Q102).") in styles
    headings = [text for style, text in styles if style == "Heading 1"]
    assert headings == ["Where each target stands", "Figures", "Sources"]
    captions = [text for style, text in styles if style == "Caption"]
    assert len(captions) == len(made.inline_shapes) == 1
    assert captions[0].startswith("Figure 1. What was asked.")
    (table,) = made.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][:5] == ["indicator", "nature", "unit", "base 2020", "target 2025"]
    assert rows[0][5:] == [
        *("2021", "time passed", "way covered", "expected 2025 (80 % band)"),
        *("assessment", "target id"),
    ]
    assert rows[1][5:] == [
        "7.1 %",
        "40 %",
        "50 %",
        "3 % (1 % to 5 %)",
        "faster than planned",
        "Q119",
    ]
    assert rows[2][:5] == ["Steel", "binding", "CNY 100m", "150", "500"]
    left = "Left out of the table, for nothing is known of it: department."
    assert ("Normal", left) in styles
    assert ("Heading 2", "Problems") in styles and ("List Bullet", "Steel is late.") in styles
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:cantSplit" in table.rows[1]._tr.xml
    section = made.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
    assert "PAGE" in section.footer._element.xml
    assert [text for style, text in styles if style == "List Bullet"]


def test_signs_that_a_document_cannot_hold_are_left_out(published):
    run = releases.current(published.root / "reports" / "toytown")
    report = newest(Checkout.find(published.root).place("toytown"))
    rows = [["title", "words"], ["=a\x00b\x07", "x"]]
    tables = report.tables | {"verdicts": rows}
    from zoneecon.report import word

    made = Document(io.BytesIO(word.document(report._replace(tables=tables))))
    assert made.tables[0].rows[1].cells[0].text == "=ab"
    assert run.is_dir()


def test_a_pdf_without_a_browser_is_one_sentence(published, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    assert export("--to", "t.pdf") == 2
    assert "needs a Chromium" in capsys.readouterr().err and not Path("t.pdf").exists()


@pytest.mark.skipif(pdf.find_browser() is None, reason="no Chromium here (apt install chromium)")
def test_a_pdf_holds_the_pages(published):
    from pypdf import PdfReader

    assert export("--to", "t.pdf") == 0
    assert "Steel" in PdfReader("t.pdf").pages[0].extract_text()


def test_the_committed_state_is_handed_over_alike(tmp_path, monkeypatch):
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    assert export("--committed", "--to", str(tmp_path / "t.docx")) == 0
    made = Document(tmp_path / "t.docx")
    assert len(made.tables) == 2 and len(made.inline_shapes) > 10
    head, *rows = made.tables[1].rows
    assert head.cells[0].text == "indicator" and len(rows) > 10
    assert export("--committed", "--to", str(tmp_path / "t.pdf")) == 2


# --- as others read it ------------------------------------------------------------------------

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.long
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here (apt install libreoffice-calc)")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["t.docx", "t.xlsx"])
def test_libreoffice_opens_what_is_written(tmp_path, monkeypatch, name, language):
    pdfplumber = pytest.importorskip("pdfplumber", reason="python -m pip install pdfplumber")
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    told = ["--language", language]
    assert export("--committed", *told, "--to", str(tmp_path / name)) == 0
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, timeout=180, check=True, text=True)
    assert (tmp_path / "t.pdf").is_file(), done.stderr
    assert "repair" not in (done.stdout + done.stderr).lower()
    with pdfplumber.open(tmp_path / "t.pdf") as book:
        text = "\n".join(page.extract_text() for page in book.pages[:3])
        assert len(book.pages) < 60
    if language == "en":  # what LibreOffice prints of Chinese hangs on the machine's fonts
        assert ("Can the" if name == "t.docx" else "what it is") in text
    assert "#REF" not in text and "Err:" not in text
