"""Verdicts: pooling, words, the grid, all together, progress, hindcast; closed forms by hand."""

import datetime
import math

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from zoneecon.data import folders, vintage
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.sentences import targets as target_sentences
from zoneecon.scenarios import named
from zoneecon.scenarios import simulate as simulation
from zoneecon.targets import base_rates, cases, outside_view, progress, readings, verdicts
from zoneecon.targets import required as targets_required
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.text.catalogue import say

mpl.use("Agg")
DAY = datetime.date


@pytest.fixture(scope="module")
def study(desk):
    return readings.study(
        desk, folders.load_derived("base_rates"), folders.load_derived("cases"), draws=4000, seed=1
    )


# --- pooling and words ----------------------------------------------------------------------------


def test_pooling_is_a_mean_of_log_odds():
    expected = 1 / (1 + math.exp(-(0.25 * math.log(0.1 / 0.9) + 0.75 * math.log(0.6 / 0.4))))
    assert verdicts.pool(0.1, 0.6, 0.25) == pytest.approx(expected)
    assert verdicts.pool(0.1, 0.6, 0.0) == pytest.approx(0.6)


def test_a_missing_view_leaves_the_other_alone():
    assert verdicts.pool(np.nan, 0.2) == pytest.approx(0.2)
    assert verdicts.pool(0.2, np.nan, 0.9) == pytest.approx(0.2)


def test_a_weight_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=r"in \[0, 1\], got 1.5"):
        verdicts.pool(0.1, 0.2, 1.5)


def test_never_in_n_is_small_but_not_impossible():
    assert verdicts.share(0, 20_000) == pytest.approx(0.5 / 20_001)
    assert 0 < verdicts.pool(verdicts.share(0, 100), 0.2) < 0.2


def test_words_for_probabilities():
    words = {
        "exceptionally unlikely": 0.0099,
        "very unlikely": 0.01,
        "unlikely": 0.1,
        "about as likely as not": 0.33,
        "likely": 0.66,
        "very likely": 0.9,
        "virtually certain": 0.999,
    }
    assert [verdicts.likelihood(probability) for probability in words.values()] == list(words)


@pytest.mark.parametrize(
    ("central", "best", "known", "word"),
    [
        (0.01, 0.02, "reached", "已达到"),
        (0.9, 0.9, "missed", "未达到"),
        (0.66, 0.9, "", "可达"),
        (0.65, 0.9, "", "有条件可达"),
        (0.01, 0.1, "", "有条件可达"),
        (0.01, 0.0999, "", "不可达"),
        (0.01, 0.0999, "moving away", "不可达"),
        (np.nan, np.nan, "", "不可检验"),
        (np.nan, np.nan, "reached", "已达到"),
    ],
)
def test_verdict_words_and_their_thresholds(central, best, known, word):
    assert say(f"targets.verdict.{verdicts.decide(central, best, known)}", "zh") == word


def test_a_target_without_base_is_not_testable_and_gets_no_probability():
    required = pd.DataFrame([{"industry": "x", "title": "X", "status": NOT_TESTABLE}])
    nothing = pd.DataFrame({"industry": []})
    row = verdicts.verdict_table(required, nothing, nothing, nothing).iloc[0]
    assert row["words_zh"] == "不可检验" and "pooled" not in row


# --- the outside view -----------------------------------------------------------------------------


def test_a_multiple_between_two_takes_the_lower_one():
    rates = folders.load_derived("base_rates")
    assert outside_view.counted_multiple(rates, 3.75) == pytest.approx(10 / 3, abs=1e-4)
    assert outside_view.counted_multiple(rates, 10 / 3) == pytest.approx(10 / 3, abs=1e-4)
    assert math.isnan(outside_view.counted_multiple(rates, 1.1))


def test_growth_records_count_what_the_panels_count():
    rates = folders.load_derived("base_rates")
    history = {"history_growth": 0.126, "volatility": 0.21}
    rows = outside_view.growth_record(rates, 3.33, history).set_index("of")
    pooled = base_rates.base_rate(rates, 3.33)
    assert rows.loc["all economic series", "windows"] == pooled["windows"]
    assert rows.loc["all economic series", "share"] == pooled["share"]
    parts = [base_rates.base_rate(rates, 3.33, panel=p) for p in outside_view.INDUSTRY_PANELS]
    industry = rows.loc["industries of other countries"]
    assert industry["reached"] == sum(part["reached"] for part in parts)
    assert (rows["windows"] >= 100).all()


