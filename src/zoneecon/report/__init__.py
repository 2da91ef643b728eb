"""How is it said, drawn and handed over?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "standing_sentences": "zoneecon.report.sentences.targets:standing_sentences",
    "colours": "zoneecon.report.charts.colours",
    "drawn": "zoneecon.report.charts.drawn",
    "history_charts": "zoneecon.report.charts.history",
    "scenario_charts": "zoneecon.report.charts.scenarios",
    "history_figures": "zoneecon.report.figures.history",
    "scenario_figures": "zoneecon.report.figures.scenarios",
    "target_figures": "zoneecon.report.figures.targets",
    "tracking_figures": "zoneecon.report.figures.tracking",
    "trend_figures": "zoneecon.report.figures.trends",
    "handover": "zoneecon.report.handover",
    "html": "zoneecon.report.html",
    "pdf": "zoneecon.report.pdf",
    "tracking_sentences": "zoneecon.report.sentences.tracking",
    "say": "zoneecon.report.say",
    "spreadsheet": "zoneecon.report.spreadsheet",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
