"""How is it said, drawn and handed over?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "history_charts": "zoneecon.report.charts.history",
    "scenario_charts": "zoneecon.report.charts.scenarios",
    "target_charts": "zoneecon.report.charts.targets",
    "trend_charts": "zoneecon.report.charts.trends",
    "html": "zoneecon.report.html",
    "tracking_sentences": "zoneecon.report.sentences.tracking",
    "handover": "zoneecon.report.handover",
    "spreadsheet": "zoneecon.report.spreadsheet",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
