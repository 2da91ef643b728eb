"""How does a result look? The charts an economist calls by name: a thin door to `report.figures`.

Each function takes a result and an optional `ax`, and returns the Axes it drew on; titles, units
and legends come from the result and the catalogue. None shows or saves: a notebook shows what its
cells draw, elsewhere call `ax.figure.savefig`. `use_style` sets the house style, once.
"""

from zoneecon.report.charts.history import use_style
from zoneecon.report.figures.history import growth_gap, levels
from zoneecon.report.figures.scenarios import (
    fan,
    fans,
    feasible_set,
    tornado,
    waterfall,
    waterfalls,
)
from zoneecon.report.figures.targets import asked_and_achieved, cases, readings
from zoneecon.report.figures.tracking import course
from zoneecon.report.figures.trends import coverage, forecasts, models, outcomes

__all__ = [
    "asked_and_achieved",
    "cases",
    "course",
    "coverage",
    "fan",
    "fans",
    "feasible_set",
    "forecasts",
    "growth_gap",
    "levels",
    "models",
    "outcomes",
    "readings",
    "tornado",
    "use_style",
    "waterfall",
    "waterfalls",
]
