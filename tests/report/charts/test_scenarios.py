"""Figures of scenarios draw the numbers of their tables."""

import numpy as np
import pandas as pd

from tests.report.conftest import fan
from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.scenarios import named, sensitivity
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import fan_table, feasible_set, funnel_table, waterfall_table


def test_the_scenario_fan_draws_median_and_target():
    table = fan().assign(target=500.0)
    table = pd.concat([table.assign(year=2020, target=np.nan), table])
    ax = scenario_charts.plot_fan(table, "t")
    drawn = [list(one.get_ydata()) for one in ax.lines]
    assert [100.0, 100.0] in drawn and [500.0] in drawn


def test_figures_of_a_scenario_draw_its_tables(plan):
    scenario = named.named_scenarios(plan)["baseline"]
    fan = fan_table(simulate(scenario, 500, 1), scenario, "steel")
    ax = scenario_charts.plot_fan(fan, "Steel")
    assert ax.lines[0].get_ydata()[-1] == fan["p50"].iloc[-1]
    table = waterfall_table(scenario)
    shown = table[table["kind"].eq("level") | table["amount"].ne(0)]
    assert len(scenario_charts.plot_waterfall(table, "W").patches) == len(shown)
    scenario_charts.plot_tornado(sensitivity.tornado(scenario), "T")
    scenario_charts.plot_funnel(funnel_table(scenario, 500, 1), "F")
    scenario_charts.plot_feasible_set(feasible_set(scenario), "S")
