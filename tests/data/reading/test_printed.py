"""Printed numbers, units and periods: what is read and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from zoneecon.data.reading import printed


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_survives_printing_and_parsing(number):
    read = printed.parse_number(f"{number:.2f}")
    assert read.number == float(number)
    assert read.half_unit == 0.005


@cases
def test_an_unreadable_number_says_what_to_type(text, fix):
    with pytest.raises(ValueError, match=fix):
        printed.parse_number(text)


@pytest.mark.parametrize(
    "text", "16|2016-2020|2020/2016|2021Q5|2016/|目前|Jan 2020|2016/2018/2020|0001".split("|")
)
def test_a_period_that_does_not_parse_is_refused(text):
    with pytest.raises(ValueError, match=r"period|before it begins|1900"):
        printed.parse_period(text)


@pytest.mark.parametrize("text", ["undated", "recurring", "none"])
def test_a_period_without_a_year_has_none(text):
    assert printed.parse_period(text) == (None, None, None)


def test_only_a_whole_year_is_a_year():
    assert printed.parse_period("2021-08").year is None
    assert printed.parse_period("2021Q1/2021Q3") == (2021, 2021, None)
    assert printed.parse_period("2020").year == 2020


def test_a_list_must_be_shown_in_its_order():
    assert printed.shown_last("16;20;50", "16MW、20MW、50M")
    assert not printed.shown_last("16;50;50", "16MW、20MW、50M")
    assert printed.shown_last("10-40", "形成10-40MW")
    assert not printed.shown_last("10-10", "形成10-40MW")
