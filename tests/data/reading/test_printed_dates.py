"""When is it, by its words: years, parts of years, plans, titles."""

from tests.cases import cases
from zoneecon.data.reading.printed_dates import Span, other_years, spoken, years_of


@cases
def test_words_name_a_year_and_a_part_of_it(words, year, months):
    assert spoken(words) == Span(year, tuple(months) or None)


@cases
def test_words_allow_some_years(words, years):
    assert years_of(words) == (tuple(years) or None)


def test_a_title_names_the_year_of_its_rows_or_of_its_issue():
    assert other_years("2022年统计公报", ["2023"]) == "2023"
    assert other_years("2016-2020年主要指标", ["2017", "2020"]) == ""
    assert other_years("统计年鉴2022", ["2021"]) == ""
    assert other_years("2022年3月31日", ["2021"]) == ""
    assert other_years("主要指标", ["2021"]) == ""
    assert other_years("2022年统计公报", ["undated"]) == ""
    assert other_years("2020年1-9月主要指标", ["2021"]) == "2021"
