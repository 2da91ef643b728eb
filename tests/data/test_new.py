"""A zone begins with folders to fill in, outside a checkout with a project around it."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import REAL, contents
from zoneecon.cli import main
from zoneecon.data import new, notebooks
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import vocabulary
from zoneecon.errors import BadInput

#: What is typed into the workbook: subject, indicator, value, unit, period, role.
TYPED = [
    *(
        ("zone", "gdp", value, "亿元", year, "actual")
        for year, value in zip(range(2016, 2021), (41.2, 44.8, 47.9, 52.3, 54.1), strict=True)
    ),
    ("ceramics", "sales_revenue", 22, "亿元", 2020, "baseline"),
    ("ceramics", "sales_revenue", 45, "亿元", 2025, "target"),
]


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """A folder that is in no checkout."""
    monkeypatch.delenv("ZONEECON_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill_in(path) -> None:
    """Type rows under the Chinese heads, as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    known = vocabulary.heads("handed_in")
    at = {known[vocabulary.plain(cell.value)]: cell.column for cell in sheet[1]}
    names = ("subject", "indicator", "value", "unit", "period", "role")
    for number, row in enumerate(TYPED, 2):
        cells = dict(zip(names, row, strict=True)) | {"confidence": "high"}
        for name, value in cells.items():
            sheet.cell(number, at[name], str(value) if name == "period" else value)
    book.save(path)


def test_outside_a_checkout_a_project_is_made_around_the_zone(outside):
    new.make("lakeside")
    root = Checkout(outside / "lakeside")
    assert root.zones() == ["lakeside"] and root.is_there()
    for path in root.committed():
        assert notebooks.asks_for(path) == "lakeside"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells)
    assert REAL not in "".join(
        content.decode("utf-8", "replace")
        for name, content in contents(root.root).items()
        if not name.startswith("data/raw/reference/") and name != "data/raw/lakeside/plan.xlsx"
    )


def test_in_a_checkout_only_the_zone_is_made(other_zones, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(other_zones, tmp_path / "checkout")
    monkeypatch.chdir(tmp_path / "checkout")
    before = contents(tmp_path / "checkout")
    new.make("lakeside")
    after = contents(tmp_path / "checkout")
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {
        "data/assumptions/lakeside.toml",
        "data/raw/lakeside/plan.xlsx",
        "data/raw/lakeside/sources.csv",
        "data/raw/lakeside/statements/plan.csv",
    }


@pytest.mark.parametrize(
    "name", ["Lakeside", "湖畔", "../lake", "context", "a" * 41, "", "a b", "-"]
)
def test_a_bad_name_is_refused_before_anything_is_written(outside, name, capsys):
    assert main(["new", name]) == 2
    assert list(outside.iterdir()) == [] and "cannot name a zone" in capsys.readouterr().err


def test_an_existing_folder_is_refused_and_left_as_it_is(outside):
    (outside / "lakeside").mkdir()
    with pytest.raises(BadInput, match="lakeside: is there already"):
        new.make("lakeside")
    assert contents(outside) == {}


def test_a_zone_that_is_there_is_refused(outside, monkeypatch):
    new.make("lakeside")
    monkeypatch.chdir(outside / "lakeside")
    with pytest.raises(BadInput, match="data/raw/lakeside: is there already"):
        new.make("lakeside")


def test_an_empty_zone_says_in_one_sentence_what_to_fill_in(outside, monkeypatch, capsys):
    new.make("lakeside")
    monkeypatch.chdir(outside / "lakeside")
    assert main(["check"]) == 2
    (said,) = capsys.readouterr().err.partition("zoneecon: ")[2].strip().splitlines()
    assert "holds no statement yet: fill in data/raw/lakeside/plan.xlsx" in said


def test_the_workbook_has_chinese_heads_and_lists_to_choose_from(outside):
    new.make("lakeside")
    content = (outside / "lakeside/data/raw/lakeside/plan.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert {"指标", "数值", "单位", "年份", "性质", "引文", "更正值"} <= set(heads)
    assert len(sheet.data_validations.dataValidation) == 4


def test_what_was_filled_in_becomes_a_zone_that_is_sound(outside, monkeypatch, capsys):
    new.make("lakeside")
    monkeypatch.chdir(outside / "lakeside")
    path = outside / "lakeside/data/raw/lakeside/plan.xlsx"
    fill_in(path)
    add = ["add", str(path), "--zone", "lakeside", "--published", "2021-03-18"]
    assert main([*add, "--title", "Plan", "--yes"]) == 0
    assumed = outside / "lakeside/data/assumptions/lakeside.toml"
    assert main(["check"]) == 2 and "names no target" in capsys.readouterr().err
    block = '[industries.ceramics]\nbaseline = "R006"\ntarget = "R007"\n'
    assumed.write_text(assumed.read_text("utf-8") + block, "utf-8")
    assert main(["check"]) == 0


def test_a_first_table_of_any_name_takes_the_place_of_the_empty_one(outside, monkeypatch, capsys):
    assert main(["new", "lakeside"]) == 0
    monkeypatch.chdir(outside / "lakeside")
    rows = "subject,indicator,period,value,unit\nzone,gdp,2019,84,亿元\nzone,gdp,2020,88,亿元\n"
    Path("bulletin.csv").write_text(rows, encoding="utf-8")
    day = ["--published", "2021-03-18", "--title", "Bulletin", "--yes"]
    assert main(["add", "bulletin.csv", "--zone", "lakeside", *day]) == 0
    statements = Path("data/raw/lakeside/statements")
    assert [path.name for path in statements.iterdir()] == ["bulletin.csv"]
    capsys.readouterr()
    main(["check"])
    assert "is empty" not in capsys.readouterr().err


def test_the_example_is_a_sound_zone_of_another_name(outside, monkeypatch):
    assert main(["new", "copy", "--example"]) == 0
    monkeypatch.chdir(outside / "copy")
    assert main(["check"]) == 0
    assert Checkout.find().zones() == ["copy"]
