"""Numbers that move otherwise than their series, and those that move as they always did."""

from tests.bad.changes import added, cells, spoil
from tests.made_up import BULLETIN, NEXT, Checkout


def warned(root, *changes: list) -> dict[str, str]:
    """Rule -> the first line that it says, of the warnings of a made-up checkout."""
    raw = spoil(Checkout(root), *changes).inspect()
    assert [str(problem) for problem in raw.problems] == []
    told = [notice for notice in raw.notices if notice.verdict == "warned"]
    return {notice.rule: str(notice) for notice in reversed(told)}


def test_a_sound_checkout_gives_no_warning(tmp_path):
    assert warned(tmp_path) == {}


def test_a_steady_series_may_not_jump_by_a_third(tmp_path):
    said = warned(tmp_path, cells(NEXT, "C106", value="1350.6"))
    assert list(said) == ["level-moves"]
    assert "is 1.3 times 2020: 1040.2 万吨" in said["level-moves"]


def test_a_series_that_always_jumps_may_jump_again(tmp_path):
    typed = {"B110": "80.2", "B111": "160.9", "B112": "75.3", "B113": "149.8", "B114": "70.1"}
    changes = (cells(BULLETIN, id_, value=value) for id_, value in typed.items())
    said = warned(tmp_path, *changes, cells(NEXT, "C102", value="143.6"))
    assert "level-moves" not in said  # though each is far from both of its neighbours


def test_the_way_back_from_an_odd_year_is_not_named_again(tmp_path):
    it = Checkout(tmp_path)
    spoil(it, cells(BULLETIN, "B132", value="1712.7"))
    rows = [n.row for n in it.inspect().notices if n.rule == "level-moves"]
    assert len(rows) == 1


def test_a_rate_of_two_digits_in_a_series_of_such_is_in_place(tmp_path):
    said = warned(tmp_path, cells(NEXT, "C103", value="12.1"))
    assert "rate-outside" not in said


def test_an_index_is_offered_as_the_rate_that_it_means(tmp_path):
    said = warned(tmp_path, cells(NEXT, "C103", value="106.1"))
    assert "type 6.1 if it is one" in said["rate-index"]


def test_levels_that_fit_the_growth_of_the_year_before_are_a_year_off(tmp_path):
    """GDP follows its growth rates exactly, then is typed one year late."""
    growth = {2016: 2.0, 2017: 15.0, 2018: 3.0, 2019: 14.0, 2020: 1.0, 2021: 12.0}
    levels, level = {2015: "500.0"}, 500.0
    for year, rate in growth.items():
        level *= 1 + rate / 100
        levels[year] = f"{level:.1f}"
    rows = {2016: 0, 2017: 1, 2018: 2, 2019: 3, 2020: 4}
    changes = [cells(BULLETIN, f"B1{15 + n}", value=str(growth[y])) for y, n in rows.items()]
    changes += [cells(BULLETIN, f"B10{n}", value=levels[y - 1]) for y, n in rows.items()]
    changes += [cells(NEXT, "C100", value=levels[2020]), cells(NEXT, "C103", value="12.0")]
    assert "series-shifted" in warned(tmp_path, *changes)


def test_an_average_inside_its_years_is_in_place(tmp_path):
    average = added(NEXT, "C103", period="2016/2020", value="3.0")
    assert "average-outside" not in warned(tmp_path, average)
