"""What the page shows is what the model and the report say."""

import pandas as pd
import pytest

from tests.explorer.conftest import move
from zoneecon.explorer import pictures, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.scenarios import model
from zoneecon.scenarios import simulate as simulation


def test_on_the_central_reading_the_chances_are_those_of_the_report(root, inputs):
    """The grid's central cell holds concept and scope; on it both ways must agree."""
    one = inputs.presets["baseline"].with_(concept_factor=1.0, scope_factor=1.0)
    published = pd.read_csv(root / "data/processed/anshan-edz/verdicts.csv").set_index("industry")
    summary = simulation.simulate(one, inputs.draws, inputs.seed)
    table = views.chance_table(one, summary, inputs, inputs.weight).set_index("industry")
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


def test_breakeven_can_be_given_up_and_otherwise_solves_for_the_target(state, inputs):
    one = views.result(state, inputs)
    assert views.breakeven(one, lambda: True) is None
    table = views.breakeven(one).set_index("variable")
    free = one.scenario.with_(capital_limit=0.0, funnel_limit=0.0)
    values = one.scenario.values
    premium = table.at["growth", "value"] - values["elasticity.steel"] * values["zone_growth"]
    met = free.with_(**{"growth_premium.steel": premium})
    assert model.central_output(met, "steel") == pytest.approx(500.0)


def test_two_scenarios_stand_side_by_side_on_one_scale(state, inputs):
    one = views.result(states.seen(state, "steel", "plan_met"), inputs)
    other = views.result(states.plain_other(one.state), inputs)
    table = views.comparison(one, other).set_index(["industry", "figure"])
    assert table.at[("steel", "p50"), "this"] < table.at[("steel", "p50"), "other"]
    figures = pictures.two_fans((one.fan, other.fan), ("a", "b"), "en")
    assert figures[0].axes[0].get_ylim() == figures[1].axes[0].get_ylim()
    html = words.comparison_html(one, other, inputs, "en")
    assert html.count("<table") == 2 and "Plan fully met" in html
    assert "Plan fully met" not in words.comparison_html(one, None, inputs, "en")
