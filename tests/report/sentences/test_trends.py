"""Sentences about forecasts say what their tables say."""

import pandas as pd

from tests.report.conftest import MODELS
from zoneecon.report.sentences import trends as trend_sentences


def test_the_honest_models_are_counted():
    sentences = trend_sentences.coverage_sentences(trend_sentences.last_year(MODELS))
    assert "held 79 % of real outcomes for the pooled model, and 42 % for Theta" in sentences[0]
    assert sentences[1].startswith("1 of 2 models")
    assert "40 % of the pooled model's own" in sentences[2]  # (120 - 100) / (130 - 80)


ERAS = pd.DataFrame(
    [
        ("a", "shrunken_t", 1999, 0.6, 0.8, 40),
        ("a", "shrunken_t", 2009, 0.9, 1.0, 20),
        ("b", "shrunken_t", 2009, 0.1, 0.2, 19),  # too few windows to be an era
        ("a", "shrunken_t_class", 1999, 0.2, 0.3, 40),  # another edition
        ("chinese_city_secondary", "shrunken_t_class", 2021, 0.66, 0.88, None),
    ],
    columns=["panel", "model", "end", "coverage_80", "coverage_95", "n"],
)


def test_the_range_over_eras_and_the_class_that_was_worst_stand_beside_a_fan():
    first, second = trend_sentences.series_era_sentences(ERAS)
    assert "held 75 % of real outcomes on average over 2 eras" in first
    assert "from 60 % to 90 %" in first
    assert "it held 66 %, and the 95 % band 88 %" in second
    assert trend_sentences.series_era_sentences(ERAS.head(4)) == [first]


def test_of_industries_it_says_the_same():
    eras = ERAS.rename(columns={"panel": "parent"}).replace("chinese_city_secondary", "a")
    eras.loc[4, "parent"] = "province_secondary"
    everyone = pd.concat([eras, eras.assign(end=None, coverage_80=0.0)])  # all eras together
    first, second = trend_sentences.era_sentences(everyone)
    assert first.startswith("An industry's") and "over 3 eras" in first
    assert "it held 66 %, and the 95 % band 88 %" in second
