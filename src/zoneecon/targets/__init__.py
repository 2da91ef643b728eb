"""Can the targets be reached?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "readings": "zoneecon.targets.readings",
    "verdicts": "zoneecon.targets.verdicts",
    "Answer": "zoneecon.targets.answer:Answer",
    "assess": "zoneecon.targets.answer:assess",
    "HIT": "zoneecon.targets.cases:HIT",
    "NO_OUTCOME": "zoneecon.targets.cases:NO_OUTCOME",
    "UNDECIDED": "zoneecon.targets.cases:UNDECIDED",
    "read_cases": "zoneecon.targets.cases:read_cases",
    "feasible": "zoneecon.targets.feasible",
    "Forecasts": "zoneecon.targets.forecasts:Forecasts",
    "outside_view": "zoneecon.targets.outside_view",
    "LEVEL_ONLY": "zoneecon.targets.progress:LEVEL_ONLY",
    "MISSED": "zoneecon.targets.progress:MISSED",
    "NO_DATA": "zoneecon.targets.progress:NO_DATA",
    "REACHED": "zoneecon.targets.progress:REACHED",
    "progress": "zoneecon.targets.progress",
    "plan_targets": "zoneecon.targets.progress:plan_targets",
    "standings": "zoneecon.targets.progress:standings",
    "NOT_TESTABLE": "zoneecon.targets.required:NOT_TESTABLE",
    "TESTABLE": "zoneecon.targets.required:TESTABLE",
    "unbroken": "zoneecon.targets.trend_view:unbroken",
    "LIKELY": "zoneecon.targets.verdicts:LIKELY",
    "POSSIBLE": "zoneecon.targets.verdicts:POSSIBLE",
    "SCALE": "zoneecon.targets.verdicts:SCALE",
    "WEIGHTS": "zoneecon.targets.verdicts:WEIGHTS",
    "decide": "zoneecon.targets.verdicts:decide",
    "joint": "zoneecon.targets.verdicts:joint",
    "sampling_error": "zoneecon.targets.verdicts:sampling_error",
    "shifts": "zoneecon.targets.readings:shifts",
    "nowcast_view": "zoneecon.targets.nowcast_view",
    "views": "zoneecon.targets.views",
    "panels_of": "zoneecon.targets.answer:panels_of",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