def test_a_history_that_no_series_had_falls_back_to_a_wider_class():
    rates = folders.load_derived("base_rates")
    wide = outside_view.growth_record(rates, 2.0, {"history_growth": 5.0, "volatility": 9.0})
    assert wide["windows"].iloc[0] >= 100


def test_without_scored_cases_the_growth_records_stand_alone(desk, study):
    rates = folders.load_derived("base_rates")
    early = study.cases[study.cases["result"] == "no outcome"]
    view = outside_view.outside_from(desk.statements, "industrial_value_added", early, rates)
    assert math.isnan(view.cases)
    assert view.view(0.03) == pytest.approx(0.03)


# --- the grid -------------------------------------------------------------------------------------


def test_the_grid_holds_every_reading_once(study):
    keys = ["industry", "base_year", "concept", "scope", "prices", "window"]
    assert not study.grid.duplicated(keys).any()
    assert study.grid.groupby("industry").size().to_dict() == {
        "steel": 3 * 3 * 2 * 3 * 4,
        "equipment": 3 * 1 * 2 * 3 * 4,
        "chemicals": 3 * 3 * 2 * 3 * 4,
    }
    assert study.grid.groupby("industry")["central"].sum().tolist() == [1, 1, 1]


def test_a_cell_is_what_its_scenario_says(desk, study):
    one = named.from_plan(desk)["prices_of_2021"].with_(
        base_year=2019.0, concept_factor=1.0, scope_factor={"steel": 1.5}, zone_growth=0.1
    )
    growth = {"a": 0.1}
    table = readings.grid(
        [one], growth, desk.assumptions["industries"], study.outside, draws=2000, seed=3
    ).set_index(["industry", "base_year", "concept", "scope"])
    cell = table.loc[("steel", 2019.0, "central", "high")]
    last = simulation.simulate(one, 2000, 3)
    rows = last[last["industry"].eq("steel") & last["year"].eq(2025)]
    hits = round(rows["probability"].iloc[0] * 2000)
    assert cell["inside"] == pytest.approx((hits + 0.5) / 2001)


def test_required_growth_of_volume_takes_prices_off(study):
    steel = study.grid[study.grid["industry"] == "steel"].set_index(
        ["prices", "base_year", "concept", "scope", "window"]
    )
    flat = steel.loc[("baseline", 2020.0, "central", "central", "trend")]
    assert flat["required"] == pytest.approx(flat["required_volume"])
    held = steel.loc[("prices_of_2021", 2020.0, "central", "central", "trend")]
    assert held["required"] == pytest.approx(0.2723, abs=5e-5)
    assert held["required_volume"] == pytest.approx((500 / 150 / 1.285) ** 0.2 - 1)


def test_a_mid_year_base_counts_half_of_its_year_in_prices(desk):
    one = named.from_plan(desk)["prices_of_2021"].with_(base_year=2021.5)
    assert readings.price_index(one, "steel") == pytest.approx(1.0)
    early = one.with_(base_year=2020.5)
    assert readings.price_index(early, "steel") == pytest.approx(1.285**0.5)


def test_windows_take_the_rates_after_their_base_year(study):
    # 19.8, 1 and 4 % from 2017; the shrunken trend is the scenario's own
    assert study.windows["trend"] is None
    assert study.windows["2017-2020"] == pytest.approx((1.198 * 1.01 * 1.04) ** (1 / 3) - 1)


def test_a_wider_scope_never_lowers_a_chance(study):
    wide = study.grid.pivot_table(
        "inside", ["industry", "base_year", "concept", "prices", "window"], "scope"
    )
    assert (wide["high"] >= wide["central"]).all()


def test_what_binds_is_the_lowest_limit(study):
    for _, rows in study.binding.groupby("industry"):
        assert rows.loc[rows["binds"], "output"].item() == rows["output"].min()
    steel = study.binding.set_index(["industry", "limit"]).loc[("steel", "demand")]
    assert steel["output"] == pytest.approx(150 * 1.05**5)
    assert "Q021" in steel["statements"]


# --- the verdicts ---------------------------------------------------------------------------------


def test_the_pool_stands_beside_its_two_ingredients(study):
    for row in study.verdicts.itertuples():
        low, high = sorted([row.inside, row.outside])
        assert low <= row.pooled <= high
        assert row.pooled == pytest.approx(verdicts.pool(row.inside, row.outside, 0.5))


