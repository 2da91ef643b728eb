"""Tables as bureaus print them: every number with its indicator, place, year and unit, or left out.

All numbers are made up.
"""

import pytest

from zoneecon.data.reading import csv_text, mapping, meanings, wide
from zoneecon.data.reading.sheets import Sheet
from zoneecon.errors import BadInput

ZONE = "made-up"


def entries(
    text: str, names, title: str = "", given=meanings.EMPTY, merged=()
) -> list[mapping.Entry]:
    lines = list(csv_text.csv_lines(text))
    sheet = Sheet("", False, lines, frozenset(), frozenset(), tuple(merged))
    return mapping.entries(wide.read(sheet, names), names, given, title, 2023, ZONE)


def read(text: str, names, title: str = "", given=meanings.EMPTY, merged=()) -> list[tuple]:
    """Subject, indicator, value, unit and period of what enters; the rule of what does not."""
    told = ("subject", "indicator", "value", "unit", "period")
    return [
        (one.out,) if one.out else tuple(one.row[name] for name in told)
        for one in entries(text, names, title, given, merged)
    ]


GDP = [("zone", "gdp", "84", "亿元", "2020"), ("zone", "gdp", "90", "亿元", "2021")]
GROWTH = [("zone", "gdp_growth", "3", "%", "2020"), ("zone", "gdp_growth", "5.1", "%", "2021")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主要指标\n单位：亿元\n指标,2020年,2021年\n地区生产总值,84,90\n", GDP),
        ("主要指标,,单位：亿元\n指标,2020年末,2021年末\nGDP,84,90\n", GDP),
        ("指标,2020,2021\n地区生产总值（亿元）,84,90\n", GDP),
        ("指标,计量单位,２０２０,２０２１\n一、地区生产总值①,亿元（当年价）,84,90\n", GDP),
        ("指标,2020年,2021年,单位\n地区生产总值,84,90,亿元\n", GDP),
        ("年份,地区生产总值（亿元）\n2020,84\n2021,90\n", GDP),
        ("年份,地区生产总值,\n,亿元,\n2020年,84,\n2021年,90,\n", GDP),
        ("地区生产总值\n单位：亿元\n地区,2020年,2021年\n全区,84,90\n", GDP),
        ("地区,年份,地区生产总值（亿元）\n全区,2020,84\n全区,2021,90\n", GDP),
        (
            "甲乙经济开发区GDP\n（亿元）\n,2020,2021\n地区生产总值（亿元）,84,90\n注：2021年为初步数\n",
            GDP,
        ),
        ("指标,2020,2021\n地区生产总值（亿元）,84,90\n增速(%),3,5.1\n", GDP + GROWTH),
        (
            "指标,单位,2020年,,2021年,\n,,绝对额,增长%,绝对额,增长%\n地区生产总值,亿元,84,3,90,5.1\n",
            [GDP[0], GROWTH[0], GDP[1], GROWTH[1]],
        ),
        (
            "2021年主要指标\n指标,单位,绝对额,比上年增长(%)\n地区生产总值,亿元,90,5.1\n",
            [GDP[1], GROWTH[1]],
        ),
        ("2021年主要指标\n指标,单位,本年,上年\n地区生产总值,亿元,90,84\n", [GDP[1], GDP[0]]),
        (
            "指标,单位,2020,2021\n规上工业企业,户,1985,2021\n",
            [
                ("zone", "industrial_enterprises", "1985", "户", "2020"),
                ("zone", "industrial_enterprises", "2021", "户", "2021"),
            ],
        ),
        (
            "指标,2020,2021,指标,2020,2021\n地区生产总值（亿元）,84,90,固定资产投资（亿元）,20,22\n",
            [
                *GDP,
                ("zone", "fixed_asset_investment", "20", "亿元", "2020"),
                ("zone", "fixed_asset_investment", "22", "亿元", "2021"),
            ],
        ),
        (
            "指标,2020年,2021年\n全国,,\n地区生产总值（亿元）,84,90\n",
            [("China", "gdp", "84", "亿元", "2020"), ("China", "gdp", "90", "亿元", "2021")],
        ),
        ("指标,2020年\n地区生产总值（亿元）,84\n续表\n指标,2021年\n地区生产总值（亿元）,90\n", GDP),
        ("序号,指标,单位,2020,2021\n1,地区生产总值,亿元,84,90\n", GDP),
        (
            "2021年1-9月主要指标\n指标,单位,本月止累计,上年同期,同比增长(%)\n地区生产总值,亿元,60,55,5\n",
            [
                ("zone", "gdp", "60", "亿元", "2021-01/2021-09"),
                ("zone", "gdp", "55", "亿元", "2020-01/2020-09"),
                ("zone", "gdp_growth", "5", "%", "2021-01/2021-09"),
            ],
        ),
        (
            "指标,单位,2020年,2025年目标,年均增长(%),属性\n地区生产总值,亿元,84,112,6,预期性\n",
            [
                GDP[0],
                ("zone", "gdp", "112", "亿元", "2025"),
                ("zone", "gdp_growth", "6", "%", "2021/2025"),
            ],
        ),
    ],
)
def test_a_layout_is_read_number_by_number(text, expected, names):
    assert read(text, names) == expected


