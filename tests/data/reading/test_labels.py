"""What a label says, taken apart; what nobody understands is never half understood."""

import pandas as pd
import pytest

from zoneecon.data.reading import labels, vocabulary

GDP, PERCENT = {"indicator": "gdp"}, {"units": ("%",)}


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("2021", {"years": (2021, 2021)}),
        ("２０２１年", {"years": (2021, 2021)}),
        ("2021年末", {"years": (2021, 2021), "months": (1, 12)}),
        ("2021年度", {"years": (2021, 2021)}),
        ("2021年1-9月", {"years": (2021, 2021), "months": (1, 9)}),
        ("1—12月累计", {"months": (1, 12)}),
        ("2021年上半年", {"years": (2021, 2021), "months": (1, 6)}),
        ("2021.9", {"years": (2021, 2021), "months": (9, 9)}),
        ("2021Q1", {"years": (2021, 2021), "months": (1, 3)}),
        ("前三季度", {"months": (1, 9)}),
        ("2016-2020年", {"years": (2016, 2020)}),
        ("“十三五”年均增长(%)", {"years": (2016, 2020), "measure": "average", **PERCENT}),
        ("2025年目标", {"years": (2025, 2025), "role": "target"}),
        ("地区生产总值（亿元）", {**GDP, "units": ("亿元",)}),
        ("地区生产总值(GDP)", GDP),
        ("一、地区生产总值①", GDP),
        ("地区 生产总值:亿元", {**GDP, "units": ("亿元",)}),
        ("地区生产总值（当年价）", {**GDP, "prices": "current"}),
        ("地区生产总值 Gross Regional Product", GDP),
        ("其中：第二产业", {"indicator": "secondary_value_added"}),
        ("2021年全市GDP", {**GDP, "years": (2021, 2021), "subject": "Toytown city"}),
        ("GDP增速", {"indicator": "gdp_growth"}),
        (
            "固定资产投资增幅(%)",
            {"indicator": "fixed_asset_investment", "measure": "growth", **PERCENT},
        ),
        ("比上年增长(%)", {"measure": "growth", **PERCENT}),
        ("增长%", {"measure": "growth", **PERCENT}),
        ("上年同期", {"measure": "earlier"}),
        ("绝对额", {"measure": "level"}),
        ("亿元（当年价）", {"units": ("亿元",), "prices": "current"}),
        ("单位：亿元、%", {"units": ("亿元", "%")}),
        ("全国", {"subject": "China"}),
        ("全省", {"subject": "Liaoning"}),
        ("辽宁省", {"subject": "Liaoning"}),
        ("全区", {"subject": "zone"}),
        ("甲乙经济开发区", {"subject": "zone"}),
    ],
)
def test_a_label_says_what_its_pieces_say(label, said, names):
    assert {key: cell for key, cell in labels.read(label, names)._asdict().items() if cell} == said


@pytest.mark.parametrize(
    "label", ["规上企业利润", "占全国比重", "人均地区生产总值", "地区生产总值构成", "十二"]
)
def test_a_name_that_holds_a_known_one_is_not_taken_for_it(label, names):
    said = labels.read(label, names)
    assert said.unknown and not said.indicator


def test_the_whole_of_a_zone_that_is_a_city_is_the_zone():
    lists = pd.DataFrame(columns=["code", "zh", "en", "unit", "concept", "price_basis", "parent"])
    units = pd.DataFrame(columns=["printed", "unit", "factor"])
    for name, word in (("甲乙市", "全市"), ("甲乙县", "全县"), ("甲乙经济开发区", "全区")):
        names = vocabulary.names(lists, units, [name], ["Other city"])
        assert labels.read(word, names).subject == "zone"
    assert labels.read("全市", names).subject == "Other city"


def test_all_of_two_provinces_is_none_of_them():
    lists = pd.DataFrame(columns=["code", "zh", "en", "unit", "concept", "price_basis", "parent"])
    units = pd.DataFrame(columns=["printed", "unit", "factor"])
    names = vocabulary.names(lists, units, ["甲乙区"], ["Liaoning", "Yunnan"])
    assert not labels.read("全省", names).subject
