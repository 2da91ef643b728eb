"""Bad rows of a toy zone: one message names file, row, column, value and what to do."""

import pytest

from tests.cases import cases
from tests.conftest import TOY_DOCUMENT, at
from tests.made_up import Checkout
from zoneecon.cli import main
from zoneecon.data import folders
from zoneecon.data.checks import statements as statement_checks
from zoneecon.errors import BadInput

PLAN = "raw/toytown/statements/plan.csv"
SOURCES = "raw/toytown/sources.csv"


@pytest.fixture
def spoilable(tmp_path):
    """A sound zone with a target that has a quote."""
    return Checkout(tmp_path)


@cases
def test_a_bad_cell_is_named_and_nothing_is_written(toy, table, row, column, value, words):
    toy.set(table, row, column, value)
    before = toy.files()
    found = problems(toy)
    problem = next(p for p in found if words in str(p))
    assert (problem.file, problem.row, problem.column) == (f"data/{table}", row, column)
    assert problem.value == value
    assert toy.files() == before


def problems(toy) -> list:
    with pytest.raises(BadInput) as caught:
        toy.load()
    return caught.value.problems


def test_all_bad_rows_come_in_one_message(toy):
    toy.set(PLAN, 2, "value", "x").set(PLAN, 4, "unit", "billion").set(PLAN, 6, "period", "?")
    with pytest.raises(BadInput, match=r"^3 problems in the raw data; nothing was written\."):
        toy.load()
    assert {p.row for p in problems(toy)} == {2, 4, 6}


def test_slips_and_impossible_numbers_come_in_one_message(toy):
    toy.set(PLAN, 2, "unit", "billion")  # a slip of one cell
    row = "R002,later,,,zone,output,-5,亿元,,,2020,actual,high,,"
    toy.tables["raw/toytown/statements/later.csv"].append(row.split(","))
    assert {p.rule for p in problems(toy.save())} == {"code-unknown", "level-negative"}


def test_nothing_is_missed_while_rows_cannot_be_read(toy):
    toy.set(PLAN, 3, "value", "x")  # 2019: the gap it leaves is not said, its cell is
    assert [p.rule for p in problems(toy)] == ["number-placeholder"]


def test_a_cell_is_named_once(toy):
    toy.set(PLAN, 2, "unit", "亿元 ")
    assert [(p.row, p.column, p.rule) for p in problems(toy)] == [(2, "unit", "cell-space")]


@pytest.mark.parametrize("name", ["indicators.csv", "units.csv", SOURCES])
def test_a_missing_file_is_named(toy, name):
    (toy.root / "data" / name).unlink()
    with pytest.raises(BadInput, match=name.rpartition("/")[2]):
        toy.load()


def test_check_exits_2_with_one_message(toy, monkeypatch, capsys):
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    toy.set(PLAN, 2, "value", "1OO")
    assert main(["check", "toytown"]) == 2
    error = capsys.readouterr().err
    assert "data/raw/toytown/statements/plan.csv, row 2, column value: '1OO'" in error


@pytest.mark.parametrize("value", "500 500亿元 50MW 8.5% 突破1,100亿元以上 80-100 2;8 三".split())
def test_a_target_that_is_a_number_is_not_in_words(spoilable, value):
    spoilable.rows("units").append(["MW", "MW", "1"])
    spoilable.set("plan", "Q111", "unit", "words").set("plan", "Q111", "value", value).save()
    assert "unit-measures" in {problem.rule for problem in spoilable.inspect().problems}


@pytest.mark.parametrize("value", "千亿级 五百亿级产业 1+1+N 世界一流".split())
def test_a_target_in_words_needs_no_unit(spoilable, value):
    quote = f"到2025年产值达到{value}以上"
    for column, cell in {"unit": "words", "value": value, "quote": quote}.items():
        spoilable.set("plan", "Q111", column, cell)
    assert not spoilable.save().inspect().problems


# --- against the document -------------------------------------------------------------------


def _verify(toy, text: str) -> int:
    path = toy.root / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return folders.hold_document(toy.place, path).held


def test_quotes_of_a_document_are_verified(toy):
    assert _verify(toy, TOY_DOCUMENT) == 7


@cases
def test_a_document_that_says_otherwise_is_an_error(toy, old, new, words):
    from tests.conftest import TOY_DOCUMENT

    with pytest.raises(BadInput, match=words):
        _verify(toy, TOY_DOCUMENT.replace(old, new))


def test_every_statement_of_the_plan_is_verified(document, root):
    count = folders.hold_document(at(root, "anshan-edz"), document).held
    assert count == len(folders.load_folder(at(root, "anshan-edz"), "2021-08-31").statements)


def transcribed(root):
    """Statements that name a line of the document; what is added later may have none."""
    statements, *_ = folders._sound_raw(at(root, "anshan-edz"))
    return statements[statements["line"] != ""]


def test_one_altered_digit_of_any_value_fails(document, root):
    statements = transcribed(root)
    text = document.read_text(encoding="utf-8")
    unnoticed = []
    for place in statements.index[statements["unit"] != "words"]:
        row = statements.loc[[place]].copy()
        value = row["value"].iloc[0]
        for position, digit in enumerate(value):
            for other in "0123456789".replace(digit, "") if digit.isdecimal() else "":
                row["value"] = value[:position] + other + value[position + 1 :]
                if not statement_checks.verify_quotes(row, text):
                    unnoticed.append((row["id"].iloc[0], row["value"].iloc[0]))
    assert unnoticed == []


def test_a_unit_typed_for_another_fails(document, root):
    statements = transcribed(root)
    money = statements[statements["unit"] == "亿元"].assign(unit="万元")
    problems = statement_checks.verify_quotes(money, document.read_text(encoding="utf-8"))
    assert {p.row for p in problems if p.column == "unit"} == set(money["at_row"])