def test_each_verdict_has_a_word_a_limit_and_statements(study):
    table = study.verdicts.set_index("industry")
    assert table.index.tolist() == ["steel", "equipment", "chemicals"]
    assert table["words_zh"].tolist() == ["有条件可达", "不可达", "不可达"]
    assert (table["binding"] != "").all() and (table["binding_statements"] != "").all()
    assert table["pooled_high"].ge(table["pooled"]).all()


def test_the_verdicts_hold_at_every_weight(study):
    assert verdicts.weights_table(study.verdicts)["pooled"].max() < verdicts.VERY_UNLIKELY
    industries = study.grid["industry"].isin(["equipment", "chemicals"])
    for weight in verdicts.WEIGHTS:
        pooled = verdicts.pool(study.grid["inside"], study.grid["outside"], weight)
        assert pooled[industries].max() < verdicts.VERY_UNLIKELY


# --- all together ---------------------------------------------------------------------------------


def test_joint_attainment_between_independence_and_the_least():
    chances = [0.3, 0.2, 0.6]
    assert verdicts.joint(chances, 0.0) == pytest.approx(0.036, abs=1e-9)
    assert verdicts.joint(chances, 1.0) == 0.2
    along = [verdicts.joint(chances, rho) for rho in verdicts.CORRELATIONS]
    assert along == sorted(along)


def test_joint_of_two_against_the_bivariate_normal():
    # orthant probability, closed form: 1/4 + arcsin(rho) / (2 pi)
    for rho in (0.3, 0.9):
        expected = 0.25 + math.asin(rho) / (2 * math.pi)
        assert verdicts.joint([0.5, 0.5], rho) == pytest.approx(expected, abs=1e-8)
    cut = stats.norm.ppf(0.1)
    normal = stats.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]])
    assert verdicts.joint([0.1, 0.1], 0.6) == pytest.approx(normal.cdf([cut, cut]), abs=1e-6)


# --- progress -------------------------------------------------------------------------------------


def test_progress_in_bands_and_what_remains():
    # 100 to 200 in five years asks 14.87 % a year; 130 after two years is 14.02 %
    row = progress.progress(100, 2020, 130, 2022, 200, 2025)
    assert row["ratio"] == pytest.approx((1.3**0.5 - 1) / (2**0.2 - 1))
    assert row["status"] == "moderate progress"
    assert row["remaining"] == pytest.approx((200 / 130) ** (1 / 3) - 1)


@pytest.mark.parametrize(
    ("latest", "year", "target", "status"),
    [
        (132, 2022, 200, "significant progress"),
        (105, 2022, 200, "insufficient progress"),
        (90, 2022, 200, "moving away"),
        (200, 2022, 200, "reached"),
        (199, 2025, 200, "missed"),  # the target year is over
        (200, 2026, 200, "reached"),
        (math.nan, math.nan, 200, "no data yet"),
        (75, 2022, 50, "significant progress"),  # a falling target is followed downwards
        (110, 2022, 50, "moving away"),
        (48, 2022, 50, "reached"),
        (0, 2022, 0, "reached"),
        (99, 2022, 100, progress.NO_RATE),  # equal to its base: compared by level
        (100, 2022, 100, "reached"),
    ],
)
def test_where_a_target_on_a_base_of_100_stands(latest, year, target, status):
    row = progress.progress(100, 2020, latest, year, target, 2025)
    assert row["status"] == status
    assert (row["required"] < 0) == (0 < target < 100)


def test_a_target_of_zero_has_no_rate_and_none_is_invented():
    row = progress.progress(100, 2020, 60, 2022, 0, 2025)
    assert row["status"] == progress.NO_RATE
    assert math.isnan(row["required"]) and math.isnan(row["ratio"]) and math.isnan(row["remaining"])


def test_a_missing_base_leaves_what_remains_and_no_ratio():
    nothing = math.nan
    assert progress.progress(nothing, nothing, nothing, nothing, 5, 2025)["status"] == NOT_TESTABLE
    row = progress.progress(nothing, nothing, 3, 2023, 5, 2025)
    assert row["status"] == progress.NO_BASE and math.isnan(row["ratio"])
    assert row["remaining"] == pytest.approx((5 / 3) ** 0.5 - 1)


# --- all plan targets -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan(study):
    return study.plan.set_index("id")


def test_every_target_with_a_number_has_a_row(desk, plan):
    goals = desk.statements[
        (desk.statements["role"] == "target") & (desk.statements["canonical_unit"] != "words")
    ]
    assert list(plan.index) == list(goals["id"])


