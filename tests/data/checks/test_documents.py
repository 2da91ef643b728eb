"""A document beside last year's: copies, exchanges, gaps, and what is none of these."""

from tests.bad.changes import cells, spoil
from tests.cases import cases
from tests.data.checks.test_series import warned
from tests.made_up import NEXT, SOURCES, ZONE, Checkout, as_csv
from zoneecon.data import add as adding


@cases
def test_a_gap_or_a_series_that_ends_is_said_unless_it_is_explained(tmp_path, rules, rule, changes):
    said = warned(tmp_path, *changes)
    assert list(said) == rules if rules is not None else rule not in said


def test_a_row_marked_is_reported_with_what_it_quiets(tmp_path):
    it = Checkout(tmp_path)
    spoil(it, cells(NEXT, "C106", value="1350.6", note="checked: a new furnace"))
    [said] = [str(n) for n in it.inspect().notices if n.rule == "waiver-heard"]
    assert "'checked: a new furnace' is a waiver of: level-moves" in said


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
    [told] = [line for line in adding.sentences(prepared) if "was a row left out?" in line]
    assert "'steel'" in told
