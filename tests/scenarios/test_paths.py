"""Results that remember their scenario, and break-even's own names in `with_`."""

import pytest

from tests.toy_scenarios import toy
from zoneecon.errors import BadInput
from zoneecon.scenarios import simulate as simulation
from zoneecon.scenarios.breakeven import VARIABLES, breakeven
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.named import Scenarios
from zoneecon.scenarios.parameters import LEVERS
from zoneecon.scenarios.paths import simulate
from zoneecon.scenarios.sensitivity import tornado


def test_paths_are_the_table_of_the_simulation_and_remember_their_scenario():
    paths = simulate(toy(), draws=300, seed=2)
    plain = simulation.simulate(toy(), 300, 2)
    assert paths.equals(plain) and (paths.draws, paths.seed) == (300, 2)
    assert paths.scenario == toy()
    assert type(paths[paths["year"] == 2025]) is type(plain)  # a part is a plain table
    assert paths.fan("iron")["p50"].iloc[0] == 150 and paths.fan()["p50"].iloc[0] == 200
    assert set(paths.waterfall("iron")["step"]) & {"target"}


@pytest.mark.parametrize("ask", [simulate, breakeven, tornado])
def test_what_is_no_scenario_is_answered_with_where_to_take_one(ask):
    with pytest.raises(BadInput, match=r"take named_scenarios\(plan\)\['baseline'\]\."):
        ask("baseline")
    with pytest.raises(BadInput, match=r"= 7 is no scenario"):
        ask(7)


def test_an_unknown_industry_is_answered_with_the_known_ones():
    for ask in (lambda: tornado(toy(), "irn"), lambda: simulate(toy(), 10).fan("irn")):
        with pytest.raises(BadInput, match=r"'irn' is unknown; did you mean 'iron'\? Known: iron"):
            ask()


@pytest.mark.parametrize("draws", ["many", None, 1.5, 0])
def test_draws_are_a_whole_number(draws):
    with pytest.raises(BadInput, match=r"draws = .* must be a whole number, at least 1\."):
        simulate(toy(), draws=draws)


def test_an_unknown_scenario_is_answered_with_the_known_ones():
    cases = Scenarios({"baseline": toy(), "plan_met": toy()})
    with pytest.raises(BadInput) as caught:
        cases["basline"]
    assert str(caught.value) == (
        "scenario = 'basline' is unknown; did you mean 'baseline'? Known: baseline, plan_met."
    )
    assert (
        list(cases.table(draws=50, seed=1)["scenario"]) == ["toy", "toy"]
        or len(cases.table(50)) == 2
    )


# --- break-even's names ---------------------------------------------------------------------------


def test_every_name_of_breakeven_is_taken_by_with():
    for name in VARIABLES:
        assert toy().with_(**{name: 0.4}).values != toy().values


def test_a_break_even_value_put_into_the_scenario_meets_the_target():
    solved = breakeven(toy(), [name for name in VARIABLES if name in LEVERS])
    met = solved[solved["reached"] & solved["value"].notna() & solved["variable"].isin(LEVERS)]
    assert {"growth", "volume_multiple", "price_multiple"} <= set(met["variable"])
    for row in met.itertuples():
        change = row.value if row.industry == "total" else {row.industry: row.value}
        end = central_output(toy().with_(**{row.variable: change}), row.industry)
        assert end == pytest.approx(row.target, rel=1e-6), row


def test_a_lever_may_be_pulled_for_one_industry_by_its_dotted_name():
    one, other = toy().with_(**{"growth.iron": 0.3}), toy().with_(growth={"iron": 0.3})
    assert one.values == other.values
    assert one.values["growth_premium.tools"] == toy().values["growth_premium.tools"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"growth": "fast"}, "growth: no number for statement 'fast'"),
        ({"price_multiple": 0}, r"price_multiple = 0 is outside \(0, 1000\]"),
        ({"growth.irn": 0.2}, "did you mean 'iron'"),
        ({"grwth": 0.2}, "unknown key 'grwth'; did you mean 'growth'"),
    ],
)
def test_a_lever_that_cannot_be_pulled_says_why(changes, said):
    with pytest.raises(BadInput, match=said):
        toy().with_(**changes)


def test_changes_may_come_with_levers_in_one_call():
    both = toy().with_(zone_growth=0.08, growth=0.2)
    elasticity = both.values["elasticity.iron"]
    assert elasticity * 0.08 + both.values["growth_premium.iron"] == pytest.approx(0.2)
