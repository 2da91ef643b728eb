"""A source is cited by issuer, title and date; an address that somebody else put up is a copy."""

import pytest

from zoneecon.report import citations

BUREAU = "National Bureau of Statistics of China"


@pytest.mark.parametrize(
    ("issuer", "url", "copy"),
    [
        (BUREAU, "https://www.stats.gov.cn/sj/1.html", False),
        (BUREAU, "https://mczyw.com/news/60/296325.html", True),
        (BUREAU, "http://stats.gov.cn.mirror.net/1", True),
        ("ccaon.com", "http://www.ccaon.com/content.asp?id=5741", False),
        ("The Economist", "https://www.economist.com/finance/2017", False),
        ("China Radio International", "https://ln.cri.cn/2022-06-29/1.html", False),
        ("China Radio International", "http://globalschoolpsychology.net/1.html", True),
        ("Hong Kong Trade Development Council", "http://www.hktdc.com/info/1", False),
        ("鞍山统计局", "http://tjj.anshan.gov.cn/1", False),
        ("鞍山统计局", "http://example.com/1", True),
        (BUREAU, "", False),
    ],
)
def test_an_address_is_a_copy_if_the_host_is_not_the_issuer_s(issuer, url, copy):
    source = {"issuer": issuer, "title": "T", "published": "2022-01-01", "url": url}
    assert citations.is_copy(source) is copy
    assert citations.address(source) == ("copy" if copy else "page")


def test_a_title_that_begins_with_the_issuer_does_not_say_it_twice():
    source = {"issuer": "ECNS", "title": "ECNS / Caixin: GDP", "published": "2018-01-15"}
    assert citations.cited(source) == "ECNS / Caixin: GDP (2018-01-15)"
    assert citations.cited(source | {"title": "GDP"}) == "ECNS: GDP (2018-01-15)"
