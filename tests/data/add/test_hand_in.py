"""A document is handed in as it is printed: shown, asked, written, and kept for the next one.

All numbers are made up; the codelists are the real ones.
"""

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests import walk
from tests.conftest import ROOT, at, contents, write_rows
from zoneecon import cli
from zoneecon.data import folders

WIDE = [
    ["表1 主要经济指标"],
    ["单位：亿元"],
    ["指标", "2021年", "2022年"],
    ["地区生产总值", "81.5", "86"],
    ["规上用工人数", "89", "92"],
    ["注：2022年为初步数"],
]
LONG = [
    ["指标", "年份", "数值", "单位"],
    ["地区生产总值", "2021年", "1349083.5", "万元"],
    ["规上工业增加值", "2021", "突破40", "亿元（当年价）"],
    ["固定资产投资", "２０２１年", "15600000", "千元"],
    ["GDP增速", "2021年", "3.2", "%"],
]


@pytest.fixture
def root(tmp_path) -> Path:
    root = walk.build(tmp_path / "checkout")
    for name in ("indicators", "units"):
        path = root / "data" / f"{name}.csv"
        own = path.read_text("utf-8").splitlines()[1:]
        real = (ROOT / "data" / f"{name}.csv").read_text("utf-8").splitlines()
        codes = {line.split(",")[0] for line in real}
        extra = [line for line in own if line.split(",")[0] not in codes]
        path.write_text("\n".join([*real, *extra, ""]), "utf-8")
    folders.accept(at(root, walk.ZONE))
    context = root / "data" / "raw" / "context"
    shutil.copytree(ROOT / "data" / "raw" / "context", context)
    return root


def add(
    root: Path, monkeypatch, file: Path, *more: str, answers: str = "", day="2023-03-15"
) -> int:
    """The command, answered letter by letter; where no letter is left nobody is there."""
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    given = iter(answers)

    def typed(_: str) -> str:
        if (answer := next(given, None)) is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", typed)
    options = ["--published", day, "--title", "2022年统计公报", *more]
    zone = [] if "--zone" in more else ["--zone", walk.ZONE]
    return cli.main(["add", str(file), *zone, *options])


def values(root: Path, folder: str = walk.ZONE) -> dict[tuple, tuple]:
    table = folders.load_folder(at(root, folder)).statements
    keys = zip(table["subject"], table["indicator"], table["period"], strict=True)
    return dict(zip(keys, zip(table["value"], table["unit"], strict=True), strict=True))


def test_a_printed_table_is_shown_confirmed_and_kept_for_the_schedule(
    root, tmp_path, monkeypatch, capsys
):
    file, kept = write_rows(tmp_path / "2022.csv", WIDE), tmp_path / "kept.toml"
    assert add(root, monkeypatch, file, "--mapping", str(kept), answers="y") == 0
    out = capsys.readouterr().out
    assert "地区生产总值 = gdp (Gross domestic product)" in out
    assert "规上用工人数: left out, 2 number(s)" in out and "industrial_enterprises" in out
    assert values(root)["zone", "gdp", "2022"] == ("86", "亿元")
    later = [["指标", "2023年"], ["地区生产总值（亿元）", "90"]]
    next_year = write_rows(tmp_path / "2023.csv", later)
    assert add(root, monkeypatch, next_year, "--mapping", str(kept), "--yes", day="2024-03-15") == 2
    assert "地区生产总值（亿元）" in capsys.readouterr().err  # a label that nobody confirmed
    same = [["单位：亿元"], *[[row[0], *row[2:]] for row in WIDE[2:5]]]
    same[1][1], same[2][1], same[3][1] = "2023年", "90", "95"
    next_year = write_rows(tmp_path / "2023.csv", same)
    assert add(root, monkeypatch, next_year, "--mapping", str(kept), "--yes", day="2024-03-15") == 0
    assert values(root)["zone", "gdp", "2023"] == ("90", "亿元")


def test_nobody_confirms_a_printed_table_by_yes_alone(root, tmp_path, monkeypatch, capsys):
    before = contents(root)
    assert add(root, monkeypatch, write_rows(tmp_path / "a.csv", WIDE), "--yes") == 2
    assert "--mapping FILE" in capsys.readouterr().err
    assert contents(root) == before


