"""What programs leave in folders of data is skipped, and said."""

import os
import shutil

import pytest

from zoneecon.data import add as adding
from zoneecon.data import folders
from zoneecon.data.files import fingerprints, safe_files
from zoneecon.data.reading import schema

LEFT = (
    ".ipynb_checkpoints/plan-checkpoint.csv",
    ".virtual_documents/plan.csv",
    ".~plan.csv",
    ".plan.csv.partial",
    "plan.csv~",
    "#plan.csv#",
    ".DS_Store",
    "~$plan.xlsx",
    "._plan.csv",
    "__pycache__/x.pyc",
    "Thumbs.db",
    "desktop.ini",
    "Icon\r",
    "__MACOSX/plan.csv",
    "plan.csv.bak",
    "plan.csv.orig",
    "plan.csv.swp",
    "plan.csv.tmp",
    "plan.csv.kate-swp",
)


@pytest.mark.every(12)
@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize(
    "place", ["raw/toytown/statements", "raw/toytown", "assumptions", "", "raw"]
)
def test_what_jupyter_and_others_leave_is_skipped_and_reported(toy, left, place):
    before, survey = toy.load(), fingerprints.survey(toy.place)
    path = toy.root / "data" / place / left
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(toy.root / "data/raw/toytown/statements/plan.csv", path)
    raw = folders.inspect(toy.place)
    assert raw.problems == []
    name = left.partition("/")[0]
    said = [one for one in raw.notices if one.file.endswith(f"/{name}")]
    assert [one.verdict for one in said] == ["reported"]
    assert toy.load().statements.equals(before.statements)
    assert fingerprints.survey(toy.place) == survey
    resources = schema.datapackage(toy.place.checkout)["resources"]
    assert not any(name in str(resource["path"]) for resource in resources)


def test_a_checkpoint_stops_neither_an_addition_nor_the_next_read(toy, tmp_path):
    (toy.root / "data/raw/toytown/statements/.ipynb_checkpoints").mkdir()
    table = tmp_path / "more.csv"
    table.write_text("indicator,period,value,unit\ngdp,2021,130,亿元\n", "utf-8")
    adding.write(adding.prepare(table, "toytown", "2022-04-01", "More", root=toy.root))
    assert len(toy.load().statements) == 9


def refused(root, name):
    """The rule by which a path below the data is not opened, and what it says."""
    (problem,) = safe_files.read_bytes(root / "data" / name, root).problems
    return problem.rule, problem.text("en")


def test_what_cannot_be_opened_is_named_with_the_reason(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    assert refused(tmp_path, "none.csv")[0] == "file-missing"
    for name, reason in (("a\0b.csv", "null"), ("x" * 300 + ".csv", "too long")):
        rule, text = refused(tmp_path, name)
        assert rule == "file-unreadable" and reason in text


def test_a_folder_of_statements_must_be_one_and_lie_in_the_checkout(tmp_path):
    data, outside = tmp_path / "data", tmp_path / "outside"
    data.mkdir(), outside.mkdir()
    (data / "a file").write_text("", encoding="utf-8")
    (data / "broken").symlink_to(tmp_path / "nowhere")
    (data / "out").symlink_to(outside, target_is_directory=True)
    (data / "sound").mkdir()
    (data / "sound" / "plan.csv").write_text("", encoding="utf-8")
    rules = {"none": "file-none", "a file": "file-none", "broken": "file-broken-link"}
    for name, rule in (rules | {"out": "file-link"}).items():
        _, (problem,), _ = safe_files.tables_in(data / name, tmp_path)
        assert problem.rule == rule
    assert safe_files.tables_in(data / "sound", tmp_path) == ([data / "sound" / "plan.csv"], [], [])


def test_of_a_table_and_a_workbook_of_one_name_the_workbook_is_refused(tmp_path):
    folder = tmp_path / "data" / "sound"
    folder.mkdir(parents=True)
    for name in ("a.csv", "b.xlsx", "c.xlsx"):
        (folder / name).write_text("", encoding="utf-8")
    assert safe_files.tables_in(folder, tmp_path)[1:] == ([], [])
    (folder / "b.csv").write_text("", encoding="utf-8")
    _, (problem,), _ = safe_files.tables_in(folder, tmp_path)
    assert (problem.rule, problem.file) == ("file-twice", "data/sound/b.xlsx")


def test_what_the_system_does_not_open_is_named_with_its_reason(tmp_path, monkeypatch):
    path = tmp_path / "data" / "a.csv"
    path.parent.mkdir()
    path.write_text("", encoding="utf-8")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(safe_files.os, "open", refuse)  # root may read anything
    rule, text = refused(tmp_path, "a.csv")
    assert rule == "file-unreadable" and "Permission denied" in text


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_files, "MOST_BYTES", 3)
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "a.csv"
    path.write_bytes(b"abc")
    assert safe_files.read_bytes(path, tmp_path) == (b"abc", [])
    path.write_bytes(b"abcd")
    assert refused(tmp_path, "a.csv")[0] == "file-large"


def test_the_largest_size_is_five_million_bytes_and_said_in_millions(tmp_path):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "a.csv"
    path.write_bytes(b"")
    os.truncate(path, 5_000_000)
    assert safe_files.read_bytes(path, tmp_path).problems == []
    os.truncate(path, 5_600_000)
    rule, text = refused(tmp_path, "a.csv")
    assert rule == "file-large" and "5.6" in text and " 5 " in text
