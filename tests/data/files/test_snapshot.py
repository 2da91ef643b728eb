"""A report is made from a copy of its inputs, and made again only if one of them changed."""

import json

import pytest

from tests.conftest import at
from zoneecon.data.files import fingerprints, snapshot


def notebook(source: str, **more) -> dict:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}
    return {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}


def test_what_is_new_gone_or_different_is_named_in_order():
    then, now = {"b": "1", "a": "1", "same": "1"}, {"c": "1", "a": "2", "same": "1"}
    assert snapshot.changed(then, now) == ["a changed", "b is gone", "c is new"]
    assert snapshot.changed(now, now) == []


def test_running_a_notebook_changes_nothing_that_counts_and_a_cell_does(tmp_path):
    path = tmp_path / "00_a.ipynb"

    def of(content: dict) -> str:
        path.write_text(json.dumps(content), encoding="utf-8")
        return snapshot.source_digest(path)

    plain = of(notebook("1 + 1"))
    assert of(notebook("1 + 1", outputs=["2"], execution_count=7)) == plain
    assert of(notebook("1 + 2")) != plain
    assert of({**notebook("1 + 1"), "nbformat": 3}) != plain
    assert of(notebook("1 + 1", metadata={"tags": ["parameters"]})) != plain


@pytest.mark.parametrize(
    "content", ["no json", "[]", '{"cells": 5}', '{"cells": [{}]}', "[" * 9999]
)
def test_what_is_no_notebook_is_told_by_its_bytes(tmp_path, content):
    path = tmp_path / "00_a.ipynb"
    path.write_text(content, encoding="utf-8")
    assert snapshot.source_digest(path) == fingerprints.digest(path)
    assert snapshot.source_digest(tmp_path / "none.ipynb") == fingerprints.ABSENT


def test_a_report_comes_out_otherwise_by_an_input_or_by_what_is_asked_for(toy):
    path = toy.root / "notebooks" / "00_a.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(notebook("1")), encoding="utf-8")
    made = {"00_a": {"source": snapshot.source_digest(path)}}
    then = {"inputs": fingerprints.survey(toy.place), "notebooks": made, "request": {"zone": "z"}}
    assert snapshot.changes(toy.place, then, {"zone": "z"}) == []
    assert len(snapshot.changes(toy.place, then, {"zone": "z", "draws": 5})) == 1
    path.write_text(json.dumps(notebook("1", outputs=["1"])), encoding="utf-8")
    assert snapshot.changes(toy.place, then, {"zone": "z"}) == []
    assert snapshot.changes(toy.place, then | {"notebooks": {}}, {"zone": "z"}) == [
        "notebooks/00_a.ipynb changed"
    ]
    path.write_text(json.dumps(notebook("2")), encoding="utf-8")
    assert snapshot.changes(toy.place, then, {"zone": "z"}) == ["notebooks/00_a.ipynb changed"]


def test_the_newest_day_is_that_of_the_zone_or_of_what_surrounds_it(toy):
    toy.place.sources.write_text("source,published\na,2021-03-01\nb,2021\nc,\nd,2020-12-31\n")
    assert snapshot.days(toy.place) == ["2021-03-01", "2020-12-31"]
    assert snapshot.newest(toy.place) == "2021-03-01"
    around = toy.place.checkout.place("context").sources
    around.parent.mkdir(parents=True, exist_ok=True)
    around.write_text("source,published\na,2022-03-01\n")
    assert snapshot.newest(toy.place) == "2022-03-01"
    toy.place.sources.unlink()
    around.unlink()
    assert snapshot.days(toy.place) == [] and snapshot.newest(toy.place) is None


def test_a_copy_holds_every_input_and_the_package_and_stays_as_it_was(toy, tmp_path):
    (toy.root / "requirements.lock").write_text("a==1\n")
    to = tmp_path / "copy"
    copy = snapshot.snapshot(toy.place, to)
    assert copy.name == "toytown" and copy.root == to
    assert (to / "requirements.lock").read_text() == "a==1\n"
    assert (copy.checkout.package / "growth.py").is_file() and copy.checkout.assumptions.is_dir()
    for path in toy.place.inputs():
        assert (to / path.relative_to(toy.root)).read_bytes() == path.read_bytes()
    before = fingerprints.digest(copy.sources)
    toy.place.sources.write_text("changed")
    assert fingerprints.digest(copy.sources) == before


def test_a_copy_holds_what_is_assumed_of_the_zone_and_not_of_another(toy, tmp_path):
    for name in ("toytown", "elsewhere"):
        at(toy.root, name).assumptions.write_text("# assumed\n", encoding="utf-8")
    copy = snapshot.snapshot(toy.place, tmp_path / "copy")
    assert copy.assumptions.read_text(encoding="utf-8") == "# assumed\n"
    assert not at(copy.root, "elsewhere").assumptions.exists()


def test_a_link_that_leads_out_of_the_data_is_irregular_and_one_within_is_not(toy):
    assert not snapshot.irregular(toy.place)
    link = toy.place.raw / "statements" / "link.csv"
    link.symlink_to(toy.place.sources)
    assert not snapshot.irregular(toy.place)
    link.unlink()
    (toy.root / "outside.csv").write_text("x")
    link.symlink_to(toy.root / "outside.csv")
    assert snapshot.irregular(toy.place)
    link.unlink()
    toy.place.raw.rename(toy.place.raw.with_name("moved"))
    toy.place.raw.symlink_to("moved")
    assert snapshot.irregular(toy.place)
