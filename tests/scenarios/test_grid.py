"""The calendar of a scenario: its steps, prices and accounts, by hand."""

import numpy as np
import pytest

from tests.toy_scenarios import toy
from zoneecon.scenarios import model


def test_five_steps_lead_from_2020_to_2025():
    grid = model._grid(toy())
    assert grid.years.tolist() == grid.calendar.tolist() == [2021, 2022, 2023, 2024, 2025]
    assert grid.steps.tolist() == [[1.0] * 5] * 2
    assert [grid.at(year) for year in (2021, 2023, 2025)] == [0, 2, 4]
    assert grid.known == {} and np.isnan(grid.own_growth).all()
    assert grid.rest_price.tolist() == [1.0] * 5
    assert (grid.account_year, grid.newest_year) == (2020, 2020)
    assert grid.account["gdp"] == 80


@pytest.mark.parametrize(
    ("base", "years", "first"), [(2019.0, 6, 1.0), (2021.5, 4, 0.5), (2019.75, 6, 0.25)]
)
def test_a_base_within_a_year_has_a_first_step_that_ends_with_it(base, years, first):
    grid = model._grid(toy(base_year=base))
    assert grid.years.tolist() == list(range(2026 - years, 2026))
    assert grid.steps[0].tolist() == [first] + [1.0] * (years - 1)
    assert grid.steps.sum(axis=1).tolist() == [2025 - base] * 2


def test_prices_are_those_of_the_path_and_flat_after_it():
    grid = model._grid(toy(price_path="up"))
    assert grid.log_price.tolist() == [[pytest.approx(np.log(1.1)), 0, 0, 0, 0], [0] * 5]
    assert grid.rest_price.tolist() == pytest.approx([1.02] * 5)
    earlier = model._grid(toy(price_path="up"), begin=2019)
    assert earlier.years[0] == 2019 and earlier.at(2021) == 2
    assert earlier.steps[0].tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert earlier.rest_price.tolist() == pytest.approx([1.0, 1.0, *[1.02] * 5])
