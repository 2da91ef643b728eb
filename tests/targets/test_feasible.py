"""The level that would be feasible has the chance that it is named for."""

import numpy as np
import pytest

from zoneecon.targets.feasible import EVEN, feasible, multiple_of
from zoneecon.targets.verdicts import LIKELY


def test_a_feasible_level_has_the_chance_that_it_is_named_for(answer):
    verdicts = answer.verdicts.set_index("industry")
    table = feasible(answer.verdicts, answer.views, answer.scenario.year_of)
    assert set(table["industry"]) == set(verdicts.index)
    for row in table.itertuples():
        asked = verdicts.loc[row.industry]
        since = row.year - asked["years"]
        start = row.target / asked["asked"]
        for level, wanted in ((row.even, EVEN), (row.likely, LIKELY)):
            chance = answer.views.chance(row.industry, level / start, since, row.year)
            assert chance["pooled"] == pytest.approx(wanted, abs=1e-6)
        assert row.likely < row.even < row.target


def test_a_target_whose_year_is_known_has_no_feasible_level(answer):
    over = answer.verdicts.assign(years=0.0)
    assert feasible(over, answer.views, answer.scenario.year_of).empty


def test_a_chance_that_no_level_has_gives_none(answer):
    assert np.isnan(multiple_of(answer.views, "steel", 2020, 2025, 1.5))
