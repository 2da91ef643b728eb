"""The benchmark of plan targets reads what people type, names bad rows, and scores."""

import numpy as np
import pandas as pd
import pytest

from tests.cases import cases
from tests.conftest import ROOT, SHARED, benchmark
from zoneecon.targets import plan_pairs

HEAD = (
    "case_id,place,plan,indicator,concept,base_year,base_value,unit,target_year,target_value,"
    "outcome_value,outcome_year,confidence,note\n"
)
GOOD = "a,Zone A,p,output,level,2015,100,CNY 100m,2020,200,150,2020,high,\n"


@pytest.fixture(scope="module")
def scripts():
    names = {"file": "pairs_file", "page": "plan_page", "main": "plan_targets"}
    return {part: benchmark(name) for part, name in names.items()}


@pytest.fixture
def read(scripts, tmp_path):
    """Rows of a typed file, prepared, by case; and its problems."""

    def reader(*lines: str, head: str = HEAD):
        path = tmp_path / "typed.csv"
        path.write_text(head + "".join(line + "\n" for line in lines), encoding="utf-8")
        table, problems = scripts["file"].read_pairs(path)
        return plan_pairs.prepared(table).set_index("case"), problems

    return reader


@cases
def test_outcomes_are_read_as_people_type_them(read, typed, reading, met):
    rows, problems = read(f"a,Zone A,p,output,level,2015,100,t,2020,200,{typed},2020,high,")
    row = rows.loc["a"]
    assert problems == [] and row["reading"] == reading
    assert np.isnan(row["met"]) if met is None else row["met"] == met


@cases
def test_rows_that_say_nothing_are_no_faults(read, line, reason):
    rows, problems = read(line)
    assert problems == [] and rows.loc["a", "reason"] == reason


def test_rates_are_known_by_unit_and_strata_by_place_or_note(read):
    rows, _ = read(
        "a,Tieling (Liaoning),p,output,level,2015,100,t,2020,200,150,2020,high,",
        "b,Sichuan (province),p,GDP,average,2015,,% a year,2020,8,9,2020,high,",
        "c,Ruritania,p,GDP growth,real,2015,,% a year,2020,8,9,2020,high,",
        "d,Ruritania,p,output,level,2015,100,t,2020,200,150,2020,high,CITY. remark",
    )
    assert rows["stratum"].to_list() == ["zone", "nation", "nation", "zone"]
    assert rows["kind"].to_list() == ["level", "rate", "rate", "level"]


def test_every_bad_row_is_named_in_one_message_and_the_others_are_read(read):
    rows, problems = read(
        GOOD.strip(),
        "b,A,p,x,level,2015,fifty,t,2020,200,150,2020,high,",
        "c,A,p,x,level,2015,50,t,2020,30 or 40,150,2020,high,",
        "d,A,p,x,level,2020,50,t,2015,200,150,2015,high,",
        "e,A,p,x,level,2015,50,t,2020,200,150,2020,certain,",
        "f,A,p,x,level,2015,50,t,2020,,150,2020,high,",
        "g,A,p,x,level,2015,-5,t,2020,200,150,2020,high,",
        "h,A,p,x,level,2015,5,t,2020,2 million,150,2020,high,",
        "a,A,p,x,level,2015,50,t,2020,200,150,2020,high,",
        ",,,,,,,,,,,,,",
    )
    assert rows.index.to_list() == ["a"]
    assert [(problem.row, problem.column) for problem in problems] == [
        (3, "base_value"),
        (4, "target_value"),
        (5, "target_year"),
        (6, "confidence"),
        (7, "target_value"),
        (8, "base_value"),
        (9, "target_value"),
        (10, "case_id"),
    ]


def test_other_orders_of_columns_and_other_marks_are_read(read):
    head = "plan;place;target_value;concept;target_year;outcome_value;base_value;base_year\n"
    rows, problems = read("p;A;200;level;2020;150;100;2015", head=head)
    assert problems == [] and rows["asked"].iloc[0] == pytest.approx(np.log(2) / 5)


def test_a_file_without_the_columns_is_one_sentence(scripts, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"other\.csv: columns place, plan"):
        scripts["file"].read_pairs(path)


def test_nothing_to_score_is_one_sentence(scripts, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text(HEAD, encoding="utf-8")
    with pytest.raises(SystemExit, match="could be scored"):
        scripts["main"].study(path)


def test_the_same_target_under_another_name_is_not_judged_by_itself(scripts):
    reference, _ = scripts["main"].reference_pairs()
    twin = reference[reference["case"] == "cn_xian_edz_2020_output"]
    given = twin.assign(place="Xi'an", plan="opinion", case="x")[plan_pairs.NEEDED]
    both = scripts["main"].with_file(reference, given)
    assert not both["case"].eq("cn_xian_edz_2020_output").any() and both["case"].eq("x").any()


@pytest.mark.long
def test_the_committed_page_is_what_the_script_makes(scripts):
    found = scripts["main"].study(None)
    page = (ROOT / "benchmarks" / "plan_targets.md").read_text(encoding="utf-8")
    assert scripts["page"].page(found) == page
    table = found["scores"]
    assert table.at["outside", "brier_ratio"] < 1 and table.at["outside", "log_ratio"] < 1
    assert "not reached" not in page


def test_the_handed_file_is_scored_like_the_reference_data(scripts):
    path = SHARED / "facts" / "plan_targets.csv"
    if not path.is_file():
        pytest.skip("the handed pairs are not beside this checkout (../shared/facts)")
    reference, _ = scripts["main"].reference_pairs()
    given, problems = scripts["file"].read_pairs(path)
    assert problems == []
    ours = reference[reference["table"] == "plan_targets"].set_index("case")
    theirs = plan_pairs.prepared(given)
    theirs.index = theirs["case"].str.replace("-", "_")
    columns = ["stratum", "kind", "asked", "met", "scored", "weight"]
    pd.testing.assert_frame_equal(
        ours[columns].sort_index(), theirs[columns].sort_index(), check_names=False
    )
