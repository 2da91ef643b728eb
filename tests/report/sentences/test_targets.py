"""Sentences about targets say what their tables say."""

from zoneecon.report.sentences import targets as target_sentences
from zoneecon.targets import cases, verdicts
from zoneecon.targets.required import NOT_TESTABLE


def test_sentences_follow_their_tables(study):
    said = target_sentences.verdict_sentences(study.verdicts)
    words = [text.split(": ")[1].split(",")[0] for text in said]
    assert words == ["有条件可达", "不可达", "不可达"]
    assert "Q040, Q126" in said[0] and "Only if base read as 2019" in said[0]
    changed = study.verdicts.assign(verdict="reached", words="reached", words_zh="已达到")
    assert "Only if" not in target_sentences.verdict_sentences(changed)[0]
    untestable = changed.assign(verdict=NOT_TESTABLE, words="not testable", words_zh="不可检验")
    assert target_sentences.verdict_sentences(untestable)[0].endswith("not testable (Q040, Q126).")


def test_the_few_cases_are_said_first(study):
    view = cases.outside_view(study.cases)
    assert target_sentences.case_sentences(study.cases, view)[0].startswith("Only 6 plans")


def test_the_levels_that_would_change_our_mind_are_two_years_of_best_growth_away(study):
    table = verdicts.cells_summary(study.readings)
    said = target_sentences.mind_sentences(
        study.verdicts, table, study.windows, study.cases, 2023, 2025
    )[0]
    assert f"steel {500 / 1.11616620470645489**2:.0f}," in said
