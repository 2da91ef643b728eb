"""Time and way by hand, at every vintage of a MADE-UP zone and of MADE-UP news of the real one."""

import datetime
import math
from types import SimpleNamespace

import pandas as pd
import pytest

import zoneecon as ze
from tests import news, walk
from tests.conftest import at
from zoneecon.tracking import evaluation, expected
from zoneecon.tracking import state as tracking_state
from zoneecon.tracking.evaluation import assess, evaluate
from zoneecon.trends.distribution import fit_shrunken_t

A, B, GDP = "Q008", "Q009", "Q010"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    root = walk.build(tmp_path_factory.mktemp("walk"))
    for published, title, table in walk.STEPS:
        prepared = walk.adding.prepare(table, walk.ZONE, published, title, root=root)
        walk.adding.write(prepared)
    return root


def on(root, day: str):
    return evaluate(tracking_state.read_state(at(root, walk.ZONE), day))


#: Day -> which evaluation, and of a, b and GDP growth: way, assessment. a goes from 100 to 150 by
#: 110, 118, 130, 141; b from 50 to 120 by 55, 60, 66, 70; GDP by 6, 4 (6 and 4 % as printed), ...
BY_HAND = {
    "2022-04-01": (
        "annual",
        0.2,
        [math.log(1.1) / math.log(1.5), math.log(1.1) / math.log(2.4), None],
        ["faster", "behind", "faster"],
    ),
    "2023-04-01": (
        "mid_term",
        0.4,
        [math.log(1.18) / math.log(1.5), math.log(1.2) / math.log(2.4), None],
        ["in line", "behind", "in line"],
    ),
    "2024-04-01": (
        "mid_term",
        0.6,
        [math.log(1.3) / math.log(1.5), math.log(1.32) / math.log(2.4), None],
        ["faster", "behind", "in line"],
    ),
    "2025-04-01": (
        "annual",
        0.8,
        [math.log(1.41) / math.log(1.5), math.log(1.4) / math.log(2.4), None],
        ["faster", "behind", "in line"],
    ),
    "2026-04-01": ("final", 1.0, None, ["in line", "behind", "behind"]),
}


@pytest.mark.parametrize("day", BY_HAND)
def test_every_vintage_is_what_a_hand_computes(walked, day):
    kind, time, ways, words = BY_HAND[day]
    found = on(walked, day)
    assert (found.kind, found.span, found.passed) == (kind, (2021, 2025), pytest.approx(time))
    rows = found.set_index("id").loc[[A, B, GDP]]
    assert rows["kind"].tolist() == ["level", "level", "growth"]
    assert rows["time"].tolist() == pytest.approx([time] * 3)
    assert rows["assessment"].tolist() == words
    for way, hand in zip(rows["way"], ways or [], strict=False):
        assert hand is None or way == pytest.approx(hand)


def test_the_economy_comes_first_then_the_industries_that_verdicts_are_on(walked):
    assert on(walked, "2023-04-01")["id"].tolist()[:3] == [GDP, A, B]  # as printed: A, B, GDP


def test_what_verdicts_are_on_stands_before_what_is_printed_earlier(plan):
    state = tracking_state.from_plan(plan)
    goals, _ = evaluation._goals(state)
    built, growth = goals.iloc[-2]["id"], goals.loc[goals["kind"] == "growth", "id"].tolist()
    (industry, *_) = state.assumptions["industries"].values()
    alone = {"made-up": {**industry, "target": built, "baseline": goals.iloc[-2]["base_id"]}}
    found, _ = evaluation._goals(
        state._replace(assumptions={**state.assumptions, "industries": alone})
    )
    assert found["id"].tolist()[: len(growth) + 1] == [*growth, built]
    rest = found["id"].tolist()[len(growth) + 1 :]
    assert rest == sorted(rest) and min(rest) < built


def test_growth_is_followed_by_what_its_rates_compound_to(walked):
    row = on(walked, "2024-04-01").set_index("id").loc[GDP]
    grown = 1.06 * 1.04 * 1.05
    assert row["way"] == pytest.approx(math.log(grown) / (5 * math.log(1.05)), rel=0.02)
    assert row["latest"] == row["achieved"] and row["unit"] == "fraction a year"
    assert math.isnan(row["base"]) and row["base_year"] == 2020


