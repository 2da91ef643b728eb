"""Bad rows of a toy zone: one message names file, row, column, value and what to do."""

import pytest

from zoneecon.cli import main
from zoneecon.data import folders
from zoneecon.data.checks import statements as statement_checks
from zoneecon.errors import BadInput

PLAN = "raw/toytown/statements/plan.csv"
SOURCES = "raw/toytown/sources.csv"

# table, row, column, value, words of the message
BAD_CELLS = [
    (PLAN, 2, "indicator", "gpd", "is unknown; known: gdp, gdp_growth, output"),
    (PLAN, 2, "indicator", "gdp ", "begins or ends with a space; type gdp"),
    (PLAN, 2, "unit", "亿", "is unknown; known"),
    (PLAN, 2, "unit", "%", "measures fraction, but gdp is in CNY 100m"),
    (PLAN, 2, "value", "1OO", "is not a number"),
    (PLAN, 2, "value", "１OO", "is not a number"),
    (PLAN, 2, "value", "1,00", "commas that do not group thousands"),
    (PLAN, 2, "value", "", "is not a number"),
    (PLAN, 3, "id", "Q001", "is used twice"),
    (PLAN, 2, "id", "", "the id is missing"),
    (PLAN, 2, "source", "plna", "is unknown"),
    (PLAN, 2, "period", "last year", "is not a period; type 2016"),
    (PLAN, 2, "qualifier", "大约", "has an unknown qualifier; known"),
    (PLAN, 2, "role", "fact", "is unknown; known: actual"),
    (PLAN, 2, "confidence", "sure", "is unknown; known: high"),
    (PLAN, 2, "line", "two", "is not a line number"),
    (PLAN, 2, "quote", "", "the quote is missing"),
    (SOURCES, 2, "published", "", "the date is missing; type the day of publication"),
    (SOURCES, 2, "published", "Aug 2021", "is not a date"),
    (SOURCES, 3, "source", "plan", "is listed twice"),
    ("indicators.csv", 2, "code", "GDP", "is not a code"),
    ("indicators.csv", 3, "parent", "gpd", "is unknown"),
    ("units.csv", 2, "factor", "0", "is not a positive number"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "words"), BAD_CELLS)
def test_a_bad_cell_is_named_and_nothing_is_written(toy, table, row, column, value, words):
    toy.set(table, row, column, value)
    before = toy.files()
    with pytest.raises(BadInput) as caught:
        toy.load()
    problem = next(p for p in caught.value.problems if words in str(p))
    assert (problem.file, problem.row, problem.column) == (f"data/{table}", row, column)
    assert problem.value == value
    assert toy.files() == before


def test_all_bad_rows_come_in_one_message(toy):
    toy.set(PLAN, 2, "value", "x").set(PLAN, 4, "unit", "billion").set(PLAN, 6, "period", "?")
    with pytest.raises(BadInput) as caught:
        toy.load()
    assert {p.row for p in caught.value.problems} == {2, 4, 6}
    assert str(caught.value).startswith("3 problems in the raw data; nothing was written.")


def test_slips_and_impossible_numbers_come_in_one_message(toy):
    toy.set(PLAN, 2, "unit", "billion")  # a slip of one cell
    toy.tables["raw/toytown/statements/later.csv"].append(
        [
            "R002",
            "later",
            "",
            "",
            "zone",
            "output",
            "-5",
            "亿元",
            "",
            "",
            "2020",
            "actual",
            "high",
            "",
            "",
        ]
    )
    with pytest.raises(BadInput) as caught:
        toy.save().load()
    assert {p.rule for p in caught.value.problems} == {"code-unknown", "level-negative"}


def test_nothing_is_missed_while_rows_cannot_be_read(toy):
    toy.set(PLAN, 3, "value", "x")  # 2019: the gap it leaves is not said, its cell is
    with pytest.raises(BadInput) as caught:
        toy.load()
    assert [p.rule for p in caught.value.problems] == ["number-placeholder"]


def test_a_cell_is_named_once(toy):
    toy.set(PLAN, 2, "unit", "亿元 ")
    with pytest.raises(BadInput) as caught:
        toy.load()
    assert [(p.row, p.column, p.rule) for p in caught.value.problems] == [(2, "unit", "cell-space")]


