"""How is it said, drawn and handed over?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "frame": "zoneecon.report.charts.frame",
    "history_charts": "zoneecon.report.charts.history",
    "scenario_charts": "zoneecon.report.charts.scenarios",
    "target_charts": "zoneecon.report.charts.targets",
    "trend_charts": "zoneecon.report.charts.trends",
    "handover": "zoneecon.report.handover",
    "html": "zoneecon.report.html",
    "pdf": "zoneecon.report.pdf",
    "tracking_sentences": "zoneecon.report.sentences.tracking",
    "say": "zoneecon.report.say",
    "spreadsheet": "zoneecon.report.spreadsheet",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
