"""Numbers that move otherwise than their series, and those that move as they always did."""

from tests.bad.changes import spoil
from tests.cases import cases
from tests.made_up import Checkout


def warned(root, *changes: list) -> dict[str, str]:
    """Rule -> the first line that it says, of the warnings of a made-up checkout."""
    raw = spoil(Checkout(root), *changes).inspect()
    assert [str(problem) for problem in raw.problems] == []
    told = [notice for notice in raw.notices if notice.verdict == "warned"]
    return {notice.rule: str(notice) for notice in reversed(told)}


@cases
def test_what_moves_as_its_series_does_is_in_place(tmp_path, rule, changes):
    assert rule not in warned(tmp_path, *changes)


@cases
def test_what_moves_otherwise_is_named_once(tmp_path, rule, text, changes):
    raw = spoil(Checkout(tmp_path), *changes).inspect()
    [said] = [str(notice) for notice in raw.notices if notice.rule == rule]
    assert text in said
