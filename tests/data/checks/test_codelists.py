"""Days that have not come, and what an accepted row meant."""

import datetime

import pytest

from tests.bad.changes import cells, spoil
from tests.made_up import NEXT, SOURCES, Checkout
from zoneecon.data import folders

TODAY = datetime.date.today()


def refusals(it: Checkout) -> set[str]:
    return {problem.rule for problem in it.inspect().problems}


@pytest.mark.parametrize(("days", "refused"), [(1, set()), (30, {"date-ahead"})])
def test_a_document_of_a_day_to_come_is_refused_clocks_apart(tmp_path, days, refused):
    it = Checkout(tmp_path)
    day = (TODAY + datetime.timedelta(days)).isoformat()
    spoil(it, cells(SOURCES, "bulletin-2021", published=day))
    assert refusals(it) == refused


def test_a_page_retrieved_proves_that_its_day_has_come(tmp_path):
    """So that what was loaded once loads on a machine whose clock is behind."""
    it = Checkout(tmp_path)
    day = (TODAY + datetime.timedelta(60)).isoformat()
    spoil(it, cells(SOURCES, "bulletin-2021", published=day, published_basis="retrieved"))
    spoil(it, cells(SOURCES, "bulletin-2020", published=day))
    assert "date-ahead" not in refusals(it)


def test_what_was_accepted_loads_where_the_clock_was_set_back(tmp_path, monkeypatch):
    it = Checkout(tmp_path)
    folders.accept(it.place)

    class Clock(datetime.date):
        @classmethod
        def today(cls):
            return cls(1970, 1, 1)

    monkeypatch.setattr(datetime, "date", Clock)
    assert refusals(it) == set()
    spoil(it, cells(SOURCES, "bulletin-2021", published=f"{TODAY.year + 60}-01-01"))
    assert "date-range" in refusals(it)


@pytest.mark.parametrize(
    ("table", "key", "cell", "said"),
    [
        ("indicators.csv", "gdp", {"price_basis": "constant"}, "price_basis current"),
        ("indicators.csv", "firms", {"concept": "capacity"}, "concept count"),
        (SOURCES, "bulletin-2021", {"published": "2022-04-30"}, "published 2022-03-31"),
        (NEXT, "C100", {"value": "641.2"}, "value 640.2, number 640.2"),
    ],
)
def test_what_an_accepted_row_meant_may_not_change_in_silence(tmp_path, table, key, cell, said):
    it = Checkout(tmp_path)
    folders.accept(it.place)
    assert refusals(it) == set()
    spoil(it, cells(table, key, **cell))
    [first, *_] = it.inspect().problems
    assert first.rule == "record-changed"
    assert f"was accepted with {said} and now has" in first.message
    folders.accept(it.place)
    assert refusals(it) == set()


def test_prose_may_be_corrected_freely(tmp_path):
    it = Checkout(tmp_path)
    folders.accept(it.place)
    spoil(it, cells(NEXT, "C100", note="first estimate", section="2"))
    assert refusals(it) == set()