def test_a_series_known_by_its_rates_alone_is_what_they_compound_to(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2024-04-01")
    indicator = on(walked, "2024-04-01").set_index("id").at[GDP, "indicator"]
    levels = evaluation._series(indicator, state)
    rates = levels.pct_change().dropna()
    assert rates.loc[[2021, 2022, 2023]].tolist() == pytest.approx([0.06, 0.04, 0.05])
    assert levels.iloc[0] == 1


def test_the_chance_of_a_growth_is_that_of_what_it_compounds_to(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2024-04-01")
    row = on(walked, "2024-04-01").set_index("id").loc[GDP]
    levels = evaluation._series(row["indicator"], state).rename(row["indicator"])
    ahead = fit_shrunken_t(levels, state.hyperparameters, 2)
    level = levels[2020] * (1 + row["target"]) ** 5
    assert row["chance"] == pytest.approx(float(ahead.prob_at_least(2025, level)))
    assert 0.01 < row["chance"] < 0.99


def test_what_a_trend_leads_to_is_told_as_an_average_over_all_years_since_the_base(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2024-04-01")
    levels = evaluation._series(
        on(walked, "2024-04-01").set_index("id").at[GDP, "indicator"], state
    )
    goal = SimpleNamespace(indicator="made-up", target_year=2025, target=0.05)
    found = expected.of_series(levels, 2020, goal, state)
    ahead = fit_shrunken_t(levels.rename("made-up"), state.hyperparameters, 2)
    median = float(ahead.quantile(0.5)[2025])
    assert levels[2020] * (1 + found["even"]) ** 5 == pytest.approx(median)
    assert found["lower"] < found["likely"] < found["even"] < found["upper"]


def test_rates_that_were_printed_are_shown_and_what_was_not_is_worked_out(walked):
    """Also over years of which no level is known: 100, then 121 two years later, is 10 % a year."""
    state = tracking_state.read_state(at(walked, walk.ZONE), "2024-04-01")
    indicator = on(walked, "2024-04-01").set_index("id").at[GDP, "indicator"]
    goal = SimpleNamespace(indicator=indicator, target_year=2025)
    levels = pd.Series({2020: 100.0, 2022: 121.0, 2026: 150.0})
    index, printed = evaluation._compounded(goal, 2020.0, levels, state)
    assert index.loc[2022] == pytest.approx(1.06 * 1.04)
    assert printed["derived_from"].ne("").all() and printed["published"].notna().all()
    none = state._replace(statements=state.statements[state.statements["id"] == GDP])
    index, rates = evaluation._compounded(goal, 2020.0, levels, none)
    assert index.to_dict() == {2022: pytest.approx(1.21)}
    assert rates[["year", "value"]].to_numpy().tolist() == [[2022, pytest.approx(0.1)]]


def test_a_plan_without_targets_has_nothing_to_evaluate(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2024-04-01")
    statements = state.statements[state.statements["role"] != "target"]
    goals, left = evaluation._goals(state._replace(statements=statements))
    assert goals.empty and left == 0


@pytest.mark.parametrize(
    ("day", "year"), [("2022-12-30", 2022), ("2022-12-31", 2023), ("2023-01-01", 2023)]
)
def test_a_year_is_over_on_its_last_day(day, year):
    state = SimpleNamespace(as_of=datetime.date.fromisoformat(day))
    assert evaluation.year_begun(state) == year


@pytest.mark.parametrize(
    ("base", "latest", "passed"),
    [
        (math.nan, 2022.0, 0.4),  # without a base, five years to the target
        (2021.0, math.nan, 0.5),  # without a figure, to the end of last year
        (math.nan, math.nan, 0.6),
        (2021.0, 2022.0, 0.25),
        (2020.0, 2027.0, 1.0),
    ],
)
def test_time_runs_from_the_base_to_the_newest_figure(base, latest, passed):
    row = {"base_year": base, "latest_year": latest, "target_year": 2025.0}
    assert evaluation._time(row, 2024) == pytest.approx(passed)


def test_before_any_figure_all_is_missing_and_nothing_is_invented(walked):
    found = on(walked, "2021-08-31")
    assert set(found["assessment"]) == {"no data"} and found.actuals.empty and found.years == []
    assert found["way"].isna().all()


def test_what_was_replaced_stays_beside_what_replaced_it(walked):
    """The made-up revision reprints the growth of 2021 or its level: the newest print counts."""
    actuals = on(walked, "2026-04-01").actuals
    newest = actuals[actuals["newest"]]
    assert not newest.duplicated(["id", "year"]).any()
    assert sorted(newest.loc[newest["id"] == A, "year"]) == [2021, 2022, 2023, 2024, 2025]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"status": "missed", "time": 1.0, "way": 0.99}, "behind"),
        ({"status": "reached", "time": 1.0, "way": 1.0}, "in line"),
        ({"status": "reached", "time": 1.0, "way": 1.2}, "faster"),
        ({"status": "reached", "time": 0.4, "way": math.nan}, "early"),
        ({"status": "base printed at the target", "time": 0.2, "way": math.nan}, "no data"),
        ({"status": "no data yet", "time": 0.6, "way": math.nan}, "no data"),
        ({"status": "moving away", "time": 0.6, "way": -0.1}, "behind"),
        ({"status": "moderate progress", "time": 0.5, "way": 0.475}, "in line"),
        ({"status": "moderate progress", "time": 0.5, "way": 0.474}, "behind"),
    ],
    ids=str,
)
def test_the_word_follows_from_way_and_time(row, word):
    assert assess(row) == word


