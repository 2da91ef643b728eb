"""One number told twice: what is one truth, what is two, and which counts."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.bad.changes import spoil
from tests.cases import cases
from tests.made_up import Checkout
from zoneecon.data.checks import conflicts
from zoneecon.data.checks.waivers import reason


@cases
def test_a_number_told_twice_is_one_truth_or_two(tmp_path, refused, unsaid, changes):
    raw = spoil(Checkout(tmp_path), *changes).inspect()
    assert {problem.rule for problem in raw.problems} == set(refused)
    assert unsaid not in {notice.rule for notice in raw.notices if notice.verdict == "warned"}


@cases
def test_a_remark_begins_a_sentence_and_has_a_reason(note, heard):
    assert bool(reason(note, "checked")) == heard


@pytest.mark.parametrize(("half", "said"), [("18", ["18"]), ("45", [])])
def test_a_year_to_date_does_not_shrink(half, said):
    days = {"2022Q1": ((2022, 1), (2022, 3)), "2022-01/2022-06": ((2022, 1), (2022, 6))}
    of = {"subject": "zone", "indicator": "gdp", "concept": "value added", "role": "actual"}
    of |= {"first": 2022, "last": 2022, "year": pd.NA, "quoted": False, "unit": "亿元"}
    of |= {"published": "", "in_file": "", "at_row": 2, "in_sheet": ""}
    rows = [
        SimpleNamespace(**of, period=period, days=days[period], value=value, number=float(value))
        for period, value in (("2022Q1", "21"), ("2022-01/2022-06", half))
    ]
    found = conflicts.parts_of_years_and_years(rows)
    assert [problem.value for problem in found] == said