@pytest.mark.every(2)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_people_type_enters_in_any_encoding_and_every_digit_is_shown(
    root, tmp_path, monkeypatch, capsys, encoding
):
    file = write_rows(tmp_path / "统计公报.csv", LONG, encoding)
    assert add(root, monkeypatch, file, "--yes") == 0
    out = capsys.readouterr().out
    assert "1349083.5 万元" in out and "134.90835 CNY 100m" in out and "e+" not in out
    known = values(root)
    assert known["zone", "gdp", "2021"] == ("1349083.5", "万元")
    assert known["zone", "fixed_asset_investment", "2021"] == ("15600000", "千元")
    assert known["zone", "gdp_growth", "2021"] == ("3.2", "%")
    table = folders.load_folder(at(root, walk.ZONE)).statements.set_index("indicator")
    assert table.at["industrial_value_added", "qualifier"] == "突破"
    assert table.at["fixed_asset_investment", "number"] == pytest.approx(156)


@pytest.mark.every(3)
@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_cells_may_be_parted_by_another_sign(root, tmp_path, monkeypatch, mark):
    file = tmp_path / "a.csv"
    file.write_text("\n".join(mark.join(row) for row in LONG), "utf-16")
    assert add(root, monkeypatch, file, "--yes") == 0
    assert values(root)["zone", "gdp", "2021"] == ("1349083.5", "万元")