def test_a_duplicate_statement_under_another_id_is_refused(toy):
    toy.tables[PLAN].append(["Q099", *toy.tables[PLAN][1][1:]])
    with pytest.raises(BadInput, match="states the same number as an earlier row"):
        toy.save().load()


def test_a_missing_column_is_named(toy):
    for row in toy.tables[PLAN]:
        del row[7]
    with pytest.raises(BadInput, match=r"column unit: the column is missing"):
        toy.save().load()


def test_an_unexpected_column_is_named(toy):
    toy.tables[PLAN][0].append("extra")
    with pytest.raises(BadInput, match="is not a column of this table"):
        toy.save().load()


def test_a_ragged_row_is_named(toy):
    toy.tables[PLAN][3].append("one cell too many")
    with pytest.raises(BadInput, match="row 4: has 16 cells where the header has 15"):
        toy.save().load()


@pytest.mark.parametrize("name", ["indicators.csv", "units.csv", SOURCES])
def test_a_missing_file_is_named(toy, name):
    (toy.root / "data" / name).unlink()
    with pytest.raises(BadInput, match=name.rpartition("/")[2]):
        toy.load()


def test_a_file_of_broken_utf8_is_named(toy):
    path = toy.root / "data" / PLAN
    path.write_bytes(path.read_bytes().replace("产".encode(), b"\xe4\xba", 1))
    with pytest.raises(BadInput, match="is not UTF-8"):
        toy.load()


def test_check_exits_2_with_one_message(toy, monkeypatch, capsys):
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    toy.set(PLAN, 2, "value", "1OO")
    assert main(["check", "toytown"]) == 2
    error = capsys.readouterr().err
    assert "data/raw/toytown/statements/plan.csv, row 2, column value: '1OO'" in error


# --- against the document -------------------------------------------------------------------


def _verify(toy, text: str) -> int:
    path = toy.root / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return folders.verify_document("toytown", path, toy.root)


def test_quotes_of_a_document_are_verified(toy):
    from tests.conftest import TOY_DOCUMENT

    assert _verify(toy, TOY_DOCUMENT) == 7


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("121亿元", "112亿元", "it is nowhere in the document"),
        ("甲乙开发区规划\n", "", "does not occur at line"),
        ("到2025年", "到2026年", "is printed nowhere up to line"),
        ("以上", "", "is not printed at line"),
    ],
)
def test_a_document_that_says_otherwise_is_an_error(toy, old, new, words):
    from tests.conftest import TOY_DOCUMENT

    with pytest.raises(BadInput, match=words):
        _verify(toy, TOY_DOCUMENT.replace(old, new))


def test_every_statement_of_the_plan_is_verified(document, root):
    count = folders.verify_document("anshan-edz", document, root)
    assert count == len(folders.load_folder("anshan-edz", "2021-08-31", root).statements)


def transcribed(root):
    """Statements that name a line of the document; what is added later may have none."""
    statements, *_ = folders._raw("anshan-edz", root)
    return statements[statements["line"] != ""]


def test_one_altered_digit_of_any_value_fails(document, root):
    statements = transcribed(root)
    text = document.read_text(encoding="utf-8")
    unnoticed = []
    for place in statements.index[statements["unit"] != "words"]:
        row = statements.loc[[place]].copy()
        value = row["value"].iloc[0]
        for at, digit in enumerate(value):
            for other in "0123456789".replace(digit, "") if digit.isdecimal() else "":
                row["value"] = value[:at] + other + value[at + 1 :]
                if not statement_checks.verify_quotes(row, text):
                    unnoticed.append((row["id"].iloc[0], row["value"].iloc[0]))
    assert unnoticed == []


def test_a_unit_typed_for_another_fails(document, root):
    statements = transcribed(root)
    money = statements[statements["unit"] == "亿元"].assign(unit="万元")
    problems = statement_checks.verify_quotes(money, document.read_text(encoding="utf-8"))
    assert {p.row for p in problems if p.column == "unit"} == set(money["at_row"])
