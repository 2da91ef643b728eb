"""Simulated paths: the same for a seed however they are made, and as committed."""

import numpy as np
import pandas as pd
import pytest

from tests.scenarios.conftest import EXPECTED, NAMES, last
from tests.toy_scenarios import toy
from zoneecon.scenarios.allowed import SWITCHES
from zoneecon.scenarios.draws import BLOCK
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.simulate import sample, simulate


def test_the_same_seed_gives_the_same_table_and_another_seed_another(real):
    drawn_again = simulate.__wrapped__  # past what is remembered
    one, two = drawn_again(real(), 3000, 5), drawn_again(real(), 3000, 5)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert not one["p50"].equals(simulate(real(), 3000, 6)["p50"])


def test_unasked_it_draws_as_often_as_a_report_and_from_seed_0(real):
    pd.testing.assert_frame_equal(simulate(real()), simulate(real(), 20_000, 0))


def test_passes_and_threads_do_not_change_a_result(real, monkeypatch):
    monkeypatch.setattr("zoneecon.scenarios.simulate.SHARED_OUT", 2)
    whole = simulate(real(), 3 * BLOCK + 17, 5, threads=1)
    passes = simulate(real(), 3 * BLOCK + 17, 5, max_bytes=1, threads=2)
    pd.testing.assert_frame_equal(whole, passes, check_exact=True)


def test_the_first_draws_of_a_longer_run_are_those_of_a_shorter_one(real):
    short, long = sample(real(), 100, 5), sample(real(), BLOCK + 100, 5)
    assert np.array_equal(short["output"], long["output"][..., :100])
    assert short["parameters"].equals(long["parameters"].iloc[:100])


def test_median_of_the_fan_is_the_central_path_when_only_shocks_are_random():
    scenario = toy(uncertainty=1.0)
    fan = last(simulate(scenario, 60_000, 2), industry="iron")
    assert fan["p50"] == pytest.approx(central_output(scenario, "iron"), rel=0.01)


def test_binding_shares_are_shares_and_demand_and_capital_are_complements(real):
    table = simulate(real(), 2000, 1)
    shares = table.filter(like="binding_").stack().dropna()
    assert shares.between(0, 1).all()
    mine = table[table["industry"].isin(real().industries)]
    assert (mine["binding_demand"] + mine["binding_capital"]).eq(1).all()


@pytest.mark.parametrize("base_year", [2019.0, 2020.0, 2021.5])
def test_every_reading_of_the_base_year_can_be_simulated(real, base_year):
    table = simulate(real().with_(base_year=base_year), 500, 1)
    assert table["p50"].notna().all()
    assert table["year"].max() == 2025


@pytest.mark.parametrize("base_year", [2019.0, 2020.0])
def test_each_draw_starts_at_its_own_base(real, base_year):
    """Its path is that of the scenario so read, but for what keeps the median where it is."""
    mixed, alone = sample(real(), 6000, 1), sample(real().with_(base_year=base_year), 6000, 1)
    mine = (mixed["parameters"]["base_year"] == base_year).to_numpy()
    assert 500 < mine.sum() < 4000
    years = np.isin(mixed["years"], alone["years"]), np.isin(alone["years"], mixed["years"])
    ratio = mixed["output"][:, years[0]][..., mine] / alone["output"][:, years[1]][..., mine]
    assert ratio == pytest.approx(np.broadcast_to(ratio[..., :1], ratio.shape), rel=1e-9)


def test_a_base_after_the_first_year_stands_still_until_then_and_has_its_own_spread(real):
    mixed, alone = sample(real(), 60_000, 1), sample(real().with_(base_year=2021.5), 20_000, 2)
    mine = (mixed["parameters"]["base_year"] == 2021.5).to_numpy()
    first, last = mixed["output"][:, 0, mine], np.log(mixed["output"][:, -1, mine])
    factors = [mixed["parameters"].loc[mine, f"scope_factor.{i}"] for i in real().industries]
    kappa = [
        mixed["parameters"].loc[mine].get(f"concept_factor.{i}", 1.0) for i in real().industries
    ]
    price = first / [f * k for f, k in zip(factors, kappa, strict=True)]
    assert price == pytest.approx(np.broadcast_to(price[:, :1], price.shape), rel=1e-9)
    spread = np.log(alone["output"][:, -1]).std(axis=-1)
    assert last.std(axis=-1) == pytest.approx(spread, rel=0.06)


@pytest.mark.parametrize("name", NAMES)
def test_every_driver_of_high_impact_that_a_scenario_does_not_name_is_drawn(real, name):
    scenario = real(name)
    high = {key for key, about in scenario.evidence.items() if about.get("impact") == "high"}
    asked = high - scenario.held - set(SWITCHES)
    moving = sample(scenario, 500, 1)["parameters"].nunique()
    assert len(high) > 5 and set(moving[moving > 1].index) >= asked


@pytest.mark.parametrize("name", NAMES)
def test_the_middle_of_every_scenario_is_its_central_path(real, assumptions, name):
    """Also where capital limits, and where what is added does not move with a shock."""
    scenario, run = real(name), assumptions["simulation"]
    found = simulate(scenario, run["draws"], run["seed"])
    for industry in scenario.industries:
        fan = last(found, industry=industry)
        assert fan["p50"] == pytest.approx(central_output(scenario, industry), rel=0.03)


@pytest.mark.parametrize("name", NAMES)
def test_scenario_gives_the_committed_output(real, assumptions, name):
    expected = pd.read_csv(EXPECTED / f"{name}.csv")
    run = assumptions["simulation"]
    found = simulate(real(name), run["draws"], run["seed"])
    pd.testing.assert_frame_equal(found, expected, check_exact=False, rtol=1e-6, atol=1e-4)


@pytest.mark.parametrize("draws", [0, -5])
def test_draws_must_be_positive(draws):
    with pytest.raises(ValueError, match=f"draws = {draws} must be a whole number, at least 1"):
        simulate(toy(), draws)
