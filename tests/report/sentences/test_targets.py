"""Sentences about targets say what their tables say."""

from zoneecon.report.sentences import targets as target_sentences
from zoneecon.targets import cases, verdicts
from zoneecon.targets.required import NOT_TESTABLE


def test_sentences_follow_their_tables(answer):
    said = target_sentences.verdict_sentences(answer.verdicts)
    words = [text.split(": ")[1].split(",")[0] for text in said]
    assert words == ["极难达到", "不可达", "不可达"]
    assert "Q040, Q126" in said[0] and "Chance 1–5 %: inside 1–5 %, outside 1–5 %" in said[0]
    assert "If " not in said[0]
    lifted = answer.verdicts.assign(condition="a mill moves in", condition_chance=0.4)
    assert "If a mill moves in, 40 %." in target_sentences.verdict_sentences(lifted)[0]
    changed = answer.verdicts.assign(verdict="reached", words="reached", words_zh="已达到")
    assert "Chance" not in target_sentences.verdict_sentences(changed)[0]
    untestable = changed.assign(verdict=NOT_TESTABLE, words="not testable", words_zh="不可检验")
    assert target_sentences.verdict_sentences(untestable)[0].endswith("not testable (Q040, Q126).")


def test_the_few_cases_are_said_first(answer):
    view = cases.outside_view(answer.cases)
    assert target_sentences.case_sentences(answer.cases, view)[0].startswith("Only 6 plans")


def test_the_levels_that_would_change_our_mind_are_two_years_of_best_growth_away(answer):
    table = verdicts.cells_summary(answer.readings)
    said = target_sentences.mind_sentences(answer.verdicts, table, answer.windows, 2023, 2025)[0]
    assert f"steel {500 / 1.11616620470645489**2:.0f}," in said