@pytest.mark.parametrize(
    ("id", "testable", "required"),
    [
        ("Q119", "testable", 0.06),
        ("Q120", "not testable", 0.05),
        ("Q121", "testable", 0.08),
        ("Q122", "not testable", 0.10),
        ("Q123", "not testable", 0.06),
        ("Q124", "not testable", 0.08),
        ("Q126", "testable", 0.2723),
        ("Q163", "testable", 0.0260),
        ("Q180", "testable", (4.5 / 3.5) ** 0.2 - 1),
        ("Q204", "level only", math.nan),
    ],
)
def test_testable_or_not(plan, id, testable, required):
    row = plan.loc[id]
    assert (row["testable"], row["status"]) == (testable, progress.NO_DATA)
    assert row["required"] == pytest.approx(required, abs=5e-5, nan_ok=True)


def test_a_base_is_the_level_less_its_printed_increase(plan):
    assert plan.at["Q163", "base"] == pytest.approx(146)
    assert plan.at["Q163", "base_id"] == "Q163;Q165"


def test_a_base_printed_at_its_target_is_said_and_not_counted_as_reached(plan):
    assert plan.at["Q199", "status"] == progress.AT_BASE


def later(desk, id: str, like: str, period: str, number: float) -> pd.DataFrame:
    """The zone's statements and a MADE-UP later figure, printed as the statement `like` is."""
    first, _, last = period.partition("/")
    last = int(last or first)
    new = desk.statements[desk.statements["id"] == like].assign(
        id=id,
        source="made-up",
        role="actual",
        period=period,
        first=int(first),
        last=last,
        year=last if period == first else pd.NA,
        number=number,
        value=f"{number:g}",
        published=DAY(last + 1, 3, 15),
    )
    return pd.concat([desk.statements, new], ignore_index=True)


def plan_with(desk, *rows) -> pd.DataFrame:
    for row in rows:
        desk = desk._replace(statements=later(desk, *row))
    return progress.plan_targets(
        desk.statements, desk.indicators, desk.assumptions["industries"], 2020.0
    ).set_index("id")


def test_growth_at_comparable_prices_is_held_against_rates_not_against_nominal_levels(desk):
    nominal = plan_with(desk, ("R001", "Q011", "2021", 100.0)).loc["Q119"]
    assert nominal["status"] == progress.NO_DATA and math.isnan(nominal["latest"])
    rates = ("R002", "Q016", "2021", 0.07), ("R003", "Q016", "2022", 0.05)
    row = plan_with(desk, ("R001", "Q011", "2021", 100.0), *rates).loc["Q119"]
    assert row["latest"] == pytest.approx(84.05 * 1.07 * 1.05)
    assert (row["latest_year"], row["latest_id"], row["base_id"]) == (2022, "R002;R003", "Q011")
    assert row["ratio"] == pytest.approx(((1.07 * 1.05) ** 0.5 - 1) / 0.06)
    assert row["status"] == "significant progress"
    # three more years from 112.35/119.0 of the way
    assert row["remaining"] == pytest.approx((1.06**5 / (1.07 * 1.05)) ** (1 / 3) - 1)


def test_a_gap_in_the_rates_ends_the_chain_and_an_average_takes_its_years(desk):
    gap = plan_with(desk, ("R001", "Q016", "2022", 0.05)).loc["Q119"]
    assert gap["status"] == progress.NO_DATA
    whole = plan_with(desk, ("R001", "Q016", "2021/2025", 0.061)).loc["Q119"]
    assert (whole["latest_year"], whole["status"]) == (2025, progress.REACHED)
    assert plan_with(desk, ("R001", "Q016", "2021/2025", 0.059)).loc["Q119", "status"] == "missed"


def test_growth_and_level_of_one_price_basis_may_be_compared(desk):
    row = plan_with(desk, ("R001", "Q031", "2021", 60.0)).loc["Q121"]  # both at current prices
    assert (row["latest"], row["latest_id"]) == (60.0, "R001")


@pytest.fixture(scope="module")
def study_with(desk):
    """Study of the zone with MADE-UP later figures of steel in its target's own concept."""
    tables = folders.load_derived("base_rates"), folders.load_derived("cases")

    def make(*rows):
        known = desk
        for row in rows:
            known = known._replace(statements=later(known, *row))
        return readings.study(known, *tables, 2000, 1).verdicts.set_index("industry")

    return make


