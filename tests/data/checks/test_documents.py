"""A document beside last year's: copies, exchanges, gaps, and what is none of these."""

from tests.bad.changes import added, cells, spoil
from tests.data.checks.test_series import warned
from tests.made_up import BULLETIN, NEXT, SOURCES, ZONE, Checkout, as_csv
from zoneecon.data import add as adding


def test_a_gap_is_explained_by_a_remark_a_part_of_the_year_or_its_name_in_a_note(tmp_path):
    gap = ["drop", BULLETIN, *(f"B{number}" for number in range(104, 135, 5))]
    assert "year-missing" in warned(tmp_path / "plain", gap)
    one = ["drop", BULLETIN, "B104"]
    for n, explained in enumerate(
        (
            cells(NEXT, "C100", note="gap: 2020 was not told"),
            cells(NEXT, "C100", note="The figure of 2020 could not be confirmed."),
            added(NEXT, "C100", period="2020-01/2020-09", value="450.3"),
        )
    ):
        said = warned(tmp_path / str(n), one, explained)
        assert "year-missing" not in said, said


def test_a_dropped_series_is_not_missed(tmp_path):
    lacking = [cells(SOURCES, "bulletin-2021", issuer="unstated"), ["drop", NEXT, "C106"]]
    assert list(warned(tmp_path / "a", *lacking)) == ["series-missing"]
    dropped = cells(BULLETIN, "B134", note="dropped: no longer told since 2021")
    assert warned(tmp_path / "b", *lacking, dropped) == {}


def test_a_series_whose_newest_row_is_marked_has_not_vanished(tmp_path):
    marked = cells(NEXT, "C106", value="1350.6", note="checked: a new furnace")
    assert warned(tmp_path, marked) == {}


def test_a_row_marked_is_reported_with_what_it_quiets(tmp_path):
    it = Checkout(tmp_path)
    spoil(it, cells(NEXT, "C106", value="1350.6", note="checked: a new furnace"))
    said = [str(n) for n in it.inspect().notices if n.rule == "waiver-heard"]
    assert len(said) == 1
    assert "'checked: a new furnace' is a waiver of: level-moves" in said[0]


def test_a_quarter_beside_its_year_is_in_place(tmp_path):
    quarter = added(NEXT, "C102", period="2021Q1", value="24.1", quote="一季度投资24.1亿元")
    assert "part-of-year-unlike" not in warned(tmp_path, quarter)


def test_adding_a_bulletin_says_which_series_it_lacks(tmp_path):
    """The last row of the series stands in another file than the one that is added."""
    it = Checkout(tmp_path)
    rows = [row for row in it.tables.pop(NEXT) if row[5] != "steel"]
    it.path(NEXT).unlink()
    del it.tables[SOURCES][3]
    it.save()
    file = tmp_path / "bulletin-2021.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    prepared = adding.prepare(file, ZONE, "2022-03-31", "Bulletin", root=tmp_path)
    told = [line for line in adding.sentences(prepared) if "was a row left out?" in line]
    assert len(told) == 1
    assert "'steel'" in told[0]