@pytest.mark.parametrize(
    ("heads", "periods"),
    [
        ("1-9月,同比增长%", ["2022-01/2022-09"] * 2),
        ("上半年,增长（%）", ["2022-01/2022-06"] * 2),
        ("一季度,增长%", ["2022-01/2022-03"] * 2),
        ("2022年,2021年,增长%", ["2022", "2021", "2022"]),
        ("2021年,增长%,1-9月,增长%", ["2021", "2021", *["2022-01/2022-09"] * 2]),
        ("1-9月,上年同期,增长%", ["2022-01/2022-09", "2021-01/2021-09", "2022-01/2022-09"]),
        ("1-9月,2022年增长%", ["2022-01/2022-09", "2022"]),
        ("全年,增长%", ["2022", "2022"]),
    ],
)
def test_a_change_is_of_when_its_level_is(heads, periods, names):
    text = f"指标,单位,{heads}\n地区生产总值,亿元,{','.join(['5.1'] * len(periods))}\n"
    found = read(text, names, "2022年主要经济指标")
    assert [row[-1] for row in found] == periods


def test_merged_cells_speak_for_all_that_they_cover(names):
    text = (
        "表题,,,\n指标,2020年,,2021年,\n,绝对额(亿元),增长%,绝对额(亿元),增长%\nGDP,84,3,90,5.1\n"
    )
    merged = [(1, 0, 1, 4), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4)]
    expected = [GDP[0], GROWTH[0], GDP[1], GROWTH[1]]
    text = text.replace("表题,,,", "表题,,,,")
    assert read(text, names, merged=merged) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("指标,2021年\n规上企业利润,89\n", "label"),
        ("指标,单位,2021年,占全国比重\n地区生产总值,亿元,90,3\n", "label"),
        ("指标,2021年\n地区生产总值,90\n", "unit"),
        ("指标,单位,数据一,绝对额\n地区生产总值,亿元,,90\n", "period"),
        ("指标,单位,2021年\n地区生产总值（可比价）,亿元,90\n", "prices"),
        ("指标,2021年名义增长%\n地区生产总值,6.8\n", "prices"),
        ("指标,单位,2021年,名义增长%\n地区生产总值,亿元,90,6.8\n", "prices"),
        ("指标,单位,2021年,2022年\n地区生产总值,亿元,▲3,90\n", "number"),
        ("丙丁市2021年指标\n指标,单位,2021年\n地区生产总值,亿元,90\n", "subject"),
    ],
)
def test_what_nothing_says_for_sure_stays_out_with_its_reason(text, rule, names):
    assert rule in {one.out for one in entries(text, names)}


def test_a_title_of_another_place_is_answered_by_a_subject(names):
    text = "丙丁市2021年指标\n指标,单位,2021年\n地区生产总值,亿元,90\n"
    [entry] = entries(text, names, given=meanings.EMPTY._replace(subject="zone"))
    assert (entry.out, entry.row["subject"]) == ("", "zone")


def test_places_around_the_zone_go_to_the_context(names):
    text = "各地区生产总值\n单位：亿元\n地区,2021年\n全国,1000\n全省,100\n丁市,50\n全区,9\n"
    told = {one.row["subject"]: one.folder for one in entries(text, names)}
    assert told == {"China": "context", "Liaoning": "context", "丁市": "context", "zone": ZONE}


def test_a_year_to_come_is_aimed_at_and_the_year_of_the_document_is_asked_last(names):
    text = "指标,单位,2025年,实绩\n地区生产总值,亿元,112,90\n"
    first, second = entries(text, names, title="2022年统计公报")
    assert (first.row["role"], second.row["role"]) == ("target", "actual")
    assert second.row["period"] == "2022"


def test_a_mark_for_none_is_no_number_and_a_bound_is_a_qualifier(names):
    text = "指标,单位,2020,2021\n地区生产总值,亿元,…,突破90\n"
    [entry] = entries(text, names)
    assert (entry.row["value"], entry.row["qualifier"]) == ("90", "突破")


@pytest.mark.parametrize(
    "text", ["指标,单位,2021年\nGDP增速,百分点,5.1\n", "指标,2021年\nGDP增速（百分点）,5.1\n"]
)
def test_points_stay_points_for_the_rules_to_see(text, names):
    assert read(text, names) == [("zone", "gdp_growth", "5.1", "百分点", "2021")]


def test_a_mapping_speaks_before_the_vocabulary_and_leaves_out_what_it_says(names):
    text = "指标,单位,2021年\n生产性收入,亿元,90\n地区生产总值,亿元,80\n"
    given = meanings.EMPTY._replace(indicators={"生产性收入": "sales_revenue", "地区生产总值": "-"})
    assert read(text, names, given=given) == [
        ("zone", "sales_revenue", "90", "亿元", "2021"),
        ("chosen",),
    ]


def test_what_is_kept_of_a_mapping_is_read_again_alike(names):
    text = '指标,单位,2021年\n地区生产总值,亿元,80\n"怪""名\\",亿元,3\n'
    draft = mapping.drafted(entries(text, names), meanings.EMPTY._replace(unit="亿元"))
    kept = meanings.from_toml(meanings.as_toml(draft, "head\nof two lines"), "kept.toml")
    assert kept == draft
    assert meanings.fresh(draft, kept) == []
    assert kept.indicators == {"地区生产总值": "gdp", '怪"名\\': "-"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[table", "TOML"),
        ("[labels]\na = 'b'", "labels"),
        ("[indicators]\na = 3", "'a' must stand for"),
        ("[table]\nyear = ''", "year"),
    ],
)
def test_a_mapping_that_is_none_is_refused_by_key(text, said):
    with pytest.raises(BadInput, match=said):
        meanings.from_toml(text, "kept.toml")


@pytest.mark.parametrize("text", ["", "说明\n一段文字\n", "1,2\n3,4\n", "甲,乙\n丙,丁\n"])
def test_a_sheet_without_labelled_numbers_holds_no_table(text, names):
    assert entries(text, names) == []
