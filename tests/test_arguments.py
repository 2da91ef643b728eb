"""Natural types: what a day, a year and a number may be, and what they may not."""

import datetime

import numpy as np
import pandas as pd
import pytest

from zoneecon.arguments import as_day, as_year, one_of, whole_number
from zoneecon.errors import BadInput

DAY = datetime.date(2021, 8, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "2021-08-31",
        DAY,
        datetime.datetime(2021, 8, 31, 23, 59),
        datetime.datetime(2021, 8, 31, tzinfo=datetime.UTC),
        pd.Timestamp("2021-08-31 12:00"),
        np.datetime64("2021-08-31"),
        pd.Period("2021-08", "M"),
    ],
)
def test_a_day_is_a_text_or_any_object_that_is_a_date(typed):
    assert as_day(typed) == DAY
    assert as_year(typed) == 2021


@pytest.mark.parametrize("typed", [2021, "2021", np.int64(2021), pd.Period("2021", "Y")])
def test_a_year_is_its_last_day(typed):
    assert as_day(typed) == datetime.date(2021, 12, 31)
    assert as_year(typed) == 2021


NO_DATES = ["", 0, None, False, True, 20210831, 2021.5, float("nan"), [], DAY.today]
NO_DATES += [pd.NaT, np.datetime64("NaT"), "tomorrow", "2021-8-31", "2021-02-30", "31.8.2021"]


@pytest.mark.parametrize("typed", NO_DATES)
def test_what_is_no_date_is_refused_in_one_sentence(typed):
    for convert in (as_day, as_year):
        with pytest.raises(BadInput, match=r"such as 202[15]") as caught:
            convert(typed)
        assert "\n" not in str(caught.value)


def test_a_whole_number_is_no_text_no_truth_and_not_too_small():
    assert [whole_number(n, "draws") for n in (0, 7, np.int64(7), 2e4)] == [0, 7, 7, 20000]
    for typed in ("many", "7", True, None, 1.5, -1):
        with pytest.raises(BadInput, match=r"draws = .* must be a whole number, at least 0\."):
            whole_number(typed, "draws")
    with pytest.raises(BadInput, match="at least 1"):
        whole_number(0, "draws", 1)


def test_an_unknown_name_is_answered_with_the_nearest_and_all_known():
    with pytest.raises(BadInput) as caught:
        one_of("basline", ["baseline", "plan_met"], "scenario")
    assert str(caught.value) == (
        "scenario = 'basline' is unknown; did you mean 'baseline'? Known: baseline, plan_met."
    )
    with pytest.raises(BadInput, match=r"= 3 is unknown; known: gdp\."):
        one_of(3, ["gdp"], "indicator")
