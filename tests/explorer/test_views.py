"""What the page shows is what the model and the report say."""

import pandas as pd
import pytest

from tests.explorer.conftest import move
from tests.news import STEEL, published
from zoneecon.explorer import pictures, solve, tables, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.inputs import inputs_of
from zoneecon.scenarios import simulate as simulation
from zoneecon.scenarios.model import central_levels
from zoneecon.targets.answer import panels_of


def test_on_the_central_reading_the_chances_are_those_of_the_report(root, inputs):
    """The grid's central cell holds concept and scope; on it both ways must agree."""
    one = inputs.presets["baseline"].with_(concept_factor=1.0, scope_factor=1.0)
    published = pd.read_csv(root / "data/processed/anshan-edz/verdicts.csv").set_index("industry")
    summary = simulation.simulate(one, inputs.draws, inputs.seed)
    table = views.chance_table(
        one, summary, inputs, inputs.weight, views.gains(one, inputs)
    ).set_index("industry")
    for name in ("required", "inside", "outside", "pooled"):
        assert table[name].to_numpy() == pytest.approx(published[name].to_numpy(), rel=1e-8), name


def test_the_weight_moves_the_verdict_and_no_path(state, inputs):
    inside_only = views.result(move(state, inputs, "pooling_weight", 100), inputs)
    outside_only = views.result(move(state, inputs, "pooling_weight", 0), inputs)
    assert inside_only.summary.equals(outside_only.summary)
    assert (inside_only.chances["pooled"] - inside_only.chances["inside"]).abs().max() < 1e-9
    assert (outside_only.chances["pooled"] - outside_only.chances["outside"]).abs().max() < 1e-9


def test_the_joint_chance_is_that_of_the_draws(state, inputs):
    one = views.result(move(state, inputs, "growth_premium", 45.0), inputs)
    total = one.summary[one.summary["industry"].eq("total")].iloc[-1]
    assert one.joint["paths"] == total["joint_probability"]
    assert one.joint["pooled"] <= one.chances["pooled"].min() + 1e-6


@pytest.mark.parametrize("preset", ["baseline", "plan_met", "capital_as_a_law"])
def test_the_waterfall_ends_on_the_median_and_adds_up(inputs, preset):
    one = views.result(states.start(inputs, preset), inputs)
    steps = views.waterfall(one).set_index("step")
    row = one.chances.set_index("industry").loc["steel"]
    assert steps.at["reached", "end"] == row["p50"]
    changes = steps.loc[steps["kind"].eq("change"), "amount"].sum()
    assert row["base"] + changes == pytest.approx(row["target"])
    assert steps.at["target", "end"] == row["target"]


def test_what_stands_beside_a_fan_meets_it_where_it_begins(state, inputs):
    one = views.result(state, inputs)
    beside = views.around(one, inputs)
    at_base = beside.history.set_index("year")["level"]
    assert at_base.loc[2020.0] == pytest.approx(150.0) and len(at_base) >= 5
    levels = inputs.views.inside.levels
    assert at_base.loc[2019.0] / 150 == pytest.approx(levels[2019] / levels[2020])
    year, low, high = beside.band
    assert year == 2025 and low < one.chances.iloc[0]["p50"] < high
    assert beside.seen == {} and beside.known.empty  # nothing is published since
    assert 0.4 < inputs.eras[0] < 0.8 < inputs.eras[1] < 1


def test_the_band_of_past_errors_is_what_the_inside_chance_is_read_from(state, inputs):
    one = views.result(move(state, inputs, "growth_premium", 24.9), inputs)
    _, low, high = views.around(one, inputs).band
    inside = one.chances.iloc[0]["inside"]
    assert low < 500 < high and 0.1 < inside < 0.9


def test_two_scenarios_stand_side_by_side_on_one_scale(state, inputs):
    one = views.result(states.seen(state, "steel", "plan_met"), inputs)
    other = views.result(states.beside(one.state, None), inputs)
    table = views.comparison(one, other).set_index(["industry", "figure"])
    assert table.at[("steel", "p50"), "this"] < table.at[("steel", "p50"), "other"]
    figures = pictures.two_fans((one.fan, other.fan), ("a", "b"), "en")
    assert figures[0].axes[0].get_ylim() == figures[1].axes[0].get_ylim()
    html = tables.comparison_html(one, other, inputs, "en")
    assert html.count("<table") == 2 and "Plan fully met" in html
    assert "Plan fully met" not in tables.comparison_html(one, None, inputs, "en")


@pytest.mark.parametrize("news", [[("steel", STEEL, "2022", 262), ("steel", STEEL, "2023", 330)]])
def test_where_news_has_come_the_page_shows_what_was_expected_before(plan, news):
    """Beside the fan stand the levels that came, and the path as the day before expected it."""
    told = published(plan, "2024-03-20", news)
    inputs = inputs_of(told, panels_of(told), 50, 1)
    one = views.result(states.start(inputs, "baseline"), inputs)
    beside = views.around(one, inputs)
    assert beside.known.to_numpy().tolist()[-2:] == [[2022.0, 262.0], [2023.0, 330.0]]
    ((year, path),) = beside.seen.items()
    assert year < 2024 and path["year"].iloc[-1] == 2025
    before = inputs_of(told.previous(), panels_of(told), 50, 1)
    levels = central_levels(before.presets["baseline"])["steel"]
    assert path.set_index("year")["level"].loc[2025] == pytest.approx(levels.loc[2025])
    assert beside.band is not None and beside.band[1] < 330 * 2 < 3 * beside.band[2]
    figure = pictures.fan(one.fan, "steel", "en", beside=beside)
    said = [text.get_text() for text in figure.axes[0].texts]
    assert f"as seen in {year}" in said
    assert (
        views.around(one._replace(state=states.State("baseline", "equipment")), inputs).seen == {}
    )


def test_where_the_target_year_is_known_nothing_is_left_to_solve(plan):
    told = published(plan, "2026-03-20", [("steel", STEEL, "2025", 470)])
    inputs = inputs_of(told, panels_of(told), 50, 1)
    state = states.start(inputs, "baseline")
    one = views.result(state, inputs)
    beside = views.around(one, inputs)
    assert beside.band is None and len(pictures.caption(beside, "en", inputs.eras)) == 2
    assert solve.alone(state, inputs) == []
    assert "already" in tables.breakeven_html([], one, inputs, "en") or "known" in (
        tables.breakeven_html([], one, inputs, "en")
    )
    report, line, why = words.verdict_text(one, inputs, "en")
    assert "missed" in report and "missed" in line and "470" in why
