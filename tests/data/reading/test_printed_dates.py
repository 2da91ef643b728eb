"""When is it, by its words: years, parts of years, plans, titles."""

import pytest

from zoneecon.data.reading.printed_dates import Span, other_years, spoken, years_of


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
    assert spoken(words) == Span(year, months)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("“十四五”时期", (2021, 2025)),
        ("“十三五”期末", (2020, 2020)),
        ("十五五规划", (2026, 2030)),
        ("2016—2020年", (2016, 2020)),
        ("到2025年", (2025, 2025)),
        ("十五个项目", None),
        ("近年来", None),
    ],
)
def test_words_allow_some_years(words, years):
    assert years_of(words) == years


def test_a_title_names_the_year_of_its_rows_or_of_its_issue():
    assert other_years("2022年统计公报", ["2023"]) == "2023"
    assert other_years("2016-2020年主要指标", ["2017", "2020"]) == ""
    assert other_years("统计年鉴2022", ["2021"]) == ""
    assert other_years("2022年3月31日", ["2021"]) == ""
    assert other_years("主要指标", ["2021"]) == ""
    assert other_years("2022年统计公报", ["undated"]) == ""
    assert other_years("2020年1-9月主要指标", ["2021"]) == "2021"
