"""Sentences about forecasts say what their tables say."""

from tests.report.conftest import MODELS
from zoneecon.report.sentences import trends as trend_sentences


def test_the_honest_models_are_counted():
    sentences = trend_sentences.coverage_sentences(trend_sentences.last_year(MODELS))
    assert "held 79% of real outcomes for the pooled model, and 42% for Theta" in sentences[0]
    assert sentences[1].startswith("1 of 2 models")
    assert "40% of the pooled model's own" in sentences[2]  # (120 - 100) / (130 - 80)
