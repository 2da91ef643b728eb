"""A target in words stands for a number where it names a magnitude."""

import pytest

from zoneecon.data.reading.magnitudes import magnitude


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("千亿级", 1000),
        ("百亿级产业集群", 100),
        ("五百亿元", 500),
        ("超千亿", 1000),
        ("3000亿元级", 3000),
        ("1.5万亿", 15000),
        ("万亿级", 10000),
        ("两百亿", 200),
        ("做大做强", None),
        ("国内领先", None),
    ],
)
def test_words_are_read_as_the_magnitude_that_they_name(words, number):
    assert magnitude(words) == number
