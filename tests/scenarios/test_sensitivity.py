import pytest

from tests.toy_scenarios import ranged
from zoneecon.scenarios.model import central_output
from zoneecon.scenarios.sensitivity import compare_leaders, sobol_indices, swing_table, tornado


def scenario():
    return ranged(zone_growth=(0.0, 0.06, 0.2), price_drift=(-0.01, 0.0, 0.01))


def test_tornado_holds_the_output_at_both_ends_largest_swing_first():
    table = tornado(scenario())
    assert table["parameter"].tolist() == ["zone_growth", "price_drift.iron", "price_drift.tools"]
    first = table.iloc[0]
    assert first["output_low"] == pytest.approx(200)
    assert first["output_high"] == pytest.approx(200 * 1.2**5)
    assert first["output"] == pytest.approx(central_output(scenario()))
    assert first["swing"] == pytest.approx(200 * 1.2**5 - 200)


def test_assumptions_that_move_nothing_are_left_out():
    assert "uncertainty" not in set(tornado(scenario())["parameter"])


def test_sobol_indices_of_a_near_additive_model_sum_to_one_and_rank_as_the_tornado():
    indices = sobol_indices(scenario(), samples=512, seed=1)
    assert indices["first_order"].sum() == pytest.approx(1.0, abs=0.05)
    leaders = compare_leaders(tornado(scenario()), indices)
    assert leaders["agree"]
    assert leaders["note"] == "Both name zone growth first."


@pytest.mark.parametrize("seed", [0, 3])
def test_sobol_repeats_for_a_seed(seed):
    one, two = (sobol_indices(scenario(), samples=64, seed=seed) for _ in range(2))
    assert one.equals(two)


def test_base_year_enters_by_its_readings():
    indices = sobol_indices(ranged(base_year=(2019, 2020, 2021.5)), samples=64, seed=1)
    assert indices["parameter"].tolist() == ["base_year"]
    assert indices["total_order"].iloc[0] == pytest.approx(1.0, abs=0.15)


def test_disagreement_is_explained():
    swings = tornado(scenario())
    indices = sobol_indices(scenario(), samples=64, seed=1).iloc[::-1].reset_index(drop=True)
    leaders = compare_leaders(swings, indices)
    assert not leaders["agree"]
    assert "zone growth" in leaders["note"]


def test_red_evidence_with_a_large_swing_comes_first():
    swings = tornado(scenario())
    swings["quality"] = ["green", "red", "amber"]
    swings["swing"] = [40.0, 30.0, 30.0]
    table = swing_table(swings)
    assert table["quality"].tolist() == ["red", "amber", "green"]
    assert table["share"].sum() == pytest.approx(1.0)
    assert table["priority"].iloc[0] == pytest.approx(0.9)


def test_a_tie_of_the_leaders_is_said():
    indices = sobol_indices(scenario(), samples=64, seed=1)
    indices = indices.iloc[[1, 0, 2]].reset_index(drop=True)
    indices["total_order"], indices["total_order_error"] = [0.40, 0.39, 0.1], 0.02
    note = compare_leaders(tornado(scenario()), indices)["note"]
    assert note.endswith("the Sobol order of the two is not settled.")
    indices["total_order_error"] = 0.001
    assert "not settled" not in compare_leaders(tornado(scenario()), indices)["note"]
