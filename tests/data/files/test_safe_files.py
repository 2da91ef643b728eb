"""What programs leave in folders of data is skipped, and said."""

import shutil

import pytest

from zoneecon.data import add as adding
from zoneecon.data import folders
from zoneecon.data.files import fingerprints
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
