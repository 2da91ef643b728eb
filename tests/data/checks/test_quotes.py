"""What words say of a number: when it is, and what it is not."""

import pytest

from zoneecon.data.checks.wording import DECLINE, Meaning, falling
from zoneecon.data.reading.printed_dates import Said, disagrees, said
from zoneecon.data.reading.titles import other_years


@pytest.mark.parametrize(
    ("words", "year", "months"),
    [
        ("2021年上半年", 2021, (1, 6)),
        ("下半年", None, (7, 12)),
        ("2022年1—9月份", 2022, (1, 9)),
        ("1月至11月", None, (1, 11)),
        ("前三季度", None, (1, 9)),
        ("第二季度", None, (4, 6)),
        ("一季度", None, (1, 3)),
        ("前10个月", None, (1, 10)),
        ("2021年8月", 2021, (8, 8)),
        ("到2025年", 2025, None),
        ("2021年3月31日", 2021, None),  # a day is when something was said, not a part of a year
        ("比2020年增长", None, None),
        ("2020年以来", None, None),
        ("2021年工作会议指出，去年", None, None),
        ("2016—2020年", None, None),
        ("投入2000万元", None, None),
        ("目前", None, None),
        ("2022年12月末", 2022, None),  # a stock at the end of its year
        ("2021年8月召开的会议提出，到2025年", None, None),
        ("上半年增长5%，全年增长", None, None),
    ],
)
def test_words_name_a_year_and_a_part_of_it(words, year, months):
    assert said(words) == Said(year, months)


@pytest.mark.parametrize(
    "words", ["同比下降", "降", "同比跌", "降幅", "下降幅度为", "负增长", "下降了约"]
)
def test_a_fall_right_before_a_number_is_its_sign(words):
    assert DECLINE.search(words)
    assert falling(words)


@pytest.mark.parametrize(
    "words",
    ["增速回落至", "下降到", "减税同比增长", "负债同比增长", "降本后提高", "增长", "下降，增长"],
)
def test_a_fall_of_something_else_is_not(words):
    assert not falling(words)


def test_a_title_names_the_year_of_its_rows_or_of_its_issue():
    assert other_years("2022年统计公报", ["2023"]) == "2023"
    assert other_years("2016-2020年主要指标", ["2017", "2020"]) == ""
    assert other_years("统计年鉴2022", ["2021"]) == ""
    assert other_years("2022年3月31日", ["2021"]) == ""
    assert other_years("主要指标", ["2021"]) == ""
    assert other_years("2022年统计公报", ["undated"]) == ""


def test_a_month_of_a_meeting_is_not_the_month_of_the_number():
    year = ((2022, 1), (2022, 12))
    assert not disagrees("9月召开的会议提出，产值达到", year, sentence=True)
    assert disagrees("产值在会议上公布，9月产值达到", year, sentence=True)
    assert disagrees("1-9月，产值达到", year, sentence=True)


def test_a_rate_of_reduction_is_positive_when_something_falls():
    growth = Meaning("growth rate", "n/a", "fraction", "产值增速", "Growth", "", {})
    saving = Meaning("growth rate", "n/a", "fraction", "单位能耗降低率", "Reduction", "", {})
    assert growth.rises
    assert not saving.rises