def test_what_stands_beside_a_target_is_read_where_it_is_clear(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2022-04-01")
    goal = state.statements[state.statements["id"] == A]
    beside = [
        goal.assign(id="Q901", indicator="target_nature", value="约束性", role="context"),
        goal.assign(id="Q902", indicator="responsible_department", value="经发局", role="context"),
    ]
    known = state._replace(statements=pd.concat([state.statements, *beside], ignore_index=True))
    row = evaluate(known).set_index("id").loc[A]
    assert (row["nature"], row["department"]) == ("binding", "经发局")
    assert evaluate(known).set_index("id").at[B, "nature"] == ""
    other = goal.assign(
        id="Q903", indicator="responsible_department", value="工信局", role="context"
    )
    twice = known._replace(statements=pd.concat([known.statements, other], ignore_index=True))
    assert evaluate(twice).set_index("id").at[A, "department"] == ""


def test_an_industry_s_figure_in_another_concept_is_not_held_against_its_target(plan):
    found = _walked(plan, 4)
    chemicals = found.set_index("indicator").loc["fine_chemicals_gross_output"]
    assert chemicals["assessment"] == "no data"  # coal tar is the base's concept, not the target's
    assert chemicals["median"] > 20  # what is expected starts from it all the same


def _walked(plan, until):
    quick = plan.assumptions | {"simulation": plan.assumptions["simulation"] | {"draws": 500}}
    walked = news.walked(plan._replace(assumptions=quick), until)
    return ze.compare(walked.previous(), walked).evaluation()


@pytest.mark.parametrize("until", range(len(news.BULLETINS) + 1))
def test_every_vintage_of_the_real_zone_s_walk_can_be_evaluated(plan, until):
    found = _walked(plan, until)
    assert set(found["assessment"]) <= set(evaluation.ASSESSMENTS)
    years = [int(day[:4]) - 1 for day in list(news.BULLETINS)[:until]]
    assert found.years == years
    steel = found.set_index("indicator").loc["steel_cluster_gross_output"]
    newest = found.actuals[found.actuals["id"] == steel["id"]]["value"].tolist()
    assert newest == [205, 262, 330, 402, 470][:until]
    expected = found["median"].notna()
    assert expected.any() == (until < len(news.BULLETINS))
    assert (found.loc[expected, "lower"] < found.loc[expected, "upper"]).all()
    assert (found.loc[expected, "likely"] < found.loc[expected, "even"]).all()


def test_the_course_draws_on_the_plan_s_path_what_lies_on_it(walked):
    state = tracking_state.read_state(at(walked, walk.ZONE), "2021-08-31")
    level = state.statements[state.statements["id"] == "Q006"].assign(
        id="Q950", year=2022, period="2022", first=2022, last=2022, number=100 * 1.5**0.4,
        published=datetime.date(2023, 3, 1),
    )  # fmt: skip
    known = state._replace(
        statements=pd.concat([state.statements, level], ignore_index=True),
        as_of=datetime.date(2023, 3, 1),
    )
    course = evaluate(known).course()
    (point,) = course[course["id"] == A].itertuples()
    assert (point.year, point.way) == (2022, pytest.approx(0.4)) and point.name == "A"
