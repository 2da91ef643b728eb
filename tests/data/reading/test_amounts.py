"""The number of a cell, with what people print around it; anything else is no number."""

import pytest

from zoneecon.data.reading import amounts
from zoneecon.data.reading.amounts import Amount

UNITS = {unit: unit for unit in ("亿元", "%", "户")}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("84.05", Amount("84.05")),
        ("1,349,083.5", Amount("1349083.5")),
        ("1 349 083.5", Amount("1349083.5")),
        ("８１．５", Amount("81.5")),
        (" 84.50\u3000", Amount("84.50")),
        ("约84.05亿元", Amount("84.05", "亿元", "约")),
        ("突破1,100", Amount("1100", "", "突破")),
        ("超过100亿元", Amount("100", "亿元", "超")),
        ("达到100", Amount("100")),
        ("100亿元以上", Amount("100", "亿元", "以上")),
        ("100余户", Amount("100", "户", "余")),
        ("≥100", Amount("100", "", "≥")),
        ("下降3.2%", Amount("-3.2", "%")),
        ("增长5.2", Amount("5.2")),
        ("－3.2", Amount("-3.2")),
        ("571.9①", Amount("571.9", mark="①")),
        ("571.9*", Amount("571.9", mark="*")),
        ("571.9[1]", Amount("571.9", mark="[1]")),
    ],
)
def test_what_stands_around_a_number_is_taken_off_and_told(text, amount):
    assert amounts.amount(text, UNITS) == amount


@pytest.mark.parametrize(
    "text",
    [
        "(3.2)",
        "▲3.2",
        "57,19",
        "5,71.9",
        "1.2e3",
        "持平",
        "2021年",
        "10-40",
        "下降-3",
        "5.1个百分点",
        "3.2吨",
        "9" * 80,
    ],
)
def test_what_can_be_read_in_two_ways_is_no_number(text):
    assert amounts.amount(text, UNITS) is None


@pytest.mark.parametrize("text", ["", " ", "-", "—", "…", "...", "N/A", "无"])
def test_a_mark_for_none_is_none(text):
    assert amounts.is_none(text) and amounts.amount(text, UNITS) is None


def test_zero_is_a_number():
    assert not amounts.is_none("0") and amounts.amount("0", UNITS) == Amount("0")