def test_a_formula_without_a_result_is_no_empty_cell(root, tmp_path, monkeypatch, capsys):
    book = openpyxl.Workbook()
    for row in (["指标", "2021年", "增速"], ["地区生产总值（亿元）", 81.5, "=B2/B1-1"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert add(root, monkeypatch, tmp_path / "a.xlsx", answers="y") == 2
    assert "formula without a stored result" in capsys.readouterr().err


def test_chinese_file_names_keep_names_of_their_own(root, tmp_path, monkeypatch):
    for number, name in enumerate(("统计公报", "政府工作报告", "甲局数据", "乙局数据")):
        rows = [LONG[0], ["固定资产投资", f"202{number}", f"1{number}", "亿元"]]
        assert add(root, monkeypatch, write_rows(tmp_path / f"{name}.csv", rows), "--yes") == 0
    sources = set(folders.load_folder(at(root, walk.ZONE)).sources["source"])
    assert {"communique", "work-report"} < sources
    assert len([name for name in sources if name.startswith("document-")]) == 2


def test_the_same_name_of_another_year_is_told_apart_by_its_day(root, tmp_path, monkeypatch):
    for year in ("2022", "2023"):
        rows = [LONG[0], ["固定资产投资", year, year[2:], "亿元"]]
        file = write_rows(tmp_path / "统计公报.csv", rows)
        assert add(root, monkeypatch, file, "--yes", day=f"{int(year) + 1}-03-15") == 0
    assert "communique-2024-03-15" in set(
        folders.load_folder(at(root, walk.ZONE)).sources["source"]
    )


AROUND = [
    ["各地区生产总值"],
    ["单位：亿元"],
    ["地区", "2019年"],
    ["全国", "986515.2"],
    ["全省", "24909.5"],
    ["全区", "71.5"],
]


@pytest.mark.every(2)
@pytest.mark.parametrize(("answers", "enters"), [("yy", True), ("ny", False)])
def test_numbers_of_the_nation_go_to_the_context_after_asking(
    root, tmp_path, monkeypatch, capsys, answers, enters
):
    file = write_rows(tmp_path / "a.csv", AROUND)
    assert add(root, monkeypatch, file, "--revised", answers=answers) == 0
    assert "全国 = China, in data/raw/context" in capsys.readouterr().out
    assert values(root)["zone", "gdp", "2019"] == ("71.5", "亿元")
    assert (("China", "gdp", "2019") in values(root, "context")) == enters
    ids = folders.load_folder(at(root, "context")).statements["id"]
    assert not ids.duplicated().any() and set(ids.str[0]) == {"C"}


def test_without_anybody_to_ask_nothing_goes_to_the_context(root, tmp_path, monkeypatch, capsys):
    rows = [["主体", *LONG[0]], ["全国", "地区生产总值", "2019", "986515.2", "亿元"]]
    assert add(root, monkeypatch, write_rows(tmp_path / "a.csv", rows), "--yes") == 2
    assert "China" in capsys.readouterr().err


@pytest.mark.every(2)
@pytest.mark.parametrize("folder", ["context", "reference"])
def test_a_document_enters_the_shared_folders_by_name(root, tmp_path, monkeypatch, folder):
    rows = [["主体", *LONG[0]], ["Other city", "地区生产总值", "2019", "515.2", "亿元"]]
    file = write_rows(tmp_path / "a.csv", rows)
    assert add(root, monkeypatch, file, "--zone", folder, "--yes") == 0
    assert values(root, folder)["Other city", "gdp", "2019"] == ("515.2", "亿元")


def test_what_surrounds_zones_names_its_subject(root, tmp_path, monkeypatch, capsys):
    file = write_rows(tmp_path / "a.csv", LONG[:2])
    assert add(root, monkeypatch, file, "--zone", "context", "--yes") == 2
    said = capsys.readouterr().err
    assert "column subject" in said and "of which place" in said
    more = ("--zone", "context", "--subject", "Other city", "--yes")
    assert add(root, monkeypatch, file, *more) == 0
    assert "Other city gdp 2021" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ods", b"x", "LibreOffice"),
        ("a.xls", b"x", "save it as Excel workbook (.xlsx)"),
        ("a.txt", b"x", "CSV UTF-8"),
        ("a.pdf", b"x", "copy its table"),
        ("a", b"x", "CSV UTF-8"),
        ("missing.csv", None, "the file is missing"),
        ("a.csv", b"", "empty"),
        ("a.csv", "名称,甲\n丙,1\n".encode(), "zoneecon add --template"),
        ("a.csv", '指标,年份\n"地区,2021\n'.encode(), "line 2"),
        (
            "a.csv",
            "指标,年份,数值,单位\n规上用工人数,2021,3,户\n".encode(),
            "industrial_enterprises",
        ),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_do(
    root, tmp_path, monkeypatch, capsys, name, content, said
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = contents(root)
    assert add(root, monkeypatch, tmp_path / name, "--yes") == 2
    assert said in capsys.readouterr().err
    assert contents(root) == before


@pytest.mark.every(4)
@pytest.mark.parametrize(
    "label", ["<b>甲</b>", "[甲](javascript:x)", "=cmd()", "@甲", "甲\u202e乙", "`甲`", "甲\x1b[2J"]
)
def test_hostile_subjects_are_refused(root, tmp_path, monkeypatch, capsys, label):
    rows = [["主体", *LONG[0]], [label, "地区生产总值", "2021", "3", "亿元"]]
    wide = [["地区", "2021年地区生产总值（亿元）"], [label, "3"]]
    for number, table in enumerate((rows, wide)):
        file = write_rows(tmp_path / f"{number}.csv", table)
        assert add(root, monkeypatch, file, answers="yy") == 2
        said = capsys.readouterr()
        assert "\x1b" not in said.out + said.err and "\u202e" not in said.out + said.err


def test_a_table_that_revises_says_so_once(root, tmp_path, monkeypatch, capsys):
    file = write_rows(tmp_path / "a.csv", [LONG[0], ["地区生产总值", "2020", "74", "亿元"]])
    assert add(root, monkeypatch, file, "--yes") == 2
    assert "--revised" in capsys.readouterr().err
    assert add(root, monkeypatch, file, "--yes", "--revised") == 0
    assert values(root)["zone", "gdp", "2020"] == ("74", "亿元")


def test_the_empty_table_is_read_as_it_is_filled_in(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    empty = tmp_path / "新表.xlsx"
    assert cli.main(["add", "--template", str(empty), "--zone", walk.ZONE]) == 0
    assert cli.main(["add", "--template", str(empty), "--zone", walk.ZONE]) == 2
    book = openpyxl.load_workbook(empty)
    sheet = book.worksheets[0]
    head = {cell.value: cell.column for cell in sheet[1]}
    for name, value in {"指标": "地区生产总值", "年份": 2021, "数值": 81.5, "单位": "亿元"}.items():
        sheet.cell(2, head[name], value)
    book.save(empty)
    assert add(root, monkeypatch, empty, "--yes") == 0
    assert values(root)["zone", "gdp", "2021"] == ("81.5", "亿元")


REGIONS = [["地区", "2021年", "2022年"], ["全国", "1149237", "1204724"], ["全区", "81.5", "86"]]


def test_a_table_of_places_is_of_the_indicator_that_is_named(root, tmp_path, monkeypatch, capsys):
    file = write_rows(tmp_path / "a.csv", REGIONS)
    assert add(root, monkeypatch, file, answers="yy") == 2
    assert "nothing says of which indicator" in capsys.readouterr().err
    assert add(root, monkeypatch, file, "--indicator", "gdp", "--unit", "亿元", answers="yy") == 0
    assert values(root)["zone", "gdp", "2022"] == ("86", "亿元")
    said = capsys.readouterr().out
    assert "China gdp 2022 1204724" in said and "into data/raw/context" in said
