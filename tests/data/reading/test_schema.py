"""The contract is one source: reader, README, data package and a standard validator agree."""

import csv
import json
import shutil

import frictionless
import pytest

from tests.cases import cases
from tests.conftest import REAL, at
from zoneecon.data import folders
from zoneecon.data.checks import derived
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput

DESCRIPTOR = "data/datapackage.json"


def test_the_data_package_and_the_readme_are_what_the_contract_makes(root):
    assert (root / DESCRIPTOR).read_text(encoding="utf-8") == schema.package_text(Checkout(root))
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert schema.renewed_readme(readme) == readme, "run python -m zoneecon.data.reading.schema"


def test_every_committed_raw_table_is_in_the_data_package(root):
    named = set()
    for resource in schema.datapackage(Checkout(root))["resources"]:
        paths = resource["path"]
        named |= {paths} if isinstance(paths, str) else set(paths)
    base = root / "data"
    present = {p.relative_to(base).as_posix() for p in base.rglob("*.csv")}
    assert {one for one in present if not one.startswith("processed/")} == named


def test_a_standard_validator_accepts_the_data_package_and_every_table(root):
    report = frictionless.validate(str(root / DESCRIPTOR))
    assert report.errors == [] and report.tasks
    assert {task.name: [error.message for error in task.errors] for task in report.tasks} == {
        resource["name"]: [] for resource in schema.datapackage(Checkout(root))["resources"]
    }
    rows = sum(task.stats["rows"] for task in report.tasks)
    assert rows == sum(
        len(list(csv.reader(path.open(encoding="utf-8", newline="")))) - 1
        for path in (root / "data").rglob("*.csv")
        if "processed" not in path.parts
    )


@pytest.fixture
def copy(root, tmp_path):
    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("processed"))
    return tmp_path


@pytest.mark.every(3)
@cases
def test_the_standard_validator_objects_to_a_spoiled_table(copy, table, column, typed, word):
    spoil(copy, table, column, typed)
    report = frictionless.validate(str(copy / DESCRIPTOR))
    errors = {(task.place, error.type) for task in report.tasks for error in task.errors}
    name = table.rpartition("/")[2]  # documents of one folder are one table of several files
    assert {kind for place, kind in errors if name in place or "multipart" in place} >= {word}


def test_statements_that_another_tool_wrote_again_are_read_as_they_were(copy):
    place = at(copy, REAL)
    before = folders.load_folder(place).statements
    contract = json.loads(json.dumps(schema.CONTRACT["statements"]["schema"]))
    contract.pop("foreignKeys", None)  # to a table beside it
    for path in sorted(place.statements.glob("*.csv")):
        name = path.relative_to(copy).as_posix()
        read = frictionless.Resource(
            path=name, basepath=str(copy), schema=frictionless.Schema.from_descriptor(contract)
        )
        read.write(frictionless.Resource(path="again.csv", basepath=str(copy)))
        path.unlink()
        (copy / "again.csv").rename(path)
    assert folders.load_folder(place).statements.equals(before) and len(before) > 200


def spoil(copy, table: str, column: str, typed: str) -> None:
    path = copy / "data" / table
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index(column)] = typed
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@cases
def test_a_derived_table_that_breaks_the_contract_is_named(copy, table, column, typed):
    spoil(copy, f"raw/reference/{table}.csv", column, typed)
    with pytest.raises(BadInput) as caught:
        folders.load_derived(table, Checkout(copy))
    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (
        f"data/raw/reference/{table}.csv",
        2,
        column,
    )


def test_a_derived_table_with_other_columns_or_no_text_is_named(copy):
    path = copy / "data" / "raw" / "reference" / "cases.csv"
    text = path.read_text(encoding="utf-8")
    for broken in (text.replace("why", "reason", 1).encode(), b"\xff\xfe", b"", b"a,b\n1,2,3\n"):
        path.write_bytes(broken)
        with pytest.raises(BadInput, match=r"cases\.csv"):
            folders.load_derived("cases", Checkout(copy))


def test_every_derived_table_has_the_columns_and_keys_of_the_contract(root):
    for name in schema.DERIVED:
        table = folders.load_derived(name, Checkout(root))
        assert derived.check_derived(table, name, name) == []


def test_every_column_is_described_in_both_languages():
    for name in schema.CONTRACT:
        for field in schema.fields(name):
            assert field["description"] and field["description_zh"] and field["title"], field


def test_the_descriptor_is_plain_json_without_paths_that_leave_the_data(root):
    package = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in package["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        assert all(not path.startswith("/") and ".." not in path for path in paths)
