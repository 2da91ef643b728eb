"""What the first page says: of the real zone, and of answers in which all is otherwise."""

import pandas as pd
import pytest

from zoneecon.history.results import findings
from zoneecon.report import front, tables
from zoneecon.scenarios.breakeven import breakeven
from zoneecon.scenarios.named import named_scenarios
from zoneecon.text.catalogue import chance, speaking
from zoneecon.tracking.comparison import compare


def changed(answer, **columns):
    """The same answer with other values in the columns of its verdicts."""
    return answer._replace(verdicts=answer.verdicts.assign(**columns))


# --- one sentence --------------------------------------------------------------------------------


def test_one_sentence_says_the_day_the_years_and_how_many(answer):
    (said,) = front.lead(answer)
    assert (
        said.startswith("As known on ")
        and "2025 being over without a published outcome, none of the three targets" in said
    )
    assert said.endswith("two are out of reach, one is very unlikely.")
    with speaking("zh"):
        assert front.lead(answer)[0].endswith(
            "三个目标均不大可能已经实现：不可达2个、极难达到1个。"
        )


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["reached", "missed", "missed"], "of 3 targets for 2025 two are missed, one is reached."),
        (["reachable"] * 3, "of 3 targets for 2025 three are likely to be reached."),
        (["not testable"] * 3, "of 3 targets for 2025 three are not testable."),
        (["unlikely", "unlikely", "not testable"], "two are unlikely, one is not testable."),
    ],
)
def test_it_says_none_is_likely_only_where_none_is(answer, verdicts, said):
    (sentence,) = front.lead(changed(answer, verdict=verdicts))
    assert sentence.endswith(said)
    assert ("none of" in sentence) == ("unlikely" in verdicts)


def test_without_a_target_there_is_a_sentence(answer):
    (said,) = front.lead(answer._replace(verdicts=answer.verdicts.iloc[:0]))
    assert said.endswith("the plan sets no target for an industry.")


# --- cards ---------------------------------------------------------------------------------------


def test_a_card_says_what_is_asked_how_likely_and_one_reason(answer):
    shown = tables.show(answer, "cards")
    steel, equipment, _ = shown.to_dict("records")
    assert shown.index.tolist() == answer.verdicts["title"].tolist()
    assert steel["what is asked"] == "150 (2020) → 500 (2025), CNY 100m: 27.2 % a year"
    assert (steel["verdict"], steel["chance"]) == ("very unlikely", "1–5 %")
    assert steel["printed in"] == "Q040, Q126"
    assert equipment["why"].startswith("The whole industry in and around the zone is about 143")
    kindest = [chance(value) for value in answer.verdicts["pooled_high"]]
    assert shown["on the kindest reading"].tolist() == kindest


def reason(answer, **columns) -> str:
    return front.cards(changed(answer, **columns))["reason"].iloc[0]


def test_the_reason_is_of_what_is_known(answer):
    level = {"latest": 210.0, "latest_year": 2023.0, "latest_id": "R9", "asked": 1.21, "years": 2.0}
    assert reason(answer, **level) == "After 210 in 2023, 10 % a year is still asked for."
    nothing = {"verdict": "not testable", "base": float("nan")}
    assert "no base is printed to test it from" in reason(answer, **nothing)
    assert "told in words" in reason(answer, **nothing, target=float("nan"))
    decided = changed(answer, verdict="missed", latest=210.0, latest_year=2025.0, latest_id="R9")
    card = tables.show(decided, "cards").iloc[0]
    assert card["why"] == "210 is published for 2025." and card["chance"] == ""


def test_a_target_for_a_sum_has_a_card_of_its_own(answer):
    row = {
        **{"title": "Everything", "id": "Q7", "printed": "千亿级", "base": 200.0, "target": 1000.0},
        **{"target_year": 2025, "required": 0.38, "pooled": 0.02, "status": "testable"},
        "since": 2020.0,
    }
    together = pd.DataFrame([row])
    card = front.cards(answer._replace(together=together)).iloc[-1]
    assert card["title"] == "Everything" and card["words"] == "very unlikely"
    assert "printed as 千亿级 and read as 1000 by 2025" in card["reason"]
    came = {"base": 800.0, "since": 2025, "required": float("nan"), "pooled": float("nan")}
    together = pd.DataFrame([{**row, **came, "status": "missed"}])
    card = front.cards(answer._replace(together=together)).iloc[-1]
    told = card["words"], card["asked"], card["reason"]
    assert told == ("missed", "1,000 (CNY 100m) by 2025", "800 is published for 2025.")