def test_a_later_level_carries_the_chance_on_and_ends_it(study_with):
    none, low, high = (
        study_with(*rows)
        for rows in ((), [("R001", "Q126", "2023", 200.0)], [("R001", "Q126", "2023", 450.0)])
    )
    assert low.at["steel", "inside"] < none.at["steel", "inside"] < high.at["steel", "inside"]
    # nothing but the growth that is left matters: one cell a base year, price basis and window
    assert high.at["steel", "cells"] < none.at["steel", "cells"]
    others = ["equipment", "chemicals"]
    pd.testing.assert_frame_equal(none.loc[others], high.loc[others])


@pytest.mark.parametrize(("level", "word"), [(510.0, "reached"), (499.0, "missed")])
def test_the_level_of_the_target_year_decides_the_verdict(study_with, level, word):
    verdicts_ = study_with(("R001", "Q126", "2025", level))
    assert verdicts_["verdict"].to_dict() == {
        "steel": word,
        "equipment": "out of reach",
        "chemicals": "out of reach",
    }


def test_a_revised_base_moves_the_verdict_under_its_first_id(study_with, desk):
    revised = desk.statements[desk.statements["id"] == "Q040"].assign(
        id="R001",
        source="made-up",
        value="1400000",
        unit="万元",
        number=140.0,
        published=DAY(2022, 3, 15),
    )
    both = desk._replace(statements=pd.concat([desk.statements, revised], ignore_index=True))
    assert named.from_plan(both)["baseline"].baselines["steel"] == pytest.approx(140)
    assert targets_required.from_plan(both)["base"].iloc[0] == 140


@pytest.mark.parametrize("day", ["2021-08-31", "2023-06-30"])
def test_an_early_day_knows_fewer_cases_and_still_says_everything(day):
    early = vintage.load("anshan-edz", day)
    assert (early.context["published"] <= early.as_of).all()
    rates, pairs = folders.load_derived("base_rates"), folders.load_derived("cases")
    then = readings.study(early, rates, pairs, 2000, 1)
    assert then.verdicts["pooled"].notna().all()
    known = cases.scored(then.cases)
    assert len(known) < 2
    cells = verdicts.cells_summary(then.grid)
    said = target_sentences.mind_sentences(
        then.verdicts, cells, then.windows, then.cases, 2023, 2025
    )
    past = outside_view.hindcast(then.cases, rates)
    said += target_sentences.hindcast_sentences(past)
    assert past.empty and "nan" not in " ".join(said)
    target_charts.plot_asked_and_achieved(
        then.fans, then.verdicts, known, outside_view.all_series(rates), 2025
    )


# --- hindcast -------------------------------------------------------------------------------------


def test_the_hindcast_never_looks_at_the_case_it_judges(study):
    table = outside_view.hindcast(study.cases, folders.load_derived("base_rates")).set_index("case")
    # without the one hit the others give it the known 0.09
    assert round(table.at["xx_2015", "cases_view"], 2) == 0.09
    assert table["result"].value_counts().to_dict() == {"miss": 5, "hit": 1}
    assert table["given"].between(0, 1).all()
    assert math.isnan(table.at["luoyuan_2020", "growth_record"])


# --- sentences and figures ------------------------------------------------------------------------


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
    table = verdicts.cells_summary(study.grid)
    said = target_sentences.mind_sentences(
        study.verdicts, table, study.windows, study.cases, 2023, 2025
    )[0]
    assert f"steel {500 / 1.11616620470645489**2:.0f}," in said


def test_published_targets_carry_their_verdicts(study):
    table = verdicts.with_verdicts(study.plan, study.verdicts).set_index("id")
    assert table.at["Q131", "words_zh"] == "不可达" and table["words"].notna().sum() == 3
    assert len(table) == len(study.plan)


def test_figures_draw_the_numbers_of_their_tables(study):
    rates = folders.load_derived("base_rates")
    titles = study.verdicts.set_index("industry")["title"].to_dict()
    main = cases.scored(study.cases)
    ax = target_charts.plot_asked_and_achieved(
        study.fans, study.verdicts, main, outside_view.all_series(rates), 2025
    )
    asked = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
    assert asked[:3] == pytest.approx([10 / 3, 7.5, 10])
    assert sorted(asked[3:]) == pytest.approx(sorted(main["asked"].dropna()))
    ax = target_charts.plot_grid(study.grid, titles, study.prices, {"unlikely": 0.33})
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == len(study.grid)
    ax = target_charts.plot_cases(main, cases.outside_view(study.cases))
    assert len(ax.get_yticks()) == 6 + 4
    joint = verdicts.joint_table(study.verdicts)
    ax = target_charts.plot_joint(joint, 3)
    assert list(ax.lines[2].get_ydata()) == list(joint["pooled"])
    target_charts.plt.close("all")
