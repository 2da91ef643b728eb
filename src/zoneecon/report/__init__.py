"""How is it said, drawn and handed over?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "entitle_all": "zoneecon.report.charts.frame:entitle_all",
    "sign": "zoneecon.report.charts.frame:sign",
    "standing_sentences": "zoneecon.report.sentences.targets:standing_sentences",
    "course_charts": "zoneecon.report.charts.course",
    "history_charts": "zoneecon.report.charts.history",
    "scenario_charts": "zoneecon.report.charts.scenarios",
    "target_charts": "zoneecon.report.charts.targets",
    "trend_charts": "zoneecon.report.charts.trends",
    "unit_word": "zoneecon.report.format:unit_word",
    "handover": "zoneecon.report.handover",
    "html": "zoneecon.report.html",
    "pdf": "zoneecon.report.pdf",
    "evaluation_sentences": "zoneecon.report.sentences.evaluation",
    "tracking_sentences": "zoneecon.report.sentences.tracking",
    "say": "zoneecon.report.say",
    "spreadsheet": "zoneecon.report.spreadsheet",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
