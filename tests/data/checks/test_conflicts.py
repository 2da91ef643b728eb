"""One number told twice: what is one truth, what is two, and which counts."""

import pytest

from tests.bad.changes import added, cells, spoil
from tests.data.checks.test_series import warned
from tests.made_up import NEXT, Checkout
from zoneecon.data.checks.waivers import reason


def refused(root, *changes: list) -> set[str]:
    return {problem.rule for problem in spoil(Checkout(root), *changes).inspect().problems}


def test_two_values_are_told_apart_by_notes_that_differ(tmp_path):
    second = added(NEXT, "C100", value="611.3", note="at prices of 2020")
    assert refused(tmp_path / "a", second) == set()
    alike = [
        cells(NEXT, "C100", note="status: preliminary."),
        added(NEXT, "C100", value="611.3", note="status: revised."),
    ]
    assert refused(tmp_path / "b", *alike) == {"two-values"}


def test_a_rounded_repetition_of_a_base_is_one_truth(tmp_path):
    base = {"subject": "zone", "indicator": "gdp", "period": "2020", "role": "baseline"}
    said = warned(tmp_path, added(NEXT, "C100", value="140", **base))
    assert "baseline-unlike" not in said


def test_a_later_finer_figure_may_replace_a_rough_one(tmp_path):
    said = warned(tmp_path, added(NEXT, "C100", period="2020", value="598.70"))
    assert "history-coarser" not in said


@pytest.mark.parametrize(
    ("note", "heard"),
    [
        ("checked: the bureau confirms it", True),
        ("status: revised. checked: the bureau confirms it", True),
        ("初步核算。已核对：见公报第三页", True),
        ("to be checked: ask the bureau", False),
        ("not checked: too large?", False),
        ("unchecked: too large", False),
        ("未已核对：见公报", False),
        ("checked:", False),
        ("checked: ?!", False),
    ],
)
def test_a_remark_begins_a_sentence_and_has_a_reason(note, heard):
    assert bool(reason(note, "checked")) == heard
