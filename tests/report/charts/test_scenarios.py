"""Figures of scenarios draw the numbers of their tables."""

import numpy as np
import pandas as pd

from tests.report.conftest import fan
from zoneecon.report.charts import frame
from zoneecon.report.charts import scenarios as scenario_charts
from zoneecon.scenarios import named, sensitivity
from zoneecon.scenarios.simulate import simulate
from zoneecon.scenarios.tables import fan_table, feasible_set, waterfall_table


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
    scenario_charts.plot_feasible_set(feasible_set(scenario), "S")


def test_every_line_of_the_feasible_set_is_drawn_in_a_style_of_its_own(plan):
    table = feasible_set(named.named_scenarios(plan)["baseline"])
    (line, *_) = [part for _, part in table[table["kind"] == "line"].groupby("name")]
    more = pd.concat([line.assign(name=f"path {n}") for n in range(9)])
    ax = scenario_charts.plot_feasible_set(pd.concat([more, table[table["kind"] == "point"]]), "S")
    drawn = [one for one in ax.lines if str(one.get_label()).startswith("path")]
    styles = {(one.get_color(), one.get_linestyle()) for one in drawn}
    assert len(drawn) == len(styles) == 9


def test_fans_beside_one_another_are_times_their_base_on_one_axis():
    tables = {}
    for name, base in (("Large", 100.0), ("Small", 10.0)):
        first = dict.fromkeys(fan().columns.drop("year"), base) | {"year": 2020}
        tables[name] = pd.concat([pd.DataFrame([first]), fan()]).assign(target=[np.nan, 330.0])
    large, small = scenario_charts.plot_fans(tables)
    assert large.get_ylim() == small.get_ylim() and small.get_ylim()[1] > 33
    ends = [
        [one.get_ydata()[0] for one in ax.lines if one.get_marker() == "D"] for ax in (large, small)
    ]
    assert ends == [[3.3], [33.0]]
    assert "×33" in [text.get_text() for text in small.texts]


def test_the_tornado_has_the_target_in_the_picture():
    row = {"parameter": "growth", "unit": "x", "quality": "red", "low": 0.0, "high": 0.1}
    table = pd.DataFrame([row | {"output_low": 90.0, "output_high": 120.0, "output": 100.0}])
    ax = scenario_charts.plot_tornado(table, "T", target=2580.0)
    assert ax.get_xlim()[0] < 90 and ax.get_xlim()[1] > 2580
    assert "target 2,580" in [text.get_text() for text in ax.texts]


def test_waterfalls_stand_beside_one_another(plan):
    scenario = named.named_scenarios(plan)["baseline"]
    tables = {name: waterfall_table(scenario, name) for name in scenario.targets}
    axes = scenario_charts.plot_waterfalls(tables)
    titles = [one.get_text() for ax in axes for one in frame.titles_of(ax) if one.get_text()]
    assert titles == list(tables)
    assert all(ax.patches for ax in axes)
