"""One number told twice: what is one truth, what is two, and which counts."""

from tests.bad.changes import spoil
from tests.cases import cases
from tests.made_up import Checkout
from zoneecon.data.checks.waivers import reason


@cases
def test_a_number_told_twice_is_one_truth_or_two(tmp_path, refused, unsaid, changes):
    raw = spoil(Checkout(tmp_path), *changes).inspect()
    assert {problem.rule for problem in raw.problems} == set(refused)
    assert unsaid not in {notice.rule for notice in raw.notices if notice.verdict == "warned"}


@cases
def test_a_remark_begins_a_sentence_and_has_a_reason(note, heard):
    assert bool(reason(note, "checked")) == heard