# --- what would have to be true, what to do ------------------------------------------------------


@pytest.fixture(scope="module")
def solved(plan):
    return breakeven(named_scenarios(plan)["baseline"], ["growth", "transferred_output"])


def test_at_most_three_lines_say_what_would_have_to_be_true(plan, answer, solved):
    lines = front.must(answer, solved, findings(plan))
    assert len(lines) == 3
    for row in answer.believed.itertuples():
        assert f"{row.needed * 100:.0f} % a year in {row.title}" in lines[0]
    assert "342 in Special steel" in lines[1] and "from 18.65 % to 5.79 %" in lines[2]


def test_what_is_decided_or_cannot_be_tested_asks_for_nothing(answer):
    assert front.must(changed(answer, verdict="reached")) == [
        "Nothing: the year of every target is known."
    ]
    (said,) = front.must(changed(answer, pooled=float("nan")))
    assert "before a base is printed" in said
    (said,) = front.must(changed(answer, pooled=0.9))
    assert said.startswith("Nothing out of the ordinary")


def test_checks_are_computed_and_where_there_are_none_a_sentence_says_so(plan, answer):
    around, gdp, investment = front.checks(answer, findings(plan))
    assert "300" in around and "143" in around
    assert "about 230" in gdp and "22 % a year" in gdp and "asks for 6 %" in gdp
    assert "389" in investment and "288" in investment
    bare = answer._replace(verdicts=answer.verdicts.iloc[:1])
    assert front.checks(bare) == [
        "No printed number of the plan speaks against a target by itself."
    ]


def test_next_are_questions_a_rule_and_what_is_feasible(answer):
    levels, questions, rule, instead = front.what_next(answer)
    assert "the 2025 output of" in levels and "no level after the base is published" in levels
    assert "which year the base is of" in questions and "25 %" in questions
    assert "a target is reached from 500 for Special steel" in rule
    assert "180 (160) for Special steel and steel processing" in instead


def test_before_the_last_year_the_rule_is_the_level_from_which_the_best_growth_is_enough(answer):
    then = answer._replace(plan=answer.plan._replace(as_of=answer.plan.as_of.replace(year=2023)))
    _, _, rule, _ = front.what_next(then)
    best = max(rate for rate in answer.windows.values() if rate)
    assert f"{500 / (1 + best) ** 3:.3g} for Special steel" in rule and "2022 level" in rule
    *_, rule, _ = front.what_next(then._replace(windows={"trend": None}))
    assert rule.startswith("Keep a target only if the 2022 level") and "on its way" in rule


def test_a_target_that_is_likely_is_not_replaced(answer):
    easy = changed(answer, verdict="reachable", target=answer.verdicts["base"], asked=1.0)
    assert not any("feasible" in line for line in front.what_next(easy))
    assert front.what_next(changed(answer, verdict="missed")) == [
        "Nothing is left to ask: every target is decided."
    ]
    (said,) = front.what_next(changed(answer, verdict="not testable"))
    assert said.startswith("Ask the office that wrote the plan for the base of Special steel")


# --- since the last report -----------------------------------------------------------------------


def test_what_is_new_is_counted_and_named(plan):
    news, same = front.since(compare(plan.previous(), plan))
    assert news.startswith("3 figures are new or different since 2021-08-31: Above-scale")
    assert same == "No verdict has changed."


def test_a_statement_of_words_alone_is_no_figure(plan):
    change = compare(plan.previous(), plan)
    words = change[change["unit"] == "words"]
    assert len(words) == 1
    said = front.since(type(change).of(words, before=change.before, after=change.after))
    assert said == ["No number is new or different since 2021-08-31."]


def test_a_first_publication_has_nothing_before_it(plan):
    first = plan.previous()
    (said,) = front.since(compare(first.previous(), first))
    assert said == "This is the zone's first publication: nothing came before it."


def test_many_names_are_cut_short_and_said_to_be(plan):
    change = compare(plan.previous(), plan)
    rows = pd.concat([change.assign(indicator=f"thing_{n}") for n in range(5)])
    assert front._names(change, rows) == ["thing_0", "thing_1", "thing_2", "and 2 more"]
