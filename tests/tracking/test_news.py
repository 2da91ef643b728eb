"""Five years of MADE-UP bulletins on the real zone: what each page makes of them, and why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.news import BULLETINS, STEEL, published, walked
from zoneecon.history.results import reconstruct
from zoneecon.report import say, tables
from zoneecon.targets.answer import assess
from zoneecon.targets.forecasts import forecast
from zoneecon.tracking import status
from zoneecon.tracking.comparison import compare

#: Verdicts from worst to best.
WORDS = (
    "missed",
    "out of reach",
    "very unlikely",
    "unlikely",
    "possible",
    "reachable",
    "reached",
)


def quick(plan, draws=300):
    """The vintage with few draws, and prices held, so that a level alone is news."""
    drawn = {**plan.assumptions["simulation"], "draws": draws}
    cases = plan.assumptions["scenarios"]
    cases = {**cases, "baseline": {**cases["baseline"], "price_path": "constant"}}
    held = {**plan.assumptions, "simulation": drawn, "scenarios": cases}
    return plan._replace(assumptions=held)


@pytest.fixture(scope="module")
def vintages(plan):
    return [walked(quick(plan), until) for until in range(len(BULLETINS) + 1)]


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_pages_show_one_figure_of_a_growth_only_series(vintages, year):
    known = vintages[year - 2020]
    series = reconstruct(known)
    page_03 = forecast(series, "fixed_asset_investment").origin_level
    page_07 = compare(known.previous(), known).progress().set_index("id").loc["Q121", "latest"]
    page_02 = series.level("fixed_asset_investment", year, "carried_level")
    assert page_02 == pytest.approx(page_03) and page_07 == pytest.approx(page_03)


def test_the_plans_path_does_not_move_when_news_comes(vintages):
    for known in vintages[:-1]:
        promised = forecast(reconstruct(known), chained=["gdp"]).promised.set_index("series")
        assert promised.at["gdp", "plan"] == pytest.approx(84.05 * 1.06**5)
        assert promised.at["fixed_asset_investment", "plan"] == pytest.approx(45.4 * 1.08**5)


def test_what_news_settles_leaves_the_grid_with_the_reason(vintages):
    answer = assess(vintages[4], draws=300, seed=1)
    values = answer.readings.groupby("industry").nunique()
    assert values.loc["steel", ["base_year", "concept", "scope"]].tolist() == [1, 1, 1]
    assert values.loc["chemicals", ["base_year", "concept", "scope"]].tolist() == [1, 3, 2]
    lines = say.sentences(answer, "verdicts")
    assert any("starts at 402, published for 2024 in the target's own" in line for line in lines)
    assert any("starts at 21, published for 2024 in the base's concept" in line for line in lines)
    assert any("promises no more of the next" in line for line in lines)


def test_records_are_looked_up_for_the_years_that_remain(vintages):
    answer = assess(vintages[4], draws=300, seed=1)
    steel = answer.readings[answer.readings["industry"] == "steel"].iloc[0]
    assert steel["years"] == 1 and steel["multiple"] == pytest.approx(500 / 402)
    seen = answer.views.chance("steel", 500 / 402, 2024, 2025)
    assert (steel["growth_record"], steel["plans"]) == (seen["growth_record"], seen["plans"])
    # as much in one year is rarer than in five
    assert (
        seen["growth_record"] < answer.views.chance("steel", 500 / 402, 2020, 2025)["growth_record"]
    )


def test_once_the_target_year_is_known_pages_tell_the_outcome_and_what_was_said_before(vintages):
    answer = assess(vintages[5], draws=300, seed=1)
    lines = " ".join(say.sentences(answer, "answer"))
    assert "470 came in 2025, where 500 was asked for; on 2025-03-20 it was called" in lines
    assert "nan" not in lines and "All together" not in lines
    assert answer.earlier["title"].tolist() == answer.verdicts["title"].tolist()
    for table, name in (
        (answer.growth_records, "growth_records"),
        (answer.believed, "believed"),
        (answer.verdicts, "verdicts"),
        (answer.weights, "weights"),
    ):
        tables.show(table, name)  # each has its columns, also where no target is open
    fans = forecast(reconstruct(vintages[5]), chained=["gdp"])
    assert not list(fans) and fans.table.empty and len(fans.came) == 4
    said = say.sentences(fans, industry="industrial_value_added")
    assert said[0].startswith("gdp: the plan's 6 % a year led to 112.5 in 2025; 118.0 came (Q119)")


def test_earlier_chances_of_decided_verdicts_are_scored(vintages):
    change = compare(vintages[5].previous(), vintages[5])
    scores = change.verdict_scores()
    assert scores.groupby("industry").size().tolist() == [5, 5, 5]  # the plan's day and four more
    assert not scores["met"].any()
    assert scores["brier"].to_numpy() == pytest.approx(scores["chance"].to_numpy() ** 2)
    assert scores["log"].to_numpy() == pytest.approx(-np.log1p(-scores["chance"].to_numpy()))
    assert (
        "15 chances were given on earlier days to 3 target(s)"
        in say.sentences(change, "record")[-1]
    )
    assert compare(vintages[4].previous(), vintages[4]).verdict_scores().empty


@pytest.mark.long
@settings(max_examples=6)
@given(low=st.floats(100, 700), times=st.floats(1, 2), year=st.integers(2021, 2025))
def test_a_higher_newest_level_never_lowers_a_chance_or_worsens_a_word(plan, low, times, year):
    found = []
    for level in (low, low * times):
        rows = [("steel", STEEL, str(year), round(level, 2))]
        news = published(plan, "2026-03-20", rows)
        found.append(assess(news, draws=200, seed=1).verdicts.set_index("industry").loc["steel"])
    before, after = found
    for name in ("inside", "pooled", "pooled_low", "pooled_high"):
        assert after[name] >= before[name] - 1e-9, name
    assert WORDS.index(after["verdict"]) >= WORDS.index(before["verdict"])


def test_a_chance_that_falls_on_good_news_is_said_with_its_reason(plan, vintages):
    before = vintages[0]
    news = published(before, "2022-03-20", [("steel", STEEL, "2021", 200)])
    change = compare(before, news)
    moved = change.moves().set_index("result")["move"]
    assert moved["chance steel"] > 0 > moved["most steel"]  # the best reading of the base is gone
    told = [line for line in say.sentences(change, "verdicts") if "all the same" in line]
    assert len(told) == 1 and "the level settles readings of the base that favoured it" in told[0]
    worse = published(before, "2022-03-20", [("steel", STEEL, "2021", 160)])
    assert "all the same" not in " ".join(say.sentences(compare(before, worse), "verdicts"))


# --- revisions -----------------------------------------------------------------------------------


def test_a_revised_base_and_target_count_everywhere_by_the_sentence_that_prints_them_last(plan):
    revised = published(
        quick(plan), "2022-11-20", [("steel", "steel_sales_revenue", "undated", 140)], "baseline"
    )
    revised = published(revised, "2022-12-20", [("steel", STEEL, "2025", 450)], "target")
    base_id, target_id = revised.statements["id"].iloc[-2:]
    answer = assess(revised, draws=300, seed=1)
    row = answer.verdicts.set_index("industry").loc["steel"]
    assert (row["base"], row["target"]) == (140, 450)
    assert row["derived_from"] == f"{base_id};{target_id}"
    table = answer.targets_with_verdicts.set_index("id").loc["Q126"]
    assert (table["base"], table["target"], table["base_id"]) == (140, 450, base_id)
    assert answer.scenario.baselines["steel"] == 140 and answer.scenario.targets["steel"] == 450
    assert revised.industries["steel"].target == 450
    fans = forecast(reconstruct(revised))
    steel = fans.industries("industrial_value_added").iloc[0]
    assert steel["target"] == 450 and steel["multiple"] == pytest.approx(450 / 140)
    progress = status.track(compare(plan, revised).after).set_index("id").loc["Q126"]
    assert (progress["base"], progress["target"]) == (140, 450)


def test_a_revised_base_of_a_growth_target_moves_its_path_on_03_and_07_alike(plan):
    revised = published(quick(plan), "2022-11-20", [("zone", "gdp", "2020", 80.0)])
    promised = forecast(reconstruct(revised)).promised.set_index("series").loc["gdp"]
    goal = compare(plan, revised).progress().set_index("id").loc["Q119"]
    assert promised["plan"] == pytest.approx(80 * 1.06**5) == goal["target"]
