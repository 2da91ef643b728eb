"""A misprint stays as printed; what is meant is used and said, until the source prints another."""

from pathlib import Path

import pandas as pd
import pytest

import zoneecon as ze
from tests import walk
from tests.conftest import at, write_rows
from zoneecon.data import add as adding
from zoneecon.data import folders
from zoneecon.errors import BadInput
from zoneecon.history import findings

HEAD = ["statement", "printed", "corrected", "reason", "by"]
GDP_2020 = "Q005"


@pytest.fixture
def root(tmp_path) -> Path:
    return walk.build(tmp_path / "checkout")


def declare(root: Path, *rows: list[str]) -> None:
    write_rows(at(root, walk.ZONE).corrections, [HEAD, *rows])


def statement(root: Path, id_: str = GDP_2020) -> pd.Series:
    return folders.load_folder(at(root, walk.ZONE)).statements.set_index("id").loc[id_]


MEANT = [GDP_2020, "76", "67", "digits exchanged: the parts add up to 67", "bureau"]


def test_what_is_meant_is_used_and_what_is_printed_stays(root):
    declare(root, MEANT)
    folders.accept(at(root, walk.ZONE))
    row = statement(root)
    assert (row["value"], row["number"], row["printed_value"]) == ("67", 67.0, "76")
    assert row["correction"] == "digits exchanged: the parts add up to 67 (bureau)"
    raw = folders.inspect(at(root, walk.ZONE)).statements.set_index("id")
    assert raw.at[GDP_2020, "value"] == "76"


def test_a_correction_changes_what_was_accepted_and_is_accepted_on_purpose(root):
    declare(root, MEANT)
    assert [one.rule for one in folders.inspect(at(root, walk.ZONE)).problems] == ["record-changed"]


def test_a_correction_ends_with_a_sentence_once_its_source_prints_another(root):
    declare(root, [GDP_2020, "77", *MEANT[2:]])
    raw = folders.inspect(at(root, walk.ZONE))
    [ended] = [one for one in raw.notices if one.rule == "correction-ended"]
    assert "Q005 prints 76" in str(ended)
    assert statement(root)["number"] == 76


def test_a_later_source_that_prints_another_ends_it_and_one_that_repeats_it_does_not(
    root, tmp_path
):
    declare(root, MEANT)
    folders.accept(at(root, walk.ZONE))
    rows = [["subject", "indicator", "period", "value", "unit", "note"]]
    again = write_rows(tmp_path / "again.csv", [*rows, ["zone", "gdp", "2020", "76", "亿元", ""]])
    same = adding.prepare(again, walk.ZONE, "2022-03-15", "Again", root=root)
    assert same.effects["effect"].tolist() == ["unchanged"]
    assert "printed 76 亿元" in "\n".join(adding.sentences(same))
    note = "status: revised."
    other = write_rows(
        tmp_path / "other.csv", [*rows, ["zone", "gdp", "2020", "67.2", "亿元", note]]
    )
    told = adding.sentences(adding.prepare(other, walk.ZONE, "2022-03-15", "Other", root=root))
    assert any("corrects nothing any more" in line and "67.2" in line for line in told)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["Q999", *MEANT[1:]], "Q999"),
        ([*MEANT[:2], "76", *MEANT[3:]], "is what the source prints"),
        ([*MEANT[:2], "6x", *MEANT[3:]], "corrected: '6x'"),
        ([*MEANT[:3], "", MEANT[4]], "reason"),
        ([*MEANT[:4], ""], "by"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_at_its_place(root, row, said):
    declare(root, row)
    with pytest.raises(BadInput, match=said):
        folders.load_folder(at(root, walk.ZONE))


def test_one_that_is_added_with_its_table_is_declared(root, tmp_path):
    head = ["指标", "年份", "数值", "单位", "更正值", "更正理由", "更正人"]
    rows = [head, ["gdp", "2021", "18", "亿元", "81", "digits exchanged", "统计科"]]
    prepared = adding.prepare(
        write_rows(tmp_path / "a.csv", rows), walk.ZONE, "2022-03-15", "A", root=root
    )
    adding.write(prepared)
    row = statement(root, "R001")
    assert (row["number"], row["printed_value"]) == (81, "18")
    assert folders.inspect(at(root, walk.ZONE)).problems == []


def test_tables_and_findings_show_both(root):
    declare(root, MEANT)
    folders.accept(at(root, walk.ZONE))
    plan = ze.load(walk.ZONE, as_of="2021-08-31", root=root)
    assert ze.show(plan.cite(GDP_2020), "statements")["value"].tolist() == ["67 (printed 76)"]
    facts = findings.from_plan(plan, ze.reconstruct(plan))
    assert facts.number(GDP_2020) == 76  # a contradiction of what is printed is one
    assert "[printed 76, read as 67: digits exchanged" in facts.quoted(GDP_2020)
